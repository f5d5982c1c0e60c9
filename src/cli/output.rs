//! Where results go: standard output, or a file that is never half-written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Writes `content` to `path`, beside it first and then renamed; to standard output without one.
pub(super) fn write(path: Option<&Path>, content: &str) -> Result<()> {
    match path {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(content.as_bytes())?;
            Ok(out.flush()?)
        }
        Some(path) => {
            let mut file = Beside::create(path)?;
            file.write_all(content.as_bytes()).with_context(|| path.display().to_string())?;
            file.keep()
        }
    }
}

/// A file that appears under its name only when it is whole.
pub(super) struct Beside {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Beside {
    /// Opens a temporary file in the folder of `path`.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".parallax-")
            .tempfile_in(folder)
            .with_context(|| format!("{}: cannot write there", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Gives it its name.
    pub fn keep(self) -> Result<()> {
        readable(self.file.as_file()).with_context(|| self.path.display().to_string())?;
        self.file.persist(&self.path).with_context(|| self.path.display().to_string())?;
        Ok(())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Temporary files are private; results are as readable as any file.
fn readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Whether the reader of our output went away, which is no failure.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

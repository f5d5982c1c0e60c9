//! Files that are never half-written, and names for them.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// What the system says of `path`, as our error.
pub(crate) fn io(path: &Path) -> impl Fn(io::Error) -> Error + '_ {
    move |source| Error::Io { path: path.to_owned(), source }
}

/// A file that appears under its name only when it is whole. Until then it stands beside it.
#[derive(Debug)]
pub(crate) struct Beside {
    /// As the user wrote it.
    path: PathBuf,
    target: Target,
}

#[derive(Debug)]
enum Target {
    /// The new file, and the path that it takes.
    New(NamedTempFile, PathBuf),
    /// What is no plain file, such as a device or a pipe, takes what it is given.
    Straight(File),
}

impl Beside {
    /// Opens a file beside `path`, as readable as what it will replace, or as any the user makes.
    ///
    /// # Errors
    /// Where `path` is a folder, or its folder cannot be written to.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = io(path);
        // Where `path` is a link to a file, that file is replaced.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let target = match fs::metadata(&place) {
            Ok(there) if there.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(there) if !there.is_file() => {
                Target::Straight(OpenOptions::new().write(true).open(&place).map_err(failed)?)
            }
            _ => {
                let new = tempfile::Builder::new()
                    .prefix(".parallax-")
                    .make_in(folder_of(&place), |beside| File::create_new(beside));
                Target::New(new.map_err(failed)?, place)
            }
        };
        Ok(Self { path: path.to_owned(), target })
    }

    /// Where it is until then.
    pub fn place(&self) -> &Path {
        match &self.target {
            Target::New(file, _) => file.path(),
            Target::Straight(_) => &self.path,
        }
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// Where the disk says no.
    pub fn keep(self) -> Result<()> {
        let Target::New(new, place) = self.target else { return Ok(()) };
        // What is replaced may have been for few eyes.
        if let Ok(there) = fs::metadata(&place) {
            new.as_file().set_permissions(there.permissions()).map_err(io(&self.path))?;
        }
        new.persist(place).map_err(|failed| io(&self.path)(failed.error))?;
        Ok(())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::New(file, _) => file.write(bytes),
            Target::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::New(file, _) => file.flush(),
            Target::Straight(file) => file.flush(),
        }
    }
}

/// Writes a file, whole or not at all.
///
/// # Errors
/// Those of [`Beside`], and a full disk.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<()> {
    let mut file = Beside::create(path)?;
    file.write_all(content).map_err(io(path))?;
    file.keep()
}

/// Has a file written by its path, whole or not at all.
///
/// # Errors
/// Those of [`Beside`] and of `written`.
pub(crate) fn replace(path: &Path, written: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let file = Beside::create(path)?;
    written(file.place())?;
    file.keep()
}

/// The folder that a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives each name out once, case aside: some disks do not tell `A` from `a`.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    taken: HashSet<String>,
}

impl FileNames {
    /// `name`, or the first of `name-2`, `name-3`, … that was not given out.
    pub fn distinct(&mut self, name: &str) -> String {
        let mut numbered = name.to_owned();
        let mut number = 2;
        while !self.taken.insert(numbered.to_lowercase()) {
            numbered = format!("{name}-{number}");
            number += 1;
        }
        numbered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_under_the_name_until_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        fs::write(&path, "before").unwrap();
        let mut file = Beside::create(&path).unwrap();
        file.write_all(b"after").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        file.keep().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        drop(Beside::create(&path).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(Beside::create(folder.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_stay_devices() {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "").unwrap();
        symlink(&file, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        write(Path::new("/dev/null"), b"gone").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    fn a_name_is_given_out_once_in_any_case() {
        let mut names = FileNames::default();
        assert_eq!(["a", "A", "a-2", "b"].map(|n| names.distinct(n)), ["a", "A-2", "a-2-2", "b"]);
    }
}

//! How many threads a command uses: `--threads`.

use anyhow::Result;
use clap::Args;

/// Threads.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ThreadArguments {
    /// Threads to use [default: one a core].
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl ThreadArguments {
    /// Makes so many threads those of the program; once, before any is used.
    pub fn apply(self) -> Result<()> {
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
        }
        Ok(())
    }
}

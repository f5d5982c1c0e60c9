//! What a run did, as CSV that a person can plot.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::loss::LayerLosses;
use crate::error::{Error, Result};

/// One step.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepRecord {
    pub step: usize,
    pub epoch: usize,
    /// Share of the highest learning rate.
    pub rate: f64,
    /// Norm of the gradient, before clipping.
    pub norm: f64,
    /// Sentences a second.
    pub speed: f64,
    pub losses: LayerLosses,
}

impl StepRecord {
    const COLUMNS: [&str; 13] = [
        "step",
        "epoch",
        "rate",
        "norm",
        "speed",
        "loss",
        "voice",
        "certainty",
        "wording",
        "frames",
        "spans",
        "embedding",
        "stance",
    ];
}

/// Weight of the newest step in what is shown as recent.
const RECENT: f64 = 0.05;

/// `steps.csv` in the run's folder; a resumed run appends.
pub(super) struct Log {
    path: PathBuf,
    writer: csv::Writer<File>,
    recent: Option<(f64, f64)>,
}

impl Log {
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("steps.csv");
        let fresh = !path.exists();
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|source| Error::Io { path: path.clone(), source })?;
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(file);
        if fresh {
            writer
                .write_record(StepRecord::COLUMNS)
                .map_err(|e| Error::Io { path: path.clone(), source: e.into() })?;
        }
        Ok(Self { path, writer, recent: None })
    }

    pub fn step(&mut self, record: &StepRecord) -> Result<()> {
        let (loss, speed) = self.recent.unwrap_or((f64::from(record.losses.loss), record.speed));
        self.recent = Some((
            loss + (f64::from(record.losses.loss) - loss) * RECENT,
            speed + (record.speed - speed) * RECENT,
        ));
        let unwritable = |source| Error::Io { path: self.path.clone(), source };
        let StepRecord { step, epoch, rate, norm, speed, losses } = record;
        let row = (step, epoch, rate, norm, speed, losses);
        self.writer.serialize(row).map_err(|e| unwritable(e.into()))?;
        self.writer.flush().map_err(unwritable)
    }

    /// Loss and sentences a second of late.
    pub fn recent(&self) -> (f64, f64) {
        self.recent.unwrap_or_default()
    }
}

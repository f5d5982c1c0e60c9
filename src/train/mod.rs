//! From gold documents to a model's folder.

mod calibrate;
mod card;
mod checkpoint;
mod dev;
mod evidence;
mod examples;
mod failures;
mod files;
mod fit;
mod job;
pub mod links;
mod log;
mod loss;
mod optimizer;
mod parameters;
pub mod recipe;
mod run;
mod shards;
mod texts;

pub use calibrate::{calibrate, sentences};
pub use job::{Folders, train};
pub use recipe::Recipe;
pub use run::Progress;

//! JOB: gold documents become a model's folder.
//!
//! [`train`] is the whole way, in `job`: a [`recipe`] names corpora (`texts` puts words back), of
//! which `examples` are made; `run` fits `parameters` to them (`shards`: gradients of the `loss`;
//! `optimizer`, `checkpoint`, `log`), and `dev` scores each epoch; `complete` has `fit` find
//! temperatures and thresholds and `context` how much the rest of an article weighs, and `card` and
//! `failures` say how well it went; `calibrate` prepares bytes.
//! Where stances are weighed, `evidence` stands between two such runs. [`links`] is a model apart.

mod calibrate;
mod card;
mod checkpoint;
mod complete;
mod context;
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
pub use complete::refit;
pub use job::{Folders, train};
pub use recipe::Recipe;
pub use run::Progress;

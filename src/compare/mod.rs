//! JOB: articles of several outlets on one event become a comparison of how they tell it.
//!
//! Pure: annotated documents in, values out; no model is run here. Sentence embeddings stand in
//! the documents where claims are to be aligned.

mod article;
pub mod claims;
#[cfg(test)]
mod fixture;
pub mod links;
pub mod omissions;

pub use article::Article;

//! stub
use crate::labels::Annotated;
/// One page.
#[must_use]
pub fn html(_annotated: &Annotated) -> String {
    String::new()
}

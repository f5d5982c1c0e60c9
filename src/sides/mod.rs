//! Who is in contention, and where the text names them.

pub mod side;

pub use side::{Mention, MentionKind, Side, SideId};

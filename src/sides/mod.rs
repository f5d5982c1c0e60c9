//! Who is in contention, and where the text names them.
//!
//! A [`Cast`] is given (by a [`SidesFile`] or [`file::parse_argument`]) or found in the articles
//! ([`find`]); [`mentions`] then says where an article points to its members, and [`speaker`] to
//! whom a source belongs.

pub mod file;
pub mod find;
pub mod mentions;
pub mod side;
pub mod speaker;

mod countries;
mod forms;
mod lexicon;
mod spelling;
mod words;

pub use file::SidesFile;
pub use find::{find, find_in};
pub(crate) use forms::is_short_acronym;
pub(crate) use lexicon::{is_common_word, is_function_word, is_title};
pub use mentions::mentions;
pub use side::{Mention, MentionKind, Side, SideId};
pub use speaker::speaker;
pub(crate) use spelling::{fold, same_name};

use crate::text::Sentence;

/// The parties to an event: those in contention, and third parties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The sides.
    pub sides: Vec<Side>,
    /// Third parties, which are listed but are no side.
    pub others: Vec<Side>,
}

/// What this room reads of an article.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its sentences, in order.
    pub sentences: &'a [Sentence],
}

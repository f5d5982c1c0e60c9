//! The vocabulary of word pieces, kept in a form that is searched where it lies.

use std::collections::BTreeMap;

use fst::raw::{Fst, Node, Output};

use super::error::{Error, Result};
use super::memory::Memory;

/// Word pieces and their ids, as a transducer. A clone shares them.
#[derive(Clone)]
pub struct Vocabulary {
    pieces: Fst<Bytes>,
}

/// What the transducer's reader wants memory to be.
#[derive(Clone)]
struct Bytes(Memory<u8>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Vocabulary {
    /// Packs word pieces.
    ///
    /// # Errors
    /// None that pieces in order could give.
    pub fn new(pieces: &BTreeMap<String, u32>) -> Result<Self> {
        let pieces = pieces.iter().map(|(piece, &id)| (piece, u64::from(id)));
        let packed = Fst::from_iter_map(pieces).map_err(|e| Error::new(e.to_string()))?;
        Self::of(packed.as_bytes().into())
    }

    /// The one in the program, used where it is. What follows its header is not looked at.
    ///
    /// # Errors
    /// Where the bytes are no vocabulary.
    pub fn in_place(bytes: &'static [u8]) -> Result<Self> {
        Self::of(Memory::Program(bytes))
    }

    fn of(bytes: Memory<u8>) -> Result<Self> {
        let pieces = Fst::new(Bytes(bytes)).map_err(|e| Error::new(format!("vocabulary: {e}")))?;
        Ok(Self { pieces })
    }

    /// What [`Vocabulary::in_place`] takes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.pieces.as_bytes()
    }

    /// How many pieces there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Every piece and its id, in the order of their bytes.
    #[must_use]
    pub fn pieces(&self) -> Vec<(String, u32)> {
        let all = self.pieces.stream().into_byte_vec();
        all.into_iter()
            .map(|(piece, id)| (String::from_utf8_lossy(&piece).into(), narrow(id)))
            .collect()
    }

    /// The id of a piece.
    #[must_use]
    pub fn get(&self, piece: &str) -> Option<u32> {
        self.pieces.get(piece).map(|id| narrow(id.value()))
    }

    /// The longest piece that is `before` and some of the start of `text`: how many bytes of
    /// `text` it takes, at least one, and its id.
    #[must_use]
    pub fn longest(&self, before: &str, text: &str) -> Option<(usize, u32)> {
        let mut place = Place { node: self.pieces.root(), output: Output::zero() };
        for &byte in before.as_bytes() {
            place = self.step(&place, byte)?;
        }
        let mut longest = None;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            match self.step(&place, byte) {
                Some(next) => place = next,
                None => break,
            }
            if place.node.is_final() {
                let id = place.output.cat(place.node.final_output());
                longest = Some((at + 1, narrow(id.value())));
            }
        }
        longest
    }

    fn step<'v>(&'v self, place: &Place<'v>, byte: u8) -> Option<Place<'v>> {
        let transition = place.node.transition(place.node.find_input(byte)?);
        let output = place.output.cat(transition.out);
        Some(Place { node: self.pieces.node(transition.addr), output })
    }
}

/// A place in the transducer, and what was said on the way to it.
struct Place<'v> {
    node: Node<'v>,
    output: Output,
}

/// Ids go in as `u32`.
fn narrow(id: u64) -> u32 {
    u32::try_from(id).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let pieces = ["##e", "##er", "é", "harbor", "harbors", "har"];
        let pieces = pieces.iter().zip(7..).map(|(piece, id)| ((*piece).to_owned(), id)).collect();
        Vocabulary::new(&pieces).unwrap()
    }

    #[test]
    fn the_longest_piece_is_found_and_says_how_far_it_goes() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.longest("", "harborage"), Some((6, 10)));
        assert_eq!(vocabulary.longest("", "harborside"), Some((7, 11)));
        assert_eq!(vocabulary.longest("", "hark"), Some((3, 12)));
        assert_eq!(vocabulary.longest("##", "erx"), Some((2, 8)));
        assert_eq!(vocabulary.longest("", "éa"), Some((2, 9)));
        assert_eq!(vocabulary.longest("##", "x"), None);
        assert_eq!(vocabulary.longest("##", ""), None);
    }

    #[test]
    fn what_is_packed_is_read_where_it_lies() {
        let bytes = vocabulary().as_bytes().to_vec().leak();
        let again = Vocabulary::in_place(bytes).unwrap();
        assert_eq!(again.pieces(), vocabulary().pieces());
        assert_eq!((again.len(), again.get("har"), again.get("##")), (6, Some(12), None));
        assert!(Vocabulary::in_place(&[1, 2, 3]).is_err());
    }
}

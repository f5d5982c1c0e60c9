//! Sentences as word pieces, in windows that the encoder can take.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use tokenizers::{
    AddedToken, DecoderWrapper, Encoding, NormalizerWrapper, PostProcessorWrapper,
    PreTokenizerWrapper, TokenizerImpl,
};

use super::engine::{Sequence, Vocabulary};
use super::pieces::{Rules, WordPiece};
use super::predict::Input;
use crate::error::{Error, Result};
use crate::text::Span;

/// Word pieces a window holds, the two special tokens included: the base model was trained on
/// sentences of at most 256.
const WINDOW: usize = 256;

/// Word pieces that two neighbouring windows share, so that every piece has context on both sides.
const OVERLAP: usize = 64;

/// One window of a sentence, ready for the encoder.
#[derive(Debug)]
pub(crate) struct Window {
    pub sequence: Sequence,
    /// Which of the sentence's targets `sequence.targets` are, in order.
    pub targets: Vec<usize>,
    /// The sentence's word pieces that it covers; the first stands at position 1 of the sequence.
    pub pieces: Range<usize>,
}

/// The start of a sentence, as one sequence.
#[derive(Debug)]
pub struct FirstWindow {
    /// For the encoder.
    pub sequence: Sequence,
    /// Which of the input's targets `sequence.targets` are, in order.
    pub targets: Vec<usize>,
    /// Where each word piece stands, in bytes; the first is token 1 of the sequence.
    pub pieces: Vec<Span>,
}

/// A sentence's word pieces and the windows that cover them.
#[derive(Debug)]
pub(crate) struct Tokenised {
    /// Where each word piece stands in the sentence, in bytes.
    pub pieces: Vec<Span>,
    /// For each word, its pieces.
    pub words: Vec<Range<usize>>,
    pub windows: Vec<Window>,
}

/// What is used of a `tokenizer.json`: windows are padded, cut and given their special tokens here.
#[derive(Deserialize)]
struct File {
    added_tokens: Vec<AddedToken>,
    normalizer: Option<NormalizerWrapper>,
    pre_tokenizer: Option<PreTokenizerWrapper>,
    model: FileModel,
}

#[derive(Deserialize)]
struct FileModel {
    #[serde(flatten)]
    rules: Rules,
    /// Not in the program's own file, whose vocabulary is packed.
    vocab: Option<BTreeMap<String, u32>>,
}

type Tokenizer = TokenizerImpl<
    WordPiece,
    NormalizerWrapper,
    PreTokenizerWrapper,
    PostProcessorWrapper,
    DecoderWrapper,
>;

impl File {
    fn read(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(unusable)
    }

    fn tokenizer(self, vocabulary: Vocabulary) -> tokenizers::Result<Tokenizer> {
        let mut tokenizer = Tokenizer::new(WordPiece::new(self.model.rules, vocabulary)?);
        tokenizer.with_normalizer(self.normalizer)?;
        tokenizer.with_pre_tokenizer(self.pre_tokenizer);
        tokenizer.add_tokens(self.added_tokens)?;
        Ok(tokenizer)
    }
}

/// The base model's tokenizer, and how sentences become sequences.
pub struct Tokens {
    tokenizer: Tokenizer,
    start: u32,
    end: u32,
}

impl Tokens {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// Where it is none, or lacks the special tokens of BERT.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let file = File::read(bytes)?;
        let pieces = file.model.vocab.as_ref().ok_or_else(|| unusable("it has no vocabulary"))?;
        let vocabulary = Vocabulary::new(pieces).map_err(unusable)?;
        Self::of(file, vocabulary)
    }

    /// Reads a `tokenizer.json` without its vocabulary, which was packed.
    ///
    /// # Errors
    /// As [`Tokens::from_bytes`].
    #[cfg(packed)]
    pub(super) fn packed(bytes: &[u8], vocabulary: Vocabulary) -> Result<Self> {
        Self::of(File::read(bytes)?, vocabulary)
    }

    fn of(file: File, vocabulary: Vocabulary) -> Result<Self> {
        let tokenizer = file.tokenizer(vocabulary).map_err(unusable)?;
        let special = |token: &str| {
            tokenizer.token_to_id(token).ok_or_else(|| unusable(format!("it has no {token} token")))
        };
        let (start, end) = (special("[CLS]")?, special("[SEP]")?);
        Ok(Self { tokenizer, start, end })
    }

    /// Word pieces and windows of one sentence.
    pub(super) fn tokenise(&self, input: Input) -> Result<Tokenised> {
        let encoding = self.tokenizer.encode(input.text, false).map_err(unusable)?;
        let pieces = spans(&encoding);
        let targets: Vec<Vec<usize>> =
            input.targets.iter().map(|mentions| covered(&pieces, mentions)).collect();
        let windows = ranges(pieces.len())
            .map(|range| self.window(encoding.get_ids(), &targets, range))
            .collect();
        Ok(Tokenised { words: words(&encoding), pieces, windows })
    }

    /// The first window of a sentence: all of it but for a handful in training data.
    ///
    /// # Errors
    /// Where the tokenizer fails.
    pub fn first_window(&self, input: Input) -> Result<FirstWindow> {
        let mut tokenised = self.tokenise(input)?;
        let window = tokenised.windows.swap_remove(0);
        tokenised.pieces.truncate(window.pieces.end);
        let Window { sequence, targets, .. } = window;
        Ok(FirstWindow { sequence, targets, pieces: tokenised.pieces })
    }

    fn window(&self, ids: &[u32], targets: &[Vec<usize>], pieces: Range<usize>) -> Window {
        let mut sequence = Sequence::default();
        sequence.ids.push(self.start);
        sequence.ids.extend_from_slice(&ids[pieces.clone()]);
        sequence.ids.push(self.end);
        let mut present = Vec::new();
        for (target, positions) in targets.iter().enumerate() {
            let from = positions.partition_point(|&piece| piece < pieces.start);
            let to = positions.partition_point(|&piece| piece < pieces.end);
            let inside: Vec<usize> =
                positions[from..to].iter().map(|piece| piece - pieces.start + 1).collect();
            if !inside.is_empty() {
                present.push(target);
                sequence.targets.push(inside);
            }
        }
        Window { sequence, targets: present, pieces }
    }
}

fn unusable(reason: impl ToString) -> Error {
    Error::Tokenizer { reason: reason.to_string() }
}

/// Ranges of at most `WINDOW - 2` pieces that cover `0..count`; one empty range for none.
fn ranges(count: usize) -> impl Iterator<Item = Range<usize>> {
    let room = WINDOW - 2;
    let step = room - OVERLAP;
    let more = count.saturating_sub(room).div_ceil(step);
    (0..=more).map(move |i| i * step..count.min(i * step + room))
}

/// Where the pieces stand, in bytes.
fn spans(encoding: &Encoding) -> Vec<Span> {
    encoding.get_offsets().iter().map(|&(start, end)| Span::new(start, end.max(start))).collect()
}

/// Runs of pieces that belong to one word.
fn words(encoding: &Encoding) -> Vec<Range<usize>> {
    let ids = encoding.get_word_ids();
    let mut words: Vec<Range<usize>> = Vec::new();
    for (piece, word) in ids.iter().enumerate() {
        match words.last_mut() {
            Some(last) if word.is_some() && ids[last.start] == *word => last.end = piece + 1,
            _ => words.push(piece..piece + 1),
        }
    }
    words
}

/// The pieces that share a character with a mention.
fn covered(pieces: &[Span], mentions: &[Span]) -> Vec<usize> {
    let mut covered: Vec<usize> = mentions
        .iter()
        .flat_map(|mention| {
            let from = pieces.partition_point(|piece| piece.end() <= mention.start());
            pieces[from..]
                .iter()
                .take_while(|piece| piece.start() < mention.end())
                .enumerate()
                .map(move |(i, _)| from + i)
        })
        .collect();
    covered.sort_unstable();
    covered.dedup();
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENIZER: &[u8] = include_bytes!("../../models/parallax-minilm/tokenizer.json");

    #[test]
    fn sentences_are_cut_as_the_library_cuts_them() {
        let mut whole = tokenizers::Tokenizer::from_bytes(TOKENIZER).unwrap();
        whole.with_padding(None).with_truncation(None).unwrap();
        let long = "e".repeat(101);
        let [most, more] = [100, 101].map(|count| "я".repeat(count));
        let odd = "[CLS] Café\u{301} ＡＢＣ 東京 don't\u{200b} [MASK]ed\u{a0}3,000.50 [UNK]\
                   unaffable😀 ##ing ß ŉ İstanbul ﬁ \u{1f1fa}\u{1f1f8} [SEP]";
        let corpus = include_str!("../../eval/corpus/dev.jsonl");
        let texts = corpus.lines().chain([odd, &long, &long[1..], &most, &more, "", " "]);
        let texts: Vec<&str> = texts.collect();
        let same = |ours: Tokens| {
            for &text in &texts {
                let ours = ours.tokenizer.encode(text, false).unwrap();
                let whole = whole.encode(text, false).unwrap();
                assert_eq!((spans(&ours), words(&ours)), (spans(&whole), words(&whole)));
                assert_eq!(ours.get_ids(), whole.get_ids());
                assert_eq!(ours.get_tokens(), whole.get_tokens());
            }
        };
        same(Tokens::from_bytes(TOKENIZER).unwrap());
        #[cfg(packed)]
        same(crate::model::packed::tokens().unwrap());
    }

    #[test]
    fn a_file_without_a_vocabulary_or_of_another_kind_is_refused() {
        let mut file: serde_json::Value = serde_json::from_slice(TOKENIZER).unwrap();
        let refused = |file: &serde_json::Value| {
            let read = Tokens::from_bytes(file.to_string().as_bytes());
            read.err().map(|e| e.to_string()).unwrap_or_default()
        };
        file["model"]["vocab"] = serde_json::json!({"[CLS]": 0, "[SEP]": 1});
        assert!(refused(&file).contains("it has no [UNK] token"), "{}", refused(&file));
        file["model"]["type"] = "BPE".into();
        assert!(refused(&file).contains("BPE"), "{}", refused(&file));
        file["model"].as_object_mut().unwrap().retain(|key, _| key != "vocab" && key != "type");
        assert!(refused(&file).contains("it has no vocabulary"), "{}", refused(&file));
    }

    #[test]
    fn windows_cover_every_piece_and_overlap() {
        for count in [0, 1, 253, 254, 255, 444, 445, 1000] {
            let ranges: Vec<_> = ranges(count).collect();
            assert_eq!((ranges[0].start, ranges[ranges.len() - 1].end), (0, count));
            assert!(ranges.iter().all(|r| r.len() <= WINDOW - 2));
            assert!(
                ranges.windows(2).all(|pair| pair[0].end - pair[1].start >= OVERLAP.min(count))
            );
        }
    }
}

//! WordPiece on a packed vocabulary.
//!
//! The library's own model keeps two hash maps of all word pieces, which take longer to fill than
//! an article takes to read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokenizers::models::wordpiece::WordPieceTrainer;
use tokenizers::{Model, Result, Token};

use super::engine::Vocabulary;

/// How words are cut, as a `tokenizer.json` says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Rules {
    /// Older files leave it out.
    #[serde(default, rename = "type")]
    _kind: Kind,
    /// What stands for a word that cannot be cut.
    unk_token: String,
    /// What pieces begin with that continue a word.
    continuing_subword_prefix: String,
    /// Characters of the longest word that is cut.
    max_input_chars_per_word: usize,
}

/// The one way of cutting that there is here; a file that asks for another is refused.
#[derive(Debug, Clone, Default, Deserialize)]
enum Kind {
    #[default]
    WordPiece,
}

/// Cuts words into the longest pieces of a vocabulary, from left to right (Wu et al. 2016).
pub(super) struct WordPiece {
    rules: Rules,
    vocabulary: Vocabulary,
    unknown: u32,
}

impl WordPiece {
    /// Fails where the vocabulary has nothing to stand for a word that cannot be cut.
    pub fn new(rules: Rules, vocabulary: Vocabulary) -> Result<Self> {
        let name = &rules.unk_token;
        let unknown = vocabulary.get(name).ok_or_else(|| format!("it has no {name} token"))?;
        Ok(Self { rules, vocabulary, unknown })
    }

    /// The pieces of a word, or `None` where some of it is in no piece.
    fn cut(&self, word: &str) -> Option<Vec<Token>> {
        let mut pieces: Vec<Token> = Vec::new();
        let mut start = 0;
        while start < word.len() {
            let before = if start > 0 { &self.rules.continuing_subword_prefix } else { "" };
            let (length, id) = self.vocabulary.longest(before, &word[start..])?;
            let end = start + length;
            let value = format!("{before}{}", &word[start..end]);
            pieces.push(Token::new(id, value, (start, end)));
            start = end;
        }
        Some(pieces)
    }

    fn unknown(&self, word: &str) -> Token {
        Token::new(self.unknown, self.rules.unk_token.clone(), (0, word.len()))
    }
}

impl Model for WordPiece {
    type Trainer = WordPieceTrainer;

    fn tokenize(&self, word: &str) -> Result<Vec<Token>> {
        let too_long = word.chars().nth(self.rules.max_input_chars_per_word).is_some();
        let pieces = if too_long { None } else { self.cut(word) };
        Ok(pieces.unwrap_or_else(|| vec![self.unknown(word)]))
    }

    // What follows is asked for by the trait; of it only added tokens are looked up.

    fn token_to_id(&self, piece: &str) -> Option<u32> {
        self.vocabulary.get(piece)
    }

    fn id_to_token(&self, id: u32) -> Option<String> {
        self.vocabulary.pieces().into_iter().find(|(_, of)| *of == id).map(|(piece, _)| piece)
    }

    fn get_vocab(&self) -> HashMap<String, u32> {
        self.vocabulary.pieces().into_iter().collect()
    }

    fn get_vocab_size(&self) -> usize {
        self.vocabulary.len()
    }

    fn save(&self, _folder: &Path, _prefix: Option<&str>) -> Result<Vec<PathBuf>> {
        Err("a packed vocabulary is kept with its model's weights".into())
    }

    fn get_trainer(&self) -> WordPieceTrainer {
        WordPieceTrainer::default()
    }
}

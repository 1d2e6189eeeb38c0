//! Texts of several words: addresses, workplaces, e-mail addresses. Reach for [`TextComparer`];
//! whole texts are compared as one word first, then by the words they share, a rare word weighing
//! more than a common one.

use fuzzy_matching::fold::Fold;
use fuzzy_matching::lexicon::Lexicon;
use records::Texts;

use super::level::{MISSING, name, text};
use super::name_value::NameComparer;

/// Shares of weight from which two texts have the same, most, or some words.
const SAME: f64 = 0.85;
const MOST: f64 = 0.5;
const SOME: f64 = 0.2;

/// Prepared texts of one dictionary.
pub(super) struct TextComparer {
    whole: NameComparer,
    /// Sorted ids of the words of each text.
    words: Vec<Vec<u32>>,
    /// Weight of each word: how rare it is among the texts.
    weights: Vec<f64>,
}

impl TextComparer {
    pub(super) fn new(fold: &Fold, lexicon: &Lexicon, texts: &Texts) -> Self {
        let mut ids: rustc_hash::FxHashMap<String, u32> = rustc_hash::FxHashMap::default(); // looked up only
        let mut counts: Vec<u32> = Vec::new();
        let words: Vec<Vec<u32>> = texts
            .iter()
            .map(|text| {
                let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
                let mut words: Vec<u32> = pieces
                    .map(|piece| {
                        let k1 = fold.k1(piece);
                        let key = if k1.len() < 2 { piece.to_lowercase() } else { k1 };
                        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                        let id = *ids.entry(key).or_insert(next);
                        if id == next {
                            counts.push(0);
                        }
                        id
                    })
                    .collect();
                words.sort_unstable();
                words.dedup();
                words.iter().for_each(|word| counts[*word as usize] += 1);
                words
            })
            .collect();
        let total = texts.len() as f64;
        let weights = counts.iter().map(|count| (1.0 + total / f64::from(*count)).ln()).collect();
        Self { whole: NameComparer::new(fold, lexicon, texts, false), words, weights }
    }

    /// The level of two codes, neither missing.
    pub(super) fn level(&self, a: u32, b: u32) -> u8 {
        let whole = match self.whole.outlines().best_level(a, b, false) {
            name::DIFFERENT => name::DIFFERENT,
            _ => self.whole.level(a, b, false),
        };
        match whole {
            name::EXACT => return text::EXACT,
            name::SAME_SOUND => return text::SAME_SOUND,
            name::CLOSE | name::SIMILAR => return text::CLOSE,
            _ => {}
        }
        let (x, y) = (&self.words[a as usize], &self.words[b as usize]);
        if x.is_empty() || y.is_empty() {
            return MISSING;
        }
        let weight =
            |words: &[u32]| -> f64 { words.iter().map(|word| self.weights[*word as usize]).sum() };
        let shared: f64 = x
            .iter()
            .filter(|word| y.binary_search(word).is_ok())
            .map(|word| self.weights[*word as usize])
            .sum();
        let share = shared / weight(x).max(weight(y));
        if share >= SAME {
            text::SAME_WORDS
        } else if share >= MOST || whole == name::SHORTENED {
            text::MOST_WORDS
        } else if share >= SOME || whole == name::WEAK {
            text::SOME_WORDS
        } else {
            text::DIFFERENT
        }
    }
}

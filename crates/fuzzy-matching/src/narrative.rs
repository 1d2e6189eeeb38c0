//! How alike two narratives are: shared words, the rarer the weightier. Reach for
//! [`NarrativeWords::new`] once per text, [`WordWeights::from_texts`] once per collection and
//! [`compare`] per pair.
//!
//! Words are folded, so place and person names written in two scripts meet; stop words of three
//! languages are left out; word forms are cut to a stem length rather than analysed. It does not
//! translate: a Kyrgyz and a Russian account share only names and numbers, which is why little
//! overlap is weak evidence against a link.

use std::collections::{BTreeMap, BTreeSet};

use records::Reference;

use crate::coded::levels;
use crate::fold::{Fold, is_letter};

/// Phones kept of a word: endings of case and number come after.
const STEM: usize = 6;
/// Words a text needs before its overlap means anything.
const MIN_WORDS: usize = 4;

levels! {
    /// How much of two narratives is shared, best first.
    NarrativeLevel {
        /// At least half of the weight.
        High = "high",
        /// At least a quarter.
        Medium = "medium",
        /// At least a tenth.
        Low = "low",
        /// Less.
        None = "none",
        /// No narrative on one side, or one too short to compare.
        Missing = "missing",
    }
}

/// The stop words, folded.
#[derive(Clone, Debug, Default)]
pub struct StopWords(BTreeSet<String>);

impl StopWords {
    /// Folds the stop words of all languages.
    pub fn new(reference: &Reference, fold: &Fold) -> Self {
        Self(reference.stop_words.iter().map(|row| fold.k1(&row.word)).collect())
    }
}

/// The words of one narrative, stemmed, sorted, without repeats.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NarrativeWords(Vec<String>);

impl std::fmt::Debug for NarrativeWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NarrativeWords({} words)", self.0.len())
    }
}

impl NarrativeWords {
    /// Splits and folds a text. Numbers stay as written.
    pub fn new(fold: &Fold, stop_words: &StopWords, text: &str) -> Self {
        let mut words: Vec<String> = text
            .split(|c: char| !is_letter(c) && !c.is_numeric() && !crate::fold::is_apostrophe(c))
            .filter(|word| !word.is_empty())
            .filter_map(|word| {
                if word.chars().all(|c| c.is_ascii_digit()) {
                    return (word.len() > 1).then(|| word.to_owned());
                }
                let k1 = fold.k1(word);
                let kept = k1.len() > 2 && !stop_words.0.contains(&k1);
                kept.then(|| k1.chars().take(STEM).collect())
            })
            .collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// Number of distinct words.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no word.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How much each word tells in a collection: the logarithm of how rarely it occurs.
#[derive(Clone, Debug, Default)]
pub struct WordWeights {
    /// Where each word stands in alphabetical order.
    ranks: BTreeMap<String, u32>,
    /// By rank.
    weights: Vec<f64>,
    unseen: f64,
}

/// A text of a collection by the ranks of its words, for comparing millions of pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct CodedText {
    words: Box<[u32]>,
    /// What its words weigh together.
    weight: f64,
}

impl WordWeights {
    /// Counts in how many texts each word occurs. The order of texts does not matter.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = &'a NarrativeWords>) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut total = 0usize;
        for text in texts {
            total += 1;
            for word in &text.0 {
                *counts.entry(word.clone()).or_default() += 1;
            }
        }
        // One text more than seen, so that a word in every text still weighs a little.
        let weigh = |count: usize| ((total + 1) as f64 / count as f64).ln();
        let unseen = weigh(1).max(f64::MIN_POSITIVE);
        let weights = counts.values().map(|count| weigh(*count)).collect();
        Self { ranks: counts.into_keys().zip(0..).collect(), weights, unseen }
    }

    /// A text by the ranks of its words; those that no text of the collection has are left out.
    pub fn code(&self, text: &NarrativeWords) -> CodedText {
        let ranks = text.0.iter().filter_map(|word| self.ranks.get(word).copied());
        let words: Box<[u32]> = ranks.collect();
        let weight = words.iter().map(|rank| self.weights[*rank as usize]).sum();
        CodedText { words, weight }
    }

    fn of(&self, word: &str) -> f64 {
        let known = self.ranks.get(word).map(|rank| self.weights[*rank as usize]);
        known.unwrap_or(if self.unseen > 0.0 { self.unseen } else { 1.0 })
    }
}

/// The shared share of the weight of the shorter text's words, in `[0, 1]`. Symmetric.
///
/// The shorter text is the measure because an NGO writes a page where the register keeps a line.
pub fn overlap(weights: &WordWeights, a: &NarrativeWords, b: &NarrativeWords) -> f64 {
    let weigh = |words: &NarrativeWords| words.0.iter().map(|w| weights.of(w)).sum::<f64>();
    let smaller = weigh(a).min(weigh(b));
    if smaller <= 0.0 {
        return 0.0;
    }
    let shared: f64 =
        a.0.iter().filter(|word| b.0.binary_search(word).is_ok()).map(|w| weights.of(w)).sum();
    (shared / smaller).min(1.0)
}

/// The level of two narratives.
pub fn compare(weights: &WordWeights, a: &NarrativeWords, b: &NarrativeWords) -> NarrativeLevel {
    if a.len() < MIN_WORDS || b.len() < MIN_WORDS {
        return NarrativeLevel::Missing;
    }
    level_of_share(overlap(weights, a, b))
}

fn level_of_share(share: f64) -> NarrativeLevel {
    match share {
        share if share >= 0.5 => NarrativeLevel::High,
        share if share >= 0.25 => NarrativeLevel::Medium,
        share if share >= 0.1 => NarrativeLevel::Low,
        _ => NarrativeLevel::None,
    }
}

/// As [`compare`], of two texts of the collection.
pub fn compare_coded(weights: &WordWeights, a: &CodedText, b: &CodedText) -> NarrativeLevel {
    if a.words.len() < MIN_WORDS || b.words.len() < MIN_WORDS {
        return NarrativeLevel::Missing;
    }
    let smaller = a.weight.min(b.weight);
    if smaller <= 0.0 {
        return level_of_share(0.0);
    }
    let (mut shared, mut rest) = (0.0, &*b.words);
    for word in &a.words {
        let before = rest.iter().take_while(|other| *other < word).count();
        rest = &rest[before..];
        if rest.first() == Some(word) {
            shared += weights.weights[*word as usize];
        }
    }
    level_of_share((shared / smaller).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_shared_words_weigh_more_than_common_ones() {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let stop = StopWords::new(&reference, &fold);
        let read = |text: &str| NarrativeWords::new(&fold, &stop, text);
        let report = read("Пострадавшая вывезена в Стамбул, паспорт забрал владелец швейного цеха");
        let entry =
            read("Гражданка вывезена в город Stambul, владельцем швейного цеха изъят паспорт");
        let other = read("Кража скота на пастбище, пропали четыре лошади и упряжь");
        let weights = WordWeights::from_texts([&report, &entry, &other]);
        assert_eq!(compare(&weights, &report, &entry), NarrativeLevel::High);
        assert_eq!(compare(&weights, &report, &other), NarrativeLevel::None);
        assert_eq!(compare(&weights, &report, &read("цех")), NarrativeLevel::Missing);
        let coded = [&report, &entry, &other].map(|text| weights.code(text));
        assert_eq!(compare_coded(&weights, &coded[0], &coded[1]), NarrativeLevel::High);
        assert_eq!(compare_coded(&weights, &coded[0], &coded[2]), NarrativeLevel::None);
        assert!(
            (overlap(&weights, &report, &entry) - overlap(&weights, &entry, &report)).abs() < 1e-12
        );
    }

    #[test]
    fn stop_words_are_no_agreement() {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let stop = StopWords::new(&reference, &fold);
        assert!(NarrativeWords::new(&fold, &stop, "и в на что").is_empty());
    }
}

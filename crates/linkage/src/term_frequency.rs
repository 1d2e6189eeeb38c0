//! How common a name is on the side that is searched. Reach for [`TermFrequencies`] to let the
//! agreement of a rare name weigh more than that of a common one.
//!
//! Frequencies are counted on lexicon id where the name is known, else on K1, so that spellings of
//! one name count together. An unseen name counts as seen once. The correction is relative to the
//! chance that two random persons share the name, so on average it is zero; the model bounds it.
//! First letters are counted too: bare initials agree easily, and А more easily than Я.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fuzzy_matching::lexicon::Lexicon;
use fuzzy_matching::person_name::{NameRole, NameToken, ParsedName};

use crate::blocking_key::hash;

/// The two parts of a name whose frequency is counted. Patronymics follow the surname too often to
/// count as a third.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Given,
    Surname,
    /// The first letter of any word.
    Initial,
}

/// The letter by which a word and its initial are compared: the first of the folded surface.
pub(crate) fn first_letter(token: &NameToken) -> Option<char> {
    token.folded.surface.chars().next()
}

impl Part {
    /// Stable code: part of what a saved count is found by.
    const fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Surname => "surname",
            Self::Initial => "initial",
        }
    }

    const fn of(role: NameRole) -> Option<Self> {
        match role {
            NameRole::Given | NameRole::Unknown => Some(Self::Given),
            NameRole::Surname => Some(Self::Surname),
            NameRole::Patronymic => None,
        }
    }
}

/// What one word is counted under.
fn word_terms(word: &NameToken, lexicon: &Lexicon) -> impl Iterator<Item = (Part, String)> {
    let key = Part::of(word.role).and_then(|part| Some((part, word.frequency_key(lexicon)?)));
    let letter = first_letter(word).map(|letter| (Part::Initial, letter.to_string()));
    key.into_iter().chain(letter)
}

/// What a name is counted under.
fn terms<'n>(
    name: &'n ParsedName,
    lexicon: &'n Lexicon,
) -> impl Iterator<Item = (Part, String)> + 'n {
    name.tokens().iter().flat_map(|word| word_terms(word, lexicon))
}

fn saved_under((part, key): &(Part, String)) -> u64 {
    hash(&[part.code(), key])
}

/// Counts while the searched side flows past.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TermCounts(BTreeMap<(Part, String), u64>);

impl TermCounts {
    /// From how often each of these words occurs.
    pub(crate) fn of_words<'w>(
        words: impl Iterator<Item = (&'w NameToken, u64)>,
        lexicon: &Lexicon,
    ) -> Self {
        let mut counts = Self::default();
        for (word, count) in words.filter(|(_, count)| *count > 0) {
            for term in word_terms(word, lexicon) {
                *counts.0.entry(term).or_default() += count;
            }
        }
        counts
    }

    /// Counts the words of one name.
    pub(crate) fn add(&mut self, name: &ParsedName, lexicon: &Lexicon) {
        for term in terms(name, lexicon) {
            *self.0.entry(term).or_default() += 1;
        }
    }

    /// Every count, by the hash it is saved under, ascending.
    pub(crate) fn saved(&self) -> Vec<(u64, u64)> {
        let mut saved: Vec<(u64, u64)> =
            self.0.iter().map(|(term, count)| (saved_under(term), *count)).collect();
        saved.sort_unstable();
        saved
    }

    /// The counts of the words of these names, each asked of `count` by its hash.
    pub(crate) fn of_names<'n, E>(
        names: impl Iterator<Item = &'n ParsedName>,
        lexicon: &Lexicon,
        mut count: impl FnMut(u64) -> Result<u64, E>,
    ) -> Result<Self, E> {
        let mut counts = Self::default();
        for term in names.flat_map(|name| terms(name, lexicon)) {
            let under = saved_under(&term);
            if let Entry::Vacant(place) = counts.0.entry(term) {
                place.insert(count(under)?);
            }
        }
        Ok(counts)
    }

    /// Adds the counts of another part of the side; the order of merging does not matter.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        let (mut large, small) = if self.0.len() >= other.0.len() {
            (std::mem::take(&mut self.0), other.0)
        } else {
            (other.0, self.0)
        };
        for (key, count) in small {
            *large.entry(key).or_default() += count;
        }
        Self(large)
    }
}

/// Frequencies of the searched side.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TermFrequencies {
    counts: TermCounts,
    /// Words counted and −log2 of the chance that two of them are equal, by part.
    given: (u64, f64),
    surname: (u64, f64),
    initial: (u64, f64),
}

impl TermFrequencies {
    /// Frequencies from counts.
    pub(crate) fn new(counts: TermCounts) -> Self {
        let of = |part| summary(&counts, part);
        let (given, surname, initial) = (of(Part::Given), of(Part::Surname), of(Part::Initial));
        Self { counts, given, surname, initial }
    }

    /// Words counted and average bits of given names, surnames and first letters.
    pub(crate) const fn totals(&self) -> [(u64, f64); 3] {
        [self.given, self.surname, self.initial]
    }

    /// The counts of the whole side.
    pub(crate) const fn counts(&self) -> &TermCounts {
        &self.counts
    }

    /// Some counts of a side whose [`TermFrequencies::totals`] were saved.
    pub(crate) const fn of_some(
        counts: TermCounts,
        [given, surname, initial]: [(u64, f64); 3],
    ) -> Self {
        Self { counts, given, surname, initial }
    }

    /// Bits by which agreement on this name is rarer (positive) or commoner (negative) than
    /// agreement on a random one: given name first, surname second; `None` where it has no such
    /// part. The commonest word speaks where a part has several.
    pub(crate) fn rarity(&self, name: &ParsedName, lexicon: &Lexicon) -> [Option<f64>; 2] {
        let mut rarity: [Option<f64>; 2] = [None; 2];
        for (role, key) in name.frequency_keys(lexicon) {
            let Some((at, bits)) = self.word_rarity(role, key) else { continue };
            rarity[at] = Some(rarity[at].map_or(bits, |known| known.min(bits)));
        }
        rarity
    }

    /// Of one word by its frequency key: which part it speaks for, 0 the given name and 1 the
    /// surname, and the bits.
    pub(crate) fn word_rarity(&self, role: NameRole, key: String) -> Option<(usize, f64)> {
        let part = Part::of(role)?;
        let (at, (total, average)) = match part {
            Part::Given => (0, self.given),
            Part::Surname => (1, self.surname),
            Part::Initial => return None,
        };
        (total > 0).then(|| (at, self.bits(part, key, total) - average))
    }

    /// −log2 of how often a word begins with this letter, and the same for two random words.
    pub(crate) fn initial_bits(&self, letter: char) -> (f64, f64) {
        let (total, average) = self.initial;
        if total == 0 {
            return (0.0, 0.0);
        }
        (self.bits(Part::Initial, letter.to_string(), total), average)
    }

    fn bits(&self, part: Part, key: String, total: u64) -> f64 {
        let count = self.counts.0.get(&(part, key)).copied().unwrap_or(0).max(1);
        -(count as f64 / total as f64).log2()
    }
}

fn summary(counts: &TermCounts, part: Part) -> (u64, f64) {
    let of_part = || counts.0.iter().filter(|((of, _), _)| *of == part).map(|(_, count)| *count);
    let total: u64 = of_part().sum();
    if total == 0 {
        return (0, 0.0);
    }
    let share = |count: u64| count as f64 / total as f64;
    let coincidence: f64 = of_part().map(|count| share(count).powi(2)).sum();
    (total, -coincidence.log2())
}

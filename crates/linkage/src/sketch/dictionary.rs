//! Distinct values of both sides, numbered. Reach for [`Dictionary`] while records flow past and for
//! [`Values`] once all have: a number stands for a value in every comparison.
//!
//! Numbers are given in the order in which values are met, so they differ from run to run and
//! nothing may hang on them. Personal values of the right side that no left record has get none:
//! they can equal nothing, and a register has millions of them.

use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use fuzzy_matching::lexicon::Lexicon;
use fuzzy_matching::person_name::{CodedWords, NameWords, ParsedName, coded};
use records::{Article, EditionKnowledge, NumberKind, Qualification, ReferenceNumber};
use rustc_hash::FxHashMap;

use crate::case_profile::CaseProfile;

/// The number of a value that is stated and equal to none of the other side.
pub(crate) const UNSHARED: u32 = u32::MAX;

/// Articles with what is known of their editions.
pub(crate) type Offences = Vec<(EditionKnowledge, Article)>;
/// The readings of each written place.
pub(crate) type Areas = Vec<Vec<String>>;

/// Numbers the values it is shown.
#[derive(Debug)]
pub(crate) struct Numbered<T>(RwLock<(FxHashMap<T, u32>, Vec<T>)>); // looked up only

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of a value, a new one where it has none.
    pub(crate) fn number(&self, value: &T) -> u32 {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).0.get(value).copied();
        known.unwrap_or_else(|| {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            let (numbers, values) = &mut *known;
            *numbers.entry(value.clone()).or_insert_with(|| {
                values.push(value.clone());
                values.len() as u32 - 1
            })
        })
    }

    fn into_values(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Values met so far.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    words: RwLock<NameWords>,
    pub(crate) areas: Numbered<Areas>,
    offences: Numbered<Offences>,
    /// Sources, citizenships and bodies that give numbers.
    pub(crate) texts: Numbered<String>,
    /// Of left records, by kind.
    numbers: Vec<FxHashMap<String, u32>>, // looked up only
    count: u32,
    documents: FxHashMap<String, u32>, // looked up only
}

impl Dictionary {
    /// Numbers the reference numbers and documents of left records.
    pub(crate) fn share(&mut self, lefts: &[CaseProfile]) {
        self.numbers.resize(NumberKind::ALL.len(), FxHashMap::default()); // looked up only
        for number in lefts.iter().flat_map(|case| &case.numbers) {
            let of_kind = &mut self.numbers[number.kind as usize];
            if !of_kind.contains_key(&number.normalized) {
                of_kind.insert(number.normalized.clone(), self.count);
                self.count += 1;
            }
        }
        for person in lefts.iter().flat_map(CaseProfile::people) {
            if let Some(document) = &person.document {
                let next = self.documents.len() as u32;
                self.documents.entry(document.expose().clone()).or_insert(next);
            }
        }
    }

    /// How many reference numbers left records have.
    pub(crate) const fn numbers_known(&self) -> usize {
        self.count as usize
    }

    /// The number of a reference number.
    pub(crate) fn number(&self, number: &ReferenceNumber) -> u32 {
        self.number_of(number.kind, &number.normalized)
    }

    /// The number of a reference number of this kind as it is compared.
    pub(crate) fn number_of(&self, kind: NumberKind, normalized: &str) -> u32 {
        let of_kind = self.numbers.get(kind as usize);
        of_kind.and_then(|of_kind| of_kind.get(normalized).copied()).unwrap_or(UNSHARED)
    }

    /// The number of a list of qualifications, whatever their dates.
    pub(crate) fn offences(&self, qualifications: &[Qualification]) -> u32 {
        let offences = qualifications.iter().map(|q| (q.edition.clone(), q.article));
        self.offences.number(&offences.collect())
    }

    /// The number of a document.
    pub(crate) fn document(&self, document: &str) -> u32 {
        self.documents.get(document).copied().unwrap_or(UNSHARED)
    }

    /// The numbers of the words of a name.
    pub(crate) fn words(&self, name: &ParsedName) -> Vec<u32> {
        let mut unknown = false;
        let found = {
            let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
            coded(name, |word| {
                words.find(word).unwrap_or_else(|| {
                    unknown = true;
                    UNSHARED
                })
            })
        };
        if !unknown {
            return found;
        }
        let mut words = self.words.write().unwrap_or_else(PoisonError::into_inner);
        coded(name, |word| words.number(word))
    }

    /// What stands behind the numbers.
    pub(crate) fn into_values(self, lexicon: &Lexicon) -> Values {
        let words = self.words.into_inner().unwrap_or_else(PoisonError::into_inner);
        let offences = self.offences.into_values().into_iter().map(|offences| {
            let qualification = |(edition, article)| Qualification { date: None, edition, article };
            offences.into_iter().map(qualification).collect()
        });
        Values {
            words: CodedWords::new(words, lexicon),
            areas: self.areas.into_values(),
            offences: offences.collect(),
            texts: self.texts.into_values(),
        }
    }
}

/// What stands behind the numbers.
#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) words: CodedWords,
    pub(crate) areas: Vec<Areas>,
    /// Without their dates, which no comparison looks at.
    pub(crate) offences: Vec<Vec<Qualification>>,
    pub(crate) texts: Vec<String>,
}

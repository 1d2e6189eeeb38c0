//! The prepared values of every field and the comparison vector of a pair. Reach for
//! [`Comparers::new`] once and [`Comparers::level`] per pair and field; equal codes never look at
//! a value, and costly fields remember recent pairs of values in a [`LevelCache`].

use fuzzy_matching::fold::Fold;
use fuzzy_matching::lexicon::Lexicon;
use fuzzy_matching::person_name::{NameGrade, ParsedName, compare_parts};
use fuzzy_matching::phone::{self, PhoneLevel};
use fuzzy_matching::pin::{self, PinLevel};
use rayon::prelude::*;
use records::{PersonName, Pin, Reference, Sensitive, Sex};

use super::date_value::Dates;
use super::field::{FieldKind, Lists};
use super::level::{MISSING, name, part_level};
use super::name_value::NameComparer;
use super::text_value::TextComparer;

/// Entries of a [`LevelCache`]: 256 KiB, which stays in a core's own cache.
const CACHE: usize = 1 << 14;

/// Prepared values of one dictionary.
pub(super) enum Values {
    /// Words of names, or places.
    Words(NameComparer),
    /// Whole names.
    Names(Vec<ParsedName>),
    /// Dates.
    Dates(Dates),
    /// Sexes.
    Sexes(Vec<Option<Sex>>),
    /// Personal numbers.
    Pins(Vec<Option<Pin>>),
    /// Phone numbers as written.
    Phones,
    /// Texts of several words.
    Texts(TextComparer),
    /// Values that are equal or not.
    Plain,
}

/// Remembers the levels of recent pairs of values; one per worker.
pub(super) struct LevelCache(Vec<(u64, u16)>);

impl Default for LevelCache {
    fn default() -> Self {
        Self::new()
    }
}

impl LevelCache {
    pub(super) fn new() -> Self {
        Self(vec![(0, 0); CACHE])
    }

    /// For a single pair.
    pub(super) fn small() -> Self {
        Self(vec![(0, 0)])
    }

    fn level(&mut self, field: usize, a: u32, b: u32, find: impl FnOnce() -> u16) -> u16 {
        // Code 0 is missing and never gets here, so that key 0 means an empty entry. Codes are
        // below 2^28: a list of more distinct values does not fit its limits.
        let key = ((field as u64) << 56) | (u64::from(a.min(b)) << 28) | u64::from(a.max(b));
        let at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) as usize % self.0.len();
        let entry = &mut self.0[at];
        if entry.0 != key {
            *entry = (key, find());
        }
        entry.1
    }
}

/// The prepared values of all dictionaries.
pub(super) struct Comparers<'a> {
    lists: &'a Lists,
    pub(super) values: Vec<Values>,
}

impl<'a> Comparers<'a> {
    /// Prepares every distinct value once.
    pub(super) fn new(
        lists: &'a Lists,
        reference: &Reference,
        fold: &Fold,
        lexicon: &Lexicon,
    ) -> Self {
        let values = lists.texts.iter().enumerate().map(|(at, texts)| {
            let kind = lists.fields.iter().find(|field| field.dictionary == at).map(|f| f.kind);
            match kind {
                Some(FieldKind::Given | FieldKind::Surname | FieldKind::Patronymic) => {
                    Values::Words(NameComparer::new(fold, lexicon, texts, true))
                }
                Some(FieldKind::Place) => {
                    Values::Words(NameComparer::new(fold, lexicon, texts, false))
                }
                Some(
                    FieldKind::Name
                    | FieldKind::NameGiven
                    | FieldKind::NameSurname
                    | FieldKind::NameFather,
                ) => Values::Names(
                    texts
                        .numbers()
                        .into_par_iter()
                        .map(|code| {
                            let whole = PersonName::Whole(Sensitive::new(texts.get(code).into()));
                            ParsedName::parse(fold, lexicon, &whole)
                        })
                        .collect(),
                ),
                Some(FieldKind::BirthDate) => Values::Dates(Dates::new(texts.iter())),
                Some(FieldKind::Sex) => {
                    Values::Sexes(texts.iter().map(|text| sex(reference, text)).collect())
                }
                Some(FieldKind::Pin) => Values::Pins(texts.iter().map(Pin::new).collect()),
                Some(FieldKind::Phone) => Values::Phones,
                Some(FieldKind::Text) => Values::Texts(TextComparer::new(fold, lexicon, texts)),
                Some(FieldKind::Exact) | None => Values::Plain,
            }
        });
        Self { lists, values: values.collect() }
    }

    /// The level of two codes of a field; for a word of a name the codes may come from exchanged
    /// columns.
    pub(super) fn level(&self, field: usize, a: u32, b: u32, cache: &mut LevelCache) -> u8 {
        if a == 0 || b == 0 {
            return MISSING;
        }
        let of = &self.lists.fields[field];
        let text = |code: u32| self.lists.texts[of.dictionary].get(code);
        match &self.values[of.dictionary] {
            Values::Words(_) if a == b => 0,
            Values::Words(words) => {
                let surname = of.kind == FieldKind::Surname;
                if words.outlines().best_level(a, b, surname) == name::DIFFERENT {
                    return name::DIFFERENT;
                }
                cache.level(field, a, b, || u16::from(words.level(a, b, surname))) as u8
            }
            Values::Names(names) => {
                let levels = cache
                    .level(of.dictionary, a, b, || parts(&names[a as usize], &names[b as usize]));
                let part = match of.kind {
                    FieldKind::NameGiven => 0,
                    FieldKind::NameSurname => 1,
                    _ => 2,
                };
                ((levels >> (4 * part)) & 15) as u8
            }
            Values::Dates(dates) => dates.level(a, b),
            Values::Sexes(sexes) => match (sexes[a as usize], sexes[b as usize]) {
                (Some(x), Some(y)) => u8::from(x != y),
                // Codes that no word list explains still tell when they are equal.
                _ if a == b => 0,
                _ => MISSING,
            },
            Values::Pins(pins) => {
                match pin::compare(pins[a as usize].as_ref(), pins[b as usize].as_ref()) {
                    PinLevel::Equal => 0,
                    PinLevel::OneEdit => 1,
                    PinLevel::Conflict => 2,
                    PinLevel::Missing => MISSING,
                }
            }
            Values::Phones => match phone::compare(Some(text(a)), Some(text(b))) {
                PhoneLevel::Equal => 0,
                PhoneLevel::OneEdit => 1,
                PhoneLevel::Different => 2,
                PhoneLevel::Missing => MISSING,
            },
            Values::Texts(texts) => cache.level(field, a, b, || u16::from(texts.level(a, b))) as u8,
            Values::Plain => u8::from(a != b),
        }
    }

    /// The place of every value of a field among all, neighbouring values one after the other: dates by
    /// day, all else by the alphabet.
    pub(super) fn ranks(&self, field: usize) -> Vec<u32> {
        let dictionary = self.lists.fields[field].dictionary;
        let texts = &self.lists.texts[dictionary];
        let mut order: Vec<u32> = texts.numbers().collect();
        match &self.values[dictionary] {
            Values::Dates(dates) => order.par_sort_by_key(|code| dates.digits(*code)),
            _ => order.par_sort_by_key(|code| texts.get(*code)),
        }
        let mut ranks = vec![0; order.len()];
        (0..).zip(order).for_each(|(rank, code)| ranks[code as usize] = rank);
        ranks
    }

    /// The words comparer of a field.
    pub(super) fn words(&self, field: usize) -> Option<&NameComparer> {
        match &self.values[self.lists.fields[field].dictionary] {
            Values::Words(words) => Some(words),
            _ => None,
        }
    }
}

/// Levels of the three parts of a name, four bits each, given name lowest.
fn parts(a: &ParsedName, b: &ParsedName) -> u16 {
    let (levels, grade) = compare_parts(a, b);
    if grade == NameGrade::Missing {
        return 0xfff;
    }
    (0..)
        .zip(levels)
        .fold(0, |packed, (at, level)| packed | u16::from(part_level(level)) << (4 * at))
}

/// The sex a word means, by `value_synonyms.csv`.
fn sex(reference: &Reference, text: &str) -> Option<Sex> {
    let word = text.to_lowercase();
    let synonyms = &mut reference.value_synonyms.iter();
    let row = synonyms.find(|row| row.list == "sex" && row.synonym == word)?;
    Sex::from_code(&row.code)
}

//! Keys by which records meet. Reach for [`KeyGenerator::from_code`] for the words of
//! `reference/blocking_rules.csv`, and for [`KeyMaker`] for the keys of a record. Keys are hashes: a collision adds a pair to compare and decides
//! nothing. A record without the value has no key and is not brought up by that rule.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use fuzzy_matching::person_name::{BlockingToken, ParsedName};
use jiff::civil::Date;
use records::{PartialDate, Precision, Reference};

use crate::case_profile::{CaseProfile, PersonProfile};

/// Which side a key is made for: windows around a date are opened on the left only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeySide {
    Left,
    Right,
}

/// Longest interval, in days, that still places a date in a window.
const LONGEST_WINDOW: i32 = 100;
/// K3 symbols kept by the prefix key.
const PREFIX: usize = 3;

macro_rules! generators {
    ($($(#[$meta:meta])* $variant:ident = $code:literal),+ $(,)?) => {
        /// A way of making keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum KeyGenerator { $($(#[$meta])* $variant),+ }

        impl KeyGenerator {
            /// The generator with this code.
            pub(crate) fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The code of this generator.
            pub(crate) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

generators! {
    /// Kind and normalised text of each number.
    ReferenceNumber = "reference_number",
    /// Any two words of one name by K3, unordered.
    PersonK3Pair = "person_k3_pair",
    /// Any one word by K3, with the birth year.
    PersonK3BirthYear = "person_k3_birth_year",
    /// Any two words by the first symbols of K3, with the birth year.
    PersonK3PrefixBirthYear = "person_k3_prefix_birth_year",
    /// The first sounds of any two words, unordered.
    PersonInitialPair = "person_initial_pair",
    /// One word by K3 with the first sound of another.
    PersonK3Initial = "person_k3_initial",
    /// Any one word by K3.
    PersonK3 = "person_k3",
    /// Exact birth date.
    BirthDate = "birth_date",
    /// Personal number.
    Pin = "pin",
    /// Phone, last nine digits.
    Phone = "phone",
    /// Passport or identity card.
    Document = "document",
    /// Month of hand-over or receipt on the left, one month either way; of entry on the right.
    ToldMonth = "told_month",
    /// Week of receipt on the left, the five before it and the one after; of entry on the right.
    ToldWeeks = "told_weeks",
    /// Offence family.
    OffenceFamily = "offence_family",
    /// Oblast of the offices.
    OfficeOblast = "office_oblast",
    /// Finest unit of the offices.
    OfficeArea = "office_area",
    /// Finest unit of the places.
    Place = "place",
}

/// The keys of one record. Reach for it where several generators are asked: what rules have in
/// common is made once.
pub(crate) struct KeyMaker<'c> {
    case: &'c CaseProfile,
    side: KeySide,
    reference: &'c Reference,
    /// The words of every name of victims and accused, person by person.
    tokens: OnceCell<[Vec<PersonTokens>; 2]>,
    made: BTreeMap<KeyGenerator, Vec<u64>>,
}

/// The words of every name of a person.
type PersonTokens = Vec<Vec<BlockingToken>>;

impl<'c> KeyMaker<'c> {
    pub(crate) const fn new(
        case: &'c CaseProfile,
        side: KeySide,
        reference: &'c Reference,
    ) -> Self {
        Self { case, side, reference, tokens: OnceCell::new(), made: BTreeMap::new() }
    }

    /// The keys that a generator makes, without repeats.
    pub(crate) fn keys(&mut self, generator: KeyGenerator) -> &[u64] {
        if !self.made.contains_key(&generator) {
            let mut keys = self.make(generator);
            keys.sort_unstable();
            keys.dedup();
            self.made.insert(generator, keys);
        }
        &self.made[&generator]
    }

    fn make(&self, generator: KeyGenerator) -> Vec<u64> {
        let Self { case, reference, .. } = *self;
        match generator {
            KeyGenerator::ReferenceNumber => {
                case.numbers.iter().map(|n| hash(&[n.kind.code(), n.normalized.as_str()])).collect()
            }
            KeyGenerator::ToldMonth => periods(case, self.side, ("month", 1, 1), |date| {
                i32::from(date.year()) * 12 + i32::from(date.month())
            }),
            KeyGenerator::ToldWeeks => periods(case, self.side, ("week", 5, 1), |date| {
                records::days_between(Date::ZERO, date).div_euclid(7)
            }),
            KeyGenerator::OffenceFamily => {
                let families = case.qualifications.iter().flat_map(|q| reference.families_of(q));
                families.map(|family| hash(&[family])).collect()
            }
            KeyGenerator::OfficeOblast => case
                .offices
                .iter()
                .flatten()
                .filter_map(|code| reference.oblast_of(code))
                .map(|oblast| hash(&[&oblast.code]))
                .collect(),
            KeyGenerator::OfficeArea => {
                case.offices.iter().flatten().map(|code| hash(&[code])).collect()
            }
            KeyGenerator::Place => case.places.iter().flatten().map(|code| hash(&[code])).collect(),
            _ => {
                let [victims, accused] = self.tokens.get_or_init(|| {
                    [&case.victims, &case.accused].map(|persons| {
                        let tokens = |person: &PersonProfile| {
                            person.names.iter().map(ParsedName::blocking_tokens).collect()
                        };
                        persons.iter().map(tokens).collect()
                    })
                });
                let side =
                    |tag: &'static str, persons: &[PersonProfile], tokens: &[PersonTokens]| {
                        let persons = persons.iter().zip(tokens);
                        persons.flat_map(|of| generator.person_keys(of, tag)).collect::<Vec<u64>>()
                    };
                let mut keys = side("victim", &case.victims, victims);
                keys.extend(side("accused", &case.accused, accused));
                keys
            }
        }
    }
}

impl KeyGenerator {
    fn person_keys(self, (person, tokens): (&PersonProfile, &PersonTokens), tag: &str) -> Vec<u64> {
        let one = |value: Option<&str>| value.map(|v| hash(&[tag, v])).into_iter().collect();
        match self {
            Self::Pin => one(person.pin.as_ref().map(|pin| pin.digits())),
            Self::Phone => one(person.phone.as_ref().map(|phone| phone.expose().as_str())),
            Self::Document => one(person.document.as_ref().map(|d| d.expose().as_str())),
            Self::BirthDate => {
                let day = person.birth.and_then(PartialDate::exact).map(|day| day.to_string());
                one(day.as_deref())
            }
            _ => tokens.iter().flat_map(|of_name| self.name_keys(of_name, person, tag)).collect(),
        }
    }

    fn name_keys(self, tokens: &[BlockingToken], person: &PersonProfile, tag: &str) -> Vec<u64> {
        let words = || tokens.iter().filter(|token| !token.initial && !token.k3.is_empty());
        let years = || birth_years(person);
        match self {
            Self::PersonK3 => words().map(|w| hash(&[tag, &w.k3])).collect(),
            Self::PersonK3BirthYear => {
                words().flat_map(|w| years().map(move |y| hash(&[tag, &w.k3, &y]))).collect()
            }
            Self::PersonK3Pair => pairs(words(), |a, b| vec![unordered(tag, &a.k3, &b.k3, "")]),
            Self::PersonK3PrefixBirthYear => pairs(words(), |a, b| {
                let (a, b) = (prefix(&a.k3), prefix(&b.k3));
                years().map(|year| unordered(tag, a, b, &year)).collect()
            }),
            Self::PersonInitialPair => pairs(tokens.iter(), |a, b| {
                vec![unordered(
                    tag,
                    a.first.encode_utf8(&mut [0; 4]),
                    b.first.encode_utf8(&mut [0; 4]),
                    "",
                )]
            }),
            Self::PersonK3Initial => pairs(tokens.iter(), |a, b| {
                let key = |word: &BlockingToken, other: &BlockingToken| {
                    let whole = !word.initial && !word.k3.is_empty();
                    whole.then(|| hash(&[tag, &word.k3, other.first.encode_utf8(&mut [0; 4])]))
                };
                [key(a, b), key(b, a)].into_iter().flatten().collect()
            }),
            _ => Vec::new(),
        }
    }
}

/// Keys of every two different words.
fn pairs<'t>(
    tokens: impl Iterator<Item = &'t BlockingToken>,
    key: impl Fn(&BlockingToken, &BlockingToken) -> Vec<u64>,
) -> Vec<u64> {
    let tokens: Vec<&BlockingToken> = tokens.collect();
    let mut keys = Vec::new();
    for (at, a) in tokens.iter().enumerate() {
        for b in &tokens[at + 1..] {
            if a.word != b.word {
                keys.extend(key(a, b));
            }
        }
    }
    keys
}

/// The birth years a person may have, where they are at most two.
fn birth_years(person: &PersonProfile) -> impl Iterator<Item = String> {
    let span = person.birth.map(|birth| (birth.start().year(), birth.last_day().year()));
    let (from, to) = span.filter(|(from, to)| to - from <= 1).unwrap_or((1, 0));
    (from..=to).map(|year| year.to_string())
}

/// The periods of the dates of one side, counted by `index`; on the left with as many before and after.
fn periods(
    case: &CaseProfile,
    side: KeySide,
    (tag, before, after): (&str, i32, i32),
    index: impl Fn(Date) -> i32,
) -> Vec<u64> {
    let narrow = |date: &&PartialDate| {
        date.precision() != Precision::Year
            && records::days_between(date.start(), date.end_exclusive()) <= LONGEST_WINDOW
    };
    let (dates, before, after): (&[PartialDate], _, _) = match side {
        KeySide::Left => (case.told.as_slice(), before, after),
        KeySide::Right => (&case.entered, 0, 0),
    };
    dates
        .iter()
        .filter(narrow)
        .flat_map(|date| index(date.start()) - before..=index(date.last_day()) + after)
        .map(|period| hash(&[tag, &period.to_string()]))
        .collect()
}

fn prefix(k3: &str) -> &str {
    k3.char_indices().nth(PREFIX).map_or(k3, |(at, _)| &k3[..at])
}

fn unordered(tag: &str, a: &str, b: &str, more: &str) -> u64 {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    hash(&[tag, first, second, more])
}

/// FNV-1a over the parts with a separator: specified, so that keys are the same on every machine.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    parts.iter().flat_map(|part| part.bytes().chain([0xff])).fold(0xcbf2_9ce4_8422_2325, fnv)
}

/// Joins the keys of a rule with several generators.
pub(crate) fn combine(a: u64, b: u64) -> u64 {
    b.to_le_bytes().into_iter().fold(a, fnv)
}

const fn fnv(state: u64, byte: u8) -> u64 {
    (state ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

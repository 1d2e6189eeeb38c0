//! A record made ready to be compared: names parsed, places resolved, words folded. Reach for
//! [`Profiler`] once per record; the three kinds of record become one shape, so that blocking,
//! comparing and explaining are written once.

use std::sync::RwLock;

use fuzzy_matching::fold::Fold;
use fuzzy_matching::lexicon::Lexicon;
use fuzzy_matching::narrative::{NarrativeWords, StopWords};
use fuzzy_matching::person_name::{NameMemory, ParsedName};
use fuzzy_matching::phone::national_digits;
use fuzzy_matching::place::PlaceIndex;
use jiff::ToSpan;
use jiff::civil::Date;
use records::{
    PartialDate, Person, PersonSide, Pin, PinForm, Qualification, Reference, ReferenceNumber,
    Sensitive, Sex, SourceId,
};
use rustc_hash::FxHashMap;

use crate::term_frequency::{TermCounts, TermFrequencies};

/// A person ready to be compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct PersonProfile {
    /// Main name and aliases that hold a word.
    pub(crate) names: Vec<ParsedName>,
    /// Birth date: stated, else inside the personal number, else the span the age allows.
    pub(crate) birth: Option<PartialDate>,
    /// Sex: stated, else inside the personal number. What the name tells is left to the name.
    pub(crate) sex: Option<Sex>,
    pub(crate) pin: Option<Pin>,
    /// Last nine digits.
    pub(crate) phone: Option<Sensitive<String>>,
    /// Letters and digits, upper case.
    pub(crate) document: Option<Sensitive<String>>,
    pub(crate) citizenship: Option<String>,
}

/// A case ready to be compared. Which dates fill `told` and `entered` is the link kind's choice.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseProfile {
    pub(crate) source: Option<SourceId>,
    pub(crate) numbers: Vec<ReferenceNumber>,
    pub(crate) victims: Vec<PersonProfile>,
    pub(crate) accused: Vec<PersonProfile>,
    /// When it took place.
    pub(crate) event: Option<PartialDate>,
    /// Left: the day the other register should have learned of it.
    pub(crate) told: Option<PartialDate>,
    /// Right: the days on which this register says it learned of it or passed it on.
    pub(crate) entered: Vec<PartialDate>,
    /// Right of a court link: whether the entry was ever sent to court.
    pub(crate) passed_on: bool,
    /// The readings of each written place.
    pub(crate) places: Vec<Vec<String>>,
    /// The readings of the area of the offices named.
    pub(crate) offices: Vec<Vec<String>>,
    pub(crate) qualifications: Vec<Qualification>,
    pub(crate) narrative: Option<NarrativeWords>,
}

/// The compiled tables that records are folded with.
pub(crate) struct Profiler {
    pub(crate) fold: Fold,
    pub(crate) lexicon: Lexicon,
    pub(crate) places: PlaceIndex,
    stop_words: StopWords,
    as_of: Option<Date>,
    names: NameMemory,
    /// Written places and what they mean, by span of days: a register names the same ones again
    /// and again. Looked up only.
    read: Vec<RwLock<FxHashMap<String, Vec<String>>>>, // looked up only
}

/// Written places remembered per span of days.
const READ_PLACES: usize = 1 << 14;

impl Profiler {
    pub(crate) fn new(reference: &Reference, as_of: Option<Date>) -> Self {
        let fold = Fold::new(reference);
        let places = PlaceIndex::new(reference);
        Self {
            lexicon: Lexicon::new(reference, &fold),
            read: (0..places.epochs()).map(|_| RwLock::default()).collect(),
            places,
            stop_words: StopWords::new(reference, &fold),
            fold,
            as_of,
            names: NameMemory::default(),
        }
    }

    /// The persons of one side. `on` is the day on which stated ages were true.
    pub(crate) fn persons(
        &self,
        persons: &[Person],
        side: PersonSide,
        on: Option<PartialDate>,
    ) -> Vec<PersonProfile> {
        let of_side = persons.iter().filter(|person| person.role.side() == side);
        of_side.map(|person| self.person(person, on)).collect()
    }

    fn person(&self, person: &Person, on: Option<PartialDate>) -> PersonProfile {
        let recall = |name| ParsedName::recall(&self.fold, &self.lexicon, &self.names, name);
        let parsed = person.names.iter().map(recall);
        let (form, inside, inside_sex) =
            person.pin.as_ref().map_or((PinForm::Unknown, None, None), Pin::read);
        // A Kazakh number need not reflect birth date and sex.
        let binding = matches!(form, PinForm::Kyrgyz | PinForm::Uzbek);
        let inside = inside.filter(|_| binding).and_then(PartialDate::day);
        PersonProfile {
            names: parsed.filter(|name| !name.is_empty()).collect(),
            birth: person.birth_date.or(inside).or_else(|| self.birth_by_age(person, on)),
            sex: person.sex.or(inside_sex.filter(|_| binding)),
            pin: person.pin.clone(),
            phone: person
                .phone
                .as_ref()
                .and_then(|phone| national_digits(phone.expose()))
                .map(Sensitive::new),
            document: person.document.as_ref().map(|d| Sensitive::new(plain(d.expose()))),
            citizenship: person.citizenship.clone(),
        }
    }

    /// The span of days on which somebody of this age on some day of `on` was born.
    fn birth_by_age(&self, person: &Person, on: Option<PartialDate>) -> Option<PartialDate> {
        let age = person.age?;
        let (first, last) = match (on, self.as_of) {
            (Some(on), _) => (on.start(), on.last_day()),
            (None, Some(day)) => (day, day),
            (None, None) => return None,
        };
        let oldest = first.checked_sub((i32::from(age.to) + 1).years()).ok()?.tomorrow().ok()?;
        let youngest = last.checked_sub(i32::from(age.from).years()).ok()?;
        PartialDate::span(oldest, youngest)
    }

    /// The units a written place may mean; empty where nothing in it is known.
    pub(crate) fn place(&self, written: &str, on: Option<PartialDate>) -> Vec<String> {
        let on = on.map(PartialDate::start);
        let memory = &self.read[self.places.epoch(on)];
        let known = memory.read().ok().and_then(|memory| memory.get(written).cloned());
        known.unwrap_or_else(|| {
            let found = self.places.resolve(written, on);
            if let Ok(mut memory) = memory.write()
                && memory.len() < READ_PLACES
            {
                memory.insert(written.to_owned(), found.clone());
            }
            found
        })
    }

    /// The readings of several written places, those without a reading left out.
    pub(crate) fn areas<'t>(
        &self,
        written: impl IntoIterator<Item = &'t str>,
        on: Option<PartialDate>,
    ) -> Vec<Vec<String>> {
        let readings = written.into_iter().map(|text| self.place(text, on));
        readings.filter(|reading| !reading.is_empty()).collect()
    }

    /// The words of a narrative.
    pub(crate) fn words(&self, text: Option<&Sensitive<String>>) -> Option<NarrativeWords> {
        text.map(|text| NarrativeWords::new(&self.fold, &self.stop_words, text.expose()))
    }
}

impl CaseProfile {
    /// Persons of both compared sides.
    pub(crate) fn people(&self) -> impl Iterator<Item = &PersonProfile> {
        self.victims.iter().chain(&self.accused)
    }

    /// Adds the names to the counts of the side.
    pub(crate) fn count_names(&self, lexicon: &Lexicon, counts: &mut TermCounts) {
        for name in self.people().flat_map(|person| &person.names) {
            counts.add(name, lexicon);
        }
    }
}

/// How rare each name of a case is, in the order of its persons and their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseRarity {
    pub(crate) victims: Vec<Vec<[Option<f64>; 2]>>,
    pub(crate) accused: Vec<Vec<[Option<f64>; 2]>>,
}

impl CaseRarity {
    pub(crate) fn of(case: &CaseProfile, frequencies: &TermFrequencies, lexicon: &Lexicon) -> Self {
        let side = |persons: &[PersonProfile]| {
            let of = |person: &PersonProfile| {
                person.names.iter().map(|name| frequencies.rarity(name, lexicon)).collect()
            };
            persons.iter().map(of).collect()
        };
        Self { victims: side(&case.victims), accused: side(&case.accused) }
    }
}

fn plain(document: &str) -> String {
    document.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

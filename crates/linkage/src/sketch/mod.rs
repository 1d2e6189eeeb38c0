//! What comparing needs of a case, as numbers. Reach for [`Sketches`] to hold a whole side: a few
//! hundred bytes per case instead of its names and places; and for [`weigh::Weigher`] to weigh pairs
//! of them.
//!
//! A sketch keeps all that the weight of a pair hangs on and nothing that could be shown: words,
//! places and offences are numbers in a [`dictionary`], dates are days, digits are packed. What a
//! pair is explained with is read from the records themselves.

pub(crate) mod code;
pub(crate) mod dictionary;
pub(crate) mod memory;
pub(crate) mod person;
#[cfg(test)]
mod tests;
pub(crate) mod weigh;

use std::hint::black_box;

use fuzzy_matching::person_name::CodedName;
use records::{NumberKind, PartialDate, PinForm, ReferenceNumber, Sex};

use crate::case_profile::{CaseProfile, PersonProfile};
use crate::days::{Dated, Days};
use code::Code;
use dictionary::Dictionary;

/// Cases of one chunk.
pub(crate) const CHUNK: usize = 256;
/// Digits a number needs before one wrong digit is likelier than another case's number.
const LONG: usize = fuzzy_matching::reference_number::SLIP_FROM;

/// A run of entries of one list of a chunk.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    first: u32,
    count: u32,
}

impl Span {
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.first as usize..(self.first + self.count) as usize]
    }
}

/// A name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameSketch {
    words: Span,
    sex: Option<Sex>,
}

/// A person; see [`PersonProfile`].
#[derive(Clone, Debug)]
pub(crate) struct PersonSketch {
    pub(crate) names: Span,
    pub(crate) birth: Option<PartialDate>,
    pub(crate) sex: Option<Sex>,
    pub(crate) pin_form: PinForm,
    pub(crate) pin: Code,
    pub(crate) phone: Code,
    pub(crate) document: Option<u32>,
    pub(crate) citizenship: Option<u32>,
}

/// A reference number.
#[derive(Clone, Debug)]
pub(crate) struct NumberSketch {
    pub(crate) kind: NumberKind,
    /// Equal for equal numbers of one kind.
    pub(crate) id: u32,
    /// Letters and digits, where there are enough digits for a slip to be seen.
    pub(crate) plain: Code,
    pub(crate) body: Option<u32>,
    /// First and last year of its date.
    pub(crate) years: Option<(i16, i16)>,
}

/// A case; see [`CaseProfile`].
#[derive(Clone, Debug)]
pub(crate) struct CaseSketch {
    numbers: Span,
    victims: Span,
    accused: Span,
    entered: Span,
    pub(crate) source: Option<u32>,
    pub(crate) event: Option<Days>,
    pub(crate) told: Option<Dated>,
    pub(crate) passed_on: bool,
    pub(crate) places: u32,
    pub(crate) offices: u32,
    pub(crate) offences: u32,
    pub(crate) last_offence: u32,
}

/// Up to [`CHUNK`] cases with their lists.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    cases: Vec<CaseSketch>,
    persons: Vec<PersonSketch>,
    names: Vec<NameSketch>,
    words: Vec<u32>,
    numbers: Vec<NumberSketch>,
    entered: Vec<Dated>,
}

/// How often each value occurs on one side, by its number.
#[derive(Debug, Default)]
pub(crate) struct ValueCounts {
    pub(crate) words: Vec<u64>,
    pub(crate) places: Vec<u64>,
    pub(crate) offices: Vec<u64>,
    pub(crate) offences: Vec<u64>,
}

impl ValueCounts {
    /// Counts the words, places and offices of every case of a chunk.
    pub(crate) fn add(&mut self, chunk: &Chunk) {
        chunk.words.iter().for_each(|word| add(&mut self.words, *word as usize, 1));
        for case in &chunk.cases {
            add(&mut self.places, case.places as usize, 1);
            add(&mut self.offices, case.offices as usize, 1);
        }
    }

    /// Counts the offences of one case by their number.
    pub(crate) fn add_offences(&mut self, offences: u32) {
        add(&mut self.offences, offences as usize, 1);
    }

    /// Adds the counts of other chunks.
    pub(crate) fn merge(&mut self, other: Self) {
        for (own, more) in [
            (&mut self.words, other.words),
            (&mut self.places, other.places),
            (&mut self.offices, other.offices),
            (&mut self.offences, other.offences),
        ] {
            more.into_iter().enumerate().for_each(|(at, count)| add(own, at, count));
        }
    }
}

fn add(counts: &mut Vec<u64>, at: usize, count: u64) {
    if at >= counts.len() {
        counts.resize(at + 1, 0);
    }
    counts[at] += count;
}

/// All cases of one side, by index.
#[derive(Debug, Default)]
pub(crate) struct Sketches(pub(crate) Vec<Chunk>);

impl Sketches {
    /// Every case, in order.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &CaseSketch> {
        self.0.iter().flat_map(|chunk| &chunk.cases)
    }

    /// Reads a little of everything that weighing these cases will read, one kind of thing after the
    /// other. Where cases lie apart a processor waits for memory at every step from a case to its
    /// words; of several cases it waits for all at once.
    pub(crate) fn fetch(&self, cases: impl Iterator<Item = u32> + Clone) {
        let cases = cases.map(|at| self.case(at));
        let persons = cases.clone().flat_map(|of| {
            of.persons(true).iter().chain(of.persons(false)).map(move |person| (of, person))
        });
        let names = persons.clone().flat_map(|(of, person)| {
            person.names.of(&of.chunk.names).iter().map(move |name| (of, name))
        });
        let words = names.clone().map(|(of, name)| name.words.of(&of.chunk.words));
        black_box(cases.fold(0, |sum, of| sum ^ of.case.offices ^ of.case.entered.first));
        black_box(persons.fold(0, |sum, (_, person)| sum ^ person.names.first));
        black_box(names.fold(0, |sum, (_, name)| sum ^ name.words.first));
        black_box(words.fold(0, |sum, words| sum ^ words.first().copied().unwrap_or_default()));
    }

    /// The case at an index.
    pub(crate) fn case(&self, at: u32) -> CaseView<'_> {
        let chunk = &self.0[at as usize / CHUNK];
        CaseView { chunk, case: &chunk.cases[at as usize % CHUNK] }
    }
}

/// A case with the lists its spans point into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CaseView<'s> {
    chunk: &'s Chunk,
    pub(crate) case: &'s CaseSketch,
}

impl<'s> CaseView<'s> {
    pub(crate) fn numbers(self) -> &'s [NumberSketch] {
        self.case.numbers.of(&self.chunk.numbers)
    }

    /// The persons of one side.
    pub(crate) fn persons(self, victims: bool) -> &'s [PersonSketch] {
        let span = if victims { self.case.victims } else { self.case.accused };
        span.of(&self.chunk.persons)
    }

    pub(crate) fn entered(self) -> &'s [Dated] {
        self.case.entered.of(&self.chunk.entered)
    }

    /// The names of a person of this case.
    pub(crate) fn names(self, person: &PersonSketch) -> impl Iterator<Item = CodedName<'s>> {
        let names = person.names.of(&self.chunk.names).iter();
        names.map(move |name| CodedName { words: name.words.of(&self.chunk.words), sex: name.sex })
    }
}

impl Chunk {
    /// Adds a case.
    pub(crate) fn push(&mut self, case: &CaseProfile, dictionary: &Dictionary) {
        let numbers = extend(&mut self.numbers, case.numbers.iter().map(|n| number(n, dictionary)));
        let victims = self.persons(&case.victims, dictionary);
        let accused = self.persons(&case.accused, dictionary);
        let last = case.qualifications.last().map_or(&[][..], std::slice::from_ref);
        let sketch = CaseSketch {
            numbers,
            victims,
            accused,
            entered: extend(&mut self.entered, case.entered.iter().map(|day| Dated::of(*day))),
            source: case
                .source
                .as_ref()
                .map(|source| dictionary.texts.number(&source.0.to_string())),
            event: case.event.map(Days::usable),
            told: case.told.map(Dated::of),
            passed_on: case.passed_on,
            places: dictionary.areas.number(&case.places),
            offices: dictionary.areas.number(&case.offices),
            offences: dictionary.offences(&case.qualifications),
            last_offence: dictionary.offences(last),
        };
        self.cases.push(sketch);
    }

    /// Gives back the room that lists were grown by.
    pub(crate) fn shrunk(mut self) -> Self {
        self.cases.shrink_to_fit();
        self.persons.shrink_to_fit();
        self.names.shrink_to_fit();
        self.words.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.entered.shrink_to_fit();
        self
    }

    fn persons(&mut self, persons: &[PersonProfile], dictionary: &Dictionary) -> Span {
        let first = self.persons.len() as u32;
        for person in persons {
            let sketch = self.person(person, dictionary);
            self.persons.push(sketch);
        }
        Span { first, count: persons.len() as u32 }
    }

    fn person(&mut self, person: &PersonProfile, dictionary: &Dictionary) -> PersonSketch {
        let first = self.names.len() as u32;
        for name in &person.names {
            let words = extend(&mut self.words, dictionary.words(name).into_iter());
            self.names.push(NameSketch { words, sex: name.sex() });
        }
        let code = |text: Option<&str>| text.map_or(Code::Missing, Code::of);
        PersonSketch {
            names: Span { first, count: person.names.len() as u32 },
            birth: person.birth,
            sex: person.sex,
            pin_form: person.pin.as_ref().map_or(PinForm::Unknown, |pin| pin.read().0),
            pin: code(person.pin.as_ref().map(records::Pin::digits)),
            phone: code(person.phone.as_ref().map(|phone| phone.expose().as_str())),
            document: person.document.as_ref().map(|d| dictionary.document(d.expose())),
            citizenship: person.citizenship.as_ref().map(|c| dictionary.texts.number(c)),
        }
    }
}

fn extend<T>(list: &mut Vec<T>, more: impl Iterator<Item = T>) -> Span {
    let first = list.len();
    list.extend(more);
    Span { first: first as u32, count: (list.len() - first) as u32 }
}

fn number(number: &ReferenceNumber, dictionary: &Dictionary) -> NumberSketch {
    let digits = number.normalized.bytes().filter(u8::is_ascii_digit).count();
    let plain = || number.normalized.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    NumberSketch {
        kind: number.kind,
        id: dictionary.number(number),
        plain: if digits >= LONG { Code::of(&plain()) } else { Code::Missing },
        body: number.body.as_ref().map(|body| dictionary.texts.number(body)),
        years: number.date.map(|date| (date.start().year(), date.last_day().year())),
    }
}

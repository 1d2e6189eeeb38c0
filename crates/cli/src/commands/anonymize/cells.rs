//! Cells for cells. Reach for [`Rewriter::new`], which learns the whole project first, then for
//! [`Rewriter::table`]. A column that is no field is left out, and so is every narrative; a word list
//! keeps words that the reference data or the project file know or that stand in several rows.

use std::collections::{BTreeMap, BTreeSet};

use ingest::field::{CaseField, EventPart, Field, Meaning, PersonPart};
use ingest::table::{Cell, TableRow};
use jiff::ToSpan;
use jiff::civil::Date;
use records::{PartialDate, Pin, PinForm, Precision, RecordId, Reference, SourceKind};

use super::cases::{Cases, shift};
use super::key::Key;
use super::names::Names;
use super::numbers::Numbers;
use super::places::Places;
use super::tables::{Mapped, Source};

/// Rows in which a word that no list knows stands before it is kept.
const COMMON: usize = 5;
/// Shortest word that could name somebody.
const NAME_LETTERS: usize = 4;

/// A date that cannot be read stays one.
const UNREADABLE: &str = "?x";

/// How the cells of a field are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// The reference of the record.
    Reference,
    /// A date.
    Date,
    /// A name or part of one.
    Name,
    /// A personal number.
    Pin,
    /// Digits of a phone, document, key or code.
    Digits,
    /// Numbers that may cite a record.
    Numbers,
    /// A place.
    Place,
    /// An office, court or prosecutor's office.
    Body,
    /// Words of a list, articles, ages.
    Words,
    /// Left out.
    Dropped,
}

impl Treatment {
    pub(super) const fn of(field: Field) -> Self {
        if field.is_date() {
            return Self::Date;
        }
        match field {
            Field::Person(_, part) => match part {
                PersonPart::Name
                | PersonPart::Surname
                | PersonPart::Given
                | PersonPart::Patronymic => Self::Name,
                PersonPart::Pin => Self::Pin,
                PersonPart::Document
                | PersonPart::Phone
                | PersonPart::Key
                | PersonPart::Pseudonym => Self::Digits,
                _ => Self::Words,
            },
            Field::Event(EventPart::Body) | Field::Decision(_, EventPart::Body) => Self::Body,
            Field::Event(EventPart::Other) | Field::Decision(_, EventPart::Other) => Self::Numbers,
            Field::Case(
                CaseField::HandoverAddressee
                | CaseField::Office
                | CaseField::Prosecutor
                | CaseField::Court,
            ) => Self::Body,
            Field::Case(field) => match field.meaning() {
                Meaning::Reference => Self::Reference,
                Meaning::Narrative => Self::Dropped,
                Meaning::Numbers(_) | Meaning::Lineage(_) => Self::Numbers,
                Meaning::Place(_) => Self::Place,
                _ => Self::Words,
            },
            _ => Self::Words,
        }
    }
}

/// Replaces the cells of a project.
pub(super) struct Rewriter<'r> {
    key: &'r Key,
    cases: &'r Cases,
    names: Names<'r>,
    places: Places<'r>,
    pub(super) numbers: Numbers<'r>,
    shifts: BTreeMap<String, i32>,
    words: BTreeSet<String>,
}

fn letters(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.chars().count() >= NAME_LETTERS).map(str::to_lowercase)
}

impl<'r> Rewriter<'r> {
    pub(super) fn new(
        key: &'r Key,
        reference: &'r Reference,
        cases: &'r Cases,
        sources: &[Source],
        ids: &[(RecordId, SourceKind)],
        bounds: &[Date],
    ) -> Self {
        let mut rewriter = Self {
            key,
            cases,
            names: Names::new(key, reference),
            places: Places::new(key, reference),
            numbers: Numbers::new(key, ids.iter().map(|(id, _)| id)),
            shifts: BTreeMap::new(),
            words: vocabulary(reference, sources),
        };
        let cited: BTreeMap<&RecordId, bool> =
            ids.iter().map(|(id, kind)| (id, *kind != SourceKind::Ngo)).collect();
        let mut dates: BTreeMap<String, Vec<Date>> = BTreeMap::new();
        for (source, mapped, row) in rows(sources) {
            let at = mapped.table.row_ref(row.number);
            let case = cases.case(&at);
            if let Some(id) = cases.record(&at) {
                rewriter.numbers.issue(id, &case, cited.get(id).copied().unwrap_or(false));
            }
            let days = dates.entry(case.clone()).or_default();
            for (field, column) in &mapped.fields {
                let cell = &row.cells[*column];
                match Treatment::of(*field) {
                    Treatment::Name => {
                        let text = cell.as_text().unwrap_or_default();
                        rewriter.names.learn(&case, source.side(mapped, row, *field), &text);
                    }
                    Treatment::Date if !matches!(field, Field::Person(..)) => {
                        let date = source.date(mapped, *column, cell);
                        days.extend(date.map(PartialDate::start));
                    }
                    _ => {}
                }
            }
        }
        rewriter.shifts = dates
            .into_iter()
            .map(|(case, dates)| {
                let days = shift(key, &case, &dates, bounds);
                (case, days)
            })
            .collect();
        rewriter
    }

    /// A table: its fields that are kept, and its rows in an order that follows from the key.
    pub(super) fn table(
        &mut self,
        source: &Source,
        mapped: &Mapped,
    ) -> (Vec<Field>, Vec<Vec<String>>) {
        let kept = || {
            mapped.fields.iter().filter(|(field, _)| Treatment::of(*field) != Treatment::Dropped)
        };
        let mut order: Vec<&TableRow> = mapped.rows.iter().collect();
        order.sort_by_cached_key(|row| {
            self.key.number("row", &mapped.table.row_ref(row.number).to_string())
        });
        let rows = order.into_iter().map(|row| {
            kept().map(|(field, column)| self.cell(source, mapped, row, *field, *column)).collect()
        });
        let rows = rows.collect();
        (kept().map(|(field, _)| *field).collect(), rows)
    }

    fn cell(
        &mut self,
        source: &Source,
        mapped: &Mapped,
        row: &TableRow,
        field: Field,
        column: usize,
    ) -> String {
        let cell = &row.cells[column];
        let Some(text) = cell.as_text() else { return String::new() };
        let at = mapped.table.row_ref(row.number);
        let case = self.cases.case(&at);
        let days = self.shifts.get(&case).copied().unwrap_or_default();
        match Treatment::of(field) {
            Treatment::Reference => {
                let issued = self.cases.record(&at).and_then(|id| self.numbers.issued(id));
                issued.map_or_else(|| self.numbers.other(&case, &text), str::to_owned)
            }
            Treatment::Date => match source.date(mapped, column, cell) {
                Some(date) if date.is_placeholder() => text.into_owned(),
                Some(date) => moved(date, days, Edge::of(field)),
                None => UNREADABLE.to_owned(),
            },
            Treatment::Name => self.names.rewrite(&case, source.side(mapped, row, field), &text),
            Treatment::Pin => self.pin(&case, &text, days),
            Treatment::Digits if text.chars().any(|c| c.is_ascii_digit()) => {
                self.digits(&case, &text)
            }
            Treatment::Digits => self.names.rewrite(&case, source.side(mapped, row, field), &text),
            Treatment::Numbers => {
                let day =
                    |word: &str| source.day(word).map(|date| moved(date, days, Edge::Neither));
                self.numbers.rewrite(&case, &text, &day)
            }
            Treatment::Place => self.places.place(&text),
            Treatment::Body => match self.places.body(&text) {
                Some(body) => body,
                None => self.words(&text),
            },
            Treatment::Words => self.words(&text),
            Treatment::Dropped => String::new(),
        }
    }

    fn words(&self, text: &str) -> String {
        let known = letters(text).all(|word| self.words.contains(&word));
        if known { text.to_owned() } else { String::new() }
    }

    /// The last eight digits of a phone, every digit of what is shorter.
    fn digits(&self, case: &str, text: &str) -> String {
        let kept = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).rev().nth(8);
        let (head, tail) = text.split_at(kept.map_or(0, |(at, c)| at + c.len_utf8()));
        let digits = self.key.digits(case);
        let other =
            |c: char| c.to_digit(10).map_or(c, |digit| char::from(b'0' + digits[digit as usize]));
        format!("{head}{}", tail.chars().map(other).collect::<String>())
    }

    /// A personal number whose date is moved with the others and whose other digits are replaced.
    fn pin(&self, case: &str, text: &str, days: i32) -> String {
        let Some(pin) = Pin::new(text) else { return self.digits(case, text) };
        let (form, born, _) = pin.read();
        let all = self.key.digits(case);
        let other: String = pin
            .digits()
            .bytes()
            .map(|byte| char::from(b'0' + all[usize::from(byte - b'0')]))
            .collect();
        let Some(born) = born.and_then(|born| born.checked_add(days.days()).ok()) else {
            return other;
        };
        let (year, month, day) = (born.year(), born.month(), born.day());
        match form {
            PinForm::Kyrgyz => {
                format!("{}{day:02}{month:02}{year:04}{}", &pin.digits()[..1], &other[9..])
            }
            PinForm::Uzbek => {
                format!("{}{day:02}{month:02}{:02}{}", &pin.digits()[..1], year % 100, &other[7..])
            }
            _ => other,
        }
    }
}

/// Which end of a stretch of days a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    First,
    Last,
    Neither,
}

impl Edge {
    const fn of(field: Field) -> Self {
        match field {
            Field::Case(CaseField::EventFrom) => Self::First,
            Field::Case(CaseField::EventTo) => Self::Last,
            _ => Self::Neither,
        }
    }
}

/// A date some days later, written so that it reads back as finely. A month or year goes by its own
/// end of a stretch of days, so that what ended after it began still does.
pub(super) fn moved(date: PartialDate, days: i32, edge: Edge) -> String {
    let later = |date: Date| date.checked_add(days.days()).unwrap_or(date);
    let (first, last) = (later(date.start()), later(date.last_day()));
    let middle = later(date.start().checked_add(15.days()).unwrap_or(date.start()));
    let of_whole = |middle: Date| match edge {
        Edge::First => first,
        Edge::Last => last,
        Edge::Neither => middle,
    };
    match date.precision() {
        Precision::Day => first.strftime("%d.%m.%Y").to_string(),
        Precision::Month => of_whole(middle).strftime("%m.%Y").to_string(),
        Precision::Year => of_whole(date.start()).year().to_string(),
        _ => format!("{} - {}", first.strftime("%d.%m.%Y"), last.strftime("%d.%m.%Y")),
    }
}

/// Every row with its table and source.
pub(super) fn rows(sources: &[Source]) -> impl Iterator<Item = (&Source, &Mapped, &TableRow)> {
    sources.iter().flat_map(|source| {
        source
            .tables
            .iter()
            .flat_map(move |mapped| mapped.rows.iter().map(move |row| (source, mapped, row)))
    })
}

/// Words that name nobody: those of the lists, those the project file maps, and those that stand in
/// several rows of a column of words.
fn vocabulary(reference: &Reference, sources: &[Source]) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for synonym in &reference.value_synonyms {
        words.extend(letters(&synonym.synonym).chain(letters(&synonym.code)));
    }
    for entry in &reference.code_lists {
        for text in [&entry.code, &entry.name.en, &entry.name.ru, &entry.name.ky] {
            words.extend(letters(text));
        }
    }
    for country in &reference.countries {
        words.extend(country.words.iter().flat_map(|word| letters(word)));
        words.extend(letters(&country.name.en).chain(letters(&country.name.ru)));
    }
    for map in sources.iter().flat_map(|source| source.config.codes.values()) {
        words.extend(map.keys().flat_map(|word| letters(word)));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, mapped, row) in rows(sources) {
        for (field, column) in &mapped.fields {
            let is_words = matches!(Treatment::of(*field), Treatment::Words | Treatment::Body);
            if let (true, Cell::Text(text)) = (is_words, &row.cells[*column]) {
                letters(text).for_each(|word| *seen.entry(word).or_default() += 1);
            }
        }
    }
    words.extend(seen.into_iter().filter(|(_, rows)| *rows >= COMMON).map(|(word, _)| word));
    words
}

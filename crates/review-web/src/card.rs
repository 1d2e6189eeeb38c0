//! One report beside all its candidates, as rows of values cut into pieces. Reach for [`rows`]; it
//! shows what the records state and how values relate in words, never a weight, a probability or
//! another reader's answer.

use linkage::Candidate;
use records::{
    CaseEvent, CrimeRecord, NgoReport, PartialDate, Person, PersonName, PersonSide, PlaceMention,
    Qualification, ReferenceNumber, RowRef, Sex,
};
use reporting::{InWords, ReportingError};

use crate::desk::Desk;
use crate::marks::{Piece, differing, shared_words};
use crate::texts::Texts;

/// One value with its marks, the same in Latin letters, and what is said of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) latin: Vec<Piece>,
    /// Whether nothing in it differs: shown dimmed, with a sign.
    pub(crate) same: bool,
}

/// What one record states about one thing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) lines: Vec<Line>,
    /// How it relates to the report, in words.
    pub(crate) relation: String,
}

/// One thing, across the report and its candidates.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
}

/// What rows are written with.
pub(crate) struct Pen<'d> {
    pub(crate) desk: &'d Desk,
    pub(crate) texts: &'d Texts,
    pub(crate) words: InWords<'d>,
}

/// A candidate with its record.
pub(crate) type Shown<'d> = (&'d Candidate, &'d CrimeRecord);

/// How a field of a person is written, where it is stated.
type Field<'a> = &'a dyn Fn(&Person) -> Option<String>;

/// The rows of a card: the report first, then the candidates in the order given. A thing that nobody
/// states has no row.
pub(crate) fn rows(
    pen: &Pen<'_>,
    report: &NgoReport,
    shown: &[Shown<'_>],
) -> Result<Vec<Row>, ReportingError> {
    let mut rows = who(pen, report, shown)?;
    rows.extend(when_and_where(pen, report, shown)?);
    rows.extend(what(pen, report, shown)?);
    rows.retain(|row| row.cells.iter().any(|cell| !cell.lines.is_empty()));
    Ok(rows)
}

impl Pen<'_> {
    /// A row: the report's cell, then one for each candidate.
    fn row<'s, 'd>(
        &self,
        key: &str,
        own: Cell,
        shown: &'s [Shown<'d>],
        theirs: impl Fn(&'s Shown<'d>) -> Result<Cell, ReportingError>,
    ) -> Result<Row, ReportingError> {
        let mut cells = vec![own];
        for one in shown {
            cells.push(theirs(one)?);
        }
        Ok(Row { label: self.texts.get(key), cells })
    }
}

/// Numbers and people.
fn who(pen: &Pen<'_>, report: &NgoReport, shown: &[Shown<'_>]) -> Result<Vec<Row>, ReportingError> {
    let numbers = report.numbers();
    let mut rows =
        vec![pen.row("row-numbers", pen.numbers(numbers, None), shown, |(_, record)| {
            Ok(pen.numbers(&record.numbers, Some(numbers)))
        })?];
    for (side, key) in [
        (PersonSide::Victim, "row-victims"),
        (PersonSide::Accused, "row-accused"),
        (PersonSide::Other, "row-others"),
    ] {
        let own = people(&report.persons, side);
        rows.push(pen.row(key, pen.persons(&own, None), shown, |(_, record)| {
            Ok(pen.persons(&people(&record.persons, side), Some(&own)))
        })?);
    }
    Ok(rows)
}

/// Dates, places and offices.
fn when_and_where(
    pen: &Pen<'_>,
    report: &NgoReport,
    shown: &[Shown<'_>],
) -> Result<Vec<Row>, ReportingError> {
    let hand_over = report.hand_over.as_ref();
    let told = hand_over.and_then(|one| one.date);
    let own = pen.dates(&[("date-handed-over", told), ("date-received", report.received)])?;
    let dates = pen.row("row-dates", own, shown, |(candidate, record)| {
        let dates = [("date-journal", record.journal_date), ("date-registered", record.registered)];
        pen.related(pen.dates(&dates)?, candidate, "lag")
    })?;
    let own = pen.dates(&[("date-event", report.event)])?;
    let event = pen.row("row-event", own, shown, |(candidate, record)| {
        pen.related(pen.dates(&[("date-event", record.event)])?, candidate, "event_date")
    })?;
    let own = pen.places(&report.places, None);
    let places = pen.row("row-places", own, shown, |(candidate, record)| {
        pen.related(pen.places(&record.places, Some(&report.places)), candidate, "place")
    })?;
    let addressee = hand_over.and_then(|one| one.addressee.as_deref());
    let own = cell(addressee.map(|text| pen.line(text, None)));
    let office = pen.row("row-office", own, shown, |(candidate, record)| {
        let offices = [record.office.as_deref(), record.prosecutor.as_deref()];
        let lines = offices.into_iter().flatten().map(|office| pen.line(office, addressee));
        pen.related(cell(lines), candidate, "office")
    })?;
    Ok(vec![dates, event, places, office])
}

/// The offence, what followed, what is told of it and where it stands in the sources.
fn what(
    pen: &Pen<'_>,
    report: &NgoReport,
    shown: &[Shown<'_>],
) -> Result<Vec<Row>, ReportingError> {
    let own = pen.offences(&report.suspected, None)?;
    let offence = pen.row("row-offence", own, shown, |(candidate, record)| {
        let cell = pen.offences(&record.qualifications, Some(&report.suspected))?;
        pen.related(cell, candidate, "offence")
    })?;
    let timeline = pen
        .row("row-timeline", Cell::default(), shown, |(_, record)| pen.timeline(&record.events))?;
    let lineage = pen.row("row-lineage", Cell::default(), shown, |(candidate, record)| {
        Ok(pen.lineage(candidate, record, shown))
    })?;
    let story = report.narrative.as_ref().map(|text| text.expose().as_str());
    let told =
        |record: &'_ CrimeRecord| record.narrative.as_ref().map(|text| text.expose().clone());
    let all: Vec<String> = shown.iter().filter_map(|(_, record)| told(record)).collect();
    let own = cell(story.map(|text| pen.story(text, &all.join(" "))));
    let narrative = pen.row("row-narrative", own, shown, |(candidate, record)| {
        let line = told(record).map(|text| pen.story(&text, story.unwrap_or_default()));
        pen.related(cell(line), candidate, "narrative")
    })?;
    let place =
        |rows: &[RowRef]| cell(rows.iter().take(3).map(|row| pen.line(&row.to_string(), None)));
    let source = pen.row("row-source", place(&report.provenance.rows), shown, |(_, record)| {
        Ok(place(&record.provenance.rows))
    })?;
    Ok(vec![offence, timeline, lineage, narrative, source])
}

fn cell(lines: impl IntoIterator<Item = Line>) -> Cell {
    Cell { lines: lines.into_iter().collect(), relation: String::new() }
}

fn people(persons: &[Person], side: PersonSide) -> Vec<&Person> {
    persons.iter().filter(|person| person.role.side() == side).collect()
}

/// A name as one text, in the order its columns have.
pub(crate) fn written(name: &PersonName) -> String {
    match name {
        PersonName::Whole(whole) => whole.expose().clone(),
        PersonName::Parts { surname, given, patronymic } => [surname, given, patronymic]
            .into_iter()
            .flatten()
            .map(|part| part.expose().as_str())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

impl Pen<'_> {
    /// A value, marked against `other` where there is one.
    fn line(&self, value: &str, other: Option<&str>) -> Line {
        let latin = self.desk.letters.latin(value);
        let Some(other) = other else {
            let whole = |text: String| vec![Piece { text, marked: false }];
            return Line {
                pieces: whole(value.to_owned()),
                latin: latin.map(whole).unwrap_or_default(),
                ..Line::default()
            };
        };
        let other_latin = self.desk.letters.latin(other);
        let across = latin.is_some() != other_latin.is_some();
        let (mine, theirs) =
            (latin.as_deref().unwrap_or(value), other_latin.as_deref().unwrap_or(other));
        let marked = if across { differing(mine, theirs) } else { differing(value, other) };
        let same = marked.iter().all(|piece| !piece.marked)
            && mine.chars().count() == theirs.chars().count();
        let whole = vec![Piece { text: value.to_owned(), marked: false }];
        match (across, latin) {
            // Written in two scripts: the letters are marked where both are Latin.
            (true, Some(_)) => Line { pieces: whole, latin: marked, same, ..Line::default() },
            (_, latin) => {
                let latin = latin.map(|text| vec![Piece { text, marked: false }]);
                Line { pieces: marked, latin: latin.unwrap_or_default(), same, ..Line::default() }
            }
        }
    }

    /// A value without its Latin spelling, under a label.
    fn labelled(&self, key: &str, value: &str, other: Option<&str>) -> Line {
        Line { label: self.texts.get(key), latin: Vec::new(), ..self.line(value, other) }
    }

    fn numbers(&self, numbers: &[ReferenceNumber], others: Option<&[ReferenceNumber]>) -> Cell {
        cell(numbers.iter().map(|number| {
            let alike = || others.into_iter().flatten().filter(|one| one.kind == number.kind);
            let near = nearest(&number.raw, alike().map(|one| one.raw.as_str()));
            let mut line = self.line(&number.raw, near.as_deref());
            if alike().any(|one| one.normalized == number.normalized) {
                line = Line { same: true, ..self.line(&number.raw, None) };
            }
            let label = self.texts.get(&format!("number-{}", number.kind.code()));
            Line { label, latin: Vec::new(), ..line }
        }))
    }

    fn persons(&self, persons: &[&Person], others: Option<&[&Person]>) -> Cell {
        let mut lines = Vec::new();
        for person in persons {
            let name = person.names.first().map(written);
            let other = others.and_then(|others| self.alike(name.as_deref(), others));
            let said = |value: Field<'_>| (value(person), other.and_then(value));
            for (at, name) in person.names.iter().enumerate() {
                let theirs = other.map(|other| {
                    let spellings: Vec<String> = other.names.iter().map(written).collect();
                    nearest(&written(name), spellings.iter().map(String::as_str))
                        .unwrap_or_default()
                });
                let mut line = self.line(&written(name), theirs.as_deref());
                if at > 0 {
                    line.label = self.texts.get("person-alias");
                }
                lines.push(line);
            }
            let fields: [(&str, Field<'_>); 7] = [
                ("person-born", &|p| p.birth_date.map(|date| date.to_string())),
                ("person-sex", &|p| p.sex.map(|sex| self.sex(sex))),
                ("person-pin", &|p| p.pin.as_ref().map(|pin| pin.digits().to_owned())),
                ("person-citizenship", &|p| p.citizenship.clone()),
                ("person-document", &|p| p.document.as_ref().map(|one| one.expose().clone())),
                ("person-phone", &|p| p.phone.as_ref().map(|one| one.expose().clone())),
                ("person-code", &|p| p.pseudonym.as_ref().map(|one| one.expose().clone())),
            ];
            for (key, field) in fields {
                if let (Some(value), other) = said(field) {
                    lines.push(self.labelled(key, &value, other.as_deref()));
                }
            }
        }
        cell(lines)
    }

    fn sex(&self, sex: Sex) -> String {
        self.texts.get(if sex == Sex::Female { "sex-female" } else { "sex-male" })
    }

    /// The person of the report whose name sounds most alike.
    fn alike<'p>(&self, name: Option<&str>, others: &[&'p Person]) -> Option<&'p Person> {
        let sound = |text: &str| -> String {
            let mut sounds: Vec<String> =
                text.split_whitespace().map(|word| self.desk.fold.k1(word)).collect();
            sounds.sort();
            sounds.join(" ")
        };
        let own = sound(name?);
        let likeness = |person: &Person| {
            let names = person.names.iter().map(|name| ratio(&own, &sound(&written(name))));
            names.fold(0.0, f32::max)
        };
        others.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
    }

    fn dates(&self, dates: &[(&str, Option<PartialDate>)]) -> Result<Cell, ReportingError> {
        let stated = dates.iter().filter_map(|(key, date)| Some((key, (*date)?)));
        let lines: Result<Vec<Line>, ReportingError> = stated
            .map(|(key, date)| Ok(self.labelled(key, &self.words.date(date)?, None)))
            .collect();
        Ok(cell(lines?))
    }

    /// A cell with how it relates to the report's.
    fn related(
        &self,
        cell: Cell,
        candidate: &Candidate,
        comparison: &str,
    ) -> Result<Cell, ReportingError> {
        Ok(Cell { relation: self.relation(candidate, comparison)?, ..cell })
    }

    /// How a candidate's value relates to the report's, in words. Names of comparisons that depend
    /// on another begin with the plain one.
    fn relation(&self, candidate: &Candidate, comparison: &str) -> Result<String, ReportingError> {
        let found = candidate.evidence.iter().find(|evidence| {
            evidence
                .comparison
                .strip_prefix(comparison)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("_given_"))
        });
        match found {
            None => Ok(String::new()),
            Some(evidence) => {
                let told = self.words.evidence(std::slice::from_ref(evidence))?;
                Ok(told.into_iter().map(|(_, level)| level).collect())
            }
        }
    }

    fn places(&self, places: &[PlaceMention], others: Option<&[PlaceMention]>) -> Cell {
        cell(places.iter().map(|place| {
            let near = others.map(|others| {
                let written = others.iter().map(|one| one.written.as_str());
                nearest(&place.written, written).unwrap_or_default()
            });
            let label = self.texts.get(&format!("place-{}", place.role.code()));
            Line { label, ..self.line(&place.written, near.as_deref()) }
        }))
    }

    fn offences(
        &self,
        all: &[Qualification],
        others: Option<&[Qualification]>,
    ) -> Result<Cell, ReportingError> {
        let mut lines = Vec::new();
        for one in all {
            let article = self.texts.with("article", &[("article", &one.article.to_string())]);
            let same = others.is_some_and(|others| others.iter().any(|o| o.article == one.article));
            let label = one.date.map(|date| self.words.date(date)).transpose()?.unwrap_or_default();
            lines.push(Line { label, same, latin: Vec::new(), ..self.line(&article, None) });
        }
        Ok(cell(lines))
    }

    fn timeline(&self, events: &[CaseEvent]) -> Result<Cell, ReportingError> {
        let mut lines = Vec::new();
        for event in events {
            let mut told = self.texts.get(&format!("event-{}", event.kind.code()));
            for more in [&event.ground, &event.body, &event.other].into_iter().flatten() {
                told.push_str(" · ");
                told.push_str(more);
            }
            let label = match event.date {
                Some(date) => self.words.date(date)?,
                None => self.texts.get("undated"),
            };
            lines.push(Line { label, latin: Vec::new(), ..self.line(&told, None) });
        }
        Ok(cell(lines))
    }

    fn lineage(&self, candidate: &Candidate, record: &CrimeRecord, shown: &[Shown<'_>]) -> Cell {
        let mut lines = Vec::new();
        for one in &record.lineage {
            let label = self.texts.get(&format!("lineage-{}", one.kind.code()));
            lines.push(Line { label, latin: Vec::new(), ..self.line(&one.other.raw, None) });
        }
        let members = self.desk.input.lineages.get(&candidate.right);
        for (at, (other, _)) in shown.iter().enumerate() {
            if other.right != candidate.right && members.is_some_and(|m| m.contains(&other.right)) {
                let text = self.texts.with("lineage-with", &[("number", &(at + 1).to_string())]);
                lines.push(Line { latin: Vec::new(), ..self.line(&text, None) });
            }
        }
        cell(lines)
    }

    fn story(&self, text: &str, other: &str) -> Line {
        Line { pieces: shared_words(&self.desk.fold, text, other), ..Line::default() }
    }
}

fn ratio(a: &str, b: &str) -> f32 {
    similar::TextDiff::from_chars(a, b).ratio()
}

/// The text most like this one.
fn nearest<'t>(value: &str, others: impl Iterator<Item = &'t str>) -> Option<String> {
    others.max_by(|a, b| ratio(value, a).total_cmp(&ratio(value, b))).map(str::to_owned)
}

//! From the cells of one row to what they say. Reach for [`RowReader`] once per table; it knows
//! the table's columns, the order of its dates and the source's codes.
//!
//! Guarantees that a row is read whole or refused with the first column (in field order) that
//! cannot be read. A word for "no value" is an empty cell, except where it is itself a code
//! (`нет` in a consent column).

use std::collections::BTreeMap;
use std::iter;

use records::{
    CourtResult, EditionId, EventKind, NumberKind, PartialDate, Reference, ReferenceNumber,
    RefusalReason, RowRef, SourceKind,
};
use sha2::{Digest, Sha256};

use crate::article_text::{CitedArticle, edition_named, read_articles};
use crate::code_map::{CodeMaps, ground_kind};
use crate::column_map::ColumnMap;
use crate::date_order::{DateOrder, OrderEvidence};
use crate::date_text::{DateReader, Unreadable};
use crate::field::{ActPart, CaseField, EventPart, Field, Meaning, Slot};
use crate::ground_text::cited_ground;
use crate::number_text::NumberReader;
use crate::own_reference::own_reference;
use crate::packed_rows::PackedCell;
use crate::row_content::{ActDraft, EventDraft, Refusal, RowContent, Value};
use crate::table::{Cell, NoteKind, PackedRows, ReadingNote, Table, TableRow};

/// What reads the cells of one source.
pub(crate) struct SourceReader<'a> {
    pub(crate) kind: SourceKind,
    pub(crate) reference: &'a Reference,
    pub(crate) codes: CodeMaps,
    pub(crate) dates: DateReader,
    /// Order stated in the project file.
    pub(crate) order: Option<DateOrder>,
    /// Whether rows of one number but two courts are two cases: not where rows are acts.
    pub(crate) courts_apart: bool,
    /// Whether a row is all that is said of its case.
    pub(crate) row_per_case: bool,
}

impl SourceReader<'_> {
    pub(crate) fn numbers(&self) -> NumberReader<'_> {
        NumberReader { codes: &self.codes, dates: &self.dates }
    }
}

/// Counted remarks about values that were not kept, by column and text.
pub(crate) type Remarks = BTreeMap<(usize, &'static str), u64>;

/// Reads the rows of one table.
pub(crate) struct RowReader<'a> {
    pub(crate) source: &'a SourceReader<'a>,
    pub(crate) map: &'a ColumnMap,
    pub(crate) header: &'a [String],
    orders: BTreeMap<usize, DateOrder>,
    /// Names of the mapped fields with their columns, for the digest.
    named: Vec<(Field, String, usize)>,
    /// Decisions with columns of their own.
    decisions: Vec<EventKind>,
    /// Whether the table has columns of an event, of a court act.
    has_event: bool,
    has_act: bool,
    /// Persons with columns of their own.
    pub(crate) slots: Vec<Slot>,
}

impl<'a> RowReader<'a> {
    /// Judges the order of every date column and notes it.
    pub(crate) fn new(
        source: &'a SourceReader<'a>,
        map: &'a ColumnMap,
        table: &'a Table,
        notes: &mut Vec<ReadingNote>,
    ) -> Self {
        let mut orders = BTreeMap::new();
        let dates = map.fields().filter(|(field, _)| field.is_date());
        for (field, column, evidence) in evidence(dates, &table.rows) {
            let conclusion = evidence.conclude(source.order);
            orders.insert(column, conclusion.order());
            if conclusion.is_worth_a_note() {
                notes.push(ReadingNote {
                    file: table.file.clone(),
                    sheet: table.sheet.clone(),
                    column: Some(table.header[column].clone()),
                    kind: NoteKind::Dates,
                    text: format!("{field}: {}", evidence.sentence(conclusion)),
                    doubtful: conclusion.is_doubtful(),
                });
            }
        }
        let fields = || map.fields().map(|(field, _)| field);
        let mut decisions: Vec<EventKind> = fields()
            .filter_map(|field| match field {
                Field::Decision(kind, _) => Some(kind),
                _ => None,
            })
            .collect();
        decisions.dedup();
        let mut slots: Vec<Slot> = fields()
            .filter_map(|field| match field {
                Field::Person(slot, _) => Some(slot),
                _ => None,
            })
            .collect();
        slots.dedup();
        Self {
            source,
            map,
            header: &table.header,
            orders,
            named: map.fields().map(|(field, column)| (field, field.to_string(), column)).collect(),
            decisions,
            has_event: fields().any(|field| matches!(field, Field::Event(_))),
            has_act: fields().any(|field| matches!(field, Field::Act(_))),
            slots,
        }
    }

    /// Columns that say what a row is joined on.
    pub(crate) fn key_columns(&self) -> Vec<usize> {
        let fields = iter::once(CaseField::Ref).chain(KEY_NUMBERS);
        fields.filter_map(|field| self.map.column(Field::Case(field))).collect()
    }

    /// What a row is joined on, if it can be read at all; of its cells only those of
    /// [`Self::key_columns`] are looked at.
    pub(crate) fn key(&self, row: &TableRow) -> Option<String> {
        let remarks = &mut Remarks::new();
        let mut cells = RowCells { reader: self, row, remarks, digest: Sha256::new(), filled: 0 };
        let mut numbers = Vec::new();
        for (field, _) in self.map.fields() {
            if let Field::Case(field) = field
                && KEY_NUMBERS.contains(&field)
                && let Meaning::Numbers(kind) = field.meaning()
            {
                let read = some(cells.numbers(Field::Case(field), kind));
                numbers.extend(read.map(|read| (field, Value::Numbers(read))));
            }
        }
        own_reference(&cells, &numbers).ok().map(|own| own.key)
    }

    /// Reads a row.
    pub(crate) fn read(
        &self,
        row: &TableRow,
        at: RowRef,
        remarks: &mut Remarks,
    ) -> Result<RowContent, Refusal> {
        let mut cells = RowCells { reader: self, row, remarks, digest: Sha256::new(), filled: 0 };
        cells.refuse_errors()?;
        let case = match cells.case_values() {
            Ok(case) => case,
            Err(refusal) => {
                let key = own_reference(&cells, &[]).ok().map(|own| own.key);
                return Err(Refusal { key, ..refusal });
            }
        };
        let own = own_reference(&cells, &case)?;
        let keyed = |refusal| Refusal { key: Some(own.key.clone()), ..refusal };
        let persons = cells.persons().map_err(keyed)?;
        let events = cells.events(&at).map_err(keyed)?;
        let acts = cells.acts(&at).map_err(keyed)?;
        if cells.filled <= 1 && self.source.row_per_case {
            return Err(keyed(Refusal::of_row(
                RefusalReason::RequiredMissing,
                "the row says nothing but its number; a heading or a total is no case",
            )));
        }
        let filled = cells.filled;
        let mut digest = [0; 16];
        digest.copy_from_slice(&cells.digest.finalize()[..16]);
        Ok(RowContent { at, own, case, persons, events, acts, digest, filled })
    }

    /// Remarks as notes of a table.
    pub(crate) fn notes(table: &Table, remarks: &Remarks) -> Vec<ReadingNote> {
        remarks
            .iter()
            .map(|((column, text), count)| ReadingNote {
                file: table.file.clone(),
                sheet: table.sheet.clone(),
                column: Some(table.header[*column].clone()),
                kind: NoteKind::Coercion,
                text: format!("{count} {text}"),
                doubtful: true,
            })
            .collect()
    }
}

/// Fields whose number may be what a row is joined on, besides its reference.
const KEY_NUMBERS: [CaseField; 3] =
    [CaseField::NumberRegister, CaseField::NumberBook, CaseField::NumberJournal];

/// What the texts of date columns say of the order of day and month, column by column.
fn evidence(
    dates: impl Iterator<Item = (Field, usize)>,
    rows: &PackedRows,
) -> Vec<(Field, usize, OrderEvidence)> {
    let mut found: Vec<_> =
        dates.map(|(field, column)| (field, column, OrderEvidence::default())).collect();
    for row in 0..rows.len() {
        for (column, cell) in rows.cells(row).enumerate() {
            let PackedCell::Text(text) = cell else { continue };
            for (_, _, evidence) in found.iter_mut().filter(|(_, of, _)| *of == column) {
                evidence.add(text);
            }
        }
    }
    found
}

/// The cells of the row being read.
pub(crate) struct RowCells<'a> {
    pub(crate) reader: &'a RowReader<'a>,
    row: &'a TableRow,
    remarks: &'a mut Remarks,
    digest: Sha256,
    filled: u32,
}

impl RowCells<'_> {
    /// A spreadsheet error in a mapped cell refuses the row; the digest is taken on the way.
    fn refuse_errors(&mut self) -> Result<(), Refusal> {
        for (field, name, column) in &self.reader.named {
            let Some(cell) = self.row.cells.get(*column) else { continue };
            if let Cell::Error(_) = cell {
                return Err(self.refuse(
                    *field,
                    RefusalReason::CellError,
                    "mend the formula in the file, or paste the value in its place",
                ));
            }
            if let Some(text) = cell.as_text() {
                self.filled += 1;
                self.digest.update(name);
                self.digest.update([0]);
                self.digest.update(text.as_bytes());
                self.digest.update([0]);
            }
        }
        Ok(())
    }

    /// The cell of a field, if it is mapped and not empty.
    pub(crate) fn cell(&self, field: Field) -> Option<&Cell> {
        let cell = self.row.cells.get(self.reader.map.column(field)?)?;
        (!cell.is_empty()).then_some(cell)
    }

    /// Its text, if it says something.
    pub(crate) fn text(&self, field: Field) -> Option<String> {
        let text = self.cell(field)?.as_text()?.into_owned();
        (!self.reader.source.codes.says_nothing(&text)).then_some(text)
    }

    /// Counts a value that is not kept.
    pub(crate) fn remark(&mut self, field: Field, text: &'static str) {
        if let Some(column) = self.reader.map.column(field) {
            *self.remarks.entry((column, text)).or_default() += 1;
        }
    }

    /// A refusal for the cell of a field.
    pub(crate) fn refuse(
        &self,
        field: Field,
        reason: RefusalReason,
        remedy: impl Into<String>,
    ) -> Refusal {
        let column = self.reader.map.column(field);
        Refusal {
            key: None,
            column: column.map(|column| self.reader.header[column].clone()),
            value_kind: column
                .and_then(|column| self.row.cells.get(column))
                .map_or_else(|| "nothing".to_owned(), Cell::value_kind),
            reason,
            remedy: remedy.into(),
        }
    }

    /// The date of a field.
    pub(crate) fn date(&self, field: Field) -> Result<Option<PartialDate>, Refusal> {
        let Some(cell) = self.cell(field) else { return Ok(None) };
        let source = self.reader.source;
        let read = match cell {
            Cell::Date(day) => source.dates.typed(*day),
            Cell::DateTime(moment) => source.dates.typed(moment.date()),
            Cell::Number(number) => source.dates.serial(*number),
            Cell::Text(text) if source.codes.says_nothing(text) => Ok(None),
            Cell::Text(text) => {
                let column = self.reader.map.column(field).unwrap_or_default();
                let order = self.reader.orders.get(&column).copied().unwrap_or_default();
                source.dates.read(text, order)
            }
            Cell::Empty | Cell::Bool(_) | Cell::Error(_) => Err(Unreadable::NotADate),
        };
        read.map_err(|reason| {
            let remedy = match reason {
                Unreadable::NotADate => {
                    "write the date as 05.03.2021, 03.2021, 2021, март 2021 or весна 2021; where it \
                     is not known leave the cell empty"
                }
                Unreadable::Impossible => {
                    "correct the date in the file: no calendar has this day, or its year is not \
                     between 1900 and 2100"
                }
                Unreadable::OtherOrder => {
                    "correct the date in the file, or state dates.order: the other dates of this \
                     column have day and month in the other order"
                }
            };
            self.refuse(field, RefusalReason::UnreadableDate, remedy)
        })
    }

    /// The code of a field in a list. A word that is a code is one even if it also says "none".
    pub(crate) fn code(&self, field: Field, list: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = self.cell(field).and_then(Cell::as_text) else { return Ok(None) };
        let codes = &self.reader.source.codes;
        match codes.code(list, &text) {
            Some(code) => Ok(Some(code.to_owned())),
            None if codes.says_nothing(&text) => Ok(None),
            None => Err(self.unknown_code(field, list)),
        }
    }

    /// The codes of a field with several, separated by `;`, `,`, `|` or a line break.
    pub(crate) fn codes(&self, field: Field, list: &str) -> Result<Vec<String>, Refusal> {
        let Some(text) = self.cell(field).and_then(Cell::as_text) else { return Ok(Vec::new()) };
        let codes = &self.reader.source.codes;
        // A word of the list may itself hold a comma.
        if let Some(code) = codes.code(list, &text) {
            return Ok(vec![code.to_owned()]);
        }
        let mut found = Vec::new();
        for word in text.split([';', ',', '|', '\n']).map(str::trim) {
            match codes.code(list, word) {
                Some(code) if found.iter().any(|known| known == code) => {}
                Some(code) => found.push(code.to_owned()),
                None if codes.says_nothing(word) => {}
                None => return Err(self.unknown_code(field, list)),
            }
        }
        found.sort();
        Ok(found)
    }

    fn unknown_code(&self, field: Field, list: &str) -> Refusal {
        self.refuse(
            field,
            RefusalReason::UnknownCode,
            format!("add the word with its code under [source.codes.{list}] in sverka.toml"),
        )
    }

    /// The ground of a decision of this day: by its words, else by the article it cites.
    fn ground(
        &self,
        field: Field,
        decision: Option<EventKind>,
        date: Option<PartialDate>,
    ) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let SourceReader { codes, reference, .. } = self.reader.source;
        if let Some(code) = codes.ground(&text, decision) {
            return Ok(Some(code.to_owned()));
        }
        let kind = decision.and_then(ground_kind);
        cited_ground(&text, kind, date, reference, codes)
            .ok_or_else(|| self.unknown_code(field, "ground"))
    }

    fn articles(&self, field: Field) -> Result<Vec<CitedArticle>, Refusal> {
        let Some(text) = self.text(field) else { return Ok(Vec::new()) };
        read_articles(&text, self.reader.source.reference).ok_or_else(|| {
            self.refuse(
                field,
                RefusalReason::UnreadableNumber,
                "write the article by its number, e.g. ст. 166 ч. 2",
            )
        })
    }

    fn edition(&self, field: Field) -> Result<Option<EditionId>, Refusal> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let source = self.reader.source;
        if let Some(code) = source.codes.code("edition", &text) {
            return Ok(Some(EditionId(code.into())));
        }
        match edition_named(&text, source.reference) {
            Some(edition) => Ok(Some(edition)),
            None => Err(self.unknown_code(field, "edition")),
        }
    }

    /// Every number of a field.
    pub(crate) fn numbers(&mut self, field: Field, kind: NumberKind) -> Vec<ReferenceNumber> {
        let Some(text) = self.text(field) else { return Vec::new() };
        let numbers = self.reader.source.numbers().read(kind, &text);
        if numbers.is_empty() {
            self.remark(field, "cells hold words but no number; not kept");
        }
        numbers
    }

    /// A text that the project may replace by its own word (`[source.codes.<field>]`).
    pub(crate) fn open_text(&self, field: Field) -> Option<String> {
        self.text(field).map(|text| self.reader.source.codes.open_text(&field.to_string(), &text))
    }

    fn case_values(&mut self) -> Result<Vec<(CaseField, Value)>, Refusal> {
        let mut values = Vec::new();
        let reader = self.reader;
        for (field, _) in reader.map.fields() {
            let Field::Case(case_field) = field else { continue };
            let value = match case_field.meaning() {
                Meaning::Reference => None,
                Meaning::Text | Meaning::Narrative | Meaning::Place(_) => {
                    self.open_text(field).map(Value::Text)
                }
                Meaning::Date => self.date(field)?.map(Value::Date),
                Meaning::Code(list) => self.code(field, list)?.map(Value::Code),
                Meaning::Codes(list) => some(self.codes(field, list)?).map(Value::Codes),
                Meaning::Articles => some(self.articles(field)?).map(Value::Articles),
                Meaning::Edition => self.edition(field)?.map(Value::Edition),
                Meaning::Numbers(kind) => some(self.numbers(field, kind)).map(Value::Numbers),
                Meaning::Lineage(_) => {
                    some(self.numbers(field, NumberKind::Register)).map(Value::Numbers)
                }
            };
            values.extend(value.map(|value| (case_field, value)));
        }
        self.refuse_backward_event(&values)?;
        Ok(values)
    }

    fn refuse_backward_event(&self, values: &[(CaseField, Value)]) -> Result<(), Refusal> {
        let date = |field| match crate::row_content::find(values, field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        match (date(CaseField::EventFrom), date(CaseField::EventTo)) {
            (Some(from), Some(to)) if to.last_day() < from.start() => Err(self.refuse(
                Field::Case(CaseField::EventTo),
                RefusalReason::UnreadableDate,
                "correct the dates in the file: the event ends before it begins",
            )),
            _ => Ok(()),
        }
    }

    /// The decision columns of the row, then its event.
    fn events(&mut self, at: &RowRef) -> Result<Vec<EventDraft>, Refusal> {
        let mut events = Vec::new();
        let reader = self.reader;
        for kind in &reader.decisions {
            let part = |part| Field::Decision(*kind, part);
            if EventPart::ALL.iter().all(|of| self.cell(part(*of)).is_none()) {
                continue;
            }
            events.extend(self.event(Some(*kind), part, at)?.filter(EventDraft::says_something));
        }
        if !reader.has_event {
            return Ok(events);
        }
        let kind = match self.code(Field::Event(EventPart::Kind), "event")? {
            Some(code) => EventKind::from_code(&code),
            None => None,
        };
        if let Some(draft) = self.event(kind, Field::Event, at)? {
            events.extend(self.annulment(&draft));
            events.push(draft);
        } else if EventPart::ALL.iter().any(|part| self.text(Field::Event(*part)).is_some()) {
            return Err(self.refuse(
                Field::Event(EventPart::Kind),
                RefusalReason::RequiredMissing,
                "write what happened: the row has a date, ground or body but no kind of event",
            ));
        }
        Ok(events)
    }

    fn event(
        &mut self,
        kind: Option<EventKind>,
        field: impl Fn(EventPart) -> Field,
        at: &RowRef,
    ) -> Result<Option<EventDraft>, Refusal> {
        let Some(kind) = kind else { return Ok(None) };
        let date = self.date(field(EventPart::On))?;
        Ok(Some(EventDraft {
            kind,
            date,
            ground: self.ground(field(EventPart::Ground), Some(kind), date)?,
            articles: self.articles(field(EventPart::Article))?,
            edition: self.edition(field(EventPart::Edition))?,
            body: self.open_text(field(EventPart::Body)),
            other: self.open_text(field(EventPart::Other)),
            row: at.clone(),
        }))
    }

    /// `event.approval` that says "annulled" is an event of its own, on the day it names.
    fn annulment(&mut self, of: &EventDraft) -> Option<EventDraft> {
        let field = Field::Event(EventPart::Approval);
        let text = self.text(field)?;
        let source = self.reader.source;
        let annulled =
            |words: &str| source.codes.code("event", words) == Some(EventKind::Annulled.code());
        let words: String = text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
        let first = words.split_whitespace().next().unwrap_or_default();
        if !annulled(&text) && !annulled(&words) && !annulled(first) {
            return None;
        }
        let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).collect();
        Some(EventDraft {
            kind: EventKind::Annulled,
            date: source.dates.read(&digits, DateOrder::DayFirst).ok().flatten(),
            ground: None,
            articles: Vec::new(),
            edition: None,
            body: None,
            other: None,
            row: of.row.clone(),
        })
    }

    fn acts(&mut self, at: &RowRef) -> Result<Vec<ActDraft>, Refusal> {
        if !self.reader.has_act {
            return Ok(Vec::new());
        }
        let field = Field::Act;
        let result = self.code(field(ActPart::Result), "court_result")?;
        let date = self.date(field(ActPart::Date))?;
        let draft = ActDraft {
            date,
            act_type: self.open_text(field(ActPart::Type)),
            result: result.as_deref().and_then(CourtResult::from_code),
            ground: self.ground(field(ActPart::Ground), Some(EventKind::Terminated), date)?,
            in_force: self.date(field(ActPart::InForce))?,
            row: at.clone(),
        };
        let says_something = draft.date.is_some()
            || draft.act_type.is_some()
            || draft.result.is_some()
            || draft.ground.is_some()
            || draft.in_force.is_some();
        Ok(if says_something { vec![draft] } else { Vec::new() })
    }
}

impl EventDraft {
    fn says_something(&self) -> bool {
        self.date.is_some()
            || self.ground.is_some()
            || !self.articles.is_empty()
            || self.body.is_some()
            || self.other.is_some()
    }
}

fn some<T>(values: Vec<T>) -> Option<Vec<T>> {
    (!values.is_empty()).then_some(values)
}

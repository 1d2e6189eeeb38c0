//! Which column is which field. Reach for [`ColumnMap::resolve`] once per table; `sverka inspect`
//! uses [`HeaderIndex::field_for`] to propose a map.
//!
//! Guarantees that a header named in `sverka.toml` is found or the file is refused, that two
//! columns never feed one field, and that every column matched without being named is noted.
//! A header is named by its text; the second of two equal headers by `text#2`. What a cell means
//! is read elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use records::{Reference, SourceKind};

use crate::error::{IngestError, Place, nearest};
use crate::field::{CaseField, Field, Slot};
use crate::one_person::owners;
use crate::source_config::{Layout, SourceConfig, TableRole};
use crate::table::{NoteKind, ReadingNote, Table, tidy_header};

/// Headers listed in a message, at most.
const LISTED: usize = 25;

/// The header synonyms that a kind of source can use.
#[derive(Clone, Debug)]
pub struct HeaderIndex {
    kind: SourceKind,
    /// Comparable synonym to the fields it may stand for.
    fields: BTreeMap<String, BTreeSet<Field>>,
}

impl HeaderIndex {
    /// The synonyms of `reference/header_synonyms.csv` for fields of this kind of source.
    pub fn new(reference: &Reference, kind: SourceKind) -> Self {
        let mut fields: BTreeMap<String, BTreeSet<Field>> = BTreeMap::new();
        for row in &reference.header_synonyms {
            if let Some(field) = Field::parse(&row.field)
                && field.belongs_to(kind)
            {
                fields.entry(row.comparable.clone()).or_default().insert(field);
            }
        }
        Self { kind, fields }
    }

    /// The fields a header may stand for: the field with this very name, else those that have it
    /// as a synonym, where a number in the header counts the person (`ФИО пострадавшей 2`).
    pub fn fields_for(&self, header: &str) -> BTreeSet<Field> {
        if let Some(field) = Field::parse(header.trim())
            && field.belongs_to(self.kind)
        {
            return BTreeSet::from([field]);
        }
        let whole = comparable(header);
        if let Some(fields) = self.fields.get(&whole) {
            return fields.clone();
        }
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            whole.split(' ').partition(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let ([number], Some(fields)) = (numbers.as_slice(), self.fields.get(&words.join(" ")))
        else {
            return BTreeSet::new();
        };
        let Some(number) = number.parse::<u8>().ok().filter(|number| *number > 0) else {
            return BTreeSet::new();
        };
        fields
            .iter()
            .filter_map(|field| match field {
                Field::Person(Slot::Group(role, 1), part) => {
                    Some(Field::Person(Slot::Group(*role, number), *part))
                }
                _ => None,
            })
            .collect()
    }

    /// The one field a header stands for; `None` when there is none or more than one.
    pub fn field_for(&self, header: &str) -> Option<Field> {
        let fields = self.fields_for(header);
        (fields.len() == 1).then(|| fields.into_iter().next()).flatten()
    }

    /// The field whose synonym is most like this header, if one is very like it.
    fn suggestion(&self, header: &str) -> Option<Field> {
        let wanted = comparable(header);
        let near = nearest(&wanted, self.fields.keys().map(String::as_str))?;
        (strsim::jaro_winkler(&wanted, near) >= 0.9)
            .then(|| self.fields[near].first().copied())
            .flatten()
    }
}

/// A header as synonyms are compared: lower case, `ё` as `е`, `№` as its word, full stops and
/// quotes dropped, other punctuation as a space.
pub fn comparable(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    for c in header.chars().flat_map(char::to_lowercase) {
        match c {
            'ё' => text.push('е'),
            '№' => text.push_str(" номер "),
            '.' | '"' | '«' | '»' | '\'' | '’' => {}
            c if c.is_alphanumeric() => text.push(c),
            _ => text.push(' '),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The columns of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    columns: BTreeMap<Field, usize>,
}

/// A resolved map with what was decided on the way.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The map.
    pub map: ColumnMap,
    /// Columns matched by synonym, columns not read.
    pub notes: Vec<ReadingNote>,
    /// Fields named for the whole source whose header this table lacks; only in linked tables,
    /// where another table may have it.
    pub missing: BTreeMap<Field, String>,
}

impl ColumnMap {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// Every mapped field with its column, in field order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, usize)> + '_ {
        self.columns.iter().map(|(field, column)| (*field, *column))
    }

    /// Finds the columns of a table: those named for the file, then those named for the source,
    /// then header synonyms.
    pub fn resolve(
        table: &Table,
        source: &SourceConfig,
        file_columns: &BTreeMap<String, String>,
        role: Option<TableRole>,
        index: &HeaderIndex,
    ) -> Result<Resolved, IngestError> {
        let mut named: BTreeMap<Field, (&str, bool)> = BTreeMap::new();
        for (columns, of_file) in [(&source.columns, false), (file_columns, true)] {
            for (name, header) in columns {
                let field = known_field(source, name)?;
                if of_file || admits(role, field) {
                    named.insert(field, (header, of_file));
                }
            }
        }
        let mut resolved = Resolved::default();
        for (field, (header, of_file)) in &named {
            if header.is_empty() {
                continue;
            }
            match find_header(&table.header, header) {
                Some(column) => {
                    resolved.map.columns.insert(*field, column);
                }
                None if !of_file && source.layout == Layout::Linked => {
                    resolved.missing.insert(*field, (*header).to_owned());
                }
                None => {
                    let wanted = named.values().map(|(header, _)| *header);
                    let known = has_known_header(table, wanted, index);
                    return Err(Self::no_header(table, *field, header, known));
                }
            }
        }
        refuse_shared_columns(table, source, &resolved.map)?;
        let off: BTreeSet<Field> = named.keys().copied().collect();
        match_synonyms(table, role, index, &off, &mut resolved);
        join_persons(table, &mut resolved);
        require_reference(table, source, &resolved.map)?;
        Ok(resolved)
    }

    /// The refusal of a table that lacks a header: with the nearest one and the list. Where no
    /// header is `known` the row may be data, and nothing of it is shown.
    pub(crate) fn no_header(table: &Table, field: Field, header: &str, known: bool) -> IngestError {
        if !known {
            return IngestError::NoHeaderMatch {
                place: place(table),
                field: field.to_string(),
                header: header.to_owned(),
                remedy: "this row has none of the headers known and may be data; state the right \
                         row with header_row = N, or give the table a header row"
                    .to_owned(),
            };
        }
        let headers =
            || table.header.iter().map(String::as_str).filter(|header| !header.is_empty());
        let mut listed: Vec<String> =
            headers().take(LISTED).map(|header| format!("\"{header}\"")).collect();
        if headers().count() > LISTED {
            listed.push(format!("and {} more", headers().count() - LISTED));
        }
        let hint = match nearest(header, headers()) {
            Some(near) => format!("did you mean \"{near}\"? "),
            None => String::new(),
        };
        IngestError::NoHeaderMatch {
            place: place(table),
            field: field.to_string(),
            header: header.to_owned(),
            remedy: format!("{hint}the headers are {}", listed.join(", ")),
        }
    }
}

/// Whether any header of the table is one that the project file or the reference data knows.
fn has_known_header<'a>(
    table: &Table,
    mut wanted: impl Iterator<Item = &'a str>,
    index: &HeaderIndex,
) -> bool {
    wanted.any(|header| find_header(&table.header, header).is_some())
        || table.header.iter().any(|header| !index.fields_for(header).is_empty())
}

/// Whether a table of this part can hold a field.
pub(crate) const fn admits(role: Option<TableRole>, field: Field) -> bool {
    match (role, field) {
        (None, _) => true,
        (Some(TableRole::Cases), Field::Person(Slot::Own, _) | Field::Event(_)) => false,
        (Some(TableRole::Cases), _) => true,
        (Some(TableRole::Persons), Field::Person(..)) => true,
        (Some(TableRole::Events), Field::Event(_) | Field::Act(_)) => true,
        // The number itself, and what tells apart entries of two offices with one number.
        (Some(_), Field::Case(field)) => matches!(
            field,
            CaseField::Ref
                | CaseField::NumberRegister
                | CaseField::NumberJournal
                | CaseField::NumberBook
                | CaseField::Office
        ),
        (Some(_), _) => false,
    }
}

fn known_field(source: &SourceConfig, name: &str) -> Result<Field, IngestError> {
    let kind = source.kind;
    let refuse = |what: String| {
        let known = Field::known(kind);
        IngestError::Configuration {
            source_id: source.id.clone(),
            what,
            remedy: match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "see the list of fields in docs/project-file.md".to_owned(),
            },
        }
    };
    match Field::parse(name) {
        Some(field) if field.belongs_to(kind) => Ok(field),
        Some(_) => Err(refuse(format!("columns: field \"{name}\" is not one of kind {kind}"))),
        None => Err(refuse(format!("columns: there is no field \"{name}\""))),
    }
}

/// The column with this header: as written, else as compared where that is unique. `text#2` is
/// the second column of that header.
fn find_header(headers: &[String], wanted: &str) -> Option<usize> {
    let exact = |text: &str, skip: usize| {
        let text = tidy_header(text);
        (0..headers.len()).filter(|at| tidy_header(&headers[*at]) == text).nth(skip)
    };
    if let Some(column) = exact(wanted, 0) {
        return Some(column);
    }
    if let Some((text, number)) = wanted.rsplit_once('#')
        && let Some(skip) = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1))
        && let Some(column) = exact(text, skip)
    {
        return Some(column);
    }
    let wanted = comparable(wanted);
    let mut alike = (0..headers.len()).filter(|at| comparable(&headers[*at]) == wanted);
    let first = alike.next().filter(|_| !wanted.is_empty())?;
    alike.next().is_none().then_some(first)
}

fn place(table: &Table) -> Place {
    Place::file(table.file.clone()).in_sheet(table.sheet.clone()).at_row(table.header_row)
}

/// Two fields on one column are a slip of the pen, except the reference and a number: the main
/// number of a register is often both.
fn refuse_shared_columns(
    table: &Table,
    source: &SourceConfig,
    map: &ColumnMap,
) -> Result<(), IngestError> {
    let mut owners: BTreeMap<usize, Field> = BTreeMap::new();
    for (field, column) in map.fields().filter(|(field, _)| *field != Field::Case(CaseField::Ref)) {
        if let Some(other) = owners.insert(column, field) {
            return Err(IngestError::Configuration {
                source_id: source.id.clone(),
                what: format!(
                    "columns: {other} and {field} both name the header \"{}\" of {}",
                    table.header[column], table.file
                ),
                remedy: "keep one of them".to_owned(),
            });
        }
    }
    Ok(())
}

/// Gives the columns nobody named to the fields they are synonyms of.
fn match_synonyms(
    table: &Table,
    role: Option<TableRole>,
    index: &HeaderIndex,
    named: &BTreeSet<Field>,
    resolved: &mut Resolved,
) {
    let taken: BTreeSet<usize> = resolved.map.columns.values().copied().collect();
    let free: Vec<usize> = (0..table.header.len())
        .filter(|column| !taken.contains(column) && !table.header[*column].is_empty())
        .collect();
    let mut claims: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    let mut unread = Vec::new();
    for column in free {
        let mut fields = index.fields_for(&table.header[column]);
        fields.retain(|field| admits(role, *field) && !named.contains(field));
        match fields.len() {
            1 => claims
                .entry(fields.pop_first().unwrap_or(Field::Case(CaseField::Ref)))
                .or_default()
                .push(column),
            0 => unread.push((column, not_read(index, &table.header[column], named))),
            _ => {
                let names: Vec<String> = fields.iter().map(Field::to_string).collect();
                unread.push((
                    column,
                    (
                        format!("not read: could be {}; name it under columns", names.join(" or ")),
                        true,
                    ),
                ));
            }
        }
    }
    for (field, columns) in claims {
        if let [column] = columns[..] {
            resolved.map.columns.insert(field, column);
            resolved.notes.push(note(
                table,
                column,
                format!("read as {field}, by its header"),
                false,
            ));
        } else {
            for column in columns {
                let text =
                    format!("not read: several headers stand for {field}; name one under columns");
                unread.push((column, (text, true)));
            }
        }
    }
    unread.sort_by_key(|(column, _)| *column);
    for (column, (text, doubtful)) in unread {
        resolved.notes.push(note(table, column, text, doubtful));
    }
}

/// Gives what is said of nobody to the person it is said of.
fn join_persons(table: &Table, resolved: &mut Resolved) {
    let Resolved { map, notes, .. } = resolved;
    for (nobodys, owned) in owners(&map.columns) {
        if let Some(column) = map.columns.remove(&nobodys) {
            map.columns.insert(owned, column);
            let text = format!("{nobodys} read as {owned}: it stands with that person");
            notes.push(note(table, column, text, false));
        }
    }
}

fn not_read(index: &HeaderIndex, header: &str, named: &BTreeSet<Field>) -> (String, bool) {
    match index.suggestion(header).filter(|field| !named.contains(field)) {
        Some(field) => (format!("not read; did you mean {field}?"), true),
        None => ("not read".to_owned(), false),
    }
}

fn note(table: &Table, column: usize, text: String, doubtful: bool) -> ReadingNote {
    ReadingNote {
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        column: Some(table.header[column].clone()),
        kind: NoteKind::Columns,
        text,
        doubtful,
    }
}

/// A table whose rows cannot be told apart is refused.
fn require_reference(
    table: &Table,
    source: &SourceConfig,
    map: &ColumnMap,
) -> Result<(), IngestError> {
    let enough: &[CaseField] = match source.kind {
        SourceKind::Register => &[
            CaseField::Ref,
            CaseField::NumberRegister,
            CaseField::NumberJournal,
            CaseField::NumberBook,
        ],
        SourceKind::Ngo | SourceKind::Court => &[CaseField::Ref],
    };
    if enough.iter().any(|field| map.column(Field::Case(*field)).is_some()) {
        return Ok(());
    }
    let known = !map.columns.is_empty();
    let mut error = ColumnMap::no_header(table, Field::Case(CaseField::Ref), "ref", known);
    if let (true, IngestError::NoHeaderMatch { remedy, .. }) = (known, &mut error) {
        remedy.insert_str(
            0,
            "name the column that tells the cases apart, [source.columns] ref = \"…\"; ",
        );
    }
    Err(error)
}

#[cfg(test)]
mod tests;

//! JSON Lines: one object per line. Reach for [`read`] with the bytes of such a file.
//!
//! Guarantees that a broken line costs that line only and that nested values become columns whose
//! names do not depend on the order of lines: `victims: [{"name": …}, …]` becomes `victim.name`,
//! `victim2.name`. Whole numbers too large for a number cell stay text with every digit. It does
//! not read one array or object over the whole file.

use std::collections::BTreeMap;
use std::sync::Arc;

use records::{QuarantinedRow, RefusalReason};
use serde_json::{Map, Number, Value};

use crate::error::{IngestError, Place};
use crate::file::grid::cells_bytes;
use crate::limits::{Limits, TableBudget};
use crate::source_config::FileSpec;
use crate::table::{Cell, NoteKind, PackedRows, ReadingNote, Table, TableRow, tidy_header};
use crate::text_encoding::{TextBytes, detect, from_label, refuse_mixture};

/// The largest whole number up to which every whole number is exact in an `f64`.
const EXACT: u64 = 1 << 53;

/// Between the values of a list of words.
const LIST_SEPARATOR: &str = "; ";

/// Reads every line of `bytes`.
pub(crate) fn read(
    bytes: &[u8],
    file: &Arc<str>,
    spec: &FileSpec,
    limits: &Limits,
) -> Result<Table, IngestError> {
    let declared = spec.encoding.as_deref().map(|label| from_label(file, label)).transpose()?;
    let encoding = detect(bytes, declared);
    refuse_mixture(bytes, &encoding, &Place::file(Arc::clone(file)))?;
    let text = TextBytes::new(bytes, &encoding);
    let mut lines = Lines {
        table: Table {
            file: Arc::clone(file),
            sheet: None,
            header_row: 0,
            header: Vec::new(),
            rows: PackedRows::default(),
            notes: vec![ReadingNote {
                file: Arc::clone(file),
                sheet: None,
                column: None,
                kind: NoteKind::Encoding,
                text: encoding.sentence(),
                doubtful: encoding.is_doubtful(),
            }],
            refused: Vec::new(),
        },
        columns: BTreeMap::new(),
        limits,
        budget: TableBudget::new(limits, bytes.len() as u64),
    };
    for (line, number) in text.as_bytes().split(|&byte| byte == b'\n').zip(1_u32..) {
        let line = line.trim_ascii();
        if !line.is_empty() {
            lines.add(line, number, &text)?;
        }
    }
    let mut table = lines.table;
    let width = table.header.len();
    let padding = (0..table.rows.len()).map(|at| width - table.rows.cells(at).count()).sum();
    lines.budget.take(cells_bytes(padding)).map_err(|most| sparse(file, most))?;
    table.rows.set_width(width);
    table.rows.seal();
    if table.rows.is_empty() && table.refused.is_empty() {
        let place = Place::file(Arc::clone(file));
        return Err(IngestError::Empty { place, what: "no line holds a value" });
    }
    Ok(table)
}

struct Lines<'a> {
    table: Table,
    /// Header to its column.
    columns: BTreeMap<String, usize>,
    limits: &'a Limits,
    budget: TableBudget,
}

/// Lines with so few keys in common that their table would be nearly all empty.
fn sparse(file: &Arc<str>, most: u64) -> IngestError {
    IngestError::TooLarge {
        place: Place::file(Arc::clone(file)),
        what: "bytes in memory for lines that share hardly any key",
        found: most.saturating_add(1),
        limit: most,
        remedy: "use the same keys in every line; put values into values, not into keys",
    }
}

impl Lines<'_> {
    fn add(&mut self, line: &[u8], number: u32, text: &TextBytes<'_>) -> Result<(), IngestError> {
        let place = || Place::file(Arc::clone(&self.table.file)).at_row(number);
        if self.table.rows.len() >= self.limits.rows as usize {
            return Err(IngestError::TooLarge {
                place: place(),
                what: "rows",
                found: self.table.rows.len() as u64 + 1,
                limit: u64::from(self.limits.rows),
                remedy: "split the file by year and list the parts under [[source.file]]",
            });
        }
        let Some(decoded) = text.decode(line) else {
            self.refuse(
                number,
                RefusalReason::UndecodableText,
                format!("{} bytes", line.len()),
                "mend the damaged letters of this line, or state the right encoding of the file",
            );
            return Ok(());
        };
        match serde_json::from_str::<Value>(&decoded) {
            Ok(Value::Object(object)) => self.add_object(&object, number),
            Ok(other) => {
                let kind = json_kind(&other).to_owned();
                self.refuse(
                    number,
                    RefusalReason::BadJson,
                    kind,
                    "write one object in braces per line",
                );
                Ok(())
            }
            Err(error) => {
                let kind = format!("broken JSON at character {}", error.column());
                self.refuse(
                    number,
                    RefusalReason::BadJson,
                    kind,
                    "mend the quotes, commas and braces of this line; each line is one whole object",
                );
                Ok(())
            }
        }
    }

    fn add_object(&mut self, object: &Map<String, Value>, number: u32) -> Result<(), IngestError> {
        let mut fields = Vec::new();
        flatten("", object, &mut fields);
        let mut cells = Vec::new();
        for (name, cell) in fields {
            if cell.is_empty() {
                continue;
            }
            let column = match self.columns.get(&name) {
                Some(&column) => column,
                None => {
                    let column = self.table.header.len();
                    self.table.header.push(name.clone());
                    self.columns.insert(name, column);
                    column
                }
            };
            if self.table.header.len() > self.limits.columns as usize {
                return Err(IngestError::TooLarge {
                    place: Place::file(Arc::clone(&self.table.file)).at_row(number),
                    what: "distinct keys",
                    found: self.table.header.len() as u64,
                    limit: u64::from(self.limits.columns),
                    remedy: "use the same keys in every line; put values into values, not into keys",
                });
            }
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Empty);
            }
            cells[column] = cell;
        }
        self.budget
            .take(cells_bytes(cells.len()))
            .map_err(|most| sparse(&self.table.file, most))?;
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.table.rows.push(TableRow { number, cells });
        }
        Ok(())
    }

    fn refuse(&mut self, row: u32, reason: RefusalReason, value_kind: String, remedy: &str) {
        let at = self.table.row_ref(row);
        let remedy = remedy.to_owned();
        self.table.refused.push(QuarantinedRow { at, column: None, value_kind, reason, remedy });
    }
}

/// All leaves of an object with their dotted names.
fn flatten(prefix: &str, object: &Map<String, Value>, into: &mut Vec<(String, Cell)>) {
    for (key, value) in object {
        let key = tidy_header(key);
        let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) => flatten(&name, inner, into),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let singular = singular(&name);
                for (item, number) in items.iter().zip(1_u32..) {
                    let numbered = match number {
                        1 => singular.to_owned(),
                        _ => format!("{singular}{number}"),
                    };
                    match item {
                        Value::Object(inner) => flatten(&numbered, inner, into),
                        other => into.push((numbered, scalar(other))),
                    }
                }
            }
            other => into.push((name, scalar(other))),
        }
    }
}

/// `victims` as `victim`; words that do not end in a plain English plural stay.
fn singular(name: &str) -> &str {
    match name.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => name,
    }
}

/// A leaf as a cell; a list of leaves as text with `; ` between.
fn scalar(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(value) => Cell::Bool(*value),
        Value::Number(number) => number_cell(number),
        Value::String(text) => Cell::from_text(text),
        Value::Array(items) => {
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| scalar(item).as_text().map(std::borrow::Cow::into_owned))
                .collect();
            Cell::from_text(&texts.join(LIST_SEPARATOR))
        }
        Value::Object(_) => Cell::from_text(&value.to_string()),
    }
}

fn number_cell(number: &Number) -> Cell {
    let whole = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match (whole, number.as_f64()) {
        (Some(whole), _) if whole > EXACT => Cell::Text(number.to_string()),
        (_, Some(float)) => Cell::Number(float),
        (_, None) => Cell::Text(number.to_string()),
    }
}

const fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read(text.as_bytes(), &"a.jsonl".into(), &FileSpec::default(), &Limits::default()).unwrap()
    }

    fn texts(table: &Table, row: usize) -> Vec<String> {
        let cells = table.rows.row(row).cells;
        cells.iter().map(|cell| cell.as_text().unwrap_or_default().into_owned()).collect()
    }

    #[test]
    fn nested_persons_become_numbered_columns_and_lists_one_text() {
        let table = table(
            "{\"ref\":\"A-1\",\"victims\":[{\"name\":\"Айнура\",\"age\":17},{\"name\":\"Бегимай\"}],\
             \"purposes\":[\"labour\",\"sexual\"],\"handover\":{\"date\":\"2021-03-05\"}}\n\
             \n\
             {\"ref\":\"A-2\",\"consent\":true,\"victims\":[]}\r\n",
        );
        let header = [
            "ref",
            "victim.name",
            "victim.age",
            "victim2.name",
            "purposes",
            "handover.date",
            "consent",
        ];
        assert_eq!(table.header, header);
        let first = ["A-1", "Айнура", "17", "Бегимай", "labour; sexual", "2021-03-05", ""];
        assert_eq!(texts(&table, 0), first);
        assert_eq!(texts(&table, 1), ["A-2", "", "", "", "", "", "true"]);
        assert_eq!(table.rows.row(1).number, 3);
    }

    #[test]
    fn a_broken_line_is_refused_with_its_number_and_the_next_one_is_read() {
        let table = table("{\"ref\":1}\n{\"ref\":2,\n[1,2]\n{\"ref\":4}\n");
        assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4]);
        let refused: Vec<_> = table
            .refused
            .iter()
            .map(|row| (row.at.row, row.reason, row.value_kind.as_str()))
            .collect();
        assert_eq!(refused.len(), 2);
        assert_eq!((refused[0].0, refused[0].1), (2, RefusalReason::BadJson));
        assert_eq!(refused[1], (3, RefusalReason::BadJson, "a list"));
        assert_eq!(table.rows_in(), 4);
    }

    #[test]
    fn long_numbers_keep_every_digit() {
        let table = table("{\"pin\":12501199912345,\"long\":12345678901234567890,\"half\":1.5}");
        assert_eq!(texts(&table, 0), ["12501199912345", "12345678901234567890", "1.5"]);
    }

    #[test]
    fn too_many_distinct_keys_are_refused_with_the_line() {
        let limits = Limits { columns: 2, ..Limits::default() };
        let error =
            read(b"{\"a\":1,\"b\":2}\n{\"c\":3}", &"a.jsonl".into(), &FileSpec::default(), &limits)
                .unwrap_err()
                .to_string();
        assert!(error.starts_with("a.jsonl row 2: distinct keys: 3, at most 2"), "{error}");
    }
}

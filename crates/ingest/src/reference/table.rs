//! The table core: one CSV text into rows with typed getters. Reach for [`Table::parse`] for every
//! reference file; strictness lives here once: known columns only, no stray spaces, a source and a
//! verified mark on every row, no key twice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use records::reference::{Citation, Trilingual};

use super::error::{ReferenceError, ReferenceProblem};

/// Separates the items of a list cell.
const ITEM_SEPARATOR: char = '|';

/// The columns that every reference file ends with.
const CITATION_COLUMNS: [&str; 2] = ["source", "verified"];

/// One reference file, split into cells and checked for shape.
pub(super) struct Table {
    file: &'static str,
    positions: BTreeMap<String, usize>,
    lines: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Splits `text`. The header must hold exactly `columns` and the citation columns, in any
    /// order; rows must be unique in `key`.
    pub(super) fn parse(
        file: &'static str,
        text: &str,
        columns: &[&str],
        key: &[&str],
    ) -> Result<Self, ReferenceError> {
        let at = |line, column: Option<&str>, problem| ReferenceError {
            file: file.to_owned(),
            line,
            column: column.map(str::to_owned),
            problem,
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let malformed = |error: &csv::Error| {
            let line = error.position().map(csv::Position::line);
            at(line, None, ReferenceProblem::Malformed(kind_of(error)))
        };
        let header = reader.headers().map_err(|error| malformed(&error))?.clone();
        let mut positions = BTreeMap::new();
        let known = || columns.iter().chain(&CITATION_COLUMNS);
        for (position, name) in header.iter().enumerate() {
            if !known().any(|column| *column == name) {
                return Err(at(Some(1), Some(name), ReferenceProblem::UnknownColumn));
            }
            if positions.insert(name.to_owned(), position).is_some() {
                return Err(at(Some(1), Some(name), ReferenceProblem::RepeatedColumn));
            }
        }
        if let Some(missing) = known().find(|column| !positions.contains_key(**column)) {
            return Err(at(Some(1), Some(missing), ReferenceProblem::MissingColumn));
        }
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| malformed(&error))?;
            lines.push((record.position().map_or(0, csv::Position::line), record));
        }
        let table = Self { file, positions, lines };
        table.refuse_repeats(key)?;
        Ok(table)
    }

    /// The rows in file order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }

    /// Reads every row, stopping at the first error.
    pub(super) fn read<'a, T>(
        &'a self,
        row: impl FnMut(Row<'a>) -> Result<T, ReferenceError>,
    ) -> Result<Vec<T>, ReferenceError> {
        self.rows().map(row).collect()
    }

    /// The values of a column, as the target of references from elsewhere.
    pub(super) fn keys(&self, column: &str) -> Keys {
        let values = self.rows().map(|row| row.cell(column).to_owned()).collect();
        Keys { target: self.file, values }
    }

    fn refuse_repeats(&self, key: &[&str]) -> Result<(), ReferenceError> {
        let mut seen: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
        for row in self.rows() {
            let parts: Vec<&str> = key.iter().map(|column| row.cell(column)).collect();
            let shown = parts.join(" / ");
            if let Some(first) = seen.insert(parts, row.line) {
                let problem = ReferenceProblem::DuplicateKey { key: shown, first };
                return Err(row.refuse(key.first().copied(), problem));
            }
        }
        Ok(())
    }
}

/// The kind of a CSV error, without the library's own wording of places.
fn kind_of(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the header has {expected_len}")
        }
        _ => "broken quoting or encoding".to_owned(),
    }
}

/// The keys of another table.
pub(super) struct Keys {
    target: &'static str,
    values: BTreeSet<String>,
}

impl Keys {
    /// Whether `value` is one of them.
    pub(super) fn contains(&self, value: &str) -> bool {
        self.values.contains(value)
    }
}

/// One row with typed getters.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    /// Line in the file, the header being line one.
    pub(super) line: u64,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The error of this row.
    pub(super) fn refuse(self, column: Option<&str>, problem: ReferenceProblem) -> ReferenceError {
        ReferenceError {
            file: self.table.file.to_owned(),
            line: Some(self.line),
            column: column.map(str::to_owned),
            problem,
        }
    }

    /// The error of a value of the wrong form.
    pub(super) fn unexpected(self, column: &str, expected: impl Into<String>) -> ReferenceError {
        let value = self.cell(column).to_owned();
        self.refuse(Some(column), ReferenceProblem::Unexpected { value, expected: expected.into() })
    }

    /// The cell as written; `Table::parse` has made sure that the column exists.
    pub(super) fn cell(self, column: &str) -> &'a str {
        self.table.positions.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default()
    }

    /// A text that may be empty.
    pub(super) fn optional(self, column: &str) -> Result<Option<String>, ReferenceError> {
        let cell = self.cell(column);
        if cell.trim() != cell {
            return Err(self.refuse(Some(column), ReferenceProblem::StraySpace));
        }
        Ok((!cell.is_empty()).then(|| cell.to_owned()))
    }

    /// A text that must be there.
    pub(super) fn text(self, column: &str) -> Result<String, ReferenceError> {
        self.optional(column)?.ok_or_else(|| self.refuse(Some(column), ReferenceProblem::Empty))
    }

    /// A text in lower case, as everything that is compared with folded input is kept.
    pub(super) fn lower(self, column: &str) -> Result<String, ReferenceError> {
        let text = self.text(column)?;
        if text != text.to_lowercase() {
            return Err(self.unexpected(column, "in lower case"));
        }
        Ok(text)
    }

    /// Items separated by `|`; an empty cell is an empty list.
    pub(super) fn list(self, column: &str) -> Result<Vec<String>, ReferenceError> {
        let Some(text) = self.optional(column)? else { return Ok(Vec::new()) };
        let item = |item: &str| match item {
            "" => Err(self.refuse(Some(column), ReferenceProblem::Empty)),
            item if item.trim() != item => {
                Err(self.refuse(Some(column), ReferenceProblem::StraySpace))
            }
            item => Ok(item.to_owned()),
        };
        text.split(ITEM_SEPARATOR).map(item).collect()
    }

    /// `true` or `false`.
    pub(super) fn boolean(self, column: &str) -> Result<bool, ReferenceError> {
        match self.text(column)?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.unexpected(column, "true or false")),
        }
    }

    /// Anything `FromStr` reads, described for the message.
    pub(super) fn parsed<T: std::str::FromStr>(
        self,
        column: &str,
        expected: &str,
    ) -> Result<T, ReferenceError> {
        self.text(column)?.parse().map_err(|_| self.unexpected(column, expected))
    }

    /// A value of a closed vocabulary.
    pub(super) fn coded<T: Copy>(
        self,
        column: &str,
        all: &[T],
        from_code: fn(&str) -> Option<T>,
        code: fn(T) -> &'static str,
    ) -> Result<T, ReferenceError> {
        from_code(&self.text(column)?).ok_or_else(|| {
            let codes: Vec<&str> = all.iter().map(|value| code(*value)).collect();
            self.unexpected(column, format!("one of {}", codes.join(", ")))
        })
    }

    /// A key of another table.
    pub(super) fn reference(self, column: &str, keys: &Keys) -> Result<String, ReferenceError> {
        let value = self.text(column)?;
        if keys.contains(&value) {
            return Ok(value);
        }
        let problem = ReferenceProblem::UnknownKey { value, target: keys.target.to_owned() };
        Err(self.refuse(Some(column), problem))
    }

    /// A day.
    pub(super) fn date(self, column: &str) -> Result<Date, ReferenceError> {
        self.parsed(column, "a date like 2021-12-01")
    }

    /// A day that may be empty.
    pub(super) fn optional_date(self, column: &str) -> Result<Option<Date>, ReferenceError> {
        if self.cell(column).is_empty() { Ok(None) } else { self.date(column).map(Some) }
    }

    /// A finite number.
    pub(super) fn number(self, column: &str) -> Result<f64, ReferenceError> {
        let number: f64 = self.parsed(column, "a number")?;
        if number.is_finite() {
            Ok(number)
        } else {
            Err(self.unexpected(column, "a finite number"))
        }
    }

    /// A probability above zero: its logarithm must exist.
    pub(super) fn probability(self, column: &str) -> Result<f64, ReferenceError> {
        let number = self.number(column)?;
        if number > 0.0 && number <= 1.0 {
            Ok(number)
        } else {
            Err(self.unexpected(column, "a probability above 0 and at most 1"))
        }
    }

    /// A language of the sources.
    pub(super) fn language(self) -> Result<String, ReferenceError> {
        let language = self.text("language")?;
        if matches!(language.as_str(), "ru" | "ky" | "en") {
            Ok(language)
        } else {
            Err(self.unexpected("language", "one of ru, ky, en"))
        }
    }

    /// The columns `<prefix>_en`, `<prefix>_ru`, `<prefix>_ky`.
    pub(super) fn trilingual(self, prefix: &str) -> Result<Trilingual, ReferenceError> {
        Ok(Trilingual {
            en: self.text(&format!("{prefix}_en"))?,
            ru: self.text(&format!("{prefix}_ru"))?,
            ky: self.text(&format!("{prefix}_ky"))?,
        })
    }

    /// Source and verified mark.
    pub(super) fn citation(self) -> Result<Citation, ReferenceError> {
        Ok(Citation { source: self.text("source")?, verified: self.boolean("verified")? })
    }
}

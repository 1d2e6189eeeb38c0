//! Why a whole file or source cannot be read. Reach for [`IngestError`] when nothing of the file
//! can be used; a single bad row is a `records::QuarantinedRow` instead.
//!
//! Guarantees that every message names the file, the place in it as far as known, and what to do;
//! never a value of a cell. All variants but [`IngestError::Accounting`] are faults of the input
//! (exit code 3); that one is a fault of Sverka.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// A place in an input: as much of file, sheet, row and column as is known. One pointer wide, so
/// that results stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Box<PlaceParts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct PlaceParts {
    file: Arc<str>,
    sheet: Option<Arc<str>>,
    row: Option<u32>,
    column: Option<String>,
}

impl Place {
    /// The file as a whole, as named in the project file.
    pub fn file(file: Arc<str>) -> Self {
        Self(Box::new(PlaceParts { file, sheet: None, row: None, column: None }))
    }

    /// A sheet of it, for workbooks.
    #[must_use]
    pub fn in_sheet(mut self, sheet: Option<Arc<str>>) -> Self {
        self.0.sheet = sheet;
        self
    }

    /// A row of it: 1-based row or line.
    #[must_use]
    pub fn at_row(mut self, row: u32) -> Self {
        self.0.row = Some(row);
        self
    }

    /// A column of it: its header, or its letters where there is no header yet.
    #[must_use]
    pub fn at_column(mut self, column: impl Into<String>) -> Self {
        self.0.column = Some(column.into());
        self
    }

    /// Name of the file.
    pub fn file_name(&self) -> Arc<str> {
        Arc::clone(&self.0.file)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PlaceParts { file, sheet, row, column } = &*self.0;
        f.write_str(file)?;
        if let Some(sheet) = sheet {
            write!(f, " [{sheet}]")?;
        }
        if let Some(row) = row {
            write!(f, " row {row}")?;
        }
        if let Some(column) = column {
            write!(f, " column \"{column}\"")?;
        }
        Ok(())
    }
}

/// A file or source that cannot be read as a whole.
#[derive(Debug, Error)]
pub enum IngestError {
    /// Nothing at that path.
    #[error("{file}: no such file; {remedy}")]
    Missing {
        /// File as named.
        file: Arc<str>,
        /// What to do, with the nearest file name where one is near.
        remedy: String,
    },
    /// The operating system refused.
    #[error("{file}: cannot be read: {cause}; {remedy}")]
    Unreadable {
        /// File as named.
        file: Arc<str>,
        /// The system's reason.
        cause: std::io::Error,
        /// What to do.
        remedy: &'static str,
    },
    /// No bytes, no cell or no row but the header.
    #[error("{place}: {what}; ask the source for the file again or take it out of sverka.toml")]
    Empty {
        /// Where.
        place: Place,
        /// What is missing: `the file is empty`, `the sheet has no cell`.
        what: &'static str,
    },
    /// The file ends before its format says it should, or a part does not match its checksum.
    #[error(
        "{place}: the file is cut short or damaged ({detail}); copy it again from the source and \
         compare its size"
    )]
    Damaged {
        /// Where.
        place: Place,
        /// What does not fit.
        detail: String,
    },
    /// The content is of another format than the extension says.
    #[error("{file}: the extension says {extension}, the content is {found}; {remedy}")]
    NotWhatItSays {
        /// File as named.
        file: Arc<str>,
        /// Format that the extension stands for.
        extension: &'static str,
        /// Format found in the bytes.
        found: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A format that is not read.
    #[error("{file}: {found} is not read; {remedy}")]
    Unsupported {
        /// File as named.
        file: Arc<str>,
        /// What it is.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Encrypted content.
    #[error(
        "{file}: the file is protected by a password; open it, save it without a password in a \
         protected folder, and name that copy in sverka.toml"
    )]
    PasswordProtected {
        /// File as named.
        file: Arc<str>,
    },
    /// More than [`crate::limits::Limits`] allows.
    #[error("{place}: {what}: {found}, at most {limit} are read; {remedy}")]
    TooLarge {
        /// Where.
        place: Place,
        /// What is counted.
        what: &'static str,
        /// How much was found.
        found: u64,
        /// How much is allowed.
        limit: u64,
        /// What to do.
        remedy: &'static str,
    },
    /// Formulas that no spreadsheet has calculated: their values are not in the file.
    #[error(
        "{place}: {formulas} formulas, and not one has its value stored beside it; open the file in a \
         spreadsheet program, save it and name that copy"
    )]
    Uncalculated {
        /// Where.
        place: Place,
        /// How many.
        formulas: u64,
    },
    /// The named sheet is not in the workbook.
    #[error("{file}: no sheet \"{sheet}\"; {remedy}")]
    NoSuchSheet {
        /// File as named.
        file: Arc<str>,
        /// Sheet as named.
        sheet: String,
        /// The sheets there are, with the nearest first where one is near.
        remedy: String,
    },
    /// No row that can be the header.
    #[error(
        "{place}: no header row found in the first {searched} rows; name it with header_row = N in \
         sverka.toml"
    )]
    NoHeaderRow {
        /// Where.
        place: Place,
        /// Rows looked at.
        searched: u32,
    },
    /// The stated header row has no text.
    #[error("{place}: the stated header row is {what}; {remedy}")]
    BadHeaderRow {
        /// Where.
        place: Place,
        /// What stands there.
        what: &'static str,
        /// What to do.
        remedy: String,
    },
    /// A header named in the column map, or needed, is not in the table.
    #[error("{place}: no header \"{header}\" for field {field}; {remedy}")]
    NoHeaderMatch {
        /// Where.
        place: Place,
        /// Field of the column map.
        field: String,
        /// Header as named in the project file.
        header: String,
        /// What to do, with the nearest header where one is near.
        remedy: String,
    },
    /// An encoding label that is not known.
    #[error("{file}: encoding \"{label}\" is not known; {remedy}")]
    UnknownEncoding {
        /// File as named.
        file: Arc<str>,
        /// Label as written.
        label: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Text that is in no known encoding, as a whole.
    #[error(
        "{place}: the bytes are not text in {encoding} ({detail}); name the right one with \
         encoding = \"windows-1251\" (or ibm866, koi8-r, utf-8, utf-16le) in sverka.toml"
    )]
    Undecodable {
        /// Where.
        place: Place,
        /// Encoding tried.
        encoding: &'static str,
        /// What was found.
        detail: String,
    },
    /// The `[[source]]` table of the project file does not fit the files.
    #[error("source {source_id}: {what}; {remedy}")]
    Configuration {
        /// Id of the source.
        source_id: String,
        /// What does not fit, with the key.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// Rows went missing between the file and the records: a fault of Sverka.
    #[error(
        "source {source_id}: {rows_in} rows read, but {rows_in_records} in records and \
         {quarantined} in quarantine; no row may be lost, please report this as a defect"
    )]
    Accounting {
        /// Id of the source.
        source_id: String,
        /// Data rows of its files.
        rows_in: u64,
        /// Rows that contributed to a record.
        rows_in_records: u64,
        /// Rows refused.
        quarantined: u64,
    },
}

/// Letters of a name that are compared for "did you mean".
const COMPARED: usize = 128;

/// The candidate nearest to `wanted`, for "did you mean": the first of the most similar ones, none
/// below two thirds similarity (Jaro–Winkler on lower case).
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing costs the product of the lengths, and a file may call a column by a page of text.
    let start = |text: &str| text.to_lowercase().chars().take(COMPARED).collect::<String>();
    let wanted = start(wanted);
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let similarity = strsim::jaro_winkler(&wanted, &start(candidate));
        if similarity >= 2.0 / 3.0 && best.is_none_or(|(_, top)| similarity > top) {
            best = Some((candidate, similarity));
        }
    }
    best.map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_prints_what_is_known_of_it() {
        let place = Place::file("data/x.xlsx".into()).in_sheet(Some("Лист1".into())).at_row(3);
        assert_eq!(place.to_string(), "data/x.xlsx [Лист1] row 3");
        assert_eq!(place.at_column("ФИО").to_string(), "data/x.xlsx [Лист1] row 3 column \"ФИО\"");
    }

    #[test]
    fn the_nearest_header_is_suggested_and_a_strange_one_is_not() {
        let headers = ["Дата обращения", "Ф.И.О. пострадавшей", "ПИН"];
        assert_eq!(nearest("фио пострадавшей", headers), Some("Ф.И.О. пострадавшей"));
        assert_eq!(nearest("qwxz", headers), None);
        let page = "дата рожденья ".repeat(10_000);
        assert_eq!(nearest(&page, [page.as_str(), "Дата"]), Some(page.as_str()));
    }
}

//! A table as a file holds it: header, rows and typed cells, before anything is understood. Reach
//! for [`Table`] when mapping columns; every reader (`delimited`, `spreadsheet`, `json_lines`)
//! ends in one.
//!
//! Guarantees that each row keeps the number an editor or Excel shows and that every data row of
//! the file is either in [`Table::rows`] or in [`Table::refused`]; a row without any value is no
//! row. `Debug` of a cell shows its kind, never its value.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use records::{QuarantinedRow, RowRef};

pub use crate::packed_rows::PackedRows;

/// One cell with the type the file gives it. Delimited text has only `Empty` and `Text`.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or only white space.
    #[default]
    Empty,
    /// Text as written, without the white space around it.
    Text(String),
    /// A number; whole numbers up to 2^53 (a 14-digit PIN too) are exact.
    Number(f64),
    /// A day, from a date format of the spreadsheet.
    Date(Date),
    /// A day with a time of day.
    DateTime(DateTime),
    /// True or false.
    Bool(bool),
    /// A spreadsheet error such as `#REF!`.
    Error(String),
}

impl Cell {
    /// A text cell, or `Empty` where only white space (also no-break) and zero-width marks stand.
    pub fn from_text(text: &str) -> Self {
        match trimmed(text) {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }

    /// Whether nothing stands here.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The value as text: whole numbers without point or exponent, days as `2021-03-05`, moments
    /// as `2021-03-05T14:30:00`, truth values as `true` and `false`. `None` for an empty or an
    /// error cell.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Empty | Self::Error(_) => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Owned(plain_number(*number))),
            Self::Date(date) => Some(Cow::Owned(date.to_string())),
            Self::DateTime(moment) => Some(Cow::Owned(moment.to_string())),
            Self::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        }
    }

    /// What kind of value stands here, e.g. `text of 7 characters`; safe in logs and quarantine.
    pub fn value_kind(&self) -> String {
        match self {
            Self::Empty => "nothing".to_owned(),
            Self::Text(text) => match text.chars().count() {
                1 => "text of 1 character".to_owned(),
                count => format!("text of {count} characters"),
            },
            Self::Number(_) => "number".to_owned(),
            Self::Date(_) => "date".to_owned(),
            Self::DateTime(_) => "date with time".to_owned(),
            Self::Bool(_) => "true or false".to_owned(),
            Self::Error(code) => format!("spreadsheet error {code}"),
        }
    }
}

/// Prints the kind of value only: cells hold names and personal numbers.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.value_kind())
    }
}

/// A text without white space and zero-width marks around it.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_margin)
}

/// White space and the invisible marks that spreadsheets and PDF copies leave around values.
fn is_margin(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A number as a person would type it: no exponent, no trailing `.0`.
///
/// `f64`'s `Display` never uses an exponent and prints the shortest digits that read back as the
/// same number, so `12501199912345.0` is `12501199912345`.
fn plain_number(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { format!("{number}") }
}

/// One data row.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// 1-based, as an editor or Excel shows it; for a record over several lines its first line.
    pub number: u32,
    /// As many cells as the header has.
    pub cells: Vec<Cell>,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// Which encoding was read, and how sure that is.
    Encoding,
    /// Which separator was read, and how sure that is.
    Separator,
    /// Which sheet was read, where none was named.
    Sheet,
    /// Which row was read as the header, and why.
    HeaderRow,
    /// How headers were matched to fields.
    Columns,
    /// How words were matched to codes.
    Codes,
    /// In which order dates were read.
    Dates,
    /// Values whose type was changed on the way, with a count.
    Coercion,
}

impl NoteKind {
    /// Stable word for machine-readable output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Separator => "separator",
            Self::Sheet => "sheet",
            Self::HeaderRow => "header_row",
            Self::Columns => "columns",
            Self::Codes => "codes",
            Self::Dates => "dates",
            Self::Coercion => "coercion",
        }
    }
}

/// Something a reader decided that an analyst may want to check. Holds no value of a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadingNote {
    /// File as named in the project file.
    pub file: Arc<str>,
    /// Sheet, for workbooks.
    pub sheet: Option<Arc<str>>,
    /// Header of the column, where the note is about one.
    pub column: Option<String>,
    /// Subject.
    pub kind: NoteKind,
    /// A lower-case sentence fragment in English.
    pub text: String,
    /// Whether the decision was uncertain enough that a person should look at it.
    pub doubtful: bool,
}

/// A whole table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// File as named in the project file.
    pub file: Arc<str>,
    /// Sheet, for workbooks.
    pub sheet: Option<Arc<str>>,
    /// 1-based row of the header; 0 for JSON Lines, where every line carries its own keys.
    pub header_row: u32,
    /// One header per column; white space inside is single, a column without a header is empty.
    pub header: Vec<String>,
    /// Rows in file order.
    pub rows: PackedRows,
    /// What was decided on the way.
    pub notes: Vec<ReadingNote>,
    /// Rows that the format itself broke, in file order.
    pub refused: Vec<QuarantinedRow>,
}

impl Table {
    /// The place of a row of this table.
    pub fn row_ref(&self, number: u32) -> RowRef {
        RowRef { file: Arc::clone(&self.file), sheet: self.sheet.clone(), row: number }
    }

    /// Data rows of the file: read and refused together.
    pub fn rows_in(&self) -> u64 {
        (self.rows.len() + self.refused.len()) as u64
    }
}

/// A header with single spaces and no line breaks, as it is compared and shown.
pub fn tidy_header(text: &str) -> String {
    trimmed(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_number_stored_as_a_number_keeps_its_fourteen_digits() {
        let pin = Cell::Number(12_501_199_912_345.0);
        assert_eq!(pin.as_text().as_deref(), Some("12501199912345"));
        assert_eq!(Cell::Number(-0.0).as_text().as_deref(), Some("0"));
        assert_eq!(Cell::Number(2.5).as_text().as_deref(), Some("2.5"));
        assert_eq!(Cell::Number(1e21).as_text().as_deref(), Some("1000000000000000000000"));
    }

    #[test]
    fn debug_of_a_row_shows_kinds_and_no_value() {
        let row = TableRow {
            number: 7,
            cells: vec![Cell::from_text("Айнура"), Cell::Number(4.0), Cell::Empty],
        };
        let text = format!("{row:?}");
        assert!(!text.contains("Айнура") && !text.contains("4.0"), "{text}");
        assert!(text.contains("<text of 6 characters>"), "{text}");
    }

    #[test]
    fn margins_of_white_space_and_invisible_marks_are_no_value() {
        assert_eq!(Cell::from_text("\u{a0}\t \u{200b}\r\n"), Cell::Empty);
        assert_eq!(Cell::from_text("\u{a0}а б "), Cell::Text("а б".to_owned()));
    }

    #[test]
    fn a_header_over_two_lines_is_one_line() {
        assert_eq!(tidy_header(" Дата\r\n рождения\u{a0}"), "Дата рождения");
    }
}

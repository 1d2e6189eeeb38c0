//! Tables before they become bytes. Reach for [`Table`]; every layout fills one, every container
//! writes one.

use std::io::Write;

use jiff::civil::Date;
use records::reference::Reference;

use crate::noise::{Language, WrittenDate};

/// A column: the Sverka field it is mapped to and the header in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) field: String,
    pub(crate) header: String,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Empty,
    Text(String),
    /// A day, for containers that know dates.
    Day(Date),
}

impl Value {
    /// Text, or nothing.
    pub(crate) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// A date in a language: days stay days, vaguer dates become words.
    pub(crate) fn date(
        date: Option<WrittenDate>,
        language: Language,
        reference: &Reference,
    ) -> Self {
        match date {
            None => Self::Empty,
            Some(WrittenDate::Day(day)) => Self::Day(day),
            Some(WrittenDate::Month(year, month)) => {
                Self::Text(format!("{} {year}", month_name(reference, language, month)))
            }
            Some(WrittenDate::Season(year, season)) => {
                Self::Text(format!("{} {year}", month_name(reference, language, 20 + season)))
            }
            Some(WrittenDate::Year(year)) => Self::Text(year.to_string()),
        }
    }

    /// The cell as text, days as `dd.mm.yyyy`.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Day(day) => day_first(*day),
        }
    }
}

/// `dd.mm.yyyy`.
pub(crate) fn day_first(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

/// The first listed form of a month (1–12) or season (21–24) in a language.
fn month_name(reference: &Reference, language: Language, month: i8) -> String {
    let code = match language {
        Language::Russian => "ru",
        Language::Kyrgyz => "ky",
        Language::English => "en",
    };
    reference
        .months
        .iter()
        .find(|row| row.month == month && row.language == code)
        .map_or_else(String::new, |row| row.form.clone())
}

/// A table with its columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) sheet: &'static str,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// The table as delimited text, UTF-8 without byte order mark.
pub(crate) fn delimited(table: &Table, separator: u8) -> Result<Vec<u8>, String> {
    let mut text = Delimited::new(table.columns.clone(), separator);
    for row in &table.rows {
        let mut cells = row.iter();
        text.row(|_| cells.next().cloned().unwrap_or(Value::Empty));
    }
    text.finish()
}

/// Delimited text that grows row by row.
pub(crate) struct Delimited {
    columns: Vec<Column>,
    writer: csv::Writer<Vec<u8>>,
    written: csv::Result<()>,
}

impl Delimited {
    /// Text that begins with the header.
    pub(crate) fn new(columns: Vec<Column>, separator: u8) -> Self {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        let written = writer.write_record(columns.iter().map(|column| &column.header));
        Self { columns, writer, written }
    }

    /// One row; `cell` is asked for each field in column order.
    pub(crate) fn row(&mut self, mut cell: impl FnMut(&str) -> Value) {
        let writer = &mut self.writer;
        let cells = self.columns.iter().map(|column| cell(&column.field).plain());
        if self.written.is_ok() {
            self.written = writer.write_record(cells);
        }
    }

    /// The bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, String> {
        finish(self.written, self.writer)
    }
}

/// The bytes of a writer into memory, or why it refused a row.
pub(crate) fn finish(
    written: csv::Result<()>,
    writer: csv::Writer<Vec<u8>>,
) -> Result<Vec<u8>, String> {
    written.map_err(|error| error.to_string())?;
    writer.into_inner().map_err(|error| error.to_string())
}

/// UTF-8 text in code page 1251. Letters that it lacks are typed as the nearest Russian ones, as
/// people with that code page do.
pub(crate) fn cp1251(utf8: &[u8]) -> Vec<u8> {
    const NEAREST: [(char, &str); 18] = [
        ('ө', "о"),
        ('Ө', "О"),
        ('ү', "у"),
        ('Ү', "У"),
        ('ң', "н"),
        ('Ң', "Н"),
        ('қ', "к"),
        ('Қ', "К"),
        ('ғ', "г"),
        ('Ғ', "Г"),
        ('ҳ', "х"),
        ('Ҳ', "Х"),
        ('ҷ', "дж"),
        ('Ҷ', "Дж"),
        ('ә', "а"),
        ('Ә', "А"),
        ('ұ', "у"),
        ('Ұ', "У"),
    ];
    let text = String::from_utf8_lossy(utf8);
    let mut typed = String::with_capacity(text.len());
    for c in text.chars() {
        match NEAREST.iter().find(|(letter, _)| *letter == c) {
            Some((_, nearest)) => typed.push_str(nearest),
            None => typed.push(c),
        }
    }
    let mut bytes = Vec::with_capacity(typed.len());
    for c in typed.chars() {
        let mut one = [0; 4];
        let (encoded, _, lossy) = encoding_rs::WINDOWS_1251.encode(c.encode_utf8(&mut one));
        let written = if lossy { bytes.write_all(b"'") } else { bytes.write_all(&encoded) };
        debug_assert!(written.is_ok(), "writing to memory cannot fail");
    }
    bytes
}

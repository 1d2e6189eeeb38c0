//! Text with separators: CSV, TSV and their kin. Reach for [`read`] with the bytes of such a file;
//! the separator is found by how evenly it divides the lines.
//!
//! Guarantees that quoted separators and line breaks stay inside their field, that a quote which
//! is opened and never closed costs its own line and not the rest of the file, and that rows carry
//! the line an editor shows. Widths are judged later, when the header is known.

use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};
use records::RefusalReason;

use crate::error::{IngestError, Place};
use crate::file::grid::{BrokenRow, Grid, GridNote, column_letters};
use crate::file::header_row::SEARCHED_ROWS;
use crate::limits::Limits;
use crate::packed_rows::PackedCell;
use crate::source_config::FileSpec;
use crate::table::{Cell, NoteKind, TableRow};
use crate::text_encoding::{DetectedEncoding, TextBytes, detect, from_label, refuse_mixture};

/// Bytes from which the separator is judged.
const SNIFF_BYTES: usize = 256 << 10;
/// Records from which the separator is judged.
const SNIFF_RECORDS: usize = 400;
/// A byte that no text holds: the separator of a file that has none.
const NO_SEPARATOR: u8 = 0x1f;

/// How a file of delimited text is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dialect {
    pub(crate) encoding: DetectedEncoding,
    /// `None` where every line is one field.
    pub(crate) separator: Option<char>,
    /// Share of records with the most common width, in [0, 1].
    pub(crate) separator_confidence: f64,
}

/// Reads all records of `bytes`.
pub(crate) fn read(
    bytes: &[u8],
    file: &Arc<str>,
    spec: &FileSpec,
    limits: &Limits,
) -> Result<(Grid, Dialect), IngestError> {
    let declared = spec.encoding.as_deref().map(|label| from_label(file, label)).transpose()?;
    let encoding = detect(bytes, declared);
    let text = TextBytes::new(bytes, &encoding);
    let place = Place::file(Arc::clone(file));
    if text.as_bytes().contains(&0) {
        return Err(IngestError::Undecodable {
            place,
            encoding: encoding.encoding.name(),
            detail: "it holds NUL bytes, which no text has".to_owned(),
        });
    }
    refuse_mixture(bytes, &encoding, &place)?;
    let (body, sep_line) = without_sep_line(text.as_bytes());
    let stated = spec.separator.or(sep_line);
    let (separator, separator_confidence) = match stated {
        Some(separator) => (Some(ascii_separator(file, separator)?), 1.0),
        None => sniff_separator(body),
    };
    let dialect = Dialect { encoding, separator: separator.map(char::from), separator_confidence };
    let mut grid = Grid { fixed_width: true, ..Grid::default() };
    grid.notes.push(GridNote {
        kind: NoteKind::Encoding,
        text: encoding.sentence(),
        doubtful: encoding.is_doubtful(),
    });
    grid.notes.push(separator_note(&dialect, stated.is_some()));
    let skipped_lines = u32::from(sep_line.is_some());
    let records = Records::new(body, separator.unwrap_or(NO_SEPARATOR), skipped_lines);
    fill(&mut grid, records, &text, &place, (spec.header_row, limits))?;
    note_lost_letters(&mut grid);
    Ok((grid, dialect))
}

fn separator_note(dialect: &Dialect, stated: bool) -> GridNote {
    let share = (dialect.separator_confidence * 100.0).floor();
    let (text, doubtful) = match dialect.separator {
        None => ("no separator divides the lines; read as one column".to_owned(), true),
        Some(separator) if stated => (format!("{}, as stated", separator_word(separator)), false),
        Some(separator) => (
            format!("{}, with which {share} % of rows are equally wide", separator_word(separator)),
            dialect.separator_confidence < 0.8,
        ),
    };
    GridNote { kind: NoteKind::Separator, text, doubtful }
}

/// A separator as people call it.
pub(crate) fn separator_word(separator: char) -> String {
    match separator {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "vertical bar".to_owned(),
        other => format!("\"{other}\""),
    }
}

fn ascii_separator(file: &Arc<str>, separator: char) -> Result<u8, IngestError> {
    u8::try_from(separator)
        .ok()
        .filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte))
        .ok_or_else(|| IngestError::Unsupported {
            file: Arc::clone(file),
            found: format!("the separator \"{}\"", separator.escape_default()),
            remedy: "state one of \",\" \";\" \"\\t\" \"|\" or leave the key out to have it found",
        })
}

/// Excel's first line `sep=;`, if there is one: the rest, and the separator it names.
fn without_sep_line(bytes: &[u8]) -> (&[u8], Option<char>) {
    let end = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
    let line = bytes[..end].trim_ascii_end();
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => {
            (&bytes[(end + 1).min(bytes.len())..], Some(char::from(*separator)))
        }
        _ => (bytes, None),
    }
}

/// The separator with which most records have the same width, the wider one where two are nearly
/// equal: free text has commas, but not evenly.
pub(crate) fn sniff_separator(bytes: &[u8]) -> (Option<u8>, f64) {
    let whole = bytes.len() <= SNIFF_BYTES;
    let sample = &bytes[..bytes.len().min(SNIFF_BYTES)];
    let mut best: Option<(u8, f64, usize)> = None;
    for separator in [b';', b'\t', b'|', b','] {
        let mut widths: Vec<usize> = Records::new(sample, separator, 0)
            .take(SNIFF_RECORDS)
            .map(|record| record.width())
            .collect();
        if !whole && widths.len() < SNIFF_RECORDS {
            // The sample cuts its last record.
            widths.pop();
        }
        let Some((width, share)) = modal_width(&widths) else { continue };
        let better = best.is_none_or(|(_, top_share, top_width)| {
            share > top_share + 0.15 || (share > top_share - 0.15 && width > top_width)
        });
        if better {
            best = Some((separator, share, width));
        }
    }
    best.map_or((None, 0.0), |(separator, share, _)| (Some(separator), share))
}

/// The most common width of at least two fields (the wider of equals), and its share.
fn modal_width(widths: &[usize]) -> Option<(usize, f64)> {
    let mut counts = std::collections::BTreeMap::new();
    for &width in widths.iter().filter(|&&width| width > 1) {
        *counts.entry(width).or_insert(0_usize) += 1;
    }
    let (width, count) = counts.into_iter().max_by_key(|&(width, count)| (count, width))?;
    Some((width, count as f64 / widths.len() as f64))
}

/// One record, or a line whose quote is never closed.
enum Record {
    Fields {
        line: u32,
        fields: ByteRecord,
    },
    OpenQuote {
        line: u32,
        width: usize,
    },
    /// So many lines open a quote that looking for where they close is given up.
    Tangle {
        line: u32,
    },
}

impl Record {
    fn width(&self) -> usize {
        match self {
            Self::Fields { fields, .. } => fields.len(),
            Self::OpenQuote { width, .. } => *width,
            Self::Tangle { .. } => 0,
        }
    }
}

/// The records of a text with the line each begins on.
struct Records<'a> {
    bytes: &'a [u8],
    separator: u8,
    reader: Reader<&'a [u8]>,
    /// Where `reader` began.
    base: usize,
    /// Up to where lines are counted.
    counted_to: usize,
    /// 1-based line at `counted_to`.
    line: u32,
    /// Bytes that may still be read again after an open quote; `None` after they were used up.
    rereading: Option<usize>,
}

/// What may be read again of the smallest file.
const REREAD_FLOOR: usize = 16 << 20;

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8], separator: u8, skipped_lines: u32) -> Self {
        let reader = open(bytes, separator);
        // Each open quote may run to the end of the file: without a bound, a megabyte of them is
        // a matter of minutes.
        let rereading = Some(bytes.len().saturating_mul(4).saturating_add(REREAD_FLOOR));
        Self {
            bytes,
            separator,
            reader,
            base: 0,
            counted_to: 0,
            line: 1 + skipped_lines,
            rereading,
        }
    }

    fn restart_at(&mut self, offset: usize) {
        self.base = offset;
        self.reader = open(&self.bytes[offset..], self.separator);
    }

    /// Counts the lines up to `offset`, in the three forms of line end.
    fn count_to(&mut self, offset: usize) {
        let ends = (self.counted_to..offset)
            .filter(|&at| match self.bytes[at] {
                b'\n' => true,
                b'\r' => self.bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            })
            .count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.counted_to = self.counted_to.max(offset);
    }
}

fn open(bytes: &[u8], separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes)
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.rereading?;
        let from = self.base + self.reader.position().byte() as usize;
        let blank = self.bytes[from..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let start = from + blank;
        if start >= self.bytes.len() {
            return None;
        }
        self.count_to(start);
        let line = self.line;
        let mut fields = ByteRecord::new();
        // A reader over a slice that is told to be flexible cannot fail.
        if !self.reader.read_byte_record(&mut fields).unwrap_or(false) {
            return None;
        }
        let end = self.base + self.reader.position().byte() as usize;
        let raw = &self.bytes[start..end.max(start)];
        let first_line = raw.iter().take_while(|byte| !b"\r\n".contains(byte)).count();
        let over_lines = raw[first_line..].iter().any(|byte| !b"\r\n".contains(byte));
        if over_lines && !quotes_are_closed(raw, self.separator) {
            self.rereading = self.rereading.and_then(|left| left.checked_sub(raw.len()));
            if self.rereading.is_none() {
                return Some(Record::Tangle { line });
            }
            self.restart_at(start + first_line);
            let width = raw[..first_line].split(|&byte| byte == self.separator).count();
            return Some(Record::OpenQuote { line, width });
        }
        Some(Record::Fields { line, fields })
    }
}

/// Whether each quoted field of a record ends with a quote before a separator or the end.
fn quotes_are_closed(raw: &[u8], separator: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            at += 1;
            loop {
                match raw.get(at) {
                    None => return false,
                    Some(b'"') if raw.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(_) => at += 1,
                }
            }
            at += 1;
            match raw.get(at) {
                None | Some(b'\r' | b'\n') => return true,
                Some(&byte) if byte == separator => at += 1,
                Some(_) => return false,
            }
        } else {
            match raw[at..].iter().position(|&byte| byte == separator) {
                Some(field) => at += field + 1,
                None => return true,
            }
        }
    }
    true
}

fn fill(
    grid: &mut Grid,
    records: Records<'_>,
    text: &TextBytes<'_>,
    place: &Place,
    (header_row, limits): (Option<u32>, &Limits),
) -> Result<(), IngestError> {
    for record in records {
        let too_large = |line, what, found: usize, limit: usize, remedy| IngestError::TooLarge {
            place: place.clone().at_row(line),
            what,
            found: found as u64,
            limit: limit as u64,
            remedy,
        };
        let (line, fields) = match record {
            Record::Fields { line, fields } => (line, fields),
            Record::OpenQuote { line, .. } => {
                grid.broken.push(open_quote(line));
                continue;
            }
            Record::Tangle { line } => {
                return Err(IngestError::Damaged {
                    place: place.clone().at_row(line),
                    detail: "too many lines open a quote that is never closed".to_owned(),
                });
            }
        };
        let rows = grid.rows.len() + grid.further.len();
        if rows >= limits.rows as usize {
            let remedy = "split the file by year and list the parts under [[source.file]]";
            return Err(too_large(line, "rows", rows + 1, limits.rows as usize, remedy));
        }
        if fields.len() > limits.columns as usize {
            let remedy = "check the separator and the quotes of this row";
            return Err(too_large(line, "columns", fields.len(), limits.columns as usize, remedy));
        }
        if let Some(long) = fields.iter().map(<[u8]>::len).find(|&len| len > limits.cell_characters)
        {
            let remedy = "check the quotes of this row";
            return Err(too_large(line, "bytes in one cell", long, limits.cell_characters, remedy));
        }
        // The header is among the first, or at the row that is stated, and one more row tells whether
        // columns are numbered below it.
        let last = grid.rows.last().map(|row| row.number);
        let read = if rows <= SEARCHED_ROWS || header_row.is_some_and(|at| last <= Some(at)) {
            decode(&fields, text).map(|cells| {
                if cells.iter().any(|cell| !cell.is_empty()) {
                    grid.rows.push(TableRow { number: line, cells });
                }
            })
        } else {
            grid.further.push_texts(line, fields.iter().map(|field| text.decode(field)))
        };
        if let Err(column) = read {
            grid.broken.push(undecodable(line, column, fields[column].len()));
        }
    }
    grid.further.seal();
    Ok(())
}

/// All fields as cells, or the first column that is not text.
fn decode(fields: &ByteRecord, text: &TextBytes<'_>) -> Result<Vec<Cell>, usize> {
    let mut cells = Vec::with_capacity(fields.len());
    for (column, field) in fields.iter().enumerate() {
        cells.push(Cell::from_text(&text.decode(field).ok_or(column)?));
    }
    Ok(cells)
}

fn open_quote(line: u32) -> BrokenRow {
    BrokenRow {
        number: line,
        column: None,
        value_kind: "a quote that is opened and never closed".to_owned(),
        reason: RefusalReason::WrongWidth,
        remedy: "close or remove the quotation mark in this line, or double it inside quoted text",
    }
}

fn undecodable(line: u32, column: usize, bytes: usize) -> BrokenRow {
    BrokenRow {
        number: line,
        column: Some(column),
        value_kind: format!("{bytes} bytes in column {}", column_letters(column)),
        reason: RefusalReason::UndecodableText,
        remedy: "mend the damaged letters of this row, or state the right encoding of the file",
    }
}

/// Replacement marks that were already in the file: letters lost before it was delivered.
fn note_lost_letters(grid: &mut Grid) {
    let is_lost = |text: &str| text.contains('\u{fffd}');
    let first = grid.rows.iter().flat_map(|row| &row.cells);
    let first = first.filter(|cell| matches!(cell, Cell::Text(text) if is_lost(text))).count();
    let further = (0..grid.further.len()).flat_map(|at| grid.further.cells(at));
    let further = further.filter(|cell| matches!(cell, PackedCell::Text(text) if is_lost(text)));
    let lost = first + further.count();
    if lost > 0 {
        grid.notes.push(GridNote {
            kind: NoteKind::Encoding,
            text: format!(
                "{lost} cells hold the mark \u{fffd}: letters were lost before the file was \
                 delivered; ask the source for a new export"
            ),
            doubtful: true,
        });
    }
}

#[cfg(test)]
mod tests;

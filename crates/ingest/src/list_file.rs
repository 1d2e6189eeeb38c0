//! Chosen columns of a list of any length, in dictionary form. Reach for [`read_columns`] to match
//! two lists that are no registers: millions of rows cost memory only for their distinct values.
//!
//! Delimited UTF-8 with a line per row is read in one pass; everything else, and any file with a
//! row that does not fit its header or holds a line break, goes the careful way of [`crate::file`],
//! so that a quote which is never closed swallows no rows: each is read or refused with its place. The header is the first row of a fast file, and found in the others.

use std::path::Path;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use records::{CodedColumn, CodedColumnBuilder, QuarantinedRow};

use crate::delimited::sniff_separator;
use crate::error::{IngestError, Place, nearest};
use crate::file::{read_bytes, read_table};
use crate::limits::Limits;
use crate::source_config::FileSpec;
use crate::table::tidy_header;

/// The columns asked for, in the order asked, all of one length.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// Columns.
    pub columns: Vec<CodedColumn>,
    /// Data rows of the file; `rows_in = rows + refused`.
    pub rows_in: u64,
    /// Rows that could not be read.
    pub refused: Vec<QuarantinedRow>,
}

/// Reads the columns with these headers. White space around a value is left out; an empty value is
/// missing.
///
/// # Errors
/// Any [`IngestError`] of the file as a whole; a header that is not there is
/// [`IngestError::NoHeaderMatch`] with the nearest one.
pub fn read_columns(
    path: &Path,
    wanted: &[&str],
    limits: &Limits,
) -> Result<ListFile, IngestError> {
    let name: Arc<str> = path.display().to_string().into();
    let bytes = read_bytes(path, &name, limits)?;
    let header_row = match read_plain(&bytes, &name, wanted, limits)? {
        Plain::Read(list) => return Ok(list),
        Plain::Uneven => Some(1),
        Plain::Other => None,
    };
    drop(bytes);
    let spec = FileSpec { header_row, ..FileSpec::default() };
    let table = read_table(path, &name, &spec, limits)?.table;
    let place = Place::file(name).at_row(table.header_row);
    let at = positions(&table.header, wanted, &place)?;
    let mut builders = builders(wanted);
    for row in table.rows.iter() {
        for (builder, &at) in builders.iter_mut().zip(&at) {
            builder.push(row.cells[at].as_text().as_deref().unwrap_or_default().trim());
        }
    }
    Ok(ListFile { columns: finish(builders), rows_in: table.rows_in(), refused: table.refused })
}

/// What the fast way found.
enum Plain {
    Read(ListFile),
    /// A row does not fit the header, which is the first row, or spans lines, or is too much.
    Uneven,
    /// Not plain delimited UTF-8.
    Other,
}

/// The fast way.
fn read_plain(
    bytes: &[u8],
    name: &Arc<str>,
    wanted: &[&str],
    limits: &Limits,
) -> Result<Plain, IngestError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let plain = !text.starts_with(b"{") && !text.contains(&0) && std::str::from_utf8(text).is_ok();
    let Some(separator) = plain.then(|| sniff_separator(text).0).flatten() else {
        return Ok(Plain::Other);
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text);
    let mut record = ByteRecord::new();
    if !matches!(reader.read_byte_record(&mut record), Ok(true)) {
        return Ok(Plain::Other);
    }
    let header: Vec<String> =
        record.iter().map(|field| tidy_header(&String::from_utf8_lossy(field))).collect();
    let place = Place::file(Arc::clone(name)).at_row(1);
    let at = positions(&header, wanted, &place)?;
    let mut builders = builders(wanted);
    let mut rows_in = 0u32;
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let spans_lines = record.as_slice().iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        let too_long = record.as_slice().len() > limits.cell_characters;
        if record.len() != header.len() || spans_lines || too_long || rows_in == limits.rows {
            return Ok(Plain::Uneven);
        }
        rows_in += 1;
        for (builder, &at) in builders.iter_mut().zip(&at) {
            // The whole text was found to be UTF-8, and separators are ASCII.
            builder.push(std::str::from_utf8(&record[at]).unwrap_or_default().trim());
        }
    }
    Ok(Plain::Read(ListFile {
        columns: finish(builders),
        rows_in: u64::from(rows_in),
        refused: Vec::new(),
    }))
}

fn builders(wanted: &[&str]) -> Vec<CodedColumnBuilder> {
    wanted.iter().map(|_| CodedColumnBuilder::default()).collect()
}

fn finish(builders: Vec<CodedColumnBuilder>) -> Vec<CodedColumn> {
    builders.into_iter().map(CodedColumnBuilder::finish).collect()
}

fn positions(header: &[String], wanted: &[&str], place: &Place) -> Result<Vec<usize>, IngestError> {
    let find = |wanted: &&str| {
        header.iter().position(|known| known == wanted).ok_or_else(|| IngestError::NoHeaderMatch {
            place: place.clone(),
            field: (*wanted).to_owned(),
            header: (*wanted).to_owned(),
            remedy: nearest(wanted, header.iter().map(String::as_str)).map_or_else(
                || format!("the headers are {}", header.join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            ),
        })
    };
    wanted.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], wanted: &[&str]) -> Result<ListFile, IngestError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        std::fs::write(&path, bytes).unwrap();
        read_columns(&path, wanted, &Limits::default())
    }

    fn values(column: &CodedColumn) -> Vec<&str> {
        column.rows().collect()
    }

    #[test]
    fn plain_and_other_encodings_give_the_same_columns() {
        let text = "имя;город\nАйнура;Ош\n;\"Кара;Суу\"\n";
        let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        for bytes in [text.as_bytes(), &cp1251] {
            let list = read(bytes, &["город", "имя"]).unwrap();
            assert_eq!(values(&list.columns[0]), ["Ош", "Кара;Суу"]);
            assert_eq!(values(&list.columns[1]), ["Айнура", ""]);
        }
    }

    #[test]
    fn a_row_that_does_not_fit_is_refused_and_counted() {
        let list = read(b"id,name\n1,a\n2,b,c,d\n3,e\n", &["id"]).unwrap();
        assert_eq!(values(&list.columns[0]), ["1", "3"]);
        assert_eq!((list.rows_in, list.refused.len()), (3, 1));
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_no_row() {
        let list = read(b"id,name\n1,a\n2,\"b\n3,c\n4,d\n", &["id"]).unwrap();
        assert_eq!(list.rows_in, 4);
        assert_eq!(values(&list.columns[0]).len() + list.refused.len(), 4);
        assert!(values(&list.columns[0]).ends_with(&["3", "4"]));
        let quoted = read(b"id,name\n1,\"a\nb\"\n2,c\n", &["name"]).unwrap();
        assert_eq!(values(&quoted.columns[0]), ["a\nb", "c"]);
    }

    #[test]
    fn more_rows_than_the_limit_are_refused_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        std::fs::write(&path, "id,name\n1,a\n2,b\n3,c\n4,d\n").unwrap();
        let limits = Limits { rows: 3, ..Limits::default() };
        assert!(matches!(read_columns(&path, &["id"], &limits), Err(IngestError::TooLarge { .. })));
    }

    #[test]
    fn a_header_that_is_not_there_gets_a_suggestion() {
        let message = read(b"unique_id,surname\n1,a\n", &["surnam"]).unwrap_err().to_string();
        assert!(message.contains("did you mean \"surname\"?"), "{message}");
    }
}

//! A file of any format as a table. Reach for [`read_table`] with a path and what the project file
//! says of it.
//!
//! Guarantees that the format is judged by content and extension together, that nothing is parsed
//! beyond [`Limits`], and that the SHA-256 is that of the very bytes read. It keeps no file open.
//!
//! ```text
//! path ── bytes, SHA-256 ── format ─┬─ delimited   ─┐
//!                                   ├─ spreadsheet ─┴─ grid ── assemble ── Table
//!                                   └─ json_lines ─────────────────────── Table
//! ```

pub(crate) mod assemble;
mod format;
pub(crate) mod grid;
pub(crate) mod header_row;

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::archive_scan::{self, ArchiveContents};
use crate::delimited::{self, Dialect};
use crate::error::{IngestError, Place, nearest};
use crate::json_lines;
use crate::limits::Limits;
use crate::source_config::FileSpec;
use crate::spreadsheet::{self, SheetChoice};
use crate::table::Table;

use assemble::assemble;
use format::{Signature, identify, refuse_empty, signature};

pub use format::FileFormat;
pub use header_row::KnownHeaders;

/// A table and the identity of the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReading {
    /// The table.
    pub table: Table,
    /// Lower-case hex SHA-256 of the file.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Reads the table of the file at `path`, which messages call `name`.
///
/// # Errors
/// Any [`IngestError`] about a file as a whole; rows that cannot be used are in
/// [`Table::refused`].
pub fn read_table(
    path: &Path,
    name: &str,
    spec: &FileSpec,
    limits: &Limits,
) -> Result<FileReading, IngestError> {
    read_table_knowing(path, name, spec, limits, &KnownHeaders::default())
}

/// As [`read_table`], with words that are headers: a header row and the right sheet are found
/// more surely.
pub fn read_table_knowing(
    path: &Path,
    name: &str,
    spec: &FileSpec,
    limits: &Limits,
    known: &KnownHeaders,
) -> Result<FileReading, IngestError> {
    let detailed = read_detailed(path, name, spec, limits, known)?;
    Ok(FileReading { table: detailed.table, sha256: detailed.sha256, bytes: detailed.bytes })
}

/// A reading with what `inspect` shows beyond the table.
pub(crate) struct DetailedReading {
    pub(crate) table: Table,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) format: FileFormat,
    /// For delimited text.
    pub(crate) dialect: Option<Dialect>,
    /// For workbooks.
    pub(crate) sheets: Option<SheetChoice>,
    /// In [0, 1]; 1 where there is nothing to find.
    pub(crate) header_confidence: f64,
}

pub(crate) fn read_detailed(
    path: &Path,
    name: &str,
    spec: &FileSpec,
    limits: &Limits,
    known: &KnownHeaders,
) -> Result<DetailedReading, IngestError> {
    let file: Arc<str> = name.into();
    let bytes = read_bytes(path, &file, limits)?;
    refuse_empty(&file, &bytes)?;
    let contents = match signature(&bytes) {
        Signature::Zip => Some(archive_scan::scan(&bytes, &file, limits)?),
        _ => None,
    };
    let format = identify(path, &file, &bytes, contents.as_ref())?;
    let sha256 = hex(&Sha256::digest(&bytes));
    let size = bytes.len() as u64;
    let reading = |table, dialect, sheets, header_confidence| DetailedReading {
        table,
        sha256,
        bytes: size,
        format,
        dialect,
        sheets,
        header_confidence,
    };
    match format {
        FileFormat::Delimited => {
            let (grid, dialect) = delimited::read(&bytes, &file, spec, limits)?;
            let (table, header) = assemble(grid, &file, None, spec.header_row, known)?;
            Ok(reading(table, Some(dialect), None, header.confidence))
        }
        FileFormat::JsonLines => {
            Ok(reading(json_lines::read(&bytes, &file, spec, limits)?, None, None, 1.0))
        }
        FileFormat::Xlsx | FileFormat::Ods => {
            let unpacked = contents.as_ref().map(ArchiveContents::unpacked).unwrap_or_default();
            let (table, header, choice) =
                spreadsheet::read((bytes, unpacked), format, &file, spec, limits, known)?;
            Ok(reading(table, None, Some(choice), header.confidence))
        }
    }
}

pub(crate) fn read_bytes(
    path: &Path,
    file: &Arc<str>,
    limits: &Limits,
) -> Result<Vec<u8>, IngestError> {
    let refused = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            IngestError::Missing { file: Arc::clone(file), remedy: missing_remedy(path) }
        }
        ErrorKind::PermissionDenied => IngestError::Unreadable {
            file: Arc::clone(file),
            cause,
            remedy: "give yourself the right to read it, or close the program that holds it open",
        },
        _ => IngestError::Unreadable {
            file: Arc::clone(file),
            cause,
            remedy: "copy the file to a local folder and name the copy",
        },
    };
    let metadata = std::fs::metadata(path).map_err(refused)?;
    if metadata.is_dir() {
        return Err(IngestError::Unsupported {
            file: Arc::clone(file),
            found: "a folder".to_owned(),
            remedy: "name the file inside it",
        });
    }
    if !metadata.is_file() {
        return Err(IngestError::Unsupported {
            file: Arc::clone(file),
            found: "a device or a pipe".to_owned(),
            remedy: "save the table to a file and name that",
        });
    }
    let too_many = |found| IngestError::TooLarge {
        place: Place::file(Arc::clone(file)),
        what: "bytes",
        found,
        limit: limits.file_bytes,
        remedy: "split it by year and list the parts under [[source.file]]",
    };
    if metadata.len() > limits.file_bytes {
        return Err(too_many(metadata.len()));
    }
    let mut input = File::open(path).map_err(refused)?;
    let mut bytes = Vec::new();
    let mut line_bytes = 0;
    loop {
        let before = bytes.len();
        if input.by_ref().take(CHUNK_BYTES).read_to_end(&mut bytes).map_err(refused)? == 0 {
            return Ok(bytes);
        }
        if bytes.len() as u64 > limits.file_bytes {
            return Err(too_many(bytes.len() as u64));
        }
        match signature(&bytes) {
            // Refused by its first bytes, or by its list of parts near them.
            Signature::Foreign(..) => return Ok(bytes),
            Signature::CompoundFile if bytes.len() >= COMPOUND_BYTES => return Ok(bytes),
            // A file that only begins like an archive is not read to its end.
            Signature::Zip if before == 0 => {
                if ZipArchive::new(&input).is_err() {
                    return Ok(bytes);
                }
                input.seek(SeekFrom::Start(bytes.len() as u64)).map_err(refused)?;
            }
            Signature::CompoundFile | Signature::Zip => {}
            Signature::Other => guard_lines(&mut line_bytes, &bytes[before..], file, limits)?,
        }
    }
}

/// Bytes read at a time.
const CHUNK_BYTES: u64 = 1 << 20;
/// Bytes of a compound file in which the name of its parts is looked for.
const COMPOUND_BYTES: usize = 8 << 20;

/// Refuses a text by its longest line before all of it is in memory; `run` carries the length of
/// the line that the chunk before broke off in.
fn guard_lines(
    run: &mut u64,
    chunk: &[u8],
    file: &Arc<str>,
    limits: &Limits,
) -> Result<(), IngestError> {
    for (at, part) in chunk.split(|byte| b"\r\n".contains(byte)).enumerate() {
        *run = if at == 0 { *run } else { 0 } + part.len() as u64;
        if *run > limits.line_bytes {
            return Err(IngestError::TooLarge {
                place: Place::file(Arc::clone(file)),
                what: "bytes in one line",
                found: *run,
                limit: limits.line_bytes,
                remedy: "this is no table of rows; ask the source for the file again",
            });
        }
    }
    Ok(())
}

/// What to do about a missing file, with the nearest name in its folder.
fn missing_remedy(path: &Path) -> String {
    let check = "check the path in sverka.toml; it counts from the folder of the project file";
    let Some(wanted) = path.file_name().and_then(|name| name.to_str()) else {
        return check.to_owned();
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return format!("its folder is missing too; {check}");
    };
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    match nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{near}\"? {check}"),
        None => check.to_owned(),
    }
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;

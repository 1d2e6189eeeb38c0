//! What a file is, by its extension and by its bytes. Reach for [`identify`] before choosing a
//! reader.
//!
//! Guarantees that a file whose bytes contradict its extension is refused with a remedy instead of
//! being read as something it is not, and that formats which are not read are named.

use std::path::Path;
use std::sync::Arc;

use crate::archive_scan::ArchiveContents;
use crate::error::{IngestError, Place};

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFormat {
    /// Text with separators.
    Delimited,
    /// Excel workbook.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
    /// One JSON object per line.
    JsonLines,
}

impl FileFormat {
    /// Stable word for machine-readable output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delimited => "delimited",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::JsonLines => "jsonl",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Delimited => "delimited text",
            Self::Xlsx => "an Excel workbook (xlsx)",
            Self::Ods => "an OpenDocument spreadsheet (ods)",
            Self::JsonLines => "JSON Lines",
        }
    }
}

/// What the first bytes show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    /// A ZIP archive: XLSX and ODS are.
    Zip,
    /// A compound file: XLS, and XLSX under a password.
    CompoundFile,
    /// Text or anything else.
    Other,
    /// A format that is not read.
    Foreign(&'static str, &'static str),
}

const SAVE_AS: &str = "open it and save it as .xlsx or .csv (UTF-8)";

/// The signature of `bytes`.
pub(crate) fn signature(bytes: &[u8]) -> Signature {
    const STARTS: [(&[u8], &str, &str); 8] = [
        (b"%PDF", "a PDF document", "ask the source for the table as .xlsx or .csv"),
        (b"{\\rtf", "a Rich Text document", SAVE_AS),
        (b"\x1f\x8b", "a gzip archive", "unpack it and name the file inside"),
        (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and name the file inside"),
        (b"Rar!", "a RAR archive", "unpack it and name the file inside"),
        (b"\x89PNG", "a picture", "ask the source for the table as .xlsx or .csv"),
        (b"\xff\xd8\xff", "a picture", "ask the source for the table as .xlsx or .csv"),
        (b"SQLite format 3\0", "an SQLite database", "export the table as .csv (UTF-8)"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Signature::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Signature::CompoundFile;
    }
    for (start, found, remedy) in STARTS {
        if bytes.starts_with(start) {
            return Signature::Foreign(found, remedy);
        }
    }
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = head[..head.len().min(1024)].trim_ascii_start().to_ascii_lowercase();
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    if head.starts_with(b"<?xml") || head.starts_with(b"<workbook") {
        let found = if has(b"<html") { "a web page (HTML)" } else { "an XML document" };
        return Signature::Foreign(found, SAVE_AS);
    }
    if head.starts_with(b"<!doctype html")
        || head.starts_with(b"<html")
        || head.starts_with(b"<table")
    {
        return Signature::Foreign("a web page (HTML)", SAVE_AS);
    }
    Signature::Other
}

/// The format that an extension stands for; `None` where it stands for none that is read.
fn by_extension(extension: &str) -> Option<FileFormat> {
    match extension {
        "csv" | "tsv" | "tab" | "txt" => Some(FileFormat::Delimited),
        "xlsx" | "xlsm" => Some(FileFormat::Xlsx),
        "ods" => Some(FileFormat::Ods),
        "jsonl" | "ndjson" | "json" => Some(FileFormat::JsonLines),
        _ => None,
    }
}

/// The format of a file by its bytes, checked against its extension. `contents` are those of the
/// archive where the signature is [`Signature::Zip`].
pub(crate) fn identify(
    path: &Path,
    file: &Arc<str>,
    bytes: &[u8],
    contents: Option<&ArchiveContents>,
) -> Result<FileFormat, IngestError> {
    let extension =
        path.extension().and_then(|text| text.to_str()).unwrap_or_default().to_lowercase();
    let stated = by_extension(&extension);
    let foreign = |found, remedy| match stated {
        Some(format) => IngestError::NotWhatItSays {
            file: Arc::clone(file),
            extension: format.title(),
            found,
            remedy,
        },
        None => {
            IngestError::Unsupported { file: Arc::clone(file), found: found.to_owned(), remedy }
        }
    };
    let found = match signature(bytes) {
        Signature::Foreign(found, remedy) => return Err(foreign(found, remedy)),
        Signature::CompoundFile => return Err(compound(file, bytes, &foreign)),
        Signature::Zip => {
            archive_format(contents).map_err(|(found, remedy)| foreign(found, remedy))?
        }
        Signature::Other if looks_like_json_lines(bytes) => FileFormat::JsonLines,
        Signature::Other => FileFormat::Delimited,
    };
    match (stated, found) {
        (None, found) if extension.is_empty() => Ok(found),
        (None, FileFormat::Delimited) => Err(unknown_extension(file, &extension)),
        (None, found) => Ok(found),
        (Some(stated), found) if stated == found => Ok(found),
        // A JSON Lines file whose first line is broken is still one: the line goes to quarantine.
        (Some(FileFormat::JsonLines), FileFormat::Delimited) => {
            not_lines_of_json(file, bytes, stated)
        }
        // One column of braces is odd, but the analyst named it a text table.
        (Some(stated), found) => Err(foreign_mismatch(file, stated, found)),
    }
}

fn foreign_mismatch(file: &Arc<str>, stated: FileFormat, found: FileFormat) -> IngestError {
    let remedy = match found {
        FileFormat::Delimited => "rename it to .csv, here and in sverka.toml",
        FileFormat::Xlsx => "rename it to .xlsx, here and in sverka.toml",
        FileFormat::Ods => "rename it to .ods, here and in sverka.toml",
        FileFormat::JsonLines => "rename it to .jsonl, here and in sverka.toml",
    };
    IngestError::NotWhatItSays {
        file: Arc::clone(file),
        extension: stated.title(),
        found: found.title(),
        remedy,
    }
}

fn unknown_extension(file: &Arc<str>, extension: &str) -> IngestError {
    IngestError::Unsupported {
        file: Arc::clone(file),
        found: format!("the extension .{extension}"),
        remedy: "save the table as .xlsx, .ods, .csv, .tsv or .jsonl",
    }
}

/// XLS, or a workbook under a password, which is wrapped in the same container.
fn compound(
    file: &Arc<str>,
    bytes: &[u8],
    foreign: &dyn Fn(&'static str, &'static str) -> IngestError,
) -> IngestError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return IngestError::PasswordProtected { file: Arc::clone(file) };
    }
    foreign("an old Excel or Word file (xls, doc)", "open it and save it as .xlsx")
}

fn archive_format(
    contents: Option<&ArchiveContents>,
) -> Result<FileFormat, (&'static str, &'static str)> {
    let Some(contents) = contents else {
        return Err(("a ZIP archive", "unpack it and name the file inside"));
    };
    if contents.has("xl/workbook.xml") || contents.has("xl\\workbook.xml") {
        Ok(FileFormat::Xlsx)
    } else if contents.has("xl/workbook.bin") {
        Err(("a binary Excel workbook (xlsb)", "open it and save it as .xlsx"))
    } else if contents.has("content.xml") && contents.has("META-INF/manifest.xml") {
        Ok(FileFormat::Ods)
    } else if contents.has_under("word/") {
        Err(("a Word document (docx)", "copy its table into a spreadsheet and save it as .xlsx"))
    } else {
        Err(("a ZIP archive", "unpack it and name the file inside"))
    }
}

/// Whether the first line with anything on it begins an object of its own.
fn looks_like_json_lines(bytes: &[u8]) -> bool {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let line = body.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    line.starts_with(b"{") && line.ends_with(b"}")
}

/// A `.jsonl` whose first line is no object: an array, a pretty-printed object, or broken lines.
fn not_lines_of_json(
    file: &Arc<str>,
    bytes: &[u8],
    stated: Option<FileFormat>,
) -> Result<FileFormat, IngestError> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let remedy = "write one object per line, without an array around them";
    if body.starts_with(b"[") {
        let found = "a JSON array over the whole file".to_owned();
        return Err(IngestError::Unsupported { file: Arc::clone(file), found, remedy });
    }
    let objects = body.split(|&byte| byte == b'\n').filter(|line| looks_like_json_lines(line));
    if objects.count() > 0 {
        return Ok(FileFormat::JsonLines);
    }
    if body.starts_with(b"{") {
        let found = "a JSON object over several lines".to_owned();
        return Err(IngestError::Unsupported { file: Arc::clone(file), found, remedy });
    }
    Err(foreign_mismatch(file, stated.unwrap_or(FileFormat::JsonLines), FileFormat::Delimited))
}

/// The refusal of a file without bytes.
pub(crate) fn refuse_empty(file: &Arc<str>, bytes: &[u8]) -> Result<(), IngestError> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let what = if bytes.is_empty() {
        "the file is empty"
    } else if body.trim_ascii().is_empty() {
        "the file holds only white space"
    } else {
        return Ok(());
    };
    Err(IngestError::Empty { place: Place::file(Arc::clone(file)), what })
}

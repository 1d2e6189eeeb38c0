//! What a file is before anything of it is believed. Reach for [`inspect_file`] to show an analyst
//! an unknown file and for [`propose_sources`] to draft the `[[source]]` tables of a project.
//!
//! Guarantees that nothing it returns holds a value of a cell: examples are shapes
//! (`Аааааа Аааааа`, `99.99.9999`). Everything proposed carries a confidence and a reason; it
//! decides nothing, the analyst confirms.
//!
//! ```text
//! file ── Table ── ColumnProfile (content) ─┐
//!                  header synonyms ─────────┴─ FieldProposal ── kind, layout ── SourceProposal
//! ```

mod classify;
mod fields;
mod groups;
mod kind;
mod profile;
mod proposal;
mod shape;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use records::{Reference, SourceKind};

use crate::error::IngestError;
use crate::file::{DetailedReading, FileFormat, KnownHeaders, read_detailed};
use crate::limits::Limits;
use crate::source_config::{FileSpec, Layout, TableRole};
use crate::table::ReadingNote;

pub use classify::ValueType;
pub use profile::{ColumnProfile, DateProfile};
pub use proposal::{
    ProposedColumn, ProposedFile, SourceProposal, propose_sources, render_source_toml,
};
pub use shape::shape_of;

use classify::Classifier;

/// Everything shown of one table of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileInspection {
    /// File as named by the caller.
    pub file: Arc<str>,
    /// Format by content.
    pub format: FileFormat,
    /// Lower-case hex SHA-256.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// For text: label such as `windows-1251`, and its confidence in [0, 1].
    pub encoding: Option<(String, f64)>,
    /// For delimited text: the separator, and the share of rows that are equally wide.
    pub separator: Option<(char, f64)>,
    /// For workbooks: the sheet that was read.
    pub sheet: Option<Arc<str>>,
    /// For workbooks: every sheet with whether it is visible.
    pub sheets: Vec<(String, bool)>,
    /// 1-based row of the header; 0 for JSON Lines.
    pub header_row: u32,
    /// Confidence of the header row, in [0, 1].
    pub header_confidence: f64,
    /// Data rows that can be read.
    pub rows: u64,
    /// Data rows that the format broke, by reason code.
    pub refused: BTreeMap<&'static str, u64>,
    /// Which kind of source this looks like.
    pub kind: Guess<SourceKind>,
    /// What one row looks like.
    pub layout: Guess<Layout>,
    /// The part it could play among linked tables.
    pub table_role: TableRole,
    /// Columns in file order.
    pub columns: Vec<ColumnInspection>,
    /// What the reader decided.
    pub notes: Vec<ReadingNote>,
    /// Hashes of the values of the column that names the case, to find tables that belong together.
    references: BTreeSet<u64>,
}

/// Something supposed, how surely, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess<T> {
    /// What is supposed.
    pub value: T,
    /// In [0, 1].
    pub confidence: f64,
    /// Why, in words.
    pub why: String,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnInspection {
    /// Letters as a spreadsheet shows them.
    pub letters: String,
    /// Header; empty where there is none.
    pub header: String,
    /// What its cells look like.
    pub profile: ColumnProfile,
    /// The field it is taken for.
    pub proposal: Option<FieldProposal>,
}

/// A field proposed for a column.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldProposal {
    /// Field of the column map.
    pub field: String,
    /// In [0, 1]; from 0.8 on it is written into a proposed `sverka.toml`, below as a comment.
    pub confidence: f64,
    /// Why.
    pub why: String,
    /// Other fields that the header may stand for.
    pub alternatives: Vec<String>,
}

/// Inspects the table of a file that would be read without further settings: for a workbook the
/// first visible sheet with a header.
///
/// # Errors
/// Any [`IngestError`] about the file as a whole.
pub fn inspect_file(
    path: &Path,
    name: &str,
    reference: &Reference,
    limits: &Limits,
) -> Result<FileInspection, IngestError> {
    inspect_as(path, name, &FileSpec::default(), reference, limits)
}

/// Inspects every visible sheet of a workbook that has a table, in order; one table for other
/// files.
///
/// # Errors
/// As [`inspect_file`]; further sheets without a table are left out.
pub fn inspect_all_sheets(
    path: &Path,
    name: &str,
    reference: &Reference,
    limits: &Limits,
) -> Result<Vec<FileInspection>, IngestError> {
    let first = inspect_file(path, name, reference, limits)?;
    let mut tables = Vec::new();
    for (sheet, visible) in first.sheets.clone() {
        if first.sheet.as_deref() == Some(sheet.as_str()) {
            tables.push(first.clone());
        } else if visible {
            let spec = FileSpec { sheet: Some(sheet), ..FileSpec::default() };
            let inspected = inspect_as(path, name, &spec, reference, limits);
            // Notes and covers: two recognised columns are the least that a table has.
            let is_table = |table: &FileInspection| {
                table.rows > 0
                    && table.columns.iter().filter(|column| column.proposal.is_some()).count() > 1
            };
            tables.extend(inspected.ok().filter(is_table));
        }
    }
    Ok(if tables.is_empty() { vec![first] } else { tables })
}

/// Inspects a file with what is already known of it.
///
/// # Errors
/// Any [`IngestError`] about the file as a whole.
pub fn inspect_as(
    path: &Path,
    name: &str,
    spec: &FileSpec,
    reference: &Reference,
    limits: &Limits,
) -> Result<FileInspection, IngestError> {
    let known = KnownHeaders::new(reference, []);
    let reading = read_detailed(path, name, spec, limits, &known)?;
    let profiles = profile::profiles(&reading.table, &Classifier::new(reference));
    let headers: Vec<&str> = reading.table.header.iter().map(String::as_str).collect();
    let kind = kind::guess_kind(&headers, &profiles, reference);
    let proposals = fields::propose_fields(&headers, &profiles, kind.value, reference);
    let layout = kind::guess_layout(&proposals, &profiles, kind.value);
    let table_role = kind::table_role(&proposals, layout.value);
    let references = references(&reading, &proposals);
    let columns = reading.table.header.iter().zip(profiles).zip(proposals).enumerate();
    let columns = columns
        .map(|(index, ((header, profile), proposal))| ColumnInspection {
            letters: crate::file::grid::column_letters(index),
            header: header.clone(),
            profile,
            proposal,
        })
        .collect();
    let table = &reading.table;
    let mut refused: BTreeMap<&'static str, u64> = BTreeMap::new();
    for row in &table.refused {
        *refused.entry(row.reason.code()).or_default() += 1;
    }
    let sheets = reading
        .sheets
        .as_ref()
        .map(|choice| choice.all.iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect());
    Ok(FileInspection {
        file: Arc::clone(&table.file),
        format: reading.format,
        sha256: reading.sha256.clone(),
        bytes: reading.bytes,
        encoding: reading
            .dialect
            .map(|dialect| (dialect.encoding.label(), dialect.encoding.confidence)),
        separator: reading.dialect.and_then(|dialect| {
            dialect.separator.map(|separator| (separator, dialect.separator_confidence))
        }),
        sheet: table.sheet.clone(),
        sheets: sheets.unwrap_or_default(),
        header_row: table.header_row,
        header_confidence: reading.header_confidence,
        rows: table.rows.len() as u64,
        refused,
        kind,
        layout,
        table_role,
        columns,
        notes: table.notes.clone(),
        references,
    })
}

/// Hashes of the own references of a table; the values themselves are not kept.
fn references(reading: &DetailedReading, proposals: &[Option<FieldProposal>]) -> BTreeSet<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let Some(column) = kind::reference_column(proposals) else { return BTreeSet::new() };
    let rows = &reading.table.rows;
    let cells = (0..rows.len()).filter_map(|at| rows.cells(at).nth(column)?.as_text());
    cells
        .map(|text| {
            let mut hasher = DefaultHasher::new();
            text.to_lowercase().hash(&mut hasher);
            hasher.finish()
        })
        .collect()
}

#[cfg(test)]
mod tests;

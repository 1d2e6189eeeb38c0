//! One source of a project, from its files to its records. Reach for [`read_source`].
//!
//! Guarantees that every data row of every file is in a record or in quarantine
//! (`rows_in == rows_in_records + quarantined`, checked at every reading) and that the records are
//! the same in whatever order the rows of a file stand. A file that cannot be used at all is an
//! [`IngestError`]; nothing of the source is returned then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use records::{
    CourtCase, CrimeRecord, DeliveredFile, Delivery, NgoReport, QuarantinedRow, Reference,
    SourceId, SourceKind,
};

use crate::assemble::Assembly;
use crate::code_map::CodeMaps;
use crate::column_map::{ColumnMap, HeaderIndex, Resolved};
use crate::date_text::DateReader;
use crate::delivery::delivery;
use crate::error::IngestError;
use crate::field::Field;
use crate::file::{KnownHeaders, read_table_knowing};
use crate::layout::{Bundle, Placed, join};
use crate::limits::Limits;
use crate::preset::with_preset;
use crate::row_reader::{Remarks, RowReader, SourceReader};
use crate::source_config::{FileSpec, Layout, SourceConfig, TableRole};
use crate::table::{ReadingNote, Table, TableRow};

/// Rows between two calls of the progress function.
const PROGRESS_STEP: usize = 1_000;

/// A source as read.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceReading {
    /// Where it came from.
    pub delivery: Delivery,
    /// Its records, sorted by id.
    pub records: Records,
    /// Rows kept out, by file, sheet and row.
    pub quarantine: Vec<QuarantinedRow>,
    /// The count and what was decided on the way.
    pub summary: ReadingSummary,
}

/// The records of one kind of source, sorted by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// Of an NGO.
    Ngo(Vec<NgoReport>),
    /// Of the crime register and its journal.
    Register(Vec<CrimeRecord>),
    /// Of a court register.
    Court(Vec<CourtCase>),
}

impl Records {
    /// How many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::Ngo(records) => records.len(),
            Self::Register(records) => records.len(),
            Self::Court(records) => records.len(),
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What became of the rows. Unit: data rows; a row without any value is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingSummary {
    /// Rows of the files.
    pub rows_in: u64,
    /// Rows that a record rests on.
    pub rows_in_records: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// Records.
    pub records: u64,
    /// Decisions an analyst may want to check, by file, sheet and column.
    pub notes: Vec<ReadingNote>,
}

/// Reads one source. `base` is the folder that paths in the project file are relative to;
/// `progress` is told the rows read so far, of this source.
///
/// # Errors
/// [`IngestError`] when a file cannot be read as a whole, the project file does not fit it, or
/// rows went missing (which is a defect).
pub fn read_source(
    config: &SourceConfig,
    base: &Path,
    reference: &Reference,
    limits: &Limits,
    progress: &dyn Fn(u64),
) -> Result<SourceReading, IngestError> {
    let config = &*with_preset(config, base)?;
    let known = known_headers(config, reference);
    let mut files = Vec::with_capacity(config.file.len());
    let mut tables = Vec::with_capacity(config.file.len());
    let read = |spec: &FileSpec| {
        read_table_knowing(&base.join(&spec.path), &spec.path, spec, limits, &known)
    };
    // Of several broken files the first named is reported, whichever was read first.
    let readings: Vec<_> = config.file.par_iter().map(read).collect();
    for reading in readings {
        let reading = reading?;
        files.push(DeliveredFile {
            name: reading.table.file.clone(),
            sha256: reading.sha256,
            bytes: reading.bytes,
        });
        tables.push(reading.table);
    }
    read_tables(config, files, tables, reference, progress)
}

/// As [`read_source`], from tables already in memory, one for each `[[source.file]]` in order.
///
/// # Errors
/// As [`read_source`].
pub fn read_tables(
    config: &SourceConfig,
    files: Vec<DeliveredFile>,
    tables: Vec<Table>,
    reference: &Reference,
    progress: &dyn Fn(u64),
) -> Result<SourceReading, IngestError> {
    check_files(config)?;
    let delivery = delivery(config, files);
    let dates = DateReader::new(reference, config.as_of)
        .with_placeholders(&config.dates.placeholders, config.dates.order.unwrap_or_default());
    let reader = SourceReader {
        kind: config.kind,
        reference,
        codes: CodeMaps::new(config, reference)?,
        dates,
        order: config.dates.order,
        courts_apart: matches!(config.layout, Layout::Case | Layout::Linked),
        row_per_case: config.layout == Layout::Case,
    };
    let maps = resolve(config, &tables, reference)?;
    let mut summary = ReadingSummary::default();
    let mut rows = Rows::default();
    for ((table, spec), resolved) in tables.into_iter().zip(&config.file).zip(maps) {
        summary.rows_in += table.rows_in();
        read_rows(table, spec, resolved, &reader, &mut rows, &mut summary.notes, progress);
    }
    progress(rows.read);
    let (bundles, refused) = join(config.layout, rows.placed, &rows.refused_keys);
    let mut quarantine = rows.quarantine;
    quarantine.extend(refused);
    quarantine.sort_by(|a, b| a.at.cmp(&b.at));
    summary.rows_in_records = bundles.iter().map(|bundle| bundle.rows.len() as u64).sum();
    summary.quarantined = quarantine.len() as u64;
    if summary.rows_in != summary.rows_in_records + summary.quarantined {
        return Err(IngestError::Accounting {
            source_id: config.id.clone(),
            rows_in: summary.rows_in,
            rows_in_records: summary.rows_in_records,
            quarantined: summary.quarantined,
        });
    }
    let assembly = Assembly {
        source: SourceId::from(config.id.as_str()),
        delivery: delivery.id.clone(),
        reference,
    };
    let records = assemble(&assembly, config.kind, bundles);
    summary.records = records.len() as u64;
    summary.notes.sort();
    Ok(SourceReading { delivery, records, quarantine, summary })
}

/// What reading the rows of all tables gives.
#[derive(Default)]
struct Rows {
    read: u64,
    placed: Vec<Placed>,
    quarantine: Vec<QuarantinedRow>,
    refused_keys: BTreeSet<String>,
}

fn known_headers(config: &SourceConfig, reference: &Reference) -> KnownHeaders {
    let of_files = config.file.iter().flat_map(|file| file.columns.values());
    KnownHeaders::new(reference, config.columns.values().chain(of_files).map(String::as_str))
}

/// The parts of the linked tables fit the layout.
fn check_files(config: &SourceConfig) -> Result<(), IngestError> {
    let refuse = |what: String, remedy: &str| {
        Err(IngestError::Configuration {
            source_id: config.id.clone(),
            what,
            remedy: remedy.to_owned(),
        })
    };
    if config.file.is_empty() {
        return refuse("no file is named".to_owned(), "add [[source.file]] with a path");
    }
    let linked = config.layout == Layout::Linked;
    for file in &config.file {
        match file.table {
            None if linked => {
                return refuse(
                    format!(
                        "{}: layout is linked, but the part of this table is not said",
                        file.path
                    ),
                    "add table = \"cases\", \"persons\" or \"events\" to the file",
                );
            }
            Some(role) if !linked => {
                return refuse(
                    format!(
                        "{}: table = \"{}\" has no meaning in layout {}",
                        file.path,
                        role.code(),
                        config.layout.code()
                    ),
                    "write layout = \"linked\", or take the line out",
                );
            }
            _ => {}
        }
    }
    if linked && !config.file.iter().any(|file| file.table == Some(TableRole::Cases)) {
        return refuse(
            "no table of cases is named".to_owned(),
            "add table = \"cases\" to the file that has one row per case",
        );
    }
    Ok(())
}

/// Finds the columns of every table. A header named for the whole source must be in each table
/// that can hold its field; in linked tables in at least one of them.
fn resolve(
    config: &SourceConfig,
    tables: &[Table],
    reference: &Reference,
) -> Result<Vec<Resolved>, IngestError> {
    let index = HeaderIndex::new(reference, config.kind);
    let mut maps = Vec::with_capacity(tables.len());
    let mut missing: BTreeMap<Field, (String, usize)> = BTreeMap::new();
    for (at, (table, spec)) in tables.iter().zip(&config.file).enumerate() {
        let resolved = ColumnMap::resolve(table, config, &spec.columns, spec.table, &index)?;
        for (field, header) in &resolved.missing {
            missing.entry(*field).or_insert_with(|| (header.clone(), at));
        }
        maps.push(resolved);
    }
    for (field, (header, at)) in missing {
        if !maps.iter().any(|resolved| resolved.map.column(field).is_some()) {
            let table = &tables[at];
            let known = maps[at].map.fields().next().is_some();
            return Err(ColumnMap::no_header(table, field, &header, known));
        }
    }
    if let Some(name) = config.columns.keys().find(|name| {
        Field::parse(name).is_some_and(|field| {
            !config.file.iter().any(|file| crate::column_map::admits(file.table, field))
        })
    }) {
        return Err(IngestError::Configuration {
            source_id: config.id.clone(),
            what: format!("columns: no table of this source can hold {name}"),
            remedy: "add the table of persons or events that has it, or take the line out"
                .to_owned(),
        });
    }
    Ok(maps)
}

fn read_rows(
    mut table: Table,
    spec: &FileSpec,
    resolved: Resolved,
    source: &SourceReader<'_>,
    rows: &mut Rows,
    notes: &mut Vec<ReadingNote>,
    progress: &dyn Fn(u64),
) {
    notes.append(&mut table.notes);
    notes.extend(resolved.notes);
    rows.quarantine.append(&mut table.refused);
    let data = std::mem::take(&mut table.rows);
    let mut remarks = Remarks::new();
    let reader = RowReader::new(source, &resolved.map, &table, &data, notes);
    let mut data = data.into_iter();
    loop {
        // Rows are let go as soon as they are read.
        let some: Vec<TableRow> = data.by_ref().take(PROGRESS_STEP).collect();
        if some.is_empty() {
            break;
        }
        let read = some.par_iter().map(|row| {
            let mut remarks = Remarks::new();
            let content = reader.read(row, table.row_ref(row.number), &mut remarks);
            (row.number, content, remarks)
        });
        for (number, content, of_row) in read.collect::<Vec<_>>() {
            match content {
                Ok(content) => rows.placed.push(Placed { role: spec.table, content }),
                Err(refusal) => {
                    rows.refused_keys.extend(refusal.key.clone());
                    rows.quarantine.push(refusal.at(table.row_ref(number)));
                }
            }
            for (remark, count) in of_row {
                *remarks.entry(remark).or_default() += count;
            }
        }
        rows.read += some.len() as u64;
        progress(rows.read);
    }
    notes.extend(RowReader::notes(&table, &remarks));
}

fn assemble(assembly: &Assembly<'_>, kind: SourceKind, bundles: Vec<Bundle>) -> Records {
    let bundles = bundles.into_par_iter();
    match kind {
        SourceKind::Ngo => {
            let mut records: Vec<_> = bundles.map(|bundle| assembly.ngo_report(bundle)).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            Records::Ngo(records)
        }
        SourceKind::Register => {
            let mut records: Vec<_> = bundles.map(|bundle| assembly.crime_record(bundle)).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            Records::Register(records)
        }
        SourceKind::Court => {
            let mut records: Vec<_> = bundles.map(|bundle| assembly.court_case(bundle)).collect();
            records.sort_by(|a, b| a.id.cmp(&b.id));
            Records::Court(records)
        }
    }
}

#[cfg(test)]
mod tests;

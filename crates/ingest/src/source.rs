//! One source of a project, from its files to its records. Reach for [`read_source`].
//!
//! Guarantees that every data row of every file is in a record or in quarantine
//! (`rows_in == rows_in_records + quarantined`, checked at every reading) and that the records are
//! the same in whatever order the rows of a file stand. A file that cannot be used at all is an
//! [`IngestError`]; nothing of the source is returned then.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use records::{
    CourtCase, CrimeRecord, DeliveredFile, Delivery, NgoReport, QuarantinedRow, Reference, SourceId,
};

use crate::assemble::Assembly;
use crate::code_map::CodeMaps;
use crate::column_map::{ColumnMap, HeaderIndex, Resolved};
use crate::date_text::DateReader;
use crate::delivery::delivery;
use crate::error::IngestError;
use crate::field::Field;
use crate::file::{FileReading, KnownHeaders, read_table_knowing};
use crate::keyed_rows::{KeyedRows, PackedTable, ReadableTable};
use crate::limits::Limits;
use crate::preset::with_preset;
use crate::row_reader::{RowReader, SourceReader};
use crate::source_config::{FileSpec, Layout, SourceConfig, TableRole};
use crate::table::{ReadingNote, Table};

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
        let path = base.join(&spec.path);
        let reading = read_table_knowing(&path, &spec.path, spec, limits, &known)?;
        let FileReading { table, sha256, bytes } = reading;
        let file = DeliveredFile { name: table.file.clone(), sha256, bytes };
        Ok::<_, IngestError>((file, PackedTable::from(table)))
    };
    // Of several broken files the first named is reported, whichever was read first.
    let readings: Vec<_> = config.file.par_iter().map(read).collect();
    for reading in readings {
        let (file, table) = reading?;
        files.push(file);
        tables.push(table);
    }
    read_packed(config, files, tables, reference, progress)
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
    let tables = tables.into_iter().map(PackedTable::from).collect();
    read_packed(config, files, tables, reference, progress)
}

fn read_packed(
    config: &SourceConfig,
    files: Vec<DeliveredFile>,
    mut tables: Vec<PackedTable>,
    reference: &Reference,
    progress: &dyn Fn(u64),
) -> Result<SourceReading, IngestError> {
    check_files(config)?;
    let delivery = delivery(config, files);
    let source = source_reader(config, reference)?;
    let maps = resolve(config, &tables, reference)?;
    let mut summary = ReadingSummary::default();
    let mut quarantine = Vec::new();
    for PackedTable { table, rows } in &mut tables {
        summary.rows_in += (rows.len() + table.refused.len()) as u64;
        summary.notes.append(&mut table.notes);
        quarantine.append(&mut table.refused);
    }
    let mut readable = Vec::with_capacity(tables.len());
    for ((packed, spec), Resolved { map, notes, .. }) in tables.iter().zip(&config.file).zip(&maps)
    {
        summary.notes.extend(notes.iter().cloned());
        let PackedTable { table, rows } = packed;
        let reader = RowReader::new(&source, map, table, rows, &mut summary.notes);
        readable.push(ReadableTable { packed, reader, role: spec.table });
    }
    let assembly = Assembly {
        source: SourceId::from(config.id.as_str()),
        delivery: delivery.id.clone(),
        reference,
    };
    let how = (config.kind, config.layout);
    let mut outcome = KeyedRows::new(&readable).read(&assembly, how, progress);
    for (packed, remarks) in tables.iter().zip(&outcome.remarks) {
        summary.notes.extend(RowReader::notes(&packed.table, remarks));
    }
    quarantine.append(&mut outcome.quarantine);
    quarantine.sort_by(|a, b| a.at.cmp(&b.at));
    summary.rows_in_records = outcome.rows_in_records;
    summary.quarantined = quarantine.len() as u64;
    if summary.rows_in != summary.rows_in_records + summary.quarantined {
        return Err(IngestError::Accounting {
            source_id: config.id.clone(),
            rows_in: summary.rows_in,
            rows_in_records: summary.rows_in_records,
            quarantined: summary.quarantined,
        });
    }
    let records = outcome.records(config.kind);
    summary.records = records.len() as u64;
    summary.notes.sort();
    Ok(SourceReading { delivery, records, quarantine, summary })
}

fn source_reader<'r>(
    config: &SourceConfig,
    reference: &'r Reference,
) -> Result<SourceReader<'r>, IngestError> {
    let dates = DateReader::new(reference, config.as_of)
        .with_placeholders(&config.dates.placeholders, config.dates.order.unwrap_or_default());
    Ok(SourceReader {
        kind: config.kind,
        reference,
        codes: CodeMaps::new(config, reference)?,
        dates,
        order: config.dates.order,
        courts_apart: matches!(config.layout, Layout::Case | Layout::Linked),
        row_per_case: config.layout == Layout::Case,
    })
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
    tables: &[PackedTable],
    reference: &Reference,
) -> Result<Vec<Resolved>, IngestError> {
    let index = HeaderIndex::new(reference, config.kind);
    let mut maps = Vec::with_capacity(tables.len());
    let mut missing: BTreeMap<Field, (String, usize)> = BTreeMap::new();
    for (at, (PackedTable { table, .. }, spec)) in tables.iter().zip(&config.file).enumerate() {
        let resolved = ColumnMap::resolve(table, config, &spec.columns, spec.table, &index)?;
        for (field, header) in &resolved.missing {
            missing.entry(*field).or_insert_with(|| (header.clone(), at));
        }
        maps.push(resolved);
    }
    for (field, (header, at)) in missing {
        if !maps.iter().any(|resolved| resolved.map.column(field).is_some()) {
            let table = &tables[at].table;
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

#[cfg(test)]
mod tests;

//! One source of a project, from its files to its records. Reach for [`OpenSource`] and
//! [`SourceRecords`] where records go on to somewhere while the next are read, so that of a large
//! source only the rows are held, and for [`read_source`] to have all records.
//!
//! Guarantees that every data row of every file is in a record or in quarantine
//! (`rows_in == rows_in_records + quarantined`, checked at every reading) and that the records are
//! the same in whatever order the rows of a file stand. A file that cannot be used at all is an
//! [`IngestError`] when the source is opened, before there is any record.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use records::{DeliveredFile, Delivery, QuarantinedRow, Records, Reference};

use crate::assemble::Assembly;
use crate::code_map::CodeMaps;
use crate::column_map::{ColumnMap, HeaderIndex, Resolved};
use crate::date_text::DateReader;
use crate::delivery::delivery;
use crate::error::IngestError;
use crate::field::Field;
use crate::file::{FileReading, KnownHeaders, read_table_knowing};
use crate::keyed_rows::{KeyedRows, Outcome, ReadableTable, Rest};
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

/// Reads one source whole. `base` is the folder that paths in the project file are relative to;
/// `progress` is told the rows read so far, of this source.
///
/// # Errors
/// As [`OpenSource::open`] and [`SourceRecords::finish`].
pub fn read_source(
    config: &SourceConfig,
    base: &Path,
    reference: &Reference,
    limits: &Limits,
    progress: &dyn Fn(u64),
) -> Result<SourceReading, IngestError> {
    OpenSource::open(config, base, reference, limits)?.read(progress)
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
    OpenSource::of_tables(config.clone(), files, tables, reference)?.read(progress)
}

/// A source whose files were read and whose columns are known.
pub struct OpenSource<'r> {
    config: SourceConfig,
    delivery: Delivery,
    source: SourceReader<'r>,
    tables: Vec<Table>,
    maps: Vec<Resolved>,
}

impl<'r> OpenSource<'r> {
    /// Reads the files of a source. `base` is the folder that paths in the project file are
    /// relative to.
    ///
    /// # Errors
    /// [`IngestError`] when a file cannot be read as a whole or the project file does not fit it.
    pub fn open(
        config: &SourceConfig,
        base: &Path,
        reference: &'r Reference,
        limits: &Limits,
    ) -> Result<Self, IngestError> {
        let config = with_preset(config, base)?.into_owned();
        let known = known_headers(&config, reference);
        let read = |spec: &FileSpec| {
            let path = base.join(&spec.path);
            let reading = read_table_knowing(&path, &spec.path, spec, limits, &known)?;
            let FileReading { table, sha256, bytes } = reading;
            let file = DeliveredFile { name: table.file.clone(), sha256, bytes };
            Ok::<_, IngestError>((file, table))
        };
        // Of several broken files the first named is reported, whichever was read first.
        let readings: Vec<_> = config.file.par_iter().map(read).collect();
        let readings: Result<Vec<_>, _> = readings.into_iter().collect();
        let (files, tables) = readings?.into_iter().unzip();
        Self::of_tables(config, files, tables, reference)
    }

    fn of_tables(
        config: SourceConfig,
        files: Vec<DeliveredFile>,
        tables: Vec<Table>,
        reference: &'r Reference,
    ) -> Result<Self, IngestError> {
        check_files(&config)?;
        let delivery = delivery(&config, files);
        let source = source_reader(&config, reference)?;
        let maps = resolve(&config, &tables, reference)?;
        Ok(Self { config, delivery, source, tables, maps })
    }

    /// Where it came from.
    pub const fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Its records, some at a time.
    pub fn records(&self) -> SourceRecords<'_> {
        SourceRecords::new(self)
    }

    fn read(self, progress: &dyn Fn(u64)) -> Result<SourceReading, IngestError> {
        let mut records = Records::none_of(self.config.kind);
        let mut of_source = self.records();
        while let Some(more) = of_source.next() {
            records.append(more);
            progress(of_source.rows_read());
        }
        let (quarantine, summary) = of_source.finish()?;
        records.sort_by_id();
        Ok(SourceReading { delivery: self.delivery, records, quarantine, summary })
    }
}

/// The records of a source, some thousand rows at a time. Between two calls of `next` only packed rows
/// are held, and what is in quarantine.
pub struct SourceRecords<'s> {
    of: &'s OpenSource<'s>,
    rows: KeyedRows<'s>,
    assembly: Assembly<'s>,
    rest: Rest,
    summary: ReadingSummary,
}

impl<'s> SourceRecords<'s> {
    fn new(of: &'s OpenSource<'s>) -> Self {
        let mut summary = ReadingSummary::default();
        let mut readable = Vec::with_capacity(of.tables.len());
        let of_files = of.tables.iter().zip(&of.config.file).zip(&of.maps);
        for ((table, spec), Resolved { map, notes, .. }) in of_files {
            summary.rows_in += table.rows_in();
            summary.notes.extend(table.notes.iter().chain(notes).cloned());
            let reader = RowReader::new(&of.source, map, table, &mut summary.notes);
            readable.push(ReadableTable { table, reader, role: spec.table });
        }
        let rows = KeyedRows::new(readable);
        let mut rest = rows.nothing();
        rest.quarantine.extend(of.tables.iter().flat_map(|table| table.refused.iter().cloned()));
        let assembly = Assembly {
            source: of.delivery.source.clone(),
            delivery: of.delivery.id.clone(),
            reference: of.source.reference,
        };
        Self { of, rows, assembly, rest, summary }
    }

    /// Rows read so far, of all files.
    pub const fn rows_read(&self) -> u64 {
        self.rows.read() as u64
    }

    /// What became of the rows, once there are no more records: those kept out, by file, sheet and
    /// row, and the count.
    ///
    /// # Errors
    /// [`IngestError::Accounting`] when rows went missing, which is a defect, or were not asked for.
    pub fn finish(self) -> Result<(Vec<QuarantinedRow>, ReadingSummary), IngestError> {
        let Self { of, mut rest, mut summary, .. } = self;
        rest.settle_orphans();
        for (table, remarks) in of.tables.iter().zip(&rest.remarks) {
            summary.notes.extend(RowReader::notes(table, remarks));
        }
        summary.notes.sort();
        let mut quarantine = rest.quarantine;
        quarantine.sort_by(|a, b| a.at.cmp(&b.at));
        summary.rows_in_records = rest.rows_in_records;
        summary.quarantined = quarantine.len() as u64;
        if summary.rows_in != summary.rows_in_records + summary.quarantined {
            return Err(IngestError::Accounting {
                source_id: of.config.id.clone(),
                rows_in: summary.rows_in,
                rows_in_records: summary.rows_in_records,
                quarantined: summary.quarantined,
            });
        }
        Ok((quarantine, summary))
    }
}

/// Each item is in the order of keys, which is not everywhere that of ids; one may be empty.
impl Iterator for SourceRecords<'_> {
    type Item = Records;

    fn next(&mut self) -> Option<Records> {
        let how = (self.of.config.kind, self.of.config.layout);
        let Outcome { records, rest } = self.rows.next(&self.assembly, how)?;
        self.rest.add(rest);
        self.summary.records += records.len() as u64;
        Some(records)
    }
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

#[cfg(test)]
mod tests;

//! Whole sources from tables in memory, with the shipped reference data.

mod court;
mod ngo;
mod register;
mod shuffled;

use std::sync::LazyLock;

use records::{CourtCase, CrimeRecord, NgoReport, Reference};

use super::*;
use crate::reference::embedded;
use crate::table::{Cell, TableRow};

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| embedded().unwrap());

/// A table of text cells: the first line is the header, cells are separated by `|`. `#REF!` is a
/// spreadsheet error, a number after `=` a number.
fn table(file: &str, lines: &[&str]) -> Table {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = lines[1..].iter().zip(2..).map(|(line, number)| TableRow {
        number,
        cells: cells(line).iter().map(|text| cell(text)).collect(),
    });
    Table {
        file: file.into(),
        sheet: None,
        header_row: 1,
        header: cells(lines[0]),
        rows: rows.collect(),
        notes: vec![],
        refused: vec![],
    }
}

fn cell(text: &str) -> Cell {
    match text.strip_prefix('=') {
        _ if text.starts_with('#') => Cell::Error(text.to_owned()),
        Some(number) => Cell::Number(number.parse().unwrap()),
        None => Cell::from_text(text),
    }
}

fn config(kind: &str, layout: &str, rest: &str) -> SourceConfig {
    toml::from_str(&format!(
        "id = 's'\nkind = '{kind}'\ntitle = 'T'\nas_of = '2026-06-30'\nlayout = '{layout}'\n{rest}"
    ))
    .unwrap()
}

const ONE_FILE: &str = "[[file]]\npath = 'a.csv'\n";
const LINKED: &str = "[[file]]\npath = 'c.csv'\ntable = 'cases'\n[[file]]\npath = 'p.csv'\ntable = \
                      'persons'\n[[file]]\npath = 'e.csv'\ntable = 'events'\n";

fn try_read(config: &SourceConfig, tables: Vec<Table>) -> Result<SourceReading, IngestError> {
    read_tables(config, vec![], tables, &REFERENCE, &|_| {})
}

fn read(config: &SourceConfig, tables: Vec<Table>) -> SourceReading {
    try_read(config, tables).unwrap()
}

/// `row reason column` of every quarantined row.
fn refusals(reading: &SourceReading) -> Vec<String> {
    let print = |row: &QuarantinedRow| {
        let column = row.column.as_deref().unwrap_or("-");
        format!("{} {} {column}", row.at, row.reason)
    };
    reading.quarantine.iter().map(print).collect()
}

fn ngo(reading: &SourceReading) -> &[NgoReport] {
    let Records::Ngo(records) = &reading.records else { panic!("no ngo") };
    records
}

fn register(reading: &SourceReading) -> &[CrimeRecord] {
    let Records::Register(records) = &reading.records else { panic!("no register") };
    records
}

fn court(reading: &SourceReading) -> &[CourtCase] {
    let Records::Court(records) = &reading.records else { panic!("no court") };
    records
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a records::RecordId>) -> Vec<&'a str> {
    ids.into_iter().map(records::RecordId::as_str).collect()
}

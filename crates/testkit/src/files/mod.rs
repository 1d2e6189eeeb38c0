//! The files of a scenario as people would deliver them. Reach for [`Simulation::files`].
//!
//! Guarantees byte-identical files for the same simulation: archives carry a fixed date, rows a
//! fixed order. What a column is called is data (`data/headers.csv`), so that the column maps
//! written into `sverka.toml` and the headers in the files cannot drift apart.

mod cells;
mod court_table;
mod json_lines;
mod ngo_table;
mod ods;
mod project;
mod readme;
mod register_tables;
mod xlsx;

use std::collections::BTreeMap;

use crate::scenario::Format;
use crate::simulation::{Renderer, Simulation};

pub(crate) use cells::{Column, Table, Value};

/// One file of a scenario.
#[derive(Clone, PartialEq, Eq)]
pub struct SimulatedFile {
    /// Path relative to the project directory, with `/`.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// A scenario that could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// The file.
    pub file: String,
    /// What went wrong, as the writing library says.
    pub reason: String,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be written: {}", self.file, self.reason)
    }
}

impl std::error::Error for WriteError {}

/// Path of an NGO's file.
pub(crate) fn ngo_path(id: &str, format: Format) -> String {
    let ending = match format {
        Format::XlsxCase => "xlsx",
        Format::CsvPersonCp1251 | Format::CsvCaseEnglish => "csv",
        Format::OdsLinked => "ods",
        Format::Jsonl => "jsonl",
    };
    format!("data/{id}.{ending}")
}

/// Paths of the register tables and the court table.
pub(crate) const REGISTER_PATHS: [&str; 3] =
    ["data/register-cases.csv", "data/register-persons.csv", "data/register-events.csv"];
/// Path of the court table.
pub(crate) const COURT_PATH: &str = "data/court.csv";

impl Simulation {
    /// Every file of the scenario: deliveries, `sverka.toml`, `truth.csv`, `README.md`.
    ///
    /// # Errors
    /// When a writing library refuses a value, e.g. more rows than a sheet holds.
    pub fn files(&self) -> Result<Vec<SimulatedFile>, WriteError> {
        let renderer = Renderer::new(self);
        let mut files = Vec::new();
        for (index, ngo) in self.scenario.ngo.iter().enumerate() {
            let name = ngo_path(&ngo.id, ngo.format);
            let tables = ngo_table::tables(self, index);
            let bytes = match ngo.format {
                Format::XlsxCase => xlsx::write(&tables[0], &ngo.title),
                Format::CsvPersonCp1251 => {
                    cells::delimited(&tables[0], b';').map(|text| cells::cp1251(&text))
                }
                Format::CsvCaseEnglish => cells::delimited(&tables[0], b',')
                    .map(|text| [b"\xef\xbb\xbf".as_slice(), &text].concat()),
                Format::OdsLinked => ods::write(&tables),
                Format::Jsonl => Ok(json_lines::write(&tables[0])),
            };
            files.push(named(&name, bytes)?);
        }
        let register = register_tables::write(&renderer, self);
        for (path, bytes) in REGISTER_PATHS.iter().zip(register) {
            files.push(named(path, bytes)?);
        }
        let court = court_table::table(&renderer, self);
        files.push(named(COURT_PATH, cells::delimited(&court, b';'))?);
        files.push(named("truth.csv", self.truth_csv())?);
        let text = |name: &str, text: String| SimulatedFile {
            name: name.into(),
            bytes: text.into_bytes(),
        };
        files.push(text("sverka.toml", project::write(self)));
        files.push(text("README.md", readme::write(self)));
        Ok(files)
    }

    fn truth_csv(&self) -> Result<Vec<u8>, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = ["kind", "left", "right", "value"];
        let mut rows = vec![header.map(str::to_owned)];
        for row in &self.truth {
            rows.push([
                row.kind.to_owned(),
                row.left.clone(),
                row.right.clone(),
                row.value.clone(),
            ]);
        }
        cells::finish(rows.iter().try_for_each(|row| writer.write_record(row)), writer)
    }
}

fn named(name: &str, bytes: Result<Vec<u8>, String>) -> Result<SimulatedFile, WriteError> {
    match bytes {
        Ok(bytes) => Ok(SimulatedFile { name: name.to_owned(), bytes }),
        Err(reason) => Err(WriteError { file: name.to_owned(), reason }),
    }
}

/// Columns of every table by (layout, table), groups repeated and numbered.
pub(crate) fn columns(layout: &str, table: &str) -> Vec<Column> {
    let mut reader = csv::Reader::from_reader(include_str!("../../data/headers.csv").as_bytes());
    let mut groups: BTreeMap<usize, (u32, Vec<(String, String)>)> = BTreeMap::new();
    let mut last = (0usize, String::new());
    for row in reader.records().flatten().filter(|row| &row[0] == layout && &row[1] == table) {
        let repeat: u32 = row[2].parse().unwrap_or(1);
        let prefix = row[3].split("{n}").next().unwrap_or_default().to_owned();
        let group = if row[3].contains("{n}") { prefix } else { String::new() };
        if group != last.1 || groups.is_empty() {
            last = (groups.len(), group);
        }
        let (_, columns) = groups.entry(last.0).or_insert((repeat, Vec::new()));
        columns.push((row[3].to_owned(), row[4].to_owned()));
    }
    let mut columns = Vec::new();
    for (repeat, group) in groups.into_values() {
        for number in 1..=repeat {
            for (field, header) in &group {
                let in_field = if number == 1 { String::new() } else { number.to_string() };
                let in_header =
                    if layout == "jsonl" { in_field.clone() } else { number.to_string() };
                columns.push(Column {
                    field: field.replace("{n}", &in_field),
                    header: header.replace("{n}", &in_header),
                });
            }
        }
    }
    columns
}

#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;

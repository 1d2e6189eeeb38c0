//! The files of a fixture: CSV tables with the names of our fields as headers, a project file that
//! names no source, and the truth under the new ids where the project has one.

use std::collections::BTreeMap;

use ingest::field::Field;
use ingest::source_config::SourceConfig;
use records::RecordId;
use toml::{Table, Value};

use super::numbers::{Numbers, own_part};
use super::tables::{Mapped, Source};
use crate::failure::Failure;
use crate::project::{FILE_NAME, Project};

/// Name of the truth beside a project file.
pub(super) const TRUTH: &str = "truth.csv";

/// A file of the fixture.
pub(super) struct Written {
    /// Path below its folder.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A table as CSV.
pub(super) fn table(name: String, fields: &[Field], rows: &[Vec<String>]) -> Written {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    // Writing to memory does not fail, and every row is as long as the header.
    let _ = writer.write_record(fields.iter().map(ToString::to_string));
    for row in rows {
        let _ = writer.write_record(row);
    }
    Written { name, bytes: writer.into_inner().unwrap_or_default() }
}

/// Path of the n-th table of a source.
pub(super) fn path(id: &str, number: usize) -> String {
    format!("data/{id}-{number}.csv")
}

/// The project file: what the original says, without titles, paths, sheets and headers.
pub(super) fn project_file(
    project: &Project,
    sources: &[Source],
    ids: &BTreeMap<String, String>,
) -> Written {
    let own = &project.file.project;
    let cohort = project.cohort();
    let mut head = Table::new();
    head.insert("name".into(), "Anonymised fixture".into());
    head.insert("as_of".into(), own.as_of.to_string().into());
    head.insert("languages".into(), strings(&own.languages));
    let mut counted = Table::new();
    counted.insert("from".into(), cohort.from.to_string().into());
    counted.insert("to".into(), cohort.to.to_string().into());
    counted.insert("horizon_days".into(), i64::from(cohort.horizon_days).into());
    head.insert("cohort".into(), counted.into());
    let mut linkage = Table::new();
    let bounds = project.file.linkage;
    for (name, value) in [
        ("link_threshold", bounds.link_threshold),
        ("possible_threshold", bounds.possible_threshold),
    ] {
        linkage.extend(value.map(|value| (name.to_owned(), value.into())));
    }
    let tables = sources
        .iter()
        .map(|source| source_table(&source.config, &source.tables, &ids[&source.config.id]));
    let mut file = Table::new();
    file.insert("project".into(), head.into());
    file.insert("linkage".into(), linkage.into());
    file.insert("source".into(), Value::Array(tables.map(Value::Table).collect()));
    let text = format!(
        "# Made by `sverka anonymize`. No name, number or day in it is of the original.\n\n{file}"
    );
    Written { name: FILE_NAME.to_owned(), bytes: text.into_bytes() }
}

fn strings(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| text.as_str().into()).collect())
}

fn source_table(config: &SourceConfig, tables: &[Mapped], id: &str) -> Table {
    let mut source = Table::new();
    source.insert("id".into(), id.into());
    source.insert("kind".into(), config.kind.code().into());
    source.insert("title".into(), format!("Source {id}").into());
    source.insert("as_of".into(), config.as_of.to_string().into());
    source.insert("layout".into(), config.layout.code().into());
    let mut coverage = Table::new();
    if let Some(period) = config.coverage.period {
        let days = [period.0.to_string(), period.1.to_string()];
        coverage.insert("period".into(), strings(&days));
    }
    coverage.insert("regions".into(), strings(&config.coverage.regions));
    coverage.insert("families".into(), strings(&config.coverage.families));
    source.insert("coverage".into(), coverage.into());
    let files = tables.iter().enumerate().map(|(number, mapped)| {
        let mut file = Table::new();
        file.insert("path".into(), path(id, number + 1).into());
        file.extend(mapped.spec.table.map(|table| ("table".to_owned(), table.code().into())));
        file.insert("separator".into(), ";".into());
        file.insert("encoding".into(), "utf-8".into());
        file.insert("header_row".into(), 1.into());
        let columns = mapped.fields.iter().filter(|(field, _)| {
            super::cells::Treatment::of(*field) != super::cells::Treatment::Dropped
        });
        let columns: Table =
            columns.map(|(field, _)| (field.to_string(), field.to_string().into())).collect();
        file.insert("columns".into(), columns.into());
        Value::Table(file)
    });
    source.insert("file".into(), Value::Array(files.collect()));
    let codes = config.codes.iter().map(|(list, words)| {
        let words: Table =
            words.iter().map(|(word, code)| (word.clone(), code.as_str().into())).collect();
        (list.clone(), Value::Table(words))
    });
    source.insert("codes".into(), Value::Table(codes.collect()));
    let mut dates = Table::new();
    dates.insert("order".into(), "dmy".into());
    dates.insert("placeholders".into(), strings(&config.dates.placeholders));
    source.insert("dates".into(), dates.into());
    source
}

/// The truth of a project under the new ids.
///
/// # Errors
/// [`Failure::Input`] when it is no table of four columns.
pub(super) fn truth(
    text: &str,
    ids: &BTreeMap<String, String>,
    numbers: &Numbers<'_>,
) -> Result<Written, Failure> {
    let refuse = |cause: csv::Error| Failure::Input {
        file: TRUTH.to_owned(),
        what: cause.to_string(),
        remedy: "it has the columns kind, left, right, value",
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        let row = row.map_err(refuse)?;
        let cells = row.iter().map(|cell| renamed(cell, ids, numbers));
        writer.write_record(cells).map_err(refuse)?;
    }
    Ok(Written { name: TRUTH.to_owned(), bytes: writer.into_inner().unwrap_or_default() })
}

/// A record id under its new name; anything else as it is, unless it could be an id.
fn renamed(cell: &str, ids: &BTreeMap<String, String>, numbers: &Numbers<'_>) -> String {
    let Some((source, _)) = cell.split_once(':') else { return cell.to_owned() };
    let Some(source) = ids.get(source) else { return cell.to_owned() };
    let id = RecordId::from(cell);
    let own =
        numbers.issued(&id).map_or_else(|| numbers.other(source, own_part(&id)), str::to_owned);
    format!("{source}:{own}")
}

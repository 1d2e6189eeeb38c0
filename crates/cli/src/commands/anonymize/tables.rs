//! The tables of a project as they lie in its files, with which column is which field. Reach for
//! [`read`]; it reads the same bytes the last run read, or refuses.

use std::collections::BTreeMap;

use ingest::code_map::CodeMaps;
use ingest::column_map::{ColumnMap, HeaderIndex};
use ingest::date_order::{DateOrder, OrderEvidence};
use ingest::date_text::DateReader;
use ingest::field::{Field, PersonPart, Slot};
use ingest::file::{KnownHeaders, read_table_knowing};
use ingest::preset::with_preset;
use ingest::source_config::{FileSpec, SourceConfig};
use ingest::table::{Cell, Table, TableRow};
use records::{PartialDate, PersonRole, PersonSide, Reference};

use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::project::Project;

/// A source with its tables.
pub(super) struct Source {
    pub(super) config: SourceConfig,
    pub(super) tables: Vec<Mapped>,
    dates: DateReader,
    codes: CodeMaps,
}

/// A table with its fields.
pub(super) struct Mapped {
    pub(super) spec: FileSpec,
    /// Without its rows.
    pub(super) table: Table,
    pub(super) rows: Vec<TableRow>,
    pub(super) fields: Vec<(Field, usize)>,
    orders: BTreeMap<usize, DateOrder>,
}

impl Source {
    /// The date of a cell; `None` for no date or none that can be read.
    pub(super) fn date(&self, mapped: &Mapped, column: usize, cell: &Cell) -> Option<PartialDate> {
        match cell {
            Cell::Date(day) => self.dates.typed(*day),
            Cell::DateTime(moment) => self.dates.typed(moment.date()),
            Cell::Number(number) => self.dates.serial(*number),
            Cell::Text(text) => {
                let order = mapped.orders.get(&column).copied().unwrap_or_default();
                self.dates.read(text, order)
            }
            Cell::Empty | Cell::Bool(_) | Cell::Error(_) => Ok(None),
        }
        .ok()
        .flatten()
    }

    /// On which side of its case the person stands whom a field of a row is about.
    pub(super) fn side(&self, mapped: &Mapped, row: &TableRow, field: Field) -> PersonSide {
        let role = match field {
            Field::Person(Slot::Group(role, _), _) => Some(role),
            Field::Person(slot, _) => {
                let role = Field::Person(slot, PersonPart::Role);
                let column = mapped.fields.iter().find(|(field, _)| *field == role);
                let word = column.and_then(|(_, column)| row.cells[*column].as_text());
                let code = word.and_then(|word| self.codes.code("role", &word));
                code.and_then(PersonRole::from_code)
            }
            _ => None,
        };
        role.map_or(PersonSide::Other, PersonRole::side)
    }

    /// The day that a word inside a number is, such as `05.03.2021` in `№ 12 от 05.03.2021`.
    pub(super) fn day(&self, word: &str) -> Option<PartialDate> {
        let dots = word.matches('.').count() == 2 && !word.chars().any(char::is_alphabetic);
        dots.then(|| self.dates.read(word, DateOrder::DayFirst).ok().flatten()).flatten()
    }
}

/// Reads every table of a project.
///
/// # Errors
/// Those of reading; [`Failure::Input`] when a file is not the one that was linked.
pub(super) fn read(
    project: &Project,
    reference: &Reference,
    files: &CaseFiles,
) -> Result<Vec<Source>, Failure> {
    let limits = &project.file.limits;
    let delivered = |name: &str, sha256: &str| {
        files
            .kept
            .iter()
            .flat_map(|kept| &kept.delivery.files)
            .any(|file| &*file.name == name && file.sha256 == sha256)
    };
    let mut sources = Vec::new();
    for config in &project.file.source {
        let config = with_preset(config, &project.dir)?.into_owned();
        let index = HeaderIndex::new(reference, config.kind);
        let of_files = config.file.iter().flat_map(|file| file.columns.values());
        let named = config.columns.values().chain(of_files).map(String::as_str);
        let known = KnownHeaders::new(reference, named);
        let mut tables = Vec::new();
        for spec in &config.file {
            let path = project.dir.join(&spec.path);
            let reading = read_table_knowing(&path, &spec.path, spec, limits, &known)?;
            if !delivered(&spec.path, &reading.sha256) {
                return Err(Failure::Input {
                    file: spec.path.clone(),
                    what: "is not the file that was linked".to_owned(),
                    remedy: "run `sverka run` first",
                });
            }
            let mut table = reading.table;
            let map = ColumnMap::resolve(&table, &config, &spec.columns, spec.table, &index)?.map;
            let fields: Vec<(Field, usize)> = map.fields().collect();
            let orders = orders(&table, &fields, config.dates.order);
            let rows = std::mem::take(&mut table.rows).iter().collect();
            tables.push(Mapped { spec: spec.clone(), table, rows, fields, orders });
        }
        let order = config.dates.order.unwrap_or_default();
        let dates = DateReader::new(reference, config.as_of)
            .with_placeholders(&config.dates.placeholders, order);
        let codes = CodeMaps::new(&config, reference)?;
        sources.push(Source { config, tables, dates, codes });
    }
    Ok(sources)
}

/// Day and month of each column of dates, as they are found when the source is read.
fn orders(
    table: &Table,
    fields: &[(Field, usize)],
    stated: Option<DateOrder>,
) -> BTreeMap<usize, DateOrder> {
    let columns = fields.iter().filter(|(field, _)| field.is_date()).map(|(_, column)| *column);
    columns
        .map(|column| {
            let mut evidence = OrderEvidence::default();
            for row in table.rows.iter() {
                if let Cell::Text(text) = &row.cells[column] {
                    evidence.add(text);
                }
            }
            (column, evidence.conclude(stated).order())
        })
        .collect()
}

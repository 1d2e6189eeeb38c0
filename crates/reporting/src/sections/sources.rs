//! What was read: sources with their as-of dates, coverage and hashes, the accounting of every row,
//! and the rows that were refused.

use std::collections::BTreeMap;

use records::{Coverage, RecordId, RefusalReason, SourceKind};

use super::Context;
use crate::error::ReportingError;
use crate::input::SourceQuarantine;
use crate::model::{Block, Cell, ColumnKind, Section, Table};
use crate::number_format;

/// Sources, accounting, refusals.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    context.section(
        "sources",
        vec![
            context.paragraph("sources-lead")?,
            Block::Table(sources(context)?),
            Block::Table(accounting(context)?),
            Block::Table(quarantine(context)?),
            Block::Table(files(context)?),
        ],
    )
}

fn sources(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let rows = context
        .input
        .run
        .sources
        .iter()
        .map(|source| {
            let delivery = &source.delivery;
            Ok(vec![
                Cell::Text(delivery.title.clone()),
                Cell::Code(delivery.source.to_string()),
                Cell::Text(words.source_kind(delivery.kind)?),
                context.date(records::PartialDate::day(delivery.as_of))?,
                Cell::Text(coverage(context, &delivery.coverage)?),
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    context.table(
        "sources",
        &[
            ("source", ColumnKind::Label),
            ("source-id", ColumnKind::Code),
            ("source-kind", ColumnKind::Text),
            ("as-of", ColumnKind::Date),
            ("coverage", ColumnKind::LongText),
        ],
        rows,
    )
}

/// A declared coverage in words; what is not restricted is said to be whole.
fn coverage(context: &Context<'_>, coverage: &Coverage) -> Result<String, ReportingError> {
    let words = context.words;
    let mut told = Vec::new();
    if let Some((from, to)) = coverage.period {
        let short = |date| number_format::day_in_table(words.catalogue(), date);
        told.push(format!("{} – {}", short(from)?, short(to)?));
    }
    if !coverage.regions.is_empty() {
        let names: Vec<String> = coverage.regions.iter().map(|code| words.place(code)).collect();
        told.push(names.join(", "));
    }
    if !coverage.families.is_empty() {
        let names: Vec<String> = coverage.families.iter().map(|id| words.family(id)).collect();
        told.push(names.join(", "));
    }
    if told.is_empty() { words.text("coverage-unrestricted") } else { Ok(told.join("; ")) }
}

fn accounting(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut lists) = (Vec::new(), Vec::new());
    for source in &context.input.run.sources {
        let of_source = |row: &&SourceQuarantine| row.source == source.delivery.source;
        let refused = context.input.quarantine.iter().filter(of_source);
        lists.push((rows.len(), vec![3], refused.map(place).collect()));
        // A register is too long to be listed; its file and hash are in the last table.
        if source.delivery.kind == SourceKind::Ngo {
            let all = context.input.analysis.findings.iter().map(|finding| &finding.report);
            let own = format!("{}:", source.delivery.source);
            let made = all.filter(|id| id.as_str().starts_with(&own)).map(RecordId::to_string);
            lists.push((rows.len(), vec![4], made.collect()));
        }
        if source.rows_in != source.rows_in_records + source.quarantined {
            return Err(ReportingError::Disagreement {
                what: format!("rows of {}", source.delivery.source),
                left: source.rows_in,
                right: source.rows_in_records + source.quarantined,
            });
        }
        rows.push(vec![
            Cell::Text(source.delivery.title.clone()),
            Cell::Count(source.rows_in),
            Cell::Count(source.rows_in_records),
            Cell::Count(source.quarantined),
            Cell::Count(source.records),
        ]);
    }
    let table = context.table(
        "row_accounting",
        &[
            ("source", ColumnKind::Label),
            ("rows-in", ColumnKind::Number),
            ("rows-in-records", ColumnKind::Number),
            ("rows-refused", ColumnKind::Number),
            ("records-made", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_lists(table, lists))
}

/// Where a refused row stands: file, sheet, row.
fn place(refused: &SourceQuarantine) -> String {
    let at = &refused.row.at;
    let sheet = at.sheet.as_ref().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
    format!("{}{sheet}:{}", at.file, at.row)
}

fn quarantine(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let mut counts: BTreeMap<(&str, RefusalReason, &str), Vec<String>> = BTreeMap::new();
    for row in context.input.quarantine {
        let column = row.row.column.as_deref().unwrap_or("");
        counts.entry((&row.source.0, row.row.reason, column)).or_default().push(place(row));
    }
    let lists: Vec<_> =
        counts.values().enumerate().map(|(at, places)| (at, vec![3], places.clone())).collect();
    let rows = counts
        .into_iter()
        .map(|((source, reason, column), places)| {
            Ok(vec![
                Cell::Text(words.source_title(source)),
                Cell::Text(words.refusal(reason)?),
                if column.is_empty() { Cell::Empty } else { Cell::Text(column.to_owned()) },
                Cell::Count(places.len() as u64),
                Cell::Text(words.remedy(reason)?),
            ])
        })
        .collect::<Result<_, ReportingError>>()?;
    let table = context.table(
        "refused_rows",
        &[
            ("source", ColumnKind::Label),
            ("refusal", ColumnKind::Text),
            ("file-column", ColumnKind::Text),
            ("rows-refused", ColumnKind::Number),
            ("remedy", ColumnKind::LongText),
        ],
        rows,
    )?;
    Ok(context.with_lists(table, lists))
}

fn files(context: &Context<'_>) -> Result<Table, ReportingError> {
    let mut rows = Vec::new();
    for source in &context.input.run.sources {
        for file in &source.delivery.files {
            rows.push(vec![
                Cell::Code(file.name.to_string()),
                Cell::Text(source.delivery.title.clone()),
                Cell::Count(file.bytes),
                Cell::Code(file.sha256.clone()),
            ]);
        }
    }
    context.table(
        "files",
        &[
            ("file", ColumnKind::Code),
            ("source", ColumnKind::Text),
            ("bytes", ColumnKind::Number),
            ("sha256", ColumnKind::Code),
        ],
        rows,
    )
}

//! The report's sections, built from an analysis in the words of one language. Reach for [`build`];
//! each module below writes one part. They count nothing that the analysis has counted: figures
//! come by id, tables list what is there.

mod attrition_flow;
mod case_list;
mod changes;
mod comparison;
mod curves;
mod doubt;
mod evidence;
mod findings_first;
mod glossary;
mod ladder;
mod lists;
mod method;
mod office;
mod returns;
mod sources;
mod strata;
mod times;

use std::collections::BTreeMap;

use attrition::{Figure, Finding, ReportFinding};
use records::{PartialDate, RecordId};

use crate::error::ReportingError;
use crate::input::ReportInput;
use crate::model::{Block, Cell, Column, ColumnKind, Frame, IdList, Report, Section, Table};
use crate::number_format;
use crate::words::Words;

pub(crate) use office::{asked, build as office};

/// What every section is built from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) input: &'a ReportInput<'a>,
    pub(crate) words: &'a Words<'a>,
}

impl<'a> Context<'a> {
    /// The figure with this id.
    fn figure(&self, id: &str) -> Result<&'a Figure, ReportingError> {
        self.optional_figure(id).ok_or_else(|| ReportingError::MissingFigure { id: id.to_owned() })
    }

    fn optional_figure(&self, id: &str) -> Option<&'a Figure> {
        let figures = &self.input.analysis.figures;
        figures.binary_search_by(|figure| figure.id.as_str().cmp(id)).ok().map(|at| &figures[at])
    }

    /// The findings of this kind, in report order.
    fn findings(&self, kind: Finding) -> impl Iterator<Item = &'a ReportFinding> + use<'a> {
        self.input.analysis.findings.iter().filter(move |finding| finding.finding == kind)
    }

    /// A table whose caption, note and headings are the messages `table-NAME`, `table-NAME-note`
    /// and `column-KEY`.
    fn table(
        &self,
        name: &str,
        columns: &[(&str, ColumnKind)],
        rows: Vec<Vec<Cell>>,
    ) -> Result<Table, ReportingError> {
        let key = name.replace('_', "-");
        Ok(Table {
            name: name.to_owned(),
            title: self.words.text(&format!("table-{key}"))?,
            note: self.words.text(&format!("table-{key}-note"))?,
            columns: columns
                .iter()
                .map(|(key, kind)| {
                    let title = self.words.text(&format!("column-{key}"))?;
                    Ok(Column { title, kind: *kind })
                })
                .collect::<Result<_, ReportingError>>()?,
            rows,
            empty: self.words.text("table-empty")?,
            figures: BTreeMap::new(),
            lists: Vec::new(),
        })
    }

    /// The table with the figures that its numbers are, as (row, column or the whole row, id), so
    /// that each leads to the records behind it. Ids that are no figure are left out.
    fn with_figures(
        &self,
        mut table: Table,
        figures: impl IntoIterator<Item = (usize, Option<usize>, String)>,
    ) -> Table {
        let known = figures.into_iter().filter(|(.., id)| self.optional_figure(id).is_some());
        table.figures.extend(known.map(|(row, column, id)| ((row, column), id)));
        table
    }

    /// The table with lists of the records behind numbers that are no figure, each as row, columns
    /// and ids. It is named after the table and the first of these cells.
    fn with_lists(
        &self,
        mut table: Table,
        lists: impl IntoIterator<Item = (usize, Vec<usize>, Vec<String>)>,
    ) -> Table {
        for (row, columns, ids) in lists {
            let Some(&column) = columns.first() else { continue };
            let id = format!("{}.{row}.{column}", table.name);
            let cell = |at: usize| table.rows[row][at].shown(self.words.language());
            let worded = |at: &usize| {
                let kind = table.columns[*at].kind;
                *at < column && matches!(kind, ColumnKind::Label | ColumnKind::Text)
            };
            let about: Vec<String> = (0..table.columns.len()).filter(worded).map(cell).collect();
            let label = format!("{}: {}", about.join(", "), table.columns[column].title);
            let cells = columns.iter().map(|column| ((row, Some(*column)), id.clone()));
            table.figures.extend(cells);
            table.lists.push(IdList { id, label, ids });
        }
        table
    }

    fn paragraph(&self, key: &str) -> Result<Block, ReportingError> {
        Ok(Block::Paragraph(self.words.text(key)?))
    }

    fn section(&self, id: &'static str, blocks: Vec<Block>) -> Result<Section, ReportingError> {
        Ok(Section { id, title: self.words.text(&format!("section-{id}"))?, blocks })
    }

    /// A date as a cell.
    fn date(&self, date: Option<PartialDate>) -> Result<Cell, ReportingError> {
        Ok(match date {
            Some(date) => Cell::Date(date, number_format::partial(self.words.catalogue(), date)?),
            None => Cell::Empty,
        })
    }

    pub(crate) fn day(&self, date: jiff::civil::Date) -> Result<String, ReportingError> {
        number_format::day(self.words.catalogue(), date)
    }
}

/// Ids as they stand in a list.
fn told(ids: &[RecordId]) -> Vec<String> {
    ids.iter().map(RecordId::to_string).collect()
}

/// Share, and both ends of the interval, of a figure as three cells.
fn rate_cells(figure: &Figure) -> [Cell; 3] {
    let share = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Share);
    [
        share(figure.denominator.and(figure.value)),
        share(figure.interval.map(|interval| interval.low)),
        share(figure.interval.map(|interval| interval.high)),
    ]
}

/// The whole report in the language of `words`.
pub(crate) fn build(input: &ReportInput<'_>, words: &Words<'_>) -> Result<Report, ReportingError> {
    let context = Context { input, words };
    let cohort = input.analysis.cohort;
    let particular =
        |key: &str, value: String| -> Result<_, ReportingError> { Ok((words.text(key)?, value)) };
    let period = words.format(
        "period-from-to",
        &[("from", context.day(cohort.from)?.into()), ("to", context.day(cohort.to)?.into())],
    )?;
    let (headline, findings_first) = findings_first::section(&context)?;
    Ok(Report {
        language: words.language().code(),
        title: words.text("report-title")?,
        particulars: vec![
            particular("particular-project", input.run.project.clone())?,
            particular("particular-cohort", period)?,
            particular("particular-as-of", context.day(cohort.as_of)?)?,
            particular("particular-version", format!("Sverka {}", input.run.version))?,
        ],
        headline,
        notice: words.text("notice-restricted-without-names")?,
        sections: vec![
            findings_first,
            ladder::section(&context)?,
            attrition_flow::funnel(&context)?,
            attrition_flow::drop_outs(&context)?,
            times::section(&context)?,
            case_list::unregistered(&context)?,
            case_list::undetermined(&context)?,
            lists::registered_otherwise(&context)?,
            lists::obstacles(&context)?,
            lists::rereview(&context)?,
            strata::section(&context)?,
            changes::section(&context)?,
            lists::discrepancies(&context)?,
            comparison::section(&context)?,
            sources::section(&context)?,
            method::section(&context)?,
            glossary::section(&context)?,
        ],
        frame: frame(words, "frame-produced-by", &input.run.checkpoint)?,
    })
}

/// The words of the page frame; `produced_by` is the key of the sentence that says what made it.
pub(crate) fn frame(
    words: &Words<'_>,
    produced_by: &str,
    checkpoint: &str,
) -> Result<Frame, ReportingError> {
    Ok(Frame {
        contents: words.text("frame-contents")?,
        skip_to_content: words.text("frame-skip")?,
        sheet: words.text("frame-sheet")?,
        table: words.text("frame-table")?,
        rows: words.text("frame-rows")?,
        page: words
            .format("frame-page", &[("page", "{page}".into()), ("pages", "{pages}".into())])?,
        more: words.format(
            "frame-more",
            &[("shown", "{shown}".into()), ("all", "{all}".into()), ("sheet", "{sheet}".into())],
        )?,
        produced_by: words.text(produced_by)?,
        checkpoint: words.format("frame-checkpoint", &[("checkpoint", checkpoint.into())])?,
        for_evidence: words.text("evidence-for")?,
        against_evidence: words.text("evidence-against")?,
    })
}

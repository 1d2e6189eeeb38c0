//! The report as one self-contained page: no script, nothing loaded from elsewhere, fit for paper.
//! Every number also stands unformatted in a `data-value` attribute, so that the page can be read
//! back.

use askama::Template;

use crate::chart::{self, Drawing};
use crate::error::ReportingError;
use crate::figure_page;
use crate::language::Language;
use crate::model::{Block, CaseList, Cell, Chart, ColumnKind, Report, Table};
use crate::number_format as format;
use crate::step_chart::{self, StepChart, StepDrawing};

/// Tables up to this many rows are kept on one page.
const SHORT_ROWS: usize = 14;

#[derive(Template)]
#[template(path = "gap-report.html")]
struct Page<'a> {
    report: &'a Report,
    language: Language,
}

/// The page as UTF-8.
pub(crate) fn render(report: &Report, language: Language) -> Result<Vec<u8>, ReportingError> {
    let page = Page { report, language };
    Ok(page.render()?.into_bytes())
}

impl Page<'_> {
    fn shown(&self, cell: &Cell) -> String {
        cell.shown(self.language)
    }

    fn bits(&self, bits: &f64) -> String {
        format::signed(self.language, *bits, 1)
    }

    /// Where the records behind a number are listed.
    fn ids_of(&self, figure: &str) -> String {
        format!("{}#{}", figure_page::name(self.language), figure_page::anchor(figure))
    }

    /// The same for a cell of a table, if it is a number with records behind it.
    fn link(&self, table: &Table, row: &usize, column: &usize) -> Option<String> {
        let kind = table.columns.get(*column)?.kind;
        let empty = matches!(table.rows.get(*row)?.get(*column)?, Cell::Empty);
        let figure =
            table.figure(*row, *column).filter(|_| kind == ColumnKind::Number && !empty)?;
        Some(self.ids_of(figure))
    }

    /// Whether a table is kept on one page.
    fn is_short(&self, table: &Table) -> bool {
        table.rows.len() <= SHORT_ROWS
    }

    /// Whether a fact of a card takes the whole width; `at` counts from one, past the heading.
    fn is_long(&self, list: &CaseList, at: &usize) -> bool {
        list.facts.columns.get(*at).is_some_and(|column| column.kind == ColumnKind::LongText)
    }

    /// Both drawings of a chart: for a page and for a phone.
    fn drawings(&self, chart: &Chart) -> askama::Result<[String; 2]> {
        let drawn = |drawing: Drawing| chart::svg(chart, &drawing, false);
        Ok([drawn(Drawing::wide(chart))?, drawn(Drawing::narrow(chart))?])
    }

    fn step_drawings(&self, chart: &StepChart) -> askama::Result<[String; 2]> {
        let drawn = |drawing: StepDrawing| step_chart::svg(chart, &drawing, false);
        Ok([drawn(StepDrawing::wide(chart))?, drawn(StepDrawing::narrow(chart))?])
    }
}

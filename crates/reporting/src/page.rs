//! The report as one self-contained page: no script, nothing loaded from elsewhere, fit for paper.
//! Every number also stands unformatted in a `data-value` attribute, so that the page can be read
//! back.

mod chart;
mod figure_page;

use askama::Template;

use crate::error::ReportingError;
use crate::language::Language;
use crate::model::{Block, CaseList, Cell, ColumnKind, Report, Section, Table};
use crate::number_format as format;
use chart::Drawing;
pub(crate) use figure_page::{name as figures_name, render as render_figures};

/// A section with a table of at least this many columns, two of them sentences, is printed in
/// landscape.
const WIDE_COLUMNS: usize = 8;
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
    /// A cell as the reader sees it.
    fn shown(&self, cell: &Cell) -> String {
        shown(self.language, cell)
    }

    /// Text whose ranges (`21–37`) stay on one line.
    fn unbroken(&self, text: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let mut joined = String::with_capacity(text.len() + 12);
        for (at, letter) in letters.iter().enumerate() {
            let digit = |at: Option<usize>| {
                at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit)
            };
            if *letter == '–' && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
                joined.push_str("\u{2060}–\u{2060}");
            } else {
                joined.push(*letter);
            }
        }
        joined
    }

    fn bits(&self, bits: &f64) -> String {
        format::signed(self.language, *bits, 1)
    }

    /// Whether a section needs landscape pages.
    fn is_wide(&self, section: &Section) -> bool {
        section.blocks.iter().any(|block| match block {
            Block::Table(table) => {
                let long = table.columns.iter().filter(|c| c.kind == ColumnKind::LongText).count();
                table.columns.len() >= WIDE_COLUMNS && long >= 2
            }
            _ => false,
        })
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
    fn drawings(&self, chart: &crate::model::Chart) -> [Drawing; 2] {
        [Drawing::wide(chart), Drawing::narrow(chart)]
    }
}

/// A cell as the reader sees it.
pub(crate) fn shown(language: Language, cell: &Cell) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Hidden => Cell::HIDDEN.to_owned(),
        Cell::Text(text) | Cell::Code(text) | Cell::Date(_, text) => text.clone(),
        Cell::Count(count) => format::count(language, *count),
        Cell::Share(share) => format::percent(language, *share, 1),
        Cell::Probability(value) => format::probability(language, *value),
        Cell::Bits(bits) => format::signed(language, *bits, 1),
        Cell::Points(change) => format::signed(language, *change * 100.0, 1),
    }
}

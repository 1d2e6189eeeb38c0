//! The report for a typesetter: a Typst template that stands in `templates/` and the report as the
//! data it reads, with every value worded as on the page. Reach for [`render`]; what makes pages of
//! it is handed in from outside, so that this crate compiles without a typesetter.
//!
//! Text reaches the template as data and never as markup.

use std::error::Error;

use jiff::civil::Date;
use serde::Serialize;

use crate::chart::{self, Drawing};
use crate::columns;
use crate::error::ReportingError;
use crate::input::OutputFile;
use crate::language::Language;
use crate::model::{
    Block, CandidateNote, CaseCard, CaseList, Cell, ColumnKind, Frame, Report, Section, Table,
};
use crate::number_format;
use crate::step_chart::{self, StepDrawing};

/// Makes a PDF of a document, or says why it cannot.
pub type Typeset<'a> =
    dyn Fn(&PrintDocument) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> + Sync + 'a;

/// A document to be typeset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintDocument {
    /// Name of the file to be, e.g. `gap-report.ru.pdf`.
    pub name: String,
    /// Typst source.
    pub template: &'static str,
    /// What the template reads, by the name it reads it under.
    pub files: Vec<(String, Vec<u8>)>,
}

const TEMPLATE: &str = include_str!("../templates/gap-report.typ");
/// The name under which the template reads the report.
const DATA: &str = "report.json";
/// Rows of a table and cases of a list that are printed. Whoever needs more needs the workbook, and a
/// report over thousands of cases must not take gigabytes to typeset.
const ROWS_ON_PAPER: usize = 300;
const CASES_ON_PAPER: usize = 100;
/// The report as the template reads it.
#[derive(Serialize)]
struct Printed<'a> {
    language: &'a str,
    title: &'a str,
    headline: String,
    notice: &'a str,
    particulars: &'a [(String, String)],
    /// Year, month, day: the date of the document.
    date: (i16, i8, i8),
    contents: &'a str,
    page: &'a str,
    produced_by: &'a str,
    checkpoint: &'a str,
    for_evidence: &'a str,
    against_evidence: &'a str,
    sections: Vec<PrintedSection<'a>>,
}

#[derive(Serialize)]
struct PrintedSection<'a> {
    id: &'a str,
    title: &'a str,
    wide: bool,
    blocks: Vec<PrintedBlock<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum PrintedBlock<'a> {
    Paragraph { text: &'a str },
    Statements { items: Vec<String> },
    Points { items: &'a [String] },
    KeyFigures { figures: Vec<PrintedKeyFigure<'a>> },
    Table(PrintedTable<'a>),
    Chart { file: Option<String>, message: Option<&'a str>, title: &'a str, description: &'a str },
    Cases { empty: &'a str, cards: Vec<PrintedCard<'a>>, more: Option<String> },
    Definitions { terms: &'a [(String, String)] },
}

#[derive(Serialize)]
struct PrintedKeyFigure<'a> {
    text: &'a str,
    label: &'a str,
    share: Option<String>,
}

#[derive(Serialize)]
struct PrintedTable<'a> {
    title: &'a str,
    note: &'a str,
    empty: &'a str,
    /// Kept on one page.
    whole: bool,
    /// No row is broken between pages.
    whole_rows: bool,
    columns: Vec<PrintedColumn<'a>>,
    rows: Vec<Vec<String>>,
    /// Where the rows are that are not printed.
    more: Option<String>,
}

#[derive(Serialize)]
struct PrintedColumn<'a> {
    title: &'a str,
    /// Numbers and dates stand to the right.
    right: bool,
    /// What the row is about.
    heads_row: bool,
    /// Share of the width, letters.
    width: f64,
}

#[derive(Serialize)]
struct PrintedCard<'a> {
    title: String,
    statements: &'a [String],
    facts: Vec<PrintedFact<'a>>,
    candidates: Vec<PrintedCandidate<'a>>,
}

#[derive(Serialize)]
struct PrintedFact<'a> {
    label: &'a str,
    value: String,
    /// Takes the whole width.
    long: bool,
}

#[derive(Serialize)]
struct PrintedCandidate<'a> {
    summary: &'a str,
    supporting: Vec<PrintedEvidence<'a>>,
    opposing: Vec<PrintedEvidence<'a>>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct PrintedEvidence<'a> {
    bits: String,
    told: &'a str,
    strength: &'a str,
}

/// The report on paper as `STEM.pdf`, where there is a typesetter. Its date is the as-of date.
pub(crate) fn render(
    stem: &str,
    report: &Report,
    language: Language,
    as_of: Date,
    typeset: Option<&Typeset<'_>>,
) -> Result<Option<OutputFile>, ReportingError> {
    let Some(typeset) = typeset else { return Ok(None) };
    let document = document(format!("{stem}.pdf"), report, language, as_of)?;
    match typeset(&document) {
        Ok(bytes) => Ok(Some(OutputFile { name: document.name, bytes })),
        Err(source) => Err(ReportingError::Typeset { file: document.name, source }),
    }
}

fn document(
    name: String,
    report: &Report,
    language: Language,
    as_of: Date,
) -> Result<PrintDocument, ReportingError> {
    let data = serde_json::to_vec(&printed(report, language, as_of))
        .map_err(|source| ReportingError::Json { file: DATA, source })?;
    let mut files = vec![(DATA.to_owned(), data)];
    for block in report.sections.iter().flat_map(|section| &section.blocks) {
        let (id, drawing) = match block {
            Block::Chart(chart) if !chart.bars.is_empty() => {
                (chart.id, chart::svg(chart, &Drawing::wide(chart), true)?)
            }
            Block::Steps(chart) if !chart.panels.is_empty() => {
                (chart.id, step_chart::svg(chart, &StepDrawing::wide(chart), true)?)
            }
            _ => continue,
        };
        files.push((drawing_name(id), drawing.into_bytes()));
    }
    Ok(PrintDocument { name, template: TEMPLATE, files })
}

fn drawing_name(id: &str) -> String {
    format!("{id}.svg")
}

fn printed(report: &Report, language: Language, date: Date) -> Printed<'_> {
    let frame = &report.frame;
    Printed {
        language: report.language,
        title: &report.title,
        headline: number_format::unbroken(&report.headline),
        notice: &report.notice,
        particulars: &report.particulars,
        date: (date.year(), date.month(), date.day()),
        contents: &frame.contents,
        page: &frame.page,
        produced_by: &frame.produced_by,
        checkpoint: &frame.checkpoint,
        for_evidence: &frame.for_evidence,
        against_evidence: &frame.against_evidence,
        sections: report
            .sections
            .iter()
            .enumerate()
            .map(|(at, section)| section_of(section, at == 0, frame, language))
            .collect(),
    }
}

/// The first section follows the title on its page, so that it stands upright whatever its tables.
fn section_of<'a>(
    section: &'a Section,
    first: bool,
    frame: &Frame,
    language: Language,
) -> PrintedSection<'a> {
    let wide = !first
        && section.blocks.iter().filter_map(Block::table).any(|table| {
            let (titles, rows) = worded(table, language);
            columns::needs_landscape(&titles, &rows)
        });
    PrintedSection {
        id: section.id,
        title: &section.title,
        wide,
        blocks: section.blocks.iter().map(|block| block_of(block, wide, frame, language)).collect(),
    }
}

fn block_of<'a>(
    block: &'a Block,
    wide: bool,
    frame: &Frame,
    language: Language,
) -> PrintedBlock<'a> {
    match block {
        Block::Paragraph(text) => PrintedBlock::Paragraph { text },
        Block::Statements(statements) => PrintedBlock::Statements {
            items: statements.iter().map(|text| number_format::unbroken(text)).collect(),
        },
        Block::Points(items) => PrintedBlock::Points { items },
        Block::KeyFigures(figures) => PrintedBlock::KeyFigures {
            figures: figures
                .iter()
                .map(|figure| PrintedKeyFigure {
                    text: &figure.text,
                    label: &figure.label,
                    share: figure.share.as_deref().map(number_format::unbroken),
                })
                .collect(),
        },
        Block::Table(table) => PrintedBlock::Table(table_of(table, wide, frame, language)),
        Block::Chart(chart) => PrintedBlock::Chart {
            file: (!chart.bars.is_empty()).then(|| drawing_name(chart.id)),
            message: chart.message.as_deref(),
            title: &chart.title,
            description: &chart.description,
        },
        Block::Steps(chart) => PrintedBlock::Chart {
            file: (!chart.panels.is_empty()).then(|| drawing_name(chart.id)),
            message: chart.message.as_deref(),
            title: &chart.title,
            description: &chart.description,
        },
        Block::Cases(list) => PrintedBlock::Cases {
            empty: &list.facts.empty,
            cards: list
                .cards
                .iter()
                .take(CASES_ON_PAPER)
                .map(|card| card_of(list, card, language))
                .collect(),
            more: more(frame, &list.facts, CASES_ON_PAPER, language),
        },
        Block::Definitions(terms) => PrintedBlock::Definitions { terms },
    }
}

/// Headings and printed rows of a table.
fn worded(table: &Table, language: Language) -> (Vec<&str>, Vec<Vec<String>>) {
    let row = |row: &Vec<Cell>| -> Vec<String> {
        row.iter().map(|cell| breakable(cell, language)).collect()
    };
    (
        table.columns.iter().map(|column| column.title.as_str()).collect(),
        table.rows.iter().take(ROWS_ON_PAPER).map(row).collect(),
    )
}

/// Where everything stands, if not all is printed.
fn more(frame: &Frame, table: &Table, printed: usize, language: Language) -> Option<String> {
    let count = |count: usize| number_format::count(language, count as u64);
    (table.rows.len() > printed).then(|| {
        frame
            .more
            .replace("{shown}", &count(printed))
            .replace("{all}", &count(table.rows.len()))
            .replace("{sheet}", &table.name)
    })
}

fn table_of<'a>(
    table: &'a Table,
    wide: bool,
    frame: &Frame,
    language: Language,
) -> PrintedTable<'a> {
    let (titles, rows) = worded(table, language);
    let layout = columns::lay_out(&titles, &rows, wide);
    PrintedTable {
        title: &table.title,
        note: &table.note,
        empty: &table.empty,
        whole: layout.whole,
        whole_rows: layout.whole_rows,
        columns: table
            .columns
            .iter()
            .zip(layout.widths)
            .map(|(column, width)| PrintedColumn {
                title: &column.title,
                right: matches!(column.kind, ColumnKind::Number | ColumnKind::Date),
                heads_row: column.kind == ColumnKind::Label,
                width,
            })
            .collect(),
        rows,
        more: more(frame, table, ROWS_ON_PAPER, language),
    }
}

/// The cell as shown; ids and hashes may be broken after their punctuation once eight letters stand
/// before it and, where they have none, after every sixteenth letter.
fn breakable(cell: &Cell, language: Language) -> String {
    let shown = cell.shown(language);
    if !matches!(cell, Cell::Code(_)) {
        return shown;
    }
    let mut text = String::with_capacity(shown.len() + 16);
    let mut run = 0;
    for letter in shown.chars() {
        text.push(letter);
        run += 1;
        if (run >= 8 && !letter.is_alphanumeric()) || run == 16 {
            text.push(columns::BREAK);
            run = 0;
        }
    }
    text
}

fn card_of<'a>(list: &'a CaseList, card: &'a CaseCard, language: Language) -> PrintedCard<'a> {
    let facts: Vec<PrintedFact<'_>> = card
        .facts
        .iter()
        // The first column is the heading.
        .zip(list.facts.columns.iter().skip(1))
        .filter(|((_, cell), _)| *cell != Cell::Empty)
        .map(|((label, cell), column)| PrintedFact {
            label,
            value: breakable(cell, language),
            long: column.kind == ColumnKind::LongText,
        })
        .collect();
    let candidates: Vec<PrintedCandidate<'_>> =
        card.candidates.iter().map(|candidate| candidate_of(candidate, language)).collect();
    PrintedCard {
        title: breakable(&Cell::Code(card.title.clone()), language),
        statements: &card.statements,
        facts,
        candidates,
    }
}

fn candidate_of(candidate: &CandidateNote, language: Language) -> PrintedCandidate<'_> {
    PrintedCandidate {
        summary: &candidate.summary,
        supporting: evidence_of(&candidate.supporting, language),
        opposing: evidence_of(&candidate.opposing, language),
        remarks: &candidate.remarks,
    }
}

fn evidence_of(evidence: &[(String, f64, String)], language: Language) -> Vec<PrintedEvidence<'_>> {
    evidence
        .iter()
        .map(|(told, bits, strength)| PrintedEvidence {
            bits: number_format::signed(language, *bits, 1),
            told,
            strength,
        })
        .collect()
}

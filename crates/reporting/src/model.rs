//! The report as data: sections of paragraphs, tables with typed cells, charts and case cards.
//! Built once per language, then rendered as a page, as a workbook and on paper, so that they cannot
//! disagree. It holds no layout.

use std::collections::BTreeMap;

use attrition::CountingUnit;
use records::PartialDate;

use crate::language::Language;
use crate::number_format as format;
use crate::step_chart::StepChart;

/// A section with a table of at least this many columns, two of them sentences, needs wide paper.
const WIDE_COLUMNS: usize = 8;

/// A whole report in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    /// Language code, for `lang`.
    pub(crate) language: &'static str,
    /// Title.
    pub(crate) title: String,
    /// Project, cohort, as-of date, each one line.
    pub(crate) particulars: Vec<(String, String)>,
    /// The message in one sentence.
    pub(crate) headline: String,
    /// What every reader must know before reading on: disclosure, draft state.
    pub(crate) notice: String,
    /// Sections in reading order.
    pub(crate) sections: Vec<Section>,
    /// Words of the page frame.
    pub(crate) frame: Frame,
}

/// Words that belong to the page rather than to the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) contents: String,
    pub(crate) skip_to_content: String,
    pub(crate) sheet: String,
    pub(crate) table: String,
    pub(crate) rows: String,
    /// `{page}` and `{pages}` stand for the numbers.
    pub(crate) page: String,
    /// `{shown}`, `{all}` and `{sheet}` stand for what is printed, what there is, and where.
    pub(crate) more: String,
    pub(crate) produced_by: String,
    /// Where the audit log stood; the last line of every page and sheet.
    pub(crate) checkpoint: String,
    pub(crate) for_evidence: String,
    pub(crate) against_evidence: String,
}

/// A part of the report with a heading.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Section {
    /// Anchor.
    pub(crate) id: &'static str,
    /// Heading.
    pub(crate) title: String,
    /// Content in reading order.
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    /// Whether its tables need paper in landscape.
    pub(crate) fn is_wide(&self) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::Table(table) => {
                let long = table.columns.iter().filter(|c| c.kind == ColumnKind::LongText).count();
                table.columns.len() >= WIDE_COLUMNS && long >= 2
            }
            _ => false,
        })
    }
}

/// A piece of content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// Running text.
    Paragraph(String),
    /// Numbered statements of the first page.
    Statements(Vec<String>),
    /// Points of equal weight.
    Points(Vec<String>),
    /// The few numbers of the first page.
    KeyFigures(Vec<KeyFigure>),
    /// A table.
    Table(Table),
    /// A chart; the table with the same numbers follows it.
    Chart(Chart),
    /// Step curves; the tables with the same numbers follow them.
    Steps(StepChart),
    /// Cases, one card each.
    Cases(Box<CaseList>),
    /// Terms and what they mean.
    Definitions(Vec<(String, String)>),
}

impl Block {
    /// The table, if it is one.
    pub(crate) const fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// A number of the first page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyFigure {
    /// Figure id.
    pub(crate) figure: String,
    /// The number.
    pub(crate) count: u64,
    /// The number with what it is out of, as printed.
    pub(crate) text: String,
    /// What it counts.
    pub(crate) label: String,
    /// Share and interval in words, if it is a rate.
    pub(crate) share: Option<String>,
}

/// A table. One header row, every row as long as the header.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// Name: letters, digits and `_`; also the Excel table name. The same in every language.
    pub(crate) name: String,
    /// Caption.
    pub(crate) title: String,
    /// What to know before reading it.
    pub(crate) note: String,
    /// Columns.
    pub(crate) columns: Vec<Column>,
    /// Rows.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Said instead of rows where there are none.
    pub(crate) empty: String,
    /// Ids of the figures, or of the lists, that its numbers are: by row and, where a row holds
    /// several, by column.
    pub(crate) figures: BTreeMap<(usize, Option<usize>), String>,
    /// Records behind numbers that are no figure.
    pub(crate) lists: Vec<IdList>,
}

/// The records, rows or pairs behind a number that is no figure of the analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdList {
    /// Unique among figures and lists.
    pub(crate) id: String,
    /// What the number counts.
    pub(crate) label: String,
    /// Each once per time it counts; sorted here.
    pub(crate) ids: Vec<String>,
}

impl Table {
    /// The figure that the number in this cell is.
    pub(crate) fn figure(&self, row: usize, column: usize) -> Option<&str> {
        let found = self.figures.get(&(row, Some(column)));
        found.or_else(|| self.figures.get(&(row, None))).map(String::as_str)
    }

    /// Without the columns that no row fills; to be asked before figures are named by column.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        debug_assert!(self.figures.is_empty() && self.lists.is_empty(), "{}", self.name);
        let filled: Vec<bool> = (0..self.columns.len())
            .map(|at| self.rows.is_empty() || self.rows.iter().any(|row| row[at] != Cell::Empty))
            .collect();
        self.columns = kept(self.columns, &filled);
        self.rows = self.rows.into_iter().map(|row| kept(row, &filled)).collect();
        self
    }
}

fn kept<T>(all: Vec<T>, filled: &[bool]) -> Vec<T> {
    all.into_iter().zip(filled).filter_map(|(one, filled)| filled.then_some(one)).collect()
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Heading; unique in its table.
    pub(crate) title: String,
    /// How wide and how aligned.
    pub(crate) kind: ColumnKind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// The first column: what the row is about.
    Label,
    /// A few words.
    Text,
    /// Sentences.
    LongText,
    /// Record ids, hashes, codes.
    Code,
    /// Numbers.
    Number,
    /// Dates.
    Date,
}

impl ColumnKind {
    /// CSS class.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Text => "text",
            Self::LongText => "long",
            Self::Code => "code",
            Self::Number => "number",
            Self::Date => "date",
        }
    }

    /// Width in a workbook, characters.
    pub(crate) const fn width(self) -> f64 {
        match self {
            Self::Label => 44.0,
            Self::Text => 28.0,
            Self::LongText => 60.0,
            Self::Code => 30.0,
            Self::Number => 14.0,
            Self::Date => 16.0,
        }
    }
}

/// A typed value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing to say: shown as a dash, empty in a workbook.
    Empty,
    /// Hidden so that nobody can be recognised: shown as `c`, never as nothing.
    Hidden,
    /// Words.
    Text(String),
    /// A record id, hash or code.
    Code(String),
    /// A count.
    Count(u64),
    /// A share, range [0, 1], shown as percent with one decimal.
    Share(f64),
    /// A probability, range [0, 1], shown as percent without pretending to certainty.
    Probability(f64),
    /// Weight of evidence in bits, shown with its sign.
    Bits(f64),
    /// A change of a share, shown as percentage points with its sign.
    Points(f64),
    /// A date as far as it is known, and as the language writes it.
    Date(PartialDate, String),
}

impl Cell {
    /// What stands for a hidden count; every table that has one explains it.
    pub(crate) const HIDDEN: &str = "c";

    /// The value without any formatting, the same in every language for everything but words.
    pub(crate) fn value(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Hidden => Self::HIDDEN.to_owned(),
            Self::Text(text) | Self::Code(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Share(value)
            | Self::Probability(value)
            | Self::Bits(value)
            | Self::Points(value) => value.to_string(),
            Self::Date(date, _) => date.to_string(),
        }
    }

    /// The value as readers of a page see it.
    pub(crate) fn shown(&self, language: Language) -> String {
        match self {
            Self::Empty => "–".to_owned(),
            Self::Hidden => Self::HIDDEN.to_owned(),
            Self::Text(text) | Self::Code(text) | Self::Date(_, text) => text.clone(),
            Self::Count(count) => format::count(language, *count),
            Self::Share(share) => format::percent(language, *share, 1),
            Self::Probability(value) => format::probability(language, *value),
            Self::Bits(bits) => format::signed(language, *bits, 1),
            Self::Points(change) => format::signed(language, *change * 100.0, 1),
        }
    }
}

/// A chart of stacked horizontal bars.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    /// Anchor.
    pub(crate) id: &'static str,
    /// What it says, in one sentence; `None` where there is nothing to say.
    pub(crate) message: Option<String>,
    /// What it shows.
    pub(crate) title: String,
    /// The message and the numbers in words, for those who do not see it.
    pub(crate) description: String,
    /// What is counted.
    pub(crate) unit: CountingUnit,
    /// Bars from top to bottom.
    pub(crate) bars: Vec<Bar>,
    /// Value of a full bar.
    pub(crate) full: u64,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// What it shows.
    pub(crate) label: String,
    /// Its total, as it is printed.
    pub(crate) total: String,
    /// Segments from left to right.
    pub(crate) segments: Vec<Segment>,
}

/// A part of a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// What it is.
    pub(crate) kind: SegmentKind,
    /// How many.
    pub(crate) value: u64,
    /// The number with its word, as printed below the bar.
    pub(crate) text: String,
}

/// Kinds of segment, told apart by position and pattern, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SegmentKind {
    /// Reached, went on or completed: solid.
    Continued,
    /// Not ended yet, or not known: dotted.
    Pending,
    /// Left the path, or not reached: hatched.
    Exited,
}

impl SegmentKind {
    /// CSS class.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Continued => "continued",
            Self::Pending => "pending",
            Self::Exited => "exited",
        }
    }
}

/// Cases of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseList {
    /// The facts of all cases as one table, for the workbook.
    pub(crate) facts: Table,
    /// The evidence of all cases as one table, for the workbook.
    pub(crate) evidence: Table,
    /// The same, card by card, for the page.
    pub(crate) cards: Vec<CaseCard>,
}

/// One case as a reader takes it in: facts, then why (not).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseCard {
    /// Anchor.
    pub(crate) anchor: String,
    /// Heading: the report's id.
    pub(crate) title: String,
    /// Facts: label and value, from the row of the table.
    pub(crate) facts: Vec<(String, Cell)>,
    /// What follows from them, in sentences.
    pub(crate) statements: Vec<String>,
    /// Nearest candidates, best first.
    pub(crate) candidates: Vec<CandidateNote>,
}

/// A candidate and why it is, or is not, the same case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CandidateNote {
    /// One sentence with id, weight and probability.
    pub(crate) summary: String,
    /// What speaks for it: words and bits, strongest first.
    pub(crate) supporting: Vec<(String, f64, String)>,
    /// What speaks against it, strongest first.
    pub(crate) opposing: Vec<(String, f64, String)>,
    /// What weighs nothing: notes on the decision, and what could not be compared.
    pub(crate) remarks: Vec<String>,
}

//! From inspected files to drafts of `[[source]]` tables. Reach for [`propose_sources`] in
//! `sverka init --from`; `render_source_toml` writes one of them as commented TOML.
//!
//! Guarantees that tables which share references become one linked source, that nothing below
//! `USED_FROM` is written as if it were known, and that the text parses as the `SourceConfig`
//! it describes. What the analyst must confirm is marked `CONFIRM`.

mod render;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use records::SourceKind;

use super::{ColumnInspection, FileInspection, Guess};
use crate::date_order::ColumnOrder;
use crate::field::Field;
use crate::file::FileFormat;
use crate::source_config::{Layout, TableRole};

/// Confidence from which a column is mapped without being a comment.
pub(crate) const USED_FROM: f64 = 0.7;

/// Share of a table's references that another table must know before they are linked.
const SHARED_REFERENCES: f64 = 0.5;

/// A draft of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceProposal {
    /// Short id, unique among the drafts.
    pub id: String,
    /// Kind, and how sure.
    pub kind: Guess<SourceKind>,
    /// Title: the name of the file until a person writes the source's.
    pub title: String,
    /// The latest day that occurs in a date of a case; the extract is not older.
    pub latest_day: Option<Date>,
    /// Layout, and how sure.
    pub layout: Guess<Layout>,
    /// Files in order, cases before persons before events.
    pub files: Vec<ProposedFile>,
    /// Order of day and month where a column shows one; the sentence says what was counted.
    pub date_order: Option<(&'static str, String)>,
}

/// A file of a draft. `path` may be rewritten to be relative to the project.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedFile {
    /// Path as inspected.
    pub path: String,
    /// Sheet, for workbooks.
    pub sheet: Option<String>,
    /// Header row; `None` for JSON Lines.
    pub header_row: Option<u32>,
    /// Part among linked tables, where there are several.
    pub table: Option<TableRole>,
    /// Encoding label, for text.
    pub encoding: Option<(String, f64)>,
    /// Separator, for delimited text.
    pub separator: Option<char>,
    /// Columns, in file order.
    pub columns: Vec<ProposedColumn>,
}

/// A column of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedColumn {
    /// Header as the column map names it: `text#2` for the second of equal headers.
    pub header: String,
    /// Field, if any is proposed.
    pub field: Option<String>,
    /// In [0, 1].
    pub confidence: f64,
    /// Why, with the type of the content.
    pub why: String,
}

impl ProposedColumn {
    /// Whether the draft uses it without asking.
    pub fn is_used(&self) -> bool {
        self.field.is_some() && self.confidence >= USED_FROM
    }
}

/// Drafts for all inspected tables, in the order of their first file.
pub fn propose_sources(inspections: &[FileInspection]) -> Vec<SourceProposal> {
    let mut groups: Vec<Vec<&FileInspection>> = Vec::new();
    for inspection in inspections {
        match groups.iter_mut().find(|group| belongs(group, inspection)) {
            Some(group) => group.push(inspection),
            None => groups.push(vec![inspection]),
        }
    }
    let mut taken = BTreeSet::new();
    groups.into_iter().map(|group| propose(&group, &mut taken)).collect()
}

/// Whether a table is another part of the case that a group's tables tell of.
fn belongs(group: &[&FileInspection], table: &FileInspection) -> bool {
    group.iter().all(|other| other.table_role != table.table_role)
        && group
            .iter()
            .any(|other| shared(&other.references, &table.references) >= SHARED_REFERENCES)
}

/// References common to both, over those of the smaller set.
fn shared(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
    let common = a.intersection(b).count();
    let smaller = a.len().min(b.len());
    if smaller == 0 { 0.0 } else { common as f64 / smaller as f64 }
}

fn propose(group: &[&FileInspection], taken: &mut BTreeSet<String>) -> SourceProposal {
    let mut tables = group.to_vec();
    let linked = tables.len() > 1;
    if linked {
        tables.sort_by_key(|table| table.table_role);
    }
    let main = tables[0];
    let layout = if linked {
        let why = format!("{} tables share their references", tables.len());
        Guess { value: Layout::Linked, confidence: 0.9, why }
    } else {
        main.layout.clone()
    };
    SourceProposal {
        id: unique_id(main, taken),
        kind: kind_of(&tables),
        title: stem(&main.file).to_owned(),
        latest_day: latest_day(&tables),
        layout,
        files: tables.iter().map(|table| proposed_file(table, linked)).collect(),
        date_order: date_order(&tables),
    }
}

/// The kind that the tables together are surest of: a table of persons alone shows none.
fn kind_of(tables: &[&FileInspection]) -> Guess<SourceKind> {
    let mut best = &tables[0].kind;
    for table in tables {
        if table.kind.confidence > best.confidence {
            best = &table.kind;
        }
    }
    best.clone()
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The kind and the file's name in letters that every id may have, with a number where taken.
fn unique_id(table: &FileInspection, taken: &mut BTreeSet<String>) -> String {
    let mut slug = String::new();
    for c in stem(&table.file).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches('-');
    let kind = table.kind.value.code();
    let base = match slug {
        "" => kind.to_owned(),
        _ if slug.starts_with(kind) => slug.to_owned(),
        _ => format!("{kind}-{slug}"),
    };
    let mut id = base.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{number}");
        number += 1;
    }
    id
}

/// The latest day in a date column that is not about a person's birth.
fn latest_day(tables: &[&FileInspection]) -> Option<Date> {
    let columns = tables.iter().flat_map(|table| &table.columns);
    columns
        .filter(|column| {
            let field = column.proposal.as_ref().and_then(|proposal| Field::parse(&proposal.field));
            field.is_some_and(|field| field.is_date() && !matches!(field, Field::Person(..)))
        })
        .filter_map(|column| column.profile.dates.as_ref()?.last)
        .max()
}

fn proposed_file(table: &FileInspection, linked: bool) -> ProposedFile {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let columns = table.columns.iter().filter(|column| !column.header.is_empty());
    let columns = columns.map(|column| {
        let count = seen.entry(&column.header).or_default();
        *count += 1;
        let header = match count {
            1 => column.header.clone(),
            _ => format!("{}#{count}", column.header),
        };
        proposed_column(column, header)
    });
    ProposedFile {
        path: table.file.to_string(),
        sheet: table.sheet.as_ref().map(|sheet| sheet.to_string()),
        header_row: (table.format != FileFormat::JsonLines).then_some(table.header_row),
        table: linked.then_some(table.table_role),
        columns: columns.collect(),
        encoding: table.encoding.clone(),
        separator: table.separator.map(|(separator, _)| separator),
    }
}

fn proposed_column(column: &ColumnInspection, header: String) -> ProposedColumn {
    let profile = &column.profile;
    let filled = (profile.fill_share * 100.0).round();
    let content = format!("{}, {filled} % filled", super::fields::words(profile.value_type));
    match &column.proposal {
        Some(proposal) => ProposedColumn {
            header,
            field: Some(proposal.field.clone()),
            confidence: proposal.confidence,
            why: match proposal.alternatives.as_slice() {
                [] => format!("{} ({content})", proposal.why),
                others => format!("{} ({content}); or {}", proposal.why, others.join(", ")),
            },
        },
        None => ProposedColumn { header, field: None, confidence: 0.0, why: content },
    }
}

/// The order that the all-digit dates of all columns show together.
fn date_order(tables: &[&FileInspection]) -> Option<(&'static str, String)> {
    let mut evidence = crate::date_order::OrderEvidence::default();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if let Some(dates) = &column.profile.dates {
            evidence.day_first += dates.order.day_first;
            evidence.month_first += dates.order.month_first;
            evidence.either += dates.order.either;
        }
    }
    let order = evidence.conclude(None);
    let shown = matches!(order, ColumnOrder::Shown(_));
    shown.then(|| (order.order().code(), evidence.sentence(order)))
}

pub use render::render_source_toml;

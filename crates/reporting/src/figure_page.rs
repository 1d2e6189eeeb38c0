//! The records behind the numbers of the restricted report or of an office's pack, a list for each
//! figure that it shows and for each number that is no figure. Reach for [`render`] to make the page that the numbers lead to.

use std::collections::BTreeSet;

use askama::Template;
use attrition::Figure;
use records::RecordId;
use sha2::{Digest, Sha256};

use crate::error::ReportingError;
use crate::language::Language;
use crate::model::{Block, Report};
use crate::words::Words;
use crate::workbook::tables;

#[derive(Template)]
#[template(path = "figure-ids.html")]
struct Page<'a> {
    report: &'a Report,
    /// File name of the report.
    page: &'a str,
    title: String,
    lead: String,
    back: String,
    figures: Vec<Entry>,
}

struct Entry {
    anchor: String,
    label: String,
    /// Id that `sverka why` knows.
    id: Option<String>,
    counted: Listed,
    rest: Option<Listed>,
}

impl Entry {
    fn lists(&self) -> impl Iterator<Item = &Listed> {
        [&self.counted].into_iter().chain(&self.rest)
    }
}

/// Ids with their heading, and how many more there are than stand here.
struct Listed {
    title: String,
    ids: Vec<String>,
    more: Option<String>,
}

/// Records listed under one number. A page over the decisions on a whole court register would be
/// megabytes that nobody reads.
const RECORDS_ON_PAGE: usize = 1_000;

/// File name of the page.
pub(crate) fn name(language: Language) -> String {
    format!("figure-ids.{}.html", language.code())
}

/// Anchor of a figure: ids hold names of offices, which an address does not.
pub(super) fn anchor(figure: &str) -> String {
    let digest = Sha256::digest(figure);
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("f-{hex}")
}

/// The page as UTF-8; `page` is the file that the report stands in.
pub(crate) fn render(
    (report, page): (&Report, &str),
    figures: &[Figure],
    words: &Words<'_>,
) -> Result<Vec<u8>, ReportingError> {
    let shown = shown(report);
    // A pack shows none: its numbers are counts of the office's own cases.
    let lead = if figures.is_empty() { "office-ids-lead" } else { "figure-ids-lead" };
    let figures = figures.iter().filter(|figure| shown.contains(figure.id.as_str()));
    let mut entries: Vec<Entry> =
        figures.map(|figure| entry(figure, words)).collect::<Result<_, ReportingError>>()?;
    for (_, table) in tables(report) {
        for list in &table.lists {
            entries.push(Entry {
                anchor: anchor(&list.id),
                label: list.label.clone(),
                id: None,
                counted: listed("figure-ids-counted", &list.ids, words)?,
                rest: None,
            });
        }
    }
    let page = Page {
        report,
        page,
        title: words.text("figure-ids-title")?,
        lead: words.text(lead)?,
        back: words.text("figure-ids-back")?,
        figures: entries,
    };
    Ok(page.render()?.into_bytes())
}

/// Ids of the figures that the report shows.
fn shown(report: &Report) -> BTreeSet<&str> {
    let mut found: BTreeSet<&str> = tables(report)
        .into_iter()
        .flat_map(|(_, table)| table.figures.values())
        .map(String::as_str)
        .collect();
    for block in report.sections.iter().flat_map(|section| &section.blocks) {
        if let Block::KeyFigures(figures) = block {
            found.extend(figures.iter().map(|figure| figure.figure.as_str()));
        }
    }
    found
}

fn entry(figure: &Figure, words: &Words<'_>) -> Result<Entry, ReportingError> {
    let told = |ids: Vec<&RecordId>| ids.into_iter().map(RecordId::to_string).collect::<Vec<_>>();
    let counted: BTreeSet<&RecordId> = figure.ids.iter().collect();
    let rest = figure.denominator_ids.iter().filter(|id| !counted.contains(id)).collect();
    Ok(Entry {
        anchor: anchor(&figure.id),
        label: words.figure_label(figure)?,
        id: Some(figure.id.clone()),
        counted: listed("figure-ids-counted", &told(figure.ids.iter().collect()), words)?,
        rest: match figure.denominator {
            Some(_) => Some(listed("figure-ids-rest", &told(rest), words)?),
            None => None,
        },
    })
}

/// Sorted ids, those that count several times with how often.
fn listed(key: &str, ids: &[String], words: &Words<'_>) -> Result<Listed, ReportingError> {
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort_unstable();
    let told = |same: &[&String]| match same.len() {
        1 => same[0].clone(),
        many => format!("{} ×{many}", same[0]),
    };
    let all: Vec<String> = sorted.chunk_by(|one, next| one == next).map(told).collect();
    let more = all.len().saturating_sub(RECORDS_ON_PAGE);
    Ok(Listed {
        title: words.format(key, &[("count", (ids.len() as u64).into())])?,
        more: match more {
            0 => None,
            more => Some(words.format("figure-ids-more", &[("count", (more as u64).into())])?),
        },
        ids: all.into_iter().take(RECORDS_ON_PAGE).collect(),
    })
}

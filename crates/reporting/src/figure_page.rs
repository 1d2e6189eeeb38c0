//! The records behind the numbers of the restricted report, a list for each figure that the report
//! shows. Reach for [`render`] to make the page that the numbers lead to.

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
    title: String,
    lead: String,
    back: String,
    figures: Vec<Entry>,
}

struct Entry {
    anchor: String,
    label: String,
    id: String,
    counted: (String, Vec<String>),
    rest: Option<(String, Vec<String>)>,
}

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

/// The page as UTF-8.
pub(crate) fn render(
    report: &Report,
    figures: &[Figure],
    words: &Words<'_>,
) -> Result<Vec<u8>, ReportingError> {
    let shown = shown(report);
    let entries = figures
        .iter()
        .filter(|figure| shown.contains(figure.id.as_str()))
        .map(|figure| entry(figure, words))
        .collect::<Result<_, ReportingError>>()?;
    let page = Page {
        report,
        title: words.text("figure-ids-title")?,
        lead: words.text("figure-ids-lead")?,
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
    let counted: BTreeSet<&RecordId> = figure.ids.iter().collect();
    let listed =
        |key: &str, ids: Vec<&RecordId>| -> Result<(String, Vec<String>), ReportingError> {
            let title = words.format(key, &[("count", (ids.len() as u64).into())])?;
            let told = ids.chunk_by(|one, next| one == next).map(|same| match same.len() {
                1 => same[0].to_string(),
                many => format!("{} ×{many}", same[0]),
            });
            Ok((title, told.collect()))
        };
    let rest: Vec<&RecordId> =
        figure.denominator_ids.iter().filter(|id| !counted.contains(id)).collect();
    Ok(Entry {
        anchor: anchor(&figure.id),
        label: words.figure_label(figure)?,
        id: figure.id.clone(),
        counted: listed("figure-ids-counted", figure.ids.iter().collect())?,
        rest: if figure.denominator.is_some() {
            Some(listed("figure-ids-rest", rest)?)
        } else {
            None
        },
    })
}

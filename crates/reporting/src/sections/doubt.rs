//! How sure the headline is: the share in no register in several ways side by side, what is known of
//! the errors of links, and the ladder over what the links may be.

use attrition::{Figure, Rate, Rung};

use super::{Context, rate_cells};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Cell, ColumnKind, Table};
use crate::number_format;

/// Both ends of the whole interval, of its part by chance, and of its part by uncertain links.
const INTERVALS: [(&str, ColumnKind); 6] = [
    ("from", ColumnKind::Number),
    ("to", ColumnKind::Number),
    ("chance-from", ColumnKind::Number),
    ("chance-to", ColumnKind::Number),
    ("links-from", ColumnKind::Number),
    ("links-to", ColumnKind::Number),
];

/// The headline as counted, corrected, by the verified sample, and in its bounds.
pub(super) fn headline_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for figure in
        figure_ids::UNREGISTERED_WAYS.into_iter().filter_map(|id| context.optional_figure(id))
    {
        let mut row = vec![Cell::Text(words.figure_label(figure)?)];
        row.extend(rate_cells(figure));
        row.extend(part_cells(figure));
        row.push(match figure.interval {
            Some(interval) => Cell::Text(words.text(&format!("range-{}", interval.method))?),
            None => Cell::Empty,
        });
        figures.push((rows.len(), None, figure.id.clone()));
        rows.push(row);
    }
    let table = context.table(
        "headline",
        &[
            &[("way", ColumnKind::Label), ("share", ColumnKind::Number)][..],
            &INTERVALS,
            &[("range", ColumnKind::Text)],
        ]
        .concat(),
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}

/// Both ends of what chance alone, then of what uncertain links alone make of an interval.
fn part_cells(figure: &Figure) -> [Cell; 4] {
    match figure.uncertainty.parts {
        Some(parts) => {
            [parts.sampling.0, parts.sampling.1, parts.linkage.0, parts.linkage.1].map(Cell::Share)
        }
        None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

/// Where r and f come from and what they are, what must be said of the ways, and that no sample was
/// verified where none was.
pub(super) fn headline_notes(context: &Context<'_>) -> Result<Vec<String>, ReportingError> {
    let words = context.words;
    let language = words.language();
    let percent = |share| number_format::percent(language, share, 1);
    let range = |rate: Rate| number_format::percent_range(language, rate.low, rate.high, 1);
    let adjusted = context.optional_figure(figure_ids::UNREGISTERED_ADJUSTED);
    let mut notes = Vec::new();
    if let Some(errors) = adjusted.and_then(|figure| figure.uncertainty.link_errors) {
        let rates = words.format(
            "link-errors",
            &[
                ("recall", percent(errors.recall.value).into()),
                ("recall_range", range(errors.recall).into()),
                ("false_links", percent(errors.false_link_rate.value).into()),
                ("false_links_range", range(errors.false_link_rate).into()),
            ],
        )?;
        let from = words.format(
            &format!("link-errors-{}", errors.from.code()),
            &[("reviewed", errors.reviewed.into())],
        )?;
        notes.push(format!("{rates} {from}"));
    }
    let verified = context.optional_figure(figure_ids::UNREGISTERED_VERIFIED);
    if verified.is_none() {
        notes.push(words.text("verified-missing")?);
    }
    for figure in [adjusted, verified].into_iter().flatten() {
        for note in &figure.uncertainty.notes {
            notes.push(words.text(&format!("figure-note-{note}"))?);
        }
    }
    Ok(notes)
}

/// The rungs that rest on links: as counted, over draws of the links, and by the verified sample.
pub(super) fn rungs_table(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for rung in Rung::ALL {
        let Some(drawn) = context.optional_figure(&figure_ids::rung_drawn(rung)) else { continue };
        let counted = context.figure(&figure_ids::rung(rung))?;
        let [as_counted, ..] = rate_cells(counted);
        let mut row = vec![Cell::Text(context.words.rung(rung)?), as_counted];
        row.extend(rate_cells(drawn));
        row.extend(part_cells(drawn));
        let verified = context.optional_figure(&figure_ids::rung_verified(rung));
        row.extend(verified.map_or([Cell::Empty, Cell::Empty, Cell::Empty], rate_cells));
        figures.push((rows.len(), None, drawn.id.clone()));
        figures.push((rows.len(), Some(1), counted.id.clone()));
        let verified = verified.map(|figure| figure.id.clone());
        figures.extend((9..12).filter_map(|at| Some((rows.len(), Some(at), verified.clone()?))));
        rows.push(row);
    }
    let table = context.table(
        "rungs_drawn",
        &[
            &[
                ("rung", ColumnKind::Label),
                ("share-counted", ColumnKind::Number),
                ("share-drawn", ColumnKind::Number),
            ][..],
            &INTERVALS,
            &[
                ("share-verified", ColumnKind::Number),
                ("verified-from", ColumnKind::Number),
                ("verified-to", ColumnKind::Number),
            ],
        ]
        .concat(),
        rows,
    )?;
    Ok(context.with_figures(table, figures))
}

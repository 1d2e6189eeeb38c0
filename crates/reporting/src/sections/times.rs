//! How long it takes: shares that reached each stage within a time, half-way times, and what is
//! overdue. Cases still open and cases that left on the way are in every share.

use attrition::StageTime;
use attrition::stage_times::{HORIZONS, REACHED, Reading};

use super::{Context, curves, told};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Bar, Block, Cell, Chart, ColumnKind, Section, Segment, SegmentKind, Table};
use crate::number_format;

/// The day that the chart shows: a year.
const CHART_DAY: u32 = 365;

/// Length of a full bar, per mille of the cases.
const FULL: f64 = 1_000.0;

/// Chart, tables, overdue lists.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    context.section(
        "times",
        vec![
            context.paragraph("times-lead")?,
            Block::Chart(chart(context)?),
            curves::block(context)?,
            Block::Table(medians(context)?),
            Block::Table(readings(context)?),
            context.paragraph("overdue-lead")?,
            Block::Table(overdue(context)?),
        ],
    )
}

/// `Registered → Sent to court`.
pub(super) fn pair(context: &Context<'_>, time: &StageTime) -> Result<String, ReportingError> {
    let (from, to) = (context.words.stage(time.from)?, context.words.stage(time.to)?);
    context.words.format("stage-pair", &[("from", from.into()), ("to", to.into())])
}

/// One bar per pair of stages whose curve reaches a year: reached, still open, left.
fn chart(context: &Context<'_>) -> Result<Chart, ReportingError> {
    let words = context.words;
    let language = words.language();
    let (mut bars, mut told) = (Vec::new(), Vec::new());
    for time in &context.input.analysis.stage_times {
        let Some(reading) = time.reading(CHART_DAY) else { continue };
        let segment = |kind, share: f64, key| {
            let text =
                format!("{} {}", number_format::percent(language, share, 0), words.text(key)?);
            // A share lies in [0, 1].
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "see above"
            )]
            Ok::<_, ReportingError>(Segment { kind, value: (share * FULL).round() as u64, text })
        };
        let segments = vec![
            segment(SegmentKind::Continued, reading.reached, "key-reached")?,
            segment(SegmentKind::Pending, reading.open, "key-pending")?,
            segment(SegmentKind::Exited, reading.left, "key-exited")?,
        ];
        let label = pair(context, time)?;
        let parts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
        told.push(format!("{label}: {}.", parts.join(", ")));
        let unit = words.unit(time.unit)?;
        let total = format!("{} {unit}", number_format::count(language, time.curve.cases));
        bars.push(Bar { label, total, segments });
    }
    let none = if told.is_empty() { Some(words.text("chart-times-none")?) } else { None };
    told.extend(none.clone());
    Ok(Chart {
        id: "chart-times",
        message: none,
        title: words.text("chart-times")?,
        description: told.join(" "),
        unit: attrition::CountingUnit::Entries,
        bars,
        full: 1_000,
    })
}

/// Per pair: cases, how many have no time, and when half of them had reached the later stage.
fn medians(context: &Context<'_>) -> Result<Table, ReportingError> {
    let words = context.words;
    let (mut rows, mut lists) = (Vec::new(), Vec::new());
    for time in &context.input.analysis.stage_times {
        lists.push((rows.len(), vec![2, 4, 5, 6], told(&time.reached_by(0).1)));
        lists.push((rows.len(), vec![3], told(&time.left_out)));
        let days = |day: u32| Cell::Count(day.into());
        let median = time.curve.median(REACHED);
        let not_reached = match time.curve.end {
            Some(end) => words.format("median-not-reached", &[("day", u64::from(end).into())])?,
            None => words.text("median-too-few")?,
        };
        rows.push(vec![
            Cell::Text(pair(context, time)?),
            Cell::Text(words.unit(time.unit)?),
            Cell::Count(time.curve.cases),
            Cell::Count(time.left_out.len() as u64),
            median.map_or(Cell::Empty, |median| days(median.day)),
            median.map_or(Cell::Empty, |median| days(median.low)),
            median.and_then(|median| median.high).map_or(Cell::Empty, days),
            if median.is_some() { Cell::Empty } else { Cell::Text(not_reached) },
        ]);
    }
    let table = context.table(
        "stage_medians",
        &[
            ("stages", ColumnKind::Label),
            ("unit", ColumnKind::Text),
            ("cases", ColumnKind::Number),
            ("undated", ColumnKind::Number),
            ("median", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("caution", ColumnKind::Text),
        ],
        rows,
    )?;
    Ok(context.with_lists(table, lists))
}

/// Per pair and horizon: cases at risk, and the shares that reached the stage, left, are open.
fn readings(context: &Context<'_>) -> Result<Table, ReportingError> {
    let (mut rows, mut figures, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for (time, day) in
        context.input.analysis.stage_times.iter().flat_map(|time| HORIZONS.map(|day| (time, day)))
    {
        let Some(Reading { day, at_risk, reached, interval, left, open }) = time.reading(day)
        else {
            continue;
        };
        let id = figure_ids::stage_time(&time.code(), day, time.unit);
        figures.extend([3, 4, 5].map(|column| (rows.len(), Some(column), id.clone())));
        lists.push((rows.len(), vec![2, 7], told(&time.at_risk_on(day))));
        lists.push((rows.len(), vec![6], told(&time.left_by(day))));
        rows.push(vec![
            Cell::Text(pair(context, time)?),
            Cell::Count(day.into()),
            Cell::Count(at_risk),
            Cell::Share(reached),
            interval.map_or(Cell::Empty, |interval| Cell::Share(interval.low)),
            interval.map_or(Cell::Empty, |interval| Cell::Share(interval.high)),
            Cell::Share(left),
            Cell::Share(open),
        ]);
    }
    let table = context.table(
        "stage_times",
        &[
            ("stages", ColumnKind::Label),
            ("within-days", ColumnKind::Number),
            ("at-risk", ColumnKind::Number),
            ("share-reached", ColumnKind::Number),
            ("low", ColumnKind::Number),
            ("high", ColumnKind::Number),
            ("share-left", ColumnKind::Number),
            ("share-open", ColumnKind::Number),
        ],
        rows,
    )?;
    Ok(context.with_lists(context.with_figures(table, figures), lists))
}

fn overdue(context: &Context<'_>) -> Result<Table, ReportingError> {
    let mut rows = Vec::new();
    for one in &context.input.analysis.overdue {
        rows.push(vec![
            Cell::Text(context.words.text(&format!("limit-{}", one.limit))?),
            Cell::Code(one.record.to_string()),
            one.office.clone().map_or(Cell::Empty, Cell::Text),
            context.date(Some(one.since))?,
            Cell::Count(one.days.unsigned_abs().into()),
            Cell::Text(context.words.pick(&one.law).to_owned()),
        ]);
    }
    context.table(
        "overdue",
        &[
            ("limit", ColumnKind::Label),
            ("case", ColumnKind::Code),
            ("office", ColumnKind::Text),
            ("since", ColumnKind::Date),
            ("days-overdue", ColumnKind::Number),
            ("law", ColumnKind::Text),
        ],
        rows,
    )
}

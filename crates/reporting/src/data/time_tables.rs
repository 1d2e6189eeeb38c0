//! How long it takes, as CSV: the whole curve of every pair of stages, and what is overdue.

use attrition::stage_times::{LEFT, REACHED};
use attrition::{GapAnalysis, Interval};

use super::csv_tables::{Sheet, date, probability, text};
use super::neutral;
use crate::error::ReportingError;
use crate::input::OutputFile;

/// `stage_times.csv`: one row per pair of stages and day on which a case moved, as far as the curve
/// goes; for a pair without a day, one row that says how many cases it has.
pub(crate) fn stage_times(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "stage_times.csv",
        &[
            "from",
            "to",
            "unit",
            "cases",
            "without_time",
            "day",
            "at_risk",
            "reached",
            "left",
            "share_reached",
            "reached_low",
            "reached_high",
            "share_left",
            "left_low",
            "left_high",
            "share_open",
        ],
    )?;
    let ends = |interval: Option<Interval>| {
        let end = |end: Option<f64>| end.map_or_else(String::new, probability);
        [end(interval.map(|interval| interval.low)), end(interval.map(|interval| interval.high))]
    };
    for time in &analysis.stage_times {
        let head = [
            time.from.code().to_owned(),
            time.to.code().to_owned(),
            time.unit.code().to_owned(),
            time.curve.cases.to_string(),
            time.left_out.len().to_string(),
        ];
        if time.curve.points.is_empty() {
            sheet.row(&[head.to_vec(), vec![String::new(); 11]].concat())?;
        }
        for point in &time.curve.points {
            let counts =
                [u64::from(point.day), point.at_risk, point.events[REACHED], point.events[LEFT]];
            let mut row = head.to_vec();
            row.extend(counts.map(|count| count.to_string()));
            row.push(probability(point.share[REACHED]));
            row.extend(ends(point.interval(REACHED)));
            row.push(probability(point.share[LEFT]));
            row.extend(ends(point.interval(LEFT)));
            row.push(probability(point.open));
            sheet.row(&row)?;
        }
    }
    sheet.finish()
}

/// `overdue.csv`: one row per report or entry whose legal time is over and which is not done.
pub(crate) fn overdue(analysis: &GapAnalysis) -> Result<OutputFile, ReportingError> {
    let header = ["limit", "case", "office", "since", "days_overdue", "law"];
    let mut sheet = Sheet::new("overdue.csv", &header)?;
    for one in &analysis.overdue {
        sheet.row(&[
            one.limit.to_owned(),
            neutral(one.record.as_str()),
            text(one.office.as_ref()),
            date(Some(one.since)),
            one.days.to_string(),
            neutral(&one.law.en),
        ])?;
    }
    sheet.finish()
}

//! Shares that reached a stage within a time, one figure per pair of stages and horizon that the
//! curve speaks of. The numerator is of the cases seen to reach it; the value is the curve's, which
//! takes those still open and those that left into account.

use super::Tally;
use crate::figure::{Figure, Uncertainty};
use crate::stage_times::{HORIZONS, StageTime};

/// Every curve at every horizon it reaches.
pub(super) fn count(times: &[StageTime], tally: &mut Tally) {
    for (time, day) in times.iter().flat_map(|time| HORIZONS.map(|day| (time, day))) {
        let Some(reading) = time.reading(day) else { continue };
        let (reached, all) = time.reached_by(day);
        let arguments = [("from_stage", time.from.code()), ("stage", time.to.code())];
        let mut arguments: Vec<(String, String)> =
            arguments.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        arguments.push(("days".to_owned(), day.to_string()));
        tally.push(Figure {
            id: format!("stage_time.{}.{day}d.{}", time.code(), time.unit.code()),
            label: "figure-stage-time".to_owned(),
            label_arguments: arguments,
            unit: time.unit,
            cohort: tally.cohort(),
            numerator: reached.len() as u64,
            denominator: Some(all.len() as u64),
            value: Some(reading.reached),
            interval: reading.interval,
            uncertainty: Uncertainty::default(),
            method: "aalen_johansen",
            ids: reached,
            denominator_ids: all,
        });
    }
}

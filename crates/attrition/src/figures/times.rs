//! Shares that reached a stage within a time, one figure per pair of stages and horizon that the
//! curve speaks of. The numerator is of the cases seen to reach it; the value is the curve's, which
//! takes those still open and those that left into account.

use super::{Name, Tally};
use crate::figure::Figure;
use crate::stage_times::{HORIZONS, StageTime};

/// Every curve at every horizon it reaches.
pub(super) fn count(times: &[StageTime], tally: &mut Tally) {
    for (time, day) in times.iter().flat_map(|time| HORIZONS.map(|day| (time, day))) {
        let Some(reading) = time.reading(day) else { continue };
        let (reached, all) = time.reached_by(day);
        let id = format!("stage_time.{}.{day}d.{}", time.code(), time.unit.code());
        let name = Name::new(id, "figure-stage-time")
            .with("from_stage", time.from.code())
            .with("stage", time.to.code())
            .with("days", &day.to_string());
        let head = tally.head(name, time.unit, reached, Some(all));
        tally.push(Figure {
            value: Some(reading.reached),
            interval: reading.interval,
            method: "aalen_johansen",
            ..head
        });
    }
}

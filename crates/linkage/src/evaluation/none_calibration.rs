//! Whether "none" is said as often as it is true. Reach for [`none_calibration`]: what a report says
//! of a missing crime record rests on P(none), so that number is measured by itself.

use std::collections::BTreeMap;

use records::RecordId;

use super::{Bands, CalibrationBand, true_targets};
use crate::decision::LinkSet;

/// P(none) against the truth. Unit of every count: left records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoneCalibration {
    /// Left records.
    pub records: u64,
    /// Of these, those that truly have no target.
    pub without_target: u64,
    /// Sum of P(none): how many the model expects to have no target.
    pub expected: f64,
    /// Mean squared difference between P(none) and the truth, in [0, 1]; 0 without records.
    pub brier: f64,
    /// The same for a model that says the true share of every record: what any must stay below.
    pub brier_of_share: f64,
    /// Ten bands of P(none).
    pub bands: Vec<CalibrationBand>,
}

/// Compares P(none) of every left record with whether the truth has a target for it. `truth` and
/// `lineage` are those of [`super::evaluate`].
pub fn none_calibration(
    set: &LinkSet,
    truth: &[(RecordId, RecordId)],
    lineage: &BTreeMap<RecordId, Vec<RecordId>>,
) -> NoneCalibration {
    let true_targets = true_targets(set.kind, truth, lineage);
    let mut found = NoneCalibration::default();
    let mut bands = Bands::default();
    let mut squared = 0.0;
    for decision in &set.decisions {
        let none = !true_targets.contains_key(&decision.left);
        let claimed = decision.none_probability;
        found.records += 1;
        found.without_target += u64::from(none);
        found.expected += claimed;
        squared += (claimed - f64::from(u8::from(none))).powi(2);
        bands.add(claimed, none);
    }
    let records = found.records.max(1) as f64;
    let share = found.without_target as f64 / records;
    found.brier = squared / records;
    found.brier_of_share = share * (1.0 - share);
    found.bands = bands.finish();
    found
}

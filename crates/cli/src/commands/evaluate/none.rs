//! P(none) of the reports against the truth: a report that truly has no crime record should be
//! said to have none as often as its probability claims.

use linkage::evaluation::NoneCalibration;
use serde_json::{Value, json};

use crate::terminal::table;

/// The Brier score and the table of P(none).
pub(super) fn text(none: &NoneCalibration) -> String {
    let rows = none
        .bands
        .iter()
        .filter(|band| band.decisions > 0)
        .map(|band| {
            [
                format!("from {:.1}", band.from),
                band.decisions.to_string(),
                format!("{:.4}", band.claimed),
                format!("{:.4}", band.matched),
            ]
        })
        .collect();
    format!(
        "P(none) of {} reports: {} have no crime record, {:.1} expected; Brier score {:.4} (the same \
         for all: {:.4})\n{}",
        none.records,
        none.without_target,
        none.expected,
        none.brier,
        none.brier_of_share,
        table(["P(none)", "reports", "claimed", "share without record"], rows)
    )
}

/// The same for machines.
pub(super) fn as_json(none: &NoneCalibration) -> Value {
    json!({
        "reports": none.records,
        "without_crime_record": none.without_target,
        "expected_without_crime_record": none.expected,
        "brier": none.brier,
        "brier_of_share": none.brier_of_share,
        "calibration": none.bands.iter().map(|band| json!({
            "from": band.from,
            "reports": band.decisions,
            "claimed": band.claimed,
            "without_crime_record": band.matched,
        })).collect::<Value>(),
    })
}

//! What the courts did, given how sure the links between court cases and entries are: outcomes by
//! instance, and the stages from sending to court on. Each stands beside the figure of the same id
//! without its ending.

use super::Tally;
use crate::court_draws::CourtDraws;
use crate::estimate::SEED;
use crate::estimate::two_part::two_part;
use crate::figure::{Figure, Uncertainty};
use crate::stage::Stage;

/// Every outcome and stage that is counted as it stands.
pub(super) fn count(draws: &CourtDraws, tally: &mut Tally) {
    for ((instance, outcome), counts) in &draws.outcomes {
        let id = format!("court.{}.{}.entries", instance.code(), outcome.code());
        beside(&id, "figure-court-outcome-drawn", counts, tally);
    }
    for (stage, counts) in draws.stages.range(Stage::SentToCourt..) {
        let id = format!("funnel.{}.entries", stage.code());
        beside(&id, "figure-funnel-drawn", counts, tally);
    }
}

fn beside(id: &str, label: &str, counts: &[(u64, u64)], tally: &mut Tally) {
    let Some(raw) = tally.figure(id).filter(|raw| raw.value.is_some()).cloned() else { return };
    let Some(drawn) = two_part(counts, SEED) else { return };
    tally.push(Figure {
        id: format!("{id}.link_draws"),
        label: label.to_owned(),
        value: Some(drawn.value),
        interval: Some(drawn.interval),
        uncertainty: Uncertainty { parts: Some(drawn.parts), ..Uncertainty::default() },
        method: "link_draws",
        ..raw
    });
}

//! Ids of the figures that reports are built around. Reach for these functions instead of writing
//! an id: `attrition` makes the figures, this is the only place that spells their names.

use attrition::{CountingUnit, CourtOutcome, ExitKind, Finding, Rung};
use records::Instance;

/// Share of the rung's base that reached it.
pub(crate) fn rung(rung: Rung) -> String {
    format!("ladder.{}.reports", rung.code())
}

/// Share of the rung's base of which it cannot be said whether it reached the rung. There is none
/// for the first rung: proof of hand-over is always known.
pub(crate) fn rung_unknown(rung: Rung) -> String {
    format!("ladder.{}.unknown.reports", rung.code())
}

/// Reports with this finding.
pub(crate) fn finding(finding: Finding) -> String {
    format!("finding.{}.reports", finding.code())
}

/// The headline: reports in no register, of those handed over with proof and decided.
pub(crate) const UNREGISTERED: &str = "unregistered_rate.reports";

/// The headline corrected for the errors of links.
pub(crate) const UNREGISTERED_ADJUSTED: &str = "unregistered_rate.reports.linkage_adjusted";

/// The headline by the verified sample; there is none without one.
pub(crate) const UNREGISTERED_VERIFIED: &str = "unregistered_rate.reports.verified_sample";

/// The headline in its ways of counting, the bounds last.
pub(crate) const UNREGISTERED_WAYS: [&str; 5] = [
    UNREGISTERED,
    "unregistered_rate.reports.clopper_pearson",
    UNREGISTERED_ADJUSTED,
    UNREGISTERED_VERIFIED,
    "unregistered_rate.reports.bounds",
];

/// Share of the rung's base that reached it, over draws of the links.
pub(crate) fn rung_drawn(rung: Rung) -> String {
    format!("ladder.{}.reports.link_draws", rung.code())
}

/// Share of the rung's base that reached it, by the verified sample; there is none without one.
pub(crate) fn rung_verified(rung: Rung) -> String {
    format!("ladder.{}.reports.verified_sample", rung.code())
}

/// Share of the rung's base between none and all of those of which it cannot be said.
pub(crate) fn rung_bounds(rung: Rung) -> String {
    format!("ladder.{}.reports.bounds", rung.code())
}

/// A figure in one stratum.
pub(crate) fn in_stratum(id: &str, dimension: &str, value: &str) -> String {
    format!("{id}.{dimension}={value}")
}

/// Dimension and value of a figure of one stratum, if `id` is that of `base` with a stratum and no
/// other way of counting.
pub(crate) fn stratum_of<'a>(id: &'a str, base: &str) -> Option<(&'a str, &'a str)> {
    let stratum = id.strip_prefix(base)?.strip_prefix('.')?.split_once('=');
    stratum.filter(|(dimension, _)| !dimension.contains('.'))
}

/// Legal limits that reports are timed against.
pub(crate) const LIMITS: [&str; 3] = ["t1", "t2", "t3"];

/// Reports in time (`in_time`), late (`late`) or of which it cannot be said (`unknown`).
pub(crate) fn time(limit: &str, what: &str) -> String {
    format!("time.{limit}.{what}.reports")
}

/// Entries that came back from an exit, of those that ever took it.
pub(crate) fn exit_undone(exit: ExitKind) -> String {
    format!("exit_undone.{}.entries", exit.code())
}

/// Entries that an instance last decided so, of those it received.
pub(crate) fn court_outcome(instance: Instance, outcome: CourtOutcome) -> String {
    format!("court.{}.{}.entries", instance.code(), outcome.code())
}

/// The same, over draws of the links between court cases and entries.
pub(crate) fn court_outcome_drawn(instance: Instance, outcome: CourtOutcome) -> String {
    format!("{}.link_draws", court_outcome(instance, outcome))
}

/// Reports or entries that an obstacle holds up.
pub(crate) fn obstacle(code: &str, unit: CountingUnit) -> String {
    format!("obstacle.{code}.{}", unit.code())
}

/// Share that reached a stage by a day; `pair` is the code of the stages.
pub(crate) fn stage_time(pair: &str, day: u32, unit: CountingUnit) -> String {
    format!("stage_time.{pair}.{day}d.{}", unit.code())
}

/// Ratios of the European Sourcebook.
pub(crate) const RATIOS: [&str; 2] = ["ratio.offender", "ratio.conviction"];

/// Cases that entered a stage.
pub(crate) fn funnel(stage: &str, unit: &str) -> String {
    format!("funnel.{stage}.{unit}")
}

/// Cases still at a stage.
pub(crate) fn pending(stage: &str, unit: &str) -> String {
    format!("pending.{stage}.{unit}")
}

/// Cases that left at a stage in a way, on a ground.
pub(crate) fn drop_out((stage, exit, ground): (&str, &str, Option<&str>), unit: &str) -> String {
    let ground = ground.map_or_else(String::new, |ground| format!(".{ground}"));
    format!("drop_out.{stage}.{exit}{ground}.{unit}")
}

/// Entries into a stage in a calendar year.
pub(crate) fn period(year: Option<i16>, stage: &str, unit: &str) -> String {
    let year = year.map_or_else(|| "undated".to_owned(), |year| year.to_string());
    format!("period.{year}.{stage}.{unit}")
}

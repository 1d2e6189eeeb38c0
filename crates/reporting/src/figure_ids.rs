//! Ids of the figures that reports are built around. Reach for these functions instead of writing
//! an id: `attrition` makes the figures, this is the only place that spells their names.

use attrition::{Finding, Rung};

/// Share of the rung's base that reached it.
pub(crate) fn rung(rung: Rung) -> String {
    format!("ladder.{}.reports", rung.code())
}

/// Reports with this finding.
pub(crate) fn finding(finding: Finding) -> String {
    format!("finding.{}.reports", finding.code())
}

/// The same finding in one stratum.
pub(crate) fn finding_stratum(finding: Finding, dimension: &str, value: &str) -> String {
    format!("finding.{}.reports.{dimension}={value}", finding.code())
}

/// Dimension and value of a figure of one stratum, if `id` starts with `base`.
pub(crate) fn stratum_of<'a>(id: &'a str, base: &str) -> Option<(&'a str, &'a str)> {
    id.strip_prefix(base)?.strip_prefix('.')?.split_once('=')
}

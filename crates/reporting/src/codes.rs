//! Stable codes for values of `attrition` that have none of their own.

use attrition::{Reached, Severity};

/// Code of a severity.
pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// Code of whether a rung was reached.
pub(crate) const fn reached(reached: Reached) -> &'static str {
    match reached {
        Reached::Yes => "yes",
        Reached::No => "no",
        Reached::Unknown => "unknown",
    }
}

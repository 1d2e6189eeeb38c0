//! What unknown outcomes could make of a share. Reach for [`bounds`] beside every rate over cases of
//! which some are not decided: the rate over the decided ones says nothing of the others.

use crate::figure::Interval;

/// From the share if every unknown outcome were negative to the share if every one were positive.
/// `None` without cases or unless `positive` ≤ `known` ≤ `all`. It holds whatever the unknown are,
/// so its level is one.
pub fn bounds(positive: u64, known: u64, all: u64) -> Option<Interval> {
    if all == 0 || positive > known || known > all {
        return None;
    }
    let share = |count: u64| count as f64 / all as f64;
    Some(Interval {
        low: share(positive),
        high: share(positive + (all - known)),
        level: 1.0,
        method: "bounds",
    })
}

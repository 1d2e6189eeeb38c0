//! Statistical disclosure control: what may stand in a table that everybody reads. Reach for
//! [`release`] to make the public level of an analysis.
//!
//! ```text
//! GapAnalysis ─ facts (codes only) ─ classify ─ population (counts and sums) ─ protect ─▶ Release
//!                                                        ▲                                  │
//!                                             ledger: what was released before ◀────────────┘
//! ```
//!
//! Guaranteed of what it lets through: every count from one up to below the least is hidden; a group
//! that an outsider can tell apart does not show that all of it ended in one class; and no hidden
//! count can be worked out, from everything shown in all tables together and in earlier releases
//! over the same cases, more narrowly than its protection. Left out: whether an earlier release over
//! *other* cases, laid out in another way, helps; only counts under the same key are compared there.

pub(crate) mod classify;
mod collapse;
mod facts;
mod ledger;
mod population;
mod protect;
mod release;
mod system;

pub use classify::Merges;
pub(crate) use classify::{GROUND, MERGED};
pub use collapse::{CollapseStep, suggest_collapse};
pub use ledger::Ledger;
pub use protect::Rules;
pub use release::{DisclosureError, Policy, Release, release};
pub(crate) use release::{PublicCounts, Shown};

#[cfg(test)]
mod tests;

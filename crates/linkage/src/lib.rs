//! Is it the same case? Blocking, comparison vectors, match weights, posterior with a "none"
//! option, assignment and explanation.
//!
//! Reach for this crate to decide which records of two registers are the same case. It reads no
//! file and no clock; the model comes from `reference/link_*.csv`. How alike two *values* are is
//! `fuzzy-matching`'s work.

pub mod decision;
pub mod match_weight;

pub use decision::{
    BlockingRuleReport, Candidate, Decision, Evidence, Identifiability, LinkKind, LinkSet,
    LinkStatus,
};
pub use match_weight::MatchWeight;

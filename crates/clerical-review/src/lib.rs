//! Who says so: decisions of people about possible links, and which to ask for first.
//!
//! Reach for this crate for whatever a reviewer decides; there is no screen and no IO in it. It
//! guarantees that a decision is superseded, never updated or deleted. Two-reader protocol,
//! agreement statistics and the random audit queue are not here yet.

pub mod ledger;
pub mod review_decision;
pub mod work_queue;

pub use ledger::{Conflict, Constraints, Ledger};
pub use review_decision::{ReviewAnswer, ReviewDecision};
pub use work_queue::{QueueItem, work_queue};

//! Who says so: decisions of people about candidates, and which to ask for first.
//!
//! Reach for this crate for whatever a reviewer decides; there is no screen and no IO in it. It
//! guarantees that a decision is superseded or withdrawn by a later one, never changed; that a
//! reader is not told what another said; and that only answers to randomly chosen cards count as
//! evidence of accuracy.
//!
//! ```text
//! LinkSet ─┬─ value_order ─┬─ Protocol::worklist ─▶ a person ─▶ ReviewDecision ─▶ Ledger
//!          └─ audit::draw ─┘         ▲                                              │
//!                                    └──────── who has read what ◀──────────────────┤
//!          next run ◀── Constraints · data_conflicts · GapEstimate · Agreement ◀────┘
//! ```

pub mod agreement;
pub mod audit;
pub mod data_conflict;
pub mod ledger;
pub mod merge;
pub mod protocol;
pub mod review_decision;
pub mod selection;
pub mod work_queue;

pub use agreement::{Agreement, Coefficient};
pub use data_conflict::{Against, DataConflict, data_conflicts};
pub use ledger::{Card, CardState, Constraints, Ledger};
pub use merge::{Merge, MergeConflict, MergeError, merge};
pub use protocol::{Protocol, Role, Task};
pub use review_decision::{
    Answer, DecisionId, EvidenceReference, Purpose, Queue, ReviewDecision, Shown, ShownCandidate,
    UndecidedReason,
};
pub use work_queue::{GapEstimate, QueueItem, Stop, StopRule, value_order};

#[cfg(test)]
mod sample;

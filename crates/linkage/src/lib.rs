//! Is it the same case? Blocking, comparison vectors, match weights, posterior with a "none"
//! option, assignment and explanation.
//!
//! Reach for this crate to decide which records of two registers are the same case:
//! [`link_ngo_register`], [`link_register_court`], [`link_ngo_ngo`]; `explain_*` of the same names
//! say why any one pair scores as it does, and `estimate_*` learn a model from the records
//! ([`estimation`]). [`lookup`] answers for one person from what a run left behind. [`list::link`] is for any two lists of persons. It reads no file and no clock;
//! the shipped model comes from `reference/link_*.csv`. How alike two *values* are is `fuzzy-matching`'s
//! work.
//!
//! ```text
//! records ─ profiles ─ blocking ─ comparison vectors ─ posterior with "none" ─ decisions
//!              │           │              │                     │
//!        case_profile  blocking_*   comparison_vector    posterior, decision_rule
//!                                   person_set            lineage, human_decision
//! ```

mod area_frequency;
pub mod assignment;
mod blocking_key;
mod blocking_rule;
mod candidates;
mod case_comparison;
mod case_profile;
pub mod comparison_vector;
mod days;
pub mod decision;
mod decision_rule;
mod detail;
pub mod error;
pub mod estimation;
pub mod evaluation;
mod explanation;
mod ground;
mod human_decision;
mod initials;
pub mod lexicon_growth;
pub mod lineage;
mod linking;
pub mod list;
pub mod lookup;
pub mod match_weight;
pub mod model;
mod ngo_ngo;
mod ngo_register;
mod offence_frequency;
pub mod options;
pub mod pair_explanation;
mod person_set;
pub mod posterior;
mod ranking;
pub mod register;
mod register_court;
mod sketch;
mod term_frequency;
mod thinning;
mod weighing;

pub use decision::{
    BlockingRuleReport, Calibration, Candidate, Decision, Evidence, Identifiability, LinkKind,
    LinkSet, LinkStatus, MatchShare,
};
pub use detail::Detail;
pub use error::LinkageError;
pub use estimation::Estimate;
pub use explanation::{known_code, note_codes};
pub use match_weight::MatchWeight;
pub use model::LinkModel;
pub use ngo_ngo::{estimate_ngo_ngo, explain_ngo_ngo, link_ngo_ngo};
pub use ngo_register::{estimate_ngo_register, explain_ngo_register, link_ngo_register};
pub use options::{LinkOptions, Phase, Progress};
pub use pair_explanation::PairExplanation;
pub use register::Register;
pub use register_court::{estimate_register_court, explain_register_court, link_register_court};
pub use thinning::{thin_court_case, thin_crime_record};

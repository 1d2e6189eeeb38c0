//! Where are cases lost? The registration ladder, findings, stage paths, flows, discrepancies and
//! obstacles.
//!
//! Reach for [`analyse`] once links are decided. It reads no file and no clock; it never drops a
//! stratum and asserts entered = continued + completed + pending + exits at every stage.

pub mod aalen_johansen;
mod adjusted;
mod analyse;
pub mod analysis;
mod assess;
mod audited;
pub mod change;
mod court_cases;
mod court_draws;
pub mod court_outcome;
mod coverage;
pub mod discrepancy;
mod disjoint_sets;
pub mod error;
pub mod estimate;
pub mod figure;
mod figures;
pub mod finding;
mod flow;
pub mod ictip;
mod kept;
pub mod label;
mod lineage;
mod link_draws;
mod oblast;
mod obstacle;
mod offence_standing;
pub mod office;
mod outline;
mod outlook;
mod overdue;
mod path;
mod people;
pub mod proportion;
mod replay;
pub mod rereview;
mod same_case;
mod scope;
pub mod stage;
pub mod stage_times;
mod time_limits;
mod timeline;
mod traveller;

pub use analyse::analyse;
pub use analysis::{
    AnalysisInput, Cohort, Discrepancy, FlowRow, FlowTable, FlowView, GapAnalysis, ObstacleCount,
    Severity,
};
pub use audited::{AuditSample, AuditStratum, Verified};
pub use court_outcome::CourtOutcome;
pub use discrepancy::DISCREPANCY_KINDS;
pub use error::AttritionError;
pub use figure::{
    CountingUnit, ErrorRates, ErrorSource, Figure, Interval, IntervalParts, NOTES, Rate,
    SMALL_BASE, Uncertainty,
};
pub use finding::{Finding, REASONS, Reached, ReportFinding, Rung};
pub use ictip::IctipCount;
pub use label::LABELS;
pub use office::{Office, OfficeCase, OfficeFile, OfficeTally, office_files};
pub use outline::{entries_on_paths, outline};
pub use overdue::Overdue;
pub use rereview::{ELEMENTS, RereviewCase};
pub use stage::{Disposition, ExitKind, RETURNABLE, RegisterPath, Stage, StageStep, TakenExit};
pub use stage_times::StageTime;

// What a finding rests on, so that reports can name it without depending on linkage.
pub use linkage::{
    BlockingRuleReport, Candidate, Decision, Detail, Evidence, Identifiability, LinkKind, LinkSet,
    LinkStatus, MatchWeight, note_codes,
};
#[cfg(test)]
mod tests;

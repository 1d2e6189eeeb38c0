//! The whole result: everything the reports tell, and nothing they would have to compute. Reach
//! for [`GapAnalysis`] in `reporting`; counts in different tables agree because they are counted
//! from the same paths and findings.

use linkage::LinkSet;
use records::{CourtCase, CrimeRecord, Delivery, NgoReport, RecordId, Reference};

use crate::audited::AuditSample;
use crate::figure::{CountingUnit, Figure};
use crate::finding::ReportFinding;
use crate::ictip::IctipCount;
use crate::overdue::Overdue;
use crate::rereview::RereviewCase;
use crate::stage::{ExitKind, RegisterPath, Stage};
use crate::stage_times::StageTime;

/// Who is counted, from when, until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// First day of hand-over (else received, else opened), included.
    pub from: jiff::civil::Date,
    /// Last day, included.
    pub to: jiff::civil::Date,
    /// The day the analysis speaks of; each source is censored at its own as-of date.
    pub as_of: jiff::civil::Date,
    /// Days after registration within which a case must be kept for rung R4.
    pub horizon_days: i32,
}

/// What is analysed.
#[derive(Clone, Copy, Debug)]
pub struct AnalysisInput<'a> {
    /// NGO reports, sorted by id.
    pub reports: &'a [NgoReport],
    /// Crime records, sorted by id.
    pub register: &'a [CrimeRecord],
    /// Court cases, sorted by id.
    pub court: &'a [CourtCase],
    /// Deliveries behind them, sorted by source.
    pub deliveries: &'a [Delivery],
    /// NGO report → crime record.
    pub ngo_register: &'a LinkSet,
    /// Court case → crime record.
    pub register_court: &'a LinkSet,
    /// NGO report ~ NGO report.
    pub ngo_ngo: &'a LinkSet,
    /// Reference data.
    pub reference: &'a Reference,
    /// Cohort.
    pub cohort: Cohort,
    /// What people found in a random sample of the links between reports and register, if there is
    /// one.
    pub audit: Option<&'a AuditSample>,
}

/// Which way of counting a flow table uses; never mixed in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowView {
    /// Cases of the cohort followed through the stages.
    Cohort,
    /// Events of a calendar year, whatever cohort they belong to.
    Period,
}

/// One stage of a flow table: `entered == continued + completed + pending + exits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRow {
    /// Stage.
    pub stage: Stage,
    /// Entered.
    pub entered: u64,
    /// Went on.
    pub continued: u64,
    /// Completed.
    pub completed: u64,
    /// Still there.
    pub pending: u64,
    /// Left, by kind and ground; sorted.
    pub exits: Vec<(ExitKind, Option<String>, u64)>,
    /// Records that entered, sorted, each as often as it counts.
    pub ids: Vec<RecordId>,
}

/// A funnel for one unit and stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowTable {
    /// View.
    pub view: FlowView,
    /// Calendar year, for the period view.
    pub year: Option<i16>,
    /// What is counted.
    pub unit: CountingUnit,
    /// Stratum as (dimension, value); `None` for all.
    pub stratum: Option<(String, String)>,
    /// Stages in order.
    pub rows: Vec<FlowRow>,
}

/// How grave a discrepancy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Changes what is said of the case.
    High,
    /// Needs an answer.
    Medium,
    /// For information.
    Low,
}

/// Two registers, or two fields of one, that do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// Stable id: kind and record ids.
    pub id: String,
    /// Kind code, e.g. `sent_to_court_without_case`, `dates_run_backwards`.
    pub kind: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Crime record, if one is concerned.
    pub crime_record: Option<RecordId>,
    /// Court case, if one is concerned.
    pub court_case: Option<RecordId>,
    /// NGO report, if one is concerned.
    pub report: Option<RecordId>,
    /// What one side says: dates, articles, codes; never a name.
    pub left: String,
    /// What the other side says.
    pub right: String,
}

/// An obstacle with the cases it holds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObstacleCount {
    /// Obstacle code.
    pub code: String,
    /// Reports and crime records concerned, sorted.
    pub ids: Vec<RecordId>,
}

/// Everything the reports tell.
#[derive(Clone, Debug, PartialEq)]
pub struct GapAnalysis {
    /// Cohort.
    pub cohort: Cohort,
    /// One per report of the cohort, sorted by report id.
    pub findings: Vec<ReportFinding>,
    /// Reports outside the cohort or without any date, sorted.
    pub outside_cohort: Vec<RecordId>,
    /// Groups of reports that are the same case, each sorted, groups by first id.
    pub same_case: Vec<Vec<RecordId>>,
    /// Every report of the cohort in exactly one case: reports told to be the same case or linked
    /// to one lineage, each case sorted.
    pub cases: Vec<Vec<RecordId>>,
    /// The cohort in the variables of IC-TIP.
    pub ictip: Vec<IctipCount>,
    /// Paths of crime records linked to a report or first qualified as trafficking, by record id.
    pub paths: Vec<RegisterPath>,
    /// Funnels.
    pub flows: Vec<FlowTable>,
    /// Every figure, sorted by id.
    pub figures: Vec<Figure>,
    /// Discrepancies, gravest first, then by id.
    pub discrepancies: Vec<Discrepancy>,
    /// Obstacles, most cases first, then by code.
    pub obstacles: Vec<ObstacleCount>,
    /// Cases to look at again, greatest expected yield first.
    pub rereview: Vec<RereviewCase>,
    /// How long cases take from stage to stage, in the order of the path.
    pub stage_times: Vec<StageTime>,
    /// What is not done though its time is over, by limit, the longest first.
    pub overdue: Vec<Overdue>,
}

//! Which cases to look at again first. Reach for [`list`]: every entry of the cohort that stands off
//! the path in a way that `reference/rereview_rules.csv` names, ranked by expected yield: the
//! victims whose case would be taken up again if everything like it were re-examined.
//!
//! The chance of a case is that of its rule, estimated from the exits of that kind in these
//! registers and how many of them were undone, on top of the rule's prior share; times the
//! probability that the entry is the reported case at all. It ranks; it accuses nobody.

use std::collections::BTreeMap;

use records::reference::{RereviewRule, ReviewCondition};
use records::{NgoReport, PartialDate, RecordId, Reference, days_between};

use crate::finding::ReportFinding;
use crate::scope::Scope;
use crate::stage::{Disposition, ExitKind, RegisterPath};

/// Id of the limit after which a suspension is overdue for review.
const SUSPENSION_REVIEW: &str = "suspension_review";

/// An element of the crime that an NGO report may state.
pub const ELEMENTS: [&str; 3] = ["act", "means", "purpose"];

/// A case to look at again, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct RereviewCase {
    /// The entry; of a lineage, the one that leads it.
    pub record: RecordId,
    /// NGO reports linked to it, sorted.
    pub reports: Vec<RecordId>,
    /// Id of the rule.
    pub rule: String,
    /// How it left the path.
    pub exit: ExitKind,
    /// On what ground, where the source gives one.
    pub ground: Option<String>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Days beyond the limit on the register's as-of day, for rules about overdue cases.
    pub days_overdue: Option<i32>,
    /// Victims it is about, at least one.
    pub victims: u32,
    /// Elements of [`ELEMENTS`] that the linked reports state.
    pub elements: Vec<&'static str>,
    /// Probability that the entry is the reported case; 1 where no report is linked. Range [0, 1].
    pub link_probability: f64,
    /// Exits of this rule in the cohort that were undone, and all of them.
    pub comparable: (u64, u64),
    /// Expected share of such cases taken up again. Range [0, 1].
    pub reopening_share: f64,
    /// Victims × share × link probability: what ranks.
    pub expected_yield: f64,
    /// Investigating body, as written.
    pub office: Option<String>,
    /// Oblast code, where it can be told.
    pub oblast: Option<String>,
    /// Obstacle code.
    pub obstacle: Option<String>,
}

/// Every case, greatest expected yield first; of equals the one whose report states more elements,
/// then by id.
pub(crate) fn list(
    scope: &Scope<'_>,
    paths: &[&RegisterPath],
    findings: &[ReportFinding],
) -> Vec<RereviewCase> {
    let reference = scope.input.reference;
    let comparable = comparable(reference, paths);
    let probability: BTreeMap<&RecordId, f64> = findings
        .iter()
        .filter(|finding| finding.linked.is_some())
        .map(|finding| (&finding.report, finding.probability))
        .collect();
    let mut cases: Vec<RereviewCase> =
        paths.iter().filter_map(|path| case(scope, path, &comparable, &probability)).collect();
    cases.sort_by(|a, b| {
        b.expected_yield
            .total_cmp(&a.expected_yield)
            .then_with(|| b.elements.len().cmp(&a.elements.len()))
            .then_with(|| a.record.cmp(&b.record))
    });
    cases
}

/// Exits undone and taken, by rule.
type Comparable<'r> = BTreeMap<&'r str, (u64, u64)>;

fn comparable<'r>(reference: &'r Reference, paths: &[&RegisterPath]) -> Comparable<'r> {
    let mut counts = Comparable::new();
    for exit in paths.iter().flat_map(|path| &path.exits) {
        if let Some(rule) = rule_for(reference, exit.kind, exit.ground.as_deref()) {
            let (undone, taken) = counts.entry(&rule.id).or_default();
            *undone += u64::from(exit.undone);
            *taken += 1;
        }
    }
    counts
}

fn rule_for<'r>(
    reference: &'r Reference,
    exit: ExitKind,
    ground: Option<&str>,
) -> Option<&'r RereviewRule> {
    reference.rereview_rules.iter().find(|rule| {
        rule.outcome == exit.code() && (rule.ground.is_none() || rule.ground.as_deref() == ground)
    })
}

fn case(
    scope: &Scope<'_>,
    path: &RegisterPath,
    comparable: &Comparable<'_>,
    probability: &BTreeMap<&RecordId, f64>,
) -> Option<RereviewCase> {
    let last = path.steps.last()?;
    let Disposition::Exited { kind, ground } = &last.disposition else { return None };
    let rule = rule_for(scope.input.reference, *kind, ground.as_deref())?;
    let days_overdue = match rule.condition {
        ReviewCondition::Any => None,
        ReviewCondition::Overdue => Some(days_overdue(scope, path, last.left?)?),
    };
    let (undone, taken) = comparable.get(rule.id.as_str()).copied().unwrap_or_default();
    let reopening_share =
        (rule.prior_share * rule.prior_cases + undone as f64) / (rule.prior_cases + taken as f64);
    let link_probability = path
        .reports
        .iter()
        .filter_map(|report| probability.get(report).copied())
        .max_by(f64::total_cmp)
        .unwrap_or(1.0);
    let victims = path.victims.max(1);
    Some(RereviewCase {
        record: path.record.clone(),
        reports: path.reports.clone(),
        rule: rule.id.clone(),
        exit: *kind,
        ground: ground.clone(),
        since: last.left,
        days_overdue,
        victims,
        elements: elements(path.reports.iter().filter_map(|id| scope.report(id))),
        link_probability,
        comparable: (undone, taken),
        reopening_share,
        expected_yield: f64::from(victims) * reopening_share * link_probability,
        office: path.office.clone(),
        oblast: path.oblast.clone(),
        obstacle: path.obstacle.clone(),
    })
}

/// Days by which the review of a suspension is surely overdue.
fn days_overdue(scope: &Scope<'_>, path: &RegisterPath, since: PartialDate) -> Option<i32> {
    let record = &scope.input.register[scope.register_index(&path.record)?];
    let as_of = scope.as_of(&record.provenance.source);
    let limit = scope.input.reference.time_limit(SUSPENSION_REVIEW, since.last_day())?;
    let over = days_between(since.last_day(), as_of) - limit.days();
    (over > 0 && !since.is_placeholder()).then_some(over)
}

fn elements<'r>(reports: impl Iterator<Item = &'r NgoReport>) -> Vec<&'static str> {
    let mut stated = [false; 3];
    for report in reports {
        let here = [&report.acts, &report.means, &report.purposes].map(|codes| !codes.is_empty());
        for (known, here) in stated.iter_mut().zip(here) {
            *known |= here;
        }
    }
    ELEMENTS.into_iter().zip(stated).filter(|(_, stated)| *stated).map(|(name, _)| name).collect()
}

//! NGO report to NGO report: the same case told to two organisations. Reach for [`link_ngo_ngo`].
//!
//! Each report looks for one partner among the reports with a higher id, so that several tellings
//! of one case form a chain. Two reports of one source are rarely the same case, which counts
//! against; only overwhelming evidence links them.

use fuzzy_matching::narrative::NarrativeWords;
use records::{NgoReport, PartialDate, RecordId, Reference};

use crate::case_comparison as compare;
use crate::case_profile::{CaseProfile, Profiler};
use crate::comparison_vector::{ComparisonVector, Contribution, GAP_LEVELS};
use crate::days::Days;
use crate::decision::{LinkKind, LinkSet};
use crate::error::LinkageError;
use crate::estimation::{Estimate, estimate};
use crate::lineage::Lineages;
use crate::linking::{CasePair, Context, Prepared, link, sorted_by_id};
use crate::match_weight::MatchWeight;
use crate::ngo_register::report_profile;
use crate::options::{LinkOptions, Progress};
use crate::pair_explanation::{PairExplanation, explain};
use crate::sketch::CaseView;
use crate::sketch::memory::Memory;
use crate::sketch::weigh::Weigher;

/// Links every report to a report with a higher id that tells the same case, or to none.
///
/// The result does not depend on the order of the list nor on the number of threads.
///
/// # Errors
/// When the model in `reference`, the options or the ids cannot be used; see [`LinkageError`].
pub fn link_ngo_ngo(
    reports: &[NgoReport],
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LinkSet, LinkageError> {
    let pair = NgoNgo::new(reports)?;
    link(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

/// Why each of these pairs (report, report with a higher id) scores as it does, in the order asked for, whether or
/// not blocking brought it up. `kept` is the link set made from the same records and options; a
/// pair among its candidates has the same weight, bit for bit.
///
/// # Errors
/// As [`link_ngo_ngo`], and when a pair is not one of this kind.
pub fn explain_ngo_ngo(
    reports: &[NgoReport],
    reference: &Reference,
    options: &LinkOptions,
    kept: &LinkSet,
    pairs: &[(RecordId, RecordId)],
) -> Result<Vec<PairExplanation>, LinkageError> {
    let pair = NgoNgo::new(reports)?;
    explain(&pair, reference, &Profiler::new(reference, options.as_of), options, (kept, pairs))
}

/// The model of this link kind estimated on these records; see [`crate::estimation`].
///
/// # Errors
/// As [`link_ngo_ngo`].
pub fn estimate_ngo_ngo(
    reports: &[NgoReport],
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Estimate, LinkageError> {
    let pair = NgoNgo::new(reports)?;
    estimate(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

pub(crate) struct NgoNgo<'r> {
    reports: Vec<&'r NgoReport>,
    lineages: Lineages,
}

impl<'r> NgoNgo<'r> {
    pub(crate) fn new(reports: &'r [NgoReport]) -> Result<Self, LinkageError> {
        Ok(Self {
            reports: sorted_by_id(reports, |report| &report.id)?,
            lineages: Lineages::singletons(reports.len()),
        })
    }
}

impl CasePair for NgoNgo<'_> {
    fn kind(&self) -> LinkKind {
        LinkKind::NgoNgo
    }

    fn sizes(&self) -> (usize, usize) {
        (self.reports.len(), self.reports.len())
    }

    fn left_id(&self, left: u32) -> &RecordId {
        &self.reports[left as usize].id
    }

    fn right_id(&self, right: u32) -> &RecordId {
        &self.reports[right as usize].id
    }

    fn left(&self, profiler: &Profiler, left: u32) -> CaseProfile {
        let narrative = self.narrative(profiler, left);
        CaseProfile { narrative, ..report_profile(profiler, self.reports[left as usize]) }
    }

    fn right(&self, profiler: &Profiler, right: u32) -> CaseProfile {
        let profile = report_profile(profiler, self.reports[right as usize]);
        CaseProfile { entered: profile.told.into_iter().collect(), ..profile }
    }

    fn narrative(&self, profiler: &Profiler, right: u32) -> Option<NarrativeWords> {
        profiler.words(self.reports[right as usize].narrative.as_ref())
    }

    fn lineages(&self) -> &Lineages {
        &self.lineages
    }

    fn admits(&self, left: u32, right: u32) -> bool {
        left < right
    }

    fn compare(
        &self,
        context: &Context<'_>,
        left: &Prepared,
        right: &Prepared,
        explain: bool,
    ) -> ComparisonVector {
        let (a, b) = (&left.case, &right.case);
        let gap = gap(context, a.told, b.entered.first().copied(), explain);
        let event = match gap.level {
            "within_week" | "within_month" | "within_quarter" => "event_date_given_gap",
            _ => "event_date",
        };
        let source = if a.source == b.source { "same_source" } else { "other_source" };
        ComparisonVector(vec![
            compare::numbers(context, "reference_numbers", &a.numbers, &b.numbers, explain),
            compare::persons(context, "victims", left, right, explain),
            compare::persons(context, "accused", left, right, explain),
            gap,
            compare::event_date(context, event, a.event, b.event, explain),
            compare::place(context, &a.places, &b.places),
            compare::narrative(context, left, right),
            Contribution::new("source", source, context.model.weight("source", source)),
        ])
    }

    fn conditional(&self) -> (&'static str, &'static str) {
        ("lag", "event_date_given_gap")
    }

    fn weigh(
        &self,
        weigher: &Weigher<'_>,
        (left, right): (CaseView<'_>, CaseView<'_>),
        indices: (u32, u32),
        memory: &mut Memory,
    ) -> MatchWeight {
        let bits = |comparison, level| weigher.context.model.weight(comparison, level);
        let days = left.case.told.zip(right.entered().first().copied());
        let gap = days.and_then(|(a, b)| gap_level(a.stated, b.stated));
        let source =
            if left.case.source == right.case.source { "same_source" } else { "other_source" };
        [
            weigher.numbers("reference_numbers", left, right, memory),
            weigher.persons(left, right, true, memory),
            weigher.persons(left, right, false, memory),
            gap.map_or(MatchWeight::ZERO, |level| bits("report_gap", GAP_LEVELS[level])),
            weigher.event(left, right, gap.is_some_and(|level| level <= 2)),
            weigher.places(left, right, memory).1,
            weigher.narrative(indices),
            bits("source", source),
        ]
        .into_iter()
        .sum()
    }

    fn twin(&self, context: &Context<'_>, left: &Prepared) -> ComparisonVector {
        let mut twin = context.twin(left);
        twin.case.source = None;
        self.compare(context, left, &twin, false)
    }
}

/// The time between two reports, either way.
fn gap(
    context: &Context<'_>,
    a: Option<PartialDate>,
    b: Option<PartialDate>,
    explain: bool,
) -> Contribution {
    let (Some(a), Some(b)) = (a.map(Days::of), b.map(Days::of)) else {
        return Contribution::missing("report_gap");
    };
    let Some(level) = gap_level(a, b) else { return Contribution::missing("report_gap") };
    let level = GAP_LEVELS[level];
    let weight = context.model.weight("report_gap", level);
    let mut found = Contribution::new("report_gap", level, weight);
    if explain {
        found.detail.push("days", a.until(b));
    }
    found
}

/// Which of [`GAP_LEVELS`] two days reach; `None` where they are too coarse to say how near they are.
const fn gap_level(a: Days, b: Days) -> Option<usize> {
    let days = a.until(b).abs();
    let coarse = a.wide() > compare::MONTH || b.wide() > compare::MONTH;
    match days {
        0..=compare::MONTH if coarse => None,
        0..=7 => Some(0),
        8..=31 => Some(1),
        32..=92 => Some(2),
        93..=366 => Some(3),
        _ => Some(4),
    }
}

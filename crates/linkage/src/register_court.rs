//! Court case to crime record: which entry a court case came from. Reach for
//! [`link_register_court`]; the court case is the left record, so an entry may have several cases
//! (instances, severed defendants) and a case has one entry.
//!
//! What is compared: the register number the case cites, defendants (initials included), victims,
//! the lag from sending to court to receipt, charges against the last qualification, the court's
//! region against the office's. A case of a higher instance is looked for by what its lower
//! instance states as well.

use std::collections::BTreeMap;

use fuzzy_matching::date::LagBand;
use fuzzy_matching::offence::{OffenceLevel, compare_any};
use records::{
    CourtCase, CrimeRecord, EventKind, Instance, PartialDate, PersonSide, Qualification, RecordId,
    Reference,
};

use crate::case_comparison as compare;
use crate::case_profile::{CaseProfile, Profiler};
use crate::comparison_vector::{ComparisonVector, Contribution};
use crate::decision::{LinkKind, LinkSet};
use crate::error::LinkageError;
use crate::estimation::{Estimate, estimate};
use crate::lineage::Lineages;
use crate::linking::{CasePair, Context, Prepared, link, sorted_by_id};
use crate::match_weight::MatchWeight;
use crate::ngo_register::record_profile;
use crate::options::{LinkOptions, Progress};
use crate::pair_explanation::{PairExplanation, explain};
use crate::register::Register;
use crate::sketch::CaseView;
use crate::sketch::memory::{Compared, Memory};
use crate::sketch::weigh::Weigher;

/// Instances followed downward from one case: three exist.
const MOST_INSTANCES: usize = 3;

/// Links every court case to the entry of the register it came from, or to none.
///
/// The result does not depend on the order of either list nor on the number of threads.
///
/// # Errors
/// When the model in `reference`, the options or the ids cannot be used; see [`LinkageError`].
pub fn link_register_court(
    register: &Register<'_>,
    court: &[CourtCase],
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LinkSet, LinkageError> {
    let pair = RegisterCourt::new(register, court)?;
    link(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

/// Why each of these pairs (court case, crime record) scores as it does, in the order asked for, whether or
/// not blocking brought it up. `kept` is the link set made from the same records and options; a
/// pair among its candidates has the same weight, bit for bit.
///
/// # Errors
/// As [`link_register_court`], and when a pair is not one of this kind.
pub fn explain_register_court(
    register: &Register<'_>,
    court: &[CourtCase],
    reference: &Reference,
    options: &LinkOptions,
    kept: &LinkSet,
    pairs: &[(RecordId, RecordId)],
) -> Result<Vec<PairExplanation>, LinkageError> {
    let pair = RegisterCourt::new(register, court)?;
    explain(&pair, reference, &Profiler::new(reference, options.as_of), options, (kept, pairs))
}

/// The model of this link kind estimated on these records; see [`crate::estimation`].
///
/// # Errors
/// As [`link_register_court`].
pub fn estimate_register_court(
    register: &Register<'_>,
    court: &[CourtCase],
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Estimate, LinkageError> {
    let pair = RegisterCourt::new(register, court)?;
    estimate(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

pub(crate) struct RegisterCourt<'r> {
    court: Vec<&'r CourtCase>,
    register: &'r Register<'r>,
    /// The case below each case, where it is known.
    lower: Vec<Option<u32>>,
    /// Whether the register extract holds decisions to send to court at all.
    tells_of_courts: bool,
}

impl<'r> RegisterCourt<'r> {
    pub(crate) fn new(
        register: &'r Register<'r>,
        court: &'r [CourtCase],
    ) -> Result<Self, LinkageError> {
        let court = sorted_by_id(court, |case| &case.id)?;
        Ok(Self {
            lower: lower_instances(&court),
            tells_of_courts: (0..register.len())
                .any(|at| !sent_to_court(&register.entry(at)).is_empty()),
            court,
            register,
        })
    }
}

impl CasePair for RegisterCourt<'_> {
    fn kind(&self) -> LinkKind {
        LinkKind::RegisterCourt
    }

    fn sizes(&self) -> (usize, usize) {
        (self.court.len(), self.register.len())
    }

    fn left_id(&self, left: u32) -> &RecordId {
        &self.court[left as usize].id
    }

    fn right_id(&self, right: u32) -> &RecordId {
        self.register.id(right as usize)
    }

    fn left(&self, profiler: &Profiler, left: u32) -> CaseProfile {
        let mut profile = CaseProfile::default();
        let mut next = Some(left);
        for _ in 0..MOST_INSTANCES {
            let Some(at) = next else { break };
            let case = self.court[at as usize];
            add_instance(profiler, &mut profile, case);
            next = self.lower[at as usize];
            // The lag is that of the first instance; a higher one alone says nothing of it.
            profile.told = case.received.filter(|_| case.instance != Some(Instance::Appeal));
            profile.told = profile.told.filter(|_| case.instance != Some(Instance::Cassation));
        }
        profile
    }

    fn right(&self, profiler: &Profiler, right: u32) -> CaseProfile {
        let record = self.register.entry(right as usize);
        let events = record.events.iter();
        CaseProfile {
            entered: sent_to_court(&record),
            passed_on: events.clone().any(|event| event.kind == EventKind::SentToCourt),
            ..record_profile(profiler, &record)
        }
    }

    /// Charges are compared with what an entry was sent to court under: only those that were sent
    /// could be taken for the case.
    fn offences<'c>(&self, right: &'c CaseProfile) -> &'c [Qualification] {
        if right.passed_on || !self.tells_of_courts { last_qualification(right) } else { &[] }
    }

    fn lineages(&self) -> &Lineages {
        self.register.lineages()
    }

    fn compare(
        &self,
        context: &Context<'_>,
        left: &Prepared,
        right: &Prepared,
        explain: bool,
    ) -> ComparisonVector {
        let (a, b) = (&left.case, &right.case);
        let charges = charges(context.reference, &a.qualifications, last_qualification(b));
        ComparisonVector(vec![
            compare::numbers(context, "cited_numbers", &a.numbers, &b.numbers, explain),
            compare::persons(context, "accused", left, right, explain),
            compare::persons(context, "victims", left, right, explain),
            self.court_lag(context, a, b, explain),
            compare::offence(context, "charges", &left.offences, charges),
            compare::area(context, "region", "region", &a.offices, &b.offices),
        ])
    }

    fn conditional(&self) -> (&'static str, &'static str) {
        ("court_lag", "event_date")
    }

    fn weigh(
        &self,
        weigher: &Weigher<'_>,
        (left, right): (CaseView<'_>, CaseView<'_>),
        _: (u32, u32),
        memory: &mut Memory,
    ) -> MatchWeight {
        let lag = if !right.case.passed_on && self.tells_of_courts {
            weigher.context.model.weight("court_lag", "not_sent")
        } else {
            let received = left.case.told.map(|told| told.usable);
            let lags = right.entered().iter().map(|sent| {
                let lag = weigher.lag(Some(sent.usable), received);
                lag.map_or(MatchWeight::ZERO, |(weight, _)| weight)
            });
            let best = lags.max_by(|x, y| x.bits().total_cmp(&y.bits()));
            best.unwrap_or(MatchWeight::ZERO)
        };
        let of_both = (left.case.offences, right.case.last_offence);
        let region = (Compared::Offices, "region");
        [
            weigher.numbers("cited_numbers", left, right, memory),
            weigher.persons(left, right, false, memory),
            weigher.persons(left, right, true, memory),
            lag,
            weigher.offences("charges", of_both, memory, charges),
            weigher.offices(region, left, right, memory),
        ]
        .into_iter()
        .sum()
    }

    fn twin(&self, context: &Context<'_>, left: &Prepared) -> ComparisonVector {
        let mut twin = context.twin(left);
        twin.case.passed_on = true;
        self.compare(context, left, &twin, false)
    }
}

impl RegisterCourt<'_> {
    /// The best lag from any sending to court; an entry that was never sent speaks against.
    fn court_lag(
        &self,
        context: &Context<'_>,
        a: &CaseProfile,
        b: &CaseProfile,
        explain: bool,
    ) -> Contribution {
        if !b.passed_on && self.tells_of_courts {
            let weight = context.model.weight("court_lag", "not_sent");
            return Contribution::new("court_lag", "not_sent", weight);
        }
        let lags = b
            .entered
            .iter()
            .map(|sent| compare::lag(context, "court_lag", Some(*sent), a.told, explain));
        lags.max_by(|x, y| x.weight.bits().total_cmp(&y.weight.bits()))
            .filter(|lag| lag.level != LagBand::Missing.code())
            .unwrap_or_else(|| Contribution::missing("court_lag"))
    }
}

fn charges(
    reference: &Reference,
    charged: &[Qualification],
    last: &[Qualification],
) -> OffenceLevel {
    compare_any(reference, charged, last)
}

fn last_qualification(case: &CaseProfile) -> &[Qualification] {
    &case.qualifications[case.qualifications.len().saturating_sub(1)..]
}

fn sent_to_court(record: &CrimeRecord) -> Vec<PartialDate> {
    let events = record.events.iter().filter(|event| event.kind == EventKind::SentToCourt);
    events.filter_map(|event| event.date).collect()
}

/// Adds what one instance states to the profile of the case.
fn add_instance(profiler: &Profiler, profile: &mut CaseProfile, case: &CourtCase) {
    profile.source.get_or_insert_with(|| case.provenance.source.clone());
    profile.numbers.extend_from_slice(&case.cited);
    if profile.accused.is_empty() {
        profile.accused = profiler.persons(&case.persons, PersonSide::Accused, case.received);
    }
    if profile.victims.is_empty() {
        profile.victims = profiler.persons(&case.persons, PersonSide::Victim, case.received);
    }
    profile.qualifications.extend_from_slice(&case.charges);
    // A court of appeal sits above a whole oblast: its seat says nothing of the raion.
    let court =
        case.court.as_deref().filter(|_| matches!(case.instance, None | Some(Instance::First)));
    let offices = [court, case.prosecutor.as_deref()].into_iter().flatten();
    profile.offices.extend(profiler.areas(offices, case.received));
}

/// The index of the case that each case names as its lower instance.
fn lower_instances(court: &[&CourtCase]) -> Vec<Option<u32>> {
    let mut by_number: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (at, case) in (0u32..).zip(court) {
        if let Some(number) = &case.number {
            by_number.entry(&number.normalized).or_default().push(at);
        }
    }
    let lower = |(at, case): (u32, &&CourtCase)| {
        let cited = by_number.get(case.lower.as_ref()?.normalized.as_str())?;
        // A number that two cases carry names neither.
        (cited.len() == 1 && cited[0] != at).then(|| cited[0])
    };
    (0u32..).zip(court).map(lower).collect()
}

//! NGO report to crime record: which entry of the register, if any, is the reported case. Reach for
//! [`link_ngo_register`].
//!
//! What is compared: numbers the report cites, victims, suspects, the lag from hand-over to the
//! journal (else to registration), the day of the event, places, the addressee against the office,
//! the offence, the narrative. A report without an article is a report of trafficking. The event is
//! weighed given the lag, and the office given the place, because each pair of them says partly the
//! same.

use fuzzy_matching::narrative::NarrativeWords;
use records::{CrimeRecord, NgoReport, PartialDate, PersonSide, RecordId, Reference};

use crate::case_comparison::{self as compare, is_near};
use crate::case_profile::{CaseProfile, Profiler};
use crate::comparison_vector::ComparisonVector;
use crate::decision::{LinkKind, LinkSet};
use crate::error::LinkageError;
use crate::estimation::{Estimate, estimate};
use crate::lineage::Lineages;
use crate::linking::{CasePair, Context, Prepared, link, sorted_by_id};
use crate::match_weight::MatchWeight;
use crate::offence_frequency::level;
use crate::options::{LinkOptions, Progress};
use crate::pair_explanation::{PairExplanation, explain};
use crate::register::Register;
use crate::sketch::CaseView;
use crate::sketch::memory::{Compared, Memory};
use crate::sketch::weigh::Weigher;

/// Links every report to the entry of the register that is the same case, or to none.
///
/// The result does not depend on the order of either list nor on the number of threads.
///
/// # Errors
/// When the model in `reference`, the options or the ids cannot be used; see [`LinkageError`].
pub fn link_ngo_register(
    reports: &[NgoReport],
    register: &Register<'_>,
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LinkSet, LinkageError> {
    let pair = NgoRegister::new(reports, register)?;
    link(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

/// Why each of these pairs (report, crime record) scores as it does, in the order asked for, whether or
/// not blocking brought it up. `kept` is the link set made from the same records and options; a
/// pair among its candidates has the same weight, bit for bit.
///
/// # Errors
/// As [`link_ngo_register`], and when a pair is not one of this kind.
pub fn explain_ngo_register(
    reports: &[NgoReport],
    register: &Register<'_>,
    reference: &Reference,
    options: &LinkOptions,
    kept: &LinkSet,
    pairs: &[(RecordId, RecordId)],
) -> Result<Vec<PairExplanation>, LinkageError> {
    let pair = NgoRegister::new(reports, register)?;
    explain(&pair, reference, &Profiler::new(reference, options.as_of), options, (kept, pairs))
}

/// The model of this link kind estimated on these records; see [`crate::estimation`].
///
/// # Errors
/// As [`link_ngo_register`].
pub fn estimate_ngo_register(
    reports: &[NgoReport],
    register: &Register<'_>,
    reference: &Reference,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Estimate, LinkageError> {
    let pair = NgoRegister::new(reports, register)?;
    estimate(&pair, reference, &Profiler::new(reference, options.as_of), options, progress)
}

pub(crate) struct NgoRegister<'r> {
    pub(crate) reports: Vec<&'r NgoReport>,
    pub(crate) register: &'r Register<'r>,
}

impl<'r> NgoRegister<'r> {
    pub(crate) fn new(
        reports: &'r [NgoReport],
        register: &'r Register<'r>,
    ) -> Result<Self, LinkageError> {
        Ok(Self { reports: sorted_by_id(reports, |report| &report.id)?, register })
    }
}

impl CasePair for NgoRegister<'_> {
    fn kind(&self) -> LinkKind {
        LinkKind::NgoRegister
    }

    fn sizes(&self) -> (usize, usize) {
        (self.reports.len(), self.register.len())
    }

    fn left_id(&self, left: u32) -> &RecordId {
        &self.reports[left as usize].id
    }

    fn right_id(&self, right: u32) -> &RecordId {
        self.register.id(right as usize)
    }

    fn left(&self, profiler: &Profiler, left: u32) -> CaseProfile {
        let report = self.reports[left as usize];
        let narrative = profiler.words(report.narrative.as_ref());
        CaseProfile { narrative, ..report_profile(profiler, report) }
    }

    fn narrative(&self, profiler: &Profiler, right: u32) -> Option<NarrativeWords> {
        profiler.words(self.register.narrative(right as usize).as_deref())
    }

    fn right(&self, profiler: &Profiler, right: u32) -> CaseProfile {
        let record = self.register.entry(right as usize);
        // The journal comes first: it is nearest to the hand-over.
        let entered = [record.journal_date, record.registered].into_iter().flatten().collect();
        CaseProfile { entered, ..record_profile(profiler, &record) }
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
        let lag = compare::lag(context, "lag", a.told, b.entered.first().copied(), explain);
        let event = if is_near(&lag) { "event_date_given_lag" } else { "event_date" };
        let place = compare::place(context, &a.places, &b.places);
        let office = match place.level {
            "same_place" | "within" | "same_raion" => "office_given_place",
            _ => "office",
        };
        let offence = level(context.reference, &a.qualifications, &b.qualifications);
        ComparisonVector(vec![
            compare::numbers(context, "reference_numbers", &a.numbers, &b.numbers, explain),
            compare::persons(context, "victims", left, right, explain),
            compare::persons(context, "accused", left, right, explain),
            lag,
            compare::event_date(context, event, a.event, b.event, explain),
            place,
            compare::area(context, "office", office, &a.offices, &b.offices),
            compare::offence(context, "offence", &left.offences, offence),
            compare::narrative(context, left, right),
        ])
    }

    fn conditional(&self) -> (&'static str, &'static str) {
        ("lag", "event_date_given_lag")
    }

    fn weigh(
        &self,
        weigher: &Weigher<'_>,
        (left, right): (CaseView<'_>, CaseView<'_>),
        indices: (u32, u32),
        memory: &mut Memory,
    ) -> MatchWeight {
        let entered = right.entered().first().map(|entered| entered.usable);
        let lag = weigher.lag(left.case.told.map(|told| told.usable), entered);
        let (place, place_weight) = weigher.places(left, right, memory);
        let office = match place.code() {
            "same_place" | "within" | "same_raion" => {
                (Compared::OfficesGivenPlace, "office_given_place")
            }
            _ => (Compared::Offices, "office"),
        };
        let offences = (left.case.offences, right.case.offences);
        [
            weigher.numbers("reference_numbers", left, right, memory),
            weigher.persons(left, right, true, memory),
            weigher.persons(left, right, false, memory),
            lag.map_or(MatchWeight::ZERO, |(weight, _)| weight),
            weigher.event(left, right, lag.is_some_and(|(_, near)| near)),
            place_weight,
            weigher.offices(office, left, right, memory),
            weigher.offences("offence", offences, memory, level),
            weigher.narrative(indices),
        ]
        .into_iter()
        .sum()
    }

    fn twin(&self, context: &Context<'_>, left: &Prepared) -> ComparisonVector {
        self.compare(context, left, &context.twin(left), false)
    }
}

/// The profile of a report without its narrative; `told` is the day that places it in a cohort.
pub(crate) fn report_profile(profiler: &Profiler, report: &NgoReport) -> CaseProfile {
    let told = report.cohort_date();
    let addressee = report.hand_over.as_ref().and_then(|h| h.addressee.as_deref());
    CaseProfile {
        source: Some(report.provenance.source.clone()),
        numbers: report.numbers().to_vec(),
        victims: profiler.persons(&report.persons, PersonSide::Victim, told),
        accused: profiler.persons(&report.persons, PersonSide::Accused, told),
        event: report.event,
        told,
        places: profiler.areas(report.places.iter().map(|p| p.written.as_str()), report.event),
        offices: profiler.areas(addressee, told),
        qualifications: report.suspected.clone(),
        ..CaseProfile::default()
    }
}

/// The profile of a crime record, without its narrative and the days of the link kind.
pub(crate) fn record_profile(profiler: &Profiler, record: &CrimeRecord) -> CaseProfile {
    let entered: Option<PartialDate> = record.journal_date.or(record.registered);
    let mut victims = profiler.persons(&record.persons, PersonSide::Victim, entered);
    if victims.is_empty() {
        // Before anybody is recognised as a victim, she stands in the entry as the applicant.
        victims = profiler.persons(&record.persons, PersonSide::Other, entered);
    }
    let offices = [record.office.as_deref(), record.prosecutor.as_deref()];
    CaseProfile {
        source: Some(record.provenance.source.clone()),
        numbers: record.numbers.clone(),
        victims,
        accused: profiler.persons(&record.persons, PersonSide::Accused, entered),
        event: record.event,
        places: profiler.areas(record.places.iter().map(|p| p.written.as_str()), record.event),
        offices: profiler.areas(offices.into_iter().flatten(), entered),
        qualifications: record.qualifications.clone(),
        ..CaseProfile::default()
    }
}

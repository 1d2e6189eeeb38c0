//! The analysis from beginning to end. Reach for [`analyse`]; everything else in this crate is a
//! step of it or a type it returns.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use records::{CrimeRecord, EditionId, NgoReport, RecordId, Reference};

use crate::analysis::{AnalysisInput, Cohort, FlowTable, GapAnalysis};
use crate::assess::{Assessed, Assessor};
use crate::court_cases::CourtCases;
use crate::court_draws::CourtDraws;
use crate::discrepancy::{self, Sides};
use crate::error::AttritionError;
use crate::figure::CountingUnit;
use crate::figures::{self, Counted};
use crate::finding::ReportFinding;
use crate::flow;
use crate::ictip;
use crate::lineage::Lineages;
use crate::oblast::Oblasts;
use crate::obstacle;
use crate::offence_standing::{self, Standing};
use crate::outlook::Outlooks;
use crate::overdue;
use crate::path::{Followed, Follower};
use crate::rereview;
use crate::same_case;
use crate::scope::Scope;
use crate::stage::RegisterPath;
use crate::stage_times;
use crate::traveller::{Journey, Traveller};

/// Places every report on the ladder, follows every case, counts.
///
/// # Errors
/// [`AttritionError::Unsorted`] and [`AttritionError::EmptyCohort`] for input no result can be
/// trusted on; [`AttritionError::Conservation`] when the counts of a stage do not add up.
pub fn analyse(input: &AnalysisInput<'_>) -> Result<GapAnalysis, AttritionError> {
    check_input(input)?;
    let scope = Scope { input };
    let oblasts = Oblasts::new(input.reference);
    let lineages = Lineages::read(input.register);
    let court_cases = CourtCases::read(&scope);
    let same_case = same_case::groups(&scope);
    let (members, outside_cohort) = split_cohort(input.reports, &input.cohort);

    let assessor = Assessor { scope, oblasts: &oblasts };
    let leader_of: Vec<Option<usize>> = members
        .iter()
        .map(|report| assessor.linked_entry(report).map(|entry| lineages.leader(entry)))
        .collect();
    let follower =
        Follower { scope, lineages: &lineages, court_cases: &court_cases, oblasts: &oblasts };
    let followed = follow_all(&follower, &members, &leader_of);
    let linked_cases = same_case_linked(&assessor, &same_case, &scope);
    let assessed: Vec<Assessed<'_>> = members
        .iter()
        .zip(&leader_of)
        .map(|(report, leader)| {
            let path = leader.and_then(|leader| followed.get(&leader));
            assessor.assess(report, path, linked_cases.contains(&report.id))
        })
        .collect();

    let threads = same_case::threads(&members, &same_case, &leader_of);
    let journey = Journey {
        scope,
        assessed: &assessed,
        leader_of: &leader_of,
        followed: &followed,
        threads: &threads,
    };
    let (travellers, flows) = flows(&journey)?;
    let paths: Vec<RegisterPath> = followed.values().map(|one| one.path.clone()).collect();
    let findings: Vec<ReportFinding> = assessed.iter().map(|one| one.finding.clone()).collect();
    let cohort_paths: Vec<&RegisterPath> = journey.cohort_paths().collect();
    let obstacles = obstacle::totals(&findings, &cohort_paths);
    let rereview = rereview::list(&scope, &cohort_paths, &findings);
    let discrepancies = discrepancy::find(&Sides {
        scope,
        lineages: &lineages,
        court_cases: &court_cases,
        assessed: &assessed,
        leader_of: &leader_of,
        followed: &followed,
        same_case: &same_case,
    });
    let outlooks = Outlooks::of(&journey, &assessor, &follower, &same_case);
    let court_draws = CourtDraws::of(&journey, &follower);
    let stage_times = stage_times::all(&journey);
    let counted = Counted {
        journey: &journey,
        travellers: &travellers,
        flows: &flows,
        discrepancies: &discrepancies,
        obstacles: &obstacles,
        rereview: &rereview,
        same_case: &same_case,
        outlooks: &outlooks,
        court_draws: &court_draws,
        stage_times: &stage_times,
    };
    let figures = figures::all(&input.cohort, &counted);
    let ids_of = |thread: &[usize]| thread.iter().map(|at| members[*at].id.clone()).collect();
    Ok(GapAnalysis {
        cohort: input.cohort,
        findings,
        outside_cohort,
        same_case,
        // Places in the register follow ids, so the paths are in id order.
        paths,
        flows,
        figures,
        discrepancies,
        obstacles,
        rereview,
        stage_times,
        overdue: overdue::list(&journey),
        cases: threads.iter().map(|thread| ids_of(thread)).collect(),
        ictip: ictip::counts(&journey, &oblasts),
    })
}

type Travellers = BTreeMap<CountingUnit, Vec<Traveller>>;

/// Travellers of every unit, and the tables of both views, each checked to add up.
fn flows(journey: &Journey<'_, '_>) -> Result<(Travellers, Vec<FlowTable>), AttritionError> {
    let mut all = Travellers::new();
    let mut tables = Vec::new();
    for unit in CountingUnit::ALL {
        let travellers = journey.travellers(unit);
        tables.extend(flow::cohort_tables(unit, &travellers)?);
        tables.extend(match unit {
            CountingUnit::Entries => flow::period_tables(unit, &journey.all_entries())?,
            _ => flow::period_tables(unit, &travellers)?,
        });
        all.insert(unit, travellers);
    }
    Ok((all, tables))
}

/// Follows every lineage that a cohort report is linked to or that began as trafficking.
fn follow_all<'a>(
    follower: &Follower<'_, 'a>,
    members: &[&'a NgoReport],
    leader_of: &[Option<usize>],
) -> BTreeMap<usize, Followed<'a>> {
    let mut reports_of: BTreeMap<usize, Vec<&NgoReport>> = BTreeMap::new();
    for (report, leader) in members.iter().zip(leader_of) {
        if let Some(leader) = leader {
            reports_of.entry(*leader).or_default().push(report);
        }
    }
    let input = follower.scope.input;
    for entry in begun_as_trafficking(input.register, input.reference) {
        reports_of.entry(follower.lineages.leader(entry)).or_default();
    }
    reports_of
        .into_par_iter()
        .filter_map(|(leader, reports)| Some((leader, follower.follow(leader, &reports)?)))
        .collect()
}

/// Entries whose first qualification is in the trafficking set, in order. A register has millions
/// of entries and a few hundred distinct qualifications, so each is looked up once.
pub(crate) fn begun_as_trafficking(register: &[CrimeRecord], reference: &Reference) -> Vec<usize> {
    let mut known: BTreeMap<(&[EditionId], records::Article), bool> = BTreeMap::new();
    let mut begun = Vec::new();
    for (at, record) in register.iter().enumerate() {
        let Some(first) = offence_standing::first_qualification(record) else { continue };
        let is_trafficking = *known
            .entry((first.edition.candidates(), first.article.base()))
            .or_insert_with(|| offence_standing::of(reference, first) == Standing::Trafficking);
        if is_trafficking {
            begun.push(at);
        }
    }
    begun
}

/// Reports of a case of which another report is linked to an entry.
fn same_case_linked(
    assessor: &Assessor<'_, '_>,
    same_case: &[Vec<RecordId>],
    scope: &Scope<'_>,
) -> BTreeSet<RecordId> {
    let linked = |id: &RecordId| {
        scope.report(id).is_some_and(|report| assessor.linked_entry(report).is_some())
    };
    same_case.iter().filter(|group| group.iter().any(linked)).flatten().cloned().collect()
}

fn check_input(input: &AnalysisInput<'_>) -> Result<(), AttritionError> {
    if input.cohort.to < input.cohort.from {
        return Err(AttritionError::EmptyCohort);
    }
    let sorted = |list, ok: bool| if ok { Ok(()) } else { Err(AttritionError::Unsorted { list }) };
    sorted("reports", input.reports.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("register", input.register.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("court", input.court.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("deliveries", input.deliveries.is_sorted_by(|a, b| a.source < b.source))?;
    for set in [input.ngo_register, input.register_court, input.ngo_ngo] {
        sorted("decisions", set.decisions.is_sorted_by(|a, b| a.left <= b.left))?;
    }
    Ok(())
}

/// Reports of the cohort, and the ids of the others. A vague date counts by its first day, so that
/// of two cohorts that follow one another exactly one holds the report.
fn split_cohort<'a>(
    reports: &'a [NgoReport],
    cohort: &Cohort,
) -> (Vec<&'a NgoReport>, Vec<RecordId>) {
    let inside = |report: &NgoReport| {
        report.cohort_date().is_some_and(|date| (cohort.from..=cohort.to).contains(&date.start()))
    };
    let (members, outside): (Vec<_>, Vec<_>) = reports.iter().partition(|report| inside(report));
    (members, outside.into_iter().map(|report| report.id.clone()).collect())
}

//! What linkage achieves on simulated registers whose truth is known. Floors, not goldens: they
//! fail when a change costs accuracy. Relations that hold for any input are checked on the same
//! scenario.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use linkage::evaluation::{LinkEvaluation, evaluate};
use linkage::lineage::LineageKeys;
use linkage::register::Entries;
use linkage::{
    LinkOptions, LinkSet, LinkageError, MatchWeight, Register, link_ngo_ngo, link_ngo_register,
    link_register_court,
};
use records::{CrimeRecord, RecordId, Sensitive};
use testkit::SimulationPlan;

use crate::simulated_records::Scenario;

pub(crate) fn scenario() -> &'static Scenario {
    static SCENARIO: OnceLock<Scenario> = OnceLock::new();
    SCENARIO.get_or_init(|| {
        let demo = SimulationPlan::demo().unwrap();
        Scenario::new(&SimulationPlan {
            seed: 7,
            reports: 240,
            register: 2_500,
            court: 500,
            ..demo
        })
    })
}

pub(crate) fn options() -> LinkOptions {
    LinkOptions { as_of: "2026-06-30".parse().ok(), ..LinkOptions::default() }
}

fn link_all(s: &Scenario) -> [LinkSet; 3] {
    link_with(s, &Register::of(&s.register).unwrap())
}

fn link_with(s: &Scenario, register: &Register<'_>) -> [LinkSet; 3] {
    let (reference, options) = (&s.reference, options());
    [
        link_ngo_register(&s.reports, register, reference, &options, &|_| {}).unwrap(),
        link_register_court(register, &s.court, reference, &options, &|_| {}).unwrap(),
        link_ngo_ngo(&s.reports, reference, &options, &|_| {}).unwrap(),
    ]
}

/// The lineage of every entry.
pub(crate) fn lineage_ids(s: &Scenario) -> BTreeMap<RecordId, Vec<RecordId>> {
    Register::of(&s.register).unwrap().lineage_ids()
}

pub(crate) fn linked() -> &'static [LinkSet; 3] {
    static LINKED: OnceLock<[LinkSet; 3]> = OnceLock::new();
    LINKED.get_or_init(|| link_all(scenario()))
}

fn measured(set: &LinkSet) -> LinkEvaluation {
    let s = scenario();
    evaluate(set, &s.truth(set.kind.code()), &lineage_ids(s))
}

#[test]
fn links_are_right_and_few_matches_are_missed() {
    for (set, floor) in linked().iter().zip([0.95, 0.95, 0.85]) {
        let found = measured(set);
        assert!(found.matches >= 9, "{} has too few matches to say anything", set.kind.code());
        assert!(found.f1 >= floor, "{} F1 {:.4}: {found:?}", set.kind.code(), found.f1);
        assert!(found.precision >= 0.98, "{} {:.4}", set.kind.code(), found.precision);
    }
}

#[test]
fn blocking_brings_up_nearly_every_match() {
    for set in linked() {
        let found = measured(set);
        assert!(found.blocking_recall >= 0.97, "{} {found:?}", set.kind.code());
        let all = set.sizes.0 * set.sizes.1;
        assert!(set.candidate_pairs * 20 < all, "{} of {all}", set.candidate_pairs);
        let new: u64 = set.blocking.iter().map(|rule| rule.new_pairs).sum();
        assert_eq!(new, set.candidate_pairs, "each pair is new to one rule");
    }
}

#[test]
fn what_is_claimed_nearly_sure_is_true() {
    for set in linked() {
        let top = *measured(set).calibration.last().unwrap();
        assert!(top.claimed - top.matched < 0.02, "{} {top:?}", set.kind.code());
    }
}

#[test]
fn every_explanation_sums_to_its_weight_and_missing_weighs_nothing() {
    for candidate in linked().iter().flat_map(|set| &set.decisions).flat_map(|d| &d.candidates) {
        let sum: MatchWeight = candidate.evidence.iter().map(|evidence| evidence.weight).sum();
        assert_eq!(sum, candidate.weight, "to the last bit");
        for evidence in candidate.evidence.iter().filter(|e| e.level == "missing") {
            assert_eq!(evidence.weight, MatchWeight::ZERO, "{}", evidence.comparison);
        }
    }
}

#[test]
fn every_comparison_is_known_somewhere_and_suspects_are_missing_somewhere() {
    // Without this the claim about missing values could hold for want of any.
    for set in linked() {
        let mut seen: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for e in set.decisions.iter().flat_map(|d| &d.candidates).flat_map(|c| &c.evidence) {
            let entry = seen.entry(&e.comparison).or_default();
            entry.0 |= e.level == "missing";
            entry.1 |= e.level != "missing";
        }
        assert_eq!(seen.get("accused"), Some(&(true, true)), "{}", set.kind.code());
        for (comparison, (_, known)) in &seen {
            assert!(known, "{} never compares {comparison}", set.kind.code());
        }
    }
}

#[test]
fn posteriors_are_probabilities_and_decisions_follow_them() {
    for set in linked() {
        let threshold = set.parameters.iter().find(|(name, _)| name == "link_threshold").unwrap().1;
        for decision in &set.decisions {
            assert!((0.0..=1.0).contains(&decision.none_probability));
            if decision.status == linkage::LinkStatus::Link {
                assert!(decision.candidates[0].probability >= threshold);
                assert_eq!(Some(&decision.candidates[0].right), decision.target.as_ref());
                assert!(decision.lineage.contains(decision.target.as_ref().unwrap()));
            }
            assert_eq!(decision.target.is_none(), decision.lineage.is_empty());
        }
    }
}

#[test]
fn neither_row_order_nor_threads_change_a_bit() {
    let s = scenario();
    let turned = Scenario {
        reference: s.reference.clone(),
        reports: s.reports.iter().rev().cloned().collect(),
        register: s.register.iter().rev().cloned().collect(),
        court: s.court.iter().rev().cloned().collect(),
        truth: Vec::new(),
    };
    for (threads, scenario) in [(1, &turned), (2, s), (8, s)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(|| link_all(scenario)) == *linked(), "{threads} threads");
    }
}

#[test]
fn what_thinning_takes_away_is_not_missed() {
    let s = scenario();
    let mut thinned = Scenario {
        reference: s.reference.clone(),
        reports: s.reports.clone(),
        register: s.register.clone(),
        court: s.court.clone(),
        truth: Vec::new(),
    };
    thinned.register.iter_mut().for_each(linkage::thin_crime_record);
    thinned.court.iter_mut().for_each(linkage::thin_court_case);
    assert!(thinned.register != s.register && thinned.court != s.court);
    assert!(link_all(&thinned) == *linked());
}

/// Entries in the order of their ids, read anew whenever they are looked at.
struct Elsewhere(Vec<RecordId>, Vec<CrimeRecord>);

impl Entries for Elsewhere {
    fn ids(&self) -> &[RecordId] {
        &self.0
    }

    fn entry(&self, at: usize) -> CrimeRecord {
        CrimeRecord { narrative: None, ..self.1[at].clone() }
    }

    fn narrative(&self, at: usize) -> Option<Sensitive<String>> {
        self.1[at].narrative.clone()
    }
}

#[test]
fn a_register_that_lies_elsewhere_is_searched_alike() {
    let s = scenario();
    let mut entries = s.register.clone();
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let keys: Vec<LineageKeys> = entries.iter().map(LineageKeys::of).collect();
    let lying = |ids| Register::kept_in(Box::new(Elsewhere(ids, entries.clone())), &keys);
    let mut ids: Vec<RecordId> = entries.iter().map(|entry| entry.id.clone()).collect();
    let register = lying(ids.clone()).unwrap();
    assert!(link_with(s, &register) == *linked());
    assert_eq!(register.lineage_ids(), lineage_ids(s));
    ids[1] = ids[0].clone();
    assert_eq!(lying(ids.clone()).err(), Some(LinkageError::DuplicateId(ids.remove(0))));
}

#[test]
fn progress_ends_where_each_phase_ends() {
    let s = scenario();
    let seen = std::sync::Mutex::new(BTreeMap::new());
    let note = |progress: linkage::Progress| {
        let mut seen = seen.lock().unwrap();
        let done: &mut u64 = seen.entry(progress.phase).or_default();
        *done = (*done).max(progress.done);
        assert!(progress.done <= progress.total);
    };
    let register = Register::of(&s.register).unwrap();
    let set = link_ngo_register(&s.reports, &register, &s.reference, &options(), &note).unwrap();
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen[&linkage::Phase::Blocking], set.sizes.0 + set.sizes.1);
    assert_eq!(seen[&linkage::Phase::Comparing], set.candidate_pairs);
    assert_eq!(seen[&linkage::Phase::Deciding], set.sizes.0);
}

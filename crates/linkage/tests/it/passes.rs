//! Blocking in passes: a record that its number settles is not looked for further, and that takes
//! nothing from any decision; a number that leads astray settles nothing.

use jiff::ToSpan;
use linkage::pair_explanation::{PairExplanation, RuleOutcome, Standing};
use linkage::{
    Decision, LinkSet, LinkStatus, Register, explain_ngo_register, link_ngo_register,
    link_register_court,
};
use records::{NumberKind, PartialDate, RecordId, Reference, ReferenceNumber};

use crate::simulated::{linked, options, scenario};

/// The shipped reference data with every rule asked at once.
fn one_pass(reference: &Reference) -> Reference {
    let mut reference = reference.clone();
    reference.blocking_rules.iter_mut().for_each(|rule| rule.pass = 1);
    reference
}

fn named(decision: &Decision) -> (&RecordId, LinkStatus, Option<&RecordId>) {
    (&decision.left, decision.status, decision.target.as_ref())
}

fn assert_same(passes: &LinkSet, at_once: &LinkSet) {
    assert!(passes.candidate_pairs < at_once.candidate_pairs);
    for (one, other) in passes.decisions.iter().zip(&at_once.decisions) {
        assert_eq!(named(one), named(other));
        assert!((one.none_probability - other.none_probability).abs() < 1e-6);
        for candidate in &one.candidates {
            let same = other.candidates.iter().find(|known| known.right == candidate.right);
            let Some(same) = same else { continue };
            let apart = (candidate.probability - same.probability).abs();
            assert!(apart < LinkSet::LEAST_PROBABILITY, "{}: {apart}", one.left);
            assert_eq!(candidate.weight, same.weight);
        }
    }
}

#[test]
fn passes_compare_fewer_pairs_and_decide_the_same() {
    let s = scenario();
    let (reference, register) = (one_pass(&s.reference), Register::of(&s.register).unwrap());
    let [reports, court, _] = linked();
    let at_once =
        link_ngo_register(&s.reports, &register, &reference, &options(), &|_| {}).unwrap();
    assert_same(reports, &at_once);
    assert!(reports.candidate_pairs * 20 < at_once.candidate_pairs * 19, "a twentieth is saved");
    let at_once =
        link_register_court(&register, &s.court, &reference, &options(), &|_| {}).unwrap();
    assert_same(court, &at_once);
    assert!(court.candidate_pairs * 5 < at_once.candidate_pairs * 4, "a fifth is saved");
}

/// Every linked entry has a twin of the same persons, another time and office, and the report cites the
/// number of the twin: both are seen, and as probable as with all rules at once.
#[test]
fn another_entry_of_the_same_persons_is_seen_beside_the_one_cited() {
    let s = scenario();
    let mut entries = s.register.clone();
    let mut reports = s.reports.clone();
    let by_persons = |decision: &&Decision| {
        let mut rules = decision.candidates.iter().take(1).flat_map(|one| &one.rules);
        decision.status == LinkStatus::Link && rules.any(|rule| &**rule == "name_pair")
    };
    let linked: Vec<&Decision> = linked()[0].decisions.iter().filter(by_persons).collect();
    for (at, decision) in linked.iter().enumerate() {
        let entry = s.register.iter().find(|one| Some(&one.id) == decision.target.as_ref());
        let number = format!("08-219-2023-9{at:05}");
        let number = ReferenceNumber::new(NumberKind::Register, &number).unwrap();
        let mut twin = entry.unwrap().clone();
        twin.id = format!("{}-twin-{at}", twin.id).as_str().into();
        (twin.numbers, twin.lineage) = (vec![number.clone()], Vec::new());
        let later = |date: PartialDate| PartialDate::day(date.start().saturating_add(70.days()));
        (twin.journal_date, twin.registered) = (None, twin.registered.and_then(later));
        entries.push(twin);
        let report = reports.iter_mut().find(|report| report.id == decision.left).unwrap();
        report.hand_over.get_or_insert_default().documents = vec![number];
    }
    let register = Register::of(&entries).unwrap();
    let link =
        |reference| link_ngo_register(&reports, &register, reference, &options(), &|_| {}).unwrap();
    let (passes, at_once) = (link(&s.reference), link(&one_pass(&s.reference)));
    assert_same(&passes, &at_once);
    let seen = |set: &LinkSet| {
        let seen = linked.iter().filter(|before| {
            let now = set.decision(&before.left).unwrap();
            now.candidates.iter().any(|one| Some(&one.right) == before.target.as_ref())
        });
        seen.count()
    };
    assert!(seen(&passes) > 20);
    assert_eq!(seen(&passes), seen(&at_once));
}

/// Reports of the scenario that are linked to an entry, each citing the number of another entry.
#[test]
fn a_wrong_number_does_not_keep_the_right_entry_from_being_compared() {
    let s = scenario();
    let register = Register::of(&s.register).unwrap();
    let mut reports = s.reports.clone();
    let mut misled = Vec::new();
    let numbers = s.register.iter().rev().flat_map(|entry| &entry.numbers);
    let numbers = numbers.filter(|number| number.kind == NumberKind::Register);
    for (decision, number) in linked()[0].decisions.iter().zip(numbers) {
        let report = reports.iter_mut().find(|report| report.id == decision.left).unwrap();
        let certain = decision.status == LinkStatus::Link && decision.candidates.len() > 1;
        if let (true, Some(hand_over)) = (certain, &mut report.hand_over) {
            hand_over.documents = vec![number.clone()];
            misled.push((decision, number));
        }
    }
    assert!(misled.len() > 20, "{}", misled.len());
    let found = link_ngo_register(&reports, &register, &s.reference, &options(), &|_| {}).unwrap();
    for (before, number) in misled {
        let now = found.decision(&before.left).unwrap();
        let astray = s.register.iter().find(|entry| entry.numbers.contains(number)).unwrap();
        let right = before.target.as_ref().unwrap();
        assert!(now.candidates.iter().any(|known| known.right == *right), "{}", before.left);
        let led_astray = now.status == LinkStatus::Link && now.target.as_ref() == Some(&astray.id);
        assert!(!led_astray || before.lineage.contains(&astray.id), "{}", before.left);
    }
}

#[test]
fn a_pair_that_a_settled_record_was_not_compared_with_says_so() {
    let s = scenario();
    let register = Register::of(&s.register).unwrap();
    let set = &linked()[0];
    let by_number = |decision: &&Decision| {
        let mut rules = decision.candidates.iter().flat_map(|one| &one.rules);
        decision.none_probability < 1e-6 && rules.all(|rule| &**rule == "number")
    };
    let settled = set.decisions.iter().find(by_number).unwrap();
    let entries = s.register.iter();
    let pairs: Vec<_> = entries.map(|one| (settled.left.clone(), one.id.clone())).collect();
    let explained =
        explain_ngo_register(&s.reports, &register, &s.reference, &options(), set, &pairs).unwrap();
    let not_asked =
        |one: &&PairExplanation| one.rules.iter().any(|rule| rule.outcome == RuleOutcome::NotAsked);
    let passed_over: Vec<_> = explained.iter().filter(not_asked).collect();
    assert!(passed_over.iter().all(|one| one.standing != Standing::Compared));
    assert!(passed_over.iter().any(|one| one.standing == Standing::NotBroughtUp));
}

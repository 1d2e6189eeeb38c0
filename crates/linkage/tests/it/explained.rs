//! Any pair explained on its own has the weight it has in the run, and a pair that blocking never
//! brought up says what kept it away.

use linkage::pair_explanation::{KeyAgreement, RuleOutcome, Standing};
use linkage::{
    LinkKind, LinkSet, LinkageError, PairExplanation, Register, explain_ngo_ngo,
    explain_ngo_register, explain_register_court,
};
use records::RecordId;

use crate::simulated::{linked, options, scenario};

fn explain(
    set: &LinkSet,
    pairs: &[(RecordId, RecordId)],
) -> Result<Vec<PairExplanation>, LinkageError> {
    let (s, options) = (scenario(), options());
    let register = Register::of(&s.register).unwrap();
    match set.kind {
        LinkKind::NgoRegister => {
            explain_ngo_register(&s.reports, &register, &s.reference, &options, set, pairs)
        }
        LinkKind::RegisterCourt => {
            explain_register_court(&register, &s.court, &s.reference, &options, set, pairs)
        }
        LinkKind::NgoNgo => explain_ngo_ngo(&s.reports, &s.reference, &options, set, pairs),
    }
}

fn assert_adds_up(explained: &PairExplanation) {
    let sum: f64 = explained.evidence.iter().map(|one| one.weight.bits()).sum();
    assert_eq!(sum, explained.weight.bits(), "{} {}", explained.left, explained.right);
    assert!((0.0..=1.0).contains(&explained.probability));
    assert!((0.0..=1.0).contains(&explained.none_probability));
    assert!(explained.probability + explained.none_probability <= 1.0 + 1e-9);
}

#[test]
fn a_kept_candidate_is_explained_as_it_was_scored() {
    for set in linked() {
        let decisions = set.decisions.iter().step_by(4);
        let kept: Vec<_> = decisions
            .flat_map(|d| d.candidates.iter().enumerate().map(move |(at, c)| (d, at, c)))
            .collect();
        assert!(kept.len() > 20, "{}", set.kind.code());
        let pairs: Vec<_> =
            kept.iter().map(|(d, _, c)| (d.left.clone(), c.right.clone())).collect();
        for (explained, (decision, at, candidate)) in
            explain(set, &pairs).unwrap().iter().zip(&kept)
        {
            assert_eq!((&explained.left, &explained.right), (&decision.left, &candidate.right));
            assert_eq!(explained.weight, candidate.weight);
            assert_eq!(explained.evidence, candidate.evidence);
            assert_eq!(explained.probability, candidate.probability);
            assert_eq!(explained.none_probability, decision.none_probability);
            assert_eq!(explained.standing, Standing::Kept { rank: at + 1 });
            let brought_up = explained.rules.iter();
            let brought_up = brought_up.filter(|rule| rule.outcome == RuleOutcome::BroughtUp);
            assert!(
                brought_up
                    .map(|rule| rule.rule.as_str())
                    .eq(candidate.rules.iter().map(|rule| &**rule))
            );
            assert_adds_up(explained);
        }
    }
}

#[test]
fn a_pair_never_brought_up_says_what_every_rule_lacked() {
    let set = &linked()[0];
    let s = scenario();
    let lefts = set.decisions.iter().step_by(20);
    let pairs: Vec<_> = lefts
        .flat_map(|d| s.register.iter().step_by(311).map(|r| (d.left.clone(), r.id.clone())))
        .collect();
    let explained = explain(set, &pairs).unwrap();
    let far: Vec<_> =
        explained.iter().filter(|one| one.standing == Standing::NotBroughtUp).collect();
    assert!(far.len() > 50, "{}", far.len());
    for one in far {
        assert_adds_up(one);
        assert_eq!(one.rules.len(), set.blocking.len());
        for rule in &one.rules {
            let shared = rule.keys.iter().all(|key| key.agreement == KeyAgreement::Shared);
            let passed_over =
                matches!(rule.outcome, RuleOutcome::BlockTooLarge { .. } | RuleOutcome::NotAsked);
            assert_eq!(shared, passed_over, "{rule:?}");
            assert_ne!(rule.outcome, RuleOutcome::BroughtUp);
        }
    }
    let near = explained.iter().filter(|one| one.standing == Standing::Compared);
    for one in near {
        assert_adds_up(one);
        assert!(one.rules.iter().any(|rule| rule.outcome == RuleOutcome::BroughtUp));
    }
}

#[test]
fn a_pair_of_another_kind_or_the_wrong_way_round_is_refused() {
    let [reports, _, among_reports] = linked();
    let (a, b) = (&reports.decisions[0].left, &reports.decisions[1].left);
    let entry = &scenario().register[0].id;
    for (set, left, right) in [
        (reports, entry, a),
        (reports, a, b),
        (reports, a, &RecordId::from("no such record")),
        (among_reports, b, a),
        (among_reports, a, a),
    ] {
        let refused = explain(set, &[(left.clone(), right.clone())]).unwrap_err();
        assert!(matches!(refused, LinkageError::NoSuchPair { .. }), "{refused}");
    }
}

//! What linkage achieves on simulated registers whose truth is known. Floors, not goldens: they
//! fail when a change costs accuracy.

use linkage::evaluation::{LinkEvaluation, evaluate};
use linkage::lineage::lineage_ids;
use linkage::{LinkOptions, LinkSet, link_ngo_ngo, link_ngo_register, link_register_court};
use testkit::SimulationPlan;

use crate::simulated_records::Scenario;

fn scenario(seed: u64, reports: u32, register: u32, court: u32) -> Scenario {
    let plan = SimulationPlan { seed, reports, register, court, ..SimulationPlan::demo().unwrap() };
    Scenario::new(&plan)
}

fn show(name: &str, set: &LinkSet, found: &LinkEvaluation) {
    println!(
        "{name}: P {:.4} R {:.4} F1 {:.4} | matches {} links {} correct {} review {} ({} right) | blocking {:.4} pairs {} brier {:.4}",
        found.precision,
        found.recall,
        found.f1,
        found.matches,
        found.links,
        found.correct_links,
        found.possible_links,
        found.matches_in_review,
        found.blocking_recall,
        set.candidate_pairs,
        found.brier
    );
    for band in &found.calibration {
        if band.decisions > 0 {
            println!(
                "   from {:.1}: {} claimed {:.3} matched {:.3}",
                band.from, band.decisions, band.claimed, band.matched
            );
        }
    }
    for rule in &set.blocking {
        println!(
            "   {} {} new {} purged {} {}",
            rule.rule, rule.pairs, rule.new_pairs, rule.purged_blocks, rule.purged_pairs
        );
    }
    println!("   {:?}", set.parameters);
    for (kind, pairs) in [("FALSE", &found.false_links), ("MISSED", &found.missed)] {
        for (left, right) in pairs.iter().take(if std::env::var("SHOW").is_ok() { 60 } else { 0 }) {
            let decision = set.decision(left).unwrap();
            println!(
                "{kind} {left} -> {right}: {:?} none {:.3} {:?}",
                decision.status, decision.none_probability, decision.identifiability
            );
            for candidate in decision.candidates.iter().take(3) {
                println!(
                    "     {} {:.2} p {:.3} {:?}",
                    candidate.right,
                    candidate.weight.bits(),
                    candidate.probability,
                    candidate.rules
                );
                for e in &candidate.evidence {
                    if e.level != "missing" {
                        println!(
                            "         {} {} {:.2} {:?}",
                            e.comparison,
                            e.level,
                            e.weight.bits(),
                            e.detail
                        );
                    }
                }
            }
        }
    }
}

fn measure(seed: u64, reports: u32, register: u32, court: u32) -> [LinkEvaluation; 3] {
    let s = scenario(seed, reports, register, court);
    let options =
        LinkOptions { as_of: Some(SimulationPlan::demo().unwrap().to), ..LinkOptions::default() };
    let lineage = lineage_ids(&s.register);
    let quiet = |_| {};
    let ngo = link_ngo_register(&s.reports, &s.register, &s.reference, &options, &quiet).unwrap();
    let court = link_register_court(&s.register, &s.court, &s.reference, &options, &quiet).unwrap();
    let both = link_ngo_ngo(&s.reports, &s.reference, &options, &quiet).unwrap();
    let found = [
        evaluate(&ngo, &s.truth("ngo_register"), &lineage),
        evaluate(&court, &s.truth("register_court"), &lineage),
        evaluate(&both, &s.truth("ngo_ngo"), &Default::default()),
    ];
    for (set, found) in [&ngo, &court, &both].into_iter().zip(&found) {
        show(set.kind.code(), set, found);
    }
    found
}

#[test]
fn links_on_simulated_registers_are_right_and_few_are_missed() {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(7);
    let [ngo, court, both] = measure(seed, 150, 3000, 500);
    assert!(ngo.f1 >= 0.9 && court.f1 >= 0.9 && both.f1 >= 0.8);
}

//! Whether estimation finds how many persons of a report the register lists: too many taken for
//! granted, and what is registered looks absent.

use std::collections::BTreeMap;

use ingest::reference::embedded;
use linkage::{LinkOptions, Register, estimate_ngo_register};
use records::{CrimeRecord, NgoReport, Person, PersonSide};
use testkit::{ErrorRates, SimulationPlan};

use crate::simulated::simulated;

fn count(persons: &[Person], side: PersonSide) -> usize {
    persons.iter().filter(|person| person.role.side() == side).count()
}

/// Share of the persons of this side whom the entry of their report lists, where it lists any; an
/// entry of one report lists nobody else.
fn listed(pairs: &[(&NgoReport, &CrimeRecord)], side: PersonSide) -> f64 {
    let counts = pairs
        .iter()
        .map(|(report, entry)| (count(&report.persons, side), count(&entry.persons, side)));
    let both = counts.filter(|(sought, there)| *sought > 0 && *there > 0);
    let (sought, there) = both.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1.min(one.0)));
    there as f64 / sought as f64
}

#[test]
fn the_shares_of_persons_listed_are_recovered() {
    let reference = embedded().unwrap();
    for (seed, victims, suspects) in [(1, 0.45, 0.5), (2, 0.02, 0.05)] {
        let mut rates = ErrorRates::shipped().unwrap();
        rates.report.victim_not_listed = victims;
        rates.report.suspect_not_listed = suspects;
        let (from_year, to) = (2018, "2026-06-30".parse().unwrap());
        let plan = SimulationPlan {
            seed,
            reports: 600,
            register: 2_500,
            court: 100,
            from_year,
            to,
            rates,
        };
        let (scenario, matches) = simulated(&plan, &reference);
        let entries: BTreeMap<String, &CrimeRecord> =
            scenario.register.iter().map(|entry| (entry.id.to_string(), entry)).collect();
        let reports: BTreeMap<String, &NgoReport> =
            scenario.reports.iter().map(|report| (report.id.to_string(), report)).collect();
        let pairs: Vec<_> =
            matches.iter().map(|(left, right)| (reports[left], entries[right])).collect();

        let estimate = estimate_ngo_register(
            &scenario.reports,
            &Register::of(&scenario.register).unwrap(),
            &reference,
            &LinkOptions::default(),
            &|_| (),
        );
        let shares = estimate.unwrap().model.parameters().shares();
        for (learned, side, apart) in [
            (shares.victim_present, PersonSide::Victim, 0.05),
            (shares.accused_present, PersonSide::Accused, 0.1),
        ] {
            let truth = listed(&pairs, side);
            // Two standard errors of 347 and of 182 persons; whoever is there under a name that cannot be
            // recognised counts as absent, which suspects of an NGO are more often.
            assert!(
                (learned - truth).abs() < apart,
                "{seed} {side:?}: {learned:.3}, true {truth:.3}"
            );
        }
    }
}

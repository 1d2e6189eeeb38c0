//! Sampling, weighting, and the refusal of a biased sample.

use super::*;
use crate::sample::{Sample, link, links, not_link};
use linkage::LinkSet;

fn world() -> LinkSet {
    let mut rows: Vec<(String, LinkStatus, f64)> = Vec::new();
    for i in 0..60 {
        rows.push((format!("ngo:l{i:02}"), LinkStatus::Link, 0.01));
    }
    for i in 0..20 {
        rows.push((format!("ngo:p{i:02}"), LinkStatus::PossibleLink, 0.5));
    }
    for i in 0..8 {
        rows.push((format!("ngo:n{i:02}"), LinkStatus::NonLink, 0.99));
    }
    let candidates: &[(&str, f64)] = &[("erp:1", 9.0)];
    let rows: Vec<_> =
        rows.iter().map(|(id, status, none)| (id.as_str(), *status, *none, candidates)).collect();
    links(&rows)
}

#[test]
fn the_sample_is_the_same_twice_and_takes_all_of_a_small_stratum() {
    let sample = draw(&world().decisions, |_| 10, 4);
    assert_eq!(sample, draw(&world().decisions, |_| 10, 4));
    assert_ne!(sample, draw(&world().decisions, |_| 10, 5));
    let of = |status| sample.iter().filter(|one| one.status == status).count();
    assert_eq!(
        [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink].map(of),
        [10, 10, 8]
    );
    let link = sample.iter().find(|one| one.status == LinkStatus::Link).unwrap();
    assert!((link.inclusion() - 10.0 / 60.0).abs() < 1e-12);
}

fn ledger_of(sample: &[Sampled], queue: Queue, say: impl Fn(usize, &Sampled) -> Answer) -> Ledger {
    let mut by = Sample::by("ann");
    by.queue = queue;
    let said = sample.iter().enumerate().map(|(i, one)| by.says(one.left.as_str(), say(i, one)));
    Ledger::new(said.collect())
}

#[test]
fn answers_in_value_order_are_refused_with_the_reason() {
    let sample = draw(&world().decisions, |_| 10, 4);
    let ledger = ledger_of(&sample, Queue::Work, |_, _| link("erp:1"));
    let refused = accuracy(LinkKind::NgoRegister, &ledger, &sample).unwrap_err();
    assert_eq!(refused, NotEvidence::NoAudit { work: 28 });
    assert!(refused.to_string().contains("the doubtful first"));
}

#[test]
fn each_record_counts_by_the_size_of_its_stratum() {
    let sample = draw(&world().decisions, |_| 10, 4);
    // Everybody has the target; possible links and non-links were not linked to it.
    let ledger = ledger_of(&sample, Queue::Audit, |_, _| link("erp:1"));
    let found = accuracy(LinkKind::NgoRegister, &ledger, &sample).unwrap();
    assert_eq!(found.precision.unwrap().value, 1.0);
    let recall = found.recall.unwrap();
    assert!((recall.value - 60.0 / 88.0).abs() < 1e-9, "unweighted it would be 10/28: {recall:?}");
    assert!(recall.interval.0 < recall.value && recall.value < recall.interval.1);
    assert_eq!(found.non_link_confirmed.unwrap().value, 0.0);
    assert_eq!((found.undecided, found.waiting), (0, 0));
}

#[test]
fn only_the_beginning_of_a_stratum_counts_when_some_are_unread() {
    let sample = draw(&world().decisions, |_| 10, 4);
    let links: Vec<&Sampled> = sample.iter().filter(|one| one.status == LinkStatus::Link).collect();
    // The first four links and, out of turn, the last one, which is wrong.
    let mut by = Sample::by("ann");
    by.queue = Queue::Audit;
    let mut said: Vec<_> =
        links[..4].iter().map(|one| by.says(one.left.as_str(), link("erp:1"))).collect();
    said.push(by.says(links[9].left.as_str(), not_link()));
    let found = accuracy(LinkKind::NgoRegister, &Ledger::new(said), &sample).unwrap();
    let precision = found.precision.unwrap();
    assert_eq!((precision.value, precision.records), (1.0, 4));
    assert_eq!(found.waiting, 24);
}

#[test]
fn readings_are_told_by_stratum_and_an_unread_one_stays() {
    let sample = draw(&world().decisions, |_| 10, 4);
    let mut by = Sample::by("ann");
    by.queue = Queue::Audit;
    let read = sample.iter().filter(|one| one.status != LinkStatus::NonLink);
    let said = read.enumerate().map(|(at, one)| {
        let answer = match at % 3 {
            0 => link("erp:1"),
            1 => not_link(),
            _ => crate::sample::cannot(),
        };
        by.says(one.left.as_str(), answer)
    });
    let ledger = Ledger::new(said.collect());
    let strata = read_strata(LinkKind::NgoRegister, &ledger, &sample).unwrap();
    let counts: Vec<_> = strata
        .iter()
        .map(|one| {
            (one.status, one.population, one.present.len() + one.absent.len() + one.undecided.len())
        })
        .collect();
    assert_eq!(
        counts,
        [
            (LinkStatus::Link, 60, 10),
            (LinkStatus::PossibleLink, 20, 10),
            (LinkStatus::NonLink, 8, 0)
        ]
    );
    let undecided: usize = strata.iter().map(|one| one.undecided.len()).sum();
    assert_eq!(undecided, 6, "kept apart from both answers");
}

//! How often intervals hold the truth, over whole analyses of cohorts whose truth is drawn. Linkage
//! itself is not run: each report gets evidence that is as likely as it should be if it stands in a
//! register and if it stands in none, and the share of reports with a target is estimated from all of
//! them as linkage does. What a model does that claims more than it keeps is not shown here.

use std::collections::BTreeMap;

use linkage::LinkStatus;

use super::world::*;
use crate::estimate::draw::Draws;
use crate::proportion::LEVEL;
use crate::{AuditSample, AuditStratum, Figure, GapAnalysis, Interval};

/// Cohorts drawn, reports of each, and reports verified of each machine result.
const COHORTS: u64 = 1_000;
const REPORTS: usize = 400;
const VERIFIED: usize = 60;

/// What the evidence makes of a report if a report stands in no register with [`BEHIND`]: half surely
/// linked, a fifth surely not, the rest in doubt, and of those most are called non-links, so that the
/// plain count is too high.
fn none_probability(draws: &mut Draws) -> f64 {
    let kind = draws.unit();
    let within = draws.unit();
    match kind {
        _ if kind < 0.5 => 0.04 * within,
        _ if kind < 0.7 => 0.97 + 0.03 * within,
        _ if kind < 0.95 => 0.7 + 0.25 * within,
        _ => 0.1 + 0.6 * within,
    }
}

/// Mean of the above: the share behind every cohort.
const BEHIND: f64 = 0.5 * 0.02 + 0.2 * 0.985 + 0.25 * 0.825 + 0.05 * 0.4;

/// As the shipped thresholds decide: a link from .9, a possible link from .3.
fn status(none: f64) -> LinkStatus {
    match 1.0 - none {
        found if found >= 0.9 => LinkStatus::Link,
        found if found >= 0.3 => LinkStatus::PossibleLink,
        _ => LinkStatus::NonLink,
    }
}

/// P(none) where the share of reports with a target is another than the true one.
fn under(share: f64, none: f64) -> f64 {
    let (none, some) = (none * (1.0 - share) / BEHIND, (1.0 - none) * share / (1.0 - BEHIND));
    none / (none + some)
}

/// The shipped share of reports with a target.
const START: f64 = 0.5;

/// The share of reports with a target as linkage estimates it, twenty reports' worth of belief in its
/// start.
fn estimated(evidence: &[f64]) -> f64 {
    let mut share = START;
    for _ in 0..20 {
        let found: f64 = evidence.iter().map(|none| 1.0 - under(share, *none)).sum();
        share = (found + 20.0 * START) / (evidence.len() as f64 + 20.0);
    }
    share
}

/// One cohort: the world, and which of its reports are in no register.
fn cohort(seed: u64) -> (World, Vec<bool>) {
    let mut draws = Draws::new(seed, 0);
    let mut world =
        World::new().record(crime_record("1", "2022-03-02", "2022-03-05", "CC-2021 166"));
    let (mut evidence, mut absent) = (Vec::new(), Vec::new());
    for _ in 0..REPORTS {
        let none = none_probability(&mut draws);
        evidence.push(none);
        absent.push(draws.unit() < none);
    }
    let share = estimated(&evidence);
    world.match_share = Some((share, START));
    for (at, none) in evidence.into_iter().enumerate() {
        let none = under(share, none);
        world = world.decided(report(&format!("{at:03}"), "2022-03-01"), status(none), "1", none);
    }
    (world, absent)
}

/// A random sample of each machine result, read without error.
fn audit(world: &World, absent: &[bool], seed: u64) -> AuditSample {
    let mut draws = Draws::new(seed, 1);
    let mut members: BTreeMap<LinkStatus, Vec<(u64, usize)>> = BTreeMap::new();
    for (at, decision) in world.decisions().iter().enumerate() {
        let order = (draws.unit() * 1e15) as u64;
        members.entry(decision.status).or_default().push((order, at));
    }
    let mut sample = AuditSample::default();
    for (status, mut all) in members {
        let population = all.len() as u64;
        all.sort_unstable();
        all.truncate(VERIFIED);
        let read = |wanted: bool| {
            let chosen = all.iter().filter(|(_, at)| absent[*at] == wanted);
            chosen.map(|(_, at)| ngo(&format!("{at:03}"))).collect::<Vec<_>>()
        };
        let (present, absent) = (read(false), read(true));
        sample.decided.extend(present.iter().map(|id| (id.clone(), true)));
        sample.decided.extend(absent.iter().map(|id| (id.clone(), false)));
        let undecided = Vec::new();
        sample.strata.push(AuditStratum { status, population, present, absent, undecided });
    }
    sample
}

fn figure<'a>(analysis: &'a GapAnalysis, ending: &str) -> &'a Figure {
    let id = format!("unregistered_rate.reports{ending}");
    analysis.figures.iter().find(|figure| figure.id == id).unwrap()
}

/// Cohorts whose interval held what it is about.
#[derive(Debug, Default)]
struct Held {
    raw: u64,
    by_model: u64,
    by_model_behind: u64,
    by_sample: u64,
    by_sample_behind: u64,
    verified: u64,
}

#[test]
#[ignore = "five minutes: cargo test -p attrition -- --ignored --nocapture intervals_hold"]
#[expect(clippy::print_stdout, reason = "the figures of docs/method.md")]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let mut held = Held::default();
    for seed in 0..COHORTS {
        let (mut world, absent) = cohort(seed);
        let truth = absent.iter().filter(|absent| **absent).count() as f64 / REPORTS as f64;
        let within = |(low, high): (f64, f64), truth: f64| {
            u64::from(low - 1e-9 <= truth && truth <= high + 1e-9)
        };
        let ends = |interval: Interval| (interval.low, interval.high);
        let links_alone = |figure: &Figure| figure.uncertainty.parts.unwrap().linkage;
        let plain = world.analysed();
        held.raw += within(ends(figure(&plain, "").interval.unwrap()), truth);
        let adjusted = figure(&plain, ".linkage_adjusted");
        held.by_model += within(links_alone(adjusted), truth);
        held.by_model_behind += within(ends(adjusted.interval.unwrap()), BEHIND);
        world.audit = Some(audit(&world, &absent, seed));
        let audited = world.analysed();
        let adjusted = figure(&audited, ".linkage_adjusted");
        held.by_sample += within(links_alone(adjusted), truth);
        held.by_sample_behind += within(ends(adjusted.interval.unwrap()), BEHIND);
        let verified = figure(&audited, ".verified_sample").interval.unwrap();
        held.verified += within(ends(verified), truth);
    }
    println!("of {COHORTS} cohorts of {REPORTS}: {held:?}");
    let share = |count: u64| count as f64 / COHORTS as f64;
    assert!(share(held.raw) < 0.9, "the plain count must be shown to fail");
    let others = [
        ("model", held.by_model),
        ("model, share behind", held.by_model_behind),
        ("sample", held.by_sample),
        ("sample, share behind", held.by_sample_behind),
        ("verified", held.verified),
    ];
    for (name, count) in others {
        assert!((share(count) - LEVEL).abs() <= 0.02, "{name}: {}", share(count));
    }
}

//! How often the intervals of the headline hold the truth of simulated registers, linkage run: what a
//! model claims and does not keep shows here, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use attrition::{AuditSample, AuditStratum, Figure, GapAnalysis, analyse};
use ingest::reference::embedded;
use linkage::{LinkOptions, LinkStatus, Register, estimate_ngo_register, link_ngo_register};
use records::{RecordId, Reference};
use testkit::{ErrorRates, LookAlikeRates, SimulationPlan};

use tests::Scenario;

use crate::simulated::simulated;

/// Registers drawn, and their sizes.
const SEEDS: u64 = 200;
const REGISTER: u32 = 2_500;
const COURT: u32 = 300;

/// What registers are like.
#[derive(Clone, Copy, PartialEq)]
enum Plan {
    /// 150 reports with the shipped rates of errors, linked with the shipped model.
    Shipped,
    /// 1,200 reports that give no number but that of a letter, each seed with errors of its own between
    /// the shipped rates and so many that a plain count of links is wrong as well; linked with a model
    /// estimated on them, as such data want.
    ManyErrors,
    /// The same, and every reported case has a sibling, a namesake and another matter of the same
    /// person in the register, where few state a birth date and four cases in nine handed over are not
    /// registered: some of what is called a link is wrong, and a sample finds it.
    ManyLookAlikes,
}

impl Plan {
    const fn reports(self) -> u32 {
        match self {
            Self::Shipped => 150,
            Self::ManyErrors | Self::ManyLookAlikes => 1_200,
        }
    }

    /// Reports verified of each machine result.
    const fn verified(self) -> usize {
        match self {
            Self::Shipped => 30,
            Self::ManyErrors => 200,
            Self::ManyLookAlikes => 120,
        }
    }

    fn rates(self, seed: u64) -> ErrorRates {
        let mut rates = ErrorRates::shipped().unwrap();
        if self == Self::Shipped {
            return rates;
        }
        let mut random = uniform(seed.wrapping_mul(31));
        let mut towards = |rate: &mut f64, most: f64| *rate += random() * (most - *rate);
        for typed in [&mut rates.ngo, &mut rates.register] {
            for (rate, most) in [
                (&mut typed.typo, 0.12),
                (&mut typed.spelling_variant, 0.5),
                (&mut typed.pin_missing, 0.97),
                (&mut typed.birth_date_missing, 0.7),
                (&mut typed.date_vague, 0.4),
            ] {
                towards(rate, most);
            }
        }
        towards(&mut rates.ngo.initials, 0.5);
        towards(&mut rates.ngo.name_missing, 0.25);
        if self == Self::ManyLookAlikes {
            rates.look_alike = LookAlikeRates { sibling: 1.0, namesake: 1.0, same_person: 1.0 };
            for typed in [&mut rates.ngo, &mut rates.register] {
                typed.birth_date_missing = 0.9;
                typed.pin_missing = 0.98;
                typed.patronymic_dropped = 0.7;
            }
            rates.report.unregistered = 0.45;
        }
        let report = &mut rates.report;
        for (rate, kept) in [
            (&mut report.letter, 1.0),
            (&mut report.talon, 0.0),
            (&mut report.journal_number, 0.0),
            (&mut report.register_number, 0.0),
        ] {
            *rate = kept;
        }
        rates
    }

    fn link(self, scenario: &mut Scenario, reference: &Reference) {
        let Scenario { reports, register, ngo_register, .. } = scenario;
        let options = LinkOptions::default();
        if self != Self::Shipped {
            let register = &Register::of(register).unwrap();
            let estimate =
                estimate_ngo_register(reports, register, reference, &options, &|_| ()).unwrap();
            let options = LinkOptions { model: Some(estimate.model), ..options };
            *ngo_register =
                link_ngo_register(reports, register, reference, &options, &|_| ()).unwrap();
        }
    }
}

/// One simulated register, read and linked, with the reports that truly stand in it.
fn scenario(seed: u64, kind: Plan, reference: &Reference) -> (Scenario, BTreeSet<String>) {
    let plan = SimulationPlan {
        seed,
        reports: kind.reports(),
        register: REGISTER,
        court: COURT,
        from_year: 2018,
        to: "2026-06-30".parse().unwrap(),
        rates: kind.rates(seed),
    };
    let (mut scenario, matches) = simulated(&plan, reference);
    let present = matches.into_iter().map(|(report, _)| report).collect();
    kind.link(&mut scenario, reference);
    (scenario, present)
}

/// Numbers in [0, 1) by a congruential generator: any fixed order will do.
fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A sample of each machine result among these reports, in an order that has nothing to do with
/// them, read without error.
fn audit(
    scenario: &Scenario,
    base: &[RecordId],
    present: &BTreeSet<String>,
    (kind, seed): (Plan, u64),
) -> AuditSample {
    let mut members: BTreeMap<LinkStatus, Vec<(u64, &RecordId)>> = BTreeMap::new();
    let mut random = uniform(seed);
    for id in base {
        let status = scenario.ngo_register.decision(id).unwrap().status;
        members.entry(status).or_default().push(((random() * 1e12) as u64, id));
    }
    let mut sample = AuditSample::default();
    for (status, mut all) in members {
        let population = all.len() as u64;
        all.sort_unstable();
        all.truncate(kind.verified());
        let mut stratum = AuditStratum {
            status,
            population,
            present: Vec::new(),
            absent: Vec::new(),
            undecided: Vec::new(),
        };
        for (_, id) in all {
            let found = present.contains(&id.to_string());
            if found { &mut stratum.present } else { &mut stratum.absent }.push(id.clone());
            sample.decided.insert(id.clone(), found);
        }
        stratum.present.sort();
        stratum.absent.sort();
        sample.strata.push(stratum);
    }
    sample
}

fn figure<'a>(analysis: &'a GapAnalysis, ending: &str) -> &'a Figure {
    let id = format!("unregistered_rate.reports{ending}");
    analysis.figures.iter().find(|figure| figure.id == id).unwrap()
}

/// What one register says: the true share of its cohort, and every interval around it.
struct Told {
    truth: f64,
    intervals: [(f64, f64); 6],
}

/// The intervals told of, in order, and whether they are about the share of the cohort; the others are
/// about the share behind all cohorts, as an interval for chance is.
const NAMES: [(&str, bool); 6] = [
    ("as counted", false),
    ("corrected by the model, links alone", true),
    ("corrected by a sample, links alone", true),
    ("verified sample", true),
    ("corrected by the model, whole", false),
    ("corrected by a sample, whole", false),
];

fn told(seed: u64, kind: Plan, reference: &Reference) -> Told {
    let (scenario, present) = scenario(seed, kind, reference);
    let plain = scenario.analysis(reference);
    let adjusted = figure(&plain, ".linkage_adjusted");
    let base = &adjusted.denominator_ids;
    let absent = base.iter().filter(|id| !present.contains(&id.to_string())).count();
    let sample = audit(&scenario, base, &present, (kind, seed));
    let mut input = scenario.input(reference);
    input.audit = Some(&sample);
    let audited = analyse(&input).unwrap();
    let by_sample = figure(&audited, ".linkage_adjusted");
    let whole = |figure: &Figure| figure.interval.map(|one| (one.low, one.high)).unwrap();
    let links = |figure: &Figure| figure.uncertainty.parts.unwrap().linkage;
    Told {
        truth: absent as f64 / base.len() as f64,
        intervals: [
            whole(figure(&plain, "")),
            links(adjusted),
            links(by_sample),
            whole(figure(&audited, ".verified_sample")),
            whole(adjusted),
            whole(by_sample),
        ],
    }
}

/// What 200 registers of one kind tell, share by share of [`NAMES`].
#[expect(clippy::print_stdout, reason = "the figures of docs/method.md")]
fn whole_runs(kind: Plan) -> Vec<f64> {
    let reference = embedded().unwrap();
    let all: Vec<Told> = (1..=SEEDS)
        .map(|seed| {
            let told = told(seed, kind, &reference);
            println!("seed {seed}: {:.4} {:?}", told.truth, told.intervals);
            told
        })
        .collect();
    held(&all)
}

/// Three standard errors of 200 registers below .95.
const LEAST: f64 = 0.904;

/// And as many above.
const MOST: f64 = 0.996;

/// The intervals that rest on a sample, places in [`NAMES`].
const BY_SAMPLE: [usize; 3] = [2, 3, 5];

/// Nothing but the plain count may hold less often than that.
fn hold_save_the_plain_count(held: &[f64]) {
    for ((name, _), share) in NAMES.into_iter().zip(held).skip(1) {
        assert!(*share >= LEAST, "{name}: {share}");
    }
}

#[test]
#[ignore = "200 registers simulated and linked: cargo test --workspace --test it -- --ignored --nocapture whole_runs"]
fn whole_runs_tell_intervals_that_hold_the_truth() {
    hold_save_the_plain_count(&whole_runs(Plan::Shipped));
}

#[test]
#[ignore = "as above, with many errors"]
fn whole_runs_with_many_errors_show_that_the_plain_count_fails_and_the_others_do_not() {
    let held = whole_runs(Plan::ManyErrors);
    assert!(held[0] < LEAST, "as counted: {}", held[0]);
    hold_save_the_plain_count(&held);
}

#[test]
#[ignore = "as above, with wrong links"]
fn whole_runs_with_many_look_alikes_need_a_sample() {
    let held = whole_runs(Plan::ManyLookAlikes);
    for (name, share) in BY_SAMPLE.map(|at| (NAMES[at].0, held[at])) {
        assert!((LEAST..=MOST).contains(&share), "{name}: {share}");
    }
}

/// How often each interval holds what it is about.
#[expect(clippy::print_stdout, reason = "the figures of docs/method.md")]
fn held(all: &[Told]) -> Vec<f64> {
    let size = all.len() as f64;
    let behind = all.iter().map(|one| one.truth).sum::<f64>() / size;
    println!("{size} registers, true share {behind:.4} on the average");
    let mut held = Vec::new();
    for (at, (name, of_cohort)) in NAMES.into_iter().enumerate() {
        let about = |one: &Told| if of_cohort { one.truth } else { behind };
        let sides = |one: &Told| {
            let (low, high) = one.intervals[at];
            (about(one) < low - 1e-9, about(one) > high + 1e-9)
        };
        let below = all.iter().filter(|one| sides(one).0).count();
        let above = all.iter().filter(|one| sides(one).1).count();
        let width: f64 = all.iter().map(|one| one.intervals[at].1 - one.intervals[at].0).sum();
        let share = 1.0 - (below + above) as f64 / size;
        println!(
            "{name}: holds {share:.3}; truth below {below}, above {above}; mean width {:.4}",
            width / size
        );
        held.push(share);
    }
    held
}

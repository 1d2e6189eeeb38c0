//! Known answers of the estimators, and how often their intervals hold the truth.

use super::bounds::bounds;
use super::capture::two_lists;
use super::central_range;
use super::draw::Draws;
use super::gross_up::gross_up;
use super::linkage_error::{LinkErrors, adjust};
use super::sample_size::{Expected, half_width, sample_size, stratified_sizes};
use super::stratified::{Asked, Stratum, predictive_interval, ratio, ratio_interval, share};
use super::two_part::two_part;

fn strata(rows: &[(u64, u64, u64)]) -> Vec<Stratum> {
    rows.iter().map(|(size, n, x)| Stratum::new(*size, *n, *x).unwrap()).collect()
}

fn close(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b}");
}

#[test]
fn a_stratified_share_is_weighted_and_grosses_up() {
    let audit = strata(&[(30_000, 100, 67), (5_000, 120, 89), (2_000, 60, 56), (63_000, 120, 104)]);
    let found = share(&audit).unwrap();
    let error = found.standard_error.unwrap();
    close(found.value, 0.8027, 6e-5);
    close(error, 0.0243, 5e-5);
    let (positive, sampled) =
        audit.iter().fold((0, 0), |(x, n), s| (x + s.positive(), n + s.sampled()));
    close(positive as f64 / sampled as f64, 0.7900, 5e-5);
    let unrecorded = gross_up(81_000, found.value, error).unwrap();
    close(unrecorded.count, 19_903.0, 0.5);
    close(unrecorded.standard_error, 3_051.0, 0.5);
    assert_eq!(gross_up(10, 0.0, 0.1), None);
}

#[test]
fn strata_that_say_nothing_are_no_zero() {
    assert_eq!(share(&[]), None);
    assert_eq!(share(&strata(&[(100, 10, 3), (50, 0, 0)])), None, "a stratum nobody looked at");
    assert_eq!(predictive_interval(&strata(&[(50, 0, 0)]), 1), None);
    let one = share(&strata(&[(100, 10, 3), (50, 1, 1)])).unwrap();
    assert_eq!(one.standard_error, None, "one case tells no spread");
    assert!(predictive_interval(&strata(&[(100, 10, 3), (50, 1, 1)]), 1).is_some());
    let whole = share(&strata(&[(1, 1, 1), (3, 3, 0)])).unwrap();
    assert_eq!((whole.value, whole.standard_error), (0.25, Some(0.0)), "everything was verified");
    assert_eq!(Stratum::new(10, 11, 0), None);
    assert_eq!(Stratum::new(10, 5, 6), None);
}

#[test]
fn an_interval_is_fixed_by_its_seed_and_holds_the_estimate() {
    let audit = strata(&[(10_000, 10, 0), (150, 40, 36)]);
    let interval = predictive_interval(&audit, 7).unwrap();
    assert_eq!(predictive_interval(&audit, 7), Some(interval));
    assert_ne!(predictive_interval(&audit, 8), Some(interval));
    let value = share(&audit).unwrap().value;
    assert!(interval.low <= value && value <= interval.high, "{interval:?}");
    let sure = predictive_interval(&strata(&[(3, 3, 2)]), 1).unwrap();
    assert_eq!((sure.low, sure.high), (2.0 / 3.0, 2.0 / 3.0));
}

#[test]
fn linkage_errors_are_taken_back() {
    for (u, r, f, q) in [(0.3, 0.95, 0.02, 0.329), (0.3, 0.8, 0.02, 0.434), (0.1, 0.9, 0.01, 0.189)]
    {
        let errors = LinkErrors { recall: r, false_link_rate: f };
        close(u * (1.0 - f) + (1.0 - u) * (1.0 - r), q, 1e-9);
        let adjusted = adjust(q, errors).unwrap();
        close(adjusted.share, u, 1e-9);
        assert!(!adjusted.clipped);
    }
    let errors = LinkErrors { recall: 0.8, false_link_rate: 0.02 };
    let below = adjust(0.1, errors).unwrap();
    assert_eq!((below.share, below.clipped), (0.0, true), "more links than recall allows");
    let above = adjust(0.99, errors).unwrap();
    assert_eq!((above.share, above.clipped), (1.0, true));
    assert_eq!(adjust(0.5, LinkErrors { recall: 0.3, false_link_rate: 0.3 }), None);
}

#[test]
fn with_the_errors_a_model_expects_the_adjusted_share_is_its_expected_share() {
    let cases = [(true, 0.02), (true, 0.1), (false, 0.95), (false, 0.4), (false, 0.99)];
    let mut sums = [0.0; 4];
    for (linked, none) in cases {
        let linked = f64::from(u8::from(linked));
        let add = [linked * (1.0 - none), 1.0 - none, linked * none, none];
        sums.iter_mut().zip(add).for_each(|(sum, add)| *sum += add);
    }
    let errors = LinkErrors::of_sums(sums).unwrap();
    let expected = cases.iter().map(|(_, none)| none).sum::<f64>() / 5.0;
    close(adjust(3.0 / 5.0, errors).unwrap().share, expected, 1e-12);
    assert_eq!(LinkErrors::of_sums([1.0, 1.0, 0.0, 0.0]), None, "no base for false links");
}

#[test]
fn an_interval_of_two_parts_is_wider_than_either() {
    let draws: Vec<(u64, u64)> = (0..1_000).map(|at| (20 + at % 21, 100)).collect();
    let found = two_part(&draws, 1).unwrap();
    close(found.value, 0.30, 0.005);
    let width = |(low, high): (f64, f64)| high - low;
    let both = found.interval.high - found.interval.low;
    // Steps of .01, each a 21st of the draws: half of the outermost lies outside.
    close(found.parts.linkage.0, 0.20, 1e-3);
    close(found.parts.linkage.1, 0.40, 1e-3);
    // The sampling part is that of 30 of 100.
    close(found.parts.sampling.0, 0.217, 0.02);
    close(found.parts.sampling.1, 0.395, 0.02);
    assert!(both > width(found.parts.linkage) && both > width(found.parts.sampling));
    let fixed = two_part(&[(30, 100); 1_000], 1).unwrap();
    close(width(fixed.parts.linkage), 0.0, 1e-12);
    assert_eq!(two_part(&[(0, 0)], 1), None);
}

#[test]
fn unknown_outcomes_give_bounds() {
    let found = bounds(30, 150, 200).unwrap();
    assert_eq!((found.low, found.high, found.level), (0.15, 0.40, 1.0));
    assert_eq!(bounds(0, 0, 7).map(|b| (b.low, b.high)), Some((0.0, 1.0)), "all unknown");
    assert_eq!(bounds(0, 0, 0), None);
}

#[test]
fn sample_sizes_and_two_lists_are_as_published() {
    assert_eq!(sample_size(0.8, 0.03, 400), Some(253));
    assert_eq!(sample_size(0.8, 0.05, 120), Some(81));
    assert_eq!(sample_size(0.5, 0.03, 10), Some(10));
    assert_eq!(sample_size(0.5, 0.03, 0), Some(0));
    assert_eq!(sample_size(0.5, 0.0, 10), None);
    let found = two_lists(100, 100, 20).unwrap();
    close(found.lincoln_petersen, 500.0, 1e-9);
    close(found.chapman, 484.7619, 5e-5);
    close(found.variance, 6729.1692, 5e-5);
    assert_eq!(two_lists(100, 100, 6), None, "too few on both");
}

#[test]
fn a_planned_audit_is_as_narrow_as_it_was_planned() {
    for design in &DESIGNS {
        let strata: Vec<Expected> =
            design.iter().map(|(size, share, _)| Expected { size: *size, share: *share }).collect();
        let sizes = stratified_sizes(&strata, 0.03).unwrap();
        assert!(half_width(&strata, &sizes) <= 0.03);
        let mut fewer = sizes.clone();
        fewer[2] -= 1;
        let least = sizes[2] == strata[2].size.min(10);
        assert!(least || half_width(&strata, &fewer) > 0.03, "one less will not do: {sizes:?}");
        let planned = [0, 1, 2].map(|at| (design[at].0, design[at].1, sizes[at]));
        let mut draws = Draws::new(5, 2_000);
        let mut width = 0.0;
        for _ in 0..50 {
            let found = audit(&planned, &mut draws);
            let strata: Vec<Stratum> = planned
                .iter()
                .zip(found)
                .map(|((size, _, n), (_, x))| Stratum::new(*size, *n, x).unwrap())
                .collect();
            let interval = predictive_interval(&strata, 1).unwrap();
            width += (interval.high - interval.low) / 100.0;
        }
        assert!(width < 0.033, "{sizes:?}: half width {width}");
    }
    let none = [Expected { size: 0, share: 0.5 }, Expected { size: 7, share: 0.5 }];
    assert_eq!(stratified_sizes(&none, 0.03), Some(vec![0, 7]), "a small stratum is taken whole");
    assert_eq!(stratified_sizes(&none, 0.0), None);
    assert_eq!(stratified_sizes(&[], 0.03), Some(vec![]));
}

/// Population sizes, true shares and sample sizes of three strata: flagged, uncertain, linked.
const DESIGNS: [[(u64, f64, u64); 3]; 4] = [
    [(150, 0.9, 40), (100, 0.5, 30), (750, 0.03, 60)],
    [(150, 0.95, 40), (100, 0.5, 30), (750, 0.01, 60)],
    [(60, 0.9, 25), (40, 0.4, 20), (300, 0.02, 40)],
    [(3_000, 0.92, 100), (1_500, 0.5, 100), (20_000, 0.015, 300)],
];

/// Audits simulated per design.
const AUDITS: u64 = 1_500;

/// Draws behind each interval here; fewer than in use, which only adds noise to the ends.
const DRAWS: usize = 1_000;

/// Positive cases of each stratum: in the population drawn at its share, and in a sample of it.
fn audit(design: &[(u64, f64, u64); 3], draws: &mut Draws) -> [(u64, u64); 3] {
    design.map(|(size, share, sampled)| {
        let positive = draws.binomial(size, share);
        let (mut left, mut found) = (positive, 0);
        for taken in 0..sampled {
            if draws.unit() < left as f64 / (size - taken) as f64 {
                left -= 1;
                found += 1;
            }
        }
        (positive, found)
    })
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of docs/method.md")]
fn the_predictive_interval_covers_and_walds_does_not() {
    let mut wald_covered = Vec::new();
    for (seed, design) in (0..).zip(&DESIGNS) {
        let size: u64 = design.iter().map(|(size, ..)| size).sum();
        let mut draws = Draws::new(seed, 1_000);
        let (mut covered, mut wald) = (0, 0);
        // Draws depend on stratum and count alone, so each is made once.
        let mut totals: Vec<Vec<Option<Vec<u64>>>> =
            design.iter().map(|(_, _, sampled)| vec![None; *sampled as usize + 1]).collect();
        for _ in 0..AUDITS {
            let found = audit(design, &mut draws);
            let truth = found.iter().map(|(positive, _)| positive).sum::<u64>() as f64;
            let mut sums = vec![0.0; DRAWS];
            let mut strata = Vec::new();
            for (at, ((size, _, sampled), (_, x))) in design.iter().zip(found).enumerate() {
                let stratum = Stratum::new(*size, *sampled, x).unwrap();
                strata.push(stratum);
                let drawn = totals[at][x as usize]
                    .get_or_insert_with(|| stratum.totals(7, at as u64, DRAWS).collect());
                sums.iter_mut().zip(drawn).for_each(|(sum, drawn)| *sum += *drawn as f64);
            }
            let (low, high) = central_range(&mut sums).unwrap();
            covered += u64::from((low..=high).contains(&truth));
            let estimate = share(&strata).unwrap();
            let half = 1.96 * estimate.standard_error.unwrap();
            wald += u64::from((estimate.value - truth / size as f64).abs() <= half);
        }
        let of = |count: u64| count as f64 / AUDITS as f64;
        println!("design {seed}: predictive {:.3}, Wald {:.3}", of(covered), of(wald));
        assert!(of(covered) >= 0.94, "design {seed}: {}", of(covered));
        wald_covered.push(of(wald));
    }
    for (design, covered) in wald_covered.iter().take(3).enumerate() {
        assert!(*covered < 0.94, "Wald's interval covers {covered} in design {design}");
    }
}

#[test]
fn the_central_range_counts_half_of_the_outermost_step() {
    let mut smooth: Vec<f64> = (0..1_000).map(f64::from).collect();
    let (low, high) = central_range(&mut smooth).unwrap();
    close(low, 24.5, 1e-9);
    close(high, 974.5, 1e-9);
    // Fair coins, ten a throw: 2 has .0439 and 1 .0098, so that .0107 + .0439 / 2 lies below 2.
    let counts = [1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1];
    let throw = |(at, count): (usize, usize)| std::iter::repeat_n(at as f64, count);
    let mut throws: Vec<f64> = counts.into_iter().enumerate().flat_map(throw).collect();
    let (low, high) = central_range(&mut throws).unwrap();
    let below = (11.0 + 22.5) / 1_024.0;
    let before = (1.0 + 5.0) / 1_024.0;
    close(low, 1.0 + (0.025 - before) / (below - before), 1e-9);
    close(high, 10.0 - low, 1e-9);
    assert_eq!(central_range(&mut []), None);
    assert_eq!(central_range(&mut [0.5]), Some((0.5, 0.5)));
}

#[test]
fn a_ratio_is_over_those_of_whom_it_is_asked() {
    // Of 100, 20 read: asked of 10, 4 of them positive; of 300, 30 read: asked of 3, none positive.
    let strata = [Asked::new(100, 20, 10, 4).unwrap(), Asked::new(300, 30, 3, 0).unwrap()];
    close(ratio(&strata).unwrap(), 20.0 / 80.0, 1e-12);
    let interval = ratio_interval(&strata, 1).unwrap();
    assert!(interval.low < 0.25 && interval.high > 0.25);
    assert_eq!(ratio_interval(&strata, 1), Some(interval));
    // Asked of all, it is the share of `share`.
    let all = [Asked::new(100, 20, 20, 4).unwrap().of_all()];
    let plain = [Stratum::new(100, 20, 4).unwrap()];
    close(ratio(&all).unwrap(), share(&plain).unwrap().value, 1e-12);
    let (a, b) = (ratio_interval(&all, 1).unwrap(), predictive_interval(&plain, 1).unwrap());
    close(a.low, b.low, 0.01);
    close(a.high, b.high, 0.01);
    assert_eq!(ratio(&[Asked::new(5, 2, 0, 0).unwrap()]), None, "asked of none");
    assert_eq!(Asked::new(5, 2, 3, 0), None);
}

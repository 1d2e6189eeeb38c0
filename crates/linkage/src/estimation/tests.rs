//! Recovery of a known truth from drawn comparison vectors, and what too little data does.

use super::maximise::{Learned, LeftSeen, Seen, Shipped, Sightings, UNKNOWN, level_bits, maximise};

/// Numbers in [0, 1) that are the same on every machine (splitmix64).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn level(&mut self, shares: &[f64]) -> u8 {
        let mut rest = self.next();
        for (level, share) in (0u8..).zip(shares) {
            if rest < *share {
                return level;
            }
            rest -= share;
        }
        shares.len() as u8 - 1
    }
}

/// Four comparisons that differ in how telling they are.
fn truth() -> [Vec<Vec<f64>>; 2] {
    let m = vec![vec![0.7, 0.2, 0.1], vec![0.55, 0.45], vec![0.8, 0.15, 0.05], vec![0.6, 0.4]];
    let u = vec![vec![0.01, 0.09, 0.9], vec![0.02, 0.98], vec![0.005, 0.045, 0.95], vec![0.1, 0.9]];
    [m, u]
}

/// Values an analyst might have shipped: wrong by up to a quarter.
fn shipped() -> Vec<Vec<f64>> {
    vec![vec![0.5, 0.25, 0.25], vec![0.8, 0.2], vec![0.6, 0.2, 0.2], vec![0.8, 0.2]]
}

/// Left records of which `share` have a target, every target being a candidate; a fifth of the
/// values is missing.
fn drawn(seed: u64, lefts: usize, share: f64, targets: usize) -> Sightings {
    let [m, u] = truth();
    let mut draws = Draws(seed);
    let mut vectors: Vec<Vec<u8>> = Vec::new();
    let records = (0..lefts).map(|_| {
        let matched = draws.next() < share;
        let seen = (0..targets).map(|target| {
            let from = if matched && target == 0 { &m } else { &u };
            let vector: Vec<u8> = from
                .iter()
                .map(|shares| if draws.next() < 0.2 { UNKNOWN } else { draws.level(shares) })
                .collect();
            let at = vectors.iter().position(|known| *known == vector).unwrap_or_else(|| {
                vectors.push(vector.clone());
                vectors.len() - 1
            });
            Seen { vector: at as u32, base: -level_bits(&vector, &u) }
        });
        LeftSeen { seen: seen.collect(), decided: false }
    });
    let lefts = records.collect();
    Sightings { vectors, lefts, targets: targets as u64 }
}

fn learn(sightings: &Sightings) -> Learned {
    let m = shipped();
    maximise(sightings, &Shipped { m: &m, share: 0.5 }, m.clone(), 0.5)
}

fn farthest(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn a_known_truth_is_recovered() {
    // 2,800 matches: m and the share have standard errors of about 0.01 before what is lost to
    // ambiguity; the bounds are three of them.
    for seed in [1, 2, 3] {
        let learned = learn(&drawn(seed, 4_000, 0.7, 40));
        let wrong = farthest(&learned.m, &truth()[0]);
        assert!(wrong < 0.035, "seed {seed}: m is off by {wrong:.4}: {:?}", learned.m);
        assert!((learned.share - 0.7).abs() < 0.03, "seed {seed}: share {}", learned.share);
        assert!(learned.converged, "{} rounds", learned.rounds);
    }
}

#[test]
fn forty_records_move_the_model_toward_the_truth_and_not_beyond_reason() {
    let truth = &truth()[0];
    let (mut before, mut after) = (0.0, 0.0);
    for seed in 1..=20 {
        let learned = learn(&drawn(seed, 40, 0.7, 40));
        before += farthest(&shipped(), truth);
        after += farthest(&learned.m, truth);
        assert!(farthest(&learned.m, &shipped()) < 0.4);
    }
    assert!(after < before * 0.75, "off by {after:.2} instead of {before:.2}");
}

#[test]
fn too_little_data_keeps_the_shipped_values() {
    let learned = learn(&drawn(5, 8, 0.7, 40));
    assert_eq!(learned.m, shipped());
    assert!(learned.known.iter().all(|known| *known < 10.0));
    let none = learn(&Sightings { vectors: Vec::new(), lefts: Vec::new(), targets: 0 });
    assert_eq!(none.m, shipped());
    assert!((none.share - 0.5).abs() < 1e-12 && none.converged);
}

#[test]
fn a_comparison_that_is_never_known_keeps_its_values_beside_others_that_learn() {
    let mut sightings = drawn(6, 1_000, 0.7, 40);
    for vector in &mut sightings.vectors {
        vector[1] = UNKNOWN;
    }
    let learned = learn(&sightings);
    assert_eq!(learned.m[1], shipped()[1]);
    assert!(learned.m[0] != shipped()[0]);
}

#[test]
fn what_people_decided_counts_as_a_match() {
    let mut sightings = drawn(7, 60, 0.0, 1);
    let undecided = learn(&sightings);
    sightings.lefts.iter_mut().for_each(|left| left.decided = true);
    let decided = learn(&sightings);
    assert!((decided.expected_matches - 60.0).abs() < 1e-9);
    assert!(decided.share > undecided.share);
}

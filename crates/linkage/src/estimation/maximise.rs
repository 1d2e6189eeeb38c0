//! EM for m and the share of matches, u fixed. Reach for [`maximise`] with the candidate pairs of
//! every left record; it knows nothing of registers, so that it can be tested against a truth.
//!
//! The candidates of one left record and "none" compete, as in [`crate::posterior`]: a left record
//! has one target or none. Targets that are not among the candidates count as impossible, and u is
//! that of all pairs, so agreement that blocking enforces is no evidence. Pairs of one comparison
//! vector are weighed once and counted together.
//!
//! # Source
//! Dempster, Laird & Rubin (1977), *JRSS B* 39:1; Winkler (1988) for EM in record linkage; Fellegi
//! & Sunter (1969), *JASA* 64:1183.

use crate::match_weight::MatchWeight;
use crate::posterior::Posterior;

/// The level of a value not known on both sides.
pub(super) const UNKNOWN: u8 = u8::MAX;
/// Weight of the shipped m of a comparison. Unit: matches with the value known.
pub(super) const M_STRENGTH: f64 = 20.0;
/// Weight of the shipped share of matches. Unit: left records.
pub(super) const SHARE_STRENGTH: f64 = 20.0;
/// Expected matches with the value known below which a comparison keeps its shipped m.
pub(super) const TOO_LITTLE: f64 = 10.0;
/// Rounds of EM at most, and the largest change of m and of the share at which it rests.
const ROUNDS: u32 = 200;
const REST: f64 = 1e-6;

/// A candidate of a left record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// Index of its comparison vector.
    pub(super) vector: u32,
    /// Everything it weighs besides log2 m of its levels. Unit: bits.
    pub(super) base: f64,
}

/// A left record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LeftSeen {
    /// One per target: the member of the lineage that fits best.
    pub(super) seen: Vec<Seen>,
    /// Whether people decided that its only candidate is its target.
    pub(super) decided: bool,
}

/// What EM looks at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sightings {
    /// Distinct comparison vectors: the level of every comparison, or [`UNKNOWN`].
    pub(super) vectors: Vec<Vec<u8>>,
    pub(super) lefts: Vec<LeftSeen>,
    /// Targets in all, candidates or not.
    pub(super) targets: u64,
}

/// Where EM begins and what it is drawn to.
pub(super) struct Shipped<'s> {
    /// m of every level.
    pub(super) m: &'s [Vec<f64>],
    /// Share of left records that have a target.
    pub(super) share: f64,
}

/// What EM found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Learned {
    pub(super) m: Vec<Vec<f64>>,
    pub(super) share: f64,
    pub(super) rounds: u32,
    pub(super) converged: bool,
    pub(super) expected_matches: f64,
    /// P(target) of every candidate, in the shape of [`Sightings::lefts`].
    pub(super) probabilities: Vec<Vec<f64>>,
    /// Expected matches with the value known, by comparison.
    pub(super) known: Vec<f64>,
    /// Whether that was too little when EM began, so that the shipped m stands, by comparison.
    pub(super) kept: Vec<bool>,
}

/// Runs EM from `m` and `share` toward the shipped values and the data.
///
/// Comparisons of which the first round knows too little keep their shipped m.
pub(super) fn maximise(
    sightings: &Sightings,
    shipped: &Shipped<'_>,
    mut m: Vec<Vec<f64>>,
    mut share: f64,
) -> Learned {
    let records = sightings.lefts.len() as f64;
    let first = counts(sightings, &m, &probabilities(sightings, &m, share));
    let too_little = |levels: &Vec<f64>| levels.iter().sum::<f64>() < TOO_LITTLE;
    let kept: Vec<bool> = first.levels.iter().map(too_little).collect();
    let (mut rounds, mut converged) = (0, false);
    while rounds < ROUNDS && !converged {
        rounds += 1;
        let counted = counts(sightings, &m, &probabilities(sightings, &m, share));
        let mut change = 0f64;
        for (at, m) in m.iter_mut().enumerate() {
            let shipped = &shipped.m[at];
            let new = if kept[at] { shipped.clone() } else { refit(&counted.levels[at], shipped) };
            change = m.iter().zip(&new).fold(change, |most, (a, b)| most.max((a - b).abs()));
            *m = new;
        }
        let drawn = counted.matches + SHARE_STRENGTH * shipped.share;
        let new_share = drawn / (records + SHARE_STRENGTH);
        change = change.max((share - new_share).abs());
        share = new_share;
        converged = change < REST;
    }
    let probabilities = probabilities(sightings, &m, share);
    let counted = counts(sightings, &m, &probabilities);
    let known = counted.levels.iter().map(|levels| levels.iter().sum()).collect();
    let expected_matches = counted.matches;
    Learned { m, share, rounds, converged, expected_matches, probabilities, known, kept }
}

/// m from expected counts, drawn to the shipped one by a Dirichlet prior.
pub(super) fn refit(expected: &[f64], shipped: &[f64]) -> Vec<f64> {
    let (known, whole): (f64, f64) = (expected.iter().sum(), shipped.iter().sum());
    let pairs = expected.iter().zip(shipped);
    pairs.map(|(count, m)| (count + M_STRENGTH * m / whole) / (known + M_STRENGTH)).collect()
}

/// P(target) of every candidate.
fn probabilities(sightings: &Sightings, m: &[Vec<f64>], share: f64) -> Vec<Vec<f64>> {
    let bits: Vec<f64> = sightings.vectors.iter().map(|vector| level_bits(vector, m)).collect();
    let of = |left: &LeftSeen| {
        if left.decided {
            return vec![1.0; left.seen.len()];
        }
        let weight = |seen: &Seen| MatchWeight::from_bits(seen.base + bits[seen.vector as usize]);
        let weights: Vec<MatchWeight> = left.seen.iter().map(weight).collect();
        Posterior::of(&weights, share, sightings.targets).targets
    };
    sightings.lefts.iter().map(of).collect()
}

/// Sum of log2 m over the known levels of a vector.
pub(super) fn level_bits(vector: &[u8], m: &[Vec<f64>]) -> f64 {
    vector.iter().zip(m).filter_map(|(level, m)| m.get(usize::from(*level))).map(|m| m.log2()).sum()
}

/// Expected matches, in all and by level.
struct Counts {
    levels: Vec<Vec<f64>>,
    matches: f64,
}

fn counts(sightings: &Sightings, m: &[Vec<f64>], probabilities: &[Vec<f64>]) -> Counts {
    let mut of_vector = vec![0.0; sightings.vectors.len()];
    for (left, probabilities) in sightings.lefts.iter().zip(probabilities) {
        for (seen, probability) in left.seen.iter().zip(probabilities) {
            of_vector[seen.vector as usize] += probability;
        }
    }
    let mut levels: Vec<Vec<f64>> = m.iter().map(|levels| vec![0.0; levels.len()]).collect();
    for (vector, expected) in sightings.vectors.iter().zip(&of_vector) {
        for (level, counts) in vector.iter().zip(&mut levels) {
            if let Some(count) = counts.get_mut(usize::from(*level)) {
                *count += expected;
            }
        }
    }
    Counts { levels, matches: of_vector.iter().sum() }
}

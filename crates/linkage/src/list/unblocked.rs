//! How many matches blocking does not bring up, and at which levels they stand. Reach for
//! [`Sightings`] while pairs are counted and for [`Sightings::unblocked`] in every round of EM.
//!
//! EM sees the pairs that blocking brings up. A match that disagrees in two columns is seldom among
//! them, so disagreement is rarer among the matches seen than among all, and a model learned from
//! them alone claims too little for pairs that disagree. What is missing is reckoned from what is
//! seen: whether a rule brings a match up hangs on which of its keys agree, which hangs on the
//! levels. The share of matches of a level whose keys agree is taken from pairs that a rule without
//! this column brought up, so that the column itself had no say in their being seen.
//!
//! Guarantees a share in [0, 1) without a truth. Assumes what the model assumes: columns differ
//! independently among matches, and a value is wanting by chance. Names in exchanged columns count
//! as brought up.
//!
//! # Source
//! EM for truncated data: Dempster, Laird & Rubin (1977), *JRSS B* 39:1, section 4.2.

use std::collections::BTreeMap;

use super::field::FieldKind;
use super::model::ListModel;
use super::vector::level_at;

/// Most rules and most parts of rules that are reckoned with, a bit each; later ones are left out.
const MOST: usize = 64;
/// Unblocked matches are taken to be at most as many as those brought up: beyond, hardly anything
/// is known of them.
const MOST_PER_SEEN: f64 = 1.0;

/// Rules of blocking as sets of key parts, a bit each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RuleParts {
    /// Field of each part.
    pub(super) fields: Vec<usize>,
    /// Parts of each rule.
    pub(super) rules: Vec<u64>,
}

impl RuleParts {
    /// The rules without a part of a column of this kind, a bit each.
    pub(super) fn without(&self, kind: FieldKind, model: &ListModel) -> u64 {
        let of_kind = |(_, field): &(usize, &usize)| model.comparisons[**field].kind == kind;
        let parts = self.fields.iter().enumerate().take(MOST).filter(of_kind);
        self.free_of(parts.fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// The rules that have none of these parts, a bit each.
    fn free_of(&self, parts: u64) -> u64 {
        let free = self.rules.iter().take(MOST).enumerate().filter(|(_, rule)| *rule & parts == 0);
        free.fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

/// Pairs likely to be matches, by comparison vector and by the key parts that agree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sightings {
    parts: RuleParts,
    counts: Vec<(Sighting, f64)>,
    /// P(a rule brings up a match all of whose parts agree): its block may have been left out.
    kept: Vec<f64>,
}

/// What a pair shows of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sighting {
    pub(super) vector: u64,
    /// Parts that agree.
    pub(super) agreeing: u64,
    /// Rules that brought the pair up.
    pub(super) rules: u64,
}

/// Matches that were not brought up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unblocked {
    /// Share of all matches that was brought up, in (0, 1].
    pub(super) recall: f64,
    /// Per match seen, the unblocked ones of each field and level.
    pub(super) levels: Vec<Vec<f64>>,
    /// The same in all.
    pub(super) per_seen: f64,
}

impl Sightings {
    /// From counts of what likely matches show.
    pub(super) fn new(mut parts: RuleParts, seen: &BTreeMap<Sighting, u64>) -> Self {
        parts.fields.truncate(MOST);
        parts.rules.truncate(MOST);
        let mut kept = vec![(0.0, 0.0); parts.rules.len()];
        for (sighting, &count) in seen {
            let count = count as f64;
            for (at, rule) in parts.rules.iter().enumerate() {
                // Only what another rule brought up tells whether this one would have.
                if sighting.rules & !(1 << at) != 0 && sighting.agreeing & rule == *rule {
                    kept[at].0 += if sighting.rules & 1 << at != 0 { count } else { 0.0 };
                    kept[at].1 += count;
                }
            }
        }
        let kept = kept.into_iter().map(|(kept, all)| (kept + 1.0) / (all + 1.0)).collect();
        let counts = seen.iter().map(|(sighting, count)| (*sighting, *count as f64)).collect();
        Self { parts, counts, kept }
    }

    /// Matches expected among the sightings, each with probability `p` of its vector.
    pub(super) fn expected(&self, p: impl Fn(u64) -> f64) -> Vec<f64> {
        self.counts.iter().map(|(seen, count)| p(seen.vector) * count).collect()
    }

    /// What is missing beside the matches `expected` among the sightings, when levels stand among
    /// all matches as the model says.
    pub(super) fn unblocked(&self, model: &ListModel, expected: &[f64]) -> Unblocked {
        let fields: Vec<FieldShares> =
            (0..model.comparisons.len()).map(|at| self.shares(model, at, expected)).collect();
        let mut missed = 0.0;
        let levels: Vec<Vec<f64>> = (0..fields.len())
            .map(|at| {
                let others = self.alive(&fields, Some(at));
                let found = fields[at].masks.iter().map(|by_mask| {
                    let each = by_mask.iter().map(|(mask, share)| {
                        let dead = self.dead(at, *mask);
                        let lost = others.iter().map(|(alive, p)| p * self.missing(alive & !dead));
                        share * lost.sum::<f64>()
                    });
                    each.sum::<f64>()
                });
                let by_level: Vec<f64> = found.collect();
                missed = by_level.iter().sum();
                by_level
            })
            .collect();
        let missed = f64::clamp(missed, 0.0, 1.0);
        let per_seen = (missed / (1.0 - missed).max(1e-9)).min(MOST_PER_SEEN);
        let scale = if missed > 0.0 { per_seen / missed } else { 0.0 };
        let scaled = |levels: Vec<f64>| levels.into_iter().map(|share| share * scale).collect();
        Unblocked {
            recall: 1.0 / (1.0 + per_seen),
            levels: levels.into_iter().map(scaled).collect(),
            per_seen,
        }
    }

    /// Parts of one field.
    fn of_field(&self, field: usize) -> u64 {
        let parts = self.parts.fields.iter().enumerate();
        parts.filter(|(_, of)| **of == field).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// P(level, agreeing parts | match) of one field; what is missing stands last.
    fn shares(&self, model: &ListModel, field: usize, expected: &[f64]) -> FieldShares {
        let own = self.of_field(field);
        let levels = &model.comparisons[field].levels;
        let mut by_level: Vec<BTreeMap<u64, f64>> = vec![BTreeMap::new(); levels.len() + 1];
        let free = self.parts.free_of(own);
        for ((seen, _), p) in self.counts.iter().zip(expected) {
            if seen.rules & free != 0 {
                let level = usize::from(level_at(seen.vector, field)).min(levels.len());
                *by_level[level].entry(seen.agreeing & own).or_default() += p;
            }
        }
        let sum = |masks: &BTreeMap<u64, f64>| masks.values().sum::<f64>();
        let all: f64 = by_level.iter().map(sum).sum();
        let wanting = if all > 0.0 { sum(&by_level[levels.len()]) / all } else { 0.0 };
        let masks = by_level.into_iter().enumerate().map(|(at, masks)| {
            let share = levels.get(at).map_or(wanting, |level| level.m * (1.0 - wanting));
            let seen = sum(&masks);
            if seen <= 0.0 {
                // Of a level nobody saw: the best agrees in its keys, the others do not.
                return vec![(if at == 0 { own } else { 0 }, share)];
            }
            masks.into_iter().map(|(mask, count)| (mask, share * count / seen)).collect()
        });
        FieldShares { masks: masks.collect() }
    }

    /// Rules that cannot bring up a pair whose parts of this field agree as `mask`.
    fn dead(&self, field: usize, mask: u64) -> u64 {
        let own = self.of_field(field);
        let rules = self.parts.rules.iter().enumerate();
        rules.filter(|(_, rule)| *rule & own & !mask != 0).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// How the rules that all fields but one leave alive are distributed among matches.
    fn alive(&self, fields: &[FieldShares], but: Option<usize>) -> BTreeMap<u64, f64> {
        let every = (1u128 << self.parts.rules.len()) - 1;
        let mut alive = BTreeMap::from([(every as u64, 1.0)]);
        for (at, field) in fields.iter().enumerate().filter(|(at, _)| Some(*at) != but) {
            let mut dead: BTreeMap<u64, f64> = BTreeMap::new();
            for (mask, share) in field.masks.iter().flatten() {
                *dead.entry(self.dead(at, *mask)).or_default() += share;
            }
            let mut next: BTreeMap<u64, f64> = BTreeMap::new();
            for (rules, p) in &alive {
                for (dead, share) in &dead {
                    *next.entry(rules & !dead).or_default() += p * share;
                }
            }
            alive = next;
        }
        alive
    }

    /// P(none of these rules brings up a match that agrees in all their parts).
    fn missing(&self, alive: u64) -> f64 {
        let rules = self.kept.iter().enumerate().filter(|(at, _)| alive & 1 << at != 0);
        rules.map(|(_, kept)| 1.0 - kept).product()
    }
}

/// P(level, agreeing parts | match): by level, what is missing last.
struct FieldShares {
    masks: Vec<Vec<(u64, f64)>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::model::{ListComparison, ListLevel, Provenance};

    /// P(agrees | match) of three columns, and P(the key agrees | level) of their one part each.
    const TRUTH: [f64; 3] = [0.9, 0.7, 0.8];
    const KEY: [[f64; 2]; 3] = [[1.0, 0.1], [1.0, 0.3], [0.9, 0.0]];

    fn model(m: [f64; 3]) -> ListModel {
        let level = |code: &str, m| ListLevel {
            code: code.into(),
            m,
            u: 0.5,
            u_named: None,
            typical_share: None,
        };
        let comparison = |m: f64| ListComparison {
            label: "column".into(),
            kind: FieldKind::Exact,
            levels: vec![level("equal", m), level("different", 1.0 - m)],
        };
        ListModel {
            comparisons: m.map(comparison).into(),
            prior: 0.001,
            swapped: 0.01,
            provenance: Provenance::default(),
        }
    }

    /// Every match a rule brings up, in parts of a million, and the share that is brought up.
    fn seen(rules: &[u64], dropped: u64) -> (BTreeMap<Sighting, u64>, f64) {
        let (mut counts, mut share) = (BTreeMap::new(), 0.0);
        for case in 0u64..64 {
            let (vector, agreeing) = (case & 7, case >> 3);
            let mut p = 1.0;
            let mut packed = 0;
            for (field, (m, key)) in TRUTH.iter().zip(KEY).enumerate() {
                let level = vector >> field & 1;
                packed |= level << (4 * field);
                p *= if level == 0 { *m } else { 1.0 - m };
                let key = key[level as usize];
                p *= if agreeing >> field & 1 == 1 { key } else { 1.0 - key };
            }
            let brought = rules.iter().enumerate().filter(|(_, rule)| agreeing & **rule == **rule);
            let rules = brought.fold(0u64, |bits, (at, _)| bits | 1 << at) & !dropped;
            if rules != 0 {
                share += p;
                let sighting = Sighting { vector: packed, agreeing, rules };
                *counts.entry(sighting).or_default() += (p * 1e6).round() as u64;
            }
        }
        (counts, share)
    }

    /// m and the recall after rounds of adding what is missing to what is seen.
    fn learned(rules: &[u64], counts: &BTreeMap<Sighting, u64>) -> ([f64; 3], f64) {
        let parts = RuleParts { fields: vec![0, 1, 2], rules: rules.to_vec() };
        let sightings = Sightings::new(parts, counts);
        let all: u64 = counts.values().sum();
        let equal: Vec<f64> = (0..3)
            .map(|field| {
                let equal = counts.iter().filter(|(s, _)| level_at(s.vector, field) == 0);
                equal.map(|(_, count)| *count).sum::<u64>() as f64 / all as f64
            })
            .collect();
        let (mut m, mut recall) = ([0.5; 3], 1.0);
        let expected = sightings.expected(|_| 1.0);
        for _ in 0..200 {
            let missing = sightings.unblocked(&model(m), &expected);
            recall = missing.recall;
            for field in 0..3 {
                m[field] = (equal[field] + missing.levels[field][0]) / (1.0 + missing.per_seen);
            }
        }
        (m, recall)
    }

    #[test]
    fn matches_that_no_rule_brings_up_are_reckoned_with() {
        let rules = [0b011, 0b110, 0b101];
        let (counts, share) = seen(&rules, 0);
        assert!(share < 0.95, "the rules miss something: {share}");
        let (m, recall) = learned(&rules, &counts);
        assert!((recall - share).abs() < 1e-3, "{recall} against {share}");
        for (found, truth) in m.iter().zip(TRUTH) {
            assert!((found - truth).abs() < 1e-3, "{m:?}");
        }
    }

    #[test]
    fn a_rule_whose_blocks_were_left_out_brings_up_nothing() {
        let rules = [0b001, 0b110, 0b011, 0b101];
        let (counts, share) = seen(&rules, 0b001);
        let (_, recall) = learned(&rules, &counts);
        assert!((recall - share).abs() < 0.02, "{recall} against {share}");
    }

    #[test]
    fn where_every_match_is_seen_nothing_is_added() {
        let (counts, share) = seen(&[0b001, 0b000], 0);
        assert!((share - 1.0).abs() < 1e-12);
        let (m, recall) = learned(&[0b001, 0b000], &counts);
        assert!((recall - 1.0).abs() < 1e-6, "{recall}");
        assert!((m[0] - TRUTH[0]).abs() < 1e-3, "{m:?}");
    }
}

//! Links against a known truth: precision, recall, F1, what blocking could find, and whether the
//! probabilities mean what they say. Reach for [`evaluate`] when rows carry their true entity.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::blocking::Plan;
use super::ceiling::ceiling;
use super::scoring::{ScoredPair, Scorer};

/// Pairs whose probability falls in one tenth.
#[derive(Clone, Debug, PartialEq)]
pub struct CalibrationBin {
    /// Lower end.
    pub from: f64,
    /// Pairs.
    pub pairs: u64,
    /// Mean probability.
    pub claimed: f64,
    /// Share that are matches.
    pub matched: f64,
}

/// How good a set of links is.
#[derive(Clone, Debug, PartialEq)]
pub struct ListEvaluation {
    /// True pairs.
    pub matches: u64,
    /// Linked pairs; for one list, pairs within clusters.
    pub links: u64,
    /// Linked pairs that are true.
    pub correct: u64,
    /// `correct / links`; 1 without links.
    pub precision: f64,
    /// `correct / matches`; 1 without matches.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// The best F1 of any rule that looks at one pair at a time.
    pub ceiling_f1: f64,
    /// Share of the true pairs that blocking brings up.
    pub blocking_recall: f64,
    /// Of all kept pairs, by tenths of probability; empty tenths are left out.
    pub calibration: Vec<CalibrationBin>,
}

pub(super) fn evaluate(
    scorer: &Scorer<'_>,
    plan: &Plan<'_>,
    pairs: &[ScoredPair],
    probabilities: &[f64],
    chosen: &[usize],
    clusters: &[u32],
    truth: &(Vec<u32>, Vec<u32>),
) -> ListEvaluation {
    let (left, right) = truth;
    let one_list = scorer.vectors.lists.one_list;
    let is_match = |pair: &ScoredPair| {
        let entity = left[pair.left as usize];
        entity != 0 && entity == right[pair.right as usize]
    };
    let mut by_entity: Vec<(u32, u32)> =
        (0u32..).zip(right).filter(|(_, e)| **e != 0).map(|(row, entity)| (*entity, row)).collect();
    by_entity.par_sort_unstable();
    let of_row = |(row, entity): (usize, &u32)| -> Vec<(u32, u32)> {
        let first = by_entity.partition_point(|(other, _)| other < entity);
        let partners = by_entity[first..].iter().take_while(|(other, _)| other == entity);
        let row = row as u32;
        partners.filter(|(_, at)| !one_list || row < *at).map(|(_, at)| (row, *at)).collect()
    };
    let true_pairs: Vec<(u32, u32)> = left.par_iter().enumerate().flat_map_iter(of_row).collect();
    let covered = true_pairs.par_iter().filter(|(left, right)| plan.covers(*left, *right)).count();
    let matches = true_pairs.len() as u64;
    let (links, correct) = if one_list {
        within_clusters(clusters, left)
    } else {
        let correct = chosen.iter().filter(|&&at| is_match(&pairs[at])).count();
        (chosen.len() as u64, correct as u64)
    };
    let share = |part: u64, whole: u64| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    ListEvaluation {
        matches,
        links,
        correct,
        precision: share(correct, links),
        recall: share(correct, matches),
        f1: share(2 * correct, links + matches),
        ceiling_f1: ceiling(scorer, pairs, &true_pairs, one_list),
        blocking_recall: share(covered as u64, matches),
        calibration: calibration(pairs, probabilities, is_match),
    }
}

/// Pairs within clusters, and those of them that are true.
fn within_clusters(clusters: &[u32], truth: &[u32]) -> (u64, u64) {
    let choose = |n: u64| n * n.saturating_sub(1) / 2;
    let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
    let mut shared: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for (cluster, entity) in clusters.iter().zip(truth) {
        *sizes.entry(*cluster).or_default() += 1;
        if *entity != 0 {
            *shared.entry((*cluster, *entity)).or_default() += 1;
        }
    }
    (sizes.into_values().map(choose).sum(), shared.into_values().map(choose).sum())
}

fn calibration(
    pairs: &[ScoredPair],
    probabilities: &[f64],
    is_match: impl Fn(&ScoredPair) -> bool,
) -> Vec<CalibrationBin> {
    let mut bins = [(0u64, 0.0, 0u64); 10];
    for (pair, p) in pairs.iter().zip(probabilities) {
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += p;
        bin.2 += u64::from(is_match(pair));
    }
    let filled = bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0);
    filled
        .map(|(tenth, &(pairs, sum, matched))| CalibrationBin {
            from: tenth as f64 / 10.0,
            pairs,
            claimed: sum / pairs as f64,
            matched: matched as f64 / pairs as f64,
        })
        .collect()
}

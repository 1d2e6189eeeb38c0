//! From weights to probabilities and links. Reach for [`probabilities`] and then [`assign`].
//!
//! Where a record has at most one partner, its candidates compete with each other and with "none":
//! two that fit equally well get less than one half each, so a tie is never settled by the order
//! of the rows. The assignment is optimal for the sum of log odds.

use super::DECIDED;
use super::marginal::one_to_one;
use super::model::ListModel;
use super::scoring::ScoredPair;
use super::sparse_assignment::best_matching;

/// How many partners a record may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// At most one on either side.
    OneToOne,
    /// Many left records may share a right one; each has at most one.
    ManyToOne,
    /// Many right records may share a left one; each has at most one.
    OneToMany,
    /// No constraint.
    ManyToMany,
}

/// The least share of a side taken to have no partner, however full the other side is.
const LEAST_NONE: f64 = 0.02;

/// P(match) of every pair, given all candidates of its records.
pub(super) fn probabilities(
    pairs: &[ScoredPair],
    model: &ListModel,
    rows: (usize, usize),
    cardinality: Cardinality,
) -> Vec<f64> {
    // The share of records of a side whose partner is brought up; the others make up "none".
    let brought = model.prior * model.provenance.blocking_recall;
    let none = |rows: usize| (1.0 - brought * rows as f64).clamp(LEAST_NONE, 1.0);
    let (none_left, none_right) = (none(rows.1), none(rows.0));
    let odds = |pair: &ScoredPair, none: f64| model.prior / none * f64::from(pair.weight).exp2();
    let shares = |none: f64, rows: usize, side: fn(&ScoredPair) -> u32| {
        let mut whole = vec![1.0; rows];
        pairs.iter().for_each(|pair| whole[side(pair) as usize] += odds(pair, none));
        let share = |pair: &ScoredPair| odds(pair, none) / whole[side(pair) as usize];
        pairs.iter().map(share).collect::<Vec<f64>>()
    };
    let mut probabilities = match cardinality {
        Cardinality::OneToOne => {
            let edge =
                |pair: &ScoredPair| (pair.left, pair.right, odds(pair, none_left * none_right));
            one_to_one(&pairs.iter().map(edge).collect::<Vec<_>>())
        }
        Cardinality::ManyToOne => shares(none_left, rows.0, |pair| pair.left),
        Cardinality::OneToMany => shares(none_right, rows.1, |pair| pair.right),
        Cardinality::ManyToMany => {
            let alone = |pair| odds(pair, 1.0 - model.prior);
            pairs.iter().map(|pair| alone(pair) / (1.0 + alone(pair))).collect()
        }
    };
    for (pair, p) in pairs.iter().zip(&mut probabilities) {
        if pair.weight >= DECIDED {
            *p = 1.0;
        }
    }
    probabilities
}

/// Indices of the pairs that are links: those at or above the threshold that the cardinality
/// allows, chosen together.
pub(super) fn assign(
    pairs: &[ScoredPair],
    probabilities: &[f64],
    threshold: f64,
    cardinality: Cardinality,
) -> Vec<usize> {
    let above: Vec<usize> = (0..pairs.len()).filter(|&at| probabilities[at] >= threshold).collect();
    let best_of = |side: fn(&ScoredPair) -> u32| {
        let mut order = above.clone();
        order.sort_by(|&a, &b| {
            side(&pairs[a])
                .cmp(&side(&pairs[b]))
                .then(probabilities[b].total_cmp(&probabilities[a]))
                .then((pairs[a].left, pairs[a].right).cmp(&(pairs[b].left, pairs[b].right)))
        });
        order.dedup_by_key(|at| side(&pairs[*at]));
        order
    };
    // A decision stands even against the cardinality.
    let decided = above.iter().copied().filter(|&at| pairs[at].weight >= DECIDED);
    let decided: Vec<usize> = decided.collect();
    let mut links = match cardinality {
        Cardinality::ManyToMany => above,
        Cardinality::ManyToOne => best_of(|pair| pair.left),
        Cardinality::OneToMany => best_of(|pair| pair.right),
        Cardinality::OneToOne => {
            let edges: Vec<(u32, u32, f64)> = above
                .iter()
                .map(|&at| {
                    let p = probabilities[at].clamp(1e-12, 1.0 - 1e-12);
                    // Every pair above the threshold is worth having.
                    (pairs[at].left, pairs[at].right, 60.0 + (p / (1.0 - p)).log2())
                })
                .collect();
            best_matching(&edges).into_iter().map(|edge| above[edge]).collect()
        }
    };
    links.extend(decided);
    links.sort_by_key(|&at| (pairs[at].left, pairs[at].right));
    links.dedup();
    links
}

//! From weights to probabilities and links. Reach for [`probabilities`] and then [`assign`].
//!
//! Where a record has at most one partner, its candidates compete with each other and with "none":
//! two that fit equally well get less than one half each, so a tie is never settled by the order
//! of the rows. The assignment is optimal for the sum of log odds.

use super::DECIDED;
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

impl Cardinality {
    const fn left_competes(self) -> bool {
        matches!(self, Self::OneToOne | Self::ManyToOne)
    }

    const fn right_competes(self) -> bool {
        matches!(self, Self::OneToOne | Self::OneToMany)
    }
}

/// P(match) of every pair, given all candidates of its records.
pub(super) fn probabilities(
    pairs: &[ScoredPair],
    model: &ListModel,
    rows: (usize, usize),
    cardinality: Cardinality,
) -> Vec<f64> {
    let odds = |pair: &ScoredPair, none: f64| model.prior / none * f64::from(pair.weight).exp2();
    // The share of records of a side that have a partner; the others make up "none".
    let none = |rows: usize| (1.0 - model.prior * rows as f64).clamp(0.02, 1.0);
    let (none_left, none_right) = (none(rows.1), none(rows.0));
    let mut left = vec![0.0; rows.0];
    let mut right = vec![0.0; rows.1];
    for pair in pairs {
        left[pair.left as usize] += odds(pair, none_left);
        right[pair.right as usize] += odds(pair, none_right);
    }
    let pairwise = |pair: &ScoredPair| {
        let own = odds(pair, 1.0 - model.prior);
        own / (1.0 + own)
    };
    let probability = |pair: &ScoredPair| {
        if pair.weight >= DECIDED {
            return 1.0;
        }
        let by_left = odds(pair, none_left) / (1.0 + left[pair.left as usize]);
        let by_right = odds(pair, none_right) / (1.0 + right[pair.right as usize]);
        match (cardinality.left_competes(), cardinality.right_competes()) {
            (true, true) => {
                // Rivals of both sides together against this pair.
                let own = (odds(pair, none_left) * odds(pair, none_right)).sqrt();
                let rivals = 1.0
                    + (left[pair.left as usize] - odds(pair, none_left)).max(0.0)
                    + (right[pair.right as usize] - odds(pair, none_right)).max(0.0);
                own / (own + rivals)
            }
            (true, false) => by_left,
            (false, true) => by_right,
            (false, false) => pairwise(pair),
        }
    };
    pairs.iter().map(probability).collect()
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

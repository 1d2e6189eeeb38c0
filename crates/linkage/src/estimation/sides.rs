//! All candidate pairs of a run, compared again and again with everything estimation counts. Reach
//! for [`Sides::new`] once and [`Sides::compare`] per pass.
//!
//! Unlike a run that only weighs them, it holds every pair and the profiles of the left side: what
//! persons agree on is not kept in a sketch.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::candidates::CandidatePair;
use crate::comparison_vector::ComparisonVector;
use crate::ground::Ground;
use crate::linking::{CasePair, Context, Prepared, Report, per_record, size};
use crate::options::{Phase, Progress};
use crate::ranking::Scored;

/// Right records of which profiles are kept from one pass to the next. Of more, every pass makes its
/// own, so that memory does not grow with the register.
const KEPT_RIGHTS: usize = 1 << 14;

/// Both sides and their pairs.
pub(super) struct Sides {
    pub(super) lefts: Vec<Prepared>,
    /// Right records that are compared, in order, and, where they are kept, each made ready.
    compared: Vec<u32>,
    rights: Vec<Prepared>,
    /// By right record, then left.
    pub(super) pairs: Vec<CandidatePair>,
}

impl Sides {
    pub(super) fn new(pair: &impl CasePair, ground: &Ground<'_>) -> Self {
        let left_size = size(pair.sizes().0);
        let pairs = per_record(left_size, |left| ground.pairs(pair, left, u32::MAX));
        let mut pairs: Vec<CandidatePair> = pairs.into_iter().flatten().collect();
        pairs.par_sort_unstable();
        let mut compared: Vec<u32> = pairs.iter().map(|pair| pair.right).collect();
        compared.dedup();
        let kept = if compared.len() <= KEPT_RIGHTS { &compared[..] } else { &[] };
        let rights = kept.par_iter().map(|right| ground.right(pair, *right)).collect();
        let lefts = per_record(left_size, |left| ground.left(pair, left));
        Self { lefts, rights, compared, pairs }
    }

    /// Compares every candidate pair; what `keep` makes of each, with its left record, in the order
    /// of the pairs.
    pub(super) fn compare<T: Send>(
        &self,
        pair: &impl CasePair,
        ground: &Ground<'_>,
        context: &Context<'_>,
        progress: &(dyn Fn(Progress) + Sync),
        keep: impl Fn(Scored, &ComparisonVector) -> T + Sync,
    ) -> Vec<(u32, T)> {
        let report = Report::new(Phase::Comparing, self.pairs.len() as u64, progress);
        let of_right: Vec<&[CandidatePair]> =
            self.pairs.chunk_by(|a, b| a.right == b.right).collect();
        let kept: Vec<Vec<(u32, T)>> = of_right
            .par_iter()
            .map(|block| {
                let right = self.right(pair, ground, block[0].right);
                let kept = block.iter().map(|candidate| {
                    let left = &self.lefts[candidate.left as usize];
                    let vector = pair.compare(context, left, &right, false);
                    let weight = vector.weight();
                    let scored = Scored { right: candidate.right, rules: candidate.rules, weight };
                    (candidate.left, keep(scored, &vector))
                });
                let kept = kept.collect();
                report.add(block.len() as u64);
                kept
            })
            .collect();
        kept.into_iter().flatten().collect()
    }

    fn right(&self, pair: &impl CasePair, ground: &Ground<'_>, right: u32) -> Cow<'_, Prepared> {
        let at = self.compared.binary_search(&right).ok();
        match at.and_then(|at| self.rights.get(at)) {
            Some(kept) => Cow::Borrowed(kept),
            None => Cow::Owned(ground.right(pair, right)),
        }
    }
}

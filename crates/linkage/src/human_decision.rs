//! Decisions of people, looked up by pair. Reach for [`HumanDecisions`] inside a run; who decided
//! what, when and on what view is `clerical-review`'s work. Decisions about records that this run
//! does not hold are left alone: they wait for a delivery that has them.

use std::collections::{BTreeMap, BTreeSet};

use records::RecordId;

use crate::decision::LinkKind;
use crate::error::LinkageError;
use crate::lineage::Lineages;
use crate::linking::CasePair;
use crate::options::LinkOptions;

/// Decided pairs by index.
pub(crate) struct HumanDecisions {
    must: BTreeMap<u32, u32>,
    cannot: BTreeSet<(u32, u32)>,
}

impl HumanDecisions {
    /// Nobody has decided anything.
    pub(crate) const fn none() -> Self {
        Self { must: BTreeMap::new(), cannot: BTreeSet::new() }
    }

    /// Decisions by index, as a test has them.
    #[cfg(test)]
    pub(crate) fn of(
        must: impl IntoIterator<Item = (u32, u32)>,
        cannot: impl IntoIterator<Item = (u32, u32)>,
    ) -> Self {
        Self { must: must.into_iter().collect(), cannot: cannot.into_iter().collect() }
    }

    /// Indexes the decisions of the options.
    ///
    /// # Errors
    /// When one pair is decided both ways, or one left record is linked to two targets.
    pub(crate) fn new(pair: &impl CasePair, options: &LinkOptions) -> Result<Self, LinkageError> {
        let symmetric = pair.kind() == LinkKind::NgoNgo;
        let find = |size: usize, id: &RecordId, at: &dyn Fn(u32) -> RecordId| -> Option<u32> {
            let (mut low, mut high) = (0u32, u32::try_from(size).unwrap_or(u32::MAX));
            while low < high {
                let middle = low + (high - low) / 2;
                match at(middle).cmp(id) {
                    std::cmp::Ordering::Equal => return Some(middle),
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
            None
        };
        let indices = |(left, right): &(RecordId, RecordId)| -> Option<(u32, u32)> {
            let (left, right) =
                if symmetric && right < left { (right, left) } else { (left, right) };
            let left = find(pair.sizes().0, left, &|at| pair.left_id(at).clone())?;
            let right = find(pair.sizes().1, right, &|at| pair.right_id(at).clone())?;
            Some((left, right))
        };
        let cannot: BTreeSet<(u32, u32)> = options.cannot_link.iter().filter_map(indices).collect();
        let mut wanted: BTreeSet<(u32, u32)> =
            options.must_link.iter().filter_map(indices).collect();
        if let Some((left, _)) = wanted.iter().find(|decided| cannot.contains(decided)) {
            return Err(LinkageError::ContradictoryDecisions(pair.left_id(*left).clone()));
        }
        if symmetric {
            wanted = chains(&wanted, pair.sizes().0);
        }
        let mut must: BTreeMap<u32, u32> = BTreeMap::new();
        for (left, right) in wanted {
            match must.get(&left) {
                Some(other) if pair.lineages().root(*other) != pair.lineages().root(right) => {
                    return Err(LinkageError::ContradictoryDecisions(pair.left_id(left).clone()));
                }
                Some(_) => {}
                None => {
                    must.insert(left, right);
                }
            }
        }
        Ok(Self { must, cannot })
    }

    /// The right record people linked this left record to.
    pub(crate) fn target(&self, left: u32) -> Option<u32> {
        self.must.get(&left).copied()
    }

    /// Whether people decided that the two are different cases.
    pub(crate) fn forbids(&self, left: u32, right: u32) -> bool {
        self.cannot.contains(&(left, right))
    }

    /// Every right record that people linked some left record to.
    pub(crate) fn targets(&self) -> impl Iterator<Item = u32> {
        self.must.values().copied()
    }
}

/// Reports linked by people in any shape, as chains of ascending ids: each has one target at most
/// and the chain holds them together.
fn chains(wanted: &BTreeSet<(u32, u32)>, size: usize) -> BTreeSet<(u32, u32)> {
    let sets = Lineages::from_pairs(size, wanted.iter().copied());
    let members: BTreeSet<u32> = wanted.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let roots: BTreeSet<u32> = members.iter().map(|member| sets.root(*member)).collect();
    roots
        .iter()
        .flat_map(|root| sets.members(*root).windows(2).map(|pair| (pair[0], pair[1])))
        .collect()
}

//! What people decided about pairs of rows. Reach for [`Decisions`] to make a run respect it: a pair
//! decided to be one person is a link, a pair decided not to be never is, whatever the model says.

use std::collections::BTreeMap;

use super::error::ListError;
use super::field::Lists;

/// Decided pairs of rows, left and right, counted from zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(BTreeMap<(u32, u32), bool>);

impl Decisions {
    /// Takes decisions in any order; of one list, the order within a pair does not matter.
    ///
    /// # Errors
    /// When one pair is decided both ways, or a row is out of range or paired with itself.
    pub fn new(
        lists: &Lists,
        decided: impl IntoIterator<Item = (u32, u32, bool)>,
    ) -> Result<Self, ListError> {
        let mut all = BTreeMap::new();
        for (left, right, same) in decided {
            let in_range = (left as usize) < lists.left_rows && (right as usize) < lists.right_rows;
            if !in_range || (lists.one_list && left == right) {
                return Err(ListError::Decision { what: "a pair is not one of two rows" });
            }
            let key =
                if lists.one_list { (left.min(right), left.max(right)) } else { (left, right) };
            if all.insert(key, same).is_some_and(|before| before != same) {
                return Err(ListError::Decision { what: "a pair is decided both ways" });
            }
        }
        Ok(Self(all))
    }

    /// What was decided about a pair.
    pub(super) fn of(&self, left: u32, right: u32) -> Option<bool> {
        self.0.get(&(left, right)).copied()
    }

    /// Pairs decided to be one.
    pub(super) fn links(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.iter().filter(|(_, same)| **same).map(|(pair, _)| *pair)
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

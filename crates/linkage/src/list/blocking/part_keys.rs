//! The keys of every distinct value of a field under one part of a rule. Reach for
//! [`PartKeys::of`]; rules that share a part share its keys.

use rayon::prelude::*;

use crate::list::blocking_rule::KeyPart;
use crate::list::comparer::Comparers;
use crate::list::field::Lists;

/// Keys by code.
pub(super) struct PartKeys {
    field: usize,
    starts: Vec<u32>,
    keys: Vec<u64>,
}

impl PartKeys {
    pub(super) fn new(lists: &Lists, comparers: &Comparers<'_>, part: KeyPart) -> Self {
        let texts = lists.texts[lists.fields[part.field()].dictionary].len();
        let found: Vec<Vec<u64>> = (0..texts as u32)
            .into_par_iter()
            .with_min_len(1 << 10)
            .map(|code| {
                let mut keys = Vec::new();
                part.keys(lists, comparers, code, &mut keys);
                keys
            })
            .collect();
        let mut starts = vec![0];
        let mut keys = Vec::with_capacity(texts);
        for own in found {
            keys.extend(own);
            starts.push(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        }
        Self { field: part.field(), starts, keys }
    }

    /// Index of the field.
    pub(super) const fn field(&self) -> usize {
        self.field
    }

    pub(super) fn of(&self, code: u32) -> &[u64] {
        &self.keys[self.starts[code as usize] as usize..self.starts[code as usize + 1] as usize]
    }
}

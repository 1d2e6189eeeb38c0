//! The keys of every distinct value of a field under one part of a rule. Reach for
//! [`PartKeys::of`]; rules that share a part share its keys.

use rayon::prelude::*;

use crate::list::blocking_rule::KeyPart;
use crate::list::comparer::Comparers;
use crate::list::field::Lists;

/// Values whose keys one worker finds at once.
const CHUNK: u32 = 1 << 12;

/// Keys by code.
pub(super) struct PartKeys {
    field: usize,
    starts: Vec<u32>,
    keys: Vec<u64>,
}

impl PartKeys {
    pub(super) fn new(lists: &Lists, comparers: &Comparers<'_>, part: KeyPart) -> Self {
        let texts = lists.texts[lists.fields[part.field()].dictionary].len();
        // Chunk by chunk, so that a value costs no allocation of its own.
        let chunks: Vec<u32> = (0..texts as u32).step_by(CHUNK as usize).collect();
        let found: Vec<(Vec<u32>, Vec<u64>)> = chunks
            .into_par_iter()
            .map(|from| {
                let (mut ends, mut keys) = (Vec::new(), Vec::new());
                for code in from..(from + CHUNK).min(texts as u32) {
                    part.keys(lists, comparers, code, &mut keys);
                    ends.push(keys.len() as u32);
                }
                (ends, keys)
            })
            .collect();
        let mut starts = Vec::with_capacity(texts + 1);
        starts.push(0);
        let mut keys = Vec::with_capacity(found.iter().map(|(_, keys)| keys.len()).sum());
        for (ends, own) in found {
            let before = keys.len() as u32;
            starts.extend(ends.iter().map(|end| before + end));
            keys.extend(own);
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

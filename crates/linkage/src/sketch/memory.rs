//! What one worker remembers and reuses while it weighs pairs. Reach for [`Memory::default`] per
//! worker; everything in it is forgotten in favour of something newer, and found again by comparing
//! anew, so no result hangs on its size or on who used it before.

use fuzzy_matching::person_name::WordMemory;

/// Entries of a [`PairMemory`] as a power of two: 768 KiB.
const ENTRIES: u32 = 15;
/// Numbers that a key has room for, as a power of two; pairs of others are compared anew.
const NUMBERED: u32 = 28;

/// What is compared by the numbers of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    Places = 1,
    Offices,
    OfficesGivenPlace,
    Offences,
    Bodies,
}

/// Levels and weights of recent pairs of values.
#[derive(Debug)]
pub(crate) struct PairMemory(Vec<(u64, u8, f64)>);

impl Default for PairMemory {
    fn default() -> Self {
        Self(vec![(0, 0, 0.0); 1 << ENTRIES])
    }
}

impl PairMemory {
    /// The level and weight of two values, from memory or as found.
    pub(crate) fn recall(
        &mut self,
        what: Compared,
        (a, b): (u32, u32),
        find: impl FnOnce() -> (u8, f64),
    ) -> (u8, f64) {
        if (a | b) >> NUMBERED != 0 {
            return find();
        }
        let key = (what as u64) << (2 * NUMBERED) | u64::from(a) << NUMBERED | u64::from(b);
        let slot = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - ENTRIES);
        let entry = &mut self.0[slot as usize];
        if entry.0 != key {
            let (level, weight) = find();
            *entry = (key, level, weight);
        }
        (entry.1, entry.2)
    }
}

/// Everything one worker remembers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) words: WordMemory,
    pub(crate) pairs: PairMemory,
    pub(crate) persons: PersonRoom,
}

/// Room for comparing two sets of persons, row by row.
#[derive(Debug, Default)]
pub(crate) struct PersonRoom {
    pub(crate) bits: Vec<f64>,
    pub(crate) comparable: Vec<bool>,
    pub(crate) aligned: Vec<Option<usize>>,
}

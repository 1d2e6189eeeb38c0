//! Which crime records are one case although they are several entries. Reach for [`Lineages::of`]
//! before any posterior: merged, severed and transferred entries are one target, and a link to any
//! of them is a link to the case.
//!
//! Entries are joined where one cites the other's number, and where two carry the same register
//! number. Numbers that are unique only within a body (journal, talon, book) join entries only
//! where exactly one entry carries them.

use records::{CrimeRecord, NumberKind, ReferenceNumber};
use rustc_hash::FxHashMap;

/// A partition of the records of one side, by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lineages {
    /// Smallest index of the lineage each record belongs to.
    root: Vec<u32>,
    /// Records by lineage, ascending within one, and where the lineage of each root begins, with one
    /// past the last at the end; what is not a root begins and ends in one place.
    members: Vec<u32>,
    starts: Vec<u32>,
}

impl Lineages {
    /// The lineages of records that carry and cite these numbers.
    pub(crate) fn of(records: &[LineageKeys]) -> Self {
        let mut sets = UnionFind::new(records.len());
        let mut carriers: FxHashMap<u128, Carriers> = FxHashMap::default(); // looked up only
        for (at, record) in (0u32..).zip(records) {
            for number in &record.carried {
                let new = Carriers { first: at, several: false };
                let of_number = carriers.entry(number.hash).or_insert(new);
                if of_number.first != at {
                    of_number.several = true;
                    if number.unique {
                        sets.join(of_number.first, at);
                    }
                }
            }
        }
        for (at, record) in (0u32..).zip(records) {
            for other in &record.cited {
                match carriers.get(&other.hash) {
                    // Carriers of one register number are joined already.
                    Some(Carriers { first, several }) if !several || other.unique => {
                        sets.join(at, *first);
                    }
                    _ => {}
                }
            }
        }
        sets.partition()
    }

    /// The partition in which the two records of every pair are joined.
    pub(crate) fn from_pairs(records: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut sets = UnionFind::new(records);
        pairs.into_iter().for_each(|(a, b)| sets.join(a, b));
        sets.partition()
    }

    /// Every record a lineage of its own.
    pub(crate) fn singletons(records: usize) -> Self {
        UnionFind::new(records).partition()
    }

    /// The lineage of a record, named by its smallest index.
    pub(crate) fn root(&self, record: u32) -> u32 {
        self.root[record as usize]
    }

    /// Members of the lineage of a record, ascending.
    pub(crate) fn members(&self, record: u32) -> &[u32] {
        let root = self.root(record) as usize;
        &self.members[self.starts[root] as usize..self.starts[root + 1] as usize]
    }

    /// Number of lineages: the N of the posterior.
    pub(crate) fn count(&self) -> u64 {
        self.starts.windows(2).filter(|of| of[0] < of[1]).count() as u64
    }
}

/// Which records carry a number.
struct Carriers {
    first: u32,
    several: bool,
}

/// The numbers that an entry carries and those of other entries that it cites: all that its lineage
/// hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageKeys {
    carried: Box<[Key]>,
    cited: Box<[Key]>,
}

impl LineageKeys {
    /// Those of one entry.
    pub fn of(record: &CrimeRecord) -> Self {
        Self {
            carried: record.numbers.iter().map(Key::of).collect(),
            cited: record.lineage.iter().map(|lineage| Key::of(&lineage.other)).collect(),
        }
    }
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    /// Of kind and number: of all numbers ever given, that two share one is a chance below 1e-18.
    hash: u128,
    /// Whether no two cases have it, in whatever body.
    unique: bool,
}

impl Key {
    fn of(number: &ReferenceNumber) -> Self {
        // FNV-1a of 128 bits.
        let fnv = |state: u128, byte: u8| {
            (state ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        };
        let bytes = number.kind.code().bytes().chain([0xff]).chain(number.normalized.bytes());
        Self {
            hash: bytes.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, fnv),
            unique: number.kind == NumberKind::Register,
        }
    }
}

struct UnionFind {
    parent: Vec<u32>,
}

impl UnionFind {
    fn new(size: usize) -> Self {
        Self { parent: (0u32..).take(size).collect() }
    }

    fn find(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins two sets under the smaller root, so that the result does not depend on the order.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    fn partition(mut self) -> Lineages {
        let size = self.parent.len();
        let root: Vec<u32> = (0u32..).take(size).map(|at| self.find(at)).collect();
        let mut starts = vec![0; size + 1];
        root.iter().for_each(|root| starts[*root as usize + 1] += 1);
        (0..size).for_each(|at| starts[at + 1] += starts[at]);
        let (mut members, mut next) = (vec![0; size], starts.clone());
        for (at, root) in (0u32..).zip(&root) {
            let place = &mut next[*root as usize];
            members[*place as usize] = at;
            *place += 1;
        }
        Lineages { root, members, starts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Register;
    use records::{DeliveryId, Lineage, LineageKind, Provenance, RecordId, SourceId};

    fn entry(id: &str, kind: NumberKind, number: &str, joined_to: &[&str]) -> CrimeRecord {
        let number_of = |raw: &str| ReferenceNumber::new(kind, raw).unwrap();
        let delivery = DeliveryId::from("d");
        let lineage = |other: &&str| Lineage {
            kind: LineageKind::MergedInto,
            other: number_of(other),
            date: None,
        };
        CrimeRecord {
            id: RecordId::new(&SourceId::from("erp"), id),
            provenance: Provenance { source: "erp".into(), delivery, rows: Vec::new() },
            scheme: None,
            numbers: vec![number_of(number)],
            journal_date: None,
            registered: None,
            channel: None,
            office: None,
            prosecutor: None,
            persons: Vec::new(),
            event: None,
            places: Vec::new(),
            qualifications: Vec::new(),
            events: Vec::new(),
            lineage: joined_to.iter().map(lineage).collect(),
            narrative: None,
        }
    }

    fn lineages(records: &[CrimeRecord]) -> Vec<Vec<u32>> {
        let keys: Vec<LineageKeys> = records.iter().map(LineageKeys::of).collect();
        let lineages = Lineages::of(&keys);
        let all = (0u32..).take(records.len()).map(|at| lineages.members(at).to_vec());
        let lists: std::collections::BTreeSet<Vec<u32>> = all.collect();
        assert_eq!(lists.len() as u64, lineages.count());
        lists.into_iter().collect()
    }

    const A: &str = "08-219-2023-000001";
    const B: &str = "08-219-2023-000002";
    const C: &str = "08-219-2023-000003";

    #[test]
    fn entries_joined_by_number_are_one_lineage_through_any_chain() {
        let kind = NumberKind::Register;
        let records = [
            entry("a", kind, A, &[B]),
            entry("b", kind, B, &[]),
            entry("c", kind, C, &["08 219 2023 000002"]),
            entry("d", kind, "08-219-2023-000009", &["08-219-2023-999999"]),
        ];
        assert_eq!(lineages(&records), [vec![0, 1, 2], vec![3]]);
        let ids = Register::of(&records).unwrap().lineage_ids();
        assert_eq!(ids[&records[2].id].len(), 3);
        assert_eq!(ids[&records[3].id], [records[3].id.clone()]);
    }

    #[test]
    fn a_number_unique_only_in_its_body_joins_nobody_when_two_carry_it() {
        let kind = NumberKind::Journal;
        let shared = [entry("a", kind, "15", &[]), entry("b", kind, "15", &[])];
        assert_eq!(lineages(&shared).len(), 2, "a journal number is no identity");
        let citing = [shared[0].clone(), shared[1].clone(), entry("c", kind, "99", &["15"])];
        assert_eq!(lineages(&citing).len(), 3, "which of the two is meant cannot be told");
        let clear = [shared[0].clone(), entry("c", kind, "99", &["15"])];
        assert_eq!(lineages(&clear).len(), 1);
        let same = NumberKind::Register;
        assert_eq!(lineages(&[entry("a", same, A, &[]), entry("b", same, A, &[])]).len(), 1);
    }

    #[test]
    fn the_partition_does_not_depend_on_the_order_of_joins() {
        let pairs = [(0, 1), (2, 3), (1, 3), (5, 4)];
        let mut turned = pairs;
        turned.reverse();
        assert_eq!(Lineages::from_pairs(6, pairs), Lineages::from_pairs(6, turned));
        assert_eq!(Lineages::from_pairs(6, pairs).count(), 2);
    }
}

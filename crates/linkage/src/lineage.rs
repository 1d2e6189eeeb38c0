//! Which crime records are one case although they are several entries. Reach for [`Lineages::of`]
//! before any posterior: merged, severed and transferred entries are one target, and a link to any
//! of them is a link to the case.
//!
//! Entries are joined where one cites the other's number, and where two carry the same register
//! number. Numbers that are unique only within a body (journal, talon, book) join entries only
//! where exactly one entry carries them.

use std::collections::BTreeMap;

use records::{CrimeRecord, NumberKind, RecordId, ReferenceNumber};
use rustc_hash::FxHashMap;

/// A partition of the records of one side, by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lineages {
    /// Smallest index of the lineage each record belongs to.
    root: Vec<u32>,
    /// Members in ascending order, by root.
    members: BTreeMap<u32, Vec<u32>>,
}

impl Lineages {
    /// The lineages of these records.
    pub(crate) fn of(records: &[&CrimeRecord]) -> Self {
        let mut sets = UnionFind::new(records.len());
        let mut carriers: FxHashMap<(NumberKind, &str), Carriers> = FxHashMap::default(); // looked up only
        for (at, record) in (0u32..).zip(records) {
            for number in &record.numbers {
                let new = Carriers { first: at, several: false };
                let of_number = carriers.entry(key(number)).or_insert(new);
                if of_number.first != at {
                    of_number.several = true;
                    if number.kind == NumberKind::Register {
                        sets.join(of_number.first, at);
                    }
                }
            }
        }
        for (at, record) in (0u32..).zip(records) {
            for lineage in &record.lineage {
                match carriers.get(&key(&lineage.other)) {
                    // Carriers of one register number are joined already.
                    Some(Carriers { first, several })
                        if !several || lineage.other.kind == NumberKind::Register =>
                    {
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
        self.members.get(&self.root(record)).map_or(&[], Vec::as_slice)
    }

    /// Number of lineages: the N of the posterior.
    pub(crate) fn count(&self) -> u64 {
        self.members.len() as u64
    }
}

/// Which records carry a number.
struct Carriers {
    first: u32,
    several: bool,
}

/// Ids of each crime record's whole lineage, itself included, sorted; by id. For counting a link to
/// any entry of the true lineage as correct.
pub fn lineage_ids(records: &[CrimeRecord]) -> BTreeMap<RecordId, Vec<RecordId>> {
    let records: Vec<&CrimeRecord> = records.iter().collect();
    let lineages = Lineages::of(&records);
    (0u32..)
        .zip(&records)
        .map(|(at, record)| {
            let mut ids: Vec<RecordId> =
                lineages.members(at).iter().map(|m| records[*m as usize].id.clone()).collect();
            ids.sort();
            (record.id.clone(), ids)
        })
        .collect()
}

fn key(number: &ReferenceNumber) -> (NumberKind, &str) {
    (number.kind, number.normalized.as_str())
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
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, root) in (0u32..).zip(&root) {
            members.entry(*root).or_default().push(at);
        }
        Lineages { root, members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{DeliveryId, Lineage, LineageKind, Provenance, SourceId};

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
        let records: Vec<&CrimeRecord> = records.iter().collect();
        Lineages::of(&records).members.into_values().collect()
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
        let ids = lineage_ids(&records);
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

//! What the analysis reads of an entry that no path leads to. Reach for [`outline`] while the
//! register is read, then for [`entries_on_paths`], which says which entries are needed whole: those
//! a report may be linked to and those that began as trafficking, with their lineages. A register
//! has millions of others.
//!
//! Guarantees that [`crate::analyse`] and [`crate::office_files`] say the same as with every entry
//! whole. It loads nothing.

use std::collections::BTreeSet;

use linkage::LinkSet;
use records::{CrimeRecord, EventKind, RecordId, Reference};

use crate::analyse::begun_as_trafficking;
use crate::lineage::Lineages;

/// Leaves of an entry its numbers, days, offices and qualifications, and what joins it to others.
pub fn outline(record: &mut CrimeRecord) {
    record.provenance.rows = Vec::new();
    (record.scheme, record.channel, record.narrative) = (None, None, None);
    record.persons = Vec::new();
    record.places = Vec::new();
    for number in &mut record.numbers {
        (number.raw, number.body) = (String::new(), None);
    }
    record.events.retain_mut(|event| {
        (event.ground, event.body) = (None, None);
        // Where no column says so, an event says when it was registered, and as what.
        event.other.is_some() || matches!(event.kind, EventKind::Registered | EventKind::Journal)
    });
    record.events.shrink_to_fit();
}

/// Ids of the entries that are needed whole, sorted. `register` is sorted by id and may be outlined.
pub fn entries_on_paths(
    register: &[CrimeRecord],
    ngo_register: &LinkSet,
    reference: &Reference,
) -> Vec<RecordId> {
    let lineages = Lineages::read(register);
    let place = |id: &RecordId| register.binary_search_by(|record| record.id.cmp(id)).ok();
    let linked = ngo_register.decisions.iter().flat_map(|decision| {
        let candidates = decision.candidates.iter().map(|candidate| &candidate.right);
        decision.target.iter().chain(&decision.lineage).chain(candidates)
    });
    let entries = linked.filter_map(place).chain(begun_as_trafficking(register, reference));
    let whole: BTreeSet<usize> = entries.flat_map(|entry| lineages.members(entry)).collect();
    whole.into_iter().map(|at| register[at].id.clone()).collect()
}

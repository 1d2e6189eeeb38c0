//! What linkage never looks at, taken out of a record. Reach for [`thin_crime_record`] and
//! [`thin_court_case`] while a register is read for linking: what is left is two thirds of it.
//!
//! Guarantees that links, explanations and estimates are the same bits as from the whole records.
//! A thinned record is of no use to anything else.

use records::{CourtCase, CrimeRecord, EventKind, Person, Provenance, ReferenceNumber};

/// Leaves of a crime record what it is compared and blocked on, and its lineage.
pub fn thin_crime_record(record: &mut CrimeRecord) {
    thin_provenance(&mut record.provenance);
    record.lineage.iter_mut().for_each(|lineage| thin_number(&mut lineage.other));
    record.numbers.iter_mut().for_each(thin_number);
    record.persons.iter_mut().for_each(thin_person);
    record.scheme = None;
    record.channel = None;
    record.events.retain_mut(|event| {
        (event.ground, event.qualification, event.body, event.other) = (None, None, None, None);
        event.kind == EventKind::SentToCourt
    });
    record.events.shrink_to_fit();
}

/// Leaves of a court case what it is compared and blocked on, and its lower instance.
pub fn thin_court_case(case: &mut CourtCase) {
    thin_provenance(&mut case.provenance);
    case.cited.iter_mut().for_each(thin_number);
    case.persons.iter_mut().for_each(thin_person);
    case.acts = Vec::new();
    case.closed = None;
    case.narrative = None;
}

/// The source stays: a source writes its own way.
fn thin_provenance(provenance: &mut Provenance) {
    provenance.rows = Vec::new();
    provenance.delivery = "".into();
}

/// As it was written, a number is only shown.
fn thin_number(number: &mut ReferenceNumber) {
    number.raw = String::new();
}

fn thin_person(person: &mut Person) {
    (person.key, person.pseudonym) = (None, None);
}

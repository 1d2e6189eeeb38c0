//! Which records hang together, and by how many days their dates are moved. Reach for
//! [`Cases::new`]: records that are linked, might be, cite one another or share a lineage are one
//! case, so that the lags between them stay.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use linkage::{LinkSet, LinkStatus};
use records::{NumberKind, RecordId, Reference, ReferenceNumber, RowRef};

use super::key::Key;
use crate::case_files::CaseFiles;
use crate::pipeline::Links;

/// Most days that dates are moved, and fewest.
const MOST_DAYS: i32 = 45;
const FEWEST_DAYS: i32 = 5;

/// The cases of a project.
pub(super) struct Cases {
    above: BTreeMap<RecordId, RecordId>,
    rows: BTreeMap<RowRef, RecordId>,
}

impl Cases {
    pub(super) fn new(files: &CaseFiles, links: &Links) -> Self {
        let mut cases = Self { above: BTreeMap::new(), rows: BTreeMap::new() };
        let mut by_number: BTreeMap<String, RecordId> = BTreeMap::new();
        let key = |number: &ReferenceNumber| format!("{} {}", number.kind, number.normalized);
        for record in &files.register {
            cases.take(&record.id, &record.provenance.rows);
            for number in record.numbers.iter().filter(|n| n.kind == NumberKind::Register) {
                by_number.insert(key(number), record.id.clone());
            }
        }
        for case in &files.court {
            cases.take(&case.id, &case.provenance.rows);
            by_number.extend(case.number.iter().map(|number| (key(number), case.id.clone())));
        }
        for report in &files.reports {
            cases.take(&report.id, &report.provenance.rows);
        }
        let mut cite = |id: &RecordId, number: &ReferenceNumber| {
            if let Some(other) = by_number.get(&key(number)) {
                cases.join(id, other);
            }
        };
        for record in &files.register {
            record.lineage.iter().for_each(|lineage| cite(&record.id, &lineage.other));
        }
        for case in &files.court {
            case.cited.iter().chain(&case.lower).for_each(|number| cite(&case.id, number));
        }
        for report in &files.reports {
            report.numbers().iter().for_each(|number| cite(&report.id, number));
        }
        for set in [&links.ngo_register, &links.register_court, &links.ngo_ngo] {
            cases.link(set);
        }
        cases
    }

    fn take(&mut self, id: &RecordId, rows: &[RowRef]) {
        self.rows.extend(rows.iter().map(|row| (row.clone(), id.clone())));
    }

    fn link(&mut self, set: &LinkSet) {
        for decision in &set.decisions {
            for other in decision.target.iter().chain(&decision.lineage) {
                self.join(&decision.left, other);
            }
            if decision.status == LinkStatus::PossibleLink
                && let Some(best) = decision.candidates.first()
            {
                self.join(&decision.left, &best.right);
            }
        }
    }

    fn root<'a>(&'a self, mut id: &'a RecordId) -> &'a RecordId {
        while let Some(above) = self.above.get(id) {
            id = above;
        }
        id
    }

    /// The lower id stands above, so that the order of joining is of no account.
    fn join(&mut self, a: &RecordId, b: &RecordId) {
        let (a, b) = (self.root(a).clone(), self.root(b).clone());
        if a != b {
            self.above.insert(a.clone().max(b.clone()), a.min(b));
        }
    }

    /// The record of a row; `None` for a row in quarantine.
    pub(super) fn record(&self, row: &RowRef) -> Option<&RecordId> {
        self.rows.get(row)
    }

    /// The case of a row: the id of one of its records, or the row where it has none.
    pub(super) fn case(&self, row: &RowRef) -> String {
        self.record(row).map_or_else(|| row.to_string(), |id| self.root(id).to_string())
    }
}

/// Days that the dates of a case are moved by: those that carry the fewest over the beginning of a
/// year (which stands in numbers) and, above all, of an edition of the code, of the cohort, or over
/// the day the extracts were made. `bounds` are first days of what comes after.
pub(super) fn shift(key: &Key, case: &str, dates: &[Date], bounds: &[Date]) -> i32 {
    let moved = |date: Date, days: i32| date.checked_add(days.days()).unwrap_or(date);
    let cost = |days: i32| {
        let one = |date: &Date| {
            let to = moved(*date, days);
            let side = |date: Date| bounds.partition_point(|bound| *bound <= date);
            i32::from(to.year() != date.year()) + 100 * i32::from(side(to) != side(*date))
        };
        dates.iter().map(one).sum::<i32>()
    };
    (-MOST_DAYS..=MOST_DAYS)
        .filter(|days| days.abs() >= FEWEST_DAYS)
        .min_by_key(|days| (cost(*days), key.number("shift", &format!("{case} {days}"))))
        .unwrap_or(FEWEST_DAYS)
}

/// First days of what must not change by moving a date.
pub(super) fn bounds(reference: &Reference, days: impl Iterator<Item = Date>) -> Vec<Date> {
    let editions = reference.editions.iter().map(|edition| edition.from);
    let mut bounds: Vec<Date> = editions.chain(days).collect();
    bounds.sort();
    bounds
}

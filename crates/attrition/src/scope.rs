//! What every step needs to look up: deliveries, censoring days, records by id. Reach for
//! [`Scope`] instead of passing five slices around. It adds nothing to the input.

use jiff::civil::Date;
use records::{Delivery, NgoReport, RecordId, SourceId, SourceKind};

use crate::analysis::AnalysisInput;

/// The input with its look-ups.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) input: &'a AnalysisInput<'a>,
}

impl<'a> Scope<'a> {
    /// The delivery of a source.
    pub(crate) fn delivery(&self, source: &SourceId) -> Option<&'a Delivery> {
        let deliveries = self.input.deliveries;
        deliveries
            .binary_search_by(|delivery| delivery.source.cmp(source))
            .ok()
            .map(|at| &deliveries[at])
    }

    /// The last day that counts for a source: its own as-of day, or the analysis's if earlier.
    pub(crate) fn as_of(&self, source: &SourceId) -> Date {
        let day = self.input.cohort.as_of;
        self.delivery(source).map_or(day, |delivery| delivery.as_of.min(day))
    }

    /// Deliveries of a kind, by source.
    pub(crate) fn deliveries(&self, kind: SourceKind) -> impl Iterator<Item = &'a Delivery> {
        self.input.deliveries.iter().filter(move |delivery| delivery.kind == kind)
    }

    /// The place of a crime record in the register.
    pub(crate) fn register_index(&self, id: &RecordId) -> Option<usize> {
        self.input.register.binary_search_by(|record| record.id.cmp(id)).ok()
    }

    /// The report with this id.
    pub(crate) fn report(&self, id: &RecordId) -> Option<&'a NgoReport> {
        let reports = self.input.reports;
        reports.binary_search_by(|report| report.id.cmp(id)).ok().map(|at| &reports[at])
    }
}

//! One entry of the crime register or of its intake journal. Reach for [`CrimeRecord`] also where
//! only a journal line exists (`registered` is then `None`) and for pre-2019 book entries.

use crate::case_event::CaseEvent;
use crate::coded_enum;
use crate::ngo_report::PlaceMention;
use crate::partial_date::PartialDate;
use crate::person::Person;
use crate::provenance::{Provenance, RecordId};
use crate::qualification::Qualification;
use crate::reference_number::ReferenceNumber;
use crate::sensitive::Sensitive;

coded_enum! {
    /// How two entries are joined. Merged and severed entries are one lineage, not duplicates.
    LineageKind {
        /// This entry went into the other.
        MergedInto = "merged_into",
        /// The other entry went into this one.
        MergedFrom = "merged_from",
        /// The other entry was severed out of this one.
        SeveredInto = "severed_into",
        /// This entry was severed out of the other.
        SeveredFrom = "severed_from",
        /// This entry was handed to another body and goes on there under the other number.
        TransferredTo = "transferred_to",
        /// This entry came from another body.
        TransferredFrom = "transferred_from",
    }
}

/// A link from one entry to another, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// How they are joined.
    pub kind: LineageKind,
    /// The other entry's number.
    pub other: ReferenceNumber,
    /// When.
    pub date: Option<PartialDate>,
}

/// An entry of the crime register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrimeRecord {
    /// Stable id.
    pub id: RecordId,
    /// Where it came from.
    pub provenance: Provenance,
    /// Scheme id of `reference/register_schemes.csv`: paper books, ЕРПП, ЕРП.
    pub scheme: Option<String>,
    /// Register, journal, talon and book numbers; the main one first.
    pub numbers: Vec<ReferenceNumber>,
    /// Day of entry in the intake journal.
    pub journal_date: Option<PartialDate>,
    /// Day of registration; `None` for a journal line that was never registered.
    pub registered: Option<PartialDate>,
    /// How the report came in, as written.
    pub channel: Option<String>,
    /// Investigating body, as written.
    pub office: Option<String>,
    /// Supervising prosecutor's office, as written.
    pub prosecutor: Option<String>,
    /// Victims, suspects, applicants.
    pub persons: Vec<Person>,
    /// When the crime took place.
    pub event: Option<PartialDate>,
    /// Where.
    pub places: Vec<PlaceMention>,
    /// Qualifications, oldest first; the first is the one at registration.
    pub qualifications: Vec<Qualification>,
    /// Decisions and steps, oldest first, undated ones last in file order.
    pub events: Vec<CaseEvent>,
    /// Entries this one is joined to.
    pub lineage: Vec<Lineage>,
    /// The fabula.
    pub narrative: Option<Sensitive<String>>,
}

impl CrimeRecord {
    /// Without the room that its lists were grown by: a register holds millions of entries.
    #[must_use]
    pub fn shrunk(mut self) -> Self {
        self.provenance.rows.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.persons.iter_mut().for_each(|person| person.names.shrink_to_fit());
        self.persons.shrink_to_fit();
        self.places.shrink_to_fit();
        self.qualifications.shrink_to_fit();
        self.events.shrink_to_fit();
        self.lineage.shrink_to_fit();
        self
    }
}

//! One case of a court register. Reach for [`CourtCase`] for every instance; parties are often
//! reduced to initials, so the numbers, dates, articles and the cited register number carry it.

use crate::case_event::CourtResult;
use crate::coded_enum;
use crate::partial_date::PartialDate;
use crate::person::Person;
use crate::provenance::{Provenance, RecordId, RowRef};
use crate::qualification::Qualification;
use crate::reference_number::ReferenceNumber;
use crate::sensitive::Sensitive;

coded_enum! {
    /// Court instance.
    Instance {
        /// Raion or city court.
        First = "first",
        /// Oblast court or Bishkek city court.
        Appeal = "appeal",
        /// Supreme Court.
        Cassation = "cassation",
    }
}

/// One act of a court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourtAct {
    /// Day of the act.
    pub date: Option<PartialDate>,
    /// Type as written (приговор, токтом, определение).
    pub act_type: Option<String>,
    /// Its result.
    pub result: Option<CourtResult>,
    /// Ground code where proceedings were terminated.
    pub ground: Option<String>,
    /// Day it came into force.
    pub in_force: Option<PartialDate>,
    /// The row it was read from.
    pub row: RowRef,
}

/// A court case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourtCase {
    /// Stable id.
    pub id: RecordId,
    /// Where it came from.
    pub provenance: Provenance,
    /// Court, as written.
    pub court: Option<String>,
    /// Its number.
    pub number: Option<ReferenceNumber>,
    /// Instance.
    pub instance: Option<Instance>,
    /// Day taken into proceedings.
    pub received: Option<PartialDate>,
    /// Day closed.
    pub closed: Option<PartialDate>,
    /// Charges.
    pub charges: Vec<Qualification>,
    /// Prosecutor's office, as written.
    pub prosecutor: Option<String>,
    /// Register numbers cited in the case or its acts.
    pub cited: Vec<ReferenceNumber>,
    /// Defendants and victims, maybe as initials.
    pub persons: Vec<Person>,
    /// Acts, oldest first.
    pub acts: Vec<CourtAct>,
    /// Number of the same case in the lower instance.
    pub lower: Option<ReferenceNumber>,
    /// Published text or summary.
    pub narrative: Option<Sensitive<String>>,
}

impl CourtCase {
    /// Without the room that its lists were grown by.
    #[must_use]
    pub fn shrunk(mut self) -> Self {
        self.provenance.rows.shrink_to_fit();
        self.charges.shrink_to_fit();
        self.cited.shrink_to_fit();
        self.persons.iter_mut().for_each(|person| person.names.shrink_to_fit());
        self.persons.shrink_to_fit();
        self.acts.shrink_to_fit();
        self
    }
}

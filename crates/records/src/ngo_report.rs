//! One report of trafficking by an NGO, hotline, shelter or international organisation. Reach for
//! [`NgoReport`] for whatever was handed over; several reports may be the same case.

use crate::coded_enum;
use crate::hand_over::{Consent, HandOver};
use crate::partial_date::PartialDate;
use crate::person::Person;
use crate::provenance::{Provenance, RecordId};
use crate::qualification::Qualification;
use crate::reference_number::ReferenceNumber;
use crate::sensitive::Sensitive;

coded_enum! {
    /// The part a place plays.
    PlaceRole {
        /// Where the victim was recruited.
        Recruitment = "recruitment",
        /// On the way.
        Transit = "transit",
        /// Where the exploitation took place.
        Exploitation = "exploitation",
        /// Where the event took place, when the source does not say more.
        Event = "event",
    }
}

/// A place as written, with its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The part it plays.
    pub role: PlaceRole,
    /// As the source wrote it.
    pub written: String,
}

/// Why and when the NGO closed its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// When.
    pub date: Option<PartialDate>,
    /// Why, as written.
    pub reason: Option<String>,
}

/// A report of trafficking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NgoReport {
    /// Stable id.
    pub id: RecordId,
    /// Where it came from.
    pub provenance: Provenance,
    /// The NGO's own reference.
    pub own_ref: String,
    /// Day the NGO opened its file.
    pub opened: Option<PartialDate>,
    /// Day the NGO received the report.
    pub received: Option<PartialDate>,
    /// Consent to report.
    pub consent: Option<Consent>,
    /// The hand-over, where one is claimed.
    pub hand_over: Option<HandOver>,
    /// When the trafficking took place.
    pub event: Option<PartialDate>,
    /// Places of recruitment, transit, exploitation.
    pub places: Vec<PlaceMention>,
    /// IC-TIP act codes.
    pub acts: Vec<String>,
    /// IC-TIP means codes.
    pub means: Vec<String>,
    /// IC-TIP purpose codes.
    pub purposes: Vec<String>,
    /// Offences suspected by the NGO.
    pub suspected: Vec<Qualification>,
    /// What happened, in words.
    pub narrative: Option<Sensitive<String>>,
    /// Victims, suspects, applicants.
    pub persons: Vec<Person>,
    /// Closure of the NGO's own file.
    pub closure: Option<Closure>,
}

impl NgoReport {
    /// Every number the report cites.
    pub fn numbers(&self) -> &[ReferenceNumber] {
        self.hand_over.as_ref().map_or(&[], |hand_over| &hand_over.documents)
    }

    /// The date that places the report in a cohort: hand-over, else received, else opened.
    pub fn cohort_date(&self) -> Option<PartialDate> {
        self.hand_over
            .as_ref()
            .and_then(|hand_over| hand_over.date)
            .or(self.received)
            .or(self.opened)
    }
}

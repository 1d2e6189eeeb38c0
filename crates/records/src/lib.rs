//! The vocabulary of the registers: what an NGO report, a crime record and a court case are.
//!
//! Reach for this crate for types only. It reads no file, no clock and no configuration, and its
//! types are not serialisable: versioned wire types stand at the boundary (`store`, `reporting`).
//! Whatever names a person is wrapped in [`Sensitive`].
//!
//! ```text
//! NgoReport ── HandOver (proof) ── ReferenceNumber
//!     │                                  │
//!  Person                           CrimeRecord ── Lineage ── CrimeRecord
//!                                        │   └─ CaseEvent, Qualification
//!                                    CourtCase ── CourtAct
//! ```

pub mod case_event;
mod coded;
pub mod coded_column;
pub mod court_case;
pub mod coverage;
pub mod crime_record;
pub mod hand_over;
pub mod ngo_report;
pub mod partial_date;
pub mod person;
pub mod provenance;
pub mod qualification;
pub mod quarantine;
pub mod records_of_kind;
pub mod reference;
pub mod reference_number;
pub mod sensitive;

pub use case_event::{CaseEvent, CourtResult, EventKind};
pub use coded_column::{CodedColumn, CodedColumnBuilder, Texts};
pub use court_case::{CourtAct, CourtCase, Instance};
pub use coverage::{Coverage, Covered};
pub use crime_record::{CrimeRecord, Lineage, LineageKind};
pub use hand_over::{Consent, HandOver};
pub use ngo_report::{Closure, NgoReport, PlaceMention, PlaceRole};
pub use partial_date::{PartialDate, Precision, days_between};
pub use person::{AgeBand, Person, PersonName, PersonRole, PersonSide, Pin, PinForm, Sex};
pub use provenance::{
    DeliveredFile, Delivery, DeliveryId, Provenance, RecordId, RowRef, SourceId, SourceKind,
};
pub use qualification::{Article, EditionId, EditionKnowledge, Qualification};
pub use quarantine::{QuarantinedRow, RefusalReason};
pub use records_of_kind::Records;
pub use reference::Reference;
pub use reference_number::{NumberKind, ReferenceNumber};
pub use sensitive::Sensitive;

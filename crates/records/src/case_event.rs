//! What happened to an entry after it was made. Reach for [`CaseEvent`] to follow a case through
//! intake, investigation and court; the grounds are codes of `reference/grounds.csv`, so a wrong
//! article is a data fix.

use crate::coded_enum;
use crate::partial_date::PartialDate;
use crate::provenance::RowRef;
use crate::qualification::Qualification;

coded_enum! {
    /// A decision or step in the course of proceedings.
    EventKind {
        /// Entered in the intake journal (ЖУИ).
        Journal = "journal",
        /// Entered in the register; from December 2021, criminal case initiated.
        Registered = "registered",
        /// Refused to register or initiate.
        Refused = "refused",
        /// Qualified anew; carries the new qualification.
        Requalified = "requalified",
        /// Victim recognised by order.
        VictimRecognised = "victim_recognised",
        /// A suspect named: notice of suspicion (2017 code) or identified.
        SuspectIdentified = "suspect_identified",
        /// Charged: brought as accused.
        Charged = "charged",
        /// Suspended, on a ground, resumable.
        Suspended = "suspended",
        /// Resumed after suspension, or after a refusal or termination was annulled.
        Resumed = "resumed",
        /// Terminated, on a ground.
        Terminated = "terminated",
        /// A refusal, suspension or termination annulled by a prosecutor or court.
        Annulled = "annulled",
        /// Merged into another entry.
        Merged = "merged",
        /// Materials severed into another entry.
        Severed = "severed",
        /// Transferred to another body or abroad.
        Transferred = "transferred",
        /// Sent to the prosecutor with an indictment.
        SentToProsecutor = "sent_to_prosecutor",
        /// Returned for further investigation.
        Returned = "returned",
        /// Sent to court.
        SentToCourt = "sent_to_court",
    }
}

coded_enum! {
    /// The result of a court act.
    CourtResult {
        /// Convicted.
        Convicted = "convicted",
        /// Acquitted.
        Acquitted = "acquitted",
        /// Proceedings terminated by the court.
        Terminated = "terminated",
        /// Convicted of another offence than charged.
        Requalified = "requalified",
        /// Compulsory medical measures.
        MedicalMeasures = "medical_measures",
        /// Returned to the prosecutor.
        Returned = "returned",
        /// Upheld on appeal or cassation.
        Upheld = "upheld",
        /// Changed on appeal or cassation.
        Changed = "changed",
        /// Reversed with a new decision.
        Reversed = "reversed",
        /// Remanded for a new trial.
        Remanded = "remanded",
    }
}

/// One dated event of a crime record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// What happened.
    pub kind: EventKind,
    /// When; an undated event stays undated.
    pub date: Option<PartialDate>,
    /// Ground code, e.g. `T02`, where the source or a code map gives one.
    pub ground: Option<String>,
    /// The new qualification, for [`EventKind::Requalified`].
    pub qualification: Option<Qualification>,
    /// The deciding body, as written.
    pub body: Option<String>,
    /// For merges, severances and transfers: the other entry's number or the other body.
    pub other: Option<String>,
    /// The row it was read from.
    pub row: RowRef,
}

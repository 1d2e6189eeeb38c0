//! The hand-over of a report to the authorities and its proof. Reach for [`HandOver`] when asking
//! whether a report may count against the police at all: only one with proof may.

use crate::coded_enum;
use crate::partial_date::PartialDate;
use crate::reference_number::{NumberKind, ReferenceNumber};

coded_enum! {
    /// Whether the victim agreed that the report be handed over.
    Consent {
        /// Agreed.
        Given = "given",
        /// Did not agree.
        Refused = "refused",
    }
}

/// What the NGO says it handed over, to whom, and what it can show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOver {
    /// When.
    pub date: Option<PartialDate>,
    /// To which body, as written.
    pub addressee: Option<String>,
    /// How: statement, letter, phone, online, in person.
    pub channel: Option<String>,
    /// Numbers that prove it: talon, journal, register, outgoing letter.
    pub documents: Vec<ReferenceNumber>,
}

impl HandOver {
    /// Whether there is proof: a dated hand-over with a number that the receiving or the sending
    /// side gave it. A date alone or an addressee alone proves nothing.
    ///
    /// # Source
    /// The auditable-route rule of HMICFRS crime data integrity inspections.
    pub fn is_proven(&self) -> bool {
        let dated =
            self.date.is_some() || self.documents.iter().any(|number| number.date.is_some());
        let given_by_authority = |number: &ReferenceNumber| {
            matches!(
                number.kind,
                NumberKind::Talon | NumberKind::Journal | NumberKind::Register | NumberKind::Book
            )
        };
        self.documents.iter().any(|number| {
            given_by_authority(number) || (number.kind == NumberKind::Letter && dated)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_alone_is_no_proof_and_a_letter_needs_one() {
        let mut hand_over = HandOver { date: "2021-05".parse().ok(), ..HandOver::default() };
        assert!(!hand_over.is_proven());
        hand_over.documents.extend(ReferenceNumber::new(NumberKind::Letter, "исх. 15/21"));
        assert!(hand_over.is_proven());
        hand_over.date = None;
        assert!(!hand_over.is_proven());
        hand_over.documents.extend(ReferenceNumber::new(NumberKind::Talon, "T-000123"));
        assert!(hand_over.is_proven());
    }
}

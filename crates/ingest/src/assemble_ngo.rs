//! NGO reports from joined rows. Reach for [`Assembly::ngo_report`].
//!
//! A hand-over stands in the record when the row claims any part of it; whether it is proven is
//! `records::HandOver::is_proven`'s to say. Numbers of the receiving side get the addressee as
//! their body where the cell names none.

use records::{Closure, Consent, HandOver, NgoReport, NumberKind};

use crate::assemble::Assembly;
use crate::field::CaseField;
use crate::layout::Bundle;
use crate::own_reference::own_ref_text;

impl Assembly<'_> {
    /// The report of a bundle.
    pub(crate) fn ngo_report(&self, mut bundle: Bundle) -> NgoReport {
        let own_ref = own_ref_text(&bundle.key, None, None, false);
        let hand_over = hand_over(&bundle);
        let received = bundle.date(CaseField::Received);
        let day = hand_over.as_ref().and_then(|hand_over| hand_over.date).or(received);
        let closure = Closure {
            date: bundle.date(CaseField::ClosureDate),
            reason: bundle.text(CaseField::ClosureReason),
        };
        NgoReport {
            id: self.id(&own_ref),
            provenance: self.provenance(&mut bundle),
            own_ref,
            opened: bundle.date(CaseField::Opened),
            received,
            consent: bundle.code(CaseField::Consent).and_then(Consent::from_code),
            event: bundle.event_date(),
            places: bundle.places(),
            acts: bundle.codes(CaseField::Acts),
            means: bundle.codes(CaseField::Means),
            purposes: bundle.codes(CaseField::Purposes),
            suspected: self.case_qualifications(&bundle, day.or(bundle.date(CaseField::Opened))),
            narrative: bundle.narrative(),
            closure: (closure.date.is_some() || closure.reason.is_some()).then_some(closure),
            hand_over,
            persons: std::mem::take(&mut bundle.persons),
        }
    }
}

fn hand_over(bundle: &Bundle) -> Option<HandOver> {
    let addressee = bundle.text(CaseField::HandoverAddressee);
    let mut documents = Vec::new();
    for field in [
        CaseField::HandoverRegister,
        CaseField::HandoverJournal,
        CaseField::HandoverTalon,
        CaseField::HandoverBook,
        CaseField::HandoverLetter,
    ] {
        for number in bundle.numbers(field) {
            let mut number = number.clone();
            if matches!(number.kind, NumberKind::Journal | NumberKind::Talon | NumberKind::Book)
                && number.body.is_none()
            {
                number.body.clone_from(&addressee);
            }
            if !documents.contains(&number) {
                documents.push(number);
            }
        }
    }
    let hand_over = HandOver {
        date: bundle.date(CaseField::HandoverDate),
        addressee,
        channel: bundle.text(CaseField::HandoverChannel),
        documents,
    };
    (hand_over != HandOver::default()).then_some(hand_over)
}

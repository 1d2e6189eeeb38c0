//! Court cases from joined rows. Reach for [`Assembly::court_case`]. Acts of all rows are
//! collected, oldest first; charges are read in the edition of the day the court received the
//! case, else of its first act.

use records::{CourtAct, CourtCase, Instance, NumberKind};

use crate::assemble::Assembly;
use crate::field::CaseField;
use crate::layout::Bundle;
use crate::own_reference::own_ref_text;

impl Assembly<'_> {
    /// The case of a bundle.
    pub(crate) fn court_case(&self, mut bundle: Bundle) -> CourtCase {
        let own_ref = own_ref_text(
            &bundle.key,
            Some(NumberKind::Court),
            bundle.giver.as_ref(),
            bundle.shared,
        );
        let received = bundle.date(CaseField::Received);
        let first_act = bundle.acts.iter().find_map(|act| act.date);
        let acts = std::mem::take(&mut bundle.acts);
        CourtCase {
            id: self.id(&own_ref),
            court: bundle.text(CaseField::Court),
            number: bundle.number.take(),
            instance: bundle.code(CaseField::Instance).and_then(Instance::from_code),
            received,
            closed: bundle.date(CaseField::Closed),
            charges: self.case_qualifications(&bundle, received.or(first_act)),
            prosecutor: bundle.text(CaseField::Prosecutor),
            cited: bundle.numbers(CaseField::CitedRegister).to_vec(),
            acts: acts
                .into_iter()
                .map(|act| CourtAct {
                    date: act.date,
                    act_type: act.act_type,
                    result: act.result,
                    ground: act.ground,
                    in_force: act.in_force,
                    row: act.row,
                })
                .collect(),
            lower: bundle.numbers(CaseField::Lower).first().cloned(),
            narrative: bundle.narrative(),
            persons: std::mem::take(&mut bundle.persons),
            provenance: self.provenance(&mut bundle),
        }
    }
}

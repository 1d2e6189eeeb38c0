//! One copy of what many records say alike: source, delivery, files, editions of the code. Reach for
//! [`SharesTexts::share`] while records are read from the store: a register of two million entries
//! names the same few files, and a text of its own for each mention is a tenth of its memory.
//!
//! Nothing that a record says changes. Names and numbers of people are left alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use linkage::Decision;
use records::{
    CourtCase, CrimeRecord, EditionId, EditionKnowledge, NgoReport, Provenance, Qualification,
    RowRef,
};

/// Texts met so far.
#[derive(Debug, Default)]
pub(crate) struct SharedTexts(BTreeSet<Arc<str>>);

impl SharedTexts {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(known) => *text = Arc::clone(known),
            None => {
                self.0.insert(Arc::clone(text));
            }
        }
    }

    fn row(&mut self, row: &mut RowRef) {
        self.share(&mut row.file);
        row.sheet.iter_mut().for_each(|sheet| self.share(sheet));
    }

    fn provenance(&mut self, provenance: &mut Provenance) {
        self.share(&mut provenance.source.0);
        self.share(&mut provenance.delivery.0);
        provenance.rows.iter_mut().for_each(|row| self.row(row));
    }

    fn qualification(&mut self, qualification: &mut Qualification) {
        let editions: &mut [EditionId] = match &mut qualification.edition {
            EditionKnowledge::Stated(edition) | EditionKnowledge::FromDate(edition) => {
                std::slice::from_mut(edition)
            }
            EditionKnowledge::OneOf(editions) => editions,
        };
        editions.iter_mut().for_each(|edition| self.share(&mut edition.0));
    }
}

/// A record with texts that others have too.
pub(crate) trait SharesTexts {
    /// Takes the texts that are known already from `texts`, and leaves the others there.
    fn share(&mut self, texts: &mut SharedTexts);
}

impl SharesTexts for NgoReport {
    fn share(&mut self, texts: &mut SharedTexts) {
        texts.provenance(&mut self.provenance);
        self.suspected.iter_mut().for_each(|given| texts.qualification(given));
    }
}

impl SharesTexts for CrimeRecord {
    fn share(&mut self, texts: &mut SharedTexts) {
        texts.provenance(&mut self.provenance);
        self.qualifications.iter_mut().for_each(|given| texts.qualification(given));
        for event in &mut self.events {
            texts.row(&mut event.row);
            event.qualification.iter_mut().for_each(|given| texts.qualification(given));
        }
    }
}

impl SharesTexts for CourtCase {
    fn share(&mut self, texts: &mut SharedTexts) {
        texts.provenance(&mut self.provenance);
        self.charges.iter_mut().for_each(|given| texts.qualification(given));
        self.acts.iter_mut().for_each(|act| texts.row(&mut act.row));
    }
}

impl SharesTexts for Decision {
    fn share(&mut self, texts: &mut SharedTexts) {
        let rules = self.candidates.iter_mut().flat_map(|candidate| &mut candidate.rules);
        rules.for_each(|rule| texts.share(rule));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_met_before_is_not_kept_twice() {
        let row = |file: &str| RowRef { file: file.into(), sheet: Some("A".into()), row: 1 };
        let mut texts = SharedTexts::default();
        let (mut first, mut again, mut other) = (row("a.csv"), row("a.csv"), row("b.csv"));
        for row in [&mut first, &mut again, &mut other] {
            texts.row(row);
        }
        assert!(Arc::ptr_eq(&first.file, &again.file) && first.sheet == again.sheet);
        assert_eq!([&*again.file, &*other.file], ["a.csv", "b.csv"]);
    }
}

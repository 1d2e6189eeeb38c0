//! From joined rows to records. Reach for [`Assembly`] with the bundles of `layout::join`;
//! `assemble_ngo`, `assemble_register` and `assemble_court` hold one kind of record each.
//!
//! Guarantees ids as the contract of `RecordId` says and that an article never loses the doubt
//! about its edition: stated, else from the date of the act, else all that are possible.

use std::sync::Arc;

use records::{
    DeliveryId, PartialDate, PlaceMention, Provenance, Qualification, RecordId, Records, Reference,
    ReferenceNumber, Sensitive, SourceId, SourceKind,
};

use crate::article_text::CitedArticle;
use crate::field::{CaseField, Meaning};
use crate::layout::Bundle;
use crate::row_content::{Value, find};

/// What every record of a source shares.
pub(crate) struct Assembly<'a> {
    pub(crate) source: SourceId,
    pub(crate) delivery: DeliveryId,
    pub(crate) reference: &'a Reference,
}

impl Assembly<'_> {
    /// The records of bundles, in their order.
    pub(crate) fn records(&self, bundles: Vec<Bundle>, kind: SourceKind) -> Records {
        let bundles = bundles.into_iter();
        match kind {
            SourceKind::Ngo => Records::Ngo(bundles.map(|one| self.ngo_report(one)).collect()),
            SourceKind::Register => {
                Records::Register(bundles.map(|one| self.crime_record(one).shrunk()).collect())
            }
            SourceKind::Court => {
                Records::Court(bundles.map(|one| self.court_case(one).shrunk()).collect())
            }
        }
    }

    pub(crate) fn id(&self, own_ref: &str) -> RecordId {
        RecordId::new(&self.source, own_ref)
    }

    pub(crate) fn provenance(&self, bundle: &mut Bundle) -> Provenance {
        Provenance {
            source: SourceId(Arc::clone(&self.source.0)),
            delivery: DeliveryId(Arc::clone(&self.delivery.0)),
            rows: std::mem::take(&mut bundle.rows),
        }
    }

    /// Articles as qualifications of a date, each in the edition its citation or `edition` states,
    /// else in that of the date.
    pub(crate) fn qualifications(
        &self,
        articles: &[CitedArticle],
        edition: Option<&records::EditionId>,
        date: Option<PartialDate>,
    ) -> Vec<Qualification> {
        let knowledge = |cited: &CitedArticle| match cited.edition.as_ref().or(edition) {
            Some(stated) => records::EditionKnowledge::Stated(stated.clone()),
            None => self.reference.edition_by_date(date),
        };
        articles
            .iter()
            .map(|cited| Qualification { date, edition: knowledge(cited), article: cited.article })
            .collect()
    }

    /// The qualifications of the case columns `article` and `edition`.
    pub(crate) fn case_qualifications(
        &self,
        bundle: &Bundle,
        date: Option<PartialDate>,
    ) -> Vec<Qualification> {
        let Some(Value::Articles(articles)) = find(&bundle.case, CaseField::Article) else {
            return Vec::new();
        };
        let edition = match find(&bundle.case, CaseField::Edition) {
            Some(Value::Edition(edition)) => Some(edition),
            _ => None,
        };
        self.qualifications(articles, edition, date)
    }
}

impl Bundle {
    pub(crate) fn text(&self, field: CaseField) -> Option<String> {
        match find(&self.case, field) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    pub(crate) fn date(&self, field: CaseField) -> Option<PartialDate> {
        match find(&self.case, field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn code(&self, field: CaseField) -> Option<&str> {
        match find(&self.case, field) {
            Some(Value::Code(code)) => Some(code),
            _ => None,
        }
    }

    pub(crate) fn codes(&self, field: CaseField) -> Vec<String> {
        match find(&self.case, field) {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn numbers(&self, field: CaseField) -> &[ReferenceNumber] {
        match find(&self.case, field) {
            Some(Value::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    pub(crate) fn narrative(&self) -> Option<Sensitive<String>> {
        self.text(CaseField::Narrative).map(Sensitive::new)
    }

    /// When the crime took place: the stated date, else from and to as one span, else the end
    /// that is known.
    pub(crate) fn event_date(&self) -> Option<PartialDate> {
        let (from, to) = (self.date(CaseField::EventFrom), self.date(CaseField::EventTo));
        self.date(CaseField::EventDate).or_else(|| match (from, to) {
            (Some(from), Some(to)) if from == to => Some(from),
            (Some(from), Some(to)) => {
                PartialDate::span(from.start().min(to.start()), from.last_day().max(to.last_day()))
            }
            _ => from.or(to),
        })
    }

    /// The places, each as written, by role and text; several stand one a line.
    pub(crate) fn places(&self) -> Vec<PlaceMention> {
        let mut places = Vec::new();
        for (field, value) in &self.case {
            if let (Meaning::Place(role), Value::Text(text)) = (field.meaning(), value) {
                places.extend(
                    text.lines()
                        .filter(|line| !line.is_empty())
                        .map(|line| PlaceMention { role, written: line.to_owned() }),
                );
            }
        }
        places
    }
}

//! What one row says, typed but not yet joined with others. Reach for [`RowContent`] between the
//! reading of cells (`row_reader`) and the joining of rows (`layout`).
//!
//! Holds no cell as text where a type says more. Two rows with equal [`RowContent::digest`] have
//! the same words in the same fields.

use records::{
    CourtResult, EditionId, EventKind, NumberKind, PartialDate, Person, QuarantinedRow,
    ReferenceNumber, RefusalReason, RowRef,
};

use crate::article_text::CitedArticle;
use crate::field::{CaseField, Slot};

/// A typed cell, or several of one meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Text(String),
    Date(PartialDate),
    Code(String),
    Codes(Vec<String>),
    Articles(Vec<CitedArticle>),
    Edition(EditionId),
    Numbers(Vec<ReferenceNumber>),
}

/// By what a row says to which case it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnReference {
    /// What rows are joined on.
    pub(crate) key: String,
    /// The number, for registers and courts.
    pub(crate) number: Option<ReferenceNumber>,
    /// What the number's shape, label or column says it is.
    pub(crate) kind: Option<NumberKind>,
    /// Body and year, where the number is unique only with them and the row has them.
    pub(crate) giver: Option<(String, Option<i16>)>,
}

/// A decision or step as a row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventDraft {
    pub(crate) kind: EventKind,
    pub(crate) date: Option<PartialDate>,
    pub(crate) ground: Option<String>,
    pub(crate) articles: Vec<CitedArticle>,
    pub(crate) edition: Option<EditionId>,
    pub(crate) body: Option<String>,
    pub(crate) other: Option<String>,
    pub(crate) row: RowRef,
}

/// An act of a court as a row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActDraft {
    pub(crate) date: Option<PartialDate>,
    pub(crate) act_type: Option<String>,
    pub(crate) result: Option<CourtResult>,
    pub(crate) ground: Option<String>,
    pub(crate) in_force: Option<PartialDate>,
    pub(crate) row: RowRef,
}

/// Everything one row says.
#[derive(Clone, Debug)]
pub(crate) struct RowContent {
    pub(crate) at: RowRef,
    pub(crate) own: OwnReference,
    /// In field order, without empty ones.
    pub(crate) case: Vec<(CaseField, Value)>,
    pub(crate) persons: Vec<(Slot, Person)>,
    pub(crate) events: Vec<EventDraft>,
    pub(crate) acts: Vec<ActDraft>,
    /// Over the mapped cells.
    pub(crate) digest: [u8; 16],
    /// Mapped cells that hold something.
    pub(crate) filled: u32,
}

/// The value of a case field in a list in field order.
pub(crate) fn find(case: &[(CaseField, Value)], field: CaseField) -> Option<&Value> {
    case.binary_search_by_key(&field, |(field, _)| *field).ok().map(|at| &case[at].1)
}

/// Why a row is refused, before its place is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What the row would have been joined on, where it could be read.
    pub(crate) key: Option<String>,
    pub(crate) column: Option<String>,
    pub(crate) value_kind: String,
    pub(crate) reason: RefusalReason,
    pub(crate) remedy: String,
}

impl Refusal {
    /// A refusal that no single cell is to blame for.
    pub(crate) fn of_row(reason: RefusalReason, remedy: impl Into<String>) -> Self {
        Self {
            key: None,
            column: None,
            value_kind: "row".to_owned(),
            reason,
            remedy: remedy.into(),
        }
    }

    /// The quarantined row.
    pub(crate) fn at(self, at: RowRef) -> QuarantinedRow {
        QuarantinedRow {
            at,
            column: self.column,
            value_kind: self.value_kind,
            reason: self.reason,
            remedy: self.remedy,
        }
    }
}

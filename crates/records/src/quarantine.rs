//! Rows that could not become a record. Reach for [`QuarantinedRow`] whenever a row is refused: it
//! says where, what kind of value stood there, and what to do. It never holds the value itself.

use crate::coded_enum;
use crate::provenance::RowRef;

coded_enum! {
    /// Why a row was refused.
    RefusalReason {
        /// The row has no value in any mapped column.
        EmptyRow = "empty_row",
        /// The row has more or fewer cells than the header.
        WrongWidth = "wrong_width",
        /// The own reference is missing.
        NoReference = "no_reference",
        /// Another row of the source has the same own reference and cannot be joined to it.
        DuplicateReference = "duplicate_reference",
        /// A required value is missing.
        RequiredMissing = "required_missing",
        /// A date cannot be read.
        UnreadableDate = "unreadable_date",
        /// A coded value is not in the code map.
        UnknownCode = "unknown_code",
        /// A number cannot be read.
        UnreadableNumber = "unreadable_number",
        /// A person or event row names a case that the delivery does not hold.
        OrphanRow = "orphan_row",
        /// Bytes that are not text in the declared encoding.
        UndecodableText = "undecodable_text",
        /// A line that is not one JSON object.
        BadJson = "bad_json",
        /// A cell holds a spreadsheet error such as #REF!.
        CellError = "cell_error",
    }
}

/// A row kept out of the records, with its place and the way to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Where.
    pub at: RowRef,
    /// Header of the offending column, where one column is to blame.
    pub column: Option<String>,
    /// Shape of the offending value, e.g. `text of 7 characters`; never the value.
    pub value_kind: String,
    /// Why.
    pub reason: RefusalReason,
    /// What to do, in English; the reports translate by reason.
    pub remedy: String,
}

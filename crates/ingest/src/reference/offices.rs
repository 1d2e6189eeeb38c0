//! The files about offices: the words that tell them apart and what each is asked.

use records::reference::{OfficeKind, OfficeRequest, OfficeRole, OfficeWord, RequestOutcome};

use super::error::ReferenceError;
use super::table::Table;

pub(super) fn words(text: &str) -> Result<Vec<OfficeWord>, ReferenceError> {
    let columns = ["word", "kind", "national"];
    Table::parse("office_words.csv", text, &columns, &["word"])?.read(|row| {
        Ok(OfficeWord {
            word: row.lower("word")?,
            kind: row.coded("kind", OfficeKind::ALL, OfficeKind::from_code, OfficeKind::code)?,
            national: row.boolean("national")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn requests(text: &str) -> Result<Vec<OfficeRequest>, ReferenceError> {
    let columns = [
        "outcome", "role", "name_en", "name_ru", "name_ky", "step_en", "step_ru", "step_ky",
        "basis_en", "basis_ru", "basis_ky",
    ];
    Table::parse("office_requests.csv", text, &columns, &["outcome", "role"])?.read(|row| {
        Ok(OfficeRequest {
            outcome: row.coded(
                "outcome",
                RequestOutcome::ALL,
                RequestOutcome::from_code,
                RequestOutcome::code,
            )?,
            role: row.coded("role", OfficeRole::ALL, OfficeRole::from_code, OfficeRole::code)?,
            name: row.trilingual("name")?,
            step: row.trilingual("step")?,
            basis: row.trilingual("basis")?,
            citation: row.citation()?,
        })
    })
}

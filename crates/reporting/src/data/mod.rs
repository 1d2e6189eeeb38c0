//! Files for machines and for `sverka why`: CSV tables and JSON documents. Their wire structs are
//! versioned here and are not the domain types, so that either may change without the other.

mod case_tables;
mod classification_tables;
mod csv_tables;
mod excel_ru;
mod figures_json;
mod history_json;
mod manifest_json;
mod neutral_text;
mod run_json;
mod time_tables;

pub(crate) use case_tables::{obstacles, rereview};
pub(crate) use classification_tables::{iccs, ictip};
pub(crate) use csv_tables::{Sheet, discrepancies, findings, links, quarantine, register_paths};
pub(crate) use excel_ru::excel_ru;
pub(crate) use figures_json::figures;
pub(crate) use history_json::{basis, changes};
pub use history_json::{read_basis, read_changes};
pub(crate) use manifest_json::manifest;
pub(crate) use neutral_text::neutral;
pub(crate) use run_json::run;
pub(crate) use time_tables::{overdue, stage_times};

use serde::Serialize;

use crate::error::ReportingError;
use crate::input::OutputFile;

/// Pretty JSON with a final line break.
pub(crate) fn json(
    file: &'static str,
    value: &impl Serialize,
) -> Result<OutputFile, ReportingError> {
    let mut bytes =
        serde_json::to_vec_pretty(value).map_err(|source| ReportingError::Json { file, source })?;
    bytes.push(b'\n');
    Ok(OutputFile { name: file.to_owned(), bytes })
}

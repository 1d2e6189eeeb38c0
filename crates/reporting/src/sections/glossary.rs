//! What the words of the report mean.

use super::Context;
use crate::error::ReportingError;
use crate::model::{Block, Section};

/// Terms in the order they are met.
const TERMS: [&str; 13] = [
    "ngo-report",
    "crime-record",
    "court-case",
    "hand-over",
    "journal",
    "register",
    "link",
    "probability",
    "interval",
    "weight",
    "drop-out",
    "pending",
    "cohort",
];

/// The glossary.
pub(super) fn section(context: &Context<'_>) -> Result<Section, ReportingError> {
    let words = context.words;
    let terms = TERMS
        .into_iter()
        .map(|term| {
            Ok((words.text(&format!("term-{term}"))?, words.text(&format!("term-{term}-meaning"))?))
        })
        .collect::<Result<_, ReportingError>>()?;
    context.section("glossary", vec![Block::Definitions(terms)])
}

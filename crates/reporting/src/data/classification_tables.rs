//! The linked cases in two international classifications as CSV: `iccs.csv` by offence (ICCS), and
//! `ictip.csv` by variable (IC-TIP) with how far each variable is filled.

use std::collections::BTreeMap;

use attrition::{GapAnalysis, RegisterPath, Stage};
use records::Reference;

use super::csv_tables::Sheet;
use super::neutral;
use crate::error::ReportingError;
use crate::input::OutputFile;

/// Said where an offence, a year or a code is not known.
const UNKNOWN: &str = "unknown";

/// Entries, victims and suspects of one offence, and how far its entries came.
#[derive(Default)]
struct Counts {
    began: u64,
    ended: u64,
    victims: u64,
    suspects: u64,
    reached: BTreeMap<Stage, u64>,
}

const STAGES: [Stage; 4] =
    [Stage::Registered, Stage::SentToCourt, Stage::FirstInstance, Stage::InForce];

/// `iccs.csv`: entries of the cohort by offence of the first qualification and year taken in; in
/// `last_qualified` those whose last qualification is that offence.
pub(crate) fn iccs(
    analysis: &GapAnalysis,
    reference: &Reference,
) -> Result<OutputFile, ReportingError> {
    let mut counted: BTreeMap<(String, String), Counts> = BTreeMap::new();
    for path in analysis.paths.iter().filter(|path| path.in_cohort) {
        let year = year(path);
        let of = |family: &Option<String>| family.clone().unwrap_or_else(|| UNKNOWN.to_owned());
        let first = counted.entry((of(&path.first_family), year.clone())).or_default();
        first.began += 1;
        first.victims += u64::from(path.victims);
        first.suspects += u64::from(path.suspects);
        for stage in STAGES {
            let reached = path.steps.iter().any(|step| step.stage == stage);
            *first.reached.entry(stage).or_default() += u64::from(reached);
        }
        counted.entry((of(&path.last_family), year)).or_default().ended += 1;
    }
    let mut sheet = Sheet::new(
        "iccs.csv",
        &[
            "iccs",
            "family",
            "name_en",
            "verified",
            "year",
            "first_qualified",
            "last_qualified",
            "victims",
            "suspects",
            "registered",
            "sent_to_court",
            "first_instance",
            "in_force",
        ],
    )?;
    for ((family, year), counts) in counted {
        let row = reference.family(&family);
        let mut cells = vec![
            row.and_then(|row| row.iccs.clone()).unwrap_or_else(|| UNKNOWN.to_owned()),
            neutral(&family),
            row.map_or_else(String::new, |row| neutral(&row.name.en)),
            row.is_some_and(|row| row.citation.verified).to_string(),
            year,
        ];
        let numbers = [counts.began, counts.ended, counts.victims, counts.suspects];
        let reached = STAGES.iter().map(|stage| counts.reached.get(stage).copied().unwrap_or(0));
        cells.extend(numbers.into_iter().chain(reached).map(|number| number.to_string()));
        sheet.row(&cells)?;
    }
    sheet.finish()
}

/// The year an entry was registered, else entered in the journal.
fn year(path: &RegisterPath) -> String {
    let entered =
        |stage| path.steps.iter().find(|step| step.stage == stage).and_then(|step| step.entered);
    entered(Stage::Registered)
        .or_else(|| entered(Stage::Journal))
        .map_or_else(|| UNKNOWN.to_owned(), |date| date.start().year().to_string())
}

/// `ictip.csv`: a row per variable and value, the value empty for "not stated".
pub(crate) fn ictip(
    analysis: &GapAnalysis,
    reference: &Reference,
) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new(
        "ictip.csv",
        &["object", "variable", "name_en", "verified", "value", "count", "filled", "base"],
    )?;
    for row in &analysis.ictip {
        let variable = reference
            .ictip_variables
            .iter()
            .find(|known| known.object == row.object && known.variable == row.variable);
        sheet.row(&[
            neutral(&row.object),
            neutral(&row.variable),
            variable.map_or_else(String::new, |known| neutral(&known.name.en)),
            variable.is_some_and(|known| known.citation.verified).to_string(),
            row.value.as_deref().map_or_else(String::new, neutral),
            row.count.to_string(),
            row.filled.to_string(),
            row.base.to_string(),
        ])?;
    }
    sheet.finish()
}

//! The analysis from beginning to end. Reach for [`analyse`]; everything else in this crate is a
//! step of it or a type it returns.

use records::{NgoReport, RecordId};

use crate::analysis::{AnalysisInput, Cohort, GapAnalysis};
use crate::error::AttritionError;

/// Places every report on the ladder, follows every case, counts.
///
/// # Errors
/// [`AttritionError::Unsorted`] and [`AttritionError::EmptyCohort`] for input no result can be
/// trusted on; [`AttritionError::Conservation`] when the counts of a stage do not add up.
pub fn analyse(input: &AnalysisInput<'_>) -> Result<GapAnalysis, AttritionError> {
    check_input(input)?;
    let (_members, outside_cohort) = split_cohort(input.reports, &input.cohort);
    Ok(GapAnalysis {
        cohort: input.cohort,
        findings: Vec::new(),
        outside_cohort,
        same_case: Vec::new(),
        paths: Vec::new(),
        flows: Vec::new(),
        figures: Vec::new(),
        discrepancies: Vec::new(),
        obstacles: Vec::new(),
    })
}

fn check_input(input: &AnalysisInput<'_>) -> Result<(), AttritionError> {
    if input.cohort.to < input.cohort.from {
        return Err(AttritionError::EmptyCohort);
    }
    let sorted = |list, ok: bool| if ok { Ok(()) } else { Err(AttritionError::Unsorted { list }) };
    sorted("reports", input.reports.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("register", input.register.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("court", input.court.is_sorted_by(|a, b| a.id < b.id))?;
    sorted("deliveries", input.deliveries.is_sorted_by(|a, b| a.source < b.source))?;
    for set in [input.ngo_register, input.register_court, input.ngo_ngo] {
        sorted("decisions", set.decisions.is_sorted_by(|a, b| a.left < b.left))?;
    }
    Ok(())
}

/// Reports of the cohort, and the ids of the others. A vague date counts by its first day, so that
/// of two cohorts that follow one another exactly one holds the report.
fn split_cohort<'a>(
    reports: &'a [NgoReport],
    cohort: &Cohort,
) -> (Vec<&'a NgoReport>, Vec<RecordId>) {
    let inside = |report: &NgoReport| {
        report.cohort_date().is_some_and(|date| (cohort.from..=cohort.to).contains(&date.start()))
    };
    let (members, outside): (Vec<_>, Vec<_>) = reports.iter().partition(|report| inside(report));
    (members, outside.into_iter().map(|report| report.id.clone()).collect())
}

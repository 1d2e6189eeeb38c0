//! What makes an analysis impossible. Reach for [`AttritionError`] at the one boundary,
//! [`crate::analyse`]; everything a source can get wrong is a discrepancy or a reason instead.

use crate::figure::CountingUnit;
use crate::stage::Stage;

/// Why no analysis was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttritionError {
    /// A list is not sorted by id, or holds an id twice.
    #[error("the {list} are not sorted by id without repeats; sort them before the analysis")]
    Unsorted {
        /// Which list: `reports`, `register`, `court`, `deliveries`, `decisions`.
        list: &'static str,
    },
    /// The cohort ends before it begins.
    #[error("the cohort ends before it begins; give its first day first")]
    EmptyCohort,
    /// The flow does not add up; a defect of this crate, never of the data.
    #[error(
        "conservation violated at stage {} ({}): {entered} entered, {accounted} accounted for; \
         report this with the run.json of the run",
        stage.code(),
        unit.code()
    )]
    Conservation {
        /// Stage whose row does not add up.
        stage: Stage,
        /// Unit of the table.
        unit: CountingUnit,
        /// Entered.
        entered: u64,
        /// Continued + completed + pending + exits.
        accounted: u64,
    },
}

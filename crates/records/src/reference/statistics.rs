//! Rows behind what a report sets beside its own counts: rules of re-review, counts that others
//! published, and the variables of the classification of administrative data on trafficking.

use jiff::civil::Date;

use super::{Citation, Trilingual};
use crate::coded_enum;

coded_enum! {
    /// What must hold besides outcome and ground before a case is put up for re-review.
    ReviewCondition {
        /// Nothing further.
        Any = "any",
        /// The limit `suspension_review` is over on the as-of day of the register.
        Overdue = "overdue",
    }
}

/// A kind of case worth looking at again, with what is known of how often that led to something.
#[derive(Clone, Debug, PartialEq)]
pub struct RereviewRule {
    /// Id; several rows of one id are one rule for several grounds.
    pub id: String,
    /// Exit, e.g. `terminated`.
    pub outcome: String,
    /// Ground code; `None` fits any.
    pub ground: Option<String>,
    /// Further condition.
    pub condition: ReviewCondition,
    /// Share of such cases taken up again after a re-review, before own data. Range [0, 1].
    pub prior_share: f64,
    /// How many cases of own data that share weighs as much as. Above 0.
    pub prior_cases: f64,
    /// Name.
    pub name: Trilingual,
    /// Source.
    pub citation: Citation,
}

/// A count that somebody published, with everything needed not to confuse it with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedCount {
    /// Id.
    pub id: String,
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// Offence families counted, as far as the source says.
    pub scope: Vec<String>,
    /// What happened to them: `registered`, `dismissed`, `sent_to_court`, `investigated`,
    /// `prosecuted`, `convicted`.
    pub measure: String,
    /// Counting unit: `reports`, `victims`, `suspects`, `entries`.
    pub unit: String,
    /// Place code.
    pub area: String,
    /// The count.
    pub count: u64,
    /// Source.
    pub citation: Citation,
}

/// A variable of the classification (IC-TIP).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IctipVariable {
    /// `event`, `victim`, `perpetrator` or `reporting_entity`.
    pub object: String,
    /// Variable.
    pub variable: String,
    /// Name.
    pub name: Trilingual,
    /// Source.
    pub citation: Citation,
}

//! Why two lists cannot be linked. Reach for [`ListError`] at the boundary; once linking has
//! started it does not fail, whatever the values are.

/// Input, model or blocking rule that cannot be used. Messages hold no value of a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Nothing to compare, or more than a comparison vector holds.
    #[error("{found} columns to compare, between 1 and {most} are possible; name other columns")]
    FieldCount {
        /// Columns named.
        found: usize,
        /// Columns possible.
        most: usize,
    },
    /// Columns of different lengths.
    #[error("column {field} has another number of rows than the first; read both lists anew")]
    Uneven {
        /// Label of the field.
        field: String,
    },
    /// The same column twice.
    #[error("column {field} is named twice; name it once")]
    RepeatedField {
        /// Label of the field.
        field: String,
    },
    /// A blocking rule that cannot be read.
    #[error("blocking rule {line}: {what}; {remedy}")]
    Blocking {
        /// 1-based line of the rule file.
        line: usize,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A shipped blocking rule that cannot be followed.
    #[error("list_blocking_rules.csv: rule {rule}: {what}; correct it")]
    ShippedRule {
        /// The rule as written.
        rule: String,
        /// What is wrong.
        what: String,
    },
    /// A level without starting values.
    #[error("list_levels.csv lacks level {level} of comparison {comparison}; add it with m and u")]
    StartingValue {
        /// Kind of column.
        comparison: &'static str,
        /// Level.
        level: String,
    },
    /// Decisions that cannot be respected.
    #[error("the decisions do not fit: {what}; correct the file of decisions")]
    Decision {
        /// What does not fit.
        what: &'static str,
    },
    /// A model made for other comparisons.
    #[error("the model does not fit the lists: {what}; estimate a new one without --model")]
    Model {
        /// What does not fit.
        what: String,
    },
}

//! Why a linkage run cannot start. Reach for [`LinkageError`] only at the boundary: once a run has
//! started it does not fail, whatever the records hold.

use records::RecordId;

/// A model, an option or an input that cannot be used. Messages name places and ids, never values
/// of a person.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinkageError {
    /// A comparison of the model has no rows.
    #[error("link_levels.csv has no levels of comparison {comparison} for {kind}; add its rows")]
    NoLevels {
        /// Link kind.
        kind: &'static str,
        /// Comparison.
        comparison: String,
    },
    /// A level that the comparison can reach has no row.
    #[error(
        "link_levels.csv lacks level {level} of comparison {comparison} for {kind}; add it with m and u"
    )]
    NoLevel {
        /// Link kind.
        kind: &'static str,
        /// Comparison.
        comparison: String,
        /// Level.
        level: String,
    },
    /// A row for a comparison or level that does not exist.
    #[error(
        "link_levels.csv names {comparison}, level {level}, for {kind}, which the model does not know; remove the row or correct it"
    )]
    UnknownLevel {
        /// Link kind.
        kind: &'static str,
        /// Comparison.
        comparison: String,
        /// Level.
        level: String,
    },
    /// `missing` is listed: it weighs zero by construction.
    #[error(
        "link_levels.csv gives m and u for level missing of {comparison} for {kind}; remove the row, a missing value weighs zero"
    )]
    MissingListed {
        /// Link kind.
        kind: &'static str,
        /// Comparison.
        comparison: String,
    },
    /// Probabilities of a comparison that do not sum to one.
    #[error(
        "link_levels.csv: {column} of comparison {comparison} for {kind} sums to {sum:.3}, not to 1; correct its rows"
    )]
    NotADistribution {
        /// Link kind.
        kind: &'static str,
        /// Comparison.
        comparison: String,
        /// `m` or `u`.
        column: &'static str,
        /// The sum found.
        sum: f64,
    },
    /// A parameter that is not there or out of its range.
    #[error("link_parameters.csv: {name} for {kind} must be {expected}; set it")]
    Parameter {
        /// Link kind.
        kind: &'static str,
        /// Name.
        name: &'static str,
        /// What is expected.
        expected: &'static str,
    },
    /// A model from elsewhere that the comparisons of this program do not fit.
    #[error("model, {place}: {what}; estimate it again")]
    Model {
        /// Link kind, comparison and level as far as known.
        place: String,
        /// What does not fit.
        what: String,
    },
    /// Thresholds of the caller that contradict each other.
    #[error("thresholds must satisfy 0 < possible <= link <= 1; correct them")]
    Thresholds,
    /// A blocking rule with an unknown key generator.
    #[error(
        "blocking_rules.csv: rule {rule} for {kind} uses key {key}, which is unknown; correct it"
    )]
    UnknownKey {
        /// Link kind.
        kind: &'static str,
        /// Rule.
        rule: String,
        /// Key generator.
        key: String,
    },
    /// No blocking rule at all.
    #[error("blocking_rules.csv has no rule for {kind}; without one nothing is compared")]
    NoBlockingRule {
        /// Link kind.
        kind: &'static str,
    },
    /// Two records of one side with the same id.
    #[error("record id {0} occurs twice on one side; give every record its own reference")]
    DuplicateId(RecordId),
    /// People decided both ways about one pair, or linked one record to two targets.
    #[error("decisions about {0} contradict each other; supersede one of them")]
    ContradictoryDecisions(RecordId),
    /// A pair to be explained of which one record is not on its side, or which is one record.
    #[error("{left} and {right} are no pair of {kind}; name two records of it")]
    NoSuchPair {
        /// Link kind.
        kind: &'static str,
        /// The left record named.
        left: RecordId,
        /// The right record named.
        right: RecordId,
    },
}

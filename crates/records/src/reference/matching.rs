//! Rows of the shipped linkage model: levels with m and u, priors, thresholds, blocking rules.
//! They are starting values that hold without training; a run records which it used.

use super::Citation;

/// One comparison level of one link kind.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRow {
    /// `ngo_register` or `register_court`.
    pub link_kind: String,
    /// Comparison, e.g. `victims`, `event_date`.
    pub comparison: String,
    /// Level, best first in file order.
    pub level: String,
    /// P(level | match), in (0, 1].
    pub m: f64,
    /// P(level | non-match), in (0, 1].
    pub u: f64,
    /// Source.
    pub citation: Citation,
}

/// One comparison level of a column of a list, with the values that estimation starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLevelRow {
    /// Kind of column, e.g. `given`, `birth_date`.
    pub comparison: String,
    /// Level, best first in file order.
    pub level: String,
    /// P(level | match), in (0, 1].
    pub m: f64,
    /// P(level | non-match), in (0, 1].
    pub u: f64,
    /// Source.
    pub citation: Citation,
}

/// A blocking rule of two lists by columns: records that agree on every part are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ListBlockingRuleRow {
    /// The rule as an analyst would write it, e.g. `surname.sound + birth_date.year`, by kinds of
    /// column.
    pub rule: String,
    /// Left out whole when it would give too many pairs; another rule only loses its largest blocks.
    pub loose: bool,
    /// Source.
    pub citation: Citation,
}

/// A named number of a link kind: `prior_match_share`, `link_threshold`, `possible_threshold`.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelParameter {
    /// `ngo_register` or `register_court`.
    pub link_kind: String,
    /// Name.
    pub name: String,
    /// Value.
    pub value: f64,
    /// What it means.
    pub meaning: String,
    /// Source.
    pub citation: Citation,
}

/// One blocking rule: records sharing every key of the rule are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockingRuleRow {
    /// `ngo_register` or `register_court`.
    pub link_kind: String,
    /// Rule id.
    pub rule: String,
    /// Key generators, all of which must agree, e.g. `person_k3_pair`, `reference_number`.
    pub keys: Vec<String>,
    /// Blocks producing more pairs than this are left out and reported.
    pub max_pairs: u64,
    /// The pass in which it is asked, from 1. Only what the first brought up settles a record, and not
    /// before the second; later ones are for records left open.
    pub pass: u8,
    /// Source.
    pub citation: Citation,
}

//! The model of two lists: m and u of every level, how values' frequencies move them, and the
//! share of matches. Reach for [`ListModel`] to save, load or show it; it comes from
//! [`super::estimation`] or from a file and is plain data.

use super::error::ListError;
use super::field::{FieldKind, Lists};
use super::level::levels;

/// One level of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLevel {
    /// Stable code.
    pub code: String,
    /// P(level | match, both known), in (0, 1).
    pub m: f64,
    /// P(level | non-match, both known), in (0, 1).
    pub u: f64,
    /// Share of a value at which the level weighs log2(m/u): a rarer value weighs more. `None`
    /// where frequency plays no part.
    pub typical_share: Option<f64>,
}

impl ListLevel {
    /// log2(m/u), bits.
    pub fn weight(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// One field of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct ListComparison {
    /// Label of the field.
    pub label: String,
    /// Its kind.
    pub kind: FieldKind,
    /// Levels, best first.
    pub levels: Vec<ListLevel>,
}

/// How a model came about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// Rows of the left list.
    pub left_rows: u64,
    /// Rows of the right list.
    pub right_rows: u64,
    /// Pairs whose comparison vectors were counted.
    pub pairs: u64,
    /// Distinct vectors among them.
    pub vectors: u64,
    /// Rounds of EM.
    pub rounds: u32,
    /// Whether EM came to rest.
    pub converged: bool,
    /// Matches EM expects among the counted pairs; below ten there is too little to learn from and
    /// the starting values speak.
    pub expected_matches: f64,
}

/// A model ready to score pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct ListModel {
    /// One per field, in the order of comparison.
    pub comparisons: Vec<ListComparison>,
    /// P(two random records match).
    pub prior: f64,
    /// P(given name and surname are exchanged | match).
    pub swapped: f64,
    /// How it came about.
    pub provenance: Provenance,
}

impl ListModel {
    /// The shipped starting values for these fields.
    pub(super) fn starting(lists: &Lists) -> Self {
        let comparisons = lists.fields.iter().map(|field| ListComparison {
            label: field.label.clone(),
            kind: field.kind,
            levels: levels(field.kind)
                .into_iter()
                .map(|level| ListLevel {
                    code: level.code.to_owned(),
                    m: level.m,
                    u: level.u,
                    typical_share: None,
                })
                .collect(),
        });
        let smaller = lists.left_rows.min(lists.right_rows).max(1) as f64;
        Self {
            comparisons: comparisons.collect(),
            prior: (0.3 * smaller / lists.all_pairs().max(1.0)).clamp(1e-12, 0.5),
            swapped: 0.01,
            provenance: Provenance::default(),
        }
    }

    /// Checks that the model compares what the lists hold.
    ///
    /// # Errors
    /// When fields or levels differ, or a probability is out of range.
    pub(super) fn check(&self, lists: &Lists) -> Result<(), ListError> {
        let refuse = |what: String| Err(ListError::Model { what });
        if self.comparisons.len() != lists.fields.len() {
            return refuse(format!(
                "it compares {} columns, the lists have {}",
                self.comparisons.len(),
                lists.fields.len()
            ));
        }
        for (comparison, field) in self.comparisons.iter().zip(&lists.fields) {
            let expected = levels(field.kind);
            let same = comparison.label == field.label
                && comparison.kind == field.kind
                && comparison
                    .levels
                    .iter()
                    .map(|l| l.code.as_str())
                    .eq(expected.iter().map(|l| l.code));
            if !same {
                return refuse(format!("column {} has other levels", field.label));
            }
            let in_range = |p: f64| p > 0.0 && p < 1.0;
            if !comparison.levels.iter().all(|l| in_range(l.m) && in_range(l.u)) {
                return refuse(format!(
                    "a probability of column {} is not between 0 and 1",
                    field.label
                ));
            }
        }
        if !(self.prior > 0.0 && self.prior < 1.0 && self.swapped > 0.0 && self.swapped < 1.0) {
            return refuse("prior and swapped must be between 0 and 1".to_owned());
        }
        Ok(())
    }
}

//! The model of two lists: m and u of every level, how values' frequencies move them, and the
//! share of matches. Reach for [`ListModel`] to save, load or show it; it comes from
//! [`super::estimation`] or from a file and is plain data.

use records::Reference;

use super::echo::NAMED;
use super::error::ListError;
use super::field::{FieldKind, Lists};
use super::level::codes;

/// One level of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLevel {
    /// Stable code.
    pub code: String,
    /// P(level | match, both known), in (0, 1).
    pub m: f64,
    /// P(level | non-match, both known), in (0, 1).
    pub u: f64,
    /// P(level | non-match, both known) of a text where one name agrees, and where more do, in (0, 1);
    /// `None` where it is u all the same.
    pub u_named: Option<[f64; NAMED]>,
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
    /// Share of all matches that blocking is reckoned to bring up, in (0, 1].
    pub blocking_recall: f64,
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
    /// The starting values for these fields, from `reference/list_levels.csv`.
    ///
    /// # Errors
    /// When a level has no row there.
    pub(super) fn starting(lists: &Lists, reference: &Reference) -> Result<Self, ListError> {
        let comparisons = lists.fields.iter().map(|field| {
            let levels = codes(field.kind).into_iter().map(|code| {
                let row = reference
                    .list_levels
                    .iter()
                    .find(|row| row.comparison == field.kind.code() && row.level == code);
                let row = row.ok_or_else(|| ListError::StartingValue {
                    comparison: field.kind.code(),
                    level: code.to_owned(),
                })?;
                let code = code.to_owned();
                Ok(ListLevel { code, m: row.m, u: row.u, u_named: None, typical_share: None })
            });
            let levels = levels.collect::<Result<Vec<_>, ListError>>()?;
            Ok(ListComparison { label: field.label.clone(), kind: field.kind, levels })
        });
        let smaller = lists.left_rows.min(lists.right_rows).max(1) as f64;
        Ok(Self {
            comparisons: comparisons.collect::<Result<Vec<_>, ListError>>()?,
            prior: (0.3 * smaller / lists.all_pairs().max(1.0)).clamp(1e-12, 0.5),
            swapped: 0.01,
            provenance: Provenance { blocking_recall: 1.0, ..Provenance::default() },
        })
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
            let expected = codes(field.kind);
            let same = comparison.label == field.label
                && comparison.kind == field.kind
                && comparison.levels.iter().map(|l| l.code.as_str()).eq(expected.iter().copied());
            if !same {
                return refuse(format!("column {} has other levels", field.label));
            }
            let in_range = |p: f64| p > 0.0 && p < 1.0;
            let usable = |level: &ListLevel| {
                let shares = level.typical_share.is_none_or(|share| share > 0.0 && share <= 1.0);
                let named = level.u_named.iter().flatten().all(|u| in_range(*u));
                in_range(level.m) && in_range(level.u) && named && shares
            };
            if !comparison.levels.iter().all(usable) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_values_of_every_kind_are_two_distributions() {
        let reference = ingest::reference::embedded().unwrap();
        for &kind in FieldKind::ALL.iter().filter(|kind| **kind != FieldKind::Name) {
            let rows = reference.list_levels.iter();
            let rows: Vec<_> = rows.filter(|row| row.comparison == kind.code()).collect();
            assert!(rows.iter().map(|row| row.level.as_str()).eq(codes(kind)), "{kind}");
            let (m, u): (f64, f64) =
                (rows.iter().map(|row| row.m).sum(), rows.iter().map(|row| row.u).sum());
            assert!((m - 1.0).abs() < 0.02 && (u - 1.0).abs() < 0.03, "{kind}: m {m}, u {u}");
        }
    }
}

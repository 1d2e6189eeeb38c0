//! The model: comparisons, their levels with m and u, and the named numbers of a link kind. Reach
//! for [`LinkModel::from_reference`]; it refuses a model that the comparisons do not fit. The rows
//! stand in `reference/link_levels.csv` and `reference/link_parameters.csv`, so a better figure is
//! a data change.
//!
//! `missing` has no row and weighs zero by construction: a value that is not there is never
//! agreement and never disagreement.

mod parameters;

use records::Reference;
use records::reference::LevelRow;
use rustc_hash::FxHashMap;

use crate::comparison_vector::{ComparisonSpec, MISSING, comparisons};
use crate::decision::LinkKind;
use crate::error::LinkageError;
use crate::match_weight::MatchWeight;
pub use parameters::{ModelParameters, ModelShares};

/// How far the probabilities of a comparison may be from summing to one; rows are rounded.
const SUM_TOLERANCE: f64 = 0.02;

/// One level of agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Stable code.
    pub code: &'static str,
    /// P(level | match, value known on both sides).
    pub m: f64,
    /// P(level | non-match, value known on both sides).
    pub u: f64,
}

impl Level {
    /// log2(m / u), bits.
    pub fn weight(&self) -> MatchWeight {
        MatchWeight::from_m_u(self.m, self.u)
    }
}

/// One comparison with its levels, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Stable code.
    pub code: &'static str,
    /// Levels; `missing` is never among them.
    pub levels: Vec<Level>,
}

/// A comparison and its levels as (code, m, u), by code.
pub type ComparisonValues = (String, Vec<(String, f64, f64)>);

/// A model ready to weigh comparison vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkModel {
    kind: LinkKind,
    comparisons: Vec<Comparison>,
    /// Where a level stands, by the codes of its comparison and its own.
    positions: Positions,
    parameters: ModelParameters,
}

type Positions = FxHashMap<(&'static str, &'static str), (usize, usize)>; // looked up only

impl LinkModel {
    /// The shipped model of a link kind.
    ///
    /// # Errors
    /// When a comparison or one of its levels has no row, a row is for a level that does not
    /// exist or for `missing`, m or u of a comparison does not sum to one (within 0.02), or a
    /// parameter is absent or out of range.
    pub fn from_reference(reference: &Reference, kind: LinkKind) -> Result<Self, LinkageError> {
        let rows: Vec<&LevelRow> =
            reference.link_levels.iter().filter(|row| row.link_kind == kind.code()).collect();
        let specs = comparisons(kind);
        refuse_unknown(&rows, &specs, kind)?;
        let comparisons = specs
            .iter()
            .map(|spec| comparison(&rows, spec, kind))
            .collect::<Result<Vec<_>, _>>()?;
        let positions = positions(&comparisons);
        Ok(Self {
            kind,
            comparisons,
            positions,
            parameters: ModelParameters::read(reference, kind)?,
        })
    }

    /// The shipped model with other probabilities: each comparison with its levels (code, m, u), in
    /// model order, and the shares.
    ///
    /// # Errors
    /// [`LinkageError::Model`] when comparisons or levels are not exactly those of this program, a
    /// probability is not in (0, 1], m or u of a comparison does not sum to one (within 0.02), or
    /// a share is out of range.
    pub fn from_values(
        reference: &Reference,
        kind: LinkKind,
        shares: ModelShares,
        values: &[ComparisonValues],
    ) -> Result<Self, LinkageError> {
        let refuse = |place: &str, what: String| {
            let place = format!("{} {place}", kind.code()).trim_end().to_owned();
            Err(LinkageError::Model { place, what })
        };
        let mut model = Self::from_reference(reference, kind)?;
        let named = [
            ("match_share", shares.matched),
            ("victim_present", shares.victim_present),
            ("accused_present", shares.accused_present),
        ];
        let ranged = |share: f64| share > 0.0 && share < 1.0;
        if let Some((name, _)) = named.iter().find(|(_, share)| !ranged(*share)) {
            return refuse(name, "must be between 0 and 1, ends excluded".to_owned());
        }
        model.parameters.set_shares(shares);
        if values.len() != model.comparisons.len() {
            let (has, expected) = (values.len(), model.comparisons.len());
            return refuse("", format!("it has {has} comparisons, this program {expected}"));
        }
        for (comparison, (code, levels)) in model.comparisons.iter_mut().zip(values) {
            if comparison.code != code {
                return refuse(code, format!("{} was expected here", comparison.code));
            }
            let known = comparison.levels.iter().map(|level| level.code);
            if !known.eq(levels.iter().map(|(level, ..)| level.as_str())) {
                return refuse(code, "it has other levels than this program".to_owned());
            }
            for (level, (_, m, u)) in comparison.levels.iter_mut().zip(levels) {
                (level.m, level.u) = (*m, *u);
            }
            let sums = ["m", "u"].map(|name| {
                let of = |level: &Level| if name == "m" { level.m } else { level.u };
                let sum: f64 = comparison.levels.iter().map(of).sum();
                let ranged = comparison.levels.iter().map(of).all(|p| p > 0.0 && p <= 1.0);
                (name, sum, ranged && (sum - 1.0).abs() <= SUM_TOLERANCE)
            });
            if let Some((name, sum, _)) = sums.into_iter().find(|(.., fits)| !fits) {
                return refuse(code, format!("{name} is no distribution, its sum is {sum:.3}"));
            }
        }
        Ok(model)
    }

    /// Sets m of every comparison, in model order, and the shares.
    pub(crate) fn learn(&mut self, m: &[Vec<f64>], shares: ModelShares) {
        for (comparison, m) in self.comparisons.iter_mut().zip(m) {
            for (level, m) in comparison.levels.iter_mut().zip(m) {
                level.m = *m;
            }
        }
        self.parameters.set_shares(shares);
    }

    /// Where a comparison and a level of it stand; `None` for `missing` and unknown codes.
    pub(crate) fn position(&self, comparison: &str, level: &str) -> Option<(usize, usize)> {
        self.positions.get(&(comparison, level)).copied()
    }

    /// The link kind.
    pub const fn kind(&self) -> LinkKind {
        self.kind
    }

    /// Comparisons in model order.
    pub fn comparisons(&self) -> &[Comparison] {
        &self.comparisons
    }

    /// The named numbers.
    pub const fn parameters(&self) -> &ModelParameters {
        &self.parameters
    }

    /// The level of a comparison; `None` for `missing` and for codes the model does not have.
    pub fn level(&self, comparison: &str, level: &str) -> Option<&Level> {
        let (at, level) = self.position(comparison, level)?;
        Some(&self.comparisons[at].levels[level])
    }

    /// What a level weighs; zero for `missing`.
    pub fn weight(&self, comparison: &str, level: &str) -> MatchWeight {
        self.level(comparison, level).map_or(MatchWeight::ZERO, Level::weight)
    }
}

fn positions(comparisons: &[Comparison]) -> Positions {
    let of = |(at, comparison): (usize, &Comparison)| {
        let levels = comparison.levels.iter().map(|level| level.code).enumerate();
        let code = comparison.code;
        levels.map(|(level, of)| ((code, of), (at, level))).collect::<Vec<_>>()
    };
    comparisons.iter().enumerate().flat_map(of).collect()
}

fn refuse_unknown(
    rows: &[&LevelRow],
    specs: &[ComparisonSpec],
    kind: LinkKind,
) -> Result<(), LinkageError> {
    for row in rows {
        let kind = kind.code();
        if row.level == MISSING {
            return Err(LinkageError::MissingListed { kind, comparison: row.comparison.clone() });
        }
        let known = specs
            .iter()
            .any(|spec| spec.code == row.comparison && spec.levels.contains(&row.level.as_str()));
        if !known {
            return Err(LinkageError::UnknownLevel {
                kind,
                comparison: row.comparison.clone(),
                level: row.level.clone(),
            });
        }
    }
    Ok(())
}

fn comparison(
    rows: &[&LevelRow],
    spec: &ComparisonSpec,
    kind: LinkKind,
) -> Result<Comparison, LinkageError> {
    let kind = kind.code();
    let rows: Vec<&&LevelRow> = rows.iter().filter(|row| row.comparison == spec.code).collect();
    if rows.is_empty() {
        return Err(LinkageError::NoLevels { kind, comparison: spec.code.to_owned() });
    }
    let levels = spec
        .levels
        .iter()
        .map(|code| {
            let row = rows.iter().find(|row| row.level == *code).ok_or_else(|| {
                LinkageError::NoLevel {
                    kind,
                    comparison: spec.code.to_owned(),
                    level: (*code).to_owned(),
                }
            })?;
            Ok(Level { code, m: row.m, u: row.u })
        })
        .collect::<Result<Vec<_>, _>>()?;
    for (column, sum) in [
        ("m", levels.iter().map(|level| level.m).sum::<f64>()),
        ("u", levels.iter().map(|level| level.u).sum::<f64>()),
    ] {
        // Written so that a NaN is refused too.
        let near_one = (sum - 1.0).abs() <= SUM_TOLERANCE;
        if !near_one || levels.iter().any(|level| level.m <= 0.0 || level.u <= 0.0) {
            return Err(LinkageError::NotADistribution {
                kind,
                comparison: spec.code.to_owned(),
                column,
                sum,
            });
        }
    }
    Ok(Comparison { code: spec.code, levels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_weighs_zero_in_every_comparison_of_every_kind() {
        let reference = ingest::reference::embedded().unwrap();
        for kind in [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo] {
            let model = LinkModel::from_reference(&reference, kind).unwrap();
            assert!(model.comparisons().len() > 7, "persons and cases");
            for comparison in model.comparisons() {
                assert_eq!(model.weight(comparison.code, MISSING), MatchWeight::ZERO);
                assert!(comparison.levels.iter().all(|level| level.code != MISSING));
            }
        }
    }

    #[test]
    fn the_best_level_of_every_comparison_speaks_for_and_the_worst_against() {
        let reference = ingest::reference::embedded().unwrap();
        for kind in [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo] {
            let model = LinkModel::from_reference(&reference, kind).unwrap();
            for comparison in model.comparisons() {
                let bits = || comparison.levels.iter().map(|level| level.weight().bits());
                let what = format!("{} {}", kind.code(), comparison.code);
                assert!(bits().fold(f64::MIN, f64::max) > 0.0, "{what} never speaks for");
                assert!(bits().fold(f64::MAX, f64::min) < 0.0, "{what} never speaks against");
            }
        }
    }
}

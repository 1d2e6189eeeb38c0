//! The model: comparisons, their levels with m and u, and the named numbers of a link kind. Reach
//! for [`LinkModel::from_reference`]; it refuses a model that the comparisons do not fit. The rows
//! stand in `reference/link_levels.csv` and `reference/link_parameters.csv`, so a better figure is
//! a data change.
//!
//! `missing` has no row and weighs zero by construction: a value that is not there is never
//! agreement and never disagreement.

use records::Reference;
use records::reference::{LevelRow, ModelParameter};
use rustc_hash::FxHashMap;

use crate::comparison_vector::{ComparisonSpec, MISSING, comparisons};
use crate::decision::{
    Calibration, EVIDENCE_SCALE, EVIDENCE_SCALE_ERROR, EVIDENCE_SHIFT_ERROR, LinkKind,
};
use crate::error::LinkageError;
use crate::match_weight::MatchWeight;

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

/// The named numbers of a link kind, checked to be in range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelParameters {
    /// π before estimation: share of left records that have a target. (0, 1).
    pub prior_match_share: f64,
    /// Posterior from which a pair is a link. (0, 1].
    pub link_threshold: f64,
    /// Posterior of any match from which a record awaits review. (0, 1].
    pub possible_threshold: f64,
    /// Bits that must come from something else than the best single name before a pair is linked
    /// without review. At least 0.
    pub corroboration_bits: f64,
    /// Bits that must come from numbers or persons before a pair is linked without review.
    /// At least 0.
    pub identity_bits: f64,
    /// Bits of circumstances that initials need beside them where nothing else identifies.
    /// At least 0.
    pub initials_corroboration_bits: f64,
    /// Entries per left record whose number equals its number by mistake. (0, 1).
    pub number_chance: f64,
    /// P(a victim of the left record is listed on the right | match, right lists any). (0, 1).
    pub victim_present: f64,
    /// The same for suspects and defendants. (0, 1).
    pub accused_present: f64,
    /// Entries of other cases in which a victim occurs too, on average. Above 0.
    pub victim_repeat: f64,
    /// The same for suspects and defendants. Above 0.
    pub accused_repeat: f64,
    /// Most bits by which the frequency of a name moves the weight of its agreement. At least 0.
    pub frequency_bits: f64,
    /// What evidence keeps of what it claims; `None` where it was not measured for this kind.
    pub calibration: Option<Calibration>,
}

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
        Ok(Self { kind, comparisons, positions, parameters: parameters(reference, kind)? })
    }

    /// The shipped model with other probabilities: each comparison with its levels (code, m, u), in
    /// model order, and the share of left records that have a target, in (0, 1).
    ///
    /// # Errors
    /// [`LinkageError::Model`] when comparisons or levels are not exactly those of this program, a
    /// probability is not in (0, 1], m or u of a comparison does not sum to one (within 0.02), or
    /// the share is out of range.
    pub fn from_values(
        reference: &Reference,
        kind: LinkKind,
        share: f64,
        values: &[ComparisonValues],
    ) -> Result<Self, LinkageError> {
        let refuse = |place: &str, what: String| {
            let place = format!("{} {place}", kind.code()).trim_end().to_owned();
            Err(LinkageError::Model { place, what })
        };
        let mut model = Self::from_reference(reference, kind)?;
        if !(share > 0.0 && share < 1.0) {
            return refuse("match_share", "must be between 0 and 1, ends excluded".to_owned());
        }
        model.parameters.prior_match_share = share;
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

    /// Sets m of every comparison, in model order, and the share of matches.
    pub(crate) fn learn(&mut self, m: &[Vec<f64>], share: f64) {
        for (comparison, m) in self.comparisons.iter_mut().zip(m) {
            for (level, m) in comparison.levels.iter_mut().zip(m) {
                level.m = *m;
            }
        }
        self.parameters.prior_match_share = share;
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

fn parameters(reference: &Reference, kind: LinkKind) -> Result<ModelParameters, LinkageError> {
    let read = |name: &'static str, expected: &'static str, holds: fn(f64) -> bool| {
        reference
            .link_parameters
            .iter()
            .find(|row| row.link_kind == kind.code() && row.name == name)
            .map(|row| row.value)
            .filter(|value| holds(*value))
            .ok_or(LinkageError::Parameter { kind: kind.code(), name, expected })
    };
    let share = |name| read(name, "between 0 and 1, ends excluded", |x| x > 0.0 && x < 1.0);
    let threshold = |name| read(name, "above 0 and at most 1", |x| x > 0.0 && x <= 1.0);
    let bits = |name| read(name, "at least 0", |x| x >= 0.0 && x.is_finite());
    let positive = |name| read(name, "above 0", |x| x > 0.0 && x.is_finite());
    let measured =
        |row: &ModelParameter| row.link_kind == kind.code() && row.name == EVIDENCE_SCALE;
    let calibration = if reference.link_parameters.iter().any(measured) {
        Some(Calibration {
            scale: positive(EVIDENCE_SCALE)?,
            scale_error: bits(EVIDENCE_SCALE_ERROR)?,
            shift_error: bits(EVIDENCE_SHIFT_ERROR)?,
        })
    } else {
        None
    };
    Ok(ModelParameters {
        calibration,
        prior_match_share: share("prior_match_share")?,
        link_threshold: threshold("link_threshold")?,
        possible_threshold: threshold("possible_threshold")?,
        corroboration_bits: bits("corroboration_bits")?,
        identity_bits: bits("identity_bits")?,
        initials_corroboration_bits: bits("initials_corroboration_bits")?,
        number_chance: share("number_chance")?,
        victim_present: share("victim_present")?,
        accused_present: share("accused_present")?,
        victim_repeat: positive("victim_repeat")?,
        accused_repeat: positive("accused_repeat")?,
        frequency_bits: bits("frequency_bits")?,
    })
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

//! What may differ before the gate fails: `tolerances.toml` beside the baseline, so that who accepts
//! a new baseline sees in the same change what is tolerated. Nothing is where it is absent.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use super::flip::FlipKind;
use super::outputs::RunOutputs;
use crate::failure::Failure;

const FILE: &str = "tolerances.toml";

/// Bounds of differences, all absolute and inclusive, and counts of accepted flips.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tolerances {
    /// Of a posterior, in probability.
    pub(super) probability: f64,
    /// Of a match weight, in bits.
    pub(super) weight_bits: f64,
    /// Of every figure that is not named below.
    figures: FigureTolerance,
    /// Of single figures, by id.
    figure: BTreeMap<String, FigureTolerance>,
    /// Flips that are accepted, by kind.
    allowed: BTreeMap<FlipKind, usize>,
}

/// Bounds of one figure.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FigureTolerance {
    /// Of its value and the ends of its interval.
    pub(super) value: f64,
    /// Of numerator and denominator, and of the ids that came or went.
    pub(super) count: u64,
}

impl Tolerances {
    /// Reads the file beside a baseline; all zero where there is none.
    pub(super) fn beside(baseline: &Path) -> Result<Self, Failure> {
        match fs::read_to_string(baseline.join(FILE)) {
            Ok(text) => Self::parse(&text).map_err(|what| refusal(baseline, what)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(refusal(baseline, format!("cannot be read: {cause}"))),
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let parsed: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let values = parsed.figure.values().chain([&parsed.figures]).map(|figure| figure.value);
        if values
            .chain([parsed.probability, parsed.weight_bits])
            .any(|bound| bound.is_nan() || bound < 0.0)
        {
            return Err("a bound is not a number from 0 up".to_owned());
        }
        Ok(parsed)
    }

    /// Refuses a bound for a figure that neither side has: it would guard nothing.
    pub(super) fn check_figures(
        &self,
        baseline: &Path,
        sides: [&RunOutputs; 2],
    ) -> Result<(), Failure> {
        let known = |id: &str| sides.iter().any(|side| side.figures.contains_key(id));
        let Some(unknown) = self.figure.keys().find(|id| !known(id)) else { return Ok(()) };
        let ids = sides.iter().flat_map(|side| side.figures.keys().map(String::as_str));
        let near = ingest::error::nearest(unknown, ids)
            .map_or_else(String::new, |near| format!("; did you mean {near}?"));
        Err(refusal(baseline, format!("no figure has the id {unknown}{near}")))
    }

    pub(super) fn figure(&self, id: &str) -> FigureTolerance {
        self.figure.get(id).copied().unwrap_or(self.figures)
    }

    pub(super) fn allowed(&self, kind: FlipKind) -> usize {
        self.allowed.get(&kind).copied().unwrap_or(0)
    }
}

fn refusal(baseline: &Path, what: String) -> Failure {
    Failure::Input {
        file: baseline.join(FILE).display().to_string(),
        what,
        remedy: "see docs/ci.md for what may stand in it",
    }
}

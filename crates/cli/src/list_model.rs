//! The model file of `match` and `dedupe`: readable JSON with a version, so that one estimated
//! model can be used again, compared and kept beside the links it made.

use std::path::Path;

use linkage::list::{FieldKind, ListComparison, ListLevel, ListModel, Provenance};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Version of the format.
const VERSION: u32 = 3;
const FORMAT: &str = "sverka-list-model";

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    format: String,
    version: u32,
    /// P(two random records match).
    prior: f64,
    /// P(given name and surname exchanged | match).
    swapped: f64,
    comparisons: Vec<ComparisonFile>,
    provenance: ProvenanceFile,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonFile {
    column: String,
    kind: String,
    levels: Vec<LevelFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelFile {
    level: String,
    m: f64,
    u: f64,
    /// u of a text where one name agrees, and where more do.
    u_named: Option<[f64; 2]>,
    typical_share: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvenanceFile {
    left_rows: u64,
    right_rows: u64,
    pairs: u64,
    vectors: u64,
    rounds: u32,
    converged: bool,
    expected_matches: f64,
    /// Share of all matches that blocking is reckoned to bring up.
    blocking_recall: f64,
}

/// The text of a model file.
pub(crate) fn written(model: &ListModel) -> String {
    let learned = &model.provenance;
    let file = ModelFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        prior: model.prior,
        swapped: model.swapped,
        comparisons: model
            .comparisons
            .iter()
            .map(|comparison| ComparisonFile {
                column: comparison.label.clone(),
                kind: comparison.kind.code().to_owned(),
                levels: comparison.levels.iter().map(level_file).collect(),
            })
            .collect(),
        provenance: ProvenanceFile {
            left_rows: learned.left_rows,
            right_rows: learned.right_rows,
            pairs: learned.pairs,
            vectors: learned.vectors,
            rounds: learned.rounds,
            converged: learned.converged,
            expected_matches: learned.expected_matches,
            blocking_recall: learned.blocking_recall,
        },
    };
    // Numbers and text always serialise.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

fn level_file(level: &ListLevel) -> LevelFile {
    LevelFile {
        level: level.code.clone(),
        m: level.m,
        u: level.u,
        u_named: level.u_named,
        typical_share: level.typical_share,
    }
}

/// Reads a model file.
///
/// # Errors
/// [`Failure::Input`] with line and column when it is not one, or of another version.
pub(crate) fn read(path: &Path, text: &str) -> Result<ListModel, Failure> {
    let refuse = |what: String| Failure::Input {
        file: path.display().to_string(),
        what,
        remedy: "write a new model with --save-model",
    };
    let broken = |error: serde_json::Error| refuse(format!("not a model file: {error}"));
    // Another version may have other fields: it is told by its number first.
    let head: Head = serde_json::from_str(text).map_err(broken)?;
    if head.format != FORMAT || head.version != VERSION {
        return Err(refuse(format!(
            "format {} version {}, this program reads {FORMAT} version {VERSION}",
            head.format, head.version
        )));
    }
    let file: ModelFile = serde_json::from_str(text).map_err(broken)?;
    let comparisons = file
        .comparisons
        .into_iter()
        .map(|comparison| {
            let kind = FieldKind::from_code(&comparison.kind)
                .ok_or_else(|| refuse(format!("there is no kind of column {}", comparison.kind)))?;
            let level = |level: LevelFile| ListLevel {
                code: level.level,
                m: level.m,
                u: level.u,
                u_named: level.u_named,
                typical_share: level.typical_share,
            };
            let levels = comparison.levels.into_iter().map(level).collect();
            Ok(ListComparison { label: comparison.column, kind, levels })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let learned = file.provenance;
    Ok(ListModel {
        comparisons,
        prior: file.prior,
        swapped: file.swapped,
        provenance: Provenance {
            left_rows: learned.left_rows,
            right_rows: learned.right_rows,
            pairs: learned.pairs,
            vectors: learned.vectors,
            rounds: learned.rounds,
            converged: learned.converged,
            expected_matches: learned.expected_matches,
            blocking_recall: learned.blocking_recall,
        },
    })
}

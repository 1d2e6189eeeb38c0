//! The model file of `link --estimate` and `--model`: readable JSON with a version, so that an
//! estimated model can be read, compared, used again and named in what it led to. Reach for
//! [`CaseModel`].

use std::path::Path;

use linkage::estimation::{EstimateReport, ListedReport, M_STRENGTH, SHARE_STRENGTH};
use linkage::model::{Comparison, ModelShares};
use linkage::{Estimate, LinkKind, LinkModel, LinkageError};
use records::Reference;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::outputs::sha256_hex;

/// Name of the file that `--estimate` writes beside the project file.
pub(crate) const FILE_NAME: &str = "model.json";
/// Version of the format.
const VERSION: u32 = 2;
const FORMAT: &str = "sverka-case-model";
const KINDS: [LinkKind; 3] = [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo];
const REMEDY: &str = "estimate a model with `sverka link --estimate`, or leave --model out";

/// One model per link kind, as a file says.
#[derive(Clone, Debug)]
pub(crate) struct CaseModel {
    models: Vec<LinkModel>,
    /// SHA-256 of the file, hex.
    pub(crate) sha256: String,
}

impl CaseModel {
    /// The model of a link kind.
    pub(crate) fn of(&self, kind: LinkKind) -> Option<&LinkModel> {
        self.models.iter().find(|model| model.kind() == kind)
    }

    /// Refuses to go on with another model than the links were made with; `used` is its SHA-256,
    /// `None` for the shipped one.
    ///
    /// # Errors
    /// [`Failure::Usage`] saying which.
    pub(crate) fn refuse_other(given: Option<&Self>, used: Option<&str>) -> Result<(), Failure> {
        if given.map(|model| model.sha256.as_str()) == used {
            return Ok(());
        }
        let used = used.map_or_else(
            || "the shipped model; leave --model out".to_owned(),
            |hash| format!("the model with SHA-256 {hash}; name its file with --model"),
        );
        Err(Failure::Usage(format!("the links were made with {used}")))
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the place when it cannot be read, is not a model file, is one of
    /// another version, or does not fit the comparisons of this program.
    pub(crate) fn read(path: &Path, reference: &Reference) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| refusal(path, format!("cannot be read: {cause}")))?;
        Self::parse(path, &text, reference)
    }

    /// The model that a text says; `path` is named in refusals.
    pub(crate) fn parse(path: &Path, text: &str, reference: &Reference) -> Result<Self, Failure> {
        let refuse = |what: String| Err(refusal(path, what));
        let not_one =
            |error: serde_json::Error| refusal(path, format!("not a model file: {error}"));
        let head: Head = serde_json::from_str(text).map_err(not_one)?;
        if head.format != FORMAT || head.version != VERSION {
            let (format, version) = (head.format, head.version);
            return refuse(format!(
                "format {format} version {version}, this program reads {FORMAT} version {VERSION}"
            ));
        }
        let file: ModelFile = serde_json::from_str(text).map_err(not_one)?;
        if !file.kinds.iter().map(|kind| kind.kind.as_str()).eq(KINDS.map(LinkKind::code)) {
            let kinds = KINDS.map(LinkKind::code).join(", ");
            return refuse(format!("kinds: expected {kinds}, in this order"));
        }
        let models = file.kinds.iter().zip(KINDS).map(|(file, kind)| {
            let values: Vec<_> = file.comparisons.iter().map(ComparisonFile::values).collect();
            let made = LinkModel::from_values(reference, kind, file.shares(), &values);
            made.map_err(|error| match error {
                LinkageError::Model { place, what } => refusal(path, format!("{place}: {what}")),
                other => Failure::Linkage(other),
            })
        });
        let models = models.collect::<Result<Vec<_>, Failure>>()?;
        Ok(Self { models, sha256: sha256_hex(text.as_bytes()) })
    }
}

fn refusal(path: &Path, what: String) -> Failure {
    Failure::Input { file: path.display().to_string(), what, remedy: REMEDY }
}

/// The text of a model file. `deliveries` are (source, delivery) of the records used, sorted.
pub(crate) fn written(
    estimates: &[Estimate],
    deliveries: &[(String, String)],
    reference: &Reference,
    software: &str,
) -> String {
    let file = ModelFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        software: software.to_owned(),
        reference_sha256: reference.content_hash.clone(),
        deliveries: deliveries
            .iter()
            .map(|(source, delivery)| DeliveryFile {
                source: source.clone(),
                delivery: delivery.clone(),
            })
            .collect(),
        kinds: estimates.iter().map(|estimate| KindFile::of(estimate, reference)).collect(),
    };
    // Numbers and text always serialise.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// What every version of the format begins with.
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
    /// Version of the program that estimated it.
    software: String,
    /// Reference data whose values estimation began with.
    reference_sha256: String,
    deliveries: Vec<DeliveryFile>,
    kinds: Vec<KindFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeliveryFile {
    source: String,
    delivery: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    kind: String,
    /// Share of left records that have a target.
    match_share: f64,
    victim_present: PresentFile,
    accused_present: PresentFile,
    provenance: ProvenanceFile,
    comparisons: Vec<ComparisonFile>,
}

/// Share of the persons of the left who are listed on the right of a match that lists any.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresentFile {
    share: f64,
    /// Expected persons of matches of whom something is known on the right.
    sought: f64,
    /// The shipped share, for comparison.
    shipped_share: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvenanceFile {
    left_records: u64,
    targets: u64,
    candidate_pairs: u64,
    vectors: u64,
    person_pairs: u64,
    person_vectors: u64,
    passes: u32,
    rounds: u32,
    converged: bool,
    expected_matches: f64,
    /// Weight of the shipped m, in matches, and of the shipped share, in left records.
    prior_matches: f64,
    prior_records: f64,
    shipped_match_share: f64,
    /// Comparisons and shares that had too little data.
    kept_shipped: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonFile {
    comparison: String,
    /// Expected matches with the value known on both sides.
    known_matches: f64,
    levels: Vec<LevelFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelFile {
    level: String,
    m: f64,
    u: f64,
    /// The shipped m, for comparison.
    shipped_m: f64,
}

impl KindFile {
    fn of(estimate: &Estimate, reference: &Reference) -> Self {
        let (model, report) = (&estimate.model, &estimate.report);
        let shipped = LinkModel::from_reference(reference, model.kind()).ok();
        let shares = model.parameters().shares();
        let start = shipped.as_ref().map_or(shares, |model| model.parameters().shares());
        let comparisons = model.comparisons().iter().zip(&report.comparisons);
        let [victims, accused] = report.listed;
        let present = |share, shipped_share, ListedReport { sought, .. }| PresentFile {
            share,
            sought,
            shipped_share,
        };
        Self {
            kind: model.kind().code().to_owned(),
            match_share: shares.matched,
            victim_present: present(shares.victim_present, start.victim_present, victims),
            accused_present: present(shares.accused_present, start.accused_present, accused),
            provenance: ProvenanceFile::of(report, start.matched),
            comparisons: comparisons
                .map(|(comparison, of)| ComparisonFile {
                    comparison: comparison.code.to_owned(),
                    known_matches: of.known_matches,
                    levels: levels(comparison, shipped.as_ref()),
                })
                .collect(),
        }
    }

    const fn shares(&self) -> ModelShares {
        ModelShares {
            matched: self.match_share,
            victim_present: self.victim_present.share,
            accused_present: self.accused_present.share,
        }
    }
}

fn levels(comparison: &Comparison, shipped: Option<&LinkModel>) -> Vec<LevelFile> {
    let of = comparison.levels.iter().map(|level| LevelFile {
        level: level.code.to_owned(),
        m: level.m,
        u: level.u,
        shipped_m: shipped
            .and_then(|model| model.level(comparison.code, level.code))
            .map_or(level.m, |level| level.m),
    });
    of.collect()
}

impl ProvenanceFile {
    fn of(report: &EstimateReport, shipped_match_share: f64) -> Self {
        Self {
            left_records: report.left_records,
            targets: report.targets,
            candidate_pairs: report.pairs,
            vectors: report.vectors,
            person_pairs: report.person_pairs,
            person_vectors: report.person_vectors,
            passes: report.passes,
            rounds: report.rounds,
            converged: report.converged,
            expected_matches: report.expected_matches,
            prior_matches: M_STRENGTH,
            prior_records: SHARE_STRENGTH,
            shipped_match_share,
            kept_shipped: report.kept_shipped().map(str::to_owned).collect(),
        }
    }
}

impl ComparisonFile {
    fn values(&self) -> (String, Vec<(String, f64, f64)>) {
        let levels = self.levels.iter().map(|level| (level.level.clone(), level.m, level.u));
        (self.comparison.clone(), levels.collect())
    }
}

/// The shipped model as a file, as if it had been estimated from nothing.
#[cfg(test)]
pub(crate) fn shipped(reference: &Reference) -> String {
    let kind = |kind: LinkKind| {
        let model = LinkModel::from_reference(reference, kind).expect("the shipped model");
        let comparisons = model.comparisons().iter().map(|comparison| ComparisonFile {
            comparison: comparison.code.to_owned(),
            known_matches: 0.0,
            levels: levels(comparison, None),
        });
        let shares = model.parameters().shares();
        let present = |share| PresentFile { share, sought: 0.0, shipped_share: share };
        KindFile {
            kind: kind.code().to_owned(),
            match_share: shares.matched,
            victim_present: present(shares.victim_present),
            accused_present: present(shares.accused_present),
            provenance: ProvenanceFile {
                left_records: 0,
                targets: 0,
                candidate_pairs: 0,
                vectors: 0,
                person_pairs: 0,
                person_vectors: 0,
                passes: 0,
                rounds: 0,
                converged: true,
                expected_matches: 0.0,
                prior_matches: M_STRENGTH,
                prior_records: SHARE_STRENGTH,
                shipped_match_share: 0.5,
                kept_shipped: Vec::new(),
            },
            comparisons: comparisons.collect(),
        }
    };
    let file = ModelFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        software: String::new(),
        reference_sha256: reference.content_hash.clone(),
        deliveries: Vec::new(),
        kinds: KINDS.map(kind).into(),
    };
    serde_json::to_string_pretty(&file).expect("numbers and text")
}

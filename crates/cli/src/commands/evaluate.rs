//! `evaluate --truth T.csv`: precision, recall and F1 of links and findings against a known truth,
//! the calibration of the probabilities and the recall of blocking, each link once more by group of
//! people. Prints ids and codes; never a name.

mod groups;
mod none;
pub(crate) mod reviewed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use attrition::{Finding, GapAnalysis};
use linkage::evaluation::{
    LinkEvaluation, NoneCalibration, evaluate as evaluate_links, none_calibration,
};
use linkage::{LinkKind, LinkSet, Register};
use records::RecordId;
use serde_json::{Map, Value, json};

use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::pipeline::{self, Links};
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Measures the kept links and findings against a truth file.
pub(crate) async fn evaluate(
    project: &Path,
    truth: &Path,
    min_f1: Option<f64>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let truth = Truth::read(truth)?;
    let linked = Linked::read(Project::open(project)?).await?;
    let Linked { project, reference, files, links, .. } = &linked;
    let analysis = pipeline::analyse(project, reference, files, links, None)?;
    let links = Measured::of(&truth, links, files)?;
    let findings = findings(&truth, &analysis);
    let stages = stages(&truth, &analysis);
    if terminal.json {
        terminal.data_json(&json!({
            "links": links.by_kind.iter().map(|one| (one.kind.code().to_owned(), link_json(one)))
                .collect::<Map<_, _>>(),
            "none": none::as_json(&links.none),
            "findings": findings.iter().map(Score::json).collect::<Value>(),
            "stages": stages.json(),
        }));
    } else {
        terminal.data(&text(&links, &findings, &stages));
    }
    gate(min_f1, &links.by_kind)
}

/// Fails when a kind of link between registers is worse than asked for.
fn gate(min_f1: Option<f64>, by_kind: &[MeasuredKind]) -> Result<(), Failure> {
    let Some(floor) = min_f1 else { return Ok(()) };
    for one in by_kind.iter().filter(|one| one.kind != LinkKind::NgoNgo) {
        let f1 = one.evaluation.f1;
        if f1 < floor {
            let what = format!("F1 of {} is {f1:.4}, less than {floor}", one.kind.code());
            return Err(Failure::Gate(what));
        }
    }
    Ok(())
}

/// `truth.csv`, by kind of row.
struct Truth {
    rows: BTreeMap<String, Vec<(RecordId, String, String)>>,
}

impl Truth {
    fn read(path: &Path) -> Result<Self, Failure> {
        let fail = |what: String| Failure::Input {
            file: path.display().to_string(),
            what,
            remedy: "expected the columns kind, left, right, value",
        };
        let mut reader = csv::Reader::from_path(path).map_err(|error| fail(error.to_string()))?;
        let header: Vec<String> = reader
            .headers()
            .map_err(|error| fail(error.to_string()))?
            .iter()
            .map(str::to_owned)
            .collect();
        if header != ["kind", "left", "right", "value"] {
            return Err(fail("the header differs".to_owned()));
        }
        let mut rows: BTreeMap<String, Vec<(RecordId, String, String)>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| fail(error.to_string()))?;
            rows.entry(record[0].to_owned()).or_default().push((
                record[1].into(),
                record[2].to_owned(),
                record[3].to_owned(),
            ));
        }
        Ok(Self { rows })
    }

    fn of(&self, kind: &str) -> &[(RecordId, String, String)] {
        self.rows.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The true pairs of a kind, each as (left, right) of its link set.
    fn pairs(&self, kind: LinkKind) -> Vec<(RecordId, RecordId)> {
        self.of(kind.code())
            .iter()
            .map(|(left, right, _)| match kind {
                // The truth names the register entry first; the court case is what looks.
                LinkKind::RegisterCourt => (right.as_str().into(), left.clone()),
                LinkKind::NgoRegister | LinkKind::NgoNgo => (left.clone(), right.as_str().into()),
            })
            .collect()
    }
}

/// One kind of link against the truth.
struct MeasuredKind {
    kind: LinkKind,
    evaluation: LinkEvaluation,
    groups: Vec<groups::Group>,
}

/// Every kind of link, and P(none) of the reports.
struct Measured {
    by_kind: Vec<MeasuredKind>,
    none: NoneCalibration,
}

impl Measured {
    fn of(truth: &Truth, links: &Links, files: &CaseFiles) -> Result<Self, Failure> {
        let lineage = Register::of(&files.register)?.lineage_ids();
        let one = |set: &LinkSet| {
            let pairs = truth.pairs(set.kind);
            MeasuredKind {
                kind: set.kind,
                evaluation: evaluate_links(set, &pairs, &lineage),
                groups: groups::groups(set, &pairs, &lineage, files),
            }
        };
        let reports = &links.ngo_register;
        Ok(Self {
            none: none_calibration(reports, &truth.pairs(reports.kind), &lineage),
            by_kind: [reports, &links.register_court, &links.ngo_ngo].map(one).into(),
        })
    }
}

/// Counts of one class: said and true, said and not, not said but true.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Score {
    class: String,
    both: u64,
    only_said: u64,
    only_true: u64,
}

impl Score {
    fn share(part: u64, rest: u64) -> Option<f64> {
        (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
    }

    fn precision(&self) -> Option<f64> {
        Self::share(self.both, self.only_said)
    }

    fn recall(&self) -> Option<f64> {
        Self::share(self.both, self.only_true)
    }

    fn f1(&self) -> Option<f64> {
        Self::share(2 * self.both, self.only_said + self.only_true)
    }

    fn json(&self) -> Value {
        json!({
            "class": self.class,
            "true_positive": self.both,
            "false_positive": self.only_said,
            "false_negative": self.only_true,
            "precision": self.precision(),
            "recall": self.recall(),
            "f1": self.f1(),
        })
    }
}

/// Findings as said against findings as true, for reports that have both.
fn findings(truth: &Truth, analysis: &GapAnalysis) -> Vec<Score> {
    let said: BTreeMap<&RecordId, &str> =
        analysis.findings.iter().map(|finding| (&finding.report, finding.finding.code())).collect();
    let mut counts: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
    for (report, _, true_finding) in truth.of("finding") {
        let Some(said) = said.get(report).copied() else { continue };
        if said == true_finding {
            counts.entry(said).or_default().0 += 1;
        } else {
            counts.entry(said).or_default().1 += 1;
            counts.entry(true_finding).or_default().2 += 1;
        }
    }
    Finding::ALL
        .iter()
        .map(|finding| {
            let (both, only_said, only_true) =
                counts.get(finding.code()).copied().unwrap_or_default();
            Score { class: finding.code().to_owned(), both, only_said, only_true }
        })
        .collect()
}

/// How many followed entries are at their true furthest stage with their true exit.
struct StageScore {
    followed: u64,
    stage_right: u64,
    exit_right: u64,
}

impl StageScore {
    fn json(&self) -> Value {
        json!({
            "followed": self.followed,
            "furthest_stage_right": self.stage_right,
            "exit_right": self.exit_right,
        })
    }
}

fn stages(truth: &Truth, analysis: &GapAnalysis) -> StageScore {
    let lookup = |kind: &str| -> BTreeMap<RecordId, String> {
        truth.of(kind).iter().map(|(id, _, value)| (id.clone(), value.clone())).collect()
    };
    let (stage, exit) = (lookup("stage"), lookup("exit"));
    let mut score = StageScore { followed: 0, stage_right: 0, exit_right: 0 };
    let mut seen = BTreeSet::new();
    for path in &analysis.paths {
        let (Some(last), Some(stage), Some(exit)) =
            (path.steps.last(), stage.get(&path.record), exit.get(&path.record))
        else {
            continue;
        };
        if !seen.insert(&path.record) {
            continue;
        }
        score.followed += 1;
        score.stage_right += u64::from(last.stage.code() == stage);
        let kind = exit.split(':').next().unwrap_or_default();
        score.exit_right += u64::from(last.disposition.code() == kind);
    }
    score
}

fn fraction(value: f64) -> String {
    format!("{value:.4}")
}

fn text(links: &Measured, findings: &[Score], stages: &StageScore) -> String {
    let groups: Vec<_> =
        links.by_kind.iter().map(|one| (one.kind, one.groups.as_slice())).collect();
    let (link_table, calibration) = link_tables(&links.by_kind);
    format!(
        "{link_table}\n\n{}\n\n{calibration}\n\n{}\n\n{}\n\n{} entries followed: furthest stage right \
         for {}, exit for {}\n",
        groups::text(&groups),
        none::text(&links.none),
        finding_table(findings),
        stages.followed,
        stages.stage_right,
        stages.exit_right,
    )
}

/// The links of every kind, and the calibration of their probabilities.
fn link_tables(by_kind: &[MeasuredKind]) -> (String, String) {
    let links = by_kind
        .iter()
        .map(|MeasuredKind { kind, evaluation: one, .. }| {
            [
                kind.code().to_owned(),
                one.matches.to_string(),
                one.links.to_string(),
                one.correct_links.to_string(),
                one.matches_in_review.to_string(),
                fraction(one.precision),
                fraction(one.recall),
                fraction(one.f1),
                fraction(one.blocking_recall),
            ]
        })
        .collect();
    let header = [
        "links",
        "true",
        "linked",
        "right",
        "in review",
        "precision",
        "recall",
        "F1",
        "blocking recall",
    ];
    let calibration = by_kind.iter().flat_map(|MeasuredKind { kind, evaluation, .. }| {
        evaluation.calibration.iter().filter(|band| band.decisions > 0).map(|band| {
            [
                kind.code().to_owned(),
                format!("from {:.1}", band.from),
                band.decisions.to_string(),
                fraction(band.claimed),
                fraction(band.matched),
            ]
        })
    });
    let calibration_header = ["calibration", "probability", "decisions", "claimed", "share true"];
    (table(header, links), table(calibration_header, calibration.collect()))
}

fn finding_table(findings: &[Score]) -> String {
    let rows = findings
        .iter()
        .map(|score| {
            [
                score.class.clone(),
                score.both.to_string(),
                score.only_said.to_string(),
                score.only_true.to_string(),
                score.precision().map_or_else(|| "n/a".to_owned(), fraction),
                score.recall().map_or_else(|| "n/a".to_owned(), fraction),
                score.f1().map_or_else(|| "n/a".to_owned(), fraction),
            ]
        })
        .collect();
    table(["finding", "right", "wrong", "missed", "precision", "recall", "F1"], rows)
}

fn link_json(MeasuredKind { evaluation: one, groups, .. }: &MeasuredKind) -> Value {
    let pairs = |pairs: &[(RecordId, RecordId)]| -> Value {
        pairs.iter().map(|(left, right)| json!([left.as_str(), right.as_str()])).collect()
    };
    json!({
        "matches": one.matches,
        "links": one.links,
        "correct_links": one.correct_links,
        "possible_links": one.possible_links,
        "matches_in_review": one.matches_in_review,
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "blocking_recall": one.blocking_recall,
        "brier": one.brier,
        "groups": groups::as_json(groups),
        "false_links": pairs(&one.false_links),
        "missed": pairs(&one.missed),
        "calibration": one.calibration.iter().map(|band| json!({
            "from": band.from,
            "decisions": band.decisions,
            "claimed": band.claimed,
            "matched": band.matched,
        })).collect::<Value>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_never_met_has_no_score() {
        let none = Score { class: "refused".into(), both: 0, only_said: 0, only_true: 0 };
        assert_eq!((none.precision(), none.recall(), none.f1()), (None, None, None));
        let some = Score { both: 3, only_said: 1, only_true: 2, ..none };
        assert_eq!((some.precision(), some.recall()), (Some(0.75), Some(0.6)));
        assert_eq!(some.f1(), Some(6.0 / 9.0));
    }

    #[test]
    fn a_truth_file_with_other_columns_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("truth.csv");
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        let message = Truth::read(&path).err().unwrap().to_string();
        assert!(message.contains("kind, left, right, value"), "{message}");
    }
}

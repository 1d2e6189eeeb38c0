//! `explain REF`: what is said of one record and why, with the evidence in bits that sums to the
//! score, and why not the nearest others. Prints ids, dates and the words of the
//! reports in the language asked for; never a name.

use std::path::Path;

use attrition::{GapAnalysis, RegisterPath, ReportFinding};
use linkage::{Candidate, Decision, LinkStatus};
use records::RecordId;
use reporting::{InWords, ReportingError};
use serde_json::{Value, json};

use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::pipeline::Links;
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Prints everything known of one record.
pub(crate) async fn explain(
    reference: &str,
    language: Option<&str>,
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let language = project.language(language)?;
    let linked = Linked::read(project).await?;
    let analysis = linked.analyse()?;
    let id = find(reference, &linked.files)?;
    let view = View::of(&id, &analysis, &linked.links);
    if terminal.json {
        terminal.data_json(&view.json());
    } else {
        terminal.data(&view.text(&InWords::new(language, &linked.reference)?)?);
    }
    Ok(())
}

/// The record meant: its full id, or its own reference where only one source has it.
pub(super) fn find(reference: &str, files: &CaseFiles) -> Result<RecordId, Failure> {
    let ids: Vec<&RecordId> = (files.reports.iter().map(|report| &report.id))
        .chain(files.register.iter().map(|record| &record.id))
        .chain(files.court.iter().map(|case| &case.id))
        .collect();
    if let Some(found) = ids.iter().find(|id| id.as_str() == reference) {
        return Ok((*found).clone());
    }
    let own = |id: &RecordId| id.as_str().split_once(':').map_or("", |(_, own)| own).to_owned();
    let matching: Vec<&&RecordId> = ids.iter().filter(|id| own(id) == reference).collect();
    match matching[..] {
        [one] => Ok((*one).clone()),
        [] => {
            let known: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            let hint = ingest::error::nearest(reference, known)
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            Err(Failure::NotFound(format!("there is no record {reference}{hint}")))
        }
        _ => Err(Failure::NotFound(format!(
            "{reference} is in several sources: {}; name one in full",
            matching.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// What the analysis and the links say of one record.
struct View<'a> {
    id: &'a RecordId,
    finding: Option<&'a ReportFinding>,
    decision: Option<&'a Decision>,
    path: Option<&'a RegisterPath>,
    same_case: Vec<&'a RecordId>,
}

impl<'a> View<'a> {
    fn of(id: &'a RecordId, analysis: &'a GapAnalysis, links: &'a Links) -> Self {
        let finding = analysis.findings.iter().find(|finding| finding.report == *id);
        let decision =
            links.ngo_register.decision(id).or_else(|| links.register_court.decision(id));
        let target = finding
            .and_then(|finding| finding.linked.as_ref())
            .or_else(|| decision.and_then(|decision| decision.target.as_ref()))
            .unwrap_or(id);
        let path = analysis
            .paths
            .iter()
            .find(|path| path.record == *target || path.lineage.contains(target));
        let same_case = analysis
            .same_case
            .iter()
            .find(|group| group.contains(id))
            .map(|group| group.iter().filter(|other| *other != id).collect())
            .unwrap_or_default();
        Self { id, finding, decision, path, same_case }
    }

    fn text(&self, words: &InWords<'_>) -> Result<String, ReportingError> {
        let mut lines = vec![self.id.to_string()];
        if let Some(finding) = self.finding {
            lines.extend(finding_text(finding, words)?);
        }
        if !self.same_case.is_empty() {
            let others: Vec<&str> = self.same_case.iter().map(|id| id.as_str()).collect();
            lines.push(words.message("explain-same-case", &[("list", &others.join(", "))])?);
        }
        if let Some(decision) = self.decision {
            let (target, none) = (decision.target.as_ref(), decision.none_probability);
            lines.push(decision_text(decision.status, target, none, words)?);
            for (rank, candidate) in decision.candidates.iter().enumerate() {
                lines.push(candidate_text(rank, candidate, target, words)?);
            }
        }
        if let Some(path) = self.path {
            lines.push(path_text(path, words)?);
        }
        if self.finding.is_none() && self.decision.is_none() && self.path.is_none() {
            lines.push(words.message("explain-not-followed", &[])?);
        }
        Ok(lines.join("\n") + "\n")
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id.as_str(),
            "finding": self.finding.map(|finding| json!({
                "finding": finding.finding.code(),
                "probability": finding.probability,
                "reasons": finding.reasons,
                "linked": finding.linked.as_ref().map(RecordId::as_str),
                "obstacle": finding.obstacle,
                "rungs": finding.rungs.iter().map(|(rung, reached)| {
                    json!({ "rung": rung.code(), "reached": format!("{reached:?}").to_lowercase() })
                }).collect::<Value>(),
            })),
            "same_case": self.same_case.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            "decision": self.decision.map(|decision| json!({
                "status": decision.status.code(),
                "target": decision.target.as_ref().map(RecordId::as_str),
                "none_probability": decision.none_probability,
                "candidates": decision.candidates.iter().map(candidate_json).collect::<Value>(),
            })),
            "path": self.path.map(path_json),
        })
    }
}

fn finding_text(
    finding: &ReportFinding,
    words: &InWords<'_>,
) -> Result<Vec<String>, ReportingError> {
    let reasons: Vec<String> = (finding.reasons.iter())
        .map(|reason| words.message(&format!("reason-{reason}"), &[]))
        .collect::<Result<_, _>>()?;
    let mut lines = vec![words.message(
        "explain-finding",
        &[
            ("finding", &words.coded("finding", finding.finding.code())?),
            ("probability", &words.decimal(finding.probability, 3)),
            ("reasons", &reasons.join("; ")),
        ],
    )?];
    let rung = |(rung, reached): &(attrition::Rung, attrition::Reached)| {
        let rung = words.coded("rung", rung.code())?;
        let key = format!("explain-reached-{reached:?}").to_lowercase();
        let reached = words.message(&key, &[])?;
        words.message("explain-rung", &[("rung", &rung), ("reached", &reached)])
    };
    let rungs: Vec<String> = finding.rungs.iter().map(rung).collect::<Result<_, _>>()?;
    lines.push(words.message("explain-ladder", &[("rungs", &rungs.join(" · "))])?);
    if let Some(obstacle) = &finding.obstacle {
        let obstacle = words.coded("obstacle", obstacle)?;
        lines.push(words.message("explain-obstacle", &[("obstacle", &obstacle)])?);
    }
    Ok(lines)
}

/// What is decided, and how likely there is no such record.
pub(super) fn decision_text(
    status: LinkStatus,
    target: Option<&RecordId>,
    none: f64,
    words: &InWords<'_>,
) -> Result<String, ReportingError> {
    let (status, none) = (words.coded("status", status.code())?, words.decimal(none, 3));
    let told = [("status", &*status), ("none", &*none)];
    match target {
        None => words.message("explain-decision", &told),
        Some(id) => words
            .message("explain-decision-target", &[&told[..], &[("target", id.as_str())]].concat()),
    }
}

/// Why a candidate is the target, or why not, with bits that sum to its weight.
pub(super) fn candidate_text(
    rank: usize,
    candidate: &Candidate,
    target: Option<&RecordId>,
    words: &InWords<'_>,
) -> Result<String, ReportingError> {
    let chosen = target == Some(&candidate.right);
    let head = words.message(
        if chosen { "explain-why" } else { "explain-why-not" },
        &[
            ("rank", &(rank + 1).to_string()),
            ("record", candidate.right.as_str()),
            ("bits", &words.signed(candidate.weight.bits(), 2)),
            ("probability", &words.decimal(candidate.probability, 3)),
            ("rules", &candidate.rules.join(", ")),
        ],
    )?;
    let told = words.evidence(&candidate.evidence)?;
    let mut rows: Vec<[String; 3]> = told
        .into_iter()
        .zip(&candidate.evidence)
        .map(|((comparison, level), one)| [comparison, level, words.signed(one.weight.bits(), 2)])
        .collect();
    let total = words.signed(candidate.weight.bits(), 2);
    rows.push([words.message("explain-sum", &[])?, String::new(), total]);
    let header = ["column-comparison", "column-level", "column-bits"];
    Ok(format!("\n{head}\n{}", table(headed(words, header)?, rows)))
}

/// The messages of a table's header.
pub(super) fn headed<const N: usize>(
    words: &InWords<'_>,
    keys: [&str; N],
) -> Result<[String; N], ReportingError> {
    let mut texts = keys.map(str::to_owned);
    for text in &mut texts {
        *text = words.message(text, &[])?;
    }
    Ok(texts)
}

fn candidate_json(candidate: &Candidate) -> Value {
    json!({
        "right": candidate.right.as_str(),
        "weight_bits": candidate.weight.bits(),
        "probability": candidate.probability,
        "rules": candidate.rules,
        "evidence": candidate.evidence.iter().map(|evidence| json!({
            "comparison": evidence.comparison,
            "level": evidence.level,
            "bits": evidence.weight.bits(),
            "detail": evidence.detail.iter().map(|(key, value)| json!([key, value])).collect::<Value>(),
        })).collect::<Value>(),
    })
}

fn path_text(path: &RegisterPath, words: &InWords<'_>) -> Result<String, ReportingError> {
    let date = |date: Option<records::PartialDate>| {
        date.map_or_else(|| Ok("–".to_owned()), |date| words.date(date))
    };
    let row = |step: &attrition::StageStep| {
        let ground = match &step.disposition {
            attrition::Disposition::Exited { ground: Some(ground), .. } => {
                words.coded("ground", ground)?
            }
            _ => String::new(),
        };
        let disposition = format!("disposition-{}", step.disposition.code());
        Ok([
            words.coded("stage", step.stage.code())?,
            date(step.entered)?,
            date(step.left)?,
            words.message(&disposition, &[])?,
            ground,
        ])
    };
    let rows: Vec<[String; 5]> =
        path.steps.iter().map(row).collect::<Result<_, ReportingError>>()?;
    let list = |ids: &[RecordId]| ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join(", ");
    let mut head = vec![words.message("explain-path", &[("record", path.record.as_str())])?];
    for (key, ids) in [
        ("explain-lineage", &path.lineage),
        ("explain-reports", &path.reports),
        ("explain-court-cases", &path.court_cases),
    ] {
        if !ids.is_empty() {
            head.push(words.message(key, &[("list", &list(ids))])?);
        }
    }
    let header =
        ["column-stage", "explain-from", "explain-until", "explain-disposition", "column-ground"];
    Ok(format!("\n{}\n{}", head.join("; "), table(headed(words, header)?, rows)))
}

fn path_json(path: &RegisterPath) -> Value {
    let ids =
        |ids: &[RecordId]| ids.iter().map(RecordId::as_str).map(str::to_owned).collect::<Vec<_>>();
    json!({
        "record": path.record.as_str(),
        "lineage": ids(&path.lineage),
        "reports": ids(&path.reports),
        "court_cases": ids(&path.court_cases),
        "steps": path.steps.iter().map(|step| json!({
            "stage": step.stage.code(),
            "entered": step.entered.map(|date| date.to_string()),
            "left": step.left.map(|date| date.to_string()),
            "disposition": step.disposition.code(),
            "ground": match &step.disposition {
                attrition::Disposition::Exited { ground, .. } => ground.clone(),
                _ => None,
            },
        })).collect::<Value>(),
    })
}

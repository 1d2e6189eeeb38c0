//! `explain REF`: what is said of one record and why, with the evidence in bits that sums to the
//! score, and why not the nearest others. Prints ids, dates and codes; never a name.

use std::path::Path;

use attrition::{GapAnalysis, RegisterPath, ReportFinding};
use linkage::{Candidate, Decision};
use records::RecordId;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::pipeline::{self, CaseFiles, Links};
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Prints everything known of one record.
pub(crate) async fn explain(
    reference: &str,
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let data = pipeline::reference(&project)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let files = pipeline::load(&mut store).await?;
    let links = pipeline::kept_links(&mut store, &project, &data, &files).await?;
    store.close().await?;
    let analysis = pipeline::analyse(&project, &data, &files, &links, None)?;
    let id = find(reference, &files)?;
    let view = View::of(&id, &analysis, &links);
    if terminal.json {
        terminal.data_json(&view.json());
    } else {
        terminal.data(&view.text());
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

    fn text(&self) -> String {
        let mut lines = vec![self.id.to_string()];
        if let Some(finding) = self.finding {
            lines.push(format!(
                "finding: {} (probability {:.3}); because: {}",
                finding.finding.code(),
                finding.probability,
                finding.reasons.join(", ")
            ));
            let rungs = finding.rungs.iter().map(|(rung, reached)| {
                format!("{} {}", rung.code(), format!("{reached:?}").to_lowercase())
            });
            lines.push(format!("ladder: {}", rungs.collect::<Vec<_>>().join(" · ")));
            if let Some(obstacle) = &finding.obstacle {
                lines.push(format!("obstacle: {obstacle}"));
            }
        }
        if !self.same_case.is_empty() {
            let others: Vec<&str> = self.same_case.iter().map(|id| id.as_str()).collect();
            lines.push(format!("the same case as: {}", others.join(", ")));
        }
        if let Some(decision) = self.decision {
            lines.push(format!(
                "decision: {}{}; probability of none {:.3}",
                decision.status.code(),
                decision.target.as_ref().map_or_else(String::new, |id| format!(" to {id}")),
                decision.none_probability
            ));
            for (rank, candidate) in decision.candidates.iter().enumerate() {
                lines.push(candidate_text(rank, candidate, decision));
            }
        }
        if let Some(path) = self.path {
            lines.push(path_text(path));
        }
        if self.finding.is_none() && self.decision.is_none() && self.path.is_none() {
            lines.push("not linked to a report of the cohort and not followed".to_owned());
        }
        lines.join("\n") + "\n"
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

fn candidate_text(rank: usize, candidate: &Candidate, decision: &Decision) -> String {
    let chosen = decision.target.as_ref() == Some(&candidate.right);
    let head = format!(
        "\n{}. {} {}: {} in all, probability {:.3}, found by {}",
        rank + 1,
        if chosen { "why" } else { "why not" },
        candidate.right,
        candidate.weight,
        candidate.probability,
        candidate.rules.join(", ")
    );
    let mut rows: Vec<[String; 4]> = candidate
        .evidence
        .iter()
        .map(|evidence| {
            let detail = evidence.detail.iter().map(|(key, value)| format!("{key} {value}"));
            [
                evidence.comparison.clone(),
                evidence.level.clone(),
                format!("{:+.2}", evidence.weight.bits()),
                detail.collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    let total = format!("{:+.2}", candidate.weight.bits());
    rows.push(["sum".to_owned(), String::new(), total, String::new()]);
    format!("{head}\n{}", table(["comparison", "level", "bits", "detail"], rows))
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

fn path_text(path: &RegisterPath) -> String {
    let date = |date: Option<records::PartialDate>| {
        date.map_or_else(|| "–".to_owned(), |date| date.to_string())
    };
    let rows = path
        .steps
        .iter()
        .map(|step| {
            let ground = match &step.disposition {
                attrition::Disposition::Exited { ground: Some(ground), .. } => ground.clone(),
                _ => String::new(),
            };
            [
                step.stage.code().to_owned(),
                date(step.entered),
                date(step.left),
                step.disposition.code().to_owned(),
                ground,
            ]
        })
        .collect();
    let list = |ids: &[RecordId]| ids.iter().map(RecordId::as_str).collect::<Vec<_>>().join(", ");
    let mut head = format!("\npath of {}", path.record);
    for (title, ids) in
        [("lineage", &path.lineage), ("reports", &path.reports), ("court", &path.court_cases)]
    {
        if !ids.is_empty() {
            head.push_str(&format!("; {title}: {}", list(ids)));
        }
    }
    format!("{head}\n{}", table(["stage", "entered", "left", "disposition", "ground"], rows))
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

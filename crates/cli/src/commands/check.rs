//! `check --baseline DIR`: the regression gate. Compares what a run decided and counted with an
//! earlier run, lists every flip with what stands behind it, and fails when there are more than the
//! tolerances beside the baseline declare. Prints ids, codes and numbers; never a name.
//!
//! Findings, links and figures are compared as published, after their hashes were checked. Wording
//! is not: a label may be rewritten without a flip.

mod accept;
mod figures;
mod findings;
mod flip;
mod links;
mod made_from;
mod outputs;
mod tolerances;

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::project::Project;
use crate::terminal::{Terminal, table};

use flip::{Change, Comparison, FlipKind};
use outputs::RunOutputs;
use tolerances::Tolerances;

/// Compares the outputs of a project with a baseline, or takes them as the new one.
pub(crate) fn check(
    project: &Path,
    baseline: &Path,
    accept: bool,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let now = RunOutputs::of_run(&project.out())?;
    if accept {
        return accept::write(&now, baseline, terminal);
    }
    let was = RunOutputs::of_baseline(baseline)?;
    let tolerances = Tolerances::beside(baseline)?;
    tolerances.check_figures(baseline, [&was, &now])?;
    let comparison = compare(&was, &now, &tolerances);
    let causes = made_from::changes(&was.run, &now.run);
    let rows = KindRow::all(&comparison, &tolerances);
    if terminal.json {
        terminal.data_json(&as_json(&comparison, &causes, &rows));
    } else {
        terminal.data(&text(&comparison, &causes));
        terminal.say(&summary(&rows));
    }
    gate(baseline, &rows)
}

/// Every flip, findings first.
fn compare(was: &RunOutputs, now: &RunOutputs, tolerances: &Tolerances) -> Comparison {
    let links = links::compare(&was.links, &now.links, tolerances);
    let mut comparison = findings::compare(&was.findings, &now.findings, &links, tolerances);
    let figures = figures::compare(&was.figures, &now.figures, &comparison, tolerances);
    comparison.append(links);
    comparison.append(figures);
    comparison
}

/// One kind of flip: how many there are and how many are accepted.
struct KindRow {
    kind: FlipKind,
    flips: usize,
    allowed: usize,
}

impl KindRow {
    fn all(comparison: &Comparison, tolerances: &Tolerances) -> Vec<Self> {
        FlipKind::ALL
            .into_iter()
            .map(|kind| Self {
                kind,
                flips: comparison.flips.iter().filter(|flip| flip.kind == kind).count(),
                allowed: tolerances.allowed(kind),
            })
            .collect()
    }

    const fn breached(&self) -> bool {
        self.flips > self.allowed
    }
}

fn gate(baseline: &Path, rows: &[KindRow]) -> Result<(), Failure> {
    let breached: Vec<String> = rows
        .iter()
        .filter(|row| row.breached())
        .map(|row| format!("{} {} (allowed {})", row.flips, row.kind.code(), row.allowed))
        .collect();
    if breached.is_empty() {
        return Ok(());
    }
    Err(Failure::Gate(format!(
        "flips against {}: {}; where all of them are meant, run this again with --accept",
        baseline.display(),
        breached.join(", ")
    )))
}

fn text(comparison: &Comparison, causes: &[Change]) -> String {
    let mut lines = Vec::new();
    for flip in &comparison.flips {
        lines.push(format!("{:<12}{}", flip.kind.code(), flip.subject));
        lines.extend(flip.changes.iter().map(|change| format!("    {}", change.text())));
        lines.extend(flip.because.iter().map(|reason| format!("    because {reason}")));
    }
    if !comparison.flips.is_empty() {
        let made = if causes.is_empty() {
            "made from the same inputs, reference data and parameters: the software decides otherwise"
        } else {
            "made from something else than the baseline:"
        };
        lines.push(made.to_owned());
        lines.extend(causes.iter().map(|change| format!("    {}", change.text())));
    }
    lines.push(format!(
        "{} flips; {} numbers moved within the tolerances",
        comparison.flips.len(),
        comparison.within
    ));
    lines.join("\n") + "\n"
}

fn summary(rows: &[KindRow]) -> String {
    let rows = rows
        .iter()
        .map(|row| {
            let verdict = if row.breached() { "breach" } else { "" };
            [row.kind.code(), &row.flips.to_string(), &row.allowed.to_string(), verdict]
                .map(str::to_owned)
        })
        .collect();
    table(["kind of flip", "flips", "allowed", ""], rows)
}

fn as_json(comparison: &Comparison, causes: &[Change], rows: &[KindRow]) -> Value {
    let kinds: Map<String, Value> = rows
        .iter()
        .map(|row| {
            let value = json!({
                "flips": row.flips,
                "allowed": row.allowed,
                "breached": row.breached(),
            });
            (row.kind.code().to_owned(), value)
        })
        .collect();
    let flips: Vec<Value> = comparison
        .flips
        .iter()
        .map(|flip| {
            json!({
                "kind": flip.kind.code(),
                "subject": flip.subject,
                "changes": flip.changes.iter().map(Change::json).collect::<Value>(),
                "because": flip.because,
            })
        })
        .collect();
    json!({
        "passed": !rows.iter().any(KindRow::breached),
        "kinds": kinds,
        "moved_within_tolerance": comparison.within,
        "made_from": causes.iter().map(Change::json).collect::<Value>(),
        "flips": flips,
    })
}

#[cfg(test)]
mod tests;

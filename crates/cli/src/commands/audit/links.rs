//! `audit plan` draws the reports whose links people verify, `audit estimate` says what follows from
//! their answers. The sample and its inclusion probabilities are kept in `review-audit.csv`, the
//! answers in the ledger; `sverka review --queue audit` serves the cards. Prints counts and shares;
//! never a name.

use std::path::Path;

use attrition::estimate::sample_size::{Expected, half_width, stratified_sizes};
use attrition::{AuditSample, AuditStratum, Figure, GapAnalysis};
use clerical_review::Ledger;
use clerical_review::audit::{NotEvidence, draw};
use linkage::{Decision, LinkStatus};
use serde_json::{Value, json};

use crate::commands::review::sample;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::lock::ProjectLock;
use crate::pipeline;
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Machine results that are audited apart.
const STRATA: [LinkStatus; 3] = [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink];

/// The headline in the ways that `estimate` compares.
const WAYS: [&str; 3] = [
    "unregistered_rate.reports",
    "unregistered_rate.reports.linkage_adjusted",
    "unregistered_rate.reports.verified_sample",
];

/// Draws the sample for a margin, as a share.
pub(super) async fn plan(
    project: &Path,
    margin: f64,
    seed: u64,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    if sample::read(&project)?.is_some() {
        return Err(Failure::Input {
            file: project.dir.join(sample::FILE_NAME).display().to_string(),
            what: "a sample was drawn already".to_owned(),
            remedy: "keep it: a sample drawn again until it pleases is no random sample; move the \
                     file away only if nobody has read any of it",
        });
    }
    let linked = Linked::read(project).await?;
    let Linked { project, reference, files, links, .. } = &linked;
    let analysis = pipeline::analyse(project, reference, files, links, None)?;
    let frame = sample::frame(&links.ngo_register, &sample::counted(&analysis));
    if frame.is_empty() {
        return Err(Failure::NotFound(
            "no report of the cohort counts, so there is nothing to audit".to_owned(),
        ));
    }
    let strata = STRATA.map(|status| expected(&frame, status));
    let sizes = stratified_sizes(&strata, margin)
        .ok_or_else(|| Failure::Usage("--margin must be above 0 and below 50 points".to_owned()))?;
    let size = |status| {
        let at = STRATA.iter().position(|other| *other == status);
        at.and_then(|at| usize::try_from(sizes[at]).ok()).unwrap_or(0)
    };
    let drawn = draw(frame, size, seed);
    sample::write(project, &drawn)?;
    let half = half_width(&strata, &sizes);
    if terminal.json {
        let strata: Vec<Value> = STRATA
            .iter()
            .zip(&strata)
            .zip(&sizes)
            .map(|((status, expected), size)| {
                json!({
                    "machine_result": status.code(),
                    "reports": expected.size,
                    "drawn": size,
                    "inclusion": (expected.size > 0).then(|| *size as f64 / expected.size as f64),
                    "expected_share": expected.share,
                })
            })
            .collect();
        terminal.data_json(&json!({
            "strata": strata,
            "drawn": drawn.len(),
            "expected_half_width": half,
            "seed": seed,
        }));
    } else {
        terminal.data(&plan_text(&strata, &sizes, half));
    }
    Ok(())
}

/// Reports of one machine result, with the share that the model expects to be in no register.
fn expected(frame: &[&Decision], status: LinkStatus) -> Expected {
    let members: Vec<f64> =
        frame.iter().filter(|one| one.status == status).map(|one| one.none_probability).collect();
    let size = members.len() as u64;
    let share = members.iter().sum::<f64>() / (members.len().max(1)) as f64;
    Expected { size, share }
}

fn plan_text(strata: &[Expected], sizes: &[u64], half: f64) -> String {
    let rows = STRATA
        .iter()
        .zip(strata)
        .zip(sizes)
        .map(|((status, expected), size)| {
            let inclusion = *size as f64 / expected.size.max(1) as f64;
            [
                status.code().to_owned(),
                expected.size.to_string(),
                size.to_string(),
                format!("{inclusion:.3}"),
            ]
        })
        .collect();
    format!(
        "{}\n\n{} reports in {}; the share in no register will be known to about ± {:.1} points\nverify \
         them with `sverka review --queue audit`, then `sverka audit estimate`\n",
        table(["machine result", "reports", "drawn", "inclusion"], rows),
        sizes.iter().sum::<u64>(),
        sample::FILE_NAME,
        half * 100.0
    )
}

/// Says what follows from the answers.
pub(super) async fn estimate(project: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let linked = Linked::read(Project::open(project)?).await?;
    let Linked { project, reference, files, links, ledger } = &linked;
    let audit = answered(project, ledger)?;
    let analysis = pipeline::analyse(project, reference, files, links, Some(&audit))?;
    if terminal.json {
        terminal.data_json(&json!({
            "strata": audit.strata.iter().map(stratum_json).collect::<Value>(),
            "figures": ways(&analysis).map(way_json).collect::<Value>(),
        }));
    } else {
        terminal.data(&estimate_text(&audit, &analysis));
    }
    Ok(())
}

/// The answers to the sample.
fn answered(project: &Project, ledger: &Ledger) -> Result<AuditSample, Failure> {
    let refused = |reason: &NotEvidence| Failure::Input {
        file: project.dir.display().to_string(),
        what: reason.to_string(),
        remedy: "an accuracy needs a random sample",
    };
    let found = sample::found(project, ledger)?.ok_or_else(|| {
        Failure::NotFound("no sample was drawn; draw one with `sverka audit plan`".to_owned())
    })?;
    let audit = found.map_err(|reason| refused(&reason))?;
    if audit.verified().is_none() {
        let open = audit.strata.iter().filter(|one| one.present.len() + one.absent.len() == 0);
        let open: Vec<&str> = open.map(|one| one.status.code()).collect();
        return Err(Failure::NotFound(format!(
            "nothing is decided yet of these machine results: {}; nothing can be said of all reports \
             before",
            open.join(", ")
        )));
    }
    Ok(audit)
}

fn ways(analysis: &GapAnalysis) -> impl Iterator<Item = &Figure> {
    WAYS.iter().filter_map(|id| analysis.figures.iter().find(|figure| figure.id == *id))
}

fn stratum_json(stratum: &AuditStratum) -> Value {
    json!({
        "machine_result": stratum.status.code(),
        "reports": stratum.population,
        "in_a_register": stratum.present.len(),
        "in_none": stratum.absent.len(),
        "undecided": stratum.undecided.len(),
    })
}

fn way_json(figure: &Figure) -> Value {
    json!({
        "figure": figure.id,
        "value": figure.value,
        "interval": figure.interval.map(|interval| [interval.low, interval.high]),
        "notes": figure.uncertainty.notes,
    })
}

fn estimate_text(audit: &AuditSample, analysis: &GapAnalysis) -> String {
    let strata = audit.strata.iter().map(|one| {
        [
            one.status.code().to_owned(),
            one.population.to_string(),
            one.present.len().to_string(),
            one.absent.len().to_string(),
            one.undecided.len().to_string(),
        ]
    });
    let ways_rows = ways(analysis).map(|figure| {
        let interval = figure.interval.map_or_else(String::new, |interval| {
            format!("{:.4} – {:.4}", interval.low, interval.high)
        });
        let value = figure.value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.4}"));
        [figure.id.clone(), value, interval]
    });
    let notes = ways(analysis).flat_map(|figure| &figure.uncertainty.notes);
    let notes: String = notes.map(|note| format!("{note}\n")).collect();
    format!(
        "{}\n\n{}\n{notes}",
        table(
            ["machine result", "reports", "in a register", "in none", "undecided"],
            strata.collect()
        ),
        table(["share in no register", "estimate", "95 % interval"], ways_rows.collect())
    )
}

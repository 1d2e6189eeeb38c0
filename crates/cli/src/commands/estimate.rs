//! `link --estimate`: the model of each link kind from the records of the project, written beside
//! the project file.

use linkage::estimation::EstimateReport;
use linkage::{Estimate, LinkKind, Progress};
use records::Reference;
use store::ProjectStore;

use crate::case_files::FilesToLink;
use crate::case_model::{CaseModel, FILE_NAME, written};
use crate::decided;
use crate::failure::Failure;
use crate::pipeline::{self, ToLink, VERSION};
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// Estimates, writes the file, says what it rests on, and gives the model as the file says it, so
/// that using the file later gives the same bytes.
pub(crate) async fn estimate(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
    files: &mut FilesToLink,
    terminal: &Terminal,
) -> Result<CaseModel, Failure> {
    let ledger = decided::ledger_to_link(store, files).await?;
    let options = |kind| pipeline::options_under(project, &ledger, None, kind);
    let ToLink { reports, register, court } = files.load(store).await?;
    let bar = terminal.bar("estimating", 0);
    let progress = |step: Progress| {
        bar.set_length(step.total);
        bar.set_position(step.done);
        bar.set_message(step.phase.code());
    };
    let estimates = [
        linkage::estimate_ngo_register(
            reports,
            register,
            reference,
            &options(LinkKind::NgoRegister),
            &progress,
        )?,
        linkage::estimate_register_court(
            register,
            court,
            reference,
            &options(LinkKind::RegisterCourt),
            &progress,
        )?,
        linkage::estimate_ngo_ngo(reports, reference, &options(LinkKind::NgoNgo), &progress)?,
    ];
    bar.finish_and_clear();
    let mut deliveries: Vec<(String, String)> = files
        .kept
        .iter()
        .map(|kept| (kept.delivery.source.to_string(), kept.delivery.id.0.to_string()))
        .collect();
    deliveries.sort();
    let text = written(&estimates, &deliveries, reference, VERSION);
    let path = project.dir.join(FILE_NAME);
    let model = CaseModel::parse(&path, &text, reference)?;
    replace(&path, &text)?;
    terminal.say(&estimate_table(&estimates));
    for estimate in &estimates {
        if let Some(kept) = too_little(&estimate.report) {
            terminal.say(&format!("{}: {kept}", estimate.model.kind().code()));
        }
    }
    terminal.say(&format!("model written to {}", path.display()));
    Ok(model)
}

/// Writes beside and renames, so that a reader finds the old file or the new one.
fn replace(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    let fresh = path.with_extension("json.new");
    std::fs::write(&fresh, text)
        .and_then(|()| std::fs::rename(&fresh, path))
        .map_err(|cause| Failure::write(path, cause))
}

fn too_little(report: &EstimateReport) -> Option<String> {
    let kept: Vec<&str> = report.kept_shipped().collect();
    (!kept.is_empty()).then(|| {
        format!("too few matches with the value known, shipped values kept: {}", kept.join(", "))
    })
}

fn estimate_table(estimates: &[Estimate]) -> String {
    let rows = estimates
        .iter()
        .map(|Estimate { model, report }| {
            [
                model.kind().code().to_owned(),
                report.pairs.to_string(),
                report.vectors.to_string(),
                report.person_pairs.to_string(),
                format!("{:.1}", report.expected_matches),
                format!("{:.3}", model.parameters().prior_match_share),
                report.passes.to_string(),
                report.rounds.to_string(),
                if report.converged { "yes" } else { "NO" }.to_owned(),
            ]
        })
        .collect();
    let header = [
        "estimated",
        "pairs",
        "vectors",
        "person pairs",
        "expected matches",
        "share",
        "passes",
        "rounds",
        "converged",
    ];
    table(header, rows)
}

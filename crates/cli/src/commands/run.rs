//! `run` and its stages `ingest`, `link`, `report`.

use std::path::Path;

use attrition::{Finding, GapAnalysis};
use linkage::{LinkSet, LinkStatus};
use reporting::OutputFile;
use serde_json::{Map, Value, json};
use store::audit::AuditNote;
use store::{DeliveryOutcome, KeptDelivery, ProjectStore, Store};

use crate::arguments::{Link, Run};
use crate::basis::{self, Made};
use crate::case_files::{self, CaseFiles, FilesToLink};
use crate::case_model::CaseModel;
use crate::commands::estimate;
use crate::decided;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::lock::ProjectLock;
use crate::outputs::{MANIFEST, publish, sha256_hex};
use crate::pipeline::{self, Further, Links, Relink};
use crate::project::Project;
use crate::reading;
use crate::terminal::{Terminal, table};

/// The main job.
pub(crate) async fn run(arguments: &Run, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let reference = pipeline::reference(&project)?;
    let model = arguments.model.as_deref();
    let model = model.map(|path| CaseModel::read(path, &reference)).transpose()?;
    let sources = reading::open_sources(&project, &reference)?;
    let mut store = pipeline::open_store(&project).await?;
    let kept = reading::keep(&mut store, &project, &reference, &sources, terminal).await?;
    terminal.say(&ingest_table(&kept));
    // Each step holds what it needs itself: the store has the rest.
    drop(sources);
    let mut files = FilesToLink::of(&mut store).await?;
    let how = (model.as_ref(), Relink::Touched);
    let links = pipeline::link(&mut store, &project, &reference, &mut files, how, terminal).await?;
    pipeline::let_go(files);
    terminal.say(&link_table(&links));
    let mut files = case_files::load_outlines(&mut store).await?;
    case_files::load_paths(&mut store, &reference, &mut files, &links).await?;
    let ledger = decided::ledger(&mut store, &files.register).await?;
    let linked = Linked { project, reference, files, links, ledger };
    let analysis = linked.analyse()?;
    let further = Further { excel_ru: arguments.copies.excel_ru, ..Further::default() };
    finish(store, (linked, analysis), further, terminal).await
}

/// Reads the sources into the database.
pub(crate) async fn ingest(path: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(path)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let reference = pipeline::reference(&project)?;
    let sources = reading::open_sources(&project, &reference)?;
    let mut store = pipeline::open_store(&project).await?;
    let kept = reading::keep(&mut store, &project, &reference, &sources, terminal).await?;
    store.close().await?;
    terminal.say(&ingest_table(&kept));
    if terminal.json {
        terminal.data_json(&json!({ "sources": sources_json(&kept) }));
    }
    Ok(())
}

/// Links what was read.
pub(crate) async fn link(arguments: &Link, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let reference = pipeline::reference(&project)?;
    let given = arguments.model.as_deref();
    let mut model = given.map(|path| CaseModel::read(path, &reference)).transpose()?;
    let mut store = pipeline::open_store(&project).await?;
    let mut files = FilesToLink::of(&mut store).await?;
    if arguments.estimate {
        let made =
            estimate::estimate(&mut store, &project, &reference, &mut files, terminal).await?;
        model = Some(made);
    }
    let how = (model.as_ref(), Relink::All);
    let links = pipeline::link(&mut store, &project, &reference, &mut files, how, terminal).await?;
    store.close().await?;
    terminal.say(&link_table(&links));
    if terminal.json {
        terminal.data_json(&json!({ "links": links_json(&links) }));
    }
    pipeline::let_go((files, links));
    Ok(())
}

/// Writes the reports from what was read and linked.
pub(crate) async fn report(path: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(path)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let linked = Linked::load_to_report(project, &mut store, terminal).await?;
    let analysis = linked.analyse()?;
    finish(store, (linked, analysis), Further::default(), terminal).await
}

/// Writes the outputs and says what was found.
async fn finish(
    store: ProjectStore,
    (linked, analysis): (Linked, GapAnalysis),
    further: Further,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let made = linked.made(&analysis);
    let outputs = write(store, &made, further, terminal).await?;
    tell(&made, &outputs, terminal);
    pipeline::let_go((linked, analysis));
    Ok(())
}

/// Renders and publishes. Publishing is logged before it happens: a crash in between leaves a log
/// that is ahead, and outputs that are always in it.
pub(crate) async fn write(
    mut store: ProjectStore,
    made: &Made<'_>,
    further: Further,
    terminal: &Terminal,
) -> Result<Vec<OutputFile>, Failure> {
    let Made { project, links, .. } = *made;
    let snapshot = basis::snapshot(made)?;
    let changes = basis::changes_since(&project.out(), &snapshot, terminal);
    let outputs = pipeline::render(made, &snapshot, changes.as_ref(), further)?;
    if let Some(manifest) = outputs.iter().find(|file| file.name == MANIFEST) {
        let note = AuditNote::export(&links.checkpoint, &sha256_hex(&manifest.bytes));
        store.append_audit(&note).await?;
    }
    store.close().await?;
    publish(&project.out(), &outputs)?;
    Ok(outputs)
}

/// Says what was found, and where it is written.
pub(crate) fn tell(made: &Made<'_>, outputs: &[OutputFile], terminal: &Terminal) {
    let Made { project, files, links, analysis, .. } = *made;
    terminal.say(&finding_table(analysis));
    let paths: Vec<String> =
        outputs.iter().map(|file| project.out().join(&file.name).display().to_string()).collect();
    if terminal.json {
        terminal.data_json(&result_json(files, links, analysis, &paths));
    } else {
        // Packs of offices are many files: their folder says it.
        let offices = project.out().join("offices").display().to_string();
        let mut told: Vec<&str> = paths
            .iter()
            .map(|path| if path.starts_with(&offices) { &offices } else { path.as_str() })
            .collect();
        told.dedup();
        terminal.data(&(told.join("\n") + "\n"));
    }
}

fn ingest_table(kept: &[(KeptDelivery, DeliveryOutcome)]) -> String {
    let rows = kept
        .iter()
        .map(|(KeptDelivery { delivery, account, .. }, outcome)| {
            [
                delivery.source.to_string(),
                delivery.kind.code().to_owned(),
                account.rows_in.to_string(),
                account.rows_in_records.to_string(),
                account.quarantined.to_string(),
                account.records.to_string(),
                outcome_text(outcome),
            ]
        })
        .collect();
    let header =
        ["source", "kind", "rows in", "= in records", "+ quarantined", "records", "database"];
    table(header, rows)
}

fn outcome_text(outcome: &DeliveryOutcome) -> String {
    match outcome {
        DeliveryOutcome::Unchanged => "unchanged".to_owned(),
        DeliveryOutcome::Added => "added".to_owned(),
        DeliveryOutcome::Replaced(changes) => format!(
            "replaced: {} new, {} gone, {} changed",
            changes.added.len(),
            changes.removed.len(),
            changes.changed.len()
        ),
    }
}

fn counts(set: &LinkSet) -> [usize; 3] {
    [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink]
        .map(|status| set.decisions.iter().filter(|decision| decision.status == status).count())
}

fn link_table(links: &Links) -> String {
    let rows = [&links.ngo_register, &links.register_court, &links.ngo_ngo]
        .map(|set| {
            let [link, possible, none] = counts(set);
            [
                set.kind.code().to_owned(),
                set.decisions.len().to_string(),
                set.candidate_pairs.to_string(),
                link.to_string(),
                possible.to_string(),
                none.to_string(),
            ]
        })
        .to_vec();
    table(["linked", "records", "candidate pairs", "links", "possible links", "none"], rows)
}

fn finding_count(analysis: &GapAnalysis, finding: Finding) -> usize {
    analysis.findings.iter().filter(|found| found.finding == finding).count()
}

fn finding_table(analysis: &GapAnalysis) -> String {
    let rows = Finding::ALL
        .iter()
        .map(|finding| [finding.code().to_owned(), finding_count(analysis, *finding).to_string()])
        .collect();
    table(["finding", "reports"], rows)
}

fn sources_json(kept: &[(KeptDelivery, DeliveryOutcome)]) -> Value {
    kept.iter()
        .map(|(kept, outcome)| {
            let mut source = source_json(kept);
            source["database"] = outcome_text(outcome).into();
            source
        })
        .collect()
}

fn source_json(kept: &KeptDelivery) -> Value {
    json!({
        "source": kept.delivery.source.to_string(),
        "kind": kept.delivery.kind.code(),
        "rows_in": kept.account.rows_in,
        "rows_in_records": kept.account.rows_in_records,
        "quarantined": kept.account.quarantined,
        "records": kept.account.records,
    })
}

fn links_json(links: &Links) -> Value {
    let one = |set: &LinkSet| {
        let [link, possible, none] = counts(set);
        let value = json!({
            "records": set.decisions.len(),
            "candidate_pairs": set.candidate_pairs,
            "links": link,
            "possible_links": possible,
            "none": none,
        });
        (set.kind.code().to_owned(), value)
    };
    [&links.ngo_register, &links.register_court, &links.ngo_ngo]
        .into_iter()
        .map(one)
        .collect::<Map<_, _>>()
        .into()
}

fn result_json(
    files: &CaseFiles,
    links: &Links,
    analysis: &GapAnalysis,
    outputs: &[String],
) -> Value {
    let sources: Vec<Value> = files.kept.iter().map(source_json).collect();
    let findings: Map<String, Value> = Finding::ALL
        .iter()
        .map(|finding| (finding.code().to_owned(), finding_count(analysis, *finding).into()))
        .collect();
    let figures: Map<String, Value> = analysis
        .figures
        .iter()
        .map(|figure| {
            let value = json!({
                "unit": figure.unit.code(),
                "numerator": figure.numerator,
                "denominator": figure.denominator,
            });
            (figure.id.clone(), value)
        })
        .collect();
    json!({
        "sources": sources,
        "links": links_json(links),
        "findings": findings,
        "figures": figures,
        "outputs": outputs,
    })
}

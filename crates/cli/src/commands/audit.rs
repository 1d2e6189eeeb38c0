//! `audit`: the log of what was read, configured, linked, decided and published. `verify` compares
//! it with the database, the outputs and a checkpoint kept elsewhere; `log` prints it; `prove` shows
//! that an entry is in it without showing the others. `plan` and `estimate` audit the links instead.

mod links;

use std::path::Path;

use clap::Subcommand;
use serde_json::{Value, json};
use store::Store;
use store::audit::{AuditEntry, Checkpoint, EntryKind, merkle, verify};

use crate::arguments::{ProjectArgument, ProjectOption};
use crate::commands::review::sample;
use crate::failure::Failure;
use crate::outputs::{MANIFEST, read_verified, sha256_hex};
use crate::pipeline;
use crate::project::Project;
use crate::terminal::{Terminal, table};

/// What to do with the audit log, or with an audit of the links.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Draw the random sample of links that is to be verified, for `sverka review --queue audit`.
    Plan {
        #[command(flatten)]
        project: ProjectArgument,
        /// Half the width of the interval that the share in no register may have, in points.
        #[arg(long, value_name = "POINTS", default_value_t = 3.0, value_parser = points)]
        margin: f64,
        /// Seed of the draw.
        #[arg(long, default_value_t = sample::SEED)]
        seed: u64,
    },
    /// Estimate the share in no register from the answers to that sample.
    ///
    /// Answers gathered in value order are refused: those cards were chosen for being doubtful.
    Estimate(ProjectArgument),
    /// Check that the log is whole and that the database and the outputs are what it says.
    Verify {
        #[command(flatten)]
        project: ProjectArgument,
        /// Checkpoint from a report, run.json or manifest.json: its entries must still be there.
        #[arg(long, value_name = "CHECKPOINT")]
        since: Option<Checkpoint>,
    },
    /// Print the log, oldest entry first.
    Log {
        #[command(flatten)]
        project: ProjectArgument,
    },
    /// Print a proof as JSON that an entry is in the log, for docs/verify-inclusion.py.
    Prove {
        /// Entry, from 1.
        entry: u64,
        /// Prove it against this checkpoint instead of the latest.
        #[arg(long, value_name = "CHECKPOINT")]
        at: Option<Checkpoint>,
        /// Give away what the entry says.
        #[arg(long)]
        reveal: bool,
        #[command(flatten)]
        project: ProjectOption,
    },
}

/// Runs one of them.
pub(crate) async fn audit(what: Audit, terminal: &Terminal) -> Result<(), Failure> {
    match what {
        Audit::Plan { project, margin, seed } => {
            links::plan(&project.project, margin / 100.0, seed, terminal).await
        }
        Audit::Estimate(project) => links::estimate(&project.project, terminal).await,
        Audit::Verify { project, since } => {
            verify_all(&project.project, since.as_ref(), terminal).await
        }
        Audit::Log { project } => print_log(&project.project, terminal).await,
        Audit::Prove { entry, at, reveal, project } => {
            let log = read_log(&Project::open(&project.project)?).await?;
            terminal.data_json(&proof(&log, entry, at, reveal)?);
            Ok(())
        }
    }
}

async fn read_log(project: &Project) -> Result<Vec<AuditEntry>, Failure> {
    let mut store = pipeline::open_to_read(project).await?;
    let log = store.audit_log().await?;
    store.close().await?;
    Ok(log)
}

async fn verify_all(
    project: &Path,
    since: Option<&Checkpoint>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let (log, state) = (store.audit_log().await?, store.audited_state().await?);
    store.close().await?;
    let mut breaches: Vec<String> =
        verify(&log, &state, since).iter().map(ToString::to_string).collect();
    let outputs = outputs(&project, &log, &mut breaches);
    if !breaches.is_empty() {
        return Err(Failure::Audit(breaches.join("; ")));
    }
    let checkpoint = state.recorded.to_string();
    if terminal.json {
        terminal.data_json(&json!({
            "entries": log.len(),
            "checkpoint": checkpoint,
            "since": since.map(ToString::to_string),
            "outputs": outputs.code(),
        }));
    } else {
        let lines = format!("{} entries hold\n{checkpoint}\n{}\n", log.len(), outputs.told());
        terminal.data(&lines);
    }
    Ok(())
}

/// How the folder `out/` stands to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outputs {
    /// There is none.
    Absent,
    /// What was published last.
    Latest,
    /// What was published earlier: the last run did not come to its end.
    Earlier,
}

impl Outputs {
    const fn code(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Latest => "latest",
            Self::Earlier => "earlier",
        }
    }

    const fn told(self) -> &'static str {
        match self {
            Self::Absent => "there are no outputs",
            Self::Latest => "the outputs are those published last",
            Self::Earlier => "the outputs are those of an earlier run; run `sverka run` again",
        }
    }
}

/// Compares the outputs with their manifest, and the manifest with the log.
fn outputs(project: &Project, log: &[AuditEntry], breaches: &mut Vec<String>) -> Outputs {
    let out = project.out();
    let Ok(manifest) = std::fs::read(out.join(MANIFEST)) else {
        if out.exists() {
            breaches.push(format!("{}: {MANIFEST} is gone", out.display()));
        }
        return Outputs::Absent;
    };
    let hash = json!(sha256_hex(&manifest));
    let published = |entry: &&AuditEntry| {
        let content = entry.content.as_ref().map(|content| content.expose().as_str());
        let content: Option<Value> = content.and_then(|text| serde_json::from_str(text).ok());
        content.is_some_and(|content| content["manifest_sha256"] == hash)
    };
    let exports: Vec<&AuditEntry> =
        log.iter().filter(|entry| entry.kind == EntryKind::Export.code()).collect();
    if !exports.iter().any(published) {
        breaches.push(format!("{}: {MANIFEST} is none that was published", out.display()));
    }
    let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let names = manifest["files"].as_array().into_iter().flatten();
    for name in names.filter_map(|file| file["name"].as_str()) {
        if let Err(failure) = read_verified(&out, name) {
            breaches.push(failure.to_string());
        }
    }
    if exports.last().is_some_and(published) { Outputs::Latest } else { Outputs::Earlier }
}

async fn print_log(project: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let log = read_log(&Project::open(project)?).await?;
    if terminal.json {
        terminal.data_json(&log.iter().map(|entry| entry_json(entry, true)).collect());
        return Ok(());
    }
    let rows = log
        .iter()
        .map(|entry| {
            let said = if entry.content.is_some() { "" } else { "forgotten" };
            [
                entry.seq.to_string(),
                entry.kind.clone(),
                entry.subject.clone(),
                format!("{}:{}", entry.seq, entry.head),
                said.to_owned(),
            ]
        })
        .collect();
    terminal.data(&(table(["entry", "kind", "about", "checkpoint", ""], rows) + "\n"));
    Ok(())
}

fn entry_json(entry: &AuditEntry, reveal: bool) -> Value {
    let mut value = json!({
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "commitment": entry.commitment,
    });
    if reveal {
        let content = entry.content.as_ref().map(|content| content.expose().as_str());
        value["salt"] = json!(entry.salt);
        value["content"] = json!(content);
    }
    value
}

fn proof(
    log: &[AuditEntry],
    entry: u64,
    at: Option<Checkpoint>,
    reveal: bool,
) -> Result<Value, Failure> {
    let size = at.map_or(log.len() as u64, |at| at.size);
    let within = usize::try_from(size).ok().and_then(|size| log.get(..size));
    let Some(log) = within else {
        return Err(Failure::NotFound(format!("the log has fewer than {size} entries")));
    };
    let leaves: Vec<merkle::Hash> = log.iter().map(AuditEntry::leaf).collect();
    let checkpoint = Checkpoint { size, head: merkle::root(&leaves) };
    if at.is_some_and(|at| at != checkpoint) {
        return Err(Failure::Audit(format!("its first {size} entries are not the checkpoint's")));
    }
    let index = entry.checked_sub(1).and_then(|index| usize::try_from(index).ok());
    let found = index.and_then(|index| Some((log.get(index)?, index)));
    let path = found.and_then(|(_, index)| merkle::inclusion_proof(&leaves, index));
    let (Some((entry, _)), Some(path)) = (found, path) else {
        return Err(Failure::NotFound(format!("there is no entry {entry}; the log has {size}")));
    };
    Ok(json!({
        "format": "sverka audit proof 1",
        "entry": entry_json(entry, reveal),
        "path": path.iter().map(merkle::to_hex).collect::<Vec<_>>(),
        "checkpoint": checkpoint.to_string(),
    }))
}

fn points(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if value > 0.0 && value < 50.0 {
        Ok(value)
    } else {
        Err("must be above 0 and below 50".to_owned())
    }
}

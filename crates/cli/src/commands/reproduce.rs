//! `reproduce`: makes the outputs again from the input files and says whether they are the same
//! bytes. Nothing of the project is changed; the database is read for what people decided alone, so
//! that a slip in it shows.
//!
//! Before anything is computed it is told what is no longer as `run.json` says: version, reference
//! data, model, input files, decisions. Which outputs there are to make is read from the manifest: the
//! public level and the copies for Excel are made again where they are among them. Packs of
//! `report --office` lie elsewhere, have checksums of their own and are not compared.

use std::path::{Path, PathBuf};

use ingest::source::SourceReading;
use linkage::Register;
use records::Records;
use reporting::{OutputFile, SourceQuarantine};
use serde_json::{Value, json};
use store::audit::{AuditEntry, Checkpoint};
use store::{KeptDelivery, Store};

use crate::arguments::Reproduce;
use crate::basis::{self, Made};
use crate::case_files::CaseFiles;
use crate::case_model::CaseModel;
use crate::commands::release;
use crate::commands::review::sample;
use crate::decided;
use crate::failure::Failure;
use crate::outputs::{MANIFEST, publish, sha256_hex};
use crate::pipeline::{self, Further, Links, ToLink, VERSION};
use crate::project::Project;
use crate::reading;
use crate::terminal::Terminal;

/// Name of the file that says what outputs were made of.
const RUN: &str = "run.json";

/// Makes the outputs again and compares them.
pub(crate) async fn reproduce(arguments: &Reproduce, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let file = arguments.run.clone().unwrap_or_else(|| project.out().join(RUN));
    let stated = read_json(&file)?;
    let version = stated["software"]["version"].as_str().unwrap_or_default();
    if version != VERSION {
        return Err(Failure::OtherVersion {
            file: file.display().to_string(),
            stated: version.into(),
        });
    }
    let reference = pipeline::reference(&project)?;
    let model = arguments.model.as_deref();
    let model = model.map(|path| CaseModel::read(path, &reference)).transpose()?;
    let readings = reading::read_sources(&project, &reference, terminal)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let log = store.audit_log().await?;
    let files = case_files(&project, &reference, &readings);
    let ledger = decided::ledger(&mut store, &files.register).await?;
    store.close().await?;
    let checkpoint =
        Checkpoint::of_outputs(&log).filter(|at| stated["checkpoint"] == at.to_string());
    let mut changed = changes(&stated, &reference.content_hash, model.as_ref(), &readings);
    if checkpoint.is_none() {
        changed
            .push("something was read, linked or decided since: the audit log goes on".to_owned());
    }
    let Some(checkpoint) = checkpoint.filter(|_| changed.is_empty()) else {
        return Err(Failure::NotReproduced { file: file.display().to_string(), what: changed });
    };
    let register = &Register::of(&files.register)?;
    let records = ToLink { reports: &files.reports, register, court: &files.court };
    let sets =
        pipeline::link_all(&project, &reference, records, &ledger, model.as_ref(), terminal)?;
    let model = model.map(|model| model.sha256);
    let links = Links::new(sets, model, decided::decided_hash(&ledger), checkpoint)?;
    let audit = sample::found(&project, &ledger)?.and_then(Result::ok);
    let analysis = &pipeline::analyse(&project, &reference, &files, &links, audit.as_ref())?;
    let made = Made {
        project: &project,
        reference: &reference,
        files: &files,
        links: &links,
        ledger: &ledger,
        analysis,
    };
    let snapshot = basis::snapshot(&made)?;
    let since = basis::changes_since(&project.out(), &snapshot, terminal);
    let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    let listed = listed(&folder)?;
    let outputs =
        pipeline::render(&made, &snapshot, since.as_ref(), further(&listed, &made, &log)?)?;
    if let Some(out) = &arguments.out {
        super::office::refuse_a_used_folder(out)?;
        publish(out, &outputs)?;
    }
    let differ = differences(&folder, &listed, &outputs);
    if !differ.is_empty() {
        return Err(Failure::NotReproduced { file: file.display().to_string(), what: differ });
    }
    let manifest = outputs.iter().find(|made| made.name == MANIFEST);
    let manifest = manifest.map(|made| sha256_hex(&made.bytes)).unwrap_or_default();
    if terminal.json {
        let same = json!({ "files": outputs.len(), "manifest_sha256": manifest });
        terminal.data_json(&same);
    } else {
        terminal.data(&format!("{} files, the same bytes; manifest {manifest}\n", outputs.len()));
    }
    Ok(())
}

/// Names of the files that the manifest beside the outputs lists.
fn listed(folder: &Path) -> Result<Vec<String>, Failure> {
    let manifest = read_json(&folder.join(MANIFEST))?;
    let files = manifest["files"].as_array().into_iter().flatten();
    Ok(files.filter_map(|file| file["name"].as_str().map(str::to_owned)).collect())
}

/// What was published besides the usual, made again.
fn further(listed: &[String], made: &Made<'_>, log: &[AuditEntry]) -> Result<Further, Failure> {
    let below = |folder: &str| listed.iter().any(|name| name.starts_with(folder));
    let files = if below("public/") { release::again(made, log)? } else { Vec::new() };
    Ok(Further { files, excel_ru: below("excel-ru/") })
}

/// Files that are not the same bytes, and files that were published and are not made again.
fn differences(folder: &Path, listed: &[String], outputs: &[OutputFile]) -> Vec<String> {
    let same = |made: &&OutputFile| {
        std::fs::read(folder.join(&made.name)).ok().as_ref() == Some(&made.bytes)
    };
    let differ = outputs.iter().filter(|made| !same(made));
    let gone = listed.iter().filter(|name| !outputs.iter().any(|made| made.name == **name));
    differ
        .map(|made| format!("{} differs", made.name))
        .chain(gone.map(|name| format!("{name} cannot be made again")))
        .collect()
}

fn read_json(file: &Path) -> Result<Value, Failure> {
    let bytes = std::fs::read(file).map_err(|_| {
        Failure::NotFound(format!("{} is not there; run `sverka run` first", file.display()))
    })?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::Integrity {
        file: file.display().to_string(),
        what: "it is not JSON".to_owned(),
    })
}

/// What is not as stated, in words.
fn changes(
    stated: &Value,
    reference: &str,
    model: Option<&CaseModel>,
    readings: &[SourceReading],
) -> Vec<String> {
    let mut changed = Vec::new();
    if stated["reference"]["sha256"] != reference {
        changed.push("the reference data are others".to_owned());
    }
    let used =
        model.map_or_else(|| "shipped".to_owned(), |model| format!("sha256:{}", model.sha256));
    if stated["parameters"]["link_model"] != used {
        let stated = stated["parameters"]["link_model"].as_str().unwrap_or("none stated");
        changed
            .push(format!("the model was {stated} and is {used} now; name it with --model FILE"));
    }
    let sources = stated["sources"].as_array().map(Vec::as_slice).unwrap_or_default();
    for source in sources {
        let reading = readings.iter().find(|reading| source["id"] == *reading.delivery.source.0);
        let id = source["id"].as_str().unwrap_or_default();
        let Some(reading) = reading else {
            changed.push(format!("source {id} is no longer in sverka.toml"));
            continue;
        };
        for file in source["files"].as_array().into_iter().flatten() {
            let same = (reading.delivery.files.iter())
                .any(|read| file["name"] == *read.name && file["sha256"] == read.sha256);
            if !same {
                changed.push(format!("file {} of source {id} is another", file["name"]));
            }
        }
    }
    if readings.len() > sources.len() {
        changed.push("sverka.toml names further sources".to_owned());
    }
    changed
}

/// What the database would hold of these readings.
fn case_files(
    project: &Project,
    reference: &records::Reference,
    readings: &[SourceReading],
) -> CaseFiles {
    let mut readings: Vec<&SourceReading> = readings.iter().collect();
    readings.sort_by(|a, b| a.delivery.source.cmp(&b.delivery.source));
    let mut files = CaseFiles {
        reports: Vec::new(),
        register: Vec::new(),
        court: Vec::new(),
        kept: Vec::new(),
        quarantine: Vec::new(),
    };
    for reading in readings {
        match &reading.records {
            Records::Ngo(all) => files.reports.extend(all.iter().cloned()),
            Records::Register(all) => files.register.extend(all.iter().cloned()),
            Records::Court(all) => files.court.extend(all.iter().cloned()),
        }
        let source = &reading.delivery.source;
        files.quarantine.extend(
            reading
                .quarantine
                .iter()
                .map(|row| SourceQuarantine { source: source.clone(), row: row.clone() }),
        );
        files.kept.push(KeptDelivery {
            delivery: reading.delivery.clone(),
            reading_hash: reading::reading_hash(project, reference, &reading.delivery.id.0),
            account: reading::account(&reading.summary),
            notes: reading::notes(&reading.summary),
        });
    }
    files.reports.sort_by(|a, b| a.id.cmp(&b.id));
    files.register.sort_by(|a, b| a.id.cmp(&b.id));
    files.court.sort_by(|a, b| a.id.cmp(&b.id));
    files
}

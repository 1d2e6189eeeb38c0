//! `privacy`: what the law asks of whoever holds such data. `subject` says what is held about the
//! persons of records and writes it out for them; `erase` forgets records for good; `retention`
//! deletes deliveries kept longer than agreed; `hand-over` and `recipients` keep the list of who was
//! given what; `record` fills the form of the register of personal data from the project file;
//! `encrypt` and `decrypt` keep what is held and what is sent from whoever it is not for.
//!
//! Nothing here prints a name: values go to a file that only its owner may read.

mod encryption;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::ToSpan;
use jiff::civil::Date;
use records::RecordId;
use serde_json::{Value, json};
use store::Store;
use store::audit::{AuditNote, EntryKind};

use crate::arguments::{EncryptFor, ProjectArgument, ProjectOption};
use crate::case_files::{self, CaseFiles};
use crate::commands::explain::find;
use crate::commands::personal_data_form::form;
use crate::failure::Failure;
use crate::lock::ProjectLock;
use crate::outputs::{MANIFEST, sha256_hex};
use crate::pipeline;
use crate::private_file;
use crate::project::Project;
use crate::register_index;
use crate::sealing::Seal;
use crate::terminal::{Terminal, table};

/// What to do for a person, or for the authority.
#[derive(Debug, Subcommand)]
pub(crate) enum Privacy {
    /// Say what is held about the persons of records, without saying it.
    Subject {
        /// Record ids, as `lookup` and reports give them.
        #[arg(required = true, value_name = "RECORD")]
        records: Vec<String>,
        /// Write everything that is held, values and all, to this new file.
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
        #[command(flatten)]
        encrypt: EncryptFor,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// Erase records, and the decisions and links that name them; the audit log still verifies.
    Erase {
        /// Record ids.
        #[arg(required = true, value_name = "RECORD")]
        records: Vec<String>,
        /// Why; kept in the audit log. Name no person.
        #[arg(long)]
        reason: String,
        /// Do it; without this it is only said what would be done.
        #[arg(long)]
        apply: bool,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// Delete deliveries that were replaced longer ago than [privacy] keep_superseded_days allows.
    Retention {
        #[command(flatten)]
        project: ProjectArgument,
        /// Do it; without this it is only said what would be done.
        #[arg(long)]
        apply: bool,
    },
    /// Note in the audit log that the outputs were handed to somebody.
    HandOver {
        /// Who was given them.
        #[arg(long)]
        to: String,
        /// On what ground.
        #[arg(long)]
        basis: String,
        /// On what day.
        #[arg(long)]
        on: Date,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// List who was given what, when and on what ground.
    Recipients(ProjectArgument),
    /// Print the form of the register of personal data, filled from the project file.
    Record(ProjectArgument),
    /// Encrypt the database of a project whose sverka.toml names a key file under [encryption].
    ///
    /// The key is made where there is none, under a passphrase that is asked on the terminal. A crash
    /// leaves the database as it was or encrypted; the same command again goes on.
    Encrypt {
        #[command(flatten)]
        project: ProjectArgument,
        /// Make a key that needs no passphrase: keep it on another medium than the project.
        #[arg(long)]
        without_passphrase: bool,
    },
    /// Write what an encrypted file (.age) holds to a new file that only its owner may read.
    Decrypt {
        /// File to open; for one with a passphrase, that is asked on the terminal.
        file: PathBuf,
        /// Key file of whom it was encrypted for.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// File to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs one of them.
pub(crate) async fn privacy(what: Privacy, terminal: &Terminal) -> Result<(), Failure> {
    match what {
        Privacy::Subject { records, export, encrypt, project } => {
            encrypt.only_with(export.is_some(), "--export")?;
            let to = export.as_deref().map(|file| (file, &encrypt));
            subject(&records, to, &Project::open(&project.project)?, terminal).await
        }
        Privacy::Erase { records, reason, apply, project } => {
            let project = Project::open(&project.project)?;
            erase(&records, &reason, apply, &project, terminal).await
        }
        Privacy::Retention { project, apply } => {
            retention(&Project::open(&project.project)?, apply, terminal).await
        }
        Privacy::HandOver { to, basis, on, project } => {
            hand_over(&to, &basis, on, &Project::open(&project.project)?).await
        }
        Privacy::Recipients(project) => {
            recipients(&Project::open(&project.project)?, terminal).await
        }
        Privacy::Encrypt { project, without_passphrase } => {
            let project = Project::open(&project.project)?;
            encryption::encrypt(&project, without_passphrase, terminal).await
        }
        Privacy::Decrypt { file, key, out } => encryption::decrypt(&file, key.as_deref(), &out),
        Privacy::Record(project) => {
            let form = form(&Project::open(&project.project)?);
            if terminal.json {
                terminal.data_json(&form.json());
            } else {
                terminal.data(&form.text());
            }
            for key in form.missing() {
                terminal.say(&format!("not stated: add `{key}` to [privacy] in sverka.toml"));
            }
            Ok(())
        }
    }
}

/// Everything held of a record, as the database keeps it.
fn held(id: &RecordId, files: &CaseFiles) -> Result<Value, Failure> {
    let text = if let Some(one) = files.reports.iter().find(|one| one.id == *id) {
        store::payload(one)
    } else if let Some(one) = files.register.iter().find(|one| one.id == *id) {
        store::payload(one)
    } else if let Some(one) = files.court.iter().find(|one| one.id == *id) {
        store::payload(one)
    } else {
        return Err(Failure::NotFound(format!("there is no record {id}")));
    };
    let text = text.map_err(store::StoreError::from)?;
    let whole: Value = serde_json::from_str(&text)
        .map_err(|_| Failure::Audit(format!("the record {id} is not JSON")))?;
    Ok(whole["body"].clone())
}

/// Names of the fields of an object that hold something.
fn filled(object: &Value) -> Vec<&str> {
    let something = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    };
    let fields = object.as_object().into_iter().flatten();
    fields.filter(|(_, value)| something(value)).map(|(name, _)| name.as_str()).collect()
}

/// The rows of the source files a record was read from.
fn rows(body: &Value) -> Vec<String> {
    let rows = body["provenance"]["rows"].as_array().into_iter().flatten();
    rows.map(|row| {
        let sheet = row["sheet"].as_str().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
        format!("{}{sheet} row {}", row["file"].as_str().unwrap_or_default(), row["row"])
    })
    .collect()
}

/// What is held of a record: field names, roles and places, never a value.
fn summary(id: &RecordId, body: &Value) -> Value {
    let persons = body["persons"].as_array().into_iter().flatten();
    let persons: Vec<Value> = persons
        .map(|person| {
            let fields: Vec<&str> =
                filled(person).into_iter().filter(|name| !["role", "key"].contains(name)).collect();
            json!({"role": person["role"], "held": fields})
        })
        .collect();
    json!({
        "record": id.as_str(),
        "read_from": rows(body),
        "persons": persons,
        "held": filled(body),
    })
}

async fn load(project: &Project) -> Result<CaseFiles, Failure> {
    let mut store = pipeline::open_to_read(project).await?;
    let files = case_files::load(&mut store).await?;
    store.close().await?;
    Ok(files)
}

async fn subject(
    records: &[String],
    export: Option<(&Path, &EncryptFor)>,
    project: &Project,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if let Some((file, encrypt)) = export {
        encrypt.plain_name(file)?;
    }
    let files = load(project).await?;
    let mut summaries = Vec::with_capacity(records.len());
    let mut everything = Vec::with_capacity(records.len());
    for record in records {
        let id = find(record, &files)?;
        let body = held(&id, &files)?;
        summaries.push(summary(&id, &body));
        everything.push(body);
    }
    if let Some((file, encrypt)) = export {
        let held = json!({"version": 1, "records": everything});
        let text = serde_json::to_string_pretty(&held).unwrap_or_default();
        match Seal::asked(encrypt)? {
            None => {
                private_file::write(file, text.as_bytes())?;
                terminal.say(&format!("{} holds personal data in clear", file.display()));
            }
            Some(seal) => private_file::write(file, &seal.sealed(text.as_bytes())?)?,
        }
    }
    if terminal.json {
        terminal.data_json(&Value::from(summaries));
    } else {
        let lines: Vec<String> = summaries.iter().map(told).collect();
        terminal.data(&(lines.join("\n") + "\n"));
    }
    Ok(())
}

fn told(summary: &Value) -> String {
    let list = |value: &Value| {
        let items = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        items.collect::<Vec<_>>().join(", ")
    };
    let mut lines = vec![
        summary["record"].as_str().unwrap_or_default().to_owned(),
        format!("  read from: {}", list(&summary["read_from"])),
        format!("  held: {}", list(&summary["held"])),
    ];
    for person in summary["persons"].as_array().into_iter().flatten() {
        let role = person["role"].as_str().unwrap_or_default();
        lines.push(format!("  {role}: {}", list(&person["held"])));
    }
    lines.join("\n")
}

async fn erase(
    records: &[String],
    reason: &str,
    apply: bool,
    project: &Project,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let files = load(project).await?;
    let mut ids = Vec::with_capacity(records.len());
    let mut places = Vec::new();
    for record in records {
        let id = find(record, &files)?;
        places.extend(rows(&held(&id, &files)?));
        ids.push(id);
    }
    terminal
        .say(&format!("take these rows out of the source files yourself: {}", places.join(", ")));
    if !apply {
        terminal.say(&format!("{} records would be erased; add --apply to do it", ids.len()));
        return Ok(());
    }
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(project).await?;
    // It holds hashes of the names; it is made again for the next lookup.
    register_index::remove(&register_index::path(&project.dir))?;
    let erased = store.erase(&ids, reason).await?;
    store.close().await?;
    terminal.say(&format!(
        "erased: {} copies in all deliveries, {} decisions; the links are gone until `sverka run` \
         makes them and the reports anew",
        erased.copies, erased.decisions
    ));
    Ok(())
}

async fn retention(project: &Project, apply: bool, terminal: &Terminal) -> Result<(), Failure> {
    let Some(days) = project.file.privacy.keep_superseded_days else {
        return Err(Failure::Usage(
            "how long replaced deliveries are kept is not stated; set keep_superseded_days under \
             [privacy] in sverka.toml"
                .to_owned(),
        ));
    };
    let _lock = ProjectLock::take(&project.dir)?;
    let until = project.file.project.as_of.saturating_sub(i64::from(days).days());
    let mut store = pipeline::open_store(project).await?;
    let old = store.superseded(until).await?;
    if apply {
        store.prune(&old).await?;
    }
    store.close().await?;
    if terminal.json {
        let one = |old: &store::SupersededDelivery| json!({"source": &*old.source.0, "as_of": old.as_of, "records": old.records});
        terminal.data_json(&json!({
            "deleted": apply,
            "deliveries": old.iter().map(one).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    let rows = old
        .iter()
        .map(|old| [old.source.to_string(), old.as_of.clone(), old.records.to_string()])
        .collect();
    terminal.data(&(table(["source", "as of", "records"], rows) + "\n"));
    let done = if apply { "were deleted" } else { "would be deleted; add --apply to do it" };
    terminal.say(&format!("{} replaced deliveries as of {until} or earlier {done}", old.len()));
    Ok(())
}

async fn hand_over(to: &str, basis: &str, on: Date, project: &Project) -> Result<(), Failure> {
    let _lock = ProjectLock::take(&project.dir)?;
    let manifest = project.out().join(MANIFEST);
    let bytes = std::fs::read(&manifest).map_err(|_| {
        Failure::NotFound(format!("{} is not there; run `sverka run` first", manifest.display()))
    })?;
    let content = json!({"to": to, "basis": basis, "on": on.to_string(), "manifest_sha256": sha256_hex(&bytes)});
    let mut store = pipeline::open_store(project).await?;
    store.append_audit(&AuditNote::new(EntryKind::Recipient, "", &content)).await?;
    store.close().await?;
    Ok(())
}

async fn recipients(project: &Project, terminal: &Terminal) -> Result<(), Failure> {
    let mut store = pipeline::open_to_read(project).await?;
    let log = store.audit_log().await?;
    store.close().await?;
    let given: Vec<Value> = log
        .iter()
        .filter(|entry| entry.kind == EntryKind::Recipient.code())
        .filter_map(|entry| serde_json::from_str(entry.content.as_ref()?.expose()).ok())
        .collect();
    if terminal.json {
        terminal.data_json(&Value::from(given));
        return Ok(());
    }
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let rows = given
        .iter()
        .map(|one| ["on", "to", "basis", "manifest_sha256"].map(|key| text(one, key)))
        .collect();
    terminal.data(&(table(["on", "to", "basis", "manifest"], rows) + "\n"));
    Ok(())
}

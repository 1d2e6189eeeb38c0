//! `release`: the public level in `out/public`, and the ledger of what was released before.
//!
//! The ledger `releases.json` is written before anything is published: a crash in between leaves a
//! release in it that nobody saw, which makes later ones more careful, never less. The audit log
//! keeps its hash, so that a ledger that was cut, changed or lost is noticed and nothing is released
//! over it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use records::Reference;
use records::reference::PlaceLevel;
use reporting::{CollapseStep, Ledger, Policy, PublicRun, render_public, suggest_collapse};
use serde_json::{Value, json};
use store::audit::{AuditEntry, AuditNote, EntryKind};
use store::{ProjectStore, Store};

use crate::arguments::Release;
use crate::commands::run::finish;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::lock::ProjectLock;
use crate::outputs::sha256_hex;
use crate::pipeline::{self, Further};
use crate::project::{FILE_NAME, Project};
use crate::terminal::{Terminal, table};

/// Releases the public level, or says how less would be hidden.
pub(crate) async fn release(arguments: &Release, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let linked = Linked::load(project, &mut store, terminal).await?;
    let Linked { project, reference, links, .. } = &linked;
    let policy = project.file.disclosure.policy();
    known_values(project, reference, &policy)?;
    let earlier = read_ledger(&project.releases(), &mut store).await?;
    let analysis = linked.analyse()?;
    if arguments.suggest_collapse {
        store.close().await?;
        say_steps(&suggest_collapse(&analysis, reference, &policy, &earlier)?, terminal);
        return Ok(());
    }
    let made = reporting::release(&analysis, reference, &policy, &earlier)?;
    let run = PublicRun {
        version: pipeline::VERSION.to_owned(),
        checkpoint: links.checkpoint.to_string(),
    };
    let files = render_public(&made, &run, reference, &project.languages)?;
    let (hidden, cells) = made.hidden_of();
    terminal.say(&format!(
        "{hidden} of {cells} numbers of the public level are hidden; \
         `sverka release --suggest-collapse` says how fewer would be"
    ));
    let bytes = made.ledger.bytes()?;
    replace(&project.releases(), &bytes)?;
    store.append_audit(&AuditNote::release(&sha256_hex(&bytes))).await?;
    let further = Further { files, excel_ru: arguments.copies.excel_ru };
    finish(store, &linked.made(&analysis), further, terminal).await
}

/// Refuses merges of oblasts and years that there are not: they would silently merge nothing.
fn known_values(project: &Project, reference: &Reference, policy: &Policy) -> Result<(), Failure> {
    let file = project.dir.join(FILE_NAME);
    let oblasts: Vec<&str> = reference
        .places
        .iter()
        .filter(|place| place.level == PlaceLevel::Oblast)
        .map(|place| place.code.as_str())
        .collect();
    for code in policy.merges.oblast.iter().flatten() {
        if !oblasts.contains(&code.as_str()) {
            let what = format!("[disclosure] merge_oblast: there is no oblast \"{code}\"");
            return Err(Failure::project(&file, what, format!("use {}", oblasts.join(", "))));
        }
    }
    let cohort = project.cohort();
    let years = cohort.from.year()..=cohort.to.year();
    for year in policy.merges.year.iter().flatten() {
        if !year.parse().is_ok_and(|year| years.contains(&year)) {
            let what = format!("[disclosure] merge_year: {year} is not in the cohort");
            let remedy = format!("use years from {} to {}", years.start(), years.end());
            return Err(Failure::project(&file, what, remedy));
        }
    }
    Ok(())
}

/// Reads the ledger and compares it with the audit log.
async fn read_ledger(path: &Path, store: &mut ProjectStore) -> Result<Ledger, Failure> {
    let log = store.audit_log().await?;
    let integrity = |what: &str| {
        Failure::Audit(format!(
            "{}: {what}; without it a new release may give away what earlier ones hid",
            path.display()
        ))
    };
    let logged = last_logged(&log);
    let ledger = match fs::read(path) {
        Ok(bytes) => {
            Ledger::read(&bytes).map_err(|why| integrity(&format!("cannot be read: {why}")))?
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ledger::default(),
        Err(cause) => return Err(integrity(&format!("cannot be read: {cause}"))),
    };
    let hash = |ledger: &Ledger| -> Result<Option<String>, Failure> {
        Ok(if ledger.is_empty() { None } else { Some(sha256_hex(&ledger.bytes()?)) })
    };
    // A release whose log entry was not reached any more was not published either.
    if hash(&ledger)? == logged || hash(&ledger.without_last())? == logged {
        Ok(ledger)
    } else {
        Err(integrity("is not the ledger of releases that was logged"))
    }
}

/// Hash of the ledger as it was logged last.
fn last_logged(log: &[AuditEntry]) -> Option<String> {
    let last = log.iter().rev().find(|entry| entry.kind == EntryKind::Release.code())?;
    let content: Value = serde_json::from_str(last.content.as_ref()?.expose()).ok()?;
    content["ledger_sha256"].as_str().map(str::to_owned)
}

/// Replaces a file in one step.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fresh = path.with_extension("json.new");
    let written = File::create(&fresh)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&fresh, path));
    written.map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        Failure::write(path, cause)
    })
}

fn say_steps(steps: &[CollapseStep], terminal: &Terminal) {
    if terminal.json {
        let steps: Vec<Value> = steps
            .iter()
            .map(|step| {
                json!({
                    "merge_oblast": step.merges.oblast,
                    "merge_year": step.merges.year,
                    "hidden": step.hidden,
                    "cells": step.cells,
                })
            })
            .collect();
        terminal.data_json(&json!({ "steps": steps }));
        return;
    }
    let rows = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let hidden = step.hidden.map_or_else(|| "refused".to_owned(), |many| many.to_string());
            [at.to_string(), hidden, step.cells.to_string()]
        })
        .collect();
    terminal.say(&table(["merges", "hidden numbers", "of"], rows));
    let best = steps.iter().filter(|step| step.hidden.is_some()).min_by(|a, b| {
        let share = |step: &CollapseStep| step.hidden.unwrap_or(0) * 1_000_000 / step.cells.max(1);
        share(a).cmp(&share(b))
    });
    let Some(best) = best else {
        terminal.say("nothing may be released, however much is merged");
        return;
    };
    let years: Vec<Vec<i16>> = best
        .merges
        .year
        .iter()
        .map(|group| group.iter().filter_map(|year| year.parse().ok()).collect())
        .collect();
    terminal.data(&format!(
        "[disclosure]\nmerge_oblast = {:?}\nmerge_year = {years:?}\n",
        best.merges.oblast
    ));
}

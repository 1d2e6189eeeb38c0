//! `release`: the public level in `out/public`, and the ledger of what was released before.
//!
//! The ledger `releases.json` is written before anything is published: a crash in between leaves a
//! release in it that nobody saw, which makes later ones more careful, never less. The audit log
//! keeps its hash, so that a ledger that was cut, changed or lost is noticed and nothing is released
//! over it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use attrition::GapAnalysis;
use records::Reference;
use records::reference::PlaceLevel;
use reporting::{
    CollapseStep, Language, Ledger, OutputFile, Policy, PublicRun, Typeset, render_public,
    suggest_collapse,
};
use serde_json::{Value, json};
use store::audit::{AuditEntry, AuditNote, EntryKind};
use store::{ProjectStore, Store};

use crate::arguments::Release;
use crate::basis::Made;
use crate::commands::run;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::lock::ProjectLock;
use crate::outputs::sha256_hex;
use crate::pipeline::{self, Further};
use crate::project::{FILE_NAME, Project};
use crate::terminal::{Terminal, table};

/// Releases the public level, or says how less would be hidden.
pub(crate) async fn release(arguments: &Release, terminal: &Terminal) -> Result<(), Failure> {
    let opened = Opened::open(&arguments.project.project, terminal).await?;
    if arguments.suggest_collapse {
        return opened.suggest(terminal).await;
    }
    opened.release()?.publish(arguments.copies.excel_ru, terminal).await?.tell(terminal);
    Ok(())
}

/// A project whose public level is to be made.
pub(crate) struct Opened {
    _lock: ProjectLock,
    store: ProjectStore,
    earlier: Ledger,
    pub(crate) linked: Linked,
    pub(crate) analysis: GapAnalysis,
}

impl Opened {
    /// Opens a project and compares its ledger with the audit log.
    pub(crate) async fn open(path: &Path, terminal: &Terminal) -> Result<Self, Failure> {
        let project = Project::open(path)?;
        let lock = ProjectLock::take(&project.dir)?;
        let mut store = pipeline::open_store(&project).await?;
        let linked = Linked::load(project, &mut store, terminal).await?;
        let Linked { project, reference, .. } = &linked;
        known_values(project, reference, &project.file.disclosure.policy())?;
        let earlier = read_ledger(&project.releases(), &store.audit_log().await?)?;
        let analysis = linked.analyse()?;
        Ok(Self { _lock: lock, store, earlier, linked, analysis })
    }

    async fn suggest(self, terminal: &Terminal) -> Result<(), Failure> {
        self.store.close().await?;
        let Linked { project, reference, .. } = &self.linked;
        let policy = project.file.disclosure.policy();
        say_steps(&suggest_collapse(&self.analysis, reference, &policy, &self.earlier)?, terminal);
        Ok(())
    }

    /// Makes the public level, or says why it may not be made.
    pub(crate) fn release(self) -> Result<Released, Failure> {
        let Linked { project, reference, .. } = &self.linked;
        let policy = project.file.disclosure.policy();
        let made = reporting::release(&self.analysis, reference, &policy, &self.earlier)?;
        Ok(Released { opened: self, made })
    }
}

/// A public level that nobody has seen yet.
pub(crate) struct Released {
    opened: Opened,
    made: reporting::Release,
}

impl Released {
    /// Its files in these languages, under `public/`.
    pub(crate) fn files(
        &self,
        languages: &[Language],
        typeset: Option<&Typeset<'_>>,
    ) -> Result<Vec<OutputFile>, Failure> {
        let made = self.opened.linked.made(&self.opened.analysis);
        public_files(&self.made, &made, languages, typeset)
    }

    /// Enters it in the ledger and the audit log, then publishes it among the outputs.
    pub(crate) async fn publish(
        self,
        excel_ru: bool,
        terminal: &Terminal,
    ) -> Result<Published, Failure> {
        let project = &self.opened.linked.project;
        let files = self.files(&project.languages, pipeline::typesetter(project))?;
        let Self { opened: Opened { _lock, mut store, linked, analysis, .. }, made } = self;
        let (hidden, cells) = made.hidden_of();
        terminal.say(&format!(
            "{hidden} of {cells} numbers of the public level are hidden; \
             `sverka release --suggest-collapse` says how fewer would be"
        ));
        let bytes = made.ledger.bytes()?;
        replace(&linked.project.releases(), &bytes)?;
        store.append_audit(&AuditNote::release(&sha256_hex(&bytes))).await?;
        let further = Further { files, excel_ru };
        let outputs = run::write(store, &linked.made(&analysis), further, terminal).await?;
        Ok(Published { _lock, linked, analysis, outputs })
    }
}

/// A public level that stands among the outputs.
pub(crate) struct Published {
    _lock: ProjectLock,
    linked: Linked,
    analysis: GapAnalysis,
    outputs: Vec<OutputFile>,
}

impl Published {
    /// Says what was found, and where everything is written.
    pub(crate) fn tell(&self, terminal: &Terminal) {
        run::tell(&self.linked.made(&self.analysis), &self.outputs, terminal);
    }
}

/// The public level as files, under `public/`.
fn public_files(
    release: &reporting::Release,
    made: &Made<'_>,
    languages: &[Language],
    typeset: Option<&Typeset<'_>>,
) -> Result<Vec<OutputFile>, Failure> {
    let run = PublicRun {
        version: pipeline::VERSION.to_owned(),
        checkpoint: made.links.checkpoint.to_string(),
    };
    Ok(render_public(release, &run, made.reference, languages, typeset)?)
}

/// The public level made again as it was released; nothing where no release in the ledger is of
/// these cases under these rules.
pub(crate) fn again(made: &Made<'_>, log: &[AuditEntry]) -> Result<Vec<OutputFile>, Failure> {
    let policy = made.project.file.disclosure.policy();
    let mut ledger = read_ledger(&made.project.releases(), log)?;
    while !ledger.is_empty() {
        let earlier = ledger.without_last();
        match reporting::release(made.analysis, made.reference, &policy, &earlier) {
            Ok(release) if release.ledger == ledger => {
                let typeset = pipeline::typesetter(made.project);
                return public_files(&release, made, &made.project.languages, typeset);
            }
            _ => ledger = earlier,
        }
    }
    Ok(Vec::new())
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
fn read_ledger(path: &Path, log: &[AuditEntry]) -> Result<Ledger, Failure> {
    let integrity = |what: &str| {
        Failure::Audit(format!(
            "{}: {what}; without it a new release may give away what earlier ones hid",
            path.display()
        ))
    };
    let logged = last_logged(log);
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
                let (hidden, cells) = step.hidden.as_ref().ok().copied().unzip();
                json!({
                    "merge_oblast": step.merges.oblast,
                    "merge_year": step.merges.year,
                    "hidden": hidden,
                    "cells": cells,
                    "refused": step.hidden.as_ref().err().map(ToString::to_string),
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
            let (hidden, cells) = match &step.hidden {
                Ok((hidden, cells)) => (hidden.to_string(), cells.to_string()),
                Err(_) => ("refused".to_owned(), String::new()),
            };
            [at.to_string(), hidden, cells]
        })
        .collect();
    terminal.say(&table(["merges", "hidden numbers", "of"], rows));
    for (why, at) in refusals(steps) {
        terminal.say(&format!("refused with {at} merges: {why}"));
    }
    let best = steps.iter().filter_map(|step| {
        let (hidden, cells) = step.hidden.as_ref().ok()?;
        Some((hidden * 1_000_000 / cells.max(&1), step))
    });
    let best = best.min_by_key(|(share, _)| *share).map(|(_, step)| step);
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

/// Why steps were refused, each reason with the numbers of merges it was given for.
fn refusals(steps: &[CollapseStep]) -> Vec<(String, String)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Err(why) = &step.hidden else { continue };
        let why = why.to_string();
        match found.iter_mut().find(|(known, _)| *known == why) {
            Some((_, many)) => many.push(at.to_string()),
            None => found.push((why, vec![at.to_string()])),
        }
    }
    found.into_iter().map(|(why, at)| (why, at.join(", "))).collect()
}

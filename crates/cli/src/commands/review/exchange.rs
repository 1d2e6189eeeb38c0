//! `review export` and `review import`: cards as a workbook, decisions as JSON Lines. An import is
//! all or nothing; decisions of another machine are added to ours, and every card that people then
//! decided differently is listed.

use std::collections::BTreeMap;
use std::path::Path;

use clerical_review::{
    DecisionId, Ledger, MergeConflict, Protocol, Purpose, Queue, ReviewDecision, Role, Shown,
    ShownCandidate, merge, value_order,
};
use linkage::LinkKind;
use records::RecordId;
use serde_json::{Value, json};
use store::{ProjectStore, Store, read_review_decision, write_review_decision};

use super::workbook::{self, ExportedCard, ImportedAnswer};
use super::{desk_input, secret};
use crate::arguments::{EncryptFor, ReviewQueue, Reviewer};
use crate::case_files;
use crate::clock;
use crate::decided;
use crate::failure::Failure;
use crate::lock::ProjectLock;
use crate::pipeline;
use crate::project::Project;
use crate::sealing::Seal;
use crate::terminal::Terminal;

const KIND: LinkKind = LinkKind::NgoRegister;

/// What a file holds, by the end of its name.
enum Form {
    Cards,
    Decisions,
}

fn form(file: &Path) -> Result<Form, Failure> {
    match file.extension().and_then(|end| end.to_str()) {
        Some("xlsx") => Ok(Form::Cards),
        Some("jsonl") => Ok(Form::Decisions),
        _ => {
            let what =
                "name a file that ends in .xlsx (cards to answer) or .jsonl (decisions made)";
            Err(Failure::Usage(format!("{}: {what}", file.display())))
        }
    }
}

/// Writes cards or decisions.
pub(crate) async fn export(
    file: &Path,
    (who, encrypt): (&Reviewer, &EncryptFor),
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let form = form(&encrypt.plain_name(file)?)?;
    let project = Project::open(project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let (bytes, written) = match form {
        Form::Cards => cards(&project, &mut store, who, file).await?,
        Form::Decisions => {
            let decisions = store.review_decisions().await?;
            let mut text = String::new();
            for decision in &decisions {
                let line = write_review_decision(decision).map_err(store::StoreError::from)?;
                text.push_str(&line);
                text.push('\n');
            }
            (text.into_bytes(), format!("{} decisions", decisions.len()))
        }
    };
    store.close().await?;
    let bytes = match Seal::asked(encrypt)? {
        None => bytes,
        Some(seal) => seal.sealed(&bytes)?,
    };
    std::fs::write(file, bytes).map_err(|cause| Failure::write(file, cause))?;
    terminal.say(&format!("{written} written to {}", file.display()));
    Ok(())
}

async fn cards(
    project: &Project,
    store: &mut ProjectStore,
    who: &Reviewer,
    file: &Path,
) -> Result<(Vec<u8>, String), Failure> {
    let desk = desk_input(project, store, who, Role::Reader).await?;
    let ledger = Ledger::new(store.review_decisions().await?).knowing(&desk.lineages);
    let weight = |id: &RecordId| f64::from(u8::from(desk.counted.contains(id)));
    let order: Vec<RecordId> = match &desk.audit {
        Some(sample) => sample.clone(),
        None => value_order(&desk.links, weight).into_iter().map(|item| item.left).collect(),
    };
    let tasks =
        Protocol::default().worklist(&ledger, (KIND, &order), (&desk.reviewer, Role::Reader));
    let report = |id: &RecordId| desk.reports.iter().find(|report| report.id == *id);
    let record = |id: &RecordId| {
        desk.register.binary_search_by(|record| record.id.cmp(id)).ok().map(|at| &desk.register[at])
    };
    let cards: Vec<ExportedCard<'_>> = tasks
        .iter()
        .filter_map(|task| {
            let decision = desk.links.decision(&task.left)?;
            let mut ids: Vec<&RecordId> = decision.candidates.iter().map(|c| &c.right).collect();
            // By id: their order says nothing of what the machine thinks.
            ids.sort();
            let candidates = ids.into_iter().filter_map(record).collect();
            Some(ExportedCard { report: report(&task.left)?, candidates })
        })
        .collect();
    let bytes = workbook::write(&cards, &desk.reviewer, queue_of(who).code())
        .map_err(|error| Failure::write(file, std::io::Error::other(error)))?;
    Ok((bytes, format!("{} cards", cards.len())))
}

const fn queue_of(who: &Reviewer) -> Queue {
    match who.queue {
        ReviewQueue::Work => Queue::Work,
        ReviewQueue::Audit => Queue::Audit,
    }
}

/// Reads answers or decisions.
pub(crate) async fn import(
    file: &Path,
    project: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let form = form(file)?;
    let project = Project::open(project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let files = case_files::load(&mut store).await?;
    let ours = decided::ledger(&mut store, &files.register).await?;
    let theirs = match form {
        Form::Cards => {
            let answers = workbook::read(file)?;
            signed(answers, &mut store, &ours, file).await?
        }
        Form::Decisions => decisions(file)?,
    };
    let merged = merge(&ours, &theirs).map_err(|error| Failure::Input {
        file: file.display().to_string(),
        what: error.to_string(),
        remedy: "nothing was imported",
    })?;
    store.append_review_decisions(&merged.added).await?;
    store.close().await?;
    if terminal.json {
        terminal.data_json(&json!({
            "added": merged.added.len(),
            "known": merged.known,
            "conflicts": merged.conflicts.iter().map(conflict_json).collect::<Value>(),
        }));
    } else {
        let mut text =
            format!("{} decisions added, {} known already\n", merged.added.len(), merged.known);
        for conflict in &merged.conflicts {
            text.push_str(&conflict_text(conflict));
        }
        terminal.data(&text);
    }
    Ok(())
}

fn conflict_text(conflict: &MergeConflict) -> String {
    let answers = conflict.answers.iter().map(|(reader, answer)| {
        let target = match answer {
            clerical_review::Answer::Link(target) => format!(" {target}"),
            _ => String::new(),
        };
        format!("{reader}: {}{target}", answer.code())
    });
    format!("decided differently: {} ({})\n", conflict.left, answers.collect::<Vec<_>>().join("; "))
}

fn conflict_json(conflict: &MergeConflict) -> Value {
    json!({
        "kind": conflict.kind.code(),
        "left": conflict.left.as_str(),
        "answers": conflict.answers.iter().map(|(reader, answer)| json!({
            "reader": reader,
            "answer": answer.code(),
            "target": match answer {
                clerical_review::Answer::Link(target) => Some(target.as_str()),
                _ => None,
            },
        })).collect::<Value>(),
    })
}

/// The decisions of another machine.
fn decisions(file: &Path) -> Result<Vec<ReviewDecision>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|cause| Failure::Input {
        file: file.display().to_string(),
        what: format!("cannot be read: {cause}"),
        remedy: "name a file that `sverka review export` wrote",
    })?;
    text.lines()
        .enumerate()
        .map(|(at, line)| {
            read_review_decision(line).map_err(|error| Failure::Input {
                file: format!("{} line {}", file.display(), at + 1),
                what: error.to_string(),
                remedy: "nothing was imported; ask for the file again",
            })
        })
        .collect()
}

/// Answers of a workbook as decisions made now, with what the links say of the candidates shown.
async fn signed(
    answers: Vec<ImportedAnswer>,
    store: &mut ProjectStore,
    ours: &Ledger,
    file: &Path,
) -> Result<Vec<ReviewDecision>, Failure> {
    let (links, made) = store.links(KIND).await?.ok_or_else(|| {
        Failure::NotFound("there are no links yet; run `sverka link` first".to_owned())
    })?;
    let mut due: BTreeMap<String, BTreeMap<RecordId, Purpose>> = BTreeMap::new();
    let mut decisions = Vec::with_capacity(answers.len());
    for given in answers {
        let decision = links.decision(&given.left).ok_or_else(|| Failure::Input {
            file: file.display().to_string(),
            what: format!("{} is in no current delivery", given.left),
            remedy: "nothing was imported; import into the project that exported the file",
        })?;
        let tasks = due.entry(given.reader.clone()).or_insert_with(|| {
            let order: Vec<RecordId> = links.decisions.iter().map(|d| d.left.clone()).collect();
            let who = (given.reader.as_str(), Role::Reader);
            let tasks = Protocol::default().worklist(ours, (KIND, &order), who);
            tasks.into_iter().map(|task| (task.left, task.purpose)).collect()
        });
        let shown = given.candidates.iter().map(|right| {
            let now = decision.candidates.iter().find(|one| one.right == *right);
            ShownCandidate {
                right: right.clone(),
                weight: now.map_or(linkage::MatchWeight::ZERO, |one| one.weight),
                probability: now.map_or(0.0, |one| one.probability),
            }
        });
        decisions.push(ReviewDecision {
            id: DecisionId(secret().into()),
            kind: KIND,
            purpose: tasks.get(&given.left).cloned().unwrap_or(Purpose::Reading),
            left: given.left,
            answer: given.answer,
            queue: Queue::from_code(&given.queue).unwrap_or(Queue::Work),
            reviewer: given.reader,
            decided_at: clock::time_of_day(),
            shown: Shown { links: made.clone(), candidates: shown.collect() },
            note: given.note,
            evidence: given.evidence,
            batch: None,
        });
    }
    Ok(decisions)
}

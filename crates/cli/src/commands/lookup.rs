//! `lookup`: one person against the register that was linked last, in milliseconds, with the numbers
//! the run would give a report that states just this. Prints ids, codes and, in the language asked for, the words of the
//! reports; never a name.
//!
//! The first question after a run makes the index, which takes about as long as reading and blocking
//! the register, and says so.

use std::io;

use ingest::date_order::DateOrder;
use ingest::date_text::DateReader;
use linkage::lookup::{Answer, Lookup, RegisterIndex};
use linkage::{Candidate, LinkKind, LinkOptions};
use records::{
    NgoReport, PartialDate, Person, PersonName, Pin, PlaceMention, PlaceRole, Provenance, RecordId,
    Reference, Sensitive,
};
use reporting::InWords;
use serde_json::{Value, json};
use store::{ProjectStore, Store};

use crate::arguments::Lookup as Arguments;
use crate::case_files;
use crate::case_model::CaseModel;
use crate::clock::stopwatch;
use crate::commands::explain::{candidate_text, decision_text};
use crate::failure::Failure;
use crate::lock::ProjectLock;
use crate::pipeline::{self, inputs_hash, made_with};
use crate::project::Project;
use crate::register_index::{self, IndexFile};
use crate::terminal::Terminal;

/// Looks a person up.
pub(crate) async fn lookup(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let language = project.language(arguments.language.as_deref())?;
    let reference = pipeline::reference(&project)?;
    let report = asked(arguments, &project, &reference)?;
    let mut store = pipeline::open_to_read(&project).await?;
    let made = made_from(&mut store, &project, &reference).await?;
    let given = arguments.model.as_deref();
    let model = given.map(|path| CaseModel::read(path, &reference)).transpose()?;
    CaseModel::refuse_other(model.as_ref(), made_with(&made, "model").as_deref())?;
    let options = LinkOptions {
        link_threshold: project.file.linkage.link_threshold,
        possible_threshold: project.file.linkage.possible_threshold,
        as_of: Some(project.file.project.as_of),
        model: model.and_then(|model| model.of(LinkKind::NgoRegister).cloned()),
        ..LinkOptions::default()
    };
    let path = register_index::path(&project.dir);
    let mut index = match IndexFile::open(&path, (&made, project.key()?)) {
        Some(index) => index,
        None => index_anew(&mut store, &project, &reference, &options, (&made, terminal)).await?,
    };
    let since = stopwatch();
    let broken = |cause: io::Error| Failure::Input {
        file: path.display().to_string(),
        what: format!("cannot be read: {cause}"),
        remedy: "remove it; it is made again",
    };
    let lookup = Lookup::new(&reference, &options, index.head())?;
    let ready = since();
    let found = lookup.find(&report, &mut index).map_err(broken)?;
    let ids: Result<Vec<RecordId>, _> = found.iter().map(|one| index.id(one.entry)).collect();
    let entries = store.crime_records_of(&ids.map_err(broken)?).await?;
    store.close().await?;
    if entries.len() != found.len() {
        return Err(broken(io::ErrorKind::InvalidData.into()));
    }
    let answer = lookup.answer(&report, &found, &entries, &mut index).map_err(broken)?;
    let took = [ready, since() - ready].map(|time| time.as_secs_f64() * 1e3);
    if terminal.json {
        terminal.data_json(&as_json(&answer, entries.len(), took));
    } else {
        terminal.data(&text(&answer, &InWords::new(language, &reference)?)?);
        let [ready, asked] = took;
        terminal.say(&format!(
            "{} entries compared in {asked:.1} ms, after {ready:.1} ms for the reference data",
            entries.len()
        ));
    }
    Ok(())
}

/// What the links of reports were made from, if it is what is there now.
async fn made_from(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
) -> Result<String, Failure> {
    let expected = inputs_hash(project, reference, &store.deliveries().await?);
    let made = store.links_made_from(LinkKind::NgoRegister).await?;
    made.filter(|made| made.split(' ').next() == Some(&expected)).ok_or_else(|| {
        Failure::NotFound(
            "the links are missing or older than the inputs; run `sverka link` first".to_owned(),
        )
    })
}

async fn index_anew(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
    options: &LinkOptions,
    (made, terminal): (&str, &Terminal),
) -> Result<IndexFile, Failure> {
    let _lock = ProjectLock::take(&project.dir)?;
    let since = stopwatch();
    let reports = store.reports().await?;
    let register = case_files::load_register(store).await?;
    let nothing = || Failure::NotFound("there are no links; run `sverka link` first".to_owned());
    let (kept, _) = store.links(LinkKind::NgoRegister).await?.ok_or_else(nothing)?;
    let index = RegisterIndex::of(&reports, &register, reference, options, &kept)?;
    let path = register_index::path(&project.dir);
    let how = (made, project.key()?);
    register_index::write(&path, &index, how)?;
    let seconds = since().as_secs_f64();
    terminal.say(&format!("{} entries indexed for lookups in {seconds:.1} s", register.len()));
    IndexFile::open(&path, how).ok_or_else(|| Failure::Write {
        file: path.display().to_string(),
        cause: io::ErrorKind::InvalidData.into(),
    })
}

/// The report that states what was asked and nothing else.
fn asked(
    arguments: &Arguments,
    project: &Project,
    reference: &Reference,
) -> Result<NgoReport, Failure> {
    let dates = DateReader::new(reference, project.file.project.as_of);
    let date = |option: &str, text: Option<&str>| -> Result<Option<PartialDate>, Failure> {
        let read = text.map(|text| dates.read(text, DateOrder::DayFirst)).transpose();
        let unreadable = |_| Failure::Usage(format!("{option} is not a date that can be read"));
        Ok(read.map_err(unreadable)?.flatten())
    };
    let pin = |text: &str| {
        Pin::new(text).ok_or_else(|| Failure::Usage("--pin has fewer than ten digits".to_owned()))
    };
    let person = Person {
        names: name(arguments)?.into_iter().collect(),
        sex: arguments.sex,
        birth_date: date("--birth-date", arguments.birth_date.as_deref())?,
        pin: arguments.pin.as_deref().map(pin).transpose()?,
        phone: arguments.phone.clone().map(Sensitive::new),
        ..Person::new(arguments.role)
    };
    let place = arguments.place.iter();
    let role = PlaceRole::Exploitation;
    Ok(NgoReport {
        id: "lookup:".into(),
        provenance: Provenance {
            source: "lookup".into(),
            delivery: "lookup".into(),
            rows: Vec::new(),
        },
        own_ref: String::new(),
        opened: None,
        received: date("--handed-over", arguments.handed_over.as_deref())?,
        consent: None,
        hand_over: None,
        event: date("--event-date", arguments.event_date.as_deref())?,
        places: place.map(|written| PlaceMention { role, written: written.clone() }).collect(),
        acts: Vec::new(),
        means: Vec::new(),
        purposes: Vec::new(),
        suspected: Vec::new(),
        narrative: None,
        persons: vec![person],
        closure: None,
    })
}

/// The name given, or read from standard input where it is `-`.
fn name(arguments: &Arguments) -> Result<Option<PersonName>, Failure> {
    let name = match arguments.name.as_deref() {
        Some("-") => {
            let mut line = String::new();
            let unread = |cause| Failure::Usage(format!("no name on standard input: {cause}"));
            io::stdin().read_line(&mut line).map_err(unread)?;
            Some(line.trim().to_owned())
        }
        other => other.map(str::to_owned),
    };
    Ok(name.map(|name| PersonName::Whole(Sensitive::new(name))))
}

fn text(answer: &Answer, words: &InWords<'_>) -> Result<String, Failure> {
    let (target, none) = (answer.target.as_ref(), answer.none_probability);
    let mut lines = vec![decision_text(answer.status, target, none, words)?];
    for (rank, candidate) in answer.candidates.iter().enumerate() {
        lines.push(candidate_text(rank, candidate, target, words)?);
    }
    Ok(lines.join("\n") + "\n")
}

fn as_json(answer: &Answer, compared: usize, [ready, asked]: [f64; 2]) -> Value {
    let candidate = |candidate: &Candidate| {
        let evidence = candidate.evidence.iter().map(|one| {
            json!({
                "comparison": one.comparison,
                "level": one.level,
                "bits": one.weight.bits(),
            })
        });
        json!({
            "entry": candidate.right.as_str(),
            "probability": candidate.probability,
            "weight_bits": candidate.weight.bits(),
            "evidence": evidence.collect::<Value>(),
            "rules": candidate.rules,
        })
    };
    json!({
        "status": answer.status.code(),
        "target": answer.target.as_ref().map(RecordId::as_str),
        "none_probability": answer.none_probability,
        "candidates": answer.candidates.iter().map(candidate).collect::<Value>(),
        "compared": compared,
        "milliseconds": {"reference_data": ready, "question": asked},
    })
}

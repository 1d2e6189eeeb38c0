//! `report`: which report is written, and what one office is asked, as files to hand over.
//!
//! The folder written appears whole or not at all, and nothing that is not ours is replaced. Names are written at the named level
//! alone, into a folder that only its owner may read, after the hand-over was noted in the audit
//! log. Encrypted, the pack is one file; what the log notes is the hash of what is in it.

use std::path::{Path, PathBuf};

use attrition::OfficeFile;
use records::{NgoReport, Person, PersonName, PersonRole, RecordId, Sensitive};
use reporting::{Language, LetterSettings, OutputFile, PersonNames};
use serde_json::{Value, json};
use store::audit::{AuditNote, EntryKind};
use store::{ProjectStore, Store};

use crate::arguments::{EncryptFor, PackFormat, PackLevel, Report};
use crate::basis;
use crate::case_files::CaseFiles;
use crate::clock;
use crate::commands::release::Opened;
use crate::commands::run;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::lock::ProjectLock;
use crate::outputs::{publish, publish_private, sha256_hex};
use crate::pipeline;
use crate::project::Project;
use crate::sealing::{self, Seal};
use crate::terminal::{Terminal, table};

/// What the log says of a named pack: to whom and on what ground.
struct HandedOver<'a> {
    to: &'a str,
    basis: &'a str,
}

/// Writes the reports of a run, the public level, or the pack of one office; or lists the offices.
pub(crate) async fn report(arguments: &Report, terminal: &Terminal) -> Result<(), Failure> {
    refuse_what_is_not_made(arguments)?;
    let path = &arguments.project.project;
    match (&arguments.office, arguments.level) {
        _ if arguments.list => office(arguments, terminal).await,
        (Some(wanted), PackLevel::Public) => public_copy(wanted, arguments, terminal).await,
        (Some(_), _) => office(arguments, terminal).await,
        (None, PackLevel::Public) => {
            let released = Opened::open(path, terminal).await?.release()?;
            released.publish(false, terminal).await?.tell(terminal);
            Ok(())
        }
        (None, _) => run::report(path, terminal).await,
    }
}

/// Makes a release and gives an office its files: the same for every office, because the counts of
/// one are too small to be anybody's to see.
async fn public_copy(wanted: &str, arguments: &Report, terminal: &Terminal) -> Result<(), Failure> {
    let opened = Opened::open(&arguments.project.project, terminal).await?;
    let project = &opened.linked.project;
    let offices = pipeline::offices(&opened.linked.made(&opened.analysis));
    let file = find(wanted, &offices)?;
    let (out, languages) =
        (folder(arguments, file, project)?, languages(project, &arguments.lang)?);
    let typeset = arguments.format.contains(&PackFormat::Pdf).then_some(pipeline::TYPESET);
    let released = opened.release()?;
    let reports: Vec<OutputFile> = released
        .files(&languages, typeset)?
        .into_iter()
        .filter_map(|made| {
            let name = made.name.strip_prefix("public/")?.to_owned();
            Some(OutputFile { name, ..made })
        })
        .collect();
    let _published = released.publish(false, terminal).await?;
    let copy = of_formats(reports, &arguments.format);
    publish(&out, &copy)?;
    say(&out, file, &copy, terminal);
    Ok(())
}

/// The folder to write to: the one named, which has to be new, or that of the office in the project.
fn folder(arguments: &Report, file: &OfficeFile, project: &Project) -> Result<PathBuf, Failure> {
    let Some(out) = &arguments.out else {
        let name = format!("{}.{}", file.office.id, arguments.level.code());
        return Ok(project.dir.join("packs").join(name));
    };
    refuse_a_used_folder(out)?;
    Ok(out.clone())
}

/// Lists the offices, or writes the pack of one.
async fn office(arguments: &Report, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(&arguments.project.project)?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let linked = Linked::load(project, &mut store, terminal).await?;
    let analysis = linked.analyse()?;
    let made = linked.made(&analysis);
    let project = &linked.project;
    let offices = pipeline::offices(&made);
    let Some(wanted) = &arguments.office else {
        store.close().await?;
        list(&offices, terminal);
        return Ok(());
    };
    let file = find(wanted, &offices)?;
    let out = folder(arguments, file, project)?;
    let languages = languages(project, &arguments.lang)?;
    let typeset = arguments.format.contains(&PackFormat::Pdf).then_some(pipeline::TYPESET);
    let settings = letter_settings(project)?;
    let snapshot = basis::snapshot(&made)?;
    let names = (arguments.level == PackLevel::Named).then(|| names(file, &linked.files));
    let pack = pipeline::with_input(&made, &snapshot, None, &offices, |input| {
        let mut pack = reporting::office_pack(input, file, names.as_ref(), &languages, typeset)?;
        if arguments.format.contains(&PackFormat::Docx) {
            pack.extend(reporting::letters(input, file, names.as_ref(), &settings, &languages)?);
        }
        Ok(pack)
    })?;
    let pack = of_formats(pack, &arguments.format);
    let written = sealed(&pack, &arguments.encrypt)?;
    if names.is_some() {
        let to = arguments.to.as_deref().unwrap_or(&file.office.name);
        let basis = arguments.basis.as_deref().unwrap_or_default();
        note(&mut store, &HandedOver { to, basis }, &pack).await?;
    }
    store.close().await?;
    publish_private(&out, &written)?;
    say(&out, file, &written, terminal);
    Ok(())
}

/// Writes the letter templates to a new folder.
pub(crate) fn templates(dir: &Path, terminal: &Terminal) -> Result<(), Failure> {
    refuse_a_used_folder(dir)?;
    let file = |(name, text): &(&str, &str)| OutputFile {
        name: (*name).to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let files: Vec<OutputFile> = reporting::letter_templates().iter().map(file).collect();
    publish(dir, &files)?;
    let paths = files.iter().map(|file| dir.join(&file.name).display().to_string());
    terminal.data(&(paths.collect::<Vec<_>>().join("\n") + "\n"));
    terminal
        .say("edit them, then name the folder in sverka.toml: [letters] templates = \"FOLDER\"");
    Ok(())
}

/// Requisites, and the project's own templates: those that are in its folder.
fn letter_settings(project: &Project) -> Result<LetterSettings, Failure> {
    let table = &project.file.letters;
    let mut settings =
        LetterSettings { requisites: table.requisites.clone(), ..LetterSettings::default() };
    let Some(folder) = table.templates.as_ref().map(|folder| project.dir.join(folder)) else {
        return Ok(settings);
    };
    for (name, _) in reporting::letter_templates() {
        let path = folder.join(name);
        if path.exists() {
            let text = std::fs::read_to_string(&path).map_err(|cause| Failure::Input {
                file: path.display().to_string(),
                what: format!("cannot be read: {cause}"),
                remedy: "write the templates again with `sverka report --templates DIR`",
            })?;
            settings.templates.insert((*name).to_owned(), text);
        }
    }
    Ok(settings)
}

fn refuse_what_is_not_made(arguments: &Report) -> Result<(), Failure> {
    let (named, public) =
        (arguments.level == PackLevel::Named, arguments.level == PackLevel::Public);
    let private = arguments.office.is_some() && !public;
    arguments.encrypt.only_with(private, "--office and a level that is not public")?;
    if public && arguments.format.contains(&PackFormat::Docx) {
        let what = "letters speak of single cases and are not made at the public level; use --level restricted";
        return Err(Failure::Level(what.to_owned()));
    }
    if named && arguments.office.is_none() {
        let what = "--level named needs --office: names are for the office whose cases they are";
        return Err(Failure::Usage(what.to_owned()));
    }
    if named && arguments.basis.is_none() {
        let what = "--level named needs --basis TEXT, the ground on which names are handed over";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(())
}

/// A folder with anything in it would be lost when the pack takes its place.
pub(super) fn refuse_a_used_folder(out: &Path) -> Result<(), Failure> {
    let used = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => out.exists(),
    };
    if used {
        let what = format!("{} is there already and not empty; name a new folder", out.display());
        return Err(Failure::Usage(what));
    }
    Ok(())
}

fn languages(project: &Project, wanted: &[String]) -> Result<Vec<Language>, Failure> {
    if wanted.is_empty() {
        return Ok(project.languages.clone());
    }
    let language = |code: &String| {
        let unknown =
            || Failure::Usage(format!("no reports in the language \"{code}\"; use en, ru, ky"));
        Language::from_code(code).ok_or_else(unknown)
    };
    wanted.iter().map(language).collect()
}

/// The office with this id or under this writing.
fn find<'a>(wanted: &str, offices: &'a [OfficeFile]) -> Result<&'a OfficeFile, Failure> {
    let folded = wanted.to_lowercase();
    let called = |file: &&OfficeFile| {
        let mut spellings = file.office.spellings.iter();
        file.office.id.to_lowercase() == folded
            || spellings.any(|text| text.to_lowercase() == folded)
    };
    offices.iter().find(called).ok_or_else(|| {
        let known = || {
            offices.iter().flat_map(|file| file.office.spellings.iter().chain([&file.office.id]))
        };
        let near = ingest::error::nearest(wanted, known().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
        Failure::NotFound(format!(
            "no office \"{wanted}\" is asked anything; {hint}`sverka report --list` lists them"
        ))
    })
}

/// Victims of the cases as their own source names them: of an entry the register, of a report the
/// NGO that handed it over.
fn names(file: &OfficeFile, files: &CaseFiles) -> PersonNames {
    let mut names = PersonNames::default();
    for case in &file.cases {
        if let Some(persons) = persons(&case.record, files) {
            let victims = persons.iter().filter(|person| person.role == PersonRole::Victim);
            names.insert(case.record.clone(), victims.filter_map(name).collect());
        }
    }
    names
}

fn persons<'a>(id: &RecordId, files: &'a CaseFiles) -> Option<&'a [Person]> {
    let entry = files.register.iter().find(|record| record.id == *id);
    let report = || files.reports.iter().find(|report: &&NgoReport| report.id == *id);
    entry.map(|record| &*record.persons).or_else(|| report().map(|report| &*report.persons))
}

/// The main name, with the year of birth where it is known.
fn name(person: &Person) -> Option<Sensitive<String>> {
    let name = match person.names.first()? {
        PersonName::Whole(whole) => whole.expose().clone(),
        PersonName::Parts { surname, given, patronymic } => {
            let parts = [surname, given, patronymic].into_iter().flatten();
            parts.map(|part| part.expose().as_str()).collect::<Vec<_>>().join(" ")
        }
    };
    let born =
        person.birth_date.map_or_else(String::new, |born| format!(" ({})", born.start().year()));
    Some(Sensitive::new(name + &born))
}

/// The files in these formats, with checksums over what is left.
fn of_formats(pack: Vec<OutputFile>, formats: &[PackFormat]) -> Vec<OutputFile> {
    let wanted = |file: &OutputFile| {
        formats.iter().any(|format| file.name.ends_with(&format!(".{}", format.extension())))
    };
    let mut files: Vec<OutputFile> = pack.into_iter().filter(wanted).collect();
    files.push(reporting::checksums(&files));
    files
}

/// What is written of a pack: its files, or one that holds them all and opens for whom it is meant.
fn sealed(pack: &[OutputFile], encrypt: &EncryptFor) -> Result<Vec<OutputFile>, Failure> {
    let Some(seal) = Seal::asked(encrypt)? else { return Ok(pack.to_vec()) };
    let bytes = seal.sealed(&sealing::archive(pack)?)?;
    Ok(vec![OutputFile { name: format!("pack.zip.{}", sealing::END), bytes }])
}

/// Names are handed over: who gets them, on what ground, when, and which bytes.
async fn note(
    store: &mut ProjectStore,
    handed: &HandedOver<'_>,
    pack: &[OutputFile],
) -> Result<(), Failure> {
    let checksums = pack.last().map(|file| sha256_hex(&file.bytes));
    let content = json!({
        "to": handed.to,
        "basis": handed.basis,
        "on": clock::time_of_day().split('T').next(),
        "manifest_sha256": checksums,
    });
    store.append_audit(&AuditNote::new(EntryKind::Recipient, "named", &content)).await?;
    Ok(())
}

fn list(offices: &[OfficeFile], terminal: &Terminal) {
    if terminal.json {
        let one = |file: &OfficeFile| {
            json!({
                "id": file.office.id,
                "name": file.office.name,
                "kind": file.office.kind.map(|kind| kind.code()),
                "spellings": file.office.spellings,
                "questions": file.cases.len(),
            })
        };
        terminal.data_json(&offices.iter().map(one).collect());
        return;
    }
    let rows = offices
        .iter()
        .map(|file| {
            [file.office.id.clone(), file.office.name.clone(), file.cases.len().to_string()]
        })
        .collect();
    terminal.data(&(table(["office", "name", "questions"], rows) + "\n"));
}

fn say(out: &Path, file: &OfficeFile, pack: &[OutputFile], terminal: &Terminal) {
    let paths: Vec<String> =
        pack.iter().map(|file| out.join(&file.name).display().to_string()).collect();
    if terminal.json {
        let files: Value = paths.into();
        terminal.data_json(&json!({ "office": file.office.id, "outputs": files }));
    } else {
        terminal.data(&(paths.join("\n") + "\n"));
    }
}

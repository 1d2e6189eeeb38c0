//! `init DIR`: a project folder with a commented `sverka.toml`, proposed from files where some are
//! named, else with a template workbook to fill in.

use std::fs;
use std::path::{Component, Path, PathBuf};

use ingest::inspect::{SourceProposal, propose_sources, render_source_toml};
use jiff::civil::Date;
use records::Reference;
use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::inspect::tables;
use crate::failure::Failure;
use crate::project::FILE_NAME;
use crate::terminal::Terminal;

/// The template workbook of a project made without files.
const TEMPLATE: &str = "data/reports.xlsx";

/// Columns of the template, in order: what a report needs to be found and to count.
const TEMPLATE_FIELDS: &[&str] = &[
    "ref",
    "received",
    "consent",
    "handover.date",
    "handover.addressee",
    "handover.letter",
    "handover.talon",
    "handover.journal",
    "handover.register",
    "event.date",
    "place.recruitment",
    "place.exploitation",
    "purposes",
    "article",
    "victim.name",
    "victim.birth_date",
    "victim.pin",
    "victim.sex",
    "suspect.name",
    "suspect.birth_date",
    "narrative",
];

/// Makes the folder.
pub(crate) fn init(dir: &Path, from: &[PathBuf], terminal: &Terminal) -> Result<(), Failure> {
    let file = dir.join(FILE_NAME);
    if file.exists() {
        return Err(Failure::Usage(format!(
            "{} is there already; name another folder or move it away",
            file.display()
        )));
    }
    let reference = ingest::reference::embedded()?;
    let sources = if from.is_empty() {
        Vec::new()
    } else {
        propose_sources(&tables(from, &reference, terminal)?)
    };
    fs::create_dir_all(dir).map_err(|cause| Failure::write(dir, cause))?;
    let mut written = vec![file.clone()];
    let text = if sources.is_empty() {
        let template = dir.join(TEMPLATE);
        let bytes = template_workbook(&reference).map_err(|error| Failure::Input {
            file: template.display().to_string(),
            what: error.to_string(),
            remedy: "please report this as a defect",
        })?;
        fs::create_dir_all(dir.join("data"))
            .and_then(|()| fs::write(&template, bytes))
            .map_err(|cause| Failure::write(&template, cause))?;
        written.push(template);
        project_text(dir, None, &[template_source(&reference)])
    } else {
        let tables: Vec<String> = sources
            .into_iter()
            .map(|source| render_source_toml(&relative_to(dir, source)))
            .collect();
        let latest = latest_day(&tables);
        project_text(dir, latest, &tables)
    };
    fs::write(&file, text).map_err(|cause| Failure::write(&file, cause))?;
    if terminal.json {
        let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
        terminal.data_json(&serde_json::json!({ "files": files }));
    } else {
        for path in &written {
            terminal.data(&format!("{}\n", path.display()));
        }
    }
    terminal.say(&format!(
        "next: open {}, check the lines marked CONFIRM, then: sverka run {}",
        file.display(),
        dir.display()
    ));
    Ok(())
}

/// The latest day proposed for a source: the project is as of no earlier day.
fn latest_day(tables: &[String]) -> Option<Date> {
    tables
        .iter()
        .flat_map(|table| table.lines())
        .filter_map(|line| line.strip_prefix("as_of = \"")?.split('"').next()?.parse().ok())
        .max()
}

fn project_text(dir: &Path, latest: Option<Date>, tables: &[String]) -> String {
    let name = dir.file_name().map_or_else(|| "project".into(), |name| name.to_string_lossy());
    let as_of = latest.map_or_else(String::new, |day| day.to_string());
    format!(
        "# Sverka project. Lines marked CONFIRM are proposals: check them, then run\n\
         #   sverka run {}\n\
         # Paths are relative to this file. Columns not named here are read where their header is a\n\
         # known synonym; `field = \"\"` switches one off.\n\
         \n\
         [project]\n\
         name = {}\n\
         as_of = \"{as_of}\"  # CONFIRM: the day the analysis speaks of\n\
         # CONFIRM: reports handed over (else received, else opened) in this period are counted.\n\
         cohort = {{ from = \"2019-01-01\", to = \"{as_of}\", horizon_days = 365 }}\n\
         languages = [\"en\", \"ru\", \"ky\"]\n\
         # database = \"sverka.sqlite\"  # holds names: keep it where the source files are kept\n\
         # reference = \"reference\"     # a folder of corrected reference data instead of the built-in one\n\
         \n\
         # [linkage]\n\
         # link_threshold = 0.9       # probability from which a pair is a link\n\
         # possible_threshold = 0.2   # and from which it is left to a person\n\
         \n\
         # [encryption]               # the database is encrypted: then run `sverka privacy encrypt` first\n\
         # key_file = \"sverka.key\"    # under a passphrase; keep a copy of it elsewhere\n\
         \n{}",
        dir.display(),
        toml::Value::String(name.into_owned()),
        tables.join("\n")
    )
}

/// A proposal whose paths are relative to the project folder.
fn relative_to(dir: &Path, mut source: SourceProposal) -> SourceProposal {
    for file in &mut source.files {
        file.path = relative(dir, Path::new(&file.path)).display().to_string().replace('\\', "/");
    }
    source
}

/// The path of a file as seen from a folder; unchanged where they share no root.
fn relative(dir: &Path, file: &Path) -> PathBuf {
    let (Ok(base), Ok(full)) = (fs::canonicalize(dir), fs::canonicalize(file)) else {
        return file.to_owned();
    };
    let shared = base.components().zip(full.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return full;
    }
    let up = base.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(full.components().skip(shared)).collect()
}

/// The Russian header of a template column: the first synonym the reference data lists.
fn template_header<'a>(reference: &'a Reference, field: &'a str) -> &'a str {
    reference
        .header_synonyms
        .iter()
        .find(|synonym| synonym.field == field && synonym.language == "ru")
        .map_or(field, |synonym| &synonym.synonym)
}

fn template_source(reference: &Reference) -> String {
    let columns: String = TEMPLATE_FIELDS
        .iter()
        .map(|field| {
            let header = toml::Value::String(template_header(reference, field).to_owned());
            format!("\"{field}\" = {header}\n")
        })
        .collect();
    format!(
        "[[source]]\n\
         id = \"ngo-1\"  # CONFIRM: a short name without spaces, first half of every report's id\n\
         kind = \"ngo\"\n\
         title = \"\"  # CONFIRM: the name people know this source by\n\
         as_of = \"\"  # CONFIRM: the day the list was made\n\
         layout = \"case\"\n\
         [[source.file]]\n\
         path = \"{TEMPLATE}\"\n\
         [source.columns]\n{columns}\n\
         # Add the crime register and the court register in the same way (kind = \"register\",\n\
         # kind = \"court\"), or let `sverka init DIR --from FILES` propose them.\n"
    )
}

/// One sheet with the headers, columns for personal numbers as text, and lists of what may be
/// chosen.
fn template_workbook(reference: &Reference) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let header = Format::new().set_bold().set_text_wrap();
    let text = Format::new().set_num_format("@");
    let sheet = workbook.add_worksheet().set_name("reports")?;
    for (column, field) in (0u16..).zip(TEMPLATE_FIELDS) {
        sheet.write_string_with_format(0, column, template_header(reference, field), &header)?;
        sheet.set_column_width(column, 22)?;
        sheet.set_column_format(column, &text)?;
        let choices: &[&str] = match *field {
            "consent" => &["да", "нет"],
            "victim.sex" => &["ж", "м"],
            _ => &[],
        };
        if !choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(choices)?;
            sheet.add_data_validation(1, column, 9_999, column, &list)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_seen_from_the_project() {
        let root = tempfile::tempdir().unwrap();
        let (project, data) = (root.path().join("project"), root.path().join("data"));
        fs::create_dir_all(&project).unwrap();
        fs::create_dir_all(&data).unwrap();
        let file = data.join("a.csv");
        fs::write(&file, "x").unwrap();
        assert_eq!(relative(&project, &file), Path::new("../data/a.csv"));
        assert_eq!(relative(root.path(), &file), Path::new("data/a.csv"));
    }

    #[test]
    fn every_template_column_has_a_header_the_reader_knows() {
        let reference = ingest::reference::embedded().unwrap();
        for field in TEMPLATE_FIELDS {
            assert_ne!(template_header(&reference, field), *field);
        }
    }
}

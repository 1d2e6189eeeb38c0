//! Letters to an office as drafts that a lawyer edits and signs: note of findings, inquiry, covering
//! letter, draft motion. Reach for [`letters`]; [`letter_templates`] are the texts to edit.
//!
//! A template is text with fields in double braces. A line that begins with `= ` is the heading,
//! with `> ` stands to the right, `[requests]` and `[cases]` are the tables of the pack, the latter an
//! annex on wide paper; an empty line ends a paragraph. A field that nobody knows is an error with its line. A requisite that the
//! project does not state is a blank to fill in by hand.

mod docx;

use std::collections::BTreeMap;

use attrition::OfficeFile;
use minijinja::{Environment, UndefinedBehavior};

use crate::error::ReportingError;
use crate::input::{OutputFile, PersonNames, ReportInput};
use crate::language::Language;
use crate::model::{Block, Cell, Report, Table};
use crate::sections::{self, Context};
use crate::words::Words;

/// Names and shipped texts of all templates.
macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../letters/", $name)))),+]
    };
}

const SHIPPED: &[(&str, &str)] = shipped![
    "certificate.en.txt",
    "certificate.ky.txt",
    "certificate.ru.txt",
    "covering_letter.en.txt",
    "covering_letter.ky.txt",
    "covering_letter.ru.txt",
    "draft_motion.en.txt",
    "draft_motion.ky.txt",
    "draft_motion.ru.txt",
    "inquiry.en.txt",
    "inquiry.ky.txt",
    "inquiry.ru.txt",
];

/// Requisites that a project states, in the order docs list them.
pub const REQUISITES: [&str; 10] = [
    "letterhead",
    "addressee",
    "date",
    "number",
    "in_reply_to",
    "annex_pages",
    "post",
    "signatory",
    "executor",
    "phone",
];

/// What a requisite that is not stated looks like.
const BLANK: &str = "____________";

/// The shipped templates: file name and text.
pub const fn letter_templates() -> &'static [(&'static str, &'static str)] {
    SHIPPED
}

/// What a project adds to a letter.
#[derive(Clone, Debug, Default)]
pub struct LetterSettings {
    /// Values of [`REQUISITES`], by name.
    pub requisites: BTreeMap<String, String>,
    /// Templates of the project's own, by file name, in place of the shipped ones.
    pub templates: BTreeMap<String, String>,
}

/// A piece of a letter.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Heading(String),
    Right(Vec<String>),
    Paragraph(Vec<String>),
    Table(LetterTable),
}

#[derive(Clone, Debug, PartialEq)]
struct LetterTable {
    title: String,
    /// Heading and width, twentieths of a point.
    columns: Vec<(String, u32)>,
    rows: Vec<Vec<String>>,
    /// What it is called where it stands on wide paper of its own.
    annex: Option<String>,
}

/// The letters to an office as DOCX, in each of `languages`.
///
/// # Errors
/// [`ReportingError::Template`] with file and line for a field that nobody knows; else as
/// `office_pack`.
pub fn letters(
    input: &ReportInput<'_>,
    file: &OfficeFile,
    names: Option<&PersonNames>,
    settings: &LetterSettings,
    languages: &[Language],
) -> Result<Vec<OutputFile>, ReportingError> {
    let mut made = Vec::new();
    for language in languages {
        let words = Words::new(*language, input.reference, &input.run.sources)?;
        let context = Context { input, words: &words };
        let report = sections::office(context, file, names)?;
        let fields = fields(&context, file, settings)?;
        let end = format!(".{}.txt", language.code());
        for (name, shipped) in SHIPPED.iter().filter(|(name, _)| name.ends_with(&end)) {
            let text = settings.templates.get(*name).map_or(*shipped, String::as_str);
            let filled = fill(name, text, &fields)?;
            let parts = parts(&filled, &report, &words)?;
            let title = parts.iter().find_map(|part| match part {
                Part::Heading(title) => Some(title.as_str()),
                _ => None,
            });
            let bytes = docx::render(&docx::Document {
                language: language.code(),
                title: title.unwrap_or(&report.title),
                mark: &words.text("letter-draft")?,
                page_of: &report.frame.page,
                created: input.run.as_of.to_string(),
                parts: &parts,
            })?;
            let name = name.trim_end_matches(".txt");
            made.push(OutputFile { name: format!("{name}.docx"), bytes });
        }
    }
    Ok(made)
}

fn fields(
    context: &Context<'_>,
    file: &OfficeFile,
    settings: &LetterSettings,
) -> Result<BTreeMap<&'static str, String>, ReportingError> {
    let cohort = context.input.analysis.cohort;
    let mut fields: BTreeMap<&str, String> = BTreeMap::new();
    for name in REQUISITES {
        let stated = settings.requisites.get(name).cloned();
        fields.insert(name, stated.unwrap_or_else(|| BLANK.to_owned()));
    }
    let asked = sections::asked(context, file);
    let cases: std::collections::BTreeSet<_> = asked.iter().map(|(case, _)| &case.record).collect();
    fields.extend([
        ("office", file.office.name.clone()),
        ("period_from", context.day(cohort.from)?),
        ("period_to", context.day(cohort.to)?),
        ("as_of", context.day(cohort.as_of)?),
        ("cases", cases.len().to_string()),
        ("questions", asked.len().to_string()),
        ("checkpoint", context.input.run.checkpoint.clone()),
    ]);
    Ok(fields)
}

/// The text with its fields filled in.
fn fill(
    name: &str,
    text: &str,
    fields: &BTreeMap<&'static str, String>,
) -> Result<String, ReportingError> {
    let broken = |line: Option<usize>, what: String| ReportingError::LetterTemplate {
        file: name.to_owned(),
        line: line.unwrap_or(1),
        what,
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let template = environment
        .template_from_named_str(name, text)
        .map_err(|error| broken(error.line(), error.to_string()))?;
    let mut unknown: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    unknown.retain(|field| !fields.contains_key(field.as_str()));
    unknown.sort();
    if let Some(field) = unknown.first() {
        let line =
            text.lines().position(|line| line.contains("{{") && line.contains(field.as_str()));
        let known: Vec<&str> = fields.keys().copied().collect();
        let what = format!("no field `{field}`; the fields are {}", known.join(", "));
        return Err(broken(line.map(|at| at + 1), what));
    }
    template.render(fields).map_err(|error| broken(error.line(), error.to_string()))
}

/// The parts of a filled template.
fn parts(text: &str, report: &Report, words: &Words<'_>) -> Result<Vec<Part>, ReportingError> {
    let mut parts = Vec::new();
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let language = words.language();
        let part = match block {
            "[requests]" => letter_table(report, "office_requests", None, language),
            "[cases]" => {
                letter_table(report, "office_cases", Some(words.text("letter-annex")?), language)
            }
            _ => {
                let strip = |mark: &str| -> Option<Vec<String>> {
                    block.lines().map(|line| line.strip_prefix(mark).map(str::to_owned)).collect()
                };
                Some(match (strip("= "), strip("> ")) {
                    (Some(lines), _) => Part::Heading(lines.join(" ")),
                    (_, Some(lines)) => Part::Right(lines),
                    _ => Part::Paragraph(block.lines().map(str::to_owned).collect()),
                })
            }
        };
        parts.extend(part);
    }
    Ok(parts)
}

/// A table of the pack, without the columns that are empty in every row.
fn letter_table(
    report: &Report,
    name: &str,
    annex: Option<String>,
    language: Language,
) -> Option<Part> {
    let blocks = report.sections.iter().flat_map(|section| &section.blocks);
    let table: &Table = blocks.filter_map(Block::table).find(|table| table.name == name)?;
    let used = |at: &usize| table.rows.iter().any(|row| !row[*at].value().is_empty());
    let kept: Vec<usize> = (0..table.columns.len()).filter(used).collect();
    let shown = |row: &Vec<Cell>| -> Vec<String> {
        kept.iter().map(|at| row[*at].shown(language)).collect()
    };
    let titles: Vec<&str> = kept.iter().map(|at| table.columns[*at].title.as_str()).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(shown).collect();
    let paper = if annex.is_some() { docx::WIDE } else { docx::UPRIGHT };
    let widths = docx::column_widths(&titles, &rows, paper);
    let columns = titles.into_iter().map(str::to_owned).zip(widths).collect();
    Some(Part::Table(LetterTable { title: table.title.clone(), columns, rows, annex }))
}

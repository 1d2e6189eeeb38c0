//! How is it told? Gap reports as pages and workbooks in English, Russian and Kyrgyz, and the
//! figures, findings, links and paths behind them as files for machines.
//!
//! Reach for [`render_all`] once an analysis is made. Everything is rendered to bytes; nothing is
//! written, no clock is read, and the same input gives the same bytes.
//!
//! ```text
//! GapAnalysis ─┬─ Words (one language) ── model::Report ─┬─ gap-report.LANG.html
//!              │                                         ├─ gap-report.LANG.xlsx
//!              │                                         └─ gap-report.LANG.pdf, by a typesetter handed in
//!              └─ data ── figures.json, run.json, *.csv ── manifest.json
//! ```
//!
//! There is one report model per language and three renderers, so the page, the workbook and the
//! paper show the same numbers by construction. Reports show record ids, offices and dates, never a
//! name: no type that holds one is among the inputs. The one exception is asked for by name:
//! [`office_pack`] with [`PersonNames`].

mod chart;
mod codes;
mod columns;
mod data;
mod disclosure;
mod error;
mod figure_ids;
mod figure_page;
mod input;
mod language;
mod letters;
mod model;
mod number_format;
mod office;
mod page;
mod print;
mod public;
mod reference_quality;
mod sections;
mod step_chart;
mod words;
mod workbook;

pub use data::{read_basis, read_changes};
pub use disclosure::{
    CollapseStep, DisclosureError, Ledger, Merges, Policy, Release, Rules, release,
    suggest_collapse,
};
pub use error::ReportingError;
pub use input::{
    DisclosureLevel, LinkSets, OutputFile, PersonNames, ReportInput, RunFacts, SourceFacts,
    SourceQuarantine,
};
pub use language::Language;
pub use letters::{LetterSettings, REQUISITES, letter_templates, letters};
pub use office::{checksums, office_pack};
pub use print::{PrintDocument, Typeset};
pub use public::{PublicRun, render_public};

use attrition::{Evidence, Figure, OfficeFile};
use rayon::prelude::*;
use records::{PartialDate, Reference};

use language::Argument;
use model::Report;
use words::Words;

/// Renders every output of a run: the files for machines once, the gap report in each of
/// `languages`, the pack of each office in `offices/ID/`, what is `further` to be published with
/// them, such as a public level, and last `manifest.json` over all of them. Languages named twice
/// count once. `typeset` turns a document into a PDF (`pdf::typeset`); without it none is made.
/// Packs of offices are not put on paper here: [`office_pack`] does it for the one that is asked for.
///
/// # Errors
/// When no language is named, when a message or a figure that the report needs is missing, when two
/// counts that must agree do not, or when `typeset` refuses. No partial result is returned.
pub fn render_all(
    input: &ReportInput<'_>,
    languages: &[Language],
    typeset: Option<&Typeset<'_>>,
    further: Vec<OutputFile>,
) -> Result<Vec<OutputFile>, ReportingError> {
    if languages.is_empty() {
        return Err(ReportingError::NoLanguage);
    }
    let words = |language| Words::new(language, input.reference, &input.run.sources);
    let all = [words(Language::English)?, words(Language::Russian)?, words(Language::Kyrgyz)?];
    let asked: Vec<&Words<'_>> =
        all.iter().filter(|words| languages.contains(&words.language())).collect();
    let build = |words: &&Words<'_>| sections::build(input, words);
    let reports: Vec<Report> = in_order(asked.par_iter().map(build).collect())?;
    let told: Vec<(&Words<'_>, &Report)> = asked.iter().copied().zip(&reports).collect();
    let typeset = |&(words, report): &(&Words<'_>, &Report)| paper(input, words, report, typeset);
    let packed = |file: &OfficeFile| office_folder(input, file, &asked);
    // One document is typeset at a time, beside all else: nothing takes more memory.
    let (papers, (machine, (screens, packs))) = rayon::join(
        || in_order(told.iter().map(typeset).collect()),
        || {
            let others = || {
                let screens = told.par_iter().map(|told| gap_report(input, told)).collect();
                (in_order(screens), in_order(input.offices.par_iter().map(packed).collect()))
            };
            rayon::join(|| machine_files(input, &all), others)
        },
    );
    let mut files = machine?;
    for (screen, paper) in screens?.into_iter().zip(papers?) {
        files.extend(screen.into_iter().chain(paper));
    }
    files.extend(packs?.into_iter().flatten());
    files.extend(further);
    if input.excel_ru {
        files.extend(data::excel_ru(&files)?);
    }
    files.push(data::manifest(&files, &input.run.checkpoint)?);
    Ok(files)
}

/// The files for machines, in no language or in all.
fn machine_files(
    input: &ReportInput<'_>,
    all: &[Words<'_>; 3],
) -> Result<Vec<OutputFile>, ReportingError> {
    Ok(vec![
        data::figures(input, all)?,
        data::findings(input.analysis)?,
        data::links(&input.links)?,
        data::register_paths(input.analysis)?,
        data::discrepancies(input.analysis)?,
        data::obstacles(input.analysis)?,
        data::rereview(input.analysis)?,
        data::stage_times(input.analysis)?,
        data::overdue(input.analysis)?,
        data::iccs(input.analysis, input.reference)?,
        data::ictip(input.analysis, input.reference)?,
        data::quarantine(input.quarantine)?,
        data::run(input)?,
        data::basis(input.snapshot)?,
        data::changes(input.changes)?,
    ])
}

/// All results, or the first error by place, whichever thread was first.
fn in_order<T>(results: Vec<Result<T, ReportingError>>) -> Result<Vec<T>, ReportingError> {
    results.into_iter().collect()
}

/// Name of the gap report in a language, before the ending.
fn stem(words: &Words<'_>) -> String {
    format!("gap-report.{}", words.language().code())
}

/// The gap report in one language for screens: page, page of ids, workbook.
fn gap_report(
    input: &ReportInput<'_>,
    &(words, report): &(&Words<'_>, &Report),
) -> Result<Vec<OutputFile>, ReportingError> {
    let (stem, figures) = (stem(words), &input.analysis.figures);
    let pages = page_with_ids(format!("{stem}.html"), report, figures, words)?;
    let book = workbook::render(&stem, report, input.run.as_of)?;
    Ok(pages.into_iter().chain([book]).collect())
}

/// The same as PDF, where there is a typesetter.
fn paper(
    input: &ReportInput<'_>,
    words: &Words<'_>,
    report: &Report,
    typeset: Option<&Typeset<'_>>,
) -> Result<Option<OutputFile>, ReportingError> {
    print::render(&stem(words), report, words.language(), input.run.as_of, typeset)
}

/// The pack of an office under its folder.
fn office_folder(
    input: &ReportInput<'_>,
    file: &OfficeFile,
    words: &[&Words<'_>],
) -> Result<Vec<OutputFile>, ReportingError> {
    let folder = format!("offices/{}", file.office.id);
    let pack = office::pack(input, file, None, words, None)?;
    let placed = |part: OutputFile| OutputFile { name: format!("{folder}/{}", part.name), ..part };
    Ok(pack.into_iter().map(placed).collect())
}

/// A report as a page, and the page of ids that its numbers lead to.
fn page_with_ids(
    name: String,
    report: &Report,
    figures: &[Figure],
    words: &Words<'_>,
) -> Result<[OutputFile; 2], ReportingError> {
    let bytes = page::render(report, words.language())?;
    let ids = OutputFile {
        name: figure_page::name(words.language()),
        bytes: figure_page::render((report, &name), figures, words)?,
    };
    Ok([OutputFile { name, bytes }, ids])
}

/// The words of the reports for other pages: reach for it to say many things in one language.
pub struct InWords<'a>(Words<'a>);

impl<'a> InWords<'a> {
    /// The words of a language.
    ///
    /// # Errors
    /// When the catalogue built in is broken.
    pub fn new(language: Language, reference: &'a Reference) -> Result<Self, ReportingError> {
        Ok(Self(Words::new(language, reference, &[])?))
    }

    /// Every piece of evidence as (what was compared, what was found), in the order given. Never a
    /// name: evidence holds none.
    ///
    /// # Errors
    /// When a message that is needed is missing or cannot be formatted.
    pub fn evidence(&self, evidence: &[Evidence]) -> Result<Vec<(String, String)>, ReportingError> {
        let told = |one: &Evidence| Ok((self.0.comparison(&one.comparison)?, self.0.level(one)?));
        evidence.iter().map(told).collect()
    }

    /// A message of the catalogue with its parameters.
    ///
    /// # Errors
    /// When the message or a parameter it needs is missing.
    pub fn message(&self, key: &str, given: &[(&str, &str)]) -> Result<String, ReportingError> {
        let given: Vec<(&str, Argument<'_>)> =
            given.iter().map(|(name, text)| (*name, Argument::from(*text))).collect();
        self.0.format(key, &given)
    }

    /// A code of a list (`finding`, `rung`, `stage`, `ground`, `obstacle`, `status`, `link-kind` …) in
    /// words.
    ///
    /// # Errors
    /// When a message that is needed is missing or cannot be formatted.
    pub fn coded(&self, list: &str, code: &str) -> Result<String, ReportingError> {
        self.0.coded(list, code)
    }

    /// A key of a blocking rule; the code of one that only a project's own data has.
    ///
    /// # Errors
    /// When the message cannot be formatted.
    pub fn blocking_key(&self, code: &str) -> Result<String, ReportingError> {
        let key = format!("blocking-key-{code}");
        if self.0.catalogue().has(&key) { self.0.text(&key) } else { Ok(code.to_owned()) }
    }

    /// A date as far as it is known.
    ///
    /// # Errors
    /// When a message that is needed is missing or cannot be formatted.
    pub fn date(&self, date: PartialDate) -> Result<String, ReportingError> {
        number_format::partial(self.0.catalogue(), date)
    }

    /// A share in percent: `27.3 %`, with the language's decimal mark.
    pub fn percent(&self, share: f64, digits: usize) -> String {
        number_format::percent(self.0.language(), share, digits)
    }

    /// A number with the language's decimal mark.
    pub fn decimal(&self, value: f64, digits: usize) -> String {
        number_format::decimal(self.0.language(), value, digits)
    }

    /// A number with its sign, as match weights are printed: `+3.20`.
    pub fn signed(&self, value: f64, digits: usize) -> String {
        number_format::signed(self.0.language(), value, digits)
    }
}

impl std::fmt::Debug for InWords<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InWords({})", self.0.language().code())
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

//! The public level as files: the gap report as a page, a workbook and on paper in each language, and
//! every table as a Data Package. Reach for [`render_public`] with a [`Release`]; nothing else of an
//! analysis comes in, so that nothing else can go out.

mod package;
mod report;
mod tables;

use records::Reference;

use crate::disclosure::Release;
use crate::error::ReportingError;
use crate::input::OutputFile;
use crate::language::Language;
use crate::words::Words;
use crate::{Typeset, page, print, workbook};

/// What only the run knows and everybody may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRun {
    /// Version of the software.
    pub version: String,
    /// Checkpoint of the audit log that the release follows from.
    pub checkpoint: String,
}

/// Every file of the public level, under `public/`, sorted by name. `typeset` turns a document into a PDF; without it
/// none is made.
///
/// # Errors
/// When a message that is needed is missing, or when `typeset` refuses. No partial result is returned.
pub fn render_public(
    release: &Release,
    run: &PublicRun,
    reference: &Reference,
    languages: &[Language],
    typeset: Option<&Typeset<'_>>,
) -> Result<Vec<OutputFile>, ReportingError> {
    let words = |language| Words::new(language, reference, &[]);
    let all = [words(Language::English)?, words(Language::Russian)?, words(Language::Kyrgyz)?];
    let mut files = package::files(release, run, &all)?;
    for words in all.iter().filter(|words| languages.contains(&words.language())) {
        let report = report::build(release, run, words)?;
        let code = words.language().code();
        let stem = format!("gap-report.{code}");
        let bytes = page::render(&report, words.language())?;
        files.push(OutputFile { name: format!("{stem}.html"), bytes });
        let as_of = release.cohort.as_of;
        files.push(workbook::render(&stem, &report, as_of)?);
        files.extend(print::render(&stem, &report, words.language(), as_of, typeset)?);
    }
    for file in &mut files {
        file.name = format!("public/{}", file.name);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

//! The pack of files for one office. Reach for [`office_pack`] to make it at a level of its own;
//! `render_all` puts one per office, without names, among the outputs of a run.

use attrition::OfficeFile;
use sha2::{Digest, Sha256};

use crate::error::ReportingError;
use crate::input::{OutputFile, PersonNames, ReportInput};
use crate::language::Language;
use crate::sections::{self, Context};
use crate::words::Words;
use crate::{Typeset, page_with_ids, print, workbook};

/// Checksums that `sha256sum -c` reads.
const CHECKSUMS: &str = "SHA256SUMS";

/// The files of an office: `office.LANG.html` with the ids behind its counts in
/// `figure-ids.LANG.html`, `office.LANG.xlsx` and, where there is a typesetter, `office.LANG.pdf` per language, and last `SHA256SUMS` over them. With `names` it is the named
/// level: for nobody but the office.
///
/// # Errors
/// As `render_all`.
pub fn office_pack(
    input: &ReportInput<'_>,
    file: &OfficeFile,
    names: Option<&PersonNames>,
    languages: &[Language],
    typeset: Option<&Typeset<'_>>,
) -> Result<Vec<OutputFile>, ReportingError> {
    let words = |language: &Language| Words::new(*language, input.reference, &input.run.sources);
    let words: Vec<Words<'_>> = languages.iter().map(words).collect::<Result<_, _>>()?;
    pack(input, file, names, &words.iter().collect::<Vec<_>>(), typeset)
}

/// As [`office_pack`], in words that are there already.
pub(crate) fn pack(
    input: &ReportInput<'_>,
    file: &OfficeFile,
    names: Option<&PersonNames>,
    words: &[&Words<'_>],
    typeset: Option<&Typeset<'_>>,
) -> Result<Vec<OutputFile>, ReportingError> {
    let mut files = Vec::new();
    for words in words {
        let report = sections::office(Context { input, words }, file, names)?;
        let code = words.language().code();
        files.extend(page_with_ids(format!("office.{code}.html"), &report, &[], words)?);
        let (stem, as_of) = (format!("office.{code}"), input.run.as_of);
        files.push(workbook::render(&stem, &report, as_of)?);
        files.extend(print::render(&stem, &report, words.language(), as_of, typeset)?);
    }
    files.push(checksums(&files));
    Ok(files)
}

/// `SHA256SUMS`: what `sha256sum` prints for these files.
pub fn checksums(files: &[OutputFile]) -> OutputFile {
    let line = |file: &OutputFile| {
        let hash = Sha256::digest(&file.bytes);
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}  {}\n", file.name)
    };
    let text: String = files.iter().map(line).collect();
    OutputFile { name: CHECKSUMS.to_owned(), bytes: text.into_bytes() }
}

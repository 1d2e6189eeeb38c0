//! How does it look on paper? A report as tagged PDF, typeset by Typst.
//!
//! Reach for [`typeset`] to turn a [`PrintDocument`] into bytes; hand it to
//! [`reporting::render_all`]. It stands in a crate of its own because the typesetter takes longer to
//! compile than everything else together.
//!
//! Guarantees: PDF/UA-1 and PDF/A-2a at once, or an error; the one font compiled in is embedded and
//! no other is looked for; nothing is read from disk or network, no clock is read, and the same
//! document gives the same bytes. The memory of the typesetter is cleared after every document.
//!
//! Leaves out: what a report says and how it is laid out. Both come with the document.

mod world;

use reporting::PrintDocument;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::Desk;

/// Why a document could not be typeset. Always a defect of a template or of this build, never of the
/// input data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// The template or the standard was violated.
    #[error("{document} cannot be typeset: {reasons}")]
    Refused {
        /// Name of the file to be.
        document: String,
        /// What the typesetter says, with lines of the template.
        reasons: String,
    },
    /// The font compiled in cannot be read.
    #[error("the font compiled in cannot be read")]
    Font,
    /// The combination of standards is unknown to this build.
    #[error("standards cannot be combined: {reason}")]
    Standards {
        /// What the library says.
        reason: String,
    },
}

/// The document as PDF/UA-1 and PDF/A-2a.
///
/// # Errors
/// When the template is broken, a letter is in no font, or the standards cannot be met.
pub fn typeset(document: &PrintDocument) -> Result<Vec<u8>, PdfError> {
    let desk = Desk::new(document)?;
    let bytes = pages(&desk, document);
    // What it remembers of one report would hold memory through the next.
    comemo::evict(0);
    bytes
}

fn pages(desk: &Desk, document: &PrintDocument) -> Result<Vec<u8>, PdfError> {
    let refused = |diagnostics: &[SourceDiagnostic]| PdfError::Refused {
        document: document.name.clone(),
        reasons: desk.told(diagnostics),
    };
    let made = typst::compile::<PagedDocument>(desk);
    // A warning is a letter without a font or a layout that did not settle: not fit to be handed over.
    if !made.warnings.is_empty() {
        return Err(refused(&made.warnings));
    }
    let pages = made.output.map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| PdfError::Standards { reason: error.message().to_string() })?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    typst_pdf::pdf(&pages, &options).map_err(|errors| refused(&errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(template: &'static str) -> PrintDocument {
        let files = vec![("a.txt".to_owned(), "Түшүндүрмө 失".into())];
        PrintDocument { name: "test.pdf".into(), template, files }
    }

    const GOOD: &str = "#set document(title: \"T\", date: datetime(year: 2026, month: 6, day: 30))\n\
                        #set text(font: \"Noto Sans\", lang: \"ky\")\n#read(\"a.txt\")";

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let bytes = typeset(&document(GOOD)).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        assert!(bytes == typeset(&document(GOOD)).unwrap());
    }

    #[test]
    fn a_defect_is_told_with_the_line_of_the_template() {
        let told = |template| typeset(&document(template)).unwrap_err().to_string();
        assert!(told("one\n\n#nothing").contains("line 3: unknown variable: nothing"));
        assert!(told("#read(\"/etc/passwd\")").starts_with("test.pdf cannot be typeset"));
        assert!(told("no title").contains("title"), "{}", told("no title"));
        let elsewhere = told("#set text(font: \"Arial\")\nno such font");
        assert!(elsewhere.contains("unknown font family"), "{elsewhere}");
    }
}

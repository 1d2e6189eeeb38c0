//! Everything a template can reach: itself, the files of its document and one font. There is no
//! disk, no network, no package and no day behind it.

use std::collections::BTreeMap;

use reporting::PrintDocument;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};

use crate::PdfError;

/// Name of the template among the files.
const TEMPLATE: &str = "template.typ";

/// Shown for a letter that the font lacks.
const UNKNOWN: char = '\u{fffd}';
/// Keeps words on one line and is drawn by no font.
const JOINER: char = '\u{2060}';

/// What lies before the typesetter.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    pub(crate) fn new(document: &PrintDocument) -> Result<Self, PdfError> {
        let fonts = [notosans::REGULAR_TTF, notosans::BOLD_TTF]
            .map(|font| Font::new(Bytes::new(font), 0))
            .into_iter()
            .collect::<Option<Vec<Font>>>()
            .ok_or(PdfError::Font)?;
        let regular = fonts.first().cloned().ok_or(PdfError::Font)?;
        let path = VirtualPath::new(TEMPLATE).map_err(|error| PdfError::Refused {
            document: document.name.clone(),
            reasons: format!("{error:?}"),
        })?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        // Marks the first cell of a row as its heading, which the standard library still guards.
        let features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(id, document.template.to_owned()),
            files: document
                .files
                .iter()
                .map(|(name, bytes)| (name.clone(), Bytes::new(drawable(bytes, &regular))))
                .collect(),
        })
    }

    /// Diagnostics as one line: each with its line of the template.
    pub(crate) fn told(&self, diagnostics: &[SourceDiagnostic]) -> String {
        let told = |one: &SourceDiagnostic| {
            let line = self
                .range(one.span)
                .and_then(|range| self.template.lines().byte_to_line(range.start))
                .map_or(String::new(), |line| format!("line {}: ", line + 1));
            format!("{line}{}", one.message)
        };
        diagnostics.iter().map(told).collect::<Vec<_>>().join("; ")
    }
}

/// The text with every letter that the font lacks replaced: the archive standard forbids a letter
/// without a shape, and one odd letter of a source must not cost the report.
fn drawable(bytes: &[u8], font: &Font) -> Vec<u8> {
    let has = |letter: char| {
        letter.is_ascii() || letter == JOINER || font.info().coverage.contains(letter.into())
    };
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|letter| if has(letter) { letter } else { UNKNOWN })
        .collect::<String>()
        .into_bytes()
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        self.files.get(name).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

//! A letter as a Word document. Reach for [`render`] with the parts of a letter: A4, margins of
//! 30, 10, 20 and 20 mm, a draft mark and page x of y on every page, table headings repeated, no
//! row split between pages, an annex in landscape. The bytes depend on nothing but the input.

use std::io::{Cursor, Write};

use askama::Template;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Part;
use crate::columns;
use crate::error::ReportingError;

/// A letter ready to be laid out.
pub(super) struct Document<'a> {
    /// Language code.
    pub(super) language: &'static str,
    /// Title in the properties.
    pub(super) title: &'a str,
    /// Mark at the head of every page: a draft until signed, and the level.
    pub(super) mark: &'a str,
    /// What stands below every page, with `{page}` and `{pages}` for the numbers.
    pub(super) page_of: &'a str,
    /// Day written into the properties, ISO.
    pub(super) created: String,
    /// Content.
    pub(super) parts: &'a [Part],
}

/// A4 with what is between its margins, in twentieths of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    size: (u32, u32),
    turned: bool,
    /// Left and right.
    margins: (u32, u32),
}

/// As letters are filed: 30 mm to the left, 10 mm to the right.
pub(super) const UPRIGHT: Paper =
    Paper { size: (11_906, 16_838), turned: false, margins: (1_701, 567) };
/// For tables of many columns.
pub(super) const WIDE: Paper = Paper { size: (16_838, 11_906), turned: true, margins: (850, 850) };

impl Paper {
    const fn between_margins(self) -> u32 {
        self.size.0 - self.margins.0 - self.margins.1
    }
}

/// Mean width of a letter in a table, and what the margins of a cell take, in twentieths of a point.
const LETTER: f64 = 95.0;
const CELL_MARGINS: u32 = 120;

/// Widths that leave long words whole, together as wide as the paper.
pub(super) fn column_widths(titles: &[&str], rows: &[Vec<String>], paper: Paper) -> Vec<u32> {
    // Numbers and ids are broken after a hyphen.
    let breakable = |row: &Vec<String>| -> Vec<String> {
        row.iter().map(|cell| cell.replace('-', &format!("-{}", columns::BREAK))).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(breakable).collect();
    let count = u32::try_from(titles.len()).unwrap_or(u32::MAX);
    let space = paper.between_margins().saturating_sub(count.saturating_mul(CELL_MARGINS));
    let widths = columns::widths(titles, &rows, f64::from(space) / LETTER);
    // Columns whose longest words need more than the paper share it all the same.
    let scale = f64::from(space) / widths.iter().sum::<f64>().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width is positive and no wider than the paper"
    )]
    widths.iter().map(|width| (width * scale) as u32 + CELL_MARGINS).collect()
}

#[derive(Template)]
#[template(path = "letter.xml")]
struct Body<'a> {
    parts: &'a [Part],
}

#[derive(Template)]
#[template(
    source = r#"<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="{{ paper.size.0 }}" w:h="{{ paper.size.1 }}"{% if paper.turned %} w:orient="landscape"{% endif %}/><w:pgMar w:top="1134" w:right="{{ paper.margins.1 }}" w:bottom="1134" w:left="{{ paper.margins.0 }}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#,
    ext = "xml"
)]
struct EndOfSection {
    paper: Paper,
}

impl Body<'_> {
    fn paper(&self, at: usize) -> Paper {
        match self.parts.get(at) {
            Some(Part::Table(table)) if table.annex.is_some() => WIDE,
            _ => UPRIGHT,
        }
    }

    /// What ends a section after this part, where the next stands on other paper.
    fn turn(&self, at: &usize) -> askama::Result<String> {
        let (here, next) = (self.paper(*at), self.paper(at + 1));
        if at + 1 == self.parts.len() || here.turned == next.turned {
            return Ok(String::new());
        }
        EndOfSection { paper: here }.render()
    }

    /// What ends the last section.
    fn end(&self) -> askama::Result<String> {
        EndOfSection { paper: self.paper(self.parts.len().saturating_sub(1)) }.render()
    }
}

#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{{ mark }}</w:t></w:r></w:p></w:hdr>"#,
    ext = "xml"
)]
struct Head<'a> {
    mark: &'a str,
}

#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>{% for piece in pieces() %}{% match piece %}{% when Piece::Number with (field) %}<w:fldSimple w:instr=" {{ field }} "><w:r><w:t>1</w:t></w:r></w:fldSimple>{% when Piece::Words with (words) %}<w:r><w:t xml:space="preserve">{{ words }}</w:t></w:r>{% endmatch %}{% endfor %}</w:p></w:ftr>"#,
    ext = "xml"
)]
struct Foot<'a> {
    page_of: &'a str,
}

/// A piece of the line below a page.
enum Piece<'a> {
    Words(&'a str),
    /// A number that Word fills in.
    Number(&'static str),
}

impl<'a> Foot<'a> {
    /// Words and numbers in the order of the language.
    fn pieces(&self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = self.page_of;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            pieces.push(Piece::Words(before));
            pieces.push(Piece::Number(if name == "page" { "PAGE" } else { "NUMPAGES" }));
            rest = after;
        }
        pieces.push(Piece::Words(rest));
        pieces
    }
}

#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{{ title }}</dc:title><dc:creator>Sverka</dc:creator><dc:language>{{ language }}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{{ created }}T00:00:00Z</dcterms:created></cp:coreProperties>"#,
    ext = "xml"
)]
struct Core<'a> {
    title: &'a str,
    language: &'a str,
    created: &'a str,
}

#[derive(Template)]
#[template(path = "letter-styles.xml")]
struct Styles<'a> {
    language: &'a str,
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

/// The document as DOCX.
pub(super) fn render(document: &Document<'_>) -> Result<Vec<u8>, ReportingError> {
    let Document { language, title, mark, page_of, created, parts } = document;
    let files: [(&str, String); 8] = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", Core { title, language, created }.render()?),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", Body { parts }.render()?),
        ("word/footer1.xml", Foot { page_of }.render()?),
        ("word/header1.xml", Head { mark }.render()?),
        ("word/styles.xml", Styles { language }.render()?),
    ];
    let packed = |error: zip::result::ZipError| ReportingError::Document(error.to_string());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The time of a file in the archive is left at its default, so that no clock is read.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        archive.start_file(name, options).map_err(packed)?;
        archive.write_all(text.as_bytes()).map_err(|error| packed(error.into()))?;
    }
    Ok(archive.finish().map_err(packed)?.into_inner())
}

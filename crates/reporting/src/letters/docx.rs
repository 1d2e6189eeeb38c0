//! A letter as a Word document. Reach for [`render`] with the parts of a letter: A4, margins of
//! 30, 10, 20 and 20 mm, a draft mark and page x of y on every page, table headings repeated, no
//! row split between pages. The bytes depend on nothing but the input.

use std::io::{Cursor, Write};

use askama::Template;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Part;
use crate::error::ReportingError;

/// A letter ready to be laid out.
pub(super) struct Document<'a> {
    /// Language code.
    pub(super) language: &'static str,
    /// Title in the properties.
    pub(super) title: &'a str,
    /// Mark at the head of every page: a draft until signed, and the level.
    pub(super) mark: &'a str,
    /// `Page`, `of`, as printed around the numbers.
    pub(super) page_of: (&'a str, &'a str),
    /// Day written into the properties, ISO.
    pub(super) created: String,
    /// Content.
    pub(super) parts: &'a [Part],
}

#[derive(Template)]
#[template(path = "letter.xml")]
struct Body<'a> {
    parts: &'a [Part],
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
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t xml:space="preserve">{{ page }} </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> {{ of }} </w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>"#,
    ext = "xml"
)]
struct Foot<'a> {
    page: &'a str,
    of: &'a str,
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
    let Document { language, title, mark, page_of: (page, of), created, parts } = document;
    let files: [(&str, String); 8] = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", Core { title, language, created }.render()?),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", Body { parts }.render()?),
        ("word/footer1.xml", Foot { page, of }.render()?),
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

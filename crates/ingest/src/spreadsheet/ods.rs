//! ODS cell by cell. Reach for [`OdsBook`] from `spreadsheet` only.
//!
//! calamine expands repeated rows and columns of an ODS into a dense range before any limit can
//! speak, and drops merged ranges; here cells stream from the XML, and only those with a value
//! are kept.

use std::io::{BufRead, BufReader, Cursor};
use std::sync::Arc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::xlsx::from_iso;
use super::{GridBuilder, SheetName};
use crate::archive_scan::Unpacked;
use crate::error::{IngestError, Place};
use crate::file::grid::{Grid, Merge};
use crate::limits::Limits;
use crate::table::Cell;

/// An ODS workbook held as its archive; sheets are parsed when asked for.
pub(super) struct OdsBook {
    bytes: Vec<u8>,
    unpacked: Unpacked,
    file: Arc<str>,
    sheets: Vec<SheetName>,
}

impl OdsBook {
    pub(super) fn open(
        bytes: Vec<u8>,
        unpacked: Unpacked,
        file: &Arc<str>,
    ) -> Result<Self, IngestError> {
        let mut book = Self { bytes, unpacked, file: Arc::clone(file), sheets: Vec::new() };
        book.refuse_password()?;
        book.sheets = book.list_sheets()?;
        Ok(book)
    }

    pub(super) fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn damaged(&self, detail: impl ToString) -> IngestError {
        let place = Place::file(Arc::clone(&self.file));
        IngestError::Damaged { place, detail: detail.to_string() }
    }

    /// Calls `work` with a reader of the entry `name`.
    fn with_entry<T>(
        &self,
        name: &str,
        work: impl FnOnce(&mut dyn BufRead) -> Result<T, IngestError>,
    ) -> Result<T, IngestError> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes.as_slice()))
            .map_err(|error| self.damaged(error))?;
        let entry = archive
            .by_name(name)
            .map_err(|error| self.damaged(format!("entry {name}: {error}")))?;
        work(&mut BufReader::new(entry))
    }

    fn refuse_password(&self) -> Result<(), IngestError> {
        self.with_entry("META-INF/manifest.xml", |input| {
            let mut xml = reader(input);
            let mut buffer = Vec::new();
            loop {
                buffer.clear();
                match xml.read_event_into(&mut buffer).map_err(|error| self.damaged(error))? {
                    Event::Start(element) if element.local_name().as_ref() == "encryption-data" => {
                        return Err(IngestError::PasswordProtected {
                            file: Arc::clone(&self.file),
                        });
                    }
                    Event::Eof => return Ok(()),
                    _ => {}
                }
            }
        })
    }

    /// Names of sheets in order; hidden ones are those whose style is not displayed.
    fn list_sheets(&self) -> Result<Vec<SheetName>, IngestError> {
        self.with_entry("content.xml", |input| {
            let mut xml = reader(input);
            let mut buffer = Vec::new();
            let mut style = None;
            let mut hidden_styles = Vec::new();
            let mut sheets = Vec::new();
            loop {
                buffer.clear();
                let event =
                    xml.read_event_into(&mut buffer).map_err(|error| self.damaged(error))?;
                let element = match event {
                    Event::Start(element) => element,
                    Event::Eof => return Ok(sheets),
                    _ => continue,
                };
                match element.name().as_ref() {
                    "style:style" => style = attribute(&element, "style:name"),
                    "style:table-properties"
                        if attribute(&element, "table:display").as_deref() == Some("false") =>
                    {
                        hidden_styles.extend(style.clone());
                    }
                    "table:table" => {
                        let style = attribute(&element, "table:style-name");
                        sheets.push(SheetName {
                            name: attribute(&element, "table:name").unwrap_or_default(),
                            visible: style.is_none_or(|style| !hidden_styles.contains(&style)),
                        });
                    }
                    _ => {}
                }
            }
        })
    }

    pub(super) fn grid(&mut self, sheet: &str, limits: &Limits) -> Result<Grid, IngestError> {
        let place = Place::file(Arc::clone(&self.file)).in_sheet(Some(sheet.into()));
        self.with_entry("content.xml", |input| {
            let mut xml = reader(input);
            let mut buffer = Vec::new();
            loop {
                buffer.clear();
                match xml.read_event_into(&mut buffer).map_err(|error| self.damaged(error))? {
                    Event::Start(element)
                        if element.name().as_ref() == "table:table"
                            && attribute(&element, "table:name").as_deref() == Some(sheet) =>
                    {
                        break;
                    }
                    Event::Eof => return Err(self.damaged("the sheet is listed but not there")),
                    _ => {}
                }
            }
            let builder = GridBuilder::new(place.clone(), limits, self.unpacked);
            SheetReader { xml, builder, merges: Vec::new(), row: 0, place }.read()
        })
    }
}

fn reader<R: BufRead>(input: R) -> Reader<R> {
    let mut xml = Reader::from_reader(input);
    xml.config_mut().expand_empty_elements = true;
    xml
}

/// The attribute `name` with entities resolved.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A count such as `table:number-rows-repeated`; 1 where it is absent.
fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// Reads one `table:table` element from after its start tag.
struct SheetReader<'a, R: BufRead> {
    xml: Reader<R>,
    builder: GridBuilder<'a>,
    merges: Vec<Merge>,
    /// 0-based row of the next `table:table-row`.
    row: u32,
    place: Place,
}

/// A cell with a value, and how often it repeats to the right.
struct OdsCell {
    column: u32,
    repeated: u32,
    value: Cell,
}

impl<R: BufRead> SheetReader<'_, R> {
    fn read(mut self) -> Result<Grid, IngestError> {
        let mut buffer = Vec::new();
        // A sheet can hold charts and sub-tables with rows of their own.
        let mut depth = 0_u32;
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer);
            match event.map_err(|error| damaged(&self.place, error))? {
                Event::Start(element) => match element.name().as_ref() {
                    "table:table" | "table:shapes" | "office:forms" => depth += 1,
                    "table:table-row" if depth == 0 => {
                        let repeated = count(&element, "table:number-rows-repeated");
                        self.read_row(repeated)?;
                    }
                    _ => {}
                },
                Event::End(element) => match element.name().as_ref() {
                    "table:table" if depth == 0 => break,
                    "table:table" | "table:shapes" | "office:forms" => depth -= 1,
                    _ => {}
                },
                Event::Eof => return Err(damaged(&self.place, "the sheet has no end")),
                _ => {}
            }
        }
        let mut grid = self.builder.finish()?;
        self.merges.sort_by_key(|merge| (merge.first_row, merge.first_column));
        grid.merges = self.merges;
        Ok(grid)
    }

    fn read_row(&mut self, repeated: u32) -> Result<(), IngestError> {
        let mut buffer = Vec::new();
        let mut cells: Vec<OdsCell> = Vec::new();
        let mut column = 0_u32;
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer);
            match event.map_err(|error| damaged(&self.place, error))? {
                Event::Start(element)
                    if matches!(
                        element.name().as_ref(),
                        "table:table-cell" | "table:covered-table-cell"
                    ) =>
                {
                    let covered = element.name().as_ref() == "table:covered-table-cell";
                    let times = count(&element, "table:number-columns-repeated");
                    self.note_merge(&element, column);
                    let element = element.into_owned();
                    let text = self.read_text(&element)?;
                    let value = if covered { Cell::Empty } else { typed(&element, &text) };
                    if attribute(&element, "table:formula").is_some() {
                        let typed = attribute(&element, "office:value-type").is_some();
                        self.builder.note_formula(typed || !value.is_empty());
                    }
                    if !value.is_empty() {
                        cells.push(OdsCell { column, repeated: times, value });
                    }
                    column = column.saturating_add(times);
                }
                Event::End(element) if element.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(damaged(&self.place, "a row has no end")),
                _ => {}
            }
        }
        if !cells.is_empty() {
            self.add_rows(&cells, repeated)?;
        }
        self.row = self.row.saturating_add(repeated);
        Ok(())
    }

    /// Adds a row that holds values as often as it repeats; the builder's limits bound the loops.
    fn add_rows(&mut self, cells: &[OdsCell], repeated: u32) -> Result<(), IngestError> {
        for row in self.row..self.row.saturating_add(repeated) {
            for cell in cells {
                for column in cell.column..cell.column.saturating_add(cell.repeated) {
                    self.builder.add(row, column, cell.value.clone())?;
                }
            }
        }
        Ok(())
    }

    fn note_merge(&mut self, element: &BytesStart<'_>, column: u32) {
        let rows = count(element, "table:number-rows-spanned");
        let columns = count(element, "table:number-columns-spanned");
        if rows > 1 || columns > 1 {
            self.merges.push(Merge {
                first_row: self.row.saturating_add(1),
                last_row: self.row.saturating_add(rows),
                first_column: column as usize,
                last_column: (column.saturating_add(columns) - 1) as usize,
            });
        }
    }

    /// The text of a cell up to its end tag: paragraphs on lines of their own, comments left out.
    fn read_text(&mut self, cell: &BytesStart<'_>) -> Result<String, IngestError> {
        let mut buffer = Vec::new();
        let mut text = String::new();
        let mut paragraphs = 0_u32;
        let mut in_paragraph = 0_u32;
        let mut in_comment = false;
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer);
            match event.map_err(|error| damaged(&self.place, error))? {
                Event::Start(element) => match element.name().as_ref() {
                    "office:annotation" => in_comment = true,
                    "text:p" => {
                        if paragraphs > 0 && !in_comment {
                            text.push('\n');
                        }
                        paragraphs += u32::from(!in_comment);
                        in_paragraph += 1;
                    }
                    "text:s" if !in_comment => {
                        let spaces = count(&element, "text:c").min(1000);
                        text.extend(std::iter::repeat_n(' ', spaces as usize));
                    }
                    "text:tab" if !in_comment => text.push('\t'),
                    "text:line-break" if !in_comment => text.push('\n'),
                    _ => {}
                },
                Event::End(element) => match element.name().as_ref() {
                    "office:annotation" => in_comment = false,
                    "text:p" => in_paragraph = in_paragraph.saturating_sub(1),
                    name if name == cell.name().as_ref() => return Ok(text),
                    _ => {}
                },
                Event::Text(part) if in_paragraph > 0 && !in_comment => {
                    text.push_str(&part.xml10_content());
                }
                Event::CData(part) if in_paragraph > 0 && !in_comment => {
                    text.push_str(&part.xml10_content());
                }
                Event::GeneralRef(part) if in_paragraph > 0 && !in_comment => {
                    let resolved = part.resolve_char_ref().ok().flatten();
                    match resolved {
                        Some(c) => text.push(c),
                        None => text.push_str(named_entity(&part)),
                    }
                }
                Event::Eof => return Err(damaged(&self.place, "a cell has no end")),
                _ => {}
            }
        }
    }
}

/// The five entities that XML predefines.
fn named_entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

fn damaged(place: &Place, detail: impl ToString) -> IngestError {
    IngestError::Damaged { place: place.clone(), detail: detail.to_string() }
}

/// The value of a cell by its stated type; its text where the type is text or unknown.
fn typed(cell: &BytesStart<'_>, text: &str) -> Cell {
    if attribute(cell, "calcext:value-type").as_deref() == Some("error") {
        return Cell::Error(text.trim().to_owned());
    }
    let value = |name: &str| attribute(cell, name);
    match value("office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => value("office:value")
            .and_then(|number| number.parse().ok())
            .map_or_else(|| Cell::from_text(text), Cell::Number),
        Some("date") => {
            value("office:date-value").map_or_else(|| Cell::from_text(text), |date| from_iso(&date))
        }
        Some("boolean") => Cell::Bool(value("office:boolean-value").as_deref() == Some("true")),
        Some("string") => {
            Cell::from_text(&value("office:string-value").unwrap_or_else(|| text.to_owned()))
        }
        _ => Cell::from_text(text),
    }
}

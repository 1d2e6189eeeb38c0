//! The report as a workbook: a contents sheet, then one table a sheet, each a real Excel table with
//! a name. Title in A1, note in A2, headings in row 4; no merged cells, no hidden rows, no meaning
//! by colour alone. The creation date is the as-of date, so the same input gives the same bytes.
//!
//! # Source
//! UK Analysis Function, "Releasing statistics in spreadsheets": the accessibility checklist.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Table as ExcelTable,
    TableColumn, TableStyle, Url, Workbook, Worksheet,
};

use crate::error::ReportingError;
use crate::input::OutputFile;
use crate::model::{Block, Cell, ColumnKind, Report, Section, Table};

/// First row of a table, zero-based: title, note and an empty row stand above it.
const HEADER_ROW: u32 = 3;
/// Excel's limit on characters of a sheet name.
const SHEET_NAME_CHARACTERS: usize = 31;

/// Height of a line of wrapped text and what stands around it, points.
const LINE: f64 = 13.0;
const AROUND: f64 = 3.0;
/// Excel's limit on the height of a row, points.
const HIGHEST: f64 = 409.0;
/// Width of the first column of the contents sheet, characters.
const CONTENTS_WIDTH: f64 = 80.0;

/// Cell formats of a workbook.
struct Formats {
    title: Format,
    /// A line above a table that runs on over the cells to its right.
    above: Format,
    note: Format,
    header: Format,
    text: Format,
    count: Format,
    share: Format,
    probability: Format,
    bits: Format,
    points: Format,
    date: Format,
    hidden: Format,
    link: Format,
}

impl Formats {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Arial").set_font_size(10);
        let cell = || base().set_align(FormatAlign::Top);
        let number = |pattern: &str| cell().set_align(FormatAlign::Right).set_num_format(pattern);
        Self {
            title: base().set_font_size(14).set_bold(),
            above: base(),
            note: base().set_text_wrap().set_align(FormatAlign::Top),
            header: base()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Bottom)
                .set_border_bottom(FormatBorder::Medium),
            text: cell().set_text_wrap(),
            count: number("#,##0"),
            share: number("0.0%"),
            probability: number("0.0%"),
            bits: number("+0.0;-0.0;0.0"),
            points: number("+0.0%;-0.0%;0.0%"),
            date: cell().set_align(FormatAlign::Right).set_num_format("yyyy-mm-dd"),
            hidden: cell().set_align(FormatAlign::Right),
            link: base().set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

/// The workbook as `STEM.xlsx`.
pub(crate) fn render(
    stem: &str,
    report: &Report,
    created: Date,
) -> Result<OutputFile, ReportingError> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report, created)?);
    let tables = tables(report);
    contents(workbook.add_worksheet(), report, &tables, &formats)?;
    for (_, table) in &tables {
        sheet(workbook.add_worksheet(), table, &formats)?;
    }
    Ok(OutputFile { name: format!("{stem}.xlsx"), bytes: workbook.save_to_buffer()? })
}

fn properties(report: &Report, created: Date) -> Result<DocProperties, ReportingError> {
    let year = u16::try_from(created.year()).unwrap_or(1900);
    let day = ExcelDateTime::from_ymd(
        year,
        created.month().unsigned_abs(),
        created.day().unsigned_abs(),
    )?;
    Ok(DocProperties::new()
        .set_title(&report.title)
        .set_subject(&report.headline)
        .set_author("Sverka")
        .set_comment(&report.notice)
        .set_creation_datetime(&day))
}

/// Every table of the report with the section it stands in, in reading order.
pub(crate) fn tables(report: &Report) -> Vec<(&Section, &Table)> {
    let mut found = Vec::new();
    for section in &report.sections {
        for block in &section.blocks {
            match block {
                Block::Table(table) => found.push((section, table)),
                Block::Cases(list) => {
                    found.push((section, &list.facts));
                    found.push((section, &list.evidence));
                }
                _ => {}
            }
        }
    }
    found
}

/// The name of a table's sheet: the table's own name, which is the same in every language.
fn sheet_name(table: &Table) -> String {
    table.name.chars().take(SHEET_NAME_CHARACTERS).collect()
}

fn contents(
    sheet: &mut Worksheet,
    report: &Report,
    tables: &[(&Section, &Table)],
    formats: &Formats,
) -> Result<(), ReportingError> {
    let frame = &report.frame;
    sheet.set_name(&frame.contents)?;
    sheet.set_column_width(0, CONTENTS_WIDTH)?;
    sheet.set_column_width(1, 32)?;
    sheet.set_column_width(2, 12)?;
    sheet.write_with_format(0, 0, &report.title, &formats.title)?;
    let particulars = report.particulars.iter().map(|(label, value)| format!("{label}: {value}"));
    let notes = [report.headline.clone()]
        .into_iter()
        .chain(particulars)
        .chain([report.notice.clone(), frame.checkpoint.clone()]);
    let mut row = 1;
    for note in notes {
        sheet.write_with_format(row, 0, &note, &formats.note)?;
        sheet.set_row_height(row, height(lines(&note, CONTENTS_WIDTH)))?;
        row += 1;
    }
    let header = row + 1;
    for (index, (section, table)) in tables.iter().enumerate() {
        let at = header + 1 + u32::try_from(index).unwrap_or(u32::MAX);
        let title = if section.title == table.title {
            table.title.clone()
        } else {
            format!("{}: {}", section.title, table.title)
        };
        sheet.set_row_height(at, height(lines(&title, CONTENTS_WIDTH)))?;
        sheet.write_with_format(at, 0, title, &formats.text)?;
        let name = sheet_name(table);
        let target = Url::new(format!("internal:'{name}'!A1")).set_text(&name);
        sheet.write_url_with_format(at, 1, target, &formats.link)?;
        sheet.write_with_format(at, 2, table.rows.len() as u64, &formats.count)?;
    }
    let last = header + u32::try_from(tables.len()).unwrap_or(u32::MAX);
    let headings = [&frame.table, &frame.sheet, &frame.rows];
    sheet.add_table(header, 0, last, 2, &excel_table("contents", &headings, formats))?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Lines that a text takes when it is wrapped in a column of this width, characters.
fn lines(text: &str, width: f64) -> f64 {
    let letters = |line: &str| f64::from(u32::try_from(line.chars().count()).unwrap_or(u32::MAX));
    text.lines().map(|line| (letters(line) / width).ceil().max(1.0)).sum()
}

/// Height of a row with so many lines. Not every program finds it by itself.
fn height(lines: f64) -> f64 {
    (lines.max(1.0) * LINE + AROUND).min(HIGHEST)
}

/// Height of a row of a table.
fn row_height(table: &Table, row: &[Cell]) -> f64 {
    let most = row.iter().zip(&table.columns).map(|(cell, column)| match cell {
        // Bold or broken at words, text is wider than its letters.
        Cell::Text(text) | Cell::Code(text) => lines(text, column.kind.width() * 0.9),
        _ => 1.0,
    });
    height(most.fold(1.0, f64::max))
}

fn excel_table(name: &str, headings: &[&String], formats: &Formats) -> ExcelTable {
    let columns: Vec<TableColumn> = headings
        .iter()
        .map(|heading| {
            TableColumn::new().set_header(heading.as_str()).set_header_format(&formats.header)
        })
        .collect();
    ExcelTable::new()
        .set_name(format!("t_{name}"))
        .set_columns(&columns)
        .set_autofilter(false)
        .set_style(TableStyle::Light1)
}

fn sheet(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), ReportingError> {
    sheet.set_name(sheet_name(table))?;
    sheet.write_with_format(0, 0, &table.title, &formats.title)?;
    let note = if table.rows.is_empty() {
        format!("{} {}", table.note, table.empty)
    } else {
        table.note.clone()
    };
    sheet.write_with_format(1, 0, note, &formats.above)?;
    let mut last_column = 0;
    for (index, column) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(index, column.kind.width())?;
        last_column = index;
    }
    for (at, row) in (HEADER_ROW + 1..).zip(&table.rows) {
        sheet.set_row_height(at, row_height(table, row))?;
        for (column, cell) in (0_u16..).zip(row) {
            write_cell(sheet, at, column, cell, formats)?;
        }
    }
    // An Excel table has at least one row; an empty one says so in its note.
    let last_row = HEADER_ROW + u32::try_from(table.rows.len().max(1)).unwrap_or(u32::MAX);
    let headings: Vec<&String> = table.columns.iter().map(|column| &column.title).collect();
    let mut excel = excel_table(&table.name, &headings, formats).set_alt_text_title(&table.title);
    if table.columns.first().is_some_and(|column| column.kind == ColumnKind::Label) {
        excel = excel.set_first_column(true);
    }
    sheet.add_table(HEADER_ROW, 0, last_row, last_column, &excel)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), ReportingError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &formats.text)?,
        Cell::Hidden => {
            sheet.write_string_with_format(row, column, Cell::HIDDEN, &formats.hidden)?
        }
        // `write_string` never turns text into a number, a formula or a link.
        Cell::Text(text) | Cell::Code(text) => {
            sheet.write_string_with_format(row, column, text, &formats.text)?
        }
        #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, *count as f64, &formats.count)?
        }
        Cell::Share(share) => {
            sheet.write_number_with_format(row, column, *share, &formats.share)?
        }
        Cell::Probability(value) => {
            sheet.write_number_with_format(row, column, *value, &formats.probability)?
        }
        Cell::Points(change) => {
            sheet.write_number_with_format(row, column, *change, &formats.points)?
        }
        Cell::Bits(bits) => sheet.write_number_with_format(row, column, *bits, &formats.bits)?,
        Cell::Date(date, shown) => match date.exact().and_then(excel_day) {
            Some(day) => sheet.write_datetime_with_format(row, column, &day, &formats.date)?,
            None => sheet.write_string_with_format(row, column, shown, &formats.text)?,
        },
    };
    Ok(())
}

/// The day for Excel, which knows none before 1900.
fn excel_day(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs()).ok()
}

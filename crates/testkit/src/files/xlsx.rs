//! The workbook that an NGO keeps by hand: a title, merged group titles and the header on the
//! third row, dates as serials in most rows and as text in others, personal numbers as numbers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::cells::day_first;
use super::{Column, Table, Value};

/// Row of the header, 1-based, as Excel shows it.
pub(super) const HEADER_ROW: u32 = 3;

/// The workbook's bytes.
pub(super) fn write(table: &Table, title: &str) -> Result<Vec<u8>, String> {
    build(table, title).map_err(|error| error.to_string())
}

fn build(table: &Table, title: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 6, 30)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let whole = Format::new().set_num_format("0");
    let sheet = workbook.add_worksheet();
    sheet.set_name(table.sheet)?;
    let last = table.columns.len() as u16 - 1;
    sheet.merge_range(0, 0, 0, last, &format!("{title}: журнал обращений"), &bold)?;
    for (name, from, to) in groups(&table.columns) {
        if to > from {
            sheet.merge_range(1, from, 1, to, name, &bold)?;
        } else {
            sheet.write_with_format(1, from, name, &bold)?;
        }
    }
    for (at, column) in table.columns.iter().enumerate() {
        sheet.write_with_format(HEADER_ROW - 1, at as u16, &column.header, &bold)?;
    }
    for (index, row) in table.rows.iter().enumerate() {
        let at_row = HEADER_ROW + index as u32;
        // A colleague types dates as text: every fourth row.
        let as_text = index % 4 == 3;
        for (at, (column, value)) in table.columns.iter().zip(row).enumerate() {
            let at = at as u16;
            match value {
                Value::Empty => {}
                Value::Day(day) if as_text => {
                    sheet.write(at_row, at, day_first(*day))?;
                }
                Value::Day(day) => {
                    let serial = ExcelDateTime::from_ymd(
                        day.year() as u16,
                        day.month() as u8,
                        day.day() as u8,
                    )?;
                    sheet.write_with_format(at_row, at, &serial, &date)?;
                }
                Value::Text(text) => match text.parse::<f64>() {
                    Ok(number)
                        if column.field.ends_with(".pin") || column.field.ends_with(".age") =>
                    {
                        sheet.write_with_format(at_row, at, number, &whole)?;
                    }
                    _ => {
                        sheet.write(at_row, at, text)?;
                    }
                },
            }
        }
    }
    workbook.save_to_buffer()
}

/// Runs of columns with their group titles: first and last column.
fn groups(columns: &[Column]) -> Vec<(&'static str, u16, u16)> {
    let mut groups: Vec<(&'static str, u16, u16)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = match column.field.split('.').next().unwrap_or_default() {
            "ref" | "opened" | "received" | "consent" => "Дело",
            "handover" => "Передача в органы",
            "closure" => "Закрытие",
            group if group.starts_with("victim") => "Пострадавшие",
            group if group.starts_with("suspect") => "Вербовщики",
            _ => "Событие",
        };
        match groups.last_mut() {
            Some(last) if last.0 == name => last.2 = at as u16,
            _ => groups.push((name, at as u16, at as u16)),
        }
    }
    groups
}

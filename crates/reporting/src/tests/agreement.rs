//! The page and the workbook show the same values, in every language.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataType as _, Reader, Xlsx};

use super::*;

/// Values of a table, row by row, as text without formatting.
pub(super) type Tables = BTreeMap<String, Vec<Vec<String>>>;

/// What follows `start` up to `end`, again and again.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split_once(end).unwrap().0).collect()
}

fn unescaped(text: &str) -> String {
    ["&#34;\"", "&#38;&", "&#39;'", "&#60;<", "&#62;>"].iter().fold(
        text.to_owned(),
        |text, pair| {
            let (entity, letter) = pair.split_at(5);
            text.replace(entity, letter)
        },
    )
}

fn values(markup: &str) -> Vec<String> {
    between(markup, "data-value=\"", "\"").into_iter().map(unescaped).collect()
}

/// Tables of a page by name; cards are rows of the table that they name.
pub(super) fn page_tables(page: &str) -> Tables {
    let mut tables = Tables::new();
    for table in page.split("<table data-table=\"").skip(1) {
        let (name, rest) = table.split_once('"').unwrap();
        let body = rest.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
        let rows = between(body, "<tr>", "</tr>").into_iter().map(values).collect();
        tables.insert(name.to_owned(), rows);
    }
    for card in page.split("<article class=\"case\"").skip(1) {
        let name = between(card, "data-table=\"", "\"")[0];
        let facts = card.split_once("</dl>").unwrap().0;
        tables.entry(name.to_owned()).or_default().push(values(facts));
    }
    tables
}

/// Tables of a workbook by sheet, the contents sheet left out. Dates as ISO, numbers as printed by
/// Rust, so that they compare with the page's unformatted values.
pub(super) fn workbook_tables(bytes: &[u8]) -> Tables {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut tables = Tables::new();
    for name in workbook.sheet_names().into_iter().skip(1) {
        let range = workbook.worksheet_range(&name).unwrap();
        let rows = range
            .rows()
            .skip(4)
            .map(|row| row.iter().map(shown).collect::<Vec<String>>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        tables.insert(name, rows);
    }
    tables
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

/// Vague dates stand in a workbook as words; the page's EDTF value is compared as words too.
fn comparable(value: &str, words: &Words<'_>) -> String {
    match value.parse::<records::PartialDate>() {
        Ok(date) if date.exact().is_none() && value.len() >= 4 && value.parse::<u64>().is_err() => {
            number_format::partial(words.catalogue(), date).unwrap()
        }
        _ => value.to_owned(),
    }
}

#[test]
fn page_and_workbook_show_the_same_values_in_every_language() {
    let sample = Sample::new();
    let files = outputs(&sample);
    let mut numbers = Vec::new();
    for language in Language::ALL {
        let words = Words::new(language, &sample.reference, &sample.run.sources).unwrap();
        let code = language.code();
        let page = page_tables(text(&files, &format!("gap-report.{code}.html")));
        let name = format!("gap-report.{code}.xlsx");
        let bytes = &files.iter().find(|file| file.name == name).unwrap().bytes;
        let workbook = workbook_tables(bytes);
        let mut compared = 0;
        for (name, rows) in &page {
            let sheet = &workbook[name];
            assert_eq!(rows.len(), sheet.len(), "{code} {name}");
            for (row, other) in rows.iter().zip(sheet) {
                let row: Vec<String> =
                    row.iter().filter(|v| !v.is_empty()).map(|v| comparable(v, &words)).collect();
                let mut other: Vec<String> =
                    other.iter().filter(|value| !value.is_empty()).cloned().collect();
                // A year alone reads as a number on the page; the workbook words it.
                for (a, b) in row.iter().zip(&mut other) {
                    if a.parse::<u64>().is_ok() && b.contains(a.as_str()) {
                        b.clone_from(a);
                    }
                }
                assert_eq!(row, other, "{code} {name}");
                compared += row.len();
            }
        }
        assert!(compared > 300, "{compared} values compared");
        // Whatever the page does not show as a table or card is evidence, listed in full.
        for name in workbook.keys().filter(|name| !page.contains_key(*name)) {
            assert!(name.ends_with("_evidence") || workbook[name].is_empty(), "{name}");
        }
        numbers.push(numbers_of(page));
    }
    assert_eq!(numbers[0], numbers[1]);
    assert_eq!(numbers[0], numbers[2]);
}

fn numbers_of(tables: Tables) -> Tables {
    tables
        .into_iter()
        .map(|(name, rows)| {
            let mut numbers: Vec<Vec<String>> = rows
                .into_iter()
                .map(|row| row.into_iter().filter(|value| value.parse::<f64>().is_ok()).collect())
                .collect();
            // Strata are sorted by name, which differs by language.
            numbers.sort_unstable();
            (name, numbers)
        })
        .collect()
}

#[test]
fn charts_show_the_counts_of_the_tables_behind_them() {
    let files = outputs(&Sample::new());
    let page = text(&files, "gap-report.ru.html");
    let chart = page.split("id=\"chart-funnel-entries\"").nth(1).unwrap();
    let drawing = chart.split_once("</svg>").unwrap().0;
    let drawn: u64 =
        between(drawing, "data-value=\"", "\"").iter().map(|v| v.parse::<u64>().unwrap()).sum();
    let entered: u64 =
        page_tables(page)["funnel_entries"].iter().map(|row| row[1].parse::<u64>().unwrap()).sum();
    assert_eq!(drawn, entered);
}

#[test]
fn every_workbook_passes_the_checklist_for_accessible_spreadsheets() {
    let files = outputs(&Sample::new());
    for language in Language::ALL {
        let name = format!("gap-report.{}.xlsx", language.code());
        passes_checklist(&files.iter().find(|file| file.name == name).unwrap().bytes);
    }
}

/// One named table a sheet with one row of headings and no hole in it, a title in A1, a note below
/// it, a contents sheet that names every other, nothing merged or hidden, no filter.
pub(super) fn passes_checklist(bytes: &[u8]) {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    workbook.load_tables().unwrap();
    let names = workbook.sheet_names();
    let contents = workbook.worksheet_range(&names[0]).unwrap();
    let listed: Vec<String> = contents.rows().map(|row| row[1].to_string()).collect();
    for name in &names {
        let tables: Vec<String> =
            workbook.table_names_in_sheet(name).into_iter().cloned().collect();
        assert_eq!(tables.len(), 1, "{name}: {tables:?}");
        let table = workbook.table_by_name(&tables[0]).unwrap();
        let columns = table.columns();
        let distinct: std::collections::BTreeSet<_> = columns.iter().collect();
        assert_eq!(distinct.len(), columns.len(), "{name}: two headings alike");
        assert!(columns.iter().all(|heading| !heading.trim().is_empty()), "{name}");
        let rows: Vec<bool> =
            table.data().rows().map(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        assert!(rows.len() == 1 || rows.iter().all(|filled| *filled), "{name}: an empty row");
        assert!(workbook.merge_cells_by_sheet_name(name).unwrap().is_empty(), "{name}");
        let range = workbook.worksheet_range(name).unwrap();
        for (row, what) in [(0, "title"), (1, "note")] {
            assert!(range.get((row, 0)).is_some_and(|cell| !cell.is_empty()), "{name}: no {what}");
        }
        assert!(*name == names[0] || listed.contains(name), "{name} is not in the contents");
    }
    let visible = workbook.sheets_metadata().iter();
    assert!(visible.clone().all(|sheet| sheet.visible == calamine::SheetVisible::Visible));
}

use std::io::{Cursor, Write};

use jiff::civil::date;
use rust_xlsxwriter::{Format, Formula, Workbook as XlsxWriter};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn read_book(bytes: Vec<u8>, format: FileFormat, spec: &FileSpec) -> Result<Table, IngestError> {
    let (file, known) = ("b.xlsx".into(), KnownHeaders::default());
    let unpacked = crate::archive_scan::scan(&bytes, &file, &Limits::default())?.unpacked();
    let limits = Limits::default();
    read((bytes, unpacked), format, &file, spec, &limits, &known).map(|(table, _, _)| table)
}

fn read_xlsx(mut book: XlsxWriter, spec: &FileSpec) -> Result<Table, IngestError> {
    read_book(book.save_to_buffer().unwrap(), FileFormat::Xlsx, spec)
}

fn texts(table: &Table, row: usize) -> Vec<String> {
    let cells = table.rows.row(row).cells;
    cells.iter().map(|cell| cell.as_text().unwrap_or_default().into_owned()).collect()
}

/// A workbook as an office writes it: title merged over the table, header in row 4, column
/// numbers in row 5, a case number merged over its two victims.
fn office_book() -> XlsxWriter {
    let mut book = XlsxWriter::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let long_day = Format::new().set_num_format("[$-419]d mmmm yyyy;@");
    let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let sheet = book.add_worksheet().set_name("Пояснения").unwrap();
    sheet.write(0, 0, "Заполняется специалистом центра").unwrap();
    let sheet = book.add_worksheet().set_name("Обращения").unwrap();
    sheet.merge_range(0, 0, 0, 5, "Журнал обращений за 2021 год", &plain).unwrap();
    for (column, text) in
        ["№ дела", "ФИО", "ПИН", "Дата\nрождения", "Дата обращения", "Передано"].iter().enumerate()
    {
        sheet.write(3, column as u16, *text).unwrap();
        sheet.write(4, column as u16, column as u32 + 1).unwrap();
    }
    sheet.merge_range(5, 0, 6, 0, "А-17", &plain).unwrap();
    sheet.write(5, 1, "Асанова Айнура").unwrap();
    sheet.write(5, 2, 12_501_199_912_345_f64).unwrap();
    sheet.write_with_format(5, 3, 35_859, &day).unwrap();
    sheet.write_with_format(5, 4, 44_260.604_166_666_664, &moment).unwrap();
    sheet.write(5, 5, true).unwrap();
    sheet.write(6, 1, "Асанова Бегимай").unwrap();
    sheet.write(6, 2, "01501199912345").unwrap();
    sheet.write(6, 3, "весна 1999").unwrap();
    sheet.write_with_format(6, 4, 44_261, &long_day).unwrap();
    sheet.write_formula(6, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(1_048_575, 0, "").unwrap();
    book
}

#[test]
fn an_office_workbook_is_read_with_its_sheet_header_types_and_merged_cells() {
    let table = read_xlsx(office_book(), &FileSpec::default()).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Обращения"));
    assert_eq!(table.header_row, 4);
    let header = ["№ дела", "ФИО", "ПИН", "Дата рождения", "Дата обращения", "Передано"];
    assert_eq!(table.header, header);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [6, 7]);
    let first = table.rows.row(0).cells;
    assert_eq!(texts(&table, 0)[2], "12501199912345");
    assert_eq!(first[3], Cell::Date(date(1998, 3, 5)));
    assert_eq!(first[4], Cell::DateTime(date(2021, 3, 5).at(14, 30, 0, 0)));
    assert_eq!(first[5], Cell::Bool(true));
    let second = table.rows.row(1).cells;
    assert_eq!(texts(&table, 1)[..4], ["А-17", "Асанова Бегимай", "01501199912345", "весна 1999"]);
    assert_eq!(second[4], Cell::Date(date(2021, 3, 6)));
    assert_eq!(second[5], Cell::Error("#DIV/0!".to_owned()));
    let kinds: Vec<_> = table.notes.iter().map(|note| note.kind).collect();
    assert!(kinds.contains(&NoteKind::Sheet) && kinds.contains(&NoteKind::Coercion), "{kinds:?}");
}

#[test]
fn a_stated_sheet_is_found_without_case_and_a_wrong_one_gets_the_nearest() {
    let spec = |sheet: &str| FileSpec { sheet: Some(sheet.to_owned()), ..FileSpec::default() };
    assert!(read_xlsx(office_book(), &spec(" обращения ")).is_ok());
    let text = read_xlsx(office_book(), &spec("Обращение")).unwrap_err().to_string();
    assert!(text.starts_with("b.xlsx: no sheet \"Обращение\""), "{text}");
    assert!(text.contains("did you mean \"Обращения\"? the sheets are \"Пояснения\""), "{text}");
}

#[test]
fn a_header_row_beyond_the_data_is_refused_with_the_likely_one() {
    let spec = FileSpec {
        sheet: Some("Обращения".to_owned()),
        header_row: Some(3),
        ..FileSpec::default()
    };
    let text = read_xlsx(office_book(), &spec).unwrap_err().to_string();
    assert!(text.starts_with("b.xlsx [Обращения] row 3: the stated header row is empty"), "{text}");
    assert!(text.contains("row 4 looks like the header"), "{text}");
}

#[test]
fn a_hidden_sheet_is_read_only_where_no_visible_one_has_a_table() {
    let mut book = XlsxWriter::new();
    book.add_worksheet().set_name("Титул").unwrap().write(0, 0, "Отчёт").unwrap();
    let hidden = book.add_worksheet().set_name("Данные").unwrap();
    hidden.write_row(0, 0, ["номер", "имя"]).unwrap();
    hidden.write_row(1, 0, ["17-А", "Бакыт"]).unwrap();
    hidden.set_hidden(true);
    let table = read_xlsx(book, &FileSpec::default()).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Данные"));
}

#[test]
fn one_stray_cell_in_the_last_column_is_a_refusal_and_not_a_range() {
    let mut book = XlsxWriter::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["номер", "имя"]).unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let text = read_xlsx(book, &FileSpec::default()).unwrap_err().to_string();
    assert!(
        text.starts_with("b.xlsx [Sheet1] row 1048576 column \"XFD\": columns: 16384"),
        "{text}"
    );
    assert!(text.contains("delete the stray cells"), "{text}");
}

#[test]
fn a_workbook_without_values_is_empty() {
    let mut book = XlsxWriter::new();
    book.add_worksheet();
    let text = read_xlsx(book, &FileSpec::default()).unwrap_err().to_string();
    assert!(text.starts_with("b.xlsx: no sheet holds a value; ask the source"), "{text}");
}

/// A small ODS of one or two tables.
fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <office:document-content xmlns:office=\"urn:o\" xmlns:table=\"urn:t\" xmlns:text=\"urn:x\" \
         xmlns:style=\"urn:s\" xmlns:calcext=\"urn:c\"><office:automatic-styles>\
         <style:style style:name=\"ta2\" style:family=\"table\">\
         <style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[("content.xml", &content), ("META-INF/manifest.xml", "<manifest:manifest/>")])
}

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text_cell(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

#[test]
fn an_ods_sheet_streams_types_spans_repeats_and_comments() {
    let rows = [
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            text_cell("№"),
            text_cell("Дата"),
            text_cell("Имя &amp; фамилия")
        ),
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
         table:number-columns-repeated=\"1024\"/></table:table-row>"
            .to_owned(),
        "<table:table-row>\n <table:table-cell office:value-type=\"float\" \
         office:value=\"12501199912345\" table:number-rows-spanned=\"2\"><text:p>1,25E13</text:p>\
         </table:table-cell> <table:table-cell office:value-type=\"date\" \
         office:date-value=\"2021-03-05\"><text:p>05.03.21</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><office:annotation><text:p>сверить</text:p>\
         </office:annotation><text:p>Асанова<text:s text:c=\"2\"/>Айнура</text:p><text:p>(Ош)\
         </text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16381\"/>\
         </table:table-row>"
            .to_owned(),
        format!(
            "<table:table-row><table:covered-table-cell/><table:table-cell \
         office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#REF!</text:p>\
         </table:table-cell>{}</table:table-row>",
            text_cell("Бегимай")
        ),
        "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row>"
            .to_owned(),
    ]
    .concat();
    let hidden = format!(
        "<table:table table:name=\"Скрытый\" table:style-name=\"ta2\">{rows}</table:table>"
    );
    let shown = format!("<table:table table:name=\"Лист1\">{rows}</table:table>");
    let table = read_book(ods(&(hidden + &shown)), FileFormat::Ods, &FileSpec::default()).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Лист1"));
    assert_eq!(table.header, ["№", "Дата", "Имя & фамилия"]);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(texts(&table, 0), ["12501199912345", "2021-03-05", "Асанова  Айнура\n(Ош)"]);
    assert_eq!(table.rows.row(0).cells[1], Cell::Date(date(2021, 3, 5)));
    assert_eq!(table.rows.row(1).cells[1], Cell::Error("#REF!".to_owned()));
    assert_eq!(texts(&table, 1)[0], "12501199912345", "merged over both rows");
}

#[test]
fn an_ods_that_repeats_a_value_over_the_whole_sheet_is_refused_early() {
    let row = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
               office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/>\
               </table:table-row>";
    let bytes = ods(&format!("<table:table table:name=\"a\">{row}</table:table>"));
    let text = read_book(bytes, FileFormat::Ods, &FileSpec::default()).unwrap_err().to_string();
    assert!(text.contains("[a] row 1 column \"BXY\": columns: 2001, at most 2000"), "{text}");
}

#[test]
fn an_ods_under_a_password_says_so() {
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">\
                    <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = archive(&[("content.xml", "x"), ("META-INF/manifest.xml", manifest)]);
    let text = read_book(bytes, FileFormat::Ods, &FileSpec::default()).unwrap_err().to_string();
    assert!(text.contains("protected by a password; open it, save it without"), "{text}");
}

use std::fs;
use std::io::Write;

use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use super::*;

const CSV: &str = "№;Ф.И.О.;Область\n1;Асанова Айнура;Ошская\n2;Бекова Назгуль;Чуйская\n";

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["номер", "имя"]).unwrap();
    sheet.write_row(1, 0, ["17-А", "Бакыт"]).unwrap();
    book.save_to_buffer().unwrap()
}

fn read_as(name: &str, bytes: &[u8]) -> Result<FileReading, IngestError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    read_table(&path, name, &FileSpec::default(), &Limits::default())
}

/// The message of a refusal, which must name the file and each of `parts`.
#[track_caller]
fn refused(name: &str, bytes: &[u8], parts: &[&str]) {
    let text = read_as(name, bytes).unwrap_err().to_string();
    assert!(text.starts_with(name), "{text}");
    for part in parts {
        assert!(text.contains(part), "\"{part}\" is not in: {text}");
    }
    assert!(!text.ends_with('.') && !text.contains("/tmp"), "{text}");
}

#[test]
fn every_format_gives_the_same_table_shape_and_the_hash_of_its_bytes() {
    let reading = read_as("a.csv", CSV.as_bytes()).unwrap();
    assert_eq!(reading.table.header, ["№", "Ф.И.О.", "Область"]);
    assert_eq!(reading.table.rows.len(), 2);
    assert_eq!(reading.bytes, CSV.len() as u64);
    let reading = read_as("a.xlsx", &xlsx()).unwrap();
    assert_eq!(reading.table.header, ["номер", "имя"]);
    let reading = read_as("a.jsonl", "{\"номер\":1}\n".as_bytes()).unwrap();
    assert_eq!(reading.table.header, ["номер"]);
    let empty_sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(hex(&Sha256::digest(b"")), empty_sha);
}

#[test]
fn a_missing_file_names_the_nearest_one_in_its_folder() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("обращения_2021.csv"), CSV).unwrap();
    let path = folder.path().join("обращение_2021.csv");
    let read = |path: &Path| {
        read_table(path, "data/x.csv", &FileSpec::default(), &Limits::default())
            .unwrap_err()
            .to_string()
    };
    let text = read(&path);
    assert!(
        text.starts_with("data/x.csv: no such file; did you mean \"обращения_2021.csv\"?"),
        "{text}"
    );
    let text = read(&folder.path().join("none").join("x.csv"));
    assert!(text.contains("its folder is missing too; check the path in sverka.toml"), "{text}");
    let text = read(folder.path());
    assert!(text.contains("a folder is not read; name the file inside it"), "{text}");
}

#[test]
fn empty_files_are_refused() {
    refused("a.csv", b"", &["the file is empty", "ask the source for the file again"]);
    refused("a.xlsx", b"", &["the file is empty"]);
    refused("a.csv", b"\xef\xbb\xbf\r\n  \n", &["only white space"]);
    refused("a.jsonl", b"{}\n{}\n", &["no line holds a value"]);
    refused("a.csv", b";;;\n;;;\n", &["no cell holds a value"]);
}

#[test]
fn truncated_workbooks_are_damaged() {
    let whole = xlsx();
    refused("a.xlsx", &whole[..whole.len() / 2], &["cut short or damaged", "copy it again"]);
    refused("a.xlsx", &whole[..whole.len() - 10], &["cut short or damaged"]);
}

#[test]
fn content_that_contradicts_the_extension_is_named_with_the_remedy() {
    let web_page = b"<html><table><tr><td>1</td></tr></table></html>";
    refused(
        "a.xlsx",
        CSV.as_bytes(),
        &["an Excel workbook (xlsx)", "delimited text", "rename it to .csv"],
    );
    refused("a.csv", &xlsx(), &["the content is an Excel workbook (xlsx)", "rename it to .xlsx"]);
    refused("a.ods", &xlsx(), &["the content is an Excel workbook", "rename it to .xlsx"]);
    refused("a.xlsx", web_page, &["a web page (HTML)", "save it as .xlsx or .csv"]);
    refused("a.csv", b"%PDF-1.7 ...", &["a PDF document", "ask the source for the table"]);
    refused("a.csv", b"{\"a\":1}\n{\"a\":2}\n", &["JSON Lines", "rename it to .jsonl"]);
    refused("a.jsonl", CSV.as_bytes(), &["the content is delimited text", "rename it to .csv"]);
    refused("a.json", b"[{\"a\":1}]", &["a JSON array", "one object per line"]);
    refused("a.json", b"{\n \"a\": 1\n}", &["a JSON object over several lines"]);
}

#[test]
fn formats_that_are_not_read_say_what_to_do() {
    let old_excel = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old";
    refused("a.xls", old_excel, &["an old Excel or Word file", "save it as .xlsx"]);
    refused("a.xlsx", old_excel, &["an old Excel or Word file", "save it as .xlsx"]);
    refused("a.xls", b"<html><table></table></html>", &["a web page (HTML) is not read"]);
    refused("a.dbf", b"\x03abc", &["the extension .dbf is not read", "save the table as .xlsx"]);
    let mut locked = old_excel.to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    refused("a.xlsx", &locked, &["protected by a password", "save it without a password"]);
}

#[test]
fn binary_content_is_not_taken_for_text() {
    refused("a.csv", b"a;b\n\x00\x01\x02;c\n", &["NUL bytes", "encoding = "]);
}

#[test]
fn a_sheet_of_numbers_has_no_header_and_asks_for_one() {
    let parts = ["no header row found in the first 50 rows", "header_row = N"];
    refused("a.csv", b"1;2;3\n4;5;6\n", &parts);
}

#[test]
fn damaged_letters_in_the_header_refuse_the_file_with_their_row() {
    let mut bytes = "№;Ф.И.О.;Область ".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xd0\xff\n");
    bytes.extend_from_slice("1;Асанова Айнура;Ош\nстрока;Бекова Назгуль;Чуй\n".as_bytes());
    refused("a.csv", &bytes, &["a.csv row 1", "not text in", "encoding = \"windows-1251\""]);
}

#[test]
fn a_file_over_its_size_limit_is_not_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, CSV).unwrap();
    let limits = Limits { file_bytes: 10, ..Limits::default() };
    let text = read_table(&path, "a.csv", &FileSpec::default(), &limits).unwrap_err().to_string();
    assert!(text.contains("bytes: ") && text.contains("at most 10 are read; split it"), "{text}");
}

#[test]
fn a_thousand_broken_rows_leave_the_good_ones_and_are_all_counted() {
    let mut text = String::from("№;Имя;Область\n");
    for row in 0..1000 {
        text.push_str(&format!("{row};Айнура\n{row};Бегимай;Ош\n"));
    }
    let table = read_as("a.csv", text.as_bytes()).unwrap().table;
    assert_eq!((table.rows.len(), table.refused.len(), table.rows_in()), (1000, 1000, 2000));
}

#[test]
fn the_order_of_rows_does_not_change_how_a_file_is_read() {
    let mut lines: Vec<String> = (0..40)
        .map(|n| format!("{n};Асанова Айнура;{:02}.03.199{};Ош, Ноокат\n", n % 28 + 1, n % 10))
        .collect();
    let head = "№;Ф.И.О.;Дата рождения;Место\n";
    let read = |lines: &[String]| {
        let bytes = encoding_rs::IBM866.encode(head).0.into_owned();
        let body = encoding_rs::IBM866.encode(&lines.concat()).0.into_owned();
        read_as("a.csv", &[bytes, body].concat()).unwrap().table
    };
    let forward = read(&lines);
    lines.reverse();
    let backward = read(&lines);
    assert_eq!(forward.header, backward.header);
    assert_eq!(forward.notes, backward.notes);
    let cells = |table: &Table| {
        let mut rows: Vec<_> = table
            .rows
            .iter()
            .map(|row| {
                row.cells
                    .iter()
                    .map(|cell| cell.as_text().unwrap_or_default().into_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(cells(&forward), cells(&backward));
}

//! The hostile files, written to a folder, each with a part of the message it must get.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Entries of an archive, in order.
type Entries<'a> = &'a [(&'a str, &'a str)];

fn archive(entries: Entries<'_>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const NAMESPACES: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// A workbook of one sheet with these rows, merged ranges and shared strings, then more entries.
fn xlsx(sheet: &str, strings: &str, more: Entries<'_>) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |list: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             {list}</Relationships>"
        )
    };
    let root = relations(&format!(
        "<Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    ));
    let parts = relations(&format!(
        "<Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{relation}/sharedStrings\" Target=\"sharedStrings.xml\"/>"
    ));
    let book = format!(
        "<workbook {NAMESPACES}><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet {NAMESPACES}>{sheet}</worksheet>");
    let mut entries = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &parts),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    entries.extend(more);
    archive(&entries)
}

/// A workbook of one sheet with nothing odd about it but its rows.
fn rows(rows: &str) -> Vec<u8> {
    xlsx(&format!("<sheetData>{rows}</sheetData>"), &strings(""), &[])
}

fn strings(items: &str) -> String {
    format!("<sst {NAMESPACES} count=\"1000000000\" uniqueCount=\"1000000000\">{items}</sst>")
}

fn ods(head: &str, table: &str) -> Vec<u8> {
    let content = format!(
        "{head}<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"A\">{table}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ])
}

/// A line of so many fields.
pub(crate) fn fields_csv(columns: usize) -> String {
    let fields: Vec<String> = (0..columns).map(|column| format!("c{column}")).collect();
    fields.join(",") + "\n"
}

/// Bytes that no packer makes much smaller, the same every time.
fn noise(bytes: usize) -> String {
    let mut state = 1_u64;
    let next = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + ((state >> 33) % 26) as u8)
    };
    (0..bytes).map(next).collect()
}

/// Replaces every occurrence of a little-endian number.
fn patch(mut bytes: Vec<u8>, from: u32, to: u32) -> Vec<u8> {
    let wanted = from.to_le_bytes();
    let places: Vec<usize> =
        (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == wanted).collect();
    assert!(!places.is_empty(), "{from} is nowhere");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&to.to_le_bytes());
    }
    bytes
}

/// The list of contents of an archive of one entry, given twice: both entries are the same bytes.
fn overlapping() -> Vec<u8> {
    let mut bytes = archive(&[("xl/workbook.xml", &noise(4000))]);
    let list = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let mut again = bytes[list..end].to_vec();
    let name = again.windows(2).position(|window| window == b"xl").unwrap();
    again[name] = b'y';
    let size = (2 * (end - list)) as u32;
    let mut tail = bytes.split_off(end);
    tail[8..10].copy_from_slice(&2_u16.to_le_bytes());
    tail[10..12].copy_from_slice(&2_u16.to_le_bytes());
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bytes.extend(again);
    bytes.extend(tail);
    bytes
}

/// An archive that claims more entries than there are atoms to hold them.
fn countless() -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(64, 0);
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0]);
    bytes.extend([0; 8]);
    for number in [u64::MAX / 2, u64::MAX / 2, u64::MAX / 4, 0] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(b"PK\x06\x07");
    bytes.extend([0; 4]);
    bytes.extend(64_u64.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    bytes.extend([0xff; 12]);
    bytes.extend([0; 2]);
    bytes
}

/// A compound file (xls) whose table of sectors claims to be endless.
fn compound() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(512, 0);
    bytes[0x44..0x4c].copy_from_slice(&[0xff; 8]);
    bytes
}

/// Lines joined from two encodings.
fn mixed() -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..40 {
        let line = format!("{number};Асанова Айгуль;Бишкек\n");
        match number % 2 {
            0 => bytes.extend(line.as_bytes()),
            _ => bytes.extend(encoding_rs::WINDOWS_1251.encode(&line).0.iter()),
        }
    }
    bytes
}

fn symlink() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("xl/workbook.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap().into_inner()
}

fn cell(reference: &str, content: &str) -> String {
    format!("<row><c r=\"{reference}\">{content}</c></row>")
}

const LAUGHS: &str = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
     <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

/// Archives that ask for more than they hold, or lead elsewhere.
fn archives() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let zeros = "\0".repeat(20 << 20);
    let million = "\0".repeat(900_000);
    let many: Vec<String> = (0..40).map(|number| format!("xl/media/{number}.bin")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), &*million)).collect();
    let named = |name: &str| archive(&[("xl/workbook.xml", "<a/>"), (name, "x")]);
    let long = format!("<si><t>{}</t></si>", noise(9 << 20));
    let laughs = format!("{LAUGHS}{}", strings("<si><t>&c;</t></si>"));
    vec![
        ("bomb.xlsx", archive(&[("xl/a.xml", &zeros)]), "unpacked over packed size of one entry"),
        ("bomb-of-many.xlsx", xlsx("", "", &many), "unpacked over packed size:"),
        ("lying-size.xlsx", patch(archive(&[("xl/a.xml", &zeros)]), 20 << 20, 1000), "declare"),
        ("overlap.xlsx", overlapping(), "overlap"),
        ("countless.xlsx", countless(), "damaged"),
        ("cut.xlsx", rows(&cell("A1", "<v>1</v>"))[..300].to_vec(), "damaged"),
        ("out-of-folder.xlsx", named("../../etc/cron.d/x"), "leads elsewhere"),
        ("absolute.xlsx", named("/etc/passwd"), "leads elsewhere"),
        ("drive.xlsx", named("C:\\x"), "leads elsewhere"),
        ("stream.xlsx", named("xl/a.xml:b"), "leads elsewhere"),
        ("twice.xlsx", named("XL/workbook.xml"), "is there twice"),
        ("symlink.xlsx", symlink(), "leads elsewhere"),
        ("endless-text.xlsx", xlsx("", &strings(&long), &[]), "bytes between two tags"),
        ("laughs.xlsx", xlsx("", &laughs, &[]), "document type of its own"),
        ("laughs.ods", ods(LAUGHS, ""), "document type of its own"),
        ("laughs.xml", LAUGHS.as_bytes().to_vec(), "is not read"),
        ("old.xls", compound(), "is not read"),
        ("old.xlsx", compound(), "old Excel"),
    ]
}

/// Sheets whose cells ask for more than there are.
fn sheets() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let far = |row: u32| cell(&format!("BXX{row}"), "<v>1</v>");
    let sparse: String = (1..40_000).map(far).collect();
    let text = format!("<si><t>{}</t></si>", noise(900_000));
    let repeated: String =
        (1..2_000).map(|row| format!("<row><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let repeated = format!("<sheetData>{repeated}</sheetData>");
    let head = |column: &str| {
        format!("<c r=\"{column}1\" t=\"inlineStr\"><is><t>Дата {column}</t></is></c>")
    };
    let head = format!("<row>{}{}</row>", head("A"), head("B"));
    let two =
        |row: u32| format!("<row><c r=\"A{row}\"><v>1</v></c><c r=\"B{row}\"><v>1</v></c></row>");
    let lines = head + &(2..3_000).map(two).collect::<String>();
    let merges = "<mergeCell ref=\"A2:A3000\"/>".repeat(40_000);
    let merged = format!("<sheetData>{lines}</sheetData><mergeCells>{merges}</mergeCells>");
    let formulas: String =
        (1..50).map(|row| cell(&format!("A{row}"), "<f>HYPERLINK(\"x\")</f>")).collect();
    let repeat = |columns: &str, rows: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>a</text:p></table:table-cell>\
             </table:table-row>"
        )
    };
    vec![
        ("far-cell.xlsx", rows(&cell("XFD1048576", "<v>1</v>")), "columns: 16384, at most 2000"),
        ("sparse.xlsx", rows(&sparse), "nearly all empty"),
        ("repeated-text.xlsx", xlsx(&repeated, &strings(&text), &[]), "bytes in memory"),
        ("merged.xlsx", xlsx(&merged, &strings(""), &[]), "merged"),
        ("billion-strings.xlsx", rows(""), "no sheet holds a value"),
        ("formulas.xlsx", rows(&formulas), "49 formulas"),
        ("repeated.ods", ods("", &repeat("1500", "1000000")), "bytes in memory"),
        ("wide.ods", ods("", &repeat("100000", "1")), "columns: 2001, at most 2000"),
    ]
}

/// Texts.
fn texts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let keys: Vec<String> = (0..100_000).map(|key| format!("\"k{key}\":1")).collect();
    let sparse: String = (0..1_999).map(|key| format!("{{\"k{key}\":1}}\n")).collect::<String>()
        + &"{\"k1998\":1}\n".repeat(100_000);
    vec![
        ("one-line.csv", "a".repeat(20 << 20).into_bytes(), "bytes in one line"),
        ("nul.csv", b"a,b\n1,\0\n2,3\n".to_vec(), "NUL bytes"),
        ("mixed.csv", mixed(), "two encodings were joined"),
        ("columns.csv", fields_csv(100_000).into_bytes(), "no header row found"),
        ("keys.jsonl", format!("{{{}}}\n", keys.join(",")).into_bytes(), "distinct keys"),
        ("sparse.jsonl", sparse.into_bytes(), "share hardly any key"),
        ("quotes.csv", "x\"y,\"z\n".repeat(200_000).into_bytes(), "open a quote"),
        ("pdf.csv", b"%PDF-1.7\n".to_vec(), "a PDF document"),
    ]
}

/// Writes every file, and a sparse one of a gigabyte without a line end.
pub(crate) fn corpus(dir: &Path) -> Vec<(String, &'static str)> {
    let mut files = Vec::new();
    for (name, bytes, part) in [archives(), sheets(), texts()].into_iter().flatten() {
        fs::write(dir.join(name), bytes).unwrap();
        files.push((name.to_owned(), part));
    }
    for (name, head) in [("gigabyte.csv", &b"a"[..]), ("gigabyte.xlsx", b"PK\x03\x04")] {
        let mut file = File::create(dir.join(name)).unwrap();
        file.write_all(head).unwrap();
        file.set_len(1 << 30).unwrap();
        files
            .push((name.to_owned(), if head.len() == 1 { "bytes in one line" } else { "damaged" }));
    }
    files
}

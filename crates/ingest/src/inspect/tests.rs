use std::fmt::Write;
use std::fs;

use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;
use tempfile::TempDir;

use super::*;
use crate::column_map::{ColumnMap, HeaderIndex};
use crate::file::read_table;
use crate::reference::embedded;
use crate::source::read_source;
use crate::source_config::SourceConfig;

const SURNAMES: [&str; 5] = ["Асанова", "Бекова", "Садыкова", "Токтоматова", "Жумабаева"];
const GIVEN: [&str; 4] = ["Айнура", "Бегимай", "Назгуль", "Чолпон"];

/// Twenty rows of an NGO's journal in its own words.
fn ngo_rows() -> Vec<[String; 8]> {
    (0..20_usize)
        .map(|n| {
            [
                format!("А-{}", n + 1),
                format!("{} {}", SURNAMES[n % 5], GIVEN[n % 4]),
                format!("{:02}.{:02}.19{}", n + 5, n % 12 + 1, 80 + n),
                format!("1{:013}", 2_501_199_800_000_u64 + n as u64),
                format!("+996 555 12-34-{:02}", n + 10),
                ["Ош", "Бишкек", "Чуйская область"][n % 3].to_owned(),
                format!("{:02}.03.20{}", n + 5, 19 + n % 4),
                "Была вывезена за границу обманом, документы отобраны, удерживалась в съёмной квартире"
                    .to_owned(),
            ]
        })
        .collect()
}

const NGO_HEADER: [&str; 8] = [
    "№ дела",
    "ФИО пострадавшей",
    "Дата рождения пострадавшей",
    "ПИН пострадавшей",
    "Телефон пострадавшей",
    "Место эксплуатации",
    "Дата передачи",
    "Фабула",
];

fn ngo_csv() -> String {
    let mut text = NGO_HEADER.join(";") + "\n";
    for row in ngo_rows() {
        writeln!(text, "{}", row.join(";")).unwrap();
    }
    text
}

fn inspect_bytes(name: &str, bytes: &[u8]) -> FileInspection {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    inspect_file(&path, name, &embedded().unwrap(), &Limits::default()).unwrap()
}

fn field(inspection: &FileInspection, header: &str) -> String {
    let column = inspection.columns.iter().find(|column| column.header == header).unwrap();
    column.proposal.as_ref().map(|proposal| proposal.field.clone()).unwrap_or_default()
}

fn value_type(inspection: &FileInspection, header: &str) -> ValueType {
    inspection.columns.iter().find(|column| column.header == header).unwrap().profile.value_type
}

#[test]
fn a_journal_of_an_ngo_is_recognised_with_its_columns() {
    let text = ngo_csv();
    let (bytes, _, lossy) = encoding_rs::IBM866.encode(&text);
    assert!(!lossy);
    let seen = inspect_bytes("journal.csv", &bytes);
    assert_eq!(seen.encoding.as_ref().unwrap().0, "ibm866");
    assert_eq!(seen.separator, Some((';', 1.0)));
    assert_eq!((seen.header_row, seen.rows), (1, 20));
    assert_eq!(seen.kind.value, SourceKind::Ngo, "{:?}", seen.kind);
    assert_eq!(seen.layout.value, Layout::Case, "{:?}", seen.layout);
    let expected = [
        ("ФИО пострадавшей", "victim.name", ValueType::PersonName),
        ("Дата рождения пострадавшей", "victim.birth_date", ValueType::Date),
        ("ПИН пострадавшей", "victim.pin", ValueType::Pin),
        ("Телефон пострадавшей", "victim.phone", ValueType::Phone),
        ("Место эксплуатации", "place.exploitation", ValueType::Place),
        ("Дата передачи", "handover.date", ValueType::Date),
        ("Фабула", "narrative", ValueType::FreeText),
    ];
    for (header, name, kind) in expected {
        assert_eq!(
            (field(&seen, header).as_str(), value_type(&seen, header)),
            (name, kind),
            "{header}"
        );
    }
    assert_eq!(field(&seen, "№ дела"), "ref");
}

#[test]
fn nothing_of_an_inspection_holds_a_name_a_number_or_a_date_of_a_person() {
    let seen = inspect_bytes("journal.csv", ngo_csv().as_bytes());
    let text =
        format!("{seen:?}{}", render_source_toml(&propose_sources(std::slice::from_ref(&seen))[0]));
    for row in ngo_rows() {
        for value in &row[1..5] {
            assert!(!text.contains(value.as_str()), "{}", shape_of(value));
        }
    }
    for word in SURNAMES.iter().chain(&GIVEN) {
        assert!(!text.contains(word));
    }
    assert!(text.contains("Ааааааа Аааааа") && text.contains("99.99.9999"));
}

#[test]
fn the_order_of_rows_does_not_change_an_inspection() {
    let forward = ngo_csv();
    let mut lines: Vec<&str> = forward.lines().collect();
    lines[1..].reverse();
    let backward = inspect_bytes("a.csv", (lines.join("\n") + "\n").as_bytes());
    let forward = inspect_bytes("a.csv", forward.as_bytes());
    assert_eq!(forward.columns, backward.columns);
    assert_eq!((forward.kind, forward.layout), (backward.kind, backward.layout));
}

#[derive(Deserialize)]
struct Project {
    source: Vec<SourceConfig>,
}

#[test]
fn a_drafted_source_parses_and_its_columns_are_found_in_the_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("Журнал 2021.csv");
    fs::write(&path, ngo_csv()).unwrap();
    let reference = embedded().unwrap();
    let seen = inspect_file(&path, "data/Журнал 2021.csv", &reference, &Limits::default()).unwrap();
    let drafts = propose_sources(&[seen]);
    let text = render_source_toml(&drafts[0]);
    assert!(text.contains("CONFIRM: the day the extract was made"), "{text}");
    let project: Project = toml::from_str(&text).unwrap();
    let source = &project.source[0];
    assert_eq!((source.id.as_str(), source.kind), ("ngo-2021", SourceKind::Ngo));
    assert_eq!(source.as_of.to_string(), "2022-03-24");
    assert_eq!(source.file[0].header_row, Some(1));
    assert_eq!(source.columns["victim.birth_date"], "Дата рождения пострадавшей");
    assert_eq!(source.dates.order.map(|order| order.code()), Some("dmy"));
    let table = read_table(&path, "x", &source.file[0], &Limits::default()).unwrap().table;
    let index = HeaderIndex::new(&reference, source.kind);
    let none = BTreeMap::new();
    let resolved = ColumnMap::resolve(&table, source, &none, None, &index).unwrap();
    assert_eq!(resolved.map.fields().count(), NGO_HEADER.len());
}

#[test]
fn a_drafted_source_runs_as_it_is_and_every_row_becomes_a_report() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("journal.csv"), ngo_csv()).unwrap();
    let (reference, limits) = (embedded().unwrap(), Limits::default());
    let path = folder.path().join("journal.csv");
    let seen = inspect_file(&path, "journal.csv", &reference, &limits).unwrap();
    let text = render_source_toml(&propose_sources(&[seen])[0]);
    let project: Project = toml::from_str(&text).unwrap();
    let source = &project.source[0];
    let reading = read_source(source, folder.path(), &reference, &limits, &|_| {}).unwrap();
    assert_eq!((reading.summary.rows_in, reading.summary.records), (20, 20));
    assert!(reading.quarantine.is_empty(), "{:?}", reading.quarantine);
}

/// A register workbook: cases, persons and events on sheets of their own.
fn register_book() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let number = |n: u32| format!("10-025-2021-{n:06}");
    let sheet = book.add_worksheet().set_name("Дела").unwrap();
    sheet.write_row(0, 0, ["Номер ЕРПП", "Дата регистрации", "Статья", "Орган"]).unwrap();
    for n in 1..=12 {
        sheet.write(n, 0, number(n)).unwrap();
        sheet.write_with_format(n, 1, 44_200 + n, &day).unwrap();
        sheet.write(n, 2, "166 ч. 2").unwrap();
        sheet.write(n, 3, "УВД г. Ош").unwrap();
    }
    let sheet = book.add_worksheet().set_name("Лица").unwrap();
    sheet.write_row(0, 0, ["Номер ЕРПП", "Роль", "ФИО", "Дата рождения"]).unwrap();
    for n in 1..=24 {
        sheet.write(n, 0, number(n.div_ceil(2))).unwrap();
        sheet.write(n, 1, if n % 2 == 0 { "потерпевший" } else { "подозреваемый" }).unwrap();
        let name = format!("{} {}", SURNAMES[n as usize % 5], GIVEN[n as usize % 4]);
        sheet.write(n, 2, name).unwrap();
        sheet.write_with_format(n, 3, 30_000 + n, &day).unwrap();
    }
    let sheet = book.add_worksheet().set_name("Решения").unwrap();
    sheet.write_row(0, 0, ["Номер ЕРПП", "Решение", "Дата решения", "Основание"]).unwrap();
    for n in 1..=12 {
        sheet.write(n, 0, number(n)).unwrap();
        sheet.write(n, 1, "прекращено").unwrap();
        sheet.write_with_format(n, 2, 44_300 + n, &day).unwrap();
        sheet.write(n, 3, "отсутствие состава").unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn sheets_that_share_their_numbers_become_one_linked_source() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("erp.xlsx");
    fs::write(&path, register_book()).unwrap();
    let reference = embedded().unwrap();
    let sheets = inspect_all_sheets(&path, "erp.xlsx", &reference, &Limits::default()).unwrap();
    assert_eq!(sheets.len(), 3);
    let drafts = propose_sources(&sheets);
    assert_eq!(drafts.len(), 1, "{drafts:#?}");
    let text = render_source_toml(&drafts[0]);
    let project: Project = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let source = &project.source[0];
    assert_eq!((source.id.as_str(), source.kind), ("register-erp", SourceKind::Register), "{text}");
    assert_eq!(source.layout, Layout::Linked);
    let parts: Vec<_> =
        source.file.iter().map(|file| (file.sheet.as_deref().unwrap(), file.table)).collect();
    let expected = [
        ("Дела", Some(TableRole::Cases)),
        ("Лица", Some(TableRole::Persons)),
        ("Решения", Some(TableRole::Events)),
    ];
    assert_eq!(parts, expected, "{text}");
    assert!(source.file[1].columns.contains_key("person.birth_date"), "{text}");
    assert!(source.file[2].columns.contains_key("event.kind"), "{text}");
}

#[test]
fn a_header_that_contradicts_its_content_is_doubted() {
    let mut text = String::from("№ дела;ФИО пострадавшей;Дата рождения пострадавшей\n");
    for row in ngo_rows() {
        writeln!(text, "{};{};{}", row[0], row[2], row[1]).unwrap();
    }
    let seen = inspect_bytes("a.csv", text.as_bytes());
    let column = &seen.columns[2];
    let proposal = column.proposal.as_ref().unwrap();
    assert!(proposal.confidence < 0.7, "{proposal:?}");
    assert!(proposal.why.contains("the content looks like names of persons"), "{proposal:?}");
}

#[test]
fn columns_without_a_known_header_are_supposed_from_their_content_only_as_a_comment() {
    let mut text = String::from("Графа ноль;Графа один;Графа два\n");
    for row in ngo_rows() {
        writeln!(text, "{};{};{}", row[0], row[1], row[3]).unwrap();
    }
    let seen = inspect_bytes("a.csv", text.as_bytes());
    assert_eq!(field(&seen, "Графа ноль"), "ref");
    assert_eq!(field(&seen, "Графа один"), "victim.name");
    assert_eq!(field(&seen, "Графа два"), "victim.pin");
    let draft = render_source_toml(&propose_sources(&[seen])[0]);
    assert!(draft.contains("# \"victim.pin\""), "{draft}");
    assert!(draft.contains("supposed only; remove the #"), "{draft}");
}

#[test]
fn the_running_number_is_supposed_to_tell_the_cases_apart_where_nothing_else_does() {
    let mut text = String::from("№ п/п;ФИО пострадавшей;ПИН\n");
    for (number, row) in ngo_rows().iter().enumerate() {
        writeln!(text, "{};{};{}", number + 1, row[1], row[3]).unwrap();
    }
    let seen = inspect_bytes("a.csv", text.as_bytes());
    assert_eq!(field(&seen, "№ п/п"), "ref");
    let draft = render_source_toml(&propose_sources(&[seen])[0]);
    assert!(draft.contains("# ref "), "only as a comment: {draft}");
}

#[test]
fn two_files_of_one_name_get_ids_of_their_own() {
    let a = inspect_bytes("report.csv", ngo_csv().as_bytes());
    let drafts = propose_sources(&[a.clone(), a]);
    let ids: Vec<_> = drafts.iter().map(|draft| draft.id.as_str()).collect();
    assert_eq!(ids, ["ngo-report", "ngo-report-2"]);
}

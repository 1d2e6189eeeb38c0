use records::reference::HeaderSynonym;

use super::*;
use crate::table::PackedRows;

fn reference() -> Reference {
    let mut reference = Reference::default();
    for (field, synonym) in [
        ("ref", "номер дела"),
        ("victim.name", "фио пострадавшей"),
        ("victim.sex", "пол пострадавшей"),
        ("received", "дата обращения"),
        ("opened", "дата"),
        ("received", "дата"),
        ("registered", "дата регистрации"),
    ] {
        reference.header_synonyms.push(HeaderSynonym {
            field: field.into(),
            language: "ru".into(),
            synonym: synonym.into(),
            comparable: comparable(synonym),
            citation: Default::default(),
        });
    }
    reference
}

fn source(columns: &[(&str, &str)], layout: &str) -> SourceConfig {
    let mut source: SourceConfig = toml::from_str(&format!(
        "id = 'ngo'\nkind = 'ngo'\ntitle = 't'\nas_of = '2026-06-30'\nlayout = '{layout}'\nfile = []"
    ))
    .unwrap();
    source.columns = columns.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    source
}

fn table(header: &[&str]) -> Table {
    Table {
        file: "a.csv".into(),
        sheet: None,
        header_row: 1,
        header: header.iter().map(|text| (*text).to_owned()).collect(),
        rows: PackedRows::default(),
        notes: vec![],
        refused: vec![],
    }
}

fn resolve(header: &[&str], columns: &[(&str, &str)]) -> Result<Resolved, IngestError> {
    let reference = reference();
    let index = HeaderIndex::new(&reference, SourceKind::Ngo);
    ColumnMap::resolve(&table(header), &source(columns, "case"), &BTreeMap::new(), None, &index)
}

fn columns(resolved: &Resolved) -> Vec<String> {
    resolved.map.fields().map(|(field, column)| format!("{field}={column}")).collect()
}

#[test]
fn a_named_header_wins_and_the_rest_follow_synonyms_with_a_note_each() {
    let resolved = resolve(
        &["№ дела", "Ф.И.О. пострадавшей", "Прочее", "ФИО пострадавшей 2", "Код"],
        &[("ref", "Код")],
    )
    .unwrap();
    assert_eq!(columns(&resolved), ["ref=4", "victim.name=1", "victim2.name=3"]);
    let notes: Vec<&str> = resolved.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "read as victim.name, by its header",
            "read as victim2.name, by its header",
            "not read",
            "not read"
        ]
    );
}

#[test]
fn a_named_header_that_is_not_there_is_refused_with_the_nearest_and_the_list() {
    let error = resolve(&["№ дела", "ФИО пострадавшей"], &[("victim.name", "ФИО постродавшей")])
        .unwrap_err();
    let text = error.to_string();
    assert_eq!(
        text,
        "a.csv row 1: no header \"ФИО постродавшей\" for field victim.name; did you mean \
         \"ФИО пострадавшей\"? the headers are \"№ дела\", \"ФИО пострадавшей\""
    );
}

#[test]
fn a_row_without_any_known_header_may_be_data_and_is_not_shown() {
    let error = resolve(&["Б-7", "Асанова Айнура", "Ош"], &[("ref", "№ дела")]).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("a.csv row 1: no header \"№ дела\"") && text.contains("header_row"));
    assert!(!text.contains("Асанова") && !text.contains("Б-7"), "{text}");
}

#[test]
fn a_field_that_does_not_exist_is_refused_with_the_nearest() {
    let text = |field| resolve(&["№ дела"], &[(field, "№ дела")]).unwrap_err().to_string();
    assert!(
        text("vitcim.name")
            .contains("there is no field \"vitcim.name\"; did you mean \"victim.name\"?")
    );
    assert!(text("number.register").contains("is not one of kind ngo"));
}

#[test]
fn case_and_punctuation_of_a_named_header_do_not_matter_but_doubles_do() {
    let named =
        |header: &[&str], name| resolve(header, &[("ref", name)]).map(|found| columns(&found));
    assert_eq!(named(&["НОМЕР  ДЕЛА"], "Номер дела").unwrap(), ["ref=0"]);
    assert_eq!(named(&["Код", "Код"], "Код#2").unwrap(), ["ref=1"]);
    assert!(named(&["Код.", "КОД"], "код").is_err());
}

#[test]
fn an_ambiguous_synonym_is_not_read_and_says_so() {
    let resolved = resolve(&["№ дела", "Дата", "Дата обращения", "дата обращения"], &[]).unwrap();
    assert_eq!(columns(&resolved), ["ref=0"]);
    let doubtful: Vec<&str> =
        resolved.notes.iter().filter(|note| note.doubtful).map(|note| note.text.as_str()).collect();
    assert_eq!(
        doubtful,
        [
            "not read: could be opened or received; name it under columns",
            "not read: several headers stand for received; name one under columns",
            "not read: several headers stand for received; name one under columns",
        ]
    );
}

#[test]
fn an_empty_header_switches_a_field_off_and_one_column_feeds_one_field() {
    let resolved = resolve(&["№ дела", "ФИО пострадавшей"], &[("victim.name", "")]).unwrap();
    assert_eq!(columns(&resolved), ["ref=0"]);
    let error =
        resolve(&["№ дела", "Дата"], &[("opened", "Дата"), ("received", "Дата")]).unwrap_err();
    assert!(
        error.to_string().contains("opened and received both name the header \"Дата\""),
        "{error}"
    );
}

#[test]
fn a_table_without_a_reference_is_refused() {
    let error = resolve(&["ФИО пострадавшей"], &[]).unwrap_err();
    assert!(error.to_string().contains("for field ref"), "{error}");
}

#[test]
fn in_linked_tables_a_header_of_the_source_may_stand_in_another_table() {
    let reference = reference();
    let index = HeaderIndex::new(&reference, SourceKind::Ngo);
    let source = source(&[("person.name", "ФИО"), ("received", "Получено")], "linked");
    let resolve = |header: &[&str], role| {
        ColumnMap::resolve(&table(header), &source, &BTreeMap::new(), Some(role), &index).unwrap()
    };
    let cases = resolve(&["№ дела"], TableRole::Cases);
    assert_eq!(cases.missing.keys().map(Field::to_string).collect::<Vec<_>>(), ["received"]);
    let persons = resolve(&["№ дела", "ФИО"], TableRole::Persons);
    assert_eq!(columns(&persons), ["ref=0", "person.name=1"]);
    assert!(persons.missing.is_empty());
}

use records::{EventKind, LineageKind, NumberKind, PersonRole};

use super::*;

fn linked(cases: &[&str], persons: &[&str], events: &[&str]) -> SourceReading {
    read(
        &config("register", "linked", LINKED),
        vec![table("c.csv", cases), table("p.csv", persons), table("e.csv", events)],
    )
}

const CASES: &str = "ref | number.journal | journal.date | registered | office | article";
const PERSONS: &str = "ref | person.role | person.name | person.key";
const EVENTS: &str =
    "ref | event.kind | event.on | event.ground | event.article | event.other | event.approval";

#[test]
fn linked_tables_are_joined_and_orphans_refused() {
    let reading = linked(
        &[
            CASES,
            "03-050-2022-000547 | 12 | 04.03.2022 | 05.03.2022 | ОВД А | ст. 166 ч. 2",
            "03-050-2022-548 | 13 | 04.03.2022 | 31.02.2022 | ОВД А | 166",
        ],
        &[
            PERSONS,
            "№ 03-050-2022-547 | потерпевшая | Асанова А. | k1",
            "03-050-2022-000-547 | подозреваемый | Каримов К. | k2",
            "03-050-2022-000548 | потерпевшая | Болотова Б. |",
            "03-050-2022-000999 | потерпевшая | Нурова Н. |",
        ],
        &[
            EVENTS,
            "03-050-2022-000547 | приостановлено | 05.06.2022 | розыск | | | отменено 10.06.2022",
            "03-050-2022-000547 | переквалифицировано | 01.05.2022 | | 171 | |",
            "03-050-2022-000547 | соединено | 01.07.2022 | | | 03-050-2022-000100 |",
            "03-050-2022-000547 | | 01.07.2022 | | | |",
        ],
    );
    assert_eq!(
        refusals(&reading),
        [
            "c.csv row 3 unreadable_date registered",
            "e.csv row 5 required_missing event.kind",
            "p.csv row 4 orphan_row -",
            "p.csv row 5 orphan_row -",
        ]
    );
    assert!(reading.quarantine[2].remedy.contains("mend that row first"));
    let [record] = register(&reading) else { panic!() };
    assert_eq!(record.id.as_str(), "s:03-050-2022-000547");
    assert_eq!(record.scheme.as_deref(), Some("erp"));
    assert_eq!(record.provenance.rows.len(), 6);
    let events: Vec<_> = record
        .events
        .iter()
        .map(|event| (event.kind, event.date.unwrap().to_string(), event.ground.as_deref()))
        .collect();
    assert_eq!(
        events,
        [
            (EventKind::Requalified, "2022-05-01".to_owned(), None),
            (EventKind::Suspended, "2022-06-05".to_owned(), Some("S02")),
            (EventKind::Annulled, "2022-06-10".to_owned(), None),
            (EventKind::Merged, "2022-07-01".to_owned(), None),
        ]
    );
    let articles: Vec<_> = record
        .qualifications
        .iter()
        .map(|found| (found.article.to_string(), found.date.unwrap().to_string()))
        .collect();
    assert_eq!(
        articles,
        [("166 ч.2".into(), "2022-03-05".into()), ("171".to_owned(), "2022-05-01".to_owned())]
    );
    let [lineage] = &record.lineage[..] else { panic!("{:?}", record.lineage) };
    assert_eq!(lineage.kind, LineageKind::MergedInto);
    assert_eq!(lineage.other.normalized, "03-050-2022-000100");
    let journal = record.numbers.iter().find(|number| number.kind == NumberKind::Journal).unwrap();
    assert_eq!(journal.body.as_deref(), Some("ОВД А"));
    assert_eq!(journal.date.unwrap().to_string(), "2022-03-04");
    let roles: Vec<_> = record.persons.iter().map(|person| person.role).collect();
    assert_eq!(roles, [PersonRole::Victim, PersonRole::Suspect]);
}

#[test]
fn decision_columns_of_a_flat_extract_are_events() {
    let reading = read(
        &config("register", "case", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "number.register | registered | article | decision.refused.date | decision.refused.ground | \
                 decision.terminated.date | decision.terminated.ground | decision.requalified.date | \
                 decision.requalified.article | severed_from",
                "10-120-2020-000007 | 03.02.2020 | 171 | 05.02.2020 | нет состава преступления | \
                 07.08.2020 | нет состава преступления | 01.04.2020 | 166 | \
                 10-120-2020-000001; 10-120-2020-000002 от 01.02.2020",
            ],
        )],
    );
    let record = &register(&reading)[0];
    let events: Vec<_> =
        record.events.iter().map(|event| (event.kind.code(), event.ground.as_deref())).collect();
    assert_eq!(
        events,
        [("refused", Some("R02")), ("requalified", None), ("terminated", Some("T02"))],
        "one word names a ground of each kind"
    );
    assert_eq!(record.scheme.as_deref(), Some("erpp"));
    let lineage: Vec<_> = record
        .lineage
        .iter()
        .map(|lineage| {
            (lineage.kind.code(), lineage.other.normalized.as_str(), lineage.date.is_some())
        })
        .collect();
    assert_eq!(
        lineage,
        [
            ("severed_from", "10-120-2020-000001", false),
            ("severed_from", "10-120-2020-000002", true)
        ]
    );
    assert_eq!(record.qualifications[1].edition.candidates()[0].0.as_ref(), "CC-2017");
    assert_eq!(record.events[1].qualification.as_ref().unwrap().article.to_string(), "166");
}

#[test]
fn a_ground_may_be_given_as_the_article_of_the_code_in_force() {
    let reading = read(
        &config("register", "case", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "number.register | registered | article | decision.refused.date | decision.refused.ground | \
                 decision.terminated.date | decision.terminated.ground",
                "10-120-2017-000001 | 03.02.2017 | 124 | 05.02.2017 | п.2 ч.1 ст.28 УПК | 07.08.2018 | ст. 225 УПК",
                "10-120-2022-000002 | 03.02.2022 | 166 | 05.02.2022 | п.1 ч.1 ст.27 УПК КР | 07.08.2022 | ст. 28 УК",
                "10-120-2022-000003 | 03.02.2022 | 166 | 05.02.2022 | п.2 ч.1 ст.28 УПК | 07.08.2022 | T02",
            ],
        )],
    );
    let grounds = |at: usize| -> Vec<Option<&str>> {
        register(&reading)[at].events.iter().map(|event| event.ground.as_deref()).collect()
    };
    assert_eq!(register(&reading).len(), 2);
    assert_eq!(grounds(0), [Some("R02"), None], "article 225 by itself names no ground");
    assert_eq!(grounds(1), [Some("R01"), Some("T06")], "28 of the criminal code is age");
    let [refused] = &reading.quarantine[..] else { panic!("{:?}", reading.quarantine) };
    assert_eq!(refused.reason.code(), "unknown_code", "28 is no article of the code of 2021");
}

#[test]
fn a_row_per_event_is_one_record_with_its_events() {
    let reading = read(
        &config("register", "event", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "ref | registered | office | victim.name | event.kind | event.on | event.article",
                "10-120-2020-000007 | 03.02.2020 | ОВД | Асанова А. | зарегистрировано | 03.02.2020 | 171",
                "10-120-2020-000007 | | ОВД | Асанова А. | направлено в суд | 03.06.2020 |",
                "10-120-2020-000007 | 03.02.2020 | | | направлено в суд | 03.06.2020 |",
            ],
        )],
    );
    let [record] = register(&reading) else { panic!() };
    assert_eq!(record.events.len(), 2, "a repeated event is one");
    assert_eq!(record.events[1].row.row, 3);
    assert_eq!(record.persons.len(), 1);
    assert_eq!(record.qualifications[0].article.to_string(), "171");
    assert_eq!(reading.summary.rows_in_records, 3);
}

#[test]
fn journal_lines_and_books_are_told_apart_by_body_and_year_only_where_needed() {
    let reading = read(
        &config("register", "case", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "number.register | number.journal | number.book | journal.date | registered | office",
                "| ЖУИ № 1234 | | 05.03.2023 | | ОВД Ленинского р-на",
                "| 1234 | | 06.03.2024 | | ОВД Ленинского р-на",
                "| 1234 | | 07.03.2023 | | ОВД Свердловского р-на",
                "| 77 | | 07.03.2023 | | ОВД Свердловского р-на",
                "| | 150-17-123 | 01.02.2017 | 03.02.2017 | ОВД А",
                "03-050-2022-000547 | 1234 | | 04.03.2022 | 05.03.2022 | ОВД А",
            ],
        )],
    );
    assert_eq!(
        ids(register(&reading).iter().map(|record| &record.id)),
        [
            "s:03-050-2022-000547",
            "s:150-17-123",
            "s:ЖУИ-1234@овд ленинского р на@2023",
            "s:ЖУИ-1234@овд ленинского р на@2024",
            "s:ЖУИ-1234@овд свердловского р на@2023",
            "s:ЖУИ-77",
        ]
    );
    let book = &register(&reading)[1];
    assert_eq!((book.numbers[0].kind, book.scheme.as_deref()), (NumberKind::Book, Some("book")));
    assert!(register(&reading)[5].registered.is_none());
}

#[test]
fn the_main_column_tells_its_kind_by_shape_label_or_dates() {
    let reading = read(
        &config("register", "case", &format!("{ONE_FILE}[columns]\nref = 'Номер'\n")),
        vec![table(
            "a.csv",
            &[
                "Номер | journal.date | registered",
                "ЖУИ-15 | 05.03.2023 |",
                "16 | 05.03.2023 |",
                "17/2015 | | 05.03.2015",
                "КУП № 18 | 05.03.2015 |",
                "030502022000019 | | 05.03.2022",
                "б/н | | 05.03.2022",
            ],
        )],
    );
    assert_eq!(
        ids(register(&reading).iter().map(|record| &record.id)),
        ["s:03-050-2022-000019", "s:17/2015", "s:18", "s:ЖУИ-15", "s:ЖУИ-16"]
    );
    assert_eq!(refusals(&reading), ["a.csv row 7 no_reference Номер"]);
}

#[test]
fn a_register_does_not_suppose_the_part_a_person_plays() {
    let reading = linked(
        &[CASES, "03-050-2022-000547 | | | 05.03.2022 | |"],
        &[
            PERSONS,
            "03-050-2022-000547 | | Асанова А. |",
            "03-050-2022-000547 | заявитель, потерпевшая | Болотова Б. |",
        ],
        &[EVENTS],
    );
    assert_eq!(refusals(&reading), ["p.csv row 2 required_missing person.role"]);
    let roles: Vec<_> =
        register(&reading)[0].persons.iter().map(|person| person.role.code()).collect();
    assert_eq!(roles, ["victim", "applicant"], "one row, two parts");
}

#[test]
fn rows_of_one_key_are_one_person_with_aliases() {
    let reading = linked(
        &[CASES, "03-050-2022-000547 | | | 05.03.2022 | |"],
        &[
            PERSONS,
            "03-050-2022-000547 | потерпевшая | Асанова А. | k1",
            "03-050-2022-000547 | потерпевшая | Асанова Айгуль | k1",
            "03-050-2022-000547 | свидетель | Асанова А. | k1",
        ],
        &[EVENTS],
    );
    let persons: Vec<_> = register(&reading)[0]
        .persons
        .iter()
        .map(|person| (person.role.code(), person.names.len()))
        .collect();
    assert_eq!(persons, [("victim", 2), ("witness", 1)]);
}

#[test]
fn a_differing_row_of_the_table_of_cases_is_refused_even_if_it_contradicts_nothing() {
    let reading = linked(
        &[
            CASES,
            "03-050-2022-000547 | | | 05.03.2022 | |",
            "03-050-2022-000547 | | | 05.03.2022 | ОВД А |",
        ],
        &[PERSONS],
        &[EVENTS],
    );
    assert_eq!(refusals(&reading), ["c.csv row 2 duplicate_reference -"]);
    assert_eq!(register(&reading)[0].office.as_deref(), Some("ОВД А"));
}

#[test]
fn an_article_of_an_uncertain_day_keeps_every_edition_it_may_be_of() {
    let reading = read(
        &config("register", "case", ONE_FILE),
        vec![table(
            "a.csv",
            &[
                "ref | registered | article | edition",
                "03-050-2021-000001 | 2021 | 166 |",
                "03-050-2021-000002 | 2021 | 166 | УК КР 2017",
                "03-050-2021-000003 | | 166 (УК 2021) |",
            ],
        )],
    );
    let candidates: Vec<usize> = register(&reading)
        .iter()
        .map(|record| record.qualifications[0].edition.candidates().len())
        .collect();
    assert_eq!(candidates, [2, 1, 1]);
}

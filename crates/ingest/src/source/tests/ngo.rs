use records::{AgeBand, Consent, NumberKind, PersonName, PersonRole, PlaceRole, Sex};

use super::*;

#[test]
fn a_row_per_case_with_numbered_groups_becomes_a_whole_report() {
    let config = config(
        "ngo",
        "case",
        &format!(
            "{ONE_FILE}[columns]\nref = '№'\nreceived = 'Обращение'\nconsent = 'Согласие'\n\
             handover.date = 'Передано'\nhandover.addressee = 'Куда'\nhandover.letter = 'Исх.'\n\
             handover.journal = 'ЖУИ'\nevent.from = 'Начало'\nevent.to = 'Конец'\n\
             place.exploitation = 'Место'\npurposes = 'Цель'\narticle = 'Статья'\nnarrative = 'Фабула'\n\
             victim.name = 'Потерпевшая 1'\nvictim.birth_date = 'ДР 1'\nvictim.sex = 'Пол 1'\n\
             victim.pin = 'ПИН 1'\nvictim2.name = 'Потерпевшая 2'\nvictim2.age = 'Возраст 2'\n\
             suspect.name = 'Вербовщик'\n[codes.sex]\n'1' = 'female'\n[dates]\nplaceholders = ['01.01.1900']"
        ),
    );
    let reading = read(
        &config,
        vec![table(
            "a.csv",
            &[
                "№ | Обращение | Согласие | Передано | Куда | Исх. | ЖУИ | Начало | Конец | Место | Цель | Статья \
                 | Фабула | Потерпевшая 1 | ДР 1 | Пол 1 | ПИН 1 | Потерпевшая 2 | Возраст 2 | Вербовщик",
                "Д-7 | 5 марта 2023 г. | да | 10.03.2023 | Ленинский РОВД | исх. № 45 от 10.03.2023 | ЖУИ № 1234 от \
                 11.03.2023 | 01.2023 | 02.2023 | г. Ош | сексуальная эксплуатация; принудительный труд | \
                 ст. 166 ч. 2 | обещали работу | Асанова Айгуль | 01.01.1900 | 1 | =12503199400123 | \
                 Болотова Б. | несоверш. | неизвестно",
            ],
        )],
    );
    assert_eq!(refusals(&reading), Vec::<String>::new());
    let [report] = ngo(&reading) else { panic!() };
    assert_eq!(report.id.as_str(), "s:Д-7");
    assert_eq!(report.received.unwrap().to_string(), "2023-03-05");
    assert_eq!(report.consent, Some(Consent::Given));
    let hand_over = report.hand_over.as_ref().unwrap();
    assert!(hand_over.is_proven());
    let documents: Vec<_> = hand_over
        .documents
        .iter()
        .map(|number| {
            let date = number.date.unwrap().to_string();
            (number.kind, number.normalized.as_str(), date, number.body.as_deref())
        })
        .collect();
    assert_eq!(
        documents,
        [
            (NumberKind::Journal, "1234", "2023-03-11".to_owned(), Some("Ленинский РОВД")),
            (NumberKind::Letter, "45", "2023-03-10".to_owned(), None),
        ]
    );
    assert_eq!(report.event.unwrap().to_string(), "2023-01-01/2023-02-28");
    assert_eq!(report.places[0].role, PlaceRole::Exploitation);
    assert_eq!(report.purposes, ["forced_labour", "sexual_exploitation"]);
    assert_eq!(report.suspected[0].article.to_string(), "166 ч.2");
    assert_eq!(report.suspected[0].edition.candidates()[0].0.as_ref(), "CC-2021");
    let [first, second] = &report.persons[..] else { panic!("{:?}", report.persons) };
    assert_eq!((first.role, first.sex), (PersonRole::Victim, Some(Sex::Female)));
    assert_eq!(first.birth_date.unwrap().to_string(), "1900-01-01?");
    assert_eq!(first.pin.as_ref().unwrap().digits(), "12503199400123");
    assert_eq!(second.age, Some(AgeBand { from: 0, to: 17 }));
    assert_eq!(second.names.len(), 1);
}

#[test]
fn rows_of_one_person_each_are_joined_by_their_reference() {
    let config = config("ngo", "person", ONE_FILE);
    let reading = read(
        &config,
        vec![table(
            "a.csv",
            &[
                "ref | received | person.role | person.name | person.sex",
                "1 | 05.03.2023 | потерпевшая | Асанова Айгуль | ж",
                "1 | | подозреваемый | Каримов Т. | м",
                "1 | 05.03.2023 | потерпевшая | Асанова Айгуль | ж",
                "1 | | потерпевшая | | ж",
                "1 | | потерпевшая | | ж",
                "2 | 06.03.2023 | | Болотова Б. | жен.",
            ],
        )],
    );
    assert_eq!(reading.summary.rows_in_records, 6);
    let persons: Vec<usize> = ngo(&reading).iter().map(|report| report.persons.len()).collect();
    assert_eq!(
        persons,
        [4, 1],
        "a repeated name is one person, two of whom nothing is known are two"
    );
    assert_eq!(
        ngo(&reading)[1].persons[0].role,
        PersonRole::Victim,
        "an NGO's persons are victims"
    );
    assert_eq!(ngo(&reading)[0].provenance.rows.len(), 5);
    assert_eq!(ngo(&reading)[0].persons[3].role, PersonRole::Suspect);
}

#[test]
fn of_contradicting_rows_those_that_most_rows_agree_with_stay() {
    let config = config("ngo", "person", ONE_FILE);
    let reading = read(
        &config,
        vec![table(
            "a.csv",
            &[
                "ref | received | handover.addressee | person.name",
                "1 | 07.03.2023 | РОВД Ленинского района | А",
                "1 | 05.03.2023 | РОВД Ленинского района | Б",
                "1 | 05.03.2023 | РОВД ленинского района. | В",
            ],
        )],
    );
    assert_eq!(refusals(&reading), ["a.csv row 2 duplicate_reference -"]);
    let remedy = &reading.quarantine[0].remedy;
    assert!(remedy.starts_with("its received differs from that of a.csv row"), "{remedy}");
    assert_eq!(ngo(&reading)[0].persons.len(), 2);
}

#[test]
fn a_repeated_case_row_counts_in_its_record_and_a_differing_one_is_refused() {
    let config = config("ngo", "case", ONE_FILE);
    let reading = read(
        &config,
        vec![table(
            "a.csv",
            &[
                "ref | received | victim.name",
                "1 | 05.03.2023 | Асанова А.",
                "1 | 05.03.2023 | Асанова А.",
                "1 | 05.03.2023 | Болотова Б.",
                "2 | 05.03.2023 | ",
                "2 | 05.03.2023 | Каримова К.",
            ],
        )],
    );
    assert_eq!(
        refusals(&reading),
        ["a.csv row 4 duplicate_reference -", "a.csv row 5 duplicate_reference -"],
        "the commoner row stays, then the fuller one"
    );
    let summary = &reading.summary;
    assert_eq!((summary.rows_in, summary.rows_in_records, summary.records), (5, 3, 2));
}

#[test]
fn every_trap_of_a_cell_is_refused_with_its_column_and_remedy() {
    let config = config("ngo", "case", ONE_FILE);
    let reading = read(
        &config,
        vec![table(
            "a.csv",
            &[
                "ref | received | victim.sex | victim.age | article | purposes | event.from | event.to",
                "1 | 31.02.2023 | | | | | |",
                "2 | 05.03.2023 | неясно | | | | |",
                "3 | 05.03.2023 | | зрелая | | | |",
                "4 | 05.03.2023 | | | торговля людьми | | |",
                "5 | 05.03.2023 | | | | труд, полёты | |",
                "6 | #REF! | | | | | |",
                " | 05.03.2023 | | | | | |",
                "8 | 05.03.2023 | | | | | 05.03.2023 | 01.03.2023",
                "9 | нет данных | неизвестно | н/д | - | нет | |",
            ],
        )],
    );
    assert_eq!(
        refusals(&reading),
        [
            "a.csv row 2 unreadable_date received",
            "a.csv row 3 unknown_code victim.sex",
            "a.csv row 4 unreadable_number victim.age",
            "a.csv row 5 unreadable_number article",
            "a.csv row 6 unknown_code purposes",
            "a.csv row 7 cell_error received",
            "a.csv row 8 no_reference ref",
            "a.csv row 9 unreadable_date event.to",
        ]
    );
    assert!(reading.quarantine[1].remedy.contains("[source.codes.sex] in sverka.toml"));
    assert_eq!(reading.quarantine[1].value_kind, "text of 6 characters", "never the value");
    assert_eq!(ids(ngo(&reading).iter().map(|report| &report.id)), ["s:9"]);
}

#[test]
fn the_order_of_day_and_month_is_that_of_the_column_and_is_noted() {
    let config = config("ngo", "case", ONE_FILE);
    let lines =
        ["ref | received | opened", "1 | 03/04/2023 | 03.04.2023", "2 | 12/25/2023 | 03.04.2023"];
    let reading = read(&config, vec![table("a.csv", &lines)]);
    assert_eq!(ngo(&reading)[0].received.unwrap().to_string(), "2023-03-04");
    assert_eq!(ngo(&reading)[0].opened.unwrap().to_string(), "2023-04-03");
    let dates = |note: &&ReadingNote| note.kind == crate::table::NoteKind::Dates;
    let notes: Vec<_> = reading
        .summary
        .notes
        .iter()
        .filter(dates)
        .map(|note| (note.text.as_str(), note.doubtful))
        .collect();
    assert_eq!(
        notes,
        [
            (
                "opened: no date shows the order; read as dmy by default; 0 dates show the day \
                 first, 0 the month first, 2 could be either",
                true
            ),
            (
                "received: read as mdy, as every telling date shows; 0 dates show the day first, \
                 1 the month first, 1 could be either",
                false
            ),
        ]
    );
}

#[test]
fn short_personal_numbers_and_numbers_without_digits_are_counted_not_fatal() {
    let config = config("ngo", "case", ONE_FILE);
    let lines = ["ref | victim.pin | handover.talon", "1 | 123 | выдан", "2 | 1,25032E+13 | Т-15"];
    let reading = read(&config, vec![table("a.csv", &lines)]);
    let doubtful = reading.summary.notes.iter().filter(|note| note.doubtful);
    assert_eq!(
        doubtful.map(|note| note.text.as_str()).collect::<Vec<_>>(),
        [
            "1 cells hold words but no number; not kept",
            "2 personal numbers are too short or in exponent form; not kept",
        ]
    );
    assert!(ngo(&reading)[0].hand_over.is_none());
}

#[test]
fn several_whole_names_are_aliases_and_parts_stay_parts() {
    let config = config("ngo", "case", ONE_FILE);
    let lines = [
        "ref | victim.name | victim2.surname | victim2.given",
        "1 | Асанова Айгуль; Айка | Болот кызы | Нургуль",
    ];
    let reading = read(&config, vec![table("a.csv", &lines)]);
    let [aliases, parts] = &ngo(&reading)[0].persons[..] else { panic!() };
    assert!(matches!(&parts.names[..], [PersonName::Parts { patronymic: None, .. }]));
    assert_eq!(aliases.names.len(), 2);
}

#[test]
fn files_in_russian_encodings_are_read_from_disk_and_counted_together() {
    let folder = tempfile::tempdir().unwrap();
    let first =
        "ref;received;victim.name\n1;05.03.2023;Асанова Айгуль\n2;06.03.2023;Болотова Бермет\n";
    let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(first);
    std::fs::write(folder.path().join("a.csv"), &cp1251).unwrap();
    let second = "ref,received,victim.name\n3,07.03.2023,Каримова Келбет\n";
    std::fs::write(folder.path().join("b.csv"), second).unwrap();
    let config = config("ngo", "case", "[[file]]\npath = 'a.csv'\n[[file]]\npath = 'b.csv'\n");
    let seen = std::cell::Cell::new(0);
    let read = || {
        let progress = |rows| seen.set(rows);
        read_source(&config, folder.path(), &REFERENCE, &Limits::default(), &progress).unwrap()
    };
    let reading = read();
    assert_eq!((reading.summary.rows_in, reading.summary.records, seen.get()), (3, 3, 3));
    assert_eq!(reading.delivery.files.len(), 2);
    assert_eq!(reading, read(), "the same delivery twice is the same reading");
    std::fs::write(folder.path().join("b.csv"), second.replace("07", "08")).unwrap();
    assert_ne!(reading.delivery.id, read().delivery.id);
}

#[test]
fn a_project_that_does_not_fit_the_files_is_refused() {
    let message = |config: &SourceConfig| {
        try_read(config, vec![table("a.csv", &["ref", "1"])]).unwrap_err().to_string()
    };
    let linked = config("ngo", "linked", ONE_FILE);
    assert!(message(&linked).contains("add table = \"cases\", \"persons\" or \"events\""));
    let not_linked = config("ngo", "case", "[[file]]\npath = 'a.csv'\ntable = 'cases'\n");
    assert!(message(&not_linked).contains("has no meaning in layout case"));
    let persons = config("ngo", "linked", "[[file]]\npath = 'a.csv'\ntable = 'persons'\n");
    assert!(message(&persons).contains("no table of cases"));
    let cases = config(
        "ngo",
        "linked",
        "[[file]]\npath = 'a.csv'\ntable = 'cases'\n[columns]\nperson.name = 'x'",
    );
    assert!(message(&cases).contains("no table of this source can hold person.name"));
}

#[test]
fn a_row_that_says_nothing_but_its_number_is_no_case() {
    let columns = "[columns]\nref = '№'\nreceived = 'Обращение'\nvictim.name = 'Потерпевшая'\n\
                   person.birth_date = 'Год рождения'";
    let config = config("ngo", "case", &format!("{ONE_FILE}{columns}"));
    let rows = [
        "№ | Обращение | Потерпевшая | Год рождения",
        "1 | 05.03.2023 | Асанова А. | 1994",
        "Итого: 1 | | |",
    ];
    let reading = read(&config, vec![table("a.csv", &rows)]);
    assert_eq!(refusals(&reading), ["a.csv row 3 required_missing -"]);
    let [report] = ngo(&reading) else { panic!() };
    let [victim] = &report.persons[..] else { panic!("the year of birth is hers") };
    assert_eq!(victim.birth_date.unwrap().to_string(), "1994");
}

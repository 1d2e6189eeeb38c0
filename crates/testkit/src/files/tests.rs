use std::collections::{BTreeMap, BTreeSet};

use records::reference::LexiconKind;
use records::{PersonRole, Reference};

use super::*;
use crate::{
    ErrorRates, Format, NameForm, Origin, Renderer, Simulation, SimulationPlan, TruePerson,
    WrittenDate, court_id, entry_id, simulate,
};

fn reference() -> Reference {
    ingest::reference::embedded().unwrap()
}

fn simulation(seed: u64, reports: u32, register: u32) -> Simulation {
    let plan = SimulationPlan {
        seed,
        reports,
        register,
        court: register / 7,
        ..SimulationPlan::demo().unwrap()
    };
    simulate(&plan, &reference())
}

fn everyone(simulation: &Simulation) -> Vec<TruePerson> {
    let cases = simulation.cases.iter().flat_map(|case| case.victims.iter().chain(&case.suspects));
    let entries = simulation.entries.iter().flat_map(|entry| entry.persons.iter().map(|(_, p)| p));
    cases.chain(entries).copied().collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let files = |seed| simulation(seed, 30, 300).files().unwrap();
    let (first, second, other) = (files(7), files(7), files(8));
    assert_eq!(first.len(), 12);
    for ((a, b), c) in first.iter().zip(&second).zip(&other) {
        assert_eq!(a.name, b.name);
        assert!(a.bytes == b.bytes, "{} differs between two runs", a.name);
        assert!(a.bytes != c.bytes, "{} does not depend on the seed", a.name);
        assert!(!a.bytes.is_empty(), "{} is empty", a.name);
    }
}

#[test]
fn sizes_are_those_of_the_plan() {
    let simulation = simulation(1, 60, 1_000);
    assert_eq!(simulation.reports.len(), 60);
    assert_eq!(simulation.entries.len(), 1_000);
    assert_eq!(simulation.court.len(), 142);
}

#[test]
fn every_id_of_the_truth_exists_and_every_report_has_one_finding() {
    let simulation = simulation(2, 120, 1_500);
    let reports: BTreeSet<String> = simulation.reports.iter().map(|r| r.id.to_string()).collect();
    let entries: BTreeSet<String> =
        simulation.entries.iter().map(|e| entry_id(e).to_string()).collect();
    let court: BTreeSet<String> =
        simulation.court.iter().map(|c| court_id(c).to_string()).collect();
    assert_eq!(reports.len(), simulation.reports.len(), "own references are unique");
    assert_eq!(entries.len(), simulation.entries.len(), "register ids are unique");
    assert_eq!(court.len(), simulation.court.len(), "court ids are unique");
    let mut findings: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &simulation.truth {
        let (left, right) = match row.kind {
            "ngo_register" => (&reports, Some(&entries)),
            "register_court" => (&entries, Some(&court)),
            "ngo_ngo" => (&reports, Some(&reports)),
            "finding" => (&reports, None),
            "stage" | "exit" => (&entries, None),
            other => panic!("unknown kind {other}"),
        };
        assert!(left.contains(&row.left), "{} is in no source", row.left);
        assert_eq!(right.is_some(), !row.right.is_empty());
        assert!(right.is_none_or(|ids| ids.contains(&row.right)), "{} is in no source", row.right);
        if row.kind == "finding" {
            *findings.entry(&row.left).or_default() += 1;
        }
    }
    assert_eq!(findings.len(), reports.len());
    assert!(findings.values().all(|count| *count == 1));
}

#[test]
fn a_linked_report_is_found_registered_and_an_unlinked_one_is_not() {
    let simulation = simulation(3, 150, 1_500);
    let linked: BTreeSet<&str> = simulation
        .truth
        .iter()
        .filter(|row| row.kind == "ngo_register")
        .map(|row| row.left.as_str())
        .collect();
    for row in simulation.truth.iter().filter(|row| row.kind == "finding") {
        let in_register = matches!(
            row.value.as_str(),
            "registered" | "registered_other_offence" | "journal_only" | "refused"
        );
        assert_eq!(
            in_register,
            linked.contains(row.left.as_str()),
            "{} is {}",
            row.left,
            row.value
        );
    }
    for (entry, case) in simulation.entries.iter().filter_map(|entry| Some((entry, entry.case()?)))
    {
        let finding = simulation.cases[case as usize].turn.finding();
        let offence = &simulation.reference.offences[usize::from(entry.offence)];
        let trafficking = simulation.reference.is_trafficking(&offence.family);
        match finding {
            "registered" => assert!(trafficking && entry.registered.is_some()),
            "registered_other_offence" => assert!(!trafficking && entry.registered.is_some()),
            _ => assert_eq!(entry.registered, None, "{finding}"),
        }
    }
}

#[test]
fn proof_of_hand_over_is_there_exactly_where_the_finding_needs_it() {
    let simulation = simulation(4, 200, 1_000);
    for report in &simulation.reports {
        let hand_over = &report.hand_over;
        let numbers = [
            &hand_over.letter,
            &hand_over.talon,
            &hand_over.journal,
            &hand_over.register,
            &hand_over.book,
        ];
        let proven = numbers.iter().any(|number| number.is_some()) && hand_over.date.is_some();
        let finding = simulation.cases[report.case as usize].turn.finding();
        assert_eq!(proven, finding != "not_handed_over", "{}", report.own_ref);
    }
}

#[test]
fn names_are_recombined_from_the_lexicon() {
    let simulation = simulation(5, 60, 800);
    let lexicon = &simulation.reference.lexicon;
    let spellings = |kinds: &[LexiconKind]| -> BTreeSet<&str> {
        lexicon
            .iter()
            .filter(|entry| kinds.contains(&entry.kind))
            .flat_map(|entry| std::iter::once(&entry.name).chain(&entry.spellings))
            .map(String::as_str)
            .collect()
    };
    let given = spellings(&[LexiconKind::GivenMale, LexiconKind::GivenFemale]);
    let surnames = spellings(&[LexiconKind::Surname]);
    for person in everyone(&simulation) {
        let parts = simulation.pool.official(person.name);
        assert!(given.contains(parts.given.as_str()), "{}", parts.given);
        let base = match person.name.form {
            NameForm::Uulu | NameForm::Bare | NameForm::Zoda => {
                let father = parts.surname.replace("зода", "");
                let father = father.split(' ').next().unwrap().to_owned();
                assert!(given.contains(father.as_str()), "{father}");
                continue;
            }
            NameForm::Slavic | NameForm::Turkic => parts.surname,
        };
        let known = surnames.iter().any(|surname| {
            base == **surname
                || base == format!("{surname}а")
                || base == surname.replace("ский", "ская")
        }) || given.iter().any(|name| {
            base.starts_with(name.trim_end_matches(['й', 'ь'])) && base.contains(['о', 'е'])
        });
        assert!(known, "{base}");
    }
}

#[test]
fn nothing_runs_backwards_and_nothing_lies_after_the_as_of_day() {
    let simulation = simulation(6, 120, 2_000);
    let as_of = simulation.plan.to;
    for entry in &simulation.entries {
        let mut last = entry.journal_date;
        assert!(entry.event.0 <= entry.event.1 && entry.event.1 <= entry.day());
        if let Some(registered) = entry.registered {
            assert!(registered >= last);
            last = registered;
        }
        for event in &entry.events {
            assert!(event.date >= last, "{:?} runs backwards", event.kind);
            last = event.date;
        }
        assert!(last <= as_of);
    }
    for case in &simulation.court {
        let decided = case.result.map_or(case.received, |(_, on)| on);
        assert!(case.received <= decided && decided <= as_of);
        assert!(case.in_force.is_none_or(|on| decided <= on && on <= as_of));
    }
}

#[test]
fn look_alikes_share_a_surname_but_no_link() {
    let simulation = simulation(9, 100, 1_500);
    let look_alikes: Vec<_> = simulation
        .entries
        .iter()
        .filter(|entry| matches!(entry.origin, Origin::LookAlike(_)))
        .collect();
    assert!(look_alikes.len() > 40, "{}", look_alikes.len());
    let linked: BTreeSet<&str> = simulation
        .truth
        .iter()
        .filter(|row| row.kind == "ngo_register")
        .map(|row| row.right.as_str())
        .collect();
    assert!(look_alikes.iter().all(|entry| !linked.contains(entry_id(entry).as_str())));
}

/// Asserts that `hits` of `n` is what a rate gives, within four standard errors.
fn assert_rate(what: &str, hits: usize, n: usize, rate: f64) {
    let n = n as f64;
    let (seen, error) = (hits as f64 / n, (rate * (1.0 - rate) / n).sqrt());
    assert!((seen - rate).abs() < 4.0 * error, "{what}: {seen:.4} of {n}, expected {rate}");
}

#[test]
fn rates_are_recovered_from_what_the_register_typed() {
    let simulation = simulation(10, 50, 5_000);
    let rates = ErrorRates::shipped().unwrap().register;
    let renderer = Renderer::new(&simulation);
    let (mut people, mut with_pin, mut wrong_pin, mut birth_missing) = (0, 0, 0, 0);
    let (mut entitled, mut with_name, mut no_name, mut swapped, mut swappable) = (0, 0, 0, 0, 0);
    for (index, entry) in simulation.entries.iter().enumerate() {
        let written = renderer.written_entry(index);
        for ((_, truth), (_, typed)) in entry.persons.iter().zip(&written.persons) {
            people += 1;
            no_name += usize::from(typed.whole.is_none());
            with_name += usize::from(typed.whole.is_some());
            birth_missing += usize::from(typed.birth.is_none() && typed.age.is_none());
            if let Some(pin) = truth.pin() {
                entitled += 1;
                with_pin += usize::from(typed.pin.is_some());
                wrong_pin += usize::from(typed.pin.as_ref().is_some_and(|typed| *typed != pin));
            }
            if let Some(WrittenDate::Day(day)) = typed.birth
                && truth.birth.day() <= 12
                && truth.birth.day() != truth.birth.month()
                && day.year() == truth.birth.year()
            {
                swappable += 1;
                swapped += usize::from(day != truth.birth);
            }
        }
    }
    assert_eq!(with_name + no_name, people);
    assert_rate("name missing", no_name, people, rates.name_missing);
    assert_rate("pin missing", entitled - with_pin, entitled, rates.pin_missing);
    assert_rate("pin digit wrong", wrong_pin, with_pin, rates.pin_digit_wrong);
    assert_rate("birth date missing", birth_missing, people, rates.birth_date_missing);
    assert_rate("day and month swapped", swapped, swappable, rates.day_month_swapped);
}

#[test]
fn rates_are_recovered_from_what_the_ngos_wrote() {
    let simulation = simulation(11, 1_500, 3_000);
    let rates = &simulation.plan.rates;
    let cases = simulation.cases.len();
    let two = simulation.cases.iter().filter(|case| case.ngos.len() > 1).count();
    assert_rate("two NGOs", two, cases, rates.report.two_ngos);
    let share = |finding: &str| {
        simulation.cases.iter().filter(|case| case.turn.finding() == finding).count()
    };
    assert_rate("not proven", share("not_handed_over"), cases, rates.report.not_proven);
    let victims: Vec<_> = simulation
        .reports
        .iter()
        .filter(|report| simulation.cases[report.case as usize].turn.finding() != "not_assessable")
        .flat_map(|report| {
            let case = &simulation.cases[report.case as usize];
            let written = report.persons.iter().filter(|(role, _)| *role == PersonRole::Victim);
            case.victims.iter().zip(written.map(|(_, person)| person))
        })
        .collect();
    let missing = victims.iter().filter(|(_, w)| w.birth.is_none() && w.age.is_none()).count();
    assert_rate("birth date missing", missing, victims.len(), rates.ngo.birth_date_missing);
    let entitled: Vec<_> = victims.iter().filter(|(truth, _)| truth.pin().is_some()).collect();
    let no_pin = entitled.iter().filter(|(_, written)| written.pin.is_none()).count();
    assert_rate("pin missing", no_pin, entitled.len(), rates.ngo.pin_missing);
}

#[test]
fn the_register_number_is_cited_by_the_courts_at_its_rate() {
    let simulation = simulation(12, 50, 7_000);
    let table = court_table::table(&Renderer::new(&simulation), &simulation);
    let at = |field: &str| table.columns.iter().position(|column| column.field == field).unwrap();
    let (cited, number) = (at("cited.register"), at("ref"));
    let linked: BTreeSet<&str> = simulation
        .court
        .iter()
        .filter(|case| case.entry.is_some())
        .map(|case| case.number.as_str())
        .collect();
    let rows: Vec<_> =
        table.rows.iter().filter(|row| linked.contains(row[number].plain().as_str())).collect();
    let citing = rows.iter().filter(|row| row[cited] != Value::Empty).count();
    assert_rate("cited", citing, rows.len(), simulation.plan.rates.court.cited_register);
}

#[test]
fn every_layout_maps_its_columns_once() {
    for (layout, table) in [
        ("xlsx_case", "cases"),
        ("csv_person_cp1251", "persons"),
        ("csv_case_english", "cases"),
        ("ods_linked", "cases"),
        ("ods_linked", "persons"),
        ("jsonl", "cases"),
        ("register", "cases"),
        ("register", "persons"),
        ("register", "events"),
        ("court", "cases"),
    ] {
        let columns = columns(layout, table);
        assert!(columns.len() > 5, "{layout} {table}");
        let fields: BTreeSet<&str> = columns.iter().map(|column| column.field.as_str()).collect();
        let headers: BTreeSet<&str> = columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(fields.len(), columns.len(), "{layout} {table}: a field twice");
        assert_eq!(headers.len(), columns.len(), "{layout} {table}: a header twice");
        assert!(fields.contains("ref"));
    }
}

#[test]
fn code_page_1251_gets_the_nearest_letters() {
    assert_eq!(cells::cp1251("Өмүр".as_bytes()), cells::cp1251("Омур".as_bytes()));
    assert_eq!(cells::cp1251("Ж".as_bytes()), [0xC6]);
}

#[test]
fn the_reports_of_every_ngo_are_written_in_its_own_format() {
    let simulation = simulation(13, 80, 400);
    let files = simulation.files().unwrap();
    let starts = |format: Format, magic: &[u8]| {
        let ngo = simulation.scenario.ngo.iter().find(|ngo| ngo.format == format).unwrap();
        let file = files.iter().find(|file| file.name == ngo_path(&ngo.id, format)).unwrap();
        assert!(file.bytes.starts_with(magic), "{}", file.name);
    };
    starts(Format::XlsxCase, b"PK\x03\x04");
    starts(Format::OdsLinked, b"PK\x03\x04");
    starts(Format::CsvCaseEnglish, b"\xef\xbb\xbfCase ID,");
    starts(Format::CsvPersonCp1251, b"\xd0\xe5\xe3.");
    starts(Format::Jsonl, b"{\"ref\":\"YQ-");
}

//! Metamorphic: the order of rows changes nothing but the row numbers, and no row is ever lost.

use proptest::prelude::*;

use super::*;

/// A table of random rows over a small alphabet, so that duplicates, contradictions, orphans and
/// unreadable cells are common.
fn rows(
    columns: &'static [&'static [&'static str]],
) -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let row: Vec<_> = columns.iter().map(|values| prop::sample::select(*values)).collect();
    prop::collection::vec(row, 0..14)
}

const REFS: &[&str] = &["1", "2", "3", "03-050-2022-000547", "", "ЖУИ-1"];
const DATES: &[&str] = &["05.03.2022", "06.03.2022", "", "", "март 2022", "31.02.2022"];
const OFFICES: &[&str] = &["ОВД А", "ОВД Б", "", "овд а"];
const ROLES: &[&str] = &["потерпевшая", "подозреваемый", "", "никто"];
const NAMES: &[&str] = &["Асанова А.", "Болотова Б.", "", ""];
const EVENT_KINDS: &[&str] = &["приостановлено", "возобновлено", "", "что-то"];

const CASE_COLUMNS: &[&[&str]] = &[REFS, DATES, OFFICES, NAMES];
const PERSON_COLUMNS: &[&[&str]] = &[REFS, ROLES, NAMES, OFFICES];
const EVENT_COLUMNS: &[&[&str]] = &[REFS, EVENT_KINDS, DATES, NAMES];

fn filled(file: &str, header: &str, rows: &[Vec<&str>]) -> Table {
    let lines: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
    let lines: Vec<&str> =
        std::iter::once(header).chain(lines.iter().map(String::as_str)).collect();
    table(file, &lines)
}

/// Everything of a reading but row numbers.
fn essence(reading: &SourceReading) -> (Vec<String>, Vec<String>) {
    let describe = |record: &CrimeRecord| {
        let persons: Vec<_> = record
            .persons
            .iter()
            .map(|person| (person.role, person.names.iter().map(name).collect::<Vec<_>>()))
            .collect();
        let events: Vec<_> = record.events.iter().map(|event| (event.kind, event.date)).collect();
        let numbers: Vec<_> = record
            .numbers
            .iter()
            .map(|number| (number.kind, &number.normalized, number.date, &number.raw))
            .collect();
        format!(
            "{} {:?} {:?} {:?} {persons:?} {events:?} {numbers:?} {}",
            record.id,
            record.registered,
            record.office,
            record.scheme,
            record.provenance.rows.len()
        )
    };
    let mut refusals: Vec<String> = reading
        .quarantine
        .iter()
        .map(|row| format!("{} {} {:?} {}", row.at.file, row.reason, row.column, row.value_kind))
        .collect();
    refusals.sort();
    (register(reading).iter().map(describe).collect(), refusals)
}

fn name(name: &records::PersonName) -> String {
    match name {
        records::PersonName::Whole(name) => name.expose().clone(),
        records::PersonName::Parts { .. } => String::new(),
    }
}

/// Only the lists these tables use, so that thousands of readings take seconds.
static SMALL: LazyLock<Reference> = LazyLock::new(|| {
    let mut reference = REFERENCE.clone();
    reference.header_synonyms.clear();
    reference
        .value_synonyms
        .retain(|row| ["role", "event", "number_label", "no_value"].contains(&row.list.as_str()));
    reference
});

fn read(config: &SourceConfig, tables: Vec<Table>) -> SourceReading {
    read_tables(config, vec![], tables, &SMALL, &|_| {}).unwrap()
}

fn check(config: &SourceConfig, tables: Vec<Table>, keys: &[u32]) -> Result<(), TestCaseError> {
    let plain = read(config, tables.clone());
    prop_assert_eq!(
        plain.summary.rows_in,
        plain.summary.rows_in_records + plain.summary.quarantined
    );
    let mut shuffled = tables;
    for table in &mut shuffled {
        let mut rows: Vec<TableRow> = table.rows.iter().collect();
        rows.sort_by_key(|row| keys[row.number as usize % keys.len()]);
        for (row, number) in rows.iter_mut().zip(2..) {
            row.number = number;
        }
        table.rows = rows.into_iter().collect();
    }
    prop_assert_eq!(essence(&read(config, shuffled)), essence(&plain));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn order_of_rows_changes_no_record_and_no_row_is_lost(
        cases in rows(CASE_COLUMNS),
        persons in rows(PERSON_COLUMNS),
        events in rows(EVENT_COLUMNS),
        keys in prop::collection::vec(any::<u32>(), 16),
    ) {
        let case = filled("a.csv", "ref|registered|office|victim.name", &cases);
        check(&config("register", "case", ONE_FILE), vec![case], &keys)?;
        let person = filled("a.csv", "ref|person.role|person.name|office", &persons);
        check(&config("register", "person", ONE_FILE), vec![person], &keys)?;
        let event = filled("a.csv", "ref|event.kind|event.on|victim.name", &events);
        check(&config("register", "event", ONE_FILE), vec![event], &keys)?;
        let tables = vec![
            filled("c.csv", "ref|registered|office|applicant.name", &cases),
            filled("p.csv", "ref|person.role|person.name|office", &persons),
            filled("e.csv", "ref|event.kind|event.on|event.body", &events),
        ];
        check(&config("register", "linked", LINKED), tables, &keys)?;
    }
}

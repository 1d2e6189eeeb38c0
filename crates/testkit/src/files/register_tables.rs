//! The register extract: tables of cases, persons and events joined on the main number. Reach
//! for [`write`]. Rows are in order of their days, as an export of a register is.

use jiff::civil::Date;
use records::{EventKind, PersonRole, Sex};

use super::cells::Delimited;
use super::{Value, columns};
use crate::noise::{Language, WrittenDate, WrittenPerson};
use crate::register::CHANNELS;
use crate::simulation::{Renderer, Simulation, WrittenEntry, WrittenEvent};

/// Decisions as the extract words them.
pub(super) const DECISIONS: [(EventKind, &str); 15] = [
    (EventKind::Refused, "отказано в возбуждении"),
    (EventKind::Requalified, "переквалифицировано"),
    (EventKind::VictimRecognised, "признан потерпевшим"),
    (EventKind::SuspectIdentified, "установлен подозреваемый"),
    (EventKind::Charged, "привлечен в качестве обвиняемого"),
    (EventKind::Suspended, "приостановлено"),
    (EventKind::Resumed, "возобновлено"),
    (EventKind::Terminated, "прекращено"),
    (EventKind::Annulled, "постановление отменено"),
    (EventKind::Merged, "соединено"),
    (EventKind::Severed, "выделено"),
    (EventKind::Transferred, "передано"),
    (EventKind::SentToProsecutor, "направлено прокурору"),
    (EventKind::Returned, "возвращено на доследование"),
    (EventKind::SentToCourt, "направлено в суд"),
];

/// Roles as the extract words them.
pub(super) const ROLES: [(PersonRole, &str); 2] =
    [(PersonRole::Victim, "потерпевший"), (PersonRole::Suspect, "подозреваемый")];

/// The bytes of the tables of cases, persons and events.
///
/// Rows go straight into text: an extract of two million entries does not fit into memory as
/// cells.
pub(super) fn write(
    renderer: &Renderer<'_>,
    simulation: &Simulation,
) -> [Result<Vec<u8>, String>; 3] {
    let [mut cases, mut persons, mut events] = ["cases", "persons", "events"]
        .map(|table| Delimited::new(columns("register", table), b';'));
    let mut order: Vec<usize> = (0..simulation.entries.len()).collect();
    order.sort_by_key(|&index| (simulation.entries[index].day(), index));
    for index in order {
        let written = renderer.written_entry(index);
        let main = simulation.entries[index].numbers.main();
        cases.row(|field| case(simulation, index, &written, field));
        for (role, typed) in &written.persons {
            persons.row(|field| person(simulation, &main, *role, typed, field));
        }
        for event in &written.events {
            events.row(|field| decision(&main, event, field));
        }
    }
    [cases.finish(), persons.finish(), events.finish()]
}

fn person(
    simulation: &Simulation,
    main: &str,
    role: PersonRole,
    typed: &WrittenPerson,
    field: &str,
) -> Value {
    match field {
        "ref" => Value::Text(main.to_owned()),
        "person.role" => Value::text(ROLES.iter().find(|(r, _)| *r == role).map(|(_, word)| *word)),
        "person.name" => Value::text(typed.whole.as_deref()),
        "person.sex" => {
            Value::text(typed.sex.map(|sex| if sex == Sex::Female { "ж" } else { "м" }))
        }
        "person.birth_date" => Value::date(typed.birth, Language::Russian, &simulation.reference),
        "person.age" => Value::text(typed.age.map(|age| age.to_string())),
        "person.pin" => Value::text(typed.pin.as_deref()),
        "person.citizenship" => Value::text(typed.citizenship),
        "person.phone" => Value::text(typed.phone.as_deref()),
        _ => Value::Empty,
    }
}

fn decision(main: &str, event: &WrittenEvent, field: &str) -> Value {
    match field {
        "ref" => Value::Text(main.to_owned()),
        "event.kind" => {
            Value::text(DECISIONS.iter().find(|(k, _)| *k == event.kind).map(|(_, word)| *word))
        }
        "event.on" => Value::Day(event.date),
        "event.ground" => Value::text(event.ground.as_deref()),
        "event.article" => Value::text(event.article.as_ref().map(|(article, _)| article.as_str())),
        "event.edition" => {
            Value::text(event.article.as_ref().and_then(|(_, edition)| edition.as_deref()))
        }
        "event.other" => Value::text(event.other.as_deref()),
        _ => Value::Empty,
    }
}

fn case(simulation: &Simulation, index: usize, written: &WrittenEntry, field: &str) -> Value {
    let entry = &simulation.entries[index];
    let date =
        |date: WrittenDate| Value::date(Some(date), Language::Russian, &simulation.reference);
    let day = |day: Date| Value::Day(day);
    match field {
        "ref" => Value::Text(entry.numbers.main()),
        "number.register" => Value::text(entry.numbers.register.as_deref()),
        "number.book" => Value::text(entry.numbers.book.as_deref()),
        "number.journal" => Value::text(entry.numbers.journal.as_deref()),
        "number.talon" => Value::text(entry.numbers.talon.as_deref()),
        "journal.date" => day(entry.journal_date),
        "registered" => entry.registered.map_or(Value::Empty, day),
        "scheme" => Value::text(entry.registered.map(|_| written.scheme.as_str())),
        "channel" => Value::text(CHANNELS.get(usize::from(entry.channel)).copied()),
        "office" => Value::Text(written.office.clone()),
        "prosecutor" => Value::Text(written.prosecutor.clone()),
        "event.from" => date(written.event.0),
        "event.to" => date(written.event.1),
        "place.event" => Value::Text(written.place.clone()),
        "article" => Value::Text(written.article.0.clone()),
        "edition" => Value::text(written.article.1.as_deref()),
        "narrative" => Value::text(written.narrative.as_deref()),
        "merged_into" => Value::text(written.lineage[0].as_deref()),
        "severed_from" => Value::text(written.lineage[1].as_deref()),
        "transferred_to" => Value::text(written.lineage[2].as_deref()),
        "transferred_from" => Value::text(written.lineage[3].as_deref()),
        _ => Value::Empty,
    }
}

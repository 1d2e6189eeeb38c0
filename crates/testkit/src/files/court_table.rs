//! The court register: one row per case, parties mostly as initials. Reach for [`table`].

use records::{CourtResult, Instance, PersonRole};

use super::{Table, Value, columns};
use crate::court::CourtEntry;
use crate::draw::Draw;
use crate::law::article_text;
use crate::noise::{initial, wrong_digit};
use crate::places::{Body, Office};
use crate::population::TruePerson;
use crate::simulation::{Renderer, Simulation};

/// Results as the court register words them.
pub(super) const RESULTS: [(CourtResult, &str); 8] = [
    (CourtResult::Convicted, "обвинительный приговор"),
    (CourtResult::Acquitted, "оправдательный приговор"),
    (CourtResult::Terminated, "производство прекращено"),
    (CourtResult::Requalified, "осужден по другой статье"),
    (CourtResult::Returned, "возвращено прокурору"),
    (CourtResult::Upheld, "оставлено без изменения"),
    (CourtResult::Changed, "приговор изменен"),
    (CourtResult::Remanded, "направлено на новое рассмотрение"),
];

/// Instances as the court register words them.
pub(super) const INSTANCES: [(Instance, &str); 2] =
    [(Instance::First, "первая"), (Instance::Appeal, "апелляция")];

/// What the register shows of a case beyond what is true of it.
struct Shown {
    cited: Option<String>,
    edition: bool,
    prosecutor: bool,
    full_names: bool,
}

/// The table, in order of receipt.
pub(super) fn table(renderer: &Renderer<'_>, simulation: &Simulation) -> Table {
    let columns = columns("court", "cases");
    let mut order: Vec<usize> = (0..simulation.court.len()).collect();
    order.sort_by_key(|&index| (simulation.court[index].received, index));
    let rows = order
        .into_iter()
        .map(|index| {
            let case = &simulation.court[index];
            let shown = shown(simulation, index, case);
            columns
                .iter()
                .map(|column| cell(renderer, simulation, case, &shown, &column.field))
                .collect()
        })
        .collect();
    Table { sheet: "", columns, rows }
}

fn shown(simulation: &Simulation, index: usize, case: &CourtEntry) -> Shown {
    let rates = &simulation.plan.rates.court;
    let mut draw = Draw::new(simulation.plan.seed, "court shown", index as u64);
    let cited = draw.chance(rates.cited_register);
    let wrong = draw.chance(rates.cited_digit_wrong);
    let number = case.entry.and_then(|entry| {
        let numbers = &simulation.entries[entry as usize].numbers;
        numbers.register.clone().or_else(|| numbers.book.clone())
    });
    let number = number.filter(|_| cited);
    Shown {
        cited: if wrong { number.map(|number| wrong_digit(&mut draw, &number)) } else { number },
        edition: !draw.chance(rates.edition_missing),
        prosecutor: !draw.chance(rates.prosecutor_missing),
        full_names: case.received.year() < rates.full_name_before && draw.chance(rates.full_name),
    }
}

fn cell(
    renderer: &Renderer<'_>,
    simulation: &Simulation,
    case: &CourtEntry,
    shown: &Shown,
    field: &str,
) -> Value {
    let offence = renderer.law.offence(case.charge.0);
    let word =
        |result: CourtResult| RESULTS.iter().find(|(r, _)| *r == result).map(|(_, word)| *word);
    match field {
        "ref" => Value::Text(case.number.clone()),
        "court" => Value::Text(match case.instance {
            Instance::First => renderer.places.court(case.site),
            Instance::Appeal | Instance::Cassation => renderer.places.appeal_court(case.site),
        }),
        "instance" => {
            Value::text(INSTANCES.iter().find(|(i, _)| *i == case.instance).map(|(_, w)| *w))
        }
        "received" => Value::Day(case.received),
        "closed" | "result.date" => case.result.map_or(Value::Empty, |(_, on)| Value::Day(on)),
        "article" => Value::Text(article_text(offence, case.charge.1)),
        "edition" => Value::text(shown.edition.then(|| offence.edition.to_string())),
        "prosecutor" => {
            Value::text(shown.prosecutor.then(|| {
                renderer.places.office(Office { site: case.site, body: Body::Prosecutor })
            }))
        }
        "cited.register" => Value::text(shown.cited.as_deref()),
        "result" => Value::text(case.result.and_then(|(result, _)| word(result))),
        "act.type" => Value::text(case.result.map(|(result, _)| match result {
            CourtResult::Convicted | CourtResult::Acquitted | CourtResult::Requalified => {
                "приговор"
            }
            CourtResult::Upheld | CourtResult::Changed => "определение",
            _ => "постановление",
        })),
        "ground" => Value::text(
            case.ground
                .map(|ground| simulation.reference.grounds[usize::from(ground)].code.as_str()),
        ),
        "in_force" => case.in_force.map_or(Value::Empty, Value::Day),
        "lower" => {
            Value::text(case.lower.map(|lower| simulation.court[lower as usize].number.as_str()))
        }
        _ => party(simulation, case, shown, field),
    }
}

/// `defendant2.name` and the like.
fn party(simulation: &Simulation, case: &CourtEntry, shown: &Shown, field: &str) -> Value {
    let group = field.split('.').next().unwrap_or_default();
    let name = group.trim_end_matches(|c: char| c.is_ascii_digit());
    let role = if name == "victim" { PersonRole::Victim } else { PersonRole::Defendant };
    let number: usize = group[name.len()..].parse().unwrap_or(1);
    let person = case.persons.iter().filter(|(r, _)| *r == role).nth(number - 1);
    Value::text(person.map(|(_, person)| named(simulation, person, shown.full_names)))
}

/// Surname, given name and patronymic in full, or their initials.
fn named(simulation: &Simulation, person: &TruePerson, full: bool) -> String {
    let parts = simulation.pool.official(person.name);
    let all = [Some(parts.surname), Some(parts.given), parts.patronymic];
    let words = all.into_iter().flatten();
    let shown: Vec<String> =
        if full { words.collect() } else { words.map(|word| initial(&word)).collect() };
    shown.join(" ")
}

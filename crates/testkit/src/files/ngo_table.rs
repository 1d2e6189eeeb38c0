//! An NGO's reports as tables of its own layout. Reach for [`tables`]: one table, or two for
//! linked sheets.

use records::{Consent, PersonRole, Sex};

use super::{Column, Table, Value, columns};
use crate::noise::{Language, WrittenDate, WrittenPerson};
use crate::report::WrittenReport;
use crate::scenario::Format;
use crate::simulation::Simulation;
use crate::words::{CLOSURES, HAND_OVER_CHANNELS, trilingual, word};

/// Words for sex, roles and consent in Russian, English, Kyrgyz.
pub(super) const FEMALE: [&str; 3] = ["ж", "F", "аял"];
pub(super) const MALE: [&str; 3] = ["м", "M", "эркек"];
pub(super) const VICTIM: [&str; 3] = ["пострадавший", "victim", "жабырлануучу"];
pub(super) const SUSPECT: [&str; 3] = ["вербовщик", "suspect", "шектүү"];
pub(super) const YES: [&str; 3] = ["да", "yes", "ооба"];
pub(super) const NO: [&str; 3] = ["нет", "no", "жок"];

/// The tables of an NGO's delivery.
pub(super) fn tables(simulation: &Simulation, ngo: usize) -> Vec<Table> {
    let profile = &simulation.scenario.ngo[ngo];
    let desk = Sheet { simulation, language: profile.language() };
    let reports: Vec<&WrittenReport> =
        simulation.reports.iter().filter(|report| report.ngo == ngo).collect();
    let layout = layout(profile.format);
    match profile.format {
        Format::XlsxCase | Format::CsvCaseEnglish | Format::Jsonl => {
            vec![desk.per_case("Дела", columns(layout, "cases"), &reports)]
        }
        Format::CsvPersonCp1251 => vec![desk.per_person("", columns(layout, "persons"), &reports)],
        Format::OdsLinked => vec![
            desk.per_case("Иштер", columns(layout, "cases"), &reports),
            desk.per_person("Адамдар", columns(layout, "persons"), &reports),
        ],
    }
}

/// The layout id of a format in `data/headers.csv`.
pub(super) const fn layout(format: Format) -> &'static str {
    match format {
        Format::XlsxCase => "xlsx_case",
        Format::CsvPersonCp1251 => "csv_person_cp1251",
        Format::CsvCaseEnglish => "csv_case_english",
        Format::OdsLinked => "ods_linked",
        Format::Jsonl => "jsonl",
    }
}

/// The word for a code of a list in a language; the code itself where the word holds a separator.
pub(super) fn code_word(simulation: &Simulation, code: u16, language: Language) -> String {
    let Some(entry) = simulation.reference.code_lists.get(usize::from(code)) else {
        return String::new();
    };
    let word = trilingual(&entry.name, language);
    if word.contains([',', ';', '|']) { entry.code.clone() } else { word.to_lowercase() }
}

struct Sheet<'a> {
    simulation: &'a Simulation,
    language: Language,
}

impl Sheet<'_> {
    fn per_case(
        &self,
        sheet: &'static str,
        columns: Vec<Column>,
        reports: &[&WrittenReport],
    ) -> Table {
        let rows = reports
            .iter()
            .map(|report| columns.iter().map(|column| self.cell(report, &column.field)).collect())
            .collect();
        Table { sheet, columns, rows }
    }

    fn per_person(
        &self,
        sheet: &'static str,
        columns: Vec<Column>,
        reports: &[&WrittenReport],
    ) -> Table {
        let mut rows = Vec::new();
        for report in reports {
            for (role, person) in &report.persons {
                let row = columns.iter().map(|column| match column.field.strip_prefix("person.") {
                    Some("role") => {
                        self.word(if *role == PersonRole::Victim { &VICTIM } else { &SUSPECT })
                    }
                    Some(part) => self.person(person, part),
                    None => self.case(report, &column.field),
                });
                rows.push(row.collect());
            }
        }
        Table { sheet, columns, rows }
    }

    fn word(&self, triple: &[&str; 3]) -> Value {
        Value::Text(word(triple, self.language).to_owned())
    }

    /// A cell of a row per case: a field of the case, or of the n-th person of a role.
    fn cell(&self, report: &WrittenReport, field: &str) -> Value {
        let Some((group, part)) = field.split_once('.') else { return self.case(report, field) };
        let name = group.trim_end_matches(|c: char| c.is_ascii_digit());
        let role = match name {
            "victim" => PersonRole::Victim,
            "suspect" => PersonRole::Suspect,
            _ => return self.case(report, field),
        };
        let number: usize = group[name.len()..].parse().unwrap_or(1);
        let mut of_role = report.persons.iter().filter(|(r, _)| *r == role);
        of_role.nth(number - 1).map_or(Value::Empty, |(_, person)| self.person(person, part))
    }

    fn person(&self, person: &WrittenPerson, part: &str) -> Value {
        let parts = person.parts.as_ref();
        match part {
            "name" => Value::text(person.whole.as_deref()),
            "surname" => Value::text(parts.map(|parts| parts.surname.as_str())),
            "given" => Value::text(parts.map(|parts| parts.given.as_str())),
            "patronymic" => Value::text(parts.and_then(|parts| parts.patronymic.as_deref())),
            "sex" => person.sex.map_or(Value::Empty, |sex| {
                self.word(if sex == Sex::Female { &FEMALE } else { &MALE })
            }),
            "birth_date" => Value::date(person.birth, self.language, &self.simulation.reference),
            "age" => Value::text(person.age.map(|age| age.to_string())),
            "pin" => Value::text(person.pin.as_deref()),
            "citizenship" => Value::text(person.citizenship),
            "phone" => Value::text(person.phone.as_deref()),
            "document" => Value::text(person.document.as_deref()),
            "pseudonym" => Value::text(person.pseudonym.as_deref()),
            _ => Value::Empty,
        }
    }

    fn codes(&self, codes: &[u16]) -> Value {
        let words: Vec<String> =
            codes.iter().map(|code| code_word(self.simulation, *code, self.language)).collect();
        Value::text((!words.is_empty()).then(|| words.join("; ")))
    }

    fn case(&self, report: &WrittenReport, field: &str) -> Value {
        let hand_over = &report.hand_over;
        let day = |day| {
            Value::date(Some(WrittenDate::Day(day)), self.language, &self.simulation.reference)
        };
        let date = |date| Value::date(date, self.language, &self.simulation.reference);
        match field {
            "ref" => Value::Text(report.own_ref.clone()),
            "opened" => day(report.opened),
            "received" => day(report.received),
            "consent" => match report.consent {
                Some(Consent::Given) => self.word(&YES),
                Some(Consent::Refused) => self.word(&NO),
                None => Value::Empty,
            },
            "event.from" => date(report.event.0),
            "event.to" => date(report.event.1),
            "place.recruitment" => Value::text(report.recruited.as_deref()),
            "place.exploitation" => Value::text(report.exploited.as_deref()),
            "acts" => self.codes(&report.codes[0]),
            "means" => self.codes(&report.codes[1]),
            "purposes" => self.codes(&report.codes[2]),
            "article" => Value::text(report.article.as_ref().map(|(article, _)| article.as_str())),
            "edition" => {
                Value::text(report.article.as_ref().and_then(|(_, edition)| edition.as_deref()))
            }
            "handover.date" => date(hand_over.date),
            "handover.addressee" => Value::text(hand_over.addressee.as_deref()),
            "handover.channel" => {
                hand_over.channel.map_or(Value::Empty, |at| self.word(&HAND_OVER_CHANNELS[at]))
            }
            "handover.letter" => Value::text(hand_over.letter.as_deref()),
            "handover.talon" => Value::text(hand_over.talon.as_deref()),
            "handover.journal" => Value::text(hand_over.journal.as_deref()),
            "handover.register" => Value::text(hand_over.register.as_deref()),
            "handover.book" => Value::text(hand_over.book.as_deref()),
            "narrative" => Value::text(report.narrative.as_deref()),
            "closure.date" => report.closed.map_or(Value::Empty, |(on, _)| day(on)),
            "closure.reason" => {
                report.closed.map_or(Value::Empty, |(_, at)| self.word(&CLOSURES[at]))
            }
            _ => Value::Empty,
        }
    }
}

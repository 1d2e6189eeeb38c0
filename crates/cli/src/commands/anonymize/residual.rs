//! What could still tell who somebody is. Reach for [`Residual::measure`] over the original cells
//! and those of the fixture.
//!
//! Identifying values: personal numbers, phones, documents, references, and names with the birth date
//! of their row. None of an original may stand in the fixture. A whole name or a short serial number of
//! the original may be that of another case there, since both are common; how many are is said. `k` is
//! the smallest number of persons of the fixture that share sex and year of birth.

use std::collections::{BTreeMap, BTreeSet};

use ingest::field::{Field, PersonPart, Slot};
use serde_json::{Value, json};

use super::cells::Treatment;

const NAME: &str = "whole name";
const SHORT: &str = "short reference";
/// What may be left by chance.
const BY_CHANCE: [&str; 2] = [NAME, SHORT];
/// Digits below which a reference is a serial number that many bodies issue: `ЖУИ-396`, `15/03`.
const LONG_REFERENCE: usize = 6;

/// The k that published tables are usually asked for.
const ASKED_K: u64 = 11;

/// The identifying values of one side.
#[derive(Default)]
pub(super) struct Side {
    values: BTreeMap<&'static str, BTreeSet<String>>,
    classes: BTreeMap<(String, String), u64>,
}

impl Side {
    /// Takes in a row: its fields with their texts.
    pub(super) fn add(&mut self, row: &[(Field, String)]) {
        let mut persons: BTreeMap<Slot, BTreeMap<PersonPart, &str>> = BTreeMap::new();
        for (field, text) in row.iter().filter(|(_, text)| !text.is_empty()) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            match field {
                Field::Person(slot, part) => {
                    persons.entry(*slot).or_default().insert(*part, text);
                    match part {
                        PersonPart::Pin => self.put("personal number", digits),
                        PersonPart::Phone => self.put("phone", digits),
                        PersonPart::Document => self.put("document", text.clone()),
                        _ => {}
                    }
                }
                _ if Treatment::of(*field) == Treatment::Reference => {
                    let what = if digits.len() < LONG_REFERENCE { SHORT } else { "reference" };
                    self.put(what, text.to_lowercase());
                }
                _ => {}
            }
        }
        for parts in persons.into_values() {
            self.person(&parts);
        }
    }

    fn person(&mut self, parts: &BTreeMap<PersonPart, &str>) {
        let part = |part| parts.get(&part).copied().unwrap_or_default().to_lowercase();
        let name =
            [PersonPart::Surname, PersonPart::Given, PersonPart::Patronymic, PersonPart::Name]
                .map(part)
                .join(" ");
        let name: Vec<&str> = name.split_whitespace().collect();
        let birth = part(PersonPart::BirthDate);
        if name.iter().filter(|word| word.chars().count() > 2).count() > 1 {
            self.put(NAME, name.join(" "));
        }
        if !birth.is_empty() && !name.is_empty() {
            self.put("name and birth date", format!("{} {birth}", name.join(" ")));
        }
        let year = birth.rsplit('.').next().unwrap_or_default().to_owned();
        *self.classes.entry((part(PersonPart::Sex), year)).or_default() += 1;
    }

    fn put(&mut self, what: &'static str, value: String) {
        if !value.is_empty() {
            self.values.entry(what).or_default().insert(value);
        }
    }
}

/// How much of the original is left.
pub(super) struct Residual {
    /// Identifying values of the original that stand in the fixture, with those there are.
    pub(super) left: BTreeMap<&'static str, (u64, u64)>,
    k: u64,
    persons: u64,
    below: u64,
}

impl Residual {
    pub(super) fn measure(original: &Side, fixture: &Side) -> Self {
        let left = original.values.iter().map(|(what, values)| {
            let same =
                fixture.values.get(what).map_or(0, |other| values.intersection(other).count());
            (*what, (same as u64, values.len() as u64))
        });
        let classes = fixture.classes.values();
        Self {
            left: left.collect(),
            k: classes.clone().copied().min().unwrap_or_default(),
            persons: classes.clone().sum(),
            below: classes.filter(|size| **size < ASKED_K).sum(),
        }
    }

    /// Identifying values of the original that are left.
    pub(super) fn identifying(&self) -> u64 {
        self.left
            .iter()
            .filter(|(what, _)| !BY_CHANCE.contains(what))
            .map(|(_, (same, _))| same)
            .sum()
    }

    pub(super) fn json(&self) -> Value {
        let left: Value = (self.left.iter())
            .map(
                |(what, (same, all))| json!({ "value": what, "original": all, "in_fixture": same }),
            )
            .collect();
        json!({
            "values": left,
            "quasi_identifiers": ["sex", "year of birth"],
            "k": self.k,
            "persons": self.persons,
            "persons_in_classes_below_11": self.below,
            "kept": "sex, age, articles, courses of cases with their lags, oblast, sizes of cases",
        })
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (what, (same, all)) in &self.left {
            text.push_str(&format!(
                "{what}: {same} of {all} values of the original in the fixture\n"
            ));
        }
        text + &format!(
            "k = {} over sex and year of birth; {} of {} persons in classes below {ASKED_K}\n",
            self.k, self.below, self.persons
        )
    }
}

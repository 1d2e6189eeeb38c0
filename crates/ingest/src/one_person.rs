//! One person under two headings. Reach for [`owners`] when a table names a person by role
//! (`ФИО пострадавшей`) and says more of somebody without one (`Год рождения`): without it the row
//! would hold a name without a birth date and a birth date without a name.
//!
//! Guarantees that a part which the named person has already is left alone, and that a person with a
//! name or a role of their own stays who they are. Which of several named persons a part belongs to is
//! judged by where its column stands, and may be wrong: callers say so.

use std::collections::BTreeMap;

use crate::field::{Field, PersonPart, Slot};

/// What tells who a person is, without the others.
const IDENTITY: [PersonPart; 7] = [
    PersonPart::Key,
    PersonPart::Role,
    PersonPart::Name,
    PersonPart::Surname,
    PersonPart::Given,
    PersonPart::Patronymic,
    PersonPart::Pseudonym,
];

/// The fields of nobody (`person.birth_date`) with the field of the person they belong to
/// (`victim.birth_date`): the one named to the left of the column, else the first named.
pub(crate) fn owners(columns: &BTreeMap<Field, usize>) -> Vec<(Field, Field)> {
    let identity = |slot: fn(&Slot) -> bool| {
        columns.iter().filter_map(move |(field, column)| match field {
            Field::Person(of, part) if slot(of) && IDENTITY.contains(part) => Some((*column, *of)),
            _ => None,
        })
    };
    if identity(|slot| *slot == Slot::Own).next().is_some() {
        return Vec::new();
    }
    let named: BTreeMap<usize, Slot> = identity(|slot| *slot != Slot::Own).collect();
    let owner = |column: usize| {
        let left = named.range(..column).next_back();
        left.or_else(|| named.first_key_value()).map(|(_, slot)| *slot)
    };
    columns
        .iter()
        .filter_map(|(field, column)| {
            let Field::Person(Slot::Own, part) = field else { return None };
            let owned = Field::Person(owner(*column)?, *part);
            (!columns.contains_key(&owned)).then_some((*field, owned))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(header: &[&str]) -> Vec<String> {
        let columns = header.iter().enumerate().map(|(at, name)| (Field::parse(name).unwrap(), at));
        let pairs = owners(&columns.collect());
        pairs.iter().map(|(from, to)| format!("{from} is {to}")).collect()
    }

    #[test]
    fn a_part_belongs_to_the_person_named_to_its_left() {
        assert_eq!(
            joined(&["victim.name", "person.birth_date", "suspect.name", "person.citizenship"]),
            ["person.birth_date is victim.birth_date", "person.citizenship is suspect.citizenship"]
        );
        assert_eq!(joined(&["person.sex", "ref", "victim.name"]), ["person.sex is victim.sex"]);
        let second = ["victim.name", "victim2.surname", "person.pin"];
        assert_eq!(joined(&second), ["person.pin is victim2.pin"]);
    }

    #[test]
    fn a_person_of_their_own_and_a_part_that_is_there_are_left_alone() {
        assert!(joined(&["suspect.name", "person.name", "person.birth_date"]).is_empty());
        assert!(joined(&["suspect.name", "person.role", "person.birth_date"]).is_empty());
        assert!(joined(&["victim.name", "victim.sex", "person.sex"]).is_empty());
        assert!(joined(&["ref", "person.birth_date"]).is_empty());
    }
}

//! Persons in column groups. Reach for [`PersonGroups`] while passing over the columns of a table
//! from left to right: what `Телефон 2` is about depends on the group it stands in.
//!
//! Guarantees that a number in a header becomes the number of the person and that a column outside
//! any group gives nothing.

use std::collections::BTreeMap;

use records::{PersonRole, Reference};

use super::FieldProposal;
use crate::column_map::{HeaderIndex, comparable};
use crate::field::{Field, PersonPart, Slot};

/// The words for roles and the group passed last.
pub(super) struct PersonGroups<'a> {
    index: &'a HeaderIndex,
    /// Comparable word to role, where it means one role only.
    roles: BTreeMap<String, Option<PersonRole>>,
    last: Option<(PersonRole, u8)>,
}

impl<'a> PersonGroups<'a> {
    pub(super) fn new(index: &'a HeaderIndex, reference: &Reference) -> Self {
        let mut roles: BTreeMap<String, Option<PersonRole>> = BTreeMap::new();
        for row in reference.value_synonyms.iter().filter(|row| row.list == "role") {
            let role = PersonRole::from_code(&row.code);
            let entry = roles.entry(comparable(&row.synonym)).or_insert(role);
            if *entry != role {
                *entry = None;
            }
        }
        Self { index, roles, last: None }
    }

    /// Remembers the group of a column that has been given a field.
    pub(super) fn passed(&mut self, proposal: Option<&FieldProposal>) {
        match proposal.and_then(|proposal| Field::parse(&proposal.field)) {
            Some(Field::Person(Slot::Group(role, number), _)) => self.last = Some((role, number)),
            // A case column ends the group; an unknown column may belong to it.
            Some(_) => self.last = None,
            None => {}
        }
    }

    /// The field of a header that names its group or stands in one.
    pub(super) fn field_for(&self, header: &str) -> Option<Field> {
        if let Some((group, part)) = header.split_once(':') {
            let (group, number) = without_number(group);
            let (part, inner) = without_number(part);
            let part = self.part(&part)?;
            let slot = Slot::Group(self.role(&group)?, number.or(inner).unwrap_or(1));
            return Some(Field::Person(slot, part));
        }
        if let Some(field) = self.of_key(header) {
            return Some(field);
        }
        let (words, number) = without_number(header);
        let number = number?;
        // `ФИО пострадавшей(го) 2`: the ending in brackets is not part of the synonym.
        let bare = without_number(header.split('(').next().unwrap_or(header)).0;
        for words in [&words, &bare] {
            if let [Field::Person(Slot::Group(role, _), part)] = self.fields(words).as_slice() {
                return Some(Field::Person(Slot::Group(*role, number), *part));
            }
        }
        let (role, last_number) = self.last?;
        let part = self.part(&words)?;
        (number == last_number).then_some(Field::Person(Slot::Group(role, number), part))
    }

    /// `victim2.given_name`, as flattened JSON has it.
    fn of_key(&self, header: &str) -> Option<Field> {
        let (group, part) = header.split_once('.')?;
        let role = group.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = match &group[role.len()..] {
            "" => 1,
            digits => digits.parse().ok().filter(|number| *number > 0)?,
        };
        let slot = Slot::Group(PersonRole::from_code(role)?, number);
        Some(Field::Person(slot, self.part(&comparable(part))?))
    }

    fn fields(&self, words: &str) -> Vec<Field> {
        self.index.fields_for(words).into_iter().collect()
    }

    /// What is said of a person, where the words name nobody.
    fn part(&self, words: &str) -> Option<PersonPart> {
        self.fields(words).into_iter().find_map(|field| match field {
            Field::Person(Slot::Own, part) => Some(part),
            _ => None,
        })
    }

    /// The role that a word names, by itself or as the header of that person's name.
    fn role(&self, words: &str) -> Option<PersonRole> {
        if let Some(role) = self.roles.get(words).copied().flatten() {
            return Some(role);
        }
        match self.fields(words).as_slice() {
            [Field::Person(Slot::Group(role, _), PersonPart::Name)] => Some(*role),
            _ => None,
        }
    }
}

/// The words of a header without the one number among them, and that number.
fn without_number(header: &str) -> (String, Option<u8>) {
    let text = comparable(header);
    let (numbers, words): (Vec<&str>, Vec<&str>) =
        text.split(' ').partition(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    match numbers.as_slice() {
        [number] => match number.parse::<u8>().ok().filter(|number| *number > 0) {
            Some(number) => (words.join(" "), Some(number)),
            None => (text, None),
        },
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use records::SourceKind;

    use super::*;
    use crate::reference::embedded;

    #[test]
    fn columns_of_persons_are_named_by_their_group_and_number() {
        let reference = embedded().unwrap();
        let index = HeaderIndex::new(&reference, SourceKind::Ngo);
        let mut groups = PersonGroups::new(&index, &reference);
        let name = |header: &str, groups: &PersonGroups<'_>| {
            groups.field_for(header).map(|field| field.to_string()).unwrap_or_default()
        };
        assert_eq!(name("Телефон 2", &groups), "", "in no group");
        assert_eq!(name("Ф.И.О. пострадавшей(го) 2", &groups), "victim2.name");
        assert_eq!(name("Пострадавшая: ФИО", &groups), "victim.name");
        assert_eq!(name("Подозреваемый 2: телефон", &groups), "suspect2.phone");
        assert_eq!(name("victim2.given_name", &groups), "victim2.given");
        let proposal = |field: &str| FieldProposal {
            field: field.to_owned(),
            confidence: 1.0,
            why: String::new(),
            alternatives: Vec::new(),
        };
        groups.passed(Some(&proposal("victim2.name")));
        assert_eq!(name("Телефон 2", &groups), "victim2.phone");
        assert_eq!(name("Дата рождения 3", &groups), "", "another person's number");
        groups.passed(None);
        assert_eq!(name("ПИН 2", &groups), "victim2.pin");
        groups.passed(Some(&proposal("narrative")));
        assert_eq!(name("ПИН 2", &groups), "");
    }
}

//! The persons of a row. Reach for [`RowCells::persons`]: the one person of the row
//! (`person.name`) and the persons of its column groups (`victim.name`, `victim2.name`).
//!
//! Guarantees that a group of empty cells is nobody and that names stay as written. A personal
//! number too short to be one is not kept and counted, since the row is good without it.

use std::sync::Arc;

use records::{
    AgeBand, Person, PersonName, PersonRole, Pin, RefusalReason, Sensitive, Sex, SourceKind,
};

use crate::code_map::CodeMaps;
use crate::field::{Field, PersonPart, Slot};
use crate::row_content::Refusal;
use crate::row_reader::RowCells;

/// Oldest age, years, that an age column may hold; also the open end of "30 and older".
const OLDEST: u8 = 120;

impl RowCells<'_> {
    /// The persons of the row, each with the slot it stands in.
    pub(crate) fn persons(&mut self) -> Result<Vec<(Slot, Person)>, Refusal> {
        let mut persons = Vec::new();
        let reader = self.reader;
        for slot in &reader.slots {
            let mut parts = PersonPart::ALL.iter().filter(|part| **part != PersonPart::Role);
            if parts.all(|part| self.cell(Field::Person(*slot, *part)).is_none()) {
                continue;
            }
            let person = self.person(*slot)?;
            if person == Person::new(person.role) {
                continue;
            }
            for role in self.roles(*slot)? {
                persons.push((*slot, Person { role, ..person.clone() }));
            }
        }
        Ok(persons)
    }

    /// The roles of a slot. Where a table of persons names none, an NGO's are victims and a
    /// court's are defendants; a register holds too many roles to suppose one.
    fn roles(&self, slot: Slot) -> Result<Vec<PersonRole>, Refusal> {
        if let Slot::Group(role, _) = slot {
            return Ok(vec![role]);
        }
        let field = Field::Person(slot, PersonPart::Role);
        let codes = self.codes(field, "role")?;
        let roles: Vec<PersonRole> =
            codes.iter().filter_map(|code| PersonRole::from_code(code)).collect();
        match self.reader.source.kind {
            _ if !roles.is_empty() => Ok(roles),
            SourceKind::Ngo => Ok(vec![PersonRole::Victim]),
            SourceKind::Court => Ok(vec![PersonRole::Defendant]),
            SourceKind::Register => Err(self.refuse(
                field,
                RefusalReason::RequiredMissing,
                "say which part the person plays: map person.role and fill it",
            )),
        }
    }

    fn person(&mut self, slot: Slot) -> Result<Person, Refusal> {
        let field = |part| Field::Person(slot, part);
        let mut person = Person::new(PersonRole::Victim);
        person.key = self.text(field(PersonPart::Key)).map(Arc::from);
        person.names = self.names(slot);
        person.sex = self.code(field(PersonPart::Sex), "sex")?.as_deref().and_then(Sex::from_code);
        person.birth_date = self.date(field(PersonPart::BirthDate))?;
        person.age = self.age(field(PersonPart::Age))?;
        person.pin = self.pin(field(PersonPart::Pin));
        person.citizenship = self
            .text(field(PersonPart::Citizenship))
            .map(|text| self.reader.source.codes.open_text("citizenship", &text));
        let secret = |part| self.text(field(part)).map(Sensitive::new);
        person.document = secret(PersonPart::Document);
        person.phone = secret(PersonPart::Phone);
        person.pseudonym = secret(PersonPart::Pseudonym);
        Ok(person)
    }

    /// The name in parts, then whole names; several whole names in a cell are aliases.
    fn names(&self, slot: Slot) -> Vec<PersonName> {
        let secret = |part| self.text(Field::Person(slot, part)).map(Sensitive::new);
        let mut names = Vec::new();
        let (surname, given, patronymic) = (
            secret(PersonPart::Surname),
            secret(PersonPart::Given),
            secret(PersonPart::Patronymic),
        );
        if surname.is_some() || given.is_some() || patronymic.is_some() {
            names.push(PersonName::Parts { surname, given, patronymic });
        }
        if let Some(whole) = self.text(Field::Person(slot, PersonPart::Name)) {
            let aliases =
                whole.split([';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
            names.extend(aliases.map(|name| PersonName::Whole(Sensitive::from(name))));
        }
        names
    }

    fn pin(&mut self, field: Field) -> Option<Pin> {
        let text = self.text(field)?;
        // 1.25012E+13 has lost its digits; what is left would be another person's number.
        let lost = text.contains(['e', 'E', 'Е', 'е']) && text.contains('+');
        let pin = if lost { None } else { Pin::new(&text) };
        if pin.is_none() {
            self.remark(field, "personal numbers are too short or in exponent form; not kept");
        }
        pin
    }

    fn age(&self, field: Field) -> Result<Option<AgeBand>, Refusal> {
        let Some(text) = self.text(field) else { return Ok(None) };
        age_band(&text, &self.reader.source.codes).map(Some).ok_or_else(|| {
            self.refuse(
                field,
                RefusalReason::UnreadableNumber,
                "write the age as 25, 25-30, около 20, 18+ or несовершеннолетняя",
            )
        })
    }
}

/// The band an age names: `25`, `25-30`, `25 лет`, `около 20` (two years either way), `30+`,
/// `до 18` (younger than 18), or a word of the list `age_word` (`minor` is 0–17, `adult` 18–120).
pub(crate) fn age_band(text: &str, codes: &CodeMaps) -> Option<AgeBand> {
    match codes.code("age_word", text) {
        Some("minor") => return Some(AgeBand { from: 0, to: 17 }),
        Some("adult") => return Some(AgeBand { from: 18, to: OLDEST }),
        _ => {}
    }
    let lower = text.split('(').next().unwrap_or_default().to_lowercase();
    let mut numbers = Vec::new();
    let mut words = Vec::new();
    for token in lower.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()) {
        let end = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
        if end > 0 {
            numbers.push(token[..end].parse::<u8>().ok().filter(|age| *age <= OLDEST)?);
        }
        if end < token.len() {
            words.push(&token[end..]);
        }
    }
    let says = |code: &str| words.iter().any(|word| codes.code("age_word", word) == Some(code));
    if words.iter().any(|word| codes.code("age_word", word).is_none()) {
        return None;
    }
    match numbers[..] {
        [] if says("minor") => Some(AgeBand { from: 0, to: 17 }),
        [] if says("adult") => Some(AgeBand { from: 18, to: OLDEST }),
        [age] if says("about") => Some(AgeBand { from: age.saturating_sub(2), to: age + 2 }),
        [age] if says("under") => Some(AgeBand { from: 0, to: age.checked_sub(1)? }),
        [age] if says("over") || lower.contains('+') => Some(AgeBand { from: age, to: OLDEST }),
        [age] => Some(AgeBand { from: age, to: age }),
        [from, to] if from <= to => Some(AgeBand { from, to }),
        _ => None,
    }
}

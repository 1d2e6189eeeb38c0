//! Payload shapes of persons and their names.

use records::{AgeBand, Person, PersonName, PersonRole, Pin, Sensitive, Sex};
use serde::{Deserialize, Serialize};

use super::PayloadError;
use super::value::{coded, date, date_text, each};

type Result<T> = std::result::Result<T, PayloadError>;

fn secret(value: Option<&Sensitive<String>>) -> Option<String> {
    value.map(|value| value.expose().clone())
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patronymic: Option<String>,
}

impl From<&PersonName> for NameWire {
    fn from(name: &PersonName) -> Self {
        match name {
            PersonName::Whole(whole) => Self {
                whole: Some(whole.expose().clone()),
                surname: None,
                given: None,
                patronymic: None,
            },
            PersonName::Parts { surname, given, patronymic } => Self {
                whole: None,
                surname: secret(surname.as_ref()),
                given: secret(given.as_ref()),
                patronymic: secret(patronymic.as_ref()),
            },
        }
    }
}

impl From<NameWire> for PersonName {
    fn from(wire: NameWire) -> Self {
        match wire.whole {
            Some(whole) => Self::Whole(whole.into()),
            None => Self::Parts {
                surname: wire.surname.map(Into::into),
                given: wire.given.map(Into::into),
                patronymic: wire.patronymic.map(Into::into),
            },
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    role: String,
    names: Vec<NameWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<(u8, u8)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citizenship: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pseudonym: Option<String>,
}

impl From<&Person> for PersonWire {
    fn from(person: &Person) -> Self {
        Self {
            key: person.key.as_deref().map(Into::into),
            role: person.role.code().into(),
            names: person.names.iter().map(Into::into).collect(),
            sex: person.sex.map(|sex| sex.code().into()),
            birth_date: date_text(person.birth_date),
            age: person.age.map(|age| (age.from, age.to)),
            pin: person.pin.as_ref().map(|pin| pin.digits().into()),
            citizenship: person.citizenship.clone(),
            document: secret(person.document.as_ref()),
            phone: secret(person.phone.as_ref()),
            pseudonym: secret(person.pseudonym.as_ref()),
        }
    }
}

impl TryFrom<PersonWire> for Person {
    type Error = PayloadError;
    fn try_from(wire: PersonWire) -> Result<Self> {
        Ok(Self {
            key: wire.key.map(Into::into),
            role: coded(PersonRole::from_code(&wire.role), "person role")?,
            names: each(wire.names, |name| Ok(name.into()))?,
            sex: wire.sex.map(|code| coded(Sex::from_code(&code), "sex")).transpose()?,
            birth_date: date(wire.birth_date)?,
            age: wire.age.map(|(from, to)| AgeBand { from, to }),
            pin: wire.pin.map(|digits| coded(Pin::new(&digits), "pin")).transpose()?,
            citizenship: wire.citizenship,
            document: wire.document.map(Into::into),
            phone: wire.phone.map(Into::into),
            pseudonym: wire.pseudonym.map(Into::into),
        })
    }
}

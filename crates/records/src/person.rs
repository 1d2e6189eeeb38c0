//! People as the sources describe them. Reach for [`Person`] for victims, suspects, defendants,
//! applicants and witnesses alike; names stay exactly as written, cleaning happens in comparison.

use std::sync::Arc;

use jiff::civil::Date;

use crate::coded_enum;
use crate::partial_date::PartialDate;
use crate::sensitive::Sensitive;

coded_enum! {
    /// The part a person plays in a case.
    PersonRole {
        /// Presumed or recognised victim.
        Victim = "victim",
        /// Suspect or alleged trafficker, before a charge.
        Suspect = "suspect",
        /// Defendant in court.
        Defendant = "defendant",
        /// The person or organisation that filed the statement.
        Applicant = "applicant",
        /// Witness.
        Witness = "witness",
    }
}

impl PersonRole {
    /// Suspects of one register are the defendants of the next: roles that may be the same person.
    pub const fn side(self) -> PersonSide {
        match self {
            Self::Victim => PersonSide::Victim,
            Self::Suspect | Self::Defendant => PersonSide::Accused,
            Self::Applicant | Self::Witness => PersonSide::Other,
        }
    }
}

/// Sides within which persons of two cases are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonSide {
    /// Victims.
    Victim,
    /// Suspects and defendants.
    Accused,
    /// Applicants and witnesses.
    Other,
}

coded_enum! {
    /// Sex as registered.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}

/// A name exactly as the source wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonName {
    /// One string, order unknown (`ФИО`, "Full name").
    Whole(Sensitive<String>),
    /// Separate columns; an empty part is absent.
    Parts {
        /// Surname or `X уулу` / `X кызы`.
        surname: Option<Sensitive<String>>,
        /// Given name.
        given: Option<Sensitive<String>>,
        /// Patronymic.
        patronymic: Option<Sensitive<String>>,
    },
}

/// A personal identification number, digits only, never rejected on its checksum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pin(Sensitive<String>);

/// Which country's form a personal number has. The algorithm of the Kyrgyz check digit is not
/// public, so form alone decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PinForm {
    /// 14 digits: sex 1 or 2, `DDMMYYYY`, serial, control.
    Kyrgyz,
    /// 14 digits: sex and century 3 to 6, `DDMMYY`, district, serial, control.
    Uzbek,
    /// 12 digits: `YYMMDD`, century and sex, serial, control.
    Kazakh,
    /// Anything else; compared as text only.
    Unknown,
}

impl Pin {
    /// Keeps the digits of `text`; `None` when there are fewer than ten of them.
    pub fn new(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (digits.len() >= 10).then(|| Self(digits.into()))
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        self.0.expose()
    }

    /// The form, with the birth date and sex that form carries inside it.
    ///
    /// Kazakh numbers issued since August 2013 need not reflect either; a mismatch there is no
    /// evidence.
    pub fn read(&self) -> (PinForm, Option<Date>, Option<Sex>) {
        let d = self.digits();
        let number = |from: usize, to: usize| d[from..to].parse::<i16>().ok();
        let date = |year: Option<i16>, month: usize, day: usize| {
            Date::new(year?, number(month, month + 2)? as i8, number(day, day + 2)? as i8).ok()
        };
        let first = d.as_bytes().first().copied().unwrap_or(b'0');
        if d.len() == 14 && matches!(first, b'1' | b'2') {
            let year = number(5, 9).filter(|year| (1900..2100).contains(year));
            if let Some(birth) = date(year, 3, 1) {
                let sex = if first == b'1' { Sex::Female } else { Sex::Male };
                return (PinForm::Kyrgyz, Some(birth), Some(sex));
            }
        }
        if d.len() == 14 && matches!(first, b'3'..=b'6') {
            let century = if first <= b'4' { 1900 } else { 2000 };
            if let Some(birth) = date(number(5, 7).map(|year| century + year), 3, 1) {
                let sex = if (first - b'0') % 2 == 1 { Sex::Male } else { Sex::Female };
                return (PinForm::Uzbek, Some(birth), Some(sex));
            }
        }
        if d.len() == 12 && (b'1'..=b'6').contains(&d.as_bytes()[6]) {
            let mark = d.as_bytes()[6] - b'0';
            let century = 1800 + 100 * i16::from((mark - 1) / 2);
            if let Some(birth) = date(number(0, 2).map(|year| century + year), 2, 4) {
                let sex = if mark % 2 == 1 { Sex::Male } else { Sex::Female };
                return (PinForm::Kazakh, Some(birth), Some(sex));
            }
        }
        (PinForm::Unknown, None, None)
    }
}

/// Completed years at some date, when only a band is known. Both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand {
    /// Youngest possible age, years.
    pub from: u8,
    /// Oldest possible age, years.
    pub to: u8,
}

/// A person in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The source's own key for the person, where linked tables carry one.
    pub key: Option<Arc<str>>,
    /// The part played.
    pub role: PersonRole,
    /// Names as written; the first is the main one, further ones are aliases.
    pub names: Vec<PersonName>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date, as finely as known.
    pub birth_date: Option<PartialDate>,
    /// Age band, when no birth date is known.
    pub age: Option<AgeBand>,
    /// Personal number.
    pub pin: Option<Pin>,
    /// Citizenship, ISO 3166-1 alpha-2, or the source's own word where no code is known.
    pub citizenship: Option<String>,
    /// Passport or identity card number.
    pub document: Option<Sensitive<String>>,
    /// Phone, as written.
    pub phone: Option<Sensitive<String>>,
    /// Pseudonym or client code used instead of a name.
    pub pseudonym: Option<Sensitive<String>>,
}

impl Person {
    /// A person of this role of whom nothing else is known yet.
    pub const fn new(role: PersonRole) -> Self {
        Self {
            key: None,
            role,
            names: Vec::new(),
            sex: None,
            birth_date: None,
            age: None,
            pin: None,
            citizenship: None,
            document: None,
            phone: None,
            pseudonym: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn personal_numbers_of_three_countries_are_told_apart() {
        let read = |text: &str| Pin::new(text).unwrap().read();
        assert_eq!(
            read("1 05031994 00123"),
            (PinForm::Kyrgyz, Some(date(1994, 3, 5)), Some(Sex::Female))
        );
        assert_eq!(
            read("50503020660011"),
            (PinForm::Uzbek, Some(date(2002, 3, 5)), Some(Sex::Male))
        );
        assert_eq!(
            read("940305400123"),
            (PinForm::Kazakh, Some(date(1994, 3, 5)), Some(Sex::Female))
        );
        assert_eq!(read("99999999999999").0, PinForm::Unknown);
        assert_eq!(read("23102199400001").0, PinForm::Unknown, "31 February is not a birth date");
        assert!(Pin::new("12-34").is_none());
    }
}

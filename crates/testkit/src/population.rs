//! People of the simulation. Reach for [`Population`] to draw a person, a sibling, a brother or a
//! namesake. Personal numbers follow the public shape of their country and carry the birth date;
//! phones use a prefix that is not assigned.

use jiff::civil::{Date, date};
use records::Sex;

use crate::draw::{Draw, plus};
use crate::names::{Community, NamePool, TrueName};

/// A person as he or she is, before anybody wrote anything down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TruePerson {
    /// Names.
    pub name: TrueName,
    /// Birth date.
    pub birth: Date,
    /// ISO 3166-1 alpha-2.
    pub citizenship: &'static str,
    /// Serial behind personal number, passport and phone; unique per person.
    pub serial: u32,
}

impl TruePerson {
    /// The personal number: 14 digits for KG and UZ, 12 for KZ, none for others.
    pub fn pin(&self) -> Option<String> {
        let (year, month, day) = (self.birth.year(), self.birth.month(), self.birth.day());
        let female = self.name.sex == Sex::Female;
        let serial = self.serial % 10_000;
        match self.citizenship {
            "KG" => Some(format!(
                "{}{day:02}{month:02}{year:04}{serial:04}{}",
                if female { 1 } else { 2 },
                self.serial / 10_000 % 10
            )),
            "UZ" => {
                let century = if year < 2000 { 3 } else { 5 } + u8::from(female);
                let (area, check) = (self.serial / 1_000 % 1_000, self.serial % 7);
                let serial = self.serial % 1_000;
                Some(format!(
                    "{century}{day:02}{month:02}{:02}{area:03}{serial:03}{check}",
                    year % 100
                ))
            }
            "KZ" => {
                let century = if year < 2000 { 3 } else { 5 } + u8::from(female);
                let check = self.serial % 10;
                Some(format!("{:02}{month:02}{day:02}{century}{serial:04}{check}", year % 100))
            }
            _ => None,
        }
    }

    /// A phone number with the unassigned prefix +996 399.
    pub fn phone(&self) -> String {
        format!("+996399{:06}", self.serial.wrapping_mul(7_919) % 1_000_000)
    }

    /// Passport or identity card number.
    pub fn document(&self) -> String {
        let series = if self.serial.is_multiple_of(3) { "AN" } else { "ID" };
        format!("{series}{:07}", self.serial.wrapping_mul(6_151) % 10_000_000)
    }

    /// Completed years on `day`.
    pub fn age_on(&self, day: Date) -> i16 {
        let before = (day.month(), day.day()) < (self.birth.month(), self.birth.day());
        day.year() - self.birth.year() - i16::from(before)
    }
}

/// Draws people; serials count up, so no two people share a number.
pub(crate) struct Population<'a> {
    pool: &'a NamePool,
    next_serial: u32,
}

impl<'a> Population<'a> {
    /// Nobody yet.
    pub(crate) const fn new(pool: &'a NamePool) -> Self {
        Self { pool, next_serial: 104_729 }
    }

    const fn serial(&mut self) -> u32 {
        self.next_serial += 1;
        self.next_serial
    }

    /// A community by its share.
    pub(crate) fn community(draw: &mut Draw) -> Community {
        let weights = Community::SHARES.map(|(_, share)| share);
        Community::SHARES[draw.weighted(&weights)].0
    }

    /// Somebody of this community and sex, `ages` years old on `day`.
    pub(crate) fn person(
        &mut self,
        draw: &mut Draw,
        community: Community,
        sex: Sex,
        day: Date,
        ages: (i32, i32),
    ) -> TruePerson {
        let birth = plus(day, -(draw.between(ages.0, ages.1) * 365 + draw.between(1, 364)));
        TruePerson {
            name: self.pool.draw(draw, community, sex),
            birth,
            citizenship: citizenship(draw, community),
            serial: self.serial(),
        }
    }

    /// A brother or sister: same parents, other given name, one to nine years apart.
    pub(crate) fn sibling(&mut self, draw: &mut Draw, of: &TruePerson, sex: Sex) -> TruePerson {
        let mut name = of.name;
        name.sex = sex;
        for _ in 0..8 {
            name.given = self.pool.draw_given(draw, name.community, sex);
            if name.given != of.name.given || sex != of.name.sex {
                break;
            }
        }
        let apart = draw.between(360, 3_300) * if draw.chance(0.5) { 1 } else { -1 };
        TruePerson { name, birth: plus(of.birth, apart), serial: self.serial(), ..*of }
    }

    /// Somebody with the same given name and surname, of other parents and age.
    pub(crate) fn namesake(&mut self, draw: &mut Draw, of: &TruePerson) -> TruePerson {
        let mut name = of.name;
        let other = self.pool.draw(draw, name.community, name.sex);
        // Where the father's name stands for the surname it is what namesakes share.
        if matches!(name.form, crate::names::NameForm::Slavic | crate::names::NameForm::Turkic) {
            name.father = other.father;
        }
        let years = draw.between(2, 15) * if draw.chance(0.5) { 1 } else { -1 };
        let moved = plus(of.birth, years * 365 + draw.between(-170, 170));
        let birth = if moved < date(1945, 1, 1) { plus(of.birth, 2_000) } else { moved };
        TruePerson { name, birth, serial: self.serial(), ..*of }
    }
}

fn citizenship(draw: &mut Draw, community: Community) -> &'static str {
    let (own, share) = match community {
        Community::Kyrgyz => return "KG",
        Community::Uzbek => ("UZ", 0.15),
        Community::Tajik => ("TJ", 0.5),
        Community::Kazakh => ("KZ", 0.4),
        Community::Russian => ("RU", 0.15),
    };
    if draw.chance(share) { own } else { "KG" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{Pin, PinForm};

    #[test]
    fn personal_numbers_carry_birth_date_and_sex() {
        let name = TrueName {
            community: Community::Uzbek,
            sex: Sex::Female,
            given: 0,
            father: 0,
            surname: 0,
            form: crate::names::NameForm::Slavic,
        };
        for (citizenship, form) in
            [("KG", PinForm::Kyrgyz), ("UZ", PinForm::Uzbek), ("KZ", PinForm::Kazakh)]
        {
            let person = TruePerson { name, birth: date(1994, 3, 5), citizenship, serial: 104_730 };
            let pin = Pin::new(&person.pin().unwrap()).unwrap();
            assert_eq!(pin.read(), (form, Some(date(1994, 3, 5)), Some(Sex::Female)));
        }
    }
}

//! Typed errors. Reach for [`Scribe`]: somebody who writes down a person, a date or a number in
//! one language and script and makes the mistakes of [`TypedErrors`] while doing so. Guarantees
//! that a value without an error is exactly the true one in that language's usual form.

use jiff::civil::Date;
use records::Sex;
use records::reference::Reference;

use crate::draw::{Draw, plus};
use crate::names::{Community, NameForm, NameParts, NamePool};
use crate::plan::TypedErrors;
use crate::population::TruePerson;
use crate::romanisation::Romanisation;

/// The language and script of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Russian, Russian letters.
    Russian,
    /// Kyrgyz, with its own letters.
    Kyrgyz,
    /// English, names romanised.
    English,
}

/// A date as somebody wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenDate {
    /// A full date in the source's own format.
    Day(Date),
    /// Month and year.
    Month(i16, i8),
    /// Season (1 spring … 4 winter) and year.
    Season(i16, i8),
    /// Year.
    Year(i16),
}

/// What somebody wrote about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenPerson {
    /// Name parts as written, in the source's script; `None` where no name is given.
    pub parts: Option<NameParts>,
    /// The whole name as written in one field.
    pub whole: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub birth: Option<WrittenDate>,
    /// Age in years, in place of a birth date.
    pub age: Option<i16>,
    /// Personal number.
    pub pin: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub citizenship: Option<&'static str>,
    /// Phone.
    pub phone: Option<String>,
    /// Passport or identity card.
    pub document: Option<String>,
    /// Client code in place of a name.
    pub pseudonym: Option<String>,
}

/// Somebody who writes.
pub(crate) struct Scribe<'a> {
    pub(crate) pool: &'a NamePool,
    pub(crate) reference: &'a Reference,
    pub(crate) tables: &'a Romanisation,
    pub(crate) errors: &'a TypedErrors,
    pub(crate) language: Language,
    /// Romanisation schemes in use, one drawn per person; empty for Cyrillic sources.
    pub(crate) schemes: &'a [String],
}

const VOWELS: &str = "аеёиоуыэюяaeiouy";

impl Scribe<'_> {
    /// Writes down a person on `day`.
    pub(crate) fn person(&self, draw: &mut Draw, person: &TruePerson, day: Date) -> WrittenPerson {
        let errors = self.errors;
        let parts = (!draw.chance(errors.name_missing)).then(|| self.name(draw, person));
        let whole = parts.as_ref().map(|parts| self.whole(draw, parts));
        let (birth, age) = if draw.chance(errors.birth_date_missing) {
            (None, None)
        } else if draw.chance(errors.birth_date_vague) {
            if draw.chance(0.5) {
                (Some(WrittenDate::Year(person.birth.year())), None)
            } else {
                (None, Some(person.age_on(day)))
            }
        } else {
            (Some(WrittenDate::Day(self.birth(draw, person.birth))), None)
        };
        let missing = draw.chance(errors.pin_missing);
        let wrong = draw.chance(errors.pin_digit_wrong);
        let pin = person.pin().filter(|_| !missing);
        WrittenPerson {
            parts,
            whole,
            sex: Some(person.name.sex),
            birth,
            age,
            pin: if wrong { pin.map(|pin| wrong_digit(draw, &pin)) } else { pin },
            citizenship: (!draw.chance(errors.citizenship_missing)).then_some(person.citizenship),
            phone: (!draw.chance(errors.phone_missing)).then(|| person.phone()),
            document: draw.chance(0.15).then(|| person.document()),
            pseudonym: None,
        }
    }

    fn birth(&self, draw: &mut Draw, birth: Date) -> Date {
        let swapped = draw.chance(self.errors.day_month_swapped);
        let off = draw.chance(self.errors.birth_year_off);
        let up = draw.chance(0.5);
        let mut written = birth;
        if swapped && birth.day() <= 12 && birth.day() != birth.month() {
            written = Date::new(birth.year(), birth.day(), birth.month()).unwrap_or(birth);
        }
        if off {
            written = Date::new(
                written.year() + if up { 1 } else { -1 },
                written.month(),
                written.day().min(28),
            )
            .unwrap_or(written);
        }
        written
    }

    fn name(&self, draw: &mut Draw, person: &TruePerson) -> NameParts {
        let form = self.form(draw, person);
        let variant = draw.chance(self.errors.spelling_variant);
        let native = self.language == Language::Kyrgyz
            || self.schemes.iter().any(|scheme| scheme.starts_with("uz") || scheme == "bgn_tg");
        let choice = draw.index(64);
        let mut parts = self.pool.spell(person.name, form, |spellings| {
            let native_one =
                spellings.iter().find(|s| s.chars().any(|c| "өүңқғҳҷўәұі".contains(c)));
            match (native, native_one) {
                (true, Some(spelling)) => spelling.clone(),
                _ if variant => spellings[choice % spellings.len()].clone(),
                _ => spellings[0].clone(),
            }
        });
        if draw.chance(self.errors.diminutive) {
            let mut short = self.reference.diminutives.iter().filter(|row| row.full == parts.given);
            if let Some(row) = short.next() {
                parts.given.clone_from(&row.short);
            }
        }
        if draw.chance(self.errors.patronymic_dropped) {
            parts.patronymic = None;
        }
        let scheme = draw.pick(self.schemes).map(String::as_str);
        let mut each = |part: &mut String| {
            if let Some(scheme) = scheme {
                *part = self.tables.write(scheme, part);
            }
            if draw.chance(self.errors.typo) {
                *part = typo(draw, part);
            }
            if scheme.is_none() && draw.chance(self.errors.ocr_look_alike) {
                *part = look_alike(draw, part);
            }
        };
        each(&mut parts.surname);
        each(&mut parts.given);
        if let Some(patronymic) = &mut parts.patronymic {
            each(patronymic);
        }
        if draw.chance(self.errors.initials) {
            parts.given = initial(&parts.given);
            parts.patronymic = parts.patronymic.as_deref().map(initial);
        }
        if scheme.is_none() && draw.chance(self.errors.wrong_keyboard) {
            parts.surname = on_latin_layout(&parts.surname);
            parts.given = on_latin_layout(&parts.given);
            parts.patronymic = parts.patronymic.as_deref().map(on_latin_layout);
        }
        parts
    }

    /// The form the writer uses: the official one, or now and then the other system.
    fn form(&self, draw: &mut Draw, person: &TruePerson) -> NameForm {
        let other = draw.chance(self.errors.other_system);
        match (person.name.community, person.name.form) {
            (Community::Kyrgyz, NameForm::Slavic) if other => NameForm::Uulu,
            (Community::Kyrgyz, NameForm::Uulu) if other => NameForm::Slavic,
            (Community::Uzbek | Community::Kazakh, NameForm::Slavic) if other => NameForm::Turkic,
            (_, form) => form,
        }
    }

    fn whole(&self, draw: &mut Draw, parts: &NameParts) -> String {
        let swapped = draw.chance(self.errors.order_swapped);
        let patronymic = parts.patronymic.as_deref();
        let joined: Vec<&str> = if swapped {
            [Some(parts.given.as_str()), patronymic, Some(parts.surname.as_str())]
        } else {
            [Some(parts.surname.as_str()), Some(parts.given.as_str()), patronymic]
        }
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
        joined.join(" ")
    }

    /// A day as written: mostly in full, sometimes as month, season or year.
    pub(crate) fn day(&self, draw: &mut Draw, day: Date) -> WrittenDate {
        if !draw.chance(self.errors.date_vague) {
            return WrittenDate::Day(day);
        }
        match draw.weighted(&[0.6, 0.2, 0.2]) {
            0 => WrittenDate::Month(day.year(), day.month()),
            1 => {
                let season = match day.month() {
                    3..=5 => 1,
                    6..=8 => 2,
                    9..=11 => 3,
                    _ => 4,
                };
                let year = if day.month() <= 2 { day.year() - 1 } else { day.year() };
                WrittenDate::Season(year, season)
            }
            _ => WrittenDate::Year(day.year()),
        }
    }

    /// A reference number as written: rarely with one digit wrong.
    pub(crate) fn number(&self, draw: &mut Draw, number: &str) -> String {
        if draw.chance(self.errors.number_digit_wrong) {
            wrong_digit(draw, number)
        } else {
            number.to_owned()
        }
    }
}

/// One digit replaced by another.
pub(crate) fn wrong_digit(draw: &mut Draw, number: &str) -> String {
    let places: Vec<usize> =
        number.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let Some(&at) = draw.pick(&places) else { return number.to_owned() };
    let old = number.as_bytes()[at] - b'0';
    let new = (old + 1 + draw.between(0, 8) as u8) % 10;
    format!("{}{new}{}", &number[..at], &number[at + 1..])
}

/// One letter dropped, doubled, swapped with its neighbour or replaced by one of its class. The
/// first letter is left alone, as typists watch it.
fn typo(draw: &mut Draw, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let at = 1 + draw.index(letters.len() - 2);
    match draw.index(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => {
            let latin = letters[at].is_ascii();
            let vowel = VOWELS.contains(letters[at]);
            let from: Vec<char> = match (latin, vowel) {
                (true, true) => "aeiouy",
                (true, false) => "bdgklmnprstvz",
                (false, true) => "аеиоуы",
                (false, false) => "бвгдзклмнпрстх",
            }
            .chars()
            .collect();
            if let Some(&other) = draw.pick(&from) {
                letters[at] = other;
            }
        }
    }
    letters.into_iter().collect()
}

/// One Cyrillic letter replaced by the Latin letter of the same shape.
fn look_alike(draw: &mut Draw, text: &str) -> String {
    const PAIRS: [(char, char); 18] = [
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('х', 'x'),
        ('у', 'y'),
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
    ];
    let latin =
        |c: char| PAIRS.iter().find(|(cyrillic, _)| *cyrillic == c).map(|(_, latin)| *latin);
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = letters
        .iter()
        .enumerate()
        .filter(|(_, c)| latin(**c).is_some())
        .map(|(at, _)| at)
        .collect();
    if let Some(&at) = draw.pick(&places)
        && let Some(latin) = latin(letters[at])
    {
        letters[at] = latin;
    }
    letters.into_iter().collect()
}

/// The first letter with a full stop.
pub(crate) fn initial(name: &str) -> String {
    name.chars().next().map_or_else(String::new, |first| format!("{first}."))
}

/// Russian text typed while the keyboard was on the Latin layout.
fn on_latin_layout(text: &str) -> String {
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
    text.chars()
        .map(|c| {
            let at = CYRILLIC.chars().position(|cyrillic| cyrillic == c);
            at.and_then(|at| LATIN.chars().nth(at)).unwrap_or(c)
        })
        .collect()
}

/// A day within `spread` days of `day`, for dates that two people remember differently.
pub(crate) fn near(draw: &mut Draw, day: Date, spread: i32) -> Date {
    plus(day, draw.between(-spread, spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_changes_what_it_says_and_nothing_else() {
        let mut draw = Draw::new(1, "noise", 0);
        for _ in 0..200 {
            let wrong = wrong_digit(&mut draw, "03-050-2022-000547");
            let differing =
                wrong.chars().zip("03-050-2022-000547".chars()).filter(|(a, b)| a != b).count();
            assert_eq!((wrong.len(), differing), (18, 1));
            let mixed = look_alike(&mut draw, "Асанов");
            assert_eq!(mixed.chars().filter(char::is_ascii).count(), 1, "{mixed}");
            let slipped = typo(&mut draw, "Бакытбек");
            assert!(slipped.starts_with('Б') && (7..=9).contains(&slipped.chars().count()));
        }
        assert_eq!(on_latin_layout("Асан"), "Fcfy");
        assert_eq!(initial("Өмүрбек"), "Ө.");
    }
}

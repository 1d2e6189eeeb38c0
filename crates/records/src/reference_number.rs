//! Numbers by which offices know a case. Reach for [`ReferenceNumber`] wherever a source cites a
//! register, journal, talon, letter or court number. The raw text is kept; the normalised form is
//! what comparisons use. Normalising never fails: a number of no known shape keeps its letters and
//! digits.

use crate::coded_enum;
use crate::partial_date::PartialDate;

coded_enum! {
    /// What kind of number it is.
    NumberKind {
        /// ЕРПП or ЕРП number, `NN-NNN-YYYY-NNNNNN`.
        Register = "register",
        /// Entry in the intake journal (ЖУИ); unique only with its body and date.
        Journal = "journal",
        /// Talon-notification given to the applicant.
        Talon = "talon",
        /// Outgoing letter number of the NGO.
        Letter = "letter",
        /// Court case number.
        Court = "court",
        /// Pre-2019 book entry (КУП/КУЗ) or criminal case number.
        Book = "book",
    }
}

/// A number as written and as compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceNumber {
    /// What kind of number it is.
    pub kind: NumberKind,
    /// As the source wrote it.
    pub raw: String,
    /// As it is compared; see [`normalize`].
    pub normalized: String,
    /// The body that gave the number, as written.
    pub body: Option<String>,
    /// The date of the entry or letter.
    pub date: Option<PartialDate>,
}

impl ReferenceNumber {
    /// A number with no body or date. `None` when `raw` holds no letter or digit.
    pub fn new(kind: NumberKind, raw: &str) -> Option<Self> {
        let normalized = normalize(kind, raw);
        (!normalized.is_empty()).then(|| Self {
            kind,
            raw: raw.to_owned(),
            normalized,
            body: None,
            date: None,
        })
    }
}

/// The comparable form of a number.
///
/// Register numbers of any hyphenation become `NN-NNN-YYYY-NNNNNN`. Everything else: upper case,
/// `№`, `N` before a digit and spaces dropped, every dash a hyphen, Latin look-alikes of Cyrillic
/// letters replaced, since court codes are typed on either keyboard.
pub fn normalize(kind: NumberKind, raw: &str) -> String {
    if kind == NumberKind::Register
        && let Some(canonical) = register_number(raw)
    {
        return canonical;
    }
    let mut text = String::with_capacity(raw.len());
    for c in raw.chars().flat_map(char::to_uppercase) {
        match c {
            '–' | '—' | '‑' | '−' | '-' => text.push('-'),
            '/' => text.push('/'),
            c if c.is_alphanumeric() => text.push(cyrillic_look_alike(c)),
            _ => {}
        }
    }
    text.trim_matches(['-', '/']).to_owned()
}

/// `NN-NNN-YYYY-NNNNNN` from any hyphenation, if the digits have that shape and a year 2019–2099.
fn register_number(raw: &str) -> Option<String> {
    let groups: Vec<String> = raw
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    let digits = groups.concat();
    let shaped = match groups.iter().map(String::len).collect::<Vec<_>>()[..] {
        [2, 3, 4, 6] | [2, 3, 4, 3, 3] | [15] => true,
        [2, 3, 4, 1..=5] => {
            // A running number typed without its leading zeros.
            let serial: u32 = groups[3].parse().ok()?;
            let head = format!("{}-{}-{}", groups[0], groups[1], groups[2]);
            return plausible_year(&groups[2]).then(|| format!("{head}-{serial:06}"));
        }
        _ => false,
    };
    (shaped && plausible_year(&digits[5..9]))
        .then(|| format!("{}-{}-{}-{}", &digits[..2], &digits[2..5], &digits[5..9], &digits[9..]))
}

fn plausible_year(year: &str) -> bool {
    year.parse::<u16>().is_ok_and(|year| (2019..2100).contains(&year))
}

/// The Cyrillic capital that looks like this Latin one.
const fn cyrillic_look_alike(c: char) -> char {
    match c {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn register_numbers_of_any_hyphenation_meet() {
        for raw in [
            "03-050-2022-000547",
            "№ 03-050-2022-000-547",
            "03 – 050 – 2022 – 000547",
            "03/050/2022/000547",
            "030502022000547",
            "03-050-2022-547",
        ] {
            assert_eq!(normalize(NumberKind::Register, raw), "03-050-2022-000547", "{raw}");
        }
        assert_ne!(normalize(NumberKind::Register, "03-050-1922-000547"), "03-050-1922-000547 ");
    }

    #[test]
    fn court_numbers_typed_on_either_keyboard_meet() {
        assert_eq!(normalize(NumberKind::Court, "УД-302/26-И7"), "УД-302/26-И7");
        assert_eq!(
            normalize(NumberKind::Court, "УД-526/22 Б1"),
            normalize(NumberKind::Court, "yд–526/22Б1"),
        );
    }

    #[test]
    fn punctuation_alone_is_no_number() {
        assert!(ReferenceNumber::new(NumberKind::Letter, " № - ").is_none());
    }
}

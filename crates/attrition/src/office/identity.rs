//! Which written names are one office. Reach for [`Identities::of`]; it guarantees that two
//! writings are one office only when both name the same sort of body and, surely, the same unit of
//! the classifier. Whatever is in doubt stays an office of its own, under the words it was written
//! in: a case must not reach an office that has nothing to do with it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use records::Reference;
use records::reference::{OfficeKind, OfficeWord};
use sha2::{Digest, Sha256};

use crate::oblast::Oblasts;

/// Code of the whole country.
const COUNTRY: &str = "KG";

/// What an office is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    /// Letters, digits and `-`: `police-KG11204000000`, or `police-` and ten hex digits of a hash
    /// over the words where the unit is in doubt.
    pub(super) id: String,
    /// Sort of body; `None` where no word tells.
    pub(super) kind: Option<OfficeKind>,
}

/// Finds offices, each writing once.
pub(super) struct Identities<'a> {
    reference: &'a Reference,
    oblasts: Oblasts<'a>,
    known: RefCell<BTreeMap<String, Identity>>,
}

impl<'a> Identities<'a> {
    pub(super) fn new(reference: &'a Reference) -> Self {
        Self { reference, oblasts: Oblasts::new(reference), known: RefCell::default() }
    }

    /// The office that this text names.
    pub(super) fn of(&self, written: &str) -> Identity {
        if let Some(known) = self.known.borrow().get(written) {
            return known.clone();
        }
        let identity = self.identify(written);
        self.known.borrow_mut().insert(written.to_owned(), identity.clone());
        identity
    }

    fn identify(&self, written: &str) -> Identity {
        let words = tokens(written);
        let found =
            self.reference.office_words.iter().find_map(|row| Some((row, at(row, &words)?)));
        let kind = found.as_ref().map(|(row, _)| row.kind);
        // A number tells departments of one unit apart.
        let numbered = words.iter().any(|word| word.chars().any(|c| c.is_ascii_digit()));
        let unit = found.filter(|_| !numbered).and_then(|(row, (from, to))| {
            let rest: Vec<&str> =
                words[..from].iter().chain(&words[to..]).map(String::as_str).collect();
            let national =
                rest.is_empty() || self.oblasts.unit_of_text(&rest.join(" ")) == Some(COUNTRY);
            if row.national && national {
                return Some(COUNTRY);
            }
            self.oblasts.unit_of_text(written).filter(|code| *code != COUNTRY)
        });
        let sort = kind.map_or("office", OfficeKind::code).replace('_', "-");
        let id = match unit {
            Some(unit) => format!("{sort}-{unit}"),
            None => format!("{sort}-{}", hash(&words.join(" "))),
        };
        Identity { id, kind }
    }
}

/// Words in lower case, without punctuation.
fn tokens(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// From where to where a row's words stand in a text.
fn at(row: &OfficeWord, words: &[String]) -> Option<(usize, usize)> {
    let wanted: Vec<&str> = row.word.split(' ').collect();
    let fits = |(word, wanted): (&String, &&str)| match wanted.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == wanted,
    };
    let start =
        words.windows(wanted.len()).position(|window| window.iter().zip(&wanted).all(fits))?;
    Some((start, start + wanted.len()))
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_office_meet_and_offices_in_doubt_stay_apart() {
        let reference = ingest::reference::embedded().unwrap();
        let identities = Identities::new(&reference);
        let id = |text| identities.of(text).id;
        for (one, other) in [
            ("УВД Первомайского района г. Бишкек", "УВД Первомайского р-на г. Бишкек"),
            ("УВД Свердловского района г. Бишкек", "Sverdlov district police, Bishkek"),
            ("Прокуратура Сузакского района", "Suzak raion prosecutor's office"),
            ("МВД КР", "Ministry of Internal Affairs"),
        ] {
            assert_eq!(id(one), id(other), "{one} | {other}");
        }
        for (one, other) in [
            ("УВД Первомайского района г. Бишкек", "УВД г. Бишкек"),
            ("ОВД Ноокатского района", "Прокуратура Ноокатского района"),
            ("УВД г. Баткен", "ОВД Баткенского района"),
            ("УВД г. Ош", "УВД Ошской области"),
            ("УВД г. Ош", "Линейное ОВД на транспорте г. Ош"),
            ("УВД г. Ош", "ГОМ-2 УВД г. Ош"),
            ("МВД КР", "МВД Неведомой области"),
            ("ОВД Неведомого района", "ОВД Тридевятого района"),
            // A raion, or a community of another raion.
            ("ОВД Ноокатского района", "Ноокат РИИБ"),
        ] {
            assert_ne!(id(one), id(other), "{one} | {other}");
        }
        assert_eq!(id("МВД КР"), "police-KG");
        assert_eq!(identities.of("Прокуратура г. Баткен").kind, Some(OfficeKind::Prosecutor));
    }

    #[test]
    fn an_id_is_fit_for_a_folder_whatever_was_written() {
        let reference = ingest::reference::embedded().unwrap();
        let identities = Identities::new(&reference);
        for text in ["../../etc", "ОВД /\\:*?\"<>| CON", "", &"ң".repeat(300)] {
            let id = identities.of(text).id;
            let fit = |c: char| c.is_ascii_alphanumeric() || c == '-';
            assert!(id.chars().all(fit) && id.len() < 40, "{id}");
        }
    }
}

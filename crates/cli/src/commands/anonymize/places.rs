//! Places for places. Reach for [`Places::place`] for a place and [`Places::body`] for an office, a
//! court or a prosecutor's office that is named after one.
//!
//! A unit becomes another one of its level in its oblast, one for one and in the official name of
//! the language used; where there is no other, its oblast. Oblasts and countries stay. What names no
//! known unit is left out, since it may be an address.

use std::collections::BTreeMap;

use fuzzy_matching::place::PlaceIndex;
use records::Reference;
use records::reference::{Place, PlaceLevel};

use super::key::Key;

/// Replaces the places of one project.
pub(super) struct Places<'r> {
    key: &'r Key,
    reference: &'r Reference,
    index: PlaceIndex,
    /// Texts seen already.
    seen: BTreeMap<String, Option<String>>,
}

#[derive(Clone, Copy)]
enum Tongue {
    English,
    Russian,
    Kyrgyz,
}

/// What a body is called, by what its name has in it: pieces, then English, Russian, Kyrgyz.
const BODIES: [(&[&str], [&str; 3]); 3] = [
    (&["прокур", "prosec"], ["Prosecutor's office", "Прокуратура", "Прокуратура"]),
    (&["суд", "сот", "court"], ["Court", "Суд", "Сот"]),
    (
        &["увд", "овд", "милиц", "ички иштер", "ииб", "police", "interior"],
        ["Police department", "ОВД", "ИИБ"],
    ),
];

fn tongue(text: &str) -> Tongue {
    let lower = text.to_lowercase();
    if lower.chars().any(|c| c.is_ascii_alphabetic()) {
        Tongue::English
    } else if ["ө", "ү", "ң", "району", "шаары", "облус", "айыл"].iter().any(|w| lower.contains(w))
    {
        Tongue::Kyrgyz
    } else {
        Tongue::Russian
    }
}

fn named(place: &Place, tongue: Tongue) -> &str {
    match tongue {
        Tongue::English => &place.name.en,
        Tongue::Russian => &place.name.ru,
        Tongue::Kyrgyz => &place.name.ky,
    }
}

impl<'r> Places<'r> {
    pub(super) fn new(key: &'r Key, reference: &'r Reference) -> Self {
        Self { key, reference, index: PlaceIndex::new(reference), seen: BTreeMap::new() }
    }

    /// The place that stands for the one written; empty for none that is known.
    pub(super) fn place(&mut self, written: &str) -> String {
        let lower = written.trim().to_lowercase();
        let is_country = self.reference.countries.iter().any(|country| {
            [&country.name.en, &country.name.ru, &country.name.ky]
                .iter()
                .any(|name| name.to_lowercase() == lower)
                || country.words.contains(&lower)
        });
        if is_country {
            return written.to_owned();
        }
        self.other(written).unwrap_or_default()
    }

    /// The body of the same sort at the place that stands for the one in its name; `None` where its
    /// name has no place.
    pub(super) fn body(&mut self, written: &str) -> Option<String> {
        let place = self.other(written)?;
        let lower = written.to_lowercase();
        let sort =
            BODIES.iter().find(|(pieces, _)| pieces.iter().any(|piece| lower.contains(piece)));
        let name = sort.map(|(_, [english, russian, kyrgyz])| match tongue(written) {
            Tongue::English => english,
            Tongue::Russian => russian,
            Tongue::Kyrgyz => kyrgyz,
        });
        Some(name.map_or(place.clone(), |name| format!("{name}, {place}")))
    }

    fn other(&mut self, written: &str) -> Option<String> {
        if let Some(known) = self.seen.get(written) {
            return known.clone();
        }
        let other = self.resolved(written);
        self.seen.insert(written.to_owned(), other.clone());
        other
    }

    fn resolved(&self, written: &str) -> Option<String> {
        let codes = self.index.resolve(written, None);
        let old = self.reference.place(codes.first()?)?;
        let oblast = self.reference.oblast_of(&old.code);
        let tongue = tongue(written);
        let new = match oblast {
            Some(oblast) if old.level != PlaceLevel::Oblast => self.next(old, oblast),
            _ => old,
        };
        let name = named(new, tongue).to_owned();
        let clear = self.index.resolve(&name, None) == [new.code.clone()];
        Some(match oblast {
            Some(oblast) if !clear && oblast.code != new.code => {
                format!("{}, {name}", named(oblast, tongue))
            }
            _ => name,
        })
    }

    fn next(&self, old: &'r Place, oblast: &'r Place) -> &'r Place {
        let is_like = |place: &&Place| {
            place.level == old.level
                && self.reference.oblast_of(&place.code).is_some_and(|of| of.code == oblast.code)
        };
        let mut ring: Vec<&Place> = self.reference.places.iter().filter(is_like).collect();
        ring.sort_by_cached_key(|place| self.key.number("place", &place.code));
        let at = ring.iter().position(|place| place.code == old.code).unwrap_or(0);
        match ring.len() {
            0 | 1 => oblast,
            length => ring[(at + 1) % length],
        }
    }
}

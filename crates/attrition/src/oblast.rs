//! In which oblast an office or place lies, by the names in the reference data. Reach for
//! [`Oblasts`] to put a report or entry into a stratum and to check coverage. It answers only when
//! every place named agrees; which village is meant, and how alike two places are, is
//! `fuzzy-matching`'s work.

use std::collections::{BTreeMap, BTreeSet};

use records::reference::PlaceLevel;
use records::{PlaceMention, PlaceRole, Reference};

/// A name of a place, as stems.
struct Name<'a> {
    stems: Vec<String>,
    /// Whether the oblast is an area with an oblast's name, not a city that ranks as one.
    in_area: bool,
    level: PlaceLevel,
    oblast: &'a str,
}

/// Places by the first stem of their names.
pub(crate) struct Oblasts<'a> {
    by_stem: BTreeMap<String, Vec<Name<'a>>>,
    level_words: BTreeMap<&'a str, PlaceLevel>,
}

impl<'a> Oblasts<'a> {
    /// Indexes every name of every place that lies in an oblast.
    pub(crate) fn new(reference: &'a Reference) -> Self {
        let mut level_words = BTreeMap::new();
        for word in &reference.level_words {
            // Phrases such as `айыл өкмөтү` are recognised by their parts.
            for part in word.word.split_whitespace() {
                level_words.entry(part).or_insert(word.level);
            }
        }
        let mut oblasts = Self { by_stem: BTreeMap::new(), level_words };
        let parents: BTreeMap<&str, (PlaceLevel, Option<&str>)> = reference
            .places
            .iter()
            .map(|place| (place.code.as_str(), (place.level, place.parent.as_deref())))
            .collect();
        let levels = |code: &str| oblast_above(&parents, code);
        let areas: BTreeSet<&str> = reference
            .places
            .iter()
            .filter(|place| oblasts.read(&place.name.ru).1.contains(&PlaceLevel::Oblast))
            .map(|place| place.code.as_str())
            .collect();
        let own = reference.places.iter().flat_map(|place| {
            [&place.name.en, &place.name.ru, &place.name.ky].map(|name| (place.code.as_str(), name))
        });
        let further = reference.place_names.iter().map(|name| (name.code.as_str(), &name.name));
        for (code, name) in own.chain(further) {
            if let Some((level, oblast)) = levels(code) {
                oblasts.add(name, level, oblast, areas.contains(oblast));
            }
        }
        oblasts
    }

    fn add(&mut self, name: &str, level: PlaceLevel, oblast: &'a str, in_area: bool) {
        let (stems, _) = self.read(name);
        if let Some(first) = stems.first().cloned() {
            self.by_stem.entry(first).or_default().push(Name { stems, in_area, level, oblast });
        }
    }

    /// Stems of a text without its level words, and the levels these state.
    fn read(&self, text: &str) -> (Vec<String>, Vec<PlaceLevel>) {
        let mut stems = Vec::new();
        let mut stated = Vec::new();
        for word in words(text) {
            match self.level_words.get(word.as_str()) {
                Some(level) => stated.push(*level),
                None => stems.push(stem(&word)),
            }
        }
        (stems, stated)
    }

    /// The oblast code of the places a text names, if they all lie in one.
    pub(crate) fn of_text(&self, text: &str) -> Option<&'a str> {
        let (stems, stated) = self.read(text);
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let mut spans: Vec<Vec<&Name<'a>>> = Vec::new();
        let mut at = 0;
        while at < stems.len() {
            let fitting = self.longest_at(&stems[at..]);
            at += fitting.first().map_or(1, |name| name.stems.len());
            if !fitting.is_empty() {
                spans.push(fitting);
            }
        }
        // A village counts only where nothing larger is named: villages share names with people.
        let large = |name: &&Name<'a>| {
            matches!(name.level, PlaceLevel::Oblast | PlaceLevel::Raion | PlaceLevel::City)
        };
        if spans.iter().flatten().any(large) {
            for span in &mut spans {
                span.retain(large);
            }
        }
        let mut common: Option<BTreeSet<&'a str>> = None;
        for span in spans.iter().filter(|span| !span.is_empty()) {
            let here = oblasts_of(span, &stated);
            common = Some(match common {
                None => here,
                Some(others) => others.intersection(&here).copied().collect(),
            });
        }
        let common = common?;
        if common.len() == 1 { common.first().copied() } else { None }
    }

    /// The names that fit the beginning of these stems, the longest ones only.
    fn longest_at(&self, stems: &[&str]) -> Vec<&Name<'a>> {
        let Some(names) = self.by_stem.get(stems[0]) else { return Vec::new() };
        let fits = |name: &&Name<'a>| {
            name.stems.len() <= stems.len() && name.stems.iter().zip(stems).all(|(a, b)| a == b)
        };
        let longest = names.iter().filter(fits).map(|name| name.stems.len()).max().unwrap_or(0);
        names.iter().filter(fits).filter(|name| name.stems.len() == longest).collect()
    }

    /// The oblast of the place that says most about jurisdiction: exploitation, else event, else
    /// recruitment.
    pub(crate) fn of_places(&self, places: &[PlaceMention]) -> Option<&'a str> {
        [PlaceRole::Exploitation, PlaceRole::Event, PlaceRole::Recruitment].into_iter().find_map(
            |role| {
                places
                    .iter()
                    .filter(|place| place.role == role)
                    .find_map(|place| self.of_text(&place.written))
            },
        )
    }
}

/// The oblasts a span may mean; the level that the text states decides between `Ош` the city and
/// `Ош` the oblast. A bare `Ош` stays both.
fn oblasts_of<'a>(span: &[&Name<'a>], stated: &[PlaceLevel]) -> BTreeSet<&'a str> {
    let of = |names: &mut dyn Iterator<Item = &&Name<'a>>| names.map(|name| name.oblast).collect();
    let all: BTreeSet<&str> = of(&mut span.iter());
    let area = match (stated.contains(&PlaceLevel::Oblast), stated.contains(&PlaceLevel::City)) {
        (true, false) => true,
        (false, true) => false,
        _ => return all,
    };
    let agreeing: BTreeSet<&str> = of(&mut span.iter().filter(|name| name.in_area == area));
    if all.len() == 1 || agreeing.is_empty() { all } else { agreeing }
}

fn oblast_above<'a>(
    parents: &BTreeMap<&'a str, (PlaceLevel, Option<&'a str>)>,
    code: &str,
) -> Option<(PlaceLevel, &'a str)> {
    let (own, _) = *parents.get(code)?;
    let mut next = code;
    // No chain is longer than the levels there are; a longer one is a circle in the data.
    for _ in 0..PlaceLevel::ALL.len() {
        let (key, (level, parent)) = parents.get_key_value(next)?;
        if *level == PlaceLevel::Oblast {
            return Some((own, key));
        }
        next = (*parent)?;
    }
    None
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('ё', "е")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Endings of Russian relational adjectives and of Kyrgyz cases, longest first.
const ENDINGS: [&str; 30] = [
    "ского",
    "скому",
    "ская",
    "ской",
    "скую",
    "ский",
    "ском",
    "ским",
    "нын",
    "нин",
    "нун",
    "нүн",
    "дын",
    "дин",
    "дун",
    "дүн",
    "тын",
    "тин",
    "тун",
    "түн",
    "да",
    "де",
    "до",
    "дө",
    "та",
    "те",
    "то",
    "тө",
    "ом",
    "ем",
];

/// The part of a word that cases and adjective endings leave alone. Both sides of a comparison go
/// through it, so that it need not be a true stem.
fn stem(word: &str) -> String {
    let kept = |stem: &str, least: usize| stem.chars().count() >= least;
    let mut stem = ENDINGS
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| kept(stem, 2)))
        .unwrap_or(word);
    while let Some(shorter) =
        stem.strip_suffix(['ь', 'й', 'я', 'а', 'у', 'е', 'и', 'ы']).filter(|stem| kept(stem, 3))
    {
        stem = shorter;
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_placed_by_the_names_of_the_shipped_data() {
        let reference = ingest::reference::embedded().unwrap();
        let oblasts = Oblasts::new(&reference);
        for (text, code) in [
            ("УВД г. Ош", Some("KG21000000000")),
            ("УВД Ошской области", Some("KG06000000000")),
            ("ОВД Первомайского района г. Бишкек", Some("KG11000000000")),
            ("Прокуратура Иссык-Кульской области", Some("KG02000000000")),
            ("УГКНБ по Чуйская область", Some("KG08000000000")),
            ("Ош шаарынын ШИИБ", Some("KG21000000000")),
            ("Нарын облусунун ИИБ", Some("KG04000000000")),
            ("Jalal-Abad oblast police department", Some("KG03000000000")),
            ("Бишкек жана Ош облусу", None),
            ("МВД", None),
        ] {
            assert_eq!(oblasts.of_text(text), code, "{text}");
        }
    }
}

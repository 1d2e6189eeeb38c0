//! From a written place to codes: names found word by word, level words beside them, other names
//! in the same text, and the date.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use records::Reference;
use records::reference::{PlaceLevel, PlaceNameKind};

use super::{PlaceIndex, Unit};
use crate::fold::{Fold, is_letter};

/// Words of the longest name looked for.
const MAX_NAME_WORDS: usize = 5;
/// K1 of the endings of Russian adjectives made from place names (Чуйская, Нарынский, Ошской):
/// grammar, so that a name is found in every case it is declined to.
const ADJECTIVE_ENDINGS: [&str; 9] =
    ["skogo", "skomu", "skaia", "skoi", "skuiu", "skom", "skoe", "skie", "ski"];
/// Shortest stem left of an adjective: Ош of Ошская is two phones.
const MIN_ADJECTIVE_STEM: usize = 2;

/// A name of a unit with its validity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    code: String,
    from: Option<Date>,
    to: Option<Date>,
}

/// Codes by the joined K1 of a name.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex(BTreeMap<String, Vec<Named>>);

/// Level words by K1; a word may tell several levels (с. is село and, in Kyrgyz, суу).
#[derive(Clone, Debug, Default)]
pub(super) struct WordIndex {
    by_k1: BTreeMap<String, Vec<PlaceLevel>>,
    /// Level words of several words or letters (`айыл аймагы`, `а/о`), as their words' K1.
    phrases: Vec<(Vec<String>, PlaceLevel)>,
}

impl WordIndex {
    pub(super) fn new(reference: &Reference, fold: &Fold) -> Self {
        let mut index = Self::default();
        for row in &reference.level_words {
            let words = split(fold, &row.word);
            match &words[..] {
                [] => {}
                [one] => index.by_k1.entry(one.clone()).or_default().push(row.level),
                several => index.phrases.push((several.to_vec(), row.level)),
            }
        }
        index.phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        index
    }

    /// Whether a name contains a word of this level.
    pub(super) fn says(&self, fold: &Fold, name: &str, level: PlaceLevel) -> bool {
        self.mark(&split(fold, name)).iter().any(|word| word.levels().contains(&level))
    }

    /// A name as one K1 without its level words; a place whose very name is one (Шаар) keeps it.
    fn plain(&self, fold: &Fold, name: &str) -> String {
        let words = split(fold, name);
        let marked = self.mark(&words);
        let plain: String = marked
            .iter()
            .filter_map(|word| match word {
                Marked::Word(word) => Some(word.as_str()),
                Marked::Level(_) => None,
            })
            .collect();
        if plain.is_empty() { words.concat() } else { plain }
    }

    /// The words of a text, level words told apart.
    fn mark(&self, words: &[String]) -> Vec<Marked> {
        let mut marked = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let phrase = self.phrases.iter().find(|(phrase, _)| words[at..].starts_with(phrase));
            if let Some((phrase, level)) = phrase {
                marked.push(Marked::Level(vec![*level]));
                at += phrase.len();
                continue;
            }
            marked.push(match self.by_k1.get(&words[at]) {
                Some(levels) => Marked::Level(levels.clone()),
                None => Marked::Word(words[at].clone()),
            });
            at += 1;
        }
        marked
    }
}

/// A word of a place text.
#[derive(Clone, Debug)]
enum Marked {
    Level(Vec<PlaceLevel>),
    Word(String),
}

impl Marked {
    fn levels(&self) -> &[PlaceLevel] {
        match self {
            Self::Level(levels) => levels,
            Self::Word(_) => &[],
        }
    }
}

impl NameIndex {
    pub(super) fn new(reference: &Reference, fold: &Fold, words: &WordIndex) -> Self {
        let mut index = Self::default();
        // A present name that came with a renaming is valid from that day only.
        let renamed: BTreeSet<(&str, String)> = reference
            .place_names
            .iter()
            .filter(|row| row.kind == PlaceNameKind::Renamed)
            .map(|row| (row.code.as_str(), words.plain(fold, &row.name)))
            .collect();
        for place in &reference.places {
            for name in [&place.name.ru, &place.name.ky, &place.name.en] {
                if !renamed.contains(&(place.code.as_str(), words.plain(fold, name))) {
                    index.add(fold, words, name, &place.code, (None, None));
                }
            }
        }
        for row in &reference.place_names {
            let validity = match row.kind {
                PlaceNameKind::Variant => (None, None),
                PlaceNameKind::Former | PlaceNameKind::Renamed => (row.from, row.to),
            };
            index.add(fold, words, &row.name, &row.code, validity);
        }
        for country in &reference.countries {
            let names = [&country.name.ru, &country.name.ky, &country.name.en, &country.alpha3];
            for name in names.into_iter().chain(&country.words) {
                index.add(fold, words, name, &country.code, (None, None));
            }
        }
        for named in index.0.values_mut() {
            named.sort();
            named.dedup();
        }
        index
    }

    /// First days of validity and first days after it, sorted.
    pub(super) fn turns(&self) -> Vec<Date> {
        let names = self.0.values().flatten();
        let mut turns: Vec<Date> = names
            .flat_map(|named| [named.from, named.to.and_then(|to| to.tomorrow().ok())])
            .flatten()
            .collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    fn add(
        &mut self,
        fold: &Fold,
        words: &WordIndex,
        name: &str,
        code: &str,
        (from, to): (Option<Date>, Option<Date>),
    ) {
        let joined = words.plain(fold, name);
        let stem = adjective_stem(&joined).map(str::to_owned);
        let named = Named { code: code.to_owned(), from, to };
        for key in std::iter::once(joined).chain(stem).filter(|key| !key.is_empty()) {
            self.0.entry(key).or_default().push(named.clone());
        }
    }
}

impl PlaceIndex {
    /// Every unit the text may mean, sorted by code: one where it is clear, none where nothing in
    /// it is known.
    ///
    /// Of several names in one text the finest that lies within the others is meant
    /// (`Чуйская обл., Сокулукский р-н`). `on` is the day the place is spoken of: a name valid on
    /// that day is preferred, an expired name is understood because people go on using it.
    pub fn resolve(&self, written: &str, on: Option<Date>) -> Vec<String> {
        let mentions: Vec<Vec<String>> = written
            .split([',', ';', '\n', '(', ')', '|'])
            .flat_map(|segment| self.mentions(segment, on))
            .collect();
        let mut best: Vec<String> = Vec::new();
        for mention in &mentions {
            best = self.narrow(&best, mention);
        }
        best.sort();
        best.dedup();
        best
    }

    /// What is meant once a further name is read: the finer of the two where they nest.
    fn narrow(&self, so_far: &[String], next: &[String]) -> Vec<String> {
        if so_far.is_empty() {
            return next.to_vec();
        }
        let inside = |fine: &str, coarse: &str| {
            self.units.get(fine).is_some_and(|unit| unit.chain.iter().any(|code| code == coarse))
        };
        let within = |fine: &[String], coarse: &[String]| -> Vec<String> {
            fine.iter().filter(|f| coarse.iter().any(|c| inside(f, c))).cloned().collect()
        };
        let (finer, coarser) = (within(next, so_far), within(so_far, next));
        if !finer.is_empty() {
            finer
        } else if !coarser.is_empty() {
            coarser
        } else {
            // Two places that do not nest: both are meant («Ош — Бишкек»).
            so_far.iter().chain(next).cloned().collect()
        }
    }

    /// The candidates of each name in one segment, in the order written.
    fn mentions(&self, segment: &str, on: Option<Date>) -> Vec<Vec<String>> {
        let words = self.level_words.mark(&split(&self.fold, segment));
        let mut used = vec![false; words.len()];
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = (1..=MAX_NAME_WORDS.min(words.len() - at))
                .rev()
                .find_map(|count| self.named(&words[at..at + count]).map(|named| (count, named)));
            let Some((count, named)) = longest else {
                at += 1;
                continue;
            };
            let level = level_beside(&words, &mut used, at, at + count);
            let candidates = self.fitting(named, level.as_deref(), on);
            if !candidates.is_empty() {
                found.push(candidates);
            }
            at += count;
        }
        found
    }

    fn named(&self, words: &[Marked]) -> Option<&[Named]> {
        let mut joined = String::new();
        for word in words {
            match word {
                Marked::Word(word) => joined.push_str(word),
                Marked::Level(_) => return None,
            }
        }
        let by = |key: &str| self.names.0.get(key).map(Vec::as_slice);
        by(&joined).or_else(|| adjective_stem(&joined).and_then(by))
    }

    /// The codes of a name that fit the level word and the day.
    fn fitting(
        &self,
        named: &[Named],
        level: Option<&[PlaceLevel]>,
        on: Option<Date>,
    ) -> Vec<String> {
        let fits = |code: &str| match (level, self.units.get(code)) {
            (Some(levels), Some(unit)) => levels.iter().any(|level| is_of(unit, *level)),
            _ => true,
        };
        let mut by_level: Vec<&Named> = named.iter().filter(|named| fits(&named.code)).collect();
        if by_level.is_empty() {
            // «село Кант» of a place that became a town: a wrong level word beside a clear name.
            by_level = named.iter().collect();
        }
        let valid = |named: &&Named, day: Date| {
            named.from.is_none_or(|from| from <= day) && named.to.is_none_or(|to| day <= to)
        };
        let expired = |named: &&Named, day: Date| named.to.is_some_and(|to| to < day);
        let tiers = match on {
            None => vec![by_level],
            Some(day) => vec![
                by_level.iter().copied().filter(|n| valid(n, day)).collect(),
                by_level.iter().copied().filter(|n| expired(n, day)).collect(),
                by_level,
            ],
        };
        let first: Vec<&Named> =
            tiers.into_iter().find(|tier| !tier.is_empty()).unwrap_or_default();
        let mut codes: Vec<String> = first.into_iter().map(|named| named.code.clone()).collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

fn is_of(unit: &Unit, level: PlaceLevel) -> bool {
    match level {
        // «г. Бишкек» is a city although it ranks as an oblast; «область» never means it.
        PlaceLevel::City => unit.city,
        PlaceLevel::Oblast => unit.level == PlaceLevel::Oblast && !unit.city,
        other => unit.level == other,
    }
}

/// The level word after the name, else the one before it; each is used once.
fn level_beside(
    words: &[Marked],
    used: &mut [bool],
    from: usize,
    to: usize,
) -> Option<Vec<PlaceLevel>> {
    let before = from.checked_sub(1);
    // «г. Ош Ошская область»: a word already used by the name before it is not free. Before the
    // name comes first where both are free: Russian writes «г. Ош», Kyrgyz «Ош шаары».
    let free = |at: &usize| !used[*at] && matches!(words[*at], Marked::Level(_));
    let at =
        before.filter(free).or_else(|| Some(to).filter(|at| *at < words.len()).filter(free))?;
    used[at] = true;
    Some(words[at].levels().to_vec())
}

/// The words of a text as K1; a hyphen joins a name, so parts of a name meet however it is written.
fn split(fold: &Fold, text: &str) -> Vec<String> {
    text.split(|c: char| {
        !(is_letter(c)
            || c.is_numeric()
            || crate::fold::is_apostrophe(c)
            || c == '-'
            || unicode_normalization::char::is_combining_mark(c))
    })
    .map(
        |word| {
            if word.chars().all(|c| c.is_ascii_digit()) { word.to_owned() } else { fold.k1(word) }
        },
    )
    .filter(|k1| !k1.is_empty())
    .collect()
}

fn adjective_stem(k1: &str) -> Option<&str> {
    let stem = ADJECTIVE_ENDINGS.iter().find_map(|ending| k1.strip_suffix(ending))?;
    (stem.len() >= MIN_ADJECTIVE_STEM).then_some(stem)
}

//! Writing Cyrillic names in Latin letters by published schemes and by habit. Reach for
//! [`Romanisation`]. The tables are `data/romanisation.csv`, kept apart from the fold of
//! `reference/` on purpose: matching must not be tested against its own inverse.

use std::collections::BTreeMap;

/// Where in a word a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Any,
    Start,
    AfterVowel,
}

/// The romanisation schemes by id.
#[derive(Clone, Debug)]
pub struct Romanisation {
    schemes: BTreeMap<String, BTreeMap<(char, Position), String>>,
}

impl Romanisation {
    /// The shipped tables.
    pub fn shipped() -> Self {
        let mut schemes: BTreeMap<String, BTreeMap<(char, Position), String>> = BTreeMap::new();
        let mut reader =
            csv::Reader::from_reader(include_str!("../data/romanisation.csv").as_bytes());
        for row in reader.records().flatten() {
            let position = match &row[3] {
                "start" => Position::Start,
                "after_vowel" => Position::AfterVowel,
                _ => Position::Any,
            };
            if let Some(letter) = row[2].chars().next() {
                let latin = row[4].to_owned();
                schemes.entry(row[0].to_owned()).or_default().insert((letter, position), latin);
            }
        }
        Self { schemes }
    }

    /// Scheme ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.schemes.keys().map(String::as_str)
    }

    /// `text` in Latin letters by this scheme, each word keeping its capital. Letters the scheme
    /// does not know stay as they are; an unknown scheme changes nothing.
    pub fn write(&self, scheme: &str, text: &str) -> String {
        let Some(rules) = self.schemes.get(scheme) else { return text.to_owned() };
        let mut latin = String::with_capacity(text.len());
        let mut before: Option<char> = None;
        for letter in text.chars() {
            let lower = letter.to_lowercase().next().unwrap_or(letter);
            let special = match before {
                None => Some(Position::Start),
                Some(vowel) if "аеёиоуыэюяөүәұіӣӯў".contains(vowel) => {
                    Some(Position::AfterVowel)
                }
                Some(_) => None,
            };
            let rule = special
                .and_then(|position| rules.get(&(lower, position)))
                .or_else(|| rules.get(&(lower, Position::Any)));
            match rule {
                Some(rule) if letter.is_uppercase() => push_capitalised(&mut latin, rule),
                Some(rule) => latin.push_str(rule),
                None => latin.push(letter),
            }
            before = lower.is_alphabetic().then_some(lower);
        }
        latin
    }
}

fn push_capitalised(text: &mut String, rule: &str) {
    let mut letters = rule.chars();
    if let Some(first) = letters.next() {
        text.extend(first.to_uppercase());
        text.push_str(letters.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_write_the_spellings_seen_on_documents() {
        let tables = Romanisation::shipped();
        for (scheme, cyrillic, latin) in [
            ("icao_9303", "Жумагулов", "Zhumagulov"),
            ("passport_old", "Жумагулов", "Dzhumagulov"),
            ("bgn_ky", "Жумагулов", "Jumagulov"),
            ("bgn_ky", "Чыңгыз", "Chynggyz"),
            ("icao_9303", "Юлия", "Iuliia"),
            ("iso_9", "Өмүрбек", "Ômùrbek"),
            ("uz_latin", "Йўлдошев", "Yoʻldoshev"),
            ("uz_latin", "Ергашев", "Yergashev"),
            ("bgn_tg", "Ҷаҳонгир", "Jahongir"),
            ("icao_9303", "Асан уулу Бакыт", "Asan uulu Bakyt"),
        ] {
            assert_eq!(tables.write(scheme, cyrillic), latin, "{scheme}");
        }
    }

    #[test]
    fn every_scheme_writes_every_letter_of_the_region() {
        let tables = Romanisation::shipped();
        let letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяңөүқғҳҷўӣӯәұіһ";
        for scheme in tables.ids() {
            let left: String = tables
                .write(scheme, letters)
                .chars()
                .filter(|c| ('\u{400}'..='\u{52f}').contains(c))
                .collect();
            assert_eq!(left, "", "{scheme}");
        }
    }
}

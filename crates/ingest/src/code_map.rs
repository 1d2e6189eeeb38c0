//! What the words of coded columns mean. Reach for [`CodeMaps`] once per source; it holds the
//! project's own words (`[source.codes.<list>]`) over those of `reference/value_synonyms.csv`,
//! and the codes themselves.
//!
//! Guarantees that every code it returns exists in its list, and that a word it does not know is
//! reported, never guessed. It does not read free text.

use std::collections::{BTreeMap, BTreeSet};

use records::reference::GroundKind;
use records::{
    Consent, CourtResult, EventKind, Instance, LineageKind, NumberKind, PersonRole, Reference, Sex,
};

use crate::error::{IngestError, nearest};
use crate::source_config::SourceConfig;

/// The code lists of one source.
#[derive(Clone, Debug, Default)]
pub struct CodeMaps {
    /// List to (comparable word to codes); the project's words stand alone, reference words may
    /// name a ground of several kinds.
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    grounds: BTreeMap<String, GroundKind>,
    /// Bytes of the longest word for "no value", and what these words begin with: most cells are longer
    /// or begin otherwise, and need no look-up.
    longest_no_value: usize,
    no_value_begins: BTreeSet<char>,
}

impl CodeMaps {
    /// The lists of the reference data with the words of the source over them.
    ///
    /// # Errors
    /// [`IngestError::Configuration`] when the source names a code that its list does not have.
    pub fn new(source: &SourceConfig, reference: &Reference) -> Result<Self, IngestError> {
        let known = known_codes(reference);
        let mut maps = Self {
            grounds: reference.grounds.iter().map(|row| (row.code.clone(), row.kind)).collect(),
            ..Self::default()
        };
        for (list, codes) in &known {
            for code in codes {
                maps.add(list, code, code);
            }
        }
        for row in &reference.value_synonyms {
            maps.add(&row.list, &row.synonym, &row.code);
        }
        maps.add_names(reference);
        for (list, words) in &source.codes {
            for (word, code) in words {
                if let Some(codes) = known.get(list.as_str())
                    && !codes.contains(code)
                {
                    return Err(no_such_code(source, list, code, codes));
                }
                let entry = maps.words.entry(list.clone()).or_default();
                entry.insert(plain(word), vec![code.clone()]);
            }
        }
        let no_value = || maps.words.get("no_value").into_iter().flat_map(BTreeMap::keys);
        maps.longest_no_value = no_value().map(String::len).max().unwrap_or_default();
        maps.no_value_begins = no_value().filter_map(|word| word.chars().next()).collect();
        Ok(maps)
    }

    /// The code of a word in a list.
    pub fn code(&self, list: &str, word: &str) -> Option<&str> {
        self.codes(list, word).first().map(String::as_str)
    }

    /// The ground a word names for a decision: of the kind that the decision needs where the word
    /// names several (a refusal and a termination share their words).
    pub fn ground(&self, word: &str, decision: Option<EventKind>) -> Option<&str> {
        let wanted = decision.and_then(ground_kind);
        let codes = self.codes("ground", word);
        codes
            .iter()
            .find(|code| wanted.is_some() && self.grounds.get(*code).copied() == wanted)
            .or_else(|| codes.first())
            .map(String::as_str)
    }

    /// Whether a word says that there is no value: `нет данных`, `n/a`, `белгисиз`.
    pub fn says_nothing(&self, word: &str) -> bool {
        // A full stop at the end and spaces are no part of the comparable word.
        let begins_so = || {
            let first = word.trim_start().chars().next();
            first.is_some_and(|first| lower(first).any(|c| self.no_value_begins.contains(&c)))
        };
        let could_be = || word.len() <= self.longest_no_value + 4 && begins_so();
        !word.chars().any(char::is_alphanumeric)
            || (could_be() && self.code("no_value", word).is_some())
    }

    /// What stands for a text of an open field: the project's word for it, else the text.
    pub fn open_text(&self, list: &str, text: &str) -> String {
        self.code(list, text).unwrap_or(text).to_owned()
    }

    fn codes(&self, list: &str, word: &str) -> &[String] {
        let Some(words) = self.words.get(list) else { return &[] };
        words.get(&plain(word)).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, list: &str, word: &str, code: &str) {
        let codes = self.words.entry(list.to_owned()).or_default().entry(plain(word)).or_default();
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }

    /// Names that the reference data give in three languages are words for their code too.
    fn add_names(&mut self, reference: &Reference) {
        let mut named = Vec::new();
        named.extend(reference.grounds.iter().map(|row| ("ground", &row.code, &row.name)));
        named.extend(reference.schemes.iter().map(|row| ("scheme", &row.id, &row.name)));
        named.extend(
            reference.code_lists.iter().map(|row| (row.list.as_str(), &row.code, &row.name)),
        );
        for (list, code, name) in named {
            for word in [&name.en, &name.ru, &name.ky] {
                self.add(list, word, code);
                // "Refused: no event of a crime" is written as "no event of a crime" where the
                // column says already that it is a refusal.
                if let Some((_, ground)) = word.split_once(": ") {
                    self.add(list, ground, code);
                }
            }
        }
        for country in &reference.countries {
            let names = [&country.name.en, &country.name.ru, &country.name.ky, &country.alpha3];
            for word in names.into_iter().chain(&country.words) {
                self.add("citizenship", word, &country.code);
            }
        }
        for edition in &reference.editions {
            for word in [&edition.name.en, &edition.name.ru, &edition.name.ky] {
                self.add("edition", word, &edition.id.0);
            }
        }
    }
}

/// The kind of ground that a decision needs.
pub(crate) const fn ground_kind(decision: EventKind) -> Option<GroundKind> {
    match decision {
        EventKind::Refused => Some(GroundKind::Refusal),
        EventKind::Terminated => Some(GroundKind::Termination),
        EventKind::Suspended => Some(GroundKind::Suspension),
        EventKind::Transferred => Some(GroundKind::Transfer),
        _ => None,
    }
}

/// The codes of every closed list. Lists that are not here are open: any code will do.
fn known_codes(reference: &Reference) -> BTreeMap<&str, BTreeSet<String>> {
    fn of<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> BTreeSet<String> {
        all.iter().map(|value| code(*value).to_owned()).collect()
    }
    let mut known = BTreeMap::from([
        ("sex", of(Sex::ALL, Sex::code)),
        ("role", of(PersonRole::ALL, PersonRole::code)),
        ("event", of(EventKind::ALL, EventKind::code)),
        ("court_result", of(CourtResult::ALL, CourtResult::code)),
        ("instance", of(Instance::ALL, Instance::code)),
        ("consent", of(Consent::ALL, Consent::code)),
        ("lineage", of(LineageKind::ALL, LineageKind::code)),
        ("number_label", of(NumberKind::ALL, NumberKind::code)),
        ("ground", reference.grounds.iter().map(|row| row.code.clone()).collect()),
        ("scheme", reference.schemes.iter().map(|row| row.id.clone()).collect()),
        ("edition", reference.editions.iter().map(|row| row.id.0.to_string()).collect()),
        ("citizenship", reference.countries.iter().map(|row| row.code.clone()).collect()),
    ]);
    for row in &reference.code_lists {
        known.entry(&row.list).or_default().insert(row.code.clone());
    }
    known
}

/// A word as it is compared: lower case, `ё` as `е`, single spaces, no full stop at its end.
fn plain(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for part in word.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(part.chars().flat_map(lower));
    }
    text.truncate(text.trim_end_matches('.').len());
    text
}

/// A character in lower case, `ё` as `е`.
fn lower(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ё' { 'е' } else { c })
}

fn no_such_code(
    source: &SourceConfig,
    list: &str,
    code: &str,
    codes: &BTreeSet<String>,
) -> IngestError {
    let known: Vec<&str> = codes.iter().map(String::as_str).collect();
    let hint = nearest(code, known.iter().copied())
        .map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
    IngestError::Configuration {
        source_id: source.id.clone(),
        what: format!("codes.{list}: there is no code \"{code}\""),
        remedy: format!("{hint}the codes are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use records::reference::{Citation, Ground, ValueSynonym};

    use super::*;

    fn reference() -> Reference {
        let mut reference = Reference::default();
        let citation = Citation { source: "test".into(), verified: true };
        for (list, code, synonym) in [
            ("sex", "female", "жен."),
            ("sex", "male", "муж"),
            ("ground", "T02", "нет состава"),
            ("ground", "R02", "нет состава"),
        ] {
            reference.value_synonyms.push(ValueSynonym {
                list: list.into(),
                code: code.into(),
                synonym: synonym.into(),
                citation: citation.clone(),
            });
        }
        for (code, kind) in [("T02", GroundKind::Termination), ("R02", GroundKind::Refusal)] {
            reference.grounds.push(Ground {
                code: code.into(),
                kind,
                name: Default::default(),
                citation: citation.clone(),
            });
        }
        reference
    }

    fn source(codes: &str) -> SourceConfig {
        toml::from_str(&format!(
            "id='s'\nkind='ngo'\ntitle='t'\nas_of='2026-06-30'\nfile=[]\n{codes}"
        ))
        .unwrap()
    }

    #[test]
    fn words_of_the_project_stand_over_those_of_the_reference() {
        let maps =
            CodeMaps::new(&source("[codes.sex]\n'1' = 'male'\n'Жен' = 'male'"), &reference())
                .unwrap();
        assert_eq!(maps.code("sex", "1"), Some("male"));
        assert_eq!(maps.code("sex", "ЖЕН."), Some("male"));
        assert_eq!(maps.code("sex", " Муж. "), Some("male"));
        assert_eq!(maps.code("sex", "female"), Some("female"));
        assert_eq!(maps.code("sex", "неизв"), None);
    }

    #[test]
    fn one_word_for_two_grounds_is_told_apart_by_the_decision() {
        let maps = CodeMaps::new(&source(""), &reference()).unwrap();
        assert_eq!(maps.ground("нет состава", Some(EventKind::Refused)), Some("R02"));
        assert_eq!(maps.ground("Нет состава", Some(EventKind::Terminated)), Some("T02"));
        assert_eq!(maps.ground("t02", Some(EventKind::Refused)), Some("T02"));
        assert_eq!(maps.ground("прочее", None), None);
    }

    #[test]
    fn a_code_that_its_list_does_not_have_is_refused() {
        let error =
            CodeMaps::new(&source("[codes.sex]\n'ж' = 'femail'"), &reference()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("codes.sex: there is no code \"femail\"; did you mean \"female\"?"),
            "{text}"
        );
        assert!(CodeMaps::new(&source("[codes.office]\n'ОВД' = 'любой'"), &reference()).is_ok());
    }
}

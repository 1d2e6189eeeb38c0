//! A value in Latin letters beside its own, so that a name written in two scripts can be compared by
//! eye. Reach for [`Letters::latin`]; it is for reading only, matching folds names to sounds instead.

use std::collections::BTreeMap;

/// The letters of `data/letters.csv`.
#[derive(Clone, Debug)]
pub(crate) struct Letters(BTreeMap<char, &'static str>);

impl Letters {
    /// The table built in: a letter, its Latin spelling, the scheme it is from.
    pub(crate) fn shipped() -> Self {
        let rows = include_str!("../data/letters.csv").lines().skip(1);
        let row = |line: &'static str| {
            let mut fields = line.split(',');
            Some((fields.next()?.chars().next()?, fields.next()?))
        };
        Self(rows.filter_map(row).collect())
    }

    /// `text` in Latin letters, capitals kept; `None` when no letter of it is in the table.
    pub(crate) fn latin(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let mut latin = String::with_capacity(text.len());
        for letter in text.chars() {
            let lower = letter.to_lowercase().next().unwrap_or(letter);
            match self.0.get(&lower) {
                None => latin.push(letter),
                Some(spelling) => {
                    changed = true;
                    let mut letters = spelling.chars();
                    if letter != lower {
                        latin.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                    }
                    latin.extend(letters);
                }
            }
        }
        changed.then_some(latin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_and_latin_ones_left() {
        let letters = Letters::shipped();
        assert_eq!(letters.latin("Асанова Гүлнара").as_deref(), Some("Asanova Gulnara"));
        assert_eq!(letters.latin("Щукина Юлия").as_deref(), Some("Shchukina Iuliia"));
        assert_eq!(letters.latin("Asanova"), None);
    }
}

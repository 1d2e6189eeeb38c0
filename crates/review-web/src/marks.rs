//! What differs inside a value, letter by letter, and which words two texts share. Reach for
//! [`differing`] for values and [`shared_words`] for narratives; both only cut a text into pieces,
//! so the pieces put together are always the text.

use std::collections::BTreeSet;

use fuzzy_matching::fold::Fold;
use similar::{ChangeTag, TextDiff};

/// A piece of a value, marked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// `value` in pieces, those letters marked that `other` does not have in their place. Letters are
/// compared without regard to case.
pub(crate) fn differing(value: &str, other: &str) -> Vec<Piece> {
    let letters: Vec<char> = value.chars().collect();
    // Lower-casing one letter can give two; only the first keeps places aligned.
    let plain = |text: &str| -> String {
        text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
    };
    let (own, theirs) = (plain(value), plain(other));
    let diff = TextDiff::from_chars(theirs.as_str(), own.as_str());
    let marks = diff.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Equal => Some(false),
        ChangeTag::Insert => Some(true),
        ChangeTag::Delete => None,
    });
    gather(letters.into_iter().map(String::from).zip(marks))
}

/// The words of a narrative, those marked that the other one has too, in whatever script and form.
pub(crate) fn shared_words(fold: &Fold, text: &str, other: &str) -> Vec<Piece> {
    let theirs: BTreeSet<String> =
        words(other).filter(|(_, word)| *word).filter_map(|(text, _)| stem(fold, text)).collect();
    gather(words(text).map(|(piece, word)| {
        let shared = word && stem(fold, piece).is_some_and(|stem| theirs.contains(&stem));
        (piece.to_owned(), shared)
    }))
}

/// Words and what stands between them, in order; the flag says which.
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some((piece, word))
    })
}

/// The first sounds of a word, or its digits: endings come after. Short words say nothing.
fn stem(fold: &Fold, word: &str) -> Option<String> {
    const SOUNDS: usize = 6;
    if word.chars().all(|c| c.is_ascii_digit()) {
        return (word.len() > 1).then(|| word.to_owned());
    }
    let sounds: String = fold.k1(word).chars().take(SOUNDS).collect();
    (word.chars().count() > 3 && !sounds.is_empty()).then_some(sounds)
}

/// Neighbours of one kind become one piece.
fn gather(pieces: impl Iterator<Item = (String, bool)>) -> Vec<Piece> {
    let mut gathered: Vec<Piece> = Vec::new();
    for (text, marked) in pieces {
        match gathered.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(&text),
            _ => gathered.push(Piece { text, marked }),
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|one| if one.marked { format!("[{}]", one.text) } else { one.text.clone() })
            .collect()
    }

    #[test]
    fn the_letters_that_differ_are_marked_and_nothing_is_lost() {
        assert_eq!(shown(&differing("Асанова Гүлнара", "Асанова Гулнара")), "Асанова Г[ү]лнара");
        assert_eq!(shown(&differing("ASANOVA", "Asanova")), "ASANOVA");
        assert_eq!(
            shown(&differing("1993-11-05", "1993-05-11")).replace(['[', ']'], ""),
            "1993-11-05"
        );
        assert_eq!(shown(&differing("Бермет", "")), "[Бермет]");
        assert!(differing("", "x").is_empty());
    }

    #[test]
    fn shared_words_meet_across_scripts_and_endings() {
        let fold = Fold::new(&ingest::reference::embedded().unwrap());
        let pieces = shared_words(&fold, "Вывезли в Стамбул, 2021.", "vyvezli iz Stambula v 2021");
        assert_eq!(shown(&pieces), "[Вывезли] в [Стамбул], [2021].");
    }
}

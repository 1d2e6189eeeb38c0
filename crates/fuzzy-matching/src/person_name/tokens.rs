//! Splitting a written name into words, initials and the markers uulu, kyzy, tegin.

use std::sync::Arc;

use records::reference::MarkerKind;

use crate::fold::{Fold, Folded, is_letter};

/// Words kept of one name; a longer text is no name of one person.
const MAX_WORDS: usize = 8;
/// Longest abbreviation that may be an initial (`Dzh.`).
const MAX_INITIAL: usize = 3;
/// Shortest word on either side of a missing space (`ТолегенТоктасынович`).
const MIN_GLUED: usize = 4;

/// Surname endings that are also written as a word of their own (Раҳмон зода).
const FAMILY_WORDS: [&str; 3] = ["zoda", "zada", "zade"];
/// Characters typed for a hyphen.
const HYPHENS: [char; 4] = ['-', '‐', '‑', '–'];

/// A word of a name before its role is known.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) written: String,
    pub(super) folded: Arc<Folded>,
    /// One letter, or an abbreviation of one sound.
    pub(super) initial: bool,
    /// The marker that follows: the word is a father's or forefather's name.
    pub(super) marker: Option<MarkerKind>,
}

/// The words of `text`, markers attached to the words they mark; `token` folds one.
pub(super) fn words(fold: &Fold, token: &dyn Fn(&str) -> Arc<Folded>, text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (piece, dotted) in pieces(fold, text) {
        let folded = token(&piece);
        if let Some(kind) = marker(fold, &piece, &folded, dotted, &words) {
            if let Some(last) = words.last_mut() {
                last.marker = Some(kind);
            }
            continue;
        }
        if FAMILY_WORDS.contains(&folded.k1())
            && let Some(last) =
                words.last_mut().filter(|last| !last.initial && last.marker.is_none())
        {
            last.written.push_str(&piece);
            last.folded = token(&last.written);
            continue;
        }
        let letters = piece.chars().filter(|c| is_letter(*c)).count();
        if letters == 0 || words.len() == MAX_WORDS {
            continue;
        }
        let initial = letters == 1 || (dotted && letters <= MAX_INITIAL && one_sound(folded.k1()));
        if dotted && letters <= MAX_INITIAL && !initial && vowelless(folded.k1()) {
            continue; // an abbreviation such as «гр.», not a name
        }
        words.push(Word { written: piece, folded, initial, marker: None });
    }
    words
}

/// A marker only after a word it can mark; abbreviated «у.» and «к.» only in lower case, because a
/// capital letter is somebody's initial.
fn marker(
    fold: &Fold,
    piece: &str,
    folded: &Folded,
    dotted: bool,
    before: &[Word],
) -> Option<MarkerKind> {
    before.last().filter(|last| last.marker.is_none())?;
    if let Some(marker) = fold.marker(folded) {
        return Some(marker.kind);
    }
    let mut letters = piece.chars();
    let (first, rest) = (letters.next()?, letters.next());
    if rest.is_some() || !first.is_lowercase() {
        return None;
    }
    // «о» after a name is «оглы», but without a full stop it may be anything.
    let opens = |marker: &&records::reference::NameMarker| {
        marker.glued && folded.readings.iter().any(|r| marker.phones.starts_with(&r.k1))
    };
    (dotted || before.len() == 1)
        .then(|| fold.markers().iter().find(opens).map(|marker| marker.kind))
        .flatten()
}

/// Pieces between separators, each with whether a full stop followed.
fn pieces(fold: &Fold, text: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut current = String::new();
    for c in text.chars() {
        match c {
            '.' => {
                if !current.is_empty() {
                    pieces.push((std::mem::take(&mut current), true));
                }
            }
            c if is_letter(c) || is_inside(c) => current.push(c),
            _ => flush(&mut pieces, &mut current),
        }
    }
    flush(&mut pieces, &mut current);
    let joined = |(piece, _): &(String, bool)| may_be_joined(piece);
    if !pieces.iter().any(joined) {
        return pieces;
    }
    pieces.into_iter().flat_map(|(piece, dotted)| split_joined(fold, piece, dotted)).collect()
}

/// Whether there is anything at which a piece may have to be split.
fn may_be_joined(piece: &str) -> bool {
    piece.contains(HYPHENS) || missing_space(piece).is_some()
}

fn flush(pieces: &mut Vec<(String, bool)>, current: &mut String) {
    if !current.is_empty() {
        pieces.push((std::mem::take(current), false));
    }
}

fn is_inside(c: char) -> bool {
    HYPHENS.contains(&c)
        || crate::fold::is_apostrophe(c)
        || unicode_normalization::char::is_combining_mark(c)
}

/// Splits words joined by a hyphen or by a missing space, where the parts are words of their own:
/// a father's name and its marker, or two surnames. Нур-Султан stays one name.
fn split_joined(fold: &Fold, piece: String, dotted: bool) -> Vec<(String, bool)> {
    if !may_be_joined(&piece) {
        return vec![(piece, dotted)];
    }
    let parts: Vec<&str> =
        piece.split(HYPHENS).filter(|part| part.chars().any(is_letter)).collect();
    let own_words = parts.len() > 1 && {
        let folded: Vec<Folded> = parts.iter().map(|part| fold.token(part)).collect();
        let surname = |f: &Folded| f.surname_stem.as_ref().is_some_and(|s| !s.ending.is_empty());
        folded[1..].iter().any(|f| fold.marker(f).is_some()) || folded.iter().all(surname)
    };
    let whole = [piece.as_str()];
    let mut split: Vec<(String, bool)> = Vec::new();
    for part in if own_words { &parts[..] } else { &whole[..] } {
        match missing_space(part) {
            Some(at) => {
                split.push((part[..at].to_owned(), false));
                split.push((part[at..].to_owned(), false));
            }
            None => split.push(((*part).to_owned(), false)),
        }
    }
    if let Some(last) = split.last_mut() {
        last.1 = dotted;
    }
    split
}

/// Where a capital follows a small letter inside a word, byte offset.
fn missing_space(word: &str) -> Option<usize> {
    let next = word.char_indices().skip(1);
    let mut pairs = word.chars().zip(next);
    let (_, (at, _)) =
        pairs.find(|(before, (_, after))| before.is_lowercase() && after.is_uppercase())?;
    let (before, after) = word.split_at(at);
    let long = |part: &str| part.chars().nth(MIN_GLUED - 1).is_some();
    (long(before) && long(after)).then_some(at)
}

fn one_sound(k1: &str) -> bool {
    // «Я.», «Ю.», «Ё.» and `Ya.` are two phones, the first an i.
    k1.len() == 1 || (k1.len() == 2 && k1.starts_with('i') && !vowelless(&k1[1..]))
}

fn vowelless(k1: &str) -> bool {
    !k1.bytes().any(crate::fold::is_vowel)
}

//! Which words an initial may stand for: [`fits`] asks two words, [`Initials`] holds the answers for
//! every numbered word, so that millions of pairs ask for a bit.
//!
//! Courts write nothing but initials, and each may be the first letter of nearly any part of a name:
//! of the words compared in linking courts two thirds are pairs with an initial.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::parse::NameToken;
use crate::fold::Script;

/// Distinct initials that there are bits for; of more, every pair is looked at anew.
const ROOM: usize = u128::BITS as usize;

/// Whether the initial may be the other word's first letter, across scripts and romanisations; both
/// may be initials.
pub(super) fn fits(x: &NameToken, y: &NameToken) -> bool {
    match (x.initial, y.initial) {
        (true, true) => opens(x, y) || opens(y, x),
        (true, false) => opens(x, y),
        _ => opens(y, x),
    }
}

fn opens(initial: &NameToken, word: &NameToken) -> bool {
    if initial.folded.script == Script::Cyrillic && word.folded.script == Script::Cyrillic {
        let plain = |t: &NameToken| {
            t.folded.surface.chars().next().map(|c| if matches!(c, 'ё' | 'э') { 'е' } else { c })
        };
        // Within one script я and и are two initials although both begin with the sound i.
        return plain(initial) == plain(word)
            || (initial.folded.k1().len() == 1
                && !word.folded.surface.starts_with(['я', 'ю', 'ё'])
                && word.folded.k1().starts_with(initial.folded.k1()));
    }
    initial.stems.openings.iter().any(|opening| {
        word.folded.readings.iter().any(|reading| reading.k1.starts_with(opening.as_str()))
    })
}

/// What [`fits`] says of numbered words.
pub(super) struct Initials(Vec<Bits>);

#[derive(Clone, Copy)]
struct Bits {
    /// The bit of this initial; zero for a whole word.
    own: u128,
    /// Bits of the initials that may stand for this word.
    opened_by: u128,
}

impl Initials {
    /// Asks every word about every initial; `None` where there are more initials than bits.
    pub(super) fn new(words: &[Arc<NameToken>]) -> Option<Self> {
        let mut numbers = FxHashMap::default(); // looked up only
        let mut distinct: Vec<&NameToken> = Vec::new();
        let own = words.iter().map(|word| {
            if !word.initial {
                return 0;
            }
            // What an initial opens follows from its letters and script, whatever its role.
            let key = (word.folded.surface.as_str(), word.folded.script as u8);
            let number = *numbers.entry(key).or_insert_with(|| {
                distinct.push(word);
                distinct.len() - 1
            });
            if number < ROOM { 1 << number } else { 0 }
        });
        let own: Vec<u128> = own.collect();
        if distinct.len() > ROOM {
            return None;
        }
        let opened_by = |word: &NameToken| {
            let opening = (0..).zip(&distinct).filter(|(_, initial)| opens(initial, word));
            opening.fold(0, |bits, (number, _): (u32, _)| bits | 1 << number)
        };
        let bits = words.iter().zip(own);
        Some(Self(bits.map(|(word, own)| Bits { own, opened_by: opened_by(word) }).collect()))
    }

    /// As [`fits`] of the words with these numbers, one of them an initial.
    pub(super) fn fit(&self, x: u32, y: u32) -> bool {
        let (x, y) = (self.0[x as usize], self.0[y as usize]);
        x.own & y.opened_by | y.own & x.opened_by != 0
    }
}

#[cfg(test)]
mod tests {
    use records::PersonName;

    use super::super::ParsedName;
    use super::*;
    use crate::fold::Fold;
    use crate::lexicon::Lexicon;

    fn words(text: &str) -> Vec<Arc<NameToken>> {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let lexicon = Lexicon::new(&reference, &fold);
        let name = |text: &str| ParsedName::parse(&fold, &lexicon, &PersonName::Whole(text.into()));
        text.split_whitespace().flat_map(|word| name(word).tokens().to_vec()).collect()
    }

    #[test]
    fn bits_say_what_letters_say() {
        let words = words(
            "А. Я. Э. Ё. Е. И. Ж. Ш. Dzh. A. D. J. Y. Z. Асанов Якуб Элмира Ёлкин Жаныбек Djanybek Yakub \
             Zhanybek Шакир Sh. Shakir Айгуль",
        );
        let bits = Initials::new(&words).expect("room for two dozen");
        let (mut fit, mut asked) = (0, 0);
        for (x, a) in (0..).zip(&words) {
            for (y, b) in (0..).zip(&words).filter(|(_, b)| a.initial || b.initial) {
                assert_eq!(bits.fit(x, y), fits(a, b), "{x} and {y}");
                (fit, asked) = (fit + usize::from(fits(a, b)), asked + 1);
            }
        }
        assert!(fit > 40 && fit < asked / 2, "{fit} of {asked} fit");
    }

    #[test]
    fn more_initials_than_bits_are_told() {
        let letters = ('\u{0400}'..='\u{052f}').chain('a'..='z').filter(|c| c.is_alphabetic());
        let words = words(&letters.map(|letter| format!("{letter}. ")).collect::<String>());
        assert!(words.iter().filter(|word| word.initial).count() > ROOM);
        assert!(Initials::new(&words).is_none());
    }
}

//! Names reduced to initials against names. Reach for [`initial_agreement`] where initials are all
//! there is: how many letters fit, and how much that says given how common each letter is.
//!
//! Word order is not used: registers write the surname first, NGOs last, and an initial does not
//! tell. Letters are those of the script; across scripts nothing is compared letter by letter.

use fuzzy_matching::person_name::ParsedName;

use crate::term_frequency::{TermFrequencies, first_letter};

/// Initials for which the tabulated level stands.
const TABULATED: usize = 2;
/// Bits lost per further initial because it may fit any of the words: log2 of the orders gained.
const ORDER_BITS: f64 = 1.585;

/// What comparing initials found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum InitialAgreement {
    /// Every letter that could be compared fits; bits above two letters of average frequency.
    Fits(f64),
    /// Some letter does not.
    Conflict,
    /// Another script.
    NotComparable,
}

/// Compares the first letters of all words, in any order, one to one.
pub(crate) fn initial_agreement(
    a: &ParsedName,
    b: &ParsedName,
    frequencies: &TermFrequencies,
) -> InitialAgreement {
    let (x, mut free) = (letters(a), letters(b));
    let script = |name: &ParsedName| name.tokens().first().map(|token| token.folded.script);
    if script(a) != script(b) || x.is_empty() || free.is_empty() {
        return InitialAgreement::NotComparable;
    }
    let compared = x.len().min(free.len());
    let mut fitting = Vec::new();
    for letter in x {
        if let Some(at) = free.iter().position(|other| *other == letter) {
            free.remove(at);
            fitting.push(letter);
        }
    }
    if fitting.len() < compared {
        return InitialAgreement::Conflict;
    }
    let (mut bits, mut average) = (0.0, 0.0);
    for letter in fitting {
        let (own, usual) = frequencies.initial_bits(letter);
        bits += own;
        average = usual;
    }
    let further = compared as f64 - TABULATED as f64;
    InitialAgreement::Fits(bits - average * TABULATED as f64 - ORDER_BITS * further)
}

fn letters(name: &ParsedName) -> Vec<char> {
    let letters = name.tokens().iter().filter_map(first_letter);
    // ё and е are one letter in most registers.
    letters.map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

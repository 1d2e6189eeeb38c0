//! Names reduced to initials against names. Reach for [`initial_agreement`] where initials are all
//! there is: how many letters fit, and how much that says given how common each letter is.
//!
//! Word order is not used: registers write the surname first, NGOs last, and an initial does not
//! tell. Letters are those of the script; across scripts nothing is compared letter by letter.

use fuzzy_matching::person_name::{NameToken, ParsedName};

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
    let script = |name: &ParsedName| name.tokens().first().map(|token| token.folded.script);
    if script(a) != script(b) {
        return InitialAgreement::NotComparable;
    }
    letters_agree(&letters(a), &letters(b), |letter| frequencies.initial_bits(letter))
}

/// Compares letters of one script; `initial_bits` tells how rare each is and the average.
pub(crate) fn letters_agree(
    x: &[char],
    y: &[char],
    initial_bits: impl Fn(char) -> (f64, f64),
) -> InitialAgreement {
    if x.is_empty() || y.is_empty() {
        return InitialAgreement::NotComparable;
    }
    let compared = x.len().min(y.len());
    // A name has fewer words than bits of the mask.
    let (mut taken, mut fitting) = (0u32, 0);
    let (mut bits, mut average) = (0.0, 0.0);
    for letter in x {
        let free = |at: &usize| taken & (1 << at) == 0 && y[*at] == *letter;
        if let Some(at) = (0..y.len()).find(free) {
            taken |= 1 << at;
            fitting += 1;
            let (own, usual) = initial_bits(*letter);
            bits += own;
            average = usual;
        }
    }
    if fitting < compared {
        return InitialAgreement::Conflict;
    }
    let further = compared as f64 - TABULATED as f64;
    InitialAgreement::Fits(bits - average * TABULATED as f64 - ORDER_BITS * further)
}

fn letters(name: &ParsedName) -> Vec<char> {
    name.tokens().iter().filter_map(|word| compared_letter(word)).collect()
}

/// The first letter of a word as it is compared: ё and е are one in most registers.
pub(crate) fn compared_letter(word: &NameToken) -> Option<char> {
    first_letter(word).map(|c| if c == 'ё' { 'е' } else { c })
}

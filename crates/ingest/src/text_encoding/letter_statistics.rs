//! Tells CP1251, CP866 and KOI8-R apart by what the text would be. Reach for [`judge_cyrillic`]
//! when text is neither UTF-8 nor UTF-16; general detectors are trained on web pages, where CP866
//! hardly occurs.
//!
//! Guarantees a deterministic verdict and says nothing (`None`) where no candidate gives mostly
//! Cyrillic letters. It knows letters and case only, no words.

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251};

/// Share in percent of each letter а…я in Russian running text, then ё.
///
/// Kyrgyz, Uzbek and Tajik names shift these shares by a few points; a wrong table permutes the
/// letters, which shifts them by far more.
///
/// # Source
/// Lyashevskaya & Sharov (2009), *Frequency dictionary of modern Russian*, letter table; rounded.
const LETTER_PERCENT: [f64; 33] = [
    8.01, 1.59, 4.54, 1.70, 2.98, 8.45, 0.94, 1.65, 7.35, 1.21, 3.49, 4.40, 3.21, 6.70, 10.97,
    2.81, 4.73, 5.47, 6.26, 2.62, 0.26, 0.97, 0.48, 1.44, 0.73, 0.36, 0.04, 1.90, 1.74, 0.32, 0.64,
    2.01, 0.04,
];

/// Percent given to a Cyrillic letter that Russian has not.
const OTHER_LETTER_PERCENT: f64 = 0.005;
/// Percent given to each mark that office text has beyond ASCII: № « » — – … ° § and no-break
/// space.
const OFFICE_MARK_PERCENT: f64 = 0.2;
/// Percent given to anything else: box drawing, controls, symbols.
const FOREIGN_PERCENT: f64 = 0.000_1;
/// Factor for a letter whose case does not follow: `пРИВЕТ`, `ПРивет`.
const CASE_BREAK_FACTOR: f64 = 0.02;
/// Factor for a Cyrillic letter beside a Latin one: `ЗaрlayAn` is Turkish read wrongly. Single
/// look-alikes typed by hand are rare enough to carry it.
const MIXED_WORD_FACTOR: f64 = 0.001;
/// Neighbouring letters are not independent, so a letter counts as a quarter of a letter when the
/// confidence is computed.
const EVIDENCE_FACTOR: f64 = 0.25;
/// Mean log-probability per character under which text is not Cyrillic at all: Russian
/// text is near -3, text of which half is foreign characters near -8.5.
const CYRILLIC_FLOOR: f64 = -8.0;

/// The verdict.
pub(super) struct Judged {
    pub(super) encoding: &'static Encoding,
    /// Probability among the three candidates, in [0, 1].
    pub(super) confidence: f64,
}

/// The candidate under which `sample` reads most like Cyrillic text.
pub(super) fn judge_cyrillic(sample: &[u8]) -> Option<Judged> {
    let scored: Vec<(&'static Encoding, Score)> =
        [WINDOWS_1251, IBM866, KOI8_R].map(|encoding| (encoding, score(encoding, sample))).into();
    let (encoding, best) = scored
        .iter()
        .copied()
        .max_by(|(_, a), (_, b)| a.total.total_cmp(&b.total))
        .filter(|(_, best)| best.characters > 0)?;
    if best.total / f64::from(best.characters) < CYRILLIC_FLOOR {
        return None;
    }
    let sum: f64 =
        scored.iter().map(|(_, other)| ((other.total - best.total) * EVIDENCE_FACTOR).exp()).sum();
    Some(Judged { encoding, confidence: 1.0 / sum })
}

#[derive(Clone, Copy)]
struct Score {
    /// Sum of log-probabilities.
    total: f64,
    /// Characters beyond ASCII.
    characters: u32,
}

fn score(encoding: &'static Encoding, sample: &[u8]) -> Score {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let mut score = Score { total: 0.0, characters: 0 };
    let mut before = Before::NoLetter;
    let mut latin_before = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if !c.is_ascii() {
            let latin_after = characters.peek().is_some_and(char::is_ascii_alphabetic);
            let mixed = c.is_alphabetic() && (latin_before || latin_after);
            let case = if before.breaks(c) { CASE_BREAK_FACTOR } else { 1.0 };
            let script = if mixed { MIXED_WORD_FACTOR } else { 1.0 };
            score.total += (percent(c) / 100.0 * case * script).ln();
            score.characters = score.characters.saturating_add(1);
        }
        before = before.then(c);
        latin_before = c.is_ascii_alphabetic();
    }
    score
}

/// What stands before a letter of the same word.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    NoLetter,
    OneUpper,
    Uppers,
    Lower,
}

impl Before {
    fn then(self, c: char) -> Self {
        match (self, c.is_uppercase(), c.is_alphabetic()) {
            (_, _, false) => Self::NoLetter,
            (Self::NoLetter, true, _) => Self::OneUpper,
            (_, true, _) => Self::Uppers,
            (_, false, _) => Self::Lower,
        }
    }

    /// Whether the case of `c` does not follow.
    fn breaks(self, c: char) -> bool {
        match self {
            Self::Lower => c.is_uppercase(),
            Self::Uppers => c.is_lowercase(),
            Self::NoLetter | Self::OneUpper => false,
        }
    }
}

fn percent(c: char) -> f64 {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'а'..='я' => {
            let index = u32::from(lower) - u32::from('а');
            LETTER_PERCENT[index as usize]
        }
        'ё' => LETTER_PERCENT[32],
        '\u{400}'..='\u{4ff}' => OTHER_LETTER_PERCENT,
        '№' | '«' | '»' | '—' | '–' | '“' | '”' | '„' | '’' | '…' | '°' | '§' | '\u{a0}' => {
            OFFICE_MARK_PERCENT
        }
        _ => FOREIGN_PERCENT,
    }
}

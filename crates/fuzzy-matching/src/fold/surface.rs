//! K0, the surface a token is folded from: one composed, lower-case, single-script spelling.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Letters that look alike in the two scripts, Latin first.
const LOOK_ALIKES: [(char, char); 15] = [
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('y', 'у'),
    ('x', 'х'),
    ('k', 'к'),
    ('m', 'м'),
    ('t', 'т'),
    ('h', 'н'),
    ('b', 'в'),
    ('i', 'і'),
    ('s', 'ѕ'),
    ('j', 'ј'),
];

/// The script most letters of a token are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Cyrillic.
    Cyrillic,
    /// Latin.
    Latin,
    /// Any other script, or no letters: such a token cannot be compared by sound.
    Other,
}

/// Whether a character is a Cyrillic letter.
pub(crate) const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}')
}

/// Whether a character is a Latin letter.
pub(crate) const fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{00C0}'..='\u{024F}' | '\u{0250}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}')
        && !matches!(c, '×' | '÷')
}

/// Whether a character is one of the many apostrophes typed for ъ, ь, oʻ and gʻ.
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '´'
            | '‘'
            | '’'
            | '‛'
            | 'ʻ'
            | 'ʼ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | 'ˈ'
            | 'ʹ'
            | 'ʺ'
            | '′'
            | '＇'
    )
}

/// The surface of a token and its script.
pub(crate) fn surface(written: &str) -> (Vec<char>, Script) {
    let mut letters: Vec<char> = Vec::with_capacity(written.len());
    // Composing is the slowest step of the fold and hardly ever needed.
    let composed = is_nfc_quick(written.chars()) == IsNormalized::Yes;
    let plain = composed.then(|| written.chars()).into_iter().flatten();
    let recomposed = (!composed).then(|| written.nfc()).into_iter().flatten();
    for c in plain.chain(recomposed) {
        match c {
            // Dotted capital İ would lower to i plus a combining dot.
            'İ' => letters.push('i'),
            'ӊ' | 'Ӊ' => letters.push('ң'),
            'ѳ' | 'Ѳ' => letters.push('ө'),
            c if is_apostrophe(c) => letters.push('\''),
            c => letters.extend(c.to_lowercase()),
        }
    }
    // Stress marks and transliteration ties have no composed form and no sound.
    letters.retain(|c| *c < '\u{0300}' || !unicode_normalization::char::is_combining_mark(*c));
    let cyrillic = letters.iter().filter(|c| is_cyrillic(**c)).count();
    let latin = letters.iter().filter(|c| is_latin(**c)).count();
    let script = match (cyrillic, latin) {
        (0, 0) => Script::Other,
        (c, l) if c >= l => Script::Cyrillic,
        _ => Script::Latin,
    };
    if cyrillic > 0 && latin > 0 {
        repair(&mut letters, script);
    }
    (letters, script)
}

/// Replaces look-alikes of the minority script by the letters of the majority script.
fn repair(letters: &mut [char], script: Script) {
    for letter in letters {
        for (latin, cyrillic) in LOOK_ALIKES {
            match script {
                Script::Cyrillic if *letter == latin => *letter = cyrillic,
                Script::Latin if *letter == cyrillic => *letter = latin,
                _ => {}
            }
        }
    }
}

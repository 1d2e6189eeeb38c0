//! K0, the surface a token is folded from: one composed, lower-case, single-script spelling.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Letters that look alike in the two scripts, Latin first.
const LOOK_ALIKES: [(char, char); 17] = [
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
    ('ə', 'ә'),
    ('ɵ', 'ө'),
];

/// The letter of the other script that looks like this small letter.
pub fn look_alike(letter: char) -> Option<char> {
    LOOK_ALIKES.iter().find_map(|&(latin, cyrillic)| match letter {
        _ if letter == latin => Some(cyrillic),
        _ if letter == cyrillic => Some(latin),
        _ => None,
    })
}

/// The script a token is written in.
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

/// Whether a character is a letter. The alphabets of most names are answered at once, the rest is
/// looked up.
pub fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{0400}'..='\u{0481}' | '\u{048A}'..='\u{052F}' => true,
        '\0'..='\u{7F}' => false,
        c => c.is_alphabetic(),
    }
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

/// Whether a character is composed, is no mark, and keeps to itself: what nearly every name is
/// made of.
const fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{02FF}' | '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{052F}')
        || is_apostrophe(c)
}

/// Appends the small letter. The alphabets of most names are shifted, the rest is looked up.
fn push_lower(letters: &mut Vec<char>, c: char) {
    let shift = match c {
        'a'..='z' | 'а'..='џ' => 0,
        'A'..='Z' | 'А'..='Я' => 0x20,
        'Ѐ'..='Џ' => 0x50,
        // Dotted capital İ would lower to i plus a combining dot.
        'İ' => return letters.push('i'),
        'ӊ' | 'Ӊ' => return letters.push('ң'),
        'ѳ' | 'Ѳ' => return letters.push('ө'),
        c if is_apostrophe(c) => return letters.push('\''),
        c => return letters.extend(c.to_lowercase()),
    };
    letters.extend(char::from_u32(c as u32 + shift));
}

/// The surface of a token and its script.
pub(crate) fn surface(written: &str) -> (Vec<char>, Script) {
    let mut letters: Vec<char> = Vec::with_capacity(written.len());
    // Composing is the slowest step of the fold and hardly ever needed.
    if written.chars().all(is_plain) {
        written.chars().for_each(|c| push_lower(&mut letters, c));
    } else {
        if is_nfc_quick(written.chars()) == IsNormalized::Yes {
            written.chars().for_each(|c| push_lower(&mut letters, c));
        } else {
            written.nfc().for_each(|c| push_lower(&mut letters, c));
        }
        // Stress marks and transliteration ties have no composed form and no sound.
        let is_mark = unicode_normalization::char::is_combining_mark;
        letters.retain(|c| *c < '\u{0300}' || !is_mark(*c));
    }
    let (mut cyrillic, mut latin) = (0, 0);
    for &letter in &letters {
        cyrillic += usize::from(is_cyrillic(letter));
        latin += usize::from(is_latin(letter));
    }
    let script = match (cyrillic, latin) {
        (0, 0) => Script::Other,
        (_, 0) => Script::Cyrillic,
        (0, _) => Script::Latin,
        (c, l) => {
            let script = meant(&letters, c, l);
            repair(&mut letters, script);
            script
        }
    };
    (letters, script)
}

/// The script a word of both scripts was meant in: the one of most letters, or that of a third of
/// them where these cannot be look-alikes and all the others can.
fn meant(letters: &[char], cyrillic: usize, latin: usize) -> Script {
    let certain = |of_script: fn(char) -> bool| {
        let own = |&&c: &&char| of_script(c);
        letters.iter().filter(own).any(|&c| LOOK_ALIKES.iter().all(|&(a, b)| c != a && c != b))
    };
    let mistaken = if cyrillic >= latin {
        3 * latin >= cyrillic + latin && certain(is_latin) && !certain(is_cyrillic)
    } else {
        3 * cyrillic >= cyrillic + latin && certain(is_cyrillic) && !certain(is_latin)
    };
    if (cyrillic >= latin) == mistaken { Script::Latin } else { Script::Cyrillic }
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

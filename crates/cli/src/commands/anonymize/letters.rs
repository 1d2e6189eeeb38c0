//! Letters of names: words, scripts, endings, capitals and slips of the pen. Reach for it from
//! [`super::names`], which decides what stands for what.

use fuzzy_matching::fold::look_alike;

pub(super) fn is_latin(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic() || ('\u{c0}'..'\u{250}').contains(&c))
}

/// Whether a word has letters of both scripts: a slip, most often a letter that looks like its own.
pub(super) fn is_mixed(word: &str) -> bool {
    is_latin(word) && word.chars().any(|c| ('\u{400}'..'\u{530}').contains(&c))
}

/// `word` with one letter in the other script where `like` has letters of both.
pub(super) fn mixed(word: String, like: &str) -> String {
    let other = |(at, c): (usize, char)| look_alike(c).map(|other| (at, c, other));
    match word.char_indices().find_map(other) {
        Some((at, c, other)) if is_mixed(like) => {
            format!("{}{other}{}", &word[..at], &word[at + c.len_utf8()..])
        }
        _ => word,
    }
}

/// A stem and an ending that agree in their vowel: Алексе|евна, Бакыт|овна.
pub(super) fn joined(stem: &str, ending: &str) -> String {
    let stem = stem.trim_end_matches(['й', 'ь']);
    let soft = stem.ends_with(|c: char| "аоуыиеэяюөүәaeiouy".contains(c));
    let mut letters = ending.chars();
    let first = match letters.next() {
        Some('о') if soft => 'е',
        Some('е') if !soft => 'о',
        Some('o') if soft => 'e',
        Some('e') if !soft => 'o',
        other => return other.map_or(stem.to_owned(), |_| format!("{stem}{ending}")),
    };
    format!("{stem}{first}{}", letters.as_str())
}

/// Sounds in plain Latin letters.
pub(super) fn in_latin(sounds: &str) -> String {
    sounds
        .chars()
        .map(|sound| match sound {
            'C' => "ch".to_owned(),
            'S' => "sh".to_owned(),
            'c' => "ts".to_owned(),
            'h' => "kh".to_owned(),
            'j' => "zh".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

/// Sounds in the letters of Russian.
pub(super) fn in_cyrillic(sounds: &str) -> String {
    const LETTERS: [(char, char); 24] = [
        ('a', 'а'),
        ('e', 'е'),
        ('i', 'и'),
        ('o', 'о'),
        ('u', 'у'),
        ('b', 'б'),
        ('v', 'в'),
        ('g', 'г'),
        ('d', 'д'),
        ('j', 'ж'),
        ('z', 'з'),
        ('k', 'к'),
        ('l', 'л'),
        ('m', 'м'),
        ('n', 'н'),
        ('p', 'п'),
        ('r', 'р'),
        ('s', 'с'),
        ('t', 'т'),
        ('f', 'ф'),
        ('h', 'х'),
        ('c', 'ц'),
        ('C', 'ч'),
        ('S', 'ш'),
    ];
    let letter = |sound: char| LETTERS.iter().find(|(from, _)| *from == sound).map(|(_, to)| *to);
    sounds.chars().filter_map(letter).collect()
}

/// Where `written` is `word` with one letter changed, lost, added or two exchanged: the same done
/// to `replacement`, at the same share of its length.
pub(super) fn slip(word: &str, written: &str, replacement: &str) -> Option<String> {
    let (old, new): (Vec<char>, Vec<char>) = (word.chars().collect(), written.chars().collect());
    let mut letters: Vec<char> = replacement.chars().collect();
    if old.len() < 4 || letters.len() < 2 || old.len().abs_diff(new.len()) > 1 {
        return None;
    }
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let at = (same * letters.len() / old.len()).min(letters.len() - 2);
    let rest = |text: &[char], from: usize| text.get(from..).map(<[char]>::to_vec);
    if new.len() == old.len() {
        if rest(&old, same + 1) == rest(&new, same + 1) {
            letters[at] = *new.get(same)?;
        } else if rest(&old, same + 2) == rest(&new, same + 2)
            && old.get(same) == new.get(same + 1)
            && old.get(same + 1) == new.get(same)
        {
            letters.swap(at, at + 1);
        } else {
            return None;
        }
    } else if new.len() < old.len() && rest(&old, same + 1) == rest(&new, same) {
        letters.remove(at);
    } else if new.len() > old.len() && rest(&old, same) == rest(&new, same + 1) {
        letters.insert(at, new[same]);
    } else {
        return None;
    }
    Some(letters.into_iter().collect())
}

/// The capitals of `like`.
pub(super) fn styled(word: &str, like: &str) -> String {
    let first_is_capital = like.chars().next().is_some_and(char::is_uppercase);
    if first_is_capital && like.chars().count() > 1 && !like.chars().any(char::is_lowercase) {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if first_is_capital => first.to_uppercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}

/// A word of a name.
pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
    pub(super) initial: bool,
}

/// The words of a name, with their place in the text; a word of one letter, or of two before a full
/// stop, is an initial.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let inside = |c: char| {
        c.is_alphabetic() || matches!(c, '\'' | '’' | 'ʼ' | 'ʻ' | '`' | '\u{300}'..='\u{36f}')
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(inside)?;
        let length = text[start..].find(|c| !inside(c)).unwrap_or(text.len() - start);
        at = start + length;
        let word = &text[start..at];
        let letters = word.chars().count();
        let initial = letters == 1 || (letters == 2 && text[at..].starts_with('.'));
        Some(Word { start, text: word, initial })
    })
}

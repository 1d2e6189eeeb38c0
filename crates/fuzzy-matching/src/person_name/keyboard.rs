//! Names typed under the other keyboard layout: `Fcfyjd` for Асанов, «Фыфтщм» for Asanov. Gives
//! what the same keys would have written; whether that is a name is for the lexicon to say.

use crate::fold::{Script, is_letter};

/// Keys as they write under a Latin (QWERTY) and under a Cyrillic (ЙЦУКЕН) layout, key by key.
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё";

/// The text that the same keys give under the other layout, and the script it was written in.
/// `None` where it has a letter that the layout of its script does not have, or letters of both.
pub(super) fn retype(text: &str) -> Option<(Script, String)> {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let (script, from, to) = match latin {
        true => (Script::Latin, LATIN, CYRILLIC),
        false => (Script::Cyrillic, CYRILLIC, LATIN),
    };
    let mut typed = String::with_capacity(text.len() * 2);
    let mut letters = false;
    for c in text.chars() {
        match from.chars().zip(to.chars()).find(|(key, _)| *key == c) {
            Some((_, other)) => typed.push(other),
            None if is_letter(c) => return None,
            None => typed.push(c),
        }
        letters |= is_letter(c);
    }
    letters.then_some((script, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_have_the_same_keys() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
    }

    #[test]
    fn keys_are_read_under_the_other_layout_and_back() {
        let (script, typed) = retype("Fcfyjd <frsn").unwrap();
        assert_eq!((script, typed.as_str()), (Script::Latin, "Асанов Бакыт"));
        let (script, typed) = retype("Фыфтщм").unwrap();
        assert_eq!((script, typed.as_str()), (Script::Cyrillic, "Asanov"));
    }

    #[test]
    fn text_that_no_such_layout_writes_is_left_alone() {
        for text in ["Айгүл", "Çınar", "Cерик", "123", "", "محمد"] {
            assert_eq!(retype(text), None, "{text}");
        }
    }
}

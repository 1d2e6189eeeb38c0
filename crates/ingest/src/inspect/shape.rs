//! The shape of a value without the value. Reach for [`shape_of`] to show an example.

/// Longest shape shown, characters; the rest is `…`.
const LONGEST: usize = 28;
/// From this many words on only their number is shown: a narrative has no shape.
const FREE_TEXT_WORDS: usize = 6;

/// The value with every letter as `А`, `а`, `A` or `a` by script and case, every digit as `9` and
/// punctuation kept: `Аааааа Аааааа`, `99.99.9999`.
pub fn shape_of(text: &str) -> String {
    let words = text.split_whitespace().count();
    if words >= FREE_TEXT_WORDS {
        return format!("text of {words} words");
    }
    let mut shape = String::new();
    for (position, c) in text.chars().enumerate() {
        if position == LONGEST {
            shape.push('…');
            break;
        }
        shape.push(mask(c));
    }
    shape
}

fn mask(c: char) -> char {
    let cyrillic = matches!(c, '\u{400}'..='\u{52f}');
    match c {
        _ if c.is_numeric() => '9',
        _ if cyrillic && c.is_uppercase() => 'А',
        _ if cyrillic => 'а',
        _ if c.is_alphabetic() && c.is_uppercase() => 'A',
        _ if c.is_alphabetic() => 'a',
        '\n' | '\r' | '\t' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_and_no_digit_of_the_value_is_left() {
        assert_eq!(shape_of("Асанова Айнүра"), "Ааааааа Аааааа");
        assert_eq!(shape_of("05.03.1998"), "99.99.9999");
        assert_eq!(shape_of("Smith-Ли №7"), "Aaaaa-Аа №9");
        assert_eq!(shape_of("один два три четыре пять шесть"), "text of 6 words");
        assert_eq!(shape_of(&"а".repeat(40)).chars().count(), LONGEST + 1);
    }
}

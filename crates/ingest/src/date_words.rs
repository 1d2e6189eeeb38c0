//! The words and numbers of a written date. Reach for [`DateWords`] to turn a cell into tokens
//! that `date_text` can read; the words themselves are data (`reference/months.csv` and the list
//! `date_word` of `reference/value_synonyms.csv`), in three languages.
//!
//! Guarantees that a token never spans two words and that an unknown word stays visible as
//! [`Token::Word`], so that nothing is read past it.

use std::collections::BTreeMap;

use records::Reference;

/// Which third of a period is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Third {
    First,
    Middle,
    Last,
}

/// One word, number or sign of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A number of one or two digits.
    Small(u8),
    /// A number of one or two digits that a year word follows.
    ShortYear(u8),
    /// A number of four digits.
    Year(i16),
    /// Any other number, by its digits.
    Digits(u64),
    Month(i8),
    /// 1 spring to 4 winter.
    Season(i8),
    Third(Third),
    About,
    Quarter,
    Half,
    /// The word for year; tells that the number before it is one. Never in the result.
    YearWord,
    /// Words that add nothing: day, month, "of". Never in the result.
    Filler,
    From,
    /// Between two dates: to, until.
    To,
    /// Kyrgyz "чейин", after both dates.
    Until,
    And,
    /// The source says that it does not know.
    Unknown,
    /// One of `.`, `/`, `-` or `,`.
    Sign(char),
    /// A dash longer than a hyphen, or a hyphen between spaces.
    Dash,
    /// A word of no list.
    Word,
}

/// The vocabulary of dates.
#[derive(Clone, Debug)]
pub(crate) struct DateWords {
    /// Lower-case form to 1–12, or 21–24 for seasons.
    months: BTreeMap<String, i8>,
    words: BTreeMap<String, Token>,
    /// Multi-word phrases of both lists, longest first, replaced before splitting.
    phrases: Vec<(String, Token)>,
}

impl DateWords {
    /// The words of the reference data.
    pub(crate) fn new(reference: &Reference) -> Self {
        let mut months = BTreeMap::new();
        let mut words = BTreeMap::new();
        let mut phrases = Vec::new();
        let month_forms =
            reference.months.iter().map(|row| (plain(&row.form), month_token(row.month)));
        let word_forms = reference
            .value_synonyms
            .iter()
            .filter(|row| row.list == "date_word")
            .filter_map(|row| Some((plain(&row.synonym), word_token(&row.code)?)));
        for (form, token) in month_forms.chain(word_forms) {
            if form.chars().any(|c| !c.is_alphabetic()) {
                phrases.push((form, token));
            } else if let Token::Month(month) = token {
                months.insert(form, month);
            } else if let Token::Season(season) = token {
                months.insert(form, 20 + season);
            } else {
                words.insert(form, token);
            }
        }
        phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        Self { months, words, phrases }
    }

    /// The tokens of a text, without spaces and full stops of abbreviations.
    pub(crate) fn tokens(&self, text: &str) -> Vec<Token> {
        let lower = plain(text);
        let mut tokens = Vec::new();
        let mut rest = lower.as_str();
        let mut after_space = true;
        while let Some(c) = rest.chars().next() {
            if let Some((phrase, token)) = self.phrase_at(rest) {
                tokens.push(*token);
                rest = &rest[phrase.len()..];
            } else if c.is_ascii_digit() {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                tokens.push(number(&rest[..end]));
                rest = &rest[end..];
            } else if c.is_alphabetic() {
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                tokens.push(self.word(&rest[..end]));
                rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
            } else {
                let next = &rest[c.len_utf8()..];
                match c {
                    '–' | '—' | '−' | '‒' | '…' => tokens.push(Token::Dash),
                    '-' if after_space && next.starts_with(char::is_whitespace) => {
                        tokens.push(Token::Dash);
                    }
                    '-' | '‑' => tokens.push(Token::Sign('-')),
                    '.' | '/' | ',' => tokens.push(Token::Sign(c)),
                    _ => {}
                }
                rest = next;
            }
            after_space = c.is_whitespace();
        }
        mark_years(&mut tokens);
        tokens
    }

    fn phrase_at(&self, rest: &str) -> Option<&(String, Token)> {
        self.phrases.iter().find(|(phrase, _)| {
            rest.strip_prefix(phrase.as_str())
                .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        })
    }

    /// A word by its exact form, else by the longest month form it begins with: Kyrgyz adds case
    /// endings (`мартында`, `апрелинен`), at most six letters.
    fn word(&self, word: &str) -> Token {
        if let Some(month) = self.months.get(word) {
            return month_token(*month);
        }
        if let Some(token) = self.words.get(word) {
            return *token;
        }
        let mut ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(3).collect();
        ends.reverse();
        for end in ends {
            if word[end..].chars().count() > 6 {
                break;
            }
            if let Some(month) = self.months.get(&word[..end]) {
                return month_token(*month);
            }
            if self.words.get(&word[..end]) == Some(&Token::YearWord) {
                return Token::YearWord;
            }
        }
        Token::Word
    }
}

/// Lower case, `ё` as `е`, no space at either end.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}

fn month_token(month: i8) -> Token {
    if month > 20 { Token::Season(month - 20) } else { Token::Month(month) }
}

fn word_token(code: &str) -> Option<Token> {
    Some(match code {
        "about" => Token::About,
        "early" => Token::Third(Third::First),
        "mid" => Token::Third(Third::Middle),
        "late" => Token::Third(Third::Last),
        "quarter" => Token::Quarter,
        "half" => Token::Half,
        "year" => Token::YearWord,
        "filler" => Token::Filler,
        "from" => Token::From,
        "to" => Token::To,
        "until" => Token::Until,
        "and" => Token::And,
        "unknown" => Token::Unknown,
        "1" | "2" | "3" | "4" => Token::Small(code.as_bytes()[0] - b'0'),
        _ => return None,
    })
}

fn number(digits: &str) -> Token {
    match (digits.len(), digits.parse::<u64>()) {
        (1 | 2, Ok(value)) => Token::Small(value as u8),
        (4, Ok(value)) => Token::Year(value as i16),
        (_, Ok(value)) => Token::Digits(value),
        (_, Err(_)) => Token::Word,
    }
}

/// Drops year words with the hyphen before them; what they said stays in the number's token.
fn mark_years(tokens: &mut Vec<Token>) {
    while let Some(mut at) = tokens.iter().position(|token| *token == Token::YearWord) {
        tokens.remove(at);
        if at > 0 && tokens[at - 1] == Token::Sign('-') {
            at -= 1;
            tokens.remove(at);
        }
        if let Some(before) = at.checked_sub(1)
            && let Token::Small(year) = tokens[before]
        {
            tokens[before] = Token::ShortYear(year);
        }
    }
    tokens.retain(|token| *token != Token::Filler);
}

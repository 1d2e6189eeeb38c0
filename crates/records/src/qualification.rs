//! Under which article an act was qualified. Reach for [`Qualification`] and never for a bare
//! article number: 166 is fraud, prostitution or trafficking depending on the code edition
//! (`reference/offences.csv`). Where the edition is not stated the candidates stay listed.

use std::fmt;
use std::sync::Arc;

use crate::partial_date::PartialDate;

/// A code edition by its id in `reference/code_editions.csv`, e.g. `CC-2021`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub Arc<str>);

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An article with its finer divisions, e.g. `204-1 ч. 2 п. 3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Article {
    /// Article number.
    pub number: u16,
    /// Superscript, as in 125-1; zero where there is none.
    pub superscript: u8,
    /// Part (`часть`, `бөлүк`).
    pub part: Option<u8>,
    /// Point (`пункт`).
    pub point: Option<u8>,
}

impl Article {
    /// The article without part and point: what offences are listed by.
    pub const fn base(self) -> Self {
        Self { number: self.number, superscript: self.superscript, part: None, point: None }
    }

    /// Reads `166`, `125-1`, `ст. 204-1 ч.2 п.3`, `166 ч. 2`, `art. 166 part 2`, `166(2)`,
    /// `166-берене 2-бөлүк`. `None` without a leading article number.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let mut article = Self { number: 0, superscript: 0, part: None, point: None };
        let mut tokens = tokens(&lower).into_iter().peekable();
        let mut marker = Marker::Article;
        let mut behind_article = false;
        while let Some(token) = tokens.next() {
            match token {
                Token::Mark(next) => marker = next,
                Token::Number(n) => {
                    // Kyrgyz puts the word after the number: "2-бөлүк".
                    if let Some(Token::Mark(after)) = tokens.peek()
                        && *after != Marker::Superscript
                        && article.number != 0
                        && marker == Marker::Article
                    {
                        marker = *after;
                        // It belongs to this number, not to the next.
                        tokens.next();
                    }
                    match marker {
                        Marker::Article if article.number == 0 => article.number = n,
                        // "204-1", and not the parts of "ч. 2-3".
                        Marker::Superscript if behind_article => {
                            article.superscript = u8::try_from(n).ok()?;
                        }
                        Marker::Part => article.part = article.part.or(u8::try_from(n).ok()),
                        Marker::Point => article.point = article.point.or(u8::try_from(n).ok()),
                        Marker::Article | Marker::Superscript => break,
                    }
                    behind_article = marker == Marker::Article;
                    marker = Marker::Article;
                }
            }
        }
        (article.number != 0).then_some(article)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Marker {
    Article,
    Superscript,
    Part,
    Point,
}

#[derive(Clone, Copy)]
enum Token {
    Number(u16),
    Mark(Marker),
}

/// Numbers and the words between them that say what the next (or, in Kyrgyz, last) number is.
fn tokens(lower: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = lower;
    // Whether nothing but spaces stands before, and a number before them: not so the dot of "ст.28"
    // in "ч.1 ст.28".
    let mut behind_number = false;
    while let Some(c) = rest.chars().next() {
        let run = |keep: fn(char) -> bool| rest.find(|c| !keep(c)).unwrap_or(rest.len());
        if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            if let Ok(number) = rest[..end].parse() {
                found.push(Token::Number(number));
            }
            rest = &rest[end..];
            behind_number = true;
            continue;
        }
        if c.is_alphabetic() {
            let end = run(char::is_alphabetic);
            let word = &rest[..end];
            if word == "ч"
                || word == "p"
                || ["част", "бөлү", "part", "par"].iter().any(|w| word.starts_with(w))
            {
                found.push(Token::Mark(Marker::Part));
            } else if word == "п"
                || ["пункт", "point", "тармак"].iter().any(|w| word.starts_with(w))
            {
                found.push(Token::Mark(Marker::Point));
            }
            rest = &rest[end..];
        } else {
            let next = rest[c.len_utf8()..].chars().next();
            if behind_number && next.is_some_and(|n| n.is_ascii_digit()) {
                match c {
                    '-' | '–' | '¹' | '.' => found.push(Token::Mark(Marker::Superscript)),
                    '(' => found.push(Token::Mark(Marker::Part)),
                    _ => {}
                }
            }
            rest = &rest[c.len_utf8()..];
        }
        behind_number &= c.is_whitespace();
    }
    found
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        if self.superscript > 0 {
            write!(f, "-{}", self.superscript)?;
        }
        if let Some(part) = self.part {
            write!(f, " ч.{part}")?;
        }
        if let Some(point) = self.point {
            write!(f, " п.{point}")?;
        }
        Ok(())
    }
}

/// How surely the code edition of an article number is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditionKnowledge {
    /// The source states it.
    Stated(EditionId),
    /// Taken from the date of the act, which lies in one edition only. A case about earlier
    /// events may still be charged under the earlier code (lex mitior).
    FromDate(EditionId),
    /// Not determined; these editions are possible, oldest first.
    OneOf(Vec<EditionId>),
}

impl EditionKnowledge {
    /// Every edition the number may belong to, oldest first.
    pub fn candidates(&self) -> &[EditionId] {
        match self {
            Self::Stated(one) | Self::FromDate(one) => std::slice::from_ref(one),
            Self::OneOf(several) => several,
        }
    }
}

/// A qualification at some date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// When it was given; `None` when the source has no date for it.
    pub date: Option<PartialDate>,
    /// Which code.
    pub edition: EditionKnowledge,
    /// Which article.
    pub article: Article,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_read_in_three_languages() {
        let read = |text: &str| Article::parse(text).unwrap().to_string();
        assert_eq!(read("166"), "166");
        assert_eq!(read("ст. 166 ч. 2 п. 3"), "166 ч.2 п.3");
        assert_eq!(read("ст.204-1 УК КР"), "204-1");
        assert_eq!(read("ст. 125-1 ч.2"), "125-1 ч.2");
        assert_eq!(read("166(2)"), "166 ч.2");
        assert_eq!(read("166 (2)"), "166 ч.2");
        assert_eq!(read("ст. 166 ч. 2-3"), "166 ч.2");
        assert_eq!(read("п.3 ч.2 ст.204-1 УК"), "204-1 ч.2 п.3");
        assert_eq!(read("Art. 171 part 3 point 1"), "171 ч.3 п.1");
        assert_eq!(read("166-берененин 2-бөлүгү"), "166 ч.2");
        assert_eq!(read("166-берененин 2-бөлүгүнүн 3-пункту"), "166 ч.2 п.3");
        assert_eq!(Article::parse("торговля людьми"), None);
    }
}

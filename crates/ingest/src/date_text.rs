//! Dates as people write them, in Russian, Kyrgyz and English. Reach for [`DateReader::read`] for
//! the text of a cell and [`DateReader::serial`] for a number of a spreadsheet.
//!
//! Guarantees that a date is read whole or refused: nothing is dropped because it was not
//! understood, and a day that no calendar has is [`Unreadable::Impossible`]. Conventions, where
//! people differ:
//! - a two-digit year is the latest year with these digits that is not after the as-of year;
//! - "winter 2021" without a second year is the span January 2021 to February 2022, since both
//!   winters are called so; "winter 2020/21" is December 2020 to February 2021;
//! - `2020-21` is the span of both years (it is also EDTF for spring 2020, which lies inside);
//! - early, mid and late are thirds: of a month days 1–10, 11–20 and 21 to its end;
//! - "about" widens: a day by 7 days on each side, a month or part of one by 15, a season or
//!   other span by 30, a year by 183;
//! - "from March 2021" without an end is read as its beginning; "until" alone is refused.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use records::{PartialDate, Precision, Reference, days_between};

use crate::date_order::DateOrder;
use crate::date_words::{DateWords, Third, Token};

/// Why a text is not read as a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// No form of date.
    NotADate,
    /// A form of date, but no such day, or a year outside 1900 to 2100.
    Impossible,
    /// All digits, and only possible in another order than the column's.
    OtherOrder,
}

/// First and last year a date may have.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads the dates of one source.
#[derive(Clone, Debug)]
pub struct DateReader {
    words: DateWords,
    /// Latest year a two-digit year may mean.
    pivot: i16,
    /// Placeholders by their lower-case text and by the day they name.
    placeholder_texts: BTreeSet<String>,
    placeholder_dates: BTreeSet<PartialDate>,
}

impl DateReader {
    /// A reader with the words of the reference data; `as_of` dates two-digit years.
    pub fn new(reference: &Reference, as_of: Date) -> Self {
        Self {
            words: DateWords::new(reference),
            pivot: as_of.year(),
            placeholder_texts: BTreeSet::new(),
            placeholder_dates: BTreeSet::new(),
        }
    }

    /// Marks these values as stand-ins, by text and by the date they name when read as `order`.
    pub fn with_placeholders(mut self, placeholders: &[String], order: DateOrder) -> Self {
        for text in placeholders {
            if let Ok(Some(date)) = self.read(text, order) {
                self.placeholder_dates.insert(date);
            }
            self.placeholder_texts.insert(text.trim().to_lowercase());
        }
        self
    }

    /// The date of a text; `None` when it is blank or says that the date is unknown.
    pub fn read(&self, text: &str, order: DateOrder) -> Result<Option<PartialDate>, Unreadable> {
        let text = text.trim();
        if !text.chars().any(char::is_alphanumeric) {
            return Ok(None);
        }
        let date = self.read_plain(text, order)?;
        let stand_in = self.placeholder_texts.contains(&text.to_lowercase());
        Ok(date.map(|date| if stand_in { date.as_placeholder() } else { self.marked(date) }))
    }

    /// Whether a word opens a date: "of", `от`, `с`.
    pub fn is_from(&self, word: &str) -> bool {
        self.words.tokens(word) == [Token::From]
    }

    /// The date of a typed spreadsheet cell.
    pub fn typed(&self, day: Date) -> Result<Option<PartialDate>, Unreadable> {
        Ok(Some(self.marked(known(PartialDate::day(day))?)))
    }

    /// The date of a number: a year (1900 to 2100), a month typed as `3.2021`, a day number of
    /// the 1900 date system (3000 to 73050: 1908 to 2099), or the digits `20210305`.
    pub fn serial(&self, number: f64) -> Result<Option<PartialDate>, Unreadable> {
        let whole = number.trunc();
        let fraction = ((number - whole) * 10_000.0).round();
        let date = if (1.0..=12.0).contains(&whole) && (1900.0..=2100.0).contains(&fraction) {
            PartialDate::month(fraction as i16, whole as i8)
        } else if (1900.0..=2100.0).contains(&number) && fraction == 0.0 {
            PartialDate::year(number as i16)
        } else if (3000.0..73_051.0).contains(&number) {
            // Day 1 is 1 January 1900 and the calendar of Excel has a 29 February 1900.
            date(1899, 12, 30)
                .checked_add(Span::new().days(whole as i64))
                .ok()
                .and_then(PartialDate::day)
        } else if fraction == 0.0 && (1.0e7..1.0e8).contains(&number) {
            return self
                .digits(number as u64, DateOrder::DayFirst)
                .map(|date| Some(self.marked(date)));
        } else {
            return Err(Unreadable::NotADate);
        };
        Ok(Some(self.marked(known(date)?)))
    }

    fn marked(&self, date: PartialDate) -> PartialDate {
        if self.placeholder_dates.contains(&date) { date.as_placeholder() } else { date }
    }

    fn read_plain(&self, text: &str, order: DateOrder) -> Result<Option<PartialDate>, Unreadable> {
        if let Some(date) = printed(text) {
            return known(Some(date)).map(Some);
        }
        if text.len() == 5
            && text.bytes().all(|b| b.is_ascii_digit())
            && let Ok(serial) = text.parse()
        {
            return self.serial(serial);
        }
        let bare = without_notes(text);
        let mut tokens = self.words.tokens(without_time(&bare));
        if tokens.contains(&Token::Unknown) {
            return if tokens.len() == 1 { Ok(None) } else { Err(Unreadable::NotADate) };
        }
        let about = tokens.contains(&Token::About);
        tokens.retain(|token| *token != Token::About);
        while matches!(tokens.last(), Some(Token::Sign('.' | ','))) {
            tokens.pop();
        }
        let date = self.whole(&tokens, order)?;
        Ok(Some(if about { widened(date) } else { date }))
    }

    /// A single date or a range.
    fn whole(&self, tokens: &[Token], order: DateOrder) -> Result<PartialDate, Unreadable> {
        let first = match self.single(tokens, order) {
            Ok(date) => return Ok(date),
            Err(reason) => reason,
        };
        self.range(tokens, order).ok_or(first)
    }

    /// A range, split at the first sign that leaves a date on both sides. A beginning without
    /// year or month takes them from the end.
    fn range(&self, tokens: &[Token], order: DateOrder) -> Option<PartialDate> {
        let tokens = tokens.strip_prefix(&[Token::From]).unwrap_or(tokens);
        let (tokens, until) = match tokens.strip_suffix(&[Token::Until]) {
            Some(tokens) => (tokens, true),
            None => (tokens, false),
        };
        for at in 1..tokens.len() {
            let (left, mut right) = tokens.split_at(at);
            match right[0] {
                Token::Dash | Token::To | Token::And | Token::Sign('-' | ',' | '/') => {
                    right = &right[1..];
                }
                _ if until => {}
                _ => continue,
            }
            if let Some(date) = self.hull(left, right, order) {
                return Some(date);
            }
        }
        self.single(tokens, order).ok().filter(|_| !until)
    }

    fn hull(&self, left: &[Token], right: &[Token], order: DateOrder) -> Option<PartialDate> {
        let last = self.single(right, order).ok()?;
        // `2020/21`: the second year by its last two digits.
        let first = self.single(left, order).or_else(|_| self.beginning(left, last, order)).ok()?;
        (first.start() <= last.start())
            .then(|| PartialDate::span(first.start(), last.last_day()))
            .flatten()
    }

    /// `5` before "10 March 2021", `01.03` before `15.04.2021`, "March" before "April 2021".
    fn beginning(
        &self,
        left: &[Token],
        last: PartialDate,
        order: DateOrder,
    ) -> Result<PartialDate, Unreadable> {
        let end = last.last_day();
        let mut completed = left.to_vec();
        match *left {
            [Token::Small(_)] if last.precision() == Precision::Day => {
                completed = vec![left[0], Token::Month(end.month()), Token::Year(end.year())];
            }
            [Token::Small(_), Token::Sign(sign), Token::Small(_)] => {
                completed.extend([Token::Sign(sign), Token::Year(end.year())]);
            }
            _ => completed.push(Token::Year(end.year())),
        }
        self.single(&completed, order)
    }

    /// One date, with an early, mid or late anywhere in it.
    fn single(&self, tokens: &[Token], order: DateOrder) -> Result<PartialDate, Unreadable> {
        let mut third = None;
        let mut rest = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Third(part) if third.is_none() => third = Some(*part),
                // A hyphen beside a word joins it to its number, a comma parts nothing here.
                Token::Sign('-') if beside_word(tokens, at) => {}
                Token::Sign(',') if beside_word(tokens, at) => {}
                _ => rest.push(*token),
            }
        }
        let date = self.pattern(&rest, order)?;
        match third {
            None => Ok(date),
            Some(third) => known(third_of(date, third)),
        }
    }

    fn pattern(&self, tokens: &[Token], order: DateOrder) -> Result<PartialDate, Unreadable> {
        use Token::{Digits, Half, Month, Quarter, Season, ShortYear, Sign, Small, Year};
        let short = |year: u8| self.full_year(year);
        match *tokens {
            [Year(y)] => year(y),
            [ShortYear(y)] => year(short(y)),
            [Digits(number)] => self.digits(number, order),
            [Small(m), Sign('.' | '/' | '-'), Year(y)] => month(y, m as i8),
            [Year(y), Sign('.' | '/' | '-'), Small(m)] => year_and_number(y, m),
            [Year(y), Sign('/'), Year(z)] if z == y + 1 => years(y, z),
            [Month(m), Year(y)] | [Year(y), Month(m)] => month(y, m),
            [Month(m), ShortYear(y)] | [ShortYear(y), Month(m)] => month(short(y), m),
            [Season(s), Year(y)] | [Year(y), Season(s)] => season(y, s),
            [Season(s), ShortYear(y)] | [ShortYear(y), Season(s)] => season(short(y), s),
            [Season(4), Year(y), Sign('/' | '-'), Year(z)] if z == y + 1 => winter(y),
            [Season(4), Year(y), Sign('/' | '-'), Small(z) | ShortYear(z)] if follows(y, z) => {
                winter(y)
            }
            [Small(d), Month(m), Year(y)]
            | [Month(m), Small(d), Year(y)]
            | [Year(y), Small(d), Month(m)]
            | [Year(y), Month(m), Small(d)] => day(y, m, d),
            [Small(d), Month(m), ShortYear(y) | Small(y)] | [ShortYear(y), Small(d), Month(m)] => {
                day(short(y), m, d)
            }
            [Small(n), Quarter, Year(y)]
            | [Quarter, Small(n), Year(y)]
            | [Year(y), Small(n), Quarter]
            | [Year(y), Quarter, Small(n)] => part_of_year(y, n, 4),
            [Small(n), Half, Year(y)] | [Half, Small(n), Year(y)] | [Year(y), Small(n), Half] => {
                part_of_year(y, n, 2)
            }
            [Small(a), Sign(s), Small(b), Sign(t), Year(y)] if s == t => ordered(y, a, b, order),
            [Small(a), Small(b), Year(y)] => ordered(y, a, b, order),
            [Year(y), Sign(s), Small(m), Sign(t), Small(d)] if s == t => day(y, m as i8, d),
            [Small(a), Sign(s), Small(b), Sign(t), Small(c) | ShortYear(c)] if s == t => {
                match order {
                    DateOrder::YearFirst => day(short(a), b as i8, c),
                    order => ordered(short(c), a, b, order),
                }
            }
            _ => Err(Unreadable::NotADate),
        }
    }

    /// `20210305`, or in a day-first column `05032021`.
    fn digits(&self, number: u64, order: DateOrder) -> Result<PartialDate, Unreadable> {
        if !(1_000_000..100_000_000).contains(&number) {
            return Err(Unreadable::NotADate);
        }
        let pair = |power: u64| (number / power % 100) as u8;
        day((number / 10_000) as i16, pair(100) as i8, pair(1))
            .or_else(|_| ordered((number % 10_000) as i16, pair(1_000_000), pair(10_000), order))
    }

    /// The latest year with these two digits that is not after the as-of year.
    fn full_year(&self, short: u8) -> i16 {
        let century = self.pivot - self.pivot.rem_euclid(100);
        let year = century + i16::from(short);
        if year > self.pivot { year - 100 } else { year }
    }
}

/// What `PartialDate` prints, except `2020-21` where the second number could be the next year.
fn printed(text: &str) -> Option<PartialDate> {
    let date: PartialDate = text.parse().ok()?;
    let start = date.start();
    let could_be_years = date.precision() == Precision::Season
        && text.get(5..7).and_then(|n| n.parse().ok()).is_some_and(|n| follows(start.year(), n));
    (!could_be_years).then_some(date)
}

/// Whether these two digits are those of the year after.
fn follows(year: i16, short: u8) -> bool {
    (year + 1).rem_euclid(100) == i16::from(short)
}

/// Drops what stands in brackets.
fn without_notes(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Cuts a time of day off: everything from the hour before the first colon.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let hour = colon - head.len();
    let tail_is_time = text[colon..]
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | '+' | '-' | 'Z' | 'z' | ' '));
    if !(1..=2).contains(&hour) || !tail_is_time {
        return text;
    }
    match head.strip_suffix(['T', 't']) {
        Some(date) => date,
        None if head.ends_with(char::is_whitespace) => head.trim_end().trim_end_matches(','),
        None => text,
    }
}

fn beside_word(tokens: &[Token], at: usize) -> bool {
    let is_word = |token: Option<&Token>| {
        matches!(
            token,
            Some(
                Token::Month(_) | Token::Season(_) | Token::Third(_) | Token::Quarter | Token::Half
            )
        )
    };
    let is_number = |token: Option<&Token>| {
        matches!(token, Some(Token::Small(_) | Token::Year(_) | Token::ShortYear(_)))
    };
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let after = tokens.get(at + 1);
    (is_word(before) && is_number(after))
        || (is_number(before) && is_word(after))
        || (tokens[at] == Token::Sign(',')
            && matches!(after, Some(Token::Year(_)))
            && matches!(before, Some(Token::Small(_)))
            && tokens.iter().any(|token| matches!(token, Token::Month(_))))
}

fn known(date: Option<PartialDate>) -> Result<PartialDate, Unreadable> {
    date.filter(|date| {
        YEARS.contains(&date.start().year()) && YEARS.contains(&date.last_day().year())
    })
    .ok_or(Unreadable::Impossible)
}

fn year(year: i16) -> Result<PartialDate, Unreadable> {
    known(PartialDate::year(year))
}

fn years(first: i16, last: i16) -> Result<PartialDate, Unreadable> {
    known(
        Date::new(first, 1, 1)
            .ok()
            .zip(Date::new(last, 12, 31).ok())
            .and_then(|(a, b)| PartialDate::span(a, b)),
    )
}

fn year_and_number(y: i16, number: u8) -> Result<PartialDate, Unreadable> {
    if follows(y, number) && number > 12 { years(y, y + 1) } else { month(y, number as i8) }
}

fn month(year: i16, month: i8) -> Result<PartialDate, Unreadable> {
    known(PartialDate::month(year, month))
}

fn season(year: i16, season: i8) -> Result<PartialDate, Unreadable> {
    if season != 4 {
        return known(PartialDate::season(year, season));
    }
    let first = Date::new(year, 1, 1).ok();
    known(
        first
            .zip(PartialDate::season(year, 4))
            .and_then(|(first, winter)| PartialDate::span(first, winter.last_day())),
    )
}

fn winter(year: i16) -> Result<PartialDate, Unreadable> {
    known(PartialDate::season(year, 4))
}

fn day(year: i16, month: i8, day: u8) -> Result<PartialDate, Unreadable> {
    known(
        i8::try_from(day)
            .ok()
            .and_then(|day| Date::new(year, month, day).ok())
            .and_then(PartialDate::day),
    )
}

fn ordered(year: i16, a: u8, b: u8, order: DateOrder) -> Result<PartialDate, Unreadable> {
    let (month_number, day_number) = if order == DateOrder::MonthFirst { (a, b) } else { (b, a) };
    day(year, month_number as i8, day_number).map_err(|reason| {
        if day(year, day_number as i8, month_number).is_ok() {
            Unreadable::OtherOrder
        } else {
            reason
        }
    })
}

/// The `n`th of `parts` equal parts of a year.
fn part_of_year(year: i16, n: u8, parts: u8) -> Result<PartialDate, Unreadable> {
    if !(1..=parts).contains(&n) {
        return Err(Unreadable::Impossible);
    }
    let months = 12 / parts as i8;
    let first = known(PartialDate::month(year, (n as i8 - 1) * months + 1))?;
    let last = known(PartialDate::month(year, n as i8 * months))?;
    known(PartialDate::span(first.start(), last.last_day()))
}

fn third_of(date: PartialDate, third: Third) -> Option<PartialDate> {
    let start = date.start();
    let (from, to) = match (date.precision(), third) {
        (Precision::Day, _) => return None,
        (Precision::Month, Third::First) => (start, start.checked_add(9.days()).ok()?),
        (Precision::Month, Third::Middle) => {
            (start.checked_add(10.days()).ok()?, start.checked_add(19.days()).ok()?)
        }
        (Precision::Month, Third::Last) => (start.checked_add(20.days()).ok()?, date.last_day()),
        (_, third) => {
            let months = (date.end_exclusive().year() - start.year()) as i32 * 12
                + i32::from(date.end_exclusive().month())
                - i32::from(start.month());
            let length = (months / 3).max(1);
            let skip = match third {
                Third::First => 0,
                Third::Middle => length,
                Third::Last => length * 2,
            };
            let from = start.checked_add(skip.months()).ok()?;
            (from, from.checked_add(length.months()).ok()?.yesterday().ok()?)
        }
    };
    PartialDate::span(from, to.min(date.last_day()))
}

fn widened(date: PartialDate) -> PartialDate {
    let days: i32 = match date.precision() {
        Precision::Day => 7,
        Precision::Month => 15,
        Precision::Season => 30,
        Precision::Year => 183,
        Precision::Span if days_between(date.start(), date.last_day()) < 31 => 15,
        Precision::Span => 30,
    };
    let from = date.start().checked_sub(days.days()).unwrap_or(date.start());
    let to = date.last_day().checked_add(days.days()).unwrap_or(date.last_day());
    PartialDate::span(from, to).unwrap_or(date)
}

#[cfg(test)]
mod tests;

//! What one value looks like. Reach for [`Classifier::classify`]; `profile` counts its answers
//! over a column.
//!
//! Guarantees nothing about a single value (a 14-digit number need not be a PIN); the share over a
//! column is what speaks. Names and places come from the reference data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use records::reference::LexiconKind;
use records::reference_number::normalize;
use records::{NumberKind, PartialDate, Reference};

use crate::article_text::read_articles;
use crate::column_map::comparable;
use crate::date_order::DateOrder;
use crate::date_text::{DateReader, Unreadable};
use crate::number_text::is_register_shaped;
use crate::table::Cell;

/// What the values of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueType {
    /// No value in any row.
    Nothing,
    /// Dates, whole or partial.
    Date,
    /// Fourteen-digit personal numbers.
    Pin,
    /// Phone numbers.
    Phone,
    /// Numbers of the unified register, `NN-NNN-YYYY-NNNNNN`.
    RegisterNumber,
    /// Court case numbers.
    CourtNumber,
    /// Articles of the criminal code.
    Article,
    /// Names of persons.
    PersonName,
    /// Names of places.
    Place,
    /// A few words that repeat.
    Code,
    /// Other numbers.
    Number,
    /// Short texts that differ in every row and hold digits.
    Identifier,
    /// Sentences.
    FreeText,
    /// Other text.
    Text,
    /// Spreadsheet errors.
    Error,
}

impl ValueType {
    /// Stable word for machine-readable output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Date => "date",
            Self::Pin => "pin",
            Self::Phone => "phone",
            Self::RegisterNumber => "register_number",
            Self::CourtNumber => "court_number",
            Self::Article => "article",
            Self::PersonName => "person_name",
            Self::Place => "place",
            Self::Code => "code",
            Self::Number => "number",
            Self::Identifier => "identifier",
            Self::FreeText => "free_text",
            Self::Text => "text",
            Self::Error => "error",
        }
    }
}

/// Characters from which a text is a sentence rather than a word.
const SENTENCE: usize = 60;
/// Surnames of the lexicon that must share an ending before it marks one: with fewer, a chance
/// ending would make names of ordinary words.
const SHARED_ENDING: usize = 5;

/// Looks at values with the reference data in mind.
pub(super) struct Classifier<'a> {
    pub(super) reference: &'a Reference,
    dates: DateReader,
    names: BTreeSet<String>,
    /// Endings that mark a surname which the lexicon does not have.
    endings: BTreeSet<String>,
    places: BTreeSet<String>,
    articles: BTreeSet<u16>,
    first_article: u16,
}

impl<'a> Classifier<'a> {
    pub(super) fn new(reference: &'a Reference) -> Self {
        let lexicon = reference.lexicon.iter().flat_map(|entry| {
            let spellings = entry.spellings.iter().chain(&entry.feminine);
            std::iter::once(&entry.name).chain(spellings)
        });
        let numbers = || reference.offences.iter().map(|offence| offence.article.number);
        Self {
            reference,
            // Two-digit years are not judged here: any pivot of this century does.
            dates: DateReader::new(reference, date(2099, 12, 31)),
            names: lexicon.map(|name| comparable(name)).collect(),
            endings: surname_endings(reference),
            places: reference.place_names.iter().map(|row| comparable(&row.name)).collect(),
            articles: numbers().collect(),
            first_article: numbers().min().unwrap_or(u16::MAX),
        }
    }

    /// The type of a value that is not empty.
    pub(super) fn classify(&self, cell: &Cell) -> ValueType {
        match cell {
            Cell::Empty => ValueType::Nothing,
            Cell::Date(_) | Cell::DateTime(_) => ValueType::Date,
            Cell::Bool(_) => ValueType::Code,
            Cell::Error(_) => ValueType::Error,
            Cell::Number(number) => self.number(*number),
            Cell::Text(text) => self.text(text),
        }
    }

    /// The date a cell holds.
    pub(super) fn date(&self, cell: &Cell) -> Option<PartialDate> {
        match cell {
            Cell::Date(day) => PartialDate::day(*day),
            Cell::DateTime(at) => PartialDate::day(at.date()),
            Cell::Text(text) => [DateOrder::DayFirst, DateOrder::MonthFirst]
                .into_iter()
                .find_map(|order| self.dates.read(text, order).ok().flatten()),
            _ => None,
        }
    }

    fn number(&self, number: f64) -> ValueType {
        let whole = number.fract() == 0.0 && number >= 0.0;
        if whole && (1e13..1e14).contains(&number) {
            return ValueType::Pin;
        }
        if whole && (996_000_000_000.0..997_000_000_000.0).contains(&number) {
            return ValueType::Phone;
        }
        ValueType::Number
    }

    fn text(&self, text: &str) -> ValueType {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if is_register_shaped(&normalize(NumberKind::Register, text)) {
            return ValueType::RegisterNumber;
        }
        if digits == 14 && letters == 0 {
            return ValueType::Pin;
        }
        if is_phone(text, digits, letters) {
            return ValueType::Phone;
        }
        if is_court_number(text) {
            return ValueType::CourtNumber;
        }
        if letters == 0 && digits > 0 && text.parse::<f64>().is_ok() {
            return ValueType::Number;
        }
        if text.chars().count() > SENTENCE {
            return ValueType::FreeText;
        }
        let order = [DateOrder::DayFirst, DateOrder::MonthFirst];
        let is_date = |order| match self.dates.read(text, order) {
            Ok(date) => date.is_some(),
            Err(reason) => reason == Unreadable::OtherOrder,
        };
        if order.into_iter().any(is_date) {
            return ValueType::Date;
        }
        if self.is_article(text, digits) {
            return ValueType::Article;
        }
        if digits == 0 && self.is_place(text) {
            return ValueType::Place;
        }
        if digits == 0 && self.is_name(text) {
            return ValueType::PersonName;
        }
        if digits > 0 && !text.contains(char::is_whitespace) {
            return ValueType::Identifier;
        }
        ValueType::Text
    }

    /// Cites an article of the offences known, with a word or part beside the number.
    fn is_article(&self, text: &str, digits: usize) -> bool {
        if digits < 2 || text.chars().count() > 40 {
            return false;
        }
        read_articles(text, self.reference).is_some_and(|cited| {
            cited.iter().any(|cited| {
                let number = cited.article.number;
                number >= self.first_article && self.articles.contains(&number)
            })
        })
    }

    /// Each word before a comma or bracket is a place's name, or the last but a level word.
    fn is_place(&self, text: &str) -> bool {
        let whole = comparable(text);
        if self.places.contains(&whole) {
            return true;
        }
        text.split([',', '(', ';']).any(|part| {
            let part = comparable(part);
            let without_level: Vec<&str> = part
                .split(' ')
                .filter(|word| !self.reference.level_words.iter().any(|row| row.word == *word))
                .collect();
            self.places.contains(&without_level.join(" "))
        })
    }

    /// One to five words, of which one is a name of the lexicon or ends like a surname or
    /// patronymic, and the first is capitalised.
    fn is_name(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = |c: char| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’');
        let capital = text.chars().next().is_some_and(char::is_uppercase);
        (1..=5).contains(&words.len())
            && capital
            && text.chars().all(|c| plain(c) || c.is_whitespace())
            && words.iter().any(|word| {
                let word = comparable(word);
                self.names.contains(&word)
                    || (words.len() > 1 && self.endings.contains(&last_letters(&word)))
            })
    }
}

/// The last three letters that several surnames of the lexicon share, in both genders.
fn surname_endings(reference: &Reference) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let surnames = reference.lexicon.iter().filter(|entry| entry.kind == LexiconKind::Surname);
    for name in surnames.flat_map(|entry| std::iter::once(&entry.name).chain(&entry.feminine)) {
        *counts.entry(last_letters(&comparable(name))).or_default() += 1;
    }
    counts.into_iter().filter(|&(_, count)| count >= SHARED_ENDING).map(|(end, _)| end).collect()
}

fn last_letters(word: &str) -> String {
    let count = word.chars().count();
    word.chars().skip(count.saturating_sub(3)).collect()
}

/// Nine to twelve digits, with a plus, a local zero or the country's 996 before, or grouped.
fn is_phone(text: &str, digits: usize, letters: usize) -> bool {
    let marks = text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    let bare: String = text.chars().filter(char::is_ascii_digit).collect();
    let opens = text.trim_start().starts_with(['+', '(']) || bare.starts_with('0');
    let known = digits == 12 && (bare.starts_with("996") || bare.starts_with("998"));
    // Book numbers are grouped by hyphens alone, nine digits as well.
    let grouped = text.contains('-') && text.trim().contains(' ') && digits == 9;
    letters == 0 && marks && (9..=12).contains(&digits) && (opens || known || grouped)
}

/// `УД-123/21`, `1-45/2021`: a slash before a year of two or four digits, and a hyphen.
fn is_court_number(text: &str) -> bool {
    let Some((before, after)) = text.split_once('/') else { return false };
    let year: String = after.chars().take_while(char::is_ascii_digit).collect();
    let digits = before.chars().any(|c| c.is_ascii_digit());
    before.contains('-')
        && digits
        && !before.contains(char::is_whitespace)
        && matches!(year.len(), 2 | 4)
}

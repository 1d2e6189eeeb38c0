//! Birth dates of lists that are written in words. Reach for [`in_digits`] before two lists are
//! matched: what compares dates there knows digits only.
//!
//! Guarantees that a value is rewritten only where [`DateReader`] reads it whole; everything else,
//! and every date in digits, stays as written. A year of two digits stays, because a list has no day
//! as of which it could be meant.

use jiff::civil::date;
use records::{CodedColumn, PartialDate, Precision, Reference};

use crate::date_order::DateOrder;
use crate::date_text::DateReader;

/// The column with `12 марта 1990 г.` as `1990-03-12`, `март 1990` as `1990-03` and `лето 1990` as
/// `1990`; what says that a date is not known is a missing value.
pub fn in_digits(column: CodedColumn, reference: &Reference) -> CodedColumn {
    if !column.texts().iter().any(is_in_words) {
        return column;
    }
    let reader = DateReader::new(reference, date(2100, 1, 1));
    let rewritten = |text: &str| is_in_words(text).then(|| rewritten(text, &reader)).flatten();
    column.rewritten(rewritten)
}

/// Whether a text has letters, and fewer numbers than a whole date in digits.
fn is_in_words(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    numbers < 3 && text.chars().any(char::is_alphabetic)
}

fn rewritten(text: &str, reader: &DateReader) -> Option<String> {
    let Some(read) = reader.read(text, DateOrder::DayFirst).ok()? else {
        return Some(String::new());
    };
    let year = year_of(read)?;
    let written = text.contains(&year);
    match read.precision() {
        Precision::Day | Precision::Month | Precision::Year => written.then(|| read.to_string()),
        Precision::Season | Precision::Span => written.then_some(year),
    }
}

/// The one year that a date lies in.
fn year_of(date: PartialDate) -> Option<String> {
    let (first, last) = (date.start().year(), date.last_day().year());
    (first == last).then(|| first.to_string())
}

#[cfg(test)]
mod tests {
    use records::CodedColumnBuilder;

    use super::*;

    #[test]
    fn dates_in_words_are_written_in_digits_and_others_stay() {
        let reference = crate::reference::embedded().unwrap();
        let of = |text: &str| {
            let mut builder = CodedColumnBuilder::default();
            builder.push(text);
            in_digits(builder.finish(), &reference).text(0).to_owned()
        };
        for (written, read) in [
            ("12 марта 1990 г.", "1990-03-12"),
            ("5 May 1990", "1990-05-05"),
            ("1990-жылдын 5-майы", "1990-05-05"),
            ("05-Mar-1990", "1990-03-05"),
            ("март 1990", "1990-03"),
            ("лето 1990", "1990"),
            ("неизвестно", ""),
            ("12 марта 90", "12 марта 90"),
            ("12 вандемьера 1990", "12 вандемьера 1990"),
            ("03/05/2001 г.", "03/05/2001 г."),
            ("1990-05-14T00:00:00", "1990-05-14T00:00:00"),
            ("14.05.1990", "14.05.1990"),
        ] {
            assert_eq!(of(written), read, "{written}");
        }
    }
}

//! Numbers and dates as each language writes them. Reach for these functions wherever a value is
//! shown to a reader; files for machines keep plain numbers and EDTF dates.

use jiff::civil::Date;
use records::{PartialDate, Precision};

use crate::error::ReportingError;
use crate::language::{Catalogue, Language};

/// Non-breaking space: keeps a number and its sign or unit on one line.
const NBSP: char = '\u{a0}';
/// Narrow non-breaking space, the digit grouping of Russian and Kyrgyz typography.
const NARROW: char = '\u{202f}';

/// A count with digit grouping: `8,000`, `8000`, `12 000`. Russian and Kyrgyz leave four digits
/// ungrouped.
pub(crate) fn count(language: Language, value: u64) -> String {
    let digits = value.to_string();
    let separator = match language {
        Language::English => ',',
        Language::Russian | Language::Kyrgyz if digits.len() < 5 => return digits,
        Language::Russian | Language::Kyrgyz => NARROW,
    };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal number with this many digits after the separator and a true minus sign.
pub(crate) fn decimal(language: Language, value: f64, digits: usize) -> String {
    // Half is rounded away from zero, as people round, not to the even digit.
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
    let rounded = (value * scale).round() / scale;
    let text = format!("{rounded:.digits$}");
    let text = match language {
        Language::English => text,
        Language::Russian | Language::Kyrgyz => text.replace('.', ","),
    };
    // "-0.0" is no statement about a sign.
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.' | ',')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A decimal number that always carries its sign, for weights of evidence: `+3.2`, `−1.0`, `0.0`.
pub(crate) fn signed(language: Language, value: f64, digits: usize) -> String {
    let text = decimal(language, value, digits);
    let zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if zero || text.starts_with('−') { text } else { format!("+{text}") }
}

/// A share as percent, the sign set as the language sets it.
pub(crate) fn percent(language: Language, share: f64, digits: usize) -> String {
    let number = decimal(language, share * 100.0, digits);
    match language {
        Language::English => format!("{number}%"),
        Language::Russian | Language::Kyrgyz => format!("{number}{NBSP}%"),
    }
}

/// A probability as whole percent; certainty is never claimed: `>99%`, `<1%`.
pub(crate) fn probability(language: Language, value: f64) -> String {
    if value > 0.99 && value < 1.0 {
        format!(">{}", percent(language, 0.99, 0))
    } else if value > 0.0 && value < 0.01 {
        format!("<{}", percent(language, 0.01, 0))
    } else {
        percent(language, value, 0)
    }
}

/// A range of shares as percent: `21–37%`.
pub(crate) fn percent_range(language: Language, low: f64, high: f64, digits: usize) -> String {
    let low = decimal(language, low * 100.0, digits);
    format!("{low}–{}", percent(language, high, digits))
}

/// Text whose ranges (`21–37`) stay on one line.
pub(crate) fn unbroken(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mut joined = String::with_capacity(text.len() + 12);
    for (at, letter) in letters.iter().enumerate() {
        if *letter == '–' && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
            joined.push_str("\u{2060}–\u{2060}");
        } else {
            joined.push(*letter);
        }
    }
    joined
}

/// A day in running text: `5 March 2021`, `5 марта 2021 г.`, `2021-жылдын 5-марты`.
pub(crate) fn day(catalogue: &Catalogue, date: Date) -> Result<String, ReportingError> {
    let month = catalogue.text(&format!("month-of-{}", date.month()))?;
    let (day, year) = (date.day(), date.year());
    Ok(match catalogue.language() {
        Language::English => format!("{day}{NBSP}{month} {year}"),
        Language::Russian => format!("{day}{NBSP}{month} {year}{NBSP}г."),
        Language::Kyrgyz => format!("{year}-жылдын {day}-{month}"),
    })
}

/// A day in a table: `5 Mar 2021`, `05.03.2021`.
pub(crate) fn day_in_table(catalogue: &Catalogue, date: Date) -> Result<String, ReportingError> {
    Ok(match catalogue.language() {
        Language::English => {
            let month = catalogue.text(&format!("month-of-{}", date.month()))?;
            let month: String = month.chars().take(3).collect();
            format!("{}{NBSP}{month}{NBSP}{}", date.day(), date.year())
        }
        Language::Russian | Language::Kyrgyz => {
            format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
        }
    })
}

/// A date as far as it is known, for a table.
pub(crate) fn partial(catalogue: &Catalogue, date: PartialDate) -> Result<String, ReportingError> {
    let start = date.start();
    let year = start.year().to_string();
    let text = match date.precision() {
        Precision::Day => day_in_table(catalogue, start)?,
        Precision::Month => {
            let name = catalogue.text(&format!("month-{}", start.month()))?;
            catalogue.format("date-month", &[("month", name.into()), ("year", year.into())])?
        }
        Precision::Season => {
            let name = catalogue.text(&format!("season-{}", start.month() / 3))?;
            catalogue.format("date-season", &[("season", name.into()), ("year", year.into())])?
        }
        Precision::Year => catalogue.format("date-year", &[("year", year.into())])?,
        Precision::Span => format!(
            "{} – {}",
            day_in_table(catalogue, start)?,
            day_in_table(catalogue, date.last_day())?
        ),
    };
    if date.is_placeholder() {
        catalogue.format("date-placeholder", &[("date", text.into())])
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let date = jiff::civil::date(2021, 3, 5);
        let written: Vec<String> = Language::ALL
            .into_iter()
            .map(|language| day(&Catalogue::new(language).unwrap(), date).unwrap())
            .collect();
        assert_eq!(
            written,
            ["5\u{a0}March 2021", "5\u{a0}марта 2021\u{a0}г.", "2021-жылдын 5-марты"]
        );
    }

    #[test]
    fn vague_dates_say_how_vague_they_are() {
        let catalogue = Catalogue::new(Language::Russian).unwrap();
        let written = |text: &str| partial(&catalogue, text.parse().unwrap()).unwrap();
        assert_eq!(written("2021-03"), "март 2021\u{a0}г.");
        assert_eq!(written("2021-21"), "весна 2021\u{a0}г.");
        assert_eq!(written("2021"), "2021\u{a0}г.");
        assert!(written("1990-01-01?").contains("01.01.1990"));
    }

    #[test]
    fn every_month_and_season_has_a_name_in_every_language() {
        for language in Language::ALL {
            let catalogue = Catalogue::new(language).unwrap();
            for month in 1..=12 {
                let date = PartialDate::month(2021, month).unwrap();
                assert!(partial(&catalogue, date).unwrap().contains("2021"));
                day(&catalogue, date.start()).unwrap();
            }
            for season in 1..=4 {
                let date = PartialDate::season(2021, season).unwrap();
                assert!(partial(&catalogue, date).unwrap().contains("2021"));
            }
        }
    }

    #[test]
    fn percents_and_signs_follow_the_language() {
        assert_eq!(percent(Language::English, 0.281, 1), "28.1%");
        assert_eq!(percent(Language::Russian, 0.281, 1), "28,1\u{a0}%");
        assert_eq!(percent_range(Language::Kyrgyz, 0.21, 0.37, 0), "21–37\u{a0}%");
        assert_eq!(signed(Language::English, -1.25, 1), "−1.3");
        assert_eq!(percent(Language::English, 0.125, 0), "13%");
        assert_eq!(signed(Language::English, -0.001, 1), "0.0");
        assert_eq!(signed(Language::Russian, 3.0, 1), "+3,0");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(count(Language::English, 1_234_567), "1,234,567");
        assert_eq!(count(Language::Russian, 8000), "8000");
        assert_eq!(count(Language::Kyrgyz, 12_000), "12\u{202f}000");
    }
}

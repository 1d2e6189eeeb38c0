//! Reference numbers as cells hold them: `ЖУИ № 1234 от 05.03.2023`, `исх. № 45 от 12.04.2021`,
//! several in one cell. Reach for [`NumberReader::read`].
//!
//! Guarantees that the cell's words stay in `raw`, that the number proper is what is normalised,
//! and that a number of the register's own shape is a register number in whatever column it
//! stands. Labels (`ЖУИ`, `КУП`, `исх.`) are the list `number_label` of
//! `reference/value_synonyms.csv`; words that are no label name the body.

use records::{NumberKind, PartialDate, Precision, ReferenceNumber};

use crate::code_map::CodeMaps;
use crate::date_order::DateOrder;
use crate::date_text::DateReader;

/// Reads the numbers of one source.
#[derive(Clone, Copy, Debug)]
pub struct NumberReader<'a> {
    /// For the labels.
    pub codes: &'a CodeMaps,
    /// For the dates beside numbers.
    pub dates: &'a DateReader,
}

impl NumberReader<'_> {
    /// The numbers of a cell of a column of this kind; empty when it holds no digit.
    pub fn read(&self, kind: NumberKind, text: &str) -> Vec<ReferenceNumber> {
        if kind == NumberKind::Court {
            return self.court(text);
        }
        self.labelled(text)
            .into_iter()
            .map(|(found, number)| with_kind(number, found.unwrap_or(kind)))
            .collect()
    }

    /// The numbers of a cell that may hold several kinds, each with the kind its shape or label
    /// tells, if it does. The kind inside the number is not yet meaningful where that is `None`.
    pub fn labelled(&self, text: &str) -> Vec<(Option<NumberKind>, ReferenceNumber)> {
        let mut found: Vec<(Option<NumberKind>, ReferenceNumber)> = Vec::new();
        for piece in text.split([';', '\n', '|', ',']) {
            let piece = piece.trim();
            let has_digit = piece.chars().any(|c| c.is_ascii_digit());
            // A date or a body after a comma belongs to the number before it.
            if let Some((_, last)) = found.last_mut() {
                if let Some(date) = has_digit.then(|| self.day(piece)).flatten()
                    && last.date.is_none()
                {
                    last.date = Some(date);
                    continue;
                }
                if !has_digit {
                    if last.body.is_none() && piece.chars().any(char::is_alphabetic) {
                        last.body = Some(piece.to_owned());
                    }
                    continue;
                }
            }
            if has_digit {
                found.extend(self.single(piece));
            }
        }
        found
    }

    /// Court numbers: their letters are part of the number, so only a date is taken out.
    fn court(&self, text: &str) -> Vec<ReferenceNumber> {
        let read = |piece: &str| {
            let tokens: Vec<&str> = piece.split_whitespace().collect();
            let ((before, _), date) = self.without_date(&tokens);
            let number = ReferenceNumber::new(NumberKind::Court, &before.join(" "))?;
            Some(ReferenceNumber { raw: piece.trim().to_owned(), date, ..number })
        };
        text.split([';', '\n', '|', ','])
            .filter(|piece| has_digit(piece))
            .filter_map(read)
            .collect()
    }

    /// One number with label, body and date.
    fn single(&self, piece: &str) -> Option<(Option<NumberKind>, ReferenceNumber)> {
        if let Some(number) = ReferenceNumber::new(NumberKind::Register, piece)
            && is_register_shaped(&number.normalized)
        {
            return Some((Some(NumberKind::Register), number));
        }
        let spaced = piece.replace('№', " № ");
        let tokens: Vec<&str> = spaced.split_whitespace().collect();
        let (tokens, date) = self.without_date(&tokens);
        let (before, date_tail) = tokens;
        let marker =
            before.iter().position(|token| *token == "№" || *token == "N" || *token == "No");
        let start = marker.map_or_else(
            || before.iter().position(|token| has_digit(token)).unwrap_or(0),
            |at| at + 1,
        );
        let end =
            before.iter().rposition(|token| has_digit(token)).map_or(start, |at| at + 1).max(start);
        let (mut kind, mut body) = (None, Vec::new());
        let words =
            before[..marker.unwrap_or(start)].iter().chain(&before[end..]).chain(&date_tail);
        for word in words {
            match self.label(word) {
                Some(label) => kind = kind.or(Some(label)),
                None if word.chars().any(char::is_alphabetic) => body.push(*word),
                None => {}
            }
        }
        let mut number = before[start..end].join(" ");
        if let Some((label, rest)) = self.glued_label(&number) {
            kind = kind.or(Some(label));
            number = rest;
        }
        if let Some(register) = ReferenceNumber::new(NumberKind::Register, &number)
            && is_register_shaped(&register.normalized)
        {
            kind = Some(NumberKind::Register);
        }
        let mut read = ReferenceNumber::new(kind.unwrap_or(NumberKind::Journal), &number)?;
        read.raw = piece.to_owned();
        read.date = date;
        read.body = (!body.is_empty()).then(|| body.join(" "));
        Some((kind, read))
    }

    fn label(&self, word: &str) -> Option<NumberKind> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        self.codes.code("number_label", word).and_then(NumberKind::from_code)
    }

    /// `ЖУИ-1234`, `исх.45`: a label and the number without space.
    fn glued_label(&self, number: &str) -> Option<(NumberKind, String)> {
        let digit = number.find(|c: char| c.is_ascii_digit())?;
        let label = self.label(&number[..digit])?;
        Some((label, number[digit..].to_owned()))
    }

    /// Takes the words of a day out, with the "of" before it: the tokens before it and those
    /// after it.
    fn without_date<'t>(
        &self,
        tokens: &[&'t str],
    ) -> ((Vec<&'t str>, Vec<&'t str>), Option<PartialDate>) {
        for length in (1..=tokens.len().min(5)).rev() {
            for at in 0..=tokens.len() - length {
                let rest_has_number =
                    tokens[..at].iter().chain(&tokens[at + length..]).any(|token| has_digit(token));
                if !rest_has_number {
                    continue;
                }
                if let Some(date) = self.day(&tokens[at..at + length].join(" ")) {
                    let mut before = tokens[..at].to_vec();
                    if before.last().is_some_and(|word| self.dates.is_from(word)) {
                        before.pop();
                    }
                    return ((before, tokens[at + length..].to_vec()), Some(date));
                }
            }
        }
        ((tokens.to_vec(), Vec::new()), None)
    }

    /// A text that is one day and could not be a number: it has a sign or a word in it.
    fn day(&self, text: &str) -> Option<PartialDate> {
        let written = text.trim();
        if !written.contains(['.', '/', '-']) && !written.contains(char::is_whitespace) {
            return None;
        }
        let date = self.dates.read(written, DateOrder::DayFirst).ok().flatten()?;
        (date.precision() == Precision::Day).then_some(date)
    }
}

fn has_digit(token: &str) -> bool {
    token.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a normalised number has the shape `NN-NNN-YYYY-NNNNNN`.
pub fn is_register_shaped(normalized: &str) -> bool {
    let lengths: Vec<usize> = normalized.split('-').map(str::len).collect();
    lengths == [2, 3, 4, 6] && normalized.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The same number as another kind: normalised anew, since registers have their own form.
fn with_kind(number: ReferenceNumber, kind: NumberKind) -> ReferenceNumber {
    let normalized = records::reference_number::normalize(kind, &number.normalized);
    ReferenceNumber { kind, normalized, ..number }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use records::Reference;
    use records::reference::ValueSynonym;

    use super::*;
    use crate::source_config::SourceConfig;

    fn with_reader<T>(read: impl Fn(NumberReader<'_>) -> T) -> T {
        let mut reference = Reference::default();
        for (list, code, synonym) in [
            ("number_label", "journal", "жуи"),
            ("number_label", "book", "куп"),
            ("number_label", "letter", "исх"),
            ("number_label", "register", "ерп"),
            ("date_word", "from", "от"),
            ("date_word", "year", "г"),
        ] {
            reference.value_synonyms.push(ValueSynonym {
                list: list.into(),
                code: code.into(),
                synonym: synonym.into(),
                citation: Default::default(),
            });
        }
        let source: SourceConfig =
            toml::from_str("id='s'\nkind='ngo'\ntitle='t'\nas_of='2026-06-30'\nfile=[]").unwrap();
        let codes = CodeMaps::new(&source, &reference).unwrap();
        let dates = DateReader::new(&reference, date(2026, 6, 30));
        read(NumberReader { codes: &codes, dates: &dates })
    }

    fn read(kind: NumberKind, text: &str) -> Vec<String> {
        with_reader(|reader| {
            let print = |number: &ReferenceNumber| {
                let date = number.date.map_or(String::new(), |date| format!(" of {date}"));
                let body = number.body.as_ref().map_or(String::new(), |body| format!(" by {body}"));
                format!("{} {}{date}{body}", number.kind, number.normalized)
            };
            reader.read(kind, text).iter().map(print).collect()
        })
    }

    #[test]
    fn number_label_body_and_date_are_taken_apart() {
        for (text, expected) in [
            ("ЖУИ № 1234 от 05.03.2023", "journal 1234 of 2023-03-05"),
            ("ЖУИ №1234 от 05.03.2023 г.", "journal 1234 of 2023-03-05"),
            ("1234", "journal 1234"),
            (
                "№ 1234 от 05.03.2023 ОВД Ленинского района",
                "journal 1234 of 2023-03-05 by ОВД Ленинского района",
            ),
            (
                "ЖУИ ОВД Ленинского р-на № 77/3 от 2023-03-05",
                "journal 77/3 of 2023-03-05 by ОВД Ленинского р-на",
            ),
            (
                "ЖУИ-1234, 05.03.2023, Свердловский РОВД",
                "journal 1234 of 2023-03-05 by Свердловский РОВД",
            ),
            ("КУП № 55 от 01.02.2017", "book 55 of 2017-02-01"),
            (
                "ЕРП № 03-050-2022-000-547 от 05.03.2022",
                "register 03-050-2022-000547 of 2022-03-05",
            ),
        ] {
            assert_eq!(read(NumberKind::Journal, text), [expected], "{text}");
        }
        assert_eq!(
            read(NumberKind::Letter, "исх. № 45 от 12.04.2021"),
            ["letter 45 of 2021-04-12"]
        );
        assert_eq!(read(NumberKind::Letter, "исх.45/21"), ["letter 45/21"]);
        assert_eq!(read(NumberKind::Letter, "12/03/2021"), ["letter 12/03/2021"]);
        assert_eq!(read(NumberKind::Talon, "T-000123"), ["talon Т-000123"]);
    }

    #[test]
    fn several_numbers_of_a_cell_keep_their_kinds_and_dates() {
        assert_eq!(
            read(NumberKind::Journal, "ЖУИ № 12 от 05.03.2023; 03-050-2022-547, 15"),
            ["journal 12 of 2023-03-05", "register 03-050-2022-000547", "journal 15"]
        );
        assert_eq!(read(NumberKind::Journal, "нет, устно"), Vec::<String>::new());
    }

    #[test]
    fn letters_of_a_court_number_are_part_of_it() {
        assert_eq!(
            read(NumberKind::Court, "УД 302/26-И7 от 01.02.2026"),
            ["court УД302/26-И7 of 2026-02-01"]
        );
        assert_eq!(read(NumberKind::Court, "№ УД-302/26-И7"), ["court УД-302/26-И7"]);
    }

    #[test]
    fn the_raw_text_is_kept() {
        let raw = with_reader(|reader| {
            reader.read(NumberKind::Journal, "ЖУИ № 12 от 05.03.2023")[0].raw.clone()
        });
        assert_eq!(raw, "ЖУИ № 12 от 05.03.2023");
    }
}

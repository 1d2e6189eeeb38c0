//! The files of code lists and of the words by which sources name columns and values.

use records::case_event::{CourtResult, EventKind};
use records::court_case::Instance;
use records::crime_record::LineageKind;
use records::hand_over::Consent;
use records::person::{PersonRole, Sex};
use records::reference::{CodeEntry, HeaderSynonym, MonthName, StopWord, ValueSynonym};

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Keys, Table};

pub(super) fn code_lists(text: &str) -> Result<Vec<CodeEntry>, ReferenceError> {
    let columns = ["list", "code", "name_en", "name_ru", "name_ky"];
    Table::parse("code_lists.csv", text, &columns, &["list", "code"])?.read(|row| {
        Ok(CodeEntry {
            list: row.text("list")?,
            code: row.text("code")?,
            name: row.trilingual("name")?,
            citation: row.citation()?,
        })
    })
}

/// Where the codes of each list of synonyms are defined.
pub(super) struct SynonymTargets<'a> {
    pub(super) schemes: &'a Keys,
    pub(super) grounds: &'a Keys,
    pub(super) code_lists: &'a [CodeEntry],
}

impl SynonymTargets<'_> {
    /// The file or vocabulary that should hold `code`, when it does not.
    fn missing(&self, list: &str, code: &str) -> Option<&'static str> {
        let (known, target) = match list {
            "sex" => (Sex::from_code(code).is_some(), "the sexes"),
            "role" => (PersonRole::from_code(code).is_some(), "the person roles"),
            "event" => (EventKind::from_code(code).is_some(), "the event kinds"),
            "court_result" => (CourtResult::from_code(code).is_some(), "the court results"),
            "instance" => (Instance::from_code(code).is_some(), "the court instances"),
            "consent" => (Consent::from_code(code).is_some(), "the consents"),
            "lineage" => (LineageKind::from_code(code).is_some(), "the lineage kinds"),
            "scheme" => (self.schemes.contains(code), "register_schemes.csv"),
            "ground" => (self.grounds.contains(code), "grounds.csv"),
            _ => {
                let known = |entry: &CodeEntry| entry.list == list && entry.code == code;
                (self.code_lists.iter().any(known), "code_lists.csv")
            }
        };
        (!known).then_some(target)
    }
}

pub(super) fn value_synonyms(
    text: &str,
    targets: &SynonymTargets<'_>,
) -> Result<Vec<ValueSynonym>, ReferenceError> {
    let columns = ["list", "code", "synonym"];
    // One word means one code of a list, or code maps would depend on row order.
    Table::parse("value_synonyms.csv", text, &columns, &["list", "synonym"])?.read(|row| {
        let (list, code) = (row.text("list")?, row.text("code")?);
        if let Some(target) = targets.missing(&list, &code) {
            let problem = ReferenceProblem::UnknownKey { value: code, target: target.to_owned() };
            return Err(row.refuse(Some("code"), problem));
        }
        Ok(ValueSynonym { list, code, synonym: row.lower("synonym")?, citation: row.citation()? })
    })
}

pub(super) fn header_synonyms(text: &str) -> Result<Vec<HeaderSynonym>, ReferenceError> {
    let columns = ["field", "language", "synonym"];
    let key = ["field", "language", "synonym"];
    Table::parse("header_synonyms.csv", text, &columns, &key)?.read(|row| {
        Ok(HeaderSynonym {
            field: row.text("field")?,
            language: row.language()?,
            synonym: row.lower("synonym")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn months(text: &str) -> Result<Vec<MonthName>, ReferenceError> {
    let columns = ["month", "language", "form"];
    Table::parse("months.csv", text, &columns, &["language", "form"])?.read(|row| {
        let month: i8 = row.parsed("month", "a month from 1 to 12 or a season from 21 to 24")?;
        if !matches!(month, 1..=12 | 21..=24) {
            return Err(row.unexpected("month", "a month from 1 to 12 or a season from 21 to 24"));
        }
        Ok(MonthName {
            month,
            language: row.language()?,
            form: row.lower("form")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn stop_words(text: &str) -> Result<Vec<StopWord>, ReferenceError> {
    let columns = ["language", "word"];
    Table::parse("stop_words.csv", text, &columns, &["language", "word"])?.read(|row| {
        Ok(StopWord {
            language: row.language()?,
            word: row.lower("word")?,
            citation: row.citation()?,
        })
    })
}

//! The files of code lists and of the words by which sources name columns and values.

use std::collections::BTreeMap;

use records::case_event::{CourtResult, EventKind};
use records::court_case::Instance;
use records::crime_record::LineageKind;
use records::hand_over::Consent;
use records::person::{PersonRole, Sex};
use records::reference::{
    CodeEntry, Ground, GroundKind, HeaderSynonym, MonthName, StopWord, ValueSynonym,
};
use records::reference_number::NumberKind;

use crate::column_map::comparable;

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Keys, Row, Table};

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
    pub(super) grounds: &'a [Ground],
    pub(super) editions: &'a Keys,
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
            "ground" => (self.ground_kind(code).is_some(), "grounds.csv"),
            "edition" => (self.editions.contains(code), "code_editions.csv"),
            "number_label" => (NumberKind::from_code(code).is_some(), "the number kinds"),
            _ => {
                let known = |entry: &CodeEntry| entry.list == list && entry.code == code;
                (self.code_lists.iter().any(known), "code_lists.csv")
            }
        };
        (!known).then_some(target)
    }

    fn ground_kind(&self, code: &str) -> Option<GroundKind> {
        self.grounds.iter().find(|ground| ground.code == code).map(|ground| ground.kind)
    }

    /// Whether one word may stand for both codes: a refusal and a termination share their words,
    /// and the decision tells them apart.
    fn may_share(&self, list: &str, one: &str, other: &str) -> bool {
        list == "ground" && self.ground_kind(one) != self.ground_kind(other)
    }
}

pub(super) fn value_synonyms(
    text: &str,
    targets: &SynonymTargets<'_>,
) -> Result<Vec<ValueSynonym>, ReferenceError> {
    let columns = ["list", "code", "synonym"];
    let table = Table::parse("value_synonyms.csv", text, &columns, &columns)?;
    // One word means one code of a list, or what a cell means would depend on row order.
    let mut meanings: BTreeMap<(&str, &str), Vec<Row<'_>>> = BTreeMap::new();
    for row in table.rows() {
        let (list, code) = (row.cell("list"), row.cell("code"));
        let others = meanings.entry((list, row.cell("synonym"))).or_default();
        if let Some(other) =
            others.iter().find(|other| !targets.may_share(list, code, other.cell("code")))
        {
            let key = format!("{list} / {}", row.cell("synonym"));
            let problem = ReferenceProblem::DuplicateKey { key, first: other.line };
            return Err(row.refuse(Some("synonym"), problem));
        }
        others.push(row);
    }
    table.read(|row| {
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
        let synonym = row.lower("synonym")?;
        Ok(HeaderSynonym {
            field: row.text("field")?,
            language: row.language()?,
            comparable: comparable(&synonym),
            synonym,
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

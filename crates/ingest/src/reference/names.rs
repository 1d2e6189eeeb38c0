//! The files behind the name fold and the lexicon.

use records::Sex;
use records::reference::{
    DiminutiveRow, EditCostRow, EditOperation, FoldRow, FoldScript, Formant, LexiconEntry,
    LexiconKind, MarkerKind, NameMarker, NameSuffix, SuffixKind,
};

use super::error::ReferenceError;
use super::table::{Row, Table};

/// The symbols of K1.
const PHONES: &str = "aeioubvgdjzklmnprstfhcCS";

pub(super) fn fold(text: &str) -> Result<Vec<FoldRow>, ReferenceError> {
    let columns = ["script", "grapheme", "phones", "after_consonant", "alternatives"];
    Table::parse("name_fold.csv", text, &columns, &["script", "grapheme"])?.read(|row| {
        let grapheme = row.lower("grapheme")?;
        if grapheme.chars().count() > 7 {
            return Err(row.unexpected("grapheme", "at most seven letters"));
        }
        let alternatives = row.list("alternatives")?;
        if alternatives.iter().any(|reading| !is_phones(reading)) {
            return Err(row.unexpected("alternatives", "made of K1 symbols"));
        }
        Ok(FoldRow {
            script: row.coded(
                "script",
                FoldScript::ALL,
                FoldScript::from_code,
                FoldScript::code,
            )?,
            grapheme,
            phones: optional_phones(row, "phones")?.unwrap_or_default(),
            after_consonant: optional_phones(row, "after_consonant")?,
            alternatives,
            citation: row.citation()?,
        })
    })
}

pub(super) fn edit_costs(text: &str) -> Result<Vec<EditCostRow>, ReferenceError> {
    let columns = ["operation", "a", "b", "cost"];
    Table::parse("name_edit_costs.csv", text, &columns, &["operation", "a", "b"])?.read(|row| {
        let cost = row.number("cost")?;
        if cost < 0.0 {
            return Err(row.unexpected("cost", "zero or more"));
        }
        Ok(EditCostRow {
            operation: row.coded(
                "operation",
                EditOperation::ALL,
                EditOperation::from_code,
                EditOperation::code,
            )?,
            a: row.optional("a")?.unwrap_or_default(),
            b: row.optional("b")?.unwrap_or_default(),
            cost,
            citation: row.citation()?,
        })
    })
}

pub(super) fn formants(text: &str) -> Result<Vec<Formant>, ReferenceError> {
    let columns = ["phones", "suffix"];
    Table::parse("name_formants.csv", text, &columns, &["phones", "suffix"])?.read(|row| {
        Ok(Formant {
            phones: phones(row, "phones")?,
            suffix: row.boolean("suffix")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn markers(text: &str) -> Result<Vec<NameMarker>, ReferenceError> {
    let columns = ["phones", "kind", "glued"];
    Table::parse("name_markers.csv", text, &columns, &["phones"])?.read(|row| {
        Ok(NameMarker {
            phones: phones(row, "phones")?,
            kind: row.coded("kind", MarkerKind::ALL, MarkerKind::from_code, MarkerKind::code)?,
            glued: row.boolean("glued")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn suffixes(text: &str) -> Result<Vec<NameSuffix>, ReferenceError> {
    let columns = ["phones", "kind", "sex", "min_stem"];
    Table::parse("name_suffixes.csv", text, &columns, &["kind", "phones"])?.read(|row| {
        Ok(NameSuffix {
            phones: phones(row, "phones")?,
            kind: row.coded("kind", SuffixKind::ALL, SuffixKind::from_code, SuffixKind::code)?,
            sex: sex(row)?,
            min_stem: row.parsed("min_stem", "a number of phones from 0 to 255")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn lexicon(text: &str) -> Result<Vec<LexiconEntry>, ReferenceError> {
    let columns = ["id", "kind", "name", "feminine", "spellings", "cognates", "languages"];
    Table::parse("name_lexicon.csv", text, &columns, &["id"])?.read(|row| {
        Ok(LexiconEntry {
            id: row.text("id")?,
            kind: row.coded("kind", LexiconKind::ALL, LexiconKind::from_code, LexiconKind::code)?,
            name: row.text("name")?,
            feminine: row.optional("feminine")?,
            spellings: row.list("spellings")?,
            cognates: row.list("cognates")?,
            languages: row.list("languages")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn diminutives(text: &str) -> Result<Vec<DiminutiveRow>, ReferenceError> {
    let columns = ["short", "full", "sex"];
    Table::parse("name_diminutives.csv", text, &columns, &["short", "full", "sex"])?.read(|row| {
        Ok(DiminutiveRow {
            short: row.text("short")?,
            full: row.text("full")?,
            sex: sex(row)?,
            citation: row.citation()?,
        })
    })
}

fn sex(row: Row<'_>) -> Result<Option<Sex>, ReferenceError> {
    if row.cell("sex").is_empty() {
        return Ok(None);
    }
    row.coded("sex", Sex::ALL, Sex::from_code, Sex::code).map(Some)
}

fn is_phones(text: &str) -> bool {
    text.chars().all(|phone| PHONES.contains(phone))
}

fn optional_phones(row: Row<'_>, column: &str) -> Result<Option<String>, ReferenceError> {
    match row.optional(column)? {
        Some(text) if !is_phones(&text) => Err(row.unexpected(column, "made of K1 symbols")),
        text => Ok(text),
    }
}

fn phones(row: Row<'_>, column: &str) -> Result<String, ReferenceError> {
    let text = row.text(column)?;
    if is_phones(&text) { Ok(text) } else { Err(row.unexpected(column, "made of K1 symbols")) }
}

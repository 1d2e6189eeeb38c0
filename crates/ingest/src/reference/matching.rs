//! The files of the shipped linkage model.

use records::reference::{
    BlockingRuleRow, LevelRow, ListBlockingRuleRow, ListLevelRow, ModelParameter,
};

use super::error::{ReferenceError, ReferenceProblem};
use super::table::{Row, Table};

pub(super) fn levels(text: &str) -> Result<Vec<LevelRow>, ReferenceError> {
    let columns = ["link_kind", "comparison", "level", "m", "u"];
    let key = ["link_kind", "comparison", "level"];
    Table::parse("link_levels.csv", text, &columns, &key)?.read(|row| {
        Ok(LevelRow {
            link_kind: link_kind(row)?,
            comparison: row.text("comparison")?,
            level: row.text("level")?,
            m: row.probability("m")?,
            u: row.probability("u")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn list_levels(text: &str) -> Result<Vec<ListLevelRow>, ReferenceError> {
    let columns = ["comparison", "level", "m", "u"];
    Table::parse("list_levels.csv", text, &columns, &["comparison", "level"])?.read(|row| {
        Ok(ListLevelRow {
            comparison: row.text("comparison")?,
            level: row.text("level")?,
            m: row.probability("m")?,
            u: row.probability("u")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn parameters(text: &str) -> Result<Vec<ModelParameter>, ReferenceError> {
    let columns = ["link_kind", "name", "value", "meaning"];
    Table::parse("link_parameters.csv", text, &columns, &["link_kind", "name"])?.read(|row| {
        Ok(ModelParameter {
            link_kind: link_kind(row)?,
            name: row.text("name")?,
            value: row.number("value")?,
            meaning: row.text("meaning")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn blocking_rules(text: &str) -> Result<Vec<BlockingRuleRow>, ReferenceError> {
    let columns = ["link_kind", "rule", "keys", "max_pairs", "pass"];
    Table::parse("blocking_rules.csv", text, &columns, &["link_kind", "rule"])?.read(|row| {
        let keys = row.list("keys")?;
        if keys.is_empty() {
            return Err(row.refuse(Some("keys"), ReferenceProblem::Empty));
        }
        Ok(BlockingRuleRow {
            link_kind: link_kind(row)?,
            rule: row.text("rule")?,
            keys,
            max_pairs: row.parsed("max_pairs", "a number of pairs")?,
            pass: row.parsed("pass", "the number of a pass, 0 to 255")?,
            citation: row.citation()?,
        })
    })
}

pub(super) fn list_blocking_rules(text: &str) -> Result<Vec<ListBlockingRuleRow>, ReferenceError> {
    Table::parse("list_blocking_rules.csv", text, &["rule", "loose"], &["rule"])?.read(|row| {
        Ok(ListBlockingRuleRow {
            rule: row.text("rule")?,
            loose: row.boolean("loose")?,
            citation: row.citation()?,
        })
    })
}

fn link_kind(row: Row<'_>) -> Result<String, ReferenceError> {
    let kind = row.text("link_kind")?;
    if kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        Ok(kind)
    } else {
        Err(row.unexpected("link_kind", "a code such as ngo_register or register_court"))
    }
}

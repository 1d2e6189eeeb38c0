//! JSON Lines with nested objects. Reach for [`write`]: headers with dots become objects, and
//! `victims`, `victims2` … become one array.

use serde_json::{Map, Value as Json};

use super::{Table, Value};

/// One object per row; empty cells are left out, days are `yyyy-mm-dd`.
pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut text = String::new();
    for row in &table.rows {
        let mut object = Map::new();
        for (column, value) in table.columns.iter().zip(row) {
            let json = match value {
                Value::Empty => continue,
                Value::Text(text) => Json::String(text.clone()),
                Value::Day(day) => Json::String(day.to_string()),
            };
            put(&mut object, &column.header, json);
        }
        text.push_str(&Json::Object(object).to_string());
        text.push('\n');
    }
    text.into_bytes()
}

/// Puts a value under `name`, `group.name` or `groupN.name` (N-th element of an array).
fn put(object: &mut Map<String, Json>, header: &str, value: Json) {
    let Some((group, name)) = header.split_once('.') else {
        object.insert(header.to_owned(), value);
        return;
    };
    let plain = group.trim_end_matches(|c: char| c.is_ascii_digit());
    if !matches!(plain, "victims" | "suspects") {
        let inner = object.entry(group).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(inner) = inner {
            inner.insert(name.to_owned(), value);
        }
        return;
    }
    let at = group[plain.len()..].parse::<usize>().unwrap_or(1) - 1;
    let list = object.entry(plain).or_insert_with(|| Json::Array(Vec::new()));
    if let Json::Array(list) = list {
        while list.len() <= at {
            list.push(Json::Object(Map::new()));
        }
        if let Json::Object(inner) = &mut list[at] {
            inner.insert(name.to_owned(), value);
        }
    }
}

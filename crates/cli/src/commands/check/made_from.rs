//! What the two runs were made from, where it differs: software, reference data, parameters, files.
//! Every leaf of `run.json` is compared, so a new fact needs no change here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::flip::Change;

/// Leaves of two `run.json` that differ; none where the baseline was kept without one.
pub(super) fn changes(was: &Value, now: &Value) -> Vec<Change> {
    if was.is_null() {
        return Vec::new();
    }
    let (before, after) = (leaves(was), leaves(now));
    let side = |leaves: &BTreeMap<String, String>, path: &str| {
        leaves.get(path).cloned().unwrap_or_default()
    };
    before
        .keys()
        .chain(after.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|path| Change::new(path, &side(&before, path), &side(&after, path)))
        .filter(|change| change.was != change.now)
        .collect()
}

fn leaves(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(String::new(), document, &mut found);
    found
}

fn walk(path: String, value: &Value, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(below(name), value, found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                // An item is named by what names it, so that one more shifts no other.
                let name =
                    ["id", "kind", "name", "rule"].iter().find_map(|key| item[*key].as_str());
                walk(below(name.unwrap_or(&at.to_string())), item, found);
            }
        }
        Value::String(text) => drop(found.insert(path, text.clone())),
        other => drop(found.insert(path, other.to_string())),
    }
}

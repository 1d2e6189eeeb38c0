//! Figures then and now. A moved figure is explained by the ids that came or went, each with its
//! finding where that flipped too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::flip::{Comparison, Differences, FlipKind};
use super::tolerances::{FigureTolerance, Tolerances};

/// Compares the figures of two `figures.json`.
pub(super) fn compare(
    was: &BTreeMap<String, Value>,
    now: &BTreeMap<String, Value>,
    findings: &Comparison,
    tolerances: &Tolerances,
) -> Comparison {
    let mut found = Comparison::default();
    for id in was.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        match (was.get(id), now.get(id)) {
            (Some(before), Some(after)) => {
                found.close(id, fields(before, after, findings, tolerances.figure(id)));
            }
            (Some(_), None) => found.one_sided(FlipKind::Figure, id, true),
            (None, _) => found.one_sided(FlipKind::NewFigure, id, false),
        }
    }
    found
}

fn fields(
    was: &Value,
    now: &Value,
    findings: &Comparison,
    tolerance: FigureTolerance,
) -> Differences {
    let kind = FlipKind::Figure;
    let mut differences = Differences::default();
    for field in ["unit", "cohort", "method", "interval.method", "interval.level"] {
        differences.text(kind, field, &written(was, field), &written(now, field));
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
    let count = tolerance.count as f64;
    let numbers = [
        ("numerator", count),
        ("denominator", count),
        ("value", tolerance.value),
        ("interval.low", tolerance.value),
        ("interval.high", tolerance.value),
    ];
    for (field, bound) in numbers {
        let (before, after) = (written(was, field), written(now, field));
        differences.number(kind, field, (&before, &after), bound);
    }
    // A baseline that `--accept` wrote keeps no ids.
    for field in ["ids", "denominator_ids"].into_iter().filter(|field| was.get(field).is_some()) {
        moved_ids(&mut differences, field, (was, now), findings, tolerance.count);
    }
    differences
}

/// A field as written, below another where there is a dot; empty where it is null.
fn written(figure: &Value, field: &str) -> String {
    match figure.pointer(&format!("/{}", field.replace('.', "/"))) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The ids that came and went, which are as many as `count` allows or a flip.
fn moved_ids(
    differences: &mut Differences,
    field: &str,
    (was, now): (&Value, &Value),
    findings: &Comparison,
    count: u64,
) {
    let ids = |figure: &Value| -> BTreeSet<String> {
        let list = figure[field].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|id| Some(id.as_str()?.to_owned())).collect()
    };
    let (before, after) = (ids(was), ids(now));
    let gone: Vec<&String> = before.difference(&after).collect();
    let come: Vec<&String> = after.difference(&before).collect();
    let sizes = (before.len().to_string(), after.len().to_string());
    if gone.len().max(come.len()) as u64 > count {
        differences.add(FlipKind::Figure, field, &sizes.0, &sizes.1);
    }
    for (word, moved) in [("went from", gone), ("came to", come)] {
        for id in moved {
            let why = finding_of(id, findings).unwrap_or_default();
            differences.because.push(format!("{id} {word} {field}{why}"));
        }
    }
}

/// The changed finding of a report, as an apposition.
fn finding_of(id: &str, findings: &Comparison) -> Option<String> {
    let flip = findings.flips.iter().find(|flip| flip.subject == id)?;
    let change = flip.changes.iter().find(|change| change.field == "finding");
    Some(format!(", {}", change.or(flip.changes.first())?.text()))
}

//! Rows of one case that do not agree. Reach for [`settle`] where rows add to each other and for
//! [`settle_whole`] where each row is the whole case.
//!
//! Guarantees that the outcome depends on what the rows say, never on where they stand.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use records::{QuarantinedRow, RefusalReason, RowRef};

use crate::column_map::comparable;
use crate::field::{CaseField, Meaning};
use crate::row_content::{Refusal, RowContent, Value};

type Case = Vec<(CaseField, Value)>;

/// Rows with the same words in every mapped column are one; of differing rows the one that occurs
/// most often stays, then the fullest, and the others are refused.
pub(super) fn settle_whole(
    mut rows: Vec<RowContent>,
    refused: &mut Vec<QuarantinedRow>,
) -> (Vec<RowContent>, Case) {
    if rows.len() > 1 {
        let mut copies: BTreeMap<[u8; 16], u32> = BTreeMap::new();
        for row in &rows {
            *copies.entry(row.digest).or_default() += 1;
        }
        rows.sort_by_key(|row| {
            (Reverse(copies[&row.digest]), Reverse(row.filled), row.digest, row.at.clone())
        });
        let (kept, first) = (rows[0].digest, rows[0].at.clone());
        let (same, other): (Vec<RowContent>, Vec<RowContent>) =
            rows.into_iter().partition(|row| row.digest == kept);
        refused.extend(other.into_iter().map(|row| contradicts(row.at, None, &first)));
        rows = same;
    }
    let case = rows.first().map(|row| row.case.clone()).unwrap_or_default();
    (rows, case)
}

/// Joins the case values of rows: one value per field, except where values are collected. A row
/// whose value contradicts the one most rows share is refused.
pub(super) fn settle(
    mut rows: Vec<RowContent>,
    refused: &mut Vec<QuarantinedRow>,
) -> (Vec<RowContent>, Case) {
    order_by_agreement(&mut rows);
    let mut case: BTreeMap<CaseField, (Value, RowRef)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(rows.len());
    'rows: for row in rows {
        for (field, value) in &row.case {
            if let Some((known, at)) = case.get(field)
                && !field.meaning().is_collected()
                && !agree(known, value)
            {
                refused.push(contradicts(row.at, Some(*field), &at.clone()));
                continue 'rows;
            }
        }
        for (field, value) in &row.case {
            match case.get_mut(field) {
                None => {
                    case.insert(*field, (value.clone(), row.at.clone()));
                }
                Some((known, _)) => collect(*field, known, value),
            }
        }
        kept.push(row);
    }
    (kept, case.into_iter().map(|(field, (value, _))| (field, value)).collect())
}

/// Rows that share most values with others first, then the fuller, then by what they say.
fn order_by_agreement(rows: &mut Vec<RowContent>) {
    if rows.len() < 2 {
        return;
    }
    let mut counts: BTreeMap<(CaseField, String), u32> = BTreeMap::new();
    let single = |row: &RowContent| -> Vec<(CaseField, String)> {
        let single = |field: &CaseField| !field.meaning().is_collected();
        let values = row.case.iter().filter(|(field, _)| single(field));
        values.map(|(field, value)| (*field, compared(value))).collect()
    };
    for row in rows.iter() {
        for key in single(row) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut keyed: Vec<_> = std::mem::take(rows)
        .into_iter()
        .map(|row| {
            let agreement: u32 = single(&row).iter().map(|key| counts[key] - 1).sum();
            let key = (
                Reverse(agreement),
                Reverse(row.case.len()),
                row.case.clone(),
                row.digest,
                row.at.clone(),
            );
            (key, row)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    rows.extend(keyed.into_iter().map(|(_, row)| row));
}

/// Texts agree when only case and punctuation differ.
fn agree(a: &Value, b: &Value) -> bool {
    a == b || matches!((a, b), (Value::Text(a), Value::Text(b)) if comparable(a) == comparable(b))
}

fn compared(value: &Value) -> String {
    match value {
        Value::Text(text) => comparable(text),
        Value::Date(date) => date.to_string(),
        Value::Code(code) => code.clone(),
        Value::Edition(edition) => edition.to_string(),
        // Collected values are not counted.
        Value::Codes(_) | Value::Articles(_) | Value::Numbers(_) => String::new(),
    }
}

/// Adds what is new, in the order of the rows' agreement. Narratives and places stand one below
/// the other.
fn collect(field: CaseField, known: &mut Value, value: &Value) {
    match (known, value) {
        (Value::Text(known), Value::Text(text)) => {
            let is_new = match field.meaning() {
                Meaning::Narrative => !known.contains(text.as_str()),
                Meaning::Place(_) => !known.lines().any(|line| line == text),
                _ => false,
            };
            if is_new {
                known.push('\n');
                known.push_str(text);
            }
        }
        (Value::Codes(known), Value::Codes(more)) => merge(known, more),
        (Value::Articles(known), Value::Articles(more)) => merge(known, more),
        (Value::Numbers(known), Value::Numbers(more)) => merge(known, more),
        _ => {}
    }
}

fn merge<T: Clone + Ord>(known: &mut Vec<T>, more: &[T]) {
    let new: Vec<T> = more.iter().filter(|value| !known.contains(value)).cloned().collect();
    if !new.is_empty() {
        known.extend(new);
        known.sort();
    }
}

fn contradicts(at: RowRef, field: Option<CaseField>, kept: &RowRef) -> QuarantinedRow {
    let what = match field {
        Some(field) => format!("its {} differs from that of {kept}", field.code()),
        None => format!("it differs from {kept}"),
    };
    Refusal::of_row(
        RefusalReason::DuplicateReference,
        format!(
            "{what}, which has the same reference: correct one of them, or give this row its own \
             reference"
        ),
    )
    .at(at)
}

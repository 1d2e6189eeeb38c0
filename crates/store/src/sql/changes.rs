//! What a delivery changed against the one it replaces. Reach for [`changes`] inside the transaction
//! that put the newer.
//!
//! Guarantees that records are compared by what they say, not by the rows they stood in: every row
//! of a newer delivery has another file behind it. Of both deliveries some thousand are held.

use std::cmp::Ordering;

use rayon::prelude::*;
use records::RecordId;
use sqlx::Row;

use super::super::{EngineConnection, EngineRow, Result, engine};
use super::pages::PAGE;
use crate::content_hash::without_rows;
use crate::contract::RecordChanges;
use crate::wire::PayloadError;

/// Compares two deliveries of a source.
pub(super) async fn changes(
    connection: &mut EngineConnection,
    older: i64,
    newer: i64,
) -> Result<RecordChanges> {
    let mut changes = RecordChanges::default();
    let mut after = String::new();
    loop {
        let new = page(connection, newer, &after).await?;
        let old = page(connection, older, &after).await?;
        // Behind a full page there may be more: both are compared up to where the shorter one ends.
        let full = [&new, &old].into_iter().filter(|rows| rows.len() == PAGE as usize);
        let until = full.filter_map(|rows| rows.last()).map(id).min();
        compare(up_to(&old, until), up_to(&new, until), &mut changes)?;
        let Some(until) = until else { return Ok(changes) };
        after = until.to_owned();
    }
}

fn id(row: &EngineRow) -> &str {
    row.get(0)
}

/// The rows up to an id, or all.
fn up_to<'r>(rows: &'r [EngineRow], until: Option<&str>) -> &'r [EngineRow] {
    &rows[..rows.partition_point(|row| until.is_none_or(|until| id(row) <= until))]
}

/// The next records of a delivery behind an id.
async fn page(
    connection: &mut EngineConnection,
    delivery: i64,
    after: &str,
) -> Result<Vec<EngineRow>> {
    sqlx::query(
        "SELECT record_id, payload FROM record WHERE delivery_seq = $1 AND record_id > $2
         ORDER BY record_id LIMIT $3",
    )
    .bind(delivery)
    .bind(after)
    .bind(PAGE)
    .fetch_all(connection)
    .await
    .map_err(engine)
}

/// Adds what the new records of a stretch of ids changed.
fn compare(old: &[EngineRow], new: &[EngineRow], changes: &mut RecordChanges) -> Result<()> {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    let mut both = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => id(old).cmp(id(new)),
        };
        let before = old.next_if(|_| order.is_le());
        let now = new.next_if(|_| order.is_ge());
        match (before, now) {
            (Some(before), Some(now)) => both.push((before, now)),
            (before, now) => {
                changes.removed.extend(before.map(|row| RecordId::from(id(row))));
                changes.added.extend(now.map(|row| RecordId::from(id(row))));
            }
        }
    }
    let differs = |(before, now): &(&EngineRow, &EngineRow)| {
        let (before, now): (&str, &str) = (before.get(1), now.get(1));
        Ok(before != now && without_rows(before)? != without_rows(now)?)
    };
    let differ: Vec<std::result::Result<bool, PayloadError>> =
        both.par_iter().map(differs).collect();
    for ((_, now), differs) in both.iter().zip(differ) {
        if differs? {
            changes.changed.push(id(now).into());
        }
    }
    Ok(())
}

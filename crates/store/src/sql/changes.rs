//! What a delivery changed against the one it replaces. Reach for [`changes`] inside the transaction
//! that put the newer.
//!
//! Guarantees that records are compared by what they say, not by the rows they stood in: every row
//! of a newer delivery has another file behind it. Of both deliveries some thousand are held.

use std::cmp::Ordering;

use rayon::prelude::*;
use records::RecordId;
use sqlx::{AssertSqlSafe, Row};

use super::super::{EngineConnection, EngineRow, Result, engine};
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
        let new = page(connection, newer, &after, None).await?;
        let until = new.last().map(|row| row.get::<String, _>(0));
        let old = page(connection, older, &after, until.as_deref()).await?;
        let Some(last) = until.or_else(|| old.last().map(|row| row.get(0))) else {
            return Ok(changes);
        };
        compare(&old, &new, &mut changes)?;
        after = last;
    }
}

/// Records of a delivery behind an id, by id: up to another, or some thousand.
async fn page(
    connection: &mut EngineConnection,
    delivery: i64,
    after: &str,
    until: Option<&str>,
) -> Result<Vec<EngineRow>> {
    let (condition, end) = match until {
        Some(_) => ("record_id <= $3", ""),
        None => ("$3 = ''", "LIMIT 4096"),
    };
    let statement = format!(
        "SELECT record_id, payload FROM record WHERE delivery_seq = $1 AND record_id > $2
         AND {condition} ORDER BY record_id {end}"
    );
    sqlx::query(AssertSqlSafe(statement))
        .bind(delivery)
        .bind(after)
        .bind(until.unwrap_or_default())
        .fetch_all(connection)
        .await
        .map_err(engine)
}

/// Adds what the new records of a stretch of ids changed.
fn compare(old: &[EngineRow], new: &[EngineRow], changes: &mut RecordChanges) -> Result<()> {
    let id = |row: &EngineRow| RecordId::from(row.get::<&str, _>(0));
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    let mut both = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.get::<&str, _>(0).cmp(new.get(0)),
        };
        let before = old.next_if(|_| order.is_le());
        let now = new.next_if(|_| order.is_ge());
        match (before, now) {
            (Some(before), Some(now)) => both.push((before, now)),
            (before, now) => {
                changes.removed.extend(before.map(id));
                changes.added.extend(now.map(id));
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
            changes.changed.push(id(now));
        }
    }
    Ok(())
}

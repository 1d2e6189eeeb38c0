//! Putting one delivery: its row, files, records, quarantine, and what it changed against the
//! delivery it replaces. Runs inside the caller's transaction.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::{Result, engine};
use crate::contract::{DeliveryOutcome, NewDelivery, RecordChanges, RecordsRef};
use crate::wire::{self, CoverageWire, Payload};

pub(super) async fn put_delivery(
    connection: &mut SqliteConnection,
    new: &NewDelivery<'_>,
) -> Result<DeliveryOutcome> {
    let current = sqlx::query(
        "SELECT seq, reading_hash FROM delivery WHERE source_id = ? AND is_current = 1",
    )
    .bind(&*new.delivery.source.0)
    .fetch_optional(&mut *connection)
    .await
    .map_err(engine)?
    .map(|row| (row.get::<i64, _>(0), row.get::<String, _>(1)));
    if current.as_ref().is_some_and(|(_, reading)| reading == new.reading_hash) {
        return Ok(DeliveryOutcome::Unchanged);
    }
    if let Some((seq, _)) = current {
        retire(connection, seq).await?;
    }
    let seq = insert_delivery(connection, new).await?;
    match new.records {
        RecordsRef::Ngo(all) => {
            for one in all {
                insert_record(connection, seq, one.id.as_str(), one.to_payload()?).await?;
            }
        }
        RecordsRef::Register(all) => {
            for one in all {
                insert_record(connection, seq, one.id.as_str(), one.to_payload()?).await?;
            }
        }
        RecordsRef::Court(all) => {
            for one in all {
                insert_record(connection, seq, one.id.as_str(), one.to_payload()?).await?;
            }
        }
    }
    match current {
        None => Ok(DeliveryOutcome::Added),
        Some((older, _)) => Ok(DeliveryOutcome::Replaced(changes(connection, older, seq).await?)),
    }
}

pub(super) async fn retire(connection: &mut SqliteConnection, seq: i64) -> Result<()> {
    sqlx::query("UPDATE delivery SET is_current = 0 WHERE seq = ?")
        .bind(seq)
        .execute(connection)
        .await
        .map_err(engine)?;
    Ok(())
}

async fn insert_delivery(connection: &mut SqliteConnection, new: &NewDelivery<'_>) -> Result<i64> {
    let delivery = new.delivery;
    let count = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let seq = sqlx::query(
        "INSERT INTO delivery (source_id, kind, title, delivery_hash, reading_hash, as_of,
                               coverage, rows_in, rows_in_records, quarantined, records, notes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&*delivery.source.0)
    .bind(delivery.kind.code())
    .bind(&delivery.title)
    .bind(&*delivery.id.0)
    .bind(new.reading_hash)
    .bind(delivery.as_of.to_string())
    .bind(wire::write(CoverageWire::from(&delivery.coverage))?)
    .bind(count(new.account.rows_in))
    .bind(count(new.account.rows_in_records))
    .bind(count(new.account.quarantined))
    .bind(count(new.account.records))
    .bind(wire::write(new.notes)?)
    .execute(&mut *connection)
    .await
    .map_err(engine)?
    .last_insert_rowid();
    for (position, file) in delivery.files.iter().enumerate() {
        sqlx::query("INSERT INTO delivered_file VALUES (?, ?, ?, ?, ?)")
            .bind(seq)
            .bind(count(position as u64))
            .bind(&*file.name)
            .bind(&file.sha256)
            .bind(count(file.bytes))
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
    }
    for (position, row) in new.quarantine.iter().enumerate() {
        sqlx::query("INSERT INTO quarantined_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(seq)
            .bind(count(position as u64))
            .bind(&*row.at.file)
            .bind(row.at.sheet.as_deref())
            .bind(row.at.row)
            .bind(row.column.as_deref())
            .bind(&row.value_kind)
            .bind(row.reason.code())
            .bind(&row.remedy)
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
    }
    Ok(seq)
}

async fn insert_record(
    connection: &mut SqliteConnection,
    seq: i64,
    id: &str,
    payload: String,
) -> Result<()> {
    sqlx::query("INSERT INTO record VALUES (?, ?, ?)")
        .bind(seq)
        .bind(id)
        .bind(payload)
        .execute(connection)
        .await
        .map_err(engine)?;
    Ok(())
}

/// Compares two deliveries of a source by what their records say, not by the rows they stood in:
/// every row of a newer delivery has another file behind it.
async fn changes(
    connection: &mut SqliteConnection,
    older: i64,
    newer: i64,
) -> Result<RecordChanges> {
    let rows = sqlx::query(
        "SELECT id, max(older), max(newer) FROM (
           SELECT record_id AS id, payload AS older, NULL AS newer FROM record WHERE delivery_seq = ?
           UNION ALL
           SELECT record_id, NULL, payload FROM record WHERE delivery_seq = ?)
         GROUP BY id HAVING max(older) IS NOT max(newer) ORDER BY id",
    )
    .bind(older)
    .bind(newer)
    .fetch_all(connection)
    .await
    .map_err(engine)?;
    let mut changes = RecordChanges::default();
    for row in rows {
        let id = row.get::<&str, _>(0).into();
        match (row.get::<Option<&str>, _>(1), row.get::<Option<&str>, _>(2)) {
            (None, _) => changes.added.push(id),
            (_, None) => changes.removed.push(id),
            (Some(before), Some(after)) => {
                if without_rows(before)? != without_rows(after)? {
                    changes.changed.push(id);
                }
            }
        }
    }
    Ok(changes)
}

/// A payload without the file rows it was read from.
fn without_rows(payload: &str) -> Result<serde_json::Value> {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("provenance");
                fields.remove("row");
                fields.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = wire::read(payload)?;
    strip(&mut value);
    Ok(value)
}

//! Putting one delivery: its row, files, records, quarantine, and what it changed against the
//! delivery it replaces. Runs inside the caller's transaction.

use rayon::prelude::*;
use records::{QuarantinedRow, RecordId};
use sqlx::Row;

use super::super::{EngineConnection, Result, engine, insert_records};
use super::audit;
use super::erase::ErasedRecords;
use crate::audit::{AuditNote, ListDigest};
use crate::content_hash::without_rows;
use crate::contract::{DeliveryOutcome, NewDelivery, RecordChanges, RecordsRef};
use crate::wire::{self, CoverageWire, Payload};

/// Records written with one statement or one copy. The payloads of twice as many, about a kilobyte
/// each, are held at the same time.
const BATCH: usize = 1_000;

pub(super) async fn put_delivery(
    connection: &mut EngineConnection,
    new: &NewDelivery<'_>,
    erased: &ErasedRecords,
) -> Result<DeliveryOutcome> {
    let current = sqlx::query(
        "SELECT seq, reading_hash FROM delivery WHERE source_id = $1 AND is_current = 1",
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
    let mut digest = ListDigest::default();
    match new.records {
        RecordsRef::Ngo(all) => {
            put_records(connection, seq, all, |one| &one.id, erased, &mut digest).await?;
        }
        RecordsRef::Register(all) => {
            put_records(connection, seq, all, |one| &one.id, erased, &mut digest).await?;
        }
        RecordsRef::Court(all) => {
            put_records(connection, seq, all, |one| &one.id, erased, &mut digest).await?;
        }
    }
    put_quarantine(connection, seq, new.quarantine, &mut digest).await?;
    audit::append(connection, &AuditNote::input(new, &digest.finish())).await?;
    match current {
        None => Ok(DeliveryOutcome::Added),
        Some((older, _)) => Ok(DeliveryOutcome::Replaced(changes(connection, older, seq).await?)),
    }
}

async fn put_records<T: Payload + Sync>(
    connection: &mut EngineConnection,
    seq: i64,
    records: &[T],
    id: impl Fn(&T) -> &RecordId + Sync,
    erased: &ErasedRecords,
    digest: &mut ListDigest,
) -> Result<()> {
    let mut batches = records.chunks(BATCH);
    let mut ready = || {
        let kept = batches.next()?.par_iter().filter(|one| !erased.has(id(one)));
        let rows: Vec<Result<_>> =
            kept.map(|one| Ok((id(one).as_str(), one.to_payload()?))).collect();
        Some(rows.into_iter().collect::<Result<Vec<_>>>())
    };
    let mut rows = ready().transpose()?;
    while let Some(some) = rows {
        let mut hash = || {
            for (id, payload) in &some {
                digest.push(id);
                digest.push(payload);
            }
        };
        // The driver's thread writes these while they are hashed and the next are made ready.
        let written = insert_records(connection, seq, &some);
        let beside = async { rayon::join(&mut hash, || ready().transpose()) };
        let (written, ((), next)) = tokio::join!(written, beside);
        written?;
        rows = next?;
    }
    Ok(())
}

async fn put_quarantine(
    connection: &mut EngineConnection,
    seq: i64,
    quarantine: &[QuarantinedRow],
    digest: &mut ListDigest,
) -> Result<()> {
    for (position, row) in (0_i64..).zip(quarantine) {
        audit::digest_refusal(digest, row);
        sqlx::query("INSERT INTO quarantined_row VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(seq)
            .bind(position)
            .bind(&*row.at.file)
            .bind(row.at.sheet.as_deref())
            .bind(i64::from(row.at.row))
            .bind(row.column.as_deref())
            .bind(&row.value_kind)
            .bind(row.reason.code())
            .bind(&row.remedy)
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
    }
    Ok(())
}

pub(super) async fn retire(connection: &mut EngineConnection, seq: i64) -> Result<()> {
    sqlx::query("UPDATE delivery SET is_current = 0 WHERE seq = $1")
        .bind(seq)
        .execute(connection)
        .await
        .map_err(engine)?;
    Ok(())
}

async fn insert_delivery(connection: &mut EngineConnection, new: &NewDelivery<'_>) -> Result<i64> {
    let delivery = new.delivery;
    let count = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let seq: i64 = sqlx::query(
        "INSERT INTO delivery (source_id, kind, title, delivery_hash, reading_hash, as_of,
                               coverage, rows_in, rows_in_records, quarantined, records, notes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         RETURNING seq",
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
    .fetch_one(&mut *connection)
    .await
    .map_err(engine)?
    .get(0);
    for (position, file) in delivery.files.iter().enumerate() {
        sqlx::query("INSERT INTO delivered_file VALUES ($1, $2, $3, $4, $5)")
            .bind(seq)
            .bind(count(position as u64))
            .bind(&*file.name)
            .bind(&file.sha256)
            .bind(count(file.bytes))
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
    }
    Ok(seq)
}

/// Compares two deliveries of a source by what their records say, not by the rows they stood in:
/// every row of a newer delivery has another file behind it.
async fn changes(
    connection: &mut EngineConnection,
    older: i64,
    newer: i64,
) -> Result<RecordChanges> {
    let rows = sqlx::query(
        "SELECT id, max(older), max(newer) FROM (
           SELECT record_id AS id, payload AS older, NULL AS newer FROM record WHERE delivery_seq = $1
           UNION ALL
           SELECT record_id, NULL, payload FROM record WHERE delivery_seq = $2) AS either
         GROUP BY id HAVING max(older) IS DISTINCT FROM max(newer) ORDER BY id",
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

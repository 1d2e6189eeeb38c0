//! Putting one delivery: its row, files, records and quarantine. Runs inside the caller's
//! transaction, and holds some thousand records at a time.

use std::collections::VecDeque;

use rayon::prelude::*;
use records::{Delivery, QuarantinedRow, RecordId, Records};
use sqlx::Row;

use super::super::{EngineConnection, Result, engine, insert_records};
use super::audit;
use super::changes::changes;
use super::erase::ErasedRecords;
use crate::audit::{AuditNote, ListDigest};
use crate::contract::{Contents, ContentsRest, DeliveryOutcome, NewDelivery, StoreError};
use crate::wire::{self, CoverageWire, Payload, PayloadError, PayloadRow};

pub(super) async fn put_delivery(
    connection: &mut EngineConnection,
    new: &mut NewDelivery<'_>,
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
    let (delivery, reading_hash) = (new.delivery, new.reading_hash);
    let seq = insert_delivery(connection, delivery, reading_hash).await?;
    let in_order = put_records(connection, seq, new.contents, erased).await?;
    let withdrawn = || StoreError::Withdrawn(delivery.source.clone());
    let rest = new.contents.rest().ok_or_else(withdrawn)?;
    put_quarantine(connection, seq, rest.quarantine).await?;
    put_account(connection, seq, &rest).await?;
    let digest = match in_order {
        Some(mut digest) => {
            rest.quarantine.iter().for_each(|row| audit::digest_refusal(&mut digest, row));
            digest.finish()
        }
        None => audit::reading_digest(connection, seq).await?,
    };
    let note = AuditNote::input(delivery, reading_hash, rest.account, &digest);
    audit::append(connection, &note).await?;
    match current {
        None => Ok(DeliveryOutcome::Added),
        Some((older, _)) => Ok(DeliveryOutcome::Replaced(changes(connection, older, seq).await?)),
    }
}

/// Records written with one statement or one copy.
const BATCH: usize = 1_000;

/// Puts the records; their hash, which is over them in the order of their ids, where that is how they
/// were handed over.
async fn put_records(
    connection: &mut EngineConnection,
    seq: i64,
    contents: &mut (dyn Contents + Send),
    erased: &ErasedRecords,
) -> Result<Option<ListDigest>> {
    let mut digest = Some(ListDigest::default());
    let mut waiting: VecDeque<PayloadRow> = VecDeque::new();
    let mut ready = || {
        while waiting.len() < BATCH
            && let Some(records) = contents.records()
        {
            for row in payload_rows(records, erased) {
                waiting.push_back(row?);
            }
        }
        Ok::<Vec<_>, PayloadError>(waiting.drain(..waiting.len().min(BATCH)).collect())
    };
    let mut rows = ready()?;
    let mut last: Option<RecordId> = None;
    while let Some((end, _)) = rows.last() {
        let ascending = last.iter().chain(rows.iter().map(|(id, _)| id)).is_sorted();
        last = Some(end.clone());
        digest = digest.filter(|_| ascending);
        let mut hash = || {
            if let Some(digest) = &mut digest {
                for (id, payload) in &rows {
                    digest.push(id.as_str());
                    digest.push(payload);
                }
            }
        };
        // The driver's thread writes these while they are hashed and the next are made ready.
        let written = insert_records(connection, seq, &rows);
        let beside = async { rayon::join(&mut hash, &mut ready) };
        let (written, ((), next)) = tokio::join!(written, beside);
        written?;
        rows = next?;
    }
    Ok(digest)
}

/// Payloads with their ids, without those of erased records.
fn payload_rows(
    records: Records,
    erased: &ErasedRecords,
) -> Vec<std::result::Result<PayloadRow, PayloadError>> {
    fn rows<T: Payload + Send>(
        records: Vec<T>,
        id: impl Fn(&T) -> &RecordId + Sync + Send,
        erased: &ErasedRecords,
    ) -> Vec<std::result::Result<PayloadRow, PayloadError>> {
        let kept = records.into_par_iter().filter(|one| !erased.has(id(one)));
        kept.map(|one| Ok((id(&one).clone(), one.to_payload()?))).collect()
    }
    match records {
        Records::Ngo(all) => rows(all, |one| &one.id, erased),
        Records::Register(all) => rows(all, |one| &one.id, erased),
        Records::Court(all) => rows(all, |one| &one.id, erased),
    }
}

async fn put_quarantine(
    connection: &mut EngineConnection,
    seq: i64,
    quarantine: &[QuarantinedRow],
) -> Result<()> {
    for (position, row) in (0_i64..).zip(quarantine) {
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

/// Writes what is known of a delivery before its records are; see [`put_account`].
async fn insert_delivery(
    connection: &mut EngineConnection,
    delivery: &Delivery,
    reading_hash: &str,
) -> Result<i64> {
    let seq: i64 = sqlx::query(
        "INSERT INTO delivery (source_id, kind, title, delivery_hash, reading_hash, as_of,
                               coverage, rows_in, rows_in_records, quarantined, records, notes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, '')
         RETURNING seq",
    )
    .bind(&*delivery.source.0)
    .bind(delivery.kind.code())
    .bind(&delivery.title)
    .bind(&*delivery.id.0)
    .bind(reading_hash)
    .bind(delivery.as_of.to_string())
    .bind(wire::write(CoverageWire::from(&delivery.coverage))?)
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

/// Adds to a delivery what is known once its records are written.
async fn put_account(
    connection: &mut EngineConnection,
    seq: i64,
    rest: &ContentsRest<'_>,
) -> Result<()> {
    sqlx::query(
        "UPDATE delivery SET rows_in = $2, rows_in_records = $3, quarantined = $4, records = $5,
                             notes = $6
         WHERE seq = $1",
    )
    .bind(seq)
    .bind(count(rest.account.rows_in))
    .bind(count(rest.account.rows_in_records))
    .bind(count(rest.account.quarantined))
    .bind(count(rest.account.records))
    .bind(wire::write(rest.notes)?)
    .execute(connection)
    .await
    .map_err(engine)?;
    Ok(())
}

fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

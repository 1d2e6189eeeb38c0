//! The current records of one kind of source, read page by page. Reach for [`payloads`] to hold them as
//! records and for [`packed`] to hold a register that is too large for that.

use linkage::lineage::LineageKeys;
use rayon::prelude::*;
use records::{CrimeRecord, RecordId, SourceKind};
use sqlx::Row;

use super::super::{EngineConnection, EngineRow, Result, engine};
use super::pages::record_pages;
use crate::contract::Thinned;
use crate::packed_entries::PackedEntries;
use crate::shared_text::{SharedTexts, SharesTexts};
use crate::wire::{Payload, PayloadError};

/// The current records of a kind of source by id, each thinned before the next thousands are read.
pub(super) async fn payloads<T: Payload + SharesTexts + Send>(
    connection: &mut EngineConnection,
    kind: SourceKind,
    id: impl Fn(&T) -> &RecordId,
    thin: Thinned<'_, T>,
) -> Result<Vec<T>> {
    let mut records: Vec<T> = Vec::new();
    let mut texts = SharedTexts::default();
    let read = |row: &EngineRow| {
        let mut record = T::from_payload(row.get(0))?;
        thin(&mut record);
        Ok::<_, PayloadError>(record)
    };
    for delivery in current(connection, kind).await? {
        record_pages(connection, delivery, |rows| {
            for record in rows.par_iter().map(read).collect::<Vec<_>>() {
                let mut record = record?;
                record.share(&mut texts);
                records.push(record);
            }
            Ok(())
        })
        .await?;
    }
    records.sort_by(|a, b| id(a).cmp(id(b)));
    Ok(records)
}

/// The register as [`PackedEntries`].
pub(super) async fn packed(
    connection: &mut EngineConnection,
    thin: Thinned<'_, CrimeRecord>,
) -> Result<(PackedEntries, Vec<LineageKeys>)> {
    let mut all: Option<PackedEntries> = None;
    let mut keys = Vec::new();
    for delivery in current(connection, SourceKind::Register).await? {
        record_pages(connection, delivery, |rows| {
            let read = |row: &EngineRow| {
                let mut record = CrimeRecord::from_payload(row.get(0))?;
                thin(&mut record);
                Ok::<_, PayloadError>(record)
            };
            let all = match &mut all {
                Some(all) => all,
                none => none.insert(PackedEntries::learned_from(read(&rows[0])?)?),
            };
            let pack = |row: &EngineRow| {
                let record = read(row)?;
                Ok((LineageKeys::of(&record), all.packed(record)?))
            };
            let page = rows.par_iter().map(pack).collect::<Result<Vec<_>>>()?;
            let (mut of_page, page): (Vec<_>, Vec<_>) = page.into_iter().unzip();
            keys.append(&mut of_page);
            all.add_page(page);
            Ok(())
        })
        .await?;
    }
    let mut all = all.unwrap_or_default();
    all.sort(&mut keys);
    Ok((all, keys))
}

/// The current deliveries of a kind of source.
async fn current(connection: &mut EngineConnection, kind: SourceKind) -> Result<Vec<i64>> {
    let deliveries = sqlx::query("SELECT seq FROM delivery WHERE is_current = 1 AND kind = $1")
        .bind(kind.code())
        .fetch_all(connection)
        .await
        .map_err(engine)?;
    Ok(deliveries.iter().map(|row| row.get(0)).collect())
}

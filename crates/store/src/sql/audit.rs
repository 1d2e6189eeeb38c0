//! The audit log in SQL: appending inside the caller's transaction, and the hashes over what the
//! database holds.

use records::QuarantinedRow;
use sqlx::Row;

use super::super::{EngineConnection, EngineRow, Result, engine};
use super::pages::{decision_pages, record_pages};
use crate::audit::merkle::{Frontier, from_hex, to_hex};
use crate::audit::{AuditEntry, AuditNote, Checkpoint, ListDigest};
use crate::contract::StoreError;

/// Adds the entry of a note, unless it says nothing new.
pub(super) async fn append(connection: &mut EngineConnection, note: &AuditNote) -> Result<()> {
    if !note.may_repeat() && latest(connection, note).await?.as_ref() == Some(note.content.expose())
    {
        return Ok(());
    }
    let mut frontier = frontier(connection).await?;
    let entry = AuditEntry::append(&mut frontier, note)
        .map_err(|error| StoreError::Engine(format!("no random bytes for a salt: {error}")))?;
    sqlx::query("INSERT INTO audit_entry VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(position(entry.seq))
        .bind(&entry.kind)
        .bind(&entry.subject)
        .bind(&entry.commitment)
        .bind(&entry.salt)
        .bind(entry.content.as_ref().map(|content| content.expose().as_str()))
        .bind(&entry.head)
        .execute(&mut *connection)
        .await
        .map_err(engine)?;
    let roots: Vec<String> = frontier.roots().iter().map(to_hex).collect();
    sqlx::query("UPDATE audit_frontier SET size = $1, roots = $2 WHERE one = 1")
        .bind(position(frontier.size()))
        .bind(roots.join("\n"))
        .execute(connection)
        .await
        .map_err(engine)?;
    Ok(())
}

/// Content of the latest entry of a note's kind and subject.
async fn latest(connection: &mut EngineConnection, note: &AuditNote) -> Result<Option<String>> {
    let row = sqlx::query(
        "SELECT content FROM audit_entry WHERE kind = $1 AND subject = $2
         ORDER BY seq DESC LIMIT 1",
    )
    .bind(note.kind.code())
    .bind(&note.subject)
    .fetch_optional(connection)
    .await
    .map_err(engine)?;
    Ok(row.and_then(|row| row.get(0)))
}

async fn frontier(connection: &mut EngineConnection) -> Result<Frontier> {
    let row = sqlx::query("SELECT size, roots FROM audit_frontier WHERE one = 1")
        .fetch_one(connection)
        .await
        .map_err(engine)?;
    let roots: Option<Vec<_>> = row.get::<&str, _>(1).lines().map(from_hex).collect();
    roots
        .and_then(|roots| Frontier::restore(row.get::<i64, _>(0).unsigned_abs(), roots))
        .ok_or_else(|| StoreError::Damaged("the head of the audit log is unreadable".to_owned()))
}

/// Size and head as recorded with the latest entry.
pub(super) async fn recorded(connection: &mut EngineConnection) -> Result<Checkpoint> {
    let frontier = frontier(connection).await?;
    Ok(Checkpoint { size: frontier.size(), head: frontier.head() })
}

/// The whole log, oldest first.
pub(super) async fn log(connection: &mut EngineConnection) -> Result<Vec<AuditEntry>> {
    let rows = sqlx::query(
        "SELECT seq, kind, subject, commitment, salt, content, head FROM audit_entry ORDER BY seq",
    )
    .fetch_all(connection)
    .await
    .map_err(engine)?;
    let entry = |row: &EngineRow| AuditEntry {
        seq: row.get::<i64, _>(0).unsigned_abs(),
        kind: row.get(1),
        subject: row.get(2),
        commitment: row.get(3),
        salt: row.get(4),
        content: row.get::<Option<String>, _>(5).map(Into::into),
        head: row.get(6),
    };
    Ok(rows.iter().map(entry).collect())
}

/// Source and hash over records and quarantine of each current delivery.
pub(super) async fn readings(connection: &mut EngineConnection) -> Result<Vec<(String, String)>> {
    let current =
        sqlx::query("SELECT seq, source_id FROM delivery WHERE is_current = 1 ORDER BY source_id")
            .fetch_all(&mut *connection)
            .await
            .map_err(engine)?;
    let mut readings = Vec::with_capacity(current.len());
    for row in current {
        readings.push((row.get(1), reading_digest(connection, row.get(0)).await?));
    }
    Ok(readings)
}

/// Hash over records and quarantine of a delivery.
pub(super) async fn reading_digest(
    connection: &mut EngineConnection,
    delivery: i64,
) -> Result<String> {
    let mut digest = ListDigest::default();
    record_pages(connection, delivery, |rows| {
        for row in rows {
            digest.push(row.get(1));
            digest.push(row.get(0));
        }
        Ok(())
    })
    .await?;
    let refused = sqlx::query(
        "SELECT file, sheet, row, column_name, value_kind, reason, remedy
         FROM quarantined_row WHERE delivery_seq = $1 ORDER BY position",
    )
    .bind(delivery)
    .fetch_all(connection)
    .await
    .map_err(engine)?;
    for row in &refused {
        let refusal = super::quarantined_row(row)?;
        digest_refusal(&mut digest, &refusal);
    }
    Ok(digest.finish())
}

/// Adds a refused row to the hash of its delivery.
pub(super) fn digest_refusal(digest: &mut ListDigest, row: &QuarantinedRow) {
    digest.push(&row.at.file);
    digest.push(row.at.sheet.as_deref().unwrap_or_default());
    digest.push(&row.at.row.to_string());
    digest.push(row.column.as_deref().unwrap_or_default());
    digest.push(&row.value_kind);
    digest.push(row.reason.code());
    digest.push(&row.remedy);
}

/// Kind and hash of each link set.
pub(super) async fn links(connection: &mut EngineConnection) -> Result<Vec<(String, String)>> {
    let kinds = sqlx::query("SELECT kind FROM link_set ORDER BY kind")
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
    let mut links = Vec::with_capacity(kinds.len());
    for row in &kinds {
        let kind: &str = row.get(0);
        links.push((kind.to_owned(), links_digest(connection, kind).await?));
    }
    Ok(links)
}

/// Hash over a link set and its decisions.
pub(super) async fn links_digest(connection: &mut EngineConnection, kind: &str) -> Result<String> {
    let mut digest = ListDigest::default();
    let head = sqlx::query("SELECT payload FROM link_set WHERE kind = $1")
        .bind(kind)
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
    head.iter().for_each(|row| digest.push(row.get(0)));
    decision_pages(connection, kind, |rows| {
        rows.iter().for_each(|row| digest.push(row.get(0)));
        Ok(())
    })
    .await?;
    Ok(digest.finish())
}

/// A position as the database counts; a log never grows past what 63 bits hold.
fn position(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

//! Forgetting: records that a person may have erased, and deliveries kept longer than agreed. Runs
//! inside the caller's transaction; what remains is logged.

use clerical_review::{Answer, ReviewDecision};
use jiff::civil::Date;
use records::RecordId;
use sqlx::Row;

use super::super::{EngineConnection, Result, engine};
use super::audit;
use crate::audit::AuditNote;
use crate::audit::merkle::{from_hex, leaf_hash, to_hex};
use crate::contract::{Erased, StoreError, SupersededDelivery};
use crate::wire::Payload;

/// Erases records from every delivery, with the decisions and links that name them.
pub(super) async fn erase(
    connection: &mut EngineConnection,
    ids: &[RecordId],
    reason: &str,
) -> Result<Erased> {
    let mut erased = Erased::default();
    let salt = salt(connection).await?;
    for id in ids {
        let gone = sqlx::query("DELETE FROM record WHERE record_id = $1")
            .bind(id.as_str())
            .execute(&mut *connection)
            .await
            .map_err(engine)?
            .rows_affected();
        erased.copies += gone;
        sqlx::query("INSERT INTO erased_record VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(fingerprint(&salt, id))
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
        erased.decisions += forget_decisions(connection, id).await?;
    }
    for statement in ["DELETE FROM link_decision", "DELETE FROM link_set"] {
        sqlx::query(statement).execute(&mut *connection).await.map_err(engine)?;
    }
    for (source, digest) in audit::readings(connection).await? {
        let count = ids.iter().filter(|id| source_of(id) == source).count();
        if count > 0 {
            forget_entries(connection, "input", &source).await?;
            let note = AuditNote::erasure(&source, &digest, count, reason);
            audit::append(connection, &note).await?;
        }
    }
    Ok(erased)
}

/// The first half of a record id.
fn source_of(id: &RecordId) -> &str {
    id.as_str().split(':').next().unwrap_or_default()
}

/// Takes salt and content from the entries of a kind and subject. Their hashes speak of a list that
/// still had the record in it.
async fn forget_entries(
    connection: &mut EngineConnection,
    kind: &str,
    subject: &str,
) -> Result<()> {
    sqlx::query(
        "UPDATE audit_entry SET salt = NULL, content = NULL WHERE kind = $1 AND subject = $2",
    )
    .bind(kind)
    .bind(subject)
    .execute(connection)
    .await
    .map_err(engine)?;
    Ok(())
}

/// Empties the decisions that name a record, here and in the log, and says how many.
async fn forget_decisions(connection: &mut EngineConnection, id: &RecordId) -> Result<u64> {
    let decisions = sqlx::query("SELECT seq, payload FROM review_decision ORDER BY seq")
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
    let entries = sqlx::query("SELECT seq FROM audit_entry WHERE kind = 'decision' ORDER BY seq")
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
    let mut forgotten = 0;
    for (row, entry) in decisions.iter().zip(&entries) {
        if !concerns(row.get(1), id)? {
            continue;
        }
        for (statement, seq) in [
            ("UPDATE review_decision SET left_id = '', payload = '' WHERE seq = $1", row),
            ("UPDATE audit_entry SET salt = NULL, content = NULL WHERE seq = $1", entry),
        ] {
            sqlx::query(statement)
                .bind(seq.get::<i64, _>(0))
                .execute(&mut *connection)
                .await
                .map_err(engine)?;
        }
        forgotten += 1;
    }
    Ok(forgotten)
}

/// Whether a decision was made about a record, or with it in view.
fn concerns(payload: &str, id: &RecordId) -> Result<bool> {
    if payload.is_empty() {
        return Ok(false);
    }
    let decision = ReviewDecision::from_payload(payload)?;
    let in_view = decision.shown.candidates.iter().any(|one| one.right == *id);
    Ok(decision.left == *id || decision.answer == Answer::Link(id.clone()) || in_view)
}

/// The salt of this database's fingerprints, made at the first erasure.
async fn salt(connection: &mut EngineConnection) -> Result<[u8; 32]> {
    let kept = sqlx::query("SELECT salt FROM erasure_salt")
        .fetch_optional(&mut *connection)
        .await
        .map_err(engine)?;
    if let Some(row) = kept {
        return from_hex(row.get(0))
            .ok_or_else(|| StoreError::Damaged("the salt of erased records".to_owned()));
    }
    let mut salt = [0; 32];
    getrandom::fill(&mut salt)
        .map_err(|error| StoreError::Engine(format!("no random bytes for a salt: {error}")))?;
    sqlx::query("INSERT INTO erasure_salt VALUES (1, $1)")
        .bind(to_hex(&salt))
        .execute(connection)
        .await
        .map_err(engine)?;
    Ok(salt)
}

/// What is kept of an erased record's id, so that it is not read again from a list that still has it.
fn fingerprint(salt: &[u8; 32], id: &RecordId) -> String {
    to_hex(&leaf_hash(&[salt, id.as_str().as_bytes()].concat()))
}

/// Which of the records about to be put were erased earlier; nothing is asked while none was.
#[derive(Debug)]
pub(super) struct ErasedRecords {
    salt: [u8; 32],
    fingerprints: Vec<String>,
}

impl ErasedRecords {
    pub(super) async fn load(connection: &mut EngineConnection) -> Result<Self> {
        let rows = sqlx::query("SELECT fingerprint FROM erased_record ORDER BY fingerprint")
            .fetch_all(&mut *connection)
            .await
            .map_err(engine)?;
        let fingerprints: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let salt = if fingerprints.is_empty() { [0; 32] } else { salt(connection).await? };
        Ok(Self { salt, fingerprints })
    }

    pub(super) fn has(&self, id: &RecordId) -> bool {
        !self.fingerprints.is_empty()
            && self.fingerprints.binary_search(&fingerprint(&self.salt, id)).is_ok()
    }
}

/// Deliveries that were replaced and are as of this day or an earlier one, by source and day.
pub(super) async fn superseded(
    connection: &mut EngineConnection,
    until: Date,
) -> Result<Vec<SupersededDelivery>> {
    let rows = sqlx::query(
        "SELECT seq, source_id, as_of, (SELECT count(*) FROM record WHERE delivery_seq = seq)
         FROM delivery WHERE is_current = 0 AND as_of <= $1 ORDER BY source_id, as_of, seq",
    )
    .bind(until.to_string())
    .fetch_all(connection)
    .await
    .map_err(engine)?;
    let one = |row: &super::super::EngineRow| SupersededDelivery {
        seq: row.get(0),
        source: row.get::<&str, _>(1).into(),
        as_of: row.get(2),
        records: row.get::<i64, _>(3).unsigned_abs(),
    };
    Ok(rows.iter().map(one).collect())
}

/// Deletes deliveries that were replaced.
pub(super) async fn prune(
    connection: &mut EngineConnection,
    deliveries: &[SupersededDelivery],
) -> Result<()> {
    for delivery in deliveries {
        for statement in [
            "DELETE FROM quarantined_row WHERE delivery_seq = $1",
            "DELETE FROM record WHERE delivery_seq = $1",
            "DELETE FROM delivered_file WHERE delivery_seq = $1",
            "DELETE FROM delivery WHERE seq = $1 AND is_current = 0",
        ] {
            sqlx::query(statement)
                .bind(delivery.seq)
                .execute(&mut *connection)
                .await
                .map_err(engine)?;
        }
        audit::append(connection, &AuditNote::pruned(delivery)).await?;
    }
    Ok(())
}

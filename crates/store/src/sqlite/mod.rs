//! The store in one SQLite file. Reach for [`SqliteStore::open`] with the project's database path;
//! it creates the file and brings the schema up to date. Writes are synced before they are
//! reported done (`synchronous = FULL`); deleted pages are overwritten (`secure_delete`).

use std::path::Path;
use std::time::Duration;

use clerical_review::{ReviewAnswer, ReviewDecision};
use linkage::{Decision, LinkKind, LinkSet, MatchWeight};
use records::{
    CourtCase, CrimeRecord, DeliveredFile, Delivery, NgoReport, QuarantinedRow, RefusalReason,
    RowRef, SourceId, SourceKind,
};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};

use crate::contract::{DeliveryOutcome, KeptDelivery, NewDelivery, RowAccount, Store, StoreError};
use crate::wire::{self, CoverageWire, LinkDecisionWire, LinkSetWire, Payload, PayloadError};

mod delivery;

use delivery::{put_delivery, retire};

type Result<T> = std::result::Result<T, StoreError>;

/// How long a second process waits for the first before it is told that the store is locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// A project's database in one file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: SqliteConnection,
}

impl SqliteStore {
    /// Opens the file, creating it where there is none, and migrates it.
    ///
    /// # Errors
    /// [`StoreError::Open`], [`StoreError::NotADatabase`], [`StoreError::Incompatible`] when a
    /// newer build wrote it, [`StoreError::Locked`].
    pub async fn open(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let mut connection = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
            .connect()
            .await
            .map_err(|error| opening(&shown, error))?;
        sqlx::migrate!("./migrations").run(&mut connection).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) => StoreError::Incompatible {
                path: shown.clone(),
                reason: format!("schema {version} is unknown here"),
            },
            MigrateError::VersionMismatch(version) => StoreError::Incompatible {
                path: shown.clone(),
                reason: format!("schema {version} differs"),
            },
            MigrateError::Execute(error) => opening(&shown, error),
            other => StoreError::Engine(other.to_string()),
        })?;
        Ok(Self { connection })
    }

    /// Closes the file, folding the write-ahead log back into it.
    pub async fn close(self) -> Result<()> {
        self.connection.close().await.map_err(engine)
    }

    async fn payloads<T: Payload>(&mut self, kind: SourceKind) -> Result<Vec<T>> {
        let rows = sqlx::query(
            "SELECT record.payload FROM record JOIN delivery ON delivery.seq = record.delivery_seq
             WHERE delivery.is_current = 1 AND delivery.kind = ? ORDER BY record.record_id",
        )
        .bind(kind.code())
        .fetch_all(&mut self.connection)
        .await
        .map_err(engine)?;
        rows.iter().map(|row| Ok(T::from_payload(row.get(0))?)).collect()
    }
}

/// Sorts an engine's error into ours while opening.
fn opening(path: &str, error: sqlx::Error) -> StoreError {
    let reason = error.to_string();
    match primary_code(&error) {
        Some(5 | 6) => StoreError::Locked,
        Some(11 | 26) => StoreError::NotADatabase { path: path.to_owned(), reason },
        _ => StoreError::Open { path: path.to_owned(), reason },
    }
}

/// Sorts an engine's error into ours.
fn engine(error: sqlx::Error) -> StoreError {
    match primary_code(&error) {
        Some(5 | 6) => StoreError::Locked,
        _ => StoreError::Engine(error.to_string()),
    }
}

/// SQLite's primary result code: 5 busy, 6 locked, 11 corrupt, 26 not a database.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|extended| extended & 0xff)
}

impl Store for SqliteStore {
    async fn put_deliveries(
        &mut self,
        deliveries: &[NewDelivery<'_>],
    ) -> Result<Vec<DeliveryOutcome>> {
        let mut transaction =
            self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(engine)?;
        let mut outcomes = Vec::with_capacity(deliveries.len());
        for new in deliveries {
            outcomes.push(put_delivery(&mut transaction, new).await?);
        }
        let current = sqlx::query("SELECT seq, source_id FROM delivery WHERE is_current = 1")
            .fetch_all(&mut *transaction)
            .await
            .map_err(engine)?;
        for row in current {
            let source: &str = row.get(1);
            if !deliveries.iter().any(|new| &*new.delivery.source.0 == source) {
                retire(&mut transaction, row.get(0)).await?;
            }
        }
        transaction.commit().await.map_err(engine)?;
        Ok(outcomes)
    }

    async fn deliveries(&mut self) -> Result<Vec<KeptDelivery>> {
        let rows = sqlx::query(
            "SELECT seq, source_id, kind, title, delivery_hash, reading_hash, as_of, coverage,
                    rows_in, rows_in_records, quarantined, records, notes
             FROM delivery WHERE is_current = 1 ORDER BY source_id",
        )
        .fetch_all(&mut self.connection)
        .await
        .map_err(engine)?;
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            let files = sqlx::query(
                "SELECT name, sha256, bytes FROM delivered_file
                 WHERE delivery_seq = ? ORDER BY position",
            )
            .bind(row.get::<i64, _>("seq"))
            .fetch_all(&mut self.connection)
            .await
            .map_err(engine)?;
            let coverage: CoverageWire = wire::read(row.get("coverage"))?;
            let as_of: &str = row.get("as_of");
            let count = |column: &str| row.get::<i64, _>(column).unsigned_abs();
            let delivery = Delivery {
                id: row.get::<&str, _>("delivery_hash").into(),
                source: row.get::<&str, _>("source_id").into(),
                kind: SourceKind::from_code(row.get("kind"))
                    .ok_or(PayloadError::Damaged("source kind"))?,
                title: row.get("title"),
                as_of: as_of.parse().map_err(|_| PayloadError::Damaged("as-of date"))?,
                coverage: coverage.try_into()?,
                files: files
                    .iter()
                    .map(|file| DeliveredFile {
                        name: file.get::<&str, _>(0).into(),
                        sha256: file.get(1),
                        bytes: file.get::<i64, _>(2).unsigned_abs(),
                    })
                    .collect(),
            };
            kept.push(KeptDelivery {
                delivery,
                reading_hash: row.get("reading_hash"),
                account: RowAccount {
                    rows_in: count("rows_in"),
                    rows_in_records: count("rows_in_records"),
                    quarantined: count("quarantined"),
                    records: count("records"),
                },
                notes: wire::read(row.get("notes"))?,
            });
        }
        Ok(kept)
    }

    async fn reports(&mut self) -> Result<Vec<NgoReport>> {
        self.payloads(SourceKind::Ngo).await
    }

    async fn crime_records(&mut self) -> Result<Vec<CrimeRecord>> {
        self.payloads(SourceKind::Register).await
    }

    async fn court_cases(&mut self) -> Result<Vec<CourtCase>> {
        self.payloads(SourceKind::Court).await
    }

    async fn quarantine(&mut self) -> Result<Vec<(SourceId, QuarantinedRow)>> {
        let rows = sqlx::query(
            "SELECT source_id, file, sheet, row, column_name, value_kind, reason, remedy
             FROM quarantined_row JOIN delivery ON delivery.seq = quarantined_row.delivery_seq
             WHERE is_current = 1 ORDER BY source_id, position",
        )
        .fetch_all(&mut self.connection)
        .await
        .map_err(engine)?;
        rows.iter()
            .map(|row| {
                let sheet: Option<&str> = row.get("sheet");
                let at = RowRef {
                    file: row.get::<&str, _>("file").into(),
                    sheet: sheet.map(Into::into),
                    row: row.get("row"),
                };
                let quarantined = QuarantinedRow {
                    at,
                    column: row.get("column_name"),
                    value_kind: row.get("value_kind"),
                    reason: RefusalReason::from_code(row.get("reason"))
                        .ok_or(PayloadError::Damaged("refusal reason"))?,
                    remedy: row.get("remedy"),
                };
                Ok((row.get::<&str, _>("source_id").into(), quarantined))
            })
            .collect()
    }

    async fn put_links(&mut self, sets: &[LinkSet], inputs_hash: &str) -> Result<()> {
        let mut transaction =
            self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(engine)?;
        for set in sets {
            let kind = set.kind.code();
            for statement in
                ["DELETE FROM link_decision WHERE kind = ?", "DELETE FROM link_set WHERE kind = ?"]
            {
                sqlx::query(statement)
                    .bind(kind)
                    .execute(&mut *transaction)
                    .await
                    .map_err(engine)?;
            }
            sqlx::query("INSERT INTO link_set (kind, inputs_hash, payload) VALUES (?, ?, ?)")
                .bind(kind)
                .bind(inputs_hash)
                .bind(wire::write(LinkSetWire::new(set))?)
                .execute(&mut *transaction)
                .await
                .map_err(engine)?;
            for decision in &set.decisions {
                sqlx::query("INSERT INTO link_decision (kind, left_id, payload) VALUES (?, ?, ?)")
                    .bind(kind)
                    .bind(decision.left.as_str())
                    .bind(wire::write(LinkDecisionWire::from(decision))?)
                    .execute(&mut *transaction)
                    .await
                    .map_err(engine)?;
            }
        }
        transaction.commit().await.map_err(engine)
    }

    async fn links(&mut self, kind: LinkKind) -> Result<Option<(LinkSet, String)>> {
        let Some(row) = sqlx::query("SELECT payload, inputs_hash FROM link_set WHERE kind = ?")
            .bind(kind.code())
            .fetch_optional(&mut self.connection)
            .await
            .map_err(engine)?
        else {
            return Ok(None);
        };
        let head: LinkSetWire = wire::read(row.get(0))?;
        let rows = sqlx::query("SELECT payload FROM link_decision WHERE kind = ? ORDER BY left_id")
            .bind(kind.code())
            .fetch_all(&mut self.connection)
            .await
            .map_err(engine)?;
        let decisions = rows
            .iter()
            .map(|row| wire::read::<LinkDecisionWire>(row.get(0))?.try_into())
            .collect::<std::result::Result<Vec<Decision>, PayloadError>>()?;
        Ok(Some((head.into_set(kind, decisions), row.get(1))))
    }

    async fn append_review_decision(&mut self, decision: &ReviewDecision) -> Result<()> {
        sqlx::query(
            "INSERT INTO review_decision
             (kind, left_id, right_id, answer, reviewer, decided_at, shown_weight, note)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(decision.kind.code())
        .bind(decision.left.as_str())
        .bind(decision.right.as_str())
        .bind(decision.answer.code())
        .bind(&decision.reviewer)
        .bind(&decision.decided_at)
        .bind(decision.shown_weight.map(MatchWeight::bits))
        .bind(&decision.note)
        .execute(&mut self.connection)
        .await
        .map_err(engine)?;
        Ok(())
    }

    async fn review_decisions(&mut self) -> Result<Vec<ReviewDecision>> {
        let rows = sqlx::query(
            "SELECT kind, left_id, right_id, answer, reviewer, decided_at, shown_weight, note
             FROM review_decision ORDER BY seq",
        )
        .fetch_all(&mut self.connection)
        .await
        .map_err(engine)?;
        rows.iter()
            .map(|row| {
                let kind: &str = row.get("kind");
                Ok(ReviewDecision {
                    kind: [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo]
                        .into_iter()
                        .find(|known| known.code() == kind)
                        .ok_or(PayloadError::Damaged("link kind"))?,
                    left: row.get::<&str, _>("left_id").into(),
                    right: row.get::<&str, _>("right_id").into(),
                    answer: ReviewAnswer::from_code(row.get("answer"))
                        .ok_or(PayloadError::Damaged("review answer"))?,
                    reviewer: row.get("reviewer"),
                    decided_at: row.get("decided_at"),
                    shown_weight: row
                        .get::<Option<f64>, _>("shown_weight")
                        .map(MatchWeight::from_bits),
                    note: row.get("note"),
                })
            })
            .collect()
    }
}

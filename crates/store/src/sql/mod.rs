//! The contract in SQL, written once: each engine's module compiles these files with its own
//! connection. Statements use what both engines share; a module around this one gives
//! `EngineStore`, `EngineConnection`, `begin` and `engine`, which sorts the engine's errors.

use std::sync::LazyLock;

use clerical_review::ReviewDecision;
use jiff::civil::Date;
use linkage::lineage::LineageKeys;
use linkage::{Decision, LinkKind, LinkSet};
use rayon::prelude::*;
use records::{
    CourtCase, CrimeRecord, DeliveredFile, Delivery, NgoReport, QuarantinedRow, RecordId,
    RefusalReason, RowRef, SourceId, SourceKind,
};
use sqlx::{AssertSqlSafe, Row};

use super::{EngineConnection, EngineRow, EngineStore, Result, engine, triples};
use crate::audit::{AuditEntry, AuditNote, AuditedState};
use crate::contract::{
    DeliveryOutcome, Erased, KeptDelivery, NewDelivery, RowAccount, Store, SupersededDelivery,
    Thinned,
};
use crate::packed_entries::PackedEntries;
use crate::shared_text::{SharedTexts, SharesTexts};
use crate::wire::{
    self, CoverageWire, LinkDecisionWire, LinkSetWire, Payload, PayloadError, decision_content,
};

mod audit;
mod changes;
mod delivery;
mod erase;
mod pages;
mod records_read;

use delivery::{put_delivery, retire};
use erase::ErasedRecords;
use pages::decision_pages;
use records_read::{packed, payloads};

/// Records asked for with one statement.
const ASKED: usize = 100;

static ASKED_RECORDS: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (2..ASKED + 2).map(|place| format!("${place}")).collect();
    format!(
        "SELECT record.payload FROM record JOIN delivery ON delivery.seq = record.delivery_seq
         WHERE delivery.is_current = 1 AND delivery.kind = $1 AND record.record_id IN ({})",
        places.join(", ")
    )
});

impl Store for EngineStore {
    async fn put_deliveries(
        &mut self,
        under: Option<&AuditNote>,
        deliveries: &mut [NewDelivery<'_>],
    ) -> Result<Vec<DeliveryOutcome>> {
        let mut transaction = self.begin().await?;
        if let Some(note) = under {
            audit::append(&mut transaction, note).await?;
        }
        let mut outcomes = Vec::with_capacity(deliveries.len());
        let erased = ErasedRecords::load(&mut transaction).await?;
        for new in &mut *deliveries {
            outcomes.push(put_delivery(&mut transaction, new, &erased).await?);
        }
        let current = sqlx::query(
            "SELECT seq, source_id FROM delivery WHERE is_current = 1 ORDER BY source_id",
        )
        .fetch_all(&mut *transaction)
        .await
        .map_err(engine)?;
        for row in current {
            let source: &str = row.get(1);
            if !deliveries.iter().any(|new| &*new.delivery.source.0 == source) {
                retire(&mut transaction, row.get(0)).await?;
                audit::append(&mut transaction, &AuditNote::retired(source)).await?;
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
                 WHERE delivery_seq = $1 ORDER BY position",
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
        payloads(&mut self.connection, SourceKind::Ngo, |one: &NgoReport| &one.id, &|_| {}).await
    }

    async fn crime_records_thinned(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<Vec<CrimeRecord>> {
        payloads(&mut self.connection, SourceKind::Register, |one| &one.id, thin).await
    }

    async fn crime_records_packed(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<(PackedEntries, Vec<LineageKeys>)> {
        packed(&mut self.connection, thin).await
    }

    async fn crime_records_of(&mut self, ids: &[RecordId]) -> Result<Vec<CrimeRecord>> {
        let mut records = Vec::with_capacity(ids.len());
        let mut texts = SharedTexts::default();
        for some in ids.chunks(ASKED) {
            let mut query = sqlx::query(ASKED_RECORDS.as_str()).bind(SourceKind::Register.code());
            // Places left over ask for the last one again.
            for at in 0..ASKED {
                query = query.bind(some[at.min(some.len() - 1)].as_str());
            }
            let rows = query.fetch_all(&mut self.connection).await.map_err(engine)?;
            let read = |row: &EngineRow| CrimeRecord::from_payload(row.get(0));
            for record in rows.par_iter().map(read).collect::<Vec<_>>() {
                let mut record = record?;
                record.share(&mut texts);
                records.push(record);
            }
        }
        records.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(records)
    }

    async fn court_cases_thinned(
        &mut self,
        thin: Thinned<'_, CourtCase>,
    ) -> Result<Vec<CourtCase>> {
        payloads(&mut self.connection, SourceKind::Court, |one| &one.id, thin).await
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
            .map(|row| Ok((row.get::<&str, _>("source_id").into(), quarantined_row(row)?)))
            .collect()
    }

    async fn put_links(&mut self, sets: &[LinkSet], inputs_hash: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        for set in sets {
            put_link_set(&mut transaction, set, inputs_hash).await?;
        }
        transaction.commit().await.map_err(engine)
    }

    async fn links(&mut self, kind: LinkKind) -> Result<Option<(LinkSet, String)>> {
        let Some(row) = sqlx::query("SELECT payload, inputs_hash FROM link_set WHERE kind = $1")
            .bind(kind.code())
            .fetch_optional(&mut self.connection)
            .await
            .map_err(engine)?
        else {
            return Ok(None);
        };
        let head: LinkSetWire = wire::read(row.get(0))?;
        let mut decisions: Vec<Decision> = Vec::new();
        let mut texts = SharedTexts::default();
        let read = |row: &EngineRow| wire::read::<LinkDecisionWire>(row.get(0))?.try_into();
        decision_pages(&mut self.connection, kind.code(), |rows| {
            for decision in rows.par_iter().map(read).collect::<Vec<_>>() {
                let decision: std::result::Result<Decision, PayloadError> = decision;
                let mut decision = decision?;
                decision.share(&mut texts);
                decisions.push(decision);
            }
            Ok(())
        })
        .await?;
        Ok(Some((head.into_set(kind, decisions), row.get(1))))
    }

    async fn links_made_from(&mut self, kind: LinkKind) -> Result<Option<String>> {
        let row = sqlx::query("SELECT inputs_hash FROM link_set WHERE kind = $1")
            .bind(kind.code())
            .fetch_optional(&mut self.connection)
            .await
            .map_err(engine)?;
        Ok(row.map(|row| row.get(0)))
    }

    async fn append_review_decisions(&mut self, decisions: &[ReviewDecision]) -> Result<()> {
        let mut transaction = self.begin().await?;
        for decision in decisions {
            sqlx::query(
                "INSERT INTO review_decision (decision_id, kind, left_id, payload)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(&*decision.id.0)
            .bind(decision.kind.code())
            .bind(decision.left.as_str())
            .bind(decision.to_payload()?)
            .execute(&mut *transaction)
            .await
            .map_err(engine)?;
            let note = AuditNote::decision(&decision_content(decision));
            audit::append(&mut transaction, &note).await?;
        }
        transaction.commit().await.map_err(engine)
    }

    async fn review_decisions(&mut self) -> Result<Vec<ReviewDecision>> {
        let all = decisions(&mut self.connection).await?;
        Ok(all.into_iter().flatten().collect())
    }

    async fn erase(&mut self, ids: &[RecordId], reason: &str) -> Result<Erased> {
        let mut transaction = self.begin().await?;
        let erased = erase::erase(&mut transaction, ids, reason).await?;
        transaction.commit().await.map_err(engine)?;
        Ok(erased)
    }

    async fn superseded(&mut self, until: Date) -> Result<Vec<SupersededDelivery>> {
        erase::superseded(&mut self.connection, until).await
    }

    async fn prune(&mut self, deliveries: &[SupersededDelivery]) -> Result<()> {
        let mut transaction = self.begin().await?;
        erase::prune(&mut transaction, deliveries).await?;
        transaction.commit().await.map_err(engine)
    }

    async fn append_audit(&mut self, note: &AuditNote) -> Result<()> {
        let mut transaction = self.begin().await?;
        audit::append(&mut transaction, note).await?;
        transaction.commit().await.map_err(engine)
    }

    async fn audit_log(&mut self) -> Result<Vec<AuditEntry>> {
        audit::log(&mut self.connection).await
    }

    async fn audited_state(&mut self) -> Result<AuditedState> {
        let decisions = decisions(&mut self.connection).await?;
        Ok(AuditedState {
            recorded: audit::recorded(&mut self.connection).await?,
            readings: audit::readings(&mut self.connection).await?,
            links: audit::links(&mut self.connection).await?,
            decisions: decisions
                .iter()
                .map(|one| {
                    one.as_ref().map_or_else(String::new, |one| decision_content(one).to_string())
                })
                .map(Into::into)
                .collect(),
        })
    }
}

/// Every decision, `None` where somebody it was about was erased.
async fn decisions(connection: &mut EngineConnection) -> Result<Vec<Option<ReviewDecision>>> {
    let rows = sqlx::query("SELECT payload FROM review_decision ORDER BY seq")
        .fetch_all(connection)
        .await
        .map_err(engine)?;
    let read = |payload: &str| Ok(ReviewDecision::from_payload(payload)?);
    rows.iter()
        .map(|row| row.get::<&str, _>(0))
        .map(|payload| (!payload.is_empty()).then(|| read(payload)).transpose())
        .collect()
}

fn quarantined_row(row: &EngineRow) -> Result<QuarantinedRow> {
    let sheet: Option<&str> = row.get("sheet");
    let number = u32::try_from(row.get::<i64, _>("row"));
    Ok(QuarantinedRow {
        at: RowRef {
            file: row.get::<&str, _>("file").into(),
            sheet: sheet.map(Into::into),
            row: number.map_err(|_| PayloadError::Damaged("row number"))?,
        },
        column: row.get("column_name"),
        value_kind: row.get("value_kind"),
        reason: RefusalReason::from_code(row.get("reason"))
            .ok_or(PayloadError::Damaged("refusal reason"))?,
        remedy: row.get("remedy"),
    })
}

async fn put_link_set(
    connection: &mut EngineConnection,
    set: &LinkSet,
    inputs_hash: &str,
) -> Result<()> {
    let kind = set.kind.code();
    for statement in
        ["DELETE FROM link_decision WHERE kind = $1", "DELETE FROM link_set WHERE kind = $1"]
    {
        sqlx::query(statement).bind(kind).execute(&mut *connection).await.map_err(engine)?;
    }
    sqlx::query("INSERT INTO link_set (kind, inputs_hash, payload) VALUES ($1, $2, $3)")
        .bind(kind)
        .bind(inputs_hash)
        .bind(wire::write(LinkSetWire::new(set))?)
        .execute(&mut *connection)
        .await
        .map_err(engine)?;
    let mut batches = set.decisions.chunks(DECISIONS);
    let mut ready = || {
        let some = batches.next()?;
        let rows: Vec<Result<_>> = some.par_iter().map(decision_row).collect();
        Some(rows.into_iter().collect::<Result<Vec<_>>>())
    };
    let mut rows = ready().transpose()?;
    while let Some(some) = rows {
        // The driver's thread writes these while the next are made ready.
        let written = put_decisions(connection, kind, &some);
        let (written, next) = tokio::join!(written, async { ready().transpose() });
        written?;
        rows = next?;
    }
    let digest = audit::links_digest(connection, kind).await?;
    audit::append(connection, &AuditNote::links(kind, inputs_hash, &digest)).await
}

/// Decisions written with one statement.
const DECISIONS: usize = 1_000;

fn decision_row(decision: &Decision) -> Result<(&str, String)> {
    Ok((decision.left.as_str(), wire::write(LinkDecisionWire::from(decision))?))
}

async fn put_decisions(
    connection: &mut EngineConnection,
    kind: &str,
    rows: &[(&str, String)],
) -> Result<()> {
    let begin = "INSERT INTO link_decision (kind, left_id, payload) VALUES";
    let mut query = sqlx::query(AssertSqlSafe(format!("{begin} {}", triples(rows.len()))));
    for (left, payload) in rows {
        query = query.bind(kind).bind(*left).bind(payload.as_str());
    }
    query.execute(connection).await.map_err(engine)?;
    Ok(())
}

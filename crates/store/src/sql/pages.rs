//! Long lists some thousand rows at a time, in the order of their ids. Reach for [`record_pages`]
//! and [`decision_pages`] instead of fetching a list whole: as text it is held only page by page.

use sqlx::Row;

use super::super::{EngineConnection, EngineRow, Result, engine};

/// Rows of a page. Payloads are a few kilobytes.
const PAGE: i64 = 4_096;

/// Hands over the records of a delivery: payload and id.
pub(super) async fn record_pages(
    connection: &mut EngineConnection,
    delivery: i64,
    mut page: impl FnMut(&[EngineRow]) -> Result<()>,
) -> Result<()> {
    let mut after = String::new();
    loop {
        let rows = sqlx::query(
            "SELECT payload, record_id FROM record WHERE delivery_seq = $1 AND record_id > $2
             ORDER BY record_id LIMIT $3",
        )
        .bind(delivery)
        .bind(after.as_str())
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.get(1);
        page(&rows)?;
    }
}

/// Hands over the decisions of a kind of link: payload and left id.
pub(super) async fn decision_pages(
    connection: &mut EngineConnection,
    kind: &str,
    mut page: impl FnMut(&[EngineRow]) -> Result<()>,
) -> Result<()> {
    let mut after = String::new();
    loop {
        let rows = sqlx::query(
            "SELECT payload, left_id FROM link_decision WHERE kind = $1 AND left_id > $2
             ORDER BY left_id LIMIT $3",
        )
        .bind(kind)
        .bind(after.as_str())
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.get(1);
        page(&rows)?;
    }
}

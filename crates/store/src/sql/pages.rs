//! Long lists some thousand rows at a time, in the order of their ids. Reach for [`record_pages`]
//! and [`decision_pages`] instead of fetching a list whole: as text it is held only page by page, and
//! while one page is looked at the driver fetches the next.

use sqlx::Row;

use super::super::{EngineConnection, EngineRow, Result, engine};

/// Rows of a page. Payloads are a few kilobytes, and two pages are held.
pub(super) const PAGE: i64 = 4_096;

/// Hands over the records of a delivery: payload and id.
pub(super) async fn record_pages(
    connection: &mut EngineConnection,
    delivery: i64,
    page: impl FnMut(&[EngineRow]) -> Result<()>,
) -> Result<()> {
    let fetch = async |after: &str| {
        sqlx::query(
            "SELECT payload, record_id FROM record WHERE delivery_seq = $1 AND record_id > $2
             ORDER BY record_id LIMIT $3",
        )
        .bind(delivery)
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)
    };
    pages(fetch, page).await
}

/// Hands over the decisions of a kind of link: payload and left id.
pub(super) async fn decision_pages(
    connection: &mut EngineConnection,
    kind: &str,
    page: impl FnMut(&[EngineRow]) -> Result<()>,
) -> Result<()> {
    let fetch = async |after: &str| {
        sqlx::query(
            "SELECT payload, left_id FROM link_decision WHERE kind = $1 AND left_id > $2
             ORDER BY left_id LIMIT $3",
        )
        .bind(kind)
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await
        .map_err(engine)
    };
    pages(fetch, page).await
}

/// `fetch` is given the last id of the page before.
async fn pages(
    mut fetch: impl AsyncFnMut(&str) -> Result<Vec<EngineRow>>,
    mut page: impl FnMut(&[EngineRow]) -> Result<()>,
) -> Result<()> {
    let mut rows = fetch("").await?;
    while let Some(last) = rows.last() {
        let after: String = last.get(1);
        let (next, told) = tokio::join!(fetch(&after), async { page(&rows) });
        told?;
        rows = next?;
    }
    Ok(())
}

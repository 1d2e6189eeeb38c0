//! What the connection is set to, asked of the engine itself.

use sqlx::Row as _;

use super::*;

macro_rules! pragma {
    ($store:expr, $name:literal) => {{
        let row = sqlx::query(concat!("PRAGMA ", $name)).fetch_one(&mut $store.connection).await;
        row.unwrap().get::<i64, _>(0)
    }};
}

#[tokio::test]
async fn what_is_deleted_is_overwritten_and_no_function_of_the_schema_is_trusted() {
    for key in [None, Some(&DatabaseKey::new([7; 32]))] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open_with(&dir.path().join("s.sqlite"), key).await.unwrap();
        assert_eq!(pragma!(store, "secure_delete"), 1);
        assert_eq!(pragma!(store, "trusted_schema"), 0);
        assert_eq!(pragma!(store, "synchronous"), 2, "FULL");
        assert_eq!(pragma!(store, "temp_store"), 2, "MEMORY: no file of temporary rows");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_opened_to_read_cannot_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.sqlite");
    SqliteStore::open(&path).await.unwrap().close().await.unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut store = SqliteStore::open_to_read(&path).await.unwrap();
    assert_eq!(pragma!(store, "trusted_schema"), 0);
    for statement in ["DELETE FROM audit_frontier", "DROP TABLE record", "CREATE TABLE t (a)"] {
        let refused = sqlx::query(statement).execute(&mut store.connection).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{statement}: {refused}");
    }
    store.close().await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn records_of_an_older_schema_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.sqlite");
    let options = Opening::new(&path, None).unwrap().options().create_if_missing(true);
    let mut old = options.connect().await.unwrap();
    MIGRATOR.run_to(12, &mut old).await.unwrap();
    let delivery = "INSERT INTO delivery (seq, source_id, kind, title, delivery_hash, reading_hash,
                        as_of, coverage, rows_in, rows_in_records, quarantined, records, notes)
                    VALUES (1, 's', 'ngo', 't', 'd', 'r', '2026-06-30', '{}', 2, 2, 0, 2, '[]')";
    sqlx::query(delivery).execute(&mut old).await.unwrap();
    let payload = "ж".repeat(3_000);
    for id in ["s:2", "s:1"] {
        let record = sqlx::query("INSERT INTO record VALUES (1, $1, $2)").bind(id).bind(&payload);
        record.execute(&mut old).await.unwrap();
    }
    old.close().await.unwrap();

    let mut store = SqliteStore::open(&path).await.unwrap();
    let rows = sqlx::query("SELECT record_id, payload FROM record ORDER BY rowid");
    let rows = rows.fetch_all(&mut store.connection).await.unwrap();
    let kept: Vec<(&str, &str)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(kept, [("s:1", payload.as_str()), ("s:2", payload.as_str())]);
    let twice = sqlx::query("INSERT INTO record VALUES (1, 's:1', '')");
    assert!(twice.execute(&mut store.connection).await.is_err(), "an id is there once");
    store.close().await.unwrap();
}

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

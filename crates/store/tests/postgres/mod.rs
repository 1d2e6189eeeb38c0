//! The contract on a PostgreSQL server, and what only a server has: locks between people, passwords.

use super::*;
use crate::postgres_server::{PASSWORD, server};
use sqlx::{ConnectOptions, Connection};
use store::PostgresStore;

/// Runs one check of the contract on a fresh database of a throw-away server.
macro_rules! on_postgres {
    ($($check:ident),+ $(,)?) => {$(
        #[tokio::test]
        async fn $check() {
            let server = server();
            let url = server.new_database().await;
            let mut store = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap();
            super::$check(&mut store).await;
            store.close().await.unwrap();
        }
    )+};
}

on_postgres!(
    everything_comes_back_as_it_was_put,
    deliveries_replace_one_another,
    rows_that_do_not_add_up_are_refused,
    review_decisions_keep_their_order,
    everything_that_changes_is_logged,
    long_lists_come_back_whole,
    a_register_comes_back_packed,
    records_flow_in_any_order,
);

async fn raw(url: &str) -> sqlx::PgConnection {
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    options.password(PASSWORD).connect().await.unwrap()
}

#[tokio::test]
async fn what_is_appended_can_be_neither_changed_nor_deleted() {
    let server = server();
    let url = server.new_database().await;
    let mut store = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap();
    super::review_decisions_keep_their_order(&mut store).await;
    let mut connection = raw(&url).await;
    for statement in [
        "UPDATE review_decision SET left_id = 'x'",
        "DELETE FROM review_decision",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET content = '{}'",
        "UPDATE audit_entry SET content = NULL",
        "UPDATE audit_entry SET head = 'x', salt = NULL, content = NULL",
    ] {
        let refused = sqlx::query(statement).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("never"), "{refused}");
    }
    let forget = "UPDATE audit_entry SET salt = NULL, content = NULL WHERE seq = 1";
    sqlx::query(forget).execute(&mut connection).await.unwrap();
    let (log, state) = (store.audit_log().await.unwrap(), store.audited_state().await.unwrap());
    assert_eq!(verify(&log, &state, None), []);
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_second_writer_is_told_who_writes_and_readers_are_not_held_up() {
    let server = server();
    let url = server.new_database().await;
    let open = || PostgresStore::open(&url, Some(PASSWORD));
    let (mut first, mut second) = (open().await.unwrap(), open().await.unwrap());
    first.reserve().await.unwrap();
    let refused = second.reserve().await.unwrap_err();
    assert!(matches!(refused, StoreError::InUse(_)), "{refused:?}");
    let told = refused.to_string();
    assert!(told.contains("in use by sverka from this machine since 20"), "{told}");
    assert!(second.reports().await.unwrap().is_empty());
    first.close().await.unwrap();
    // The server lets go when it has noticed that the connection is closed.
    let mut tries = 0;
    while second.reserve().await.is_err() {
        tries += 1;
        assert!(tries < 100, "the lock outlived its holder");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn both_engines_are_left_with_the_same_log() {
    let server = server();
    let url = server.new_database().await;
    let mut here = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let mut there = SqliteStore::open(&directory.path().join("p.sqlite")).await.unwrap();
    super::everything_comes_back_as_it_was_put(&mut here).await;
    super::everything_comes_back_as_it_was_put(&mut there).await;
    assert_eq!(here.audit_log().await.unwrap(), there.audit_log().await.unwrap());
    assert_eq!(here.audited_state().await.unwrap(), there.audited_state().await.unwrap());
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let server = server();
    let url = server.new_database().await;
    PostgresStore::open(&url, Some(PASSWORD)).await.unwrap().close().await.unwrap();
    let mut connection = raw(&url).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', true, '', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let refused = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Incompatible { .. }), "{refused:?}");
}

#[tokio::test]
async fn what_cannot_be_opened_is_told_without_its_secret() {
    let server = server();
    for (url, password, told) in [
        ("postgres://ann:s3cret@localhost/x".to_owned(), None, "database_password_file"),
        ("postgres://ann@db.example.kg/x".to_owned(), None, "tunnel"),
        ("postgres://ann@[here/x".to_owned(), None, "address"),
        (server.url("postgres"), Some("s3cret"), "password authentication failed"),
        (server.url("absent"), Some(PASSWORD), "does not exist"),
    ] {
        let refused = PostgresStore::open(&url, password).await.unwrap_err();
        assert!(matches!(refused, StoreError::Open { .. }), "{refused:?}");
        let message = refused.to_string();
        assert!(message.contains(told), "{message}");
        assert!(!format!("{message} {refused:?}").contains("s3cret"), "{message}");
    }
}

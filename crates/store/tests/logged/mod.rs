//! What the libraries below the store would log, were anybody listening: no value of a record and no
//! key. The binary has no listener at all (`tests/it/architecture.rs`).

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, PoisonError};

use super::*;
use store::{DatabaseKey, PostgresStore};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::postgres_server::{PASSWORD, server};

/// Everything logged by the tests of this process, at every level.
static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Listener;

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(logged, "{field}: {value:?}").unwrap();
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn nothing_logged_holds_a_name_a_number_or_a_key() {
    tracing::subscriber::set_global_default(Listener).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let key = DatabaseKey::new([0xc5; 32]);
    let path = directory.path().join("p.sqlite");
    let mut store = SqliteStore::open_with(&path, Some(&key)).await.unwrap();
    super::everything_that_changes_is_logged(&mut store).await;
    store.close().await.unwrap();
    SqliteStore::open_to_read_with(&path, Some(&key)).await.unwrap().close().await.unwrap();
    let server = server();
    let url = server.new_database().await;
    let mut store = PostgresStore::open(&url, Some(PASSWORD)).await.unwrap();
    super::everything_that_changes_is_logged(&mut store).await;
    store.close().await.unwrap();

    // The check itself must see what is logged: statements, where they are not switched off.
    use sqlx::{ConnectOptions, Connection};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(directory.path().join("o"));
    let mut other = options.create_if_missing(true).connect().await.unwrap();
    sqlx::query("CREATE TABLE canary_of_the_check (a)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(logged.contains("canary_of_the_check"), "{} bytes", logged.len());
    let values = ["Айнура", "Бермет", "10503199400012", "+996", "03-050-2022", "c5c5c5", PASSWORD];
    for value in values {
        assert!(!logged.contains(value), "{value} is logged");
    }
}

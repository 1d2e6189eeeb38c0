//! The store in one SQLite file. Reach for [`SqliteStore::open`] with the project's database path;
//! it creates the file and brings the schema up to date. Writes are synced before they are
//! reported done (`synchronous = FULL`); deleted pages are overwritten (`secure_delete`), and no
//! function of the schema is trusted.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection as _, Transaction};

use crate::contract::StoreError;

#[path = "../sql/mod.rs"]
mod sql;

use SqliteConnection as EngineConnection;
use SqliteRow as EngineRow;
use SqliteStore as EngineStore;

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

    /// Begins to write; nobody else can until this transaction ends.
    async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>> {
        self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(engine)
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
        Some(11 | 26) => StoreError::Damaged(error.to_string()),
        _ => StoreError::Engine(error.to_string()),
    }
}

/// SQLite's primary result code: 5 busy, 6 locked, 11 corrupt, 26 not a database.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|extended| extended & 0xff)
}

/// Writes records of a delivery.
async fn insert_records(
    connection: &mut SqliteConnection,
    delivery: i64,
    rows: &[(&str, String)],
) -> Result<()> {
    for (id, payload) in rows {
        sqlx::query("INSERT INTO record VALUES ($1, $2, $3)")
            .bind(delivery)
            .bind(*id)
            .bind(payload)
            .execute(&mut *connection)
            .await
            .map_err(engine)?;
    }
    Ok(())
}

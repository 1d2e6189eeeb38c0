//! The store in one SQLite file, in clear or encrypted page by page (SQLCipher). Reach for
//! [`SqliteStore::open`] with the project's database path; it creates the file and brings the schema
//! up to date. Writes are synced before they are reported done (`synchronous = FULL`); deleted pages
//! are overwritten (`secure_delete`), and no function of the schema is trusted.
//!
//! With a key the log and the journals beside the file are encrypted like the file itself. The key
//! stays in memory while the file is open.

use std::path::Path;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Transaction};

use crate::contract::StoreError;
use crate::wire::PayloadRow;

mod encrypt;
mod opening;
#[path = "../sql/mod.rs"]
mod sql;

pub use encrypt::encrypt;
pub use opening::{DatabaseKey, FileState};

use opening::{CANNOT_OPEN, Opening, is_folded, primary_code, with_schema};

/// How the tables are made, step by step.
static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

use SqliteConnection as EngineConnection;
use SqliteRow as EngineRow;
use SqliteStore as EngineStore;

type Result<T> = std::result::Result<T, StoreError>;

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
        Self::open_with(path, None).await
    }

    /// As [`SqliteStore::open`], a file encrypted with a key.
    ///
    /// # Errors
    /// Also [`StoreError::NotEncrypted`] and [`StoreError::WrongKey`].
    pub async fn open_with(path: &Path, key: Option<&DatabaseKey>) -> Result<Self> {
        let opening = Opening::new(path, key)?;
        let shown = opening.shown();
        let mut connection = opening
            .options()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .connect()
            .await
            .map_err(|error| opening.failed(error))?;
        MIGRATOR.run(&mut connection).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) => StoreError::Incompatible {
                path: shown.clone(),
                reason: format!("schema {version} is unknown here"),
            },
            MigrateError::VersionMismatch(version) => StoreError::Incompatible {
                path: shown.clone(),
                reason: format!("schema {version} differs"),
            },
            MigrateError::Execute(error) => opening.failed(error),
            other => StoreError::Engine(other.to_string()),
        })?;
        Ok(Self { connection })
    }

    /// Opens the file without the right to change it. Where its folder cannot be written to either,
    /// nobody else can, and it is read as it lies there.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; [`StoreError::Open`] where there is no such file.
    pub async fn open_to_read(path: &Path) -> Result<Self> {
        Self::open_to_read_with(path, None).await
    }

    /// As [`SqliteStore::open_to_read`], a file encrypted with a key.
    ///
    /// # Errors
    /// Also [`StoreError::NotEncrypted`] and [`StoreError::WrongKey`].
    pub async fn open_to_read_with(path: &Path, key: Option<&DatabaseKey>) -> Result<Self> {
        let opening = Opening::new(path, key)?;
        let options = opening.options().read_only(true);
        let (connection, known) = match with_schema(&options).await {
            Err(error) if primary_code(&error) == Some(CANNOT_OPEN) && is_folded(path) => {
                with_schema(&options.immutable(true)).await
            }
            tried => tried,
        }
        .map_err(|error| opening.failed(error))?;
        let newest = MIGRATOR.iter().map(|step| step.version).max();
        match known {
            Some(version) if Some(version) > newest => Err(StoreError::Incompatible {
                path: opening.shown(),
                reason: format!("schema {version} is unknown here"),
            }),
            version if version == newest => Ok(Self { connection }),
            _ => {
                connection.close().await.map_err(engine)?;
                Self::open_with(path, key).await
            }
        }
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

/// Sorts an engine's error into ours.
fn engine(error: sqlx::Error) -> StoreError {
    match primary_code(&error) {
        Some(5 | 6) => StoreError::Locked,
        Some(11 | 26) => StoreError::Damaged(error.to_string()),
        Some(1 | 7) if is_undecided(&error) => StoreError::Damaged(
            "a page is not as it was encrypted, or there is no memory left".to_owned(),
        ),
        _ => StoreError::Engine(error.to_string()),
    }
}

/// Whether the engine says one of the two things it says of a page that cannot be decrypted. What is
/// wrong with a statement is told in other words.
fn is_undecided(error: &sqlx::Error) -> bool {
    let told = error.as_database_error().map(|told| told.message());
    matches!(told, Some("SQL logic error" | "out of memory"))
}

/// Places for as many rows of three values. They have no names: of thousands, the engine looks for
/// each among all.
fn triples(rows: usize) -> String {
    vec!["(?, ?, ?)"; rows].join(", ")
}

/// Writes records with one statement: each costs the driver a message to its thread and back, which
/// for a single row takes longer than storing it.
async fn insert_records(
    connection: &mut SqliteConnection,
    delivery: i64,
    rows: &[PayloadRow],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let statement = format!("INSERT INTO record VALUES {}", triples(rows.len()));
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for (id, payload) in rows {
        query = query.bind(delivery).bind(id.as_str()).bind(payload.as_str());
    }
    query.execute(connection).await.map_err(engine)?;
    Ok(())
}

#[cfg(test)]
mod tests;

//! The store in one SQLite file. Reach for [`SqliteStore::open`] with the project's database path;
//! it creates the file and brings the schema up to date. Writes are synced before they are
//! reported done (`synchronous = FULL`); deleted pages are overwritten (`secure_delete`), and no
//! function of the schema is trusted.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection as _, Row as _, Transaction};

use crate::contract::StoreError;

#[path = "../sql/mod.rs"]
mod sql;

/// How the tables are made, step by step.
static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

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
            .pragma("temp_store", "MEMORY")
            .connect()
            .await
            .map_err(|error| opening(&shown, error))?;
        MIGRATOR.run(&mut connection).await.map_err(|error| match error {
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

    /// Opens the file without the right to change it. Where its folder cannot be written to either,
    /// nobody else can, and it is read as it lies there.
    ///
    /// # Errors
    /// As [`SqliteStore::open`]; [`StoreError::Open`] where there is no such file.
    pub async fn open_to_read(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("trusted_schema", "OFF")
            .pragma("temp_store", "MEMORY");
        let (connection, known) = match with_schema(&options).await {
            Err(error) if primary_code(&error) == Some(CANNOT_OPEN) && is_folded(path) => {
                with_schema(&options.immutable(true)).await
            }
            tried => tried,
        }
        .map_err(|error| opening(&shown, error))?;
        let newest = MIGRATOR.iter().map(|step| step.version).max();
        match known {
            Some(version) if Some(version) > newest => Err(StoreError::Incompatible {
                path: shown,
                reason: format!("schema {version} is unknown here"),
            }),
            version if version == newest => Ok(Self { connection }),
            _ => {
                connection.close().await.map_err(engine)?;
                Self::open(path).await
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

/// SQLite's primary result code when a file, or what it needs beside itself, cannot be opened.
const CANNOT_OPEN: u32 = 14;

/// Whether everything that was written stands in the file itself, and nothing in a log beside it.
fn is_folded(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |about| about.len() == 0)
}

/// Connects and reads the newest schema version; `None` where there is no schema yet.
async fn with_schema(
    options: &SqliteConnectOptions,
) -> std::result::Result<(SqliteConnection, Option<i64>), sqlx::Error> {
    let mut connection = options.connect().await?;
    let made = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let there: i64 = sqlx::query(made).fetch_one(&mut connection).await?.get(0);
    if there == 0 {
        return Ok((connection, None));
    }
    let newest = sqlx::query("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut connection)
        .await?
        .get(0);
    Ok((connection, newest))
}

/// Bytes of a path that SQLite takes.
const LONGEST_PATH: usize = 511;

/// Sorts an engine's error into ours while opening.
fn opening(path: &str, error: sqlx::Error) -> StoreError {
    let whole = std::path::absolute(path).map_or(path.len(), |path| path.as_os_str().len());
    let reason = if whole > LONGEST_PATH {
        format!("its path has {whole} bytes and {LONGEST_PATH} are taken; move the project")
    } else {
        error.to_string()
    };
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

/// Rows a statement: each statement costs the driver a message to its thread and back, which for a
/// single row takes longer than storing it.
const ROWS: usize = 64;

/// Writes records of a delivery.
async fn insert_records(
    connection: &mut SqliteConnection,
    delivery: i64,
    rows: &[(&str, String)],
) -> Result<()> {
    static MANY: LazyLock<String> = LazyLock::new(|| {
        let values = vec!["(?, ?, ?)"; ROWS].join(", ");
        format!("INSERT INTO record VALUES {values}")
    });
    let many = rows.chunks_exact(ROWS);
    let rest = many.remainder().chunks(1).map(|row| ("INSERT INTO record VALUES (?, ?, ?)", row));
    for (statement, rows) in many.map(|rows| (MANY.as_str(), rows)).chain(rest) {
        let mut query = sqlx::query(statement);
        for (id, payload) in rows {
            query = query.bind(delivery).bind(*id).bind(payload.as_str());
        }
        query.execute(&mut *connection).await.map_err(engine)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

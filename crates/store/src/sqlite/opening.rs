//! How a file is opened and what can be wrong with it. Reach for [`Opening`] before connecting: it
//! sets what every connection has in common, and tells a wrong key from a damaged file as far as that
//! can be told. Which rights a connection has is the caller's.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::time::Duration;

use records::Sensitive;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Row as _};

use super::Result;
use crate::contract::StoreError;

/// The key of an encrypted file.
pub type DatabaseKey = Sensitive<[u8; 32]>;

/// How long a second process waits for the first before it is told that the store is locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// Rows that may wait to be looked at: a page is fetched while another is read.
const ROWS_WAITING: usize = 4_096;

/// SQLite's primary result code when a file, or what it needs beside itself, cannot be opened.
pub(super) const CANNOT_OPEN: u32 = 14;

/// Bytes of a path that SQLite takes.
const LONGEST_PATH: usize = 511;

/// How every database in clear begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What lies where a database is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Nothing, or an empty file.
    Absent,
    /// A database in clear.
    Plain,
    /// Something else, which a key may open.
    Sealed,
}

impl FileState {
    /// Looks at the first bytes of a file.
    pub fn of(path: &Path) -> Self {
        let mut begin = Vec::new();
        let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut begin));
        match read {
            Ok(1..) if begin == MAGIC => Self::Plain,
            Ok(0) => Self::Absent,
            Err(cause) if cause.kind() == ErrorKind::NotFound => Self::Absent,
            _ => Self::Sealed,
        }
    }
}

/// A file about to be opened, with its key.
pub(super) struct Opening<'a> {
    path: &'a Path,
    key: Option<&'a DatabaseKey>,
}

impl<'a> Opening<'a> {
    /// Refuses a key for a file in clear: what is written there next would not be encrypted.
    pub(super) fn new(path: &'a Path, key: Option<&'a DatabaseKey>) -> Result<Self> {
        let opening = Self { path, key };
        if key.is_some() && FileState::of(path) == FileState::Plain {
            return Err(StoreError::NotEncrypted { path: opening.shown() });
        }
        Ok(opening)
    }

    /// The path as people read it.
    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// What every connection is set to.
    pub(super) fn options(&self) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new()
            .filename(self.path)
            .busy_timeout(BUSY_TIMEOUT)
            .row_buffer_size(ROWS_WAITING)
            // The key is part of a statement.
            .disable_statement_logging()
            .pragma("trusted_schema", "OFF")
            .pragma("temp_store", "MEMORY");
        match self.key {
            None => options,
            // Directly after the key, before the first page is read: else a wrong key is also
            // complained of on standard error, in words of the engine.
            Some(key) => options
                .pragma("key", format!("\"{}\"; PRAGMA cipher_log_level = NONE", key_text(key))),
        }
    }

    /// Sorts an engine's error into ours.
    pub(super) fn failed(&self, error: sqlx::Error) -> StoreError {
        let path = self.shown();
        let whole =
            std::path::absolute(self.path).map_or(path.len(), |path| path.as_os_str().len());
        let reason = if whole > LONGEST_PATH {
            format!("its path has {whole} bytes and {LONGEST_PATH} are taken; move the project")
        } else {
            error.to_string()
        };
        match (primary_code(&error), self.key) {
            (Some(5 | 6), _) => StoreError::Locked,
            (Some(11 | 26), Some(_)) => StoreError::WrongKey { path },
            (Some(11 | 26), None) => StoreError::NotADatabase { path, reason },
            _ => StoreError::Open { path, reason },
        }
    }
}

/// A key as the engine takes one that needs no derivation.
pub(super) fn key_text(key: &DatabaseKey) -> String {
    let mut text = "x'".to_owned();
    for byte in key.expose() {
        // Writing to memory cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text + "'"
}

/// Whether everything that was written stands in the file itself, and nothing in a log beside it.
pub(super) fn is_folded(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |about| about.len() == 0)
}

/// Connects and reads the newest schema version; `None` where there is no schema yet.
pub(super) async fn with_schema(
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

/// SQLite's primary result code: 5 busy, 6 locked, 11 corrupt, 26 not a database.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|extended| extended & 0xff)
}

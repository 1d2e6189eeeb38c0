//! The store in a PostgreSQL database, for offices where several people work on one. Reach for
//! [`PostgresStore::open`]; the database must exist, its tables are made and brought up to date.
//!
//! A command that writes holds the database for itself from [`PostgresStore::reserve`] to its end,
//! so that nobody's records are linked with somebody else's; readers are never held up. Records are
//! loaded by COPY. Connections go to this machine only: to a server elsewhere through a tunnel, since
//! no encrypted transport is compiled in. No secret is read from the environment or the command line.

use std::net::IpAddr;

use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow, PgSslMode, Postgres};
use sqlx::{ConnectOptions, Connection as _, Row as _, Transaction};

use crate::contract::StoreError;
use crate::wire::PayloadRow;

#[path = "../sql/mod.rs"]
#[expect(clippy::duplicate_mod, reason = "one source of the contract, compiled for each engine")]
mod sql;

use PgConnection as EngineConnection;
use PgRow as EngineRow;
use PostgresStore as EngineStore;

type Result<T> = std::result::Result<T, StoreError>;

/// Key of the lock that a writing command holds: "sverka" in ASCII.
const WRITER: i64 = 0x7376_6572_6b61;

/// A project's database on a server.
#[derive(Debug)]
pub struct PostgresStore {
    connection: PgConnection,
}

impl PostgresStore {
    /// Connects and migrates. `url` is `postgres://user@host:port/database`, or with a socket folder
    /// `postgres:///database?host=/run/postgresql`; without a password.
    ///
    /// # Errors
    /// [`StoreError::Open`] when there is no such database, it lets us not in, or it is on another
    /// machine; [`StoreError::Incompatible`] when a newer build made its tables.
    pub async fn open(url: &str, password: Option<&str>) -> Result<Self> {
        let shown = without_password(url);
        let refuse = |reason: &str| StoreError::Open { path: shown.clone(), reason: reason.into() };
        let options: PgConnectOptions = url
            .parse()
            .map_err(|_| refuse("it is not an address like postgres://user@host/name"))?;
        if shown != url {
            return Err(refuse(
                "a password does not belong in it; write it into a file and name that as \
                 database_password_file",
            ));
        }
        if options.get_socket().is_none() && !is_here(options.get_host()) {
            return Err(refuse(
                "it is on another machine, and what is sent there would not be encrypted; \
                 open a tunnel (ssh -L 5432:localhost:5432 SERVER) and name localhost",
            ));
        }
        let mut connection = options
            .disable_statement_logging()
            .ssl_mode(PgSslMode::Disable)
            .application_name("sverka")
            // Also where there is none: else one from the environment would be used.
            .password(password.unwrap_or_default())
            .connect()
            .await
            .map_err(|error| StoreError::Open { path: shown.clone(), reason: told(&error) })?;
        sqlx::migrate!("./migrations-postgres").run(&mut connection).await.map_err(|error| {
            match error {
                MigrateError::VersionMissing(version) => StoreError::Incompatible {
                    path: shown.clone(),
                    reason: format!("schema {version} is unknown here"),
                },
                MigrateError::VersionMismatch(version) => StoreError::Incompatible {
                    path: shown.clone(),
                    reason: format!("schema {version} differs"),
                },
                other => StoreError::Engine(other.to_string()),
            }
        })?;
        Ok(Self { connection })
    }

    /// Keeps everybody else from writing until this store is closed.
    ///
    /// # Errors
    /// [`StoreError::InUse`] naming who holds it.
    pub async fn reserve(&mut self) -> Result<()> {
        let taken: bool = sqlx::query("SELECT pg_try_advisory_lock($1)")
            .bind(WRITER)
            .fetch_one(&mut self.connection)
            .await
            .map_err(engine)?
            .get(0);
        if taken { Ok(()) } else { Err(StoreError::InUse(self.writer().await?)) }
    }

    /// Who holds the database, as far as the server says.
    async fn writer(&mut self) -> Result<String> {
        let row = sqlx::query(
            "SELECT usename::text, host(client_addr), to_char(backend_start, 'YYYY-MM-DD HH24:MI TZ')
             FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE locktype = 'advisory' AND granted
               AND classid::bigint << 32 | objid::bigint = $1",
        )
        .bind(WRITER)
        .fetch_optional(&mut self.connection)
        .await
        .map_err(engine)?;
        let text = |at: usize| row.as_ref().and_then(|row| row.get::<Option<String>, _>(at));
        Ok(format!(
            "{} from {} since {}",
            text(0).unwrap_or_else(|| "another user".to_owned()),
            text(1).unwrap_or_else(|| "this machine".to_owned()),
            text(2).unwrap_or_else(|| "a moment ago".to_owned()),
        ))
    }

    /// Ends the connection, and with it what it reserved.
    pub async fn close(self) -> Result<()> {
        self.connection.close().await.map_err(engine)
    }

    /// Begins to write.
    async fn begin(&mut self) -> Result<Transaction<'_, Postgres>> {
        let mut transaction = self.connection.begin().await.map_err(engine)?;
        // One writer at a time also among those who reserve nothing, such as two reviewers.
        sqlx::query("LOCK TABLE audit_frontier IN EXCLUSIVE MODE")
            .execute(&mut *transaction)
            .await
            .map_err(engine)?;
        Ok(transaction)
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost"
        || host.starts_with('/')
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A database address without the password in it.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((user, _)) if user.contains(':') => {
            let name = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{name}@{}", &rest[user.len() + 1..])
        }
        _ => url.to_owned(),
    }
}

/// What the server or the system said, without our own prefix.
fn told(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |told| told.message().to_owned())
}

/// Sorts an engine's error into ours.
fn engine(error: sqlx::Error) -> StoreError {
    match error.as_database_error().and_then(|told| told.code()).as_deref() {
        // lock_not_available, deadlock_detected
        Some("55P03" | "40P01") => StoreError::Locked,
        // data_corrupted, index_corrupted
        Some("XX001" | "XX002") => StoreError::Damaged(told(&error)),
        _ => StoreError::Engine(told(&error)),
    }
}

/// Places for as many rows of three values.
fn triples(rows: usize) -> String {
    let triple = |at: usize| format!("(${}, ${}, ${})", 3 * at + 1, 3 * at + 2, 3 * at + 3);
    (0..rows).map(triple).collect::<Vec<_>>().join(", ")
}

/// Writes records of a delivery.
async fn insert_records(
    connection: &mut PgConnection,
    delivery: i64,
    rows: &[PayloadRow],
) -> Result<()> {
    let mut text = String::new();
    for (id, payload) in rows {
        text.push_str(&delivery.to_string());
        for column in [id.as_str(), payload.as_str()] {
            text.push('\t');
            push_escaped(&mut text, column);
        }
        text.push('\n');
    }
    let mut copy = connection.copy_in_raw("COPY record FROM STDIN").await.map_err(engine)?;
    copy.send(text.into_bytes()).await.map_err(engine)?;
    copy.finish().await.map_err(engine)?;
    Ok(())
}

/// Text as COPY reads it: its separators and the escape itself escaped.
fn push_escaped(text: &mut String, value: &str) {
    for letter in value.chars() {
        match letter {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            _ => text.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_it_stands() {
        for (url, shown) in [
            ("postgres://ann@localhost/sverka", "postgres://ann@localhost/sverka"),
            ("postgres://ann:secret@localhost/sverka", "postgres://ann@localhost/sverka"),
            ("postgres://ann:s@cret@localhost:5432/x", "postgres://ann@localhost:5432/x"),
            ("postgres:///x?host=/run/postgresql", "postgres:///x?host=/run/postgresql"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn only_this_machine_is_here() {
        for host in ["localhost", "127.0.0.1", "::1", "/run/postgresql"] {
            assert!(is_here(host), "{host}");
        }
        for host in ["db.example.kg", "10.0.0.1", "0.0.0.0", ""] {
            assert!(!is_here(host), "{host}");
        }
    }

    #[test]
    fn what_copy_would_take_for_its_own_is_escaped() {
        let mut text = String::new();
        push_escaped(&mut text, "a\tb\\N\r\n\u{43d}");
        assert_eq!(text, "a\\tb\\\\N\\r\\n\u{43d}");
    }
}

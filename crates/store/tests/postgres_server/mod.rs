//! A throw-away PostgreSQL server for tests: data and socket in a scratch folder, no network, not as
//! root, stopped when the last test lets go of it. `tests/install-tools` installs it where missing.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tempfile::TempDir;

/// The account without rights that the server runs under where the tests run as root, which
/// PostgreSQL refuses: "nobody".
const NOBODY: u32 = 65_534;

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    dir: TempDir,
    process: Child,
}

/// The server of this test process, started by the first who asks.
pub(crate) fn server() -> Arc<Server> {
    static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap();
    running.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start());
        *running = Arc::downgrade(&server);
        server
    })
}

impl Server {
    fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        if is_root() {
            chown(dir.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = dir.path().join("data");
        let made = program("initdb")
            .args(["--username", "sverka", "--auth", "scram-sha-256", "--pwfile"])
            .arg(password_file(dir.path()))
            .args(["--encoding", "UTF8", "--locale", "C", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .expect("PostgreSQL is not there: run tests/install-tools");
        assert!(made.success());
        let process = program("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(dir.path())
            .args(["-c", "listen_addresses=", "-F"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { dir, process };
        while !server.dir.path().join(".s.PGSQL.5432").exists() {
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Address of a database of this server.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://sverka@localhost/{database}?host={}", self.dir.path().display())
    }

    /// Address of a new, empty database.
    pub(crate) async fn new_database(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        use sqlx::{ConnectOptions, Connection};
        let name = format!("p{}", MADE.fetch_add(1, Ordering::Relaxed));
        let options: sqlx::postgres::PgConnectOptions = self.url("postgres").parse().unwrap();
        let mut tries = 0;
        let mut connection = loop {
            match options.clone().password(PASSWORD).connect().await {
                Ok(connection) => break connection,
                Err(error) if tries > 200 => panic!("{error}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        self.url(&name)
    }
}

/// The password of the scratch server.
pub(crate) const PASSWORD: &str = "scratch";

/// A file that holds it, readable by the account the server runs under.
fn password_file(dir: &Path) -> PathBuf {
    let file = dir.join("password");
    std::fs::write(&file, PASSWORD).unwrap();
    if is_root() {
        chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    file
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = program("pg_ctl")
            .args(["stop", "--mode", "immediate", "--silent", "-D"])
            .arg(self.dir.path().join("data"))
            .stdout(Stdio::null())
            .status();
        if stop.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|us| us.uid() == 0)
}

/// A program of PostgreSQL: from the path, else from where Debian's package puts it.
fn program(name: &str) -> Command {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    let mut command = Command::new(found.pop().unwrap_or_else(|| name.into()));
    command.current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

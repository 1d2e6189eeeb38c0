//! A file in clear becomes an encrypted one. Reach for [`encrypt`] while nobody else writes. The
//! encrypted copy is written beside, synced and compared before it takes the place of the file in one
//! step, so that a crash at any moment leaves the one or the other; then the bytes of the old file are
//! overwritten. What a disk keeps of overwritten blocks is out of reach.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use sqlx::Row as _;

use super::opening::{DatabaseKey, key_text};
use super::{Result, SqliteStore, engine};
use crate::contract::{Store as _, StoreError};

/// Bytes overwritten at a time.
const BLOCK: usize = 1 << 20;

/// Encrypts the database in a file.
///
/// # Errors
/// As [`SqliteStore::open`]; [`StoreError::Locked`] when somebody else has it open;
/// [`StoreError::Engine`] when the copy cannot be written. The file is then as it was.
pub async fn encrypt(path: &Path, key: &DatabaseKey) -> Result<()> {
    let sealed = beside(path, ".encrypting");
    for left in [sealed.clone(), beside(&sealed, "-journal")] {
        remove(&left).map_err(|cause| failed(&left, &cause))?;
    }
    let mut store = SqliteStore::open(path).await?;
    let before = store.audited_state().await?;
    fold(&mut store).await?;
    export(&mut store, &sealed, key).await?;
    store.close().await?;
    // The engine does not say when it could not remove its log, and by now all of it is folded in.
    for left in ["-wal", "-shm"].map(|end| beside(path, end)) {
        remove(&left).map_err(|cause| failed(&left, &cause))?;
    }
    let mut copy = SqliteStore::open_to_read_with(&sealed, Some(key)).await?;
    let same = copy.audited_state().await? == before;
    copy.close().await?;
    if !same {
        return Err(StoreError::Damaged(format!("{} is not what was copied", sealed.display())));
    }
    put_in_place(&sealed, path).map_err(|cause| failed(path, &cause))
}

/// Ends the write-ahead log: pages in clear beside an encrypted file would be read as its own.
async fn fold(store: &mut SqliteStore) -> Result<()> {
    let mode: String = sqlx::query("PRAGMA journal_mode = DELETE")
        .fetch_one(&mut store.connection)
        .await
        .map_err(engine)?
        .get(0);
    if mode == "delete" { Ok(()) } else { Err(StoreError::Locked) }
}

/// Copies every page into a new encrypted file, in one transaction.
async fn export(store: &mut SqliteStore, sealed: &Path, key: &DatabaseKey) -> Result<()> {
    let name = sealed.to_str().ok_or_else(|| {
        failed(sealed, &io::Error::new(ErrorKind::InvalidInput, "its path is not Unicode"))
    })?;
    sqlx::query("ATTACH DATABASE $1 AS sealed KEY $2")
        .bind(name)
        .bind(key_text(key))
        .execute(&mut store.connection)
        .await
        .map_err(engine)?;
    for statement in ["SELECT sqlcipher_export('sealed')", "DETACH DATABASE sealed"] {
        sqlx::query(statement).execute(&mut store.connection).await.map_err(engine)?;
    }
    Ok(())
}

/// Renames the copy over the file and overwrites what the file held.
fn put_in_place(sealed: &Path, path: &Path) -> io::Result<()> {
    let mut old = OpenOptions::new().write(true).open(path)?;
    fs::set_permissions(sealed, old.metadata()?.permissions())?;
    File::open(sealed)?.sync_all()?;
    fs::rename(sealed, path)?;
    if let Some(folder) = path.parent() {
        // Not every system lets a folder be synced.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    let length = old.metadata()?.len();
    let zeros = vec![0; BLOCK];
    for from in (0..length).step_by(BLOCK) {
        let block = (length - from).min(BLOCK as u64);
        old.write_all(&zeros[..usize::try_from(block).unwrap_or(BLOCK)])?;
    }
    old.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// The path with something after its name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn failed(path: &Path, cause: &io::Error) -> StoreError {
    let shown = path.display();
    StoreError::Engine(format!("{shown}: {cause}; check free space and permissions"))
}

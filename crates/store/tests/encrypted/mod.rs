//! The contract on an encrypted file, and what only such a file promises: no word of it on the disk,
//! no other key, and no moment without a database while one in clear becomes encrypted.

use std::fs;
use std::path::Path;

use super::*;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use store::{DatabaseKey, FileState, encrypt};

const KEY: DatabaseKey = DatabaseKey::new([7; 32]);
const OTHER: DatabaseKey = DatabaseKey::new([8; 32]);

on_sqlite!(
    Some(&KEY);
    everything_comes_back_as_it_was_put,
    deliveries_replace_one_another,
    rows_that_do_not_add_up_are_refused,
    review_decisions_keep_their_order,
    everything_that_changes_is_logged,
    long_lists_come_back_whole,
    a_register_comes_back_packed,
    records_flow_in_any_order,
);

/// What of the records of these tests would be found on a disk: names, a number, an id, a table.
const PLAIN: [&str; 6] = [
    "Айнура",
    "Бермет",
    "10503199400012",
    "03-050-2022-000547",
    "review_decision",
    "SQLite format",
];

/// Which of them stand in a file of the folder.
fn found(folder: &Path) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let stands = |text: &&str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        found.extend(PLAIN.into_iter().filter(stands).map(|text| (name.clone(), text)));
    }
    found
}

#[tokio::test]
async fn no_word_of_it_is_on_the_disk_while_it_is_open_or_after() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.sqlite");
    let mut store = SqliteStore::open(&path).await.unwrap();
    super::everything_comes_back_as_it_was_put(&mut store).await;
    let plain = found(directory.path());
    for text in PLAIN {
        assert!(plain.iter().any(|(_, there)| *there == text), "the check must find {text}");
    }
    store.close().await.unwrap();

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.sqlite");
    let mut store = SqliteStore::open_with(&path, Some(&KEY)).await.unwrap();
    super::everything_comes_back_as_it_was_put(&mut store).await;
    let log = directory.path().join("p.sqlite-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0, "what was written stands in the log still");
    assert_eq!(found(directory.path()), []);
    store.close().await.unwrap();
    assert_eq!(found(directory.path()), []);
}

#[tokio::test]
async fn a_wrong_key_no_key_and_a_key_too_many_are_told_apart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.sqlite");
    SqliteStore::open_with(&path, Some(&KEY)).await.unwrap().close().await.unwrap();
    let before = fs::read(&path).unwrap();
    for refused in [
        SqliteStore::open_with(&path, Some(&OTHER)).await.unwrap_err(),
        SqliteStore::open_to_read_with(&path, Some(&OTHER)).await.unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::WrongKey { .. }), "{refused:?}");
    }
    for refused in [
        SqliteStore::open(&path).await.unwrap_err(),
        SqliteStore::open_to_read(&path).await.unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
        assert!(refused.to_string().contains("[encryption]"), "{refused}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);

    let plain = directory.path().join("plain.sqlite");
    SqliteStore::open(&plain).await.unwrap().close().await.unwrap();
    let refused = SqliteStore::open_with(&plain, Some(&KEY)).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotEncrypted { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_changed_byte_is_noticed_by_the_page_that_has_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.sqlite");
    let mut store = SqliteStore::open_with(&path, Some(&KEY)).await.unwrap();
    super::everything_comes_back_as_it_was_put(&mut store).await;
    store.close().await.unwrap();
    let whole = fs::read(&path).unwrap();
    let mut noticed = 0;
    for at in (0..whole.len()).step_by(4096) {
        let mut bytes = whole.clone();
        bytes[at + 100] ^= 1;
        fs::write(&path, bytes).unwrap();
        let read = async {
            let mut store = SqliteStore::open_to_read_with(&path, Some(&KEY)).await?;
            store.audit_log().await?;
            store.quarantine().await?;
            store.links(LinkKind::NgoRegister).await?;
            store.review_decisions().await?;
            store.audited_state().await
        };
        // A page that holds nothing to read, such as an index, may go unnoticed by reading.
        if let Err(refused) = read.await {
            let told = matches!(refused, StoreError::WrongKey { .. } | StoreError::Damaged(_));
            assert!(told, "page {}: {refused:?}", at / 4096);
            noticed += 1;
        }
    }
    assert!(noticed > 10, "{noticed}");
}

#[tokio::test]
async fn a_file_in_clear_becomes_an_encrypted_one_that_holds_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.sqlite");
    let mut store = SqliteStore::open(&path).await.unwrap();
    super::everything_comes_back_as_it_was_put(&mut store).await;
    let (log, state) = (store.audit_log().await.unwrap(), store.audited_state().await.unwrap());
    let other = SqliteStore::open_to_read(&path).await.unwrap();
    let refused = encrypt(&path, &KEY).await.unwrap_err();
    assert!(matches!(refused, StoreError::Locked), "somebody reads: {refused:?}");
    other.close().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(FileState::of(&path), FileState::Plain);

    let old = directory.path().join("old");
    fs::hard_link(&path, &old).unwrap();
    fs::write(directory.path().join("p.sqlite.encrypting"), "left by a crash").unwrap();
    encrypt(&path, &KEY).await.unwrap();
    assert_eq!(FileState::of(&path), FileState::Sealed);
    assert!(fs::read(&old).unwrap().iter().all(|byte| *byte == 0), "the old file is overwritten");
    assert_eq!(found(directory.path()), []);
    let mut names: Vec<_> =
        fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["old", "p.sqlite"]);

    let mut store = SqliteStore::open_with(&path, Some(&KEY)).await.unwrap();
    assert_eq!(store.audit_log().await.unwrap(), log);
    assert_eq!(store.audited_state().await.unwrap(), state);
    super::review_decisions_keep_their_order(&mut store).await;
    store.close().await.unwrap();
    let key = format!("\"x'{}'\"", "07".repeat(32));
    let options = SqliteConnectOptions::new().filename(&path).pragma("key", key);
    let mut connection = options.connect().await.unwrap();
    let refused = sqlx::query("DELETE FROM review_decision").execute(&mut connection).await;
    assert!(refused.unwrap_err().to_string().contains("superseded"), "its rules came with it");
    connection.close().await.unwrap();
}

//! A project whose database is encrypted: every command works, the outputs are the same bytes, no name
//! is left in clear beside the source files, and nobody without the key gets in.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;
use store::FileState;
use tempfile::TempDir;

use crate::common::{contents, fixture_copy, sverka};
use crate::confidential::{CANARIES, RECORD, assert_no_canary, holds, said};
use crate::crash::{KINDS, changes, with_fault};

/// Says in the project file that the project is encrypted, and makes no key yet.
fn declare(project: &Path) {
    let file = project.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + "[encryption]\nkey_file = \"sverka.key\"\n").unwrap();
}

fn encrypt(project: &Path) {
    sverka()
        .args(["privacy", "encrypt", "--quiet", "--without-passphrase"])
        .arg(project)
        .assert()
        .success();
}

/// A project that is encrypted from its first run on, with a key that needs no passphrase.
pub(crate) fn encrypted(fixture: &str) -> TempDir {
    let project = fixture_copy(fixture);
    declare(project.path());
    encrypt(project.path());
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    project
}

fn state(project: &Path) -> FileState {
    FileState::of(&project.join("sverka.sqlite"))
}

/// No name in any file but the sources and, where the outputs hold some, the named ones.
fn assert_nothing_in_clear(project: &Path) {
    for (name, bytes) in contents(project) {
        if ["data", "out", "baseline", "README.md", "sverka.toml"]
            .iter()
            .any(|known| name.starts_with(known))
        {
            continue;
        }
        for canary in CANARIES {
            assert!(!holds(&bytes, canary), "{} holds {canary}", name.display());
        }
        assert!(!holds(&bytes, "erp:03-050-2022"), "{} holds an id", name.display());
    }
}

#[test]
fn every_command_works_and_no_name_is_in_clear_beside_the_sources() {
    let plain = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(plain.path()).assert().success();
    let database = fs::read(plain.path().join("sverka.sqlite")).unwrap();
    assert!(holds(&database, CANARIES[0]), "the check itself must have what to find");

    let project = encrypted("tiny");
    assert_eq!(state(project.path()), FileState::Sealed);
    let out = |project: &Path| contents(&project.join("out"));
    assert!(out(project.path()) == out(plain.path()), "the outputs are the same bytes");
    assert_nothing_in_clear(project.path());

    let dir = project.path().to_str().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let new = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (fixture, cards) = (new("fixture"), new("cards.xlsx"));
    let commands: [&[&str]; 19] = [
        &["ingest", dir],
        &["link", dir],
        &["report", dir],
        &["report", dir, "--list"],
        &["explain", RECORD, "--project", dir],
        &["explain", RECORD, "erp:03-050-2022-000101", "--project", dir],
        &["why", "ladder.r2.reports", "--project", dir],
        &["lookup", dir, "--pin", "10503199400011"],
        &["lookup", dir, "--pin", "10503199400011"],
        &["lexicon", dir],
        &["reproduce", "--project", dir],
        &["audit", "verify", dir],
        &["audit", "log", dir],
        &["privacy", "subject", RECORD, "--project", dir],
        &["privacy", "recipients", dir],
        &["privacy", "erase", RECORD, "--reason", "test", "--project", dir],
        &["review", "export", &cards, "--project", dir],
        &["review", "import", &cards, "--project", dir],
        &["anonymize", dir, &fixture],
    ];
    for arguments in commands {
        let output = sverka().args(arguments).output().unwrap();
        let told = said(&output);
        assert!(output.status.success(), "{arguments:?}: {told}");
        assert_no_canary(&arguments.join(" "), &told);
    }
    let index = fs::read(project.path().join("register.index")).unwrap();
    assert!(index.starts_with(b"age-encryption.org/v1"), "the index of lookups is encrypted");
    assert_nothing_in_clear(project.path());
    let second = sverka().args(["lookup", dir, "--pin", "10503199400011"]).output().unwrap();
    assert!(!said(&second).contains("indexed"), "the saved index is used: {}", said(&second));
}

/// What a command without the right key says, with its exit code.
fn refused(project: &Path) -> (i32, String) {
    let output = sverka().args(["audit", "verify"]).arg(project).output().unwrap();
    (output.status.code().unwrap(), said(&output))
}

#[test]
fn a_key_that_is_wrong_missing_or_readable_by_others_is_refused() {
    let project = encrypted("tiny");
    let key = project.path().join("sverka.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = fs::read(project.path().join("sverka.sqlite")).unwrap();

    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let (code, told) = refused(project.path());
    assert!(code == 3 && told.contains("chmod 600"), "{code}: {told}");

    let kept = project.path().join("kept");
    fs::rename(&key, &kept).unwrap();
    let (code, told) = refused(project.path());
    assert!(code == 3 && told.contains("bring it from where it is kept"), "{code}: {told}");
    let output = sverka().args(["privacy", "encrypt"]).arg(project.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "no other key for an encrypted database");
    assert!(!key.exists());

    let other = encrypted("tiny");
    fs::copy(other.path().join("sverka.key"), &key).unwrap();
    for command in ["run", "link", "audit verify", "privacy encrypt", "lookup --pin 10503199400011"]
    {
        let output = sverka().args(command.split(' ')).arg(project.path()).output().unwrap();
        let told = said(&output);
        assert_eq!(output.status.code(), Some(3), "{command}: {told}");
        assert!(told.contains("the key does not open the database"), "{command}: {told}");
        assert!(!told.contains("hmac"), "nothing of the engine's own: {told}");
    }
    assert_eq!(fs::read(project.path().join("sverka.sqlite")).unwrap(), before);

    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[encryption]\nkey_file = \"sverka.key\"\n", "")).unwrap();
    let (code, told) = refused(project.path());
    assert!(code == 5 && told.contains("name its key under [encryption]"), "{code}: {told}");
    fs::write(&file, text.replacen("[project]", "[project]\ndatabase = \"postgres:///x\"", 1))
        .unwrap();
    let (code, told) = refused(project.path());
    assert!(code == 3 && told.contains("on a server"), "{code}: {told}");
}

#[test]
fn a_project_in_clear_is_not_written_to_until_it_is_encrypted_and_then_holds_the_same() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let dir = project.path().to_str().unwrap();
    sverka().args(["lookup", dir, "--pin", "10503199400011"]).assert().success();
    let output = sverka().args(["privacy", "encrypt", dir]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("[encryption]"), "{}", said(&output));

    declare(project.path());
    let log = || sverka().args(["audit", "log", "--json", dir]).output().unwrap();
    assert_eq!(log().status.code(), Some(3), "there is no key yet");
    let out = contents(&project.path().join("out"));
    encrypt(project.path());
    assert_eq!(state(project.path()), FileState::Sealed);
    assert!(!project.path().join("register.index").exists(), "it holds hashes in clear");
    assert_nothing_in_clear(project.path());
    sverka().args(["audit", "verify", dir]).assert().success();
    sverka().args(["reproduce", "--project", dir]).assert().success();
    let entries: Value = serde_json::from_slice(&log().stdout).unwrap();
    assert!(entries.as_array().is_some_and(|entries| entries.len() > 3));
    encrypt(project.path());
    sverka().args(["run", "--quiet", dir]).assert().success();
    assert!(contents(&project.path().join("out")) == out);
}

#[test]
fn a_key_beside_a_database_in_clear_is_no_encryption_and_is_said() {
    let project = encrypted("tiny");
    let plain = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(plain.path()).assert().success();
    let database = "sverka.sqlite";
    fs::copy(plain.path().join(database), project.path().join(database)).unwrap();
    for command in ["run", "audit verify"] {
        let output = sverka().args(command.split(' ')).arg(project.path()).output().unwrap();
        let told = said(&output);
        assert_eq!(output.status.code(), Some(3), "{command}: {told}");
        assert!(told.contains("sverka privacy encrypt"), "{command}: {told}");
    }
}

/// A project in clear whose key is made: what is left to do is the database.
struct Half {
    project: TempDir,
    database: Vec<u8>,
}

impl Half {
    fn new() -> Self {
        let project = fixture_copy("tiny");
        sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
        let database = fs::read(project.path().join("sverka.sqlite")).unwrap();
        declare(project.path());
        encrypt(project.path());
        let made = Self { project, database };
        made.rewind();
        made
    }

    fn rewind(&self) {
        for entry in fs::read_dir(self.project.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().starts_with("sverka.sqlite") {
                fs::remove_file(path).unwrap();
            }
        }
        fs::write(self.project.path().join("sverka.sqlite"), &self.database).unwrap();
    }

    /// One fault, then what must hold: the old database or the new one, and again until it is done.
    fn survives(&self, kind: &str, at: u64) {
        self.rewind();
        let dir = self.project.path();
        let output = with_fault("privacy encrypt", dir, kind, at);
        let case = format!("{kind} at {at}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{case}");
        let verify = || sverka().args(["audit", "verify"]).arg(dir).output().unwrap();
        match state(dir) {
            FileState::Plain => assert_ne!(output.status.code(), Some(0), "{case}"),
            FileState::Sealed => assert!(verify().status.success(), "{case}"),
            FileState::Absent => panic!("{case}: no database"),
        }
        encrypt(dir);
        assert_eq!(state(dir), FileState::Sealed, "{case}");
        let verified = verify();
        assert!(verified.status.success(), "{case}: {}", said(&verified));
        assert_nothing_in_clear(dir);
        let left = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_str().unwrap().contains("sqlite")).collect();
        assert_eq!(left, ["sverka.sqlite"], "{case}");
    }
}

#[test]
fn encrypting_that_is_broken_off_leaves_the_old_database_or_the_new_one() {
    let world = Half::new();
    let all = changes("privacy encrypt", world.project.path());
    assert!(all > 20, "{all} changes: the layer does not see them");
    let step = usize::try_from(all / 12).unwrap();
    for (at, kind) in (1..=all).step_by(step).zip(KINDS.iter().cycle()) {
        world.survives(kind, at);
    }
}

/// By hand: `cargo test -p cli --test it every_moment -- --ignored --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "a long run says what it covered")]
#[ignore = "some hundred runs"]
fn encrypting_may_be_broken_off_at_every_moment() {
    let world = Half::new();
    let all = changes("privacy encrypt", world.project.path());
    for kind in KINDS {
        for at in 1..=all {
            world.survives(kind, at);
        }
        println!("{kind} at each of {all} changes of files: the old database or the new one");
    }
}

/// How long a command may be silent.
const PATIENCE: Duration = Duration::from_secs(90);

/// Runs a command on a terminal of its own and answers what it asks, in order; all that was shown.
pub(crate) fn on_terminal(arguments: &[&str], answers: &[(&str, &str)]) -> (Option<i32>, String) {
    let quoted = arguments.iter().map(|argument| format!("'{argument}'"));
    let command = quoted.fold(env!("CARGO_BIN_EXE_sverka").to_owned(), |all, one| all + " " + &one);
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = child.stdout.take().unwrap();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 1024];
        while let Ok(count @ 1..) = shown.read(&mut bytes) {
            let _ = send.send(bytes[..count].to_vec());
        }
    });
    let mut typed = child.stdin.take().unwrap();
    let mut all = Vec::new();
    for (question, answer) in answers {
        wait_for(question, &receive, &mut all);
        // The question is shown just before what is typed stops being shown.
        std::thread::sleep(Duration::from_millis(500));
        typed.write_all(answer.as_bytes()).and_then(|()| typed.write_all(b"\n")).unwrap();
        typed.flush().unwrap();
    }
    loop {
        match receive.recv_timeout(PATIENCE) {
            Ok(bytes) => all.extend(bytes),
            Err(RecvTimeoutError::Disconnected) => break,
            // It asks something that was not foreseen.
            Err(RecvTimeoutError::Timeout) => child.kill().unwrap(),
        }
    }
    let code = child.wait().unwrap().code();
    (code, String::from_utf8_lossy(&all).into_owned())
}

/// Reads on until a question was shown that was not shown before.
fn wait_for(question: &str, from: &Receiver<Vec<u8>>, all: &mut Vec<u8>) {
    let seen = all.len();
    while !holds(&all[seen..], question) {
        match from.recv_timeout(PATIENCE) {
            Ok(bytes) => all.extend(bytes),
            Err(_) => panic!("not asked: {question}; shown: {}", String::from_utf8_lossy(all)),
        }
    }
}

#[test]
fn a_passphrase_is_asked_on_the_terminal_and_never_shown() {
    const RIGHT: &str = "correct horse battery staple";
    let project = fixture_copy("tiny");
    declare(project.path());
    let dir = project.path().to_str().unwrap();
    // `setsid` takes the terminal away, where the tests have one.
    let alone = Command::new("setsid")
        .args(["-w", env!("CARGO_BIN_EXE_sverka"), "privacy", "encrypt", dir])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(2), "{}", said(&alone));
    assert!(said(&alone).contains("there is none to ask on"), "{}", said(&alone));

    let make = ["privacy", "encrypt", dir];
    let (code, told) = on_terminal(&make, &[("passphrase: ", "short")]);
    assert!(code == Some(2) && told.contains("12 letters"), "{code:?}: {told}");
    let differ = [("passphrase: ", RIGHT), ("again: ", "correct horse battery stable")];
    let (code, told) = on_terminal(&make, &differ);
    assert!(code == Some(2) && told.contains("differ"), "{code:?}: {told}");
    assert!(!project.path().join("sverka.key").exists());
    let (code, told) = on_terminal(&make, &[("passphrase: ", RIGHT), ("again: ", RIGHT)]);
    assert!(code == Some(0) && told.contains("age1"), "{code:?}: {told}");
    assert!(!told.contains("horse"), "{told}");
    let key = fs::read_to_string(project.path().join("sverka.key")).unwrap();
    assert!(key.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{key}");

    let run = ["run", "--quiet", dir];
    let (code, told) = on_terminal(&run, &[("sverka.key: ", "wrong horse battery staple")]);
    assert!(code == Some(3) && told.contains("passphrase"), "{code:?}: {told}");
    assert!(!told.contains("horse"), "{told}");
    let (code, told) = on_terminal(&run, &[("sverka.key: ", RIGHT)]);
    assert_eq!(code, Some(0), "{told}");
    assert!(!told.contains("horse"), "{told}");
    assert_eq!(state(project.path()), FileState::Sealed);
    assert_nothing_in_clear(project.path());
    // A command that opens the database twice asks once.
    let erase = ["privacy", "erase", RECORD, "--reason", "t", "--apply", "--project", dir];
    let (code, told) = on_terminal(&erase, &[("sverka.key: ", RIGHT)]);
    assert_eq!(code, Some(0), "{told}");
}

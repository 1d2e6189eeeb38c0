//! What leaves the project encrypted: whoever it is meant for gets the bytes that would have been
//! written in clear, and nobody else anything.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret as _, SecretString};
use age::x25519::Identity;
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipArchive;

use crate::common::{contents, fixture_copy, sverka};
use crate::confidential::{CANARIES, RECORD, holds, said};
use crate::encryption::on_terminal;

/// A project that was run, somebody to write to, and the file with their public key.
struct World {
    project: TempDir,
    theirs: Identity,
    keys: PathBuf,
}

impl World {
    fn new() -> Self {
        let project = fixture_copy("tiny");
        sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
        let theirs = Identity::generate();
        let keys = project.path().join("office.keys");
        fs::write(&keys, format!("# the office\n\n{}\n", theirs.to_public())).unwrap();
        Self { project, theirs, keys }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.project.path().join(name)
    }

    /// Runs a command with its output named, encrypted for the office or in clear.
    fn write(&self, arguments: &[&str], out: &Path, sealed: bool) {
        let mut command = sverka();
        command.args(arguments).arg(out);
        if sealed {
            command.arg("--encrypt-to").arg(&self.keys);
        }
        if arguments[0] != "report" {
            command.arg("--project");
        }
        command.arg(self.project.path()).assert().success();
    }

    /// What is in an encrypted file, which must not give away what it holds.
    fn opened(&self, file: &Path) -> Vec<u8> {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n-> X25519 "), "{}", file.display());
        for canary in CANARIES {
            assert!(!holds(&bytes, canary), "{} holds {canary}", file.display());
        }
        assert!(age::decrypt(&Identity::generate(), &bytes).is_err(), "anybody opens it");
        age::decrypt(&self.theirs, &bytes).unwrap()
    }

    /// A key file of the office, as `age-keygen` writes it.
    fn key_file(&self) -> PathBuf {
        let file = self.path("office.key");
        fs::write(&file, self.theirs.to_string().expose_secret()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }
}

#[test]
fn what_is_held_of_a_person_opens_to_the_bytes_of_the_answer_in_clear() {
    let world = World::new();
    let ask = ["privacy", "subject", RECORD, "--export"];
    let (plain, sealed) = (world.path("answer.json"), world.path("answer.json.age"));
    world.write(&ask, &plain, false);
    world.write(&ask, &sealed, true);
    assert_eq!(world.opened(&sealed), fs::read(&plain).unwrap());
    assert!(holds(&fs::read(&plain).unwrap(), CANARIES[0]));
    assert_eq!(fs::metadata(&sealed).unwrap().permissions().mode() & 0o777, 0o600);
    let again = world.path("again.json.age");
    world.write(&ask, &again, true);
    assert_ne!(fs::read(&again).unwrap(), fs::read(&sealed).unwrap(), "each under its own key");

    let back = world.path("back.json");
    let decrypt = |key: &Path| {
        let mut command = sverka();
        command.args(["privacy", "decrypt"]).arg(&sealed).arg("--key").arg(key);
        command.arg("--out").arg(&back).output().unwrap()
    };
    let key = world.key_file();
    assert!(decrypt(&key).status.success());
    assert_eq!(fs::read(&back).unwrap(), fs::read(&plain).unwrap());
    assert_eq!(fs::metadata(&back).unwrap().permissions().mode() & 0o777, 0o600);
    fs::remove_file(&back).unwrap();
    fs::write(&key, Identity::generate().to_string().expose_secret()).unwrap();
    let refused = decrypt(&key);
    assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
    assert!(said(&refused).contains("is not opened by this"), "{}", said(&refused));
    assert!(!back.exists());
}

#[test]
fn cards_to_review_open_to_the_workbook_in_clear() {
    let world = World::new();
    let (plain, sealed) = (world.path("cards.xlsx"), world.path("cards.xlsx.age"));
    world.write(&["review", "export"], &plain, false);
    world.write(&["review", "export"], &sealed, true);
    assert_eq!(world.opened(&sealed), fs::read(&plain).unwrap());
    let sealed = world.path("decisions.jsonl.age");
    world.write(&["review", "export"], &sealed, true);
    assert_eq!(world.opened(&sealed), b"");
}

#[test]
fn a_pack_with_names_is_one_file_that_holds_what_the_folder_in_clear_does() {
    let world = World::new();
    let listed =
        sverka().args(["report", "--list", "--json"]).arg(world.project.path()).output().unwrap();
    let offices: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let mut with_names = 0;
    for office in &offices {
        let id = office["id"].as_str().unwrap();
        let ask = ["report", "--office", id, "--level", "named", "--basis", "запрос 1", "--format"];
        let ask = [ask.as_slice(), &["html,docx", "--out"]].concat();
        let (plain, sealed) = (world.path(&format!("{id}-clear")), world.path(id));
        world.write(&ask, &plain, false);
        world.write(&ask, &sealed, true);
        let folder = contents(&sealed);
        assert_eq!(folder.keys().collect::<Vec<_>>(), [Path::new("pack.zip.age")]);
        assert_eq!(fs::metadata(&sealed).unwrap().permissions().mode() & 0o777, 0o700);
        let mut archive =
            ZipArchive::new(Cursor::new(world.opened(&sealed.join("pack.zip.age")))).unwrap();
        let mut inside = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            with_names += usize::from(holds(&bytes, CANARIES[0]));
            inside.insert(PathBuf::from(file.name().unwrap().into_owned()), bytes);
        }
        assert!(inside == contents(&plain), "{id}");
    }
    assert!(with_names > 0, "the check itself must have what to find");
    let given = sverka()
        .args(["privacy", "recipients", "--json"])
        .arg(world.project.path())
        .output()
        .unwrap();
    let given: Vec<Value> = serde_json::from_slice(&given.stdout).unwrap();
    for pair in given.chunks(2) {
        assert_eq!(pair[0]["manifest_sha256"], pair[1]["manifest_sha256"], "of what is inside");
    }
}

#[test]
fn a_passphrase_for_an_export_is_asked_twice_and_opens_it() {
    const RIGHT: &str = "correct horse battery staple";
    let world = World::new();
    let (plain, sealed) = (world.path("answer.json"), world.path("answer.json.age"));
    world.write(&["privacy", "subject", RECORD, "--export"], &plain, false);
    let (dir, file) = (world.project.path().to_str().unwrap(), sealed.to_str().unwrap());
    let ask = ["privacy", "subject", RECORD, "--export", file, "--encrypt-passphrase"];
    let ask = [ask.as_slice(), &["--project", dir]].concat();
    let (code, told) = on_terminal(&ask, &[("passphrase: ", RIGHT), ("again: ", RIGHT)]);
    assert!(code == Some(0) && !told.contains("horse"), "{code:?}: {told}");
    let identity = age::scrypt::Identity::new(SecretString::from(RIGHT.to_owned()));
    let opened = age::decrypt(&identity, &fs::read(&sealed).unwrap()).unwrap();
    assert_eq!(opened, fs::read(&plain).unwrap());
    let back = world.path("back.json");
    let decrypt = ["privacy", "decrypt", file, "--out", back.to_str().unwrap()];
    let (code, told) = on_terminal(&decrypt, &[("answer.json.age: ", RIGHT)]);
    assert!(code == Some(0) && !told.contains("horse"), "{code:?}: {told}");
    assert_eq!(fs::read(&back).unwrap(), opened);
}

/// Exit code and words of an export that is refused, which must write nothing.
fn refused(world: &World, name: &str, more: &[&str]) -> (i32, String) {
    let file = world.path(name);
    let output = sverka()
        .args(["privacy", "subject", RECORD, "--export"])
        .arg(&file)
        .args(more)
        .arg("--project")
        .arg(world.project.path())
        .output()
        .unwrap();
    assert!(!file.exists(), "{name} {more:?}");
    (output.status.code().unwrap(), said(&output))
}

#[test]
fn what_cannot_be_encrypted_as_asked_is_refused_and_nothing_is_written() {
    let world = World::new();
    let keys = world.keys.to_str().unwrap().to_owned();
    let encrypt = ["--encrypt-to", keys.as_str()];
    let (code, told) = refused(&world, "answer.json", &encrypt);
    assert!(code == 2 && told.contains("answer.json.age"), "{code}: {told}");
    let (code, told) = refused(&world, "answer.json.age", &[]);
    assert!(code == 2 && told.contains("--encrypt-to"), "{code}: {told}");
    let (code, told) =
        refused(&world, "answer.json.age", &["--encrypt-to", &keys, "--encrypt-passphrase"]);
    assert!(code == 2 && told.contains("cannot be used with"), "{code}: {told}");

    let secret = world.theirs.to_string();
    for (text, what) in [
        (String::new(), "holds no public key"),
        ("# nobody\n".to_owned(), "holds no public key"),
        (format!("{}\nage1nobody\n", world.theirs.to_public()), "line 2 is no public key"),
        (secret.expose_secret().to_owned(), "line 1 is no public key"),
    ] {
        fs::write(&world.keys, text).unwrap();
        let (code, told) = refused(&world, "answer.json.age", &encrypt);
        assert!(code == 3 && told.contains(what), "{code}: {told}");
        assert!(!told.contains(secret.expose_secret()), "a secret key is not told");
    }
    fs::remove_file(&world.keys).unwrap();
    assert_eq!(refused(&world, "answer.json.age", &encrypt).0, 3);

    let project = world.project.path();
    for arguments in [&["report", "--list"][..], &["report"], &["privacy", "subject", RECORD]] {
        let mut command = sverka();
        command.args(arguments).args(encrypt);
        if arguments[0] == "privacy" {
            command.arg("--project");
        }
        let output = command.arg(project).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("go with"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn what_is_no_encrypted_file_or_damaged_is_not_decrypted() {
    let world = World::new();
    let key = world.key_file();
    let sealed = world.path("answer.json.age");
    world.write(&["privacy", "subject", RECORD, "--export"], &sealed, true);
    let whole = fs::read(&sealed).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let out = world.path("back.json");
    for bytes in [&b"name;surname\n"[..], &whole[..whole.len() - 1], &whole[..60], &flipped] {
        fs::write(&sealed, bytes).unwrap();
        let mut command = sverka();
        command.args(["privacy", "decrypt"]).arg(&sealed).arg("--key").arg(&key);
        let output = command.arg("--out").arg(&out).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(!out.exists());
    }
    fs::write(&sealed, whole).unwrap();
    let output = sverka().args(["privacy", "decrypt"]).arg(&sealed).arg("--out").arg(&out).output();
    assert!(said(&output.unwrap()).contains("--key FILE"));
}

//! What the tests of the binary share.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// The built binary.
pub(crate) fn sverka() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sverka"))
}

/// A folder of `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

/// Files of a folder, by path below it, with their bytes.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Every file below a folder; empty where there is no folder.
pub(crate) fn contents(dir: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.insert(path.strip_prefix(dir).unwrap().to_owned(), bytes);
            }
        }
    }
    found
}

/// A scratch copy of a fixture, without what an earlier run left there. Nothing is typeset in it, which
/// would take most of the time of a run; `paper.rs` is about that.
pub(crate) fn fixture_copy(name: &str) -> TempDir {
    let dir = printed_copy(name);
    let file = dir.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("[project]\n", "[project]\npdf = false\n", 1)).unwrap();
    dir
}

/// A scratch copy as [`fixture_copy`] makes it, with the reports on paper.
pub(crate) fn printed_copy(name: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&fixture(name), dir.path());
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name == "out" || name.contains(".sqlite") || name.starts_with('.') {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(&name));
        } else {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

/// Gives a project reference data of its own: the shipped files, one of them changed.
pub(crate) fn own_reference(project: &Path, file: &str, change: impl FnOnce(String) -> String) {
    let reference = project.join("reference");
    fs::create_dir(&reference).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference");
    for entry in fs::read_dir(shipped).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), reference.join(entry.file_name())).unwrap();
        }
    }
    let changed = reference.join(file);
    fs::write(&changed, change(fs::read_to_string(&changed).unwrap())).unwrap();
    let path = project.join("sverka.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("[project]", "[project]\nreference = \"reference\"", 1))
        .unwrap();
}

//! The folder `out/`. Reach for [`publish`] to replace it as a whole and for [`read_verified`] to
//! read a file back. A reader finds the old set or the new one, never a mixture: the new set is
//! written beside, synced, and put in place by renaming.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use reporting::OutputFile;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// Name of the file that lists the others with their hashes.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The finished bytes of a CSV file; writing to memory fails only on rows of unequal width, a fault of ours.
pub(crate) fn csv_bytes(
    file: &str,
    out: csv::Writer<Vec<u8>>,
    written: csv::Result<()>,
) -> Result<Vec<u8>, Failure> {
    let failed = |cause: std::io::Error| Failure::Write { file: file.to_owned(), cause };
    written.map_err(|error| failed(error.into()))?;
    out.into_inner().map_err(|error| failed(error.into_error()))
}

/// Replaces the folder with these files.
pub(crate) fn publish(out: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    publish_as(out, files, &fs::DirBuilder::new())
}

/// As [`publish`], into a folder that only its owner may enter, where the system knows such.
pub(crate) fn publish_private(out: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    publish_as(out, files, &builder)
}

fn publish_as(out: &Path, files: &[OutputFile], builder: &fs::DirBuilder) -> Result<(), Failure> {
    let (fresh, old) = (beside(out, "new"), beside(out, "old"));
    remove(&fresh)?;
    if let Some(parent) = out.parent() {
        fs::create_dir_all(parent).map_err(|cause| Failure::write(parent, cause))?;
    }
    builder.create(&fresh).map_err(|cause| Failure::write(&fresh, cause))?;
    if let Err(failure) = files.iter().try_for_each(|file| write(&fresh, file)) {
        remove(&fresh)?;
        return Err(failure);
    }
    let folders: BTreeSet<&Path> =
        files.iter().flat_map(|file| Path::new(&file.name).ancestors().skip(1)).collect();
    for folder in folders {
        sync_folder(&fresh.join(folder));
    }
    put_in_place(&fresh, out, &old)
}

/// The folder `NAME.END` beside a folder.
fn beside(out: &Path, end: &str) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(end);
    out.with_file_name(name)
}

/// Writes a file below a folder, with the folders on the way, down to the disk.
fn write(dir: &Path, file: &OutputFile) -> Result<(), Failure> {
    let path = dir.join(&file.name);
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| File::create(&path))
        .and_then(|mut handle| handle.write_all(&file.bytes).and_then(|()| handle.sync_all()))
        .map_err(|cause| Failure::write(&path, cause))
}

/// Puts the fresh folder where `out/` is and removes what was there.
fn put_in_place(fresh: &Path, out: &Path, old: &Path) -> Result<(), Failure> {
    let renamed =
        |from: &Path, to: &Path| fs::rename(from, to).map_err(|cause| Failure::write(to, cause));
    if out.exists() && exchange(fresh, out) {
        sync_folder_of(out);
        return remove(fresh);
    }
    // Where two folders cannot be exchanged in one step there is no `out/` between the renames; a
    // crash there leaves `out.old` complete.
    remove(old)?;
    if out.exists() {
        renamed(out, old)?;
    }
    if let Err(failure) = renamed(fresh, out) {
        if old.exists() {
            renamed(old, out)?;
        }
        return Err(failure);
    }
    sync_folder_of(out);
    remove(old)
}

/// Exchanges two folders in one step; whether it was done. Not every file system can.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
const fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Makes the names in a folder last through a loss of power, where the system lets a folder be
/// synced. The files in it are synced when they are written.
fn sync_folder(dir: &Path) {
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
}

fn sync_folder_of(path: &Path) {
    if let Some(parent) = path.parent() {
        sync_folder(parent);
    }
}

fn remove(dir: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(dir) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::write(dir, cause))
        }
        _ => Ok(()),
    }
}

/// Reads an output after comparing it with the manifest.
///
/// # Errors
/// [`Failure::NotFound`] when nothing was written yet, [`Failure::Integrity`] when the file is not
/// the one that was written.
pub(crate) fn read_verified(out: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let read = |name: &str| {
        let path = out.join(name);
        fs::read(&path).map_err(|_| {
            Failure::NotFound(format!("{} is not there; run `sverka run` first", path.display()))
        })
    };
    let broken = |what: &str| Failure::Integrity {
        file: out.join(name).display().to_string(),
        what: what.to_owned(),
    };
    let manifest: serde_json::Value = serde_json::from_slice(&read(MANIFEST)?)
        .map_err(|_| broken("the manifest beside it is damaged"))?;
    let bytes = read(name)?;
    let stated = manifest["files"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|file| file["name"] == name)
        .and_then(|file| file["sha256"].as_str())
        .ok_or_else(|| broken("the manifest does not list it"))?;
    if stated == sha256_hex(&bytes) {
        Ok(bytes)
    } else {
        Err(broken("its content is not what the manifest states"))
    }
}

/// Lower-case hex SHA-256.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> OutputFile {
        OutputFile { name: name.into(), bytes: text.as_bytes().to_vec() }
    }

    fn manifest(name: &str, text: &str) -> OutputFile {
        let sha256 = sha256_hex(text.as_bytes());
        let json = serde_json::json!({"files": [{"name": name, "sha256": sha256}]});
        file(MANIFEST, &json.to_string())
    }

    #[test]
    fn a_second_set_replaces_the_first_whole() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        publish(&out, &[file("a.csv", "1"), file("b.csv", "2")]).unwrap();
        publish(&out, &[file("a.csv", "3"), manifest("a.csv", "3")]).unwrap();
        assert!(!out.join("b.csv").exists());
        assert_eq!(read_verified(&out, "a.csv").unwrap(), b"3");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn a_failed_write_leaves_the_old_set() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        publish(&out, &[file("a.csv", "1")]).unwrap();
        let refused = publish(&out, &[file("a.csv", "2"), file("a.csv/b.csv", "3")]);
        assert!(matches!(refused, Err(Failure::Write { .. })));
        assert_eq!(fs::read(out.join("a.csv")).unwrap(), b"1");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_in_folders_are_read_back_and_belong_to_the_set() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("of.an.office");
        publish_private(&out, &[file("offices/x/a.csv", "1"), manifest("offices/x/a.csv", "1")])
            .unwrap();
        assert_eq!(read_verified(&out, "offices/x/a.csv").unwrap(), b"1");
        publish(&out, &[file("b.csv", "2")]).unwrap();
        assert!(!out.join("offices").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn a_changed_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        publish(&out, &[file("a.csv", "1"), manifest("a.csv", "1")]).unwrap();
        fs::write(out.join("a.csv"), "2").unwrap();
        assert!(matches!(read_verified(&out, "a.csv"), Err(Failure::Integrity { .. })));
        assert!(matches!(read_verified(dir.path(), "a.csv"), Err(Failure::NotFound(_))));
    }
}

//! Files that only their owner may read. Reach for [`read`] where a file holds a secret: one that
//! others may read is refused; and for [`write`] where one with personal data is made: it must not be
//! there yet. On systems without such permissions nothing is checked.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::failure::Failure;

/// The bytes of a file with a secret. `holds` says what it holds, `missing` what to do without it.
///
/// # Errors
/// [`Failure::Input`] when it cannot be read or others may read it.
pub(crate) fn read(file: &Path, holds: &str, missing: &'static str) -> Result<Vec<u8>, Failure> {
    let refuse =
        |what: String, remedy| Failure::Input { file: file.display().to_string(), what, remedy };
    let bytes =
        std::fs::read(file).map_err(|cause| refuse(format!("cannot be read: {cause}"), missing))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).map_or(0, |about| about.permissions().mode());
        if mode & 0o077 != 0 {
            let what = format!("holds {holds} and others may read it");
            return Err(refuse(what, "take their rights away: chmod 600 FILE"));
        }
    }
    Ok(bytes)
}

/// Writes a new file for its owner alone, down to the disk.
///
/// # Errors
/// [`Failure::Write`] when it is there already or cannot be written.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut handle| {
            handle.write_all(bytes)?;
            handle.sync_all()
        })
        .map_err(|cause| Failure::write(file, cause))
}

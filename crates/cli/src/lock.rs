//! One writer per project. Reach for [`ProjectLock::take`] before anything is written; the
//! operating system lets go of it when the process ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::failure::Failure;

/// Held while a command writes to a project.
#[derive(Debug)]
pub(crate) struct ProjectLock {
    _file: File,
}

impl ProjectLock {
    /// Takes the lock of the project in a folder.
    ///
    /// # Errors
    /// [`Failure::Locked`] when another process holds it.
    pub(crate) fn take(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(".sverka.lock");
        let file = File::create(&path).map_err(|cause| Failure::write(&path, cause))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Locked(dir.display().to_string())),
            Err(TryLockError::Error(cause)) => Err(Failure::write(&path, cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_refused_until_the_first_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let first = ProjectLock::take(dir.path()).unwrap();
        assert!(matches!(ProjectLock::take(dir.path()), Err(Failure::Locked(_))));
        drop(first);
        ProjectLock::take(dir.path()).unwrap();
    }
}

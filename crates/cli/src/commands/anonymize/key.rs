//! Everything that is replaced is replaced under one secret key: the same value the same way, and
//! nobody without the key can tell which. Reach for [`Key`]; without a key file it is made of the
//! system's randomness and forgotten, so that nobody can.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// Fewest bytes of a key file.
const LEAST_BYTES: usize = 32;

/// The secret of one fixture.
pub(super) struct Key([u8; 32]);

impl Key {
    /// A key that nobody keeps.
    ///
    /// # Errors
    /// [`Failure::Write`] when the system has no randomness.
    pub(super) fn random() -> Result<Self, Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|cause| Failure::Write {
            file: "the key".to_owned(),
            cause: std::io::Error::other(cause.to_string()),
        })?;
        Ok(Self(bytes))
    }

    /// The key of a file of at least 32 bytes: the same file gives the same fixture again.
    ///
    /// # Errors
    /// [`Failure::Input`] when it cannot be read or is too short to be a secret.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |what: String| Failure::Input {
            file: path.display().to_string(),
            what,
            remedy: "make one: head -c 32 /dev/urandom > KEY; chmod 600 KEY",
        };
        let bytes =
            std::fs::read(path).map_err(|cause| refuse(format!("cannot be read: {cause}")))?;
        if bytes.len() < LEAST_BYTES {
            return Err(refuse(format!("a key has at least {LEAST_BYTES} bytes")));
        }
        Ok(Self(Sha256::digest(&bytes).into()))
    }

    /// Another key that follows from this one.
    pub(super) fn attempt(&self, attempt: u32) -> Self {
        Self(self.hash("attempt", &attempt.to_string()))
    }

    fn hash(&self, purpose: &str, value: &str) -> [u8; 32] {
        let inner = Sha256::new()
            .chain_update(self.0)
            .chain_update((purpose.len() as u64).to_le_bytes())
            .chain_update(purpose)
            .chain_update(value)
            .finalize();
        Sha256::new().chain_update(self.0).chain_update(inner).finalize().into()
    }

    /// A number that follows from key, purpose and value.
    pub(super) fn number(&self, purpose: &str, value: &str) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.hash(purpose, value);
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    /// A digit for each digit, never itself: slips and exchanged digits stay what they were.
    pub(super) fn digits(&self, scope: &str) -> [u8; 10] {
        let mut order: [u8; 10] = std::array::from_fn(|digit| digit as u8);
        order.sort_by_cached_key(|digit| self.number("digit", &format!("{scope} {digit}")));
        let mut next = [0; 10];
        for (at, digit) in order.into_iter().enumerate() {
            next[usize::from(digit)] = order[(at + 1) % 10];
        }
        next
    }
}

//! The key of an encrypted project: an age identity in a file, in clear or under a passphrase. Reach
//! for [`ProjectKey::read`] to open a project and for [`ProjectKey::make`] to begin one. The database
//! and the index of lookups are encrypted with it; `age-keygen` and `age --decrypt` read the file too.
//!
//! A passphrase comes from the terminal, never from an argument or the environment.

use std::fmt;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use age::secrecy::{ExposeSecret as _, SecretString};
use age::stream::StreamWriter;
use age::{Decryptor, Encryptor, x25519};
use hkdf::Hkdf;
use sha2::Sha256;
use store::DatabaseKey;

use crate::failure::Failure;
use crate::private_file;
use crate::sealing::{self, Seal};
use crate::terminal;

/// What a key of the database is derived for: another use of the same secret gets another key.
const DATABASE: &[u8] = b"sverka database 1";

/// A secret, and the public half of it.
pub(crate) struct ProjectKey(x25519::Identity);

impl fmt::Debug for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl ProjectKey {
    /// Reads a key file; asks for the passphrase of one that has it.
    ///
    /// # Errors
    /// [`Failure::Input`] when it is not there, others may read it, it holds no key, or the
    /// passphrase is another one; [`Failure::Usage`] without a terminal to ask on.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let missing =
            "bring it from where it is kept; `sverka privacy encrypt` makes that of a new project";
        let bytes = private_file::read(file, "a key", missing)?;
        if !sealing::is_sealed(&bytes) {
            return Self::parse(&bytes, file);
        }
        let question = format!("Passphrase of {}: ", file.display());
        let passphrase = terminal::ask_secret(&question)?;
        Self::parse(&sealing::open_with_passphrase(&bytes, passphrase, file)?, file)
    }

    /// Makes a key in a new file, under a passphrase where one is given.
    ///
    /// # Errors
    /// [`Failure::Write`] when the file is there already or cannot be written.
    pub(crate) fn make(file: &Path, passphrase: Option<SecretString>) -> Result<Self, Failure> {
        let key = Self(x25519::Identity::generate());
        let text =
            format!("# public key: {}\n{}\n", key.0.to_public(), key.0.to_string().expose_secret());
        let bytes = match passphrase {
            None => text.into_bytes(),
            Some(passphrase) => Seal::Passphrase(passphrase).armoured(text.as_bytes())?,
        };
        private_file::write(file, &bytes)?;
        Ok(key)
    }

    /// The one identity in the lines of a key file.
    fn parse(bytes: &[u8], file: &Path) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let mut lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = lines.next().and_then(|line| line.parse().ok());
        match (key, lines.next()) {
            (Some(key), None) => Ok(Self(key)),
            _ => Err(Failure::Input {
                file: file.display().to_string(),
                what: "is not a file with one key AGE-SECRET-KEY-1…".to_owned(),
                remedy: "name the file that `sverka privacy encrypt` or `age-keygen` wrote",
            }),
        }
    }

    /// The key of the database.
    pub(crate) fn database(&self) -> DatabaseKey {
        let mut key = [0; 32];
        let secret = self.0.to_string();
        Hkdf::<Sha256>::new(None, secret.expose_secret().as_bytes())
            .expand(DATABASE, &mut key)
            .expect("one block of a hash is derived");
        DatabaseKey::new(key)
    }

    /// The public half, which whoever writes to the owner of this key may know.
    pub(crate) fn public(&self) -> x25519::Recipient {
        self.0.to_public()
    }

    /// The secret half, for files that were encrypted to it.
    pub(crate) const fn identity(&self) -> &x25519::Identity {
        &self.0
    }

    /// Encrypts what is written through it, for this key; to be finished.
    pub(crate) fn sealing<W: Write>(&self, out: W) -> io::Result<StreamWriter<W>> {
        let own = self.public();
        let recipients = std::iter::once(&own as &dyn age::Recipient);
        Encryptor::with_recipients(recipients).map_err(io::Error::other)?.wrap_output(out)
    }

    /// Decrypts what is read through it, at any place of it.
    pub(crate) fn opening<R: Read + Seek>(
        &self,
        from: R,
    ) -> io::Result<age::stream::StreamReader<R>> {
        let identity = std::iter::once(&self.0 as &dyn age::Identity);
        Decryptor::new(from).and_then(|sealed| sealed.decrypt(identity)).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_gives_the_same_key_again_and_the_database_another_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.key");
        let made = ProjectKey::make(&file, None).unwrap();
        let read = ProjectKey::read(&file).unwrap();
        assert_eq!(made.database(), read.database());
        assert_eq!(made.public().to_string(), read.public().to_string());
        let other = ProjectKey::make(&dir.path().join("b.key"), None).unwrap();
        assert_ne!(made.database(), other.database());
        assert!(matches!(ProjectKey::make(&file, None), Err(Failure::Write { .. })));
        assert_eq!(format!("{made:?}"), "[redacted]");
    }

    /// The derivation stands in every encrypted project: another one would lose them. The value is that
    /// of HKDF as Python makes it.
    #[test]
    fn the_key_of_a_database_is_derived_as_ever() {
        let secret = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
        let key = ProjectKey::parse(secret.as_bytes(), Path::new("k")).unwrap().database();
        let hex: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "8336c61dc5367a2675432ac6a2d55c121487ee470b1a0b2496588e2f3d105c10");
    }

    #[test]
    fn a_file_with_no_key_or_with_two_is_refused() {
        let key = x25519::Identity::generate().to_string();
        let key = key.expose_secret();
        for text in ["", "# only a comment\n", "secret", &format!("{key}\n{key}\n")] {
            let refused = ProjectKey::parse(text.as_bytes(), Path::new("k"));
            assert!(matches!(refused, Err(Failure::Input { .. })), "{text}");
        }
        ProjectKey::parse(format!("# made 2026\n\n{key}\r\n").as_bytes(), Path::new("k")).unwrap();
    }
}

//! Files encrypted for somebody, in the age format. Reach for [`Seal::asked`] where a command writes
//! personal data out of the project, and for [`open_with_passphrase`] to read such a file back. The
//! bytes differ each time, since every file is encrypted under a key of its own; what is inside does
//! not. Nothing is signed: who made a file is not told by it.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
use reporting::OutputFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::arguments::EncryptFor;
use crate::failure::Failure;
use crate::terminal;

/// Base-2 logarithm of scrypt's N, what a guess at a passphrase costs: that of the age tool, 256 MiB
/// and a second or two.
const WORK: u8 = 18;
/// The most that a file may ask for, in the same measure: one made to exhaust the machine is refused.
const MOST_WORK: u8 = 20;

/// Ends the name of every encrypted file.
pub(crate) const END: &str = "age";

/// Who can open what is written.
pub(crate) enum Seal {
    /// The owners of these keys.
    For(Vec<x25519::Recipient>),
    /// Whoever knows it.
    Passphrase(SecretString),
}

impl Seal {
    /// Whom the options name; `None` where nothing is to be encrypted. Asks for a passphrase.
    ///
    /// # Errors
    /// [`Failure::Input`] when the file of public keys cannot be used, [`Failure::Usage`] without a
    /// terminal to ask on.
    pub(crate) fn asked(options: &EncryptFor) -> Result<Option<Self>, Failure> {
        if options.encrypt_passphrase {
            return Ok(Some(Self::Passphrase(terminal::ask_new_passphrase()?)));
        }
        options.encrypt_to.as_deref().map(recipients).transpose().map(|keys| keys.map(Self::For))
    }

    /// The bytes encrypted.
    pub(crate) fn sealed(&self, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.written(plain, Format::Binary)
    }

    /// As [`Seal::sealed`], in lines of letters.
    pub(crate) fn armoured(&self, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.written(plain, Format::AsciiArmor)
    }

    fn written(&self, plain: &[u8], format: Format) -> Result<Vec<u8>, Failure> {
        let encryptor = match self {
            Self::For(keys) => {
                Encryptor::with_recipients(keys.iter().map(|key| key as &dyn Recipient))
            }
            Self::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            }
        };
        let failed = |cause| Failure::Write { file: "an encrypted file".to_owned(), cause };
        let encryptor = encryptor.map_err(|error| failed(std::io::Error::other(error)))?;
        ArmoredWriter::wrap_output(Vec::with_capacity(plain.len()), format)
            .and_then(|out| encryptor.wrap_output(out))
            .and_then(|mut out| {
                out.write_all(plain)?;
                out.finish()?.finish()
            })
            .map_err(failed)
    }
}

/// The public keys in the lines of a file, without comments.
fn recipients(file: &Path) -> Result<Vec<x25519::Recipient>, Failure> {
    let refuse = |what: String| Failure::Input {
        file: file.display().to_string(),
        what,
        remedy: "write one public key age1… in each line, as `age-keygen` prints it",
    };
    let text = std::fs::read_to_string(file)
        .map_err(|cause| refuse(format!("cannot be read: {cause}")))?;
    let mut keys = Vec::new();
    for (at, line) in text.lines().map(str::trim).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        // The line is not told: it may be a secret key, put there by mistake.
        let key = line.parse().map_err(|_| refuse(format!("line {} is no public key", at + 1)))?;
        keys.push(key);
    }
    if keys.is_empty() { Err(refuse("holds no public key".to_owned())) } else { Ok(keys) }
}

/// Whether bytes are a file in the age format.
pub(crate) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"age-encryption.org/") || bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE")
}

/// Whether a file is opened with a passphrase; `None` where it is no file in the age format.
pub(crate) fn asks_for_passphrase(bytes: &[u8]) -> Option<bool> {
    Decryptor::new(ArmoredReader::new(bytes)).ok().map(|sealed| sealed.is_scrypt())
}

/// What is in a file that was encrypted with a passphrase.
pub(crate) fn open_with_passphrase(
    bytes: &[u8],
    passphrase: SecretString,
    file: &Path,
) -> Result<Vec<u8>, Failure> {
    let mut identity = scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
    open(bytes, &identity, file)
}

/// What is in a file, for who can open it.
pub(crate) fn open(bytes: &[u8], key: &dyn Identity, file: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |what: &str, remedy| Failure::Input {
        file: file.display().to_string(),
        what: what.to_owned(),
        remedy,
    };
    let damaged = || refuse("is damaged, or no file in the age format", "ask for it again");
    let sealed = Decryptor::new(ArmoredReader::new(bytes)).map_err(|_| damaged())?;
    let mut inside = sealed.decrypt(std::iter::once(key)).map_err(|error| match error {
        DecryptError::KeyDecryptionFailed
        | DecryptError::DecryptionFailed
        | DecryptError::NoMatchingKeys => refuse(
            "is not opened by this passphrase or key",
            "try again, or ask whoever encrypted it for whom they did",
        ),
        DecryptError::ExcessiveWork { .. } => refuse(
            "asks for more work than a passphrase should",
            "ask for it encrypted again with the defaults of age",
        ),
        _ => damaged(),
    })?;
    let mut plain = Vec::new();
    inside.read_to_end(&mut plain).map_err(|_| damaged())?;
    Ok(plain)
}

/// Several files as one, to be encrypted together: a recipient opens once. The same files give the
/// same bytes.
pub(crate) fn archive(files: &[OutputFile]) -> Result<Vec<u8>, Failure> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let packed = files.iter().try_for_each(|file| {
        archive.start_file(&*file.name, options)?;
        archive.write_all(&file.bytes)?;
        Ok(())
    });
    packed.and_then(|()| archive.finish()).map(Cursor::into_inner).map_err(
        |error: zip::result::ZipError| Failure::Write {
            file: "an archive".to_owned(),
            cause: std::io::Error::other(error),
        },
    )
}

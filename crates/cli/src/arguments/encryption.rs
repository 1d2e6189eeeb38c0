//! For whom a file with personal data is encrypted: the same two options wherever one is written.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::Failure;
use crate::sealing::END;

/// Who can open what is written.
#[derive(Clone, Debug, Args)]
pub(crate) struct EncryptFor {
    /// Encrypt what is written for the owners of the age public keys in this file, one a line.
    #[arg(long, value_name = "FILE", conflicts_with = "encrypt_passphrase")]
    pub(crate) encrypt_to: Option<PathBuf>,
    /// Encrypt what is written with a passphrase, asked on the terminal.
    #[arg(long)]
    pub(crate) encrypt_passphrase: bool,
}

impl EncryptFor {
    /// Whether anything is to be encrypted.
    pub(crate) const fn is_asked(&self) -> bool {
        self.encrypt_passphrase || self.encrypt_to.is_some()
    }

    /// Refuses the options where the one that writes personal data is missing.
    pub(crate) fn only_with(&self, there: bool, option: &str) -> Result<(), Failure> {
        if there || !self.is_asked() {
            return Ok(());
        }
        Err(Failure::Usage(format!("--encrypt-to and --encrypt-passphrase go with {option}")))
    }

    /// The file's name as it would be in clear. An encrypted one ends in `.age`, and only that.
    pub(crate) fn plain_name(&self, file: &Path) -> Result<PathBuf, Failure> {
        let ends = file.extension().is_some_and(|end| end == END);
        match (self.is_asked(), ends) {
            (true, true) => Ok(file.with_extension("")),
            (false, false) => Ok(file.to_owned()),
            (true, false) => Err(Failure::Usage(format!(
                "an encrypted file ends in .{END}: {}.{END}",
                file.display()
            ))),
            (false, true) => Err(Failure::Usage(format!(
                "{} is named like an encrypted file; add --encrypt-to or --encrypt-passphrase",
                file.display()
            ))),
        }
    }
}

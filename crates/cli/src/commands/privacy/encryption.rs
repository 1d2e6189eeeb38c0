//! `privacy encrypt`: the database of a project becomes an encrypted one, with a key made where there
//! is none. `privacy decrypt`: what somebody encrypted for us, in clear again.

use std::path::Path;

use store::{FileState, ProjectStore};

use crate::failure::Failure;
use crate::lock::ProjectLock;
use crate::private_file;
use crate::project::Project;
use crate::project_key::ProjectKey;
use crate::register_index;
use crate::sealing;
use crate::terminal::{Terminal, ask_new_passphrase, ask_secret};

/// Encrypts the database of a project. Interrupted anywhere, it is done by doing it again.
pub(super) async fn encrypt(
    project: &Project,
    without_passphrase: bool,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (Some(database), Some(file)) = (project.database_file(), project.key_file()) else {
        return Err(Failure::Usage(
            "sverka.toml does not say where the key is; add two lines: [encryption] and \
             key_file = \"sverka.key\""
                .to_owned(),
        ));
    };
    let _lock = ProjectLock::take(&project.dir)?;
    let state = FileState::of(&database);
    if !file.exists() && state != FileState::Sealed {
        let passphrase = if without_passphrase { None } else { Some(ask_new_passphrase()?) };
        let key = ProjectKey::make(&file, passphrase)?;
        terminal.say(&format!(
            "{} holds the key, public half {}; keep a copy elsewhere: without it nothing can be read",
            file.display(),
            key.public()
        ));
        project.adopt(key);
    }
    let Some(key) = project.key()? else { return Ok(()) };
    // It holds hashes of names in clear; it is made again, encrypted, for the next lookup.
    register_index::remove(&register_index::path(&project.dir))?;
    match state {
        FileState::Plain => {
            store::encrypt(&database, &key.database()).await?;
            terminal.say(&format!("{} is encrypted", database.display()));
        }
        FileState::Absent => terminal.say("the database will be encrypted from the first run on"),
        FileState::Sealed => {
            ProjectStore::open_to_read(&project.database()?).await?.close().await?;
            let (file, public) = (database.display(), key.public());
            terminal.say(&format!("{file} is encrypted already; public half of its key: {public}"));
        }
    }
    Ok(())
}

/// Writes what an encrypted file holds to a new file for its owner alone.
pub(super) fn decrypt(file: &Path, key: Option<&Path>, to: &Path) -> Result<(), Failure> {
    let refuse =
        |what: String, remedy| Failure::Input { file: file.display().to_string(), what, remedy };
    let bytes = std::fs::read(file).map_err(|cause| {
        refuse(format!("cannot be read: {cause}"), "name a file that ends in .age")
    })?;
    let plain = match (sealing::asks_for_passphrase(&bytes), key) {
        (None, _) => Err(refuse("is no file in the age format".to_owned(), "ask for it again")),
        (Some(true), _) => {
            let question = format!("Passphrase of {}: ", file.display());
            sealing::open_with_passphrase(&bytes, ask_secret(&question)?, file)
        }
        (Some(false), Some(key)) => sealing::open(&bytes, ProjectKey::read(key)?.identity(), file),
        (Some(false), None) => Err(refuse(
            "was encrypted for the owner of a key".to_owned(),
            "name your key file with --key FILE",
        )),
    }?;
    private_file::write(to, &plain)
}

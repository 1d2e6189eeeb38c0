//! Entries of the audit log and the commitments in them. Reach for [`AuditNote`] to say what
//! happened; a store turns it into an [`AuditEntry`] with its place in the tree.

use std::fmt;
use std::str::FromStr;

use records::{Delivery, Sensitive};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::contract::{RowAccount, SupersededDelivery};

use super::merkle::{Frontier, Hash, from_hex, leaf_hash, to_hex};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// The project file, reference data and version of the software.
    Configuration,
    /// A delivery became current, or a source was retired.
    Input,
    /// The model links are weighed with.
    Model,
    /// A set of links.
    Links,
    /// A review decision.
    Decision,
    /// Outputs were published.
    Export,
    /// Records were erased.
    Erasure,
    /// A delivery kept long enough was deleted.
    Retention,
    /// Outputs were handed to somebody.
    Recipient,
    /// A public level was added to the ledger of releases.
    Release,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Configuration,
        Self::Input,
        Self::Model,
        Self::Links,
        Self::Decision,
        Self::Export,
        Self::Erasure,
        Self::Retention,
        Self::Recipient,
        Self::Release,
    ];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Input => "input",
            Self::Model => "model",
            Self::Links => "links",
            Self::Decision => "decision",
            Self::Export => "export",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Recipient => "recipient",
            Self::Release => "release",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether outputs follow from it. What happens to outputs later is logged but does not change
    /// the checkpoint printed in them, so the same run twice prints the same.
    pub const fn shapes_outputs(self) -> bool {
        !matches!(self, Self::Export | Self::Recipient | Self::Release | Self::Retention)
    }

    /// Whether its content concerns a person and is committed to under random bytes.
    const fn is_personal(self) -> bool {
        matches!(self, Self::Decision | Self::Erasure | Self::Recipient)
    }
}

/// Something to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditNote {
    /// Kind.
    pub kind: EntryKind,
    /// What it is about among its kind: a source id, a link kind, or nothing.
    pub subject: String,
    /// JSON of what happened.
    pub content: Sensitive<String>,
}

impl AuditNote {
    /// A note with JSON content.
    pub fn new(kind: EntryKind, subject: &str, content: &Value) -> Self {
        Self { kind, subject: subject.to_owned(), content: content.to_string().into() }
    }

    /// What a run is configured with: SHA-256 of the project file and of the reference data, and the
    /// version of the software.
    pub fn configuration(project: &str, reference: &str, software: &str) -> Self {
        let content =
            json!({"project_sha256": project, "reference_sha256": reference, "software": software});
        Self::new(EntryKind::Configuration, "", &content)
    }

    /// A delivery became current; `digest` is over its records and quarantine.
    pub(crate) fn input(
        delivery: &Delivery,
        reading_hash: &str,
        account: RowAccount,
        digest: &str,
    ) -> Self {
        let files: Vec<Value> = delivery
            .files
            .iter()
            .map(|file| json!({"name": &*file.name, "sha256": file.sha256, "bytes": file.bytes}))
            .collect();
        let content = json!({
            "as_of": delivery.as_of.to_string(),
            "files": files,
            "reading_sha256": reading_hash,
            "rows_in": account.rows_in,
            "rows_in_records": account.rows_in_records,
            "quarantined": account.quarantined,
            "records": account.records,
            "records_sha256": digest,
        });
        Self::new(EntryKind::Input, &delivery.source.0, &content)
    }

    /// A source is no longer part of the project.
    pub(crate) fn retired(source: &str) -> Self {
        Self::new(EntryKind::Input, source, &json!({"retired": true}))
    }

    /// Links of a kind were made from inputs; `digest` is over the set and its decisions.
    pub(crate) fn links(kind: &str, inputs: &str, digest: &str) -> Self {
        let content = json!({"made_from": inputs, "decisions_sha256": digest});
        Self::new(EntryKind::Links, kind, &content)
    }

    /// A person decided.
    pub(crate) fn decision(content: &Value) -> Self {
        Self::new(EntryKind::Decision, "", content)
    }

    /// The model of a run: SHA-256 of its file, `None` for the shipped one.
    pub fn model(sha256: Option<&str>) -> Self {
        Self::new(EntryKind::Model, "", &json!({"sha256": sha256}))
    }

    /// Outputs were published: the checkpoint printed in them and the SHA-256 of their manifest.
    pub fn export(checkpoint: &Checkpoint, manifest: &str) -> Self {
        let content = json!({"checkpoint": checkpoint.to_string(), "manifest_sha256": manifest});
        Self::new(EntryKind::Export, "", &content)
    }

    /// A public level was released: SHA-256 of the ledger of releases with it at its end.
    pub fn release(ledger: &str) -> Self {
        Self::new(EntryKind::Release, "", &json!({"ledger_sha256": ledger}))
    }

    /// Records of a source were erased; `digest` is over what is left.
    pub(crate) fn erasure(source: &str, digest: &str, records: usize, reason: &str) -> Self {
        let content = json!({"records_sha256": digest, "erased": records, "reason": reason});
        Self::new(EntryKind::Erasure, source, &content)
    }

    /// A replaced delivery was deleted.
    pub(crate) fn pruned(delivery: &SupersededDelivery) -> Self {
        let content = json!({"as_of": delivery.as_of, "records": delivery.records});
        Self::new(EntryKind::Retention, &delivery.source.0, &content)
    }

    /// Whether a second note like the latest of its kind and subject says nothing new. A decision
    /// or hand-over made twice happened twice.
    pub(crate) const fn may_repeat(&self) -> bool {
        self.kind.is_personal() || matches!(self.kind, EntryKind::Retention)
    }
}

/// An entry as kept. Position, kind, subject and commitment are what the tree holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Position, from 1.
    pub seq: u64,
    /// Code of its kind, as kept.
    pub kind: String,
    /// What it is about among its kind.
    pub subject: String,
    /// SHA-256 over salt and content, hex.
    pub commitment: String,
    /// 32 bytes as hex: random where the content concerns a person, else zero. `None` once
    /// forgotten.
    pub salt: Option<String>,
    /// JSON of what happened; `None` once forgotten.
    pub content: Option<Sensitive<String>>,
    /// Head of the tree up to and with this entry, hex.
    pub head: String,
}

impl AuditEntry {
    /// The entry that logs a note behind the entries of a frontier, which grows by it.
    ///
    /// # Errors
    /// When the system has no random bytes for a salt.
    pub(crate) fn append(
        frontier: &mut Frontier,
        note: &AuditNote,
    ) -> Result<Self, getrandom::Error> {
        let mut salt = [0; 32];
        if note.kind.is_personal() {
            getrandom::fill(&mut salt)?;
        }
        let salt = to_hex(&salt);
        let mut entry = Self {
            seq: frontier.size() + 1,
            kind: note.kind.code().to_owned(),
            subject: note.subject.clone(),
            commitment: commitment(&salt, note.content.expose()),
            salt: Some(salt),
            content: Some(note.content.clone()),
            head: String::new(),
        };
        frontier.push(entry.leaf());
        entry.head = to_hex(&frontier.head());
        Ok(entry)
    }

    /// Hash of its leaf: over a line each for the format, position, kind, subject and commitment.
    pub fn leaf(&self) -> Hash {
        let Self { seq, kind, subject, commitment, .. } = self;
        leaf_hash(format!("sverka audit 1\n{seq}\n{kind}\n{subject}\n{commitment}\n").as_bytes())
    }

    /// Whether salt and content are what was committed to, or both are forgotten.
    pub fn keeps_its_word(&self) -> bool {
        match (&self.salt, &self.content) {
            (Some(salt), Some(content)) => commitment(salt, content.expose()) == self.commitment,
            (None, None) => true,
            _ => false,
        }
    }

    /// A field of its content, where it is there and a text.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let content: Value = serde_json::from_str(self.content.as_ref()?.expose()).ok()?;
        content[name].as_str().map(str::to_owned)
    }
}

fn commitment(salt: &str, content: &str) -> String {
    let hash = Sha256::new()
        .chain_update(b"sverka commitment 1\0")
        .chain_update(salt)
        .chain_update(b"\0")
        .chain_update(content);
    to_hex(&hash.finalize().into())
}

/// Size and head of the log at one moment, written `17:` and 64 hex digits. Whoever keeps one can
/// show that none of the first 17 entries was changed, or that one was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Checkpoint {
    /// Entries.
    pub size: u64,
    /// Head of the tree over them.
    pub head: Hash,
}

impl Checkpoint {
    /// The checkpoint that outputs print: at the latest entry that outputs follow from. `None`
    /// before anything was read, or when that entry's head is not a hash.
    pub fn of_outputs(log: &[AuditEntry]) -> Option<Self> {
        let shapes = |entry: &&AuditEntry| {
            EntryKind::from_code(&entry.kind).is_some_and(EntryKind::shapes_outputs)
        };
        let entry = log.iter().rev().find(shapes)?;
        Some(Self { size: entry.seq, head: from_hex(&entry.head)? })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.size, to_hex(&self.head))
    }
}

impl FromStr for Checkpoint {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (size, head) = text.trim().split_once(':')?;
            Some(Self { size: size.parse().ok()?, head: from_hex(head)? })
        };
        read().ok_or_else(|| {
            "expected a checkpoint as reports print it: a number, a colon, 64 hex digits".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_reads_back_and_nothing_else_does() {
        let checkpoint = Checkpoint { size: 17, head: leaf_hash(b"x") };
        assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
        for wrong in ["", "17", "17:ab", "x:00", &checkpoint.to_string()[1..].replace(':', ";")] {
            assert!(wrong.parse::<Checkpoint>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_concerns_a_person_is_salted_and_what_does_not_is_reproducible() {
        let append = |kind| {
            let note = AuditNote::new(kind, "", &json!({"name": "Айнура"}));
            AuditEntry::append(&mut Frontier::default(), &note).unwrap()
        };
        assert_eq!(append(EntryKind::Links), append(EntryKind::Links));
        assert_ne!(append(EntryKind::Decision).commitment, append(EntryKind::Decision).commitment);
    }

    #[test]
    fn a_forgotten_entry_keeps_its_word_and_a_half_forgotten_one_does_not() {
        let note = AuditNote::new(EntryKind::Decision, "", &json!({"note": "x"}));
        let mut entry = AuditEntry::append(&mut Frontier::default(), &note).unwrap();
        assert!(entry.keeps_its_word());
        let leaf = entry.leaf();
        entry.content = None;
        assert!(!entry.keeps_its_word());
        entry.salt = None;
        assert!(entry.keeps_its_word());
        assert_eq!(entry.leaf(), leaf);
    }
}

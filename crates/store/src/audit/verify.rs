//! Whether a log is whole and the store is what its log says. Reach for [`verify`] with everything
//! read from the store; it names the first entry that does not fit, and each part of the store that
//! is not what was logged.
//!
//! A log cut off at its end together with its recorded size, or written anew from some entry on, is
//! whole in itself: only a checkpoint kept elsewhere shows that.

use std::collections::BTreeMap;
use std::fmt;

use records::Sensitive;

use super::entry::{AuditEntry, Checkpoint, EntryKind};
use super::merkle::{Frontier, to_hex};

/// What a store holds of the things its log speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditedState {
    /// Size and head that were recorded with the latest entry.
    pub recorded: Checkpoint,
    /// Current deliveries: source id and hash over records and quarantine.
    pub readings: Vec<(String, String)>,
    /// Link sets: kind and hash over decisions.
    pub links: Vec<(String, String)>,
    /// Review decisions in order, as an entry's content writes them.
    pub decisions: Vec<Sensitive<String>>,
}

/// Something that is not as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The entry, from 1, where one can be named.
    pub entry: Option<u64>,
    /// What does not fit; never a value.
    pub what: String,
}

impl Breach {
    fn at(entry: u64, what: impl Into<String>) -> Self {
        Self { entry: Some(entry), what: what.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "entry {entry}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Everything that does not fit, the tree first; empty when the log is whole, holds `since` and the
/// store is what it says. At most one breach of the tree is named: what follows it has no meaning.
pub fn verify(log: &[AuditEntry], state: &AuditedState, since: Option<&Checkpoint>) -> Vec<Breach> {
    if let Err(breach) = tree(log, &state.recorded, since) {
        return vec![breach];
    }
    let mut breaches = Vec::new();
    let said = Said::by(log);
    compare("the records of", &said.readings, &state.readings, &mut breaches);
    compare("the links", &said.links, &state.links, &mut breaches);
    decisions(&said.decisions, &state.decisions, &mut breaches);
    breaches
}

fn tree(
    log: &[AuditEntry],
    recorded: &Checkpoint,
    since: Option<&Checkpoint>,
) -> Result<(), Breach> {
    let mut frontier = Frontier::default();
    let mut at_since = None;
    for (expected, entry) in (1..).zip(log) {
        if entry.seq != expected {
            let what = format!("is missing; entry {} stands in its place", entry.seq);
            return Err(Breach::at(expected, what));
        }
        if !entry.keeps_its_word() {
            return Err(Breach::at(entry.seq, "its content is not what was committed to"));
        }
        frontier.push(entry.leaf());
        if to_hex(&frontier.head()) != entry.head {
            return Err(Breach::at(
                entry.seq,
                "was changed, put elsewhere, or one before it was dropped",
            ));
        }
        if since.is_some_and(|since| since.size == entry.seq) {
            at_since = Some(frontier.head());
        }
    }
    let size = frontier.size();
    if size < recorded.size {
        let what = format!("was dropped; {} entries were recorded, {size} are left", recorded.size);
        return Err(Breach::at(size + 1, what));
    }
    if size > recorded.size || frontier.head() != recorded.head {
        return Err(Breach::at(size, "is not the latest that was recorded"));
    }
    match since {
        Some(since) if since.size > size => {
            let what = format!("was dropped; the checkpoint has {} entries", since.size);
            Err(Breach::at(size + 1, what))
        }
        Some(since) if since.size > 0 && at_since != Some(since.head) => {
            let what =
                "the entries up to it are not those of the checkpoint: one of them was rewritten";
            Err(Breach::at(since.size, what))
        }
        _ => Ok(()),
    }
}

/// What the log says the store holds: the latest word on each thing.
#[derive(Default)]
struct Said {
    readings: BTreeMap<String, (u64, Option<String>)>,
    links: BTreeMap<String, (u64, Option<String>)>,
    decisions: Vec<(u64, Option<Sensitive<String>>)>,
}

impl Said {
    fn by(log: &[AuditEntry]) -> Self {
        let mut said = Self::default();
        for entry in log {
            let word = |name: &str| (entry.seq, entry.field(name));
            match EntryKind::from_code(&entry.kind) {
                Some(EntryKind::Input) => {
                    said.readings.insert(entry.subject.clone(), word("records_sha256"));
                }
                Some(EntryKind::Erasure) => {
                    said.readings.insert(entry.subject.clone(), word("records_sha256"));
                    // Links name records: an erasure drops them all, and the next run makes them anew.
                    said.links.clear();
                }
                Some(EntryKind::Links) => {
                    said.links.insert(entry.subject.clone(), word("decisions_sha256"));
                }
                Some(EntryKind::Decision) => {
                    said.decisions.push((entry.seq, entry.content.clone()));
                }
                _ => {}
            }
        }
        said
    }
}

/// Compares what the log says of things by name with what is there. A word without a hash says that
/// the thing is no longer there.
fn compare(
    what: &str,
    said: &BTreeMap<String, (u64, Option<String>)>,
    found: &[(String, String)],
    breaches: &mut Vec<Breach>,
) {
    for (name, (entry, hash)) in said {
        let there = found.iter().find(|(found, _)| found == name).map(|(_, hash)| hash);
        if there != hash.as_ref() {
            let what = format!("{what} {name} in the database are not those that were logged");
            breaches.push(Breach::at(*entry, what));
        }
    }
    for (name, _) in found.iter().filter(|(name, _)| !said.contains_key(name)) {
        let what = format!("{what} {name} are in the database and were never logged");
        breaches.push(Breach { entry: None, what });
    }
}

fn decisions(
    said: &[(u64, Option<Sensitive<String>>)],
    found: &[Sensitive<String>],
    breaches: &mut Vec<Breach>,
) {
    for (at, (entry, content)) in said.iter().enumerate() {
        match (content, found.get(at)) {
            (_, None) => breaches.push(Breach::at(*entry, "its review decision is gone")),
            (Some(said), Some(found)) if said != found => {
                breaches.push(Breach::at(*entry, "its review decision was changed"));
            }
            _ => {}
        }
    }
    if found.len() > said.len() {
        let what = format!("review decision {} was never logged", said.len() + 1);
        breaches.push(Breach { entry: None, what });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::AuditNote;

    /// Six entries and the store that fits them.
    fn whole() -> (Vec<AuditEntry>, AuditedState) {
        let decision = json!({"answer": "link"});
        let notes = [
            AuditNote::configuration("p", "r", "1"),
            AuditNote::new(EntryKind::Input, "erp", &json!({"records_sha256": "e1"})),
            AuditNote::new(EntryKind::Input, "ngo", &json!({"records_sha256": "n1"})),
            AuditNote::new(EntryKind::Links, "ngo_register", &json!({"decisions_sha256": "l1"})),
            AuditNote::new(EntryKind::Decision, "", &decision),
            AuditNote::new(EntryKind::Input, "ngo", &json!({"records_sha256": "n2"})),
        ];
        let mut frontier = Frontier::default();
        let log =
            notes.iter().map(|note| AuditEntry::append(&mut frontier, note).unwrap()).collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let state = AuditedState {
            recorded: Checkpoint { size: frontier.size(), head: frontier.head() },
            readings: vec![pair("erp", "e1"), pair("ngo", "n2")],
            links: vec![pair("ngo_register", "l1")],
            decisions: vec![decision.to_string().into()],
        };
        (log, state)
    }

    fn only(log: &[AuditEntry], state: &AuditedState, since: Option<&Checkpoint>) -> Option<u64> {
        let breaches = verify(log, state, since);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        breaches[0].entry
    }

    #[test]
    fn a_whole_log_has_no_breach_at_any_of_its_checkpoints() {
        let (log, state) = whole();
        assert_eq!(verify(&log, &state, None), []);
        for entry in &log {
            let since = format!("{}:{}", entry.seq, entry.head).parse().unwrap();
            assert_eq!(verify(&log, &state, Some(&since)), []);
        }
    }

    /// Every single-byte change of every field of every entry is named with that entry.
    #[test]
    fn any_flipped_byte_names_its_entry() {
        let (log, state) = whole();
        let flips = |text: &str| -> Vec<String> {
            (0..text.len())
                .map(|at| {
                    let mut bytes = text.as_bytes().to_vec();
                    bytes[at] ^= 1;
                    String::from_utf8(bytes).unwrap()
                })
                .collect()
        };
        let mut tried = 0;
        for at in 0..log.len() {
            let entry = &log[at];
            let mut changed: Vec<AuditEntry> = Vec::new();
            let with = |change: &dyn Fn(&mut AuditEntry)| {
                let mut entry = entry.clone();
                change(&mut entry);
                entry
            };
            for text in flips(&entry.kind) {
                changed.push(with(&|entry| entry.kind.clone_from(&text)));
            }
            for text in flips(&entry.subject) {
                changed.push(with(&|entry| entry.subject.clone_from(&text)));
            }
            for text in flips(&entry.commitment) {
                changed.push(with(&|entry| entry.commitment.clone_from(&text)));
            }
            for text in flips(entry.salt.as_ref().unwrap()) {
                changed.push(with(&|entry| entry.salt = Some(text.clone())));
            }
            for text in flips(entry.content.as_ref().unwrap().expose()) {
                changed.push(with(&|entry| entry.content = Some(text.clone().into())));
            }
            for text in flips(&entry.head) {
                changed.push(with(&|entry| entry.head.clone_from(&text)));
            }
            for entry in changed {
                let mut log = log.clone();
                log[at] = entry;
                assert_eq!(only(&log, &state, None), Some(at as u64 + 1));
                tried += 1;
            }
        }
        assert!(tried > 1_000, "{tried}");
    }

    #[test]
    fn a_dropped_entry_is_named_with_or_without_renumbering() {
        let (log, state) = whole();
        for at in 0..log.len() {
            let mut gap = log.clone();
            gap.remove(at);
            assert_eq!(only(&gap, &state, None), Some(at as u64 + 1));
            let renumbered: Vec<_> =
                (1..).zip(gap).map(|(seq, entry)| AuditEntry { seq, ..entry }).collect();
            assert_eq!(only(&renumbered, &state, None), Some(at as u64 + 1));
        }
    }

    #[test]
    fn two_exchanged_entries_are_named_by_the_first() {
        let (log, state) = whole();
        for first in 0..log.len() {
            for second in first + 1..log.len() {
                let mut swapped = log.clone();
                swapped.swap(first, second);
                for (seq, entry) in (1..).zip(&mut swapped) {
                    entry.seq = seq;
                }
                assert_eq!(only(&swapped, &state, None), Some(first as u64 + 1));
            }
        }
    }

    /// Someone who writes the whole log anew is caught by a checkpoint kept elsewhere.
    #[test]
    fn a_log_written_anew_is_whole_in_itself_and_not_since_a_checkpoint() {
        let (log, mut state) = whole();
        let since: Checkpoint = format!("3:{}", log[2].head).parse().unwrap();
        let mut frontier = Frontier::default();
        let anew: Vec<AuditEntry> = log
            .iter()
            .filter(|entry| entry.seq != 2)
            .map(|entry| {
                let kind = EntryKind::from_code(&entry.kind).unwrap();
                let content = entry.content.clone().unwrap();
                let note = AuditNote { kind, subject: entry.subject.clone(), content };
                AuditEntry::append(&mut frontier, &note).unwrap()
            })
            .collect();
        state.recorded = Checkpoint { size: frontier.size(), head: frontier.head() };
        state.readings.retain(|(source, _)| source != "erp");
        assert_eq!(verify(&anew, &state, None), []);
        assert_eq!(only(&anew, &state, Some(&since)), Some(3));
        let later: Checkpoint = format!("6:{}", log[5].head).parse().unwrap();
        assert_eq!(only(&anew, &state, Some(&later)), Some(6), "one entry fewer than it had");
    }

    #[test]
    fn a_store_that_is_not_what_was_logged_is_named_by_the_entry_that_says_so() {
        let (log, state) = whole();
        let with = |change: &dyn Fn(&mut AuditedState)| {
            let mut state = state.clone();
            change(&mut state);
            only(&log, &state, None)
        };
        assert_eq!(with(&|state| state.readings[0].1 = "e2".into()), Some(2));
        assert_eq!(with(&|state| state.readings[1].1 = "n1".into()), Some(6));
        assert_eq!(with(&|state| drop(state.readings.remove(0))), Some(2));
        assert_eq!(with(&|state| state.readings.push(("x".into(), "x".into()))), None);
        assert_eq!(with(&|state| state.links[0].1 = "l2".into()), Some(4));
        assert_eq!(with(&|state| state.decisions[0] = "{}".into()), Some(5));
        assert_eq!(with(&|state| state.decisions.clear()), Some(5));
        assert_eq!(with(&|state| state.decisions.push("{}".into())), None);
    }
}

//! What people have decided, for the commands that link and report. Reach for [`ledger`]; conflicts
//! are told by id, and nothing here chooses between people and data.

use std::collections::BTreeSet;

use clerical_review::{CardState, Ledger, data_conflicts};
use linkage::{LinkKind, LinkSet, Register};
use records::{CrimeRecord, RecordId};
use store::{ProjectStore, Store};

use crate::case_files::FilesToLink;
use crate::failure::Failure;
use crate::outputs::sha256_hex;
use crate::pipeline::{Links, ToLink};
use crate::terminal::Terminal;

/// The ledger of the project; entries of one lineage are one target in it.
pub(crate) async fn ledger(
    store: &mut ProjectStore,
    register: &[CrimeRecord],
) -> Result<Ledger, Failure> {
    let entries = store.review_decisions().await?;
    if entries.is_empty() {
        return Ok(Ledger::default());
    }
    Ok(Ledger::new(entries).knowing(&Register::of(register)?.lineage_ids()))
}

/// As [`ledger`]; the register is loaded where somebody has decided something.
pub(crate) async fn ledger_to_link(
    store: &mut ProjectStore,
    files: &mut FilesToLink,
) -> Result<Ledger, Failure> {
    let entries = store.review_decisions().await?;
    if entries.is_empty() {
        return Ok(Ledger::default());
    }
    Ok(Ledger::new(entries).knowing(&files.load(store).await?.register.lineage_ids()))
}

/// What a set of links owes to people, as a hash; `None` where they have fixed nothing.
pub(crate) fn decided_hash(ledger: &Ledger) -> Option<String> {
    let kinds = [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo];
    let fixed = kinds.map(|kind| ledger.constraints(kind));
    let pairs = fixed.iter().flat_map(|one| {
        let must = one.must_link.iter().map(|(left, right)| format!("{left}={right}"));
        let cannot = one.cannot_link.iter().map(|(left, right)| format!("{left}≠{right}"));
        must.chain(cannot).collect::<Vec<_>>()
    });
    let text = pairs.collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then(|| sha256_hex(text.as_bytes()))
}

/// Tells which readers disagree and which decisions the data now speak against.
pub(crate) fn say_conflicts(
    ledger: &Ledger,
    links: &Links,
    ToLink { reports, register, .. }: ToLink<'_>,
    terminal: &Terminal,
) {
    for ((_, left), state) in ledger.cards() {
        if let CardState::Disagreement(readings) = state {
            let readers: Vec<&str> = readings.iter().map(|one| one.reviewer.as_str()).collect();
            terminal.say(&format!(
                "{left}: {} decided differently, so nothing is fixed; settle it with \
                 `sverka review --adjudicate`",
                readers.join(" and ")
            ));
        }
    }
    let register: BTreeSet<&RecordId> = register.ids().collect();
    let reports: BTreeSet<&RecordId> = reports.iter().map(|report| &report.id).collect();
    let sets: [(&LinkSet, &BTreeSet<&RecordId>); 3] = [
        (&links.ngo_register, &register),
        (&links.register_court, &register),
        (&links.ngo_ngo, &reports),
    ];
    for (set, rights) in sets {
        for conflict in data_conflicts(ledger, set, rights) {
            terminal.say(&format!(
                "{}: decided by people, and kept; but {} ({})",
                conflict.left,
                match conflict.against.code() {
                    "absent" => "a record of it is in no current delivery",
                    "fits_better" => "another record fits better now",
                    _ => "a record they were not shown fits now",
                },
                conflict.against.record()
            ));
        }
    }
}

//! What an evaluation must find. Reach for [`rows`]: every link, finding, stage and exit, as the
//! sources hold it. Where the court extract lacks a case, the path is true up to what the sources
//! show: nobody can be asked to find what nobody wrote.

use std::collections::BTreeMap;

use records::{CourtResult, EventKind, Instance, NumberKind, RecordId, SourceId};

use crate::case::TrueCase;
use crate::court::{CourtEntry, is_followed};
use crate::entry::{Entry, Origin};
use crate::law::{Class, Law};
use crate::report::WrittenReport;
use crate::simulation::{COURT_SOURCE, REGISTER_SOURCE};

/// One row of `truth.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TruthRow {
    /// `ngo_register`, `register_court`, `ngo_ngo`, `finding`, `stage` or `exit`.
    pub kind: &'static str,
    /// Record id.
    pub left: String,
    /// Record id; empty for findings, stages and exits.
    pub right: String,
    /// `match` or a code.
    pub value: String,
}

/// The id that reading the register extract gives an entry.
pub fn entry_id(entry: &Entry) -> RecordId {
    let source = SourceId::from(REGISTER_SOURCE);
    let normal = |kind, raw: &str| records::reference_number::normalize(kind, raw);
    let own = match (&entry.numbers.register, &entry.numbers.book, &entry.numbers.journal) {
        (Some(number), _, _) => normal(NumberKind::Register, number),
        (None, Some(number), _) => normal(NumberKind::Book, number),
        (None, None, Some(number)) => format!("ЖУИ-{}", normal(NumberKind::Journal, number)),
        (None, None, None) => String::new(),
    };
    RecordId::new(&source, &own)
}

/// The id that reading the court extract gives a case.
pub fn court_id(case: &CourtEntry) -> RecordId {
    let own = records::reference_number::normalize(NumberKind::Court, &case.number);
    RecordId::new(&SourceId::from(COURT_SOURCE), &own)
}

/// Every row, sorted.
pub(crate) fn rows(
    law: &Law<'_>,
    cases: &[TrueCase],
    entries: &[Entry],
    court: &[CourtEntry],
    reports: &[WrittenReport],
    grounds: &dyn Fn(u16) -> String,
) -> Vec<TruthRow> {
    let mut rows = Vec::new();
    let row = |kind, left: &RecordId, right: &str, value: &str| TruthRow {
        kind,
        left: left.to_string(),
        right: right.to_owned(),
        value: value.to_owned(),
    };
    let entry_of: BTreeMap<u32, usize> = entries
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| entry.case().map(|case| (case, index)))
        .collect();
    for (index, report) in reports.iter().enumerate() {
        let case = &cases[report.case as usize];
        rows.push(row("finding", &report.id, "", case.turn.finding()));
        if let Some(entry) = entry_of.get(&report.case) {
            rows.push(row(
                "ngo_register",
                &report.id,
                entry_id(&entries[*entry]).as_str(),
                "match",
            ));
        }
        for other in &reports[index + 1..] {
            if other.case == report.case {
                rows.push(row("ngo_ngo", &report.id, other.id.as_str(), "match"));
            }
        }
    }
    let mut cases_of: BTreeMap<u32, Vec<&CourtEntry>> = BTreeMap::new();
    for case in court {
        if let Some(entry) = case.entry {
            rows.push(row(
                "register_court",
                &entry_id(&entries[entry as usize]),
                court_id(case).as_str(),
                "match",
            ));
            cases_of.entry(entry).or_default().push(case);
        }
    }
    for (index, entry) in entries.iter().enumerate() {
        let leads =
            matches!(entry.origin, Origin::Case(_) | Origin::LookAlike(_) | Origin::Background);
        // The fate of joined entries is one fate; it is stated where one entry tells it alone.
        if !leads || !entry.lineage.is_empty() || !is_followed(law, entry) {
            continue;
        }
        let court = cases_of.get(&(index as u32)).map_or(&[][..], Vec::as_slice);
        let (stage, exit) = path(law, entry, court, grounds);
        let id = entry_id(entry);
        rows.push(row("stage", &id, "", stage));
        rows.push(row("exit", &id, "", &exit));
    }
    rows.sort_unstable();
    rows
}

/// Furthest stage and exit of an entry that is joined to no other.
fn path(
    law: &Law<'_>,
    entry: &Entry,
    court: &[&CourtEntry],
    grounds: &dyn Fn(u16) -> String,
) -> (&'static str, String) {
    let mut stage = if entry.registered.is_some() { "investigation" } else { "journal" };
    let mut exit: Option<String> = None;
    let first = law.class(entry.offence);
    let with = |code: &str, ground: Option<u16>| match ground {
        Some(ground) => Some(format!("{code}:{}", grounds(ground))),
        None => Some(code.to_owned()),
    };
    for event in &entry.events {
        match event.kind {
            EventKind::Refused => exit = with("refused", event.ground),
            EventKind::Requalified => {
                let now = event.offence.map_or(first, |(offence, _)| law.class(offence));
                if first == Class::Trafficking && now != Class::Trafficking {
                    // The trafficking case ends here, whatever becomes of the other offence.
                    return (stage, "requalified_down".to_owned());
                }
            }
            EventKind::SuspectIdentified => stage = "suspect_identified",
            EventKind::Charged => stage = "charged",
            EventKind::SentToCourt => (stage, exit) = ("sent_to_court", None),
            EventKind::Suspended => exit = with("suspended", event.ground),
            EventKind::Terminated => exit = with("terminated", event.ground),
            EventKind::Resumed | EventKind::Annulled | EventKind::SentToProsecutor => exit = None,
            EventKind::Returned => exit = Some("returned".to_owned()),
            EventKind::Transferred => exit = with("transferred", event.ground),
            _ => {}
        }
    }
    for case in court {
        match (case.instance, case.result) {
            (Instance::First, None) => stage = "trial",
            (Instance::First, Some((CourtResult::Returned, _))) => {
                (stage, exit) = ("trial", Some("returned".to_owned()));
            }
            (Instance::First, Some((CourtResult::Acquitted, _))) => {
                (stage, exit) = ("first_instance", Some("acquitted".to_owned()));
            }
            (Instance::First, Some((CourtResult::Terminated, _))) => {
                (stage, exit) = ("first_instance", with("terminated", case.ground));
            }
            (Instance::First, Some(_)) => stage = "first_instance",
            (_, _) if exit.is_none() => stage = "appeal",
            (_, _) => {}
        }
        if case.in_force.is_some() && exit.is_none() {
            stage = "in_force";
        }
    }
    let end = if stage == "in_force" { "completed" } else { "pending" };
    (stage, exit.unwrap_or_else(|| end.to_owned()))
}

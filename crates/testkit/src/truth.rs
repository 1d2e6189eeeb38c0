//! What an evaluation must find. Reach for [`rows`]: every link, finding, stage and exit, as the
//! sources hold it. Where the court extract lacks a case, the path is true up to what the sources
//! show: nobody can be asked to find what nobody wrote.

use std::collections::BTreeMap;

use records::{CourtResult, EventKind, Instance, NumberKind, RecordId, SourceId};

use crate::case::TrueCase;
use crate::court::{CourtEntry, is_followed};
use crate::entry::{Entry, EntryEvent, Origin};
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

/// Where a case stands while its happenings are told one after another.
struct Teller<'a> {
    stage: &'static str,
    exit: Option<String>,
    grounds: &'a dyn Fn(u16) -> String,
}

impl Teller<'_> {
    fn with(&self, code: &str, ground: Option<u16>) -> Option<String> {
        Some(match ground {
            Some(ground) => format!("{code}:{}", (self.grounds)(ground)),
            None => code.to_owned(),
        })
    }

    /// A registered entry is under investigation once anything is done in it.
    fn investigate(&mut self) {
        if self.stage == "registered" {
            self.stage = "investigation";
        }
    }

    /// What one event does; true when it ends the trafficking case for good.
    fn event(&mut self, law: &Law<'_>, first: Class, event: &EntryEvent) -> bool {
        match event.kind {
            EventKind::Refused | EventKind::Transferred => {}
            _ => self.investigate(),
        }
        match event.kind {
            EventKind::Refused => self.exit = self.with("refused", event.ground),
            EventKind::Transferred => self.exit = self.with("transferred", event.ground),
            EventKind::Suspended => self.exit = self.with("suspended", event.ground),
            EventKind::Terminated => self.exit = self.with("terminated", event.ground),
            EventKind::Returned => self.exit = Some("returned".to_owned()),
            EventKind::Requalified => {
                let now = event.offence.map_or(first, |(offence, _)| law.class(offence));
                if first == Class::Trafficking && now != Class::Trafficking {
                    // The trafficking case ends here, whatever becomes of the other offence.
                    self.exit = Some("requalified_down".to_owned());
                    return true;
                }
            }
            EventKind::SuspectIdentified => (self.stage, self.exit) = ("suspect_identified", None),
            EventKind::Charged => (self.stage, self.exit) = ("charged", None),
            EventKind::SentToCourt => (self.stage, self.exit) = ("sent_to_court", None),
            EventKind::Resumed | EventKind::Annulled | EventKind::SentToProsecutor => {
                self.exit = None
            }
            _ => {}
        }
        false
    }

    /// What a court case does; first instance comes before appeal.
    fn court(&mut self, case: &CourtEntry, trafficking: bool) {
        let result = case.result.map(|(result, _)| result);
        if case.instance != Instance::First {
            // An undecided appeal keeps even an acquittal open.
            match (result, &self.exit) {
                (None, Some(exit)) if exit == "requalified_down" => {}
                (None, _) => (self.stage, self.exit) = ("appeal", None),
                (Some(_), None) => self.stage = "appeal",
                (Some(_), Some(_)) => {}
            }
        } else {
            self.stage = "first_instance";
            match result {
                None => self.stage = "trial",
                Some(CourtResult::Returned) => {
                    (self.stage, self.exit) = ("trial", Some("returned".to_owned()));
                }
                Some(CourtResult::Acquitted) => self.exit = Some("acquitted".to_owned()),
                Some(CourtResult::Terminated) => self.exit = self.with("terminated", case.ground),
                Some(CourtResult::Requalified) if trafficking => {
                    self.exit = Some("requalified_down".to_owned());
                }
                Some(_) => {}
            }
        }
        if case.in_force.is_some() && self.exit.is_none() {
            self.stage = "in_force";
        }
    }
}

/// Furthest stage and exit of an entry that is joined to no other.
fn path(
    law: &Law<'_>,
    entry: &Entry,
    court: &[&CourtEntry],
    grounds: &dyn Fn(u16) -> String,
) -> (&'static str, String) {
    let stage = if entry.registered.is_some() { "registered" } else { "journal" };
    let mut teller = Teller { stage, exit: None, grounds };
    let first = law.class(entry.offence);
    let ended = entry.events.iter().any(|event| teller.event(law, first, event));
    if !ended {
        let trafficking = law.class(crate::court::charge(entry).0) == Class::Trafficking;
        for case in court {
            teller.court(case, trafficking);
        }
    }
    let end = if teller.stage == "in_force" { "completed" } else { "pending" };
    (teller.stage, teller.exit.unwrap_or_else(|| end.to_owned()))
}

//! Entries of the simulated register. Reach for [`Entry`]; how entries come about is `register`'s
//! work, what happens to them afterwards is `course`'s.

use jiff::civil::Date;
use records::{EventKind, LineageKind, PersonRole};

use crate::law::{GroundIndex, OffenceIndex};
use crate::places::{Office, Site};
use crate::population::TruePerson;

/// Why an entry exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is the entry of a reported case, by index.
    Case(u32),
    /// It joins the entry with this index by merger, severance or transfer.
    Lineage(u32),
    /// It is unrelated to this case but names a sibling, a namesake or the same person.
    LookAlike(u32),
    /// It is unrelated to any report.
    Background,
}

/// One decision or step.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryEvent {
    /// What.
    pub kind: EventKind,
    /// When.
    pub date: Date,
    /// On which ground.
    pub ground: Option<GroundIndex>,
    /// The new offence and part, for a requalification.
    pub offence: Option<(OffenceIndex, u8)>,
    /// The other entry, for mergers, severances and transfers.
    pub other: Option<u32>,
}

impl EntryEvent {
    /// An event with nothing but kind and date.
    pub(crate) const fn plain(kind: EventKind, date: Date) -> Self {
        Self { kind, date, ground: None, offence: None, other: None }
    }
}

/// The numbers of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// ЕРПП or ЕРП number.
    pub register: Option<String>,
    /// Number of the pre-2019 criminal case.
    pub book: Option<String>,
    /// Number in the intake journal.
    pub journal: Option<String>,
    /// Talon.
    pub talon: Option<String>,
}

impl Numbers {
    /// The number the register extract puts in its main column.
    pub fn main(&self) -> String {
        match (&self.register, &self.book, &self.journal) {
            (Some(number), _, _) | (None, Some(number), _) => number.clone(),
            (None, None, Some(journal)) => format!("ЖУИ-{journal}"),
            (None, None, None) => String::new(),
        }
    }
}

/// One entry of the register or of its journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Why it exists.
    pub origin: Origin,
    /// Office that keeps it.
    pub office: Office,
    /// Index into the channels of `register`.
    pub channel: u8,
    /// Day of the journal entry.
    pub journal_date: Date,
    /// Day of registration; `None` for journal-only entries.
    pub registered: Option<Date>,
    /// First and last day of the event.
    pub event: (Date, Date),
    /// Where it took place.
    pub place: Site,
    /// Offence at registration.
    pub offence: OffenceIndex,
    /// Part of the article; zero for none.
    pub part: u8,
    /// Victims, suspects, applicants.
    pub persons: Vec<(PersonRole, TruePerson)>,
    /// Events, oldest first.
    pub events: Vec<EntryEvent>,
    /// Entries it is joined to, by index.
    pub lineage: Vec<(LineageKind, u32)>,
    /// Numbers, given once all entries exist.
    pub numbers: Numbers,
}

impl Entry {
    /// Day of registration, else of the journal entry.
    pub fn day(&self) -> Date {
        self.registered.unwrap_or(self.journal_date)
    }

    /// Index of the case it is the entry of.
    pub const fn case(&self) -> Option<u32> {
        match self.origin {
            Origin::Case(case) => Some(case),
            _ => None,
        }
    }
}

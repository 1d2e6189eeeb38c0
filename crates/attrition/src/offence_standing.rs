//! Whether a qualification is one of trafficking. Reach for [`of`] and [`first`] instead of asking
//! for families: an article whose edition is not certain may be both, and then nothing is guessed.

use records::{CrimeRecord, EventKind, PartialDate, Qualification, Reference};

/// Whether an offence is in the trafficking set of its code edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// In the set, in every edition the article may belong to.
    Trafficking,
    /// Outside the set, in every edition the article may belong to.
    Other,
    /// The editions it may belong to disagree.
    EditionUnclear,
    /// No qualification is given.
    NotGiven,
}

impl Standing {
    /// Whether it is trafficking, where that can be said.
    pub(crate) const fn is_trafficking(self) -> Option<bool> {
        match self {
            Self::Trafficking => Some(true),
            Self::Other => Some(false),
            Self::EditionUnclear | Self::NotGiven => None,
        }
    }
}

/// The standing of one qualification. The offence table lists every article of the trafficking
/// set, so an article it does not list in an edition is outside the set there.
pub(crate) fn of(reference: &Reference, qualification: &Qualification) -> Standing {
    let mut inside = 0;
    let candidates = qualification.edition.candidates();
    for edition in candidates {
        let family = reference.offence(edition, qualification.article);
        inside += usize::from(family.is_some_and(|row| reference.is_trafficking(&row.family)));
    }
    match inside {
        _ if candidates.is_empty() => Standing::EditionUnclear,
        0 => Standing::Other,
        all if all == candidates.len() => Standing::Trafficking,
        _ => Standing::EditionUnclear,
    }
}

/// The standing at registration: of the first qualification.
pub(crate) fn first(reference: &Reference, record: &CrimeRecord) -> Standing {
    first_qualification(record).map_or(Standing::NotGiven, |first| of(reference, first))
}

/// The qualification at registration: the first one listed, else the one the registration carries.
/// A requalification alone does not tell what was there before it.
pub(crate) fn first_qualification(record: &CrimeRecord) -> Option<&Qualification> {
    record.qualifications.first().or_else(|| {
        let (_, first) = *in_time(record, &[EventKind::Registered, EventKind::Journal]).first()?;
        Some(first)
    })
}

/// The qualification in force at the end: of the latest dated change, else the last one listed.
pub(crate) fn last_qualification(record: &CrimeRecord) -> Option<&Qualification> {
    let given = record.qualifications.iter().map(|given| (given.date, given));
    let changes = in_time(record, &[EventKind::Requalified]);
    let mut last = None;
    for (date, given) in given.chain(changes) {
        // An undated qualification keeps its place in the order given.
        if last.is_none_or(|(latest, _)| date.is_none() || latest <= date) {
            last = Some((date.max(last.and_then(|(latest, _)| latest)), given));
        }
    }
    last.map(|(_, given)| given)
}

/// What events of these kinds say of the offence, undated ones last: in which order a file lists them
/// decides nothing.
fn in_time<'r>(
    record: &'r CrimeRecord,
    kinds: &[EventKind],
) -> Vec<(Option<PartialDate>, &'r Qualification)> {
    let events = record.events.iter().filter(|event| kinds.contains(&event.kind));
    let mut said: Vec<(Option<PartialDate>, &Qualification)> = events
        .filter_map(|event| Some((event.date, event.qualification.as_ref()?)))
        .map(|(date, given)| (date.or(given.date), given))
        .collect();
    said.sort_by_key(|(date, given)| (date.is_none(), *date, given.article, &given.edition));
    said
}

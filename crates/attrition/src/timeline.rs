//! What happened to one entry and its court cases, in order. Reach for [`of_record`]; `replay` walks
//! the result. Order is by date, and on one day by the usual order of proceedings, never by the
//! order of rows in a file.
//!
//! What falls after the day a source is censored at is left out: it has not happened yet.

use jiff::civil::Date;
use records::{
    CourtAct, CourtCase, CourtResult, CrimeRecord, EventKind, Instance, NumberKind, PartialDate,
    Reference,
};

use crate::offence_standing::{self, Standing};
use crate::stage::{ExitKind, Stage};

/// Something that moves a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening<'a> {
    /// Entered in journal or register.
    Intake(Stage),
    /// An investigative step; `None` where it shows only that there is an investigation.
    Step(Option<Stage>),
    /// Left the path before court.
    Exit(ExitKind, Option<&'a str>),
    /// A refusal, suspension or termination annulled, or proceedings resumed.
    Reopened {
        /// Whether proceedings went on; an annulment alone does not say so.
        resumed: bool,
    },
    /// Qualified anew.
    Qualified(Standing),
    /// Taken into proceedings by a court.
    Received(Instance),
    /// Decided by a court.
    Decided(Instance, CourtResult, Option<&'a str>),
    /// Closed by a court that does not say how.
    ClosedSilently(Instance),
    /// A judgment came into force.
    InForce,
}

/// A dated happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item<'a> {
    pub(crate) date: Option<PartialDate>,
    /// Place among the happenings of one day.
    rank: u8,
    pub(crate) what: Happening<'a>,
}

/// Whether the entry stands in the register, not only in the journal.
pub(crate) fn is_registered(record: &CrimeRecord) -> bool {
    record.registered.is_some()
        || record.events.iter().any(|event| event.kind == EventKind::Registered)
        || record.numbers.iter().any(|number| number.kind == NumberKind::Register)
}

/// When it was registered, where that is dated.
pub(crate) fn registered_on(record: &CrimeRecord) -> Option<PartialDate> {
    record.registered.or_else(|| event_date(record, EventKind::Registered))
}

/// When it was entered in the journal, where that is dated.
pub(crate) fn journal_on(record: &CrimeRecord) -> Option<PartialDate> {
    let number = || {
        record.numbers.iter().find(|number| number.kind == NumberKind::Journal).and_then(|n| n.date)
    };
    record.journal_date.or_else(|| event_date(record, EventKind::Journal)).or_else(number)
}

fn event_date(record: &CrimeRecord, kind: EventKind) -> Option<PartialDate> {
    record.events.iter().filter(|event| event.kind == kind).filter_map(|event| event.date).min()
}

/// Days up to which a register entry and its court cases are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Censoring {
    pub(crate) register: Date,
    pub(crate) court: Date,
}

/// The timeline of one entry. `leaves` says whether a merger or transfer to this other entry or
/// body ends what the extract knows of the case: whether its continuation is not held.
pub(crate) fn of_record<'a>(
    reference: &Reference,
    record: &'a CrimeRecord,
    court_cases: &[&'a CourtCase],
    censoring: Censoring,
    leaves: &dyn Fn(Option<&str>) -> bool,
) -> Vec<Item<'a>> {
    let known = |date: Option<PartialDate>, day: Date| date.is_none_or(|date| date.start() <= day);
    let mut items = Vec::new();
    intake(record, censoring.register, &mut items);
    for event in record.events.iter().filter(|event| known(event.date, censoring.register)) {
        if let Some((rank, what)) = of_event(reference, event, leaves) {
            items.push(Item { date: event.date, rank, what });
        }
    }
    for later in record.qualifications.iter().skip(1) {
        if known(later.date, censoring.register) {
            let standing = offence_standing::of(reference, later);
            items.push(Item { date: later.date, rank: 6, what: Happening::Qualified(standing) });
        }
    }
    lineage_exits(record, censoring.register, leaves, &mut items);
    for case in court_cases {
        of_court_case(case, censoring.court, &mut items);
    }
    order(&mut items);
    items
}

/// Journal and registration come first whatever their dates: a case has to be taken in before
/// anything can happen to it.
fn intake(record: &CrimeRecord, as_of: Date, items: &mut Vec<Item<'_>>) {
    let known = |date: Option<PartialDate>| date.is_none_or(|date| date.start() <= as_of);
    let (journal, registered) = (journal_on(record), registered_on(record));
    // An entry made after the as-of day has no undated journal line before it either.
    if known(journal) && (journal.is_some() || known(registered)) {
        items.push(Item { date: journal, rank: 0, what: Happening::Intake(Stage::Journal) });
    }
    if is_registered(record) && known(registered) {
        items.push(Item { date: registered, rank: 1, what: Happening::Intake(Stage::Registered) });
    }
}

fn of_event<'a>(
    reference: &Reference,
    event: &'a records::CaseEvent,
    leaves: &dyn Fn(Option<&str>) -> bool,
) -> Option<(u8, Happening<'a>)> {
    let ground = event.ground.as_deref();
    Some(match event.kind {
        EventKind::Journal | EventKind::Registered => return None,
        EventKind::Annulled => (2, Happening::Reopened { resumed: false }),
        EventKind::Resumed => (3, Happening::Reopened { resumed: true }),
        EventKind::VictimRecognised => (4, Happening::Step(None)),
        EventKind::SuspectIdentified => (5, Happening::Step(Some(Stage::SuspectIdentified))),
        EventKind::Requalified => {
            let standing = event
                .qualification
                .as_ref()
                .map_or(Standing::NotGiven, |given| offence_standing::of(reference, given));
            (6, Happening::Qualified(standing))
        }
        EventKind::Charged => (7, Happening::Step(Some(Stage::Charged))),
        EventKind::Severed => (8, Happening::Step(None)),
        EventKind::Refused => (9, Happening::Exit(ExitKind::Refused, ground)),
        EventKind::Suspended => (10, Happening::Exit(ExitKind::Suspended, ground)),
        EventKind::Terminated => (11, Happening::Exit(ExitKind::Terminated, ground)),
        EventKind::Merged | EventKind::Transferred => {
            let kind = if event.kind == EventKind::Merged {
                ExitKind::Merged
            } else {
                ExitKind::Transferred
            };
            if !leaves(event.other.as_deref()) {
                return None;
            }
            (12, Happening::Exit(kind, ground))
        }
        EventKind::SentToProsecutor => (13, Happening::Step(Some(Stage::Charged))),
        EventKind::Returned => (14, Happening::Exit(ExitKind::Returned, ground)),
        EventKind::SentToCourt => (15, Happening::Step(Some(Stage::SentToCourt))),
    })
}

/// Mergers and transfers told by the lineage columns alone.
fn lineage_exits(
    record: &CrimeRecord,
    as_of: Date,
    leaves: &dyn Fn(Option<&str>) -> bool,
    items: &mut Vec<Item<'_>>,
) {
    use records::LineageKind;
    for join in &record.lineage {
        let kind = match join.kind {
            LineageKind::MergedInto => ExitKind::Merged,
            LineageKind::TransferredTo => ExitKind::Transferred,
            _ => continue,
        };
        let told = items.iter().any(|item| matches!(item.what, Happening::Exit(k, _) if k == kind));
        let happened = join.date.is_none_or(|date| date.start() <= as_of);
        if happened && !told && leaves(Some(&join.other.raw)) {
            items.push(Item { date: join.date, rank: 12, what: Happening::Exit(kind, None) });
        }
    }
}

/// The instance of a court case; where it is not stated, a case that names a lower one is an appeal.
pub(crate) fn instance_of(case: &CourtCase) -> Instance {
    case.instance.unwrap_or(if case.lower.is_some() { Instance::Appeal } else { Instance::First })
}

/// Undated steps of a court case take the nearest date the case has, so that its own order holds.
fn of_court_case<'a>(case: &'a CourtCase, as_of: Date, items: &mut Vec<Item<'a>>) {
    let known = |date: Option<PartialDate>| date.is_none_or(|date| date.start() <= as_of);
    let instance = instance_of(case);
    let base = match instance {
        Instance::First => 16,
        Instance::Appeal => 20,
        Instance::Cassation => 24,
    };
    let first_act = case.acts.iter().filter_map(|act| act.date).min();
    let received = case.received.or(first_act).or(case.closed);
    if !known(received) {
        return;
    }
    items.push(Item { date: received, rank: base, what: Happening::Received(instance) });
    let mut decided = false;
    for act in &case.acts {
        let date = act.date.or(act.in_force).or(case.closed).or(received);
        let Some(result) = act.result.filter(|_| known(date)) else { continue };
        decided = true;
        let what = Happening::Decided(instance, result, act.ground.as_deref());
        items.push(Item { date, rank: base + 1, what });
        if let Some(in_force) = in_force_on(act).filter(|date| known(Some(*date))) {
            items.push(Item { date: Some(in_force), rank: 28, what: Happening::InForce });
        }
    }
    if !decided && case.closed.is_some() && known(case.closed) {
        let what = Happening::ClosedSilently(instance);
        items.push(Item { date: case.closed, rank: base + 2, what });
    }
}

/// The day a decision on guilt came into force; a return or remand ends nothing.
fn in_force_on(act: &CourtAct) -> Option<PartialDate> {
    act.in_force.filter(|_| {
        !matches!(act.result, Some(CourtResult::Returned | CourtResult::Remanded) | None)
    })
}

/// Sorts by first possible day, then by the order of proceedings. A vague refusal or termination
/// is taken as late as its date allows unless something reopened the case within it, since one
/// that ended a case is the rule. Undated happenings come last, save that an undated exit goes
/// before the first step that shows the case went on.
pub(crate) fn order(items: &mut Vec<Item<'_>>) {
    let reopened: Vec<PartialDate> = items
        .iter()
        .filter(|item| matches!(item.what, Happening::Reopened { .. }))
        .filter_map(|item| item.date)
        .collect();
    let key = |item: &Item<'_>| {
        let intake = matches!(item.what, Happening::Intake(_));
        let ends =
            matches!(item.what, Happening::Exit(ExitKind::Refused | ExitKind::Terminated, _));
        let day = item.date.map(|date| {
            let late = ends && !reopened.iter().any(|other| other.overlaps(date));
            if late { date.last_day() } else { date.start() }
        });
        (!intake, day.is_none(), day, item.rank, item.date)
    };
    items.sort_by(|a, b| {
        key(a).cmp(&key(b)).then_with(|| tie_break(&a.what).cmp(&tie_break(&b.what)))
    });
    place_undated_exit(items);
}

/// Moves an undated exit before the first step that shows the case went on: a reopening that no
/// dated exit explains, or the way to court.
fn place_undated_exit(items: &mut Vec<Item<'_>>) {
    let Some(at) = items.iter().position(|item| item.date.is_none() && is_exit(&item.what)) else {
        return;
    };
    let mut explained = false;
    let goes_on = items.iter().position(|item| {
        explained |= is_exit(&item.what);
        match item.what {
            _ if item.date.is_none() => false,
            Happening::Reopened { .. } => !explained,
            Happening::Step(Some(Stage::SentToCourt)) | Happening::Received(_) => true,
            _ => false,
        }
    });
    if let Some(before) = goes_on.filter(|before| *before < at) {
        let undated = items.remove(at);
        items.insert(before, undated);
    }
}

const fn is_exit(what: &Happening<'_>) -> bool {
    matches!(what, Happening::Exit(..))
}

/// Orders two happenings of the same day and kind that differ only in their ground or result.
fn tie_break<'a>(what: &Happening<'a>) -> (u8, &'a str) {
    match what {
        Happening::Exit(kind, ground) => (*kind as u8, ground.unwrap_or("")),
        Happening::Decided(_, result, ground) => (*result as u8, ground.unwrap_or("")),
        Happening::Qualified(standing) => (*standing as u8, ""),
        Happening::Step(stage) => (stage.map_or(0, |stage| stage as u8), ""),
        _ => (0, ""),
    }
}

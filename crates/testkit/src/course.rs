//! What happens to an entry after it was made. Reach for [`Course`] to add the events of one
//! entry up to the as-of day. Every date is drawn after the one before, so no course runs
//! backwards; what would fall after the as-of day has not happened yet.

use jiff::civil::Date;
use records::EventKind;
use records::reference::GroundKind;

use crate::draw::{Draw, plus};
use crate::entry::{Entry, EntryEvent};
use crate::law::{Class, Law};
use crate::plan::PathRates;

/// Draws courses of proceedings.
pub(crate) struct Course<'a> {
    pub(crate) law: &'a Law<'a>,
    pub(crate) rates: &'a PathRates,
    pub(crate) as_of: Date,
}

/// Events written so far and the day of the last one.
struct Run<'e> {
    events: &'e mut Vec<EntryEvent>,
    day: Date,
    as_of: Date,
}

impl Run<'_> {
    /// Adds an event `wait` days later; false, and nothing added, when that lies after as-of.
    fn step(&mut self, kind: EventKind, wait: i32) -> bool {
        self.day = plus(self.day, wait.max(1));
        if self.day > self.as_of {
            return false;
        }
        self.events.push(EntryEvent::plain(kind, self.day));
        true
    }

    fn last(&mut self) -> Option<&mut EntryEvent> {
        self.events.last_mut()
    }
}

const TERMINATIONS: [(&str, f64); 7] = [
    ("T02", 0.42),
    ("T01", 0.10),
    ("T09", 0.18),
    ("T08", 0.12),
    ("T07", 0.08),
    ("T03", 0.05),
    ("T13", 0.05),
];
const SUSPENSIONS_NAMED: [(&str, f64); 3] = [("S02", 0.70), ("S04", 0.17), ("S05", 0.13)];
const SUSPENSIONS_UNKNOWN: [(&str, f64); 2] = [("S01", 0.92), ("S06", 0.08)];
const REFUSALS: [(&str, f64); 4] = [("R01", 0.2), ("R02", 0.4), ("R03", 0.25), ("R04", 0.15)];

impl Course<'_> {
    fn ground(&self, draw: &mut Draw, kind: GroundKind, table: &[(&str, f64)]) -> Option<u16> {
        let weights: Vec<f64> = table.iter().map(|(_, weight)| *weight).collect();
        self.law.ground(table[draw.weighted(&weights)].0, kind)
    }

    /// A refusal of a journal entry.
    pub(crate) fn refuse(&self, draw: &mut Draw, entry: &mut Entry) {
        let date = plus(entry.journal_date, 2 + draw.delay(6.0)).min(self.as_of);
        let ground = self.ground(draw, GroundKind::Refusal, &REFUSALS);
        entry.events.push(EntryEvent { ground, ..EntryEvent::plain(EventKind::Refused, date) });
    }

    /// The whole course of a registered entry; a journal-only entry has none.
    pub(crate) fn run(&self, draw: &mut Draw, entry: &mut Entry) {
        let Some(registered) = entry.registered else { return };
        let named = entry.persons.iter().any(|(role, _)| *role == records::PersonRole::Suspect);
        let origin_report = entry.case().is_some();
        let (offence, part) = (entry.offence, entry.part);
        let mut run = Run { events: &mut entry.events, day: registered, as_of: self.as_of };
        // In ordinary cases the order is rarely entered as an event of its own.
        let entered = if origin_report { 1.0 } else { 0.3 };
        if draw.chance(self.rates.victim_recognised * entered)
            && !run.step(EventKind::VictimRecognised, 2 + draw.delay(12.0))
        {
            return;
        }
        self.requalify(draw, &mut run, offence, part, origin_report);
        let (terminated, suspended) = (self.rates.terminated, self.rates.suspended);
        let going_on = 1.0 - terminated - suspended;
        let on = match draw.weighted(&[terminated, suspended, going_on]) {
            0 => self.terminate(draw, &mut run),
            1 => self.suspend(draw, &mut run, named),
            _ => true,
        };
        if on {
            self.to_court(draw, &mut run, named);
        }
    }

    fn requalify(&self, draw: &mut Draw, run: &mut Run<'_>, offence: u16, part: u8, report: bool) {
        let wait = 10 + draw.delay(45.0);
        let day = plus(run.day, wait);
        let class = self.law.class(offence);
        let new = if class == Class::Trafficking && draw.chance(self.rates.requalified_down) {
            self.law.downgrade(draw, offence, day)
        } else if report && class != Class::Trafficking && draw.chance(self.rates.requalified_up) {
            Some(self.law.draw(draw, Class::Trafficking, day))
        } else if draw.chance(0.35) {
            // A case open when the code changed is given the new article of the same offence.
            self.law.recoded(offence, day)
        } else {
            None
        };
        if let Some(new) = new
            && run.step(EventKind::Requalified, wait)
            && let Some(event) = run.last()
        {
            event.offence = Some((new, part));
        }
    }

    fn terminate(&self, draw: &mut Draw, run: &mut Run<'_>) -> bool {
        if !run.step(EventKind::Terminated, 20 + draw.delay(50.0)) {
            return false;
        }
        let ground = self.ground(draw, GroundKind::Termination, &TERMINATIONS);
        if let Some(event) = run.last() {
            event.ground = ground;
        }
        draw.chance(self.rates.annulled)
            && run.step(EventKind::Annulled, 10 + draw.delay(40.0))
            && run.step(EventKind::Resumed, 1 + draw.delay(4.0))
    }

    fn suspend(&self, draw: &mut Draw, run: &mut Run<'_>, named: bool) -> bool {
        if !run.step(EventKind::Suspended, 30 + draw.delay(40.0)) {
            return false;
        }
        // Nobody suspends for want of a suspect whom the entry names.
        let table: &[(&str, f64)] = if named { &SUSPENSIONS_NAMED } else { &SUSPENSIONS_UNKNOWN };
        let ground = self.ground(draw, GroundKind::Suspension, table);
        if let Some(event) = run.last() {
            event.ground = ground;
        }
        draw.chance(self.rates.resumed) && run.step(EventKind::Resumed, 20 + draw.delay(120.0))
    }

    fn to_court(&self, draw: &mut Draw, run: &mut Run<'_>, named: bool) {
        if !named {
            return;
        }
        let went_on = run.step(EventKind::SuspectIdentified, 3 + draw.delay(20.0))
            && run.step(EventKind::Charged, 5 + draw.delay(25.0))
            && run.step(EventKind::SentToProsecutor, 15 + draw.delay(40.0));
        if !went_on {
            return;
        }
        if draw.chance(self.rates.returned) {
            let again = run.step(EventKind::Returned, 3 + draw.delay(6.0))
                && draw.chance(self.rates.taken_up_again)
                && run.step(EventKind::SentToProsecutor, 15 + draw.delay(25.0));
            if !again {
                return;
            }
        }
        run.step(EventKind::SentToCourt, 2 + draw.delay(7.0));
    }
}

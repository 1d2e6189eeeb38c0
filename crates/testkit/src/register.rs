//! The simulated register. Reach for [`build`]: entries of the reported cases, entries joined to
//! them, look-alikes and the unrelated bulk, each with its course and numbers.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use records::reference::GroundKind;
use records::{EventKind, LineageKind, PersonRole, Sex};

use crate::case::{Destination, TrueCase, Turn, World};
use crate::course::Course;
use crate::draw::{Draw, plus};
use crate::entry::{Entry, EntryEvent, Numbers, Origin};
use crate::law::{Class, Law};
use crate::noise::near;
use crate::places::{Body, Office, Site};
use crate::population::{Population, TruePerson};

/// How reports come in, in Russian as the register has it.
pub(crate) const CHANNELS: [&str; 6] = [
    "письменное заявление",
    "телефон 102",
    "выявлено сотрудником",
    "материал другого органа",
    "письмо НПО",
    "рапорт",
];

struct Builder<'a, 'p> {
    world: &'a World<'a>,
    law: &'a Law<'a>,
    course: Course<'a>,
    people: &'a mut Population<'p>,
    sites: Vec<Site>,
    entries: Vec<Entry>,
}

/// Every entry of the register extract; at least as many as the plan asks for.
pub(crate) fn build(
    world: &World<'_>,
    law: &Law<'_>,
    people: &mut Population<'_>,
    cases: &[TrueCase],
) -> Vec<Entry> {
    let held: Vec<Site> = world
        .places
        .sites_of(&[])
        .into_iter()
        .filter(|site| !world.scenario.oblasts_not_held.contains(&world.places.oblast(*site).code))
        .collect();
    let course = Course { law, rates: &world.plan.rates.path, as_of: world.plan.to };
    let mut builder = Builder { world, law, course, people, sites: held, entries: Vec::new() };
    for (index, case) in cases.iter().enumerate() {
        if case.turn.has_entry() {
            builder.case_entry(index as u32, case);
        }
    }
    for (index, case) in cases.iter().enumerate() {
        builder.look_alikes(index as u32, case);
    }
    while builder.entries.len() < world.plan.register as usize {
        builder.background();
    }
    let mut entries = builder.entries;
    number(world, &mut entries);
    entries
}

impl Builder<'_, '_> {
    fn as_of(&self) -> Date {
        self.world.plan.to
    }

    fn first_day(&self) -> Date {
        date(self.world.plan.from_year, 1, 1)
    }

    fn case_entry(&mut self, index: u32, case: &TrueCase) {
        let mut draw = Draw::new(self.world.plan.seed, "case entry", u64::from(index));
        let journal_date = plus(case.handed_over, draw.delay(0.8)).min(self.as_of());
        let late = draw.chance(self.world.plan.rates.report.late_registration);
        let wait = if late { 30 + draw.delay(60.0) } else { draw.delay(2.5).min(9) };
        let registered = matches!(case.turn, Turn::Registered | Turn::OtherOffence)
            .then(|| plus(journal_date, wait).min(self.as_of()));
        let class = if case.turn == Turn::OtherOffence {
            Class::DowngradeTarget
        } else {
            Class::Trafficking
        };
        let offence = self.law.draw(&mut draw, class, registered.unwrap_or(journal_date));
        let report = &self.world.plan.rates.report;
        let mut listed = |people: &[TruePerson], role, missing: f64| {
            let known = people.iter().filter(|_| !draw.chance(missing));
            known.map(|person| (role, *person)).collect::<Vec<_>>()
        };
        // Officers do not write down everybody whom the NGO knows.
        let mut persons = listed(&case.victims, PersonRole::Victim, report.victim_not_listed);
        persons.extend(listed(&case.suspects, PersonRole::Suspect, report.suspect_not_listed));
        let place = match case.exploited {
            Destination::Home(site) if draw.chance(0.4) => site,
            _ => case.recruited,
        };
        // The statement tells the period anew, a week or two off.
        let to = near(&mut draw, case.to, 12).min(case.opened);
        let event = (near(&mut draw, case.from, 15).min(to), to);
        let mut entry = Entry {
            origin: Origin::Case(index),
            office: case.office,
            channel: if draw.chance(0.6) { 4 } else { 0 },
            journal_date,
            registered,
            event,
            place,
            offence,
            part: 1 + draw.index(3) as u8,
            persons,
            events: Vec::new(),
            lineage: Vec::new(),
            numbers: Numbers::default(),
        };
        if case.turn == Turn::Refused {
            self.course.refuse(&mut draw, &mut entry);
        }
        self.course.run(&mut draw, &mut entry);
        self.entries.push(entry);
        self.join(&mut draw, self.entries.len() as u32 - 1);
    }

    /// Perhaps joins the entry to a new one by merger, severance or transfer.
    fn join(&mut self, draw: &mut Draw, index: u32) {
        let rates = &self.world.plan.rates.path;
        let rest = 1.0 - rates.merged - rates.severed - rates.transferred;
        let entry = &self.entries[index as usize];
        let Some(registered) = entry.registered else { return };
        let on = plus(registered, 15 + draw.delay(40.0));
        let choice = draw.weighted(&[rates.merged, rates.severed, rates.transferred, rest]);
        if on >= self.as_of() || choice == 3 {
            return;
        }
        match choice {
            0 => self.merge(draw, index, on),
            1 => self.sever(draw, index, on),
            _ => self.transfer(draw, index, on),
        }
    }

    fn merge(&mut self, draw: &mut Draw, index: u32, on: Date) {
        let suspects = || {
            self.entries[index as usize]
                .persons
                .iter()
                .filter(|(role, _)| *role == PersonRole::Suspect)
        };
        if suspects().next().is_none() {
            return;
        }
        let mut persons: Vec<(PersonRole, TruePerson)> = suspects().copied().collect();
        let community = persons[0].1.name.community;
        let of = &self.entries[index as usize];
        let victim = self.people.person(draw, community, Sex::Female, of.event.0, (14, 40));
        persons.insert(0, (PersonRole::Victim, victim));
        let back = draw.between(5, 60);
        let registered =
            plus(of.registered.unwrap_or(of.journal_date), -back).max(self.first_day());
        let mut other = Entry {
            origin: Origin::Lineage(index),
            journal_date: plus(registered, -draw.between(0, 2)).max(self.first_day()),
            registered: Some(registered),
            event: (plus(of.event.0, -20), plus(of.event.1, -10).min(registered)),
            offence: self.law.draw(draw, self.law.class(of.offence), registered),
            persons,
            events: Vec::new(),
            lineage: vec![(LineageKind::MergedFrom, index)],
            ..of.clone()
        };
        other.event.0 = other.event.0.min(other.event.1);
        self.course.run(draw, &mut other);
        // A case is not merged into one that already ended.
        other.events.retain(|event| event.date > on || event.kind == EventKind::VictimRecognised);
        let into = self.entries.len() as u32;
        let entry = &mut self.entries[index as usize];
        entry.events.retain(|event| event.date <= on && !ends(event.kind));
        entry
            .events
            .push(EntryEvent { other: Some(into), ..EntryEvent::plain(EventKind::Merged, on) });
        entry.lineage.push((LineageKind::MergedInto, into));
        self.entries.push(other);
    }

    fn sever(&mut self, draw: &mut Draw, index: u32, on: Date) {
        let of = &self.entries[index as usize];
        let suspects: Vec<TruePerson> = of
            .persons
            .iter()
            .filter(|(role, _)| *role == PersonRole::Suspect)
            .map(|(_, person)| *person)
            .collect();
        if suspects.len() < 2 {
            return;
        }
        let wanted = suspects[suspects.len() - 1];
        let mut other = Entry {
            origin: Origin::Lineage(index),
            journal_date: on,
            registered: Some(on),
            offence: self.law.recoded(of.offence, on).unwrap_or(of.offence),
            persons: vec![(PersonRole::Suspect, wanted)],
            events: Vec::new(),
            lineage: vec![(LineageKind::SeveredFrom, index)],
            ..of.clone()
        };
        let suspended = plus(on, 10 + draw.delay(30.0));
        if suspended <= self.as_of() {
            let ground = self.law.ground("S02", GroundKind::Suspension);
            other
                .events
                .push(EntryEvent { ground, ..EntryEvent::plain(EventKind::Suspended, suspended) });
        }
        let into = self.entries.len() as u32;
        let entry = &mut self.entries[index as usize];
        entry
            .events
            .push(EntryEvent { other: Some(into), ..EntryEvent::plain(EventKind::Severed, on) });
        entry.events.sort_by_key(|event| event.date);
        entry.lineage.push((LineageKind::SeveredInto, into));
        self.entries.push(other);
    }

    fn transfer(&mut self, draw: &mut Draw, index: u32, on: Date) {
        let entry = &mut self.entries[index as usize];
        entry.events.retain(|event| event.date <= on && !ends(event.kind));
        let abroad = draw.chance(0.35);
        let code = if abroad {
            "X03"
        } else if draw.chance(0.5) {
            "X01"
        } else {
            "X02"
        };
        let mut event = EntryEvent::plain(EventKind::Transferred, on);
        event.ground = self.law.ground(code, GroundKind::Transfer);
        let received = plus(on, 3 + draw.delay(8.0));
        if abroad || received > self.world.plan.to {
            entry.events.push(event);
            return;
        }
        let site = draw.pick(&self.sites).copied().unwrap_or(0);
        let mut other = Entry {
            origin: Origin::Lineage(index),
            office: Office { site, body: Body::Police },
            channel: 3,
            journal_date: received,
            registered: Some(received),
            offence: self.law.recoded(entry.offence, received).unwrap_or(entry.offence),
            events: Vec::new(),
            lineage: vec![(LineageKind::TransferredFrom, index)],
            ..entry.clone()
        };
        self.course.run(draw, &mut other);
        let into = self.entries.len() as u32;
        let entry = &mut self.entries[index as usize];
        event.other = Some(into);
        entry.events.push(event);
        entry.lineage.push((LineageKind::TransferredTo, into));
        self.entries.push(other);
    }

    fn look_alikes(&mut self, index: u32, case: &TrueCase) {
        let rates = &self.world.plan.rates.look_alike;
        let mut draw = Draw::new(self.world.plan.seed, "look alike", u64::from(index));
        let everyone: Vec<TruePerson> =
            case.victims.iter().chain(&case.suspects).copied().collect();
        let Some(of) = draw.pick(&everyone).copied() else { return };
        let chosen =
            [rates.sibling, rates.namesake, rates.same_person].map(|rate| draw.chance(rate));
        for (kind, _) in chosen.into_iter().enumerate().filter(|(_, chosen)| *chosen) {
            let person = match kind {
                0 => {
                    let sex = if draw.chance(0.5) { Sex::Female } else { Sex::Male };
                    self.people.sibling(&mut draw, &of, sex)
                }
                1 => self.people.namesake(&mut draw, &of),
                _ => of,
            };
            // Half of the unrelated matters lie near the case in time and place, the others anywhere.
            let close = kind < 2 && draw.chance(0.5);
            let day = if close {
                plus(case.handed_over, draw.between(-200, 300))
            } else {
                draw.day(self.first_day(), self.as_of())
            };
            let day = day.max(self.first_day()).min(self.as_of());
            let site = if close { Some(case.recruited) } else { None };
            self.unrelated(&mut draw, Origin::LookAlike(index), day, site, Some(person));
        }
    }

    fn background(&mut self) {
        let index = self.entries.len() as u64;
        let mut draw = Draw::new(self.world.plan.seed, "background", index);
        let day = draw.day(self.first_day(), self.as_of());
        self.unrelated(&mut draw, Origin::Background, day, None, None);
        let room = self.entries.len() < self.world.plan.register as usize;
        if room && draw.chance(0.12) {
            self.join(&mut draw, self.entries.len() as u32 - 1);
        }
    }

    fn unrelated(
        &mut self,
        draw: &mut Draw,
        origin: Origin,
        day: Date,
        site: Option<Site>,
        person: Option<TruePerson>,
    ) {
        let close = site.is_some();
        // A near site may lie in an oblast that the extract does not hold.
        let site = site
            .filter(|site| self.sites.contains(site))
            .or_else(|| draw.pick(&self.sites).copied())
            .unwrap_or(0);
        // A look-alike near the case is a hard one: often the same kind of matter.
        let shares = if close { [0.30, 0.50, 0.20] } else { [0.015, 0.42, 0.565] };
        let class =
            [Class::Trafficking, Class::DowngradeTarget, Class::Other][draw.weighted(&shares)];
        let offence = self.law.draw(draw, class, day);
        let journal_only = draw.chance(0.11);
        let wait = draw.delay(2.0).min(9);
        let registered = (!journal_only).then(|| plus(day, wait).min(self.as_of()));
        let to = plus(day, -draw.delay(9.0));
        let from = plus(to, -draw.delay(6.0));
        let mut persons = Vec::with_capacity(3);
        let community = Population::community(draw);
        let victim_first = draw.chance(0.75);
        let somebody = |people: &mut Population<'_>, draw: &mut Draw, role: PersonRole| {
            let sex = if draw.chance(0.5) { Sex::Female } else { Sex::Male };
            (role, people.person(draw, community, sex, day, (16, 62)))
        };
        match person {
            Some(person) if victim_first => persons.push((PersonRole::Victim, person)),
            Some(person) => {
                persons.push(somebody(self.people, draw, PersonRole::Victim));
                persons.push((PersonRole::Suspect, person));
            }
            None => persons.push(somebody(self.people, draw, PersonRole::Victim)),
        }
        if draw.chance(0.08) {
            persons.push(somebody(self.people, draw, PersonRole::Victim));
        }
        for _ in 0..draw.weighted(&[0.48, 0.42, 0.10]) {
            persons.push(somebody(self.people, draw, PersonRole::Suspect));
        }
        let mut entry = Entry {
            origin,
            office: Office {
                site,
                body: if draw.chance(0.95) { Body::Police } else { Body::Security },
            },
            channel: draw.index(CHANNELS.len()) as u8,
            journal_date: day,
            registered,
            event: (from, to),
            place: site,
            offence,
            part: draw.index(4) as u8,
            persons,
            events: Vec::new(),
            lineage: Vec::new(),
            numbers: Numbers::default(),
        };
        if journal_only && draw.chance(0.55) {
            self.course.refuse(draw, &mut entry);
        }
        self.course.run(draw, &mut entry);
        self.entries.push(entry);
    }
}

/// Whether a case cannot go on in the same entry after such an event.
const fn ends(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Terminated
            | EventKind::Suspended
            | EventKind::SentToCourt
            | EventKind::Refused
            | EventKind::Returned
            | EventKind::Annulled
            | EventKind::Resumed
            | EventKind::Severed
    )
}

/// Gives every entry its numbers, in order of their days, per office and year.
fn number(world: &World<'_>, entries: &mut [Entry]) {
    let books_until = world.reference.schemes.iter().filter_map(|scheme| scheme.from).min();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&index| (entries[index].day(), index));
    let mut serials: BTreeMap<(String, i16), u32> = BTreeMap::new();
    let mut journals: BTreeMap<(Office, i16), u32> = BTreeMap::new();
    let mut journal_only = FreeNumbers::default();
    let mut draw = Draw::new(world.plan.seed, "numbers", 0);
    for index in order {
        let entry = &mut entries[index];
        let journal = journals.entry((entry.office, entry.journal_date.year())).or_insert(100);
        *journal += draw.between(1, 40) as u32;
        // Journal-only entries are known by this number alone, so it may not repeat among them.
        if entry.registered.is_none() {
            *journal = journal_only.take(*journal);
        }
        entry.numbers.journal = Some(journal.to_string());
        let talon = draw.chance(0.35);
        let Some(day) = entry.registered else {
            entry.numbers.talon = talon.then(|| format!("T-{index:07}"));
            continue;
        };
        let prefix = world.places.number_prefix(entry.office);
        let serial = serials.entry((prefix.clone(), day.year())).or_insert(0);
        *serial += draw.between(1, 7) as u32;
        if books_until.is_some_and(|from| day < from) {
            let prefix = prefix.replace('-', "");
            entry.numbers.book = Some(format!("{prefix}-{:02}-{serial:03}", day.year() % 100));
        } else {
            entry.numbers.register = Some(format!("{prefix}-{}-{serial:06}", day.year()));
            entry.numbers.talon = talon.then(|| format!("T-{index:07}"));
        }
    }
}

/// Numbers not yet taken, found without walking over runs of taken ones: each number points to
/// itself or on to one that may be free (disjoint sets with path halving).
#[derive(Default)]
struct FreeNumbers {
    next: Vec<u32>,
}

impl FreeNumbers {
    /// The first free number from `wanted` on, taken.
    fn take(&mut self, wanted: u32) -> u32 {
        let mut at = wanted;
        while self.pointer(at) != at {
            let on = self.pointer(at);
            let further = self.pointer(on);
            self.next[at as usize] = further;
            at = further;
        }
        self.next[at as usize] = at + 1;
        at
    }

    fn pointer(&mut self, at: u32) -> u32 {
        let known = self.next.len() as u32;
        self.next.extend(known..=at.max(known));
        self.next[at as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_given_twice_and_none_is_skipped() {
        let mut free = FreeNumbers::default();
        let taken: Vec<u32> = [5, 5, 7, 6, 5, 9, 1].map(|wanted| free.take(wanted)).to_vec();
        assert_eq!(taken, [5, 6, 7, 8, 9, 10, 1]);
    }
}

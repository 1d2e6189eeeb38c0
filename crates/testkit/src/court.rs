//! The simulated court register. Reach for [`build`]: cases of first instance and appeals of the
//! entries sent to court, first those of reported or trafficking entries, then others until there
//! are as many as planned.

use std::collections::BTreeMap;

use jiff::civil::Date;
use records::reference::GroundKind;
use records::{CourtResult, EventKind, Instance, PersonRole, Sex};

use crate::case::World;
use crate::draw::{Draw, plus};
use crate::entry::{Entry, Origin};
use crate::law::{Class, GroundIndex, Law, OffenceIndex};
use crate::places::Site;
use crate::population::{Population, TruePerson};

/// One case of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct CourtEntry {
    /// The register entry it came from; `None` where the register extract holds none.
    pub entry: Option<u32>,
    /// First instance or appeal.
    pub instance: Instance,
    /// Site of the court of first instance.
    pub site: Site,
    /// Number.
    pub number: String,
    /// Day taken into proceedings.
    pub received: Date,
    /// Result and its day, once there is one.
    pub result: Option<(CourtResult, Date)>,
    /// Ground, where the court terminated.
    pub ground: Option<GroundIndex>,
    /// Day the act came into force.
    pub in_force: Option<Date>,
    /// Offence charged, and part.
    pub charge: (OffenceIndex, u8),
    /// Defendants and victims.
    pub persons: Vec<(PersonRole, TruePerson)>,
    /// For an appeal, the index of the first-instance case.
    pub lower: Option<u32>,
}

/// Every court case, in the order drawn.
pub(crate) fn build(
    world: &World<'_>,
    law: &Law<'_>,
    people: &mut Population<'_>,
    entries: &[Entry],
) -> Vec<CourtEntry> {
    // One in twelve comes from an oblast or a time that the register extract does not hold.
    let linked = world.plan.court as usize * 11 / 12;
    let mut court = Vec::new();
    for index in sent_to_court(world, law, entries) {
        if court.len() >= linked {
            break;
        }
        let entry = &entries[index as usize];
        let mut draw = Draw::new(world.plan.seed, "court", u64::from(index));
        let followed = is_followed(law, entry);
        if !followed || draw.chance(world.plan.rates.court.published) {
            try_case(world, law, &mut draw, &mut court, index, entry);
        }
    }
    let mut strays = 0;
    while court.len() < world.plan.court as usize {
        let mut draw = Draw::new(world.plan.seed, "court stray", strays);
        strays += 1;
        stray(world, law, people, &mut draw, &mut court);
    }
    number(world, &mut court);
    court
}

/// Whether an entry is of interest: reported, joined to a reported one, or trafficking.
pub(crate) fn is_followed(law: &Law<'_>, entry: &Entry) -> bool {
    matches!(entry.origin, Origin::Case(_)) || law.class(entry.offence) == Class::Trafficking
}

/// Indices of entries sent to court: followed ones first, the others in a drawn order.
fn sent_to_court(world: &World<'_>, law: &Law<'_>, entries: &[Entry]) -> Vec<u32> {
    let mut sent: Vec<(i32, u32)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| sent_on(entry).is_some())
        .map(|(index, entry)| {
            let order = if is_followed(law, entry) {
                -1
            } else {
                Draw::new(world.plan.seed, "court order", index as u64).between(0, i32::MAX - 1)
            };
            (order, index as u32)
        })
        .collect();
    sent.sort_unstable();
    sent.into_iter().map(|(_, index)| index).collect()
}

fn sent_on(entry: &Entry) -> Option<Date> {
    entry
        .events
        .iter()
        .rev()
        .find(|event| event.kind == EventKind::SentToCourt)
        .map(|event| event.date)
}

/// The offence and part an entry is charged under: the last qualification.
pub(crate) fn charge(entry: &Entry) -> (OffenceIndex, u8) {
    let last = entry.events.iter().rev().find_map(|event| event.offence);
    last.unwrap_or((entry.offence, entry.part))
}

fn try_case(
    world: &World<'_>,
    law: &Law<'_>,
    draw: &mut Draw,
    court: &mut Vec<CourtEntry>,
    index: u32,
    entry: &Entry,
) {
    let as_of = world.plan.to;
    let Some(sent) = sent_on(entry) else { return };
    let received = plus(sent, 1 + draw.delay(5.0));
    if received > as_of {
        return;
    }
    let listed = draw.chance(world.plan.rates.court.victim_listed);
    let persons = entry
        .persons
        .iter()
        .filter(|(role, _)| *role == PersonRole::Suspect || (listed && *role == PersonRole::Victim))
        .map(|(role, person)| {
            let role = if *role == PersonRole::Suspect { PersonRole::Defendant } else { *role };
            (role, *person)
        })
        .collect();
    let case = CourtEntry {
        entry: Some(index),
        instance: Instance::First,
        site: entry.office.site,
        number: String::new(),
        received,
        result: None,
        ground: None,
        in_force: None,
        charge: charge(entry),
        persons,
        lower: None,
    };
    decide(world, law, draw, court, case);
}

/// Adds the case with its result, where there is one by the as-of day, and perhaps an appeal.
fn decide(
    world: &World<'_>,
    law: &Law<'_>,
    draw: &mut Draw,
    court: &mut Vec<CourtEntry>,
    mut case: CourtEntry,
) {
    let (as_of, rates) = (world.plan.to, &world.plan.rates.path);
    let decided = plus(case.received, 20 + draw.delay(70.0));
    let results = [
        (CourtResult::Convicted, rates.convicted),
        (CourtResult::Acquitted, rates.acquitted),
        (CourtResult::Terminated, rates.court_terminated),
        (CourtResult::Requalified, rates.court_requalified),
        (CourtResult::Returned, rates.court_returned),
    ];
    let result = results[draw.weighted(&results.map(|(_, weight)| weight))].0;
    let appealed = draw.chance(world.plan.rates.court.appeal);
    if decided > as_of {
        court.push(case);
        return;
    }
    case.result = Some((result, decided));
    if result == CourtResult::Terminated {
        case.ground = law.ground("T07", GroundKind::Termination);
    }
    let final_on = plus(decided, 31);
    if result == CourtResult::Returned {
        court.push(case);
        return;
    }
    if !appealed || court.len() + 1 >= world.plan.court as usize {
        case.in_force = (final_on <= as_of).then_some(final_on);
        court.push(case);
        return;
    }
    let received = plus(decided, 12 + draw.delay(10.0));
    let upheld = plus(received, 20 + draw.delay(30.0));
    let outcome = [CourtResult::Upheld, CourtResult::Changed][draw.weighted(&[0.8, 0.2])];
    let mut appeal = CourtEntry {
        instance: Instance::Appeal,
        received,
        result: (upheld <= as_of).then_some((outcome, upheld)),
        ground: None,
        in_force: (upheld <= as_of).then_some(upheld),
        lower: Some(court.len() as u32),
        ..case.clone()
    };
    case.in_force = appeal.in_force;
    court.push(case);
    if appeal.received <= as_of {
        appeal.number = String::new();
        court.push(appeal);
    }
}

/// A court case whose register entry is not in the extract.
fn stray(
    world: &World<'_>,
    law: &Law<'_>,
    people: &mut Population<'_>,
    draw: &mut Draw,
    court: &mut Vec<CourtEntry>,
) {
    let first = jiff::civil::date(world.plan.from_year, 1, 1);
    let received = draw.day(first, world.plan.to);
    let community = Population::community(draw);
    let defendant = people.person(draw, community, Sex::Male, received, (20, 55));
    let class = if draw.chance(0.4) { Class::DowngradeTarget } else { Class::Other };
    let case = CourtEntry {
        entry: None,
        instance: Instance::First,
        site: draw.index(world.places.len()) as Site,
        number: String::new(),
        received,
        result: None,
        ground: None,
        in_force: None,
        charge: (law.draw(draw, class, received), draw.index(4) as u8),
        persons: vec![(PersonRole::Defendant, defendant)],
        lower: None,
    };
    decide(world, law, draw, court, case);
}

/// Numbers per court and year, in order of their days.
fn number(world: &World<'_>, court: &mut [CourtEntry]) {
    let mut order: Vec<usize> = (0..court.len()).collect();
    order.sort_by_key(|&index| (court[index].received, index));
    let mut serials: BTreeMap<(String, i16), u32> = BTreeMap::new();
    let mut draw = Draw::new(world.plan.seed, "court numbers", 0);
    for index in order {
        let case = &mut court[index];
        let year = case.received.year();
        let code = world.places.court_code(case.site);
        let appeal = case.instance == Instance::Appeal;
        // An appeal court sits above all courts of its oblast and counts on its own.
        let oblast: String = world
            .places
            .oblast(case.site)
            .code
            .chars()
            .filter(char::is_ascii_digit)
            .take(2)
            .collect();
        let counter = if appeal { format!("А{oblast}") } else { code.clone() };
        let serial = serials.entry((counter, year)).or_insert(0);
        *serial += draw.between(1, 6) as u32;
        case.number = if appeal {
            format!("АБ-{oblast}-{serial:04}/{:02}УД", year % 100)
        } else {
            format!("УД-{serial}/{:02}-{code}", year % 100)
        };
    }
}

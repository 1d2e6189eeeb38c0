//! What truly happened and what became of it. Reach for [`TrueCase`]: victims, suspects, places,
//! period and purposes of one trafficking case, the NGOs that reported it and its [`Turn`].

use jiff::civil::{Date, date};
use records::Sex;
use records::reference::Reference;

use crate::draw::{Draw, plus};
use crate::places::{Body, Gazetteer, Office, Site};
use crate::plan::{ReportRates, SimulationPlan};
use crate::population::{Population, TruePerson};
use crate::scenario::Scenario;

/// What becomes of a reported case at the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// The NGO has no proof of hand-over; nothing was registered.
    NotProven {
        /// Whether the victim agreed to report at all.
        consent: bool,
    },
    /// Handed over before the register's declared period.
    OutsidePeriod,
    /// Handed over in an oblast the extract does not hold.
    OutsideRegion,
    /// Handed over, but written down with too little to be found by.
    TooFewIdentifiers,
    /// Handed over and entered nowhere.
    Unregistered,
    /// Entered in the journal and nowhere else.
    JournalOnly,
    /// Entered in the journal and refused.
    Refused,
    /// Registered, first under an article outside the trafficking set.
    OtherOffence,
    /// Registered as trafficking.
    Registered,
}

impl Turn {
    /// Whether the register extract holds an entry.
    pub const fn has_entry(self) -> bool {
        matches!(self, Self::JournalOnly | Self::Refused | Self::OtherOffence | Self::Registered)
    }

    /// The finding this turn must lead to.
    pub const fn finding(self) -> &'static str {
        match self {
            Self::NotProven { .. } => "not_handed_over",
            Self::OutsidePeriod | Self::OutsideRegion | Self::TooFewIdentifiers => "not_assessable",
            Self::Unregistered => "unregistered",
            Self::JournalOnly => "journal_only",
            Self::Refused => "refused",
            Self::OtherOffence => "registered_other_offence",
            Self::Registered => "registered",
        }
    }
}

/// Where the exploitation took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// At a site in the country.
    Home(Site),
    /// In a country, by index into `Reference::countries`.
    Abroad(u16),
}

/// One trafficking case as it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueCase {
    /// Victims, one to four.
    pub victims: Vec<TruePerson>,
    /// Suspects, none to three; two of them may be brothers.
    pub suspects: Vec<TruePerson>,
    /// Where the victims were recruited.
    pub recruited: Site,
    /// Where they were exploited.
    pub exploited: Destination,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Indices into `Reference::code_lists`: acts, means, purposes.
    pub codes: [Vec<u16>; 3],
    /// Day the first NGO opened its file.
    pub opened: Date,
    /// Day of the hand-over.
    pub handed_over: Date,
    /// Office it was handed to.
    pub office: Office,
    /// What became of it.
    pub turn: Turn,
    /// NGOs that reported it, by index into the scenario, the first one first.
    pub ngos: Vec<usize>,
}

/// What the drawing of cases needs to see.
pub(crate) struct World<'a> {
    pub(crate) plan: &'a SimulationPlan,
    pub(crate) reference: &'a Reference,
    pub(crate) places: &'a Gazetteer<'a>,
    pub(crate) scenario: &'a Scenario,
}

/// Cases until there are enough reports.
pub(crate) fn cases(world: &World<'_>, people: &mut Population<'_>) -> Vec<TrueCase> {
    let mut cases = Vec::new();
    let mut reports = 0;
    while reports < world.plan.reports {
        let mut draw = Draw::new(world.plan.seed, "case", cases.len() as u64);
        let mut case = case(world, people, &mut draw);
        case.ngos.truncate((world.plan.reports - reports) as usize);
        reports += case.ngos.len() as u32;
        cases.push(case);
    }
    cases
}

fn case(world: &World<'_>, people: &mut Population<'_>, draw: &mut Draw) -> TrueCase {
    let rates = &world.plan.rates.report;
    let ngos = ngos(world, draw, rates);
    let turn = turn(draw, rates);
    let not_held = &world.scenario.oblasts_not_held;
    let site = |draw: &mut Draw, oblasts: &[String], inside: bool| {
        let sites: Vec<Site> = world
            .places
            .sites_of(oblasts)
            .into_iter()
            .filter(|site| not_held.contains(&world.places.oblast(*site).code) != inside)
            .collect();
        draw.pick(&sites).copied().unwrap_or(0)
    };
    let recruited = if turn == Turn::OutsideRegion {
        site(draw, &[], false)
    } else {
        site(draw, &world.scenario.ngo[ngos[0]].oblasts, true)
    };
    let exploited = if turn == Turn::OutsideRegion || draw.chance(0.45) {
        abroad(world, draw)
    } else if draw.chance(0.5) {
        Destination::Home(recruited)
    } else {
        Destination::Home(site(draw, &[], true))
    };
    let first = date(world.plan.from_year, 2, 1);
    let handed_over = if turn == Turn::OutsidePeriod {
        draw.day(date(world.plan.from_year - 1, 2, 1), date(world.plan.from_year - 1, 11, 30))
    } else {
        draw.day(first, plus(world.plan.to, -45))
    };
    let opened = plus(handed_over, -(1 + draw.delay(12.0)));
    let to = plus(opened, -(3 + draw.delay(25.0)));
    let from = plus(to, -(10 + draw.delay(110.0)));
    let (victims, suspects) = parties(people, draw, from);
    let body = [Body::Police, Body::Security, Body::Prosecutor][draw.weighted(&[0.84, 0.07, 0.09])];
    TrueCase {
        victims,
        suspects,
        recruited,
        exploited,
        from,
        to,
        codes: ["ictip_act", "ictip_means", "ictip_purpose"].map(|list| codes(world, draw, list)),
        opened,
        handed_over,
        office: Office { site: recruited, body },
        turn,
        ngos,
    }
}

fn ngos(world: &World<'_>, draw: &mut Draw, rates: &ReportRates) -> Vec<usize> {
    let shares: Vec<f64> = world.scenario.ngo.iter().map(|ngo| ngo.share).collect();
    let first = draw.weighted(&shares);
    let mut ngos = vec![first];
    if draw.chance(rates.two_ngos) {
        // The hotline, which works everywhere, is the usual second one.
        let nationwide = world.scenario.ngo.iter().position(|ngo| ngo.oblasts.is_empty());
        let second = nationwide.filter(|ngo| *ngo != first).unwrap_or((first + 1) % shares.len());
        ngos.push(second);
    }
    ngos
}

fn turn(draw: &mut Draw, rates: &ReportRates) -> Turn {
    let early =
        [rates.not_proven, rates.outside_period, rates.outside_region, rates.too_few_identifiers];
    let rest = 1.0 - early.iter().sum::<f64>();
    match draw.weighted(&[early[0], early[1], early[2], early[3], rest]) {
        0 => Turn::NotProven { consent: !draw.chance(rates.consent_refused) },
        1 => Turn::OutsidePeriod,
        2 => Turn::OutsideRegion,
        3 => Turn::TooFewIdentifiers,
        _ => {
            let late = [rates.unregistered, rates.journal_only, rates.refused, rates.other_offence];
            let rest = 1.0 - late.iter().sum::<f64>();
            match draw.weighted(&[late[0], late[1], late[2], late[3], rest]) {
                0 => Turn::Unregistered,
                1 => Turn::JournalOnly,
                2 => Turn::Refused,
                3 => Turn::OtherOffence,
                _ => Turn::Registered,
            }
        }
    }
}

fn parties(
    people: &mut Population<'_>,
    draw: &mut Draw,
    day: Date,
) -> (Vec<TruePerson>, Vec<TruePerson>) {
    let sex = |draw: &mut Draw, women: f64| {
        if draw.chance(women) { Sex::Female } else { Sex::Male }
    };
    let community = Population::community(draw);
    let count = 1 + draw.weighted(&[0.66, 0.2, 0.09, 0.05]);
    let mut victims: Vec<TruePerson> = Vec::with_capacity(count);
    for _ in 0..count {
        let sex = sex(draw, 0.72);
        let victim = match victims.first() {
            Some(first) if draw.chance(0.3) => people.sibling(draw, &first.clone(), sex),
            _ => people.person(draw, community, sex, day, (13, 42)),
        };
        victims.push(victim);
    }
    let count = draw.weighted(&[0.22, 0.46, 0.22, 0.10]);
    let mut suspects: Vec<TruePerson> = Vec::with_capacity(count);
    for _ in 0..count {
        let sex = sex(draw, 0.4);
        let suspect = match suspects.first() {
            Some(first) if draw.chance(0.4) => people.sibling(draw, &first.clone(), Sex::Male),
            _ => {
                let community =
                    if draw.chance(0.7) { community } else { Population::community(draw) };
                people.person(draw, community, sex, day, (22, 58))
            }
        };
        suspects.push(suspect);
    }
    (victims, suspects)
}

fn abroad(world: &World<'_>, draw: &mut Draw) -> Destination {
    let wanted = [("RU", 0.42), ("TR", 0.2), ("KZ", 0.18), ("AE", 0.14), ("KR", 0.06)];
    let code = wanted[draw.weighted(&wanted.map(|(_, share)| share))].0;
    let at = world.reference.countries.iter().position(|country| country.code == code);
    Destination::Abroad(at.unwrap_or(0) as u16)
}

/// One to three codes of a list, in list order.
fn codes(world: &World<'_>, draw: &mut Draw, list: &str) -> Vec<u16> {
    let all: Vec<u16> = world
        .reference
        .code_lists
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.list == list)
        .map(|(index, _)| index as u16)
        .collect();
    let count = 1 + draw.weighted(&[0.6, 0.3, 0.1]);
    let mut chosen: Vec<u16> = (0..count)
        .filter_map(|_| {
            let index = draw.skewed(all.len());
            all.get(index).copied()
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

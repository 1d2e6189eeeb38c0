//! One whole scenario. Reach for [`simulate`]; it is a pure function of plan and reference data.
//! [`Simulation::written_entry`] says how the register typed an entry, drawn from the entry's own
//! stream so that nothing of it need be kept.

use jiff::civil::Date;
use records::reference::Reference;
use records::{EventKind, LineageKind, PersonRole};

use crate::case::{Destination, TrueCase, World, cases};
use crate::court::{self, CourtEntry};
use crate::draw::Draw;
use crate::entry::{Entry, Origin};
use crate::law::{Law, article_text};
use crate::names::NamePool;
use crate::noise::{Language, Scribe, WrittenDate, WrittenPerson};
use crate::places::{Body, Gazetteer, Office};
use crate::plan::SimulationPlan;
use crate::population::Population;
use crate::register;
use crate::report::{Desk, WrittenReport};
use crate::romanisation::Romanisation;
use crate::scenario::Scenario;
use crate::truth::{self, TruthRow};
use crate::words::{Narratives, Slots};

/// Source id of the register.
pub const REGISTER_SOURCE: &str = "erp";
/// Source id of the court register.
pub const COURT_SOURCE: &str = "sot";

/// A scenario with its truth.
pub struct Simulation {
    /// What was asked for.
    pub plan: SimulationPlan,
    /// The reference data it was drawn from.
    pub reference: Reference,
    /// The NGOs.
    pub scenario: Scenario,
    /// Trafficking cases as they happened.
    pub cases: Vec<TrueCase>,
    /// Reports, in the order of their cases.
    pub reports: Vec<WrittenReport>,
    /// Register entries.
    pub entries: Vec<Entry>,
    /// Court cases.
    pub court: Vec<CourtEntry>,
    /// Truth, sorted.
    pub truth: Vec<TruthRow>,
    pub(crate) pool: NamePool,
    pub(crate) tables: Romanisation,
    pub(crate) narratives: Narratives,
}

/// An entry as the register typed it.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenEntry {
    /// First and last day of the event.
    pub event: (WrittenDate, WrittenDate),
    /// Place.
    pub place: String,
    /// Article at registration, and edition where given.
    pub article: (String, Option<String>),
    /// Fabula.
    pub narrative: Option<String>,
    /// Persons.
    pub persons: Vec<(PersonRole, WrittenPerson)>,
    /// Events: kind, day, ground code, article with edition, number or body of the other side.
    pub events: Vec<WrittenEvent>,
    /// Supervising prosecutor.
    pub prosecutor: String,
    /// Office.
    pub office: String,
    /// Scheme id.
    pub scheme: String,
    /// Main number of the entry this one was merged into, severed from, transferred to or from.
    pub lineage: [Option<String>; 4],
}

/// An event as the register typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// What.
    pub kind: EventKind,
    /// When.
    pub date: Date,
    /// Ground code.
    pub ground: Option<String>,
    /// New article and edition, for a requalification.
    pub article: Option<(String, Option<String>)>,
    /// Main number of the other entry.
    pub other: Option<String>,
}

/// Simulates a scenario.
pub fn simulate(plan: &SimulationPlan, reference: &Reference) -> Simulation {
    let pool = NamePool::new(reference);
    let places = Gazetteer::new(reference);
    let law = Law::new(reference);
    let scenario = Scenario::shipped();
    let tables = Romanisation::shipped();
    let narratives = Narratives::shipped();
    let world = World { plan, reference, places: &places, scenario: &scenario };
    let mut people = Population::new(&pool);
    let cases = cases(&world, &mut people);
    let mut entries = register::build(&world, &law, &mut people, &cases);
    let court = court::build(&world, &law, &mut people, &entries);
    let desks: Vec<Desk<'_>> = scenario
        .ngo
        .iter()
        .map(|ngo| Desk {
            scribe: Scribe {
                pool: &pool,
                reference,
                tables: &tables,
                errors: &plan.rates.ngo,
                language: ngo.language(),
                schemes: &ngo.schemes,
            },
            ngo,
            places: &places,
            law: &law,
            narratives: &narratives,
            rates: &plan.rates.report,
            as_of: plan.to,
        })
        .collect();
    let reports = reports(plan.seed, &desks, &cases, &mut entries);
    let ground = |index: u16| {
        reference.grounds.get(usize::from(index)).map(|g| g.code.clone()).unwrap_or_default()
    };
    let truth = truth::rows(&law, &cases, &entries, &court, &reports, &ground);
    drop(desks);
    Simulation {
        plan: plan.clone(),
        reference: reference.clone(),
        scenario,
        cases,
        reports,
        entries,
        court,
        truth,
        pool,
        tables,
        narratives,
    }
}

fn reports(
    seed: u64,
    desks: &[Desk<'_>],
    cases: &[TrueCase],
    entries: &mut [Entry],
) -> Vec<WrittenReport> {
    let mut entry_of = vec![None; cases.len()];
    for (index, entry) in entries.iter().enumerate() {
        if let Some(case) = entry.case() {
            entry_of[case as usize] = Some(index);
        }
    }
    let mut serials = vec![0u32; desks.len()];
    let mut reports = Vec::new();
    // Serials follow the order in which files were opened, as an NGO numbers them.
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|&case| (cases[case].opened, case));
    for index in order {
        let case = &cases[index];
        for (rank, ngo) in case.ngos.iter().enumerate() {
            let mut draw = Draw::new(seed, "report", (index * 8 + rank) as u64);
            serials[*ngo] += 1;
            let at = (*ngo, index as u32, serials[*ngo]);
            let entry = entry_of[index].map(|entry| &mut entries[entry]);
            reports.push(desks[*ngo].write(&mut draw, at, case, entry, rank > 0));
        }
    }
    reports
}

/// What rendering needs besides the simulation; built once per output.
pub struct Renderer<'a> {
    simulation: &'a Simulation,
    pub(crate) places: Gazetteer<'a>,
    pub(crate) law: Law<'a>,
}

impl<'a> Renderer<'a> {
    /// Prepares the look-ups.
    pub fn new(simulation: &'a Simulation) -> Self {
        let reference = &simulation.reference;
        Self { simulation, places: Gazetteer::new(reference), law: Law::new(reference) }
    }

    /// How the register typed the entry with this index.
    pub fn written_entry(&self, index: usize) -> WrittenEntry {
        let simulation = self.simulation;
        let entry = &simulation.entries[index];
        let mut draw = Draw::new(simulation.plan.seed, "register typed", index as u64);
        let language = if draw.chance(0.08) { Language::Kyrgyz } else { Language::Russian };
        let errors = &simulation.plan.rates.register;
        let scribe = Scribe {
            pool: &simulation.pool,
            reference: &simulation.reference,
            tables: &simulation.tables,
            errors,
            language,
            schemes: &[],
        };
        let mut persons: Vec<(PersonRole, WrittenPerson)> = entry
            .persons
            .iter()
            .map(|(role, person)| (*role, scribe.person(&mut draw, person, entry.day())))
            .collect();
        for (role, person) in &mut persons {
            person.phone = person.phone.take().filter(|_| *role == PersonRole::Victim);
        }
        let edition = !draw.chance(errors.edition_missing);
        let from = scribe.day(&mut draw, entry.event.0);
        let to = if matches!(from, WrittenDate::Day(_)) {
            WrittenDate::Day(entry.event.1)
        } else {
            from
        };
        WrittenEntry {
            event: (from, to),
            place: self.places.written(
                &mut draw,
                entry.place,
                Language::Russian,
                entry.day(),
                errors,
            ),
            article: self.article(entry.offence, entry.part, edition),
            narrative: self.fabula(&mut draw, entry, language),
            persons,
            events: self.events(entry, edition),
            prosecutor: self.places.office(Office { body: Body::Prosecutor, ..entry.office }),
            office: self.places.office(entry.office),
            scheme: simulation
                .reference
                .scheme_on(entry.day())
                .map(|s| s.id.clone())
                .unwrap_or_default(),
            lineage: self.lineage(entry),
        }
    }

    fn article(&self, offence: u16, part: u8, edition: bool) -> (String, Option<String>) {
        let offence = self.law.offence(offence);
        (article_text(offence, part), edition.then(|| offence.edition.to_string()))
    }

    fn main_number(&self, entry: u32) -> String {
        self.simulation.entries[entry as usize].numbers.main()
    }

    fn events(&self, entry: &Entry, edition: bool) -> Vec<WrittenEvent> {
        let grounds = &self.simulation.reference.grounds;
        let written = entry.events.iter().map(|event| WrittenEvent {
            kind: event.kind,
            date: event.date,
            ground: event.ground.map(|ground| grounds[usize::from(ground)].code.clone()),
            article: event.offence.map(|(offence, part)| self.article(offence, part, edition)),
            other: event.other.map(|other| self.main_number(other)),
        });
        written.collect()
    }

    fn lineage(&self, entry: &Entry) -> [Option<String>; 4] {
        [
            LineageKind::MergedInto,
            LineageKind::SeveredFrom,
            LineageKind::TransferredTo,
            LineageKind::TransferredFrom,
        ]
        .map(|kind| {
            let joined = entry.lineage.iter().find(|(k, _)| *k == kind);
            joined.map(|(_, other)| self.main_number(*other))
        })
    }

    fn fabula(&self, draw: &mut Draw, entry: &Entry, language: Language) -> Option<String> {
        let simulation = self.simulation;
        let place = self.places.name(entry.place, language);
        let case = match entry.origin {
            Origin::Case(case) => Some(&simulation.cases[case as usize]),
            _ => None,
        };
        if !draw.chance(if case.is_some() { 0.85 } else { 0.3 }) {
            return None;
        }
        let Some(case) = case else {
            let slots = Slots { place: &place, destination: "", purpose: "", victims: 1 };
            return Some(simulation.narratives.write(draw, language, "register_other", &slots));
        };
        let destination = match case.exploited {
            Destination::Home(site) => self.places.name(site, language),
            Destination::Abroad(country) => simulation
                .reference
                .countries
                .get(usize::from(country))
                .map(|country| crate::words::trilingual(&country.name, language).to_owned())
                .unwrap_or_default(),
        };
        let purpose = case.codes[2]
            .first()
            .and_then(|code| simulation.reference.code_lists.get(usize::from(*code)))
            .map(|entry| crate::words::trilingual(&entry.name, language))
            .unwrap_or_default();
        let slots = Slots {
            place: &place,
            destination: &destination,
            purpose,
            victims: case.victims.len(),
        };
        Some(simulation.narratives.write(draw, language, "register_case", &slots))
    }
}

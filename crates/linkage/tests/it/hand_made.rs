//! Cases made by hand: who must not be merged, what is held back, what people decide. Names are
//! recombined from the lexicon; the made cases stand among a simulated register so that the
//! number of targets is realistic.

use std::sync::OnceLock;

use linkage::{
    Decision, Evidence, Identifiability, LinkKind, LinkModel, LinkOptions, LinkStatus,
    LinkageError, Register, link_ngo_ngo, link_ngo_register, link_register_court,
};
use records::{
    CrimeRecord, HandOver, Lineage, LineageKind, NgoReport, NumberKind, PartialDate, Person,
    PersonName, PersonRole, PlaceMention, PlaceRole, RecordId, Reference, ReferenceNumber,
    SourceId,
};
use testkit::SimulationPlan;

use crate::simulated_records::{Scenario, provenance};

fn scenario() -> &'static Scenario {
    static SCENARIO: OnceLock<Scenario> = OnceLock::new();
    SCENARIO.get_or_init(|| {
        let demo = SimulationPlan::demo().unwrap();
        Scenario::new(&SimulationPlan { seed: 11, reports: 60, register: 900, court: 120, ..demo })
    })
}

fn date(text: &str) -> Option<PartialDate> {
    text.parse().ok()
}

fn person(role: PersonRole, name: &str, born: &str) -> Person {
    let mut person = Person::new(role);
    person.names.push(PersonName::Whole(name.into()));
    person.birth_date = date(born);
    person
}

fn report(persons: Vec<Person>) -> NgoReport {
    let source = SourceId::from("ngo-made");
    NgoReport {
        id: RecordId::new(&source, "1"),
        provenance: provenance("ngo-made"),
        own_ref: "1".to_owned(),
        opened: date("2023-04-28"),
        received: date("2023-04-27"),
        consent: None,
        hand_over: Some(HandOver {
            date: date("2023-05-10"),
            addressee: Some("ОВД Сокулукского района".to_owned()),
            ..HandOver::default()
        }),
        event: date("2023-01-10/2023-04-20"),
        places: vec![place(PlaceRole::Exploitation)],
        acts: Vec::new(),
        means: Vec::new(),
        purposes: Vec::new(),
        suspected: Vec::new(),
        narrative: None,
        persons,
        closure: None,
    }
}

fn place(role: PlaceRole) -> PlaceMention {
    PlaceMention { role, written: "Сокулукский район".to_owned() }
}

fn entry(number: &str, persons: Vec<Person>) -> CrimeRecord {
    CrimeRecord {
        id: RecordId::new(&SourceId::from("erp"), number),
        provenance: provenance("erp"),
        scheme: None,
        numbers: ReferenceNumber::new(NumberKind::Register, number).into_iter().collect(),
        journal_date: date("2023-05-11"),
        registered: date("2023-05-12"),
        channel: None,
        office: Some("ОВД Сокулукского района".to_owned()),
        prosecutor: None,
        persons,
        event: date("2023-01-10/2023-04-20"),
        places: vec![place(PlaceRole::Event)],
        qualifications: Vec::new(),
        events: Vec::new(),
        lineage: Vec::new(),
        narrative: None,
    }
}

const NUMBER: &str = "08-219-2023-900001";
const OTHER: &str = "08-219-2023-900002";

fn victim(name: &str, born: &str) -> Person {
    person(PersonRole::Victim, name, born)
}

fn decide_with(report: NgoReport, made: Vec<CrimeRecord>, options: &LinkOptions) -> Decision {
    let scenario = scenario();
    let register: Vec<CrimeRecord> = made.into_iter().chain(scenario.register.clone()).collect();
    let mut reports = scenario.reports.clone();
    let id = report.id.clone();
    reports.push(report);
    let register = Register::of(&register).unwrap();
    let set =
        link_ngo_register(&reports, &register, &scenario.reference, options, &|_| {}).unwrap();
    assert_eq!(set.decisions.len(), reports.len(), "every report has a decision");
    set.decision(&id).unwrap().clone()
}

fn decide(report: NgoReport, made: Vec<CrimeRecord>) -> Decision {
    decide_with(report, made, &LinkOptions::default())
}

fn held_back(decision: &Decision) -> Option<&str> {
    let best = decision.candidates.first()?;
    let note = best.evidence.iter().find(|e| e.comparison == "held_back");
    note.map(|e| &*e.level)
}

#[test]
fn the_same_victim_in_another_script_is_linked() {
    let found = decide(
        report(vec![victim("Zhumabekova Aigul", "1996-03-05")]),
        vec![entry(NUMBER, vec![victim("Жумабекова Айгуль Асановна", "1996-03-05")])],
    );
    assert_eq!(found.status, LinkStatus::Link);
    assert_eq!(found.target.unwrap().as_str(), format!("erp:{NUMBER}"));
    assert_eq!(found.identifiability, Identifiability::Sufficient);
}

#[test]
fn a_sister_is_never_linked_however_well_time_and_place_fit() {
    let found = decide(
        report(vec![victim("Асанова Гульнара Бакытовна", "1996-03-05")]),
        vec![entry(NUMBER, vec![victim("Асанова Чолпон Бакытовна", "1999-08-17")])],
    );
    assert_ne!(found.status, LinkStatus::Link);
}

#[test]
fn a_namesake_with_another_father_and_birthday_is_never_linked() {
    let found = decide(
        report(vec![victim("Асанова Гульнара Бакытовна", "1996-03-05")]),
        vec![entry(NUMBER, vec![victim("Асанова Гульнара Темировна", "1988-11-21")])],
    );
    assert_ne!(found.status, LinkStatus::Link);
}

#[test]
fn brothers_as_suspects_are_not_taken_for_each_other() {
    let suspect = |name, born| person(PersonRole::Suspect, name, born);
    let found = decide(
        report(vec![
            suspect("Токтогулов Нурбек Асанович", "1984-02-11"),
            victim("Асанова Гульнара Бакытовна", "1996-03-05"),
        ]),
        vec![entry(
            NUMBER,
            vec![
                suspect("Токтогулов Эрмек Асанович", "1987-09-30"),
                victim("Жумабекова Чолпон Темировна", "1999-08-17"),
            ],
        )],
    );
    assert_ne!(found.status, LinkStatus::Link);
}

#[test]
fn two_aligned_persons_weigh_more_than_one_and_an_extra_person_little() {
    let (one, two) = (
        victim("Асанова Гульнара Бакытовна", "1996-03-05"),
        victim("Жумабекова Чолпон Темировна", "1999-08-17"),
    );
    let weigh = |left: Vec<Person>, right: Vec<Person>| {
        let found = decide(report(left), vec![entry(NUMBER, right)]);
        let best = found.candidates.iter().find(|c| c.right.as_str().ends_with(NUMBER)).unwrap();
        best.evidence.iter().find(|e| e.comparison == "victims").unwrap().weight.bits()
    };
    let single = weigh(vec![one.clone()], vec![one.clone()]);
    let both = weigh(vec![one.clone(), two.clone()], vec![two.clone(), one.clone()]);
    let extra = weigh(vec![one.clone()], vec![two, one]);
    assert!(both > single + 5.0, "{both} against {single}");
    assert!(extra < single && extra > single - 3.0, "{extra} against {single}");
}

#[test]
fn a_name_and_nothing_else_is_left_to_a_person() {
    let mut bare = report(vec![Person {
        birth_date: None, ..victim("Бекмуратова Айжамал", "")
    }]);
    (bare.hand_over, bare.event, bare.opened, bare.received) = (None, None, None, None);
    bare.places.clear();
    let found =
        decide(bare, vec![entry(NUMBER, vec![victim("Бекмуратова Айжамал", "1990-01-02")])]);
    assert_ne!(found.status, LinkStatus::Link);
    assert_eq!(found.identifiability, Identifiability::TooFewIdentifiers);
}

#[test]
fn time_and_place_without_a_person_or_number_are_left_to_a_person() {
    let found = decide(report(Vec::new()), vec![entry(NUMBER, Vec::new())]);
    assert_ne!(found.status, LinkStatus::Link);
    assert_eq!(found.identifiability, Identifiability::TooFewIdentifiers);
}

fn twins() -> (NgoReport, [CrimeRecord; 2]) {
    let known = victim("Асанова Гульнара Бакытовна", "1996-03-05");
    let made = [entry(NUMBER, vec![known.clone()]), entry(OTHER, vec![known.clone()])];
    (report(vec![known]), made)
}

#[test]
fn two_targets_that_fit_equally_go_to_a_person() {
    let (report, made) = twins();
    let found = decide(report, made.into());
    assert_eq!(found.status, LinkStatus::PossibleLink);
    assert_eq!(held_back(&found), Some("tie"));
    assert!(found.none_probability < 0.05, "one of them it is: {}", found.none_probability);
    assert!((found.candidates[0].probability - found.candidates[1].probability).abs() < 1e-12);
}

#[test]
fn at_threshold_one_nothing_is_linked_but_what_people_decided() {
    let (report, [known, other]) = twins();
    let sure = LinkOptions { link_threshold: Some(1.0), ..LinkOptions::default() };
    let alone = vec![known.clone()];
    let shipped = decide_with(report.clone(), alone.clone(), &LinkOptions::default());
    assert_eq!(shipped.status, LinkStatus::Link, "one candidate that agrees in all");
    let found = decide_with(report.clone(), alone.clone(), &sure);
    assert_eq!(found.status, LinkStatus::PossibleLink);
    assert_eq!(found.none_probability.to_bits(), shipped.none_probability.to_bits());
    let must_link = vec![(report.id.clone(), known.id.clone())];
    let found = decide_with(report, vec![known, other], &LinkOptions { must_link, ..sure });
    assert_eq!(found.status, LinkStatus::Link);
}

#[test]
fn entries_of_one_lineage_are_one_target() {
    let (report, mut made) = twins();
    made[0].lineage.push(Lineage {
        kind: LineageKind::MergedInto,
        other: made[1].numbers[0].clone(),
        date: date("2023-07-01"),
    });
    let found = decide(report, made.into());
    assert_eq!(found.status, LinkStatus::Link);
    let ids: Vec<&str> = found.lineage.iter().map(RecordId::as_str).collect();
    assert_eq!(ids, [format!("erp:{NUMBER}"), format!("erp:{OTHER}")]);
}

fn of_people(evidence: &[Evidence]) -> Option<&str> {
    let decided = evidence.iter().find(|e| e.comparison == "decided_by_people");
    decided.map(|e| &*e.level)
}

#[test]
fn what_people_decided_stands_and_is_shown() {
    let (report, made) = twins();
    let pair = |entry: &CrimeRecord| vec![(report.id.clone(), entry.id.clone())];
    let must = LinkOptions { must_link: pair(&made[1]), ..LinkOptions::default() };
    let found = decide_with(report.clone(), made.clone().into(), &must);
    assert_eq!((found.status, found.target.as_ref()), (LinkStatus::Link, Some(&made[1].id)));
    assert_eq!(of_people(&found.candidates[0].evidence), Some("must_link"));
    assert!(found.none_probability.abs() < 1e-15);

    let cannot = LinkOptions { cannot_link: pair(&made[1]), ..LinkOptions::default() };
    let found = decide_with(report.clone(), made.clone().into(), &cannot);
    assert_eq!((found.status, found.target.as_ref()), (LinkStatus::Link, Some(&made[0].id)));
    let ruled_out = found.candidates.iter().find(|c| c.right == made[1].id);
    assert!(ruled_out.is_none_or(|c| of_people(&c.evidence) == Some("cannot_link")));

    let both = LinkOptions { must_link: pair(&made[1]), ..cannot };
    let scenario = scenario();
    let refused = link_ngo_register(
        std::slice::from_ref(&report),
        &Register::of(&made).unwrap(),
        &scenario.reference,
        &both,
        &|_| {},
    );
    assert_eq!(refused, Err(LinkageError::ContradictoryDecisions(report.id)));
}

#[test]
fn people_link_what_no_blocking_rule_brings_up() {
    let stranger = entry(NUMBER, vec![victim("Жумабекова Чолпон Темировна", "1999-08-17")]);
    let mut lost = report(vec![victim("Асанова Гульнара Бакытовна", "1996-03-05")]);
    (lost.hand_over, lost.opened, lost.received) = (None, None, None);
    let pair = vec![(lost.id.clone(), stranger.id.clone())];
    let options = LinkOptions { must_link: pair, ..LinkOptions::default() };
    let found = decide_with(lost, vec![stranger.clone()], &options);
    assert_eq!((found.status, found.target), (LinkStatus::Link, Some(stranger.id)));
}

#[test]
fn reports_that_people_joined_form_one_chain() {
    let scenario = scenario();
    let reports: Vec<NgoReport> = ["3", "1", "2"]
        .map(|own| {
            let source = SourceId::from("ngo-made");
            NgoReport { id: RecordId::new(&source, own), ..report(Vec::new()) }
        })
        .into();
    let id = |own: &str| RecordId::from(format!("ngo-made:{own}").as_str());
    let must_link = vec![(id("3"), id("1")), (id("1"), id("2"))];
    let options = LinkOptions { must_link, ..LinkOptions::default() };
    let set = link_ngo_ngo(&reports, &scenario.reference, &options, &|_| {}).unwrap();
    let links: Vec<_> = set.links().map(|(a, b)| (a.clone(), b.clone())).collect();
    assert_eq!(links, [(id("1"), id("2")), (id("2"), id("3"))]);
}

#[test]
fn nothing_against_nothing_gives_nothing() {
    let scenario = scenario();
    let (reference, options) = (&scenario.reference, LinkOptions::default());
    let register = Register::of(&scenario.register).unwrap();
    let nothing = Register::of(&[]).unwrap();
    let empty = link_ngo_register(&[], &register, reference, &options, &|_| {}).unwrap();
    assert_eq!(empty.decisions, []);
    let none =
        link_ngo_register(&scenario.reports, &nothing, reference, &options, &|_| {}).unwrap();
    for decision in &none.decisions {
        assert_eq!((decision.status, decision.candidates.len()), (LinkStatus::NonLink, 0));
        assert!((decision.none_probability - 1.0).abs() < 1e-12);
    }
    let court =
        link_register_court(&nothing, &scenario.court, reference, &options, &|_| {}).unwrap();
    assert_eq!(court.links().count(), 0);
}

#[test]
fn an_id_that_occurs_twice_is_refused() {
    let scenario = scenario();
    let twice = [report(Vec::new()), report(Vec::new())];
    let refused = link_ngo_ngo(&twice, &scenario.reference, &LinkOptions::default(), &|_| {});
    assert_eq!(refused, Err(LinkageError::DuplicateId(twice[0].id.clone())));
}

#[test]
fn a_model_that_does_not_fit_its_comparisons_is_refused() {
    let shipped = &scenario().reference;
    let load = |change: &dyn Fn(&mut Reference)| {
        let mut reference = shipped.clone();
        change(&mut reference);
        LinkModel::from_reference(&reference, LinkKind::NgoRegister).unwrap_err()
    };
    let lag = |reference: &Reference| {
        let of_lag = |row: &records::reference::LevelRow| {
            row.link_kind == "ngo_register" && row.comparison == "lag" && row.level == "same_day"
        };
        reference.link_levels.iter().position(of_lag).unwrap()
    };
    let refused = load(&|r| {
        let at = lag(r);
        r.link_levels.remove(at);
    });
    assert!(matches!(refused, LinkageError::NoLevel { .. }), "{refused}");
    let refused = load(&|r| {
        let at = lag(r);
        r.link_levels[at].level = "missing".to_owned();
    });
    assert!(matches!(refused, LinkageError::MissingListed { .. }), "{refused}");
    let refused = load(&|r| {
        let at = lag(r);
        r.link_levels[at].level = "soon".to_owned();
    });
    assert!(matches!(refused, LinkageError::UnknownLevel { .. }), "{refused}");
    let refused = load(&|r| {
        let at = lag(r);
        r.link_levels[at].m += 0.3;
    });
    assert!(matches!(refused, LinkageError::NotADistribution { column: "m", .. }), "{refused}");
    let refused = load(&|r| r.link_levels.retain(|row| row.comparison != "lag"));
    assert!(matches!(refused, LinkageError::NoLevels { .. }), "{refused}");
    let refused = load(&|r| r.link_parameters.clear());
    assert!(matches!(refused, LinkageError::Parameter { .. }), "{refused}");
}

#[test]
fn blocking_rules_that_cannot_be_followed_are_refused() {
    let scenario = scenario();
    let run = |change: &dyn Fn(&mut Reference)| {
        let mut reference = scenario.reference.clone();
        change(&mut reference);
        link_ngo_ngo(&scenario.reports, &reference, &LinkOptions::default(), &|_| {}).unwrap_err()
    };
    let refused = run(&|r| r.blocking_rules.clear());
    assert!(matches!(refused, LinkageError::NoBlockingRule { .. }), "{refused}");
    let refused =
        run(&|r| r.blocking_rules.iter_mut().for_each(|b| b.keys = vec!["zodiac".into()]));
    assert!(matches!(refused, LinkageError::UnknownKey { .. }), "{refused}");
}

#[test]
fn thresholds_the_wrong_way_round_are_refused() {
    let scenario = scenario();
    let options = LinkOptions {
        link_threshold: Some(0.4),
        possible_threshold: Some(0.6),
        ..LinkOptions::default()
    };
    let refused = link_ngo_ngo(&scenario.reports, &scenario.reference, &options, &|_| {});
    assert_eq!(refused, Err(LinkageError::Thresholds));
}

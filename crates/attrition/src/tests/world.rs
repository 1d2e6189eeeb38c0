//! A small world of reports, entries and court cases, written in a few words each.

use std::sync::OnceLock;

use linkage::{Candidate, Decision, Identifiability, LinkKind, LinkSet, LinkStatus, MatchWeight};
use records::{
    Article, CaseEvent, Consent, CourtAct, CourtCase, CourtResult, Coverage, CrimeRecord, Delivery,
    EditionId, EditionKnowledge, EventKind, HandOver, Instance, Lineage, LineageKind, NgoReport,
    NumberKind, PartialDate, Person, PersonName, PersonRole, Provenance, Qualification, RecordId,
    Reference, ReferenceNumber, RowRef, SourceKind,
};

use crate::{
    AnalysisInput, AuditSample, Cohort, GapAnalysis, Stage, analyse, entries_on_paths, outline,
};

pub(super) fn reference() -> &'static Reference {
    static SHIPPED: OnceLock<Reference> = OnceLock::new();
    SHIPPED.get_or_init(|| ingest::reference::embedded().unwrap())
}

pub(super) fn day(text: &str) -> Option<PartialDate> {
    if text.is_empty() { None } else { Some(text.parse().unwrap()) }
}

fn row() -> RowRef {
    RowRef { file: "test.csv".into(), sheet: None, row: 2 }
}

fn provenance(source: &str) -> Provenance {
    Provenance { source: source.into(), delivery: "0".into(), rows: vec![row()] }
}

pub(super) fn id(source: &str, own: &str) -> RecordId {
    RecordId::new(&source.into(), own)
}

pub(super) fn ngo(own: &str) -> RecordId {
    id("ngo-a", own)
}

pub(super) fn entry(own: &str) -> RecordId {
    id("erp", &number(own))
}

/// The register number of entry `own`, a running number.
pub(super) fn number(own: &str) -> String {
    format!("03-050-2022-{own:0>6}")
}

/// `CC-2021 166` or `166` with no edition known.
pub(super) fn article(text: &str) -> Qualification {
    let (edition, article) = match text.split_once(' ') {
        Some((edition, article)) => (EditionKnowledge::Stated(EditionId(edition.into())), article),
        None => (reference().edition_by_date(None), text),
    };
    Qualification { date: None, edition, article: Article::parse(article).unwrap() }
}

/// A named person.
pub(super) fn person(role: PersonRole, name: &str) -> Person {
    let mut person = Person::new(role);
    person.names.push(PersonName::Whole(name.into()));
    person
}

/// A report with one victim, handed over with a talon in Bishkek.
pub(super) fn report(own: &str, handed_over: &str) -> NgoReport {
    let mut talon = ReferenceNumber::new(NumberKind::Talon, &format!("T-{own}")).unwrap();
    talon.date = None;
    NgoReport {
        id: ngo(own),
        provenance: provenance("ngo-a"),
        own_ref: own.into(),
        opened: day(handed_over),
        received: None,
        consent: Some(Consent::Given),
        hand_over: Some(HandOver {
            date: day(handed_over),
            addressee: Some("ОВД Первомайского района г. Бишкек".into()),
            channel: None,
            documents: vec![talon],
        }),
        event: None,
        places: Vec::new(),
        acts: Vec::new(),
        means: Vec::new(),
        purposes: Vec::new(),
        suspected: Vec::new(),
        narrative: None,
        persons: vec![person(PersonRole::Victim, "Асанова Айгуль")],
        closure: None,
    }
}

/// The same without any proof.
pub(super) fn unproven(own: &str, opened: &str) -> NgoReport {
    NgoReport { hand_over: None, ..report(own, opened) }
}

/// An entry registered under an article; `registered` may be empty for a journal line.
pub(super) fn crime_record(own: &str, journal: &str, registered: &str, law: &str) -> CrimeRecord {
    let kind = if registered.is_empty() { NumberKind::Journal } else { NumberKind::Register };
    let raw = number(own);
    CrimeRecord {
        id: entry(own),
        provenance: provenance("erp"),
        scheme: Some("erp".into()),
        numbers: ReferenceNumber::new(kind, &raw).into_iter().collect(),
        journal_date: day(journal),
        registered: day(registered),
        channel: None,
        office: Some("ОВД Первомайского района г. Бишкек".into()),
        prosecutor: None,
        persons: vec![person(PersonRole::Victim, "Асанова Айгуль")],
        event: None,
        places: Vec::new(),
        qualifications: if law.is_empty() { Vec::new() } else { vec![article(law)] },
        events: Vec::new(),
        lineage: Vec::new(),
        narrative: None,
    }
}

/// `kind date ground`, separated by blanks; date and ground may be `-`.
pub(super) fn event(text: &str) -> CaseEvent {
    let mut parts = text.split(' ').map(|part| if part == "-" { "" } else { part });
    let kind = EventKind::from_code(parts.next().unwrap()).unwrap();
    let date = day(parts.next().unwrap_or(""));
    let rest = parts.collect::<Vec<_>>().join(" ");
    let requalified = kind == EventKind::Requalified && !rest.is_empty();
    CaseEvent {
        kind,
        date,
        ground: (!requalified && !rest.is_empty()).then(|| rest.clone()),
        qualification: requalified.then(|| article(&rest)),
        body: None,
        other: None,
        row: row(),
    }
}

pub(super) fn with_events(mut record: CrimeRecord, events: &[&str]) -> CrimeRecord {
    record.events = events.iter().map(|text| event(text)).collect();
    record
}

pub(super) fn joined(mut record: CrimeRecord, kind: LineageKind, other: &str) -> CrimeRecord {
    let other = ReferenceNumber::new(NumberKind::Register, &number(other)).unwrap();
    record.lineage.push(Lineage { kind, other, date: None });
    record
}

/// A court case with acts `result date in-force`.
pub(super) fn court_case(
    own: &str,
    instance: Instance,
    received: &str,
    acts: &[&str],
) -> CourtCase {
    let acts = acts.iter().map(|text| {
        let mut parts = text.split(' ');
        CourtAct {
            result: CourtResult::from_code(parts.next().unwrap()),
            date: day(parts.next().unwrap_or("")),
            in_force: day(parts.next().unwrap_or("")),
            act_type: None,
            ground: None,
            row: row(),
        }
    });
    CourtCase {
        id: id("court", own),
        provenance: provenance("court"),
        court: None,
        number: ReferenceNumber::new(NumberKind::Court, own),
        instance: Some(instance),
        received: day(received),
        closed: None,
        charges: Vec::new(),
        prosecutor: None,
        cited: Vec::new(),
        persons: Vec::new(),
        acts: acts.collect(),
        lower: None,
        narrative: None,
    }
}

/// Everything an analysis needs.
#[derive(Clone)]
pub(super) struct World {
    pub(super) reports: Vec<NgoReport>,
    pub(super) register: Vec<CrimeRecord>,
    pub(super) court: Vec<CourtCase>,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) cohort: Cohort,
    pub(super) audit: Option<AuditSample>,
    /// The share of reports with a target as estimated, and the share the estimate started from.
    pub(super) match_share: Option<(f64, f64)>,
    ngo_register: Vec<Decision>,
    register_court: Vec<Decision>,
    ngo_ngo: Vec<Decision>,
}

impl World {
    pub(super) fn new() -> Self {
        let delivery = |source: &str, kind| Delivery {
            id: "0".into(),
            source: source.into(),
            kind,
            title: source.into(),
            as_of: "2024-06-30".parse().unwrap(),
            coverage: Coverage::default(),
            files: Vec::new(),
        };
        Self {
            reports: Vec::new(),
            register: Vec::new(),
            court: Vec::new(),
            deliveries: vec![
                delivery("court", SourceKind::Court),
                delivery("erp", SourceKind::Register),
                delivery("ngo-a", SourceKind::Ngo),
            ],
            cohort: Cohort {
                from: "2018-01-01".parse().unwrap(),
                to: "2024-12-31".parse().unwrap(),
                as_of: "2024-06-30".parse().unwrap(),
                horizon_days: 365,
            },
            audit: None,
            match_share: None,
            ngo_register: Vec::new(),
            register_court: Vec::new(),
            ngo_ngo: Vec::new(),
        }
    }

    pub(super) fn delivery(&mut self, source: &str) -> &mut Delivery {
        self.deliveries.iter_mut().find(|delivery| &*delivery.source.0 == source).unwrap()
    }

    /// A report linked to an entry with posterior 0.98.
    pub(super) fn linked(mut self, report: NgoReport, target: &str) -> Self {
        self.ngo_register.push(decision(&report.id, LinkStatus::Link, Some(entry(target)), 0.02));
        self.reports.push(report);
        self
    }

    /// A report whose possible link awaits review.
    pub(super) fn possibly(mut self, report: NgoReport, target: &str) -> Self {
        let status = LinkStatus::PossibleLink;
        self.ngo_register.push(decision(&report.id, status, Some(entry(target)), 0.5));
        self.reports.push(report);
        self
    }

    /// A report that linkage found nothing for, with P(none) 0.9.
    pub(super) fn unlinked(mut self, report: NgoReport) -> Self {
        self.ngo_register.push(decision(&report.id, LinkStatus::NonLink, None, 0.9));
        self.reports.push(report);
        self
    }

    /// A report decided so, with one candidate and this P(none).
    pub(super) fn decided(
        mut self,
        report: NgoReport,
        status: LinkStatus,
        candidate: &str,
        none: f64,
    ) -> Self {
        let mut made = decision(&report.id, status, Some(entry(candidate)), none);
        if status == LinkStatus::NonLink {
            made.target = None;
            made.lineage.clear();
        }
        self.ngo_register.push(made);
        self.reports.push(report);
        self
    }

    /// Decisions on the reports, in the order they were added.
    pub(super) fn decisions(&self) -> &[Decision] {
        &self.ngo_register
    }

    pub(super) fn too_few_identifiers(mut self, report: NgoReport) -> Self {
        self = self.unlinked(report);
        let decision = self.ngo_register.last_mut().unwrap();
        decision.identifiability = Identifiability::TooFewIdentifiers;
        self
    }

    pub(super) fn record(mut self, record: CrimeRecord) -> Self {
        self.register.push(record);
        self
    }

    /// A court case linked to an entry.
    pub(super) fn tried(mut self, case: CourtCase, target: &str) -> Self {
        self.register_court.push(decision(&case.id, LinkStatus::Link, Some(entry(target)), 0.01));
        self.court.push(case);
        self
    }

    /// A court case that may come from an entry, with this P(none).
    pub(super) fn perhaps_tried(mut self, case: CourtCase, target: &str, none: f64) -> Self {
        let status = LinkStatus::PossibleLink;
        self.register_court.push(decision(&case.id, status, Some(entry(target)), none));
        self.court.push(case);
        self
    }

    /// A court case for which nothing was found.
    pub(super) fn of_no_entry(mut self, case: CourtCase) -> Self {
        self.register_court.push(decision(&case.id, LinkStatus::NonLink, None, 1.0));
        self.court.push(case);
        self
    }

    /// Two reports of one case.
    pub(super) fn same_case(mut self, a: &str, b: &str) -> Self {
        self.ngo_ngo.push(decision(&ngo(a), LinkStatus::Link, Some(ngo(b)), 0.01));
        self
    }

    /// Whatever a test claims of it holds as well with the entries off every path in outline.
    pub(super) fn analysed(&self) -> GapAnalysis {
        let analysis = self.with_input(|input| analyse(input).unwrap());
        let outlined = self.outlined().with_input(|input| analyse(input).unwrap());
        assert!(outlined == analysis, "an outline leaves out what the analysis reads");
        analysis
    }

    /// The same with every entry in outline that no path leads to.
    pub(super) fn outlined(&self) -> Self {
        let whole = self.with_input(|input| {
            let mut outlines = input.register.to_vec();
            outlines.iter_mut().for_each(outline);
            entries_on_paths(&outlines, input.ngo_register, input.reference)
        });
        let mut world = self.clone();
        let others = world.register.iter_mut().filter(|record| !whole.contains(&record.id));
        others.for_each(outline);
        world
    }

    pub(super) fn with_input<T>(&self, made: impl FnOnce(&AnalysisInput<'_>) -> T) -> T {
        let mut world = self.clone();
        world.reports.sort_by(|a, b| a.id.cmp(&b.id));
        world.register.sort_by(|a, b| a.id.cmp(&b.id));
        world.court.sort_by(|a, b| a.id.cmp(&b.id));
        let mut ngo_register = set(LinkKind::NgoRegister, world.ngo_register);
        if let Some((estimated, start)) = world.match_share {
            let named = [("prior_match_share", estimated), ("prior_match_share_start", start)];
            ngo_register.parameters = named.map(|(name, value)| (name.to_owned(), value)).into();
        }
        made(&AnalysisInput {
            reports: &world.reports,
            register: &world.register,
            court: &world.court,
            deliveries: &world.deliveries,
            ngo_register: &ngo_register,
            register_court: &set(LinkKind::RegisterCourt, world.register_court),
            ngo_ngo: &set(LinkKind::NgoNgo, world.ngo_ngo),
            reference: reference(),
            cohort: world.cohort,
            audit: world.audit.as_ref(),
        })
    }
}

fn set(kind: LinkKind, mut decisions: Vec<Decision>) -> LinkSet {
    decisions.sort_by(|a, b| a.left.cmp(&b.left));
    LinkSet {
        kind,
        sizes: (decisions.len() as u64, 0),
        candidate_pairs: 0,
        decisions,
        blocking: Vec::new(),
        parameters: Vec::new(),
    }
}

fn decision(
    left: &RecordId,
    status: LinkStatus,
    target: Option<RecordId>,
    none_probability: f64,
) -> Decision {
    let candidates = target.iter().map(|right| Candidate {
        right: right.clone(),
        evidence: Vec::new(),
        weight: MatchWeight::ZERO,
        probability: 1.0 - none_probability,
        rules: Vec::new(),
    });
    Decision {
        left: left.clone(),
        status,
        candidates: candidates.collect(),
        lineage: target.iter().cloned().collect(),
        target,
        none_probability,
        identifiability: Identifiability::Sufficient,
    }
}

/// The furthest stage of the only path, and its disposition's code with the ground.
pub(super) fn ending(analysis: &GapAnalysis) -> (Stage, String) {
    let [path] = &analysis.paths[..] else { panic!("{} paths", analysis.paths.len()) };
    let last = path.steps.last().unwrap();
    let code = match &last.disposition {
        crate::Disposition::Exited { kind, ground: Some(ground) } => {
            format!("{}:{ground}", kind.code())
        }
        other => other.code().to_owned(),
    };
    (last.stage, code)
}

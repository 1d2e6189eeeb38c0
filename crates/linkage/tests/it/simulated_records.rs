//! A simulated scenario as records, without the files between: what linkage is measured on.

use jiff::civil::Date;
use records::reference_number::normalize;
use records::{
    AgeBand, Article, CaseEvent, CourtCase, CrimeRecord, DeliveryId, EditionId, EditionKnowledge,
    HandOver, Instance, Lineage, LineageKind, NgoReport, NumberKind, PartialDate, Person,
    PersonName, PersonRole, Pin, PlaceMention, PlaceRole, Provenance, Qualification, RecordId,
    Reference, ReferenceNumber, RowRef, SourceId,
};
use testkit::{Renderer, Simulation, SimulationPlan, WrittenDate, WrittenPerson};

/// The records of one scenario with its truth.
pub(crate) struct Scenario {
    pub(crate) reference: Reference,
    pub(crate) reports: Vec<NgoReport>,
    pub(crate) register: Vec<CrimeRecord>,
    pub(crate) court: Vec<CourtCase>,
    pub(crate) truth: Vec<testkit::TruthRow>,
}

impl Scenario {
    pub(crate) fn new(plan: &SimulationPlan) -> Self {
        let reference = ingest::reference::embedded().unwrap();
        let simulation = testkit::simulate(plan, &reference);
        let renderer = Renderer::new(&simulation);
        let make = Maker { reference: &reference };
        let reports = simulation.reports.iter().map(|r| make.report(&simulation, r)).collect();
        let register = (0..simulation.entries.len())
            .map(|index| make.entry(&simulation, &renderer, index))
            .collect();
        let court = make.court(&simulation);
        let truth = simulation.truth.clone();
        Self { reference, reports, register, court, truth }
    }

    /// Pairs of the truth in the direction of the link set.
    pub(crate) fn truth(&self, kind: &str) -> Vec<(RecordId, RecordId)> {
        let of_kind = self.truth.iter().filter(|row| row.kind == kind);
        of_kind
            .map(|row| {
                let pair = (row.left.as_str().into(), row.right.as_str().into());
                if kind == "register_court" { (pair.1, pair.0) } else { pair }
            })
            .collect()
    }
}

struct Maker<'a> {
    reference: &'a Reference,
}

impl Maker<'_> {
    fn report(&self, simulation: &Simulation, written: &testkit::WrittenReport) -> NgoReport {
        let source = SourceId::from(simulation.scenario.ngo[written.ngo].id.as_str());
        let hand_over = &written.hand_over;
        let dated = hand_over.date.and_then(partial);
        let documents = [
            (NumberKind::Register, &hand_over.register),
            (NumberKind::Journal, &hand_over.journal),
            (NumberKind::Talon, &hand_over.talon),
            (NumberKind::Book, &hand_over.book),
            (NumberKind::Letter, &hand_over.letter),
        ]
        .into_iter()
        .filter_map(|(kind, raw)| {
            let number = ReferenceNumber::new(kind, raw.as_deref()?)?;
            Some(ReferenceNumber { date: dated, ..number })
        })
        .collect();
        let opened = PartialDate::day(written.opened);
        let place = |role, text: &Option<String>| {
            text.clone().map(|written| PlaceMention { role, written })
        };
        let suspected = written.article.iter().filter_map(|(article, edition)| {
            self.qualification(article, edition.as_deref(), opened)
        });
        NgoReport {
            id: written.id.clone(),
            provenance: provenance(source.as_ref_str()),
            own_ref: written.own_ref.clone(),
            opened,
            received: PartialDate::day(written.received),
            consent: written.consent,
            hand_over: Some(HandOver {
                date: dated,
                addressee: hand_over.addressee.clone(),
                channel: None,
                documents,
            }),
            event: span(written.event.0, written.event.1),
            places: [
                place(PlaceRole::Recruitment, &written.recruited),
                place(PlaceRole::Exploitation, &written.exploited),
            ]
            .into_iter()
            .flatten()
            .collect(),
            acts: Vec::new(),
            means: Vec::new(),
            purposes: Vec::new(),
            suspected: suspected.collect(),
            narrative: written.narrative.clone().map(Into::into),
            persons: written.persons.iter().map(|(role, p)| person(*role, p)).collect(),
            closure: None,
        }
    }

    fn entry(&self, simulation: &Simulation, renderer: &Renderer<'_>, index: usize) -> CrimeRecord {
        let entry = &simulation.entries[index];
        let written = renderer.written_entry(index);
        let day = |date: Date| PartialDate::day(date);
        let journal = day(entry.journal_date);
        let numbers = [
            (NumberKind::Register, &entry.numbers.register),
            (NumberKind::Book, &entry.numbers.book),
            (NumberKind::Journal, &entry.numbers.journal),
            (NumberKind::Talon, &entry.numbers.talon),
        ]
        .into_iter()
        .filter_map(|(kind, raw)| {
            let number = ReferenceNumber::new(kind, raw.as_deref()?)?;
            let body = Some(written.office.clone());
            Some(ReferenceNumber { date: journal, body, ..number })
        })
        .collect();
        let registered = entry.registered.and_then(day);
        let first = self.qualification(
            &written.article.0,
            written.article.1.as_deref(),
            registered.or(journal),
        );
        let mut qualifications: Vec<Qualification> = first.into_iter().collect();
        let events: Vec<CaseEvent> = written
            .events
            .iter()
            .map(|event| {
                let on = day(event.date);
                let new = event.article.as_ref();
                let qualification =
                    new.and_then(|(article, e)| self.qualification(article, e.as_deref(), on));
                qualifications.extend(qualification.clone());
                CaseEvent {
                    kind: event.kind,
                    date: on,
                    ground: event.ground.clone(),
                    qualification,
                    body: None,
                    other: event.other.clone(),
                    row: row(),
                }
            })
            .collect();
        CrimeRecord {
            id: testkit::entry_id(entry),
            provenance: provenance("erp"),
            scheme: None,
            numbers,
            journal_date: journal,
            registered,
            channel: None,
            office: Some(written.office.clone()),
            prosecutor: Some(written.prosecutor.clone()),
            persons: written.persons.iter().map(|(role, p)| person(*role, p)).collect(),
            event: span(Some(written.event.0), Some(written.event.1)),
            places: vec![PlaceMention { role: PlaceRole::Event, written: written.place.clone() }],
            qualifications,
            events,
            lineage: lineages(&written),
            narrative: written.narrative.clone().map(Into::into),
        }
    }

    /// Court cases as the court table shows them, initials and all.
    fn court(&self, simulation: &Simulation) -> Vec<CourtCase> {
        let files = simulation.files().unwrap();
        let table = files.iter().find(|file| file.name == "data/court.csv").unwrap();
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').from_reader(table.bytes.as_slice());
        let headers = reader.headers().unwrap().clone();
        let rows = reader.records().map(Result::unwrap);
        rows.map(|cells| {
            let get = |header: &str| {
                let at = headers.iter().position(|h| h == header);
                at.and_then(|at| cells.get(at)).filter(|text| !text.is_empty())
            };
            self.court_case(&get)
        })
        .collect()
    }

    fn court_case<'c>(&self, get: &dyn Fn(&str) -> Option<&'c str>) -> CourtCase {
        let received = get("Дата принятия к производству").and_then(written_day);
        let number = get("Номер дела").and_then(|n| ReferenceNumber::new(NumberKind::Court, n));
        let own = number.as_ref().map(|n| n.normalized.clone()).unwrap_or_default();
        let cited = get("Номер в ЕРП(П)").map(|raw| {
            let shaped = ReferenceNumber::new(NumberKind::Register, raw).unwrap();
            if shaped.normalized.len() == 18 && shaped.normalized.is_ascii() {
                shaped
            } else {
                ReferenceNumber::new(NumberKind::Book, raw).unwrap()
            }
        });
        let named = |role: PersonRole, header: &'static str| {
            (1..4).filter_map(move |n| {
                let name = get(&format!("{header} {n}"))?;
                let mut person = Person::new(role);
                person.names.push(PersonName::Whole(name.into()));
                Some(person)
            })
        };
        let charge = get("Статьи")
            .and_then(|article| self.qualification(article, get("Редакция УК"), received));
        CourtCase {
            id: RecordId::new(&SourceId::from("sot"), &own),
            provenance: provenance("sot"),
            court: get("Суд").map(str::to_owned),
            number,
            instance: match get("Инстанция") {
                Some("первая") => Some(Instance::First),
                Some("апелляция") => Some(Instance::Appeal),
                _ => None,
            },
            received,
            closed: None,
            charges: charge.into_iter().collect(),
            prosecutor: get("Прокуратура").map(str::to_owned),
            cited: cited.into_iter().collect(),
            persons: named(PersonRole::Defendant, "Подсудимый")
                .chain(named(PersonRole::Victim, "Потерпевший"))
                .collect(),
            acts: Vec::new(),
            lower: get("Номер дела первой инстанции")
                .and_then(|n| ReferenceNumber::new(NumberKind::Court, n)),
            narrative: None,
        }
    }

    fn qualification(
        &self,
        article: &str,
        edition: Option<&str>,
        date: Option<PartialDate>,
    ) -> Option<Qualification> {
        let edition = match edition {
            Some(id) => EditionKnowledge::Stated(EditionId(id.into())),
            None => self.reference.edition_by_date(date),
        };
        Some(Qualification { date, edition, article: Article::parse(article)? })
    }
}

trait AsRefStr {
    fn as_ref_str(&self) -> &str;
}

impl AsRefStr for SourceId {
    fn as_ref_str(&self) -> &str {
        &self.0
    }
}

fn lineages(written: &testkit::WrittenEntry) -> Vec<Lineage> {
    let kinds = [
        LineageKind::MergedInto,
        LineageKind::SeveredFrom,
        LineageKind::TransferredTo,
        LineageKind::TransferredFrom,
    ];
    let lineage = kinds.into_iter().zip(&written.lineage).filter_map(|(kind, other)| {
        let other = other.as_deref()?;
        let number = [NumberKind::Register, NumberKind::Book]
            .into_iter()
            .filter_map(|kind| ReferenceNumber::new(kind, other))
            .find(|n| (n.kind == NumberKind::Register) == (normalize(n.kind, other).len() == 18))?;
        Some(Lineage { kind, other: number, date: None })
    });
    lineage.collect()
}

fn person(role: PersonRole, written: &WrittenPerson) -> Person {
    let text = |value: &Option<String>| value.clone().map(Into::into);
    let mut person = Person::new(role);
    person.names.extend(written.whole.clone().map(|name| PersonName::Whole(name.into())));
    person.sex = written.sex;
    person.birth_date = written.birth.and_then(partial);
    person.age = written.age.and_then(|age| {
        let age = u8::try_from(age).ok()?;
        Some(AgeBand { from: age, to: age })
    });
    person.pin = written.pin.as_deref().and_then(Pin::new);
    person.citizenship = written.citizenship.map(str::to_owned);
    person.document = text(&written.document);
    person.phone = text(&written.phone);
    person.pseudonym = text(&written.pseudonym);
    person
}

fn partial(written: WrittenDate) -> Option<PartialDate> {
    match written {
        WrittenDate::Day(day) => PartialDate::day(day),
        WrittenDate::Month(year, month) => PartialDate::month(year, month),
        WrittenDate::Season(year, season) => PartialDate::season(year, season),
        WrittenDate::Year(year) => PartialDate::year(year),
    }
}

fn span(from: Option<WrittenDate>, to: Option<WrittenDate>) -> Option<PartialDate> {
    let from = from.and_then(partial)?;
    match to.and_then(partial) {
        Some(to) => PartialDate::span(from.start(), to.last_day()).or(Some(from)),
        None => Some(from),
    }
}

/// `05.03.2021` or `2021-03-05`.
fn written_day(text: &str) -> Option<PartialDate> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('.').map(|part| part.parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    PartialDate::day(Date::new(year, month as i8, day as i8).ok()?)
}

pub(crate) fn row() -> RowRef {
    RowRef { file: "simulated".into(), sheet: None, row: 1 }
}

pub(crate) fn provenance(source: &str) -> Provenance {
    Provenance { source: source.into(), delivery: DeliveryId::from("simulated"), rows: vec![row()] }
}

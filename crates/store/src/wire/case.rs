//! Payload shapes of the three kinds of record.

use records::{
    Closure, Consent, CourtAct, CourtCase, CourtResult, CrimeRecord, HandOver, Instance, Lineage,
    LineageKind, NgoReport,
};
use serde::{Deserialize, Serialize};

use super::PayloadError;
use super::person::PersonWire;
use super::value::{
    EventWire, NumberWire, PlaceWire, ProvenanceWire, QualificationWire, RowWire, coded, date,
    date_text, each,
};

type Result<T> = std::result::Result<T, PayloadError>;

fn wires<'a, T: 'a, W: From<&'a T>>(values: &'a [T]) -> Vec<W> {
    values.iter().map(W::from).collect()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HandOverWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addressee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    documents: Vec<NumberWire>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosureWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NgoReportWire {
    id: String,
    provenance: ProvenanceWire,
    own_ref: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<HandOverWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    places: Vec<PlaceWire>,
    acts: Vec<String>,
    means: Vec<String>,
    purposes: Vec<String>,
    suspected: Vec<QualificationWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    narrative: Option<String>,
    persons: Vec<PersonWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closure: Option<ClosureWire>,
}

impl From<&NgoReport> for NgoReportWire {
    fn from(report: &NgoReport) -> Self {
        Self {
            id: report.id.to_string(),
            provenance: (&report.provenance).into(),
            own_ref: report.own_ref.clone(),
            opened: date_text(report.opened),
            received: date_text(report.received),
            consent: report.consent.map(|consent| consent.code().into()),
            hand_over: report.hand_over.as_ref().map(|hand_over| HandOverWire {
                date: date_text(hand_over.date),
                addressee: hand_over.addressee.clone(),
                channel: hand_over.channel.clone(),
                documents: wires(&hand_over.documents),
            }),
            event: date_text(report.event),
            places: wires(&report.places),
            acts: report.acts.clone(),
            means: report.means.clone(),
            purposes: report.purposes.clone(),
            suspected: wires(&report.suspected),
            narrative: report.narrative.as_ref().map(|text| text.expose().clone()),
            persons: wires(&report.persons),
            closure: report.closure.as_ref().map(|closure| ClosureWire {
                date: date_text(closure.date),
                reason: closure.reason.clone(),
            }),
        }
    }
}

impl TryFrom<NgoReportWire> for NgoReport {
    type Error = PayloadError;
    fn try_from(wire: NgoReportWire) -> Result<Self> {
        let hand_over = match wire.hand_over {
            Some(hand_over) => Some(HandOver {
                date: date(hand_over.date)?,
                addressee: hand_over.addressee,
                channel: hand_over.channel,
                documents: each(hand_over.documents, TryInto::try_into)?,
            }),
            None => None,
        };
        let closure = match wire.closure {
            Some(closure) => Some(Closure { date: date(closure.date)?, reason: closure.reason }),
            None => None,
        };
        let consent =
            wire.consent.map(|code| coded(Consent::from_code(&code), "consent")).transpose()?;
        Ok(Self {
            id: wire.id.as_str().into(),
            provenance: wire.provenance.try_into()?,
            own_ref: wire.own_ref,
            opened: date(wire.opened)?,
            received: date(wire.received)?,
            consent,
            hand_over,
            event: date(wire.event)?,
            places: each(wire.places, TryInto::try_into)?,
            acts: wire.acts,
            means: wire.means,
            purposes: wire.purposes,
            suspected: each(wire.suspected, TryInto::try_into)?,
            narrative: wire.narrative.map(Into::into),
            persons: each(wire.persons, TryInto::try_into)?,
            closure,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineageWire {
    kind: String,
    other: NumberWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

impl From<&Lineage> for LineageWire {
    fn from(lineage: &Lineage) -> Self {
        Self {
            kind: lineage.kind.code().into(),
            other: (&lineage.other).into(),
            date: date_text(lineage.date),
        }
    }
}

impl TryFrom<LineageWire> for Lineage {
    type Error = PayloadError;
    fn try_from(wire: LineageWire) -> Result<Self> {
        Ok(Self {
            kind: coded(LineageKind::from_code(&wire.kind), "lineage kind")?,
            other: wire.other.try_into()?,
            date: date(wire.date)?,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrimeRecordWire {
    id: String,
    provenance: ProvenanceWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    numbers: Vec<NumberWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prosecutor: Option<String>,
    persons: Vec<PersonWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    places: Vec<PlaceWire>,
    qualifications: Vec<QualificationWire>,
    events: Vec<EventWire>,
    lineage: Vec<LineageWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    narrative: Option<String>,
}

impl From<&CrimeRecord> for CrimeRecordWire {
    fn from(record: &CrimeRecord) -> Self {
        Self {
            id: record.id.to_string(),
            provenance: (&record.provenance).into(),
            scheme: record.scheme.clone(),
            numbers: wires(&record.numbers),
            journal_date: date_text(record.journal_date),
            registered: date_text(record.registered),
            channel: record.channel.clone(),
            office: record.office.clone(),
            prosecutor: record.prosecutor.clone(),
            persons: wires(&record.persons),
            event: date_text(record.event),
            places: wires(&record.places),
            qualifications: wires(&record.qualifications),
            events: wires(&record.events),
            lineage: wires(&record.lineage),
            narrative: record.narrative.as_ref().map(|text| text.expose().clone()),
        }
    }
}

impl TryFrom<CrimeRecordWire> for CrimeRecord {
    type Error = PayloadError;
    fn try_from(wire: CrimeRecordWire) -> Result<Self> {
        Ok(Self {
            id: wire.id.as_str().into(),
            provenance: wire.provenance.try_into()?,
            scheme: wire.scheme,
            numbers: each(wire.numbers, TryInto::try_into)?,
            journal_date: date(wire.journal_date)?,
            registered: date(wire.registered)?,
            channel: wire.channel,
            office: wire.office,
            prosecutor: wire.prosecutor,
            persons: each(wire.persons, TryInto::try_into)?,
            event: date(wire.event)?,
            places: each(wire.places, TryInto::try_into)?,
            qualifications: each(wire.qualifications, TryInto::try_into)?,
            events: each(wire.events, TryInto::try_into)?,
            lineage: each(wire.lineage, TryInto::try_into)?,
            narrative: wire.narrative.map(Into::into),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<String>,
    row: RowWire,
}

impl From<&CourtAct> for ActWire {
    fn from(act: &CourtAct) -> Self {
        Self {
            date: date_text(act.date),
            act_type: act.act_type.clone(),
            result: act.result.map(|result| result.code().into()),
            ground: act.ground.clone(),
            in_force: date_text(act.in_force),
            row: (&act.row).into(),
        }
    }
}

impl TryFrom<ActWire> for CourtAct {
    type Error = PayloadError;
    fn try_from(wire: ActWire) -> Result<Self> {
        let result = wire
            .result
            .map(|code| coded(CourtResult::from_code(&code), "court result"))
            .transpose()?;
        Ok(Self {
            date: date(wire.date)?,
            act_type: wire.act_type,
            result,
            ground: wire.ground,
            in_force: date(wire.in_force)?,
            row: wire.row.into(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CourtCaseWire {
    id: String,
    provenance: ProvenanceWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    court: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<NumberWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    charges: Vec<QualificationWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prosecutor: Option<String>,
    cited: Vec<NumberWire>,
    persons: Vec<PersonWire>,
    acts: Vec<ActWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower: Option<NumberWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    narrative: Option<String>,
}

impl From<&CourtCase> for CourtCaseWire {
    fn from(case: &CourtCase) -> Self {
        Self {
            id: case.id.to_string(),
            provenance: (&case.provenance).into(),
            court: case.court.clone(),
            number: case.number.as_ref().map(Into::into),
            instance: case.instance.map(|instance| instance.code().into()),
            received: date_text(case.received),
            closed: date_text(case.closed),
            charges: wires(&case.charges),
            prosecutor: case.prosecutor.clone(),
            cited: wires(&case.cited),
            persons: wires(&case.persons),
            acts: wires(&case.acts),
            lower: case.lower.as_ref().map(Into::into),
            narrative: case.narrative.as_ref().map(|text| text.expose().clone()),
        }
    }
}

impl TryFrom<CourtCaseWire> for CourtCase {
    type Error = PayloadError;
    fn try_from(wire: CourtCaseWire) -> Result<Self> {
        let instance =
            wire.instance.map(|code| coded(Instance::from_code(&code), "instance")).transpose()?;
        Ok(Self {
            id: wire.id.as_str().into(),
            provenance: wire.provenance.try_into()?,
            court: wire.court,
            number: wire.number.map(TryInto::try_into).transpose()?,
            instance,
            received: date(wire.received)?,
            closed: date(wire.closed)?,
            charges: each(wire.charges, TryInto::try_into)?,
            prosecutor: wire.prosecutor,
            cited: each(wire.cited, TryInto::try_into)?,
            persons: each(wire.persons, TryInto::try_into)?,
            acts: each(wire.acts, TryInto::try_into)?,
            lower: wire.lower.map(TryInto::try_into).transpose()?,
            narrative: wire.narrative.map(Into::into),
        })
    }
}

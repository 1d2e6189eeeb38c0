//! Payload shapes of values shared by the three kinds of record.

use records::{
    Article, CaseEvent, Coverage, EditionId, EditionKnowledge, EventKind, NumberKind, PartialDate,
    PlaceMention, PlaceRole, Provenance, Qualification, ReferenceNumber, RowRef,
};
use serde::{Deserialize, Serialize};

use super::PayloadError;

type Result<T> = std::result::Result<T, PayloadError>;

/// Converts every element, stopping at the first that cannot be read. The list has no room to spare,
/// where collecting would leave it all that its wires had: millions are held.
pub(super) fn each<W, T>(wires: Vec<W>, read: impl Fn(W) -> Result<T>) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(wires.len());
    for wire in wires {
        all.push(read(wire)?);
    }
    Ok(all)
}

pub(super) fn date_text(date: Option<PartialDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

pub(super) fn date(text: Option<String>) -> Result<Option<PartialDate>> {
    text.map(|text| text.parse().map_err(|_| PayloadError::Damaged("date"))).transpose()
}

/// A coded value that must be one this build knows.
pub(super) fn coded<T>(value: Option<T>, field: &'static str) -> Result<T> {
    value.ok_or(PayloadError::Damaged(field))
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowWire {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    row: u32,
}

impl From<&RowRef> for RowWire {
    fn from(at: &RowRef) -> Self {
        Self { file: at.file.to_string(), sheet: at.sheet.as_deref().map(Into::into), row: at.row }
    }
}

impl From<RowWire> for RowRef {
    fn from(wire: RowWire) -> Self {
        Self { file: wire.file.into(), sheet: wire.sheet.map(Into::into), row: wire.row }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProvenanceWire {
    source: String,
    delivery: String,
    rows: Vec<RowWire>,
}

impl From<&Provenance> for ProvenanceWire {
    fn from(provenance: &Provenance) -> Self {
        Self {
            source: provenance.source.to_string(),
            delivery: provenance.delivery.to_string(),
            rows: provenance.rows.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<ProvenanceWire> for Provenance {
    type Error = PayloadError;
    fn try_from(wire: ProvenanceWire) -> Result<Self> {
        Ok(Self {
            source: wire.source.as_str().into(),
            delivery: wire.delivery.as_str().into(),
            rows: each(wire.rows, |row| Ok(row.into()))?,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberWire {
    kind: String,
    raw: String,
    normalized: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

impl From<&ReferenceNumber> for NumberWire {
    fn from(number: &ReferenceNumber) -> Self {
        Self {
            kind: number.kind.code().into(),
            raw: number.raw.clone(),
            normalized: number.normalized.clone(),
            body: number.body.clone(),
            date: date_text(number.date),
        }
    }
}

impl TryFrom<NumberWire> for ReferenceNumber {
    type Error = PayloadError;
    fn try_from(wire: NumberWire) -> Result<Self> {
        Ok(Self {
            kind: coded(NumberKind::from_code(&wire.kind), "number kind")?,
            raw: wire.raw,
            normalized: wire.normalized,
            body: wire.body,
            date: date(wire.date)?,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QualificationWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// `stated`, `from_date` or `one_of`.
    known: String,
    editions: Vec<String>,
    number: u16,
    superscript: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<u8>,
}

impl From<&Qualification> for QualificationWire {
    fn from(qualification: &Qualification) -> Self {
        let known = match qualification.edition {
            EditionKnowledge::Stated(_) => "stated",
            EditionKnowledge::FromDate(_) => "from_date",
            EditionKnowledge::OneOf(_) => "one_of",
        };
        let article = qualification.article;
        Self {
            date: date_text(qualification.date),
            known: known.into(),
            editions: qualification.edition.candidates().iter().map(ToString::to_string).collect(),
            number: article.number,
            superscript: article.superscript,
            part: article.part,
            point: article.point,
        }
    }
}

impl TryFrom<QualificationWire> for Qualification {
    type Error = PayloadError;
    fn try_from(wire: QualificationWire) -> Result<Self> {
        let mut editions: Vec<EditionId> =
            wire.editions.into_iter().map(|id| EditionId(id.into())).collect();
        let edition = match (wire.known.as_str(), editions.len()) {
            ("stated", 1) => EditionKnowledge::Stated(editions.remove(0)),
            ("from_date", 1) => EditionKnowledge::FromDate(editions.remove(0)),
            ("one_of", _) => EditionKnowledge::OneOf(editions),
            _ => return Err(PayloadError::Damaged("code edition")),
        };
        let article = Article {
            number: wire.number,
            superscript: wire.superscript,
            part: wire.part,
            point: wire.point,
        };
        Ok(Self { date: date(wire.date)?, edition, article })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceWire {
    role: String,
    written: String,
}

impl From<&PlaceMention> for PlaceWire {
    fn from(place: &PlaceMention) -> Self {
        Self { role: place.role.code().into(), written: place.written.clone() }
    }
}

impl TryFrom<PlaceWire> for PlaceMention {
    type Error = PayloadError;
    fn try_from(wire: PlaceWire) -> Result<Self> {
        Ok(Self {
            role: coded(PlaceRole::from_code(&wire.role), "place role")?,
            written: wire.written,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventWire {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qualification: Option<QualificationWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
    row: RowWire,
}

impl From<&CaseEvent> for EventWire {
    fn from(event: &CaseEvent) -> Self {
        Self {
            kind: event.kind.code().into(),
            date: date_text(event.date),
            ground: event.ground.clone(),
            qualification: event.qualification.as_ref().map(Into::into),
            body: event.body.clone(),
            other: event.other.clone(),
            row: (&event.row).into(),
        }
    }
}

impl TryFrom<EventWire> for CaseEvent {
    type Error = PayloadError;
    fn try_from(wire: EventWire) -> Result<Self> {
        Ok(Self {
            kind: coded(EventKind::from_code(&wire.kind), "event kind")?,
            date: date(wire.date)?,
            ground: wire.ground,
            qualification: wire.qualification.map(TryInto::try_into).transpose()?,
            body: wire.body,
            other: wire.other,
            row: wire.row.into(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoverageWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<(String, String)>,
    regions: Vec<String>,
    families: Vec<String>,
}

impl From<&Coverage> for CoverageWire {
    fn from(coverage: &Coverage) -> Self {
        Self {
            period: coverage.period.map(|(first, last)| (first.to_string(), last.to_string())),
            regions: coverage.regions.clone(),
            families: coverage.families.clone(),
        }
    }
}

impl TryFrom<CoverageWire> for Coverage {
    type Error = PayloadError;
    fn try_from(wire: CoverageWire) -> Result<Self> {
        let day = |text: String| text.parse().map_err(|_| PayloadError::Damaged("coverage period"));
        let period = match wire.period {
            Some((first, last)) => Some((day(first)?, day(last)?)),
            None => None,
        };
        Ok(Self { period, regions: wire.regions, families: wire.families })
    }
}

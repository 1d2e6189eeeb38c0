//! Versioned JSON payloads. Reach for these types only inside `store`: domain types are not
//! serialisable (invariant 3). A payload states its version; an unknown one is refused, never
//! guessed at. Adding an optional field keeps the version; anything else raises it.

mod case;
mod link;
mod person;
mod review;
mod value;

use records::{CourtCase, CrimeRecord, NgoReport, RecordId};
use serde::{Deserialize, Serialize};

pub(crate) use link::{LinkDecisionWire, LinkSetWire};
pub(crate) use review::decision_content;
pub use review::{read_review_decision, write_review_decision};
pub(crate) use value::CoverageWire;

/// Version of every payload this build writes and the only one it reads.
pub(crate) const PAYLOAD_VERSION: u16 = 1;

/// A record as it lies in the database.
pub(crate) type PayloadRow = (RecordId, String);

/// A payload with its version in front.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Versioned<T> {
    pub(crate) version: u16,
    pub(crate) body: T,
}

/// Why a stored payload cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// Written by a build with another payload version.
    #[error("payload version {0} is not {PAYLOAD_VERSION}; use the version that wrote it")]
    Version(u16),
    /// Not the JSON that this build writes. The text names a field, never a value.
    #[error("payload is damaged: {0}")]
    Damaged(&'static str),
}

#[derive(Deserialize)]
struct VersionOnly {
    version: u16,
}

/// Writes a body with its version.
pub(crate) fn write<T: Serialize>(body: T) -> Result<String, PayloadError> {
    serde_json::to_string(&Versioned { version: PAYLOAD_VERSION, body })
        .map_err(|_| PayloadError::Damaged("cannot be written"))
}

/// Reads a body after checking its version.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, PayloadError> {
    if let Ok(Versioned { version: PAYLOAD_VERSION, body }) = serde_json::from_str(text) {
        return Ok(body);
    }
    // What is wrong is looked for only now: a payload is scanned once where nothing is.
    match serde_json::from_str::<VersionOnly>(text) {
        Ok(VersionOnly { version: PAYLOAD_VERSION }) => {
            Err(PayloadError::Damaged("unexpected fields"))
        }
        Ok(VersionOnly { version }) => Err(PayloadError::Version(version)),
        Err(_) => Err(PayloadError::Damaged("no version")),
    }
}

/// What is kept as text: the three kinds of record and review decisions.
pub trait Payload: Sized {
    /// As versioned JSON.
    ///
    /// # Errors
    /// When it cannot be written.
    fn to_payload(&self) -> Result<String, PayloadError>;
    /// From versioned JSON.
    ///
    /// # Errors
    /// When it is of another version or damaged.
    fn from_payload(text: &str) -> Result<Self, PayloadError>;
}

macro_rules! payload {
    ($domain:ty, $wire:ty) => {
        impl Payload for $domain {
            fn to_payload(&self) -> Result<String, PayloadError> {
                write(<$wire>::from(self))
            }
            fn from_payload(text: &str) -> Result<Self, PayloadError> {
                read::<$wire>(text)?.try_into()
            }
        }
    };
}
payload!(NgoReport, case::NgoReportWire);
payload!(CrimeRecord, case::CrimeRecordWire);
payload!(CourtCase, case::CourtCaseWire);

//! What a record says, as a hash. Reach for [`content_hash`] to see whether a record is the same in
//! two deliveries: the rows it was read from do not count, every row of a newer file has another
//! place.

use sha2::{Digest, Sha256};

use crate::contract::StoreError;
use crate::wire::{self, Payload, PayloadError};

/// A record whose content can be hashed: a report, a crime record or a court case.
pub trait Hashable {
    /// The payload that the store would keep.
    #[doc(hidden)]
    fn payload(&self) -> Result<String, PayloadError>;
}

impl<T: Payload> Hashable for T {
    fn payload(&self) -> Result<String, PayloadError> {
        self.to_payload()
    }
}

/// First 16 hex digits of the SHA-256 of a record's content.
///
/// # Errors
/// [`StoreError::Engine`] when the record cannot be written as a payload.
pub fn content_hash(record: &impl Hashable) -> Result<String, StoreError> {
    let content = without_rows(&record.payload()?)?.to_string();
    let digest = Sha256::digest(content.as_bytes());
    Ok(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// A payload without the file rows it was read from, and without what says that nothing is known: earlier
/// versions wrote it down.
pub(crate) fn without_rows(payload: &str) -> Result<serde_json::Value, PayloadError> {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("provenance");
                fields.remove("row");
                fields.retain(|_, value| !value.is_null());
                fields.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = wire::read(payload)?;
    strip(&mut value);
    Ok(value)
}

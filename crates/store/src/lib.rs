//! What was read, linked and decided, kept between runs: the only SQL in the project.
//!
//! Reach for [`Store`] (the contract) and [`SqliteStore`] (one file). Every write is one
//! transaction. The schema is documented in `docs/store.md`; payloads are versioned JSON and an
//! unknown version is refused.

pub mod audit;
mod content_hash;
pub mod contract;
mod packed_entries;
pub mod postgres;
pub mod project_store;
mod shared_text;
pub mod sqlite;
mod wire;

pub use content_hash::{Hashable, content_hash};
pub use contract::{
    Contents, ContentsRest, DeliveryOutcome, Erased, HeldContents, KeptDelivery, NewDelivery,
    RecordChanges, RowAccount, Store, StoreError, SupersededDelivery, Thinned,
};
pub use packed_entries::PackedEntries;
pub use postgres::PostgresStore;
pub use project_store::{Database, ProjectStore};
pub use sqlite::{DatabaseKey, FileState, SqliteStore, encrypt};
pub use wire::{Payload, PayloadError, read_review_decision, write_review_decision};

/// Everything that is kept of a record, as versioned JSON. It holds names: for the person it is about.
///
/// # Errors
/// When the record cannot be written as JSON.
pub fn payload<T: Payload>(record: &T) -> Result<String, PayloadError> {
    record.to_payload()
}

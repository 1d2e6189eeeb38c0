//! What was read, linked and decided, kept between runs: the only SQL in the project.
//!
//! Reach for [`Store`] (the contract) and [`SqliteStore`] (one file). Every write is one
//! transaction. The schema is documented in `docs/store.md`; payloads are versioned JSON and an
//! unknown version is refused.

pub mod audit;
mod content_hash;
pub mod contract;
pub mod postgres;
pub mod project_store;
pub mod sqlite;
mod wire;

pub use content_hash::{Hashable, content_hash};
pub use contract::{
    DeliveryOutcome, KeptDelivery, NewDelivery, RecordChanges, RecordsRef, RowAccount, Store,
    StoreError,
};
pub use postgres::PostgresStore;
pub use project_store::{Database, ProjectStore};
pub use sqlite::SqliteStore;
pub use wire::PayloadError;

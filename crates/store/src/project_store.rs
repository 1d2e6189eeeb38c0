//! The store of a project, whichever engine its project file names. Reach for [`ProjectStore`] in
//! the binary; it adds nothing to the contract but the choice.

use std::path::PathBuf;

use clerical_review::ReviewDecision;
use jiff::civil::Date;
use linkage::lineage::LineageKeys;
use linkage::{LinkKind, LinkSet};
use records::{CourtCase, CrimeRecord, NgoReport, QuarantinedRow, RecordId, Sensitive, SourceId};

use crate::audit::{AuditEntry, AuditNote, AuditedState};
use crate::contract::{
    DeliveryOutcome, Erased, KeptDelivery, NewDelivery, Store, StoreError, SupersededDelivery,
    Thinned,
};
use crate::packed_entries::PackedEntries;
use crate::postgres::PostgresStore;
use crate::sqlite::{DatabaseKey, SqliteStore};

type Result<T> = std::result::Result<T, StoreError>;

/// Where a project keeps what it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite {
        /// Where it is.
        path: PathBuf,
        /// Its key, where it is encrypted.
        key: Option<DatabaseKey>,
    },
    /// A database on a server.
    Postgres {
        /// `postgres://user@host/database`, without a password.
        url: String,
        /// Password, where the server asks for one.
        password: Option<Sensitive<String>>,
    },
}

/// A store of either engine.
#[derive(Debug)]
pub enum ProjectStore {
    /// In a file.
    Sqlite(SqliteStore),
    /// On a server.
    Postgres(PostgresStore),
}

/// Calls a method of whichever store it is.
macro_rules! of_either {
    ($store:expr, $method:ident($($argument:expr),*)) => {
        match $store {
            ProjectStore::Sqlite(store) => store.$method($($argument),*).await,
            ProjectStore::Postgres(store) => store.$method($($argument),*).await,
        }
    };
}

impl ProjectStore {
    /// Opens the database to write: it is made or brought up to date, and nobody else can write to
    /// it until it is closed.
    ///
    /// # Errors
    /// [`StoreError::Open`], [`StoreError::NotADatabase`], [`StoreError::NotEncrypted`],
    /// [`StoreError::WrongKey`], [`StoreError::Incompatible`], [`StoreError::Locked`],
    /// [`StoreError::InUse`].
    pub async fn open(database: &Database) -> Result<Self> {
        Ok(match database {
            Database::Sqlite { path, key } => {
                Self::Sqlite(SqliteStore::open_with(path, key.as_ref()).await?)
            }
            Database::Postgres { url, password } => {
                let mut store = connect(url, password.as_ref()).await?;
                store.reserve().await?;
                Self::Postgres(store)
            }
        })
    }

    /// Opens the database to read. A file is opened read-only and may lie on a read-only medium.
    ///
    /// # Errors
    /// As [`ProjectStore::open`]; [`StoreError::Open`] where there is no file yet.
    pub async fn open_to_read(database: &Database) -> Result<Self> {
        Ok(match database {
            Database::Sqlite { path, key } => {
                Self::Sqlite(SqliteStore::open_to_read_with(path, key.as_ref()).await?)
            }
            Database::Postgres { url, password } => {
                Self::Postgres(connect(url, password.as_ref()).await?)
            }
        })
    }

    /// Closes it.
    ///
    /// # Errors
    /// When the engine cannot end cleanly.
    pub async fn close(self) -> Result<()> {
        of_either!(self, close())
    }
}

async fn connect(url: &str, password: Option<&Sensitive<String>>) -> Result<PostgresStore> {
    PostgresStore::open(url, password.map(|password| password.expose().as_str())).await
}

impl Store for ProjectStore {
    async fn put_deliveries(
        &mut self,
        under: Option<&AuditNote>,
        deliveries: &mut [NewDelivery<'_>],
    ) -> Result<Vec<DeliveryOutcome>> {
        of_either!(self, put_deliveries(under, deliveries))
    }

    async fn deliveries(&mut self) -> Result<Vec<KeptDelivery>> {
        of_either!(self, deliveries())
    }

    async fn reports(&mut self) -> Result<Vec<NgoReport>> {
        of_either!(self, reports())
    }

    async fn crime_records_thinned(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<Vec<CrimeRecord>> {
        of_either!(self, crime_records_thinned(thin))
    }

    async fn crime_records_packed(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<(PackedEntries, Vec<LineageKeys>)> {
        of_either!(self, crime_records_packed(thin))
    }

    async fn crime_records_of(&mut self, ids: &[RecordId]) -> Result<Vec<CrimeRecord>> {
        of_either!(self, crime_records_of(ids))
    }

    async fn court_cases_thinned(
        &mut self,
        thin: Thinned<'_, CourtCase>,
    ) -> Result<Vec<CourtCase>> {
        of_either!(self, court_cases_thinned(thin))
    }

    async fn quarantine(&mut self) -> Result<Vec<(SourceId, QuarantinedRow)>> {
        of_either!(self, quarantine())
    }

    async fn put_links(&mut self, sets: &[LinkSet], inputs_hash: &str) -> Result<()> {
        of_either!(self, put_links(sets, inputs_hash))
    }

    async fn links(&mut self, kind: LinkKind) -> Result<Option<(LinkSet, String)>> {
        of_either!(self, links(kind))
    }

    async fn links_made_from(&mut self, kind: LinkKind) -> Result<Option<String>> {
        of_either!(self, links_made_from(kind))
    }

    async fn append_review_decisions(&mut self, decisions: &[ReviewDecision]) -> Result<()> {
        of_either!(self, append_review_decisions(decisions))
    }

    async fn review_decisions(&mut self) -> Result<Vec<ReviewDecision>> {
        of_either!(self, review_decisions())
    }

    async fn erase(&mut self, ids: &[RecordId], reason: &str) -> Result<Erased> {
        of_either!(self, erase(ids, reason))
    }

    async fn superseded(&mut self, until: Date) -> Result<Vec<SupersededDelivery>> {
        of_either!(self, superseded(until))
    }

    async fn prune(&mut self, deliveries: &[SupersededDelivery]) -> Result<()> {
        of_either!(self, prune(deliveries))
    }

    async fn append_audit(&mut self, note: &AuditNote) -> Result<()> {
        of_either!(self, append_audit(note))
    }

    async fn audit_log(&mut self) -> Result<Vec<AuditEntry>> {
        of_either!(self, audit_log())
    }

    async fn audited_state(&mut self) -> Result<AuditedState> {
        of_either!(self, audited_state())
    }
}

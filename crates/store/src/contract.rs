//! What any store must do. Reach for [`Store`] in the binary and in tests; a second engine
//! implements these methods and passes the same tests. All writes of one call happen in one
//! transaction: afterwards the store is as it was or as asked.

use clerical_review::ReviewDecision;
use jiff::civil::Date;
use linkage::lineage::LineageKeys;
use linkage::{LinkKind, LinkSet};
use records::{
    CourtCase, CrimeRecord, Delivery, NgoReport, QuarantinedRow, RecordId, Records, SourceId,
};

use crate::audit::{AuditEntry, AuditNote, AuditedState};
use crate::packed_entries::PackedEntries;
use crate::wire::PayloadError;

/// Row accounting of one reading: `rows_in == rows_in_records + quarantined`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowAccount {
    /// Rows in the files.
    pub rows_in: u64,
    /// Rows that became part of a record.
    pub rows_in_records: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// Records made.
    pub records: u64,
}

/// A delivery to be kept.
pub struct NewDelivery<'a> {
    /// What was delivered.
    pub delivery: &'a Delivery,
    /// Hash over contents, column map and reference data: equal means the same records.
    pub reading_hash: &'a str,
    /// What it holds; not asked where the same reading is kept already.
    pub contents: &'a mut (dyn Contents + Send),
}

/// What a delivery holds, handed over while it is written, so that nobody has to hold it whole.
pub trait Contents {
    /// The next records, `None` after the last: each id once, in any order.
    fn records(&mut self) -> Option<Records>;

    /// What there is besides, asked for after the last records. `None` withdraws the delivery, and
    /// with it the whole call.
    fn rest(&mut self) -> Option<ContentsRest<'_>>;
}

/// What a delivery holds besides records.
#[derive(Clone, Copy, Debug)]
pub struct ContentsRest<'a> {
    /// Its quarantine.
    pub quarantine: &'a [QuarantinedRow],
    /// Its row accounting.
    pub account: RowAccount,
    /// What was noticed while reading (encoding, date order), one line each.
    pub notes: &'a [String],
}

/// Contents that are held already.
#[derive(Clone, Debug)]
pub struct HeldContents<'a> {
    /// The records, until they are handed over.
    pub records: Option<Records>,
    /// All else.
    pub rest: ContentsRest<'a>,
}

impl Contents for HeldContents<'_> {
    fn records(&mut self) -> Option<Records> {
        self.records.take()
    }

    fn rest(&mut self) -> Option<ContentsRest<'_>> {
        Some(self.rest)
    }
}

/// What putting a delivery did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// The same reading was current already: nothing changed.
    Unchanged,
    /// First delivery of its source.
    Added,
    /// It replaced the current delivery, which is kept.
    Replaced(RecordChanges),
}

/// What differs between a delivery and the one it replaced, each sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordChanges {
    /// Only in the newer.
    pub added: Vec<RecordId>,
    /// Only in the older.
    pub removed: Vec<RecordId>,
    /// In both, with another content.
    pub changed: Vec<RecordId>,
}

/// A current delivery as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptDelivery {
    /// What was delivered.
    pub delivery: Delivery,
    /// Hash over contents, column map and reference data.
    pub reading_hash: String,
    /// Its row accounting.
    pub account: RowAccount,
    /// What was noticed while reading.
    pub notes: Vec<String>,
}

/// What an erasure found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Copies of records, over all deliveries.
    pub copies: u64,
    /// Review decisions that named one.
    pub decisions: u64,
}

/// A delivery that another one replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupersededDelivery {
    pub(crate) seq: i64,
    /// Its source.
    pub source: SourceId,
    /// The day it was as of, ISO 8601.
    pub as_of: String,
    /// Records in it.
    pub records: u64,
}

/// Why the store could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be opened or created.
    #[error("the database {path} cannot be opened: {reason}; check the path and its permissions")]
    Open {
        /// File.
        path: String,
        /// What the engine said.
        reason: String,
    },
    /// The file is not one of ours, or damaged.
    #[error(
        "{path} is not a database of this project: {reason}; if it is encrypted, name its key under \
         [encryption] in sverka.toml, else move it away or restore a backup"
    )]
    NotADatabase {
        /// File.
        path: String,
        /// What the engine said.
        reason: String,
    },
    /// The file is in clear, and a key was given.
    #[error("the database {path} is not encrypted; run `sverka privacy encrypt`")]
    NotEncrypted {
        /// File.
        path: String,
    },
    /// The key is another one, or the beginning of the file is damaged.
    #[error(
        "the key does not open the database {path}; name its own key file under [encryption], or \
         restore a backup if it is the right one"
    )]
    WrongKey {
        /// File.
        path: String,
    },
    /// Written by a newer build.
    #[error("the database {path} was written by another version: {reason}; use that version")]
    Incompatible {
        /// File.
        path: String,
        /// Which schema or payload version was met.
        reason: String,
    },
    /// The file was one of ours and cannot be read through.
    #[error("the database is damaged: {0}; restore a backup")]
    Damaged(String),
    /// Somebody else's command writes to a shared database.
    #[error("the database is in use by {0}; wait until that command has finished")]
    InUse(String),
    /// Another process writes to it.
    #[error("the database is locked by another process; wait until it has finished")]
    Locked,
    /// What was to be put was withdrawn by whoever handed it over, and knows why.
    #[error("source {0} was withdrawn while it was written")]
    Withdrawn(SourceId),
    /// The engine refused.
    #[error("the database refused: {0}")]
    Engine(String),
}

impl From<PayloadError> for StoreError {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Version(_) => {
                Self::Incompatible { path: String::new(), reason: error.to_string() }
            }
            PayloadError::Damaged(_) => Self::Engine(error.to_string()),
        }
    }
}

/// Takes out of a record, as soon as it is read, what its reader has no use for.
pub type Thinned<'t, T> = &'t (dyn Fn(&mut T) + Sync);

/// The contract.
#[expect(async_fn_in_trait, reason = "stores are used by name, never as trait objects")]
pub trait Store {
    /// Makes these the current deliveries, in one transaction. Sources not named are retired:
    /// kept, but no longer current. Outcomes are in the order given; `under` is logged before them.
    ///
    /// [`StoreError::Withdrawn`] where the contents of one withdrew it.
    async fn put_deliveries(
        &mut self,
        under: Option<&AuditNote>,
        deliveries: &mut [NewDelivery<'_>],
    ) -> Result<Vec<DeliveryOutcome>, StoreError>;

    /// Current deliveries, by source id.
    async fn deliveries(&mut self) -> Result<Vec<KeptDelivery>, StoreError>;

    /// Reports of the current deliveries, by id.
    async fn reports(&mut self) -> Result<Vec<NgoReport>, StoreError>;

    /// Crime records of the current deliveries, by id.
    async fn crime_records(&mut self) -> Result<Vec<CrimeRecord>, StoreError> {
        self.crime_records_thinned(&|_| {}).await
    }

    /// As [`Store::crime_records`], each thinned before the next thousands are read.
    async fn crime_records_thinned(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<Vec<CrimeRecord>, StoreError>;

    /// As [`Store::crime_records_thinned`], packed, with what the lineage of each hangs on.
    async fn crime_records_packed(
        &mut self,
        thin: Thinned<'_, CrimeRecord>,
    ) -> Result<(PackedEntries, Vec<LineageKeys>), StoreError>;

    /// These crime records of the current deliveries, by id; those that are not there are left out.
    async fn crime_records_of(&mut self, ids: &[RecordId]) -> Result<Vec<CrimeRecord>, StoreError>;

    /// Court cases of the current deliveries, by id.
    async fn court_cases(&mut self) -> Result<Vec<CourtCase>, StoreError> {
        self.court_cases_thinned(&|_| {}).await
    }

    /// As [`Store::court_cases`], each thinned before the next thousands are read.
    async fn court_cases_thinned(
        &mut self,
        thin: Thinned<'_, CourtCase>,
    ) -> Result<Vec<CourtCase>, StoreError>;

    /// Quarantine of the current deliveries, by source, then in file order.
    async fn quarantine(&mut self) -> Result<Vec<(SourceId, QuarantinedRow)>, StoreError>;

    /// Replaces the link sets, in one transaction; `inputs_hash` says what they were made from.
    async fn put_links(&mut self, sets: &[LinkSet], inputs_hash: &str) -> Result<(), StoreError>;

    /// The link set of a kind with its inputs hash.
    async fn links(&mut self, kind: LinkKind) -> Result<Option<(LinkSet, String)>, StoreError>;

    /// The inputs hash of the link set of a kind, without reading the set.
    async fn links_made_from(&mut self, kind: LinkKind) -> Result<Option<String>, StoreError>;

    /// Adds review decisions at the end, in one transaction: all of them or none. An id that is
    /// there already is refused.
    async fn append_review_decisions(
        &mut self,
        decisions: &[ReviewDecision],
    ) -> Result<(), StoreError>;

    /// Every review decision, oldest first.
    async fn review_decisions(&mut self) -> Result<Vec<ReviewDecision>, StoreError>;

    /// Forgets records in every delivery, the decisions that name them, and all links, in one
    /// transaction; a later delivery that still has them does not bring them back. Logged with the
    /// reason, under random bytes.
    async fn erase(&mut self, ids: &[RecordId], reason: &str) -> Result<Erased, StoreError>;

    /// Deliveries that were replaced and are as of this day or an earlier one, by source and day.
    async fn superseded(&mut self, until: Date) -> Result<Vec<SupersededDelivery>, StoreError>;

    /// Deletes such deliveries, in one transaction.
    async fn prune(&mut self, deliveries: &[SupersededDelivery]) -> Result<(), StoreError>;

    /// Adds an entry to the audit log. A note equal to the latest of its kind and subject adds
    /// nothing, unless it is about what people do. The methods above log what they change.
    async fn append_audit(&mut self, note: &AuditNote) -> Result<(), StoreError>;

    /// The audit log, oldest first.
    async fn audit_log(&mut self) -> Result<Vec<AuditEntry>, StoreError>;

    /// What the log is to be compared with. Reads every current record.
    async fn audited_state(&mut self) -> Result<AuditedState, StoreError>;
}

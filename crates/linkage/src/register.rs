//! The register as the side that is searched: its entries by id, wherever they lie, and which of
//! them are one case. Reach for [`Register::of`] where the entries are at hand, and for
//! [`Register::kept_in`] where a register is too large to be held: linking looks at each entry a few
//! times and never at two at once.
//!
//! Entries stand in the order of their ids; the order in which they are given does not matter.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;
use records::{CrimeRecord, RecordId, Sensitive};

use crate::error::LinkageError;
use crate::lineage::{LineageKeys, Lineages};
use crate::linking::{first_duplicate, sorted_by_id};

/// Entries that lie somewhere else than in a list of records.
pub trait Entries: Send + Sync {
    /// Their ids, ascending.
    fn ids(&self) -> &[RecordId];
    /// The entry of the id at this place without its narrative, or what [`crate::thin_crime_record`]
    /// leaves of it.
    fn entry(&self, at: usize) -> CrimeRecord;
    /// Its narrative.
    fn narrative(&self, at: usize) -> Option<Sensitive<String>>;
}

/// A register ready to be searched.
pub struct Register<'r> {
    entries: Lying<'r>,
    lineages: Lineages,
}

enum Lying<'r> {
    Here(Vec<&'r CrimeRecord>),
    Elsewhere(Box<dyn Entries + 'r>),
}

/// How many entries there are: they hold names.
impl fmt::Debug for Register<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").field("entries", &self.len()).finish_non_exhaustive()
    }
}

impl<'r> Register<'r> {
    /// Of entries at hand.
    ///
    /// # Errors
    /// When an id occurs twice.
    pub fn of(records: &'r [CrimeRecord]) -> Result<Self, LinkageError> {
        let records = sorted_by_id(records, |record| &record.id)?;
        let keys: Vec<LineageKeys> =
            records.par_iter().map(|record| LineageKeys::of(record)).collect();
        Ok(Self { entries: Lying::Here(records), lineages: Lineages::of(&keys) })
    }

    /// Of entries that lie elsewhere; `keys` are those of every entry, in order.
    ///
    /// # Errors
    /// When an id occurs twice.
    pub fn kept_in(
        entries: Box<dyn Entries + 'r>,
        keys: &[LineageKeys],
    ) -> Result<Self, LinkageError> {
        match first_duplicate(entries.ids()) {
            Some(id) => Err(LinkageError::DuplicateId(id.clone())),
            None => Ok(Self { entries: Lying::Elsewhere(entries), lineages: Lineages::of(keys) }),
        }
    }

    /// Entries found for one question, sorted by id, and which of them are one case.
    pub(crate) const fn found(records: Vec<&'r CrimeRecord>, lineages: Lineages) -> Self {
        Self { entries: Lying::Here(records), lineages }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        match &self.entries {
            Lying::Here(records) => records.len(),
            Lying::Elsewhere(entries) => entries.ids().len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids, ascending.
    pub fn ids(&self) -> impl Iterator<Item = &RecordId> {
        (0..self.len()).map(|at| self.id(at))
    }

    /// The id of every entry with those of its lineage, itself included, sorted.
    pub fn lineage_ids(&self) -> BTreeMap<RecordId, Vec<RecordId>> {
        let of_entry = |(at, id): (u32, &RecordId)| {
            let members = self.lineages.members(at).iter();
            (id.clone(), members.map(|member| self.id(*member as usize).clone()).collect())
        };
        (0u32..).zip(self.ids()).map(of_entry).collect()
    }

    pub(crate) fn id(&self, at: usize) -> &RecordId {
        match &self.entries {
            Lying::Here(records) => &records[at].id,
            Lying::Elsewhere(entries) => &entries.ids()[at],
        }
    }

    /// An entry; of one that lies elsewhere, without its narrative.
    pub(crate) fn entry(&self, at: usize) -> Cow<'_, CrimeRecord> {
        match &self.entries {
            Lying::Here(records) => Cow::Borrowed(records[at]),
            Lying::Elsewhere(entries) => Cow::Owned(entries.entry(at)),
        }
    }

    pub(crate) fn narrative(&self, at: usize) -> Option<Cow<'_, Sensitive<String>>> {
        match &self.entries {
            Lying::Here(records) => records[at].narrative.as_ref().map(Cow::Borrowed),
            Lying::Elsewhere(entries) => entries.narrative(at).map(Cow::Owned),
        }
    }

    pub(crate) const fn lineages(&self) -> &Lineages {
        &self.lineages
    }
}

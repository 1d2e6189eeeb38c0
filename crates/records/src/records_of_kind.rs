//! Records of one kind together. Reach for [`Records`] where a source hands over what it has, whichever
//! kind of source it is.

use crate::{CourtCase, CrimeRecord, NgoReport, SourceKind};

/// Records of one kind of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// Of an NGO.
    Ngo(Vec<NgoReport>),
    /// Of the crime register and its journal.
    Register(Vec<CrimeRecord>),
    /// Of a court register.
    Court(Vec<CourtCase>),
}

impl Records {
    /// No records of a kind.
    pub const fn none_of(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Ngo => Self::Ngo(Vec::new()),
            SourceKind::Register => Self::Register(Vec::new()),
            SourceKind::Court => Self::Court(Vec::new()),
        }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::Ngo(records) => records.len(),
            Self::Register(records) => records.len(),
            Self::Court(records) => records.len(),
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds records at the end.
    ///
    /// # Panics
    /// When they are of another kind.
    pub fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::Ngo(all), Self::Ngo(mut more)) => all.append(&mut more),
            (Self::Register(all), Self::Register(mut more)) => all.append(&mut more),
            (Self::Court(all), Self::Court(mut more)) => all.append(&mut more),
            _ => panic!("a source has records of one kind"),
        }
    }

    /// Sorts them by id.
    pub fn sort_by_id(&mut self) {
        match self {
            Self::Ngo(all) => all.sort_by(|a, b| a.id.cmp(&b.id)),
            Self::Register(all) => all.sort_by(|a, b| a.id.cmp(&b.id)),
            Self::Court(all) => all.sort_by(|a, b| a.id.cmp(&b.id)),
        }
    }
}

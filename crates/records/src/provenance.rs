//! Where a record came from, down to the row. Reach for [`Provenance`] on every record: it lets a
//! report say "file, sheet, row" and lets two deliveries of one source be told apart. It keeps no
//! cell values.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::coded_enum;
use crate::coverage::Coverage;

coded_enum! {
    /// Which of the three kinds of source a file belongs to.
    SourceKind {
        /// NGOs, hotlines, shelters, international organisations.
        Ngo = "ngo",
        /// The crime register with its intake journal.
        Register = "register",
        /// Court registers.
        Court = "court",
    }
}

/// A source as named in the project file, e.g. `ngo-sezim` or `erp`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub Arc<str>);

/// A delivery: lower-case hex SHA-256 over the contents of its files in the order listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub Arc<str>);

/// A record's stable identity: `source:own-reference`. Carries no name; safe in logs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Arc<str>);

impl RecordId {
    /// The id of the record that `source` calls `own_ref`.
    pub fn new(source: &SourceId, own_ref: &str) -> Self {
        Self(format!("{source}:{own_ref}").into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! display_inner {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    )+};
}
display_inner!(SourceId, DeliveryId, RecordId);

/// One row of one input file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// File name as given in the project file.
    pub file: Arc<str>,
    /// Sheet, for workbooks.
    pub sheet: Option<Arc<str>>,
    /// 1-based row (or line for JSON Lines) as an editor or Excel numbers it.
    pub row: u32,
}

impl fmt::Display for RowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "{} [{sheet}] row {}", self.file, self.row),
            None => write!(f, "{} row {}", self.file, self.row),
        }
    }
}

/// Where a record came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The source.
    pub source: SourceId,
    /// The delivery it was read from.
    pub delivery: DeliveryId,
    /// Every row that contributed, in file order; never empty.
    pub rows: Vec<RowRef>,
}

/// One input file of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveredFile {
    /// File name as given in the project file.
    pub name: Arc<str>,
    /// Lower-case hex SHA-256 of its bytes.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What a source handed over at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Content hash.
    pub id: DeliveryId,
    /// The source.
    pub source: SourceId,
    /// Its kind.
    pub kind: SourceKind,
    /// Its title as people know it, e.g. the NGO's name.
    pub title: String,
    /// The day the extract was made: everything later is censored.
    pub as_of: Date,
    /// What it claims to hold.
    pub coverage: Coverage,
    /// Its files.
    pub files: Vec<DeliveredFile>,
}

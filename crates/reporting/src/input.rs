//! What a report is made of. Reach for [`ReportInput`] to hand over an analysis together with what
//! only the run knows: sources, row accounting, refused rows and parameters.

use std::collections::BTreeMap;

use attrition::change::{ChangeSet, Snapshot};
use attrition::{GapAnalysis, LinkSet, OfficeFile};
use jiff::civil::Date;
use records::{Delivery, QuarantinedRow, RecordId, Reference, Sensitive, SourceId};

/// How much a rendering may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DisclosureLevel {
    /// For the parties to the reconciliation: record ids, offices and dates, never a name. Small
    /// counts are shown, so it is not for publication.
    RestrictedWithoutNames,
}

impl DisclosureLevel {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RestrictedWithoutNames => "restricted_without_names",
        }
    }
}

/// The three sets of links behind an analysis.
#[derive(Clone, Copy, Debug)]
pub struct LinkSets<'a> {
    /// NGO report → crime record.
    pub ngo_register: &'a LinkSet,
    /// Court case → crime record.
    pub register_court: &'a LinkSet,
    /// NGO report ~ NGO report.
    pub ngo_ngo: &'a LinkSet,
}

impl<'a> LinkSets<'a> {
    /// All three, in the order reports list them.
    pub const fn all(&self) -> [&'a LinkSet; 3] {
        [self.ngo_register, self.register_court, self.ngo_ngo]
    }
}

/// A refused row together with the source it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceQuarantine {
    /// The source.
    pub source: SourceId,
    /// The row.
    pub row: QuarantinedRow,
}

/// One source as this run read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFacts {
    /// The delivery: id, kind, title, as-of date, coverage, files with hashes.
    pub delivery: Delivery,
    /// Data rows in its files. Equal to `rows_in_records + quarantined`.
    pub rows_in: u64,
    /// Rows that went into records.
    pub rows_in_records: u64,
    /// Rows refused.
    pub quarantined: u64,
    /// Records made of them.
    pub records: u64,
    /// What the reader noticed (encoding, separator, date order), in English, never a value.
    pub notes: Vec<String>,
}

/// What only the run knows.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFacts {
    /// Project name.
    pub project: String,
    /// Version of the software.
    pub version: String,
    /// The day the analysis speaks of. Also the creation date written into workbooks, so that the
    /// same input gives the same bytes.
    pub as_of: Date,
    /// Sources, sorted by id.
    pub sources: Vec<SourceFacts>,
    /// Hash over all reference files.
    pub reference_hash: String,
    /// Checkpoint of the audit log that these outputs follow from: size, colon, head in hex.
    pub checkpoint: String,
    /// Further parameters of the run, by name, e.g. thresholds set in the project file.
    pub parameters: Vec<(String, String)>,
}

/// Everything a report is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    /// The result.
    pub analysis: &'a GapAnalysis,
    /// The links behind it.
    pub links: LinkSets<'a>,
    /// Rows refused, in source and row order.
    pub quarantine: &'a [SourceQuarantine],
    /// Reference data, for the names of grounds, obstacles, places and offences.
    pub reference: &'a Reference,
    /// The run.
    pub run: &'a RunFacts,
    /// What this run rests on, for a later run to compare itself with.
    pub snapshot: &'a Snapshot,
    /// What offices are asked, by office id.
    pub offices: &'a [OfficeFile],
    /// What changed since an earlier run; `None` where there was none.
    pub changes: Option<&'a ChangeSet>,
    /// How much may be shown.
    pub disclosure: DisclosureLevel,
    /// Whether every CSV file gets a copy for Excel as it is set up in Russian.
    pub excel_ru: bool,
}

/// Names of the victims of cases as their own source wrote them, for the named level of an office's
/// pack. Formats as `[redacted]`.
#[derive(Clone, Debug, Default)]
pub struct PersonNames(BTreeMap<RecordId, Vec<Sensitive<String>>>);

impl PersonNames {
    /// The names to show with a case, in the order given.
    pub fn insert(&mut self, case: RecordId, names: Vec<Sensitive<String>>) {
        self.0.insert(case, names);
    }

    /// The names of a case; `None` where there are none.
    pub(crate) fn of(&self, case: &RecordId) -> Option<Vec<&str>> {
        let names = self.0.get(case).filter(|names| !names.is_empty())?;
        Some(names.iter().map(|name| name.expose().as_str()).collect())
    }
}

/// A rendered file, not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Name below the folder of the outputs, e.g. `gap-report.ru.html`, `public/ladder.csv`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

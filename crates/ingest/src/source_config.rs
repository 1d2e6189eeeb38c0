//! What the analyst writes about one source in `sverka.toml`: its files, layout, columns, codes
//! and dates. Reach for [`SourceConfig`] to read a `[[source]]` table or a layout preset.
//!
//! Guarantees that an unknown key is an error at parse time. That a field, header or code exists
//! is checked later, against the files and the reference data (`column_map`, `code_map`). These
//! are wire types: the rest of the software sees `records::Delivery` and its records.

use std::collections::BTreeMap;

use jiff::civil::Date;
use records::{Coverage, SourceKind};
use serde::{Deserialize, Deserializer};

use crate::date_order::DateOrder;

/// One `[[source]]` of the project file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Short stable id, the first half of every record id: letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// `ngo`, `register` or `court`.
    #[serde(deserialize_with = "source_kind")]
    pub kind: SourceKind,
    /// The source as people know it, e.g. the NGO's name.
    pub title: String,
    /// The day the extract was made; everything later is unknown, not absent.
    #[serde(deserialize_with = "civil_date")]
    pub as_of: Date,
    /// What one row is; [`Layout::Case`] where nothing is said.
    #[serde(default)]
    pub layout: Layout,
    /// What the extract claims to hold; absent parts restrict nothing.
    #[serde(default)]
    pub coverage: CoverageConfig,
    /// The files of this delivery, in order.
    pub file: Vec<FileSpec>,
    /// Sverka field to the file's own header, for every file of the source. An empty header
    /// switches the field off, so that no synonym is taken for it. `name.part` tables are read
    /// as dotted fields.
    #[serde(default, deserialize_with = "dotted_columns")]
    pub columns: BTreeMap<String, String>,
    /// Code list to (word of the file to code).
    #[serde(default)]
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// How dates are written.
    #[serde(default)]
    pub dates: DateConfig,
    /// A layout preset: a file beside the project file, e.g. `layouts/erp.toml`, whose columns, codes
    /// and dates are used where this source says nothing itself; see [`crate::preset`].
    #[serde(default)]
    pub preset: Option<String>,
}

impl SourceConfig {
    /// The declared coverage as the records know it.
    pub fn declared_coverage(&self) -> Coverage {
        Coverage {
            period: self.coverage.period.map(|DayRange(first, last)| (first, last)),
            regions: self.coverage.regions.clone(),
            families: self.coverage.families.clone(),
        }
    }
}

/// A layout that several sources or deliveries share, in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutPreset {
    /// Kind of source it is for.
    #[serde(deserialize_with = "source_kind")]
    pub kind: SourceKind,
    /// Layout it is for.
    pub layout: Layout,
    /// As [`SourceConfig::columns`].
    #[serde(default, deserialize_with = "dotted_columns")]
    pub columns: BTreeMap<String, String>,
    /// As [`SourceConfig::codes`].
    #[serde(default)]
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// As [`SourceConfig::dates`].
    #[serde(default)]
    pub dates: DateConfig,
}

/// What one row of a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// One row per case, persons in numbered column groups (`victim.name`, `victim2.name`).
    #[default]
    Case,
    /// One row per person; rows with the same `ref` are one case.
    Person,
    /// One row per event or court act; rows with the same `ref` are one case.
    Event,
    /// Separate tables of cases, persons and events, joined on `ref`; see [`FileSpec::table`].
    Linked,
}

impl Layout {
    /// The word used in `sverka.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Person => "person",
            Self::Event => "event",
            Self::Linked => "linked",
        }
    }
}

/// `[source.coverage]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageConfig {
    /// First and last registration day held, both included: `["2019-01-01", "2026-06-30"]`.
    #[serde(default)]
    pub period: Option<DayRange>,
    /// Place codes whose offices are held; empty for all.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Offence families held; empty for all.
    #[serde(default)]
    pub families: Vec<String>,
}

/// First and last day, both included, the first not after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange(pub Date, pub Date);

impl<'de> Deserialize<'de> for DayRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [first, last] = <[Day; 2]>::deserialize(deserializer)?;
        if last.0 < first.0 {
            return Err(serde::de::Error::custom(format!(
                "the period ends on {} before it begins on {}",
                last.0, first.0
            )));
        }
        Ok(Self(first.0, last.0))
    }
}

/// One `[[source.file]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// Path relative to the project file.
    pub path: String,
    /// Sheet of a workbook; absent for the first one.
    #[serde(default)]
    pub sheet: Option<String>,
    /// 1-based row of the header as Excel shows it; absent to find it.
    #[serde(default)]
    pub header_row: Option<u32>,
    /// Which of the linked tables this is; only in the `linked` layout.
    #[serde(default)]
    pub table: Option<TableRole>,
    /// Encoding label such as `windows-1251` or `ibm866`; absent to detect it.
    #[serde(default)]
    pub encoding: Option<String>,
    /// Field separator; absent to detect it.
    #[serde(default)]
    pub separator: Option<char>,
    /// Columns of this file, over those of the source.
    #[serde(default, deserialize_with = "dotted_columns")]
    pub columns: BTreeMap<String, String>,
}

/// The part a table plays in the `linked` layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableRole {
    /// One row per case.
    Cases,
    /// One row per person, with the `ref` of the case.
    Persons,
    /// One row per event or court act, with the `ref` of the case.
    Events,
}

impl TableRole {
    /// The word used in `sverka.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Persons => "persons",
            Self::Events => "events",
        }
    }
}

/// `[source.dates]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateConfig {
    /// Order of day and month in all-digit dates; absent to detect it per column.
    #[serde(default)]
    pub order: Option<DateOrder>,
    /// Dates the source types when it knows only part, e.g. `01.01.1900`.
    #[serde(default)]
    pub placeholders: Vec<String>,
}

/// A day written as `2026-06-30`, quoted or as a TOML date.
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a day such as \"2026-06-30\"")]
        enum Written {
            Text(String),
            Toml(toml::value::Datetime),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Toml(date) => date.to_string(),
        };
        text.parse().map(Day).map_err(|_| {
            serde::de::Error::custom(format!("\"{text}\" is not a day such as \"2026-06-30\""))
        })
    }
}

fn civil_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    Day::deserialize(deserializer).map(|day| day.0)
}

fn source_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SourceKind, D::Error> {
    let text = String::deserialize(deserializer)?;
    SourceKind::from_code(&text)
        .ok_or_else(|| serde::de::Error::unknown_variant(&text, &["ngo", "register", "court"]))
}

/// Reads `victim.name = "…"` written with or without quotes around the field: TOML makes a table
/// of the unquoted form.
pub(crate) fn dotted_columns<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "the header of a column, in quotes")]
    enum Node {
        Header(String),
        Group(BTreeMap<String, Node>),
    }
    fn flatten(prefix: &str, group: BTreeMap<String, Node>, into: &mut BTreeMap<String, String>) {
        for (name, node) in group {
            let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match node {
                Node::Header(header) => {
                    into.insert(path, header);
                }
                Node::Group(inner) => flatten(&path, inner, into),
            }
        }
    }
    let mut columns = BTreeMap::new();
    flatten("", BTreeMap::deserialize(deserializer)?, &mut columns);
    Ok(columns)
}

#[cfg(test)]
mod tests;

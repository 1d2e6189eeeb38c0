//! Rows of code lists and of the words by which sources name columns and values.

use super::{Citation, Trilingual};

/// One value of an open code list such as IC-TIP purposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// List id: `ictip_act`, `ictip_means`, `ictip_purpose`, `htcds_*`.
    pub list: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: Trilingual,
    /// Source.
    pub citation: Citation,
}

/// A word that sources write for a coded value, e.g. `жен.` for `sex` = `female`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSynonym {
    /// List: `sex`, `role`, `event`, `ground`, `court_result`, `instance`, `consent`,
    /// `lineage`, `scheme`, `ictip_purpose`, …
    pub list: String,
    /// Code of the value.
    pub code: String,
    /// Lower-case word or phrase.
    pub synonym: String,
    /// Source.
    pub citation: Citation,
}

/// A word that sources write as a column header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderSynonym {
    /// Field of the column map, e.g. `victim.birth_date`.
    pub field: String,
    /// `ru`, `ky` or `en`.
    pub language: String,
    /// Lower-case header.
    pub synonym: String,
    /// The synonym in the form in which headers are compared.
    pub comparable: String,
    /// Source.
    pub citation: Citation,
}

/// A country with the codes and names sources use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// Name.
    pub name: Trilingual,
    /// Lower-case further words: adjectives, former names.
    pub words: Vec<String>,
    /// Source.
    pub citation: Citation,
}

/// A form of a month's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthName {
    /// 1–12, or 21–24 for spring, summer, autumn, winter (EDTF).
    pub month: i8,
    /// `ru`, `ky` or `en`.
    pub language: String,
    /// Lower-case form (`марта`, `мар`, `март`, `жалган куран`).
    pub form: String,
    /// Source.
    pub citation: Citation,
}

/// A word that carries no evidence in a narrative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopWord {
    /// `ru`, `ky` or `en`.
    pub language: String,
    /// Lower-case word.
    pub word: String,
    /// Source.
    pub citation: Citation,
}

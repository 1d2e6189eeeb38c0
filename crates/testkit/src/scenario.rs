//! The invented organisations of a scenario, read from `data/scenario.toml`. Reach for
//! [`Scenario::shipped`]; which file a format id stands for is decided in `files`.

use serde::Deserialize;

use crate::noise::Language;

/// One NGO.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ngo {
    /// Source id.
    pub id: String,
    /// Title.
    pub title: String,
    /// File format and layout.
    pub format: Format,
    /// Language: `ru`, `ky` or `en`.
    language: String,
    /// Romanisation schemes its staff use; empty for Cyrillic.
    pub schemes: Vec<String>,
    /// Relative share of the reports.
    pub share: f64,
    /// Where it works: P-codes of oblasts; empty for the whole country.
    pub oblasts: Vec<String>,
    /// Beginning of its own references.
    pub prefix: String,
}

impl Ngo {
    /// The language it writes in.
    pub fn language(&self) -> Language {
        match self.language.as_str() {
            "ru" => Language::Russian,
            "ky" => Language::Kyrgyz,
            _ => Language::English,
        }
    }
}

/// The layout and container of an NGO's delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Workbook, row per case with column groups under merged titles.
    XlsxCase,
    /// CP1251 text with semicolons, row per person.
    CsvPersonCp1251,
    /// UTF-8 text with byte order mark and commas, row per case, English.
    CsvCaseEnglish,
    /// ODS with linked sheets of cases and persons, Kyrgyz.
    OdsLinked,
    /// JSON Lines, nested.
    Jsonl,
}

/// The scenario's organisations and what the register extract leaves out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// P-codes of oblasts outside the register's declared coverage.
    pub oblasts_not_held: Vec<String>,
    /// The NGOs.
    pub ngo: Vec<Ngo>,
}

impl Scenario {
    /// The shipped scenario; empty only when the shipped file is broken, which a test rules out.
    pub fn shipped() -> Self {
        toml::from_str(include_str!("../data/scenario.toml"))
            .unwrap_or(Self { oblasts_not_held: Vec::new(), ngo: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_organisations_with_five_formats() {
        let scenario = Scenario::shipped();
        let formats: Vec<Format> = scenario.ngo.iter().map(|ngo| ngo.format).collect();
        assert_eq!(
            formats,
            [
                Format::XlsxCase,
                Format::CsvPersonCp1251,
                Format::CsvCaseEnglish,
                Format::OdsLinked,
                Format::Jsonl
            ]
        );
    }
}

//! What can go wrong while reports are rendered. None of it is the fault of the input data: a
//! count that does not add up or a message that is missing is a defect, and rendering refuses
//! rather than print a report with a hole.

use rust_xlsxwriter::XlsxError;

/// Why a report could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportingError {
    /// A catalogue of this build cannot be read.
    #[error("message catalogue {language} cannot be read: {reason}")]
    Catalogue {
        /// Language code.
        language: &'static str,
        /// What the parser says.
        reason: String,
    },
    /// A text that the report needs is in no catalogue.
    #[error("no {language} message for `{key}`; add it to crates/reporting/locales/{language}.ftl")]
    MissingMessage {
        /// Language code.
        language: &'static str,
        /// Fluent key.
        key: String,
    },
    /// A message needs a parameter it did not get.
    #[error("{language} message `{key}` cannot be formatted: {reason}")]
    Message {
        /// Language code.
        language: &'static str,
        /// Fluent key.
        key: String,
        /// What the resolver says.
        reason: String,
    },
    /// A report was asked for in no language.
    #[error("no language asked for; name at least one of en, ru, ky")]
    NoLanguage,
    /// A figure that the report is built around is not in the analysis.
    #[error("the analysis has no figure `{id}`")]
    MissingFigure {
        /// Figure id.
        id: String,
    },
    /// Two parts of the analysis count the same thing differently.
    #[error("{what} counted as {left} and as {right}")]
    Disagreement {
        /// What was counted.
        what: String,
        /// One count.
        left: u64,
        /// The other.
        right: u64,
    },
    /// The page template failed.
    #[error("page template failed")]
    Template(#[from] askama::Error),
    /// A letter template cannot be used.
    #[error("{file}, line {line}: {what}")]
    LetterTemplate {
        /// Template.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong, with the remedy.
        what: String,
    },
    /// A document cannot be packed.
    #[error("document cannot be written: {0}")]
    Document(String),
    /// The typesetter refused a report.
    #[error("{file} cannot be typeset")]
    Typeset {
        /// Output file.
        file: String,
        /// Cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The workbook writer refused.
    #[error("workbook cannot be written")]
    Workbook(#[from] XlsxError),
    /// A table of values cannot be written as CSV.
    #[error("table {file} cannot be written")]
    Csv {
        /// Output file.
        file: &'static str,
        /// Cause.
        #[source]
        source: csv::Error,
    },
    /// A structure cannot be written as JSON.
    #[error("{file} cannot be written")]
    Json {
        /// Output file.
        file: &'static str,
        /// Cause.
        #[source]
        source: serde_json::Error,
    },
}

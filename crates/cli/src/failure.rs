//! Everything that can end a command early, each with its exit code. Expected failures name a
//! file, a place and a remedy; the rest are internal and say so.

use std::path::Path;

use attrition::AttritionError;
use ingest::error::IngestError;
use ingest::reference::ReferenceError;
use linkage::LinkageError;
use reporting::{DisclosureError, ReportingError};
use store::StoreError;

use crate::exit_code::ExitCode;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line is well-formed but asks for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// The project file is missing or wrong.
    #[error("{file}: {what}; {remedy}")]
    Project {
        /// Project file, with line and column where known.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A file of a source cannot be used.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// Several sources cannot be used.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Sources(Vec<IngestError>),
    /// Every row of a source was refused.
    #[error("{refusals}; no row could be used, check the column map of this source")]
    NoRecords {
        /// How many, why, and where most of them.
        refusals: String,
    },
    /// A reference file is broken.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The reference data do not make a model.
    #[error(transparent)]
    Linkage(#[from] LinkageError),
    /// Two lists cannot be linked.
    #[error(transparent)]
    Lists(#[from] linkage::list::ListError),
    /// The analysis did not add up.
    #[error(transparent)]
    Attrition(#[from] AttritionError),
    /// A report could not be rendered.
    #[error(transparent)]
    Reporting(#[from] ReportingError),
    /// Nothing may be released without giving a person away.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    /// An output is not made at this level.
    #[error("{0}")]
    Level(String),
    /// The review page cannot be served.
    #[error(transparent)]
    Review(#[from] review_web::ServeError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file named on the command line cannot be used.
    #[error("{file}: {what}; {remedy}")]
    Input {
        /// File.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Something asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// A gate failed.
    #[error("{0}")]
    Gate(String),
    /// Outputs cannot be made again as they are.
    #[error("{file}: not reproduced: {}", .what.join("; "))]
    NotReproduced {
        /// The file that says what they were made of.
        file: String,
        /// What is not as it was.
        what: Vec<String>,
    },
    /// Outputs were made by another version.
    #[error("{file}: made by version {stated}; install that version to make the outputs again")]
    OtherVersion {
        /// The file that says so.
        file: String,
        /// Its version.
        stated: String,
    },
    /// An output is not what was written.
    #[error("{file}: {what}; run `sverka report` to write it again")]
    Integrity {
        /// File.
        file: String,
        /// What does not fit.
        what: String,
    },
    /// The audit log, or the store beside it, is not what was written.
    #[error("the audit log does not hold: {0}; restore a backup, and keep this state as evidence")]
    Audit(String),
    /// Another process works on the project.
    #[error("{0} is in use by another sverka process; wait until it has finished")]
    Locked(String),
    /// An output cannot be written.
    #[error("{file}: cannot be written: {cause}; check free space and permissions")]
    Write {
        /// File.
        file: String,
        /// The system's reason.
        cause: std::io::Error,
    },
}

impl Failure {
    /// The exit code this ends the process with.
    pub(crate) const fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::NotFound(_) => ExitCode::Usage,
            Self::Reporting(ReportingError::LetterTemplate { .. }) => ExitCode::InputInvalid,
            Self::Ingest(IngestError::Accounting { .. })
            | Self::Attrition(_)
            | Self::Reporting(_)
            | Self::Store(StoreError::Engine(_) | StoreError::Withdrawn(_))
            | Self::Review(_)
            | Self::Write { .. } => ExitCode::Internal,
            Self::Project { .. }
            | Self::Ingest(_)
            | Self::Sources(_)
            | Self::NoRecords { .. }
            | Self::Reference(_)
            | Self::Linkage(_)
            | Self::Lists(_)
            | Self::Input { .. }
            | Self::Store(
                StoreError::Open { .. }
                | StoreError::NotEncrypted { .. }
                | StoreError::WrongKey { .. },
            ) => ExitCode::InputInvalid,
            Self::Gate(_) => ExitCode::GateFailed,
            Self::Disclosure(_) | Self::Level(_) => ExitCode::DisclosureRefused,
            Self::Integrity { .. }
            | Self::NotReproduced { .. }
            | Self::Audit(_)
            | Self::Store(StoreError::NotADatabase { .. } | StoreError::Damaged(_)) => {
                ExitCode::IntegrityFailed
            }
            Self::Locked(_) | Self::Store(StoreError::Locked | StoreError::InUse(_)) => {
                ExitCode::Locked
            }
            Self::OtherVersion { .. } | Self::Store(StoreError::Incompatible { .. }) => {
                ExitCode::IncompatibleVersion
            }
        }
    }

    /// A write that failed.
    pub(crate) fn write(path: &Path, cause: std::io::Error) -> Self {
        Self::Write { file: path.display().to_string(), cause }
    }

    /// A project file that cannot be used.
    pub(crate) fn project(file: &Path, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Project { file: file.display().to_string(), what: what.into(), remedy: remedy.into() }
    }
}

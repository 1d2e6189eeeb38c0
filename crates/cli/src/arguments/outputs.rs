//! Options of the commands that write what leaves the house: `report`, `release`, `reproduce`.

use std::path::PathBuf;

use clap::Args;

use super::{Copies, EncryptFor, ProjectArgument, ProjectOption};

/// Options of `release`.
#[derive(Debug, Args)]
pub(crate) struct Release {
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    /// Release nothing; print which oblasts and years to show as one, so that less is hidden.
    #[arg(long)]
    pub(crate) suggest_collapse: bool,
    #[command(flatten)]
    pub(crate) copies: Copies,
}

/// Options of `report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    /// List the offices that are asked something, and write nothing.
    #[arg(long, conflicts_with = "office")]
    pub(crate) list: bool,
    /// Write what this office is asked: its id from --list, or its name as a source writes it.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) office: Option<String>,
    /// Write the letter templates to this new folder, to be edited and named in [letters] templates.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["office", "list"])]
    pub(crate) templates: Option<PathBuf>,
    /// New folder for the office's files; `packs/OFFICE.LEVEL` of the project where not given, which
    /// is replaced.
    #[arg(long, value_name = "DIR", requires = "office")]
    pub(crate) out: Option<PathBuf>,
    /// What may be shown: `named` adds victims' names for one office and is noted in the audit log;
    /// `public` makes a release, and with --office gives that office a copy.
    #[arg(long, value_enum, default_value_t = PackLevel::Restricted)]
    pub(crate) level: PackLevel,
    /// Languages with commas between; those of the project where not given.
    #[arg(long, value_name = "en|ru|ky", value_delimiter = ',', requires = "office")]
    pub(crate) lang: Vec<String>,
    /// Formats with commas between.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [PackFormat::Html, PackFormat::Xlsx], requires = "office")]
    pub(crate) format: Vec<PackFormat>,
    /// On what ground names are handed over; kept in the audit log.
    #[arg(long, value_name = "TEXT", requires = "office")]
    pub(crate) basis: Option<String>,
    /// Who receives the names; the office where not given.
    #[arg(long, value_name = "WHO", requires = "office")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) encrypt: EncryptFor,
}

/// How much files show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PackLevel {
    /// With the names of victims: for the office alone.
    Named,
    /// Numbers, offices and dates.
    Restricted,
    /// For everybody.
    Public,
}

/// File format of an office's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PackFormat {
    /// A page to read and print.
    Html,
    /// A workbook.
    Xlsx,
    /// Paper.
    Pdf,
    /// Letters to edit and sign.
    Docx,
}

impl PackLevel {
    /// Code, as on the command line.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Restricted => "restricted",
            Self::Public => "public",
        }
    }
}

impl PackFormat {
    /// End of the file's name.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }
}

/// Options of `reproduce`.
#[derive(Debug, Args)]
pub(crate) struct Reproduce {
    /// run.json of the outputs, beside them; that of the project's out/ where not given.
    #[arg(value_name = "RUN.JSON")]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectOption,
    /// The model the outputs were made with, where it was not the shipped one.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// New folder to write the outputs made again to.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

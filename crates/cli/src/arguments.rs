//! The command line as one definition: help, completions and the man page all come from it.

mod encryption;
mod outputs;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use records::{PersonRole, PersonSide, Sex};

pub(crate) use encryption::EncryptFor;
pub(crate) use outputs::{PackFormat, PackLevel, Release, Report, Reproduce};

use crate::commands::audit::Audit;
use crate::commands::privacy::Privacy;

/// Reconciles trafficking cases reported by NGOs with the crime register and the court registers.
#[derive(Debug, Parser)]
#[command(name = "sverka", version, after_long_help = AFTER_HELP, propagate_version = true)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Shown under the long help: examples first, then what the exit codes mean.
const AFTER_HELP: &str = "\
Examples:
  sverka inspect reports.xlsx register.csv
  sverka init case-review --from reports.xlsx register.csv courts.csv
  sverka run case-review
  sverka report case-review --list
  sverka report case-review --office police-KG11203000000 --lang ru --out for-the-office
  sverka explain ngo-a:2021-014 --project case-review
  sverka lookup case-review --name - --birth-date 1999
  sverka review case-review --reader a.k
  sverka explain ngo-a:2021-014 erp:08-219-2023-000001 --project case-review

Exit codes:
  0    done
  1    internal error, please report it
  2    the command line is wrong
  3    an input is invalid: a file, the project file, reference data, a key or a passphrase
  4    a gate failed (check, evaluate --min-f1)
  5    integrity failed: an output, the database or the audit log is not what was written
  6    the project is in use by another process
  7    the database was written by an incompatible version
  8    a disclosure rule refused the output: it would give a person away (release)
  130  interrupted; run the same command again to resume";

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Print data as JSON on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No progress and no summary on standard error; errors are still printed.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Threads for linking; all cores where not given. Results do not depend on it.
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// The project to work on.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProjectArgument {
    /// Folder of the project, or its sverka.toml.
    #[arg(value_name = "PROJECT", default_value = ".")]
    pub(crate) project: PathBuf,
}

/// The project to work on, as an option.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProjectOption {
    /// Folder of the project, or its sverka.toml.
    #[arg(long, value_name = "PROJECT", default_value = ".")]
    pub(crate) project: PathBuf,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    /// Model to weigh with instead of the shipped one, as `link --estimate` writes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) copies: Copies,
}

/// Further forms of the outputs.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Copies {
    /// Write a copy of every CSV file for Excel set up in Russian: semicolons, decimal commas.
    #[arg(long)]
    pub(crate) excel_ru: bool,
}

/// Options of `link`.
#[derive(Debug, Args)]
pub(crate) struct Link {
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    /// Estimate the model on these records, write PROJECT/model.json, and link with it.
    #[arg(long, conflicts_with = "model")]
    pub(crate) estimate: bool,
    /// Model to weigh with instead of the shipped one, as --estimate writes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
}

/// Options of `review`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) without_page: Option<ReviewFiles>,
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    #[command(flatten)]
    pub(crate) who: Reviewer,
    /// Decide between readers who differ, instead of reading.
    #[arg(long)]
    pub(crate) adjudicate: bool,
    /// Language of the page; the first of the project where not given.
    #[arg(long = "lang", value_name = "en|ru|ky")]
    pub(crate) language: Option<String>,
}

/// Who reviews what.
#[derive(Clone, Debug, Args)]
pub(crate) struct Reviewer {
    /// Name or code of who decides; two readers need two.
    #[arg(long, value_name = "NAME", default_value = "reviewer")]
    pub(crate) reader: String,
    /// Cards by value for the report, or the random sample that alone measures accuracy.
    #[arg(long, value_enum, default_value_t = ReviewQueue::Work)]
    pub(crate) queue: ReviewQueue,
}

/// Which cards are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReviewQueue {
    /// The most valuable for the report's interval first.
    Work,
    /// A random sample of each kind of machine result.
    Audit,
}

/// Review without the page.
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewFiles {
    /// Write the cards to do as a workbook (.xlsx), or every decision made (.jsonl); encrypted, it
    /// ends in .age too.
    Export {
        /// File to write.
        file: PathBuf,
        #[command(flatten)]
        who: Reviewer,
        #[command(flatten)]
        encrypt: EncryptFor,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// Read answers from a workbook that was exported, or decisions of another machine (.jsonl).
    Import {
        /// File to read.
        file: PathBuf,
        #[command(flatten)]
        project: ProjectOption,
    },
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a project folder with a commented sverka.toml.
    Init {
        /// Folder to make; must not hold a sverka.toml yet.
        dir: PathBuf,
        /// Files to propose sources, layouts and column maps from.
        #[arg(long, value_name = "FILES", num_args = 1..)]
        from: Vec<PathBuf>,
    },
    /// Say what files are: encoding, separator, sheets, header row, layout, columns.
    Inspect {
        /// Files to look at; nothing is changed and no value is printed.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// The main job: ingest, link, analyse, report.
    Run(Run),
    /// Read the sources into the database.
    Ingest(ProjectArgument),
    /// Decide which records are the same case.
    Link(Link),
    /// Write the reports from what was read and linked; or list offices, or write for one of them.
    Report(Report),
    /// Write what everybody may read to out/public, and remember it in releases.json.
    ///
    /// Counts only, hidden and rounded so that nobody can be recognised, alone or together with
    /// earlier releases; refused with exit code 8 where that cannot be. Keep releases.json.
    Release(Release),
    /// Make the outputs again from the input files, and compare them byte by byte.
    ///
    /// Changes nothing. Says what is no longer as it was: input files, version, model, decisions.
    Reproduce(Reproduce),
    /// Print the path of one report, crime record or court case: links, why, and why not others.
    ///
    /// With a second record, print why these two score as they do, in bits that add up, whether or
    /// not they were ever compared.
    Explain {
        /// Record id such as ngo-a:2021-014, or the own reference alone where it is unique.
        reference: String,
        /// Second record of a pair: a crime record after a report or a court case, or a report.
        other: Option<String>,
        /// The model that `link` used for a pair, where it was not the shipped one.
        #[arg(long, value_name = "FILE", requires = "other")]
        model: Option<PathBuf>,
        /// Language of the words; the first of the project where not given.
        #[arg(long = "lang", value_name = "en|ru|ky")]
        language: Option<String>,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// Look one person up in the register that was linked last, with the numbers of that run.
    ///
    /// What is not stated counts as missing, as in a report. The first lookup after a run indexes
    /// the register; those after it take milliseconds.
    Lookup(Lookup),
    /// Let a person decide about possible links, on a page of this machine.
    Review(Review),
    /// Print the records behind a figure.
    Why {
        /// Figure id as in figures.json, e.g. ladder.r2.
        figure: String,
        #[command(flatten)]
        project: ProjectOption,
    },
    /// Print on which identification lists each case stands, for multiple-systems estimation.
    ///
    /// One row per pattern of lists, as CSV, from what `run` read and linked. Register and court
    /// sources are refused: their cases were handed on by others.
    Histories(Histories),
    /// Write synthetic registers with their truth.
    Simulate(Simulate),
    /// Write a fixture of a project that has been run: as hard to link, and naming nobody.
    ///
    /// Names, numbers, places and dates are replaced throughout under one key; narratives and columns
    /// that are no field are left out. What is left of the original is counted in residual-risk.json.
    Anonymize(Anonymize),
    /// Measure links and findings against the truth.
    Evaluate {
        #[command(flatten)]
        project: ProjectArgument,
        /// truth.csv with the columns kind, left, right, value.
        #[arg(long, value_name = "FILE", required_unless_present = "reviewed")]
        truth: Option<PathBuf>,
        /// Fail with exit code 4 when the F1 of ngo_register or register_court is lower.
        #[arg(long, value_name = "F1", requires = "truth")]
        min_f1: Option<f64>,
        /// Measure against what people answered in the audit queue of `review`, weighted.
        #[arg(long, conflicts_with = "truth")]
        reviewed: bool,
    },
    /// Compare what the last run decided and counted with an earlier run; fail on flips.
    ///
    /// Nothing is run: `sverka run` first. What may differ stands in tolerances.toml beside the
    /// baseline; without it, nothing.
    Check {
        #[command(flatten)]
        project: ProjectArgument,
        /// Folder with findings.csv, links.csv and figures.json of an earlier run, as in its out/.
        #[arg(long, value_name = "DIR")]
        baseline: PathBuf,
        /// Take the last run as the new baseline instead: findings, the chosen candidate of every
        /// record, and figures without the ids behind them.
        #[arg(long)]
        accept: bool,
    },
    /// Link two lists of persons by columns named here.
    Match(MatchLists),
    /// Find the records of one list that are one person.
    Dedupe(Dedupe),
    /// The audit log: check it, print it, prove an entry of it.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        what: Audit,
    },
    /// Print names that people linked although the lexicon lacks them, as rows of name_lexicon.csv.
    Lexicon {
        #[command(flatten)]
        project: ProjectArgument,
        /// Reviewed links that must hold a name: one may be a slip of the pen.
        #[arg(long, value_name = "N", default_value_t = 2)]
        least: usize,
    },
    /// What the law asks for persons in the data: subject, erase, retention, recipients, record;
    /// and encryption: encrypt, decrypt.
    Privacy {
        /// What to do.
        #[command(subcommand)]
        what: Privacy,
    },
    /// Print completions for a shell.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
    /// Print the man page in roff.
    Man,
}

/// Options of `lookup`.
#[derive(Debug, Args)]
pub(crate) struct Lookup {
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
    /// Whole name, in any script and order; `-` reads a line from standard input, which leaves no
    /// name in the history of the shell.
    #[arg(long, value_name = "NAME", required_unless_present_any = ["pin", "phone"])]
    pub(crate) name: Option<String>,
    /// Birth date, as finely as known.
    #[arg(long, value_name = "DATE")]
    pub(crate) birth_date: Option<String>,
    /// female or male.
    #[arg(long, value_name = "SEX", value_parser = sex)]
    pub(crate) sex: Option<Sex>,
    /// Personal number.
    #[arg(long, value_name = "DIGITS")]
    pub(crate) pin: Option<String>,
    /// Phone number.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,
    /// Part the person plays: victim or suspect.
    #[arg(long, value_name = "ROLE", default_value = "victim", value_parser = role)]
    pub(crate) role: PersonRole,
    /// Where it took place.
    #[arg(long, value_name = "PLACE")]
    pub(crate) place: Option<String>,
    /// When it took place, as finely as known.
    #[arg(long, value_name = "DATE")]
    pub(crate) event_date: Option<String>,
    /// When it was handed to the police, as finely as known.
    #[arg(long, value_name = "DATE")]
    pub(crate) handed_over: Option<String>,
    /// The model that `link` used, where it was not the shipped one.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Language of the words; the first of the project where not given.
    #[arg(long = "lang", value_name = "en|ru|ky")]
    pub(crate) language: Option<String>,
}

/// Options of `histories`.
#[derive(Debug, Args)]
pub(crate) struct Histories {
    /// Sources of NGO reports, two or more, with commas between.
    #[arg(long, value_name = "SOURCES", value_delimiter = ',', required = true)]
    pub(crate) lists: Vec<String>,
    #[command(flatten)]
    pub(crate) project: ProjectArgument,
}

/// Options of `simulate`.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// Folder to write to; it is made, and must be empty if it exists.
    pub(crate) dir: PathBuf,
    /// Seed: the same seed and sizes give the same bytes.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// NGO reports.
    #[arg(long, default_value_t = 150)]
    pub(crate) reports: u32,
    /// Register entries.
    #[arg(long, default_value_t = 8_000)]
    pub(crate) register: u32,
    /// Court cases.
    #[arg(long, default_value_t = 1_200)]
    pub(crate) court: u32,
    /// First year of the registers.
    #[arg(long, default_value_t = 2018)]
    pub(crate) from_year: i16,
    /// The day the extracts are made.
    #[arg(long, default_value = "2026-06-30")]
    pub(crate) as_of: Date,
    /// Error rates; the built-in ones where not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) rates: Option<PathBuf>,
}

/// Options of `anonymize`.
#[derive(Debug, Args)]
pub(crate) struct Anonymize {
    /// Folder of the project, or its sverka.toml.
    pub(crate) project: PathBuf,
    /// Folder to write to; it is made, and must be empty if it exists.
    pub(crate) dir: PathBuf,
    /// Secret of at least 32 bytes: the same secret gives the same fixture. Without it, one is made and
    /// forgotten.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
}

/// Columns of a list; each is `COL`, or `LEFT_COL:RIGHT_COL` where the lists differ.
#[derive(Debug, Args)]
pub(crate) struct ListColumns {
    /// Column that identifies a row.
    #[arg(long, value_name = "COL")]
    pub(crate) id: String,
    /// Whole name in one column.
    #[arg(long, value_name = "COL")]
    pub(crate) name: Option<String>,
    /// Given name.
    #[arg(long, value_name = "COL")]
    pub(crate) given: Option<String>,
    /// Surname.
    #[arg(long, value_name = "COL")]
    pub(crate) surname: Option<String>,
    /// Father's name.
    #[arg(long, value_name = "COL")]
    pub(crate) patronymic: Option<String>,
    /// Birth date; partial dates are understood.
    #[arg(long, value_name = "COL")]
    pub(crate) birth_date: Option<String>,
    /// Sex.
    #[arg(long, value_name = "COL")]
    pub(crate) sex: Option<String>,
    /// Personal number.
    #[arg(long, value_name = "COL")]
    pub(crate) pin: Option<String>,
    /// Phone number.
    #[arg(long, value_name = "COL")]
    pub(crate) phone: Option<String>,
    /// Place.
    #[arg(long, value_name = "COL")]
    pub(crate) place: Option<String>,
    /// Further column whose values are equal or not; may be repeated.
    #[arg(long, value_name = "COL")]
    pub(crate) exact: Vec<String>,
    /// Further column of free text; may be repeated.
    #[arg(long, value_name = "COL")]
    pub(crate) text: Vec<String>,
    /// Probability from which a pair is a link.
    #[arg(long, value_name = "P", default_value_t = 0.5, value_parser = probability)]
    pub(crate) threshold: f64,
    /// Blocking rules, one a line, such as `surname.sound + birth_date.year`.
    #[arg(long, value_name = "FILE")]
    pub(crate) blocking: Option<PathBuf>,
    /// Model to use as it is instead of estimating one.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Write the model used.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_model: Option<PathBuf>,
    /// What people decided: columns left_id, right_id, decision (link or not_link).
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
    /// Do without the lexicon of names, to measure what it adds.
    #[arg(long)]
    pub(crate) without_lexicon: bool,
    /// Column with the true entity of a row, for measuring.
    #[arg(long, value_name = "COL")]
    pub(crate) truth_column: Option<String>,
}

/// Options of `match`.
#[derive(Debug, Args)]
pub(crate) struct MatchLists {
    /// Left list: CSV, TSV, XLSX, ODS or JSON Lines.
    pub(crate) left: PathBuf,
    /// Right list.
    pub(crate) right: PathBuf,
    #[command(flatten)]
    pub(crate) columns: ListColumns,
    /// How many partners a record may have.
    #[arg(long, value_enum, default_value_t = Assignment::ManyToOne)]
    pub(crate) assignment: Assignment,
    /// File of the links.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Options of `dedupe`.
#[derive(Debug, Args)]
pub(crate) struct Dedupe {
    /// List: CSV, TSV, XLSX, ODS or JSON Lines.
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) columns: ListColumns,
    /// File of the clusters, one row per record.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// File of the linked pairs behind them.
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
}

/// How many partners a record may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Assignment {
    /// At most one on either side.
    OneToOne,
    /// Several left records may have the same right one.
    ManyToOne,
    /// Several right records may have the same left one.
    OneToMany,
    /// Any number.
    ManyToMany,
}

impl From<Assignment> for linkage::list::Cardinality {
    fn from(assignment: Assignment) -> Self {
        match assignment {
            Assignment::OneToOne => Self::OneToOne,
            Assignment::ManyToOne => Self::ManyToOne,
            Assignment::OneToMany => Self::OneToMany,
            Assignment::ManyToMany => Self::ManyToMany,
        }
    }
}

fn sex(text: &str) -> Result<Sex, String> {
    Sex::from_code(text).ok_or_else(|| "must be female or male".to_owned())
}

fn role(text: &str) -> Result<PersonRole, String> {
    let role = PersonRole::from_code(text);
    role.filter(|role| role.side() != PersonSide::Other)
        .ok_or_else(|| "must be victim or suspect".to_owned())
}

fn probability(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("must be from 0 to 1".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }
}

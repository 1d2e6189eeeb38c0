//! What can be wrong with a reference file. Reach for [`ReferenceError`] to tell an analyst which
//! row to mend; it always names the file, and the line and column where there is one.

use std::fmt;

use thiserror::Error;

/// A reference file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ReferenceError {
    /// File name inside the reference directory.
    pub file: String,
    /// Line, counted from one with the header as the first.
    pub line: Option<u64>,
    /// Column by its header.
    pub column: Option<String>,
    /// What is wrong and how to mend it.
    pub problem: ReferenceProblem,
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reference file {}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}; {}", self.problem, self.problem.remedy())
    }
}

/// What is wrong with a reference file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReferenceProblem {
    /// The file is not there or cannot be read.
    #[error("cannot be read ({0})")]
    Unreadable(String),
    /// A file that no table is read from.
    #[error("is not a known reference file")]
    UnknownFile,
    /// Not UTF-8.
    #[error("is not UTF-8 text")]
    NotUtf8,
    /// The table cannot be split into cells.
    #[error("cannot be split into cells ({0})")]
    Malformed(String),
    /// A required column is absent.
    #[error("the column is missing")]
    MissingColumn,
    /// A column nobody reads.
    #[error("the column is unknown")]
    UnknownColumn,
    /// A column twice.
    #[error("the column occurs twice")]
    RepeatedColumn,
    /// An empty cell where a value is required.
    #[error("the cell is empty")]
    Empty,
    /// Space at either end of a cell or list item.
    #[error("the value starts or ends with a space")]
    StraySpace,
    /// A value of the wrong form.
    #[error("`{value}` is not {expected}")]
    Unexpected {
        /// The value.
        value: String,
        /// What belongs there.
        expected: String,
    },
    /// The same key on two rows.
    #[error("duplicate key `{key}`, first seen on line {first}")]
    DuplicateKey {
        /// The key, parts joined with ` / `.
        key: String,
        /// Line of its first use.
        first: u64,
    },
    /// A reference to a row that does not exist.
    #[error("`{value}` is not in {target}")]
    UnknownKey {
        /// The value.
        value: String,
        /// File it should be in.
        target: String,
    },
    /// Two periods of the same thing share days.
    #[error("the period of `{key}` overlaps that on line {other}")]
    Overlap {
        /// What the period belongs to.
        key: String,
        /// Line of the other period.
        other: u64,
    },
    /// A period that ends before it starts.
    #[error("the period ends before it starts")]
    Backwards,
    /// A rule that no case can reach.
    #[error("the rule is never reached: line {earlier} already takes every `{outcome}`")]
    Unreachable {
        /// The outcome.
        outcome: String,
        /// Line of the rule without a ground.
        earlier: u64,
    },
    /// An outcome without a rule for any ground.
    #[error("`{outcome}` has no rule with an empty ground")]
    NoFallback {
        /// The outcome.
        outcome: String,
    },
    /// A place under one of its own or a lower level, or under itself.
    #[error("a place of level {level} cannot lie under `{parent}`")]
    WrongParent {
        /// Level of the place.
        level: String,
        /// The parent's code.
        parent: String,
    },
}

impl ReferenceProblem {
    /// What to do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "restore it from the release or check its permissions",
            Self::UnknownFile => "correct its name or move it out of the reference directory",
            Self::NotUtf8 => "save it as CSV UTF-8",
            Self::Malformed(_) => "give every row as many cells as the header, comma-separated",
            Self::MissingColumn => "restore the header; columns are separated by commas",
            Self::UnknownColumn => "remove it or correct its name",
            Self::RepeatedColumn => "remove one of the two",
            Self::Empty => "fill it in; every row needs source and verified",
            Self::StraySpace => "remove the space",
            Self::Unexpected { .. } => "write a value of that form",
            Self::DuplicateKey { .. } => "keep one of the two rows",
            Self::UnknownKey { .. } => "add it there first or correct the value",
            Self::Overlap { .. } => "end one period the day before the other starts",
            Self::Backwards => "swap or correct the two dates",
            Self::Unreachable { .. } => "move the rule without a ground last",
            Self::NoFallback { .. } => "add a last rule for it with an empty ground",
            Self::WrongParent { .. } => "name the unit directly above",
        }
    }
}

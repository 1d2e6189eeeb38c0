//! Persons' names: words, roles, levels per part, and one grade for the whole. Reach for
//! [`ParsedName::parse`] once per name and [`compare`] per pair, or [`CodedWords`] for millions.
//!
//! Guarantees: parsing is total; levels are symmetric; word order costs nothing where no column
//! says otherwise; a missing patronymic is neutral, a conflicting one is not; agreement of family
//! and father without the given name is [`NameGrade::SiblingLike`], never a high grade. What it
//! leaves out: how rare a name is (the linkage model counts that on
//! [`ParsedName::frequency_keys`]), birth dates, and deciding anything.

mod align;
mod compare;
mod grade;
mod initial;
mod keyboard;
mod level;
mod parse;
mod reader;
mod tokens;
mod words;

pub use compare::{
    AlignedWords, NameComparison, aligned_words, compare, compare_any, compare_parts,
};
pub use grade::NameGrade;
pub use level::NameLevel;
pub use parse::{BlockingToken, NameRole, NameToken, ParsedName};
pub use reader::NameMemory;
pub use words::{CodedName, CodedWords, NameWords, WordMemory, coded};

#[cfg(test)]
mod tests;

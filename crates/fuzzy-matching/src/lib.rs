//! How alike two *values* are, and why: names of any script, dates, places, offences, numbers,
//! narratives. Reach for this crate to grade one attribute of two records; which records to
//! compare and what the grades add up to is `linkage`'s work.
//!
//! Every comparison returns a level with a stable `code()`, best first; `Missing` is a level, so
//! that what is not known is never counted as disagreement. Reasons are [`explanation::Explanation`]
//! keys with parameters, told in three languages elsewhere. Everything is a pure function of its
//! arguments and of [`records::Reference`]; nothing here reads a file or a clock.
//!
//! ```text
//! written name ─ fold (K0 K1 K2v K3, stems) ─ lexicon ids ─ person_name (roles, levels, grade)
//!                      └─ edit_distance           date pin phone reference_number
//!                      └─ place, narrative        offence
//! ```

mod coded;
pub mod date;
pub mod edit_distance;
pub mod explanation;
pub mod fold;
pub mod lexicon;
pub mod narrative;
pub mod offence;
pub mod person_name;
pub mod phone;
pub mod pin;
pub mod place;
pub mod reference_number;

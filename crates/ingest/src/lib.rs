//! From the files people really have to records, or to located refusals.
//!
//! Reach for [`source::read_source`] to read one source of a project. The way of a file:
//!
//! ```text
//! file (bytes, encoding, sheet, header) ── table::Table
//!    └─ column_map (which column is which field) ── layout (which rows are one case)
//!         └─ code_map, date_text, … (what a cell means) ── assemble_* (records)
//! ```
//!
//! Guarantees that every input row ends in a record or in quarantine, and counts both. What a name
//! or place *means* is left to comparison: values stay as written.

mod archive_scan;
pub mod article_text;
mod assemble;
mod assemble_court;
mod assemble_ngo;
mod assemble_register;
pub mod code_map;
pub mod column_map;
pub mod date_order;
pub mod date_text;
mod date_words;
mod delimited;
pub mod delivery;
pub mod error;
pub mod field;
pub mod file;
mod ground_text;
pub mod inspect;
mod json_lines;
mod keyed_rows;
mod layout;
pub mod limits;
pub mod list_dates;
pub mod list_file;
pub mod number_text;
mod one_person;
mod own_reference;
mod packed_rows;
mod person_columns;
pub mod preset;
pub mod reference;
mod row_content;
mod row_reader;
pub mod source;
pub mod source_config;
mod spreadsheet;
pub mod table;
pub mod text_encoding;

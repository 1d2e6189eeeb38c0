//! The binary as its users meet it: exit codes, bad inputs, determinism, and the hand count of
//! `fixtures/tiny`.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

mod anonymize;
mod audit;
mod bad_input;
mod browser;
mod case_model;
mod check;
mod common;
mod confidential;
mod crash;
mod determinism;
mod encryption;
mod evaluate;
mod exit_codes;
mod explain_pair;
mod exports;
mod faults;
mod figures;
mod hand_count;
mod hostile;
mod lexicon;
mod link_audit;
mod lists;
mod lookup;
mod office;
mod paper;
mod postgres;
#[path = "../../../store/tests/postgres_server/mod.rs"]
mod postgres_server;
mod release;
mod report_accessible;
mod reproduce;
mod review;
mod review_accessible;
mod review_files;
mod review_hostile;
mod review_page;
mod review_server;

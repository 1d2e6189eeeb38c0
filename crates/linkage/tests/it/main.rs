//! Claims about whole linkage runs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod hand_made;
mod simulated;
mod simulated_records;

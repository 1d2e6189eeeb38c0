//! Claims about whole linkage runs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod explained;
mod hand_made;
mod measured;
mod passes;
mod simulated;
mod simulated_records;

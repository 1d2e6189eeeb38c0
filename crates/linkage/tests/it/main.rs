//! Claims about whole linkage runs.

mod hand_made;
mod simulated;
mod simulated_records;

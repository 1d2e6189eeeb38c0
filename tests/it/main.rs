//! Tests across crates: the architecture, the pipeline on the fixtures, and what must not change
//! when rows are shuffled, threads are added or a run is repeated.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

mod architecture;
mod estimated_shares;
mod lookup;
mod pipeline;
mod simulated;
mod supply_chain;
mod whole_runs;

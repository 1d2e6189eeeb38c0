//! Tests across crates: the architecture, the pipeline on the fixtures, and what must not change
//! when rows are shuffled, threads are added or a run is repeated.

mod architecture;
mod pipeline;
mod scenario;

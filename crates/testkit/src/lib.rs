//! Synthetic registers with known truth, and slow oracles. Reach for [`simulate`] to make a
//! scenario: a population with names recombined from the lexicon, trafficking cases, NGO reports
//! in five layouts, a register extract, a court register and the truth about all of them.
//!
//! Guarantees that the same plan, seed and reference data give the same bytes, and that no real
//! person is meant: names are drawn part by part. It makes no claim about how often anything
//! happens in reality; every rate is an input (`data/error_rates.toml`).
//!
//! ```text
//! plan ─ cases ─┬─ register entries ─ court cases
//!               └─ NGO reports            │
//!                       └──── truth ──────┘
//! ```

mod case;
mod course;
mod court;
pub mod disclosure_auditor;
mod draw;
mod entry;
mod files;
mod law;
mod mutator;
mod names;
mod noise;
pub mod oracle;
mod places;
mod plan;
mod population;
mod register;
mod report;
mod romanisation;
mod scenario;
mod simulation;
mod truth;
mod words;

pub use case::{Destination, TrueCase, Turn};
pub use court::CourtEntry;
pub use entry::{Entry, EntryEvent, Numbers, Origin};
pub use files::{SimulatedFile, WriteError};
pub use mutator::Mutator;
pub use names::{Community, NameForm, NameParts, NamePool, TrueName};
pub use noise::{Language, WrittenDate, WrittenPerson};
pub use places::{Body, Office, Site};
pub use plan::{
    CourtRates, ErrorRates, LookAlikeRates, PathRates, RatesError, ReportRates, SimulationPlan,
    TypedErrors,
};
pub use population::TruePerson;
pub use report::{WrittenHandOver, WrittenReport};
pub use romanisation::Romanisation;
pub use scenario::{Format, Ngo, Scenario};
pub use simulation::{
    COURT_SOURCE, REGISTER_SOURCE, Renderer, Simulation, WrittenEntry, WrittenEvent, simulate,
};
pub use truth::{TruthRow, court_id, entry_id};

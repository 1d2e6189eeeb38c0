//! Figures with everything that a reader needs to check them (invariant 6). Reach for [`Figure`]
//! for every number that leaves the software; there is no way to make one without unit, cohort,
//! numerator, denominator and ids.

use records::RecordId;

/// Below this base a rate says little and is not to be compared with another.
pub const SMALL_BASE: u64 = 10;

/// What is counted. Two units are never divided by one another unless a ratio says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountingUnit {
    /// NGO reports.
    Reports,
    /// Victims.
    Victims,
    /// Suspects and defendants.
    Suspects,
    /// Register entries (a lineage counts once).
    Entries,
}

impl CountingUnit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Reports, Self::Victims, Self::Suspects, Self::Entries];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Victims => "victims",
            Self::Suspects => "suspects",
            Self::Entries => "entries",
        }
    }
}

/// An interval around a value, with the method that made it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Nominal coverage, e.g. 0.95.
    pub level: f64,
    /// Method code, e.g. `wilson`.
    pub method: &'static str,
}

/// What chance alone and uncertain links alone make of an interval, as (low, high).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalParts {
    /// With the links as expected: how far chance moves a share in so few cases.
    pub sampling: (f64, f64),
    /// With the reports as they are: how far other links that the evidence allows move it.
    pub linkage: (f64, f64),
}

/// An error rate with its central 95 % range. All in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Where error rates of links come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorSource {
    /// People read a random sample of every machine result.
    AuditSample,
    /// The probabilities of the model; errors it does not know of are not in them.
    ModelPosterior,
}

impl ErrorSource {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AuditSample => "audit_sample",
            Self::ModelPosterior => "model_posterior",
        }
    }
}

/// How links go wrong, as a corrected share takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorRates {
    /// r: of the reports that stand in a register, the share linked.
    pub recall: Rate,
    /// f: of the reports that stand in none, the share linked all the same.
    pub false_link_rate: Rate,
    /// Where both come from.
    pub from: ErrorSource,
    /// Reports of the sample that people decided; zero without a sample.
    pub reviewed: u64,
}

/// What must be said with a figure.
pub mod note {
    /// The correction left [0, 1] and was cut off there.
    pub const CLIPPED: &str = "clipped";
    /// Reports of the sample that people could not decide widen the interval.
    pub const UNDECIDED_IN_SAMPLE: &str = "undecided_in_sample";
}

/// Every note a figure may carry, for the catalogues of the reports.
pub const NOTES: [&str; 2] = [note::CLIPPED, note::UNDECIDED_IN_SAMPLE];

/// What uncertain links have to do with a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uncertainty {
    /// What makes the interval wide, where links were drawn.
    pub parts: Option<IntervalParts>,
    /// r and f of a corrected share.
    pub link_errors: Option<ErrorRates>,
    /// Codes of [`NOTES`].
    pub notes: Vec<&'static str>,
}

/// One number with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Stable id, e.g. `ladder.r2.reports` or `ladder.r2.reports.oblast=KG11000000000`.
    pub id: String,
    /// Fluent key of its label.
    pub label: String,
    /// Parameters of the label.
    pub label_arguments: Vec<(String, String)>,
    /// What is counted.
    pub unit: CountingUnit,
    /// Cohort code, e.g. `handed_over_2018-01-01_2026-06-30`.
    pub cohort: String,
    /// Numerator, as counted: always the number of `ids`.
    pub numerator: u64,
    /// Denominator; `None` for a plain count.
    pub denominator: Option<u64>,
    /// numerator / denominator, or the count itself; `None` where the denominator is zero.
    pub value: Option<f64>,
    /// Interval for a rate.
    pub interval: Option<Interval>,
    /// What uncertain links have to do with it; empty for a plain count.
    pub uncertainty: Uncertainty,
    /// How it was computed: `raw` (value is numerator / denominator, or the count), `ratio` (of two
    /// units, so it may exceed one and has no interval), `link_draws` (value is the mean share over
    /// draws of the links), `linkage_adjusted` (value is û, the share corrected for the errors of
    /// links), `aalen_johansen` (value is the share by a day, with cases still open taken into
    /// account), `verified_sample` (value is weighted; numerator and denominator are of the reports
    /// people decided), `clopper_pearson` (as `raw`, the interval covers at least its level) or
    /// `bounds` (value is raw, the interval what the undetermined could make of it). The counts as
    /// they stand are numerator and denominator throughout.
    pub method: &'static str,
    /// Records behind the numerator, sorted; one that carries several people counted stands once
    /// for each.
    pub ids: Vec<RecordId>,
    /// Records behind the denominator in the same way; empty for a plain count.
    pub denominator_ids: Vec<RecordId>,
}

impl Figure {
    /// Whether it is a rate over fewer than [`SMALL_BASE`].
    pub fn has_small_base(&self) -> bool {
        self.denominator.is_some_and(|base| base < SMALL_BASE)
    }
}

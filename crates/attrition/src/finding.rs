//! What is said of each NGO report. Reach for [`ReportFinding`]: one per report, with the
//! probability of the statement and the evidence for and against.

use linkage::Candidate;
use records::{PartialDate, RecordId};

/// Exactly one per report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// In the register under a trafficking article from the start.
    Registered,
    /// In the register, first under another article.
    RegisteredOtherOffence,
    /// In the intake journal only.
    JournalOnly,
    /// Refused: never registered, a refusal decided.
    Refused,
    /// In neither journal nor register, though it would have to be.
    Unregistered,
    /// No proof of hand-over: never counts against the police.
    NotHandedOver,
    /// A possible link awaits clerical review.
    Undetermined,
    /// Outside the declared coverage, or too few identifiers to be found.
    NotAssessable,
}

impl Finding {
    /// Every finding, in the order reports list them.
    pub const ALL: [Self; 8] = [
        Self::Registered,
        Self::RegisteredOtherOffence,
        Self::JournalOnly,
        Self::Refused,
        Self::Unregistered,
        Self::NotHandedOver,
        Self::Undetermined,
        Self::NotAssessable,
    ];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::RegisteredOtherOffence => "registered_other_offence",
            Self::JournalOnly => "journal_only",
            Self::Refused => "refused",
            Self::Unregistered => "unregistered",
            Self::NotHandedOver => "not_handed_over",
            Self::Undetermined => "undetermined",
            Self::NotAssessable => "not_assessable",
        }
    }
}

/// A rung of the registration ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// Handed over with proof.
    HandedOver,
    /// In the journal.
    InJournal,
    /// In the register under any article.
    Registered,
    /// First qualified as trafficking.
    RegisteredAsTrafficking,
    /// Not refused, terminated or requalified down within the horizon.
    Kept,
}

impl Rung {
    /// Every rung, lowest first.
    pub const ALL: [Self; 5] = [
        Self::HandedOver,
        Self::InJournal,
        Self::Registered,
        Self::RegisteredAsTrafficking,
        Self::Kept,
    ];

    /// Stable code, `r0` … `r4`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HandedOver => "r0",
            Self::InJournal => "r1",
            Self::Registered => "r2",
            Self::RegisteredAsTrafficking => "r3",
            Self::Kept => "r4",
        }
    }
}

/// Whether a rung was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reached {
    /// Reached.
    Yes,
    /// Not reached.
    No,
    /// Cannot be said: outside coverage, awaiting review, or the horizon is not over.
    Unknown,
}

/// One report's finding.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportFinding {
    /// The report.
    pub report: RecordId,
    /// What is said.
    pub finding: Finding,
    /// Posterior probability of the statement. Range [0, 1]; 1 where it rests on the report alone.
    pub probability: f64,
    /// Why, as codes in order of weight, e.g. `no_proof_of_hand_over`, `outside_coverage_period`.
    pub reasons: Vec<&'static str>,
    /// The ladder, lowest rung first.
    pub rungs: Vec<(Rung, Reached)>,
    /// The crime record it is linked to.
    pub linked: Option<RecordId>,
    /// Court cases reached through it, sorted.
    pub court_cases: Vec<RecordId>,
    /// Nearest candidates with their evidence, best first: why, and why not.
    pub candidates: Vec<Candidate>,
    /// Obstacle code, for every finding but `registered` kept.
    pub obstacle: Option<String>,
    /// Body it was handed to, as written.
    pub addressee: Option<String>,
    /// Hand-over, else received, else opened.
    pub cohort_date: Option<PartialDate>,
    /// Oblast code of the body or place concerned, where it can be told.
    pub oblast: Option<String>,
    /// Number of victims stated.
    pub victims: u32,
}

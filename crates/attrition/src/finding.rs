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
    /// Raion or city code in the same way.
    pub raion: Option<String>,
    /// Number of victims stated.
    pub victims: u32,
}

/// Every reason a finding may give, for the catalogues of the reports.
pub const REASONS: &[&str] = &[
    reason::LINKED,
    reason::FIRST_QUALIFIED_OTHER_OFFENCE,
    reason::NEVER_REGISTERED,
    reason::REFUSAL_DECIDED,
    reason::NO_CANDIDATE,
    reason::CANDIDATES_BELOW_THRESHOLD,
    reason::POSSIBLE_LINK,
    reason::SAME_CASE_LINKED,
    reason::ARTICLE_EDITION_UNCLEAR,
    reason::NO_QUALIFICATION,
    reason::NO_PROOF_OF_HAND_OVER,
    reason::CONSENT_REFUSED,
    reason::FOUND_ANYWAY,
    reason::TOO_FEW_IDENTIFIERS,
    reason::OUTSIDE_COVERAGE_PERIOD,
    reason::OUTSIDE_COVERAGE_REGION,
    reason::OUTSIDE_COVERAGE_FAMILIES,
    reason::TIME_LIMIT_NOT_OVER,
    reason::KNOWN_AFTER_AS_OF,
    reason::NO_REGISTER,
    reason::NOT_LINKED,
];

/// Codes of reasons.
pub(crate) mod reason {
    /// A link to an entry was decided.
    pub(crate) const LINKED: &str = "linked";
    /// The first qualification is outside the trafficking set.
    pub(crate) const FIRST_QUALIFIED_OTHER_OFFENCE: &str = "first_qualified_other_offence";
    /// The entry stands in the intake journal and nowhere else.
    pub(crate) const NEVER_REGISTERED: &str = "never_registered";
    /// A refusal stands.
    pub(crate) const REFUSAL_DECIDED: &str = "refusal_decided";
    /// No entry shares enough with the report to be compared.
    pub(crate) const NO_CANDIDATE: &str = "no_candidate";
    /// Entries were compared, and none is likely enough.
    pub(crate) const CANDIDATES_BELOW_THRESHOLD: &str = "candidates_below_threshold";
    /// A possible link awaits clerical review.
    pub(crate) const POSSIBLE_LINK: &str = "possible_link";
    /// Another report of the same case is linked to an entry, this one is not.
    pub(crate) const SAME_CASE_LINKED: &str = "same_case_linked";
    /// The code editions the first article may belong to disagree on whether it is trafficking.
    pub(crate) const ARTICLE_EDITION_UNCLEAR: &str = "article_edition_unclear";
    /// The entry gives no qualification at registration.
    pub(crate) const NO_QUALIFICATION: &str = "no_qualification";
    /// The NGO cannot show that it handed the report over.
    pub(crate) const NO_PROOF_OF_HAND_OVER: &str = "no_proof_of_hand_over";
    /// The victim did not agree to a hand-over.
    pub(crate) const CONSENT_REFUSED: &str = "consent_refused";
    /// The case stands in the register although no hand-over is proven.
    pub(crate) const FOUND_ANYWAY: &str = "found_anyway";
    /// The report says too little to be found.
    pub(crate) const TOO_FEW_IDENTIFIERS: &str = "too_few_identifiers";
    /// No extract covers the period in which it would have been registered.
    pub(crate) const OUTSIDE_COVERAGE_PERIOD: &str = "outside_coverage_period";
    /// No extract covers the region of the body it was handed to.
    pub(crate) const OUTSIDE_COVERAGE_REGION: &str = "outside_coverage_region";
    /// No extract holds every offence under which it may have been registered.
    pub(crate) const OUTSIDE_COVERAGE_FAMILIES: &str = "outside_coverage_families";
    /// The legal time for registration was not over when the extract was made.
    pub(crate) const TIME_LIMIT_NOT_OVER: &str = "time_limit_not_over";
    /// The entry it is linked to was made after the as-of day.
    pub(crate) const KNOWN_AFTER_AS_OF: &str = "known_after_as_of";
    /// No extract of the register was delivered.
    pub(crate) const NO_REGISTER: &str = "no_register";
    /// Linkage gave no decision for the report.
    pub(crate) const NOT_LINKED: &str = "not_linked";
}

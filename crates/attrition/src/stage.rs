//! The path of a case from report to a final judgment, as stages and the ways to leave them.
//! Reach for [`RegisterPath`]: one per crime record that is followed. Pending is never a drop-out
//! (invariant 8).

use records::{Instance, PartialDate, RecordId};

use crate::court_outcome::CourtOutcome;

/// A place on the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reported to an NGO.
    Reported,
    /// Handed over with proof.
    HandedOver,
    /// In the intake journal.
    Journal,
    /// In the register.
    Registered,
    /// Under investigation.
    Investigation,
    /// A suspect is named.
    SuspectIdentified,
    /// Charged.
    Charged,
    /// Sent to court.
    SentToCourt,
    /// On trial.
    Trial,
    /// Decided in first instance.
    FirstInstance,
    /// On appeal.
    Appeal,
    /// In force.
    InForce,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 12] = [
        Self::Reported,
        Self::HandedOver,
        Self::Journal,
        Self::Registered,
        Self::Investigation,
        Self::SuspectIdentified,
        Self::Charged,
        Self::SentToCourt,
        Self::Trial,
        Self::FirstInstance,
        Self::Appeal,
        Self::InForce,
    ];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::HandedOver => "handed_over",
            Self::Journal => "journal",
            Self::Registered => "registered",
            Self::Investigation => "investigation",
            Self::SuspectIdentified => "suspect_identified",
            Self::Charged => "charged",
            Self::SentToCourt => "sent_to_court",
            Self::Trial => "trial",
            Self::FirstInstance => "first_instance",
            Self::Appeal => "appeal",
            Self::InForce => "in_force",
        }
    }
}

/// A way off the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExitKind {
    /// Registration or initiation refused.
    Refused,
    /// Requalified to an offence outside the trafficking set.
    RequalifiedDown,
    /// Terminated.
    Terminated,
    /// Suspended and not resumed.
    Suspended,
    /// Merged into an entry that is not in the extract.
    Merged,
    /// Transferred and not found again.
    Transferred,
    /// Returned and not taken up again.
    Returned,
    /// Acquitted.
    Acquitted,
    /// Ended, but the source does not say how.
    Unknown,
    /// Never shown to have been handed over: leaves the flow of reports before any authority.
    NotHandedOver,
    /// Handed over with proof and in no register: leaves the flow of reports at the hand-over.
    Unregistered,
}

impl ExitKind {
    /// Every exit.
    pub const ALL: [Self; 11] = [
        Self::Refused,
        Self::RequalifiedDown,
        Self::Terminated,
        Self::Suspended,
        Self::Merged,
        Self::Transferred,
        Self::Returned,
        Self::Acquitted,
        Self::Unknown,
        Self::NotHandedOver,
        Self::Unregistered,
    ];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::RequalifiedDown => "requalified_down",
            Self::Terminated => "terminated",
            Self::Suspended => "suspended",
            Self::Merged => "merged",
            Self::Transferred => "transferred",
            Self::Returned => "returned",
            Self::Acquitted => "acquitted",
            Self::Unknown => "unknown",
            Self::NotHandedOver => "not_handed_over",
            Self::Unregistered => "unregistered",
        }
    }
}

/// Exits that a case may come back from; the others end it or were never taken by an entry.
pub const RETURNABLE: [ExitKind; 6] = [
    ExitKind::Refused,
    ExitKind::Terminated,
    ExitKind::Suspended,
    ExitKind::RequalifiedDown,
    ExitKind::Returned,
    ExitKind::Acquitted,
];

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// Went on to the next stage reached.
    Continued,
    /// Left the path.
    Exited {
        /// How.
        kind: ExitKind,
        /// Ground code, where the source gives one.
        ground: Option<String>,
    },
    /// Completed: the last stage there is.
    Completed,
    /// Not ended by the source's as-of date.
    Pending,
}

impl Disposition {
    /// Stable code: `continued`, `completed`, `pending` or the exit's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Continued => "continued",
            Self::Exited { kind, .. } => kind.code(),
            Self::Completed => "completed",
            Self::Pending => "pending",
        }
    }
}

/// One stage of one record's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageStep {
    /// The stage.
    pub stage: Stage,
    /// When it was entered.
    pub entered: Option<PartialDate>,
    /// When it was left; `None` while pending.
    pub left: Option<PartialDate>,
    /// How it ended.
    pub disposition: Disposition,
}

/// A way off the path as it was taken, whether or not the case came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenExit {
    /// How.
    pub kind: ExitKind,
    /// Ground code, where the source gives one.
    pub ground: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Furthest stage reached when it was taken.
    pub stage: Stage,
    /// Whether the case came back: resumed, annulled, taken up again, requalified back, remanded.
    pub undone: bool,
}

/// The path of one crime record (with its lineage).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterPath {
    /// The record; of a lineage, the one that leads it.
    pub record: RecordId,
    /// Other members of the lineage, sorted.
    pub lineage: Vec<RecordId>,
    /// NGO reports linked to it, sorted.
    pub reports: Vec<RecordId>,
    /// Court cases linked to it, sorted.
    pub court_cases: Vec<RecordId>,
    /// Stages in order; never empty; only the last one may be other than `Continued`.
    pub steps: Vec<StageStep>,
    /// Every exit taken on the way, in order, those the case came back from included.
    pub exits: Vec<TakenExit>,
    /// What the courts of each instance decided last, for instances that have the case.
    pub court_outcomes: Vec<(Instance, CourtOutcome)>,
    /// Whether it is counted: linked to a report of the cohort, or taken in during it.
    pub in_cohort: bool,
    /// Offence family of the first qualification, where it is one.
    pub first_family: Option<String>,
    /// Offence family of the last qualification, where it is one.
    pub last_family: Option<String>,
    /// Whether the first qualification is in the trafficking set; `None` when unclear.
    pub trafficking: Option<bool>,
    /// Whether it began as another offence and was requalified to trafficking.
    pub requalified_up: bool,
    /// Investigating body, as written.
    pub office: Option<String>,
    /// Oblast code, where it can be told.
    pub oblast: Option<String>,
    /// Raion or city code, where it can be told.
    pub raion: Option<String>,
    /// Victims in the entry or, where it names none, in the reports linked to it.
    pub victims: u32,
    /// Suspects of the entry or, where it names none, its defendants, else the suspects that the
    /// reports linked to it name.
    pub suspects: u32,
    /// Obstacle code, for a path that exited.
    pub obstacle: Option<String>,
}

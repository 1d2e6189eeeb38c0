//! All that the public level may know of a case. Reach for [`reports`] and [`entries`] to bring an
//! analysis down to it.
//!
//! The types are [`Copy`], so that no text of a source can be in them: a place and a ground are rows
//! of the reference data, everything else is a code of this software. What is not in these types
//! cannot reach the public level.

use std::collections::BTreeSet;

use attrition::{Disposition, ExitKind, Figure, Finding, GapAnalysis, RegisterPath, Rung, Stage};
use records::reference::PlaceLevel;
use records::{RecordId, Reference};

use crate::figure_ids;

/// How a report stands to a rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Reached it.
    Reached,
    /// Did not.
    NotReached,
    /// It cannot be said.
    Unknown,
    /// Was never asked: it is not in the rung's base.
    Outside,
}

impl Standing {
    /// Every standing, in the order tables show them.
    pub(crate) const ALL: [Self; 4] =
        [Self::Reached, Self::NotReached, Self::Unknown, Self::Outside];

    /// Stable code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "not_reached",
            Self::Unknown => "unknown",
            Self::Outside => "outside",
        }
    }
}

/// A row of a table of the reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row(pub(crate) usize);

/// A report of the cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReportFacts {
    pub(crate) finding: Finding,
    /// By rung, lowest first.
    pub(crate) rungs: [Standing; 5],
    /// Oblast, where it is known.
    pub(crate) oblast: Option<Row>,
    /// Year of the hand-over, else received, else opened, where it is one.
    pub(crate) year: Option<i16>,
}

/// The way an entry ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Not ended.
    Pending,
    /// Came to its end.
    Completed,
    /// Left the path.
    Exited(ExitKind),
}

impl Outcome {
    /// Every outcome that an entry can have.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let of_reports = [ExitKind::NotHandedOver, ExitKind::Unregistered];
        let exits = ExitKind::ALL.into_iter().filter(move |kind| !of_reports.contains(kind));
        [Self::Pending, Self::Completed].into_iter().chain(exits.map(Self::Exited))
    }

    /// Stable code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Exited(kind) => kind.code(),
        }
    }
}

/// The ground of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum GroundFact {
    /// A row of `grounds.csv`.
    Listed(Row),
    /// None is stated, or one that the reference data do not know.
    NotStated,
}

/// An entry of the cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntryFacts {
    /// The furthest stage.
    pub(crate) stage: Stage,
    pub(crate) outcome: Outcome,
    pub(crate) ground: GroundFact,
    /// Oblast, where it is known.
    pub(crate) oblast: Option<Row>,
}

/// No text can be part of these: text is not `Copy`.
const _: () = {
    const fn holds_no_text<T: Copy>() {}
    holds_no_text::<ReportFacts>();
    holds_no_text::<EntryFacts>();
};

/// The reports of the cohort, each with its id for the hash over all of them; the id goes no
/// further.
pub(crate) fn reports<'a>(
    analysis: &'a GapAnalysis,
    reference: &Reference,
) -> Vec<(&'a RecordId, ReportFacts)> {
    let rungs: Vec<RungSets<'a>> =
        Rung::ALL.into_iter().map(|rung| RungSets::new(analysis, rung)).collect();
    let facts = analysis.findings.iter().map(|finding| {
        let mut standings = [Standing::Outside; 5];
        for (standing, sets) in standings.iter_mut().zip(&rungs) {
            *standing = sets.of(&finding.report);
        }
        let date = finding.cohort_date;
        let year = date.map(|date| (date.start().year(), date.last_day().year()));
        let facts = ReportFacts {
            finding: finding.finding,
            rungs: standings,
            oblast: oblast_row(reference, finding.oblast.as_deref()),
            year: year.filter(|(first, last)| first == last).map(|(year, _)| year),
        };
        (&finding.report, facts)
    });
    facts.collect()
}

/// The entries of the cohort in the same way.
pub(crate) fn entries<'a>(
    analysis: &'a GapAnalysis,
    reference: &Reference,
) -> Vec<(&'a RecordId, EntryFacts)> {
    let counted = analysis.paths.iter().filter(|path| path.in_cohort);
    counted.filter_map(|path| Some((&path.record, entry(path, reference)?))).collect()
}

fn entry(path: &RegisterPath, reference: &Reference) -> Option<EntryFacts> {
    let last = path.steps.last()?;
    let (outcome, ground) = match &last.disposition {
        Disposition::Exited { kind, ground } => (Outcome::Exited(*kind), ground.as_deref()),
        Disposition::Completed => (Outcome::Completed, None),
        Disposition::Pending | Disposition::Continued => (Outcome::Pending, None),
    };
    let listed = ground.and_then(|code| reference.grounds.iter().position(|row| row.code == code));
    Some(EntryFacts {
        stage: last.stage,
        outcome,
        ground: listed.map_or(GroundFact::NotStated, |row| GroundFact::Listed(Row(row))),
        oblast: oblast_row(reference, path.oblast.as_deref()),
    })
}

fn oblast_row(reference: &Reference, code: Option<&str>) -> Option<Row> {
    let code = code?;
    let is =
        |place: &records::reference::Place| place.level == PlaceLevel::Oblast && place.code == code;
    reference.places.iter().position(is).map(Row)
}

/// The reports in a rung's numerator and base, from the figures of the report.
struct RungSets<'a> {
    reached: BTreeSet<&'a RecordId>,
    known: BTreeSet<&'a RecordId>,
    unknown: BTreeSet<&'a RecordId>,
}

impl<'a> RungSets<'a> {
    fn new(analysis: &'a GapAnalysis, rung: Rung) -> Self {
        let figure = |id: String| analysis.figures.iter().find(|figure| figure.id == id);
        let rate = figure(figure_ids::rung(rung));
        let unknown = figure(figure_ids::rung_unknown(rung));
        let ids = |of: fn(&'a Figure) -> &'a [RecordId], figure: Option<&'a Figure>| {
            figure.map(of).into_iter().flatten().collect()
        };
        Self {
            reached: ids(|figure| &figure.ids, rate),
            known: ids(|figure| &figure.denominator_ids, rate),
            unknown: ids(|figure| &figure.ids, unknown),
        }
    }

    fn of(&self, report: &RecordId) -> Standing {
        if self.reached.contains(report) {
            Standing::Reached
        } else if self.known.contains(report) {
            Standing::NotReached
        } else if self.unknown.contains(report) {
            Standing::Unknown
        } else {
            Standing::Outside
        }
    }
}

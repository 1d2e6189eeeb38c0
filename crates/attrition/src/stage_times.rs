//! How long cases take from one stage to another, those still open and those that left on the way
//! included. Reach for [`StageTime`]: one per pair of stages, an Aalen–Johansen curve with the records
//! behind it.
//!
//! A case is censored at the as-of day of the source that would show its next step, and is at risk
//! only from the day on from which its register's extract holds entries. A case whose days are vague,
//! unknown or run backwards has no time; it is left out and named, for a guess would move the curve.

use jiff::civil::Date;
use records::{PartialDate, RecordId, SourceKind, days_between};

use crate::aalen_johansen::{Incidence, Spell, incidence};
use crate::assess::Assessed;
use crate::figure::CountingUnit;
use crate::finding::Finding;
use crate::path::{self, Followed};
use crate::scope::Scope;
use crate::stage::{Disposition, ExitKind, Stage, StageStep};
use crate::traveller::Journey;

/// Outcome that the later stage was reached.
pub const REACHED: usize = 0;
/// Outcome that the case left the path before.
pub const LEFT: usize = 1;

/// Days at which curves are read off: a month, a quarter, half a year, one year, two years.
pub const HORIZONS: [u32; 5] = [30, 90, 180, 365, 730];

/// Cases at risk below which a curve is not shown: it would tell of single cases.
pub const LEAST_AT_RISK: u64 = 5;

/// Pairs of stages that are timed, with the unit.
const PAIRS: [(Stage, Stage, CountingUnit); 8] = [
    (Stage::HandedOver, Stage::Journal, CountingUnit::Reports),
    (Stage::HandedOver, Stage::Registered, CountingUnit::Reports),
    (Stage::Journal, Stage::Registered, CountingUnit::Entries),
    (Stage::Registered, Stage::SuspectIdentified, CountingUnit::Entries),
    (Stage::Registered, Stage::Charged, CountingUnit::Entries),
    (Stage::Registered, Stage::SentToCourt, CountingUnit::Entries),
    (Stage::Registered, Stage::FirstInstance, CountingUnit::Entries),
    (Stage::Registered, Stage::InForce, CountingUnit::Entries),
];

/// The time from one stage to another.
#[derive(Clone, Debug, PartialEq)]
pub struct StageTime {
    /// The stage where time begins.
    pub from: Stage,
    /// The stage that is waited for.
    pub to: Stage,
    /// What is counted.
    pub unit: CountingUnit,
    /// The curve of [`REACHED`] and [`LEFT`], as far as [`LEAST_AT_RISK`] cases are at risk.
    pub curve: Incidence,
    /// Cases on the curve with their days, sorted by id.
    pub cases: Vec<(RecordId, Spell)>,
    /// Cases without a time, sorted.
    pub left_out: Vec<RecordId>,
}

/// Where a case of a pair stands.
enum Timed {
    /// Not at the first stage, or it cannot be said whether.
    NotAsked,
    /// At the first stage, with days that give no time.
    Undated,
    /// With a time.
    Spell(Spell),
}

/// Every pair of stages, in the order of the path.
pub(crate) fn all(journey: &Journey<'_, '_>) -> Vec<StageTime> {
    PAIRS
        .into_iter()
        .map(|(from, to, unit)| {
            let timed: Vec<(RecordId, Timed)> = match unit {
                CountingUnit::Reports => reports(journey, to),
                _ => entries(journey, from, to),
            };
            let (mut cases, mut left_out) = (Vec::new(), Vec::new());
            for (id, timed) in timed {
                match timed {
                    Timed::NotAsked => {}
                    Timed::Undated => left_out.push(id),
                    Timed::Spell(spell) => cases.push((id, spell)),
                }
            }
            cases.sort_by(|a, b| a.0.cmp(&b.0));
            left_out.sort();
            let spells: Vec<Spell> = cases.iter().map(|(_, spell)| *spell).collect();
            let curve = incidence(&spells, 2).while_at_risk(LEAST_AT_RISK);
            StageTime { from, to, unit, curve, cases, left_out }
        })
        .collect()
}

/// Reports handed over with proof, from that day on, of which it is decided whether they stand in a
/// register.
fn reports(journey: &Journey<'_, '_>, to: Stage) -> Vec<(RecordId, Timed)> {
    let as_of = register_as_of(&journey.scope);
    let timed = |(at, assessed): (usize, &Assessed<'_>)| {
        let undecided = matches!(
            assessed.finding.finding,
            Finding::NotAssessable | Finding::Undetermined | Finding::NotHandedOver
        );
        let followed = journey.leader_of[at].and_then(|leader| journey.followed.get(&leader));
        let timed = if undecided {
            Timed::NotAsked
        } else {
            let began = path::handed_over_on(assessed.report);
            match followed {
                Some(followed) => {
                    let own = journey.register_as_of(followed);
                    spell(began, &followed.path.steps, to, (None, own))
                }
                None => spell(began, &[], to, (None, as_of)),
            }
        };
        (assessed.report.id.clone(), timed)
    };
    journey.assessed.iter().enumerate().map(timed).collect()
}

/// Entries of the cohort from the day on which they reached the first stage.
fn entries(journey: &Journey<'_, '_>, from: Stage, to: Stage) -> Vec<(RecordId, Timed)> {
    let court = court_as_of(&journey.scope);
    let timed = |followed: &Followed<'_>| {
        let steps = &followed.path.steps;
        let Some(first) = steps.iter().find(|step| step.stage == from) else {
            return Timed::NotAsked;
        };
        let furthest = steps.last().map_or(from, |step| step.stage);
        let register = journey.register_as_of(followed);
        let as_of = if furthest >= Stage::SentToCourt { court.min(register) } else { register };
        spell(first.entered, steps, to, (journey.extract_begins(followed), as_of))
    };
    let cohort = journey.followed.values().filter(|followed| followed.path.in_cohort);
    cohort.map(|followed| (followed.path.record.clone(), timed(followed))).collect()
}

/// From `began` to where the steps lead: the stage `to`, a way out, or the as-of day.
fn spell(
    began: Option<PartialDate>,
    steps: &[StageStep],
    to: Stage,
    (observed_from, as_of): (Option<Date>, Date),
) -> Timed {
    let (ended, outcome) = match (steps.iter().find(|step| step.stage == to), steps.last()) {
        (Some(step), _) => (step.entered, Some(REACHED)),
        (None, Some(StageStep { disposition: Disposition::Exited { kind, .. }, left, .. })) => {
            // It goes on elsewhere, out of sight.
            let lost = matches!(kind, ExitKind::Merged | ExitKind::Transferred);
            (*left, (!lost).then_some(LEFT))
        }
        _ => (PartialDate::day(as_of), None),
    };
    let day = |date: Option<PartialDate>| date.filter(|date| !date.is_placeholder())?.exact();
    let (Some(began), Some(ended)) = (day(began), day(ended)) else { return Timed::Undated };
    let Ok(until) = u32::try_from(days_between(began, ended)) else { return Timed::Undated };
    let before = observed_from.map(|from| days_between(began, from) - 1);
    let seen_after = before.and_then(|days| u32::try_from(days).ok());
    Timed::Spell(Spell { seen_after, until, outcome })
}

/// The day up to which every extract of the register is known.
pub(crate) fn register_as_of(scope: &Scope<'_>) -> Date {
    earliest(scope, SourceKind::Register)
}

fn court_as_of(scope: &Scope<'_>) -> Date {
    earliest(scope, SourceKind::Court)
}

fn earliest(scope: &Scope<'_>, kind: SourceKind) -> Date {
    let days = scope.deliveries(kind).map(|delivery| delivery.as_of);
    days.chain([scope.input.cohort.as_of]).min().unwrap_or(scope.input.cohort.as_of)
}

impl Journey<'_, '_> {
    /// The day up to which the entry that leads a lineage is known.
    pub(crate) fn register_as_of(&self, followed: &Followed<'_>) -> Date {
        let record = &self.scope.input.register[followed.members[0]];
        self.scope.as_of(&record.provenance.source)
    }

    /// The day from which on the extract that holds it says to be complete.
    fn extract_begins(&self, followed: &Followed<'_>) -> Option<Date> {
        let record = &self.scope.input.register[followed.members[0]];
        let delivery = self.scope.delivery(&record.provenance.source)?;
        delivery.coverage.period.map(|(from, _)| from)
    }
}

/// A curve read off at one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Days since the first stage.
    pub day: u32,
    /// Cases at risk on that day.
    pub at_risk: u64,
    /// Share that reached the later stage by then, range [0, 1].
    pub reached: f64,
    /// Its interval; `None` at zero and one.
    pub interval: Option<crate::figure::Interval>,
    /// Share that had left the path, range [0, 1].
    pub left: f64,
    /// Share still open, range [0, 1].
    pub open: f64,
}

impl StageTime {
    /// Code of the pair, as in figure ids: `registered.sent_to_court`.
    pub fn code(&self) -> String {
        format!("{}.{}", self.from.code(), self.to.code())
    }

    /// The curve at a day; `None` beyond its end.
    pub fn reading(&self, day: u32) -> Option<Reading> {
        self.curve.end.filter(|end| day <= *end)?;
        let at_risk = self.curve.at_risk(day);
        Some(match self.curve.at(day) {
            None => Reading { day, at_risk, reached: 0.0, interval: None, left: 0.0, open: 1.0 },
            Some(point) => Reading {
                day,
                at_risk,
                reached: point.share[REACHED],
                interval: point.interval(REACHED),
                left: point.share[LEFT],
                open: point.open,
            },
        })
    }

    /// Cases that reached the later stage by a day, and all on the curve, each sorted.
    pub fn reached_by(&self, day: u32) -> (Vec<RecordId>, Vec<RecordId>) {
        (self.ended_by(day, REACHED), self.on_curve(|_| true))
    }

    /// Cases that left the path by a day, sorted.
    pub fn left_by(&self, day: u32) -> Vec<RecordId> {
        self.ended_by(day, LEFT)
    }

    /// Cases under observation on a day and open until then, sorted; as many as the curve has at
    /// risk.
    pub fn at_risk_on(&self, day: u32) -> Vec<RecordId> {
        self.on_curve(|spell| {
            spell.until >= day && spell.seen_after.is_none_or(|after| after < day)
        })
    }

    fn ended_by(&self, day: u32, outcome: usize) -> Vec<RecordId> {
        self.on_curve(|spell| spell.outcome == Some(outcome) && spell.until <= day)
    }

    /// Those of the cases that were ever at risk; others count nowhere.
    fn on_curve(&self, wanted: impl Fn(&Spell) -> bool) -> Vec<RecordId> {
        let seen = |spell: &Spell| spell.seen_after.is_none_or(|after| after < spell.until);
        let found = self.cases.iter().filter(|(_, spell)| seen(spell) && wanted(spell));
        found.map(|(id, _)| id.clone()).collect()
    }
}

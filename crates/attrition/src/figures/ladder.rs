//! The ladder R0–R4 and the findings, overall and by stratum, and T1–T3.
//!
//! A report for which a rung cannot be said is left out of that rung's denominator and counted in a
//! line of its own; what the unknown could make of the headline is in `unregistered`.

use std::collections::{BTreeMap, BTreeSet};

use records::{PartialDate, RecordId};

use super::{Name, Tally};
use crate::assess::Assessed;
use crate::estimate::bounds::bounds;
use crate::figure::{CountingUnit, Figure};
use crate::finding::{Finding, Reached, Rung};
use crate::overdue::investigation_ended;
use crate::path::{self, Followed};
use crate::replay::Outcome;
use crate::time_limits::{Limit, Timeliness, judge};
use crate::traveller::{Journey, Stratum, Traveller};

/// Reports chosen by a condition.
pub(super) type Ids = BTreeSet<RecordId>;

/// Places of the reports in each stratum.
pub(super) type Strata<'s> = BTreeMap<&'s Stratum, Vec<usize>>;

/// Counts over all reports of the cohort, then over each stratum.
pub(super) fn count(journey: &Journey<'_, '_>, strata: &Strata<'_>, tally: &mut Tally) {
    let all: Vec<usize> = (0..journey.assessed.len()).collect();
    rungs(journey, &all, None, tally);
    findings(journey, &all, None, tally);
    lags(journey, tally);
    for (stratum, members) in strata {
        rungs(journey, members, Some(stratum), tally);
        findings(journey, members, Some(stratum), tally);
    }
}

/// Strata of every dimension. `reports` are the travellers of that unit, one per report and in the
/// same order, so that the flows and the headline rates have the same strata.
pub(super) fn strata(reports: &[Traveller]) -> Strata<'_> {
    let mut strata = Strata::new();
    for (at, traveller) in reports.iter().enumerate() {
        for stratum in traveller.strata.keys() {
            strata.entry(stratum).or_default().push(at);
        }
    }
    strata
}

/// A figure's name, in a stratum if there is one.
pub(super) fn named(
    id: String,
    labels: (&'static str, &'static str),
    stratum: Option<&Stratum>,
) -> Name {
    match stratum {
        None => Name::new(id, labels.0),
        Some((dimension, value)) => Name::new(id, labels.0).within(labels.1, dimension, value),
    }
}

/// A rung's denominator: who was asked.
pub(super) fn base(assessed: &Assessed<'_>, rung: Rung) -> bool {
    let handed_over = assessed.reached(Rung::HandedOver) == Reached::Yes;
    match rung {
        Rung::HandedOver => assessed.consented(),
        Rung::InJournal | Rung::Registered => handed_over,
        Rung::RegisteredAsTrafficking => {
            handed_over && assessed.reached(Rung::Registered) == Reached::Yes
        }
        Rung::Kept => {
            handed_over && assessed.reached(Rung::RegisteredAsTrafficking) == Reached::Yes
        }
    }
}

fn rungs(
    journey: &Journey<'_, '_>,
    members: &[usize],
    stratum: Option<&Stratum>,
    tally: &mut Tally,
) {
    let ids = |wanted: &dyn Fn(&Assessed<'_>) -> bool| -> Ids {
        members
            .iter()
            .map(|at| &journey.assessed[*at])
            .filter(|assessed| wanted(assessed))
            .map(|assessed| assessed.report.id.clone())
            .collect()
    };
    for rung in Rung::ALL {
        let labels = rung_labels(rung);
        let reached = |reached| move |a: &Assessed<'_>| base(a, rung) && a.reached(rung) == reached;
        let name = named(format!("ladder.{}.reports", rung.code()), labels, stratum);
        let known = ids(&|a| base(a, rung) && a.reached(rung) != Reached::Unknown);
        let known_count = known.len() as u64;
        tally.share(name, CountingUnit::Reports, ids(&reached(Reached::Yes)), known);
        if rung != Rung::HandedOver {
            let labels = ("figure-ladder-unknown", "figure-ladder-unknown-in");
            let id = format!("ladder.{}.unknown.reports", rung.code());
            let name = named(id, labels, stratum).with("rung", rung.code());
            let asked = ids(&|a| base(a, rung));
            if stratum.is_none() {
                in_bounds(rung, ids(&reached(Reached::Yes)), known_count, asked.clone(), tally);
            }
            tally.share(name, CountingUnit::Reports, ids(&reached(Reached::Unknown)), asked);
        }
    }
    let in_journal = |a: &Assessed<'_>| {
        base(a, Rung::Registered)
            && a.reached(Rung::InJournal) == Reached::Yes
            && a.reached(Rung::Registered) != Reached::Unknown
    };
    let labels = ("figure-ladder-r2-of-r1", "figure-ladder-r2-of-r1-in");
    let name = named("ladder.r2_of_r1.reports".to_owned(), labels, stratum);
    let registered = ids(&|a| in_journal(a) && a.reached(Rung::Registered) == Reached::Yes);
    tally.share(name, CountingUnit::Reports, registered, ids(&in_journal));
}

/// The share of a rung of all asked, between none and all of those of which it cannot be said.
fn in_bounds(rung: Rung, part: Ids, known: u64, asked: Ids, tally: &mut Tally) {
    let (positive, all) = (part.len() as u64, asked.len() as u64);
    let name = Name::new(format!("ladder.{}.reports.bounds", rung.code()), "figure-ladder-bounds")
        .with("rung", rung.code());
    let (part, whole) = (part.into_iter().collect(), asked.into_iter().collect());
    let head = tally.head(name, CountingUnit::Reports, part, Some(whole));
    tally.push(Figure {
        value: (known > 0).then(|| positive as f64 / known as f64),
        interval: bounds(positive, known, all),
        method: "bounds",
        ..head
    });
}

const fn rung_labels(rung: Rung) -> (&'static str, &'static str) {
    match rung {
        Rung::HandedOver => ("figure-ladder-r0", "figure-ladder-r0-in"),
        Rung::InJournal => ("figure-ladder-r1", "figure-ladder-r1-in"),
        Rung::Registered => ("figure-ladder-r2", "figure-ladder-r2-in"),
        Rung::RegisteredAsTrafficking => ("figure-ladder-r3", "figure-ladder-r3-in"),
        Rung::Kept => ("figure-ladder-r4", "figure-ladder-r4-in"),
    }
}

fn findings(
    journey: &Journey<'_, '_>,
    members: &[usize],
    stratum: Option<&Stratum>,
    tally: &mut Tally,
) {
    let all = || members.iter().map(|at| &journey.assessed[*at]);
    let whole: Ids = all().map(|assessed| assessed.report.id.clone()).collect();
    for finding in Finding::ALL {
        let part = all()
            .filter(|assessed| assessed.finding.finding == finding)
            .map(|assessed| assessed.report.id.clone())
            .collect();
        let labels = ("figure-finding", "figure-finding-in");
        let name = named(format!("finding.{}.reports", finding.code()), labels, stratum)
            .with("finding", finding.code());
        tally.share(name, CountingUnit::Reports, part, whole.clone());
    }
}

/// T1–T3: in time among those of which it can be said; late and not known each in a line of its
/// own. Only reports handed over with proof are asked, and only for lags whose earlier rung they
/// reached: what was never done counts as late once its time is surely over.
fn lags(journey: &Journey<'_, '_>, tally: &mut Tally) {
    for limit in Limit::ALL {
        let mut by: BTreeMap<Timeliness, Ids> = BTreeMap::new();
        for (at, assessed) in journey.assessed.iter().enumerate() {
            let followed = journey.leader_of[at].and_then(|leader| journey.followed.get(&leader));
            if let Some(followed) = followed.filter(|_| assessed.proven)
                && let Some(timeliness) = lag(journey, limit, assessed, followed)
            {
                by.entry(timeliness).or_default().insert(assessed.report.id.clone());
            }
        }
        let mut of = |timeliness| by.remove(&timeliness).unwrap_or_default();
        let (in_time, late, unknown) =
            (of(Timeliness::InTime), of(Timeliness::Late), of(Timeliness::Unknown));
        let known: Ids = in_time.union(&late).cloned().collect();
        let asked: Ids = known.union(&unknown).cloned().collect();
        let labels = match limit {
            Limit::JournalEntry => ("figure-time-t1", "figure-time-t1-late"),
            Limit::Registration => ("figure-time-t2", "figure-time-t2-late"),
            Limit::Investigation => ("figure-time-t3", "figure-time-t3-late"),
        };
        let reports = CountingUnit::Reports;
        let id = |what: &str| format!("time.{}.{what}.reports", limit.code());
        tally.share(Name::new(id("in_time"), labels.0), reports, in_time, known.clone());
        tally.share(Name::new(id("late"), labels.1), reports, late, known);
        let name = Name::new(id("unknown"), "figure-time-unknown").with("limit", limit.code());
        tally.share(name, reports, unknown, asked);
    }
}

/// How one lag of one report is judged; `None` where the report did not come so far.
fn lag(
    journey: &Journey<'_, '_>,
    limit: Limit,
    assessed: &Assessed<'_>,
    followed: &Followed<'_>,
) -> Option<Timeliness> {
    let reference = journey.scope.input.reference;
    let record = &journey.scope.input.register[followed.members[0]];
    let as_of = journey.scope.as_of(&record.provenance.source);
    let judged = |began, ended| judge(reference, limit, began, ended, as_of);
    // Done at a day nobody wrote down: it cannot be told whether in time.
    let done = |began, ended: Option<PartialDate>| match ended {
        Some(_) => judged(began, ended),
        None => Timeliness::Unknown,
    };
    match limit {
        Limit::JournalEntry => Some(done(path::handed_over_on(assessed.report), followed.journal)),
        Limit::Registration => match followed.registered {
            Some(registered) => Some(done(followed.journal, registered)),
            // A refusal is a decision of its own, not a registration that is late.
            None if matches!(followed.state.outcome(), Outcome::Exited(_)) => None,
            None => Some(judged(followed.journal, None)),
        },
        Limit::Investigation => {
            let registered = followed.registered?;
            Some(match investigation_ended(journey, followed) {
                Some(ended) => done(registered, ended),
                None => judged(registered, None),
            })
        }
    }
}

//! The headline: of the reports handed over with proof that can be assessed, how many stand in no
//! journal and no register, as counted, and the bounds that reviewing the undetermined could lead to.
//! `drawn` puts the corrected share and that of the verified sample beside them.
//!
//! "Registered" is here whatever entry was found, a journal line or a refusal included: those have
//! findings of their own.

use std::collections::BTreeSet;

use super::ladder::{Strata, named};
use super::{Name, Tally};
use crate::assess::Assessed;
use crate::estimate::bounds;
use crate::figure::{CountingUnit, Figure};
use crate::finding::Finding;
use crate::proportion;
use crate::traveller::Journey;

const LABELS: (&str, &str) = ("figure-unregistered-rate", "figure-unregistered-rate-in");

/// Counts overall and by stratum.
pub(super) fn count(journey: &Journey<'_, '_>, strata: &Strata<'_>, tally: &mut Tally) {
    let all: Vec<&Assessed<'_>> = journey.assessed.iter().filter(|a| assessable(a)).collect();
    let id = || "unregistered_rate.reports".to_owned();
    rate(&all, named(id(), LABELS, None), tally);
    guaranteed(tally);
    in_bounds(&all, tally);
    for (stratum, members) in strata {
        let inside: Vec<&Assessed<'_>> =
            members.iter().map(|at| &journey.assessed[*at]).filter(|a| assessable(a)).collect();
        rate(&inside, named(id(), LABELS, Some(stratum)), tally);
    }
}

pub(super) fn assessable(assessed: &Assessed<'_>) -> bool {
    assessed.proven && assessed.finding.finding != Finding::NotAssessable
}

/// Whether it is certain enough that an entry was found, even if its first article is unclear.
fn is_open(assessed: &Assessed<'_>) -> bool {
    assessed.finding.finding == Finding::Undetermined && assessed.entry.is_none()
}

pub(super) fn is_unregistered(assessed: &Assessed<'_>) -> bool {
    assessed.finding.finding == Finding::Unregistered
}

pub(super) fn ids(
    members: &[&Assessed<'_>],
    wanted: impl Fn(&Assessed<'_>) -> bool,
) -> BTreeSet<records::RecordId> {
    members.iter().filter(|a| wanted(a)).map(|a| a.report.id.clone()).collect()
}

/// As counted, over those decided.
fn rate(members: &[&Assessed<'_>], name: Name, tally: &mut Tally) {
    let decided = ids(members, |a| !is_open(a));
    tally.share(name, CountingUnit::Reports, ids(members, is_unregistered), decided);
}

/// As counted, with the interval that covers at least what it says whatever the true share.
fn guaranteed(tally: &mut Tally) {
    let Some(plain) = tally.figure("unregistered_rate.reports").cloned() else { return };
    tally.push(Figure {
        id: format!("{}.clopper_pearson", plain.id),
        label: "figure-unregistered-guaranteed".to_owned(),
        interval: proportion::clopper_pearson(plain.numerator, plain.denominator.unwrap_or(0)),
        method: "clopper_pearson",
        ..plain
    });
}

/// The raw share, with the shares if every undetermined report turned out registered, or none did.
fn in_bounds(members: &[&Assessed<'_>], tally: &mut Tally) {
    let all = members.len() as u64;
    let unregistered = ids(members, is_unregistered).len() as u64;
    let known = all - ids(members, is_open).len() as u64;
    let value = (known > 0).then(|| unregistered as f64 / known as f64);
    let interval = bounds::bounds(unregistered, known, all);
    let part: Vec<_> = ids(members, is_unregistered).into_iter().collect();
    let whole: Vec<_> = ids(members, |_| true).into_iter().collect();
    let name =
        Name::new("unregistered_rate.reports.bounds".to_owned(), "figure-unregistered-bounds");
    let head = tally.head(name, CountingUnit::Reports, part, Some(whole));
    tally.push(Figure { value, interval, method: "bounds", ..head });
}

//! Shares by the verified sample: the share in no register, and R1 to R4. Each carries the reports of
//! the sample that people decided as its counts, and speaks for all reports the sample was drawn from.

use std::collections::BTreeMap;

use records::RecordId;

use super::ladder::base;
use super::{Counted, Name, Tally};
use crate::assess::Assessed;
use crate::audited::{AuditSample, AuditStratum, Verified};
use crate::estimate::SEED;
use crate::estimate::stratified::{Asked, ratio, ratio_interval};
use crate::figure::{CountingUnit, Figure, Interval, Uncertainty, note};
use crate::finding::{Reached, Rung};

/// Every share that the sample gives; none while one of its strata has no report decided.
pub(super) fn count(counted: &Counted<'_, '_>, audit: &AuditSample, tally: &mut Tally) {
    let Some(headline) = audit.verified() else { return };
    let absent = audit.strata.iter().flat_map(|one| &one.absent);
    let read = audit.strata.iter().flat_map(|one| one.present.iter().chain(&one.absent));
    let id = "unregistered_rate.reports.verified_sample".to_owned();
    let name = Name::new(id, "figure-unregistered-verified");
    let counts = (absent.cloned().collect(), read.cloned().collect());
    push(name, &headline, counts, audit, tally);
    let assessed: BTreeMap<&RecordId, &Assessed<'_>> =
        counted.journey.assessed.iter().map(|one| (&one.report.id, one)).collect();
    for rung in Rung::ALL.into_iter().skip(1) {
        let Some((found, counts)) = verified(rung, audit, &assessed) else { continue };
        let id = format!("ladder.{}.reports.verified_sample", rung.code());
        let name = Name::new(id, "figure-ladder-verified").with("rung", rung.code());
        push(name, &found, counts, audit, tally);
    }
}

/// Reports that reached a rung, and all of its base.
type Counts = (Vec<RecordId>, Vec<RecordId>);

/// The share of a rung's base that reached it: of reports for which people found an entry, what that
/// entry says; the others reached none.
fn verified(
    rung: Rung,
    audit: &AuditSample,
    assessed: &BTreeMap<&RecordId, &Assessed<'_>>,
) -> Option<(Verified, Counts)> {
    let mut counts: Counts = (Vec::new(), Vec::new());
    for id in audit.strata.iter().flat_map(|one| one.present.iter().chain(&one.absent)) {
        match judged(rung, audit, assessed.get(id).copied()) {
            Reached::Unknown => continue,
            Reached::Yes => counts.0.push(id.clone()),
            Reached::No => {}
        }
        counts.1.push(id.clone());
    }
    let strata = |undecided: Option<bool>| -> Option<Vec<Asked>> {
        audit.strata.iter().map(|one| stratum(rung, audit, one, undecided, assessed)).collect()
    };
    let decided = strata(None)?;
    let share = ratio(&decided)?;
    let own = ratio_interval(&decided, SEED)?;
    let low = ratio_interval(&strata(Some(false))?, SEED)?.low.min(own.low);
    let high = ratio_interval(&strata(Some(true))?, SEED)?.high.max(own.high);
    let population = audit.strata.iter().map(|one| one.population).sum();
    Some((Verified { share, interval: Interval { low, high, ..own }, population }, counts))
}

/// One stratum; `undecided` says what to take for reports that people could not decide, `None` leaves
/// them out.
fn stratum(
    rung: Rung,
    audit: &AuditSample,
    one: &AuditStratum,
    undecided: Option<bool>,
    assessed: &BTreeMap<&RecordId, &Assessed<'_>>,
) -> Option<Asked> {
    let (mut asked, mut positive) = (0, 0);
    for id in one.present.iter().chain(&one.absent) {
        let judged = judged(rung, audit, assessed.get(id).copied());
        asked += u64::from(judged != Reached::Unknown);
        positive += u64::from(judged == Reached::Yes);
    }
    let mut read = (one.present.len() + one.absent.len()) as u64;
    if let Some(reached) = undecided {
        let more = one.undecided.len() as u64;
        (read, asked) = (read + more, asked + more);
        positive += if reached { more } else { 0 };
    }
    // Every report of the sample was handed over with proof, so R1 and R2 are asked of all.
    let all = rung < Rung::RegisteredAsTrafficking && asked == read;
    Asked::new(one.population, read, asked, positive)
        .map(|one| if all { one.of_all() } else { one })
}

/// Whether a report that people decided reached a rung; `Unknown` also where the rung is not asked.
fn judged(rung: Rung, audit: &AuditSample, assessed: Option<&Assessed<'_>>) -> Reached {
    let Some(assessed) = assessed else { return Reached::Unknown };
    let found = audit.decided.get(&assessed.report.id) == Some(&true);
    if !found {
        let asked = rung < Rung::RegisteredAsTrafficking;
        return if asked { Reached::No } else { Reached::Unknown };
    }
    if assessed.entry.is_some() && base(assessed, rung) {
        return assessed.reached(rung);
    }
    Reached::Unknown
}

fn push(
    name: Name,
    found: &Verified,
    (part, whole): Counts,
    audit: &AuditSample,
    tally: &mut Tally,
) {
    let name = name.with("population", &found.population.to_string());
    let undecided = audit.undecided_in_sample() > 0;
    let head = tally.head(name, CountingUnit::Reports, part, Some(whole));
    tally.push(Figure {
        value: Some(found.share),
        interval: Some(found.interval),
        uncertainty: Uncertainty {
            notes: undecided.then_some(note::UNDECIDED_IN_SAMPLE).into_iter().collect(),
            ..Uncertainty::default()
        },
        method: "verified_sample",
        ..head
    });
}

//! Headline shares that take uncertain links into account: the rungs over draws of the links, and
//! the share in no register corrected for the errors of links, overall and in every stratum that is
//! not too small. Each carries the counts as they stand beside its value, so that the two can be
//! compared; in a small stratum they stand alone, marked as such.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use rayon::prelude::*;

use super::ladder::{Strata, named};
use super::unregistered::{assessable, ids, is_unregistered};
use super::{Counted, Name, Tally, verified};
use crate::adjusted::{Adjustment, error_rates};
use crate::assess::Assessed;
use crate::estimate::SEED;
use crate::estimate::two_part::{TwoPart, two_part};
use crate::figure::{CountingUnit, ErrorRates, Figure, Interval, SMALL_BASE, Uncertainty, note};
use crate::finding::Rung;
use crate::link_draws::{Chances, LinkDraws};
use crate::traveller::Stratum;

/// Corrected shares, then those of the verified sample where there is one.
pub(super) fn count(counted: &Counted<'_, '_>, strata: &Strata<'_>, tally: &mut Tally) {
    let audit = counted.journey.scope.input.audit;
    let by_sample = audit.and_then(|audit| Chances::by_sample(counted.outlooks, audit));
    let chances = by_sample.unwrap_or_else(|| Chances::by_model(counted.outlooks));
    let draws = LinkDraws::new(counted.outlooks, chances);
    let all: Vec<usize> = (0..counted.journey.assessed.len()).collect();
    let assessed = &counted.journey.assessed;
    let strata = strata.iter().map(|(stratum, places)| (Some(*stratum), places.as_slice()));
    let told: Vec<_> = iter::once((None, all.as_slice()))
        .chain(strata)
        .map(|(stratum, places)| {
            let members = places.iter().map(|at| &assessed[*at]).filter(|one| assessable(one));
            (stratum, places, members.collect::<Vec<&Assessed<'_>>>())
        })
        .filter(|(stratum, _, members)| stratum.is_none() || members.len() as u64 >= SMALL_BASE)
        .collect();
    // Several strata may have the very same reports: one year, one edition.
    let distinct: BTreeSet<&[usize]> = told.iter().map(|(_, places, _)| *places).collect();
    let shares: BTreeMap<&[usize], Shares> =
        distinct.into_par_iter().map(|places| (places, Shares::of(&draws, places))).collect();
    for (stratum, places, members) in &told {
        rungs(&shares[places], *stratum, tally);
        corrected(members, &shares[places], *stratum, tally);
    }
    if let Some(audit) = audit {
        verified::count(counted, audit, tally);
    }
}

/// What the draws say of some reports.
struct Shares {
    rungs: [Option<TwoPart>; 4],
    absent: Option<Adjustment>,
    errors: Option<ErrorRates>,
}

impl Shares {
    fn of(draws: &LinkDraws<'_>, places: &[usize]) -> Self {
        let recounted = draws.counts(places.iter().copied());
        Self {
            rungs: recounted.rungs.each_ref().map(|counts| two_part(counts, SEED)),
            errors: error_rates(&recounted, draws.source()),
            absent: Adjustment::of(&recounted, draws.source()),
        }
    }
}

/// R1 to R4, each beside the figure of the same id without `link_draws`.
fn rungs(shares: &Shares, stratum: Option<&Stratum>, tally: &mut Tally) {
    for (rung, drawn) in Rung::ALL.into_iter().skip(1).zip(&shares.rungs) {
        let id = format!("ladder.{}.reports", rung.code());
        let labels = ("figure-ladder-drawn", "figure-ladder-drawn-in");
        let beside = named(id.clone(), labels, stratum).id;
        let Some(raw) = tally.figure(&beside).cloned() else { continue };
        if stratum.is_some() && raw.has_small_base() {
            continue;
        }
        // Without a report counted there is nothing to stand beside.
        let drawn = drawn.filter(|_| raw.value.is_some());
        let name = named(format!("{id}.link_draws"), labels, stratum).with("rung", rung.code());
        let Name { id, label, arguments } = name;
        tally.push(Figure {
            id,
            label: label.to_owned(),
            label_arguments: arguments,
            value: drawn.map(|drawn| drawn.value),
            interval: drawn.map(|drawn| drawn.interval),
            uncertainty: Uncertainty {
                parts: drawn.map(|drawn| drawn.parts),
                link_errors: shares.errors,
                ..Uncertainty::default()
            },
            method: "link_draws",
            ..raw
        });
    }
}

/// The share in no register, corrected.
fn corrected(
    members: &[&Assessed<'_>],
    shares: &Shares,
    stratum: Option<&Stratum>,
    tally: &mut Tally,
) {
    let adjusted = shares.absent.as_ref();
    let part: Vec<_> = ids(members, is_unregistered).into_iter().collect();
    let whole: Vec<_> = ids(members, |_| true).into_iter().collect();
    let notes = adjusted.iter().filter(|found| found.clipped).map(|_| note::CLIPPED).collect();
    let labels = ("figure-unregistered-adjusted", "figure-unregistered-adjusted-in");
    let name = named("unregistered_rate.reports.linkage_adjusted".to_owned(), labels, stratum);
    let head = tally.head(name, CountingUnit::Reports, part, Some(whole));
    tally.push(Figure {
        value: adjusted.map(|found| found.share.value),
        interval: adjusted
            .map(|found| Interval { method: "linkage_adjusted", ..found.share.interval }),
        uncertainty: Uncertainty {
            parts: adjusted.map(|found| found.share.parts),
            link_errors: adjusted.and_then(|found| found.errors),
            notes,
        },
        method: "linkage_adjusted",
        ..head
    });
}

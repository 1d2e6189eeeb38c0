//! Headline shares that take uncertain links into account: the rungs over draws of the links, and
//! the share in no register corrected for the errors of links and by the verified sample. Each
//! carries the counts as they stand beside its value, so that the two can be compared.

use super::unregistered::{assessable, ids, is_unregistered};
use super::{Counted, Tally};
use crate::adjusted::Adjustment;
use crate::assess::Assessed;
use crate::audited::AuditSample;
use crate::estimate::SEED;
use crate::estimate::two_part::two_part;
use crate::figure::{CountingUnit, Figure, Interval, Uncertainty, note};
use crate::finding::Rung;
use crate::outlook::LinkDraws;

/// R1 to R4, each beside the figure of the same id without its ending.
pub(super) fn rungs(draws: &LinkDraws, tally: &mut Tally) {
    for (rung, counts) in Rung::ALL.into_iter().skip(1).zip(&draws.rungs) {
        let id = format!("ladder.{}.reports", rung.code());
        let drawn = two_part(counts, SEED);
        let Some(raw) = tally.figure(&id).cloned() else { continue };
        // Without a report counted there is nothing to stand beside.
        let drawn = drawn.filter(|_| raw.value.is_some());
        tally.push(Figure {
            id: format!("{id}.link_draws"),
            label: "figure-ladder-drawn".to_owned(),
            label_arguments: vec![("rung".to_owned(), rung.code().to_owned())],
            value: drawn.map(|drawn| drawn.value),
            interval: drawn.map(|drawn| drawn.interval),
            uncertainty: Uncertainty {
                parts: drawn.map(|drawn| drawn.parts),
                ..Uncertainty::default()
            },
            method: "link_draws",
            ..raw
        });
    }
}

/// The share in no register, corrected, and by the verified sample where there is one.
pub(super) fn corrected(counted: &Counted<'_, '_>, draws: &LinkDraws, tally: &mut Tally) {
    let members: Vec<&Assessed<'_>> =
        counted.journey.assessed.iter().filter(|a| assessable(a)).collect();
    let audit = counted.journey.scope.input.audit;
    let by_sample = audit.and_then(|audit| Adjustment::by_sample(counted.outlooks, audit));
    let adjusted = by_sample.or_else(|| Adjustment::by_model(counted.outlooks, draws));
    let part: Vec<_> = ids(&members, is_unregistered).into_iter().collect();
    let whole: Vec<_> = ids(&members, |_| true).into_iter().collect();
    let notes = adjusted.iter().filter(|found| found.clipped).map(|_| note::CLIPPED).collect();
    tally.push(Figure {
        id: "unregistered_rate.reports.linkage_adjusted".to_owned(),
        label: "figure-unregistered-adjusted".to_owned(),
        label_arguments: Vec::new(),
        unit: CountingUnit::Reports,
        cohort: tally.cohort(),
        numerator: part.len() as u64,
        denominator: Some(whole.len() as u64),
        value: adjusted.as_ref().map(|found| found.share.value),
        interval: adjusted
            .as_ref()
            .map(|found| Interval { method: "linkage_adjusted", ..found.share.interval }),
        uncertainty: Uncertainty {
            parts: adjusted.as_ref().map(|found| found.share.parts),
            link_errors: adjusted.as_ref().and_then(|found| found.errors),
            notes,
        },
        method: "linkage_adjusted",
        ids: part,
        denominator_ids: whole,
    });
    if let Some(audit) = audit {
        verified(audit, tally);
    }
}

fn verified(audit: &AuditSample, tally: &mut Tally) {
    let Some(found) = audit.verified() else { return };
    let mut absent: Vec<_> = audit.strata.iter().flat_map(|one| &one.absent).cloned().collect();
    let mut read: Vec<_> = audit.strata.iter().flat_map(|one| &one.present).cloned().collect();
    read.extend(absent.iter().cloned());
    absent.sort();
    read.sort();
    let undecided = audit.undecided_in_sample() > 0;
    tally.push(Figure {
        id: "unregistered_rate.reports.verified_sample".to_owned(),
        label: "figure-unregistered-verified".to_owned(),
        label_arguments: vec![("population".to_owned(), found.population.to_string())],
        unit: CountingUnit::Reports,
        cohort: tally.cohort(),
        numerator: absent.len() as u64,
        denominator: Some(read.len() as u64),
        value: Some(found.share),
        interval: Some(found.interval),
        uncertainty: Uncertainty {
            notes: undecided.then_some(note::UNDECIDED_IN_SAMPLE).into_iter().collect(),
            ..Uncertainty::default()
        },
        method: "verified_sample",
        ids: absent,
        denominator_ids: read,
    });
}

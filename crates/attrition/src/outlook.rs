//! What every report would count as under each link that its evidence allows. Reach for
//! [`Outlooks::of`]; `link_draws` draws from them.
//!
//! A report has at most one target and a target may receive many reports, so a report is "none" or one
//! target, with the posterior that linkage gave it; what people fixed is certain there. Left out:
//! errors that the posterior does not know of, such as a true entry that blocking never brought up.

use std::collections::BTreeMap;

use crate::assess::Assessor;
use crate::finding::{Finding, Reached};
use crate::path::{Followed, Follower};
use crate::traveller::Journey;
use linkage::{Calibration, Decision, LinkSet, LinkStatus, MatchShare};
use records::RecordId;

/// Rungs above the hand-over, R1 to R4.
pub(crate) type Rungs = [Reached; 4];

/// What a report counts as under one link, or under none.
pub(crate) struct Alternative {
    pub(crate) probability: f64,
    pub(crate) rungs: Rungs,
    /// Whether it then stands in no register; `None` where that cannot be said.
    pub(crate) absent: Option<bool>,
}

/// One report of the base of the headline rate.
pub(crate) struct Outlook {
    pub(crate) report: RecordId,
    /// Place among the reports of the cohort.
    pub(crate) place: usize,
    /// Reports of one case are found or missed as one: they have one group.
    pub(crate) group: usize,
    pub(crate) status: LinkStatus,
    /// "None" first, then targets, the most probable first; probabilities sum to one.
    pub(crate) alternatives: Vec<Alternative>,
}

/// All reports of the base, by place.
pub(crate) struct Outlooks {
    pub(crate) reports: Vec<Outlook>,
    /// π, where linkage says it.
    pub(crate) share: Option<MatchShare>,
    /// What the evidence keeps of what it claims, where linkage says it.
    pub(crate) calibration: Option<Calibration>,
    /// P(none) of every report that linkage placed, of the base or not, and the part of its case that
    /// it is: π was estimated from all of them.
    pub(crate) evidence: Vec<(f64, f64)>,
}

impl Outlooks {
    /// Of the reports handed over with proof that can be assessed.
    pub(crate) fn of<'a>(
        journey: &Journey<'_, 'a>,
        assessor: &Assessor<'_, 'a>,
        follower: &Follower<'_, 'a>,
        same_case: &[Vec<RecordId>],
    ) -> Self {
        let mut others: BTreeMap<usize, Option<Followed<'a>>> = BTreeMap::new();
        let group_of: BTreeMap<&RecordId, usize> =
            (0..).zip(same_case).flat_map(|(at, ids)| ids.iter().map(move |id| (id, at))).collect();
        let mut reports = Vec::new();
        for (place, assessed) in journey.assessed.iter().enumerate() {
            let assessable = assessed.finding.finding != Finding::NotAssessable;
            let decision = journey.scope.input.ngo_register.decision(&assessed.report.id);
            let Some(decision) = decision.filter(|_| assessed.proven && assessable) else {
                continue;
            };
            let mut rungs_at = |right: &RecordId| {
                let entry = journey.scope.register_index(right)?;
                let leader = follower.lineages.leader(entry);
                let rungs = |followed: &Followed<'a>| assessor.if_linked(entry, followed);
                match journey.followed.get(&leader) {
                    Some(followed) => Some((leader, rungs(followed))),
                    None => {
                        let other =
                            others.entry(leader).or_insert_with(|| follower.follow(leader, &[]));
                        other.as_ref().map(|followed| (leader, rungs(followed)))
                    }
                }
            };
            let absent = assessor.if_absent(assessed.report, decision);
            let id = &assessed.report.id;
            reports.push(Outlook {
                report: id.clone(),
                place,
                group: group_of.get(id).copied().unwrap_or(same_case.len() + place),
                status: decision.status,
                alternatives: alternatives(decision, absent, &mut rungs_at),
            });
        }
        let placed = &journey.scope.input.ngo_register.decisions;
        let part = |id: &RecordId| {
            group_of.get(id).map_or(1.0, |group| 1.0 / same_case[*group].len() as f64)
        };
        Self {
            reports,
            share: journey.scope.input.ngo_register.match_share(),
            calibration: journey.scope.input.ngo_register.calibration(),
            evidence: placed.iter().map(|one| (one.none_probability, part(&one.left))).collect(),
        }
    }
}

/// "None", then the targets kept, each lineage once. The kept targets share the probability of
/// those that are not; where none is kept, the report is somewhere, and no rung can be said.
fn alternatives(
    decision: &Decision,
    absent: Reached,
    rungs_at: &mut dyn FnMut(&RecordId) -> Option<(usize, Rungs)>,
) -> Vec<Alternative> {
    let none = Alternative {
        probability: decision.none_probability,
        rungs: [absent; 4],
        absent: (absent == Reached::No).then_some(true),
    };
    let mut targets: Vec<(usize, f64, Rungs)> = Vec::new();
    for candidate in
        decision.candidates.iter().filter(|c| c.probability >= LinkSet::LEAST_PROBABILITY)
    {
        if let Some((leader, rungs)) = rungs_at(&candidate.right)
            && targets.iter().all(|(known, ..)| *known != leader)
        {
            targets.push((leader, candidate.probability, rungs));
        }
    }
    targets.sort_by(|a, b| b.1.total_cmp(&a.1));
    let present = 1.0 - decision.none_probability;
    let kept: f64 = targets.iter().map(|(_, probability, _)| probability).sum();
    let found = |probability, rungs| Alternative { probability, rungs, absent: Some(false) };
    let mut all = vec![none];
    // Even where linkage found nothing: people may have found it.
    if targets.is_empty() {
        all.push(found(present, [Reached::Unknown; 4]));
    }
    all.extend(targets.into_iter().map(|(_, p, rungs)| found(p / kept * present, rungs)));
    all
}

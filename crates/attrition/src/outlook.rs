//! What every report would count as under each link that its evidence allows, and how the headline
//! shares move when links are drawn from their probabilities. Reach for [`Outlooks::of`], then
//! [`Outlooks::draw`].
//!
//! A report has at most one target and a target may receive many reports, so a draw chooses for each
//! report "none" or one target with the posterior that linkage gave it; what people fixed is certain
//! there. Reports of one case are drawn together: they are found or missed as one. Left out: errors
//! that the posterior does not know of, such as a true entry that blocking never brought up.

use std::collections::BTreeMap;

use crate::assess::Assessor;
use crate::estimate::SEED;
use crate::estimate::draw::Draws;
use crate::estimate::linkage_error::LinkErrors;
use crate::finding::{Finding, Reached};
use crate::path::{Followed, Follower};
use crate::traveller::Journey;
use linkage::{Decision, LinkStatus};
use records::RecordId;

/// Draws of the link set behind an interval.
pub(crate) const DRAWS: usize = 2_000;

/// A target less probable than this changes no figure; the others speak for it.
const LEAST_PROBABILITY: f64 = 1e-4;

/// Rungs above the hand-over, R1 to R4.
pub(crate) type Rungs = [Reached; 4];

/// What a report counts as under one link, or under none.
struct Alternative {
    probability: f64,
    rungs: Rungs,
    /// Whether it then stands in no register; `None` where that cannot be said.
    absent: Option<bool>,
}

/// One report of the base of the headline rate.
struct Outlook {
    report: RecordId,
    status: LinkStatus,
    /// "None" first, then targets, the most probable first; probabilities sum to one.
    alternatives: Vec<Alternative>,
}

/// All reports of the base, in groups that are drawn together.
pub(crate) struct Outlooks(Vec<Vec<Outlook>>);

/// Counts of every draw.
pub(crate) struct LinkDraws {
    /// Reports in no register, and all of which it can be said.
    pub(crate) absent: Vec<(u64, u64)>,
    /// For R1 to R4: reports that reached the rung, and all of its base of which it can be said.
    pub(crate) rungs: [Vec<(u64, u64)>; 4],
    /// How often the links as decided are right in the world drawn; where both rates have a base.
    pub(crate) errors: Vec<LinkErrors>,
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
        let mut groups: BTreeMap<&RecordId, Vec<Outlook>> = BTreeMap::new();
        let leader_of_group: BTreeMap<&RecordId, &RecordId> =
            same_case.iter().flat_map(|group| group.iter().map(|id| (id, &group[0]))).collect();
        for assessed in journey.assessed {
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
            let one = Outlook {
                report: assessed.report.id.clone(),
                status: decision.status,
                alternatives: alternatives(decision, absent, &mut rungs_at),
            };
            let id = &assessed.report.id;
            groups.entry(leader_of_group.get(id).copied().unwrap_or(id)).or_default().push(one);
        }
        Self(groups.into_values().collect())
    }

    /// Recounts every share over [`DRAWS`] draws of the links, always the same ones.
    pub(crate) fn draw(&self) -> LinkDraws {
        let mut absent = vec![(0, 0); DRAWS];
        let mut rungs = [(); 4].map(|()| vec![(0, 0); DRAWS]);
        let mut sums = vec![[0.0; 4]; DRAWS];
        for (stream, group) in (0..).zip(&self.0) {
            let mut random = Draws::new(SEED, stream);
            for at in 0..DRAWS {
                let chance = random.unit();
                for outlook in group {
                    let drawn = outlook.at(chance);
                    if let Some(is_absent) = drawn.absent {
                        add(&mut absent[at], is_absent);
                        add_errors(&mut sums[at], outlook.status, is_absent, 1.0);
                    }
                    add_rungs(&mut rungs, at, &drawn.rungs);
                }
            }
        }
        LinkDraws {
            absent,
            rungs,
            errors: sums.into_iter().filter_map(LinkErrors::of_sums).collect(),
        }
    }

    /// The sums of [`LinkErrors::of_sums`] as the posterior expects them.
    pub(crate) fn expected_sums(&self) -> [f64; 4] {
        let mut sums = [0.0; 4];
        for outlook in self.0.iter().flatten() {
            for alternative in &outlook.alternatives {
                if let Some(absent) = alternative.absent {
                    add_errors(&mut sums, outlook.status, absent, alternative.probability);
                }
            }
        }
        sums
    }

    /// Every report with the machine result of today.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = (&RecordId, LinkStatus)> {
        self.0.iter().flatten().map(|outlook| (&outlook.report, outlook.status))
    }
}

impl Outlook {
    /// The alternative in whose share of [0, 1] this chance lies.
    fn at(&self, mut chance: f64) -> &Alternative {
        let last = self.alternatives.len() - 1;
        let place = self.alternatives[..last].iter().position(|alternative| {
            chance -= alternative.probability;
            chance < 0.0
        });
        &self.alternatives[place.unwrap_or(last)]
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
    for candidate in decision.candidates.iter().filter(|c| c.probability >= LEAST_PROBABILITY) {
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
    if targets.is_empty() && present > 0.0 {
        all.push(found(present, [Reached::Unknown; 4]));
    }
    all.extend(targets.into_iter().map(|(_, p, rungs)| found(p / kept * present, rungs)));
    all
}

fn add((part, whole): &mut (u64, u64), counts: bool) {
    *part += u64::from(counts);
    *whole += 1;
}

/// Counts a report, or a part of one, in the sums of [`LinkErrors::of_sums`].
pub(crate) fn add_errors(sums: &mut [f64; 4], status: LinkStatus, absent: bool, count: f64) {
    let first = if absent { 2 } else { 0 };
    sums[first + 1] += count;
    if status == LinkStatus::Link {
        sums[first] += count;
    }
}

/// R1 and R2 are asked of every report, R3 of those registered, R4 of those as trafficking.
fn add_rungs(counts: &mut [Vec<(u64, u64)>; 4], at: usize, rungs: &Rungs) {
    for (rung, reached) in rungs.iter().enumerate() {
        let asked = rung < 2 || rungs[rung - 1] == Reached::Yes;
        if asked && *reached != Reached::Unknown {
            add(&mut counts[rung][at], *reached == Reached::Yes);
        }
    }
}

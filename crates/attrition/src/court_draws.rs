//! What the courts did with the entries of the cohort, over draws of the links between court cases and
//! entries. Reach for [`CourtDraws::of`]; the figures that rest on court links are counted from it.
//!
//! A court case comes from at most one entry and an entry may have many cases, so each case draws
//! "none" or one lineage with its posterior; a higher instance that draws none goes where the case goes
//! that it names as lower. Every path that a drawn set of cases makes is followed from the beginning.
//! Left out: that other reports might belong to the cohort; which entries are counted is as decided.

use std::collections::{BTreeMap, BTreeSet};

use records::Instance;

use crate::court_cases::{CourtCases, follow_lower, lower_cases};
use crate::court_outcome::CourtOutcome;
use crate::estimate::SEED;
use crate::estimate::draw::Draws;
use crate::link_draws::DRAWS;
use crate::outlook::LEAST_PROBABILITY;
use crate::path::{Followed, Follower};
use crate::stage::{RegisterPath, Stage};
use crate::traveller::Journey;

/// Streams of the court cases, apart from those of the reports.
const FIRST_STREAM: u64 = 1 << 41;

/// Counts of (entries, all of which it is asked), one pair per draw.
type Counts = Vec<(u64, u64)>;

/// Recounted over every draw, always the same ones.
#[derive(Default)]
pub(crate) struct CourtDraws {
    /// Entries that an instance decided so last, of those it received.
    pub(crate) outcomes: BTreeMap<(Instance, CourtOutcome), Counts>,
    /// Entries that reached a stage, of all of the cohort.
    pub(crate) stages: BTreeMap<Stage, Counts>,
}

/// Where one court case may come from: entries with their probability, "none" having the rest.
struct Chances {
    case: usize,
    entries: Vec<(usize, f64)>,
}

/// What figures count of one path.
struct Summary {
    stages: BTreeSet<Stage>,
    outcomes: Vec<(Instance, CourtOutcome)>,
}

impl Summary {
    fn of(path: &RegisterPath) -> Self {
        Self {
            stages: path.steps.iter().map(|step| step.stage).collect(),
            outcomes: path.court_outcomes.clone(),
        }
    }
}

/// Cases and the entries they belong to, of one lineage.
type Attached = Vec<(usize, usize)>;

impl CourtDraws {
    /// Of the entries of the cohort.
    pub(crate) fn of<'a>(journey: &Journey<'_, 'a>, follower: &Follower<'_, 'a>) -> Self {
        let cohort: BTreeMap<usize, &Followed<'a>> = journey
            .followed
            .iter()
            .filter(|(_, followed)| followed.path.in_cohort)
            .map(|(leader, followed)| (*leader, followed))
            .collect();
        let lower = lower_cases(journey.scope.input.court);
        let chances = chances(journey, follower, &cohort, &lower);
        let drawn = attached(follower, &cohort, &lower, &chances);
        let mut known: BTreeMap<(usize, &Attached), Summary> = BTreeMap::new();
        let mut draws = Self::default();
        for (leader, followed) in &cohort {
            match drawn.get(leader) {
                None => draws.add_everywhere(&Summary::of(&followed.path)),
                Some(sets) => {
                    for (at, set) in sets.iter().enumerate() {
                        let summary = known
                            .entry((*leader, set))
                            .or_insert_with(|| summary(follower, *leader, followed, set));
                        draws.add(at, summary);
                    }
                }
            }
        }
        draws.complete(cohort.len() as u64);
        draws
    }

    fn add_everywhere(&mut self, summary: &Summary) {
        (0..DRAWS).for_each(|at| self.add(at, summary));
    }

    fn add(&mut self, at: usize, summary: &Summary) {
        for stage in &summary.stages {
            self.stages.entry(*stage).or_insert_with(|| vec![(0, 0); DRAWS])[at].0 += 1;
        }
        for outcome in &summary.outcomes {
            self.outcomes.entry(*outcome).or_insert_with(|| vec![(0, 0); DRAWS])[at].0 += 1;
        }
    }

    /// Adds what each count is out of: all entries, and all that an instance received.
    fn complete(&mut self, entries: u64) {
        self.stages.values_mut().flatten().for_each(|(_, all)| *all = entries);
        let mut received: BTreeMap<Instance, Vec<u64>> = BTreeMap::new();
        for ((instance, _), counts) in &self.outcomes {
            let sums = received.entry(*instance).or_insert_with(|| vec![0; DRAWS]);
            sums.iter_mut().zip(counts).for_each(|(sum, (count, _))| *sum += count);
        }
        for ((instance, _), counts) in &mut self.outcomes {
            let all = &received[instance];
            counts.iter_mut().zip(all).for_each(|((_, whole), sum)| *whole = *sum);
        }
    }
}

/// Court cases that may come from an entry of the cohort, and those above them, by place.
fn chances<'a>(
    journey: &Journey<'_, 'a>,
    follower: &Follower<'_, 'a>,
    cohort: &BTreeMap<usize, &Followed<'a>>,
    lower: &BTreeMap<usize, usize>,
) -> Vec<Chances> {
    let scope = &journey.scope;
    let mut all: BTreeMap<usize, Chances> = BTreeMap::new();
    let mut elsewhere: BTreeMap<usize, Chances> = BTreeMap::new();
    for decision in &scope.input.register_court.decisions {
        let court = scope.input.court;
        let Ok(case) = court.binary_search_by(|case| case.id.cmp(&decision.left)) else { continue };
        let mut entries: Vec<(usize, f64)> = Vec::new();
        for candidate in decision.candidates.iter().filter(|c| c.probability >= LEAST_PROBABILITY) {
            let Some(entry) = scope.register_index(&candidate.right) else { continue };
            let leader = follower.lineages.leader(entry);
            if entries.iter().all(|(known, _)| follower.lineages.leader(*known) != leader) {
                entries.push((entry, candidate.probability));
            }
        }
        // Targets that are not kept share their probability with those that are.
        let kept: f64 = entries.iter().map(|(_, probability)| probability).sum();
        let present = 1.0 - decision.none_probability;
        entries.iter_mut().for_each(|(_, probability)| *probability *= present / kept);
        let ours =
            entries.iter().any(|(entry, _)| cohort.contains_key(&follower.lineages.leader(*entry)));
        if ours { &mut all } else { &mut elsewhere }.insert(case, Chances { case, entries });
    }
    for _ in 0..2 {
        for (above, below) in lower {
            if all.contains_key(below)
                && let Some(chances) = elsewhere.remove(above)
            {
                all.insert(*above, chances);
            }
        }
    }
    all.into_values().collect()
}

/// For every lineage of the cohort that a court case may or may not belong to: its cases in each draw.
fn attached<'a>(
    follower: &Follower<'_, 'a>,
    cohort: &BTreeMap<usize, &Followed<'a>>,
    lower: &BTreeMap<usize, usize>,
    chances: &[Chances],
) -> BTreeMap<usize, Vec<Attached>> {
    let cases: BTreeSet<usize> = chances.iter().map(|one| one.case).collect();
    let lower: BTreeMap<usize, usize> = lower
        .iter()
        .filter(|(above, below)| cases.contains(above) && cases.contains(below))
        .map(|(above, below)| (*above, *below))
        .collect();
    let mut streams: Vec<Draws> =
        chances.iter().map(|one| Draws::new(SEED, FIRST_STREAM + one.case as u64)).collect();
    let mut drawn: BTreeMap<usize, Vec<Attached>> = BTreeMap::new();
    for at in 0..DRAWS {
        let mut entry_of: BTreeMap<usize, usize> = chances
            .iter()
            .zip(&mut streams)
            .filter_map(|(one, random)| Some((one.case, one.at(random.unit())?)))
            .collect();
        follow_lower(&lower, &mut entry_of);
        for (case, entry) in entry_of {
            let leader = follower.lineages.leader(entry);
            if cohort.contains_key(&leader) {
                let sets = drawn.entry(leader).or_insert_with(|| vec![Vec::new(); DRAWS]);
                sets[at].push((case, entry));
            }
        }
    }
    drawn
}

impl Chances {
    /// The entry in whose share of [0, 1] this chance lies.
    fn at(&self, mut chance: f64) -> Option<usize> {
        self.entries.iter().find_map(|(entry, probability)| {
            chance -= probability;
            (chance < 0.0).then_some(*entry)
        })
    }
}

/// The path of a lineage if these court cases, and no others, were its own.
fn summary<'a>(
    follower: &Follower<'_, 'a>,
    leader: usize,
    followed: &Followed<'a>,
    set: &Attached,
) -> Summary {
    let scope = follower.scope;
    let court_cases = CourtCases::of(scope.input.court, set.iter().copied());
    let reports: Vec<_> = followed.path.reports.iter().filter_map(|id| scope.report(id)).collect();
    let other = Follower { court_cases: &court_cases, ..*follower };
    let path = other.follow(leader, &reports);
    path.map_or_else(|| Summary::of(&followed.path), |found| Summary::of(&found.path))
}

//! What the courts did with the entries of the cohort, over draws of the links between court cases and
//! entries. Reach for [`CourtDraws::of`]; the figures that rest on court links are counted from it.
//!
//! A court case comes from at most one entry and an entry may have many cases, so each case draws
//! "none" or one lineage with its posterior; a higher instance that draws none goes where the case goes
//! that it names as lower. Every path that a drawn set of cases makes is followed from the beginning.
//! Left out: that other reports might belong to the cohort; which entries are counted is as decided.

use std::collections::{BTreeMap, BTreeSet};

use linkage::LinkSet;
use rayon::prelude::*;
use records::Instance;

use crate::court_cases::{CourtCases, STEPS_DOWN, lower_cases};
use crate::court_outcome::CourtOutcome;
use crate::estimate::SEED;
use crate::estimate::draw::Draws;
use crate::link_draws::DRAWS;
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
    stages: Vec<Stage>,
    outcomes: Vec<(Instance, CourtOutcome)>,
}

impl Summary {
    fn of(path: &RegisterPath) -> Self {
        let stages: BTreeSet<Stage> = path.steps.iter().map(|step| step.stage).collect();
        Self { stages: stages.into_iter().collect(), outcomes: path.court_outcomes.clone() }
    }
}

/// Cases and the entries they belong to, of one lineage, by case.
type Attached = Vec<(usize, usize)>;

/// The paths that the drawn sets of cases make of one lineage.
struct Drawn {
    summaries: Vec<Summary>,
    /// Which of them each draw makes.
    of_draw: Vec<usize>,
}

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
        let given = Given::new(chances(journey, follower, &cohort, &lower), &lower);
        let cases = given.by_leader(follower, &cohort);
        let add = |mut draws: Self, (leader, followed): (&usize, &&Followed<'a>)| {
            let cases = cases.get(leader).map_or(&[][..], Vec::as_slice);
            let drawn = Drawn::of(follower, (*leader, followed), &given, cases);
            drawn.tally(&mut draws.stages, |summary| &summary.stages);
            drawn.tally(&mut draws.outcomes, |summary| &summary.outcomes);
            draws
        };
        let mut draws =
            cohort.par_iter().fold(Self::default, add).reduce(Self::default, Self::merge);
        draws.complete(cohort.len() as u64);
        draws
    }

    fn merge(mut self, other: Self) -> Self {
        merge(&mut self.stages, other.stages);
        merge(&mut self.outcomes, other.outcomes);
        self
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

/// Adds the counts of other lineages.
fn merge<K: Ord>(counts: &mut BTreeMap<K, Counts>, others: BTreeMap<K, Counts>) {
    for (key, more) in others {
        let counts = counts.entry(key).or_insert_with(|| vec![(0, 0); DRAWS]);
        counts.iter_mut().zip(more).for_each(|((count, _), (more, _))| *count += more);
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
        for candidate in
            decision.candidates.iter().filter(|c| c.probability >= LinkSet::LEAST_PROBABILITY)
        {
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
    for _ in 0..STEPS_DOWN {
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

/// What every court case is given in every draw.
struct Given {
    chances: Vec<Chances>,
    /// Per case and draw: 0 for "none", n for the n-th of its entries.
    drawn: Vec<Vec<u8>>,
    /// Place among the cases of the one that each names as lower.
    below: Vec<Option<usize>>,
}

impl Given {
    fn new(chances: Vec<Chances>, lower: &BTreeMap<usize, usize>) -> Self {
        let draw = |one: &Chances| {
            let mut random = Draws::new(SEED, FIRST_STREAM + one.case as u64);
            (0..DRAWS).map(|_| one.at(random.unit())).collect()
        };
        let place = |case: &usize| chances.binary_search_by_key(case, |one| one.case).ok();
        Self {
            drawn: chances.par_iter().map(draw).collect(),
            below: chances.iter().map(|one| place(lower.get(&one.case)?)).collect(),
            chances,
        }
    }

    /// A case and those it goes where they go, should it draw none.
    fn downward(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |at| self.below[*at]).take(1 + STEPS_DOWN)
    }

    /// The entry that a case comes from in one draw.
    fn entry(&self, at: usize, draw: usize) -> Option<usize> {
        self.downward(at).find_map(|at| {
            let drawn = usize::from(self.drawn[at][draw]).checked_sub(1)?;
            Some(self.chances[at].entries[drawn].0)
        })
    }

    /// The cases that may belong to each lineage of the cohort, ascending.
    fn by_leader<'a>(
        &self,
        follower: &Follower<'_, 'a>,
        cohort: &BTreeMap<usize, &Followed<'a>>,
    ) -> BTreeMap<usize, Vec<usize>> {
        let mut cases: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.chances.len() {
            let entries = self.downward(at).flat_map(|at| &self.chances[at].entries);
            let leaders = entries.map(|(entry, _)| follower.lineages.leader(*entry));
            for leader in leaders.filter(|leader| cohort.contains_key(leader)) {
                let cases = cases.entry(leader).or_default();
                if cases.last() != Some(&at) {
                    cases.push(at);
                }
            }
        }
        cases
    }
}

impl Chances {
    /// The entry in whose share of [0, 1] this chance lies, counted from 1; 0 for "none".
    fn at(&self, mut chance: f64) -> u8 {
        let place = self.entries.iter().position(|(_, probability)| {
            chance -= probability;
            chance < 0.0
        });
        place.map_or(0, |place| u8::try_from(place + 1).unwrap_or(0))
    }
}

impl Drawn {
    /// Of one lineage, `cases` being those that may belong to it.
    fn of<'a>(
        follower: &Follower<'_, 'a>,
        (leader, followed): (usize, &Followed<'a>),
        given: &Given,
        cases: &[usize],
    ) -> Self {
        let mut known: BTreeMap<Attached, usize> = BTreeMap::new();
        let mut of_draw = Vec::with_capacity(DRAWS);
        let mut set = Attached::new();
        for draw in 0..DRAWS {
            set.clear();
            set.extend(cases.iter().filter_map(|at| {
                let entry = given.entry(*at, draw)?;
                let ours = follower.lineages.leader(entry) == leader;
                ours.then_some((given.chances[*at].case, entry))
            }));
            of_draw.push(known.get(&set).copied().unwrap_or_else(|| {
                let next = known.len();
                known.insert(set.clone(), next);
                next
            }));
        }
        let mut sets: Vec<(Attached, usize)> = known.into_iter().collect();
        sets.sort_unstable_by_key(|(_, at)| *at);
        let summaries = match sets.as_slice() {
            // No case is ever drawn: what is decided stands.
            [(set, _)] if set.is_empty() => vec![Summary::of(&followed.path)],
            sets => {
                let path = |(set, _): &_| summary(follower, leader, followed, set);
                sets.iter().map(path).collect()
            }
        };
        Self { summaries, of_draw }
    }

    /// Adds to each count what the paths have of it.
    fn tally<K: Ord + Copy>(
        &self,
        counts: &mut BTreeMap<K, Counts>,
        of: impl Fn(&Summary) -> &[K],
    ) {
        let mut adds: BTreeMap<K, Vec<u64>> = BTreeMap::new();
        for (at, summary) in self.summaries.iter().enumerate() {
            for key in of(summary) {
                adds.entry(*key).or_insert_with(|| vec![0; self.summaries.len()])[at] += 1;
            }
        }
        for (key, adds) in adds {
            let counts = counts.entry(key).or_insert_with(|| vec![(0, 0); DRAWS]);
            counts.iter_mut().zip(&self.of_draw).for_each(|((count, _), at)| *count += adds[*at]);
        }
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

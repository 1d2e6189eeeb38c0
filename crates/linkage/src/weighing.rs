//! What the candidates of every left record weigh. Reach for [`weigh_all`] in a run and for
//! [`weigh_left`] where one record is explained: both ask the rules pass by pass and stop where a
//! record is settled.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::blocking_rule::BlockingRules;
use crate::candidates::{CandidatePair, RuleTally};
use crate::linking::{CasePair, Context, Report, Stage, size};
use crate::options::{Phase, Progress};
use crate::ranking::{Ranked, Scored};
use crate::sketch::memory::Memory;
use crate::sketch::weigh::Weigher;

/// Right records that are waited for together: what they hold of memory fits into the nearest cache.
const AT_ONCE: usize = 16;

/// What is left of the candidates once they are weighed.
pub(crate) struct Weighed {
    /// By left record.
    pub(crate) ranked: Vec<Ranked>,
    pub(crate) tally: RuleTally,
    pub(crate) pairs: u64,
}

/// Weighs the candidates of every left record.
pub(crate) fn weigh_all(
    pair: &impl CasePair,
    stage: &Stage<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Weighed {
    let ground = stage.ground;
    let left_size = size(pair.sizes().0);
    let weigher = Weigher::new(ground, stage.context, pair.conditional());
    let total = (0..left_size).map(|left| ground.candidates.size(left)).sum();
    // Pairs that several rules brought up are weighed once, so fewer are done in the end.
    let report = Report::new(Phase::Comparing, total, progress);
    let memories = Shelf::default();
    // Of those that share their largest block one after the other, most right records are at hand
    // still, and of namesakes most words are compared already.
    let mut order: Vec<u32> = (0..left_size).collect();
    order.sort_by_cached_key(|left| {
        (ground.candidates.largest_block(*left), weigher.leading_word(*left), *left)
    });
    let one = |(mut all, mut tally): (Vec<(u32, Ranked)>, RuleTally), left: &u32| {
        let mut memory = memories.take();
        let found = weigh_left(pair, (&weigher, stage.rules), *left, &mut memory);
        memories.put(memory);
        report.add(found.scored.len() as u64);
        found.scored.iter().for_each(|scored| tally.add(scored.rules));
        all.push((*left, found.ranked));
        (all, tally)
    };
    let (mut ranked, tally) = order.par_iter().fold(Default::default, one).reduce(
        Default::default,
        |(mut all, tally), (mut more, of_more)| {
            all.append(&mut more);
            (all, tally.merge(&of_more))
        },
    );
    let pairs = report.finish();
    ranked.par_sort_unstable_by_key(|(left, _)| *left);
    Weighed { ranked: ranked.into_iter().map(|(_, ranked)| ranked).collect(), tally, pairs }
}

/// The candidates of one left record.
pub(crate) struct Found {
    /// With their weights, by right index.
    pub(crate) scored: Vec<Scored>,
    pub(crate) ranked: Ranked,
    /// The rules that were asked, a bit each.
    pub(crate) asked: u32,
}

/// Weighs the candidates of one left record, pass by pass, until it is settled.
pub(crate) fn weigh_left(
    pair: &impl CasePair,
    (weigher, rules): (&Weigher<'_>, &BlockingRules),
    left: u32,
    memory: &mut Memory,
) -> Found {
    let ground = weigher.ground;
    let of_left = ground.lefts.case(left);
    let mut scored: Vec<Scored> = Vec::new();
    let (ranked, asked) = pass_by_pass(rules, weigher.context, |asked| {
        let mut known = std::mem::take(&mut scored).into_iter().peekable();
        let mut weigh = |candidate: CandidatePair| {
            let CandidatePair { right, rules, .. } = candidate;
            // An earlier pass brought up no pair that this one does not.
            let weight = known.next_if(|known| known.right == right).map(|known| known.weight);
            let sides = (of_left, ground.rights.case(right));
            let weight =
                weight.unwrap_or_else(|| pair.weigh(weigher, sides, (left, right), memory));
            Scored { right, rules, weight }
        };
        let pairs = ground.pairs(pair, left, asked);
        scored = Vec::with_capacity(pairs.len());
        for some in pairs.chunks(AT_ONCE) {
            ground.rights.fetch(some.iter().map(|pair| pair.right));
            scored.extend(some.iter().copied().map(&mut weigh));
        }
        Ranked::of((left, &scored), pair.lineages(), ground.human)
    });
    Found { scored, ranked, asked }
}

/// Asks pass by pass, each time all rules so far, until a record is settled: its best target was
/// brought up by the first pass, and nothing that the second brought up comes near it. What was
/// ranked last, and the rules asked for it, a bit each.
pub(crate) fn pass_by_pass(
    rules: &BlockingRules,
    context: &Context<'_>,
    mut ask: impl FnMut(u32) -> Ranked,
) -> (Ranked, u32) {
    // The share of the run is not known before all records are weighed.
    let share = (context.model.parameters().prior_match_share, context.targets);
    let (first, later) = rules.passes();
    let mut found = (ask(first), first);
    for asked in later {
        found = (ask(asked), asked);
        if found.0.is_settled(share, first) {
            break;
        }
    }
    found
}

/// Things that workers take and put back, so that each has one at a time.
struct Shelf<T>(Mutex<Vec<T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Default> Shelf<T> {
    fn take(&self) -> T {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put(&self, thing: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thing);
    }
}

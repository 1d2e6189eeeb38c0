//! The model of a link kind from the data: m by EM with u fixed, and the share of matches. Reach
//! for [`estimate`]; [`Estimate::report`] says what it rests on and which comparisons had too
//! little data.
//!
//! A pass compares the candidate pairs with the very code that links them, then
//!
//! 1. runs EM over the comparison vectors of whole cases ([`maximise`]), what the persons of a pair
//!    weigh being given, and
//! 2. counts the levels of the aligned person pairs with P(the cases match) · P(they are one person
//!    | the cases match), and sets m of the `person_*` comparisons from these, and
//! 3. sets the shares of victims and of accused who are listed on the right from P(listed | the cases
//!    match) of every person sought there.
//!
//! Passes end when m rests: an expectation–conditional-maximisation scheme (Meng & Rubin 1993,
//! *Biometrika* 80:267). Sums run in the order of the records, so threads change no bit.

mod maximise;
mod persons;
mod sides;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use records::Reference;

use crate::blocking_rule::BlockingRules;
use crate::case_profile::Profiler;
use crate::comparison_vector::{ComparisonVector, Listed};
use crate::error::LinkageError;
use crate::ground::Ground;
use crate::human_decision::HumanDecisions;
use crate::linking::{CasePair, group, size};
use crate::model::{LinkModel, ModelShares};
use crate::options::{LinkOptions, Progress};
use crate::ranking::{Scored, best_members};
use maximise::{Learned, LeftSeen, Seen, Shipped, Sightings, UNKNOWN, level_bits};
use persons::{count_listed, count_persons};
use sides::Sides;

/// Passes at most, and the largest change of m between two at which estimation rests.
const PASSES: u32 = 12;
const REST: f64 = 1e-3;

/// Matches' worth of belief in the shipped m of a comparison, and persons' in a share listed.
pub const M_STRENGTH: f64 = maximise::M_STRENGTH;
/// Left records' worth of belief in the shipped share of matches.
pub const SHARE_STRENGTH: f64 = maximise::SHARE_STRENGTH;

/// An estimated model and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The model.
    pub model: LinkModel,
    /// What it rests on.
    pub report: EstimateReport,
}

/// What an estimate rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimateReport {
    /// Left records.
    pub left_records: u64,
    /// Targets searched; a lineage counts once.
    pub targets: u64,
    /// Candidate pairs.
    pub pairs: u64,
    /// Distinct comparison vectors of whole cases.
    pub vectors: u64,
    /// Aligned pairs of persons.
    pub person_pairs: u64,
    /// Distinct comparison vectors among them.
    pub person_vectors: u64,
    /// Times the pairs were compared.
    pub passes: u32,
    /// Rounds of EM in all passes.
    pub rounds: u32,
    /// Whether the passes came to rest, and EM within the last of them.
    pub converged: bool,
    /// Left records expected to have a target among their candidates.
    pub expected_matches: f64,
    /// By comparison, in model order.
    pub comparisons: Vec<ComparisonReport>,
    /// Victims and accused of the left who are listed on the right.
    pub listed: [ListedReport; 2],
}

impl EstimateReport {
    /// Comparisons and parameters that had too little data and keep their shipped values.
    pub fn kept_shipped(&self) -> impl Iterator<Item = &'static str> {
        let comparisons = self.comparisons.iter().filter(|of| of.kept_shipped);
        let listed = ["victim_present", "accused_present"].into_iter().zip(&self.listed);
        let listed = listed.filter(|(_, of)| of.kept_shipped).map(|(name, _)| name);
        comparisons.map(|of| of.comparison).chain(listed)
    }
}

/// What the values of one comparison rest on.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonReport {
    /// Stable code.
    pub comparison: &'static str,
    /// Expected matches, or matching persons, with the value known on both sides.
    pub known_matches: f64,
    /// Whether that was too little, so that the shipped values stand.
    pub kept_shipped: bool,
}

/// What the share of persons listed on the right rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListedReport {
    /// Expected persons of matches of whom something is known on the right.
    pub sought: f64,
    /// Whether that was too little, so that the shipped share stands.
    pub kept_shipped: bool,
}

/// What one candidate pair shows.
#[derive(Clone)]
struct Sighting {
    scored: Scored,
    /// Levels of whole cases.
    vector: Vec<u8>,
    base: f64,
    /// Levels of aligned persons with P(one person | the cases match).
    persons: Vec<(Vec<u8>, f64)>,
    listed: [Listed; 2],
}

/// A [`Sighting`] of every target of every left record, and the vectors counted.
struct Pass {
    sightings: Sightings,
    /// In the shape of the candidates.
    persons: Vec<Vec<Vec<(u32, f64)>>>,
    listed: Vec<Vec<[Listed; 2]>>,
    person_vectors: Vec<Vec<u8>>,
    person_pairs: u64,
}

/// The model estimated on these records, from the shipped one.
///
/// # Errors
/// When the model in `reference`, the options or the ids cannot be used; see [`LinkageError`].
pub(crate) fn estimate(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Estimate, LinkageError> {
    let kind = pair.kind();
    let start = options.model(reference, kind)?;
    let rules = BlockingRules::from_reference(reference, kind)?;
    let human = HumanDecisions::new(pair, options)?;
    let ground = Ground::new(pair, reference, profiler, &rules, &human, progress);
    let sides = Sides::new(pair, &ground);
    let shipped_m = m_of(&start);
    let shipped = Shipped { m: &shipped_m, share: start.parameters().prior_match_share };

    let mut model = start.clone();
    let (mut passes, mut rounds) = (0, 0);
    loop {
        passes += 1;
        let pass = observe(pair, (&ground, &sides), &model, &human, progress);
        let before = m_of(&model);
        let shares = model.parameters().shares();
        let mut learned =
            maximise::maximise(&pass.sightings, &shipped, before.clone(), shares.matched);
        rounds += learned.rounds;
        count_persons(&pass, &model, &shipped, &mut learned);
        let (listed, present) = count_listed(&pass, start.parameters().shares(), &learned);
        let [victim_present, accused_present] = present;
        let new = ModelShares { matched: learned.share, victim_present, accused_present };
        // π rests within EM.
        let moved = change(&before, &learned.m)
            .max((new.victim_present - shares.victim_present).abs())
            .max((new.accused_present - shares.accused_present).abs());
        let rested = moved < REST;
        model.learn(&learned.m, new);
        if rested || passes == PASSES {
            let converged = rested && learned.converged;
            let report = report((&ground, &sides), &pass, &model, &learned, listed);
            let report = EstimateReport { passes, rounds, converged, ..report };
            return Ok(Estimate { model, report });
        }
    }
}

fn m_of(model: &LinkModel) -> Vec<Vec<f64>> {
    let of = |comparison: &crate::model::Comparison| {
        comparison.levels.iter().map(|level| level.m).collect()
    };
    model.comparisons().iter().map(of).collect()
}

fn change(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Compares all candidate pairs under a model.
fn observe(
    pair: &impl CasePair,
    (ground, sides): (&Ground<'_>, &Sides),
    model: &LinkModel,
    human: &HumanDecisions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Pass {
    let context = ground.context(model, true);
    let m = m_of(model);
    let see = |scored, vector: &ComparisonVector| sighting(model, &m, scored, vector);
    let seen = sides.compare(pair, ground, &context, progress, see);
    let by_left = group(size(pair.sizes().0), seen);
    let (mut cases, mut persons) = (Interner::default(), Interner::default());
    let (mut lefts, mut of_lefts, mut person_pairs) = (Vec::new(), Vec::new(), 0);
    let mut listed = Vec::new();
    for (left, all) in (0u32..).zip(&by_left) {
        let scored: Vec<Scored> = all.iter().map(|sighting| sighting.scored).collect();
        let mut best = best_members(left, &scored, pair.lineages(), human);
        let decided = human.target(left);
        if let Some(target) = decided {
            let root = pair.lineages().root(target);
            best.retain(|(of, _)| *of == root);
        }
        let of = best.iter().filter_map(|(_, best)| {
            let at = all.binary_search_by_key(&best.right, |sighting| sighting.scored.right);
            at.ok().map(|at| &all[at])
        });
        let (mut seen, mut of_left, mut listed_of) = (Vec::new(), Vec::new(), Vec::new());
        for sighting in of {
            seen.push(Seen { vector: cases.index(&sighting.vector), base: sighting.base });
            let of_pair = sighting.persons.iter();
            of_left.push(of_pair.map(|(levels, found)| (persons.index(levels), *found)).collect());
            person_pairs += sighting.persons.len() as u64;
            listed_of.push(sighting.listed);
        }
        lefts.push(LeftSeen { seen, decided: decided.is_some() });
        of_lefts.push(of_left);
        listed.push(listed_of);
    }
    let sightings = Sightings { vectors: cases.vectors, lefts, targets: ground.targets };
    Pass { sightings, persons: of_lefts, listed, person_vectors: persons.vectors, person_pairs }
}

/// The levels of a pair, and what it weighs besides log2 m of the levels of whole cases.
fn sighting(
    model: &LinkModel,
    m: &[Vec<f64>],
    scored: Scored,
    vector: &ComparisonVector,
) -> Sighting {
    let mut levels = vec![UNKNOWN; m.len()];
    let mut persons = Vec::new();
    let mut listed = [Listed::NONE; 2];
    for contribution in &vector.0 {
        match contribution.comparison {
            "victims" => listed[0] = contribution.listed,
            "accused" => listed[1] = contribution.listed,
            _ => {}
        }
        if let Some((at, level)) = model.position(contribution.rows, contribution.level) {
            levels[at] = level as u8;
        }
        for tally in &contribution.persons {
            // The comparisons of persons come first in every model.
            let codes = tally.levels.iter().zip(model.comparisons());
            let of = codes.map(|(level, comparison)| {
                let at = comparison.levels.iter().position(|known| known.code == *level);
                at.map_or(UNKNOWN, |at| at as u8)
            });
            persons.push((of.collect(), tally.found));
        }
    }
    let base = scored.weight.bits() - level_bits(&levels, m);
    Sighting { scored, vector: levels, base, persons, listed }
}

fn report(
    (ground, sides): (&Ground<'_>, &Sides),
    pass: &Pass,
    model: &LinkModel,
    learned: &Learned,
    listed: [ListedReport; 2],
) -> EstimateReport {
    let of = learned.known.iter().zip(&learned.kept);
    let comparisons = model.comparisons().iter().zip(of);
    EstimateReport {
        left_records: sides.lefts.len() as u64,
        targets: ground.targets,
        pairs: sides.pairs.len() as u64,
        vectors: pass.sightings.vectors.len() as u64,
        person_pairs: pass.person_pairs,
        person_vectors: pass.person_vectors.len() as u64,
        passes: 0,
        rounds: 0,
        converged: false,
        expected_matches: learned.expected_matches,
        listed,
        comparisons: comparisons
            .map(|(comparison, (known, kept))| ComparisonReport {
                comparison: comparison.code,
                known_matches: *known,
                kept_shipped: *kept,
            })
            .collect(),
    }
}

/// Numbers distinct vectors in the order in which they are met.
#[derive(Default)]
struct Interner {
    vectors: Vec<Vec<u8>>,
    index: BTreeMap<Vec<u8>, u32>,
}

impl Interner {
    fn index(&mut self, vector: &[u8]) -> u32 {
        if let Some(at) = self.index.get(vector) {
            return *at;
        }
        let at = size(self.vectors.len());
        self.vectors.push(vector.to_vec());
        self.index.insert(vector.to_vec(), at);
        at
    }
}

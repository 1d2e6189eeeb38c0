//! The random audit queue and what its answers prove. Reach for [`draw`] to choose records at random
//! within strata, with what the machine said of them that day, and for [`accuracy`] to estimate
//! precision and recall of the links from the answers, weighted by inclusion probability. Answers
//! gathered in value order are refused: those cards were chosen because they are doubtful.

use std::collections::BTreeMap;

use linkage::{Decision, LinkKind, LinkStatus};
use records::RecordId;

use crate::agreement::wilson;
use crate::ledger::{CardState, Ledger};
use crate::review_decision::{Answer, Queue};
use crate::selection::position;

/// One record of the sample, in the order drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// The record.
    pub left: RecordId,
    /// What the machine said of it when the sample was drawn: its stratum.
    pub status: LinkStatus,
    /// The target it was linked to, or possibly linked to.
    pub target: Option<RecordId>,
    /// Records of the stratum.
    pub population: u64,
    /// How many of them were drawn.
    pub sampled: u64,
}

impl Sampled {
    /// Probability of having been drawn. Range (0, 1].
    pub fn inclusion(&self) -> f64 {
        self.sampled as f64 / self.population as f64
    }
}

/// A simple random sample of `size` records of each stratum, all of a smaller one, in random order.
/// The same seed, ids and machine results give the same sample.
pub fn draw<'d>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    size: impl Fn(LinkStatus) -> usize,
    seed: u64,
) -> Vec<Sampled> {
    let mut strata: BTreeMap<LinkStatus, Vec<(f64, &Decision)>> = BTreeMap::new();
    for decision in decisions {
        let at = position(seed, "audit", decision.left.as_str());
        strata.entry(decision.status).or_default().push((at, decision));
    }
    let mut drawn: Vec<(f64, Sampled)> = Vec::new();
    for (status, mut members) in strata {
        members.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.left.cmp(&b.1.left)));
        let taken = members.len().min(size(status));
        let (population, sampled) = (members.len() as u64, taken as u64);
        drawn.extend(members.into_iter().take(taken).map(|(at, decision)| {
            let (left, target) = (decision.left.clone(), decision.target.clone());
            (at, Sampled { left, status, target, population, sampled })
        }));
    }
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
    drawn.into_iter().map(|(_, sampled)| sampled).collect()
}

/// A weighted share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedShare {
    /// Estimated share. Range [0, 1].
    pub value: f64,
    /// Wilson 95 % interval at the effective number of records.
    pub interval: (f64, f64),
    /// Records of the sample that it rests on.
    pub records: u64,
}

/// Accuracy of the links by the audit sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy {
    /// Of the linked records, the share whose target people confirm.
    pub precision: Option<WeightedShare>,
    /// Of the records that have a target by people's word, the share linked to it.
    pub recall: Option<WeightedShare>,
    /// Of the records the machine called non-links, the share in which people find none either.
    pub non_link_confirmed: Option<WeightedShare>,
    /// Records read that people could not decide or have not agreed on; left out above.
    pub undecided: u64,
    /// Records of the sample that do not count, because an earlier one of their stratum is unread.
    pub waiting: u64,
}

/// Why answers are no evidence of accuracy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEvidence {
    /// There is no answer from the audit queue.
    #[error(
        "no card of the audit queue has been answered ({work} of the work queue have): the work queue serves \
         the doubtful first, so its answers say nothing of accuracy; review some with \
         `sverka review --queue audit`"
    )]
    NoAudit {
        /// Cards answered in the work queue.
        work: u64,
    },
}

/// The readings of one stratum that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadStratum {
    /// What the machine said when the sample was drawn.
    pub status: LinkStatus,
    /// Records of the stratum.
    pub population: u64,
    /// Records for which people found a target, sorted.
    pub present: Vec<RecordId>,
    /// Records for which they found none, sorted.
    pub absent: Vec<RecordId>,
    /// Records they could not decide or have not agreed on, sorted.
    pub undecided: Vec<RecordId>,
}

/// What people found in each stratum of the sample, strata without a reading included.
///
/// # Errors
/// When no card of the audit queue has been answered.
pub fn read_strata(
    kind: LinkKind,
    ledger: &Ledger,
    sample: &[Sampled],
) -> Result<Vec<ReadStratum>, NotEvidence> {
    let said = ledger.cards();
    let (read, _) = beginnings((kind, ledger), &said, sample)?;
    let strata = read.into_iter().map(|(status, members)| {
        let population = sample.iter().find(|one| one.status == status);
        let mut stratum = ReadStratum {
            status,
            population: population.map_or(0, |one| one.population),
            present: Vec::new(),
            absent: Vec::new(),
            undecided: Vec::new(),
        };
        for (one, state) in members {
            let list = match state.standing().map(|standing| &standing.answer) {
                Some(Answer::Link(_)) => &mut stratum.present,
                Some(Answer::NotLink) => &mut stratum.absent,
                _ => &mut stratum.undecided,
            };
            list.push(one.left.clone());
        }
        for list in [&mut stratum.present, &mut stratum.absent, &mut stratum.undecided] {
            list.sort();
        }
        stratum
    });
    Ok(strata.collect())
}

/// Cards by what was said of them.
type Said<'l> = BTreeMap<(LinkKind, &'l RecordId), CardState<'l>>;

/// The members of each stratum that count, and how many of the sample do not.
type Beginnings<'c> = (BTreeMap<LinkStatus, Vec<(&'c Sampled, &'c CardState<'c>)>>, u64);

/// Of each stratum the beginning, up to the first record nobody has read: the beginning of a random
/// order is itself a random sample, whichever of the later ones people happened to see.
fn beginnings<'c>(
    (kind, ledger): (LinkKind, &Ledger),
    said: &'c Said<'c>,
    sample: &'c [Sampled],
) -> Result<Beginnings<'c>, NotEvidence> {
    let from = |queue: Queue| {
        let all = ledger.active().into_iter().filter(|entry| entry.kind == kind);
        all.filter(|entry| entry.queue == queue && !matches!(entry.answer, Answer::Withdraw(_)))
            .count()
    };
    if from(Queue::Audit) == 0 {
        return Err(NotEvidence::NoAudit { work: from(Queue::Work) as u64 });
    }
    let mut strata: BTreeMap<LinkStatus, Vec<(&Sampled, &CardState<'_>)>> = BTreeMap::new();
    let mut stopped: BTreeMap<LinkStatus, bool> = BTreeMap::new();
    let mut waiting = 0;
    for one in sample {
        let members = strata.entry(one.status).or_default();
        let stopped = stopped.entry(one.status).or_default();
        match said.get(&(kind, &one.left)) {
            Some(state) if !*stopped => members.push((one, state)),
            _ => {
                *stopped = true;
                waiting += 1;
            }
        }
    }
    Ok((strata, waiting))
}

/// Precision and recall of the links as they stood when the sample was drawn, each record counting by
/// the inverse of its inclusion probability (Horvitz & Thompson 1952). Of each stratum only the
/// beginning of the random order counts, up to the first record nobody has read.
///
/// # Errors
/// When no card of the audit queue has been answered.
pub fn accuracy(
    kind: LinkKind,
    ledger: &Ledger,
    sample: &[Sampled],
) -> Result<Accuracy, NotEvidence> {
    let said = ledger.cards();
    let (strata, waiting) = beginnings((kind, ledger), &said, sample)?;
    let mut tally = Tally::default();
    for read in strata.values() {
        for (one, state) in read {
            tally.add(ledger, one, state, one.population as f64 / read.len() as f64);
        }
    }
    Ok(Accuracy {
        precision: tally.precision.share(),
        recall: tally.recall.share(),
        non_link_confirmed: tally.none.share(),
        undecided: tally.undecided,
        waiting,
    })
}

#[derive(Default)]
struct Tally {
    precision: Weighted,
    recall: Weighted,
    none: Weighted,
    undecided: u64,
}

impl Tally {
    fn add(&mut self, ledger: &Ledger, one: &Sampled, state: &CardState<'_>, weight: f64) {
        let answer = match state.standing().map(|standing| &standing.answer) {
            Some(answer @ (Answer::Link(_) | Answer::NotLink)) => answer,
            _ => {
                self.undecided += 1;
                return;
            }
        };
        let linked = one.target.clone().filter(|_| one.status == LinkStatus::Link);
        let right = linked.map(|target| ledger.same(&Answer::Link(target), answer));
        if let Some(right) = right {
            self.precision.add(weight, right);
        }
        if matches!(answer, Answer::Link(_)) {
            self.recall.add(weight, right == Some(true));
        }
        if one.status == LinkStatus::NonLink {
            self.none.add(weight, *answer == Answer::NotLink);
        }
    }
}

#[derive(Default)]
struct Weighted {
    right: f64,
    all: f64,
    squares: f64,
    records: u64,
}

impl Weighted {
    fn add(&mut self, weight: f64, right: bool) {
        self.all += weight;
        self.squares += weight * weight;
        self.records += 1;
        if right {
            self.right += weight;
        }
    }

    fn share(&self) -> Option<WeightedShare> {
        if self.records == 0 {
            return None;
        }
        let value = self.right / self.all;
        // Kish (1965): as many equally weighted records as these are worth.
        let effective = self.all * self.all / self.squares;
        Some(WeightedShare { value, interval: wilson(value, effective), records: self.records })
    }
}

#[cfg(test)]
mod tests;

//! The append-only list of review decisions. Reach for [`Ledger`] to know what people have
//! decided: what was withdrawn does not hold, of one reader the latest reading stands, and every
//! entry stays readable. It stores nothing itself; `store` keeps the entries in the same order.

use std::collections::{BTreeMap, BTreeSet};

use linkage::LinkKind;
use records::RecordId;

use crate::review_decision::{Answer, DecisionId, Purpose, ReviewDecision};

/// A record to place, under one link kind.
pub type Card = (LinkKind, RecordId);

/// Review decisions in the order they were made, with the lineages that make two targets one.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Vec<ReviewDecision>,
    roots: BTreeMap<RecordId, RecordId>,
}

/// Pairs that people have fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are the same case, sorted.
    pub must_link: Vec<(RecordId, RecordId)>,
    /// Pairs that are not, sorted.
    pub cannot_link: Vec<(RecordId, RecordId)>,
}

/// What people say of one record by now.
#[derive(Clone, Debug, PartialEq)]
pub enum CardState<'l> {
    /// Nobody has read it.
    Open,
    /// Everybody who read it says the same; `readers` of them.
    Read {
        /// The reading of the last to join.
        by: &'l ReviewDecision,
        /// How many.
        readers: usize,
    },
    /// Readings differ and nobody has adjudicated. In the order of their readers' first reading.
    Disagreement(Vec<&'l ReviewDecision>),
    /// Readings differed; this settles it.
    Adjudicated(&'l ReviewDecision),
}

impl<'l> CardState<'l> {
    /// The decision that counts, if any does.
    pub const fn standing(&self) -> Option<&'l ReviewDecision> {
        match self {
            Self::Read { by, .. } | Self::Adjudicated(by) => Some(by),
            Self::Open | Self::Disagreement(_) => None,
        }
    }
}

impl Ledger {
    /// A ledger holding entries in the order they were made.
    pub const fn new(entries: Vec<ReviewDecision>) -> Self {
        Self { entries, roots: BTreeMap::new() }
    }

    /// Takes entries of one lineage for one target. `lineages` gives the sorted members of every
    /// record's lineage, as [`linkage::lineage::lineage_ids`] does.
    #[must_use]
    pub fn knowing(mut self, lineages: &BTreeMap<RecordId, Vec<RecordId>>) -> Self {
        self.roots = lineages
            .iter()
            .filter_map(|(id, members)| Some((id.clone(), members.first()?.clone())))
            .collect();
        self
    }

    /// Adds a decision; what it supersedes or withdraws is kept.
    pub fn append(&mut self, decision: ReviewDecision) {
        self.entries.push(decision);
    }

    /// Every decision ever made, oldest first.
    pub fn history(&self) -> &[ReviewDecision] {
        &self.entries
    }

    /// The entry with this id.
    pub fn find(&self, id: &DecisionId) -> Option<&ReviewDecision> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// Entries that no standing withdrawal names, oldest first; withdrawals themselves included.
    pub fn active(&self) -> Vec<&ReviewDecision> {
        let mut withdrawn: BTreeSet<&DecisionId> = BTreeSet::new();
        let mut active = Vec::with_capacity(self.entries.len());
        // A withdrawal names earlier entries only, so the last entry is known to hold.
        for entry in self.entries.iter().rev() {
            if withdrawn.contains(&entry.id) {
                continue;
            }
            if let Answer::Withdraw(ids) = &entry.answer {
                withdrawn.extend(ids);
            }
            active.push(entry);
        }
        active.reverse();
        active
    }

    /// The latest answer of every reader to every card, readers in the order they first read it.
    /// Skips, rereadings and adjudications are no readings.
    fn readings(&self) -> BTreeMap<(LinkKind, &RecordId), Vec<&ReviewDecision>> {
        let mut cards: BTreeMap<_, Vec<&ReviewDecision>> = BTreeMap::new();
        for entry in self.active() {
            let answers = !matches!(entry.answer, Answer::Skip | Answer::Withdraw(_));
            if entry.purpose != Purpose::Reading || !answers {
                continue;
            }
            let readings = cards.entry((entry.kind, &entry.left)).or_default();
            match readings.iter_mut().find(|other| other.reviewer == entry.reviewer) {
                Some(earlier) => *earlier = entry,
                None => readings.push(entry),
            }
        }
        cards
    }

    /// The readings of the cards of one kind.
    pub(crate) fn readings_of(
        &self,
        kind: LinkKind,
    ) -> impl Iterator<Item = (&RecordId, Vec<&ReviewDecision>)> {
        self.readings()
            .into_iter()
            .filter(move |((of, _), _)| *of == kind)
            .map(|((_, left), readings)| (left, readings))
    }

    /// What people say of every card that anybody has read.
    pub fn cards(&self) -> BTreeMap<(LinkKind, &RecordId), CardState<'_>> {
        let mut adjudications: BTreeMap<(LinkKind, &RecordId), &ReviewDecision> = BTreeMap::new();
        for entry in self.active() {
            if matches!(entry.purpose, Purpose::Adjudication(_)) {
                adjudications.insert((entry.kind, &entry.left), entry);
            }
        }
        self.readings()
            .into_iter()
            .map(|(card, read)| (card, self.state(read, adjudications.get(&card).copied())))
            .collect()
    }

    fn state<'l>(
        &self,
        readings: Vec<&'l ReviewDecision>,
        adjudication: Option<&'l ReviewDecision>,
    ) -> CardState<'l> {
        match (readings.last(), adjudication) {
            (Some(by), _) if readings.iter().all(|one| self.same(&one.answer, &by.answer)) => {
                CardState::Read { by, readers: readings.len() }
            }
            (_, Some(one)) if rests_on(one) == ids(&readings) => CardState::Adjudicated(one),
            _ => CardState::Disagreement(readings),
        }
    }

    /// The decisions that count, by card; cards whose readers disagree have none.
    pub fn standing(&self) -> Vec<&ReviewDecision> {
        self.cards().values().filter_map(CardState::standing).collect()
    }

    /// Whether two answers say the same: entries of one lineage are one target, and reasons for not
    /// deciding are not compared.
    pub fn same(&self, a: &Answer, b: &Answer) -> bool {
        let root = |id| self.roots.get(id).unwrap_or(id);
        match (a, b) {
            (Answer::Link(a), Answer::Link(b)) => root(a) == root(b),
            _ => a.code() == b.code(),
        }
    }

    /// What the next linkage run must respect for one kind of link. Where readers disagree nothing
    /// is fixed.
    pub fn constraints(&self, kind: LinkKind) -> Constraints {
        let mut constraints = Constraints::default();
        for ((card, left), state) in self.cards() {
            let Some(decision) = state.standing().filter(|_| card == kind) else { continue };
            match &decision.answer {
                Answer::Link(right) => constraints.must_link.push((left.clone(), right.clone())),
                Answer::NotLink => constraints.cannot_link.extend(
                    decision.shown.candidates.iter().map(|one| (left.clone(), one.right.clone())),
                ),
                Answer::CannotDecide(_) | Answer::Skip | Answer::Withdraw(_) => {}
            }
        }
        constraints.cannot_link.sort();
        constraints
    }

    /// What undoing an entry withdraws: itself, what was decided in the same stroke, and the
    /// adjudications that rest on any of these. Only entries that hold; sorted.
    pub fn undoes(&self, id: &DecisionId) -> Vec<DecisionId> {
        let active = self.active();
        let Some(entry) = active.iter().find(|entry| entry.id == *id) else { return Vec::new() };
        let mut undone: BTreeSet<&DecisionId> = active
            .iter()
            .filter(|other| {
                other.id == *id || (other.batch.is_some() && other.batch == entry.batch)
            })
            .map(|other| &other.id)
            .collect();
        let dependants: Vec<&DecisionId> = active
            .iter()
            .filter(|other| rests_on(other).iter().any(|id| undone.contains(id)))
            .map(|other| &other.id)
            .collect();
        undone.extend(dependants);
        undone.into_iter().cloned().collect()
    }

    /// The entry that a reviewer's "undo" means: the latest of theirs that holds.
    pub fn last_of(&self, reviewer: &str) -> Option<&ReviewDecision> {
        self.active().into_iter().rev().find(|entry| {
            entry.reviewer == reviewer && !matches!(entry.answer, Answer::Withdraw(_))
        })
    }

    /// The withdrawal that a reviewer's "redo" takes back: the latest of theirs that holds, unless
    /// they have decided something since.
    pub fn redoable(&self, reviewer: &str) -> Option<&ReviewDecision> {
        let withdrawals: BTreeSet<&DecisionId> = self
            .entries
            .iter()
            .filter(|entry| matches!(entry.answer, Answer::Withdraw(_)))
            .map(|entry| &entry.id)
            .collect();
        let undoes = |entry: &&ReviewDecision| match &entry.answer {
            Answer::Withdraw(ids) => !ids.iter().any(|id| withdrawals.contains(id)),
            _ => false,
        };
        let own = |entry: &&&ReviewDecision| entry.reviewer == reviewer;
        let decided_last = self.entries.iter().rposition(|entry| {
            entry.reviewer == reviewer && !matches!(entry.answer, Answer::Withdraw(_))
        });
        let found = self.active().into_iter().rfind(|entry| own(&entry) && undoes(entry))?;
        let at = self.entries.iter().position(|entry| entry.id == found.id);
        (at > decided_last).then_some(found)
    }
}

/// The readings an adjudication rests on, sorted; none for anything else.
fn rests_on(entry: &ReviewDecision) -> &[DecisionId] {
    match &entry.purpose {
        Purpose::Adjudication(readings) => readings,
        Purpose::Reading | Purpose::Reread => &[],
    }
}

fn ids(entries: &[&ReviewDecision]) -> Vec<DecisionId> {
    let mut ids: Vec<DecisionId> = entries.iter().map(|entry| entry.id.clone()).collect();
    ids.sort();
    ids
}

#[cfg(test)]
mod tests;

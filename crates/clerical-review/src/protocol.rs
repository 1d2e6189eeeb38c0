//! Who reads what next. Reach for [`Protocol::worklist`]: cards for one reviewer, blind to the
//! others. A second reader is given every card on which the first said "not the same" or could not
//! decide, and a share of the rest; where the two differ a third person adjudicates; a share of one's
//! own cards comes back unannounced, to learn how steady the answers are.

use std::collections::{BTreeMap, BTreeSet};

use linkage::LinkKind;
use records::RecordId;

use crate::agreement::{Agreement, agreement};
use crate::ledger::{CardState, Ledger};
use crate::review_decision::{Answer, Purpose, ReviewDecision};
use crate::selection::position;

/// How often what is read again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Protocol {
    /// Seed of every choice.
    pub seed: u64,
    /// Share of "the same case" answers that a second reader is given. Range [0, 1].
    pub second_reader_share: f64,
    /// Share of one's own cards served again. Range [0, 1].
    pub reread_share: f64,
    /// Own readings that must lie between a card and its return.
    pub reread_gap: usize,
}

impl Default for Protocol {
    /// A tenth and 3 %, after at least twenty other cards.
    fn default() -> Self {
        Self { seed: 1, second_reader_share: 0.10, reread_share: 0.03, reread_gap: 20 }
    }
}

/// What somebody has come to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Read cards, first or second: the reader is not told which.
    Reader,
    /// Decide between readings that differ.
    Adjudicator,
}

/// A card to serve, and in what capacity it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The record to place.
    pub left: RecordId,
    /// In what capacity.
    pub purpose: Purpose,
}

impl Protocol {
    /// Whether a card with this one reading goes to a second reader.
    pub fn needs_second(&self, reading: &ReviewDecision) -> bool {
        match reading.answer {
            Answer::NotLink | Answer::CannotDecide(_) => true,
            Answer::Link(_) => {
                position(self.seed, "second reader", reading.left.as_str())
                    < self.second_reader_share
            }
            Answer::Skip | Answer::Withdraw(_) => false,
        }
    }

    /// What a reviewer has to do, in the given order of cards; what they skipped comes last, in the
    /// order skipped. An adjudicator is never given a card they have read.
    pub fn worklist(
        &self,
        ledger: &Ledger,
        (kind, order): (LinkKind, &[RecordId]),
        (reviewer, role): (&str, Role),
    ) -> Vec<Task> {
        let cards = ledger.cards();
        let own = Own::of(ledger, kind, reviewer);
        let mut tasks = Vec::new();
        for left in order {
            let read = own.read.contains(left);
            let purpose = match (role, cards.get(&(kind, left))) {
                (Role::Reader, None | Some(CardState::Open)) => Some(Purpose::Reading),
                (Role::Reader, Some(CardState::Read { by, readers: 1 }))
                    if !read && self.needs_second(by) =>
                {
                    Some(Purpose::Reading)
                }
                (Role::Adjudicator, Some(CardState::Disagreement(readings))) if !read => {
                    let mut ids: Vec<_> = readings.iter().map(|one| one.id.clone()).collect();
                    ids.sort();
                    Some(Purpose::Adjudication(ids))
                }
                _ => None,
            };
            tasks.extend(purpose.map(|purpose| Task { left: left.clone(), purpose }));
        }
        tasks.sort_by_key(|task| own.skipped.get(&task.left).copied());
        if role == Role::Reader {
            let due = self.due_again(ledger, kind, reviewer);
            tasks.splice(0..0, due.into_iter().map(|left| Task { left, purpose: Purpose::Reread }));
        }
        tasks
    }

    /// Own cards that are to be read again now, oldest first.
    fn due_again(&self, ledger: &Ledger, kind: LinkKind, reviewer: &str) -> Vec<RecordId> {
        let own: Vec<&ReviewDecision> = ledger
            .active()
            .into_iter()
            .filter(|entry| entry.reviewer == reviewer && entry.kind == kind)
            .filter(|entry| !matches!(entry.answer, Answer::Skip | Answer::Withdraw(_)))
            .collect();
        let readings: Vec<&RecordId> = own
            .iter()
            .filter(|entry| entry.purpose == Purpose::Reading)
            .map(|entry| &entry.left)
            .collect();
        let again: BTreeSet<&RecordId> = own
            .iter()
            .filter(|entry| entry.purpose == Purpose::Reread)
            .map(|entry| &entry.left)
            .collect();
        let old_enough = readings.len().saturating_sub(self.reread_gap);
        let mut seen = BTreeSet::new();
        readings[..old_enough]
            .iter()
            .filter(|left| !again.contains(*left) && !readings[old_enough..].contains(left))
            .filter(|left| {
                position(self.seed, &format!("reread by {reviewer}"), left.as_str())
                    < self.reread_share
            })
            .filter(|left| seen.insert(**left))
            .map(|left| (*left).clone())
            .collect()
    }
}

/// What one reviewer has done with the cards of one kind.
struct Own<'l> {
    read: BTreeSet<&'l RecordId>,
    /// When it was last skipped, as a rank.
    skipped: BTreeMap<&'l RecordId, usize>,
}

impl<'l> Own<'l> {
    fn of(ledger: &'l Ledger, kind: LinkKind, reviewer: &str) -> Self {
        let mut own = Self { read: BTreeSet::new(), skipped: BTreeMap::new() };
        let entries = ledger.active().into_iter().enumerate();
        for (rank, entry) in
            entries.filter(|(_, entry)| entry.reviewer == reviewer && entry.kind == kind)
        {
            match (&entry.answer, &entry.purpose) {
                (Answer::Skip, _) => {
                    own.skipped.insert(&entry.left, rank);
                }
                (Answer::Withdraw(_), _) | (_, Purpose::Adjudication(_) | Purpose::Reread) => {}
                _ => {
                    own.read.insert(&entry.left);
                }
            }
        }
        own
    }
}

/// Answers as categories of a confusion table: link, not link, cannot decide.
pub const CATEGORIES: [&str; 3] = ["link", "not_link", "cannot_decide"];

/// A confusion table over [`CATEGORIES`]. Unit: cards.
pub type Confusion = [[u64; 3]; 3];

/// How two readers agree over the cards both have read, the reader whose name sorts first in the
/// rows. Two links to different targets count as link against not link.
pub fn between_readers(ledger: &Ledger, kind: LinkKind) -> (Confusion, Agreement) {
    let mut table = Confusion::default();
    for (_, readings) in ledger.readings_of(kind) {
        if let [a, b] = readings[..] {
            let (a, b) = if a.reviewer <= b.reviewer { (a, b) } else { (b, a) };
            count(&mut table, ledger, &a.answer, &b.answer);
        }
    }
    let agreement = agreement(&table);
    (table, agreement)
}

/// How one reader agrees with themselves over the cards served twice, first reading in the rows.
pub fn within_reader(ledger: &Ledger, kind: LinkKind, reviewer: &str) -> (Confusion, Agreement) {
    let mut table = Confusion::default();
    let active = ledger.active();
    let own = |entry: &&&ReviewDecision| entry.reviewer == reviewer && entry.kind == kind;
    for again in active.iter().filter(own).filter(|entry| entry.purpose == Purpose::Reread) {
        let first = active
            .iter()
            .filter(own)
            .rfind(|entry| entry.left == again.left && entry.purpose == Purpose::Reading);
        if let Some(first) = first {
            count(&mut table, ledger, &first.answer, &again.answer);
        }
    }
    let agreement = agreement(&table);
    (table, agreement)
}

fn count(table: &mut Confusion, ledger: &Ledger, a: &Answer, b: &Answer) {
    let category = |answer: &Answer| CATEGORIES.iter().position(|code| *code == answer.code());
    let (Some(i), Some(mut j)) = (category(a), category(b)) else { return };
    if i == j && !ledger.same(a, b) {
        j = 1;
    }
    table[i][j] += 1;
}

#[cfg(test)]
mod tests;

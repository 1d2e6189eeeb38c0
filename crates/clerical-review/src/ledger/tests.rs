//! What stands after any sequence of decisions, and that undoing them all leaves nothing behind.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::protocol::{Protocol, Role, Task};
use crate::sample::{Sample, cannot, link, links, not_link};
use crate::work_queue::{GapEstimate, value_order};

const KIND: LinkKind = LinkKind::NgoRegister;

fn state<'l>(ledger: &'l Ledger, left: &str) -> CardState<'l> {
    ledger.cards().remove(&(KIND, &left.into())).unwrap_or(CardState::Open)
}

#[test]
fn a_later_decision_supersedes_and_the_earlier_one_stays() {
    let ann = Sample::by("ann");
    let mut ledger = Ledger::default();
    ledger.append(ann.says("ngo:1", link("erp:1")));
    ledger.append(ann.says("ngo:1", not_link()));
    assert_eq!(ledger.history().len(), 2);
    let constraints = ledger.constraints(KIND);
    assert!(constraints.must_link.is_empty());
    let rejected = ["erp:1", "erp:2"].map(|right| ("ngo:1".into(), right.into()));
    assert_eq!(constraints.cannot_link, rejected, "none of those shown");
    assert!(ledger.constraints(LinkKind::RegisterCourt).cannot_link.is_empty());
}

#[test]
fn any_decision_can_be_undone_and_what_it_superseded_holds_again() {
    let ann = Sample::by("ann");
    let first = ann.says("ngo:1", link("erp:1"));
    let second = ann.says("ngo:1", not_link());
    let other = ann.says("ngo:2", cannot());
    let mut ledger = Ledger::new(vec![first, second.clone(), other.clone()]);
    let undone = ledger.undoes(&second.id);
    assert_eq!(undone, std::slice::from_ref(&second.id));
    let undo = ann.says("ngo:1", Answer::Withdraw(undone));
    ledger.append(undo.clone());
    assert_eq!(ledger.constraints(KIND).must_link, [("ngo:1".into(), "erp:1".into())]);
    assert_eq!(ledger.last_of("ann").map(|entry| &entry.id), Some(&other.id));
    let redo = ledger.redoable("ann").map(|entry| entry.id.clone()).unwrap();
    assert_eq!(redo, undo.id);
    ledger.append(ann.says("ngo:1", Answer::Withdraw(ledger.undoes(&redo))));
    assert!(ledger.constraints(KIND).must_link.is_empty(), "redone");
    assert_eq!(ledger.redoable("ann"), None);
}

#[test]
fn two_readers_who_differ_fix_nothing_until_a_third_has_spoken() {
    let (ann, ben) = (Sample::by("ann"), Sample::by("ben"));
    let (a, b) = (ann.says("ngo:1", link("erp:1")), ben.says("ngo:1", not_link()));
    let mut ledger = Ledger::new(vec![a.clone(), b.clone()]);
    assert!(matches!(state(&ledger, "ngo:1"), CardState::Disagreement(_)));
    assert_eq!(ledger.constraints(KIND), Constraints::default());
    let on = Purpose::Adjudication(vec![a.id.clone(), b.id.clone()]);
    let settled = Sample::by("eve").for_purpose(on).says("ngo:1", link("erp:1"));
    ledger.append(settled.clone());
    assert!(matches!(state(&ledger, "ngo:1"), CardState::Adjudicated(_)));
    assert_eq!(ledger.undoes(&b.id), [b.id.clone(), settled.id.clone()], "it rests on the reading");
    ledger.append(ben.says("ngo:1", cannot()));
    assert!(matches!(state(&ledger, "ngo:1"), CardState::Disagreement(_)), "ben changed his mind");
}

#[test]
fn entries_of_one_lineage_are_one_target() {
    let (ann, ben) = (Sample::by("ann"), Sample::by("ben"));
    let said = vec![ann.says("ngo:1", link("erp:1")), ben.says("ngo:1", link("erp:2"))];
    assert!(matches!(state(&Ledger::new(said.clone()), "ngo:1"), CardState::Disagreement(_)));
    let members: Vec<RecordId> = vec!["erp:1".into(), "erp:2".into()];
    let lineages = members.iter().map(|id| (id.clone(), members.clone())).collect();
    let ledger = Ledger::new(said).knowing(&lineages);
    assert!(matches!(state(&ledger, "ngo:1"), CardState::Read { readers: 2, .. }));
}

#[test]
fn what_was_decided_in_one_stroke_is_undone_in_one() {
    let mut ann = Sample::by("ann");
    ann.batch = Some("b1".into());
    let said = vec![ann.says("ngo:1", not_link()), ann.says("ngo:2", not_link())];
    let ids: BTreeSet<_> = said.iter().map(|entry| entry.id.clone()).collect();
    let ledger = Ledger::new(said);
    let first = ledger.history()[0].id.clone();
    assert_eq!(ledger.undoes(&first).into_iter().collect::<BTreeSet<_>>(), ids);
}

/// Everything that people and the next run see of a ledger.
fn seen(ledger: &Ledger) -> (Vec<Vec<Task>>, Constraints, String) {
    let candidates: &[(&str, f64)] = &[("erp:1", 3.0), ("erp:2", 2.0)];
    let ids: Vec<String> = (0..6).map(|i| format!("ngo:{i}")).collect();
    let rows: Vec<_> = ids
        .iter()
        .map(|id| (id.as_str(), linkage::LinkStatus::PossibleLink, 0.4, candidates))
        .collect();
    let set = links(&rows);
    let order = value_order(&set, |_| 1.0);
    let lefts: Vec<RecordId> = order.iter().map(|item| item.left.clone()).collect();
    let protocol = Protocol { reread_gap: 2, reread_share: 0.5, ..Protocol::default() };
    let roles = [Role::Reader, Role::Adjudicator];
    let lists = ["ann", "ben", "eve"]
        .iter()
        .flat_map(|who| roles.map(|role| protocol.worklist(ledger, (KIND, &lefts), (who, role))))
        .collect();
    let estimate = GapEstimate::new(&set, ledger, &order, |_| 1.0);
    // The candidates a card shows come from the links, which no decision touches.
    let shown: Vec<_> = set.decisions.iter().map(|decision| &decision.candidates).collect();
    (lists, ledger.constraints(KIND), format!("{estimate:?} {shown:?}"))
}

proptest! {
    #[test]
    fn undoing_everything_gives_the_initial_state(
        steps in prop::collection::vec((0usize..3, 0usize..6, 0usize..6), 0..40),
    ) {
        let start = seen(&Ledger::default());
        let mut ledger = Ledger::default();
        for (who, card, what) in steps {
            let by = Sample::by(["ann", "ben", "eve"][who]);
            let left = format!("ngo:{card}");
            let answer = match what {
                0 => link("erp:1"),
                1 => link("erp:2"),
                2 => not_link(),
                3 => cannot(),
                4 => Answer::Skip,
                // Undo or redo something, the way a reviewer would.
                _ => {
                    let target = if card % 2 == 0 { ledger.last_of(["ann", "ben", "eve"][who]) }
                        else { ledger.redoable(["ann", "ben", "eve"][who]) };
                    let Some(target) = target else { continue };
                    Answer::Withdraw(ledger.undoes(&target.id.clone()))
                }
            };
            let adjudicates = who == 2 && what < 4;
            let purpose = match state(&ledger, &left) {
                CardState::Disagreement(readings) if adjudicates => {
                    Purpose::Adjudication(ids(&readings))
                }
                _ => Purpose::Reading,
            };
            let entry = by.for_purpose(purpose).says(&left, answer);
            ledger.append(entry);
        }
        let made = ledger.history().len();
        loop {
            let decided = ledger.active().into_iter()
                .find(|entry| !matches!(entry.answer, Answer::Withdraw(_)))
                .map(|entry| entry.id.clone());
            let Some(id) = decided else { break };
            ledger.append(Sample::by("ann").says("ngo:0", Answer::Withdraw(ledger.undoes(&id))));
        }
        prop_assert_eq!(seen(&ledger), start);
        prop_assert!(ledger.history().len() >= made, "and nothing is forgotten");
    }
}

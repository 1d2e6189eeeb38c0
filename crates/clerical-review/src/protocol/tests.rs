//! Who is served what: blind second readings, adjudication, rereading, skipping.

use super::*;
use crate::sample::{Sample, cannot, link, not_link};

const KIND: LinkKind = LinkKind::NgoRegister;

fn order(cards: usize) -> Vec<RecordId> {
    (0..cards).map(|i| format!("ngo:{i:03}").as_str().into()).collect()
}

fn served(ledger: &Ledger, cards: usize, who: &str, role: Role) -> Vec<Task> {
    Protocol::default().worklist(ledger, (KIND, &order(cards)), (who, role))
}

fn lefts(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|task| task.left.as_str()).collect()
}

#[test]
fn a_second_reader_gets_what_the_first_refused_as_if_it_were_new() {
    let ann = Sample::by("ann");
    let ledger = Ledger::new(vec![
        ann.says("ngo:000", not_link()),
        ann.says("ngo:001", cannot()),
        ann.says("ngo:002", link("erp:1")),
    ]);
    let chosen = Protocol::default().needs_second(&ledger.history()[2]);
    let expected: &[&str] =
        if chosen { &["ngo:000", "ngo:001", "ngo:002"] } else { &["ngo:000", "ngo:001"] };
    let ben = served(&ledger, 3, "ben", Role::Reader);
    assert_eq!(lefts(&ben), expected);
    assert!(ben.iter().all(|task| task.purpose == Purpose::Reading), "told apart by nothing");
    assert!(served(&ledger, 3, "ann", Role::Reader).is_empty());
}

#[test]
fn a_tenth_of_the_links_are_read_twice() {
    let ann = Sample::by("ann");
    let protocol = Protocol::default();
    let twice = order(2_000)
        .iter()
        .filter(|left| protocol.needs_second(&ann.says(left.as_str(), link("erp:1"))))
        .count();
    // 200 expected, standard deviation 13.4.
    assert!(twice.abs_diff(200) < 55, "{twice}");
}

#[test]
fn the_adjudicator_is_a_third_person() {
    let ledger = Ledger::new(vec![
        Sample::by("ann").says("ngo:000", link("erp:1")),
        Sample::by("ben").says("ngo:000", not_link()),
    ]);
    assert!(served(&ledger, 1, "ann", Role::Adjudicator).is_empty());
    let eve = served(&ledger, 1, "eve", Role::Adjudicator);
    assert_eq!(lefts(&eve), ["ngo:000"]);
    assert!(matches!(&eve[0].purpose, Purpose::Adjudication(ids) if ids.len() == 2));
    assert!(served(&ledger, 1, "eve", Role::Reader).is_empty(), "two readers are enough");
}

#[test]
fn what_was_skipped_comes_last_in_the_order_skipped() {
    let ann = Sample::by("ann");
    let ledger =
        Ledger::new(vec![ann.says("ngo:001", Answer::Skip), ann.says("ngo:000", Answer::Skip)]);
    let tasks = served(&ledger, 4, "ann", Role::Reader);
    assert_eq!(lefts(&tasks), ["ngo:002", "ngo:003", "ngo:001", "ngo:000"]);
}

#[test]
fn some_of_ones_own_cards_come_back_once_and_change_nothing() {
    let ann = Sample::by("ann");
    let cards = order(400);
    let mut ledger =
        Ledger::new(cards.iter().map(|left| ann.says(left.as_str(), link("erp:1"))).collect());
    let again = served(&ledger, 400, "ann", Role::Reader);
    // 11.4 of 380 expected, standard deviation 3.3.
    assert!((2..=24).contains(&again.len()), "{}", again.len());
    assert!(again.iter().all(|task| task.purpose == Purpose::Reread));
    let before = ledger.constraints(KIND);
    for task in &again {
        let reread = ann.clone().for_purpose(Purpose::Reread);
        ledger.append(reread.says(task.left.as_str(), not_link()));
    }
    assert_eq!(ledger.constraints(KIND), before);
    assert!(served(&ledger, 400, "ann", Role::Reader).is_empty());
    let (table, found) = within_reader(&ledger, KIND, "ann");
    assert_eq!(table[0][1], again.len() as u64);
    assert_eq!(found.observed.map(|one| one.value), Some(0.0));
}

#[test]
fn two_links_to_different_targets_are_no_agreement() {
    let (ann, ben) = (Sample::by("ann"), Sample::by("ben"));
    let ledger = Ledger::new(vec![
        ben.says("ngo:000", link("erp:1")),
        ann.says("ngo:000", link("erp:1")),
        ann.says("ngo:001", link("erp:1")),
        ben.says("ngo:001", link("erp:2")),
        ann.says("ngo:002", cannot()),
    ]);
    let (table, found) = between_readers(&ledger, KIND);
    assert_eq!(table, [[1, 1, 0], [0, 0, 0], [0, 0, 0]]);
    assert_eq!(found.pairs, 2);
}

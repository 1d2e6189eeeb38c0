use super::*;
use crate::candidates::{CandidatePair, Candidates, LeftIndex, RuleTally};
use crate::human_decision::HumanDecisions;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use records::PartialDate;

type Area = (Vec<u8>, Vec<u8>);

fn case(places: &[u8], offices: &[u8]) -> CaseProfile {
    let readings = |codes: &[u8]| codes.iter().map(|code| vec![format!("P{code}")]).collect();
    CaseProfile { places: readings(places), offices: readings(offices), ..CaseProfile::default() }
}

fn rules(max_pairs: u64) -> BlockingRules {
    let rule = |id: &str, keys: &[KeyGenerator], max_pairs| BlockingRule {
        id: id.into(),
        keys: keys.to_vec(),
        max_pairs,
        pass: 1,
    };
    BlockingRules(vec![
        rule("both", &[KeyGenerator::Place, KeyGenerator::OfficeArea], u64::MAX),
        rule("place", &[KeyGenerator::Place], max_pairs),
    ])
}

fn run(
    rules: &BlockingRules,
    lefts: &[Area],
    rights: &[Area],
) -> (Vec<CandidatePair>, Vec<BlockingRuleReport>) {
    let reference = Reference::default();
    let keys =
        |side, (places, offices): &Area| rules.keys(&case(places, offices), side, &reference);
    let left_keys: Vec<_> = lefts.iter().map(|left| keys(KeySide::Left, left)).collect();
    let index = LeftIndex::new(&left_keys);
    let hits = (0u32..)
        .zip(rights)
        .flat_map(|(at, right)| index.hits(&keys(KeySide::Right, right), at).collect::<Vec<_>>())
        .collect();
    let candidates = Candidates::new(rules, (&index, lefts.len()), hits);
    let nobody = HumanDecisions::none();
    let of = |left| candidates.of(left, u32::MAX, &nobody, |_, _| true);
    let mut pairs: Vec<CandidatePair> = (0u32..).take(lefts.len()).flat_map(of).collect();
    pairs.sort_unstable();
    let mut compared: Vec<u32> = pairs.iter().map(|pair| pair.right).collect();
    compared.dedup();
    assert_eq!(candidates.compared(&nobody, |_, _| true), compared);
    let mut tally = RuleTally::default();
    pairs.iter().for_each(|pair| tally.add(pair.rules));
    (pairs, candidates.reports(&tally))
}

fn meet(a: &[u8], b: &[u8]) -> bool {
    a.iter().any(|x| b.contains(x))
}

fn areas() -> impl Strategy<Value = Vec<Area>> {
    let codes = || proptest::collection::vec(0u8..6, 0..3);
    proptest::collection::vec((codes(), codes()), 0..12)
}

proptest! {
    #[test]
    fn blocking_brings_up_exactly_the_pairs_that_share_every_key(lefts in areas(), rights in areas()) {
        let (pairs, reports) = run(&rules(u64::MAX), &lefts, &rights);
        let mut expected = Vec::new();
        for (right, (places, offices)) in (0u32..).zip(&rights) {
            for (left, (left_places, left_offices)) in (0u32..).zip(&lefts) {
                let place = meet(places, left_places);
                let both = place && meet(offices, left_offices);
                if place {
                    expected.push(CandidatePair { right, left, rules: 2 | u32::from(both) });
                }
            }
        }
        prop_assert_eq!(&pairs, &expected);
        let of_rule = |bit: u32| pairs.iter().filter(|pair| pair.rules & bit != 0).count() as u64;
        prop_assert_eq!(reports[0].pairs, of_rule(1));
        prop_assert_eq!(reports[1].pairs, of_rule(2));
        prop_assert_eq!(reports[0].new_pairs + reports[1].new_pairs, pairs.len() as u64);
    }

    #[test]
    fn a_block_above_its_limit_is_left_out_whole_and_counted(lefts in areas(), rights in areas()) {
        let (all, _) = run(&rules(u64::MAX), &lefts, &rights);
        let (kept, reports) = run(&rules(3), &lefts, &rights);
        let mut dropped = 0;
        for code in 0u8..6 {
            let carrying = |side: &[Area]| side.iter().filter(|(p, _)| p.contains(&code)).count() as u64;
            let size = carrying(&lefts) * carrying(&rights);
            dropped += if size > 3 { size } else { 0 };
        }
        prop_assert_eq!(reports[1].purged_pairs, dropped);
        prop_assert_eq!(reports[1].purged_blocks > 0, dropped > 0);
        prop_assert!(kept.len() <= all.len());
        prop_assert!(kept.iter().all(|pair| all.iter().any(|a| (a.left, a.right) == (pair.left, pair.right))));
    }
}

#[test]
fn a_record_without_the_value_has_no_key() {
    assert!(rules(9).keys(&case(&[], &[1]), KeySide::Left, &Reference::default()).is_empty());
}

proptest! {
    /// A court that received the case on some day or within a month, an entry sent to court on a day.
    #[test]
    fn weeks_reach_from_five_before_the_first_day_to_one_after_the_last(
        received in 0i32..400, month in any::<bool>(), sent in -100i32..500,
    ) {
        let day = |after: i32| date(2024, 1, 1).saturating_add(after.days());
        let keys = |case: CaseProfile, side| {
            let told = &[KeyGenerator::ToldWeeks];
            let rule = BlockingRule { id: "weeks".into(), keys: told.to_vec(), max_pairs: 1, pass: 1 };
            BlockingRules(vec![rule]).keys(&case, side, &Reference::default())
        };
        let received = day(received);
        let told = match month {
            true => PartialDate::month(received.year(), received.month()).unwrap(),
            false => PartialDate::day(received).unwrap(),
        };
        let of_told = CaseProfile { told: Some(told), ..CaseProfile::default() };
        let left = keys(of_told, KeySide::Left);
        let entered = PartialDate::day(day(sent)).into_iter().collect();
        let right = keys(CaseProfile { entered, ..CaseProfile::default() }, KeySide::Right);
        prop_assert_eq!(right.len(), 1);
        let before = records::days_between(day(sent), told.start());
        let after = records::days_between(told.last_day(), day(sent));
        let met = left.contains(&right[0]);
        prop_assert!(met || before > 35 || after > 7);
        prop_assert!(!met || (before < 42 && after < 14));
    }
}

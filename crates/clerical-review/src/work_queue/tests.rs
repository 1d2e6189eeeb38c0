//! Order, estimate and stopping, and that order by value needs fewer reviews than chance.

use linkage::{LinkKind, LinkStatus};

use super::*;
use crate::sample::{Sample, cannot, link, links, not_link};
use crate::selection::position;

const CANDIDATES: &[(&str, f64)] = &[("erp:1", 3.0)];

fn every(_: &RecordId) -> f64 {
    1.0
}

#[test]
fn the_most_uncertain_comes_first_and_what_does_not_count_last() {
    let set = links(&[
        ("ngo:1", LinkStatus::PossibleLink, 0.3, CANDIDATES),
        ("ngo:2", LinkStatus::Link, 0.01, CANDIDATES),
        ("ngo:3", LinkStatus::PossibleLink, 0.5, CANDIDATES),
        ("ngo:4", LinkStatus::PossibleLink, 0.5, CANDIDATES),
        ("ngo:5", LinkStatus::NonLink, 1.0, &[]),
    ]);
    let weight = |id: &RecordId| f64::from(u8::from(id.as_str() != "ngo:3"));
    let order: Vec<_> =
        value_order(&set, weight).iter().map(|item| item.left.to_string()).collect();
    assert_eq!(order, ["ngo:4", "ngo:1", "ngo:2", "ngo:3"], "ngo:5 has nothing to look at");
}

#[test]
fn an_answer_takes_its_variance_away_and_an_undecided_card_widens_the_bounds() {
    let rows: Vec<(String, f64)> = (0..100).map(|i| (format!("ngo:{i:03}"), 0.5)).collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(id, none)| (id.as_str(), LinkStatus::PossibleLink, *none, CANDIDATES))
        .collect();
    let set = links(&rows);
    let order = value_order(&set, every);
    let of = |ledger: &Ledger| GapEstimate::new(&set, ledger, &order, every).unwrap();
    let none = of(&Ledger::default());
    let (share, low, high) = none.interval();
    // 100 coins: standard deviation 5 of 100.
    assert!((share - 0.5).abs() < 1e-12 && (high - low - 2.0 * 1.96 * 0.05).abs() < 1e-12);
    let ann = Sample::by("ann");
    let mut said: Vec<_> = (0..50).map(|i| ann.says(&format!("ngo:{i:03}"), not_link())).collect();
    let half = of(&Ledger::new(said.clone()));
    assert!((half.interval().0 - 0.75).abs() < 1e-12);
    assert_eq!(half.half_width_after(0), none.half_width_after(50), "as foreseen");
    said.push(ann.says("ngo:050", cannot()));
    let bounded = of(&Ledger::new(said.clone()));
    assert!(bounded.half_width_after(usize::MAX) > 0.0049, "no review takes the bounds away");
    assert_eq!(bounded.reviews_to(0.001), None);
    said.push(ann.says("ngo:050", link("erp:1")));
    assert_eq!(of(&Ledger::new(said)).reviews_to(0.0), Some(49));
}

#[test]
fn it_stops_when_narrow_enough_or_when_nothing_is_gained() {
    let set = links(&[
        ("ngo:1", LinkStatus::PossibleLink, 0.5, CANDIDATES),
        ("ngo:2", LinkStatus::Link, 0.0, CANDIDATES),
    ]);
    let order = value_order(&set, every);
    let estimate = GapEstimate::new(&set, &Ledger::default(), &order, every).unwrap();
    let stop = estimate.stop(StopRule::default());
    assert!(!stop.stop && (stop.gain_of_next - stop.half_width).abs() < 1e-12);
    assert!(estimate.stop(StopRule { half_width: 0.5, least_gain: 0.0 }).stop);
    assert!(estimate.stop(StopRule { half_width: 0.0, least_gain: 0.9 }).stop);
    assert!(GapEstimate::new(&set, &Ledger::default(), &order, |_| 0.0).is_none());
}

/// 400 reports: most are clear, some doubtful, as a register gives them; people answer as the truth
/// is, and cannot decide one in fifty.
fn reviews_needed(seed: u64, by_value: bool, target: f64) -> usize {
    let uniform = |purpose: &str, i: usize| position(seed, purpose, &i.to_string());
    let none = |i: usize| {
        let (kind, u) = (uniform("kind", i), uniform("posterior", i));
        // A U-shaped spread: half nearly sure to be linked, a quarter nearly sure not to be.
        match kind {
            k if k < 0.5 => 0.02 * u,
            k if k < 0.75 => 1.0 - 0.04 * u,
            _ => u,
        }
    };
    let rows: Vec<(String, f64)> = (0..400).map(|i| (format!("ngo:{i:03}"), none(i))).collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(id, none)| (id.as_str(), LinkStatus::PossibleLink, *none, CANDIDATES))
        .collect();
    let set = links(&rows);
    let mut order = value_order(&set, every);
    if !by_value {
        order.sort_by(|a, b| {
            let at = |item: &QueueItem| position(seed, "chance", item.left.as_str());
            at(a).total_cmp(&at(b))
        });
    }
    let mut ledger = Ledger::default();
    for (reviews, item) in order.iter().enumerate() {
        // Asked at every fifth card, as a team would look.
        if reviews % 5 == 0 {
            let estimate = GapEstimate::new(&set, &ledger, &order, every).unwrap();
            if estimate.half_width_after(0) <= target {
                return reviews;
            }
        }
        let chance = |purpose| position(seed, purpose, item.left.as_str());
        let answer = match chance("truth") < item.none_probability {
            _ if chance("undecided") < 0.02 => cannot(),
            true => not_link(),
            false => link("erp:1"),
        };
        ledger.append(Sample::by("ann").says(item.left.as_str(), answer));
    }
    order.len()
}

#[test]
#[expect(clippy::print_stdout, reason = "how many reviews each order takes")]
fn order_by_value_reaches_the_interval_with_fewer_reviews_than_chance() {
    let target = 0.02;
    let needed: Vec<(usize, usize)> = (0..100)
        .map(|seed| (reviews_needed(seed, true, target), reviews_needed(seed, false, target)))
        .collect();
    let fewer = needed.iter().filter(|(value, chance)| value < chance).count();
    let median = |mut all: Vec<usize>| {
        all.sort_unstable();
        all[all.len() / 2]
    };
    let value = median(needed.iter().map(|(value, _)| *value).collect());
    let chance = median(needed.iter().map(|(_, chance)| *chance).collect());
    println!("fewer reviews in {fewer} of 100 seeds; median {value} by value, {chance} by chance");
    assert!(fewer >= 95, "{fewer} of 100");
    assert!(value * 10 <= chance * 6, "{value} against {chance}");
}

#[test]
fn only_the_kind_asked_for_is_counted() {
    let set = links(&[("ngo:1", LinkStatus::PossibleLink, 0.5, CANDIDATES)]);
    let order = value_order(&set, every);
    let mut other = Sample::by("ann").says("ngo:1", not_link());
    other.kind = LinkKind::RegisterCourt;
    let estimate = GapEstimate::new(&set, &Ledger::new(vec![other]), &order, every).unwrap();
    assert!((estimate.interval().0 - 0.5).abs() < 1e-12);
}

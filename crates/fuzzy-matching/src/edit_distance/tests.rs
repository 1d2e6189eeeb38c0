use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::fold::Fold;

fn tables() -> &'static (Fold, EditCosts) {
    static TABLES: LazyLock<(Fold, EditCosts)> = LazyLock::new(|| {
        let reference = ingest::reference::embedded().unwrap();
        (Fold::new(&reference), EditCosts::new(&reference))
    });
    &TABLES
}

#[test]
fn spellings_of_one_name_stay_near_and_neighbours_stay_apart() {
    let (fold, costs) = tables();
    let sim = |a: &str, b: &str| {
        costs.similarity_of_readings(&fold.token(a).readings, &fold.token(b).readings)
    };
    for (a, b, at_least) in [
        ("Жумабек", "Cumabek", 0.98),
        ("Бакыт", "Бахыт", 0.95),
        ("Мырзабек", "Мурзабек", 0.93),
        ("Йўлдошев", "Жолдошев", 0.95),
        ("Рахмонов", "Rachmonow", 0.98),
        ("Джахангир", "Jahongir", 0.95),
        ("Исхак", "Ishak", 0.975),
    ] {
        assert!(sim(a, b) >= at_least, "{a} ~ {b}: {}", sim(a, b));
    }
    for (a, b, at_most) in [
        ("Нурлан", "Нурдан", 0.80),
        ("Нурлан", "Нурбек", 0.52),
        ("Айгуль", "Айнура", 0.52),
        ("Бакыт", "Бактыбек", 0.49),
        ("Айбек", "Айдар", 0.45),
        ("Гульнара", "Гульмира", 0.84),
        ("Токтогулов", "Токтосунов", 0.78),
    ] {
        assert!(sim(a, b) <= at_most, "{a} against {b}: {}", sim(a, b));
    }
}

#[test]
fn a_dropped_formant_is_seen_at_either_end() {
    let (_, costs) = tables();
    assert!(costs.formant_dropped("bakit", "bakitbek"));
    assert!(costs.formant_dropped("nursultan", "sultan"));
    assert!(!costs.formant_dropped("bakit", "baktibek"));
    assert!(!costs.formant_dropped("ai", "aibek"));
}

fn phones() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PHONES.to_vec()), 0..9)
        .prop_map(|bytes| bytes.into_iter().map(char::from).collect())
}

/// The distance by its definition: every edit tried from every position, no table.
fn slow(costs: &EditCosts, a: &[u8], b: &[u8]) -> f64 {
    let (Some((&x, rest_a)), Some((&y, rest_b))) = (a.split_last(), b.split_last()) else {
        return a.iter().chain(b).map(|phone| costs.indel[index(*phone)]).sum();
    };
    let substitute = if x == y { 0.0 } else { costs.substitute[index(x)][index(y)] };
    let mut best = slow(costs, rest_a, rest_b) + substitute;
    best = best.min(slow(costs, rest_a, b) + costs.indel[index(x)]);
    best = best.min(slow(costs, a, rest_b) + costs.indel[index(y)]);
    if let ([head_a @ .., p, q], [head_b @ .., r, s]) = (a, b)
        && p == s
        && q == r
        && p != q
    {
        best = best.min(slow(costs, head_a, head_b) + costs.transpose);
    }
    for multi in costs.multi.iter().flatten() {
        if let (Some(head_a), Some(head_b)) =
            (a.strip_suffix(&unpacked(multi.from)[..]), b.strip_suffix(&unpacked(multi.to)[..]))
        {
            best = best.min(slow(costs, head_a, head_b) + multi.cost);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_table_agrees_with_trying_every_edit(
        a in proptest::collection::vec(proptest::sample::select(PHONES.to_vec()), 0..5),
        b in proptest::collection::vec(proptest::sample::select(PHONES.to_vec()), 0..5),
    ) {
        let (_, costs) = tables();
        let text = |bytes: &[u8]| bytes.iter().map(|b| char::from(*b)).collect::<String>();
        let fast = costs.distance(&text(&a), &text(&b), FAR).unwrap();
        prop_assert!((fast - slow(costs, &a, &b)).abs() < 1e-9);
    }
}

proptest! {
    #[test]
    fn distance_is_symmetric_and_a_cut_off_never_changes_what_it_lets_through(
        a in phones(), b in phones(), cut in 0.0f64..4.0
    ) {
        let (_, costs) = tables();
        let full = costs.distance(&a, &b, FAR).unwrap();
        let back = costs.distance(&b, &a, FAR).unwrap();
        prop_assert!((full - back).abs() < 1e-9);
        prop_assert_eq!(costs.distance(&a, &b, cut), (full <= cut).then_some(full));
        prop_assert_eq!(full == 0.0, a == b);
    }
}

/// The phones of a packed ending.
fn unpacked(ending: Ending) -> Vec<u8> {
    ending.packed.to_be_bytes()[4 - ending.length..].to_vec()
}

proptest! {
    #[test]
    fn from_a_floor_up_readings_are_as_similar_as_without_one(
        a in proptest::collection::vec((phones(), 0u8..3), 1..4),
        b in proptest::collection::vec((phones(), 0u8..3), 1..4),
        floor in prop_oneof![Just(0.75), Just(0.85), Just(0.92), 0.0..1.0],
    ) {
        let (_, costs) = tables();
        let readings = |texts: Vec<(String, u8)>| -> Vec<Reading> {
            texts.into_iter().map(|(k1, penalty)| Reading { k1, penalty }).collect()
        };
        let (a, b) = (readings(a), readings(b));
        let (full, cut) =
            (costs.similarity_of_readings(&a, &b), costs.similarity_of_readings_from(&a, &b, floor));
        prop_assert!(cut <= full);
        if full >= floor {
            prop_assert_eq!(cut, full);
        }
    }
}

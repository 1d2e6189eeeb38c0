//! Lists against slow oracles and against truths they were drawn from.

use records::CodedColumnBuilder;

use super::estimation::{Patterns, maximise};
use super::rarity::Spreads;
use super::*;

mod hard_values;

fn column(values: impl IntoIterator<Item = String>) -> records::CodedColumn {
    let mut builder = CodedColumnBuilder::default();
    values.into_iter().for_each(|value| builder.push(&value));
    builder.finish()
}

/// A stream of numbers below `most`.
fn numbers(mut state: u64) -> impl FnMut(u64) -> usize {
    move |most| {
        state = state.wrapping_add(1);
        (blocking::mix(state) % most) as usize
    }
}

const GIVEN: [&str; 6] = ["Айгуль", "Aigoul", "Нурлан", "Nurlan", "Динара", "Bakyt"];
const SURNAMES: [&str; 7] =
    ["Асанов", "Asanova", "Жумабеков", "Zhumabekov", "Осмонов", "Osmonof", "Токтосунов"];

/// Rows of given name, surname and birth date, a tenth of the values missing.
fn rows(seed: u64, count: usize) -> Vec<[String; 3]> {
    let mut draw = numbers(seed << 32);
    (0..count)
        .map(|_| {
            let (given, surname) = (GIVEN[draw(6)], SURNAMES[draw(7)]);
            let born = format!("19{}-0{}-1{}", 70 + draw(20), 1 + draw(9), draw(10));
            [given.to_owned(), surname.to_owned(), born]
                .map(|value| if draw(10) == 0 { String::new() } else { value })
        })
        .collect()
}

fn fields(left: &[[String; 3]], right: &[[String; 3]]) -> Vec<FieldInput> {
    let kinds = [FieldKind::Given, FieldKind::Surname, FieldKind::BirthDate];
    let fields = kinds.iter().enumerate().map(|(at, &kind)| FieldInput {
        kind,
        label: kind.code().to_owned(),
        left: column(left.iter().map(|row| row[at].clone())),
        right: Some(column(right.iter().map(|row| row[at].clone()))),
    });
    fields.collect()
}

fn lists(left: &[[String; 3]], right: &[[String; 3]]) -> Lists {
    Lists::new(fields(left, right)).unwrap()
}

/// The same with a text that repeats both names.
fn lists_with_texts(left: &[[String; 3]], right: &[[String; 3]]) -> Lists {
    let text = |rows: &[[String; 3]]| {
        column(
            rows.iter().map(|[given, surname, _]| format!("{given}.{surname} kg").to_lowercase()),
        )
    };
    let (kind, label) = (FieldKind::Text, "mail".to_owned());
    let mail = FieldInput { kind, label, left: text(left), right: Some(text(right)) };
    Lists::new(fields(left, right).into_iter().chain([mail]).collect()).unwrap()
}

/// The starting model as it stands after estimation: with typical shares, and u of texts that hangs on
/// names.
fn settled(lists: &Lists) -> ListModel {
    let mut model = ListModel::starting(lists, &ingest::reference::embedded().unwrap()).unwrap();
    for comparison in &mut model.comparisons {
        for (at, level) in comparison.levels.iter_mut().enumerate() {
            let frequent = at < 4 && comparison.kind != FieldKind::BirthDate;
            level.typical_share = frequent.then_some(0.1);
            let u = level.u;
            let words = comparison.kind == FieldKind::Text && at > 2;
            let named =
                if level.code == "different" { [0.9 * u, 0.5 * u] } else { [4.0 * u, 9.0 * u] };
            level.u_named = words.then_some(named);
        }
    }
    model
}

fn one_list(rows: &[[String; 3]]) -> Lists {
    let kinds = [FieldKind::Given, FieldKind::Surname, FieldKind::BirthDate];
    let fields = kinds.iter().enumerate().map(|(at, &kind)| FieldInput {
        kind,
        label: kind.code().to_owned(),
        left: column(rows.iter().map(|row| row[at].clone())),
        right: None,
    });
    Lists::new(fields.collect()).unwrap()
}

fn options(cardinality: Cardinality) -> ListOptions {
    ListOptions {
        threshold: 0.5,
        cardinality,
        blocking: None,
        model: None,
        decisions: Decisions::default(),
        truth: None,
    }
}

fn linked(lists: &Lists, options: &ListOptions) -> ListResult {
    link(lists, &ingest::reference::embedded().unwrap(), options, |_| {}).unwrap()
}

#[test]
fn stopping_early_loses_no_pair_and_changes_no_weight() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    for seed in 1..5 {
        let lists = lists_with_texts(&rows(seed, 60), &rows(seed + 100, 70));
        let comparers = Comparers::new(&lists, &reference, &fold, &lexicon);
        let vectors = Vectors::new(&lists, &comparers);
        let frequencies: Vec<Option<Frequencies>> =
            (0..4).map(|at| Frequencies::count(&lists, &comparers, at)).collect();
        let model = settled(&lists);
        let scorer = Scorer::new(&vectors, &model, &frequencies);
        let all: Vec<(u32, u32)> = (0..60).flat_map(|l| (0..70).map(move |r| (l, r))).collect();
        let rights: Vec<u32> = (0..70).collect();
        for least in [-5.0, 3.0, 12.0] {
            let (screen, mut kept) = (Screen::new(&scorer, least), Vec::new());
            let mut worker = <(LevelCache, screening::Scratch)>::default();
            for left in 0..60 {
                screen.kept(left, &rights, (&mut worker.0, &mut worker.1), &mut kept);
            }
            let mut slow = Vec::new();
            for &(l, r) in &all {
                let vector = vectors.of(l, r, &mut LevelCache::small());
                let weight = scorer.weight(vector, l, r);
                if weight >= least {
                    slow.push(ScoredPair { left: l, right: r, vector, weight: weight as f32 });
                }
            }
            assert_eq!(kept, slow, "seed {seed}, from {least} bits");
        }
    }
}

/// Every combination of one key of each part of a rule, parts in no order.
fn combined(parts: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let mut all = vec![Vec::new()];
    for keys in parts {
        let longer = |so_far: &Vec<u64>, key: u64| [&so_far[..], &[key]].concat();
        all = all.iter().flat_map(|so_far| keys.iter().map(move |k| longer(so_far, *k))).collect();
    }
    all.iter_mut().for_each(|keys| keys.sort_unstable());
    all
}

#[test]
fn every_pair_that_shares_a_key_is_streamed_once_and_no_other() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    let text = "given.sound + surname.sound\nbirth_date\nsurname.consonants + birth_date.year";
    for one in [false, true] {
        let (left, right) = (rows(11, 90), rows(12, 80));
        let lists = if one { one_list(&left) } else { lists(&left, &right) };
        let comparers = Comparers::new(&lists, &reference, &fold, &lexicon);
        let rules = blocking_rule::parse(&lists, text).unwrap();
        let keys = |rule: &blocking_rule::BlockingRule, row: u32, right: bool| {
            let of_part = |part: &blocking_rule::KeyPart| {
                let field = &lists.fields[part.field()];
                let codes = if right { field.right() } else { &field.left };
                let mut keys = Vec::new();
                part.keys(&lists, &comparers, codes[row as usize], &mut keys);
                keys
            };
            combined(&rule.parts.iter().map(of_part).collect::<Vec<_>>())
        };
        let shares = |l: u32, r: u32| {
            rules.iter().any(|rule| {
                let other = keys(rule, r, true);
                keys(rule, l, false).iter().any(|key| other.contains(key))
            })
        };
        let kept = |left: u32| !left.is_multiple_of(3);
        let rights = lists.right_rows as u32;
        let slow: Vec<(u32, u32)> = (0..lists.left_rows as u32)
            .filter(|l| kept(*l))
            .flat_map(|l| (if one { l + 1 } else { 0 }..rights).map(move |r| (l, r)))
            .filter(|(l, r)| shares(*l, *r))
            .collect();
        let plan = Plan::new(&lists, &comparers, &rules);
        let add = |(): &mut (), left: u32, rights: &[u32], pairs: &mut Vec<(u32, u32)>| {
            pairs.extend(rights.iter().map(|right| (left, *right)));
        };
        let mut streamed = plan.stream(kept, add).concat();
        streamed.sort_unstable();
        assert!(slow.len() > 100, "{} pairs", slow.len());
        assert_eq!(streamed, slow);
        assert!(slow.iter().all(|(l, r)| plan.covers(*l, *r)));
    }
}

#[test]
fn the_result_is_the_same_at_any_number_of_threads() {
    let lists = lists(&rows(21, 2_000), &rows(21, 2_100));
    let mut options = options(Cardinality::OneToOne);
    options.blocking =
        Some("given.sound + surname.sound\nbirth_date.month + given.sound".to_owned());
    let result = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| linked(&lists, &options))
    };
    let first = result(1);
    assert!(first.links.len() > 500, "{} links", first.links.len());
    for threads in [2, 8] {
        assert_eq!(result(threads), first, "{threads} threads");
    }
}

#[test]
fn the_parts_sum_to_the_weight_and_the_order_of_rows_does_not_matter() {
    let (left, right) = (rows(7, 80), rows(7, 80));
    let first = linked(&lists(&left, &right), &options(Cardinality::ManyToMany));
    assert!(first.links.len() > 40, "people meet themselves");
    for link in &first.links {
        assert!((link.parts.iter().sum::<f64>() - link.weight).abs() < 1e-9);
    }
    let turned: Vec<[String; 3]> = right.iter().rev().cloned().collect();
    let second = linked(&lists(&left, &turned), &options(Cardinality::ManyToMany));
    let pairs = |result: &ListResult, turn: bool| {
        let right = |row: u32| if turn { 79 - row } else { row };
        let mut pairs: Vec<(u32, u32)> =
            result.links.iter().map(|link| (link.left, right(link.right))).collect();
        pairs.sort_unstable();
        pairs
    };
    assert_eq!(pairs(&first, false), pairs(&second, true));
}

#[test]
fn m_and_the_share_of_matches_are_recovered_from_simulated_pairs() {
    let lists = lists(&rows(3, 2_000), &rows(4, 2_000));
    let mut model = ListModel::starting(&lists, &ingest::reference::embedded().unwrap()).unwrap();
    let (pairs, share) = (400_000u64, 0.001);
    let truth: Vec<(Vec<f64>, Vec<f64>)> = model
        .comparisons
        .iter()
        .map(|comparison| {
            let count = comparison.levels.len();
            let rest = |first: f64| -> Vec<f64> {
                let other = (1.0 - first) / (count - 1) as f64;
                (0..count).map(|at| if at == 0 { first } else { other }).collect()
            };
            (rest(0.7), rest(0.02))
        })
        .collect();
    // The expected count of every vector, so that nothing but EM itself is on trial.
    let mut vectors = vec![(0u64, 1.0, 1.0)];
    for (field, (m, u)) in truth.iter().enumerate() {
        vectors = vectors
            .iter()
            .flat_map(|&(vector, p, q)| {
                let longer = move |level: usize| vector | (level as u64) << (4 * field);
                (0..m.len()).map(move |level| (longer(level), p * m[level], q * u[level]))
            })
            .collect();
    }
    let count = |(vector, p, q)| (vector, pairs as f64 * (share * p + (1.0 - share) * q));
    let counts = vectors.into_iter().map(count).collect();
    let of_all = |(m, u): (&f64, &f64)| share * m + (1.0 - share) * u;
    let chance: Vec<Spreads> = truth
        .iter()
        .map(|(m, u)| Spreads {
            levels: Vec::new(),
            observed: m.iter().zip(u).map(of_all).collect(),
        })
        .collect();
    let patterns = Patterns { counts, share: 0.1, pairs, named: Vec::new(), sightings: None };
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let comparers = Comparers::new(&lists, &reference, &fold, &Lexicon::new(&reference, &fold));
    maximise(&Vectors::new(&lists, &comparers), &mut model, &chance, &patterns);
    assert!(model.provenance.converged);
    assert!((model.prior - share).abs() < 0.000_05, "share {}", model.prior);
    for (comparison, (m, _)) in model.comparisons.iter().zip(&truth) {
        let found = comparison.levels[0].m;
        assert!((found - m[0]).abs() < 0.03, "{} {found}", comparison.label);
    }
}

#[test]
fn equal_values_speak_with_their_own_share_and_near_ones_with_those_of_both() {
    let counts = [("Асанов", 6), ("Асамов", 3), ("Осмонов", 1)];
    let row = |surname: &str| ["Айгуль".to_owned(), surname.to_owned(), "1990-05-14".to_owned()];
    let rows: Vec<_> = counts.iter().flat_map(|(name, n)| vec![row(name); *n]).collect();
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    let lists = lists(&rows[..5], &rows[5..]);
    let surname = lists.find(FieldKind::Surname).unwrap();
    let comparers = Comparers::new(&lists, &reference, &fold, &lexicon);
    let frequencies = Frequencies::count(&lists, &comparers, surname).unwrap();
    let code = |name: &str| {
        let dictionary = lists.fields[surname].dictionary;
        lists.texts[dictionary].iter().position(|text| text == name).unwrap() as u32
    };
    let share = |a: &str, b: &str| frequencies.pair_bits(code(a), code(b)).exp2();
    let near = |one: f64, other: f64| (one - other).abs() < 1e-6;
    // Of ten values eight are others', and half a copy is added; of a pair of two values nine are.
    assert!(near(share("Асанов", "Асанов"), 4.5 / 8.0));
    assert!(near(share("Осмонов", "Осмонов"), 0.5 / 8.0));
    let (often, seldom, once) = (5.5 / 9.0, 2.5 / 9.0, 0.5 / 9.0);
    assert!(near(share("Асанов", "Асамов"), 1.0 / (1.0 / often + 1.0 / seldom)));
    assert!(near(share("Осмонов", "Асамов"), 1.0 / (1.0 / once + 1.0 / seldom)));
    assert!(near(share("Асамов", "Осмонов"), share("Осмонов", "Асамов")));
}

#[test]
fn u_of_near_values_is_that_of_all_pairs_though_few_are_drawn() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    for one in [false, true] {
        let (left, right) = (rows(21, 1_500), rows(22, 1_400));
        let lists = if one { one_list(&left) } else { lists(&left, &right) };
        let comparers = Comparers::new(&lists, &reference, &fold, &lexicon);
        let vectors = Vectors::new(&lists, &comparers);
        let frequencies: Vec<Option<Frequencies>> =
            (0..3).map(|at| Frequencies::count(&lists, &comparers, at)).collect();
        let mut model = ListModel::starting(&lists, &reference).unwrap();
        let chance = chance::chance_levels(&vectors, &mut model, &frequencies);
        for (field, Spreads { observed: found, .. }) in chance.iter().enumerate() {
            let (mut counts, mut cache) = (vec![0.0; found.len()], LevelCache::new());
            for l in 0..lists.left_rows as u32 {
                for r in (0..lists.right_rows as u32).filter(|r| !one || *r != l) {
                    let level = usize::from(vectors.level(field, l, r, &mut cache));
                    counts.get_mut(level).into_iter().for_each(|count| *count += 1.0);
                }
            }
            let all: f64 = counts.iter().sum();
            for (level, (count, found)) in counts.iter().zip(found).enumerate() {
                let share = count / all;
                let near = (found - share).abs() < 0.05 * share + 1e-4;
                assert!(near, "field {field}, level {level}: {found} against {share}");
            }
        }
    }
}

#[test]
fn lists_without_rows_have_no_links() {
    for (left, right) in [(0, 0), (0, 3), (3, 0), (1, 1)] {
        let result =
            linked(&lists(&rows(1, left), &rows(200, right)), &options(Cardinality::OneToOne));
        assert!(result.links.len() <= 1, "{left} × {right}");
    }
}

//! Values that tell nothing or cannot be compared, and too many of one kind.

use super::*;
use crate::list::level::{MISSING, name};

fn words(values: &[&str], with: impl FnOnce(&dyn Fn(usize, usize) -> u8)) {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    let input = FieldInput {
        kind: FieldKind::Surname,
        label: "surname".into(),
        left: column(values.iter().map(|value| (*value).to_owned())),
        right: None,
    };
    let lists = Lists::new(vec![input]).unwrap();
    let comparers = Comparers::new(&lists, &reference, &fold, &lexicon);
    let vectors = Vectors::new(&lists, &comparers);
    with(&|a, b| vectors.level(0, a as u32, b as u32, &mut LevelCache::small()));
}

#[test]
fn a_script_without_a_fold_is_equal_or_cannot_be_compared() {
    let values = ["محمد", "موسوی", "გიორგი", "მარიამი", "王", "李伟", "Асанов", "Asanov"];
    words(&values, |level| {
        for a in 0..values.len() {
            assert_eq!(level(a, a), name::EXACT, "a value is equal to itself");
            for b in (0..values.len()).filter(|b| *b != a) {
                let expected = if a.min(b) >= 6 { name::SAME_SOUND } else { MISSING };
                assert_eq!(level(a, b), expected, "{} and {}", values[a], values[b]);
            }
        }
    });
}

#[test]
fn one_letter_is_an_initial_and_five_hundred_are_a_word() {
    let long = "асано".repeat(100);
    let slip = format!("{}в", &long[..long.len() - 2]);
    let other = "жумабек".repeat(71);
    words(&["А", "Асанов", "Б", &long, &slip, &other], |level| {
        assert_eq!(level(0, 1), name::SHORTENED);
        assert_eq!(level(2, 1), name::DIFFERENT);
        assert_eq!(level(3, 4), name::CLOSE);
        assert_eq!(level(3, 5), name::DIFFERENT);
        assert!(level(1, 3) >= name::SHORTENED, "a beginning is not the name");
    });
}

/// `rows` on both sides in two orders, with one more column of these values.
fn with_column(rows: &[[String; 3]], value: impl Fn(usize) -> String) -> Lists {
    let kinds = [FieldKind::Given, FieldKind::Surname, FieldKind::BirthDate];
    let mut inputs: Vec<FieldInput> = (0..)
        .zip(kinds)
        .map(|(at, kind): (usize, _)| FieldInput {
            kind,
            label: kind.code().to_owned(),
            left: column(rows.iter().map(|row| row[at].clone())),
            right: Some(column(rows.iter().rev().map(|row| row[at].clone()))),
        })
        .collect();
    inputs.push(FieldInput {
        kind: FieldKind::Exact,
        label: "further".to_owned(),
        left: column((0..rows.len()).map(&value)),
        right: Some(column((0..rows.len()).map(|row| value(row + rows.len())))),
    });
    Lists::new(inputs).unwrap()
}

#[test]
fn a_column_that_is_empty_constant_or_unique_changes_no_link() {
    // People of their own: no two rows have two values in common.
    let rows: Vec<[String; 3]> = (0..300)
        .map(|n| {
            let word = |salt: usize| {
                let letter = |at: usize| ["ба", "ка", "ли", "ро", "ту", "не"][at % 6];
                let m = n * 7 + salt;
                format!(
                    "{}{}{}{}",
                    letter(m),
                    letter(m / 6),
                    letter(m / 36),
                    letter(m / 216 + salt)
                )
            };
            [word(1), word(4), format!("19{}-{:02}-{:02}", 50 + n % 50, 1 + n % 12, 2 + n % 27)]
        })
        .collect();
    let right = |row: u32| rows.len() as u32 - 1 - row;
    for value in
        [|_: usize| String::new(), |_: usize| "KG".to_owned(), |row: usize| format!("№{row}")]
    {
        let result = linked(&with_column(&rows, value), &options(Cardinality::OneToOne));
        let finite = |p: f64| p.is_finite() && p > 0.0 && p < 1.0;
        let levels = result.model.comparisons.iter().flat_map(|c| &c.levels);
        assert!(levels.clone().all(|level| finite(level.m) && finite(level.u)));
        let correct = result.links.iter().filter(|link| link.right == right(link.left)).count();
        assert_eq!((correct, result.links.len()), (300, 300));
        assert!(result.links.iter().all(|link| link.weight.is_finite()));
    }
}

#[test]
fn a_million_equal_rows_are_left_out_and_reported() {
    let one = [["Нурлан".to_owned(), "Асанов".to_owned(), "1980-05-14".to_owned()]];
    let many: Vec<[String; 3]> = one.iter().cycle().take(1_000_000).cloned().collect();
    let result = linked(&lists(&many, &many), &options(Cardinality::OneToOne));
    assert_eq!(result.candidate_pairs, 0);
    let dropped = |rule: &RuleReport| rule.dropped_pairs == 1_000_000_000_000;
    assert!(result.rules.iter().any(dropped), "{:?}", result.rules);
    assert!(result.links.is_empty());
}

#[test]
fn what_a_dropped_block_costs_is_told_as_recall() {
    // Six thousand of one name, each with a partner that only this name brings up.
    let row = |n: usize| ["Нурлан".to_owned(), "Асанов".to_owned(), format!("19{:02}", n % 90)];
    let many: Vec<[String; 3]> = (0..6_000).map(row).collect();
    let mut options = options(Cardinality::OneToOne);
    options.blocking = Some("given.sound + surname.sound".to_owned());
    let entities: Vec<u32> = (1..=6_000).collect();
    options.truth = Some((entities.clone(), entities));
    let result = linked(&lists(&many, &many), &options);
    // A surname is a key by its sound and by its stem.
    assert!(result.rules[0].dropped_pairs >= 36_000_000, "{:?}", result.rules);
    let measured = result.evaluation.unwrap();
    assert_eq!((measured.matches, measured.blocking_recall), (6_000, 0.0));
}

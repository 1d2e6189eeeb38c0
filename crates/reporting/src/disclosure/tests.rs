//! Known answers, and an auditor of its own against a thousand random tables.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use testkit::disclosure_auditor::{Grid, Shown as Seen};

use super::population::{Dimension, Nesting, Population, Shape};
use super::protect::{Unprotected, protect};
use super::system::{Role, Window};
use super::*;

const EXACT: Rules = Rules { min_cell: 10, round_to: 1 };

/// A population with these counts: rows are groups, columns classes.
fn population(rows: &[Vec<u64>]) -> Population {
    let values = |many: usize| (0..many).map(|value| value.to_string()).collect();
    let mut cases = Vec::new();
    for (group, row) in rows.iter().enumerate() {
        for (class, count) in row.iter().enumerate() {
            cases.extend((0..*count).map(|_| vec![class, group]));
        }
    }
    Population {
        unit: "reports",
        dimensions: vec![
            Dimension { code: "class", values: values(rows[0].len()) },
            Dimension { code: "group", values: values(rows.len()) },
        ],
        cases,
        nestings: Vec::new(),
        shapes: vec![Shape { class: 0, group: Some(1), role: Role::Shown, weight: 1.0 }],
        excluded: Vec::new(),
    }
}

fn annex() -> Population {
    population(&[vec![2, 14, 9], vec![11, 3, 20], vec![8, 12, 30]])
}

fn ranges(population: &Population, hidden: &[[usize; 2]]) -> Vec<Window> {
    let counted = population.count();
    let cell = |[row, column]: &[usize; 2]| counted.cells[&vec![(0, *column), (1, *row)]];
    let hidden: Vec<usize> = hidden.iter().map(cell).collect();
    let windows: Vec<Window> = counted
        .system
        .cells
        .iter()
        .enumerate()
        .map(
            |(at, cell)| {
                if hidden.contains(&at) { Window::OPEN } else { Window::exactly(cell.count) }
            },
        )
        .collect();
    hidden.iter().map(|at| counted.system.range(&windows, *at).unwrap()).collect()
}

#[test]
fn hidden_cells_of_the_known_table_are_recovered_as_known() {
    let near = |found: Vec<Window>, expected: &[(f64, f64)]| {
        for (window, (low, high)) in found.iter().zip(expected) {
            assert!((window.low - low).abs() < 1e-6 && (window.high - high).abs() < 1e-6);
        }
        assert_eq!(found.len(), expected.len());
    };
    near(ranges(&annex(), &[[0, 0], [1, 1]]), &[(2.0, 2.0), (3.0, 3.0)]);
    near(
        ranges(&annex(), &[[0, 0], [0, 1], [1, 0], [1, 1]]),
        &[(0.0, 13.0), (3.0, 16.0), (0.0, 13.0), (1.0, 14.0)],
    );
}

#[test]
fn counts_are_shown_by_the_ten_five_rule() {
    let rules = Rules::default();
    for (count, shown) in [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)] {
        assert_eq!(rules.shown(count).0, shown);
    }
    for count in 10..200 {
        let (value, window) = rules.shown(count);
        assert!(window.low <= count as f64 && count as f64 <= window.high, "{count}: {value}");
    }
    let counted = population(&[vec![3, 9, 40], vec![20, 30, 40]]).count();
    let found = protect(&counted.system, rules, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    for (at, cell) in counted.system.cells.iter().enumerate() {
        assert!(found.hidden[at] || cell.count == 0 || cell.count >= 10);
    }
}

#[test]
fn the_known_table_is_protected_with_exact_margins() {
    let counted = annex().count();
    assert_eq!(counted.system.broken_sums(), 0);
    let found = protect(&counted.system, EXACT, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    assert!(found.audited.iter().all(|(cell, range)| {
        range.width() >= if found.at_risk.contains(cell) { 10.0 } else { 1.0 } - 1e-6
    }));
    let whole = counted.cells[&Vec::new()];
    assert!(!found.hidden[whole], "the whole stays");
}

#[test]
fn a_group_that_ended_in_one_class_is_hidden_with_a_class_it_may_be_in_instead() {
    let counted = population(&[vec![0, 24, 0], vec![30, 22, 41], vec![25, 33, 28]]).count();
    let found =
        protect(&counted.system, Rules::default(), &BTreeSet::new(), &BTreeSet::new()).unwrap();
    let cell = |class, group| found.hidden[counted.cells[&vec![(0, class), (1, group)]]];
    assert!(cell(1, 0), "all of the group is in it");
    assert!(cell(0, 0) || cell(2, 0), "it may be in another");
}

#[test]
fn what_cannot_occur_is_shown_as_zero() {
    let mut population = population(&[vec![0, 24, 13], vec![3, 22, 41]]);
    population.excluded = vec![vec![(0, 0), (1, 0)]];
    let counted = population.count();
    let excluded = counted.cells[&vec![(0, 0), (1, 0)]];
    assert_eq!(counted.system.cells[excluded].role, Role::StructuralZero);
    let found =
        protect(&counted.system, Rules::default(), &BTreeSet::new(), &BTreeSet::new()).unwrap();
    assert!(!found.hidden[excluded]);
}

#[test]
fn a_coarser_table_over_the_same_cases_does_not_open_the_finer_one() {
    let mut population = population(&[vec![40, 12], vec![31, 3], vec![22, 15]]);
    population.dimensions.push(Dimension { code: "region", values: vec!["a".into(), "b".into()] });
    for case in &mut population.cases {
        case.push(usize::from(case[1] == 2));
    }
    population.nestings.push(Nesting { fine: 1, coarse: 2, parent: vec![0, 0, 1] });
    population.shapes.push(Shape { class: 0, group: Some(2), role: Role::Shown, weight: 1.0 });
    let counted = population.count();
    assert_eq!(counted.system.broken_sums(), 0);
    let found = protect(&counted.system, EXACT, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    let at = counted.cells[&vec![(0, 1), (1, 1)]];
    let range = found.audited.iter().find(|(cell, _)| *cell == at).unwrap().1;
    assert!(range.width() >= 10.0 - 1e-6, "{range:?}");
}

#[test]
fn what_was_released_of_the_same_cases_cannot_be_hidden_again() {
    let counted = annex().count();
    let mut system = counted.system;
    let at = counted.cells[&vec![(0, 0), (1, 0)]];
    system.cells[at].known = Some(Window::exactly(2));
    let refused = protect(&system, EXACT, &BTreeSet::new(), &BTreeSet::new());
    assert_eq!(refused, Err(Unprotected::ByEarlierRelease(at)));
}

/// The table as a reader has it.
fn grid(population: &Population, rules: Rules) -> (Grid, Vec<Vec<bool>>) {
    let counted = population.count();
    let found = protect(&counted.system, rules, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    let shown = |at: usize| {
        if found.hidden[at] {
            return Seen::Hidden;
        }
        let (_, window) = rules.shown(counted.system.cells[at].count);
        Seen::Between(window.low, window.high)
    };
    let (rows, columns) =
        (population.dimensions[1].values.len(), population.dimensions[0].values.len());
    let mut cells = vec![vec![Seen::Hidden; columns + 1]; rows + 1];
    let mut at_risk = vec![vec![false; columns + 1]; rows + 1];
    for row in 0..=rows {
        for column in 0..=columns {
            let mut place = Vec::new();
            if column < columns {
                place.push((0, column));
            }
            if row < rows {
                place.push((1, row));
            }
            let at = counted.cells[&place];
            cells[row][column] = shown(at);
            let count = counted.system.cells[at].count;
            at_risk[row][column] = count > 0 && count < rules.min_cell;
        }
    }
    (Grid { cells }, at_risk)
}

/// Counts as small as those of districts: most below the least, some rows of one class.
fn random_table(draw: &mut ChaCha8Rng) -> Vec<Vec<u64>> {
    let mut below = |bound: u32| u64::from(draw.next_u32() % bound);
    let (rows, columns) = (2 + below(4), 2 + below(4));
    let most = [6, 20, 60][usize::try_from(below(3)).unwrap()];
    (0..rows)
        .map(|_| (0..columns).map(|_| if below(4) == 0 { 0 } else { below(most) }).collect())
        .collect()
}

#[test]
fn an_independent_auditor_breaks_no_hidden_cell_of_a_thousand_random_tables() {
    let mut draw = ChaCha8Rng::seed_from_u64(6);
    let (mut audited, mut tables) = (0, 0);
    while tables < 1000 {
        let rows = random_table(&mut draw);
        let rules = if tables % 2 == 0 { EXACT } else { Rules::default() };
        let (grid, at_risk) = grid(&population(&rows), rules);
        for (row, column) in grid.hidden() {
            let (low, high) = grid.range(row, column).unwrap();
            let least = if at_risk[row][column] { 10.0 } else { 1.0 };
            assert!(high - low >= least - 1e-5, "{rows:?} {row} {column}: {low} to {high}");
            audited += 1;
        }
        tables += 1;
    }
    assert!(audited > 5000, "{audited} hidden cells audited");
}

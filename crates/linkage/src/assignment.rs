//! Choosing pairs under a constraint: at most one partner each. Reach for [`max_weight_matching`]
//! to align the persons of two cases; it is optimal, and on a tie the pairs of the lowest indices
//! win, so the same input gives the same alignment. Left records of a run need no such work: each
//! has at most one target and a target may have many, so the best target is the assignment.

/// The matching of rows to columns with the largest total weight; a pair with weight not above
/// zero is never chosen. Gives for every row its column, if any.
///
/// `weights` is row-major with `columns` columns; weights must be finite. Cost
/// O(rows² · columns) with the smaller side as rows.
///
/// # Source
/// Kuhn (1955), *Naval Research Logistics Quarterly* 2:83–97, in the shortest augmenting path form
/// of Jonker & Volgenant (1987), *Computing* 38:325–340.
pub fn max_weight_matching(weights: &[f64], rows: usize, columns: usize) -> Vec<Option<usize>> {
    let mut by_row = Vec::new();
    match_into(&mut by_row, weights, rows, columns);
    by_row
}

/// As [`max_weight_matching`], into a list that is used again and again.
pub(crate) fn match_into(
    by_row: &mut Vec<Option<usize>>,
    weights: &[f64],
    rows: usize,
    columns: usize,
) {
    if !without_choice(by_row, weights, rows, columns) {
        *by_row = matching(weights, rows, columns);
    }
}

/// Fills in the pairs above zero where no two of them share a row or a column: then all are chosen.
fn without_choice(
    by_row: &mut Vec<Option<usize>>,
    weights: &[f64],
    rows: usize,
    columns: usize,
) -> bool {
    by_row.clear();
    by_row.resize(rows, None);
    for row in 0..rows {
        for column in 0..columns {
            if weights[row * columns + column] > 0.0 {
                if by_row.contains(&Some(column)) || by_row[row].is_some() {
                    return false;
                }
                by_row[row] = Some(column);
            }
        }
    }
    true
}

fn matching(weights: &[f64], rows: usize, columns: usize) -> Vec<Option<usize>> {
    if rows > columns {
        let transposed: Vec<f64> = (0..columns)
            .flat_map(|column| (0..rows).map(move |row| weights[row * columns + column]))
            .collect();
        let by_column = matching(&transposed, columns, rows);
        let mut by_row = vec![None; rows];
        for (column, row) in by_column.into_iter().enumerate() {
            if let Some(row) = row {
                by_row[row] = Some(column);
            }
        }
        return by_row;
    }
    // One spare column per row at weight zero: staying alone is always possible.
    let width = columns + rows;
    let cost = |row: usize, column: usize| {
        if column < columns { -weights[row * columns + column].max(0.0) } else { 0.0 }
    };
    let column_row = shortest_augmenting_paths(rows, width, cost);
    let mut by_row = vec![None; rows];
    for (column, row) in column_row.into_iter().enumerate().take(columns) {
        if let Some(row) = row
            && weights[row * columns + column] > 0.0
        {
            by_row[row] = Some(column);
        }
    }
    by_row
}

/// Minimum-cost assignment of every row to a column (rows ≤ columns); the row of each column.
fn shortest_augmenting_paths(
    rows: usize,
    columns: usize,
    cost: impl Fn(usize, usize) -> f64,
) -> Vec<Option<usize>> {
    // Column 0 and row 0 are sentinels, as is usual for this form.
    let mut row_price = vec![0.0; rows + 1];
    let mut column_price = vec![0.0; columns + 1];
    let mut row_of = vec![0usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut current = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut came_from = vec![0usize; columns + 1];
        let mut done = vec![false; columns + 1];
        loop {
            done[current] = true;
            let at = row_of[current];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if done[column] {
                    continue;
                }
                let reduced = cost(at - 1, column - 1) - row_price[at] - column_price[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    came_from[column] = current;
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    row_price[row_of[column]] += delta;
                    column_price[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            current = next;
            if row_of[current] == 0 {
                break;
            }
        }
        while current != 0 {
            row_of[current] = row_of[came_from[current]];
            current = came_from[current];
        }
    }
    row_of[1..].iter().map(|row| row.checked_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(weights: &[f64], columns: usize, chosen: &[Option<usize>]) -> f64 {
        chosen
            .iter()
            .enumerate()
            .filter_map(|(row, column)| column.map(|column| weights[row * columns + column]))
            .sum()
    }

    /// Oracle: every way of giving each row a free column or none.
    fn brute_force(weights: &[f64], rows: usize, columns: usize) -> f64 {
        fn best(weights: &[f64], rows: usize, columns: usize, row: usize, used: u32) -> f64 {
            if row == rows {
                return 0.0;
            }
            let alone = best(weights, rows, columns, row + 1, used);
            (0..columns).filter(|column| used & (1 << column) == 0).fold(alone, |top, column| {
                let weight = weights[row * columns + column];
                top.max(weight + best(weights, rows, columns, row + 1, used | (1 << column)))
            })
        }
        best(weights, rows, columns, 0, 0)
    }

    proptest! {
        #[test]
        fn the_matching_is_as_good_as_the_best_of_all(
            rows in 0usize..6,
            columns in 0usize..6,
            pool in proptest::collection::vec(-20.0f64..20.0, 36),
        ) {
            let weights = &pool[..rows * columns];
            let chosen = max_weight_matching(weights, rows, columns);
            prop_assert_eq!(chosen.len(), rows);
            let mut used: Vec<usize> = chosen.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), chosen.iter().flatten().count(), "a column twice");
            let (found, best) = (total(weights, columns, &chosen), brute_force(weights, rows, columns));
            prop_assert!((found - best).abs() < 1e-9, "{} against {}", found, best);
        }
    }

    #[test]
    fn nobody_is_aligned_against_the_evidence() {
        assert_eq!(max_weight_matching(&[-1.0, 0.0, -3.0, -0.5], 2, 2), [None, None]);
        assert_eq!(max_weight_matching(&[], 0, 3), []);
        assert_eq!(max_weight_matching(&[], 2, 0), [None, None]);
    }
}

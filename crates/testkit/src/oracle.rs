//! Slow answers that are right by construction. Reach for these in tests of the fast ones: every
//! function enumerates or recurses over its definition and shares no code with what it checks.
//! Inputs must be small; the cost is exponential or quadratic and stated with each function.

/// The best total weight of a one-to-one assignment of rows to columns, with the pairs chosen.
/// `None` in `weights` is a pair that may not be chosen; leaving a row unassigned costs nothing.
///
/// Cost: every partial injection, so at most about eight rows and columns.
pub fn best_one_to_one(weights: &[Vec<Option<f64>>]) -> (f64, Vec<(usize, usize)>) {
    fn extend(
        weights: &[Vec<Option<f64>>],
        row: usize,
        used: &mut Vec<bool>,
        chosen: &mut Vec<(usize, usize)>,
        total: f64,
        best: &mut (f64, Vec<(usize, usize)>),
    ) {
        if row == weights.len() {
            if total > best.0 {
                *best = (total, chosen.clone());
            }
            return;
        }
        extend(weights, row + 1, used, chosen, total, best);
        for column in 0..weights[row].len() {
            if let Some(weight) = weights[row][column]
                && !used[column]
            {
                used[column] = true;
                chosen.push((row, column));
                extend(weights, row + 1, used, chosen, total + weight, best);
                chosen.pop();
                used[column] = false;
            }
        }
    }
    let columns = weights.iter().map(Vec::len).max().unwrap_or(0);
    let mut best = (0.0, Vec::new());
    extend(weights, 0, &mut vec![false; columns], &mut Vec::new(), 0.0, &mut best);
    best
}

/// The best total weight where every row takes at most one column and columns may be shared.
///
/// Cost: rows times columns.
pub fn best_many_to_one(weights: &[Vec<Option<f64>>]) -> f64 {
    weights.iter().map(|row| row.iter().flatten().copied().fold(0.0, f64::max)).sum()
}

/// The least total cost of turning `a` into `b` by substitutions, insertions and deletions of
/// single letters, each priced by the caller.
///
/// Cost: exponential recursion over the definition; up to about eight letters a side.
pub fn edit_cost(
    a: &[char],
    b: &[char],
    substitute: &dyn Fn(char, char) -> f64,
    insert_or_delete: &dyn Fn(char) -> f64,
) -> f64 {
    match (a.split_first(), b.split_first()) {
        (None, None) => 0.0,
        (Some((first, rest)), None) => {
            insert_or_delete(*first) + edit_cost(rest, b, substitute, insert_or_delete)
        }
        (None, Some((first, rest))) => {
            insert_or_delete(*first) + edit_cost(a, rest, substitute, insert_or_delete)
        }
        (Some((x, a_rest)), Some((y, b_rest))) => {
            let both = edit_cost(a_rest, b_rest, substitute, insert_or_delete)
                + if x == y { 0.0 } else { substitute(*x, *y) };
            let left = insert_or_delete(*x) + edit_cost(a_rest, b, substitute, insert_or_delete);
            let right = insert_or_delete(*y) + edit_cost(a, b_rest, substitute, insert_or_delete);
            both.min(left).min(right)
        }
    }
}

/// Probability that a report has no true entry, from the Bayes factors of its candidates among
/// `population` entries and the prior share `matched` of reports that have one.
///
/// Cost: one sum. Ranges: `matched` in (0, 1), factors at least zero, `population` at least one.
pub fn probability_of_none(factors: &[f64], matched: f64, population: f64) -> f64 {
    let some: f64 = factors.iter().map(|factor| matched / population * factor).sum();
    (1.0 - matched) / (1.0 - matched + some)
}

/// Every pair of indices for which `agree` holds, by looking at every pair.
///
/// Cost: left times right.
pub fn all_pairs<L, R>(
    left: &[L],
    right: &[R],
    agree: impl Fn(&L, &R) -> bool,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (i, l) in left.iter().enumerate() {
        for (j, r) in right.iter().enumerate() {
            if agree(l, r) {
                pairs.push((i, j));
            }
        }
    }
    pairs
}

/// Precision and recall of found pairs against true ones; each is `None` where its denominator is
/// zero.
pub fn precision_recall<T: PartialEq>(found: &[T], truth: &[T]) -> (Option<f64>, Option<f64>) {
    let right = found.iter().filter(|pair| truth.contains(pair)).count() as f64;
    let share = |of: usize| (of > 0).then(|| right / of as f64);
    (share(found.len()), share(truth.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greedy_choice_is_beaten_by_the_best_assignment() {
        let weights = vec![vec![Some(5.0), Some(4.0)], vec![Some(4.0), None]];
        assert_eq!(best_one_to_one(&weights), (8.0, vec![(0, 1), (1, 0)]));
        assert_eq!(best_many_to_one(&weights), 9.0);
        assert_eq!(best_one_to_one(&[vec![Some(-1.0)]]), (0.0, vec![]), "nothing beats a loss");
    }

    #[test]
    fn with_unit_costs_the_edit_cost_counts_edits() {
        let cost = |a: &str, b: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            edit_cost(&letters(a), &letters(b), &|_, _| 1.0, &|_| 1.0)
        };
        assert_eq!(cost("асан", "хасан"), 1.0);
        assert_eq!(cost("айгуль", "айгул"), 1.0);
        assert_eq!(cost("kitten", "sitting"), 3.0);
        assert_eq!(cost("", ""), 0.0);
    }

    #[test]
    fn the_probability_of_none_falls_with_evidence() {
        assert_eq!(probability_of_none(&[], 0.6, 100.0), 1.0);
        let even = probability_of_none(&[100.0], 0.5, 100.0);
        assert!((even - 0.5).abs() < 1e-12);
        assert!(probability_of_none(&[1e6], 0.5, 100.0) < 1e-3);
    }

    #[test]
    fn precision_and_recall_have_their_own_denominators() {
        let (precision, recall) = precision_recall(&[1, 2, 3], &[2, 3, 4, 5]);
        assert!((precision.unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(recall, Some(0.5));
        assert_eq!(precision_recall::<u8>(&[], &[1]), (None, Some(0.0)));
        assert_eq!(all_pairs(&[1, 2], &[2, 1], |l, r| l == r), [(0, 1), (1, 0)]);
    }
}

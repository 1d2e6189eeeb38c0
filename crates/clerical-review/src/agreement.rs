//! How far two readings agree, of two people or of one person twice. Reach for [`agreement`] with a
//! square table of counts; it gives raw agreement and three coefficients, because kappa alone
//! misleads where nearly all answers are one. What is undefined is `None` and printed "n/a".

/// A coefficient with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Estimate. Range [-1, 1]; raw agreement [0, 1].
    pub value: f64,
    /// Lower and upper bound, clipped to the range.
    pub interval: (f64, f64),
}

/// Agreement over one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Cards read twice.
    pub pairs: u64,
    /// Share of equal answers; Wilson interval.
    pub observed: Option<Coefficient>,
    /// Cohen's kappa. `None` when all answers of both are one category, or nothing was read.
    pub kappa: Option<Coefficient>,
    /// Gwet's AC1.
    pub ac1: Option<Coefficient>,
    /// Prevalence- and bias-adjusted kappa: a rescaling of raw agreement.
    pub pabak: Option<Coefficient>,
}

/// Standard normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Agreement over a confusion table: `table[i][j]` counts cards with answer `i` in the first reading
/// and `j` in the second. Unit: cards.
///
/// # Source
/// Cohen (1960); variance of kappa after Fleiss, Cohen & Everitt (1969); AC1 and its variance after
/// Gwet (2008), *BJMSP* 61:29–48; PABAK after Byrt, Bishop & Carlin (1993).
pub fn agreement<const Q: usize>(table: &[[u64; Q]; Q]) -> Agreement {
    let pairs: u64 = table.iter().flatten().sum();
    if pairs == 0 || Q < 2 {
        return Agreement { pairs, observed: None, kappa: None, ac1: None, pabak: None };
    }
    let (n, q) = (pairs as f64, Q as f64);
    let share = |count: u64| count as f64 / n;
    let rows: [f64; Q] = std::array::from_fn(|i| share(table[i].iter().sum()));
    let columns: [f64; Q] = std::array::from_fn(|j| share(table.iter().map(|row| row[j]).sum()));
    let equal: u64 = (0..Q).map(|i| table[i][i]).sum();
    let po = share(equal);
    let observed = Coefficient { value: po, interval: wilson(po, n) };
    let rescaled = |p: f64| (q * p - 1.0) / (q - 1.0);
    let bounds = observed.interval;
    Agreement {
        pairs,
        observed: Some(observed),
        kappa: kappa(table, &rows, &columns, n),
        ac1: ac1(table, &rows, &columns, n),
        pabak: Some(Coefficient {
            value: rescaled(po),
            interval: (rescaled(bounds.0), rescaled(bounds.1)),
        }),
    }
}

fn kappa<const Q: usize>(
    table: &[[u64; Q]; Q],
    rows: &[f64; Q],
    columns: &[f64; Q],
    n: f64,
) -> Option<Coefficient> {
    let p = |i: usize, j: usize| table[i][j] as f64 / n;
    let po: f64 = (0..Q).map(|i| p(i, i)).sum();
    let pe: f64 = (0..Q).map(|i| rows[i] * columns[i]).sum();
    let rest = 1.0 - pe;
    if rest < 1e-12 {
        return None;
    }
    let value = (po - pe) / rest;
    let diagonal: f64 =
        (0..Q).map(|i| p(i, i) * (rest - (rows[i] + columns[i]) * (1.0 - po)).powi(2)).sum();
    let off: f64 = (0..Q)
        .flat_map(|i| (0..Q).map(move |j| (i, j)))
        .filter(|(i, j)| i != j)
        .map(|(i, j)| p(i, j) * (columns[i] + rows[j]).powi(2))
        .sum();
    let variance = (diagonal + (1.0 - po).powi(2) * off - (po * pe - 2.0 * pe + po).powi(2))
        / (n * rest.powi(4));
    Some(around(value, variance))
}

fn ac1<const Q: usize>(
    table: &[[u64; Q]; Q],
    rows: &[f64; Q],
    columns: &[f64; Q],
    n: f64,
) -> Option<Coefficient> {
    let q = Q as f64;
    let means: [f64; Q] = std::array::from_fn(|k| f64::midpoint(rows[k], columns[k]));
    let pe = means.iter().map(|mean| mean * (1.0 - mean)).sum::<f64>() / (q - 1.0);
    let po: f64 = (0..Q).map(|i| table[i][i] as f64 / n).sum();
    let value = (po - pe) / (1.0 - pe);
    // Per card: its own coefficient, corrected for its part in the chance agreement.
    let mut squares = 0.0;
    for i in 0..Q {
        for j in 0..Q {
            let own = (f64::from(u8::from(i == j)) - pe) / (1.0 - pe);
            let chance = (2.0 - means[i] - means[j]) / (2.0 * (q - 1.0));
            let star = own - 2.0 * (1.0 - value) * (chance - pe) / (1.0 - pe);
            squares += table[i][j] as f64 * (star - value).powi(2);
        }
    }
    (n > 1.0).then(|| around(value, squares / (n * (n - 1.0))))
}

fn around(value: f64, variance: f64) -> Coefficient {
    let half = Z * variance.max(0.0).sqrt();
    Coefficient { value, interval: ((value - half).max(-1.0), (value + half).min(1.0)) }
}

/// Wilson score interval of a share of `n` (which may be an effective size). Range [0, 1].
pub(crate) fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z2 = Z * Z / n;
    let centre = (share + z2 / 2.0) / (1.0 + z2);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<Coefficient>, expected: f64, within: f64) {
        let found = found.unwrap().value;
        assert!((found - expected).abs() < within, "{found} is not {expected}");
    }

    #[test]
    fn three_tables_with_known_answers() {
        let even = agreement(&[[45, 5], [5, 45]]);
        close(even.kappa, 0.8, 1e-9);
        close(even.ac1, 0.8, 1e-9);
        close(even.pabak, 0.8, 1e-9);
        let prevalent = agreement(&[[90, 4], [5, 1]]);
        close(prevalent.observed, 0.91, 1e-9);
        close(prevalent.kappa, 0.1346, 5e-5);
        close(prevalent.ac1, 0.8996, 5e-5);
        close(prevalent.pabak, 0.82, 1e-9);
        let three = agreement(&[[40, 3, 2], [4, 30, 1], [2, 3, 15]]);
        close(three.observed, 0.85, 1e-9);
        close(three.kappa, 0.7623, 5e-5);
        close(three.ac1, 0.7809, 5e-5);
        close(three.pabak, 0.775, 1e-9);
    }

    #[test]
    fn the_intervals_hold_their_estimates_and_narrow_with_more_cards() {
        let few = agreement(&[[9, 1], [1, 9]]);
        let many = agreement(&[[900, 100], [100, 900]]);
        for (a, b) in [(few.kappa, many.kappa), (few.ac1, many.ac1), (few.pabak, many.pabak)] {
            let (a, b) = (a.unwrap(), b.unwrap());
            assert!(a.interval.0 < a.value && a.value < a.interval.1);
            assert!(b.interval.1 - b.interval.0 < a.interval.1 - a.interval.0);
        }
        // For this table the asymptotic variance of kappa is (1 − po²)/n: 1 − 0.64 over 20.
        let half = Z * ((1.0 - 0.64_f64) / 20.0).sqrt();
        assert!((few.kappa.unwrap().interval.0 - (0.8 - half)).abs() < 1e-9);
    }

    #[test]
    fn one_answer_only_leaves_kappa_undefined() {
        let one = agreement(&[[20, 0], [0, 0]]);
        assert_eq!(one.kappa, None);
        close(one.ac1, 1.0, 1e-9);
        assert_eq!(agreement(&[[0, 0], [0, 0]]).observed, None);
    }
}

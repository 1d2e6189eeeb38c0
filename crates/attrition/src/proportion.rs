//! Intervals for proportions. Reach for [`wilson`] where a rate is shown, for [`clopper_pearson`]
//! where a reader wants a guarantee. Wald's interval is left out on purpose: at these sizes it
//! covers far less than it says.

use crate::figure::Interval;

/// Nominal coverage of every interval of this crate.
pub const LEVEL: f64 = 0.95;

/// Standard normal quantile at 1 − (1 − [`LEVEL`]) / 2.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval. `None` without trials or with more successes than trials.
///
/// # Source
/// Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference.
/// Journal of the American Statistical Association 22.
pub fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let (x, n) = (successes as f64, trials as f64);
    let p = x / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // At the ends the formula is exact in the reals; rounding must not push past them.
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high, level: LEVEL, method: "wilson" })
}

/// Clopper and Pearson's interval, which covers at least [`LEVEL`] whatever the true proportion.
/// `None` without trials or with more successes than trials.
///
/// # Source
/// Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26.
pub fn clopper_pearson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let tail = (1.0 - LEVEL) / 2.0;
    let log_choose = log_choose(trials);
    let at_least = |k: u64, p: f64| binomial_sum(&log_choose, k, trials, p);
    let low = match successes {
        0 => 0.0,
        _ => root(|p| at_least(successes, p) - tail),
    };
    let high = if successes == trials {
        1.0
    } else {
        // P(X ≤ x) = 1 − P(X ≥ x + 1), which grows with p.
        root(|p| at_least(successes + 1, p) - (1.0 - tail))
    };
    Some(Interval { low, high, level: LEVEL, method: "clopper_pearson" })
}

/// ln C(n, k) for k = 0 … n.
fn log_choose(n: u64) -> Vec<f64> {
    let mut row = vec![0.0];
    let mut last = 0.0;
    for k in 1..=n {
        last += ((n - k + 1) as f64).ln() - (k as f64).ln();
        row.push(last);
    }
    row
}

/// P(from ≤ X ≤ n) for X binomial with success probability `p` in (0, 1).
fn binomial_sum(log_choose: &[f64], from: u64, n: u64, p: f64) -> f64 {
    let (success, failure) = (p.ln(), (-p).ln_1p());
    (from..=n)
        .zip(log_choose.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)))
        .map(|(k, choose)| (choose + k as f64 * success + (n - k) as f64 * failure).exp())
        .sum()
}

/// The root of a function that grows on (0, 1), by bisection to the last bit that matters.
fn root(f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(interval: Option<Interval>, low: f64, high: f64) {
        let interval = interval.unwrap();
        assert!((interval.low - low).abs() < 5e-5, "{interval:?}");
        assert!((interval.high - high).abs() < 5e-5, "{interval:?}");
    }

    #[test]
    fn published_intervals_are_reproduced() {
        close(wilson(0, 20), 0.0, 0.1611);
        close(wilson(1, 20), 0.0089, 0.2361);
        close(wilson(18, 20), 0.6990, 0.9721);
        close(wilson(38, 50), 0.6259, 0.8570);
        close(wilson(81, 100), 0.7222, 0.8749);
        close(clopper_pearson(0, 20), 0.0, 0.1684);
        close(clopper_pearson(1, 20), 0.0013, 0.2487);
        close(clopper_pearson(18, 20), 0.6830, 0.9877);
        close(clopper_pearson(38, 50), 0.6183, 0.8694);
        close(clopper_pearson(81, 100), 0.7193, 0.8816);
    }

    #[test]
    fn no_trials_have_no_interval_and_a_sure_thing_ends_at_one() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(clopper_pearson(2, 1), None);
        assert_eq!(wilson(7, 7).unwrap().high, 1.0);
        assert_eq!(clopper_pearson(7, 7).unwrap().high, 1.0);
    }

    #[test]
    fn clopper_pearson_covers_at_least_its_level_for_every_true_share() {
        let n = 25;
        let intervals: Vec<Interval> = (0..=n).map(|x| clopper_pearson(x, n).unwrap()).collect();
        let choose = log_choose(n);
        for step in 1..200 {
            let p = f64::from(step) / 200.0;
            let covered: f64 = (0..=n)
                .filter(|x| {
                    let interval = intervals[*x as usize];
                    (interval.low..=interval.high).contains(&p)
                })
                .map(|x| {
                    let log =
                        choose[x as usize] + x as f64 * p.ln() + (n - x) as f64 * (1.0 - p).ln();
                    log.exp()
                })
                .sum();
            assert!(covered >= LEVEL - 1e-9, "p = {p}: {covered}");
        }
    }
}

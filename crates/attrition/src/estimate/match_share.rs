//! How the share π of reports that have a target might be otherwise. Reach for [`tilts`] before
//! drawing links: linkage computes P(none) of every report at one estimate π̂, but π itself follows
//! from the same few reports. Draws that hold π fixed claim more than the reports tell.
//!
//! ```text
//! P(π | reports) ∝ π^(s a) (1 − π)^(s (1 − a)) Π_i [ p_i (1 − π) / (1 − π̂) + (1 − p_i) π / π̂ ]^w_i
//! ```
//!
//! p_i is P(none) at π̂, a the share that the model starts from, s how many reports it weighs, w_i the
//! weight of a report. What is certain at π̂ is certain at every π.
//!
//! # Source
//! Tanner & Wong (1987), *JASA* 82:528–550: what is missing and what rests on it are drawn together.

use linkage::MatchShare;
use rayon::prelude::*;

use super::draw::Draws;

/// Points of the first look over (0, 1), and of the second over what the first left.
const POINTS: (usize, usize) = (60, 120);

/// How far below the largest log density a point is left out.
const LEAST_LOG_DENSITY: f64 = -18.0;

/// What another π makes of probabilities that were computed at π̂: the odds of "none" against "some
/// target" are multiplied by `none` / `present`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tilt {
    none: f64,
    present: f64,
}

impl Tilt {
    /// π as estimated.
    pub(crate) const LEVEL: Self = Self { none: 1.0, present: 1.0 };

    fn of(share: f64, estimated: f64) -> Self {
        Self { none: (1.0 - share) / (1.0 - estimated), present: share / estimated }
    }

    /// P(none) where it was this at π̂. Range [0, 1].
    pub(crate) fn none_probability(self, at_estimate: f64) -> f64 {
        let none = at_estimate * self.none;
        none / (none + (1.0 - at_estimate) * self.present)
    }
}

/// One tilt per draw, from the posterior of π given P(none) at π̂ and weight of every report.
pub(crate) fn tilts(
    share: MatchShare,
    reports: &[(f64, f64)],
    random: &mut Draws,
    draws: usize,
) -> Vec<Tilt> {
    let density = |at: f64| log_density(share, reports, at);
    let (low, high) = support(&density);
    let step = (high - low) / POINTS.1 as f64;
    let points: Vec<f64> = (0..POINTS.1).map(|at| low + (at as f64 + 0.5) * step).collect();
    let logs: Vec<f64> = points.par_iter().map(|at| density(*at)).collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    let cumulated: Vec<f64> = logs
        .iter()
        .map(|log| {
            sum += (log - top).exp();
            sum
        })
        .collect();
    (0..draws)
        .map(|_| {
            let wanted = random.unit() * sum;
            let at = cumulated.partition_point(|reached| *reached < wanted).min(POINTS.1 - 1);
            let before = if at == 0 { 0.0 } else { cumulated[at - 1] };
            let within = (wanted - before) / (cumulated[at] - before);
            Tilt::of(points[at] + (within - 0.5) * step, share.estimated)
        })
        .collect()
}

fn log_density(share: MatchShare, reports: &[(f64, f64)], at: f64) -> f64 {
    let MatchShare { estimated, start, strength } = share;
    let tilt = Tilt::of(at, estimated);
    let belief = strength * (start * at.ln() + (1.0 - start) * (1.0 - at).ln());
    let evidence = reports
        .iter()
        .map(|(none, weight)| weight * (none * tilt.none + (1.0 - none) * tilt.present).ln());
    belief + evidence.sum::<f64>()
}

/// The part of (0, 1) that holds all of the posterior but a trifle.
fn support(density: &(dyn Fn(f64) -> f64 + Sync)) -> (f64, f64) {
    let step = 1.0 / POINTS.0 as f64;
    let logs: Vec<f64> =
        (0..POINTS.0).into_par_iter().map(|at| density((at as f64 + 0.5) * step)).collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let inside = |log: &f64| *log >= top + LEAST_LOG_DENSITY;
    let first = logs.iter().position(inside).unwrap_or(0);
    let last = logs.iter().rposition(inside).unwrap_or(POINTS.0 - 1);
    // One step further on each side: with many reports the posterior fits between two points.
    (first.saturating_sub(1) as f64 * step, (last + 2).min(POINTS.0) as f64 * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    fn shares(share: MatchShare, reports: &[(f64, f64)]) -> Vec<f64> {
        let tilts = tilts(share, reports, &mut Draws::new(1, 0), 4_000);
        let mut shares: Vec<f64> =
            tilts.iter().map(|tilt| tilt.present * share.estimated).collect();
        shares.sort_by(f64::total_cmp);
        shares
    }

    #[test]
    fn certain_reports_give_the_beta_posterior() {
        for (present, absent) in [(3, 0), (70, 30), (3_000, 2_000)] {
            let share = MatchShare { estimated: 0.6, start: 0.7, strength: 20.0 };
            let reports: Vec<(f64, f64)> =
                (0..present).map(|_| (0.0, 1.0)).chain((0..absent).map(|_| (1.0, 1.0))).collect();
            let beta = Beta::new(15.0 + f64::from(present), 7.0 + f64::from(absent)).unwrap();
            let drawn = shares(share, &reports);
            let far =
                drawn.iter().enumerate().map(|(at, x)| (at as f64 / 4e3 - beta.cdf(*x)).abs());
            assert!(far.fold(0.0, f64::max) < 1.95 / 4_000_f64.sqrt(), "{present} {absent}");
        }
    }

    #[test]
    fn reports_that_tell_nothing_leave_the_belief_and_a_weight_of_a_half_counts_half() {
        let share = MatchShare { estimated: 0.6, start: 0.6, strength: 20.0 };
        let middle = |reports: &[(f64, f64)]| shares(share, reports)[2_000];
        assert!((middle(&[(0.4, 1.0); 500]) - 0.6).abs() < 0.01);
        let halves = [(0.0, 0.5); 100];
        assert!((middle(&halves) - middle(&[(0.0, 1.0); 50])).abs() < 1e-9);
    }

    #[test]
    fn what_is_certain_stays_so_and_the_rest_moves_with_the_share() {
        let tilt = Tilt::of(0.8, 0.5);
        assert_eq!((tilt.none_probability(0.0), tilt.none_probability(1.0)), (0.0, 1.0));
        assert!((tilt.none_probability(0.5) - 0.2).abs() < 1e-12);
        assert_eq!(Tilt::LEVEL.none_probability(0.3), 0.3);
    }
}

//! How long until something happens, when several things can happen and some cases are still open.
//! Reach for [`incidence`] instead of a mean over closed cases, which leaves out the slow ones, and
//! instead of one Kaplan–Meier curve per outcome, whose shares can add up to more than one.
//!
//! Guarantees: at every day the shares of all outcomes and the share still open sum to one. A case
//! under observation from a later day on (left truncation) counts as at risk only after that day; a
//! case still open (right censoring) counts until its last day known.

use crate::figure::Interval;
use crate::proportion::{LEVEL, Z};

/// One case from day zero to what happened. Unit: whole days since its own day zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The day after which the case is under observation; `None` for from the beginning. A case
    /// that had ended by then would never have been seen.
    pub seen_after: Option<u32>,
    /// The day of the outcome or, without one, the last day the case is known to be open.
    pub until: u32,
    /// Which outcome, counted from zero; `None` when still open.
    pub outcome: Option<usize>,
}

/// A day on which something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Days since day zero.
    pub day: u32,
    /// Cases at risk: under observation and open until this day.
    pub at_risk: u64,
    /// Outcomes of this day, by outcome.
    pub events: Vec<u64>,
    /// Share still open after this day, range [0, 1].
    pub open: f64,
    /// Share that had each outcome by this day, range [0, 1].
    pub share: Vec<f64>,
    /// Variance of each of these shares.
    pub variance: Vec<f64>,
}

/// Cumulative incidence of every outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Incidence {
    /// Number of outcomes told apart.
    pub outcomes: usize,
    /// Cases.
    pub cases: u64,
    /// Days with an outcome, in order.
    pub points: Vec<Point>,
    /// Last day the curve speaks of; `None` where it speaks of none.
    pub end: Option<u32>,
    /// Last days of the cases and days after which those known late came under observation, sorted.
    leaving: Vec<u32>,
    entering: Vec<u32>,
}

/// When a share of one half is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Median {
    /// The first day by which half of all cases had the outcome.
    pub day: u32,
    /// First day on which the upper end of the interval reaches one half.
    pub low: u32,
    /// First day on which the lower end does; `None` where it never does.
    pub high: Option<u32>,
}

/// The Aalen–Johansen estimate with its Greenwood-type variance. Spells that ended on or before the
/// day they came under observation are never at risk and count nowhere; outcomes at or above
/// `outcomes` count as still open.
///
/// # Source
/// Aalen & Johansen (1978), *Scandinavian Journal of Statistics* 5:141–150; the variance by the
/// recursion of Andersen, Borgan, Gill & Keiding (1993), *Statistical Models Based on Counting
/// Processes*, IV.4.
pub fn incidence(spells: &[Spell], outcomes: usize) -> Incidence {
    let seen = |spell: &&Spell| spell.seen_after.is_none_or(|after| after < spell.until);
    let spells: Vec<&Spell> = spells.iter().filter(seen).collect();
    let mut leaving: Vec<u32> = spells.iter().map(|spell| spell.until).collect();
    leaving.sort_unstable();
    let mut entering: Vec<u32> = spells.iter().filter_map(|spell| spell.seen_after).collect();
    entering.sort_unstable();
    let mut events: Vec<(u32, usize)> = spells
        .iter()
        .filter_map(|spell| Some((spell.until, spell.outcome.filter(|at| *at < outcomes)?)))
        .collect();
    events.sort_unstable();
    let cases = spells.len() as u64;
    let (end, points) = (leaving.last().copied(), Vec::new());
    let mut curve = Incidence { outcomes, cases, points, end, leaving, entering };
    let mut state = State::new(outcomes);
    for same_day in events.chunk_by(|a, b| a.0 == b.0) {
        let day = same_day[0].0;
        let mut counts = vec![0; outcomes];
        same_day.iter().for_each(|(_, outcome)| counts[*outcome] += 1);
        curve.points.push(state.step(day, curve.at_risk(day), counts));
    }
    curve
}

/// Shares with what their variances need.
struct State {
    open: f64,
    share: Vec<f64>,
    open_variance: f64,
    covariance: Vec<f64>,
    variance: Vec<f64>,
}

impl State {
    fn new(outcomes: usize) -> Self {
        Self {
            open: 1.0,
            share: vec![0.0; outcomes],
            open_variance: 0.0,
            covariance: vec![0.0; outcomes],
            variance: vec![0.0; outcomes],
        }
    }

    /// One day: hazards d / n, with the covariance of a multinomial draw of n.
    fn step(&mut self, day: u32, at_risk: u64, events: Vec<u64>) -> Point {
        let n = at_risk as f64;
        let all = events.iter().sum::<u64>() as f64;
        let (stay, spread) = (1.0 - all / n, self.open * self.open / (n * n * n));
        for (at, events) in events.iter().enumerate() {
            let d = *events as f64;
            let hazard = d / n;
            self.variance[at] += 2.0 * hazard * self.covariance[at]
                + hazard * hazard * self.open_variance
                + spread * d * (n - d);
            self.covariance[at] =
                stay * (self.covariance[at] + hazard * self.open_variance) - spread * d * (n - all);
            self.share[at] += self.open * hazard;
        }
        self.open_variance = stay * stay * self.open_variance + spread * all * (n - all);
        self.open *= stay;
        Point {
            day,
            at_risk,
            events,
            open: self.open,
            share: self.share.clone(),
            variance: self.variance.clone(),
        }
    }
}

impl Point {
    /// The interval of the share of an outcome on the complementary log-log scale, which keeps it
    /// inside [0, 1]. `None` for a share of zero or one, where the scale has no value.
    pub fn interval(&self, outcome: usize) -> Option<Interval> {
        let (share, variance) = (*self.share.get(outcome)?, *self.variance.get(outcome)?);
        if share <= 0.0 || share >= 1.0 {
            return None;
        }
        let log_open = (-share).ln_1p();
        // A sum that is zero in the reals may end just below.
        let half = Z * variance.max(0.0).sqrt() / ((1.0 - share) * log_open.abs());
        let end = |shift: f64| -(log_open * shift.exp()).exp_m1();
        Some(Interval { low: end(-half), high: end(half), level: LEVEL, method: "cloglog" })
    }
}

impl Incidence {
    /// Cases at risk on a day: under observation and open until then.
    pub fn at_risk(&self, day: u32) -> u64 {
        let gone = self.leaving.partition_point(|until| *until < day);
        let yet_to_come = self.entering.len() - self.entering.partition_point(|after| *after < day);
        (self.leaving.len() - gone - yet_to_come) as u64
    }

    /// The curve as far as at least this many cases are at risk: what comes later rests on a
    /// handful and jumps with every one of them.
    #[must_use]
    pub fn while_at_risk(mut self, least: u64) -> Self {
        let days = self.leaving.iter().copied();
        self.end = days.filter(|day| self.at_risk(*day) >= least).max();
        if let Some(small) = self.points.iter().position(|point| point.at_risk < least) {
            let before = self.points[small].day.checked_sub(1);
            self.end = self.end.min(before);
            self.points.truncate(small);
        }
        self
    }

    /// The last point up to and including a day; `None` before the first.
    pub fn at(&self, day: u32) -> Option<&Point> {
        self.points[..self.points.partition_point(|point| point.day <= day)].last()
    }

    /// When half of all cases had the outcome; `None` where that is not reached on the curve.
    pub fn median(&self, outcome: usize) -> Option<Median> {
        let first = |reached: &dyn Fn(&Point) -> bool| {
            self.points.iter().find(|point| reached(point)).map(|point| point.day)
        };
        let end = |point: &Point, low: bool| {
            let plain = point.share.get(outcome).copied().unwrap_or(0.0);
            point.interval(outcome).map_or(plain, |i| if low { i.low } else { i.high })
        };
        // Sums of shares may fall short of one half by rounding.
        let half = 0.5 - 1e-12;
        let day = first(&|point| point.share.get(outcome).is_some_and(|share| *share >= half))?;
        Some(Median {
            day,
            low: first(&|point| end(point, false) >= half).unwrap_or(day),
            high: first(&|point| end(point, true) >= half),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spells(times: &[u32], outcomes: &[usize]) -> Vec<Spell> {
        let spell = |(until, outcome): (&u32, &usize)| Spell {
            seen_after: None,
            until: *until,
            outcome: outcome.checked_sub(1),
        };
        times.iter().zip(outcomes).map(spell).collect()
    }

    fn twelve() -> Vec<Spell> {
        spells(
            &[10, 20, 20, 35, 40, 55, 60, 60, 75, 90, 90, 120],
            &[1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0],
        )
    }

    #[test]
    fn the_known_vector_is_reproduced() {
        let curve = incidence(&twelve(), 2);
        let known = [
            (10, 0.083333, 0.0),
            (20, 0.083333, 0.083333),
            (35, 0.175926, 0.083333),
            (40, 0.175926, 0.175926),
            (60, 0.283951, 0.283951),
            (90, 0.427984, 0.427984),
        ];
        for (point, (day, first, second)) in curve.points.iter().zip(known) {
            assert_eq!(point.day, day);
            assert!((point.share[0] - first).abs() < 1e-6, "{point:?}");
            assert!((point.share[1] - second).abs() < 1e-6, "{point:?}");
        }
        let last = curve.points.last().unwrap();
        assert!((last.open - 0.144033).abs() < 1e-6);
        assert_eq!(
            curve.points.iter().map(|p| p.at_risk).collect::<Vec<_>>(),
            [12, 11, 9, 8, 6, 3]
        );
        // One curve per outcome, the other outcome taken for censoring, adds up to more than one.
        let alone = |outcome| {
            let other = |spell: Spell| Spell {
                outcome: spell.outcome.filter(|at| *at == outcome).map(|_| 0),
                ..spell
            };
            let one: Vec<Spell> = twelve().into_iter().map(other).collect();
            incidence(&one, 1).points.last().unwrap().share[0]
        };
        assert!((alone(0) - 0.5473).abs() < 5e-5 && (alone(1) - 0.5581).abs() < 5e-5);
    }

    #[test]
    fn with_one_outcome_the_variance_is_greenwoods() {
        let curve = incidence(&spells(&[3, 5, 5, 8, 9, 12, 12, 20], &[1, 1, 1, 0, 1, 1, 0, 1]), 1);
        let (mut open, mut sum) = (1.0, 0.0);
        for point in &curve.points {
            let (n, d) = (point.at_risk as f64, point.events[0] as f64);
            open *= 1.0 - d / n;
            sum += if n > d { d / (n * (n - d)) } else { 0.0 };
            assert!((point.open - open).abs() < 1e-12);
            if n > d {
                assert!((point.variance[0] - open * open * sum).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_case_known_late_is_at_risk_only_after_that() {
        let mut late = twelve();
        late.push(Spell { seen_after: Some(35), until: 100, outcome: Some(0) });
        late.push(Spell { seen_after: Some(50), until: 50, outcome: Some(0) });
        let curve = incidence(&late, 2);
        assert_eq!(curve.cases, 13, "what ended before it was seen counts nowhere");
        let at_risk: Vec<(u32, u64)> = curve.points.iter().map(|p| (p.day, p.at_risk)).collect();
        assert_eq!(at_risk[2..4], [(35, 9), (40, 9)]);
    }

    #[test]
    fn medians_are_given_only_where_reached() {
        let curve = incidence(&twelve(), 2);
        assert_eq!(curve.median(0), None);
        let sure = incidence(&spells(&[5, 6, 7, 8, 9, 10], &[1; 6]), 1);
        let median = sure.median(0).unwrap();
        assert_eq!(median.day, 7);
        assert!(median.low <= 7 && median.high.is_none_or(|high| high >= 7), "{median:?}");
        let short = sure.clone().while_at_risk(5);
        assert_eq!(short.median(0), None, "the curve stops before");
        assert_eq!((short.points.len(), short.end), (2, Some(6)));
        assert_eq!(incidence(&[], 2).median(0), None);
        let open: Vec<Spell> = spells(&[4, 9], &[0, 0]);
        assert!(incidence(&open, 2).points.is_empty(), "all outcomes unknown");
    }

    #[test]
    fn an_outcome_on_day_zero_counts() {
        let curve = incidence(&spells(&[0, 0, 4], &[1, 0, 1]), 1);
        assert_eq!((curve.points[0].day, curve.points[0].at_risk), (0, 3));
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_intervals_hold_them(
            cases in proptest::collection::vec((0u32..40, 0u32..60, 0usize..4), 1..60)
        ) {
            let spells: Vec<Spell> = cases
                .into_iter()
                .map(|(after, until, outcome)| Spell {
                    seen_after: after.checked_sub(20),
                    until,
                    outcome: outcome.checked_sub(1),
                })
                .collect();
            for point in incidence(&spells, 3).points {
                let sum = point.open + point.share.iter().sum::<f64>();
                prop_assert!((sum - 1.0).abs() < 1e-9, "{point:?}");
                for at in 0..3 {
                    prop_assert!(point.variance[at] >= -1e-15);
                    if let Some(interval) = point.interval(at) {
                        prop_assert!(interval.low <= point.share[at] && point.share[at] <= interval.high);
                        prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
                    }
                }
            }
        }
    }
}

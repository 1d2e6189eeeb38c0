//! What evidence says once it keeps only a part of what it claims. Reach for [`readings`] before drawing
//! links: each draw reads the evidence of every report with one scale and one shift, and with a share π
//! drawn from what the reports then say of it.
//!
//! ```text
//! ln odds of "none" = ln (1 − π)/π + shift + scale · (ln odds claimed − ln (1 − π̂)/π̂)
//! ```
//!
//! Scale and shift are normal with the numbers of [`Calibration`]. What is certain stays certain. Left
//! out: that reports of one kind may keep more than those of another.
//!
//! # Source
//! Belin & Rubin (1995), *JASA* 90:694–707; the form is that of Platt (1999).

use linkage::{Calibration, MatchShare};

use super::draw::Draws;
use super::match_share::{Tilt, tilts};

/// Pairs of scale and shift drawn, four of them mirrored from one; π is drawn anew within each.
const PAIRS: usize = 80;

/// How one draw reads the evidence of every report.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    kept: Kept,
    tilt: Tilt,
}

/// What is kept of log odds claimed: a line through those of π̂, moved by a shift.
#[derive(Clone, Copy)]
struct Kept {
    scale: f64,
    shift: f64,
    /// ln (1 − π̂)/π̂.
    centre: f64,
}

impl Kept {
    fn none_probability(self, claimed: f64) -> f64 {
        if claimed <= 0.0 || claimed >= 1.0 || (self.scale == 1.0 && self.shift == 0.0) {
            return claimed;
        }
        let kept = self.scale * (log_odds(claimed) - self.centre);
        1.0 / (1.0 + (-(self.centre + self.shift + kept)).exp())
    }
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

impl Reading {
    /// P(none) where linkage claimed this. Range [0, 1].
    pub(crate) fn none_probability(self, claimed: f64) -> f64 {
        self.tilt.none_probability(self.kept.none_probability(claimed))
    }
}

/// One reading per draw. `evidence` holds P(none) and weight of every report; without a calibration
/// it keeps all that it claims, without a share π is as it was.
pub(crate) fn readings(
    share: Option<MatchShare>,
    calibration: Option<Calibration>,
    evidence: &[(f64, f64)],
    random: &mut Draws,
    draws: usize,
) -> Vec<Reading> {
    let Some(share) = share else {
        let kept = Kept { scale: 1.0, shift: 0.0, centre: 0.0 };
        return vec![Reading { kept, tilt: Tilt::LEVEL }; draws];
    };
    let pairs = calibration.map_or_else(|| vec![(1.0, 0.0)], |found| pairs(found, random));
    let centre = log_odds(1.0 - share.estimated);
    let each = draws.div_ceil(pairs.len());
    let mut all = Vec::with_capacity(each * pairs.len());
    for (scale, shift) in pairs {
        let kept = Kept { scale, shift, centre };
        let read: Vec<(f64, f64)> =
            evidence.iter().map(|(none, weight)| (kept.none_probability(*none), *weight)).collect();
        all.extend(
            tilts(share, &read, random, each).into_iter().map(|tilt| Reading { kept, tilt }),
        );
    }
    all.truncate(draws);
    all
}

/// Scales and shifts, each drawn with its three mirror images, so that their means are exact.
fn pairs(calibration: Calibration, random: &mut Draws) -> Vec<(f64, f64)> {
    let Calibration { scale, scale_error, shift_error } = calibration;
    (0..PAIRS / 4)
        .flat_map(|_| {
            let (x, y) = (scale_error * random.normal(), shift_error * random.normal());
            // Evidence never speaks for the opposite of what it says.
            let scaled = |by: f64| (scale + by).max(0.0);
            [(scaled(x), y), (scaled(-x), y), (scaled(x), -y), (scaled(-x), -y)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARE: MatchShare = MatchShare { estimated: 0.6, start: 0.6, strength: 20.0 };

    fn drawn(calibration: Option<Calibration>, evidence: &[(f64, f64)]) -> Vec<Reading> {
        readings(Some(SHARE), calibration, evidence, &mut Draws::new(1, 0), 2_000)
    }

    fn mean(readings: &[Reading], claimed: f64) -> f64 {
        let sum: f64 = readings.iter().map(|one| one.none_probability(claimed)).sum();
        sum / readings.len() as f64
    }

    #[test]
    fn what_is_kept_whole_is_read_as_claimed() {
        let whole = Calibration { scale: 1.0, scale_error: 0.0, shift_error: 0.0 };
        let evidence = [(0.05, 1.0), (0.9, 1.0), (0.4, 0.5), (1.0, 1.0)].repeat(30);
        let claimed = drawn(None, &evidence);
        let kept = drawn(Some(whole), &evidence);
        assert_eq!((claimed.len(), kept.len()), (2_000, 2_000));
        for none in [0.001, 0.3, 0.99] {
            assert!((mean(&claimed, none) - mean(&kept, none)).abs() < 0.003, "{none}");
        }
    }

    #[test]
    fn the_scale_moves_log_odds_towards_those_of_the_share_and_what_is_certain_stays() {
        let half = Calibration { scale: 0.5, scale_error: 0.0, shift_error: 0.0 };
        // So many reports that tell nothing new of the share: it stays where it was.
        let share = MatchShare { strength: 1e9, ..SHARE };
        let read = readings(Some(share), Some(half), &[], &mut Draws::new(1, 0), 100);
        let centre = (0.4_f64 / 0.6).ln();
        let wanted = |claimed: f64| {
            let odds = centre + 0.5 * (log_odds(claimed) - centre);
            1.0 / (1.0 + (-odds).exp())
        };
        for claimed in [0.01, 0.4, 0.97] {
            assert!((mean(&read, claimed) - wanted(claimed)).abs() < 1e-3, "{claimed}");
        }
        assert_eq!((mean(&read, 0.0), mean(&read, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn the_less_is_known_of_a_calibration_the_wider_are_the_shares_read() {
        let evidence = [(0.1, 1.0), (0.8, 1.0)].repeat(50);
        let spread = |calibration| {
            let mut shares: Vec<f64> = drawn(Some(calibration), &evidence)
                .iter()
                .map(|one| evidence.iter().map(|(none, _)| one.none_probability(*none)).sum())
                .collect();
            shares.sort_by(f64::total_cmp);
            shares[1_950] - shares[50]
        };
        let sure = Calibration { scale: 0.7, scale_error: 0.0, shift_error: 0.0 };
        let scale = Calibration { scale_error: 0.2, ..sure };
        let both = Calibration { shift_error: 0.5, ..scale };
        assert!(spread(sure) < spread(scale) && 1.2 * spread(scale) < spread(both));
    }
}

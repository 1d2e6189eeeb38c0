//! Evidence in bits. Reach for [`MatchWeight`] wherever evidence is added or shown; natural
//! logarithms never appear outside this file.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// log2 of a Bayes factor. Unit: bits. Zero is no evidence; +1 doubles the odds of a match.
///
/// # Source
/// Fellegi & Sunter (1969), *JASA* 64(328):1183–1210.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct MatchWeight(f64);

impl MatchWeight {
    /// No evidence: what a missing value weighs.
    pub const ZERO: Self = Self(0.0);

    /// A weight of this many bits.
    pub const fn from_bits(bits: f64) -> Self {
        Self(bits)
    }

    /// The weight of a level seen with probability `m` among matches and `u` among non-matches,
    /// both in (0, 1].
    pub fn from_m_u(m: f64, u: f64) -> Self {
        Self((m / u).log2())
    }

    /// The weight of odds `p : 1 − p`; `p` in (0, 1).
    pub fn from_probability(p: f64) -> Self {
        Self((p / (1.0 - p)).log2())
    }

    /// The weight in bits.
    pub const fn bits(self) -> f64 {
        self.0
    }

    /// The Bayes factor, in (0, ∞).
    pub fn bayes_factor(self) -> f64 {
        self.0.exp2()
    }

    /// The probability whose odds have this weight. Range (0, 1).
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + (-self.0).exp2())
    }
}

impl Add for MatchWeight {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for MatchWeight {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for MatchWeight {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for MatchWeight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for MatchWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+.2} bits", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_doubles_the_odds() {
        let weight = MatchWeight::from_m_u(0.8, 0.4);
        assert!((weight.bits() - 1.0).abs() < 1e-12);
        assert!((MatchWeight::from_probability(2.0 / 3.0).bits() - 1.0).abs() < 1e-12);
        assert!((weight.probability() - 2.0 / 3.0).abs() < 1e-12);
    }
}

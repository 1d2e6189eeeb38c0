//! Seeded random draws. Reach for [`Draws::new`] with a seed and a stream: one stream per stratum or
//! report, so that a draw does not depend on what else was drawn. The generator's output is
//! specified, so the same seed gives the same draws everywhere.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws.
pub(crate) struct Draws(ChaCha8Rng);

/// Trials up to which a binomial count is drawn trial by trial.
const FEW_TRIALS: u64 = 16;

impl Draws {
    /// The stream with this number under this seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// Uniform on (0, 1), both ends left out.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal, by the polar method.
    ///
    /// # Source
    /// Marsaglia & Bray (1964), *SIAM Review* 6:260–264.
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }

    /// Gamma with this shape (above zero) and scale one.
    ///
    /// # Source
    /// Marsaglia & Tsang (2000), *ACM Transactions on Mathematical Software* 26:363–372.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = self.unit().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Beta with these parameters, both above zero.
    pub(crate) fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        if x + y > 0.0 { x / (x + y) } else { a / (a + b) }
    }

    /// Successes among `trials`, each with this probability. The median of the trials' uniforms is
    /// Beta; on which side of `probability` it falls decides about half of them at once.
    ///
    /// # Source
    /// Devroye (1986), *Non-Uniform Random Variate Generation*, X.4.3.
    pub(crate) fn binomial(&mut self, mut trials: u64, mut probability: f64) -> u64 {
        let mut successes = 0;
        while trials > FEW_TRIALS {
            let middle = trials.div_ceil(2);
            let median = self.beta(middle as f64, (trials + 1 - middle) as f64);
            if median <= probability {
                successes += middle;
                trials -= middle;
                probability = (probability - median) / (1.0 - median);
            } else {
                trials = middle - 1;
                probability /= median;
            }
        }
        successes + (0..trials).filter(|_| self.unit() < probability).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF};

    /// Largest distance between the drawn and the true distribution function; 1.95 / √n is passed
    /// by chance once in a thousand.
    fn distance(mut drawn: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
        drawn.sort_by(f64::total_cmp);
        let n = drawn.len() as f64;
        (1..=drawn.len())
            .filter(|at| *at == drawn.len() || drawn[*at] > drawn[at - 1])
            .map(|at| (at as f64 / n - cdf(drawn[at - 1])).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn beta_draws_follow_the_beta_distribution() {
        for (a, b) in [(0.5, 0.5), (0.5, 30.5), (36.5, 4.5), (700.5, 0.5)] {
            let mut draws = Draws::new(1, 1);
            let drawn = (0..20_000).map(|_| draws.beta(a, b)).collect();
            let beta = Beta::new(a, b).unwrap();
            let far = distance(drawn, |x| beta.cdf(x));
            assert!(far < 1.95 / 20_000_f64.sqrt(), "{a} {b}: {far}");
        }
    }

    #[test]
    fn binomial_draws_follow_the_binomial_distribution() {
        for (n, p) in [(5, 0.3), (17, 0.5), (690, 0.03), (690, 0.97), (19_700, 0.4)] {
            let mut draws = Draws::new(2, 7);
            let drawn = (0..20_000).map(|_| draws.binomial(n, p) as f64).collect();
            let binomial = Binomial::new(p, n).unwrap();
            let far = distance(drawn, |x| binomial.cdf(x as u64));
            assert!(far < 1.95 / 20_000_f64.sqrt(), "{n} {p}: {far}");
        }
        assert_eq!(Draws::new(3, 0).binomial(100, 0.0), 0);
        assert_eq!(Draws::new(3, 0).binomial(100, 1.0), 100);
    }

    #[test]
    fn streams_of_a_seed_are_fixed_and_differ() {
        let of = |seed, stream| Draws::new(seed, stream).unit();
        assert_eq!(of(1, 2).to_bits(), of(1, 2).to_bits());
        assert!(of(1, 2) != of(1, 3) && of(1, 2) != of(2, 2));
    }
}

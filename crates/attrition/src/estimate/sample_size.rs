//! How many cases to verify for a margin of error. Reach for [`sample_size`] when planning an audit.

use crate::proportion::Z;

/// Cases to draw at random out of `population` so that a share near `expected` is estimated within
/// ± `margin` at [`crate::proportion::LEVEL`]: n₀ = z² p (1 − p) / e², n = n₀ / (1 + (n₀ − 1) / N),
/// rounded up. At most the population. `None` unless `expected` lies in [0, 1] and `margin` in (0, 1).
///
/// # Source
/// Cochran (1977), *Sampling Techniques*, 3rd ed., 4.4.
pub fn sample_size(expected: f64, margin: f64, population: u64) -> Option<u64> {
    let sound = (0.0..=1.0).contains(&expected) && margin > 0.0 && margin < 1.0;
    if !sound {
        return None;
    }
    let unlimited = Z * Z * expected * (1.0 - expected) / (margin * margin);
    let size = population as f64;
    let needed = if population == 0 { 0.0 } else { unlimited / (1.0 + (unlimited - 1.0) / size) };
    Some((needed.max(0.0).ceil() as u64).min(population))
}

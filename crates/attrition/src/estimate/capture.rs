//! How many cases there are in all, from two lists that overlap. Reach for [`two_lists`] only with
//! identification lists that were made independently: a court list stands below the police list it
//! grew from and makes the estimate far too small. No figure of a gap report uses it.

/// Overlap below which no estimate is made; it would rest on a handful of shared cases.
pub const LEAST_OVERLAP: u64 = 7;

/// Two estimates of the same number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoLists {
    /// n₁ n₂ / m.
    pub lincoln_petersen: f64,
    /// (n₁ + 1)(n₂ + 1) / (m + 1) − 1, nearly without bias.
    pub chapman: f64,
    /// Variance of the latter.
    pub variance: f64,
}

/// The estimates for lists of `first` and `second` cases with `both` on either. `None` below
/// [`LEAST_OVERLAP`] or where more are on both than on one.
///
/// # Source
/// Chapman (1951); the variance of Seber (1970), *Biometrika* 57:313–318.
pub fn two_lists(first: u64, second: u64, both: u64) -> Option<TwoLists> {
    if both < LEAST_OVERLAP || both > first.min(second) {
        return None;
    }
    let [a, b, m] = [first, second, both].map(|count| count as f64);
    Some(TwoLists {
        lincoln_petersen: a * b / m,
        chapman: (a + 1.0) * (b + 1.0) / (m + 1.0) - 1.0,
        variance: (a + 1.0) * (b + 1.0) * (a - m) * (b - m) / ((m + 1.0).powi(2) * (m + 2.0)),
    })
}

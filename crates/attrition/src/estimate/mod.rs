//! Estimators for figures that rest on samples, on links that may be wrong, or on outcomes nobody
//! knows. Reach for one of these before dividing two counts; each is a pure function of counts and,
//! where it draws, of a seed.
//!
//! | question | module |
//! |---|---|
//! | what share, from a stratified random sample | [`stratified`] |
//! | what share, given links that are missed or wrong | [`linkage_error`] |
//! | how wide, given chance and uncertain links | [`two_part`] |
//! | how the share of reports with a target might be otherwise | [`match_share`] |
//! | what evidence says that keeps a part of what it claims | [`calibrated`] |
//! | what share, with outcomes unknown | [`bounds`] |
//! | how many to verify | [`sample_size`] |
//! | how many in all, from an audited share | [`gross_up`] |
//! | how many in all, from two lists | [`capture`] |
//!
//! Wald's interval is left out on purpose; a test shows why.

pub mod bounds;
pub(crate) mod calibrated;
pub mod capture;
pub(crate) mod draw;
pub mod gross_up;
pub mod linkage_error;
pub(crate) mod match_share;
pub mod sample_size;
pub mod stratified;
pub mod two_part;

#[cfg(test)]
mod tests;

/// Seed of every draw behind a figure. Fixed, so that a figure depends on the data alone.
pub const SEED: u64 = 1;

/// The central [`crate::proportion::LEVEL`] range of draws, `None` where there are none. Sorts them.
///
/// Its ends are quantiles of the mid-distribution: of equal draws half count as below. Counts come in
/// steps, and a range from the first step above one tail to the last below the other would hold the
/// truth more often than it says; this one holds it as often as it says on the average over the steps.
///
/// # Source
/// Ma, Genton & Parzen (2011), *Annals of the Institute of Statistical Mathematics* 63:227–243;
/// Lancaster (1961), *JASA* 56:223–234, for the tail that counts half of what was observed.
pub(crate) fn central_range(draws: &mut [f64]) -> Option<(f64, f64)> {
    draws.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - crate::proportion::LEVEL) / 2.0;
    Some((mid_quantile(draws, tail)?, mid_quantile(draws, 1.0 - tail)?))
}

/// Where the mid-distribution of sorted draws reaches this level, on the straight line between two
/// neighbouring values.
fn mid_quantile(sorted: &[f64], level: f64) -> Option<f64> {
    let mut below: Option<(f64, f64)> = None;
    let mut at = 0;
    while let Some(value) = sorted.get(at).copied() {
        let equal = sorted[at..].partition_point(|other| *other <= value);
        let middle = (at as f64 + equal as f64 / 2.0) / sorted.len() as f64;
        if middle >= level {
            return Some(below.map_or(value, |(other, share)| {
                other + (value - other) * (level - share) / (middle - share)
            }));
        }
        below = Some((value, middle));
        at += equal;
    }
    below.map(|(value, _)| value)
}

//! Estimators for figures that rest on samples, on links that may be wrong, or on outcomes nobody
//! knows. Reach for one of these before dividing two counts; each is a pure function of counts and,
//! where it draws, of a seed.
//!
//! | question | module |
//! |---|---|
//! | what share, from a stratified random sample | [`stratified`] |
//! | what share, given links that are missed or wrong | [`linkage_error`] |
//! | how wide, given chance and uncertain links | [`two_part`] |
//! | what share, with outcomes unknown | [`bounds`] |
//! | how many to verify | [`sample_size`] |
//! | how many in all, from an audited share | [`gross_up`] |
//! | how many in all, from two lists | [`capture`] |
//!
//! Wald's interval is left out on purpose; a test shows why.

pub mod bounds;
pub mod capture;
pub(crate) mod draw;
pub mod gross_up;
pub mod linkage_error;
pub mod sample_size;
pub mod stratified;
pub mod two_part;

#[cfg(test)]
mod tests;

/// Seed of every draw behind a figure. Fixed, so that a figure depends on the data alone.
pub const SEED: u64 = 1;

/// The central [`crate::proportion::LEVEL`] range of draws, `None` where there are none. Sorts them.
pub(crate) fn central_range(draws: &mut [f64]) -> Option<(f64, f64)> {
    draws.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - crate::proportion::LEVEL) / 2.0;
    let cut = (draws.len() as f64 * tail) as usize;
    Some((*draws.get(cut)?, *draws.get(draws.len() - 1 - cut)?))
}

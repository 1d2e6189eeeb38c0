//! From an audited share to a number of unrecorded cases. Reach for [`gross_up`] only where the
//! audit and the register speak of the same period and the audited reports are a stated part of all:
//! it carries the audited share over to cases nobody audited.

/// Cases that were not recorded, with the standard error of that number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unrecorded {
    /// U = R (1 − p) / p.
    pub count: f64,
    /// R · se(p) / p².
    pub standard_error: f64,
}

/// Unrecorded cases behind `recorded` ones when a share `p` in (0, 1] is recorded, with its standard
/// error. `None` for a share of zero, from which nothing follows, and outside [0, 1].
pub fn gross_up(recorded: u64, share: f64, standard_error: f64) -> Option<Unrecorded> {
    let recorded = recorded as f64;
    (share > 0.0 && share <= 1.0 && standard_error >= 0.0).then(|| Unrecorded {
        count: recorded * (1.0 - share) / share,
        standard_error: recorded * standard_error / (share * share),
    })
}

//! A share of unlinked cases, corrected for links that are missed and links that are wrong. Reach
//! for [`adjust`] with the recall and the false-link rate of a run; link recall of .8 alone turns a
//! true 30 % into 43 %.
//!
//! ```text
//! q = u (1 − f) + (1 − u)(1 − r)        û = (q − (1 − r)) / (r − f)
//! ```
//!
//! q observed share not linked, u true share absent, r = P(linked | present),
//! f = P(linked | absent).

/// How links go wrong, each in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkErrors {
    /// r: share of the cases present on the other side that are linked.
    pub recall: f64,
    /// f: share of the cases absent there that are linked all the same.
    pub false_link_rate: f64,
}

/// A corrected share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjusted {
    /// û, range [0, 1].
    pub share: f64,
    /// Whether the formula left [0, 1] and was cut off there: the errors assumed do not fit what
    /// was observed.
    pub clipped: bool,
}

impl LinkErrors {
    /// From sums over all cases: present and linked, present, absent and linked, absent. `None` where
    /// nothing is present or nothing absent, so that one of the two rates has no base.
    pub fn of_sums([present_linked, present, absent_linked, absent]: [f64; 4]) -> Option<Self> {
        (present > 0.0 && absent > 0.0).then(|| Self {
            recall: present_linked / present,
            false_link_rate: absent_linked / absent,
        })
    }
}

/// The true share of absent cases behind an observed share of unlinked ones. `None` unless
/// recall > false-link rate: links that say nothing cannot be corrected.
///
/// # Source
/// The form of Rogan & Gladen (1978), *American Journal of Epidemiology* 107:71–76.
pub fn adjust(unlinked_share: f64, errors: LinkErrors) -> Option<Adjusted> {
    let LinkErrors { recall, false_link_rate } = errors;
    if recall <= false_link_rate {
        return None;
    }
    let share = (unlinked_share - (1.0 - recall)) / (recall - false_link_rate);
    Some(Adjusted { share: share.clamp(0.0, 1.0), clipped: !(0.0..=1.0).contains(&share) })
}

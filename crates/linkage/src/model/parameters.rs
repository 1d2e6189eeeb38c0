//! The named numbers of a model. Reach for [`ModelParameters`] to read them and for [`ModelShares`]
//! for those that estimation learns; everything else stays as the reference data say.

use records::Reference;
use records::reference::ModelParameter;

use crate::decision::{
    Calibration, EVIDENCE_SCALE, EVIDENCE_SCALE_ERROR, EVIDENCE_SHIFT_ERROR, LinkKind,
};
use crate::error::LinkageError;

/// The named numbers of a link kind, checked to be in range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelParameters {
    /// π before estimation: share of left records that have a target. (0, 1).
    pub prior_match_share: f64,
    /// Posterior from which a pair is a link. (0, 1].
    pub link_threshold: f64,
    /// Posterior of any match from which a record awaits review. (0, 1].
    pub possible_threshold: f64,
    /// Bits that must come from something else than the best single name before a pair is linked
    /// without review. At least 0.
    pub corroboration_bits: f64,
    /// Bits that must come from numbers or persons before a pair is linked without review.
    /// At least 0.
    pub identity_bits: f64,
    /// Bits of circumstances that initials need beside them where nothing else identifies.
    /// At least 0.
    pub initials_corroboration_bits: f64,
    /// Entries per left record whose number equals its number by mistake. (0, 1).
    pub number_chance: f64,
    /// P(a victim of the left record is listed on the right | match, right lists any). (0, 1).
    pub victim_present: f64,
    /// The same for suspects and defendants. (0, 1).
    pub accused_present: f64,
    /// Entries of other cases in which a victim occurs too, on average. Above 0.
    pub victim_repeat: f64,
    /// The same for suspects and defendants. Above 0.
    pub accused_repeat: f64,
    /// Most bits by which the frequency of a name moves the weight of its agreement. At least 0.
    pub frequency_bits: f64,
    /// What evidence keeps of what it claims; `None` where it was not measured for this kind.
    pub calibration: Option<Calibration>,
}

/// Shares of a link kind that can be learned, each in (0, 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelShares {
    /// π: share of left records that have a target.
    pub matched: f64,
    /// P(a victim of the left record is listed on the right | match, right lists any).
    pub victim_present: f64,
    /// The same for suspects and defendants.
    pub accused_present: f64,
}

impl ModelParameters {
    /// The shares that can be learned.
    pub const fn shares(&self) -> ModelShares {
        ModelShares {
            matched: self.prior_match_share,
            victim_present: self.victim_present,
            accused_present: self.accused_present,
        }
    }

    pub(super) const fn set_shares(&mut self, shares: ModelShares) {
        self.prior_match_share = shares.matched;
        self.victim_present = shares.victim_present;
        self.accused_present = shares.accused_present;
    }

    /// The parameters in the reference data.
    pub(super) fn read(reference: &Reference, kind: LinkKind) -> Result<Self, LinkageError> {
        let read = |name: &'static str, expected: &'static str, holds: fn(f64) -> bool| {
            reference
                .link_parameters
                .iter()
                .find(|row| row.link_kind == kind.code() && row.name == name)
                .map(|row| row.value)
                .filter(|value| holds(*value))
                .ok_or(LinkageError::Parameter { kind: kind.code(), name, expected })
        };
        let share = |name| read(name, "between 0 and 1, ends excluded", |x| x > 0.0 && x < 1.0);
        let threshold = |name| read(name, "above 0 and at most 1", |x| x > 0.0 && x <= 1.0);
        let bits = |name| read(name, "at least 0", |x| x >= 0.0 && x.is_finite());
        let positive = |name| read(name, "above 0", |x| x > 0.0 && x.is_finite());
        let measured =
            |row: &ModelParameter| row.link_kind == kind.code() && row.name == EVIDENCE_SCALE;
        let calibration = if reference.link_parameters.iter().any(measured) {
            Some(Calibration {
                scale: positive(EVIDENCE_SCALE)?,
                scale_error: bits(EVIDENCE_SCALE_ERROR)?,
                shift_error: bits(EVIDENCE_SHIFT_ERROR)?,
            })
        } else {
            None
        };
        Ok(Self {
            calibration,
            prior_match_share: share("prior_match_share")?,
            link_threshold: threshold("link_threshold")?,
            possible_threshold: threshold("possible_threshold")?,
            corroboration_bits: bits("corroboration_bits")?,
            identity_bits: bits("identity_bits")?,
            initials_corroboration_bits: bits("initials_corroboration_bits")?,
            number_chance: share("number_chance")?,
            victim_present: share("victim_present")?,
            accused_present: share("accused_present")?,
            victim_repeat: positive("victim_repeat")?,
            accused_repeat: positive("accused_repeat")?,
            frequency_bits: bits("frequency_bits")?,
        })
    }
}

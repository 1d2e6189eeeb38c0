//! What a caller may set for one linkage run, and how far the run has come. Reach for
//! [`LinkOptions::default`] for the shipped thresholds; decisions of people enter here and nowhere
//! else.

use jiff::civil::Date;
use records::{RecordId, Reference};

use crate::decision::LinkKind;
use crate::error::LinkageError;
use crate::model::LinkModel;

/// Settings of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkOptions {
    /// Posterior at or above which a pair is a link, in (0, 1]; the model's where `None`.
    pub link_threshold: Option<f64>,
    /// Posterior of any match at or above which a record is a possible link, in (0, 1], at most
    /// the link threshold; the model's where `None`.
    pub possible_threshold: Option<f64>,
    /// Pairs (left, right) that people decided to be the same case.
    pub must_link: Vec<(RecordId, RecordId)>,
    /// Pairs (left, right) that people decided to be different cases.
    pub cannot_link: Vec<(RecordId, RecordId)>,
    /// The day the run speaks for. Records of either side dated later are compared all the same;
    /// ages without a stated day are read as of this one.
    pub as_of: Option<Date>,
    /// The model to weigh with; the shipped one where `None`.
    pub model: Option<LinkModel>,
}

impl LinkOptions {
    /// The model of a run.
    ///
    /// # Errors
    /// When the given model is one of another link kind, or the shipped one cannot be used.
    pub(crate) fn model(
        &self,
        reference: &Reference,
        kind: LinkKind,
    ) -> Result<LinkModel, LinkageError> {
        match &self.model {
            None => LinkModel::from_reference(reference, kind),
            Some(model) if model.kind() == kind => Ok(model.clone()),
            Some(model) => Err(LinkageError::Model {
                place: model.kind().code().to_owned(),
                what: format!("it was given to link {}", kind.code()),
            }),
        }
    }
}

/// How far a run has come. Calls arrive in any order from several threads; they never carry data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The phase.
    pub phase: Phase,
    /// Units done.
    pub done: u64,
    /// Units in the phase: records for reading and blocking, pairs for comparing.
    pub total: u64,
}

/// The phases of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Records are folded into profiles and blocking keys.
    Blocking,
    /// Candidate pairs are compared.
    Comparing,
    /// Posteriors, assignment and explanations.
    Deciding,
}

impl Phase {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Comparing => "comparing",
            Self::Deciding => "deciding",
        }
    }
}

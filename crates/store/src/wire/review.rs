//! Payload shape of a review decision, in the store and in the files that two machines exchange.

use clerical_review::{
    Answer, DecisionId, EvidenceReference, Purpose, Queue, ReviewDecision, Shown, ShownCandidate,
    UndecidedReason,
};
use linkage::{LinkKind, MatchWeight};
use records::Sensitive;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::value::coded;
use super::{Payload, PayloadError, read, write};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownWire {
    right: String,
    bits: f64,
    probability: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceReferenceWire {
    file: String,
    page: String,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewDecisionWire {
    id: String,
    kind: String,
    left: String,
    answer: String,
    target: Option<String>,
    reason: Option<String>,
    withdraws: Vec<String>,
    purpose: String,
    rests_on: Vec<String>,
    queue: String,
    reviewer: String,
    decided_at: String,
    links: String,
    shown: Vec<ShownWire>,
    note: String,
    evidence: Option<EvidenceReferenceWire>,
    batch: Option<String>,
}

impl From<&ReviewDecision> for ReviewDecisionWire {
    fn from(decision: &ReviewDecision) -> Self {
        let ids = |ids: &[DecisionId]| ids.iter().map(ToString::to_string).collect();
        let (mut target, mut reason, mut withdraws) = (None, None, Vec::new());
        match &decision.answer {
            Answer::Link(right) => target = Some(right.to_string()),
            Answer::CannotDecide(why) => reason = Some(why.code().to_owned()),
            Answer::Withdraw(withdrawn) => withdraws = ids(withdrawn),
            Answer::NotLink | Answer::Skip => {}
        }
        Self {
            id: decision.id.to_string(),
            kind: decision.kind.code().into(),
            left: decision.left.to_string(),
            answer: decision.answer.code().into(),
            target,
            reason,
            withdraws,
            purpose: decision.purpose.code().into(),
            rests_on: match &decision.purpose {
                Purpose::Adjudication(readings) => ids(readings),
                Purpose::Reading | Purpose::Reread => Vec::new(),
            },
            queue: decision.queue.code().into(),
            reviewer: decision.reviewer.clone(),
            decided_at: decision.decided_at.clone(),
            links: decision.shown.links.clone(),
            shown: decision
                .shown
                .candidates
                .iter()
                .map(|one| ShownWire {
                    right: one.right.to_string(),
                    bits: one.weight.bits(),
                    probability: one.probability,
                })
                .collect(),
            note: decision.note.expose().clone(),
            evidence: decision.evidence.as_ref().map(|evidence| EvidenceReferenceWire {
                file: evidence.file.expose().clone(),
                page: evidence.page.clone(),
                sha256: evidence.sha256.clone(),
            }),
            batch: decision.batch.clone(),
        }
    }
}

/// The link kind with this code.
fn kind(code: &str) -> Option<LinkKind> {
    [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo]
        .into_iter()
        .find(|kind| kind.code() == code)
}

impl TryFrom<ReviewDecisionWire> for ReviewDecision {
    type Error = PayloadError;
    fn try_from(wire: ReviewDecisionWire) -> Result<Self, PayloadError> {
        let ids = |ids: &[String]| ids.iter().map(|id| id.as_str().into()).collect();
        let answer = match (wire.answer.as_str(), &wire.target, &wire.reason) {
            ("link", Some(right), None) => Some(Answer::Link(right.as_str().into())),
            ("not_link", None, None) => Some(Answer::NotLink),
            ("cannot_decide", None, Some(why)) => {
                UndecidedReason::from_code(why).map(Answer::CannotDecide)
            }
            ("skip", None, None) => Some(Answer::Skip),
            ("withdraw", None, None) => Some(Answer::Withdraw(ids(&wire.withdraws))),
            _ => None,
        };
        let purpose = match wire.purpose.as_str() {
            "reading" => Some(Purpose::Reading),
            "reread" => Some(Purpose::Reread),
            "adjudication" => Some(Purpose::Adjudication(ids(&wire.rests_on))),
            _ => None,
        };
        Ok(Self {
            id: wire.id.as_str().into(),
            kind: coded(kind(&wire.kind), "link kind")?,
            left: wire.left.as_str().into(),
            answer: coded(answer, "review answer")?,
            purpose: coded(purpose, "review purpose")?,
            queue: coded(Queue::from_code(&wire.queue), "review queue")?,
            reviewer: wire.reviewer,
            decided_at: wire.decided_at,
            shown: Shown {
                links: wire.links,
                candidates: wire
                    .shown
                    .into_iter()
                    .map(|one| ShownCandidate {
                        right: one.right.as_str().into(),
                        weight: MatchWeight::from_bits(one.bits),
                        probability: one.probability,
                    })
                    .collect(),
            },
            note: Sensitive::new(wire.note),
            evidence: wire.evidence.map(|evidence| EvidenceReference {
                file: Sensitive::new(evidence.file),
                page: evidence.page,
                sha256: evidence.sha256,
            }),
            batch: wire.batch,
        })
    }
}

impl Payload for ReviewDecision {
    fn to_payload(&self) -> Result<String, PayloadError> {
        write(ReviewDecisionWire::from(self))
    }
    fn from_payload(text: &str) -> Result<Self, PayloadError> {
        read::<ReviewDecisionWire>(text)?.try_into()
    }
}

/// A review decision as the audit log writes it: every field.
pub(crate) fn decision_content(decision: &ReviewDecision) -> Value {
    // A struct of texts and numbers always becomes a value.
    serde_json::to_value(ReviewDecisionWire::from(decision)).unwrap_or_default()
}

/// A review decision as one line of JSON with its version, as the store keeps it.
///
/// # Errors
/// When a number in it cannot be written.
pub fn write_review_decision(decision: &ReviewDecision) -> Result<String, PayloadError> {
    decision.to_payload()
}

/// The review decision of such a line.
///
/// # Errors
/// [`PayloadError::Version`] when another version wrote it, else [`PayloadError::Damaged`].
pub fn read_review_decision(line: &str) -> Result<ReviewDecision, PayloadError> {
    ReviewDecision::from_payload(line)
}

//! A review decision as the audit log writes it.

use clerical_review::ReviewDecision;
use linkage::MatchWeight;
use serde_json::{Value, json};

/// Every field of the decision. Adding one to the type and not here leaves it open to change
/// unnoticed.
pub(crate) fn decision_content(decision: &ReviewDecision) -> Value {
    let ReviewDecision { kind, left, right, answer, reviewer, decided_at, shown_weight, note } =
        decision;
    json!({
        "kind": kind.code(),
        "left": left.as_str(),
        "right": right.as_str(),
        "answer": answer.code(),
        "reviewer": reviewer,
        "decided_at": decided_at,
        "shown_bits": shown_weight.map(MatchWeight::bits),
        "note": note,
    })
}

//! Payload shapes of linkage results.

use linkage::{
    BlockingRuleReport, Candidate, Decision, Detail, Evidence, Identifiability, LinkStatus,
    MatchWeight, known_code,
};
use serde::{Deserialize, Serialize};

use super::PayloadError;
use super::value::{coded, each};

type Result<T> = std::result::Result<T, PayloadError>;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceWire {
    comparison: String,
    level: String,
    bits: f64,
    detail: Vec<(String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CandidateWire {
    right: String,
    evidence: Vec<EvidenceWire>,
    bits: f64,
    probability: f64,
    rules: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkDecisionWire {
    left: String,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    lineage: Vec<String>,
    none_probability: f64,
    candidates: Vec<CandidateWire>,
    too_few_identifiers: bool,
}

fn pairs(detail: &Detail) -> Vec<(String, String)> {
    detail.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl From<&Decision> for LinkDecisionWire {
    fn from(decision: &Decision) -> Self {
        let evidence = |evidence: &Evidence| EvidenceWire {
            comparison: evidence.comparison.to_string(),
            level: evidence.level.to_string(),
            bits: evidence.weight.bits(),
            detail: pairs(&evidence.detail),
        };
        Self {
            left: decision.left.to_string(),
            status: decision.status.code().into(),
            target: decision.target.as_ref().map(ToString::to_string),
            lineage: decision.lineage.iter().map(ToString::to_string).collect(),
            none_probability: decision.none_probability,
            candidates: decision
                .candidates
                .iter()
                .map(|candidate| CandidateWire {
                    right: candidate.right.to_string(),
                    evidence: candidate.evidence.iter().map(evidence).collect(),
                    bits: candidate.weight.bits(),
                    probability: candidate.probability,
                    rules: candidate.rules.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            too_few_identifiers: decision.identifiability == Identifiability::TooFewIdentifiers,
        }
    }
}

impl TryFrom<LinkDecisionWire> for Decision {
    type Error = PayloadError;
    fn try_from(wire: LinkDecisionWire) -> Result<Self> {
        let evidence = |wire: EvidenceWire| {
            Ok(Evidence {
                comparison: known_code(wire.comparison),
                level: known_code(wire.level),
                weight: MatchWeight::from_bits(wire.bits),
                detail: wire.detail.into_iter().collect(),
            })
        };
        let candidate = |wire: CandidateWire| {
            Ok(Candidate {
                right: wire.right.as_str().into(),
                evidence: each(wire.evidence, evidence)?,
                weight: MatchWeight::from_bits(wire.bits),
                probability: wire.probability,
                rules: wire.rules.into_iter().map(Into::into).collect(),
            })
        };
        let status = [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink]
            .into_iter()
            .find(|status| status.code() == wire.status);
        Ok(Self {
            left: wire.left.as_str().into(),
            status: coded(status, "link status")?,
            target: wire.target.as_deref().map(Into::into),
            lineage: wire.lineage.iter().map(|id| id.as_str().into()).collect(),
            none_probability: wire.none_probability,
            candidates: each(wire.candidates, candidate)?,
            identifiability: if wire.too_few_identifiers {
                Identifiability::TooFewIdentifiers
            } else {
                Identifiability::Sufficient
            },
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockingWire {
    rule: String,
    pairs: u64,
    new_pairs: u64,
    purged_blocks: u64,
    purged_pairs: u64,
}

/// A link set without its decisions, which have rows of their own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkSetWire {
    pub(crate) sizes: (u64, u64),
    pub(crate) candidate_pairs: u64,
    blocking: Vec<BlockingWire>,
    pub(crate) parameters: Vec<(String, f64)>,
}

impl LinkSetWire {
    pub(crate) fn new(set: &linkage::LinkSet) -> Self {
        let blocking = |report: &BlockingRuleReport| BlockingWire {
            rule: report.rule.clone(),
            pairs: report.pairs,
            new_pairs: report.new_pairs,
            purged_blocks: report.purged_blocks,
            purged_pairs: report.purged_pairs,
        };
        Self {
            sizes: set.sizes,
            candidate_pairs: set.candidate_pairs,
            blocking: set.blocking.iter().map(blocking).collect(),
            parameters: set.parameters.clone(),
        }
    }

    pub(crate) fn into_set(
        self,
        kind: linkage::LinkKind,
        decisions: Vec<Decision>,
    ) -> linkage::LinkSet {
        let blocking = |wire: BlockingWire| BlockingRuleReport {
            rule: wire.rule,
            pairs: wire.pairs,
            new_pairs: wire.new_pairs,
            purged_blocks: wire.purged_blocks,
            purged_pairs: wire.purged_pairs,
        };
        linkage::LinkSet {
            kind,
            decisions,
            sizes: self.sizes,
            candidate_pairs: self.candidate_pairs,
            blocking: self.blocking.into_iter().map(blocking).collect(),
            parameters: self.parameters,
        }
    }
}

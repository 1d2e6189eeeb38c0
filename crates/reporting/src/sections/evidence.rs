//! Evidence in words a lawyer can read. Reach for [`candidate_note`] to say why a register entry is,
//! or is not, the case reported: every comparison with its bits, strongest first, and a verbal
//! grade of its strength.

use attrition::{Candidate, Evidence};

use super::Context;
use crate::error::ReportingError;
use crate::model::CandidateNote;
use crate::number_format;

/// Lower ends of the grades of strength, bits, with their message keys, strongest first.
///
/// # Source
/// ENFSI Guideline for Evaluative Reporting in Forensic Science (2015), verbal scale: likelihood
/// ratios of 2, 10, 100, 1000 and 10 000, here as their binary logarithms.
const STRENGTHS: [(f64, &str); 6] = [
    (13.29, "strength-very-strong"),
    (9.97, "strength-strong"),
    (6.64, "strength-moderately-strong"),
    (3.32, "strength-moderate"),
    (1.0, "strength-weak"),
    (0.0, "strength-negligible"),
];

/// Message key for the strength of this many bits, whichever way they point.
fn strength(bits: f64) -> &'static str {
    STRENGTHS
        .into_iter()
        .find(|(least, _)| bits.abs() >= *least)
        .map_or("strength-negligible", |(_, key)| key)
}

/// What speaks for and against a candidate.
pub(super) fn candidate_note(
    context: &Context<'_>,
    candidate: &Candidate,
) -> Result<CandidateNote, ReportingError> {
    let words = context.words;
    let language = words.language();
    let mut weighed: Vec<&Evidence> = Vec::new();
    let mut missing = Vec::new();
    let mut remarks = Vec::new();
    for evidence in &candidate.evidence {
        if is_missing(evidence) {
            missing.push(words.comparison(&evidence.comparison)?);
        } else if evidence.weight.bits() == 0.0 {
            // Notes on the decision and agreements that are no evidence either way.
            remarks.push(sentence(context, evidence)?);
        } else {
            weighed.push(evidence);
        }
    }
    // A stable sort: comparisons of equal weight stay in model order.
    weighed.sort_by(|a, b| b.weight.bits().abs().total_cmp(&a.weight.bits().abs()));
    let told = |evidence: &Evidence| {
        let text =
            format!("{}: {}", words.comparison(&evidence.comparison)?, words.level(evidence)?);
        let bits = evidence.weight.bits();
        Ok((text, bits, words.text(strength(bits))?))
    };
    let (supporting, opposing): (Vec<_>, Vec<_>) =
        weighed.into_iter().partition(|evidence| evidence.weight.bits() > 0.0);
    if !missing.is_empty() {
        remarks.push(words.format("candidate-missing", &[("list", missing.join("; ").into())])?);
    }
    Ok(CandidateNote {
        summary: words.format(
            "candidate-summary",
            &[
                ("record", candidate.right.as_str().into()),
                ("bits", number_format::signed(language, candidate.weight.bits(), 1).into()),
                ("probability", probability(context, candidate.probability).into()),
            ],
        )?,
        supporting: supporting.into_iter().map(told).collect::<Result<_, ReportingError>>()?,
        opposing: opposing.into_iter().map(told).collect::<Result<_, ReportingError>>()?,
        remarks,
    })
}

/// `comparison: level (particulars)`.
fn sentence(context: &Context<'_>, evidence: &Evidence) -> Result<String, ReportingError> {
    let words = context.words;
    Ok(format!("{}: {}", words.comparison(&evidence.comparison)?, words.level(evidence)?))
}

/// Whether a comparison could not be made.
pub(super) fn is_missing(evidence: &Evidence) -> bool {
    evidence.level == "missing"
}

/// A probability in words: percent, without claiming certainty at either end.
pub(super) fn probability(context: &Context<'_>, value: f64) -> String {
    number_format::probability(context.words.language(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_follows_the_likelihood_ratio_not_its_direction() {
        for (ratio, key) in [
            (1.5_f64, "strength-negligible"),
            (5.0, "strength-weak"),
            (50.0, "strength-moderate"),
            (500.0, "strength-moderately-strong"),
            (5000.0, "strength-strong"),
            (50_000.0, "strength-very-strong"),
        ] {
            assert_eq!(strength(ratio.log2()), key);
            assert_eq!(strength(-ratio.log2()), key);
        }
    }
}

//! How far one part of a name agrees with the same part of another.

use crate::coded::levels;
use crate::edit_distance::EditCosts;
use crate::fold::{Reading, k2v};
use crate::lexicon::{LexiconRelation, NameIds};

levels! {
    /// How far two given names, surnames or patronymics agree, best first.
    NameLevel {
        /// The same phones under some reading (K1).
        Exact = "exact",
        /// Other phones, but spellings of one name in the lexicon.
        SameName = "same_name",
        /// Similarity of at least .92, or of .80 with the same consonant classes (K2v).
        Close = "close",
        /// A short form and its full name.
        Diminutive = "diminutive",
        /// Cognates, such as Хасан and Асан.
        Cognate = "cognate",
        /// Similarity of .85 to .92.
        Similar = "similar",
        /// One formant more or less: Бакыт and Бакытбек.
        FormantDropped = "formant_dropped",
        /// An initial that the other may begin with, or the same initial.
        Initial = "initial",
        /// Similarity of .78 to .85: a typing slip in a short name, or two names.
        Weak = "weak",
        /// Sounds close, but the lexicon knows two names: Динара and Тынара.
        LookAlike = "look_alike",
        /// None of these.
        Different = "different",
        /// Missing on one side.
        Missing = "missing",
    }
}

/// Similarity from which different spellings count as close.
const CLOSE: f64 = 0.92;
/// The same with equal K2v.
const CLOSE_WITH_K2V: f64 = 0.80;
/// Similarity from which names are similar: the best-F1 threshold on look-alikes was .86.
const SIMILAR: f64 = 0.85;
/// Similarity of one plain edit in a name of six phones is .83.
const WEAK: f64 = 0.78;
/// The least similarity that a level hangs on.
pub(super) const LEAST_TOLD: f64 = WEAK;
/// Similarity that a lexicon identity guarantees.
const SAME_NAME: f64 = 0.95;
/// Similarity lost when the lexicon knows two names as different.
const DISJOINT: f64 = 0.10;
/// Similarity granted to weak lexicon edges.
const WEAK_EDGE: f64 = 0.86;

/// Level and similarity of two words of one role. A similarity below `least` may come out as zero.
pub(super) fn compare_words(
    costs: &EditCosts,
    a: (&[Reading], &NameIds),
    b: (&[Reading], &NameIds),
    least: f64,
) -> (NameLevel, f64) {
    let equal = a.0.iter().any(|x| b.0.iter().any(|y| x.k1 == y.k1));
    let similarity = costs.similarity_of_readings_from(a.0, b.0, least);
    if equal {
        return (NameLevel::Exact, similarity);
    }
    let by_sound = || {
        let same_k2v = || a.0.iter().any(|x| b.0.iter().any(|y| k2v(&x.k1) == k2v(&y.k1)));
        if similarity >= CLOSE || (similarity >= CLOSE_WITH_K2V && same_k2v()) {
            NameLevel::Close
        } else if similarity >= SIMILAR {
            NameLevel::Similar
        } else if dropped(costs, a.0, b.0) {
            NameLevel::FormantDropped
        } else if similarity >= WEAK {
            NameLevel::Weak
        } else {
            NameLevel::Different
        }
    };
    match a.1.relation(b.1) {
        LexiconRelation::Same => (NameLevel::SameName, similarity.max(SAME_NAME)),
        LexiconRelation::Diminutive => (NameLevel::Diminutive, similarity.max(WEAK_EDGE)),
        LexiconRelation::Cognate => (by_sound().min(NameLevel::Cognate), similarity.max(WEAK_EDGE)),
        LexiconRelation::Unknown => (by_sound(), similarity),
        // Known as two names: negative evidence.
        LexiconRelation::Disjoint => {
            let lower = match by_sound() {
                NameLevel::Close => NameLevel::LookAlike,
                _ => NameLevel::Different,
            };
            (lower, (similarity - DISJOINT).max(0.0))
        }
    }
}

fn dropped(costs: &EditCosts, a: &[Reading], b: &[Reading]) -> bool {
    a.iter().any(|x| b.iter().any(|y| costs.formant_dropped(&x.k1, &y.k1)))
}

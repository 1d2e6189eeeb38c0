//! Two parsed names against each other: part levels, grade, similarity and explanation.

use std::sync::Arc;

use records::{Sensitive, Sex};

use super::align::{Pair, UNMATCHED, UNMATCHED_PATRONYMIC, align};
use super::grade::{NameGrade, grade};
use super::level::NameLevel;
use super::parse::{NameRole, NameToken, ParsedName};
use crate::explanation::Explanation;

/// Below this similarity of any full word the names are not one person's.
const COMPONENT_FAR: (f64, f64) = (0.72, 0.35);
/// Below this one they are doubtful. Each pair is (threshold, cap on the whole similarity).
const COMPONENT_DOUBTFUL: (f64, f64) = (0.80, 0.55);

/// What comparing two names found.
#[derive(Clone, Debug, PartialEq)]
pub struct NameComparison {
    /// Given names.
    pub given: NameLevel,
    /// Surnames.
    pub surname: NameLevel,
    /// Fathers' names; `Missing` where either side has none.
    pub patronymic: NameLevel,
    /// The grade of the whole, on which the linkage model weighs.
    pub overall: NameGrade,
    /// Whether given name and surname stood in exchanged columns on one side.
    pub swapped: bool,
    /// Similarity of the whole in `[0, 1]`: for ordering within a grade, never for deciding.
    pub similarity: f64,
    /// `name.<grade>` with the part levels and, for the restricted edition, the words.
    pub detail: Explanation,
}

/// Compares two names parsed with the same tables. Symmetric in every level; `detail` names the
/// first argument left.
pub fn compare(left: &ParsedName, right: &ParsedName) -> NameComparison {
    let pairs = align(left, right);
    let levels = part_levels(&pairs, words_of(left, right));
    let father_as_surname = pairs.iter().any(|p| p.father_as_surname);
    let sex = agreed(left.sex(), right.sex());
    let [given, surname, patronymic] = levels;
    let overall = grade(given, surname, patronymic, sex);
    let swapped = pairs.iter().any(|p| exchanged(&left.tokens[p.left], &right.tokens[p.right]));
    NameComparison {
        given,
        surname,
        patronymic,
        overall,
        swapped,
        similarity: similarity(left, right, &pairs),
        detail: explain(left, right, &pairs, overall, levels, (swapped, father_as_surname)),
    }
}

/// Levels of given name, surname and patronymic, in that order, and the grade; what [`compare`]
/// says without its words, for comparing millions of pairs.
pub fn compare_parts(left: &ParsedName, right: &ParsedName) -> ([NameLevel; 3], NameGrade) {
    let levels = part_levels(&align(left, right), words_of(left, right));
    let [given, surname, patronymic] = levels;
    (levels, grade(given, surname, patronymic, agreed(left.sex(), right.sex())))
}

/// Two words that stand against each other.
#[derive(Clone, Copy, Debug)]
pub struct AlignedWords<'n> {
    /// The part compared; `Unknown` where neither side tells.
    pub part: NameRole,
    /// Level.
    pub level: NameLevel,
    /// Word of the left name.
    pub left: &'n NameToken,
    /// Word of the right name.
    pub right: &'n NameToken,
}

/// The words of two names against each other, in the order of the left name; words without
/// counterpart are left out.
pub fn aligned_words<'n>(left: &'n ParsedName, right: &'n ParsedName) -> Vec<AlignedWords<'n>> {
    let words = |p: Pair| AlignedWords {
        part: p.part,
        level: p.level,
        left: &left.tokens[p.left],
        right: &right.tokens[p.right],
    };
    align(left, right).into_iter().map(words).collect()
}

/// The best comparison over two lists of names (a main name and its aliases): best grade, then
/// highest similarity, then the order given.
pub fn compare_any(left: &[ParsedName], right: &[ParsedName]) -> Option<NameComparison> {
    let mut best: Option<NameComparison> = None;
    for a in left {
        for b in right {
            let next = compare(a, b);
            let better = best.as_ref().is_none_or(|best| {
                next.overall < best.overall
                    || (next.overall == best.overall && next.similarity > best.similarity)
            });
            if better {
                best = Some(next);
            }
        }
    }
    best
}

fn words_of<'n>(
    left: &'n ParsedName,
    right: &'n ParsedName,
) -> impl Fn(&Pair) -> (&'n NameToken, &'n NameToken) {
    move |p| (&*left.tokens[p.left], &*right.tokens[p.right])
}

/// Levels of given name, surname and patronymic. Pairs whose part neither side tells take the
/// parts that are still free.
pub(super) fn part_levels<'n>(
    pairs: &[Pair],
    words: impl Fn(&Pair) -> (&'n NameToken, &'n NameToken),
) -> [NameLevel; 3] {
    let mut levels = [NameLevel::Missing; 3];
    let mut put = |part: usize, level: NameLevel| levels[part] = levels[part].min(level);
    let mut open: Vec<(bool, usize, &'n str, NameLevel)> = Vec::new();
    for p in pairs {
        match p.part {
            NameRole::Given => put(0, p.level),
            NameRole::Surname => put(1, p.level),
            NameRole::Patronymic => put(2, p.level),
            NameRole::Unknown => {
                let (x, y) = words(p);
                let known = x.stems.given_ids.is_known() || y.stems.given_ids.is_known();
                let (a, b) = (x.folded.k1(), y.folded.k1());
                open.push((!known, p.left + p.right, a.min(b), p.level));
            }
        }
    }
    // A known given name first, then the order written: the same whichever side is left.
    open.sort();
    for (.., level) in open {
        let free = (0..3).find(|part| levels[*part] == NameLevel::Missing);
        let part = free.unwrap_or(0);
        levels[part] = levels[part].min(level);
    }
    levels
}

/// Whether two words agree although one stood in the given-name column and the other in the
/// surname column.
fn exchanged(x: &NameToken, y: &NameToken) -> bool {
    matches!(
        (x.column, y.column),
        (Some(NameRole::Given), Some(NameRole::Surname))
            | (Some(NameRole::Surname), Some(NameRole::Given))
    )
}

/// Weighted mean over words; a word without counterpart counts as zero at a low weight, and a
/// single bad word caps the whole.
fn similarity(left: &ParsedName, right: &ParsedName, pairs: &[Pair]) -> f64 {
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut cap = 1.0f64;
    for pair in pairs {
        sum += pair.similarity;
        weight += 1.0;
        if pair.level != NameLevel::Initial {
            for (threshold, limit) in [COMPONENT_DOUBTFUL, COMPONENT_FAR] {
                if pair.similarity < threshold {
                    cap = cap.min(limit);
                }
            }
        }
    }
    let alone = |tokens: &[Arc<NameToken>], matched: &dyn Fn(usize) -> bool| -> f64 {
        let unmatched = (0..tokens.len()).filter(|at| !matched(*at)).map(|at| &tokens[at]);
        unmatched
            .map(|token| match token.role {
                NameRole::Patronymic => UNMATCHED_PATRONYMIC,
                _ => UNMATCHED,
            })
            .sum()
    };
    weight += alone(left.tokens(), &|at| pairs.iter().any(|p| p.left == at));
    weight += alone(right.tokens(), &|at| pairs.iter().any(|p| p.right == at));
    if weight == 0.0 { 0.0 } else { (sum / weight).min(cap) }
}

pub(super) fn agreed(a: Option<Sex>, b: Option<Sex>) -> Option<Sex> {
    match (a, b) {
        (Some(a), Some(b)) => (a == b).then_some(a),
        (one, other) => one.or(other),
    }
}

fn explain(
    left: &ParsedName,
    right: &ParsedName,
    pairs: &[Pair],
    overall: NameGrade,
    [given, surname, patronymic]: [NameLevel; 3],
    (swapped, father_as_surname): (bool, bool),
) -> Explanation {
    let yes = |flag: bool| if flag { "yes" } else { "no" };
    let mut detail = Explanation::new("name", overall.code())
        .code("given", given.code())
        .code("surname", surname.code())
        .code("patronymic", patronymic.code())
        .code("swapped", yes(swapped))
        .code("father_as_surname", yes(father_as_surname));
    for pair in pairs {
        let word = |token: &NameToken| Sensitive::new(token.written.expose().clone());
        detail = detail
            .code("level", pair.level.code())
            .personal("left_word", word(&left.tokens[pair.left]))
            .personal("right_word", word(&right.tokens[pair.right]));
    }
    detail
}

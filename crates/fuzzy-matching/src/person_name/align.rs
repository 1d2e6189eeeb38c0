//! Which word of one name stands against which word of the other: the best assignment over roles.

use super::level::{NameLevel, compare_words};
use super::parse::{NameRole, NameToken, ParsedName};
use crate::edit_distance::EditCosts;
use crate::fold::{Reading, Script};
use crate::lexicon::NameIds;

/// Similarity of an initial that fits.
const INITIAL: f64 = 0.78;
/// The same where the roles guessed for the two differ.
const INITIAL_OTHER_ROLE: f64 = 0.70;
/// Weight of a patronymic that has no counterpart: nearly neutral.
pub(super) const UNMATCHED_PATRONYMIC: f64 = 0.12;
/// Weight of any other word that has no counterpart.
pub(super) const UNMATCHED: f64 = 0.35;

/// What two words standing against each other say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// Index on the left.
    pub(super) left: usize,
    /// Index on the right.
    pub(super) right: usize,
    /// The part compared; `Unknown` where neither side tells.
    pub(super) part: NameRole,
    /// Level.
    pub(super) level: NameLevel,
    /// Similarity in `[0, 1]`, less what crossing roles costs.
    pub(super) similarity: f64,
    /// Whether a father's name was compared with a surname.
    pub(super) father_as_surname: bool,
}

impl Pair {
    /// Fills an array that holds fewer pairs than it has room for.
    pub(super) const NOTHING: Self = Self {
        left: 0,
        right: 0,
        part: NameRole::Unknown,
        level: NameLevel::Missing,
        similarity: 0.0,
        father_as_surname: false,
    };
}

/// The best assignment, pairs ordered by left index. Of several equally good ones the same is
/// taken whichever name is left.
pub(super) fn align(left: &ParsedName, right: &ParsedName) -> Vec<Pair> {
    if key(left).le(key(right)) {
        return align_ordered(left, right);
    }
    let mut pairs = align_ordered(right, left);
    for pair in &mut pairs {
        std::mem::swap(&mut pair.left, &mut pair.right);
    }
    pairs.sort_by_key(|pair| pair.left);
    pairs
}

fn key(name: &ParsedName) -> impl Iterator<Item = (&str, NameRole)> {
    name.tokens.iter().map(|token| (token.folded.surface.as_str(), token.role))
}

fn align_ordered(a: &ParsedName, b: &ParsedName) -> Vec<Pair> {
    let (rows, columns) = (a.tokens.len(), b.tokens.len());
    let mut pairs: Vec<Option<Pair>> = Vec::with_capacity(rows * columns);
    for (left, x) in a.tokens.iter().enumerate() {
        for (right, y) in b.tokens.iter().enumerate() {
            pairs.push(pair(&a.costs, (x, left), (y, right), 0.0));
        }
    }
    best_assignment(&pairs, &roles(a), &roles(b))
}

fn roles(name: &ParsedName) -> Vec<NameRole> {
    name.tokens.iter().map(|token| token.role).collect()
}

/// The best assignment of words of these roles, `pairs` being row-major, ordered by left index.
pub(super) fn best_assignment(
    pairs: &[Option<Pair>],
    left_roles: &[NameRole],
    right_roles: &[NameRole],
) -> Vec<Pair> {
    let (rows, columns) = (left_roles.len(), right_roles.len());
    // Best total over assignments of the first `left` words to the set `mask` of right words.
    let masks = 1usize << columns;
    let unmatched =
        |role| if role == NameRole::Patronymic { UNMATCHED_PATRONYMIC } else { UNMATCHED };
    let mut best = vec![(f64::NEG_INFINITY, None::<u8>); masks * (rows + 1)];
    best[0].0 = 0.0;
    for left in 0..rows {
        for mask in 0..masks {
            let so_far = best[left * masks + mask].0;
            if so_far == f64::NEG_INFINITY {
                continue;
            }
            let mut consider = |mask: usize, total: f64, right: Option<usize>| {
                let known = &mut best[(left + 1) * masks + mask];
                if total > known.0 {
                    // There are fewer columns than bits of a mask.
                    *known = (total, right.map(|right| right as u8));
                }
            };
            consider(mask, so_far - unmatched(left_roles[left]), None);
            for right in (0..columns).filter(|right| mask & (1 << right) == 0) {
                if let Some(pair) = &pairs[left * columns + right] {
                    consider(mask | (1 << right), so_far + pair.similarity, Some(right));
                }
            }
        }
    }
    let left_over = |mask: usize| -> f64 {
        (0..columns).filter(|r| mask & (1 << r) == 0).map(|r| unmatched(right_roles[r])).sum()
    };
    let total = |mask: usize| best[rows * masks + mask].0 - left_over(mask);
    let Some(mut mask) = (0..masks).max_by(|x, y| total(*x).total_cmp(&total(*y)).then(y.cmp(x)))
    else {
        return Vec::new();
    };
    let mut chosen = Vec::new();
    for left in (0..rows).rev() {
        if let Some(right) = best[(left + 1) * masks + mask].1.map(usize::from) {
            chosen.extend(pairs[left * columns + right]);
            mask &= !(1 << right);
        }
    }
    chosen.reverse();
    chosen
}

/// What decides whether a word may stand against another at all.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) role: NameRole,
    initial: bool,
    by_form: bool,
    sound: bool,
}

impl Standing {
    pub(super) fn of(word: &NameToken) -> Self {
        let NameToken { role, initial, by_form, .. } = *word;
        Self { role, initial, by_form, sound: word.has_sound() }
    }
}

/// Whether two words cannot be compared by sound, or their roles exclude each other. Given name and
/// surname may stand in exchanged columns, where neither has an ending that would tell.
pub(super) const fn excluded(x: Standing, y: Standing) -> bool {
    use NameRole::{Given, Patronymic, Surname};
    if !x.sound || !y.sound {
        return true;
    }
    !x.initial
        && !y.initial
        && match (x.role, y.role) {
            (Given, Patronymic) | (Patronymic, Given) => true,
            (Given, Surname) | (Surname, Given) => x.by_form || y.by_form,
            _ => false,
        }
}

/// The pair of two words, or `None` where their roles exclude each other. A similarity below `least`
/// may come out as zero; the level does not hang on it where `least` is at most
/// [`super::level::LEAST_TOLD`].
pub(super) fn pair(
    costs: &EditCosts,
    (x, left): (&NameToken, usize),
    (y, right): (&NameToken, usize),
    least: f64,
) -> Option<Pair> {
    use NameRole::{Given, Patronymic, Surname, Unknown};
    if excluded(Standing::of(x), Standing::of(y)) {
        return None;
    }
    let make = |part, (level, similarity): (NameLevel, f64), cost: f64| Pair {
        left,
        right,
        part,
        level,
        similarity: (similarity - cost).max(0.0),
        father_as_surname: false,
    };
    if x.initial || y.initial {
        return initial_pair(x, y)
            .map(|(part, level, similarity)| make(part, (level, similarity), 0.0));
    }
    let compare =
        |x: (&[Reading], &NameIds), y: (&[Reading], &NameIds)| compare_words(costs, x, y, least);
    let as_given =
        || compare((&x.folded.readings, &x.given_ids), (&y.folded.readings, &y.given_ids));
    let as_family = || {
        let stems = compare((&x.family, &x.family_ids), (&y.family, &y.family_ids));
        if x.has_ending() == y.has_ending() {
            return stems;
        }
        // An ending on one side only was dropped, or mistyped: then the whole words are nearer.
        let none = NameIds::default();
        let whole = compare((&x.folded.readings, &none), (&y.folded.readings, &none));
        if whole.0 < stems.0 { whole } else { stems }
    };
    let as_father = || compare((&x.father, &x.father_ids), (&y.father, &y.father_ids));
    Some(match (x.role, y.role) {
        (Given, Given) => make(Given, as_given(), 0.0),
        (Unknown, Unknown) => make(Unknown, as_given(), 0.0),
        (Given, Unknown) | (Unknown, Given) => make(Given, as_given(), 0.0),
        (Surname, Surname) => make(Surname, as_family(), 0.0),
        (Surname, Unknown) | (Unknown, Surname) => make(Surname, as_family(), 0.03),
        (Patronymic, Patronymic) => make(Patronymic, as_father(), 0.0),
        (Patronymic, Unknown) | (Unknown, Patronymic) => make(Patronymic, as_father(), 0.08),
        // A father's name against a surname: the same word under two naming systems, or two words
        // that were never comparable.
        (Patronymic, Surname) | (Surname, Patronymic) => {
            let (father, surname) = if x.role == Patronymic { (x, y) } else { (y, x) };
            let none = NameIds::default();
            let compared = compare((&father.father, &father.father_ids), (&surname.family, &none));
            if compared.0 >= NameLevel::Initial {
                return None;
            }
            Pair { father_as_surname: true, ..make(Patronymic, compared, 0.12) }
        }
        (Given, Surname) | (Surname, Given) => make(Unknown, as_given(), 0.02),
        (Given, Patronymic) | (Patronymic, Given) => return None,
    })
}

/// An initial against a word or an initial: fits, or a conflict. `None` across definite roles
/// that do not meet.
fn initial_pair(x: &NameToken, y: &NameToken) -> Option<(NameRole, NameLevel, f64)> {
    let part = match (x.role, y.role) {
        (NameRole::Unknown, other) | (other, NameRole::Unknown) => other,
        (a, b) if a == b => a,
        // The order of bare initials is only a guess.
        (_, _) if fits(x, y) && (!x.by_form || !y.by_form) => {
            return Some((NameRole::Unknown, NameLevel::Initial, INITIAL_OTHER_ROLE));
        }
        _ => return None,
    };
    if fits(x, y) {
        Some((part, NameLevel::Initial, INITIAL))
    } else {
        Some((part, NameLevel::Different, 0.0))
    }
}

/// Whether the initial may be the other word's first letter, across scripts and romanisations.
fn fits(x: &NameToken, y: &NameToken) -> bool {
    match (x.initial, y.initial) {
        (true, true) => opens(x, y) || opens(y, x),
        (true, false) => opens(x, y),
        _ => opens(y, x),
    }
}

fn opens(initial: &NameToken, word: &NameToken) -> bool {
    if initial.folded.script == Script::Cyrillic && word.folded.script == Script::Cyrillic {
        let plain = |t: &NameToken| {
            t.folded.surface.chars().next().map(|c| if matches!(c, 'ё' | 'э') { 'е' } else { c })
        };
        // Within one script я and и are two initials although both begin with the sound i.
        return plain(initial) == plain(word)
            || (initial.folded.k1().len() == 1
                && !word.folded.surface.starts_with(['я', 'ю', 'ё'])
                && word.folded.k1().starts_with(initial.folded.k1()));
    }
    initial.openings.iter().any(|opening| {
        word.folded.readings.iter().any(|reading| reading.k1.starts_with(opening.as_str()))
    })
}

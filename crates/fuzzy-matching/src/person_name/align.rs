//! Which word of one name stands against which word of the other: the best assignment over roles.

use super::initial::fits;
use super::level::{NameLevel, compare_words};
use super::parse::{MAX_TOKENS, NameRole, NameToken, ParsedName};
use crate::edit_distance::EditCosts;
use crate::fold::Reading;
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
    let roles = |name: &ParsedName| Roles::of(name.tokens.iter().map(|token| token.role));
    best_assignment(&pairs, roles(a), roles(b))
}

/// The roles of the words of a name, at most [`MAX_TOKENS`].
#[derive(Clone, Copy)]
pub(super) struct Roles([NameRole; MAX_TOKENS], usize);

impl Roles {
    pub(super) fn of(each: impl Iterator<Item = NameRole>) -> Self {
        let mut roles = Self([NameRole::Unknown; MAX_TOKENS], 0);
        for role in each {
            roles.0[roles.1] = role;
            roles.1 += 1;
        }
        roles
    }

    fn all(&self) -> &[NameRole] {
        &self.0[..self.1]
    }
}

/// No assignment so far.
const UNREACHED: (f64, Option<u8>) = (f64::NEG_INFINITY, None);

/// The best assignment of words of these roles, `pairs` being row-major, ordered by left index.
pub(super) fn best_assignment(
    pairs: &[Option<Pair>],
    left_roles: Roles,
    right_roles: Roles,
) -> Vec<Pair> {
    let (left_roles, right_roles) = (left_roles.all(), right_roles.all());
    let (rows, columns) = (left_roles.len(), right_roles.len());
    // Best total over assignments of the first `left` words to the set `mask` of right words.
    let masks = 1usize << columns;
    let unmatched =
        |role| if role == NameRole::Patronymic { UNMATCHED_PATRONYMIC } else { UNMATCHED };
    // Names of up to three words need no room of their own.
    let (mut small, mut large) = ([UNREACHED; 32], Vec::new());
    let best = match masks * (rows + 1) {
        cells @ ..=32 => &mut small[..cells],
        cells => {
            large.resize(cells, UNREACHED);
            &mut large[..]
        }
    };
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
    pub(super) initial: bool,
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
    let (of_x, of_y) = (Standing::of(x), Standing::of(y));
    if excluded(of_x, of_y) {
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
        let found = initial_pair(of_x, of_y, fits(x, y));
        return found.map(|pair| Pair { left, right, ..pair });
    }
    let compare =
        |x: (&[Reading], &NameIds), y: (&[Reading], &NameIds)| compare_words(costs, x, y, least);
    let as_given = || {
        compare((&x.folded.readings, &x.stems.given_ids), (&y.folded.readings, &y.stems.given_ids))
    };
    let as_family = || {
        let stems =
            compare((&x.stems.family, &x.stems.family_ids), (&y.stems.family, &y.stems.family_ids));
        if x.has_ending() == y.has_ending() {
            return stems;
        }
        // An ending on one side only was dropped, or mistyped: then the whole words are nearer.
        let none = NameIds::default();
        let whole = compare((&x.folded.readings, &none), (&y.folded.readings, &none));
        if whole.0 < stems.0 { whole } else { stems }
    };
    let as_father =
        || compare((&x.stems.father, &x.stems.father_ids), (&y.stems.father, &y.stems.father_ids));
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
            let compared = compare(
                (&father.stems.father, &father.stems.father_ids),
                (&surname.stems.family, &none),
            );
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
/// that do not meet. Nothing else about the words matters.
pub(super) fn initial_pair(x: Standing, y: Standing, fits: bool) -> Option<Pair> {
    let pair = |part, level, similarity| Pair { part, level, similarity, ..Pair::NOTHING };
    let part = match (x.role, y.role) {
        (NameRole::Unknown, other) | (other, NameRole::Unknown) => other,
        (a, b) if a == b => a,
        // The order of bare initials is only a guess.
        (_, _) if fits && (!x.by_form || !y.by_form) => {
            return Some(pair(NameRole::Unknown, NameLevel::Initial, INITIAL_OTHER_ROLE));
        }
        _ => return None,
    };
    Some(match fits {
        true => pair(part, NameLevel::Initial, INITIAL),
        false => pair(part, NameLevel::Different, 0.0),
    })
}

//! Comparison vectors of pairs, packed four bits a field. Reach for [`Vectors::of`]; exchanged
//! given name and surname are recognised here, and stand as one bit of the vector.

use std::sync::Arc;

use fuzzy_matching::person_name::{NameRole, NameToken, ParsedName};
use rustc_hash::FxHashMap;

use super::comparer::{Comparers, LevelCache, Values};
use super::field::{Field, FieldKind, Lists};
use super::level::{MISSING, name};
use super::met_at_random::MetAtRandom;
use super::name_value::Outlines;

/// Set in a vector whose given name and surname agree only crosswise.
pub(super) const SWAPPED: u64 = 1 << 60;

/// The level of a field in a packed vector.
pub(super) const fn level_at(vector: u64, field: usize) -> u8 {
    ((vector >> (4 * field)) & 15) as u8
}

/// Codes row by row.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    codes: &'a [u32],
    width: usize,
}

impl<'a> Rows<'a> {
    /// Codes of one record.
    pub(super) fn row(self, row: u32) -> &'a [u32] {
        &self.codes[row as usize * self.width..][..self.width]
    }
}

/// Computes comparison vectors.
pub(super) struct Vectors<'a> {
    pub(super) lists: &'a Lists,
    pub(super) comparers: &'a Comparers<'a>,
    /// Codes row by row, so that a record is one place in memory; left, then right.
    rows: [MetAtRandom<u32>; 2],
    /// Fields of the given name and the surname, where both are there.
    exchangeable: Option<(usize, usize)>,
}

impl<'a> Vectors<'a> {
    pub(super) fn new(lists: &'a Lists, comparers: &'a Comparers<'a>) -> Self {
        let exchangeable = lists.find(FieldKind::Given).zip(lists.find(FieldKind::Surname));
        let width = lists.fields.len();
        let by_row = |rows: usize, column: fn(&Field) -> &[u32]| {
            let mut codes = vec![0; rows * width];
            for (at, field) in lists.fields.iter().enumerate() {
                for (row, code) in column(field).iter().enumerate() {
                    codes[row * width + at] = *code;
                }
            }
            MetAtRandom::of(codes)
        };
        let left = by_row(lists.left_rows, |field| &field.left);
        // One list needs its rows once.
        let right_rows = if lists.one_list { 0 } else { lists.right_rows };
        let right = by_row(right_rows, if lists.one_list { |_| &[] } else { Field::right });
        Self { lists, comparers, rows: [left, right], exchangeable }
    }

    /// Codes of a left record.
    pub(super) fn left_row(&self, left: u32) -> &[u32] {
        self.rows(0).row(left)
    }

    /// Codes of a right record.
    pub(super) fn right_row(&self, right: u32) -> &[u32] {
        self.right_rows().row(right)
    }

    /// Codes of all right records; to be asked for once before many are met.
    pub(super) fn right_rows(&self) -> Rows<'_> {
        self.rows(usize::from(!self.lists.one_list))
    }

    fn rows(&self, side: usize) -> Rows<'_> {
        Rows { codes: self.rows[side].all(), width: self.lists.fields.len() }
    }

    /// Codes of a pair in one field.
    pub(super) fn codes(&self, field: usize, left: u32, right: u32) -> (u32, u32) {
        (self.left_row(left)[field], self.right_row(right)[field])
    }

    /// Codes of a pair in one field as they were compared: crosswise in an exchanged pair.
    pub(super) fn compared_codes(&self, vector: u64, field: usize, l: u32, r: u32) -> (u32, u32) {
        match self.exchangeable {
            Some((given, surname)) if vector & SWAPPED != 0 && field == given => {
                (self.codes(given, l, r).0, self.codes(surname, l, r).1)
            }
            Some((given, surname)) if vector & SWAPPED != 0 && field == surname => {
                (self.codes(surname, l, r).0, self.codes(given, l, r).1)
            }
            _ => self.codes(field, l, r),
        }
    }

    /// The level of one field, names as they stand.
    pub(super) fn level(&self, field: usize, l: u32, r: u32, cache: &mut LevelCache) -> u8 {
        let (a, b) = self.codes(field, l, r);
        self.comparers.level(field, a, b, cache)
    }

    /// The whole vector.
    pub(super) fn of(&self, left: u32, right: u32, cache: &mut LevelCache) -> u64 {
        let vector = (0..self.lists.fields.len()).fold(0, |vector, field| {
            vector | u64::from(self.level(field, left, right, cache)) << (4 * field)
        });
        self.exchanged(vector, left, right, cache).unwrap_or(vector)
    }

    /// The vector with given name and surname crosswise, where that agrees and straight does not.
    pub(super) fn exchanged(
        &self,
        vector: u64,
        l: u32,
        r: u32,
        cache: &mut LevelCache,
    ) -> Option<u64> {
        let (given, surname) = self.exchangeable?;
        let disagrees = |field| matches!(level_at(vector, field), name::DIFFERENT | MISSING);
        if !disagrees(given) || !disagrees(surname) {
            return None;
        }
        let words = self.comparers.words(given)?;
        let (left, right) = (self.left_row(l), self.right_row(r));
        if !self.sounds_cross(left, right, words.outlines()) {
            return None;
        }
        let (g_left, g_right, s_left, s_right) =
            (left[given], right[given], left[surname], right[surname]);
        let one = self.comparers.level(given, g_left, s_right, cache);
        let other = self.comparers.level(surname, s_left, g_right, cache);
        let cleared = vector & !(15 << (4 * given)) & !(15 << (4 * surname));
        let crossed = u64::from(one) << (4 * given) | u64::from(other) << (4 * surname);
        Some(cleared | crossed | SWAPPED)
    }

    /// Whether the names of two rows may be exchanged; certain only of those of which it denies it.
    pub(super) fn may_be_exchanged(&self, left: &[u32], right: &[u32]) -> bool {
        let Some((given, surname)) = self.exchangeable else { return false };
        let equal = |field: usize| left[field] != 0 && left[field] == right[field];
        if equal(given) || equal(surname) {
            return false;
        }
        self.comparers
            .words(given)
            .is_some_and(|words| self.sounds_cross(left, right, words.outlines()))
    }

    /// Whether the given name of one row sounds like the surname of the other.
    fn sounds_cross(&self, left: &[u32], right: &[u32], words: Outlines<'_>) -> bool {
        let Some((given, surname)) = self.exchangeable else { return false };
        let same = |a: u32, b: u32| a != 0 && b != 0 && words.sound_alike(a, b);
        same(left[given], right[surname]) || same(left[surname], right[given])
    }
}

/// How often each value of a field occurs on both sides together, by what counts as one value: the
/// sound of a word, else the value.
pub(super) struct Frequencies(Vec<Frequency>);

/// How often the group of one code occurs.
#[derive(Clone, Copy)]
struct Frequency {
    group: u32,
    /// log2 of its share, the two copies of a pair of this group left out.
    bits: f32,
    /// Its share, the one copy left out that stands in a pair of two groups.
    share: f32,
}

impl Frequencies {
    /// Counts a field; `None` for kinds whose values are all about equally rare.
    pub(super) fn count(lists: &Lists, comparers: &Comparers<'_>, at: usize) -> Option<Self> {
        let field = &lists.fields[at];
        let texts = lists.texts[field.dictionary].len();
        let groups: Vec<u32> = match field.kind {
            FieldKind::Given | FieldKind::Surname | FieldKind::Patronymic | FieldKind::Place => {
                let words = comparers.words(at)?;
                (0..texts as u32).map(|code| words.sound(code)).collect()
            }
            FieldKind::Exact | FieldKind::Text | FieldKind::Phone => (0..texts as u32).collect(),
            FieldKind::NameGiven | FieldKind::NameSurname => {
                let Values::Names(names) = &comparers.values[field.dictionary] else {
                    return None;
                };
                part_groups(names, field.kind == FieldKind::NameSurname)
            }
            FieldKind::Name
            | FieldKind::NameFather
            | FieldKind::BirthDate
            | FieldKind::Sex
            | FieldKind::Pin => return None,
        };
        let most = groups.iter().max().map_or(0, |group| *group as usize + 1);
        let mut counts = vec![0u32; most];
        let mut total = 0u32;
        for code in known(field, lists.one_list) {
            counts[groups[code as usize] as usize] += 1;
            total += 1;
        }
        // A pair's own copies do not tell how rare its value is; the others do, and half a copy more
        // for what is not seen (Krichevsky & Trofimov 1981, *IEEE Trans. Inf. Theory* 27:199).
        let share = |count: u32, own: u32| {
            let all = f64::from(total.max(own + 1) - own);
            ((f64::from(count.max(own) - own) + 0.5) / all).min(1.0)
        };
        let of_group = |group: u32| {
            let count = counts[group as usize];
            Frequency { group, bits: share(count, 2).log2() as f32, share: share(count, 1) as f32 }
        };
        Some(Self(groups.into_iter().map(of_group).collect()))
    }

    /// Group of each code.
    pub(super) fn groups(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|frequency| frequency.group)
    }

    /// log2 of the share with which two values speak, at most 0: that of the group of both, else s where
    /// 1/s = 1/s(a) + 1/s(b).
    ///
    /// Either of two near values may stand for the other, so that P(pair | match) is a share of
    /// s(a) + s(b) and P(pair | non-match) is s(a)·s(b); the rarer one speaks loudest.
    pub(super) fn pair_bits(&self, a: u32, b: u32) -> f64 {
        let (one, other) = (self.0[a as usize], self.0[b as usize]);
        if one.group == other.group {
            return f64::from(one.bits);
        }
        f64::from(one.share * other.share / (one.share + other.share)).log2()
    }
}

/// Groups whole names by how their given name, or surname, sounds; where no word has that role, by
/// the first word of unknown role, or the last.
fn part_groups(names: &[ParsedName], surname: bool) -> Vec<u32> {
    let role = if surname { NameRole::Surname } else { NameRole::Given };
    let mut ids: FxHashMap<String, u32> = FxHashMap::default(); // looked up only
    let group = |name: &ParsedName| {
        let tokens = name.tokens();
        let unknown = |t: &&Arc<NameToken>| t.role == NameRole::Unknown;
        let by_place = || {
            let mut open = tokens.iter().filter(unknown);
            if surname { open.next_back() } else { open.next() }
        };
        let word = tokens.iter().find(|t| t.role == role).or_else(by_place);
        let key = word.map_or_else(String::new, |word| {
            let stem = word.folded.surname_stem.as_ref().filter(|_| surname);
            stem.map_or_else(|| word.folded.k1().to_owned(), |stem| stem.k1.clone())
        });
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        *ids.entry(key).or_insert(next)
    };
    names.iter().map(group).collect()
}

/// Codes of the known values of both sides.
fn known(field: &Field, one_list: bool) -> impl Iterator<Item = u32> + '_ {
    let right: &[u32] = if one_list { &[] } else { field.right() };
    field.left.iter().chain(right).copied().filter(|code| *code != 0)
}

//! Names as numbers of their words, for comparing millions of pairs. Reach for [`NameWords`] while
//! records are read, [`CodedWords`] once all are, and [`CodedWords::compare_parts`] per pair: it says
//! what [`compare_parts`](super::compare_parts) says, looking at two words once and remembering.
//!
//! Numbers are given in the order in which words are met and mean nothing: no result hangs on them.
//! It leaves out whole names: they repeat too rarely to be worth a number.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use records::Sex;
use rustc_hash::{FxHashMap, FxHasher};

use super::align::{Pair, Roles, Standing, best_assignment, excluded, initial_pair, pair};
use super::compare::{agreed, part_levels};
use super::grade::{NameGrade, grade, is_different_whatever_surname};
use super::initial::{Initials, fits};
use super::level::{LEAST_TOLD, NameLevel};
use super::parse::{MAX_TOKENS, NameRole, NameToken, ParsedName};
use crate::edit_distance::EditCosts;
use crate::lexicon::Lexicon;

/// Entries of a [`WordMemory`] as a power of two: 2 MiB.
const ENTRIES: u32 = 18;
/// The same of words that had a choice: 1.5 MiB.
const CHOICES: u32 = 14;
/// Word numbers that a memory has room for, as a power of two; pairs of others are compared anew.
const NUMBERED: u32 = 24;
/// Marks an entry that holds a pair.
const TAKEN: u64 = 1 << 15;
/// Of two words that may stand against each other; the rest of the entry says how.
const MEETS: u64 = 1 << 14;
/// What is said of two different names.
const DIFFERENT: ([NameLevel; 3], NameGrade) = ([NameLevel::Missing; 3], NameGrade::Different);

/// Gives every distinct word of the names it is shown a number.
#[derive(Default)]
pub struct NameWords {
    /// The last word with each hash, and before each word the one with the same hash.
    last: FxHashMap<u64, u32>, // looked up only
    before: Vec<Option<u32>>,
    words: Vec<Arc<NameToken>>,
}

impl fmt::Debug for NameWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameWords({})", self.words.len())
    }
}

impl NameWords {
    /// The number of a word, if it has one.
    pub fn find(&self, word: &Arc<NameToken>) -> Option<u32> {
        let mut at = self.last.get(&hash(word)).copied();
        while let Some(found) = at.filter(|found| !same(&self.words[*found as usize], word)) {
            at = self.before[found as usize];
        }
        at
    }

    /// The number of a word, a new one where it has none.
    pub fn number(&mut self, word: &Arc<NameToken>) -> u32 {
        self.find(word).unwrap_or_else(|| {
            // More words than numbers do not fit in memory.
            let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            self.before.push(self.last.insert(hash(word), number));
            self.words.push(Arc::clone(word));
            number
        })
    }
}

/// What tells two words apart in a comparison. Everything else of a word follows from its letters.
fn told(word: &NameToken) -> (&str, NameRole, bool, bool, u8) {
    (&word.folded.surface, word.role, word.initial, word.by_form, word.folded.script as u8)
}

fn same(a: &NameToken, b: &NameToken) -> bool {
    std::ptr::eq(a, b) || (told(a) == told(b) && a.stems.father == b.stems.father)
}

fn hash(word: &NameToken) -> u64 {
    let mut hasher = FxHasher::default();
    told(word).hash(&mut hasher);
    hasher.finish()
}

/// A name by the numbers of its words.
#[derive(Clone, Copy, Debug)]
pub struct CodedName<'w> {
    /// The numbers, in the order written.
    pub words: &'w [u32],
    /// As [`ParsedName::sex`].
    pub sex: Option<Sex>,
}

/// What most comparisons need of a word.
#[derive(Clone, Copy)]
struct Head {
    /// Where it stands among all words by letters and role; equal for words equal in both.
    rank: u32,
    standing: Standing,
}

/// Every numbered word, ready to be compared.
pub struct CodedWords {
    heads: Vec<Head>,
    words: Vec<Arc<NameToken>>,
    initials: Option<Initials>,
    costs: Arc<EditCosts>,
}

impl fmt::Debug for CodedWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodedWords({})", self.words.len())
    }
}

/// The levels of recent pairs of words; one per worker. A forgotten pair is compared again, so its
/// size changes no result.
pub struct WordMemory {
    levels: Vec<u64>,
    /// Of words that had a choice: the two numbers, the left one higher, and all that was found.
    choices: Vec<(u64, Option<Pair>)>,
}

impl fmt::Debug for WordMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordMemory")
    }
}

impl Default for WordMemory {
    fn default() -> Self {
        Self { levels: vec![0; 1 << ENTRIES], choices: vec![(u64::MAX, None); 1 << CHOICES] }
    }
}

impl CodedWords {
    /// All words, as they were parsed with this lexicon.
    pub fn new(words: NameWords, lexicon: &Lexicon) -> Self {
        let words = words.words;
        let mut order: Vec<u32> = (0u32..).take(words.len()).collect();
        let key = |at: u32| {
            let word = &words[at as usize];
            (word.folded.surface.as_str(), word.role)
        };
        order.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
        let head = |word: &Arc<NameToken>| Head { rank: 0, standing: Standing::of(word) };
        let mut heads: Vec<Head> = words.iter().map(head).collect();
        let mut rank = 0;
        for (at, word) in order.iter().enumerate() {
            rank += u32::from(at > 0 && key(order[at - 1]) != key(*word));
            heads[*word as usize].rank = rank;
        }
        Self { initials: Initials::new(&words), heads, words, costs: Arc::clone(lexicon.costs()) }
    }

    /// Every word, by its number.
    pub fn words(&self) -> &[Arc<NameToken>] {
        &self.words
    }

    /// Levels of given name, surname and patronymic, in that order, and the grade; of two different
    /// names no levels.
    pub fn compare_parts(
        &self,
        a: CodedName<'_>,
        b: CodedName<'_>,
        memory: &mut WordMemory,
    ) -> ([NameLevel; 3], NameGrade) {
        self.levels(a.words, b.words, memory).map_or(DIFFERENT, |levels| {
            let [given, surname, patronymic] = levels;
            match grade(given, surname, patronymic, agreed(a.sex, b.sex)) {
                NameGrade::Different => DIFFERENT,
                grade => (levels, grade),
            }
        })
    }

    /// Levels of the parts; `None` where they come out as [`NameGrade::Different`] whatever the surnames
    /// are, of which there are too many to be remembered.
    fn levels(&self, a: &[u32], b: &[u32], memory: &mut WordMemory) -> Option<[NameLevel; 3]> {
        let mut pairs = [Pair::NOTHING; MAX_TOKENS];
        let (mut count, mut taken) = (0, 0u32);
        for (left, x) in a.iter().enumerate() {
            let before = count;
            for (right, y) in b.iter().enumerate() {
                let Some(pair) = self.meeting(*x, *y, memory) else { continue };
                if count > before || taken & (1 << right) != 0 {
                    return Some(self.levels_of_choice(a, b, memory));
                }
                pairs[count] = Pair { left, right, ..pair };
                (count, taken) = (count + 1, taken | 1 << right);
            }
        }
        // No word has a choice, and a pair always adds more than two words alone.
        let pairs = &mut pairs[..count];
        let (mut levels, mut open) = ([NameLevel::Missing; 3], false);
        for surnames in [false, true] {
            if surnames && is_different_whatever_surname(levels[0], levels[2]) && !open {
                return None;
            }
            for pair in pairs.iter_mut().filter(|pair| (pair.part == NameRole::Surname) == surnames)
            {
                if pair.level == NameLevel::Missing
                    && let Some(told) = self.by_letters(a[pair.left], b[pair.right], memory)
                {
                    (pair.part, pair.level) = told;
                }
                match pair.part {
                    NameRole::Unknown => open = true,
                    part => levels[part as usize] = levels[part as usize].min(pair.level),
                }
            }
        }
        Some(if open { self.part_levels(pairs, (a, b)) } else { levels })
    }

    /// Two words that stand against each other, else `None`. Where their letters have to be compared the
    /// level is `Missing` still, and of the part no more is certain than whether it is the surname.
    fn meeting(&self, x: u32, y: u32, memory: &mut WordMemory) -> Option<Pair> {
        use NameRole::{Patronymic, Surname, Unknown};
        if let Some(told) = self.told_without_letters(x, y) {
            return told;
        }
        let (part, level) = match (self.role(x), self.role(y)) {
            (Patronymic, Surname) | (Surname, Patronymic) => self.by_letters(x, y, memory)?,
            (Surname, Surname | Unknown) | (Unknown, Surname) => (Surname, NameLevel::Missing),
            _ => (Unknown, NameLevel::Missing),
        };
        Some(Pair { part, level, ..Pair::NOTHING })
    }

    fn part_levels(&self, pairs: &[Pair], (a, b): (&[u32], &[u32])) -> [NameLevel; 3] {
        let word = |name: &[u32], at: usize| &*self.words[name[at] as usize];
        part_levels(pairs, |p| (word(a, p.left), word(b, p.right)))
    }

    /// The part and level of two words whose letters have to be compared; `None` where they do not
    /// stand against each other.
    fn by_letters(&self, x: u32, y: u32, memory: &mut WordMemory) -> Option<(NameRole, NameLevel)> {
        // Part and level are the same whichever is left.
        let (x, y) = (x.min(y), x.max(y));
        let find = || {
            let (x, y) = (&self.words[x as usize], &self.words[y as usize]);
            pair(&self.costs, (x, 0), (y, 0), LEAST_TOLD).map(|pair| (pair.part, pair.level))
        };
        if (x | y) >> NUMBERED != 0 {
            return find();
        }
        let key = u64::from(x) << NUMBERED | u64::from(y);
        let slot = slot(key, ENTRIES);
        let entry = &mut memory.levels[slot];
        if *entry >> 16 != key || *entry & TAKEN == 0 {
            *entry = key << 16 | TAKEN | find().map_or(0, packed);
        }
        unpacked(*entry)
    }

    /// As for parsed names where some word has a choice: of the two, the first in order is aligned
    /// to the other.
    fn levels_of_choice(&self, a: &[u32], b: &[u32], memory: &mut WordMemory) -> [NameLevel; 3] {
        let rank = |at: &u32| self.heads[*at as usize].rank;
        let (a, b) = if a.iter().map(rank).le(b.iter().map(rank)) { (a, b) } else { (b, a) };
        let mut pairs = Vec::with_capacity(a.len() * b.len());
        for (left, x) in a.iter().enumerate() {
            for (right, y) in b.iter().enumerate() {
                let found = self.full_pair(*x, *y, memory);
                pairs.push(found.map(|pair| Pair { left, right, ..pair }));
            }
        }
        let roles = |name: &[u32]| Roles::of(name.iter().map(|at| self.role(*at)));
        self.part_levels(&best_assignment(&pairs, roles(a), roles(b)), (a, b))
    }

    /// What is said of two words that exclude each other or of which one is an initial; `None` where
    /// their letters have to be compared.
    fn told_without_letters(&self, x: u32, y: u32) -> Option<Option<Pair>> {
        let (of_x, of_y) = (self.heads[x as usize].standing, self.heads[y as usize].standing);
        if excluded(of_x, of_y) {
            return Some(None);
        }
        (of_x.initial || of_y.initial).then(|| {
            let word = |at: u32| &*self.words[at as usize];
            let fit = match &self.initials {
                Some(known) => known.fit(x, y),
                None => fits(word(x), word(y)),
            };
            initial_pair(of_x, of_y, fit)
        })
    }

    /// All that is to be said of two words, whatever their places.
    fn full_pair(&self, x: u32, y: u32, memory: &mut WordMemory) -> Option<Pair> {
        if let Some(told) = self.told_without_letters(x, y) {
            return told;
        }
        let key = u64::from(x) << 32 | u64::from(y);
        let entry = &mut memory.choices[slot(key, CHOICES)];
        if entry.0 != key {
            let (x, y) = (&self.words[x as usize], &self.words[y as usize]);
            *entry = (key, pair(&self.costs, (x, 0), (y, 0), 0.0));
        }
        entry.1
    }

    /// The part a word plays.
    pub fn role(&self, word: u32) -> NameRole {
        self.heads[word as usize].standing.role
    }
}

/// Where a key stands among as many entries, as a power of two.
const fn slot(key: u64, entries: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - entries)) as usize
}

fn packed((part, level): (NameRole, NameLevel)) -> u64 {
    MEETS | (part as u64) << 8 | level as u64
}

fn unpacked(entry: u64) -> Option<(NameRole, NameLevel)> {
    const ROLES: [NameRole; 4] =
        [NameRole::Given, NameRole::Surname, NameRole::Patronymic, NameRole::Unknown];
    let level = NameLevel::ALL[(entry & 0xff) as usize];
    (entry & MEETS != 0).then(|| (ROLES[(entry >> 8 & 3) as usize], level))
}

/// The numbers of the words of a name, asked of `number`.
pub fn coded(name: &ParsedName, number: impl FnMut(&Arc<NameToken>) -> u32) -> Vec<u32> {
    name.tokens.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use records::PersonName;

    use super::super::compare_parts;
    use super::*;
    use crate::fold::Fold;

    static TABLES: LazyLock<(Fold, Lexicon, Vec<String>)> = LazyLock::new(|| {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let names = reference.lexicon.iter().step_by(7).map(|entry| entry.name.clone());
        (fold.clone(), Lexicon::new(&reference, &fold), names.collect())
    });

    fn name() -> impl Strategy<Value = PersonName> {
        let given = || proptest::sample::select(TABLES.2.clone());
        let ending = proptest::sample::select(vec!["", "ов", "ова", "ович", "овна", "ев", "бек"]);
        let with_ending = (given(), ending).prop_map(|(name, ending)| format!("{name}{ending}"));
        let word = prop_oneof![
            4 => with_ending,
            2 => given(),
            1 => "[А-ЯA-Z]\\.",
            1 => "[а-яa-z]{1,12}",
            1 => Just("уулу".to_owned()),
            1 => Just("кызы".to_owned()),
        ];
        let words = proptest::collection::vec(word, 1..5);
        (words, any::<bool>()).prop_map(|(words, whole)| {
            if whole {
                return PersonName::Whole(words.join(" ").into());
            }
            let part = |at: usize| words.get(at).map(|word| word.as_str().into());
            PersonName::Parts { surname: part(0), given: part(1), patronymic: part(2) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn coded_names_compare_as_parsed_ones(
            names in proptest::collection::vec(name(), 2..14)
        ) {
            let (fold, lexicon, _) = &*TABLES;
            let parsed: Vec<ParsedName> =
                names.iter().map(|name| ParsedName::parse(fold, lexicon, name)).collect();
            let mut words = NameWords::default();
            let numbers: Vec<Vec<u32>> =
                parsed.iter().map(|name| coded(name, |word| words.number(word))).collect();
            let words = CodedWords::new(words, lexicon);
            let mut memory = WordMemory::default();
            let of = |at: usize| CodedName { words: &numbers[at], sex: parsed[at].sex() };
            for _ in 0..2 {
                for a in 0..parsed.len() {
                    for b in 0..parsed.len() {
                        let slow = match compare_parts(&parsed[a], &parsed[b]) {
                            (_, NameGrade::Different) => DIFFERENT,
                            told => told,
                        };
                        prop_assert_eq!(words.compare_parts(of(a), of(b), &mut memory), slow);
                    }
                }
            }
        }
    }
}

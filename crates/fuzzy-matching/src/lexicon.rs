//! Which spellings are one name, which are cognates, which short form stands for which full name.
//! Reach for [`Lexicon`] where sound alone misleads: Динара and Тынара are two names although one
//! phone apart, Хасан and Асан may be one person's although spelled as two.
//!
//! An id is found by K1, so a spelling that is not listed still resolves when it sounds like one
//! that is. A name the lexicon does not know is never held against anybody: only two *known* names
//! can be [`LexiconRelation::Disjoint`]. Strong edges (same id) are spellings of one name; weak
//! edges (cognates, diminutives) are levels of their own and never make two names equal.

use std::sync::Arc;

use records::reference::LexiconKind;
use records::{Reference, Sex};
use rustc_hash::FxHashMap;

use crate::coded::levels;
use crate::edit_distance::EditCosts;
use crate::fold::{Fold, Folded, Reading, bare};

levels! {
    /// What the lexicon says of two names.
    LexiconRelation {
        /// Spellings of one name.
        Same = "same",
        /// One is a short form of the other, or both are of one name.
        Diminutive = "diminutive",
        /// Cognates that may be two names or one.
        Cognate = "cognate",
        /// Both known, and different names.
        Disjoint = "disjoint",
        /// At least one is not known.
        Unknown = "unknown",
    }
}

/// What the lexicon knows of one token. Ids are indices into the lexicon, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameIds {
    /// Names this is a spelling of.
    pub strong: Vec<u32>,
    /// Names this is listed as a cognate of.
    pub cognate: Vec<u32>,
    /// Names that are cognates of those in `strong`.
    pub related: Vec<u32>,
    /// Names this is a short form of.
    pub full: Vec<u32>,
}

impl NameIds {
    /// Whether the lexicon lists the token as a name of its own.
    pub const fn is_known(&self) -> bool {
        !self.strong.is_empty()
    }

    /// Every id, whatever it says; two tokens without a common one are disjoint or unknown.
    pub fn all(&self) -> impl Iterator<Item = u32> + '_ {
        [&self.strong, &self.cognate, &self.related, &self.full].into_iter().flatten().copied()
    }

    /// What the lexicon says of two tokens. Symmetric.
    pub fn relation(&self, other: &Self) -> LexiconRelation {
        let meet = |a: &[u32], b: &[u32]| a.iter().any(|id| b.binary_search(id).is_ok());
        if meet(&self.strong, &other.strong) {
            LexiconRelation::Same
        } else if meet(&self.full, &other.strong)
            || meet(&self.strong, &other.full)
            || meet(&self.full, &other.full)
        {
            LexiconRelation::Diminutive
        } else if meet(&self.cognate, &other.strong)
            || meet(&self.strong, &other.cognate)
            || meet(&self.cognate, &other.cognate)
            || meet(&self.related, &other.strong)
            || meet(&self.strong, &other.related)
        {
            LexiconRelation::Cognate
        } else if self.is_known() && other.is_known() {
            LexiconRelation::Disjoint
        } else {
            LexiconRelation::Unknown
        }
    }
}

/// Ids by K1 for one way of looking a name up. Hashed: looked up for every token; wherever the maps
/// are walked the outcome is sorted.
#[derive(Clone, Debug, Default)]
struct Index {
    strong: FxHashMap<String, Vec<u32>>,  // looked up only
    cognate: FxHashMap<String, Vec<u32>>, // looked up only
    full: FxHashMap<String, Vec<u32>>,    // looked up only
}

impl Index {
    fn look_up(&self, readings: &[Reading], related: &[Vec<u32>]) -> NameIds {
        // A reading other than the default counts only where the default is not a known name.
        // looked up only
        let first = |map: &FxHashMap<String, Vec<u32>>| {
            readings.iter().find_map(|reading| map.get(&reading.k1)).cloned().unwrap_or_default()
        };
        let strong = first(&self.strong);
        let mut near: Vec<u32> =
            strong.iter().filter_map(|id| related.get(*id as usize)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        NameIds { strong, cognate: first(&self.cognate), related: near, full: first(&self.full) }
    }
}

/// The compiled lexicon, with the edit costs that go with it; owned and shareable.
#[derive(Clone, Debug)]
pub struct Lexicon {
    ids: Vec<String>,
    kinds: Vec<LexiconKind>,
    given: Index,
    father: Index,
    surname: Index,
    related: Vec<Vec<u32>>,
    costs: Arc<EditCosts>,
}

impl Lexicon {
    /// Compiles the tables.
    pub fn new(reference: &Reference, fold: &Fold) -> Self {
        let mut lexicon = Self {
            ids: Vec::new(),
            kinds: Vec::new(),
            given: Index::default(),
            father: Index::default(),
            surname: Index::default(),
            related: Vec::new(),
            costs: Arc::new(EditCosts::new(reference)),
        };
        for entry in &reference.lexicon {
            let id = lexicon.push(entry.id.clone(), entry.kind);
            for spelling in
                std::iter::once(&entry.name).chain(&entry.feminine).chain(&entry.spellings)
            {
                lexicon.add(fold, spelling, id, entry.kind, false);
            }
            for cognate in &entry.cognates {
                lexicon.add(fold, cognate, id, entry.kind, true);
            }
        }
        lexicon.add_diminutives(reference, fold);
        lexicon.relate();
        lexicon
    }

    fn push(&mut self, id: String, kind: LexiconKind) -> u32 {
        self.ids.push(id);
        self.kinds.push(kind);
        u32::try_from(self.ids.len() - 1).unwrap_or(u32::MAX)
    }

    fn add(&mut self, fold: &Fold, spelling: &str, id: u32, kind: LexiconKind, cognate: bool) {
        let k1 = fold.k1(spelling);
        if k1.is_empty() {
            return;
        }
        let insert = |index: &mut Index, key: String| {
            let map = if cognate { &mut index.cognate } else { &mut index.strong };
            insert_sorted(map.entry(key).or_default(), id);
        };
        match kind {
            LexiconKind::Surname => {
                if let Some(stem) = fold.surname_stem(&k1) {
                    insert(&mut self.surname, stem.k1);
                }
            }
            LexiconKind::GivenMale => {
                insert(&mut self.father, bare(&k1).to_owned());
                insert(&mut self.given, k1);
            }
            LexiconKind::GivenFemale => insert(&mut self.given, k1),
        }
    }

    /// A full name that no entry lists becomes one, so that Саша finds Александр.
    fn add_diminutives(&mut self, reference: &Reference, fold: &Fold) {
        for row in &reference.diminutives {
            let (short, full) = (fold.k1(&row.short), fold.k1(&row.full));
            if short.is_empty() || full.is_empty() {
                continue;
            }
            let kind = match row.sex {
                Some(Sex::Female) => LexiconKind::GivenFemale,
                _ => LexiconKind::GivenMale,
            };
            let same_sex = |lexicon: &Self, id: &u32| lexicon.kinds[*id as usize] == kind;
            let known = self.given.strong.get(&full).and_then(|ids| {
                ids.iter().find(|id| row.sex.is_none() || same_sex(self, id)).copied()
            });
            let id = known.unwrap_or_else(|| {
                let id = self.push(format!("full:{full}:{}", kind.code()), kind);
                self.add(fold, &row.full, id, kind, false);
                id
            });
            insert_sorted(self.given.full.entry(short).or_default(), id);
        }
    }

    /// Links entries where one lists a spelling of the other as its cognate.
    fn relate(&mut self) {
        let mut related = vec![Vec::new(); self.ids.len()];
        for index in [&self.given, &self.surname] {
            for (k1, listing) in &index.cognate {
                for &own in index.strong.get(k1).into_iter().flatten() {
                    for &other in listing.iter().filter(|other| **other != own) {
                        insert_sorted(&mut related[own as usize], other);
                        insert_sorted(&mut related[other as usize], own);
                    }
                }
            }
        }
        self.related = related;
    }

    /// The token as a given name.
    pub fn given(&self, folded: &Folded) -> NameIds {
        self.given.look_up(&folded.readings, &self.related)
    }

    /// Stems as a surname; Асанов, Асанова and a bare Асан share a stem.
    pub fn surname(&self, stems: &[Reading]) -> NameIds {
        self.surname.look_up(stems, &self.related)
    }

    /// Stems as a father's given name.
    pub fn father(&self, stems: &[Reading]) -> NameIds {
        self.father.look_up(stems, &self.related)
    }

    /// The sex that all names behind these ids tell, if they agree.
    pub fn sex(&self, ids: &NameIds) -> Option<Sex> {
        let known = if ids.strong.is_empty() { &ids.full } else { &ids.strong };
        let mut sexes = known.iter().filter_map(|id| match self.kinds[*id as usize] {
            LexiconKind::GivenMale => Some(Sex::Male),
            LexiconKind::GivenFemale => Some(Sex::Female),
            LexiconKind::Surname => None,
        });
        let first = sexes.next()?;
        sexes.all(|sex| sex == first).then_some(first)
    }

    /// The stable id of a name, e.g. `m017`: what term frequencies are counted on.
    pub fn id(&self, index: u32) -> &str {
        self.ids.get(index as usize).map_or("", String::as_str)
    }

    /// The edit costs of the same reference data.
    pub const fn costs(&self) -> &Arc<EditCosts> {
        &self.costs
    }
}

fn insert_sorted(ids: &mut Vec<u32>, id: u32) {
    if let Err(at) = ids.binary_search(&id) {
        ids.insert(at, id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: &str, b: &str) -> LexiconRelation {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let lexicon = Lexicon::new(&reference, &fold);
        let ids = |text: &str| lexicon.given(&fold.token(text));
        assert_eq!(ids(a).relation(&ids(b)), ids(b).relation(&ids(a)), "symmetric");
        ids(a).relation(&ids(b))
    }

    #[test]
    fn one_name_in_every_script_has_one_id() {
        assert_eq!(relation("Айгүл", "Aigoul"), LexiconRelation::Same);
        assert_eq!(relation("Адилет", "Әділет"), LexiconRelation::Same);
    }

    #[test]
    fn two_known_names_are_disjoint_and_an_unknown_one_is_not() {
        assert_eq!(relation("Асель", "Асыл"), LexiconRelation::Disjoint);
        assert_eq!(relation("Асель", "Ксеркс"), LexiconRelation::Unknown);
    }

    #[test]
    fn short_forms_and_cognates_are_weak_edges() {
        assert_eq!(relation("Саша", "Александр"), LexiconRelation::Diminutive);
        assert_eq!(relation("Саша", "Шура"), LexiconRelation::Diminutive);
        assert_eq!(relation("Абдулла", "Абдылда"), LexiconRelation::Cognate);
    }
}

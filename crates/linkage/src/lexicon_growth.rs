//! Names that people know to be one although the lexicon does not. Reach for [`proposals`] with the
//! links that reviewers decided: where two persons are surely the same and only one word of their
//! names stands apart, the two words are proposed as one name.
//!
//! It proposes and never changes the lexicon: a person decides whether two spellings are one name
//! (a strong edge) or names that one person may bear (a weak edge). Fathers' names are left out,
//! because what is written is a form of the name and not the name.

use std::collections::{BTreeMap, BTreeSet};

use fuzzy_matching::date::{DateLevel, compare_optional_dates};
use fuzzy_matching::fold::k2v;
use fuzzy_matching::person_name::{AlignedWords, NameLevel, NameRole, NameToken, aligned_words};
use fuzzy_matching::pin::{self, PinLevel};
use records::reference::LexiconKind;
use records::{Person, PersonSide, RecordId, Reference, Sensitive, Sex};

use crate::case_profile::{PersonProfile, Profiler};

/// A link decided by people, with the persons of its two records.
#[derive(Clone, Debug)]
pub struct ReviewedLink<'a> {
    /// Ids of the two records.
    pub ids: (RecordId, RecordId),
    /// Persons of the left record.
    pub left: &'a [Person],
    /// Persons of the right record.
    pub right: &'a [Person],
}

/// How two spellings belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LexiconEdge {
    /// The same consonant classes: spellings of one name.
    Spelling,
    /// Other consonants: names that one person may bear.
    Cognate,
}

/// Two spellings to be added to the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconProposal {
    /// Kind of name.
    pub kind: LexiconKind,
    /// The entry that lists `name`; `None` where neither is known and an entry is to be made.
    pub entry: Option<String>,
    /// The known spelling, or the first of two unknown ones.
    pub name: Sensitive<String>,
    /// The other spelling.
    pub other: Sensitive<String>,
    /// How the two belong together.
    pub edge: LexiconEdge,
    /// The reviewed links that hold it, sorted; each counts once.
    pub links: BTreeSet<(RecordId, RecordId)>,
}

/// What reviewed links say about names, sorted by kind and sound. The result does not depend on
/// the order of the links.
pub fn proposals(links: &[ReviewedLink<'_>], reference: &Reference) -> Vec<LexiconProposal> {
    let profiler = Profiler::new(reference, None);
    let mut found: BTreeMap<(LexiconKind, [String; 2]), LexiconProposal> = BTreeMap::new();
    let mut ordered: Vec<&ReviewedLink<'_>> = links.iter().collect();
    ordered.sort_by(|a, b| a.ids.cmp(&b.ids));
    for link in ordered {
        for side in [PersonSide::Victim, PersonSide::Accused] {
            let left = profiler.persons(link.left, side, None);
            let right = profiler.persons(link.right, side, None);
            for (kind, a, b) in same_person_words(&left, &right) {
                let (a, b) = in_order(kind, a, b);
                let sounds = [a.folded.k1().to_owned(), b.folded.k1().to_owned()];
                let new = || propose(kind, (a, b), &profiler);
                let proposal = found.entry((kind, sounds)).or_insert_with(new);
                proposal.links.insert(link.ids.clone());
            }
        }
    }
    found.into_values().collect()
}

/// The word known to the lexicon first, then the one first by sound.
fn in_order<'n>(
    kind: LexiconKind,
    a: &'n NameToken,
    b: &'n NameToken,
) -> (&'n NameToken, &'n NameToken) {
    let key =
        |token: &NameToken| (!token.ids_as(role(kind)).is_known(), token.folded.k1().to_owned());
    if key(a) <= key(b) { (a, b) } else { (b, a) }
}

const fn role(kind: LexiconKind) -> NameRole {
    match kind {
        LexiconKind::Surname => NameRole::Surname,
        LexiconKind::GivenMale | LexiconKind::GivenFemale => NameRole::Given,
    }
}

fn propose(
    kind: LexiconKind,
    (name, other): (&NameToken, &NameToken),
    profiler: &Profiler,
) -> LexiconProposal {
    let written = |token: &NameToken| Sensitive::new(token.written.expose().to_string());
    let known = name.ids_as(role(kind)).strong.first();
    let same_classes = k2v(name.folded.k1()) == k2v(other.folded.k1());
    LexiconProposal {
        kind,
        entry: known.map(|id| profiler.lexicon.id(*id).to_owned()),
        name: written(name),
        other: written(other),
        edge: if same_classes { LexiconEdge::Spelling } else { LexiconEdge::Cognate },
        links: BTreeSet::new(),
    }
}

/// The words that stand apart in persons who are surely the same: one on the left, one on the
/// right, and no other to be confused with.
fn same_person_words<'p>(
    left: &'p [PersonProfile],
    right: &'p [PersonProfile],
) -> Vec<(LexiconKind, &'p NameToken, &'p NameToken)> {
    let mut pairs = Vec::new();
    for (row, a) in left.iter().enumerate() {
        for (column, b) in right.iter().enumerate() {
            if let (Some(x), Some(y)) = (a.names.first(), b.names.first()) {
                let words = aligned_words(x, y);
                if is_same_person((a, b), &words) {
                    let sex = a.sex.or(b.sex).or_else(|| x.sex()).or_else(|| y.sex());
                    pairs.push((row, column, one_apart(&words, sex)));
                }
            }
        }
    }
    let alone = |at: usize| {
        let (row, column, _) = pairs[at];
        pairs.iter().filter(|other| other.0 == row || other.1 == column).count() == 1
    };
    (0..pairs.len()).filter(|at| alone(*at)).filter_map(|at| pairs[at].2).collect()
}

/// The same personal number; or nothing against it and the same birth date with another word, or
/// two other words.
fn is_same_person((a, b): (&PersonProfile, &PersonProfile), words: &[AlignedWords<'_>]) -> bool {
    let birth = compare_optional_dates(a.birth, b.birth);
    match pin::compare(a.pin.as_ref(), b.pin.as_ref()) {
        PinLevel::Equal => return true,
        PinLevel::Conflict => return false,
        _ => {}
    }
    let agreeing = words.iter().filter(|word| word.level <= NameLevel::SameName).count();
    match birth {
        DateLevel::Exact => agreeing >= 1,
        DateLevel::Missing => agreeing >= 2,
        _ => false,
    }
}

/// The only pair of words that stands apart, with its kind of name.
fn one_apart<'p>(
    words: &[AlignedWords<'p>],
    sex: Option<Sex>,
) -> Option<(LexiconKind, &'p NameToken, &'p NameToken)> {
    let explained = |level| {
        level <= NameLevel::Cognate || matches!(level, NameLevel::Initial | NameLevel::Missing)
    };
    let mut apart = words.iter().filter(|word| !explained(word.level));
    let (word, None) = (apart.next()?, apart.next()) else { return None };
    let kind = match (word.part, sex) {
        (NameRole::Surname, _) => LexiconKind::Surname,
        (NameRole::Given, Some(Sex::Male)) => LexiconKind::GivenMale,
        (NameRole::Given, Some(Sex::Female)) => LexiconKind::GivenFemale,
        _ => return None,
    };
    Some((kind, word.left, word.right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{PersonName, PersonRole};

    fn man(name: [&str; 3], born: &str) -> Vec<Person> {
        let mut person = Person::new(PersonRole::Victim);
        let [surname, given, patronymic] =
            name.map(|part| (!part.is_empty()).then(|| Sensitive::from(part)));
        person.names = vec![PersonName::Parts { surname, given, patronymic }];
        person.sex = Some(Sex::Male);
        person.birth_date = born.parse().ok();
        vec![person]
    }

    fn grown(pairs: &[(Vec<Person>, Vec<Person>)]) -> Vec<LexiconProposal> {
        let reference = ingest::reference::embedded().unwrap();
        let id = |side: &str, at: usize| RecordId::from(format!("{side}:{at}").as_str());
        let links: Vec<ReviewedLink<'_>> = pairs
            .iter()
            .enumerate()
            .map(|(at, (left, right))| ReviewedLink {
                ids: (id("a", at), id("b", at)),
                left,
                right,
            })
            .collect();
        let found = proposals(&links, &reference);
        let backwards: Vec<_> = links.into_iter().rev().collect();
        assert_eq!(found, proposals(&backwards, &reference), "the order of links tells");
        found
    }

    const BORN: &str = "1990-05-17";

    #[test]
    fn two_names_of_one_man_are_proposed_once_with_every_link_that_holds_them() {
        let pair = |born| {
            (man(["Токтогулов", "Жыргал", ""], born), man(["Токтогулов", "Зарлык", ""], born))
        };
        let found = grown(&[pair(BORN), pair("1984-01-02")]);
        let [one] = &found[..] else { panic!("{} proposals", found.len()) };
        assert_eq!((one.kind, one.edge), (LexiconKind::GivenMale, LexiconEdge::Cognate));
        assert_eq!(one.links.len(), 2);
        let mut names = [one.name.expose().as_str(), one.other.expose().as_str()];
        names.sort_unstable();
        assert_eq!(names, ["Жыргал", "Зарлык"]);
    }

    #[test]
    fn nothing_is_proposed_of_those_who_may_be_two_persons() {
        let other_day = "1991-11-03";
        assert!(
            grown(&[
                // Another birth date: a brother.
                (
                    man(["Токтогулов", "Жыргал", "Асанович"], BORN),
                    man(["Токтогулов", "Зарлык", "Асанович"], other_day)
                ),
                // Nothing but the surname agrees, and no birth date.
                (man(["Токтогулов", "Жыргал", ""], ""), man(["Токтогулов", "Зарлык", ""], "")),
                // Two words stand apart.
                (man(["Токтогулов", "Жыргал", ""], BORN), man(["Бердибаев", "Зарлык", ""], BORN)),
            ])
            .is_empty()
        );
    }

    #[test]
    fn what_the_lexicon_or_the_fold_explains_is_not_proposed() {
        assert!(
            grown(&[
                (man(["Токтогулов", "Бакыт", ""], BORN), man(["Toktogulov", "Bakyt", ""], BORN)),
                (man(["Токтогулов", "Хасан", ""], BORN), man(["Токтогулов", "Асан", ""], BORN)),
                (man(["Токтогулов", "Бакыт", ""], BORN), man(["Токтогулов", "Б.", ""], BORN)),
            ])
            .is_empty()
        );
    }

    #[test]
    fn a_known_name_gives_its_entry() {
        let found = grown(&[(
            man(["Токтогулов", "Зарлык", ""], BORN),
            man(["Токтогулов", "Абай", ""], BORN),
        )]);
        assert_eq!(found[0].entry.as_deref(), Some("m001"));
        assert_eq!(found[0].name.expose(), "Абай");
    }
}

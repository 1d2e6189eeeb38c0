//! Whether some people's cases are found less often than others'. Reach for [`group_scores`]: the
//! counts of an evaluation once more, split by what the records say of the people in them. Each
//! left record is in exactly one group of every [`Dimension`], so the groups of a dimension add up
//! to the whole.

use std::collections::{BTreeMap, BTreeSet};

use records::{
    CourtCase, CrimeRecord, NgoReport, Person, PersonName, PersonSide, RecordId, Sex, SourceId,
};

use super::{Outcome, share_of, true_targets};
use crate::decision::{LinkKind, LinkSet};

/// Matches below which a group's rates tell nothing.
pub const FEWEST_MATCHES: u64 = 10;
/// The group of records whose persons differ in the value.
pub const MIXED: &str = "mixed";
/// The group of records that do not state the value.
pub const NOT_STATED: &str = "not_stated";

/// What records are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Script of the names: `cyrillic`, `latin`, `mixed`, `other`.
    Script,
    /// Sex, stated or inside the personal number.
    Sex,
    /// Citizenship: ISO 3166-1 alpha-2, or the source's own word.
    Citizenship,
    /// The source the left record came from: the NGO, or the court register.
    Source,
}

impl Dimension {
    /// Every dimension, in the order groups are listed.
    pub const ALL: [Self; 4] = [Self::Script, Self::Sex, Self::Citizenship, Self::Source];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Sex => "sex",
            Self::Citizenship => "citizenship",
            Self::Source => "source",
        }
    }
}

/// The groups that one record states itself to be in; `None` where it states nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedGroups {
    script: Option<String>,
    sex: Option<String>,
    citizenship: Option<String>,
    source: Option<String>,
}

impl StatedGroups {
    /// Of a report: the victims speak, else those accused.
    pub fn of_report(report: &NgoReport) -> Self {
        Self::of(&report.persons, PersonSide::Victim, &report.provenance.source)
    }

    /// Of a court case: those accused speak, else the victims.
    pub fn of_court_case(case: &CourtCase) -> Self {
        Self::of(&case.persons, PersonSide::Accused, &case.provenance.source)
    }

    /// Of a crime record: those speak who would in the left record of such a link.
    pub fn of_crime_record(record: &CrimeRecord, kind: LinkKind) -> Self {
        let first = match kind {
            LinkKind::RegisterCourt => PersonSide::Accused,
            LinkKind::NgoRegister | LinkKind::NgoNgo => PersonSide::Victim,
        };
        Self::of(&record.persons, first, &record.provenance.source)
    }

    fn of(persons: &[Person], first: PersonSide, source: &SourceId) -> Self {
        let second = match first {
            PersonSide::Victim => PersonSide::Accused,
            PersonSide::Accused | PersonSide::Other => PersonSide::Victim,
        };
        let value = |of: &dyn Fn(&Person) -> Option<String>| {
            let side = |side| persons.iter().filter(move |person| person.role.side() == side);
            one_value(side(first).filter_map(of)).or_else(|| one_value(side(second).filter_map(of)))
        };
        let compared = persons.iter().filter(|person| person.role.side() != PersonSide::Other);
        Self {
            script: script(compared.flat_map(|person| &person.names)).map(str::to_owned),
            sex: value(&|person| sex(person).map(|sex| sex.code().to_owned())),
            citizenship: value(&|person| person.citizenship.clone()),
            source: Some(source.0.to_string()),
        }
    }

    fn of_dimension(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Script => self.script.as_deref(),
            Dimension::Sex => self.sex.as_deref(),
            Dimension::Citizenship => self.citizenship.as_deref(),
            Dimension::Source => self.source.as_deref(),
        }
    }
}

/// The counts of one group. Unit: left records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupScore {
    /// What it is a group of.
    pub dimension: Dimension,
    /// Stable code of the group.
    pub group: String,
    /// Left records in the group.
    pub records: u64,
    /// Of these, those that have a target in the truth.
    pub matches: u64,
    /// Links made.
    pub links: u64,
    /// Links that are matches.
    pub correct_links: u64,
    /// Matches that are possible links with the true target proposed.
    pub matches_in_review: u64,
}

impl GroupScore {
    /// `correct_links / links`, in [0, 1]; `None` without links.
    pub fn precision(&self) -> Option<f64> {
        share_of(self.correct_links, self.links)
    }

    /// `correct_links / matches`, in [0, 1]; `None` without matches.
    pub fn recall(&self) -> Option<f64> {
        share_of(self.correct_links, self.matches)
    }

    /// Harmonic mean of precision and recall, in [0, 1]; `None` without links and matches.
    pub fn f1(&self) -> Option<f64> {
        share_of(2 * self.correct_links, self.links + self.matches)
    }

    /// Whether the group has fewer than [`FEWEST_MATCHES`]: its rates tell nothing.
    pub const fn too_few(&self) -> bool {
        self.matches < FEWEST_MATCHES
    }
}

/// Compares a link set with the truth, group by group: sorted by dimension, then by group.
///
/// `truth` and `lineage` are those of [`super::evaluate`]. `stated` gives the groups of a left
/// record, `of_target` those of a right one: sex and citizenship that a match does not state itself
/// are taken from its true target, so that the people whom a court register names by initials are
/// not all in one group.
pub fn group_scores(
    set: &LinkSet,
    truth: &[(RecordId, RecordId)],
    lineage: &BTreeMap<RecordId, Vec<RecordId>>,
    stated: &BTreeMap<RecordId, StatedGroups>,
    of_target: &BTreeMap<RecordId, StatedGroups>,
) -> Vec<GroupScore> {
    let true_targets = true_targets(set.kind, truth, lineage);
    let mut scores: BTreeMap<(Dimension, String), GroupScore> = BTreeMap::new();
    for decision in &set.decisions {
        let targets = true_targets.get(&decision.left);
        let outcome = Outcome::of(decision, targets.unwrap_or(&BTreeSet::new()));
        let own = stated.get(&decision.left);
        let target = targets.and_then(|targets| {
            targets.iter().find_map(|target| of_target.get::<RecordId>(target))
        });
        for dimension in Dimension::ALL {
            let lent =
                target.filter(|_| matches!(dimension, Dimension::Sex | Dimension::Citizenship));
            let value = |groups: Option<&'_ StatedGroups>| {
                groups.and_then(|groups| groups.of_dimension(dimension)).map(str::to_owned)
            };
            let group = value(own).or_else(|| value(lent)).unwrap_or_else(|| NOT_STATED.to_owned());
            let score = scores
                .entry((dimension, group.clone()))
                .or_insert_with(|| GroupScore::empty(dimension, group));
            score.add(outcome);
        }
    }
    scores.into_values().collect()
}

impl GroupScore {
    const fn empty(dimension: Dimension, group: String) -> Self {
        Self {
            dimension,
            group,
            records: 0,
            matches: 0,
            links: 0,
            correct_links: 0,
            matches_in_review: 0,
        }
    }

    fn add(&mut self, outcome: Outcome) {
        self.records += 1;
        self.matches += u64::from(outcome.matched);
        self.links += u64::from(outcome.linked);
        self.correct_links += u64::from(outcome.correctly_linked());
        self.matches_in_review += u64::from(outcome.in_review());
    }
}

/// The value, where all state the same one; [`MIXED`] where they differ.
fn one_value(values: impl Iterator<Item = String>) -> Option<String> {
    let distinct: BTreeSet<String> = values.collect();
    if distinct.len() > 1 { Some(MIXED.to_owned()) } else { distinct.into_iter().next() }
}

fn sex(person: &Person) -> Option<Sex> {
    person.sex.or_else(|| person.pin.as_ref().and_then(|pin| pin.read().2))
}

/// The script of all letters of these names.
fn script<'p>(names: impl Iterator<Item = &'p PersonName>) -> Option<&'static str> {
    let mut seen = BTreeSet::new();
    for name in names {
        let parts = match name {
            PersonName::Whole(whole) => [Some(whole), None, None],
            PersonName::Parts { surname, given, patronymic } => {
                [surname.as_ref(), given.as_ref(), patronymic.as_ref()]
            }
        };
        let texts = parts.into_iter().flatten().map(|part| part.expose().as_str());
        seen.extend(texts.flat_map(str::chars).filter(|c| c.is_alphabetic()).map(script_of));
    }
    if seen.len() > 1 { Some(MIXED) } else { seen.into_iter().next() }
}

const fn script_of(letter: char) -> &'static str {
    match letter {
        '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' => "cyrillic",
        'a'..='z'
        | 'A'..='Z'
        | '\u{00AA}'
        | '\u{00BA}'
        | '\u{00C0}'..='\u{02FF}'
        | '\u{1E00}'..='\u{1EFF}' => "latin",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{PersonRole, Pin};

    fn person(role: PersonRole, name: &str, citizenship: Option<&str>) -> Person {
        let mut person = Person::new(role);
        person.names.push(PersonName::Whole(name.to_owned().into()));
        person.citizenship = citizenship.map(str::to_owned);
        person
    }

    #[test]
    fn the_script_is_that_of_all_names_compared() {
        let of = |names: &[&str]| {
            let persons: Vec<Person> =
                names.iter().map(|name| person(PersonRole::Victim, name, None)).collect();
            StatedGroups::of(&persons, PersonSide::Victim, &"ngo".into()).script
        };
        assert_eq!(of(&["А. Б."]).as_deref(), Some("cyrillic"));
        assert_eq!(of(&["Žamalovna Oʻrinboy"]).as_deref(), Some("latin"));
        assert_eq!(of(&["Асанова", "Asanova"]).as_deref(), Some("mixed"));
        assert_eq!(of(&["ნინო"]).as_deref(), Some("other"));
        assert_eq!((of(&["7 - 12"]), of(&[])), (None, None));
        let witness = [person(PersonRole::Witness, "Asanova", None)];
        let groups = StatedGroups::of(&witness, PersonSide::Victim, &"ngo".into());
        assert_eq!(groups.script, None, "a witness is not compared");
    }

    #[test]
    fn the_first_side_speaks_and_differing_values_are_mixed() {
        let mut accused = person(PersonRole::Suspect, "Б", Some("UZ"));
        accused.pin = Pin::new("10503199400123");
        let persons = [person(PersonRole::Victim, "А", Some("KG")), accused];
        let groups = StatedGroups::of(&persons, PersonSide::Victim, &"ngo".into());
        assert_eq!(groups.citizenship.as_deref(), Some("KG"));
        assert_eq!(groups.sex.as_deref(), Some("female"), "from the number of the other side");
        let two = [persons[0].clone(), person(PersonRole::Victim, "В", Some("TJ"))];
        let groups = StatedGroups::of(&two, PersonSide::Victim, &"ngo".into());
        assert_eq!(groups.citizenship.as_deref(), Some(MIXED));
    }

    #[test]
    fn rates_without_a_base_are_none() {
        let empty = GroupScore::empty(Dimension::Sex, "male".to_owned());
        assert_eq!((empty.precision(), empty.recall(), empty.f1()), (None, None, None));
        let some = GroupScore { matches: 10, links: 8, correct_links: 6, ..empty };
        assert_eq!(some.precision(), Some(0.75));
        assert_eq!(some.f1(), Some(12.0 / 18.0));
        assert!(!some.too_few());
    }
}

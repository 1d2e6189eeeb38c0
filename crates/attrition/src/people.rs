//! Counting people once. Reach for [`distinct`] when several records may tell of the same person.
//! It compares spellings of one register and nothing more: who is who across sources is linkage's
//! work.

use records::{PartialDate, Person, PersonName, PersonSide, Sex, days_between};

/// Age groups, years; the bounds are those of the CTDC codebook, joined for small counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AgeGroup {
    Child,
    YoungAdult,
    Adult,
    Older,
    Unknown,
}

impl AgeGroup {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Child => "0-17",
            Self::YoungAdult => "18-29",
            Self::Adult => "30-47",
            Self::Older => "48+",
            Self::Unknown => "unknown",
        }
    }

    const fn of_years(years: i32) -> Self {
        match years {
            0..=17 => Self::Child,
            18..=29 => Self::YoungAdult,
            30..=47 => Self::Adult,
            48..=120 => Self::Older,
            _ => Self::Unknown,
        }
    }
}

/// What is counted of a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Profile {
    pub(crate) sex: Option<Sex>,
    pub(crate) age: AgeGroup,
    pub(crate) citizenship: Option<String>,
}

/// One profile per distinct person of a side over several records. Within one record every
/// anonymous person counts; over several records the largest number of anonymous ones.
pub(crate) fn distinct(
    records: &[&[Person]],
    side: PersonSide,
    on: Option<PartialDate>,
) -> Vec<Profile> {
    let mut named: Vec<&Person> = Vec::new();
    let mut anonymous: Vec<&Person> = Vec::new();
    for persons in records {
        let of_side = persons.iter().filter(|person| person.role.side() == side);
        let (known, nameless): (Vec<_>, Vec<_>) = of_side.partition(|person| identifiable(person));
        for person in known {
            if !named.iter().any(|other| same(other, person)) {
                named.push(person);
            }
        }
        if nameless.len() > anonymous.len() {
            anonymous = nameless;
        }
    }
    let mut profiles: Vec<Profile> = named
        .into_iter()
        .chain(anonymous)
        .map(|person| Profile {
            sex: sex(person),
            age: age_group(person, on),
            citizenship: person.citizenship.clone(),
        })
        .collect();
    profiles.sort();
    profiles
}

/// Number of people of a side in one record, as listed.
pub(crate) fn listed(persons: &[Person], side: PersonSide) -> u32 {
    distinct(&[persons], side, None).len() as u32
}

fn identifiable(person: &Person) -> bool {
    person.pin.is_some() || !name_words(person).is_empty()
}

fn same(a: &Person, b: &Person) -> bool {
    if let (Some(a), Some(b)) = (&a.pin, &b.pin) {
        return a == b;
    }
    let contradict = match (a.birth_date, b.birth_date) {
        (Some(a), Some(b)) => !a.overlaps(b),
        _ => false,
    };
    let words = name_words(a);
    !words.is_empty() && words == name_words(b) && !contradict
}

/// Lower-case words of the first spelling, sorted, so that the order of the parts does not matter.
fn name_words(person: &Person) -> Vec<String> {
    let mut words = Vec::new();
    let mut add = |text: &str| {
        words.extend(
            text.split(|c: char| !c.is_alphanumeric() && c != '-')
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase),
        );
    };
    match person.names.first() {
        Some(PersonName::Whole(name)) => add(name.expose()),
        Some(PersonName::Parts { surname, given, patronymic }) => {
            for part in [surname, given, patronymic].into_iter().flatten() {
                add(part.expose());
            }
        }
        None => {}
    }
    words.sort();
    words
}

fn sex(person: &Person) -> Option<Sex> {
    person.sex.or_else(|| person.pin.as_ref().and_then(|pin| pin.read().2))
}

/// The age group on the day of `on`, or as stated. A date too vague to tell gives `Unknown`.
fn age_group(person: &Person, on: Option<PartialDate>) -> AgeGroup {
    let from_pin = || {
        let birth = person.pin.as_ref().and_then(|pin| pin.read().1)?;
        PartialDate::day(birth)
    };
    let birth = person.birth_date.filter(|date| !date.is_placeholder()).or_else(from_pin);
    if let (Some(birth), Some(on)) = (birth, on) {
        let years =
            |from: jiff::civil::Date, to| (f64::from(days_between(from, to)) / 365.2425) as i32;
        let youngest = AgeGroup::of_years(years(birth.last_day(), on.start()));
        let oldest = AgeGroup::of_years(years(birth.start(), on.last_day()));
        if youngest == oldest {
            return youngest;
        }
    }
    person.age.map_or(AgeGroup::Unknown, |band| {
        let from = AgeGroup::of_years(i32::from(band.from));
        if from == AgeGroup::of_years(i32::from(band.to)) { from } else { AgeGroup::Unknown }
    })
}

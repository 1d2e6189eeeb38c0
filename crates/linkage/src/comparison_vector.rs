//! Which attributes are compared, which levels each can reach, and what one pair reached. Reach for
//! [`comparisons`] for the list that `reference/link_levels.csv` must fill, and for
//! [`ComparisonVector`] to add up a pair.
//!
//! Persons are compared one by one by the `person_*` comparisons and enter the vector as two sets,
//! `victims` and `accused`; see [`crate::person_set`].

use fuzzy_matching::date::LagBand;
use fuzzy_matching::narrative::NarrativeLevel;
use fuzzy_matching::offence::OffenceLevel;
use fuzzy_matching::person_name::NameGrade;
use fuzzy_matching::phone::PhoneLevel;
use fuzzy_matching::pin::PinLevel;
use fuzzy_matching::place::PlaceLevelAgreement;
use fuzzy_matching::reference_number::ReferenceNumberLevel;

use crate::decision::LinkKind;
use crate::detail::Detail;
use crate::match_weight::MatchWeight;

/// The level of a value that is not known on both sides.
pub const MISSING: &str = "missing";

/// A comparison and the levels it can reach, best first, without `missing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonSpec {
    /// Stable code.
    pub code: &'static str,
    /// Stable codes.
    pub levels: Vec<&'static str>,
}

/// Levels of a birth date: those of `fuzzy_matching::date`, with two exact dates of one year told
/// apart from a date of which only the year is known.
pub(crate) const BIRTH_LEVELS: [&str; 8] = [
    "exact",
    "compatible",
    "day_month_swapped",
    "one_digit",
    "year_only",
    "same_year_other_day",
    "year_off_by_one",
    "different",
];
/// Levels of a value that is equal or not.
pub(crate) const SAME_LEVELS: [&str; 2] = ["same", "different"];
/// Levels of the day of the event.
pub(crate) const EVENT_LEVELS: [&str; 6] =
    ["same_days", "overlap", "overlap_year", "within_month", "within_year", "apart"];
/// Levels of the time between two NGO reports.
pub(crate) const GAP_LEVELS: [&str; 5] =
    ["within_week", "within_month", "within_quarter", "within_year", "apart"];
/// Levels of the areas of two offices.
pub(crate) const AREA_LEVELS: [&str; 3] = ["same_area", "same_oblast", "different"];

macro_rules! codes_of {
    ($level:ty) => {
        <$level>::ALL.iter().map(|level| level.code()).filter(|code| *code != MISSING).collect()
    };
}

/// Every comparison of a link kind: those of persons first, then those of cases in model order.
pub fn comparisons(kind: LinkKind) -> Vec<ComparisonSpec> {
    let spec = |code, levels: Vec<&'static str>| ComparisonSpec { code, levels };
    let numbers: Vec<&'static str> = codes_of!(ReferenceNumberLevel);
    let offence: Vec<&'static str> = codes_of!(OffenceLevel);
    let mut all = vec![
        spec("person_name", codes_of!(NameGrade)),
        spec("person_birth_date", BIRTH_LEVELS.to_vec()),
        spec("person_sex", SAME_LEVELS.to_vec()),
        spec("person_pin", codes_of!(PinLevel)),
        spec("person_phone", codes_of!(PhoneLevel)),
        spec("person_document", SAME_LEVELS.to_vec()),
        spec("person_citizenship", SAME_LEVELS.to_vec()),
    ];
    match kind {
        LinkKind::NgoRegister => all.extend([
            spec("reference_numbers", numbers),
            spec("lag", lag_levels("month_before")),
            spec("event_date", EVENT_LEVELS.to_vec()),
            spec("event_date_given_lag", EVENT_LEVELS.to_vec()),
            spec("place", codes_of!(PlaceLevelAgreement)),
            spec("office", AREA_LEVELS.to_vec()),
            spec("office_given_place", AREA_LEVELS.to_vec()),
            spec("offence", offence),
            spec("narrative", codes_of!(NarrativeLevel)),
        ]),
        LinkKind::RegisterCourt => all.extend([
            spec("cited_numbers", numbers),
            spec("court_lag", lag_levels("not_sent")),
            spec("charges", offence),
            spec("region", AREA_LEVELS.to_vec()),
        ]),
        LinkKind::NgoNgo => all.extend([
            spec("reference_numbers", numbers),
            spec("report_gap", GAP_LEVELS.to_vec()),
            spec("event_date", EVENT_LEVELS.to_vec()),
            spec("event_date_given_gap", EVENT_LEVELS.to_vec()),
            spec("place", codes_of!(PlaceLevelAgreement)),
            spec("narrative", codes_of!(NarrativeLevel)),
            spec("source", vec!["other_source", "same_source"]),
        ]),
    }
    all
}

/// The bands of a lag and one level more of the link kind.
fn lag_levels(more: &'static str) -> Vec<&'static str> {
    let mut levels: Vec<&'static str> = codes_of!(LagBand);
    levels.push(more);
    levels
}

/// What one comparison of a pair contributed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contribution {
    pub(crate) comparison: &'static str,
    /// The comparison of the model whose levels weigh it; another one where it is conditional.
    pub(crate) rows: &'static str,
    pub(crate) level: &'static str,
    pub(crate) weight: MatchWeight,
    /// Bits for a match that tell who the case is about: those of numbers and persons.
    pub(crate) identity: f64,
    /// Of these, the bits that do not rest on bare initials.
    pub(crate) beyond_initials: f64,
    /// Bits of the strongest single name within it; zero for comparisons without names.
    pub(crate) strongest_name: f64,
    /// Non-personal parameters; empty unless asked for.
    pub(crate) detail: Detail,
    /// Aligned persons; empty unless they are tallied.
    pub(crate) persons: Vec<PersonTally>,
    /// Persons of the left looked for on the right; none unless they are tallied.
    pub(crate) listed: Listed,
}

/// Persons of the left that were looked for on the right, as estimation counts them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Listed {
    /// Persons of whom something is known there.
    pub(crate) sought: f64,
    /// Of these, expected to be listed there if the cases match. Range [0, `sought`].
    pub(crate) expected: f64,
}

impl Listed {
    pub(crate) const NONE: Self = Self { sought: 0.0, expected: 0.0 };

    /// Adds what counts with a probability.
    pub(crate) fn add(&mut self, other: Self, probability: f64) {
        self.sought += probability * other.sought;
        self.expected += probability * other.expected;
    }
}

/// An aligned pair of persons, as estimation counts it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PersonTally {
    /// Level of each `person_*` comparison, in model order.
    pub(crate) levels: [&'static str; 7],
    /// P(the two are one person | the cases match). Range [0, 1].
    pub(crate) found: f64,
}

impl Contribution {
    pub(crate) const fn new(
        comparison: &'static str,
        level: &'static str,
        weight: MatchWeight,
    ) -> Self {
        Self {
            comparison,
            rows: comparison,
            level,
            weight,
            identity: 0.0,
            beyond_initials: 0.0,
            strongest_name: 0.0,
            detail: Detail::new(),
            persons: Vec::new(),
            listed: Listed::NONE,
        }
    }

    /// A value that is not known on both sides.
    pub(crate) const fn missing(comparison: &'static str) -> Self {
        Self::new(comparison, MISSING, MatchWeight::ZERO)
    }
}

/// All comparisons of one pair, in model order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ComparisonVector(pub(crate) Vec<Contribution>);

impl ComparisonVector {
    /// The sum in order: the one number shown everywhere.
    pub(crate) fn weight(&self) -> MatchWeight {
        self.0.iter().map(|contribution| contribution.weight).sum()
    }

    /// Bits for a match from what tells who the case is about.
    pub(crate) fn identity(&self) -> f64 {
        self.0.iter().map(|contribution| contribution.identity).sum()
    }

    /// The same without what rests on bare initials.
    pub(crate) fn identity_beyond_initials(&self) -> f64 {
        self.0.iter().map(|contribution| contribution.beyond_initials).sum()
    }

    /// Bits that speak for a match and do not come from the strongest single name.
    pub(crate) fn corroboration(&self) -> f64 {
        let for_it: f64 = self.0.iter().map(|c| c.weight.bits().max(0.0)).sum();
        let name = self.0.iter().map(|c| c.strongest_name).fold(0.0, f64::max);
        for_it - name
    }
}

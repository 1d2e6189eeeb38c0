//! The persons of two cases as sets. Reach for [`PersonSet::compare`]: it aligns the persons of one
//! side optimally and adds the evidence of all of them.
//!
//! A person of the left who is listed on the right with probability `p` is one of its `R` persons;
//! with `BF` the Bayes factor of the person aligned with him he contributes
//!
//! ```text
//! log2( p / R · (BF + persons that cannot be compared) + 1 − p )
//! ```
//!
//! so that somebody who stands on one side only is weak evidence, bounded by `log2(1 − p)`, and
//! somebody of whom nothing can be compared is none. A person who occurs in other cases too (the
//! same recruiter, a victim of two crimes) identifies at most `targets / repeat` entries: `BF` is
//! tempered to `1 / (1 / BF + repeat / targets)`.

use fuzzy_matching::date::{DateLevel, compare_dates};
use fuzzy_matching::person_name::{self, NameGrade, NameLevel};
use fuzzy_matching::{phone, pin};
use records::{PartialDate, Sensitive};

use crate::assignment::max_weight_matching;
use crate::case_profile::PersonProfile;
use crate::comparison_vector::{BIRTH_LEVELS, Contribution, Listed, MISSING, PersonTally};
use crate::detail::Detail;
use crate::initials::{InitialAgreement, initial_agreement};
use crate::linking::Context;
use crate::match_weight::MatchWeight;
use crate::model::LinkModel;
use crate::term_frequency::TermFrequencies;

/// Most bits that absent persons of one side may take away together: they are often absent for
/// one reason.
const MOST_ABSENCE_BITS: f64 = 6.0;

/// Rarity of the names of each person, in the order of persons and names.
type Rarity = [Vec<[Option<f64>; 2]>];

/// What comparing two persons found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PersonComparison {
    /// Sum of the attributes, bits.
    pub(crate) bits: f64,
    /// Of these, the name's.
    pub(crate) name_bits: f64,
    /// Whether any attribute was known on both sides.
    pub(crate) comparable: bool,
    /// Levels in model order.
    pub(crate) levels: [(&'static str, &'static str); 7],
    /// The level of the sex whether or not another attribute has told it already.
    pub(crate) sex: &'static str,
}

impl PersonComparison {
    /// Whether initials are all that agrees and would identify.
    fn by_initials(&self) -> bool {
        let telling = ["person_birth_date", "person_pin", "person_phone", "person_document"];
        self.levels.iter().all(|(code, level)| match *code {
            "person_name" => *level == NameGrade::InitialsOnly.code(),
            code => !telling.contains(&code) || *level == MISSING,
        })
    }
}

/// How one side of persons is weighed.
pub(crate) struct PersonSet<'m> {
    pub(crate) model: &'m LinkModel,
    pub(crate) frequencies: &'m TermFrequencies,
    /// `victims` or `accused`.
    pub(crate) comparison: &'static str,
    pub(crate) chances: Chances,
    /// Whether aligned persons are tallied.
    pub(crate) tally: bool,
}

/// How probable it is to meet a person of one side again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chances {
    /// P(listed on the right | match).
    pub(crate) present: f64,
    /// Share of the targets in which such a person occurs besides.
    pub(crate) repeat: f64,
}

impl Chances {
    /// Those of the victims, or of the accused.
    pub(crate) fn of(context: &Context<'_>, victims: bool) -> Self {
        let parameters = context.model.parameters();
        let (present, repeat) = if victims {
            (parameters.victim_present, parameters.victim_repeat)
        } else {
            (parameters.accused_present, parameters.accused_repeat)
        };
        Self { present, repeat: repeat / context.targets.max(1) as f64 }
    }

    /// Bits of a person of whom `best` is what the one aligned with him weighs, among `columns` of
    /// whom `silent` cannot be compared.
    pub(crate) fn person_bits(self, best: Option<f64>, silent: usize, columns: usize) -> f64 {
        (self.here(best, silent, columns) + 1.0 - self.present).log2()
    }

    /// P(that person is listed on the right | the cases match, what was compared).
    fn listed(self, best: Option<f64>, silent: usize, columns: usize) -> f64 {
        let here = self.here(best, silent, columns);
        here / (here + 1.0 - self.present)
    }

    fn here(self, best: Option<f64>, silent: usize, columns: usize) -> f64 {
        let tempered = best.map_or(0.0, |bits| self.temper(bits));
        self.present / columns as f64 * (tempered + silent as f64)
    }

    /// The Bayes factor of a person who may occur in other cases too.
    fn temper(self, bits: f64) -> f64 {
        1.0 / ((-bits).exp2() + self.repeat)
    }
}

/// The weight of a set from the bits of those found and of those absent.
pub(crate) fn set_weight(found: f64, absent: f64) -> MatchWeight {
    MatchWeight::from_bits(found + f64::max(absent, -MOST_ABSENCE_BITS))
}

impl PersonSet<'_> {
    /// The contribution of one side.
    pub(crate) fn compare(
        &self,
        left: (&[PersonProfile], &Rarity),
        right: (&[PersonProfile], &Rarity),
        explain: bool,
    ) -> Contribution {
        let (rows, columns) = (left.0.len(), right.0.len());
        if rows == 0 || columns == 0 {
            return Contribution::missing(self.comparison);
        }
        let mut pairs = Vec::with_capacity(rows * columns);
        for (person, rarity) in left.0.iter().zip(left.1) {
            for (other, other_rarity) in right.0.iter().zip(right.1) {
                pairs.push(self.persons((person, rarity), (other, other_rarity)));
            }
        }
        let weights: Vec<f64> = pairs.iter().map(|pair| pair.bits).collect();
        let aligned = max_weight_matching(&weights, rows, columns);
        self.sum_up(&pairs, &aligned, columns, explain)
    }

    fn sum_up(
        &self,
        pairs: &[PersonComparison],
        aligned: &[Option<usize>],
        columns: usize,
        explain: bool,
    ) -> Contribution {
        let (mut bits, mut absence, mut strongest_name) = (0.0, 0.0, 0.0f64);
        let mut beyond_initials = 0.0;
        let (mut compared, mut found) = (0usize, 0usize);
        let (mut detail, mut persons, mut listed) = (Detail::new(), Vec::new(), Listed::NONE);
        for (row, column) in aligned.iter().enumerate() {
            let of_row = &pairs[row * columns..(row + 1) * columns];
            let silent = of_row.iter().filter(|pair| !pair.comparable).count();
            if silent == columns {
                continue;
            }
            compared += 1;
            let best = column.map(|column| &of_row[column]);
            let best_bits = best.map(|pair| pair.bits);
            let person = self.chances.person_bits(best_bits, silent, columns);
            if self.tally {
                let expected = self.chances.listed(best_bits, silent, columns);
                listed.add(Listed { sought: 1.0, expected }, 1.0);
            }
            if let Some(pair) = best.filter(|pair| self.tally && pair.comparable) {
                let each = self.chances.present / columns as f64;
                persons.push(self.tallied(pair, each, silent));
            }
            match best {
                Some(pair) if person > 0.0 => {
                    found += 1;
                    bits += person;
                    if !pair.by_initials() {
                        beyond_initials += person;
                    }
                    strongest_name = strongest_name.max(pair.name_bits.min(person));
                    if explain {
                        describe(&mut detail, found, pair, person);
                    }
                }
                _ => absence += person,
            }
        }
        if compared == 0 {
            return Contribution::missing(self.comparison);
        }
        let level = match found {
            0 => "none_aligned",
            found if found == compared => "all_aligned",
            _ => "some_aligned",
        };
        if explain {
            let head = [("aligned", found), ("left", aligned.len()), ("right", columns)];
            let mut whole: Detail = head.into_iter().collect();
            whole.append(&detail);
            detail = whole;
        }
        let weight = set_weight(bits, absence);
        let contribution = Contribution::new(self.comparison, level, weight);
        let identity = weight.bits().max(0.0);
        let beyond_initials = identity.min(beyond_initials);
        let told = Contribution { strongest_name, identity, beyond_initials, ..contribution };
        Contribution { detail, persons, listed, ..told }
    }

    /// What estimation counts of an aligned pair. The sex is counted even where a name has told it:
    /// otherwise only those who differ would be.
    fn tallied(&self, pair: &PersonComparison, each: f64, silent: usize) -> PersonTally {
        let here = each * pair.bits.exp2();
        let found = here / (here + each * silent as f64 + 1.0 - self.chances.present);
        let levels =
            pair.levels.map(|(code, level)| if code == "person_sex" { pair.sex } else { level });
        PersonTally { levels, found }
    }

    /// Compares two persons attribute by attribute.
    pub(crate) fn persons(
        &self,
        (a, a_rarity): (&PersonProfile, &Vec<[Option<f64>; 2]>),
        (b, b_rarity): (&PersonProfile, &Vec<[Option<f64>; 2]>),
    ) -> PersonComparison {
        let (grade, name_bits) = self.name((a, a_rarity), (b, b_rarity));
        let pin = pin::compare(a.pin.as_ref(), b.pin.as_ref()).code();
        // The personal number holds birth date and sex: where it agrees they agree with it.
        let by_pin = pin == "equal";
        let birth = if by_pin { MISSING } else { birth_level(a.birth, b.birth) };
        let given_compared = tells_sex(grade);
        let sex_told = same(a.sex.as_ref(), b.sex.as_ref());
        let sex = match sex_told {
            _ if by_pin => MISSING,
            // A given name that was compared has told the sex already.
            "same" if given_compared => MISSING,
            level => level,
        };
        let phone = phone::compare(text(a.phone.as_ref()), text(b.phone.as_ref())).code();
        let document = same(a.document.as_ref(), b.document.as_ref());
        let citizenship = same(a.citizenship.as_ref(), b.citizenship.as_ref());
        let levels = [
            ("person_name", grade.code()),
            ("person_birth_date", birth),
            ("person_sex", sex),
            ("person_pin", pin),
            ("person_phone", phone),
            ("person_document", document),
            ("person_citizenship", citizenship),
        ];
        let others: f64 =
            levels[1..].iter().map(|(code, level)| self.model.weight(code, level).bits()).sum();
        let comparable = levels.iter().any(|(_, level)| *level != MISSING);
        PersonComparison { bits: name_bits + others, name_bits, comparable, levels, sex: sex_told }
    }

    /// The best grade over all names of two persons, and its weight with the rarity of the parts.
    fn name(
        &self,
        (a, a_rarity): (&PersonProfile, &Vec<[Option<f64>; 2]>),
        (b, b_rarity): (&PersonProfile, &Vec<[Option<f64>; 2]>),
    ) -> (NameGrade, f64) {
        let mut best = (NameGrade::Missing, 0.0);
        for (x, x_rarity) in a.names.iter().zip(a_rarity) {
            for (y, y_rarity) in b.names.iter().zip(b_rarity) {
                let ([given, surname, _], mut grade) = person_name::compare_parts(x, y);
                let mut rarity = part_rarity(given, x_rarity[0], y_rarity[0])
                    + part_rarity(surname, x_rarity[1], y_rarity[1]);
                if grade == NameGrade::InitialsOnly {
                    match initial_agreement(x, y, self.frequencies) {
                        InitialAgreement::Fits(bits) => rarity = bits,
                        InitialAgreement::Conflict => grade = NameGrade::Different,
                        InitialAgreement::NotComparable => grade = NameGrade::Missing,
                    }
                }
                if grade == NameGrade::Missing {
                    continue;
                }
                let base = self.model.weight("person_name", grade.code()).bits();
                let bits = name_bits(grade, base, rarity, self.model.parameters().frequency_bits);
                if best.0 == NameGrade::Missing || bits > best.1 {
                    best = (grade, bits);
                }
            }
        }
        best
    }
}

/// Whether a given name was compared: it has told the sex already.
pub(crate) const fn tells_sex(grade: NameGrade) -> bool {
    !matches!(grade, NameGrade::Missing | NameGrade::SurnameOnlyOrWeak | NameGrade::InitialsOnly)
}

/// Bits of a grade that weighs `base`, moved by at most `bound` for how rare the parts are.
pub(crate) fn name_bits(grade: NameGrade, base: f64, rarity: f64, bound: f64) -> f64 {
    // A rare name is no evidence where another part says it is somebody else.
    let conflict = matches!(
        grade,
        NameGrade::NamesakeConflict | NameGrade::SiblingLike | NameGrade::Different
    );
    base + if conflict || base <= 0.0 { 0.0 } else { rarity.clamp(-bound, bound) }
}

fn text(value: Option<&Sensitive<String>>) -> Option<&str> {
    value.map(|value| value.expose().as_str())
}

/// Bits by which agreement of a part is rarer than usual; the commoner of two spellings speaks.
fn part_rarity(level: NameLevel, a: Option<f64>, b: Option<f64>) -> f64 {
    match (a, b) {
        (Some(a), Some(b)) if is_agreement(level) => a.min(b),
        _ => 0.0,
    }
}

/// Whether a part agrees so far that its rarity counts.
pub(crate) const fn is_agreement(level: NameLevel) -> bool {
    matches!(level, NameLevel::Exact | NameLevel::SameName | NameLevel::Close)
}

fn birth_level(a: Option<PartialDate>, b: Option<PartialDate>) -> &'static str {
    birth_index(a, b).map_or(MISSING, |level| BIRTH_LEVELS[level])
}

/// Which of [`BIRTH_LEVELS`] two birth dates reach; `None` where one is not known.
pub(crate) fn birth_index(a: Option<PartialDate>, b: Option<PartialDate>) -> Option<usize> {
    let (a, b) = (a?, b?);
    Some(match compare_dates(a, b) {
        DateLevel::Exact => 0,
        DateLevel::Compatible => 1,
        DateLevel::DayMonthSwapped => 2,
        DateLevel::OneDigit => 3,
        DateLevel::YearOnly if a.exact().is_some() && b.exact().is_some() => 5,
        DateLevel::YearOnly => 4,
        DateLevel::YearOffByOne => 6,
        DateLevel::Different => 7,
        DateLevel::Missing => return None,
    })
}

fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> &'static str {
    match (a, b) {
        (Some(a), Some(b)) if a == b => "same",
        (Some(_), Some(_)) => "different",
        _ => MISSING,
    }
}

/// Levels of one aligned person, for the explanation: codes and bits, never a value.
fn describe(detail: &mut Detail, number: usize, pair: &PersonComparison, person: f64) {
    for (code, level) in pair.levels.iter().filter(|(_, level)| *level != MISSING) {
        detail.push(format_args!("{code}_{number}"), level);
    }
    detail.push(format_args!("bits_{number}"), format_args!("{person:.2}"));
}

//! The comparisons of whole cases that several link kinds share. Reach for these functions from a
//! link kind; each gives one [`Contribution`] and is `missing`, at weight zero, wherever one side
//! says nothing.

use fuzzy_matching::date::{LagBand, lag_band};
use fuzzy_matching::narrative;
use fuzzy_matching::offence::OffenceLevel;
use fuzzy_matching::place::{PlaceIndex, PlaceLevelAgreement};
use fuzzy_matching::reference_number::{ReferenceNumberLevel, compare};
use records::{PartialDate, ReferenceNumber};

use crate::area_frequency::AreaFrequencies;
use crate::comparison_vector::{Contribution, EVENT_LEVELS, MISSING};
use crate::days::Days;
use crate::linking::{Context, Prepared};
use crate::match_weight::MatchWeight;
use crate::offence_frequency::counted_u;
use crate::person_set::{Chances, PersonSet};
use crate::sketch::weigh::OffenceTally;

/// First and last days this close are the same days told twice. Unit: days.
pub(crate) const SAME_DAYS: i32 = 7;
/// Unit: days.
pub(crate) const MONTH: i32 = 31;
/// The level of an entry made within a month before the hand-over.
pub(crate) const MONTH_BEFORE: &str = "month_before";
/// An interval longer than this says little more than a year. Unit: days.
const YEAR: i32 = 366;

/// Reference numbers. The chance of an equal number is counted, not tabulated: the entries beyond
/// the first that carry it, and for an anchored number the rate of mistakes, over the targets.
pub(crate) fn numbers(
    context: &Context<'_>,
    comparison: &'static str,
    left: &[ReferenceNumber],
    right: &[ReferenceNumber],
    explain: bool,
) -> Contribution {
    let mut best: Option<(ReferenceNumberLevel, f64, &'static str)> = None;
    for a in left {
        for b in right {
            let level = compare(a, b);
            let bits = number_bits(context, comparison, level, a);
            let better = best
                .is_none_or(|(known, most, _)| level < known || (level == known && bits > most));
            if level != ReferenceNumberLevel::Missing && better {
                best = Some((level, bits, a.kind.code()));
            }
        }
    }
    let Some((level, bits, kind)) = best else { return Contribution::missing(comparison) };
    let weight = MatchWeight::from_bits(bits);
    let mut found = Contribution::new(comparison, level.code(), weight);
    (found.identity, found.beyond_initials) = (bits.max(0.0), bits.max(0.0));
    if explain {
        found.detail.push("kind", kind);
    }
    found
}

fn number_bits(
    context: &Context<'_>,
    comparison: &'static str,
    level: ReferenceNumberLevel,
    number: &ReferenceNumber,
) -> f64 {
    let key = || (number.kind, number.normalized.clone());
    let carriers = || context.numbers.get(&key()).copied().unwrap_or(0);
    counted_number_bits(context, comparison, level, carriers)
}

/// Bits of a level of two numbers; `carriers` counts those on the right that have the number.
pub(crate) fn counted_number_bits(
    context: &Context<'_>,
    comparison: &'static str,
    level: ReferenceNumberLevel,
    carriers: impl FnOnce() -> u32,
) -> f64 {
    let chance = match level {
        ReferenceNumberLevel::Equal => context.model.parameters().number_chance,
        ReferenceNumberLevel::EqualUnanchored => 1.0,
        _ => return context.model.weight(comparison, level.code()).bits(),
    };
    let others = carriers().saturating_sub(1);
    let u = (chance + f64::from(others)) / context.targets.max(1) as f64;
    let m = context.model.level(comparison, level.code()).map_or(1.0, |level| level.m);
    MatchWeight::from_m_u(m, u.min(1.0)).bits()
}

/// Victims or suspects as a set.
pub(crate) fn persons(
    context: &Context<'_>,
    comparison: &'static str,
    left: &Prepared,
    right: &Prepared,
    explain: bool,
) -> Contribution {
    let victims = comparison == "victims";
    let set = PersonSet {
        model: context.model,
        frequencies: context.frequencies,
        comparison,
        chances: Chances::of(context, victims),
        tally: context.tally,
    };
    if victims {
        set.compare(
            (&left.case.victims, &left.rarity.victims),
            (&right.case.victims, &right.rarity.victims),
            explain,
        )
    } else {
        set.compare(
            (&left.case.accused, &left.rarity.accused),
            (&right.case.accused, &right.rarity.accused),
            explain,
        )
    }
}

/// The day of the event, weighed by the rows of `rows` under the name of `comparison`.
pub(crate) fn event_date(
    context: &Context<'_>,
    rows: &'static str,
    left: Option<PartialDate>,
    right: Option<PartialDate>,
    explain: bool,
) -> Contribution {
    let (Some(a), Some(b)) = (left, right) else { return Contribution::missing("event_date") };
    let (a, b) = (Days::usable(a), Days::usable(b));
    let level = EVENT_LEVELS[event_level(a, b)];
    let weight = context.model.weight(rows, level);
    let mut found = Contribution { rows, ..Contribution::new("event_date", level, weight) };
    if explain {
        found.detail.push("days", a.until(b));
    }
    found
}

/// Which of [`EVENT_LEVELS`] the days of two events reach.
pub(crate) const fn event_level(a: Days, b: Days) -> usize {
    const fn near(x: i32, y: i32) -> bool {
        (y - x).abs() <= SAME_DAYS
    }
    if a.overlaps(b) {
        if a.wide() > YEAR - 2 || b.wide() > YEAR - 2 {
            2
        } else if near(a.start, b.start) && near(a.last(), b.last()) {
            0
        } else {
            1
        }
    } else {
        match a.until(b).abs() {
            0..=MONTH => 3,
            ..=YEAR => 4,
            _ => 5,
        }
    }
}

/// The lag from one day to another in bands.
///
/// A day known only as a month gives the longest lag it allows, and one known less finely gives
/// none unless the two are clearly apart: "2024" is not the same day as every day of 2024.
pub(crate) fn lag(
    context: &Context<'_>,
    comparison: &'static str,
    earlier: Option<PartialDate>,
    later: Option<PartialDate>,
    explain: bool,
) -> Contribution {
    let (Some(from), Some(to)) = (earlier, later) else { return Contribution::missing(comparison) };
    let Some(days) = lag_days(Days::usable(from), Days::usable(to)) else {
        return Contribution::missing(comparison);
    };
    let level = if is_month_before(days) && context.model.level(comparison, MONTH_BEFORE).is_some()
    {
        MONTH_BEFORE
    } else {
        lag_band(days).code()
    };
    let mut found = Contribution::new(comparison, level, context.model.weight(comparison, level));
    if explain {
        found.detail.push("days", days);
    }
    found
}

/// The days of a lag that its level hangs on; `None` where the dates are too coarse.
pub(crate) const fn lag_days(from: Days, to: Days) -> Option<i32> {
    let nearest = from.until(to);
    if nearest < -MONTH || nearest > YEAR {
        return Some(nearest);
    }
    let width = if from.wide() > to.wide() { from.wide() } else { to.wide() };
    match width {
        0..=SAME_DAYS => Some(nearest),
        ..=MONTH => Some(to.last() - from.start),
        _ => None,
    }
}

/// Whether an entry was made shortly before this hand-over: it may follow from somebody else's.
pub(crate) fn is_month_before(days: i32) -> bool {
    lag_band(days) == LagBand::Before && days >= -MONTH
}

/// Whether a lag places the two in one time, so that other dates add little.
pub(crate) fn is_near(lag: &Contribution) -> bool {
    lag.level == MONTH_BEFORE || LagBand::from_code(lag.level).is_some_and(is_near_band)
}

/// Whether a band is one of the months after.
pub(crate) fn is_near_band(band: LagBand) -> bool {
    (LagBand::SameDay..=LagBand::Days31To90).contains(&band)
}

/// The best agreement of any place of one case with any of the other.
pub(crate) fn place(
    context: &Context<'_>,
    left: &[Vec<String>],
    right: &[Vec<String>],
) -> Contribution {
    let (level, shared) = best_place(&context.profiler.places, left, right);
    weighed(context, "place", ("place", level.code()), context.places, shared)
}

/// The areas of the offices named, weighed by the rows of `rows`.
pub(crate) fn area(
    context: &Context<'_>,
    comparison: &'static str,
    rows: &'static str,
    left: &[Vec<String>],
    right: &[Vec<String>],
) -> Contribution {
    use PlaceLevelAgreement as P;
    let (level, shared) = best_place(&context.profiler.places, left, right);
    let level = match level {
        P::SamePlace | P::Within | P::SameRaion => "same_area",
        P::SameOblast => "same_oblast",
        P::DifferentOblast | P::DifferentCountry | P::Confusable => "different",
        P::SameCountry | P::Missing => MISSING,
    };
    weighed(context, comparison, (rows, level), context.offices, shared)
}

/// A level with its weight, lowered where the area that both lie in is common.
fn weighed(
    context: &Context<'_>,
    comparison: &'static str,
    (rows, level): (&'static str, &'static str),
    frequencies: &AreaFrequencies,
    shared: Option<&str>,
) -> Contribution {
    let tabulated = context.model.weight(rows, level);
    // What the place says of the office is in the rows already.
    let counted = match (shared, context.model.level(rows, level)) {
        (Some(area), Some(row)) if !rows.contains("_given_") => {
            frequencies.weight(area, row.m, tabulated)
        }
        _ => tabulated,
    };
    Contribution { rows, ..Contribution::new(comparison, level, counted) }
}

/// The best level with an area that both lie in, where they agree at all; the coarser one (its code
/// sorts first) where the readings leave a doubt.
fn best_place<'i>(
    index: &'i PlaceIndex,
    left: &[Vec<String>],
    right: &[Vec<String>],
) -> (PlaceLevelAgreement, Option<&'i str>) {
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    let best = pairs.map(|(a, b)| (index.compare_any(a, b), a, b)).min_by_key(|(level, ..)| *level);
    let Some((level, a, b)) = best else { return (PlaceLevelAgreement::Missing, None) };
    let agrees = level <= PlaceLevelAgreement::SameOblast;
    let readings = a.iter().flat_map(|x| b.iter().filter_map(move |y| index.shared(x, y)));
    (level, readings.min().filter(|_| agrees))
}

/// Offences at this level, weighed by how often the searched side stands at it to the left record.
pub(crate) fn offence(
    context: &Context<'_>,
    comparison: &'static str,
    tally: &OffenceTally,
    found: OffenceLevel,
) -> Contribution {
    let weight = context.model.level(comparison, found.code()).map_or(MatchWeight::ZERO, |row| {
        MatchWeight::from_m_u(row.m, counted_u(tally, found, row.u))
    });
    Contribution::new(comparison, found.code(), weight)
}

/// Narratives by the weight of the words they share.
pub(crate) fn narrative(context: &Context<'_>, left: &Prepared, right: &Prepared) -> Contribution {
    let (Some(a), Some(b)) = (&left.case.narrative, &right.case.narrative) else {
        return Contribution::missing("narrative");
    };
    let level = narrative::compare(context.words, a, b).code();
    Contribution::new("narrative", level, context.model.weight("narrative", level))
}

//! Which values to show as one, so that less has to be hidden. Reach for [`suggest_collapse`] when
//! a public level is mostly hidden: small counts of districts and years hide each other.

use std::collections::BTreeMap;

use attrition::GapAnalysis;
use records::Reference;

use super::classify::{Merges, UNKNOWN};
use super::facts;
use super::ledger::Ledger;
use super::release::{DisclosureError, Policy, release};

/// One step of merging, with what would then be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollapseStep {
    /// What is shown as one.
    pub merges: Merges,
    /// How many counts would be hidden, out of how many; or why nothing may be released so.
    pub hidden: Result<(u64, u64), DisclosureError>,
}

/// Values with the cases in each, in the order of the classification.
type Groups = Vec<(Vec<String>, u64)>;

/// Merges the smallest group of oblasts, or of neighbouring years, with the next, again and again,
/// until no more than one count in four is hidden or all are merged. The first step merges nothing.
///
/// # Errors
/// When the cases are too few for any release.
pub fn suggest_collapse(
    analysis: &GapAnalysis,
    reference: &Reference,
    policy: &Policy,
    earlier: &Ledger,
) -> Result<Vec<CollapseStep>, DisclosureError> {
    let (mut oblasts, mut years) = groups(analysis, reference);
    let mut steps = Vec::new();
    loop {
        let merges = Merges { oblast: merged(&oblasts), year: merged(&years) };
        let policy = Policy { rules: policy.rules, merges: merges.clone() };
        let step = match release(analysis, reference, &policy, earlier) {
            Ok(made) => CollapseStep { merges, hidden: Ok(made.hidden_of()) },
            Err(
                refused @ (DisclosureError::TooFew { .. } | DisclosureError::SmallChange { .. }),
            ) => {
                return Err(refused);
            }
            Err(refused) => CollapseStep { merges, hidden: Err(refused) },
        };
        let enough = step.hidden.as_ref().is_ok_and(|(hidden, cells)| hidden * 4 <= *cells);
        steps.push(step);
        if enough || !join_smallest(&mut oblasts, &mut years) {
            return Ok(steps);
        }
    }
}

/// Oblasts by size and years in order, those without a case left out: they hide nothing.
fn groups(analysis: &GapAnalysis, reference: &Reference) -> (Groups, Groups) {
    let mut oblasts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut years: BTreeMap<i16, u64> = BTreeMap::new();
    for (_, case) in facts::reports(analysis, reference) {
        let oblast = case.oblast.map_or(UNKNOWN, |row| &reference.places[row.0].code);
        *oblasts.entry(oblast).or_default() += 1;
        if let Some(year) = case.year {
            *years.entry(year).or_default() += 1;
        }
    }
    oblasts.remove(UNKNOWN);
    let one = |(value, count): (String, u64)| (vec![value], count);
    (
        oblasts.into_iter().map(|(code, count)| one((code.to_owned(), count))).collect(),
        years.into_iter().map(|(year, count)| one((year.to_string(), count))).collect(),
    )
}

fn merged(groups: &Groups) -> Vec<Vec<String>> {
    groups.iter().map(|(values, _)| values).filter(|values| values.len() > 1).cloned().collect()
}

/// Joins the smallest group there is with its smallest partner; whether there was one to join.
fn join_smallest(oblasts: &mut Groups, years: &mut Groups) -> bool {
    let least = |groups: &Groups| groups.iter().map(|(_, count)| *count).min();
    let of_oblasts = least(oblasts).filter(|_| oblasts.len() > 1);
    let of_years = least(years).filter(|_| years.len() > 1);
    match (of_oblasts, of_years) {
        (None, None) => return false,
        (Some(oblast), Some(year)) if year < oblast => join(years, true),
        (None, Some(_)) => join(years, true),
        (Some(_), _) => join(oblasts, false),
    }
    true
}

fn join(groups: &mut Groups, neighbours: bool) {
    let smallest = |range: &mut dyn Iterator<Item = usize>, groups: &Groups| {
        range.min_by_key(|at| (groups[*at].1, *at)).unwrap_or(0)
    };
    let at = smallest(&mut (0..groups.len()), groups);
    let mut partners =
        (0..groups.len()).filter(|other| *other != at && (!neighbours || other.abs_diff(at) == 1));
    let other = smallest(&mut partners, groups);
    let (first, second) = (at.min(other), at.max(other));
    let (values, count) = groups.remove(second);
    groups[first].0.extend(values);
    groups[first].1 += count;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_joined_with_neighbours_only() {
        let group = |value: &str, count| (vec![value.to_owned()], count);
        let mut years =
            vec![group("2020", 9), group("2021", 3), group("2022", 30), group("2023", 4)];
        join(&mut years, true);
        assert_eq!(years[0], (vec!["2020".to_owned(), "2021".to_owned()], 12));
        join(&mut years, true);
        assert_eq!(years[1], (vec!["2022".to_owned(), "2023".to_owned()], 34));
    }
}

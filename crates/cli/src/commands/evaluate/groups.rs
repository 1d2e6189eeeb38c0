//! Errors by group: whether the cases of some people are found less often than those of others.
//! Reach for [`groups`] per kind of link, [`text`] and [`as_json`] to show them.

use std::collections::BTreeMap;

use attrition::proportion::wilson;
use linkage::evaluation::{Dimension, FEWEST_MATCHES, GroupScore, StatedGroups, group_scores};
use linkage::{LinkKind, LinkSet};
use records::RecordId;
use serde_json::{Value, json};

use crate::case_files::CaseFiles;
use crate::terminal::table;

/// One group with what only its neighbours tell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) score: GroupScore,
    /// Its matches are found less often than those of the other groups of the dimension together,
    /// by more than chance: see [`below_the_rest`].
    pub(super) below_the_rest: bool,
}

/// The groups of one link set, by dimension and group.
pub(super) fn groups(
    set: &LinkSet,
    pairs: &[(RecordId, RecordId)],
    lineage: &BTreeMap<RecordId, Vec<RecordId>>,
    files: &CaseFiles,
) -> Vec<Group> {
    let reports = || files.reports.iter().map(|r| (r.id.clone(), StatedGroups::of_report(r)));
    let register = || {
        let of = |r| StatedGroups::of_crime_record(r, set.kind);
        files.register.iter().map(move |r| (r.id.clone(), of(r)))
    };
    let court = || files.court.iter().map(|c| (c.id.clone(), StatedGroups::of_court_case(c)));
    let (left, right): (BTreeMap<_, _>, BTreeMap<_, _>) = match set.kind {
        LinkKind::NgoRegister => (reports().collect(), register().collect()),
        LinkKind::RegisterCourt => (court().collect(), register().collect()),
        LinkKind::NgoNgo => (reports().collect(), reports().collect()),
    };
    let scores = group_scores(set, pairs, lineage, &left, &right);
    let below: Vec<bool> = scores.iter().map(|score| below_the_rest(score, &scores)).collect();
    let with = scores.into_iter().zip(below);
    with.map(|(score, below_the_rest)| Group { score, below_the_rest }).collect()
}

/// Whether the recall of a group lies below that of the rest of its dimension so far that the 95 %
/// interval of the difference leaves out zero. One group in forty does so by chance.
///
/// # Source
/// Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions,
/// Statistics in Medicine 17, method 10: made of the two Wilson intervals.
fn below_the_rest(score: &GroupScore, all: &[GroupScore]) -> bool {
    let rest = all.iter().filter(|o| o.dimension == score.dimension && o.group != score.group);
    let (found, matches) = rest.fold((0, 0), |(found, matches), other| {
        (found + other.correct_links, matches + other.matches)
    });
    if score.too_few() || matches < FEWEST_MATCHES {
        return false;
    }
    let (own, others) = (score.correct_links as f64, found as f64 / matches as f64);
    let own = own / score.matches as f64;
    let ends = (interval(score.correct_links, score.matches), interval(found, matches));
    let (Some((_, own_high)), Some((others_low, _))) = ends else { return false };
    others - own > (others - others_low).hypot(own_high - own)
}

/// Wilson's interval of a share; `None` without a base.
fn interval(part: u64, whole: u64) -> Option<(f64, f64)> {
    wilson(part, whole).map(|interval| (interval.low, interval.high))
}

/// The interval of F1: that of tp / (tp + fp + fn), which is a share and grows with F1.
fn f1_interval(score: &GroupScore) -> Option<(f64, f64)> {
    let share = interval(score.correct_links, score.links + score.matches - score.correct_links)?;
    let f1 = |share: f64| 2.0 * share / (1.0 + share);
    Some((f1(share.0), f1(share.1)))
}

/// The groups of every kind as one table.
pub(super) fn text(by_kind: &[(LinkKind, &[Group])]) -> String {
    let rate = |value: Option<f64>, interval: Option<(f64, f64)>| match (value, interval) {
        (Some(value), Some((low, high))) => format!("{value:.3} ({low:.3}–{high:.3})"),
        _ => "n/a".to_owned(),
    };
    let rows = by_kind.iter().flat_map(|(kind, groups)| {
        groups.iter().map(|group| {
            let score = &group.score;
            let note = if score.too_few() {
                "too small to tell"
            } else if group.below_the_rest {
                "MISSED MORE OFTEN"
            } else {
                ""
            };
            [
                kind.code().to_owned(),
                format!("{}: {}", score.dimension.code(), score.group),
                score.matches.to_string(),
                score.links.to_string(),
                score.correct_links.to_string(),
                score.matches_in_review.to_string(),
                rate(score.precision(), interval(score.correct_links, score.links)),
                rate(score.recall(), interval(score.correct_links, score.matches)),
                rate(score.f1(), f1_interval(score)),
                note.to_owned(),
            ]
        })
    });
    let header = [
        "links",
        "group",
        "true",
        "linked",
        "right",
        "in review",
        "precision (95 %)",
        "recall (95 %)",
        "F1 (95 %)",
        "",
    ];
    table(header, rows.collect())
}

/// The groups by dimension.
pub(super) fn as_json(groups: &[Group]) -> Value {
    let ends = |interval: Option<(f64, f64)>| interval.map(|(low, high)| json!([low, high]));
    let one = |group: &Group| {
        let score = &group.score;
        json!({
            "group": score.group,
            "records": score.records,
            "matches": score.matches,
            "links": score.links,
            "correct_links": score.correct_links,
            "matches_in_review": score.matches_in_review,
            "precision": score.precision(),
            "precision_interval": ends(interval(score.correct_links, score.links)),
            "recall": score.recall(),
            "recall_interval": ends(interval(score.correct_links, score.matches)),
            "f1": score.f1(),
            "f1_interval": ends(f1_interval(score)),
            "too_few_matches": score.too_few(),
            "recall_below_the_rest": group.below_the_rest,
        })
    };
    let of = |dimension| groups.iter().filter(move |group| group.score.dimension == dimension);
    Dimension::ALL
        .map(|dimension| (dimension.code().to_owned(), of(dimension).map(one).collect::<Value>()))
        .into_iter()
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(group: &str, matches: u64, links: u64, correct_links: u64) -> GroupScore {
        GroupScore {
            dimension: Dimension::Citizenship,
            group: group.to_owned(),
            records: matches,
            matches,
            links,
            correct_links,
            matches_in_review: 0,
        }
    }

    #[test]
    fn a_group_missed_more_often_is_seen_unless_it_is_too_small() {
        let all = [score("KG", 100, 95, 95), score("UZ", 20, 10, 10), score("TJ", 9, 0, 0)];
        let below = all.each_ref().map(|one| below_the_rest(one, &all));
        assert_eq!(below, [false, true, false]);
        let chance = [score("KG", 53, 51, 51), score("UZ", 35, 35, 35)];
        assert!(!below_the_rest(&chance[0], &chance), "two of 53 may be missed by chance");
    }

    #[test]
    fn the_interval_of_f1_holds_f1_and_ends_where_it_must() {
        let one = score("KG", 40, 38, 35);
        let (low, high) = f1_interval(&one).unwrap();
        let f1 = one.f1().unwrap();
        assert!(low < f1 && f1 < high, "{low} {f1} {high}");
        assert_eq!(f1_interval(&score("KG", 5, 5, 5)).unwrap().1, 1.0);
        assert_eq!(f1_interval(&score("KG", 0, 0, 0)), None);
    }
}

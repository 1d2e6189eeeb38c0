//! Link decisions then and now: status and target, the weight and probability of every candidate
//! kept. A moved weight is explained by the comparisons that moved, in bits.

use std::collections::{BTreeMap, BTreeSet};

use super::flip::{Change, Comparison, Differences, FlipKind};
use super::outputs::{Row, Sheet};
use super::tolerances::Tolerances;

/// How a decision is named in a flip.
pub(super) fn subject(kind: &str, left: &str) -> String {
    format!("{kind} {left}")
}

/// The rows of one left record.
#[derive(Default)]
struct Decision<'a> {
    /// Candidates by id; a decision without any has one row with an empty right side.
    candidates: BTreeMap<&'a str, Row<'a>>,
}

impl<'a> Decision<'a> {
    /// The row that was decided for, else any: what it says of "none" is the same in every row.
    fn decided(&self) -> Option<(&'a str, Row<'a>)> {
        let mut rows = self.candidates.iter().map(|(right, row)| (*right, *row));
        rows.clone().find(|(_, row)| row.get("status") != "non_link").or_else(|| rows.next())
    }

    fn status(&self) -> &'a str {
        self.decided().map_or("", |(_, row)| row.get("status"))
    }

    fn target(&self) -> &'a str {
        match self.decided() {
            Some((right, row)) if row.get("status") != "non_link" => right,
            _ => "",
        }
    }
}

/// What is compared of a candidate besides weight and probability.
struct Columns<'a> {
    /// Comparisons with a level on either side, where the baseline keeps any.
    comparisons: BTreeSet<&'a str>,
    /// Further columns that the baseline keeps.
    details: Vec<&'static str>,
    /// Comparisons of the run, where the baseline keeps none.
    run_only: BTreeSet<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(was: &'a Sheet, now: &'a Sheet) -> Self {
        let levels = |sheet: &'a Sheet| -> BTreeSet<&'a str> {
            sheet.columns.iter().filter_map(|column| column.strip_suffix("_level")).collect()
        };
        let (before, after) = (levels(was), levels(now));
        let (comparisons, run_only) = match before.is_empty() {
            true => (BTreeSet::new(), after),
            false => (&before | &after, BTreeSet::new()),
        };
        let details = ["rank", "lineage", "blocking_rules"].into_iter();
        Self { comparisons, details: details.filter(|column| was.has(column)).collect(), run_only }
    }
}

/// A comparison of a candidate as graded.
fn graded(row: Row<'_>, comparison: &str) -> String {
    match row.get(&format!("{comparison}_level")) {
        "" => String::new(),
        level => format!("{level} ({} bits)", row.get(&format!("{comparison}_bits"))),
    }
}

/// Compares two `links.csv`. What the baseline leaves out is not compared: `--accept` keeps one
/// candidate of each record and no comparisons.
pub(super) fn compare(was: &Sheet, now: &Sheet, tolerances: &Tolerances) -> Comparison {
    let columns = Columns::of(was, now);
    let (before, after) = (by_left(was), by_left(now));
    let mut found = Comparison::default();
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let subject = subject(key.0, key.1);
        match (before.get(key), after.get(key)) {
            (Some(before), Some(after)) => {
                found.close(&subject, decisions(before, after, &columns, tolerances));
            }
            (before, _) => found.one_sided(FlipKind::Presence, &subject, before.is_some()),
        }
    }
    found
}

fn by_left(sheet: &Sheet) -> BTreeMap<(&str, &str), Decision<'_>> {
    let mut decisions: BTreeMap<(&str, &str), Decision<'_>> = BTreeMap::new();
    for row in sheet.rows() {
        let key = (row.get("kind"), row.get("left"));
        decisions.entry(key).or_default().candidates.insert(row.get("right"), row);
    }
    decisions
}

fn decisions(
    was: &Decision<'_>,
    now: &Decision<'_>,
    columns: &Columns<'_>,
    tolerances: &Tolerances,
) -> Differences {
    let mut differences = Differences::default();
    differences.text(FlipKind::Link, "status", was.status(), now.status());
    differences.text(FlipKind::Link, "target", was.target(), now.target());
    let none = |decision: &Decision<'_>| {
        decision.decided().map_or_else(String::new, |(_, row)| row.get("none_probability").into())
    };
    let pair = (none(was), none(now));
    let pair = (pair.0.as_str(), pair.1.as_str());
    differences.number(FlipKind::Probability, "none_probability", pair, tolerances.probability);
    for (&right, &before) in &was.candidates {
        match now.candidates.get(right) {
            Some(&after) => {
                candidate(&mut differences, right, (before, after), columns, tolerances);
            }
            None => {
                let field = format!("candidate {right}, bits");
                differences.add(FlipKind::Detail, &field, before.get("weight_bits"), "");
            }
        }
    }
    // A baseline that keeps ranks keeps every candidate.
    if columns.details.contains(&"rank") {
        let came = now.candidates.iter().filter(|(right, _)| !was.candidates.contains_key(*right));
        for (right, after) in came {
            let field = format!("candidate {right}, bits");
            differences.add(FlipKind::Detail, &field, "", after.get("weight_bits"));
        }
    }
    if differences.gravest() == Some(FlipKind::Link)
        && let Some((right, row)) = now.decided()
    {
        let seen = columns.run_only.iter().map(|name| (name, graded(row, name)));
        differences.because.extend(
            seen.filter(|(_, grade)| !grade.is_empty())
                .map(|(name, grade)| format!("candidate {right} now, {name}: {grade}")),
        );
    }
    differences
}

/// Compares one candidate of a decision.
fn candidate(
    differences: &mut Differences,
    right: &str,
    (was, now): (Row<'_>, Row<'_>),
    columns: &Columns<'_>,
    tolerances: &Tolerances,
) {
    let field = |name: &str| format!("candidate {right}, {name}");
    let pair = |column: &str| (was.get(column), now.get(column));
    let (kind, bound) = (FlipKind::Weight, tolerances.weight_bits);
    differences.number(kind, &field("bits"), pair("weight_bits"), bound);
    let (kind, bound) = (FlipKind::Probability, tolerances.probability);
    differences.number(kind, &field("probability"), pair("probability"), bound);
    for column in &columns.details {
        let (before, after) = pair(column);
        differences.text(FlipKind::Detail, &field(column), before, after);
    }
    for comparison in &columns.comparisons {
        let (before, after) = (graded(was, comparison), graded(now, comparison));
        if before != after {
            differences.because.push(Change::new(&field(comparison), &before, &after).text());
        }
        // Another level is another grade of the pair even where the sum hardly moves.
        let (before, after) = pair(&format!("{comparison}_level"));
        differences.text(FlipKind::Detail, &field(comparison), before, after);
    }
}

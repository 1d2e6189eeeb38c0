//! What changed since an earlier run, and why. Reach for [`decompose`]: it takes the change of each
//! headline figure apart into new data, new links, decisions of people and changed rules, so that
//! the parts add up to the whole change, report by report.
//!
//! Every report whose place in a figure changed has exactly one cause, the first that applies:
//!
//! 1. the report is new or gone: new data;
//! 2. a decision of a person about it changed: review;
//! 3. its own content changed: new data;
//! 4. its link changed: a rule if the rules of linking changed too, else a new link;
//! 5. a decision about the court cases of its entry changed: review;
//! 6. the content of its entry or of their court cases changed: new data;
//! 7. the rules changed;
//! 8. otherwise time has passed or coverage was declared anew: new data.
//!
//! Where rules and data changed together, 4 and 7 name the rules; to tell the two apart, run once
//! with the old rules.

use std::collections::{BTreeMap, BTreeSet};

use records::{RecordId, coded_enum};

use crate::figure::{CountingUnit, Figure};

coded_enum! {
    /// Why a report's place in a figure changed, in the order parts are given.
    Cause {
        /// Records were added, removed or changed, coverage was declared anew, or time passed.
        NewData = "new_data",
        /// The software links the report to another entry, or to one at all, or no longer.
        NewLink = "new_link",
        /// A person decided.
        Review = "review",
        /// Reference data, model, thresholds, cohort or version of the software changed.
        RuleChange = "rule_change",
    }
}

/// Hashes of everything that decides what is said of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportBasis {
    /// The report.
    pub report: RecordId,
    /// Its own content.
    pub content: String,
    /// What people have decided about it.
    pub review: String,
    /// What it is linked to, as entry or as the same case.
    pub link: String,
    /// Content of the entries it is linked to and of their court cases.
    pub linked_content: String,
    /// What people have decided about those court cases.
    pub linked_review: String,
}

/// Reports in the numerator and in the denominator of a headline figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Figure id.
    pub figure: String,
    /// Reports in the numerator.
    pub numerator: BTreeSet<RecordId>,
    /// Reports in the denominator.
    pub denominator: BTreeSet<RecordId>,
}

/// What a run rested on and what came out, as far as a later run needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The day the run spoke of.
    pub as_of: jiff::civil::Date,
    /// Hash of everything the run was made from; equal inputs, equal run.
    pub inputs: String,
    /// Hash of what decides links besides the data.
    pub linking_rules: String,
    /// Hash of that and of what decides findings besides data and links.
    pub rules: String,
    /// Every report of the deliveries, of the cohort or not, by id.
    pub reports: Vec<ReportBasis>,
    /// Headline figures, by id.
    pub headlines: Vec<Headline>,
}

/// The share of one cause in the change of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The cause.
    pub cause: Cause,
    /// Change of the numerator, reports.
    pub numerator: i64,
    /// Change of the denominator, reports.
    pub denominator: i64,
    /// Change of the rate when this cause is put after those before it; `None` where there is no
    /// rate before or after.
    pub value: Option<f64>,
    /// Reports that moved, sorted.
    pub reports: Vec<RecordId>,
}

/// The change of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureChange {
    /// Figure id.
    pub figure: String,
    /// Numerator and denominator in the earlier run.
    pub before: (u64, u64),
    /// Numerator and denominator now.
    pub after: (u64, u64),
    /// One part per cause, in the order of [`Cause::ALL`]; they add up to the change.
    pub parts: Vec<Part>,
}

/// Changes since an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeSet {
    /// The day the earlier run spoke of.
    pub since: jiff::civil::Date,
    /// Hash of what it was made from.
    pub since_inputs: String,
    /// Per headline figure, by id.
    pub figures: Vec<FigureChange>,
}

/// The headline figures: shares of reports over the whole cohort, as counted.
pub fn headlines(figures: &[Figure]) -> Vec<Headline> {
    let is_headline = |figure: &Figure| {
        let shown = ["ladder.", "unregistered_rate.", "finding."];
        figure.unit == CountingUnit::Reports
            && figure.method == "raw"
            && !figure.id.contains('=')
            && shown.iter().any(|start| figure.id.starts_with(start))
    };
    figures
        .iter()
        .filter(|figure| is_headline(figure))
        .map(|figure| Headline {
            figure: figure.id.clone(),
            numerator: figure.ids.iter().cloned().collect(),
            denominator: figure.denominator_ids.iter().cloned().collect(),
        })
        .collect()
}

/// Takes the change of every headline figure apart. A figure that one of the runs does not have
/// counts as empty there.
pub fn decompose(before: &Snapshot, after: &Snapshot) -> ChangeSet {
    let causes = causes(before, after);
    let names: BTreeSet<&str> =
        before.headlines.iter().chain(&after.headlines).map(|one| one.figure.as_str()).collect();
    let find = |snapshot: &Snapshot, name: &str| {
        let found = snapshot.headlines.iter().find(|one| one.figure == name).cloned();
        found.unwrap_or_else(|| Headline {
            figure: name.to_owned(),
            numerator: BTreeSet::new(),
            denominator: BTreeSet::new(),
        })
    };
    let figures = names
        .into_iter()
        .map(|name| figure_change(find(before, name), &find(after, name), &causes))
        .collect();
    ChangeSet { since: before.as_of, since_inputs: before.inputs.clone(), figures }
}

/// The cause that would move each report.
fn causes<'s>(before: &'s Snapshot, after: &'s Snapshot) -> BTreeMap<&'s RecordId, Cause> {
    let by_id = |snapshot: &'s Snapshot| -> BTreeMap<&RecordId, &ReportBasis> {
        snapshot.reports.iter().map(|basis| (&basis.report, basis)).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let relinked = before.linking_rules != after.linking_rules;
    let reruled = before.rules != after.rules;
    let cause = |id: &RecordId| {
        let (Some(old), Some(new)) = (old.get(id), new.get(id)) else { return Cause::NewData };
        if old.review != new.review {
            Cause::Review
        } else if old.content != new.content {
            Cause::NewData
        } else if old.link != new.link {
            if relinked { Cause::RuleChange } else { Cause::NewLink }
        } else if old.linked_review != new.linked_review {
            Cause::Review
        } else if old.linked_content != new.linked_content {
            Cause::NewData
        } else if reruled {
            Cause::RuleChange
        } else {
            Cause::NewData
        }
    };
    old.keys().chain(new.keys()).map(|id| (*id, cause(id))).collect()
}

/// Moves the reports of one cause after another from where they were to where they are.
fn figure_change(
    mut now: Headline,
    after: &Headline,
    causes: &BTreeMap<&RecordId, Cause>,
) -> FigureChange {
    let before = sizes(&now);
    let moved: BTreeSet<RecordId> = now
        .numerator
        .symmetric_difference(&after.numerator)
        .chain(now.denominator.symmetric_difference(&after.denominator))
        .cloned()
        .collect();
    let mut parts = Vec::with_capacity(Cause::ALL.len());
    for cause in Cause::ALL {
        let reports: Vec<RecordId> = moved
            .iter()
            .filter(|id| causes.get(id).copied().unwrap_or(Cause::NewData) == *cause)
            .cloned()
            .collect();
        let earlier = sizes(&now);
        for id in &reports {
            place(&mut now.numerator, id, after.numerator.contains(id));
            place(&mut now.denominator, id, after.denominator.contains(id));
        }
        let later = sizes(&now);
        parts.push(Part {
            cause: *cause,
            numerator: difference(earlier.0, later.0),
            denominator: difference(earlier.1, later.1),
            value: rate(later).zip(rate(earlier)).map(|(later, earlier)| later - earlier),
            reports,
        });
    }
    FigureChange { figure: now.figure, before, after: sizes(after), parts }
}

fn place(set: &mut BTreeSet<RecordId>, id: &RecordId, belongs: bool) {
    if belongs {
        set.insert(id.clone());
    } else {
        set.remove(id);
    }
}

fn sizes(headline: &Headline) -> (u64, u64) {
    (headline.numerator.len() as u64, headline.denominator.len() as u64)
}

fn difference(earlier: u64, later: u64) -> i64 {
    i64::try_from(later).unwrap_or(i64::MAX) - i64::try_from(earlier).unwrap_or(i64::MAX)
}

/// A rate, where there is a base.
pub fn rate((numerator, denominator): (u64, u64)) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

#[cfg(test)]
mod tests;

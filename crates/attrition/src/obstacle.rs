//! Obstacles with the reports and entries of the cohort that they hold up. Reach for [`totals`]; which obstacle an outcome points
//! to is data (`reference/obstacle_rules.csv`).

use std::collections::{BTreeMap, BTreeSet};

use records::RecordId;

use crate::analysis::ObstacleCount;
use crate::finding::ReportFinding;
use crate::stage::RegisterPath;

/// Every obstacle met, most cases first, then by code.
pub(crate) fn totals(findings: &[ReportFinding], paths: &[&RegisterPath]) -> Vec<ObstacleCount> {
    let mut cases: BTreeMap<&str, BTreeSet<&RecordId>> = BTreeMap::new();
    let reports = findings.iter().map(|finding| (&finding.obstacle, &finding.report));
    let entries = paths.iter().map(|path| (&path.obstacle, &path.record));
    for (obstacle, id) in reports.chain(entries) {
        if let Some(code) = obstacle {
            cases.entry(code).or_default().insert(id);
        }
    }
    let mut totals: Vec<ObstacleCount> = cases
        .into_iter()
        .map(|(code, ids)| ObstacleCount {
            code: code.to_owned(),
            ids: ids.into_iter().cloned().collect(),
        })
        .collect();
    totals.sort_by(|a, b| b.ids.len().cmp(&a.ids.len()).then_with(|| a.code.cmp(&b.code)));
    totals
}

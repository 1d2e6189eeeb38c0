//! `histories PROJECT --lists A,B`: on which identification lists each case stands, for
//! multiple-systems estimation with other software. It estimates nothing itself.
//!
//! Only lists on which victims are identified independently of one another can carry such an
//! estimate. A register or a court list holds cases that others handed on, so it is refused.

use std::collections::BTreeMap;

use linkage::LinkStatus;
use records::{RecordId, SourceKind};
use serde_json::json;

use crate::arguments::Histories;
use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::project::Project;
use crate::terminal::Terminal;

/// Why a list that is fed by others cannot stand beside them.
const DEPENDENT: &str = "is no identification list: its cases were handed on by others, and an \
    estimate from lists that depend on each other is wrong";

/// Cases and victims by the lists they stand on.
type Patterns = BTreeMap<Vec<bool>, (u64, u64)>;

/// Writes one row per pattern of lists.
pub(crate) async fn histories(arguments: &Histories, terminal: &Terminal) -> Result<(), Failure> {
    let linked = Linked::read(Project::open(&arguments.project.project)?).await?;
    let Linked { files, links, .. } = &linked;
    let lists = check(&arguments.lists, files)?;
    let analysis = linked.analyse()?;
    let victims: BTreeMap<&RecordId, u64> = analysis
        .findings
        .iter()
        .map(|finding| (&finding.report, u64::from(finding.victims)))
        .collect();
    let mut patterns = Patterns::new();
    for case in &analysis.cases {
        let on_list = |list: &str| case.iter().any(|report| source_of(report) == list);
        let pattern: Vec<bool> = lists.iter().map(|list| on_list(list)).collect();
        if pattern.contains(&true) {
            let of_case = case.iter().filter(|report| lists.contains(&source_of(report)));
            let most = of_case.filter_map(|report| victims.get(report).copied()).max();
            let (cases, people) = patterns.entry(pattern).or_default();
            *cases += 1;
            *people += most.unwrap_or(0);
        }
    }
    say_limits(
        &lists,
        &patterns,
        links
            .ngo_ngo
            .decisions
            .iter()
            .filter(|decision| decision.status == LinkStatus::PossibleLink)
            .count(),
        terminal,
    );
    if terminal.json {
        terminal.data_json(&json!({ "lists": lists, "histories": rows_json(&patterns) }));
    } else {
        terminal.data(&csv(&lists, &patterns));
    }
    Ok(())
}

fn source_of(report: &RecordId) -> &str {
    report.as_str().split_once(':').map_or("", |(source, _)| source)
}

/// The lists, each a source of NGO reports, none twice.
fn check<'a>(lists: &'a [String], files: &CaseFiles) -> Result<Vec<&'a str>, Failure> {
    let mut checked: Vec<&str> = Vec::new();
    for list in lists {
        let kept = files.kept.iter().find(|kept| &*kept.delivery.source.0 == list.as_str());
        match kept.map(|kept| kept.delivery.kind) {
            None => {
                let known = files.kept.iter().map(|kept| &*kept.delivery.source.0);
                let near = ingest::error::nearest(list, known);
                let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
                return Err(Failure::Usage(format!("there is no source {list}{hint}")));
            }
            Some(SourceKind::Ngo) if checked.contains(&list.as_str()) => {
                return Err(Failure::Usage(format!("the list {list} is named twice")));
            }
            Some(SourceKind::Ngo) => checked.push(list),
            Some(kind) => {
                let kind = kind.code();
                return Err(Failure::Usage(format!("{list}, a {kind} source, {DEPENDENT}")));
            }
        }
    }
    if checked.len() < 2 {
        return Err(Failure::Usage("name at least two lists: --lists A,B".to_owned()));
    }
    Ok(checked)
}

/// What a user of the file has to know before estimating anything.
fn say_limits(lists: &[&str], patterns: &Patterns, undecided: usize, terminal: &Terminal) {
    for (a, left) in lists.iter().enumerate() {
        for (b, right) in lists.iter().enumerate().skip(a + 1) {
            let both = patterns.iter().filter(|(pattern, _)| pattern[a] && pattern[b]);
            if both.map(|(_, (cases, _))| cases).sum::<u64>() == 0 {
                terminal.say(&format!(
                    "{left} and {right} share no case: their interaction cannot be estimated"
                ));
            }
        }
    }
    if undecided > 0 {
        terminal.say(&format!(
            "{undecided} reports have a possible link to another report that nobody has decided: \
             estimate over several sets of links, or decide them first"
        ));
    }
}

fn rows_json(patterns: &Patterns) -> Vec<serde_json::Value> {
    patterns
        .iter()
        .rev()
        .map(|(pattern, (cases, victims))| {
            json!({ "pattern": pattern, "cases": cases, "victims": victims })
        })
        .collect()
}

/// A column per list (1 where the case stands on it), then how many cases and victims.
fn csv(lists: &[&str], patterns: &Patterns) -> String {
    let mut lines = vec![format!("{},cases,victims", lists.join(","))];
    for (pattern, (cases, victims)) in patterns.iter().rev() {
        let marks: Vec<&str> = pattern.iter().map(|on| if *on { "1" } else { "0" }).collect();
        lines.push(format!("{},{cases},{victims}", marks.join(",")));
    }
    lines.join("\n") + "\n"
}

//! Every figure can be traced, changes are told by cause, and lists that depend on others are refused.

use std::fs;

use serde_json::Value;

use crate::common::{fixture_copy, sverka};

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn why_counts_what_the_figure_says_for_every_figure() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let all = json(&fs::read(project.path().join("out/figures.json")).unwrap());
    let figures = all["figures"].as_array().unwrap();
    assert!(figures.len() > 300, "{} figures", figures.len());
    let mut units = std::collections::BTreeSet::new();
    for figure in figures {
        let id = figure["id"].as_str().unwrap();
        let ids = figure["ids"].as_array().unwrap().len() as u64;
        assert_eq!(Some(ids), figure["numerator"].as_u64(), "{id}");
        if let Some(denominator) = figure["denominator"].as_u64() {
            let ids = figure["denominator_ids"].as_array().unwrap().len() as u64;
            assert_eq!(ids, denominator, "{id}");
        }
        units.insert(figure["unit"].as_str().unwrap());
    }
    assert_eq!(units.len(), 4, "{units:?}");
    // The command prints the same lists: one figure of each unit, with its multiplicities.
    for unit in units {
        let of_unit = |figure: &&Value| {
            figure["unit"] == unit && figure["numerator"].as_u64().is_some_and(|n| n > 2)
        };
        let figure = figures.iter().find(of_unit).unwrap();
        let id = figure["id"].as_str().unwrap();
        let done = sverka().args(["why", id, "--project"]).arg(project.path()).assert().success();
        let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let listed =
            text.split("numerator: ").nth(1).unwrap().split("denominator:").next().unwrap();
        let mut lines = listed.lines();
        let stated: u64 = lines.next().unwrap().parse().unwrap();
        let counted: u64 = lines
            .map(|line| line.split_once(" ×").map_or(1, |(_, times)| times.parse().unwrap()))
            .sum();
        assert_eq!((stated, Some(counted)), (counted, figure["numerator"].as_u64()), "{id}");
    }
}

/// Cells that are no count of cases: parameters, sizes of files and registers, what others published,
/// and what a row says of the one record it names.
const LEADS_NOWHERE: [&str; 17] = [
    "row_accounting.1",
    "row_accounting.2",
    "row_accounting.4",
    "files.2",
    "linking.1",
    "linking.2",
    "linking.3",
    "published.5",
    "unverified_reference.1",
    "unverified_reference.2",
    "stage_times.1",
    "rereview.",
    "overdue.4",
    "registered_other_offence.6",
    "journal_only.6",
    "refused.6",
    "not_",
];

#[test]
fn every_number_that_counts_cases_leads_to_as_many_records() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let read = |name: &str| fs::read_to_string(project.path().join("out").join(name)).unwrap();
    let (page, lists) = (read("gap-report.en.html"), read("figure-ids.en.html"));
    let mut listed = 0;
    for table in page.split("<table data-table=\"").skip(1) {
        let (name, rest) = table.split_once('"').unwrap();
        let body = rest.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
        for row in body.split("<tr>").skip(1) {
            for (column, cell) in row.split("<td ").skip(1).enumerate() {
                let value = cell.split("data-value=\"").nth(1).unwrap().split('"').next().unwrap();
                let place = format!("{name}.{column}");
                if !cell.starts_with("class=\"number\"")
                    || value.is_empty()
                    || LEADS_NOWHERE.iter().any(|known| place.starts_with(known))
                {
                    continue;
                }
                let Some(link) = cell.split("figure-ids.en.html#").nth(1) else {
                    assert_eq!(value, "0", "{place} leads nowhere");
                    continue;
                };
                let anchor = link.split('"').next().unwrap();
                let list = lists.split(&format!("id=\"{anchor}\"")).nth(1).unwrap();
                let list = list.split("</section>").next().unwrap();
                let count = list.split("Counted: ").nth(1).unwrap().split('<').next().unwrap();
                let of_figure = list.contains("<code>");
                let (Ok(value), false) = (value.parse::<u64>(), of_figure) else { continue };
                // A median is a number of days, read off the curve of the cases listed; a share is
                // one too.
                if !cell.contains('%') && (name != "stage_medians" || column < 4) {
                    assert_eq!(value.to_string(), count.replace(',', ""), "{place}");
                    listed += 1;
                }
            }
        }
    }
    assert!(listed > 60, "{listed} numbers that are no figure");
}

fn part<'a>(changes: &'a Value, figure: &str, cause: &str) -> &'a Value {
    let found = changes["figures"].as_array().unwrap().iter().find(|row| row["figure"] == figure);
    let parts = found.unwrap()["parts"].as_array().unwrap();
    parts.iter().find(|part| part["cause"] == cause).unwrap()
}

#[test]
fn changes_are_told_by_cause_and_the_same_run_again_says_the_same() {
    let project = fixture_copy("tiny");
    let run = || {
        sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
        fs::read(project.path().join("out/changes.json")).unwrap()
    };
    let first = run();
    assert_eq!(json(&first)["since"], Value::Null);
    assert_eq!(run(), first, "the same inputs");

    // A report less: new data and nothing else.
    let tsv = project.path().join("data/ngo-d.tsv");
    let rows = fs::read(&tsv).unwrap();
    let kept: Vec<&[u8]> = rows
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|row| !row.starts_with(&[0xC3, b'-', b'4']))
        .collect();
    assert!(kept.concat().len() < rows.len(), "the row of report 4 is found");
    fs::write(&tsv, kept.concat()).unwrap();
    let second = run();
    let changes = json(&second);
    let moved = part(&changes, "unregistered_rate.reports", "new_data");
    assert_eq!((moved["numerator"].as_i64(), moved["denominator"].as_i64()), (Some(-1), Some(-1)));
    assert_eq!(moved["reports"].as_array().unwrap().len(), 1);
    for cause in ["new_link", "review", "rule_change"] {
        assert_eq!(part(&changes, "unregistered_rate.reports", cause)["numerator"], 0);
    }
    assert_eq!(run(), second, "still compared with the run before the change");

    // A shorter horizon: a rule.
    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("horizon_days = 365", "horizon_days = 30")).unwrap();
    let changes = json(&run());
    let ruled = part(&changes, "ladder.r4.reports", "rule_change");
    assert!(ruled["numerator"].as_i64().unwrap() > 0, "{ruled}");
    assert_eq!(part(&changes, "ladder.r4.reports", "new_data")["numerator"], 0);
}

#[test]
fn histories_come_from_identification_lists_only() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let ask = |lists: &str| {
        let mut command = sverka();
        command.args(["histories", "--lists", lists]).arg(project.path());
        command
    };
    let done = ask("ngo-a,ngo-c").assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    // Twelve and six reports, of which one case is told by both; А-01 has one victim.
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("ngo-a,ngo-c,cases,victims"));
    let counts: Vec<(String, u64)> = lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[..2].join(""), cells[2].parse().unwrap())
        })
        .collect();
    let expected = [("11", 1), ("10", 11), ("01", 5)].map(|(p, n)| (p.to_owned(), n));
    assert_eq!(counts, expected);
    for (lists, reason) in [
        ("ngo-a,court", "no identification list"),
        ("ngo-a,erp", "no identification list"),
        ("ngo-a", "at least two"),
        ("ngo-a,ngo-a", "named twice"),
        ("ngo-a,ngo-x", "there is no source ngo-x"),
    ] {
        let refused = ask(lists).assert().code(2);
        let message = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(message.contains(reason), "{lists}: {message}");
    }
}

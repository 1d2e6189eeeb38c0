//! `sverka run fixtures/tiny --json` against the hand count of `fixtures/tiny/README.md`. The
//! expected numbers were counted from the rows with a pencil, not taken from a run.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::common::{contents, fixture, fixture_copy, sverka};

/// `| figure | numerator | denominator |` rows between the markers of the README.
fn hand_count() -> Vec<(String, u64, Option<u64>)> {
    let text = fs::read_to_string(fixture("tiny").join("README.md")).unwrap();
    let table = text.split("<!-- figures -->").nth(1).unwrap();
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let number = |text: &str| text.parse::<u64>().ok();
        rows.push((
            cells[0].trim_matches('`').to_owned(),
            number(cells[1]).unwrap(),
            number(cells[2]),
        ));
    }
    assert!(rows.len() > 60, "{} figures", rows.len());
    rows
}

/// `| report | finding |` rows of the README.
fn hand_findings() -> BTreeMap<String, String> {
    let text = fs::read_to_string(fixture("tiny").join("README.md")).unwrap();
    let table = text.split("<!-- reports -->").nth(1).unwrap();
    table
        .lines()
        .filter(|line| line.starts_with("| ngo-"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].to_owned(), cells[1].to_owned())
        })
        .collect()
}

#[test]
fn every_figure_equals_the_hand_count() {
    let project = fixture_copy("tiny");
    let done = sverka().args(["run", "--json", "--quiet"]).arg(project.path()).assert().success();
    let json: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let mut wrong = Vec::new();
    for (id, numerator, denominator) in hand_count() {
        let figure = &json["figures"][&id];
        let found = (figure["numerator"].as_u64(), figure["denominator"].as_u64());
        if found != (Some(numerator), denominator) {
            wrong.push(format!("{id}: counted {numerator}/{denominator:?}, run says {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_report_has_the_finding_counted_by_hand() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let text = fs::read_to_string(project.path().join("out/findings.csv")).unwrap();
    let found: BTreeMap<String, String> = text
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            (cells.next().unwrap().to_owned(), cells.next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(found, hand_findings());
    let kinds: std::collections::BTreeSet<&String> = found.values().collect();
    assert_eq!(kinds.len(), 8, "every finding occurs");
}

#[test]
fn the_table_by_offence_equals_the_hand_count() {
    let text = fs::read_to_string(fixture("tiny").join("README.md")).unwrap();
    let table = text.split("<!-- iccs -->").nth(1).unwrap();
    let by_hand: Vec<String> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').replace(' ', "").replace('|', ","))
        .collect();
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let file = fs::read_to_string(project.path().join("out/iccs.csv")).unwrap();
    // Without the English name and whether the code is verified, columns three and four.
    let found = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..2], &cells[4..]].concat().join(",")
    };
    assert_eq!(file.lines().skip(1).map(found).collect::<Vec<_>>(), by_hand);
}

#[test]
fn why_names_the_records_and_explain_sums_to_the_score() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let done = sverka()
        .args(["why", "unregistered_rate.reports", "--json", "--project"])
        .arg(project.path())
        .assert()
        .success();
    let figure: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(figure["ids"].as_array().unwrap().len() as u64, figure["numerator"]);

    for reference in ["А-03", "ngo-c:C-002", "УД-7/23-О1"] {
        let done = sverka()
            .args(["explain", reference, "--json", "--project"])
            .arg(project.path())
            .assert()
            .success();
        let view: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
        let candidates = view["decision"]["candidates"].as_array().unwrap();
        assert!(!candidates.is_empty());
        for candidate in candidates {
            let evidence = candidate["evidence"].as_array().unwrap();
            let sum: f64 = evidence.iter().map(|one| one["bits"].as_f64().unwrap()).sum();
            assert!((sum - candidate["weight_bits"].as_f64().unwrap()).abs() < 1e-9);
        }
    }
}

#[test]
fn no_name_reaches_an_output_or_a_message() {
    let project = fixture_copy("tiny");
    let done = sverka().arg("run").arg(project.path()).assert().success();
    let mut texts = vec![done.get_output().stdout.clone(), done.get_output().stderr.clone()];
    texts.extend(contents(&project.path().join("out")).into_values());
    for canary in ["Асанова", "Asanova", "10503199400011", "Токтогулов", "официанткой"]
    {
        for text in &texts {
            let found = text.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} leaked");
        }
    }
}

#[test]
fn inspect_shows_no_value_and_init_drafts_a_project() {
    let data = fixture("tiny").join("data");
    let files: Vec<_> = ["ngo-a.csv", "ngo-b.xlsx", "ngo-c.jsonl", "ngo-d.tsv", "court.csv"]
        .map(|name| data.join(name))
        .into();
    let done = sverka().arg("inspect").args(&files).assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    for canary in ["Асанова", "10503199400011", "официанткой"] {
        assert!(!text.contains(canary), "{canary} shown");
    }
    assert!(text.contains("windows-1251") && text.contains("header row 4"), "{text}");

    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("project");
    let register = ["register-cases.csv", "register-persons.csv", "register-events.csv"];
    sverka()
        .arg("init")
        .arg(&project)
        .arg("--from")
        .args(&files)
        .args(register.map(|name| data.join(name)))
        .assert()
        .success();
    let draft = fs::read_to_string(project.join("sverka.toml")).unwrap();
    assert!(draft.contains("CONFIRM") && draft.contains("[[source]]"));
    // The analyst confirms the few lines that nothing in the files can tell.
    let confirmed = draft
        .lines()
        .map(|line| match line.split_once("as_of = \"") {
            Some((before, rest)) if !line.starts_with('#') => {
                let after = rest.split_once('"').unwrap().1;
                format!("{before}as_of = \"2026-06-30\"{after}")
            }
            _ => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    let confirmed = confirmed.replace("to = \"\"", "to = \"2026-06-30\"");
    fs::write(project.join("sverka.toml"), confirmed).unwrap();
    let done = sverka().args(["run", "--json", "--quiet"]).arg(&project).assert().success();
    let json: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let records = |kind: &str| -> u64 {
        let sources = json["sources"].as_array().unwrap().iter();
        sources.filter(|s| s["kind"] == kind).map(|s| s["records"].as_u64().unwrap()).sum()
    };
    assert_eq!((records("ngo"), records("register"), records("court")), (30, 26, 6));
    assert!(json["links"]["ngo_register"]["links"].as_u64().unwrap() >= 18);

    let empty = dir.path().join("empty");
    sverka().arg("init").arg(&empty).assert().success();
    assert!(empty.join("data/reports.xlsx").exists());
    sverka().arg("init").arg(&empty).assert().code(2);
}

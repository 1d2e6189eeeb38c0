//! An audit of the links: planned, answered, estimated, and in the figures of the next run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{fixture_copy, sverka};
use crate::review::said;
use crate::review_files::{cards, confirm, export, import, rewrite};

fn audit(dir: &Path, arguments: &[&str]) -> std::process::Output {
    sverka().arg("audit").args(arguments).arg(dir).output().unwrap()
}

fn told(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_plan_is_drawn_once_with_its_inclusion_probabilities() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    assert_eq!(audit(dir, &["plan"]).status.code(), Some(2), "nothing was read yet");
    said(dir, "run");
    let planned = audit(dir, &["plan", "--margin", "12", "--json"]);
    assert!(planned.status.success(), "{}", told(&planned));
    let plan: Value = serde_json::from_slice(&planned.stdout).unwrap();
    assert!(plan["expected_half_width"].as_f64().unwrap() <= 0.12);
    let strata = plan["strata"].as_array().unwrap();
    let drawn = |key: &str| strata.iter().map(|one| one[key].as_u64().unwrap()).sum::<u64>();
    assert!(drawn("drawn") < drawn("reports"), "{plan}");
    // Two of the thirty were never handed over with proof and two cannot be assessed.
    assert_eq!(drawn("reports"), 26);
    let sample = fs::read_to_string(dir.join("review-audit.csv")).unwrap();
    assert_eq!(sample.lines().count() as u64, 1 + drawn("drawn"));
    for line in sample.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [population, sampled, inclusion] =
            [3, 4, 5].map(|at| cells[at].parse::<f64>().unwrap());
        assert!((inclusion - sampled / population).abs() < 1e-12, "{line}");
    }
    let again = audit(dir, &["plan", "--seed", "2"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(told(&again).contains("drawn already"), "{}", told(&again));
    assert_eq!(audit(dir, &["plan", "--margin", "0"]).status.code(), Some(2));
    let early = audit(dir, &["estimate"]);
    assert_eq!(early.status.code(), Some(3));
    assert!(told(&early).contains("the doubtful first"), "{}", told(&early));
}

#[test]
fn answers_to_the_sample_stand_beside_the_plain_share() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    assert!(audit(dir, &["plan", "--margin", "1"]).status.success());
    let sample = fs::read_to_string(dir.join("review-audit.csv")).unwrap();
    let file = dir.join("audit.xlsx");
    export(dir, &file, &["--reader", "ann", "--queue", "audit"]);
    let mut rows = cards(&file);
    confirm(&mut rows, &sample);
    rewrite(&file, &rows);
    assert!(import(dir, &file).0);
    let estimated = audit(dir, &["estimate", "--json"]);
    assert!(estimated.status.success(), "{}", told(&estimated));
    let estimate: Value = serde_json::from_slice(&estimated.stdout).unwrap();
    assert_eq!(estimate["figures"].as_array().unwrap().len(), 3, "{estimate}");
    said(dir, "run");
    let why = |id: &str, json: bool| {
        let mut command = sverka();
        command.args(["why", id, "--project"]).arg(dir);
        if json {
            command.arg("--json");
        }
        command.output().unwrap().stdout
    };
    let of = |id: &str| -> Value { serde_json::from_slice(&why(id, true)).unwrap() };
    let adjusted = of("unregistered_rate.reports.linkage_adjusted");
    assert_eq!(adjusted["link_errors"]["from"], "audit_sample");
    assert_eq!(adjusted["link_errors"]["recall"]["value"], 1.0);
    let verified = of("unregistered_rate.reports.verified_sample");
    assert_eq!(verified["value"], estimate["figures"][2]["value"]);
    assert_eq!(verified["denominator"].as_u64(), Some(sample.lines().count() as u64 - 1));
    let text = String::from_utf8(why("unregistered_rate.reports", false)).unwrap();
    for way in ["linkage_adjusted", "verified_sample", "bounds"] {
        assert!(text.contains(&format!("unregistered_rate.reports.{way}: ")), "{text}");
    }
    let page = fs::read_to_string(dir.join("out/gap-report.en.html")).unwrap();
    assert!(page.contains("by the verified sample of 26 reports"));
}

//! The regression gate: the fixtures against their baselines, and what the gate says of a run that
//! decides otherwise.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use serde_json::Value;

use crate::common::{fixture, fixture_copy, sverka};

fn run(project: &Path) {
    sverka().args(["run", "--quiet"]).arg(project).assert().success();
}

fn check(project: &Path, baseline: &Path, options: &[&str]) -> Assert {
    sverka().arg("check").arg(project).arg("--baseline").arg(baseline).args(options).assert()
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Runs a fixture and holds it against the baseline kept with it.
fn holds(name: &str) {
    let project = fixture_copy(name);
    run(project.path());
    let done = check(project.path(), &fixture(name).join("baseline"), &[]);
    let output = done.get_output();
    assert!(
        output.status.success(),
        "{name} decides or counts otherwise than its baseline; where that is meant: \
         sverka run fixtures/{name} && sverka check fixtures/{name} --baseline \
         fixtures/{name}/baseline --accept\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

#[test]
fn the_hand_made_fixture_decides_and_counts_as_its_baseline() {
    holds("tiny");
}

#[test]
fn the_simulated_fixture_decides_and_counts_as_its_baseline() {
    holds("demo");
}

#[test]
fn a_run_that_decides_otherwise_fails_with_every_flip_and_its_reason() {
    let project = fixture_copy("tiny");
    run(project.path());
    let whole = project.path().join("whole");
    fs::rename(project.path().join("out"), &whole).unwrap();
    run(project.path());
    let same = check(project.path(), &whole, &["--json"]).success();
    let json: Value = serde_json::from_str(&stdout(&same)).unwrap();
    assert_eq!((&json["passed"], json["flips"].as_array().unwrap().len()), (&true.into(), 0));

    // A threshold nearly nobody reaches: links become possible links.
    let toml = project.path().join("sverka.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("[linkage]\nlink_threshold = 0.99999999\n{text}")).unwrap();
    run(project.path());
    let failed = check(project.path(), &whole, &[]).code(4);
    let said = stdout(&failed);
    for part in
        ["link        ngo_register ", "status: link → possible_link", "finding     ", "because "]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    let message = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(message.contains("finding (allowed 0)") && message.contains("--accept"), "{message}");
    let json = stdout(&check(project.path(), &whole, &["--json"]).code(4));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(json["kinds"]["link"]["breached"], true);
    let figures = json["flips"].as_array().unwrap().iter().filter(|flip| flip["kind"] == "figure");
    let explained = figures
        .filter(|flip| flip["because"].to_string().contains("finding: registered → undetermined"));
    assert!(explained.count() > 0, "{json}");

    // Declared, it passes; accepted, it is the baseline.
    let kinds = json["kinds"].as_object().unwrap().keys();
    let allowed: String = kinds.map(|kind| format!("{kind} = 10000\n")).collect();
    fs::write(whole.join("tolerances.toml"), format!("[allowed]\n{allowed}")).unwrap();
    check(project.path(), &whole, &[]).success();
    let accepted = project.path().join("accepted");
    check(project.path(), &accepted, &["--accept"]).success();
    check(project.path(), &accepted, &[]).success();
}

#[test]
fn a_gate_that_cannot_judge_says_why() {
    let project = fixture_copy("tiny");
    let baseline = fixture("tiny").join("baseline");
    check(project.path(), &baseline, &[]).code(2);
    run(project.path());
    let empty = tempfile::tempdir().unwrap();
    check(project.path(), empty.path(), &[]).code(3);
    let wrong = tempfile::tempdir().unwrap();
    for name in ["findings.csv", "links.csv", "figures.json"] {
        fs::copy(baseline.join(name), wrong.path().join(name)).unwrap();
    }
    fs::write(wrong.path().join("tolerances.toml"), "weight = 1\n").unwrap();
    let message = check(project.path(), wrong.path(), &[]).code(3).get_output().stderr.clone();
    assert!(String::from_utf8(message).unwrap().contains("unknown field `weight`"));
    let findings = project.path().join("out/findings.csv");
    let text = fs::read_to_string(&findings).unwrap();
    fs::write(&findings, text.replacen("registered", "refused", 1)).unwrap();
    check(project.path(), &baseline, &[]).code(5);
}

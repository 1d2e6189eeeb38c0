//! What a bad input gets: a message naming file, place and remedy, the right exit code, no partial
//! outputs, the store unchanged.

use std::fs;
use std::path::Path;

use crate::common::{contents, fixture_copy, own_reference, sverka};
use tempfile::TempDir;

/// A project that has run once, so that there is a store and an output folder to leave alone.
fn project_that_has_run() -> TempDir {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    project
}

/// What must not change when a run is refused: every output, and what `explain` reads from the
/// store.
fn state(project: &Path) -> Vec<(String, Vec<u8>)> {
    let files = contents(&project.join("out")).into_iter();
    let mut files: Vec<(String, Vec<u8>)> =
        files.map(|(path, bytes)| (path.display().to_string(), bytes)).collect();
    let database = fs::read(project.join("sverka.sqlite")).unwrap();
    files.push(("database".to_owned(), database));
    files
}

/// Runs a project after something was broken in it and checks that it was refused cleanly.
fn refused(break_it: impl Fn(&Path), expected: &[&str]) {
    let project = project_that_has_run();
    let before = state(project.path());
    break_it(project.path());
    let assert = sverka().args(["run", "--quiet"]).arg(project.path()).assert().code(3);
    let message = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    for part in expected {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    assert!(assert.get_output().stdout.is_empty());
    assert!(state(project.path()) == before, "outputs or store changed");
    let left: Vec<String> = fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("out."))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_missing_file() {
    refused(
        |dir| fs::rename(dir.join("data/court.csv"), dir.join("data/courts.csv")).unwrap(),
        &["data/court.csv", "no such file", "courts.csv"],
    );
}

#[test]
fn an_empty_file() {
    refused(|dir| fs::write(dir.join("data/court.csv"), "").unwrap(), &["court.csv", "empty"]);
}

#[test]
fn a_truncated_workbook() {
    refused(
        |dir| {
            let path = dir.join("data/ngo-b.xlsx");
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() * 2 / 3]).unwrap();
        },
        &["ngo-b.xlsx", "cut short or damaged", "copy it again"],
    );
}

#[test]
fn a_file_that_is_not_what_its_extension_says() {
    refused(
        |dir| {
            fs::copy(dir.join("data/ngo-a.csv"), dir.join("data/ngo-b.xlsx")).unwrap();
        },
        &["ngo-b.xlsx", "the extension says"],
    );
    refused(
        |dir| {
            fs::copy(dir.join("data/ngo-b.xlsx"), dir.join("data/ngo-a.csv")).unwrap();
        },
        &["ngo-a.csv", "the extension says"],
    );
}

#[test]
fn a_header_that_is_not_there() {
    refused(
        |dir| {
            let path = dir.join("data/court.csv");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replacen("Инстанция", "Инстанцыя суда", 1)).unwrap();
        },
        &["court.csv", "Инстанция", "Инстанцыя суда"],
    );
}

#[test]
fn nothing_but_broken_rows() {
    refused(
        |dir| {
            let path = dir.join("data/court.csv");
            let text = fs::read_to_string(&path).unwrap();
            let header = text.lines().next().unwrap();
            let columns = header.matches(',').count();
            let broken = format!("\n{}", ",".repeat(columns - 1) + "x").repeat(1000);
            fs::write(&path, format!("{header}{broken}\n")).unwrap();
        },
        &["court", "1000", "rows"],
    );
}

#[test]
fn a_thousand_broken_rows_among_good_ones_are_counted_and_the_good_ones_flow() {
    let project = fixture_copy("tiny");
    let path = project.path().join("data/court.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    for number in 0..1000 {
        text.push_str(&format!("УД-{number}/24-Б9,суд,первая,32.13.2024,166,,,,,,,,\n"));
    }
    fs::write(&path, text).unwrap();
    let done = sverka().args(["run", "--json"]).arg(project.path()).assert().success();
    let output = done.get_output();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let court =
        &json["sources"].as_array().unwrap().iter().find(|s| s["source"] == "court").unwrap();
    assert_eq!((court["quarantined"].as_u64(), court["records"].as_u64()), (Some(1000), Some(6)));
    let quarantine = fs::read_to_string(project.path().join("out/quarantine.csv")).unwrap();
    assert_eq!(quarantine.lines().filter(|line| line.starts_with("court,")).count(), 1000);
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(message.contains("1000 rows") && message.contains("unreadable_date"), "{message}");
}

#[test]
fn a_project_file_with_an_unknown_key() {
    refused(
        |dir| {
            let path = dir.join("sverka.toml");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replacen("horizon_days", "horizon_day", 1)).unwrap();
        },
        &["sverka.toml:13:", "horizon_day", "did you mean `horizon_days`?"],
    );
}

#[test]
fn a_reference_file_with_a_duplicate() {
    refused(
        |dir| {
            own_reference(dir, "grounds.csv", |text| {
                let second = text.lines().nth(1).unwrap().to_owned();
                format!("{}\n{second}\n", text.trim_end())
            });
        },
        &["grounds.csv", "duplicate", "line 2"],
    );
}

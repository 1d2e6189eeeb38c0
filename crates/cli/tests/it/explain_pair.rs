//! `explain LEFT RIGHT`: the number of `links.csv`, line by line; pairs that were never compared;
//! and what it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{fixture_copy, own_reference, sverka};

/// Rows of `links.csv` that hold a candidate, by column.
fn links(project: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(project.join("out/links.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().unwrap().collect();
    let rows = lines.map(|cells| header.iter().cloned().zip(cells).collect());
    rows.filter(|row: &BTreeMap<String, String>| !row["right"].is_empty()).collect()
}

fn explain(project: &Path, left: &str, right: &str) -> Value {
    let done = sverka()
        .args(["explain", left, right, "--json", "--project"])
        .arg(project)
        .assert()
        .success();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

fn assert_adds_up(view: &Value) {
    let bits = |value: &Value| value["bits"].as_f64().unwrap();
    let sum: f64 = view["evidence"].as_array().unwrap().iter().map(bits).sum();
    assert!((sum - view["weight_bits"].as_f64().unwrap()).abs() < 1e-9, "{view}");
}

fn assert_as_in_links(project: &Path, row: &BTreeMap<String, String>) {
    let view = explain(project, &row["left"], &row["right"]);
    assert_adds_up(&view);
    assert_eq!(view["kind"], row["kind"]);
    assert_eq!(view["standing"], "kept");
    assert_eq!(view["rank"].to_string(), row["rank"]);
    let weight = view["weight_bits"].as_f64().unwrap();
    assert_eq!(format!("{weight:.4}"), row["weight_bits"], "{view}");
    let probability = view["probability"].as_f64().unwrap();
    assert_eq!(format!("{probability:.6}"), row["probability"], "{view}");
    for one in view["evidence"].as_array().unwrap() {
        let comparison = one["comparison"].as_str().unwrap();
        let bits = format!("{:.4}", one["bits"].as_f64().unwrap());
        assert_eq!(one["level"], row[&format!("{comparison}_level")]);
        assert_eq!(bits, row[&format!("{comparison}_bits")], "{comparison}");
    }
}

#[test]
fn a_candidate_has_the_number_of_links_csv_whichever_fixture() {
    let tiny = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(tiny.path()).assert().success();
    let rows = links(tiny.path());
    let kinds = ["ngo_register", "register_court", "ngo_ngo"];
    for kind in kinds {
        for row in rows.iter().filter(|row| row["kind"] == kind).take(12) {
            assert_as_in_links(tiny.path(), row);
        }
    }
    let demo = fixture_copy("demo");
    sverka().args(["run", "--quiet"]).arg(demo.path()).assert().success();
    let rows = links(demo.path());
    for kind in kinds {
        let of_kind: Vec<_> = rows.iter().filter(|row| row["kind"] == kind).collect();
        for row in [of_kind[0], of_kind[of_kind.len() / 2]] {
            assert_as_in_links(demo.path(), row);
        }
    }
}

/// The first report and entry of `links.csv` that were never compared with each other.
fn far_pair(project: &Path) -> (String, String) {
    let mut rows = links(project);
    rows.retain(|row| row["kind"] == "ngo_register");
    for left in &rows {
        for right in &rows {
            let (left, right) = (&left["left"], &right["right"]);
            if explain(project, left, right)["standing"] == "not_brought_up" {
                return (left.clone(), right.clone());
            }
        }
    }
    panic!("every pair was compared");
}

#[test]
fn a_pair_never_compared_says_so_and_which_rules_would_have_brought_it_up() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let (left, right) = far_pair(project.path());
    let view = explain(project.path(), &left, &right);
    assert_adds_up(&view);
    assert_eq!(view["rank"], Value::Null);
    let rules = view["rules"].as_array().unwrap();
    assert!(rules.len() > 5);
    for rule in rules {
        assert_eq!(rule["outcome"], "not_shared");
        let keys = rule["keys"].as_array().unwrap();
        assert!(keys.iter().any(|key| key["agreement"] != "shared"), "{rule}");
    }
    let done = sverka()
        .args(["explain", &left, &right, "--project"])
        .arg(project.path())
        .assert()
        .success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(text.contains("Never compared") && text.contains("name_pair"), "{text}");
    assert!(text.contains("two words of a person's name"), "{text}");
    for canary in ["Асанова", "Asanova", "10503199400011", "Токтогулов"] {
        assert!(!text.contains(canary), "{canary} leaked");
    }
}

#[test]
fn both_forms_speak_the_language_asked_for_with_the_same_numbers() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let entry = "erp:03-050-2022-000101";
    let printed = |refs: &[&str], language: &str| {
        let done = sverka()
            .arg("explain")
            .args(refs)
            .args(["--lang", language, "--project"])
            .arg(project.path())
            .assert()
            .success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    for refs in [&["ngo-a:А-01"][..], &["ngo-a:А-01", entry]] {
        let [en, ru, ky] = ["en", "ru", "ky"].map(|language| printed(refs, language));
        for (text, word) in [(&en, "Result"), (&ru, "Итог сличения"), (&ky, "Салыштыруунун")]
        {
            assert!(text.contains(word), "{word}: {text}");
        }
        // The same bits, whatever the decimal mark.
        let bits = |text: &str| -> Vec<String> {
            let numbers = text.split_whitespace().filter(|word| word.starts_with(['+', '−']));
            numbers.map(|number| number.replace(',', ".")).collect()
        };
        assert!(bits(&en).len() > 5 && bits(&en) == bits(&ru) && bits(&ru) == bits(&ky), "{en}");
        assert!(en != ru && ru != ky);
    }
    let german = ["explain", "А-01", "--lang", "de", "--project"];
    sverka().args(german).arg(project.path()).assert().code(2);
}

#[test]
fn two_reports_are_explained_alike_in_either_order() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let one = explain(project.path(), "ngo-a:А-01", "ngo-c:C-002");
    assert_eq!(one, explain(project.path(), "C-002", "А-01"));
    assert_eq!((&one["kind"], &one["standing"]), (&"ngo_ngo".into(), &"kept".into()));
    assert_adds_up(&one);
}

#[test]
fn an_unknown_id_and_a_pair_that_cannot_be_linked_are_wrong_command_lines() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let entry = "erp:03-050-2022-000101";
    for (left, right, says) in [
        (entry, "ngo-a:А-01", "sverka explain ngo-a:А-01 erp:03-050-2022-000101"),
        (entry, "УД-7/23-О1", "the other way round"),
        ("ngo-a:А-01", "ngo-a:А-99", "no record ngo-a:А-99"),
        ("А-00", entry, "no record А-00"),
        ("ngo-a:А-01", "А-01", "named twice"),
        (entry, "erp:03-051-2022-000214", "not compared"),
        ("ngo-a:А-01", "УД-7/23-О1", "not compared"),
    ] {
        let refused = sverka()
            .args(["explain", left, right, "--project"])
            .arg(project.path())
            .assert()
            .code(2);
        let message = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(message.contains(says), "{left} {right}: {message}");
    }
}

#[test]
fn linking_says_which_rules_left_out_blocks_and_how_many_pairs() {
    let tiny = fixture_copy("tiny");
    own_reference(tiny.path(), "blocking_rules.csv", |text| {
        let rule = "region_weeks,office_area|told_weeks,";
        text.replacen(&format!("{rule}200000"), &format!("{rule}1"), 1)
    });
    sverka().arg("ingest").arg(tiny.path()).assert().success();
    let linked = sverka().arg("link").arg(tiny.path()).assert().success();
    let told = String::from_utf8(linked.get_output().stderr.clone()).unwrap();
    let left_out: Vec<&str> = told.lines().filter(|line| line.contains("left out")).collect();
    let [line] = left_out[..] else { panic!("{told}") };
    assert!(line.starts_with("register_court: rule region_weeks left out "), "{line}");
}

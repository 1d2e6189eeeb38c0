//! `evaluate`: the groups add up to the whole in every dimension, P(none) is measured against the
//! truth, and neither shows a name.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{fixture_copy, sverka};

fn evaluate(project: &Path, truth: &Path, arguments: &[&str]) -> Vec<u8> {
    let done = sverka()
        .arg("evaluate")
        .args(arguments)
        .arg("--truth")
        .arg(truth)
        .arg(project)
        .assert()
        .success();
    done.get_output().stdout.clone()
}

fn count(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_else(|| panic!("{key} is no count in {value}"))
}

/// Checks every kind of link and P(none) of one evaluation.
fn assert_adds_up(json: &Value, reports: u64) {
    for kind in ["ngo_register", "register_court", "ngo_ngo"] {
        let whole = &json["links"][kind];
        for dimension in ["script", "sex", "citizenship", "source"] {
            let groups = whole["groups"][dimension].as_array().unwrap();
            assert!(!groups.is_empty(), "{kind} {dimension}");
            for key in ["matches", "links", "correct_links", "matches_in_review"] {
                let sum: u64 = groups.iter().map(|group| count(group, key)).sum();
                assert_eq!(sum, count(whole, key), "{kind} {dimension} {key}");
            }
            for group in groups {
                let few = count(group, "matches") < 10;
                assert_eq!(group["too_few_matches"], few, "{group}");
                assert!(!few || group["recall_below_the_rest"] == false);
                for rate in ["precision", "recall", "f1"] {
                    let Some(value) = group[rate].as_f64() else { continue };
                    let ends = group[format!("{rate}_interval")].as_array().unwrap();
                    let (low, high) = (ends[0].as_f64().unwrap(), ends[1].as_f64().unwrap());
                    assert!(low <= value && value <= high, "{group}");
                }
            }
        }
    }
    let none = &json["none"];
    let bands = none["calibration"].as_array().unwrap();
    assert_eq!(bands.len(), 10);
    assert_eq!(count(none, "reports"), reports);
    assert_eq!(bands.iter().map(|band| count(band, "reports")).sum::<u64>(), reports);
    let matches = count(&json["links"]["ngo_register"], "matches");
    assert_eq!(count(none, "without_crime_record"), reports - matches);
    assert!((0.0..=1.0).contains(&none["brier"].as_f64().unwrap()));
}

#[test]
fn the_groups_of_a_few_true_pairs_add_up() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let truth = project.path().join("truth.csv");
    fs::write(
        &truth,
        "kind,left,right,value\n\
         ngo_register,ngo-a:А-01,erp:03-050-2022-000101,match\n\
         ngo_register,ngo-a:А-02,erp:03-051-2022-000214,match\n\
         ngo_register,ngo-a:А-07,erp:03-051-2022-000214,match\n\
         ngo_ngo,ngo-a:А-01,ngo-c:C-002,match\n",
    )
    .unwrap();
    let json: Value =
        serde_json::from_slice(&evaluate(project.path(), &truth, &["--json"])).unwrap();
    assert_adds_up(&json, 30);
    let of_a = json["links"]["ngo_register"]["groups"]["source"].as_array().unwrap();
    let of_a = of_a.iter().find(|group| group["group"] == "ngo-a").unwrap();
    assert_eq!((count(of_a, "matches"), count(of_a, "correct_links")), (3, 2));
    let text = String::from_utf8(evaluate(project.path(), &truth, &[])).unwrap();
    assert!(text.contains("too small to tell") && text.contains("Brier score"), "{text}");
}

#[test]
fn the_demo_is_measured_by_group_without_a_name() {
    let project = fixture_copy("demo");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let truth = project.path().join("truth.csv");
    let json = evaluate(project.path(), &truth, &["--json"]);
    assert_adds_up(&serde_json::from_slice(&json).unwrap(), 150);
    let text = evaluate(project.path(), &truth, &[]);
    for output in [json, text] {
        let output = String::from_utf8(output).unwrap();
        for canary in ["Nazaralieva", "Щербаков", "Мирбекова", "Мирзоева"]
        {
            assert!(!output.contains(canary), "{canary} leaked");
        }
    }
}

//! `link --estimate` and `--model`: what the model file holds, that using it again gives the same
//! bytes, and which files are refused.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{contents, fixture_copy, sverka};

fn model_of(project: &Path) -> Value {
    serde_json::from_slice(&fs::read(project.join("model.json")).unwrap()).unwrap()
}

fn estimate(project: &Path, threads: &str) -> String {
    let done =
        sverka().args(["link", "--estimate", "--threads", threads]).arg(project).assert().success();
    String::from_utf8_lossy(&done.get_output().stderr).into_owned()
}

fn ingested() -> TempDir {
    let project = fixture_copy("tiny");
    sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().success();
    project
}

/// Names and bytes of the outputs.
fn outputs(project: &Path) -> Vec<(String, Vec<u8>)> {
    let files = contents(&project.join("out")).into_iter();
    files.map(|(path, bytes)| (path.display().to_string(), bytes)).collect()
}

#[test]
fn a_model_used_again_gives_the_same_bytes_and_the_run_names_it() {
    let project = ingested();
    estimate(project.path(), "1");
    sverka().args(["report", "--quiet"]).arg(project.path()).assert().success();
    let estimated = outputs(project.path());
    let model = project.path().join("model.json");
    let bytes = fs::read(&model).unwrap();
    sverka().args(["run", "--quiet", "--model"]).arg(&model).arg(project.path()).assert().success();
    let again = outputs(project.path());
    assert_eq!(estimated.len(), again.len());
    for ((name, a), (_, b)) in estimated.iter().zip(&again) {
        assert!(a == b, "{name} differs");
    }
    assert_eq!(fs::read(&model).unwrap(), bytes, "using a model does not change it");

    let run: Value =
        serde_json::from_slice(&fs::read(project.path().join("out/run.json")).unwrap()).unwrap();
    let named = run["parameters"]["link_model"].as_str().unwrap();
    assert!(named.starts_with("sha256:") && named.len() == 71, "{named}");

    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let run: Value =
        serde_json::from_slice(&fs::read(project.path().join("out/run.json")).unwrap()).unwrap();
    assert_eq!(run["parameters"]["link_model"], "shipped", "a model is never picked up silently");
}

#[test]
fn a_pair_is_explained_with_the_model_it_was_linked_with() {
    let project = ingested();
    estimate(project.path(), "2");
    let links = sverka().args(["report", "--quiet"]).arg(project.path()).output().unwrap();
    assert!(links.status.success());
    let text = fs::read_to_string(project.path().join("out/links.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let placed = |row: &csv::StringRecord| !row[column("right")].is_empty();
    let row = rows.records().map(Result::unwrap).find(placed).unwrap();
    let explain = |more: &[&str]| {
        sverka()
            .args(["explain", &row[column("left")], &row[column("right")], "--json", "--project"])
            .arg(project.path())
            .args(more)
            .assert()
    };
    explain(&[]).code(2);
    let model = project.path().join("model.json");
    let done = explain(&["--model", model.to_str().unwrap()]).success();
    let told: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let weight: f64 = row[column("weight_bits")].parse().unwrap();
    assert!((told["weight_bits"].as_f64().unwrap() - weight).abs() < 1e-3, "{told}");
}

#[test]
fn an_estimate_is_the_same_at_any_thread_count() {
    let project = ingested();
    estimate(project.path(), "1");
    let one = fs::read(project.path().join("model.json")).unwrap();
    estimate(project.path(), "5");
    assert!(one == fs::read(project.path().join("model.json")).unwrap());
}

#[test]
fn what_had_too_little_data_is_said_and_keeps_its_values() {
    let project = ingested();
    let said = estimate(project.path(), "2");
    assert!(said.contains("too few matches with the value known"), "{said}");
    let model = model_of(project.path());
    for kind in model["kinds"].as_array().unwrap() {
        let provenance = &kind["provenance"];
        for counted in ["left_records", "targets", "candidate_pairs", "vectors", "passes", "rounds"]
        {
            assert!(provenance[counted].as_u64().unwrap() > 0, "{counted}");
        }
        let kept = provenance["kept_shipped"].as_array().unwrap();
        for name in ["victim_present", "accused_present"] {
            let share = &kind[name];
            let unchanged = share["share"] == share["shipped_share"];
            assert_eq!(unchanged, kept.contains(&Value::from(name)), "{share}");
        }
        for comparison in kind["comparisons"].as_array().unwrap() {
            let too_little = kept.contains(&comparison["comparison"]);
            let known = comparison["known_matches"].as_f64().unwrap();
            // Whether it is too little is judged when EM begins; the count is that of its end.
            assert!(if too_little { known < 15.0 } else { known > 7.0 }, "{comparison}");
            let same = |level: &Value| level["m"] == level["shipped_m"];
            let unchanged = comparison["levels"].as_array().unwrap().iter().all(same);
            assert_eq!(unchanged, too_little, "{comparison}");
        }
    }
    assert!(model["deliveries"].as_array().unwrap().len() > 2);
}

#[test]
fn a_model_that_does_not_fit_is_refused_with_its_place() {
    let project = ingested();
    estimate(project.path(), "2");
    let good = model_of(project.path());
    let path = project.path().join("other.json");
    let refused = |text: String, place: &str| {
        fs::write(&path, text).unwrap();
        for command in ["link", "run"] {
            let done = sverka()
                .args([command, "--quiet", "--model"])
                .arg(&path)
                .arg(project.path())
                .assert()
                .code(3);
            let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
            assert!(said.contains("other.json"), "{said}");
            assert!(said.contains(place), "{place}: {said}");
            assert!(said.contains("--estimate"), "no remedy: {said}");
        }
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut model = good.clone();
        change(&mut model);
        model.to_string()
    };
    refused(with(&|m| m["version"] = 1.into()), "version 1");
    refused(with(&|m| m["format"] = "sverka-list-model".into()), "sverka-list-model");
    refused(with(&|m| m["added"] = 1.into()), "unknown field `added`");
    refused("{".to_owned(), "line 1 column 1");
    let comparisons = |m: &mut Value| m["kinds"][0]["comparisons"].take();
    let mut all = comparisons(&mut good.clone());
    all.as_array_mut().unwrap().pop();
    refused(with(&|m| m["kinds"][0]["comparisons"] = all.clone()), "ngo_register");
    let level = "/kinds/1/comparisons/0/levels/0";
    let set =
        |key: &str, value: Value| with(&|m| m.pointer_mut(level).unwrap()[key] = value.clone());
    refused(set("level", "better".into()), "register_court person_name");
    refused(set("m", 0.9.into()), "m is no distribution");
    refused(set("u", 0.0.into()), "u is no distribution");
    refused(with(&|m| m["kinds"][2]["match_share"] = 1.5.into()), "ngo_ngo match_share");
    refused(
        with(&|m| m["kinds"][0]["victim_present"]["share"] = 0.into()),
        "ngo_register victim_present",
    );
    refused(with(&|m| m["kinds"].as_array_mut().unwrap().reverse()), "in this order");
}

#[test]
fn a_model_is_either_estimated_or_given() {
    let project = fixture_copy("tiny");
    sverka()
        .args(["link", "--estimate", "--model", "model.json"])
        .arg(project.path())
        .assert()
        .code(2);
}

//! Same inputs, same bytes: twice, at any thread count, in one go or stage by stage.

use std::fs;

use crate::common::{Files, contents, fixture_copy, printed_copy, sverka};

fn assert_same(left: &Files, right: &Files) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    for (name, bytes) in left {
        assert!(bytes == &right[name], "{} differs", name.display());
    }
}

#[test]
fn outputs_are_the_same_bytes_twice_and_at_any_thread_count() {
    let project = printed_copy("demo");
    let mut before: Option<Files> = None;
    for threads in ["1", "2", "7"] {
        sverka()
            .args(["run", "--quiet", "--threads", threads])
            .arg(project.path())
            .assert()
            .success();
        let now = contents(&project.path().join("out"));
        assert!(now.len() > 8, "{:?}", now.keys());
        if let Some(before) = &before {
            assert_same(before, &now);
        }
        before = Some(now);
    }
}

#[test]
fn stage_by_stage_gives_what_run_gives() {
    let (whole, staged) = (fixture_copy("tiny"), fixture_copy("tiny"));
    sverka().args(["run", "--quiet"]).arg(whole.path()).assert().success();
    for stage in ["ingest", "link", "report"] {
        sverka().args([stage, "--quiet"]).arg(staged.path()).assert().success();
    }
    assert_same(&contents(&whole.path().join("out")), &contents(&staged.path().join("out")));
}

#[test]
fn reading_the_same_delivery_again_changes_nothing() {
    let project = fixture_copy("tiny");
    sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().success();
    let output =
        sverka().args(["ingest", "--json", "--quiet"]).arg(project.path()).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    for source in json["sources"].as_array().unwrap() {
        assert_eq!(source["database"], "unchanged", "{source}");
    }
}

#[test]
fn a_newer_delivery_replaces_and_says_what_changed() {
    let project = fixture_copy("tiny");
    sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().success();
    let path = project.path().join("data/court.csv");
    let text = fs::read_to_string(&path).unwrap();
    let shorter: Vec<&str> = text.lines().take(6).collect();
    fs::write(&path, shorter.join("\n") + "\n").unwrap();
    let output =
        sverka().args(["ingest", "--json", "--quiet"]).arg(project.path()).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    let outcome = |id: &str| {
        let sources = json["sources"].as_array().unwrap();
        sources.iter().find(|source| source["source"] == id).unwrap()["database"].clone()
    };
    assert_eq!(outcome("court"), "replaced: 0 new, 1 gone, 0 changed");
    assert_eq!(outcome("erp"), "unchanged");
}

#[test]
fn the_demo_is_what_the_simulator_writes_for_its_seed() {
    let dir = tempfile::tempdir().unwrap();
    let made = dir.path().join("demo");
    sverka()
        .args(["simulate", "--quiet", "--seed", "20260630", "--reports", "150"])
        .args(["--register", "8000", "--court", "1200"])
        .arg(&made)
        .assert()
        .success();
    let kept = printed_copy("demo");
    for name in ["truth.csv", "sverka.toml", "README.md"] {
        let same = fs::read(made.join(name)).unwrap() == fs::read(kept.path().join(name)).unwrap();
        assert!(same, "{name} differs: write fixtures/demo again");
    }
    assert_same(&contents(&made.join("data")), &contents(&kept.path().join("data")));
}

#[test]
fn what_a_new_delivery_does_not_touch_is_kept_and_the_outputs_are_those_of_linking_all() {
    let (touched, all) = (fixture_copy("tiny"), fixture_copy("tiny"));
    for project in [&touched, &all] {
        sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
        let path = project.path().join("data/court.csv");
        let text = fs::read_to_string(&path).unwrap();
        let shorter: Vec<&str> = text.lines().take(6).collect();
        fs::write(&path, shorter.join("\n") + "\n").unwrap();
    }
    let run = |expected: [&str; 3]| {
        let done = sverka().arg("run").arg(touched.path()).assert().success();
        let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        for what in expected {
            assert!(told.contains(what), "{what}: {told}");
        }
    };
    let kept = "nothing it rests on changed; kept";
    let [reports, twice] = ["ngo_register", "ngo_ngo"].map(|kind| format!("{kind}: {kept}"));
    run([&reports, "register_court: linked in", &twice]);
    for stage in ["ingest", "link", "report"] {
        sverka().args([stage, "--quiet"]).arg(all.path()).assert().success();
    }
    assert_same(&contents(&touched.path().join("out")), &contents(&all.path().join("out")));
    run([&reports, &format!("register_court: {kept}"), &twice]);
}

//! Outputs are made again from the files they came from, or it is said what changed.

use std::fs;
use std::path::Path;

use crate::common::{contents, fixture_copy, sverka};

fn refused(project: &Path, code: i32, message: &str) {
    let done = sverka().args(["reproduce", "--project"]).arg(project).assert().code(code);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains(message), "{said}");
}

#[test]
fn a_release_and_copies_for_excel_are_made_again_too() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    sverka().args(["run", "--quiet"]).arg(dir).assert().success();
    sverka().args(["release", "--quiet", "--excel-ru"]).arg(dir).assert().success();
    let again = dir.join("again");
    sverka().args(["reproduce", "--project"]).arg(dir).arg("--out").arg(&again).assert().success();
    let made = contents(&again);
    assert!(made == contents(&dir.join("out")));
    assert!(made.keys().any(|name| name.starts_with("public/excel-ru")), "{:?}", made.keys());

    let ladder = dir.join("out/public/ladder.csv");
    let text = fs::read_to_string(&ladder).unwrap();
    fs::write(&ladder, text.clone() + "x").unwrap();
    refused(dir, 5, "public/ladder.csv differs");
    fs::write(&ladder, text).unwrap();
    // Under other rules it is another release, which the ledger does not have.
    let file = dir.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + "\n[disclosure]\nround_to = 10\n").unwrap();
    refused(dir, 5, "public/ladder.csv cannot be made again");
}

#[test]
fn the_same_files_give_the_same_bytes_and_a_change_is_named() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    refused(dir, 2, "sverka run");
    sverka().args(["run", "--quiet"]).arg(dir).assert().success();
    let before = contents(dir);
    let again = dir.join("again");
    sverka().args(["reproduce", "--project"]).arg(dir).arg("--out").arg(&again).assert().success();
    assert!(contents(&again) == contents(&dir.join("out")));
    fs::remove_dir_all(&again).unwrap();
    let strip = |files: crate::common::Files| -> Vec<_> {
        files.into_iter().filter(|(path, _)| !path.to_string_lossy().contains(".sqlite-")).collect()
    };
    assert!(strip(contents(dir)) == strip(before), "nothing of the project is changed");

    let output = dir.join("out/findings.csv");
    let text = fs::read_to_string(&output).unwrap();
    fs::write(&output, text.clone() + "x").unwrap();
    refused(dir, 5, "findings.csv differs");
    fs::write(&output, text).unwrap();

    let run = dir.join("out/run.json");
    let text = fs::read_to_string(&run).unwrap();
    fs::write(&run, text.replacen("\"version\": \"", "\"version\": \"9", 1)).unwrap();
    refused(dir, 7, "made by version 9");
    fs::write(&run, text).unwrap();

    let input = dir.join("data/court.csv");
    let text = fs::read_to_string(&input).unwrap();
    fs::write(&input, text + "\n").unwrap();
    refused(dir, 5, "court.csv");
}

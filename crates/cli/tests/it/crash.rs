//! Nothing is lost and nothing is half: the real binary over a file layer that fails on purpose
//! (`tests/faults/faults.c`), killed at any moment, on media that are full or read-only. Whatever
//! happened, running again gives the bytes of an uninterrupted run, and until then `out/` is the old
//! set or the new one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::common::{Files, contents, fixture_copy, sverka};
use crate::faults::LAYER;

/// Runs a command of the binary, with its options, with the `at`-th change of a file below the
/// project going wrong.
pub(crate) fn with_fault(command: &str, project: &Path, kind: &str, at: u64) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sverka"));
    child
        .args(command.split(' '))
        .args(["--quiet", "--threads", "1"])
        .arg(project)
        .env("LD_PRELOAD", &LAYER.1)
        .env("FAULT_DIR", project)
        .env("FAULT_KIND", kind)
        .env("FAULT_AT", at.to_string())
        .env("FAULT_COUNT", count_file(command));
    child.output().unwrap()
}

fn count_file(command: &str) -> std::path::PathBuf {
    LAYER.0.path().join(format!("{}.count", command.replace(' ', "_")))
}

/// How many changes a whole run of the command makes below the project.
pub(crate) fn changes(command: &str, project: &Path) -> u64 {
    let output = with_fault(command, project, "none", 0);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let count = fs::read_to_string(count_file(command)).unwrap();
    count.trim().parse().unwrap()
}

fn run(project: &Path) {
    sverka().args(["run", "--quiet"]).arg(project).assert().success();
}

/// A project whose outputs are those of an earlier delivery, what its next run must give, and what
/// it holds before.
struct Interrupted {
    project: TempDir,
    old: Files,
    new: Files,
    database: Vec<u8>,
}

impl Interrupted {
    fn new() -> Self {
        let project = fixture_copy("tiny");
        let court = project.path().join("data/court.csv");
        let whole = fs::read_to_string(&court).unwrap();
        let shorter: Vec<&str> = whole.lines().take(6).collect();
        fs::write(&court, shorter.join("\n") + "\n").unwrap();
        run(project.path());
        fs::write(&court, whole).unwrap();
        let old = contents(&project.path().join("out"));
        let database = fs::read(project.path().join("sverka.sqlite")).unwrap();
        let made = Self { project, old, new: Files::new(), database };
        run(made.project.path());
        let new = contents(&made.project.path().join("out"));
        assert_ne!(made.old, new);
        Self { new, ..made }
    }

    /// Puts everything back to before the run.
    fn rewind(&self) {
        let dir = self.project.path();
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.starts_with("sverka.sqlite") {
                fs::remove_file(&path).unwrap();
            } else if name.starts_with("out") {
                fs::remove_dir_all(&path).unwrap();
            }
        }
        fs::write(dir.join("sverka.sqlite"), &self.database).unwrap();
        for (name, bytes) in &self.old {
            let path = dir.join("out").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// One fault, then what must hold.
    fn survives(&self, command: &str, kind: &str, at: u64) {
        self.rewind();
        let output = with_fault(command, self.project.path(), kind, at);
        let case = format!("{command}: {kind} at {at}");
        let code = output.status.code();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains("panicked"), "{case}: {told}");
        let out = contents(&self.project.path().join("out"));
        assert!(out == self.old || out == self.new, "{case}: out/ is neither the old nor the new");
        if code == Some(0) {
            assert_eq!(out, self.new, "{case}: it said done");
        } else if code != Some(137) {
            assert!(told.starts_with("sverka: "), "{case}: exit {code:?} and no word: {told}");
        }
        run(self.project.path());
        assert!(
            contents(&self.project.path().join("out")) == self.new,
            "{case}: running again gives other bytes"
        );
        let left: Vec<_> = fs::read_dir(self.project.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("out") && name != "out")
            .collect();
        assert!(left.is_empty(), "{case}: {left:?} is left beside");
        let verified =
            sverka().args(["audit", "verify"]).arg(self.project.path()).output().unwrap();
        let told = String::from_utf8_lossy(&verified.stderr).into_owned();
        assert!(verified.status.success(), "{case}: {told}");
    }
}

pub(crate) const KINDS: [&str; 5] = ["fail", "full", "short", "torn", "kill"];

/// A sample that CI has time for; `every_change_of_a_file_may_go_wrong` takes them all.
#[test]
fn a_change_of_a_file_that_goes_wrong_leaves_old_or_new() {
    let world = Interrupted::new();
    world.rewind();
    let all = changes("run", world.project.path());
    assert!(all > 60, "{all} changes: the layer does not see them");
    for (at, kind) in
        (1..=all).step_by(usize::try_from(all / 20).unwrap()).zip(KINDS.iter().cycle())
    {
        world.survives("run", kind, at);
    }
}

/// A project that was run, put back to that state before every fault.
struct Ran {
    project: TempDir,
    files: Files,
}

impl Ran {
    fn new() -> Self {
        let project = fixture_copy("tiny");
        run(project.path());
        let files = contents(project.path());
        Self { project, files }
    }

    fn rewind(&self) {
        let dir = self.project.path();
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
        }
        for (name, bytes) in &self.files {
            let path = dir.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// Faults at changes of files spread over a command. What it writes, at `written` below the
    /// project, has to be what it was before or what the whole command gives, and that after it was
    /// run again.
    fn survives(&self, command: &str, written: &[&str]) {
        let dir = self.project.path();
        let state = || -> Vec<Files> {
            let file = |name: &&str| match fs::read(dir.join(name)) {
                Ok(bytes) => Files::from([(name.into(), bytes)]),
                Err(_) => contents(&dir.join(name)),
            };
            written.iter().map(file).collect()
        };
        self.rewind();
        let before = state();
        let all = changes(command, dir);
        let after = state();
        assert!(all > 20 && before != after, "{command}: {all} changes");
        let step = usize::try_from(all / 16).unwrap().max(1);
        for (at, kind) in (1..=all).step_by(step).zip(KINDS.iter().cycle()) {
            self.rewind();
            let case = format!("{command}: {kind} at {at}");
            let output = with_fault(command, dir, kind, at);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!told.contains("panicked"), "{case}: {told}");
            let found = state();
            for (at, found) in found.iter().enumerate() {
                let whole = *found == before[at] || *found == after[at];
                assert!(whole, "{case}: {} is neither old nor new", written[at]);
            }
            match output.status.code() {
                Some(0) => assert!(found == after, "{case}: it said done"),
                Some(137) => {}
                code => assert!(told.starts_with("sverka: "), "{case}: exit {code:?}: {told}"),
            }
            let again = with_fault(command, dir, "none", 0);
            let told = String::from_utf8_lossy(&again.stderr).into_owned();
            assert!(again.status.success(), "{case}: running again: {told}");
            assert!(state() == after, "{case}: running again gives other bytes");
            let half = |name: &String| name.ends_with(".new") || name.ends_with(".old");
            let folders = [dir.to_owned(), dir.join("packs")];
            let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
            let left: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(half)
                .collect();
            assert!(left.is_empty(), "{case}: {left:?} is left beside");
            sverka().args(["audit", "verify"]).arg(dir).assert().success();
        }
    }
}

#[test]
fn reports_packs_and_releases_that_go_wrong_are_whole_or_not_there() {
    let ran = Ran::new();
    let listed = sverka().args(["report", "--list", "--json"]).arg(ran.project.path()).output();
    let offices: serde_json::Value = serde_json::from_slice(&listed.unwrap().stdout).unwrap();
    let office = offices[0]["id"].as_str().unwrap();
    let pack = format!("report --office {office} --level named --basis test --format html,docx");
    ran.survives(&pack, &[&format!("packs/{office}.named")]);
    ran.survives("report --level public", &["out", "releases.json"]);
    ran.survives("release --excel-ru", &["out", "releases.json"]);
}

/// Every kind of fault at every change of a file, some thousand runs: by hand, with
/// `cargo test -p cli --test it every_change -- --ignored --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "a long run says what it covered")]
#[ignore = "some thousand runs"]
fn every_change_of_a_file_may_go_wrong() {
    let world = Interrupted::new();
    world.rewind();
    let all = changes("run", world.project.path());
    for kind in KINDS {
        for at in 1..=all {
            world.survives("run", kind, at);
        }
        println!("{kind} at each of {all} changes of files: 0 divergences");
    }
}

/// Kills runs of `fixtures/demo` at moments spread over their length, some of them several times in a
/// row, until so many were killed before their end, and compares what a last, uninterrupted run gives.
#[expect(clippy::print_stdout, reason = "a long run says what it covered")]
fn killed_at_random(kills: u64) {
    let whole = fixture_copy("demo");
    let started = std::process::Command::new(env!("CARGO_BIN_EXE_sverka"));
    let seconds = timed(started, whole.path());
    let expected = contents(&whole.path().join("out"));
    let (mut killed, mut projects) = (0, 0);
    while killed < kills {
        assert!(projects < kills, "only {killed} runs were killed before their end");
        let project = fixture_copy("demo");
        // Quasi-random moments: the fractional parts of multiples of the golden ratio.
        let share = (projects as f64 * 0.618_033_988_75).fract();
        for _ in 0..=projects % 3 {
            let mut child = Command::new(env!("CARGO_BIN_EXE_sverka"))
                .args(["run", "--quiet"])
                .arg(project.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_secs_f64(seconds * share));
            killed += u64::from(child.try_wait().unwrap().is_none());
            let _ = child.kill();
            child.wait().unwrap();
        }
        let out = contents(&project.path().join("out"));
        assert!(out.is_empty() || out == expected, "project {projects}: out/ is a mixture");
        run(project.path());
        let out = contents(&project.path().join("out"));
        assert!(out == expected, "project {projects}: running again gives other bytes");
        projects += 1;
        println!("{killed} runs killed before their end, {projects} projects: 0 divergences");
    }
}

fn timed(mut command: Command, project: &Path) -> f64 {
    #[expect(clippy::disallowed_methods, reason = "kills are spread over how long a run takes")]
    let now = std::time::Instant::now;
    let since = now();
    assert!(
        command
            .args(["run", "--quiet"])
            .arg(project)
            .stdout(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
    since.elapsed().as_secs_f64()
}

#[test]
fn a_run_killed_at_any_moment_is_resumed_to_the_same_bytes() {
    killed_at_random(6);
}

/// By hand: `cargo test -p cli --test it two_hundred -- --ignored --nocapture`.
#[test]
#[ignore = "two hundred kills of runs of fixtures/demo"]
fn two_hundred_kills_are_resumed_to_the_same_bytes() {
    killed_at_random(200);
}

#[test]
fn a_vanished_input_is_named_and_the_outputs_stay() {
    let world = Interrupted::new();
    let gone = world.project.path().join("data/court.csv");
    fs::remove_file(&gone).unwrap();
    let output = sverka().arg("run").arg(world.project.path()).assert().code(3);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.contains("court.csv"), "{told}");
    assert!(contents(&world.project.path().join("out")) == world.new);
}

#[test]
fn a_clock_that_runs_backwards_changes_no_byte() {
    let project = fixture_copy("tiny");
    run(project.path());
    let expected = contents(&project.path().join("out"));
    fs::remove_file(project.path().join("sverka.sqlite")).unwrap();
    let output = with_fault("run", project.path(), "clock", 0);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(contents(&project.path().join("out")) == expected);
}

/// Moves a project into nested folders with Cyrillic names and spaces.
fn moved_deep(project: TempDir, letters: usize) -> (TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let mut deep = root.path().to_owned();
    for part in ["Сверка по делам", "Ош шаары, 2026 год", "Өткөрүп берүү үчүн документтер"]
    {
        deep = deep.join(format!("{part} {}", "ү".repeat(letters)));
    }
    fs::create_dir_all(deep.parent().unwrap()).unwrap();
    fs::rename(project.keep(), &deep).unwrap();
    (root, deep)
}

#[test]
fn a_long_cyrillic_path_with_spaces_is_a_path() {
    let (_root, deep) = moved_deep(fixture_copy("tiny"), 35);
    assert!(deep.as_os_str().len() > 300);
    run(&deep);
    sverka().args(["audit", "verify"]).arg(&deep).assert().success();

    let (_root, too_deep) = moved_deep(fixture_copy("tiny"), 80);
    let refused = sverka().arg("run").arg(&too_deep).assert().code(3);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("move the project"), "{told}");
}

/// A medium that cannot be written to: `audit`, `why` and `explain` read, `run` says why not.
#[test]
fn a_read_only_medium_is_read_and_not_written() {
    let project = fixture_copy("tiny");
    run(project.path());
    let database = project.path().join("sverka.sqlite");
    let before = fs::read(&database).unwrap();
    // Root may write anywhere: the layer refuses every change instead of the permissions.
    for arguments in [&["audit", "verify"][..], &["audit", "log"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_sverka"))
            .args(arguments)
            .arg(project.path())
            .env("LD_PRELOAD", &LAYER.1)
            .env("FAULT_DIR", project.path())
            .env("FAULT_KIND", "full")
            .env("FAULT_AT", "1")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}");
    }
    let output = with_fault("run", project.path(), "full", 1);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("check free space and permissions"), "{told}");
    assert_eq!(fs::read(&database).unwrap(), before);
}

//! Nothing that names a person leaves by accident: no command prints it, no output without names has
//! it, no temporary file is left or lies elsewhere, and no connection is made.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::common::{contents, fixture_copy, sverka};
use crate::encryption::on_terminal;
use crate::faults::LAYER;

/// Persons of `fixtures/tiny` in the spellings of its files, a number of one, words of a narrative.
pub(crate) const CANARIES: [&str; 7] = [
    "Асанова",
    "Гульнара",
    "Токтосунова",
    "Айжан",
    "Токтогулов",
    "10503199400011",
    "удерживали в квартире",
];

pub(crate) const RECORD: &str = "ngo-a:А-01";

pub(crate) fn assert_no_canary(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} gives away {canary}");
    }
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn no_command_prints_a_name_and_no_output_without_names_has_one() {
    let project = fixture_copy("tiny");
    let dir = project.path().to_str().unwrap();
    let source = fs::read_to_string(project.path().join("data/ngo-a.csv")).unwrap();
    assert!(source.contains(CANARIES[0]), "the check itself must have what to find");
    let commands: [&[&str]; 14] = [
        &["run", dir],
        &["run", dir, "--json"],
        &["ingest", dir, "--json"],
        &["link", dir, "--json"],
        &["explain", RECORD, "--project", dir],
        &["explain", RECORD, "--project", dir, "--json"],
        &["explain", RECORD, "erp:03-050-2022-000101", "--project", dir],
        &["why", "ladder.r2", "--project", dir],
        &["audit", "verify", dir],
        &["audit", "log", dir, "--json"],
        &["privacy", "subject", RECORD, "--project", dir],
        &["privacy", "subject", RECORD, "--project", dir, "--json"],
        &["privacy", "erase", RECORD, "--reason", "test", "--project", dir],
        &["privacy", "record", dir],
    ];
    for arguments in commands {
        let output = sverka().args(arguments).env("RUST_BACKTRACE", "full").output().unwrap();
        assert_no_canary(&arguments.join(" "), &said(&output));
    }
    let inspected = sverka().arg("inspect").arg(project.path().join("data/ngo-a.csv")).output();
    assert_no_canary("inspect", &said(&inspected.unwrap()));
    for (name, bytes) in contents(&project.path().join("out")) {
        if !name.starts_with("offices") {
            assert_no_canary(&name.display().to_string(), &String::from_utf8_lossy(&bytes));
        }
    }
}

/// Bars and counters run on a terminal alone, and logs where they are asked for, if there were any.
#[test]
fn progress_on_a_terminal_names_nobody_and_there_is_no_log_to_switch_on() {
    let project = fixture_copy("tiny");
    let dir = project.path().to_str().unwrap();
    let (code, shown) = on_terminal(&["run", dir], &[]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains('\u{1b}') && shown.contains("reading"), "no progress: {shown:?}");
    assert_no_canary("progress", &shown);
    let run = |level: &str| {
        let names = ["RUST_LOG", "SQLX_LOG", "LOG_LEVEL"];
        let output = sverka().args(["run", dir]).envs(names.map(|name| (name, level))).output();
        let told = said(&output.unwrap());
        assert_no_canary(level, &told);
        told.lines()
            .filter(|line| !line.contains("linked in"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(run("trace"), run("off"));
}

/// Rows that cannot be read are the likeliest to be quoted in a message.
#[test]
fn a_refused_row_is_told_without_its_values() {
    let project = fixture_copy("tiny");
    let file = project.path().join("data/ngo-a.csv");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("04.04.2022", "Асанова Гульнара")).unwrap();
    let output = sverka().arg("run").arg(project.path()).output().unwrap();
    assert_no_canary("run", &said(&output));
    let quarantine = fs::read_to_string(project.path().join("out/quarantine.csv")).unwrap();
    assert!(quarantine.lines().count() > 1, "{quarantine}");
    assert_no_canary("quarantine.csv", &quarantine);
}

#[test]
fn no_temporary_file_is_made_outside_the_project_or_left_in_it() {
    let project = fixture_copy("tiny");
    let elsewhere = tempfile::tempdir().unwrap();
    let count = project.path().join("count");
    let output = Command::new(env!("CARGO_BIN_EXE_sverka"))
        .args(["run", "--quiet"])
        .arg(project.path())
        .env("TMPDIR", elsewhere.path())
        .env("SQLITE_TMPDIR", elsewhere.path())
        .env("LD_PRELOAD", &LAYER.1)
        .env("FAULT_DIR", elsewhere.path())
        .env("FAULT_AT", "0")
        .env("FAULT_COUNT", &count)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(fs::read_to_string(&count).unwrap().trim(), "0", "changes of files elsewhere");
    fs::remove_file(count).unwrap();
    let mut left: Vec<String> = fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.retain(|name| !fixture_has(name));
    left.sort();
    assert_eq!(left, [".sverka.lock", "out", "sverka.sqlite"]);
}

fn fixture_has(name: &str) -> bool {
    let fixture = crate::common::fixture("tiny");
    fixture.join(name).exists()
        && name != "out"
        && !name.contains(".sqlite")
        && name != ".sverka.lock"
}

/// Every socket other than a local one ends the process with exit code 99 under the layer.
#[test]
fn no_connection_is_made_and_no_name_is_looked_up() {
    let project = fixture_copy("tiny");
    let offline = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sverka"))
            .args(arguments)
            .arg(project.path())
            .env("LD_PRELOAD", &LAYER.1)
            .env("FAULT_KIND", "offline")
            .output()
            .unwrap();
        (output.status.code(), said(&output))
    };
    for arguments in [&["run", "--quiet"][..], &["audit", "verify"], &["report", "--quiet"]] {
        let (code, told) = offline(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {told}");
    }
    // The check itself must see a connection: to a database that is named, and is not there.
    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    let named =
        text.replacen("[project]", "[project]\ndatabase = \"postgres://ann@127.0.0.1:9/x\"", 1);
    fs::write(&file, named).unwrap();
    assert_eq!(offline(&["run"]).0, Some(99));
}

/// The same bytes from a process that has no interface but a loopback that is down.
#[test]
fn a_run_without_any_network_gives_the_same_bytes() {
    let alone = |flags: &str, command: &str, arguments: &[&str]| {
        Command::new("unshare").args([flags, command]).args(arguments).output().unwrap()
    };
    // As anybody else a namespace of users is needed too; where those are off, only root has one.
    let can = |flags: &&&str| alone(flags, "true", &[]).status.success();
    let flags = ["-rn", "-n"].iter().find(can).expect("unshare makes no network namespace here");
    let interfaces = alone(flags, "cat", &["/proc/net/dev"]);
    let interfaces = said(&interfaces);
    assert_eq!(interfaces.matches(':').count(), 1, "not alone: {interfaces}");
    let project = fixture_copy("tiny");
    let dir = project.path().to_str().unwrap();
    let ran = alone(flags, env!("CARGO_BIN_EXE_sverka"), &["run", "--quiet", dir]);
    assert!(ran.status.success(), "{}", said(&ran));
    let other = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(other.path()).assert().success();
    assert!(contents(&project.path().join("out")) == contents(&other.path().join("out")));
}

/// The child of [`a_panic_that_holds_every_record_prints_no_name`].
#[test]
#[ignore = "panics on purpose"]
#[expect(clippy::unnecessary_literal_unwrap, reason = "the panic is the point")]
fn panics_holding_every_record() {
    let reference = ingest::reference::embedded().unwrap();
    let dir = crate::common::fixture("tiny");
    let text = fs::read_to_string(dir.join("sverka.toml")).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    let sources: Vec<ingest::source_config::SourceConfig> =
        table.remove("source").unwrap().try_into().unwrap();
    let limits = ingest::limits::Limits::default();
    let read = |source| ingest::source::read_source(source, &dir, &reference, &limits, &|_| ());
    let readings: Vec<_> = sources.iter().map(|source| read(source).unwrap()).collect();
    Err::<(), _>(readings).unwrap();
}

#[test]
fn a_panic_that_holds_every_record_prints_no_name() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "confidential::panics_holding_every_record", "--nocapture"])
        .env("RUST_BACKTRACE", "full")
        .output()
        .unwrap();
    let told = said(&output);
    assert!(!output.status.success() && told.contains("panicked"), "{told}");
    assert!(told.contains("[redacted]"), "the records themselves must have been printed");
    assert_no_canary("a panic", &told);
}

#[test]
fn a_subject_gets_everything_in_a_file_that_only_its_owner_may_read() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let file = project.path().join("answer.json");
    let export = || {
        let mut command = sverka();
        command.args(["privacy", "subject", RECORD, "--export"]).arg(&file);
        command.arg("--project").arg(project.path());
        command
    };
    export().assert().success();
    let text = fs::read_to_string(&file).unwrap();
    for canary in ["Асанова", "удерживали в квартире"] {
        assert!(text.contains(canary), "{canary}");
    }
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    export().assert().code(1);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["records"].as_array().unwrap().len(), 1);
}

fn bytes_on_disk(project: &Path) -> Vec<u8> {
    let files = contents(project).into_iter().filter(|(name, _)| !name.starts_with("data"));
    files.flat_map(|(_, bytes)| bytes).collect()
}

pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// After an erasure no byte of the person is in any file but the sources, the log verifies, and a
/// delivery that still has the row does not bring it back.
#[test]
fn an_erased_person_is_gone_from_the_disk_and_the_log_still_verifies() {
    let project = fixture_copy("tiny");
    let run = || sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    run();
    let checkpoint: Value =
        serde_json::from_slice(&fs::read(project.path().join("out/run.json")).unwrap()).unwrap();
    let narrative = "удерживали в квартире";
    assert!(holds(&bytes_on_disk(project.path()), narrative));
    let erase = |apply: &[&str]| {
        sverka()
            .args(["privacy", "erase", RECORD, "--reason", "asked by letter 7"])
            .args(apply)
            .arg("--project")
            .arg(project.path())
            .assert()
            .success();
    };
    let verify = || {
        sverka()
            .args(["audit", "verify", "--since", checkpoint["checkpoint"].as_str().unwrap()])
            .arg(project.path())
            .assert()
            .success();
    };
    erase(&[]);
    assert!(holds(&bytes_on_disk(project.path()), narrative), "a dry run erases nothing");
    erase(&["--apply"]);
    verify();
    assert!(!holds(&bytes_on_disk(project.path()), narrative));

    // A new delivery of the same list, one row longer, with the erased row still in it.
    let list = project.path().join("data/ngo-a.csv");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}\n")).unwrap();
    run();
    verify();
    assert!(!holds(&bytes_on_disk(project.path()), narrative));
    sverka().args(["privacy", "subject", RECORD, "--project"]).arg(project.path()).assert().code(2);
}

#[test]
fn replaced_deliveries_are_kept_as_long_as_agreed_and_deleted_after_a_dry_run() {
    let project = fixture_copy("tiny");
    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    let retention = |more: &[&str]| {
        let output = sverka()
            .args(["privacy", "retention", "--json"])
            .args(more)
            .arg(project.path())
            .output()
            .unwrap();
        (output.status.code().unwrap(), said(&output))
    };
    assert_eq!(retention(&[]).0, 2, "nothing is agreed");
    fs::write(&file, format!("{text}\n[privacy]\nkeep_superseded_days = 0\n")).unwrap();
    sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().success();
    let court = project.path().join("data/court.csv");
    let whole = fs::read_to_string(&court).unwrap();
    let shorter: Vec<&str> = whole.lines().take(6).collect();
    fs::write(&court, shorter.join("\n") + "\n").unwrap();
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let found = |text: &str| {
        let json = &text[text.find('{').unwrap()..=text.rfind('}').unwrap()];
        let value: Value = serde_json::from_str(json).unwrap();
        value["deliveries"].as_array().unwrap().len()
    };
    let dry = retention(&[]).1;
    assert!(dry.contains("\"deleted\": false"), "{dry}");
    assert!(found(&dry) > 0, "{dry}");
    assert_eq!(found(&retention(&[]).1), found(&dry), "a dry run deletes nothing");
    assert_eq!(found(&retention(&["--apply"]).1), found(&dry));
    assert_eq!(found(&retention(&[]).1), 0);
    sverka().args(["audit", "verify"]).arg(project.path()).assert().success();
}

#[test]
fn recipients_are_listed_as_they_were_given_the_outputs() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    sverka()
        .args(["privacy", "hand-over", "--to", "Прокуратура г. Ош", "--basis", "запрос № 4"])
        .args(["--on", "2026-07-01", "--project"])
        .arg(project.path())
        .assert()
        .success();
    let output =
        sverka().args(["privacy", "recipients", "--json"]).arg(project.path()).output().unwrap();
    let given: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(given[0]["to"], "Прокуратура г. Ош");
    assert_eq!(given[0]["on"], "2026-07-01");
    sverka().args(["audit", "verify"]).arg(project.path()).assert().success();
}

#[test]
fn the_form_of_the_register_of_personal_data_says_what_is_not_stated() {
    let project = fixture_copy("tiny");
    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    let form = || {
        let output =
            sverka().args(["privacy", "record", "--json"]).arg(project.path()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        (value, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (empty, told) = form();
    assert_eq!(empty["holder"], Value::Null);
    assert!(told.contains("`holder`"), "{told}");
    let keys = [
        "holder",
        "responsible",
        "purposes",
        "legal_basis",
        "retention",
        "notice",
        "security",
        "recipients",
        "cross_border",
    ];
    let table: String = keys.map(|key| format!("{key} = \"{key} stated\"\n")).concat();
    fs::write(&file, format!("{text}\n[privacy]\n{table}")).unwrap();
    let (filled, told) = form();
    assert!(!told.contains("not stated"), "{told}");
    for (key, value) in filled.as_object().unwrap() {
        assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
}

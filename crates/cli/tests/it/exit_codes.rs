//! Every documented exit code is reached the way the help says.

use std::fs;

use crate::common::{fixture, fixture_copy, sverka};

fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn done_is_0_and_help_documents_every_code() {
    let help = sverka().arg("--help").assert().code(0);
    let text = String::from_utf8(help.get_output().stdout.clone()).unwrap();
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "8 ", "130 "] {
        assert!(text.contains(&format!("  {code}")), "{code} is not in the help");
    }
}

#[test]
fn an_internal_failure_is_1() {
    // A folder stands where a report must be written: the outputs cannot be put in place.
    let project = fixture_copy("tiny");
    fs::write(project.path().join("out.new"), "a file where a folder must be made").unwrap();
    let refused = sverka().args(["run", "--quiet"]).arg(project.path()).assert().code(1);
    assert!(stderr(&refused).contains("cannot be written"), "{}", stderr(&refused));
    assert!(!project.path().join("out").exists());
}

#[test]
fn a_wrong_command_line_is_2() {
    sverka().arg("fly").assert().code(2);
    let project = fixture_copy("tiny");
    let refused = sverka().args(["simulate"]).arg(project.path()).assert().code(2);
    assert!(stderr(&refused).contains("not empty"));
    let refused =
        sverka().args(["why", "ladder.r9", "--project"]).arg(project.path()).assert().code(2);
    assert!(stderr(&refused).contains("sverka run"), "{}", stderr(&refused));
}

#[test]
fn an_invalid_input_is_3() {
    let refused = sverka().args(["run", "no-such-folder"]).assert().code(3);
    assert!(stderr(&refused).contains("no-such-folder"));
}

#[test]
fn a_failed_gate_is_4() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let truth = project.path().join("wrong-truth.csv");
    fs::write(
        &truth,
        "kind,left,right,value\nngo_register,ngo-d:Г-4,erp:03-050-2022-000101,match\n",
    )
    .unwrap();
    let refused = sverka()
        .args(["evaluate", "--min-f1", "0.9", "--truth"])
        .arg(&truth)
        .arg(project.path())
        .assert()
        .code(4);
    assert!(stderr(&refused).contains("F1 of ngo_register"), "{}", stderr(&refused));
}

#[test]
fn a_changed_output_or_a_damaged_database_is_5() {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    let figures = project.path().join("out/figures.json");
    let text = fs::read_to_string(&figures).unwrap();
    fs::write(&figures, text.replacen("numerator", "numerat0r", 1)).unwrap();
    let refused =
        sverka().args(["why", "ladder.r2", "--project"]).arg(project.path()).assert().code(5);
    assert!(stderr(&refused).contains("figures.json"), "{}", stderr(&refused));

    fs::write(project.path().join("sverka.sqlite"), "not a database at all ".repeat(99)).unwrap();
    let _ = fs::remove_file(project.path().join("sverka.sqlite-wal"));
    let refused = sverka().args(["run", "--quiet"]).arg(project.path()).assert().code(5);
    assert!(stderr(&refused).contains("sverka.sqlite"), "{}", stderr(&refused));
}

#[test]
fn a_project_in_use_is_6() {
    let project = fixture_copy("tiny");
    let lock = fs::File::create(project.path().join(".sverka.lock")).unwrap();
    lock.lock().unwrap();
    let refused = sverka().args(["run", "--quiet"]).arg(project.path()).assert().code(6);
    assert!(stderr(&refused).contains("in use"), "{}", stderr(&refused));
}

#[test]
fn a_database_of_another_version_is_7() {
    let project = fixture_copy("tiny");
    sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().success();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = project.path().join("sverka.sqlite");
    runtime.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database);
        let mut connection = options.connect().await.unwrap();
        let later = "INSERT INTO _sqlx_migrations \
            (version, description, success, checksum, execution_time) \
            VALUES (9999, 'later', 1, x'00', 0)";
        sqlx::query(later).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let refused = sverka().args(["link", "--quiet"]).arg(project.path()).assert().code(7);
    assert!(stderr(&refused).contains("another version"), "{}", stderr(&refused));
}

#[cfg(unix)]
#[test]
fn an_interruption_is_130_and_the_next_run_is_as_if_nothing_had_been() {
    use std::process::{Command, Stdio};

    // A simulation large enough to be still running when it is interrupted.
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sverka"))
        .args(["simulate", "--register", "2000000", "--reports", "20000"])
        .arg(dir.path().join("large"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let interrupted =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!dir.path().join("large/sverka.toml").exists());
    assert!(fixture("tiny").join("sverka.toml").exists());
}

#[test]
fn completions_and_the_man_page_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let done = sverka().args(["completions", shell]).assert().success();
        assert!(String::from_utf8_lossy(&done.get_output().stdout).contains("sverka"));
    }
    let done = sverka().arg("man").assert().success();
    let page = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(page.contains(".TH") && page.contains("explain"), "{page}");
}

#[test]
fn nothing_is_coloured_off_a_terminal() {
    let project = fixture_copy("tiny");
    let done = sverka().env("NO_COLOR", "1").arg("run").arg(project.path()).assert().success();
    let output = done.get_output();
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
}

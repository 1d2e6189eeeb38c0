//! The audit log from outside: what a run logs, what a checkpoint shows later, and that a change
//! anywhere in the database or the outputs is named with exit code 5.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use crate::common::{fixture_copy, sverka};

fn run(project: &Path) {
    sverka().args(["run", "--quiet"]).arg(project).assert().success();
}

fn json(arguments: &[&str], project: &Path) -> Value {
    let output = sverka().args(arguments).arg("--json").arg(project).assert().success();
    serde_json::from_slice(&output.get_output().stdout).unwrap()
}

/// The exit code and the message of `audit verify`.
fn verify(project: &Path, more: &[&str]) -> (i32, String) {
    let output = sverka().args(["audit", "verify"]).arg(project).args(more).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn printed_checkpoint(project: &Path) -> String {
    let run: Value =
        serde_json::from_slice(&fs::read(project.join("out/run.json")).unwrap()).unwrap();
    run["checkpoint"].as_str().unwrap().to_owned()
}

async fn database(project: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(project.join("sverka.sqlite")).connect().await.unwrap()
}

/// Runs statements as someone who may write to the file, past the triggers.
async fn tamper(project: &Path, statements: &[&'static str]) {
    let mut connection = database(project).await;
    let drop = "DROP TRIGGER IF EXISTS audit_entry_is_never_deleted;
                DROP TRIGGER IF EXISTS audit_entry_is_only_ever_forgotten;
                DROP TRIGGER IF EXISTS review_decision_is_never_updated";
    sqlx::raw_sql(drop).execute(&mut connection).await.unwrap();
    for statement in statements {
        let done = sqlx::raw_sql(*statement).execute(&mut connection).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }
    connection.close().await.unwrap();
}

fn project_after_a_run() -> TempDir {
    let project = fixture_copy("tiny");
    run(project.path());
    project
}

#[test]
fn a_run_logs_what_it_read_linked_and_published_and_a_second_one_adds_nothing() {
    let project = project_after_a_run();
    let kinds = |log: &Value| -> Vec<String> {
        let entries = log.as_array().unwrap();
        entries.iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
    };
    let log = json(&["audit", "log"], project.path());
    let kinds_once = kinds(&log);
    assert_eq!(kinds_once.first().unwrap(), "configuration");
    assert_eq!(kinds_once.last().unwrap(), "export");
    for kind in ["input", "model", "links"] {
        assert!(kinds_once.iter().any(|found| found == kind), "{kinds_once:?}");
    }
    let checkpoint = printed_checkpoint(project.path());
    run(project.path());
    assert_eq!(json(&["audit", "log"], project.path()), log);
    assert_eq!(printed_checkpoint(project.path()), checkpoint);

    let verified = json(&["audit", "verify"], project.path());
    assert_eq!(verified["entries"], log.as_array().unwrap().len());
    assert_eq!(verified["outputs"], "latest");
    assert_eq!(verify(project.path(), &["--since", &checkpoint]).0, 0);
}

#[test]
fn the_checkpoint_stands_in_run_json_the_manifest_and_every_report() {
    let project = project_after_a_run();
    let checkpoint = printed_checkpoint(project.path());
    let read = |name: &str| fs::read_to_string(project.path().join("out").join(name)).unwrap();
    assert!(read("manifest.json").contains(&checkpoint));
    for language in ["en", "ru", "ky"] {
        let page = read(&format!("gap-report.{language}.html"));
        let footer = page.split("<footer>").nth(1).unwrap();
        assert!(footer.contains(&checkpoint), "{language}");
    }
}

#[test]
fn an_old_checkpoint_holds_after_new_deliveries_and_a_foreign_one_does_not() {
    let project = project_after_a_run();
    let old = printed_checkpoint(project.path());
    let court = project.path().join("data/court.csv");
    let text = fs::read_to_string(&court).unwrap();
    let shorter: Vec<&str> = text.lines().take(6).collect();
    fs::write(&court, shorter.join("\n") + "\n").unwrap();
    run(project.path());
    assert_ne!(printed_checkpoint(project.path()), old);
    assert_eq!(verify(project.path(), &["--since", &old]).0, 0);

    let (size, head) = old.split_once(':').unwrap();
    let foreign = format!("{size}:{}", head.replace(['a', 'b'], "c"));
    let (code, message) = verify(project.path(), &["--since", &foreign]);
    assert_eq!(code, 5, "{message}");
    assert!(message.contains(&format!("entry {size}")), "{message}");
    assert_eq!(verify(project.path(), &["--since", "17"]).0, 2);
}

/// Every kind of change is named by the entry it breaks.
#[tokio::test]
async fn whatever_is_changed_in_the_database_is_named() {
    let changes: [(&[&str], &str); 8] = [
        (&["UPDATE audit_entry SET content = replace(content, '0', '1') WHERE seq = 2"], "entry 2"),
        (&["UPDATE audit_entry SET kind = 'model' WHERE seq = 3"], "entry 3"),
        (&["DELETE FROM audit_entry WHERE seq = 2"], "entry 2"),
        (
            &["DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)"],
            "was dropped",
        ),
        (
            &[
                "UPDATE audit_entry SET seq = -seq WHERE seq IN (2, 3)",
                "UPDATE audit_entry SET seq = 5 + seq WHERE seq IN (-2, -3)",
            ],
            "entry 2",
        ),
        (
            &["UPDATE record SET payload = replace(payload, '2021', '2022')
               WHERE record_id LIKE 'erp:%'"],
            "the records of erp in the database",
        ),
        (
            &["UPDATE link_decision SET payload = replace(payload, '0.9', '0.8')"],
            "the links ngo_register in the database",
        ),
        (&["UPDATE delivery SET is_current = 0 WHERE source_id = 'court'"], "the records of court"),
    ];
    let project = project_after_a_run();
    let kept = fs::read(project.path().join("sverka.sqlite")).unwrap();
    for (statements, named) in changes {
        tamper(project.path(), statements).await;
        let (code, message) = verify(project.path(), &[]);
        assert_eq!(code, 5, "{statements:?}: {message}");
        assert!(message.contains(named), "{statements:?}: {message}");
        fs::write(project.path().join("sverka.sqlite"), &kept).unwrap();
        assert_eq!(verify(project.path(), &[]).0, 0);
    }
}

#[test]
fn a_changed_or_foreign_output_is_named() {
    let project = project_after_a_run();
    let out = project.path().join("out");
    let name = "findings.csv";
    let kept = fs::read(out.join(name)).unwrap();
    let mut changed = kept.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(out.join(name), changed).unwrap();
    let (code, message) = verify(project.path(), &[]);
    assert_eq!(code, 5);
    assert!(message.contains(name), "{message}");
    fs::write(out.join(name), kept).unwrap();

    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    fs::write(out.join("manifest.json"), manifest.replacen('1', "2", 1)).unwrap();
    let (code, message) = verify(project.path(), &[]);
    assert_eq!(code, 5);
    assert!(message.contains("is none that was published"), "{message}");
}

/// The script shares no code with the binary and holds the proof against the printed checkpoint.
#[test]
fn every_entry_is_proved_to_an_independent_script() {
    let project = project_after_a_run();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/verify-inclusion.py");
    let checkpoint = printed_checkpoint(project.path());
    let size: u64 = checkpoint.split_once(':').unwrap().0.parse().unwrap();
    let proof_file = project.path().join("proof.json");
    let check = |checkpoint: &str| {
        let output =
            Command::new("python3").arg(&script).arg(&proof_file).arg(checkpoint).output().unwrap();
        output.status.code().unwrap()
    };
    for entry in 1..=size {
        let prove = sverka()
            .args(["audit", "prove", "--reveal", "--at", &checkpoint])
            .arg(entry.to_string())
            .arg("--project")
            .arg(project.path())
            .assert()
            .success();
        let proof = &prove.get_output().stdout;
        fs::write(&proof_file, proof).unwrap();
        assert_eq!(check(&checkpoint), 0, "entry {entry}");
        let text = String::from_utf8(proof.clone()).unwrap();
        let other = text.replacen("\"subject\": \"", "\"subject\": \"x", 1);
        fs::write(&proof_file, other).unwrap();
        assert_eq!(check(&checkpoint), 1, "entry {entry} with another subject");
    }
    sverka().args(["audit", "prove", "99", "--project"]).arg(project.path()).assert().code(2);
}

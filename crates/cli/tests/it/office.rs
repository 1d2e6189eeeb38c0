//! What an office receives: its pack among the outputs, the pack asked for by name, and refusals.

use std::fs;

use serde_json::Value;

use crate::common::{contents, fixture_copy, sverka};

/// Victim of the report `ngo-a:А-09` of the fixture and of others.
const CANARIES: [&str; 3] = ["Асанова", "Asanova", "Токтогулов"];

fn run() -> tempfile::TempDir {
    let project = fixture_copy("tiny");
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    project
}

fn offices(project: &std::path::Path) -> Vec<Value> {
    let listed = sverka().args(["report", "--list", "--json"]).arg(project).output().unwrap();
    serde_json::from_slice(&listed.stdout).unwrap()
}

#[test]
fn every_listed_office_has_a_pack_in_the_manifest_and_no_pack_holds_a_name() {
    let project = run();
    let listed = offices(project.path());
    assert!(listed.len() > 5, "{}", listed.len());
    let files = contents(&project.path().join("out"));
    let manifest: Value =
        serde_json::from_slice(&files["manifest.json".as_ref() as &std::path::Path]).unwrap();
    let named: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    for office in &listed {
        for end in ["office.en.html", "office.ru.html", "office.ky.xlsx", "SHA256SUMS"] {
            let name = format!("offices/{}/{end}", office["id"].as_str().unwrap());
            assert!(named.contains(&name.as_str()), "{name}");
        }
    }
    sverka().args(["audit", "verify"]).arg(project.path()).assert().success();
}

#[test]
fn names_are_written_at_the_named_level_into_a_private_folder_and_logged() {
    let project = run();
    let out = project.path().join("for-office");
    let ask = |level: &str, office: &str, out: &std::path::Path| {
        let mut command = sverka();
        command.args(["report", "--lang", "ru", "--format", "html", "--level", level]);
        command
            .args(["--office", office, "--basis", "запрос 1-1"])
            .arg("--out")
            .arg(out)
            .arg(project.path());
        command
    };
    let mut with_names = 0;
    for (at, office) in offices(project.path()).iter().enumerate() {
        let (id, out) = (office["id"].as_str().unwrap(), out.with_extension(at.to_string()));
        ask("restricted", id, &out.with_extension(format!("{at}r"))).assert().success();
        ask("named", id, &out).assert().success();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
        }
        let holds = |dir: &std::path::Path| {
            let page = fs::read_to_string(dir.join("office.ru.html")).unwrap();
            CANARIES.iter().any(|canary| page.contains(canary))
        };
        assert!(!holds(&out.with_extension(format!("{at}r"))), "{id}");
        with_names += usize::from(holds(&out));
        assert_eq!(fs::read_dir(&out).unwrap().count(), 3, "a page, its ids, checksums");
    }
    assert!(with_names > 0);
    let recipients =
        sverka().args(["privacy", "recipients", "--json"]).arg(project.path()).output().unwrap();
    let recipients: Vec<Value> = serde_json::from_slice(&recipients.stdout).unwrap();
    assert_eq!(recipients.len(), offices(project.path()).len(), "named packs alone");
    sverka().args(["audit", "verify"]).arg(project.path()).assert().success();
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_remedy_and_nothing_is_written() {
    let project = run();
    let out = project.path().join("pack");
    let refused = |arguments: &[&str], code: i32, message: &str| {
        let mut command = sverka();
        let done = command
            .arg("report")
            .args(arguments)
            .arg("--out")
            .arg(&out)
            .arg(project.path())
            .assert()
            .code(code);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(message), "{said}");
        assert!(!out.exists());
    };
    let known = offices(project.path())[0]["name"].as_str().unwrap().to_owned();
    let misspelt: String = known.chars().take(known.chars().count() - 1).collect();
    refused(&["--office", &misspelt], 2, "did you mean");
    refused(&["--office", &known, "--level", "named"], 2, "--basis");
    refused(&["--office", &known, "--level", "public", "--format", "docx"], 8, "public level");
    refused(&["--office", &misspelt, "--level", "public"], 2, "did you mean");
    refused(&["--office", &known, "--lang", "de"], 2, "\"de\"");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("mine.txt"), "keep").unwrap();
    sverka()
        .args(["report", "--office", &known])
        .arg("--out")
        .arg(&out)
        .arg(project.path())
        .assert()
        .code(2);
    assert_eq!(fs::read_to_string(out.join("mine.txt")).unwrap(), "keep");
}

#[test]
fn without_a_folder_the_pack_of_an_office_stands_in_the_project_and_is_replaced() {
    let project = run();
    let dir = project.path();
    let office = offices(dir)[0]["id"].as_str().unwrap().to_owned();
    let page = &["SHA256SUMS", "figure-ids.ky.html", "office.ky.html"][..];
    for (format, files) in [("html", page), ("pdf", &["SHA256SUMS", "office.ky.pdf"])] {
        sverka()
            .args(["report", "--office", &office, "--lang", "ky", "--format", format])
            .arg(dir)
            .assert()
            .success();
        let pack = contents(&dir.join(format!("packs/{office}.restricted")));
        let names: Vec<&str> = pack.keys().map(|name| name.to_str().unwrap()).collect();
        assert_eq!(names, files);
    }
    let paper = dir.join(format!("packs/{office}.restricted/office.ky.pdf"));
    let read = std::process::Command::new("pdftotext").arg(&paper).arg("-").output().unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    assert!(text.contains("erp:") || text.contains("ngo-"), "the cases are on paper: {text}");
    assert!(CANARIES.iter().all(|canary| !text.contains(canary)));
}

#[test]
fn the_public_level_is_a_release_and_an_office_gets_a_copy_of_it() {
    let project = run();
    let dir = project.path();
    let known = offices(dir)[0]["id"].as_str().unwrap().to_owned();
    let public = |arguments: &[&str]| {
        let mut command = sverka();
        command.args(["report", "--level", "public"]).args(arguments).arg(dir);
        command
    };
    public(&[]).assert().success();
    let released = contents(&dir.join("out/public"));
    assert!(released.len() > 10 && dir.join("releases.json").exists());
    public(&["--office", &known, "--lang", "ky", "--format", "html"]).assert().success();
    let copy = contents(&dir.join(format!("packs/{known}.public")));
    let page: &std::path::Path = "gap-report.ky.html".as_ref();
    assert!(copy[page] == released[page]);
    assert_eq!(copy.len(), 2, "one page and its checksum");

    let file = dir.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + "\n[disclosure]\nmin_cell = 50\n").unwrap();
    let ledger = fs::read(dir.join("releases.json")).unwrap();
    let out = dir.join("refused");
    public(&["--office", &known]).arg("--out").arg(&out).assert().code(8);
    public(&[]).assert().code(8);
    assert!(!out.exists() && fs::read(dir.join("releases.json")).unwrap() == ledger);
    assert!(contents(&dir.join("out/public")) == released);
    sverka().args(["report", "--level", "named", "--basis", "x"]).arg(dir).assert().code(2);
}

#[test]
fn letters_come_from_templates_that_a_project_may_change() {
    let project = run();
    let dir = project.path();
    let known = offices(dir)[0]["name"].as_str().unwrap().to_owned();
    let ask = |out: &str| {
        let mut command = sverka();
        command.args(["report", "--format", "docx", "--lang", "ru", "--office", &known]);
        command.arg("--out").arg(dir.join(out)).arg(dir);
        command
    };
    ask("first").assert().success();
    assert_eq!(fs::read_dir(dir.join("first")).unwrap().count(), 5, "four letters and checksums");
    sverka().args(["report", "--templates"]).arg(dir.join("mine")).assert().success();
    let file = dir.join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + "\n[letters]\ntemplates = \"mine\"\nrequisites = { phone = \"0\" }\n")
        .unwrap();
    // The project file is part of what links are made from.
    sverka().args(["run", "--quiet"]).arg(dir).assert().success();
    ask("second").assert().success();
    let inquiry = dir.join("mine/inquiry.ru.txt");
    let text = fs::read_to_string(&inquiry).unwrap();
    fs::write(&inquiry, text.replace("{{ phone }}", "{{ fone }}")).unwrap();
    let refused = ask("third").assert().code(3);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("inquiry.ru.txt, line ") && said.contains("no field `fone`"), "{said}");
    assert!(!dir.join("third").exists());
}

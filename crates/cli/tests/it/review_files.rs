//! Reviewing without the page: a workbook there and back, two machines brought together, and accuracy
//! from the audit queue alone.

use std::fs;
use std::path::Path;

use clerical_review::{Answer, CardState, Ledger, Queue};
use ingest::file::read_table;
use ingest::limits::Limits;
use ingest::source_config::FileSpec;
use linkage::LinkKind;
use rust_xlsxwriter::Workbook;
use store::{SqliteStore, Store};

use crate::common::{fixture_copy, sverka};
use crate::review::{block_on, said};

/// The sheet of cards as texts, header first.
pub(crate) fn cards(path: &Path) -> Vec<Vec<String>> {
    let spec =
        FileSpec { sheet: Some("Cards".to_owned()), header_row: Some(1), ..FileSpec::default() };
    let table = read_table(path, "cards", &spec, &Limits::default()).unwrap().table;
    let text = |cell: &ingest::table::Cell| cell.as_text().unwrap_or_default().into_owned();
    let rows = table.rows.iter().map(|row| row.cells.iter().map(text).collect());
    std::iter::once(table.header.clone()).chain(rows).collect()
}

/// Writes the sheet as a person's spreadsheet program would, protection and all else lost.
pub(crate) fn rewrite(path: &Path, rows: &[Vec<String>]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Cards").unwrap();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    workbook.save(path).unwrap();
}

fn ledger(dir: &Path) -> Ledger {
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        Ledger::new(store.review_decisions().await.unwrap())
    })
}

pub(crate) fn export(dir: &Path, file: &Path, more: &[&str]) {
    let mut command = sverka();
    command.args(["review", "export"]).arg(file).arg("--project").arg(dir).args(more);
    command.assert().success();
}

/// What an import prints, and whether it was taken.
pub(crate) fn import(dir: &Path, file: &Path) -> (bool, String) {
    let mut command = sverka();
    let output =
        command.args(["review", "import"]).arg(file).arg("--project").arg(dir).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// Answers cards as people do who confirm whatever was linked and find nothing where nothing was.
pub(crate) fn confirm(rows: &mut [Vec<String>], sample: &str) {
    for row in rows.iter_mut().skip(1) {
        let drawn = sample.lines().find(|line| line.split(',').next() == Some(&row[3])).unwrap();
        let fields: Vec<&str> = drawn.split(',').collect();
        let at = row[4..9].iter().position(|id| fields[1] == "link" && id == fields[2]);
        row[9] = at.map_or("none".to_owned(), |at| (at + 1).to_string());
    }
}

/// What is done to the rows, and what is said to it.
type Spoiled<'a> = (&'a dyn Fn(&mut Vec<Vec<String>>), &'a str);

#[test]
fn a_workbook_goes_there_and_back_and_changed_ids_are_refused_by_address() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let file = dir.join("cards.xlsx");
    export(dir, &file, &["--reader", "ann"]);
    let mut rows = cards(&file);
    assert!(rows.len() > 8, "{}", rows.len());
    assert!(!rows[0].iter().any(|name| name.contains("weight") || name.contains("probability")));
    fs::write(dir.join("talon.pdf"), "a talon").unwrap();
    rows[1][9] = "1".to_owned();
    rows[2][9] = "none".to_owned();
    rows[2][11] = "не то лицо".to_owned();
    rows[2][12] = "talon.pdf".to_owned();
    (rows[3][9], rows[3][10]) = ("cannot_decide".to_owned(), "needs_document".to_owned());
    let wrong: [Spoiled<'_>; 7] = [
        (&|rows| rows[1][3] = rows[4][3].clone(), "D2: an id of this row was changed"),
        (&|rows| rows[1][4] = "erp:other".to_owned(), "D2: an id of this row was changed"),
        (&|rows| rows[1][1] = "ben".to_owned(), "D2: an id of this row was changed"),
        (&|rows| rows.push(rows[2].clone()), "stands in an earlier row too"),
        (&|rows| rows[1][9] = "5".to_owned(), "J2: \"5\" is no candidate"),
        (&|rows| rows[3][10] = "bored".to_owned(), "K4: cannot_decide needs a reason"),
        (&|rows| rows[2][12] = "gone.pdf".to_owned(), "M3: the document cannot be read"),
    ];
    let answered = dir.join("answered.xlsx");
    for (spoil, address) in wrong {
        let mut spoiled = rows.clone();
        spoil(&mut spoiled);
        rewrite(&answered, &spoiled);
        let (taken, told) = import(dir, &answered);
        assert!(!taken && told.contains(address), "{address}: {told}");
        assert!(ledger(dir).history().is_empty(), "nothing was imported");
    }
    rewrite(&answered, &rows);
    let (taken, told) = import(dir, &answered);
    assert!(taken && told.contains("3 decisions added"), "{told}");
    let ledger = ledger(dir);
    let refused = &ledger.history()[1];
    assert_eq!(refused.answer, Answer::NotLink);
    assert_eq!((refused.reviewer.as_str(), refused.queue), ("ann", Queue::Work));
    assert!(!refused.shown.candidates.is_empty(), "what was shown is kept");
    // printf 'a talon' | sha256sum
    let document = refused.evidence.as_ref().unwrap();
    assert_eq!(document.sha256, "6d09b28184adcc9a176a0005f4fdae187244d2f98149d7fafa2113d091e181b5");
    export(dir, &file, &["--reader", "ann"]);
    assert_eq!(cards(&file).len(), rows.len() - 3, "what is answered is done");
}

#[test]
fn two_machines_meet_and_every_conflict_is_listed() {
    let (here, there) = (fixture_copy("tiny"), fixture_copy("tiny"));
    let exchanged = here.path().join("decisions.jsonl");
    for (dir, reader, answers) in
        [(here.path(), "ann", ["none", "none", "1"]), (there.path(), "ben", ["none", "1", "1"])]
    {
        said(dir, "run");
        let file = dir.join("cards.xlsx");
        export(dir, &file, &["--reader", reader]);
        let mut rows = cards(&file);
        for (row, answer) in rows.iter_mut().skip(1).zip(answers) {
            row[9] = answer.to_owned();
        }
        rewrite(&file, &rows);
        assert!(import(dir, &file).0);
    }
    export(there.path(), &exchanged, &[]);
    let second = cards(&here.path().join("cards.xlsx"))[2][3].clone();
    let (taken, told) = import(here.path(), &exchanged);
    assert!(taken && told.contains("3 decisions added, 0 known"), "{told}");
    let conflicts: Vec<&str> =
        told.lines().filter(|line| line.starts_with("decided differently")).collect();
    assert_eq!(conflicts.len(), 1, "{told}");
    assert!(conflicts[0].contains(&format!("{second} (ann: not_link; ben: link ")), "{told}");
    let (_, again) = import(here.path(), &exchanged);
    assert!(again.contains("0 decisions added, 3 known"), "{again}");
    let ledger = ledger(here.path());
    let agreed = ledger.cards().into_values();
    assert_eq!(agreed.filter(|s| matches!(s, CardState::Read { readers: 2, .. })).count(), 2);
    // A decision changed on the way is not taken for the one that was made.
    let text = fs::read_to_string(&exchanged).unwrap();
    fs::write(&exchanged, text.replacen("\"not_link\"", "\"skip\"", 1)).unwrap();
    let (taken, told) = import(here.path(), &exchanged);
    assert!(!taken && told.contains("changed after it was made"), "{told}");
}

#[test]
fn accuracy_is_measured_by_the_audit_queue_and_by_nothing_else() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let answer = |queue: &str, reader: &str| {
        let file = dir.join(format!("{queue}.xlsx"));
        export(dir, &file, &["--reader", reader, "--queue", queue]);
        let mut rows = cards(&file);
        for row in rows.iter_mut().skip(1) {
            row[9] = if row[4].is_empty() { "none" } else { "1" }.to_owned();
        }
        rewrite(&file, &rows);
        let (taken, told) = import(dir, &file);
        assert!(taken, "{told}");
    };
    answer("work", "ann");
    let evaluate =
        || sverka().args(["evaluate", "--reviewed", "--json"]).arg(dir).output().unwrap();
    let refused = evaluate();
    assert_eq!(refused.status.code(), Some(3));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("serves the doubtful first") && told.contains("--queue audit"), "{told}");
    let fresh = fixture_copy("tiny");
    let dir = fresh.path();
    said(dir, "run");
    let file = dir.join("audit.xlsx");
    export(dir, &file, &["--reader", "ann", "--queue", "audit"]);
    let sample = fs::read_to_string(dir.join("review-audit.csv")).unwrap();
    let mut rows = cards(&file);
    assert_eq!(rows.len(), sample.lines().count(), "all of a small register are drawn");
    confirm(&mut rows, &sample);
    rewrite(&file, &rows);
    assert!(import(dir, &file).0);
    let output = sverka().args(["evaluate", "--reviewed", "--json"]).arg(dir).output().unwrap();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["precision"]["value"], &found["recall"]["value"]),
        (&1.0.into(), &1.0.into())
    );
    assert_eq!((&found["waiting"], &found["undecided"]), (&0.into(), &0.into()));
    let constraints = ledger(dir).constraints(LinkKind::NgoRegister);
    assert!(!constraints.must_link.is_empty());
}

//! `match` and `dedupe` on lists written here: scripts, ties, siblings, models, broken input.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::sverka;

const LEFT: &str = "\
id,given,surname,father,born,town
L1,Айгүл,Асанова,Бакытовна,1990-05-14,Ош
L2,Нурлан,Жумабеков,Эркинович,1985-11-02,Бишкек
L3,Динара,Асанова,Бакытовна,1992-03-20,Ош
L4,Чынгыз,Токтогулов,,1979-07-30,Нарын
L5,محمد,موسوی,,1980-01-15,Ош
";
const RIGHT: &str = "\
id,given,surname,father,born,town
R1,Aigoul,Asanova,Bakytovna,14.05.1990,Osh
R2,Nurlan,Zhumabekov,Erkinovich,02.11.1985,Bishkek
R3,Salima,Ibraimova,Ruslanovna,09.09.1999,Talas
R4,Chyngyz,Toktogulov,,30.07.1979,Naryn
R5,Azamat,Kadyrov,Maratovich,26.02.1981,Osh
";
const COLUMNS: [&str; 12] = [
    "--id",
    "id",
    "--given",
    "given",
    "--surname",
    "surname",
    "--patronymic",
    "father",
    "--birth-date",
    "born",
    "--place",
    "town",
];

fn links(dir: &Path, left: &str, right: &str, more: &[&str]) -> Vec<(String, String, f64)> {
    fs::write(dir.join("left.csv"), left).unwrap();
    fs::write(dir.join("right.csv"), right).unwrap();
    sverka()
        .current_dir(dir)
        .args(["match", "left.csv", "right.csv", "--out", "links.csv", "--quiet"])
        .args(COLUMNS)
        .args(more)
        .assert()
        .success();
    let text = fs::read_to_string(dir.join("links.csv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].to_owned(), fields[1].to_owned(), fields[2].parse().unwrap())
    };
    text.lines().skip(1).map(row).collect()
}

fn pairs(links: &[(String, String, f64)]) -> Vec<(&str, &str)> {
    links.iter().map(|(left, right, _)| (left.as_str(), right.as_str())).collect()
}

#[test]
fn people_meet_across_scripts_and_a_sister_stays_alone() {
    let dir = tempfile::tempdir().unwrap();
    let found = links(dir.path(), LEFT, RIGHT, &[]);
    assert_eq!(pairs(&found), [("L1", "R1"), ("L2", "R2"), ("L4", "R4")]);
}

/// However a list writes its dates, links and probabilities are the same.
#[test]
fn a_month_in_words_is_that_month() {
    let dir = tempfile::tempdir().unwrap();
    let found = links(dir.path(), LEFT, RIGHT, &[]);
    let words = LEFT
        .replace("1990-05-14", "14 мая 1990 г.")
        .replace("1985-11-02", "2 ноября 1985")
        .replace("1979-07-30", "30 July 1979");
    assert!(words.contains("мая") && words.contains("ноября") && words.contains("July"));
    assert_eq!(links(dir.path(), &words, RIGHT, &[]), found);
}

#[test]
fn two_that_fit_equally_well_are_no_link() {
    let dir = tempfile::tempdir().unwrap();
    let twice = format!("{RIGHT}R6,Aigoul,Asanova,Bakytovna,14.05.1990,Osh\n");
    let found = links(dir.path(), LEFT, &twice, &[]);
    assert_eq!(pairs(&found), [("L2", "R2"), ("L4", "R4")]);
    let both = links(dir.path(), LEFT, &twice, &["--assignment", "many-to-many"]);
    assert!(pairs(&both).contains(&("L1", "R1")) && pairs(&both).contains(&("L1", "R6")));
}

#[test]
fn a_saved_model_gives_the_same_links() {
    let dir = tempfile::tempdir().unwrap();
    // A text beside names has values of its own in the model.
    let with = |option| links(dir.path(), LEFT, RIGHT, &["--text", "town", option, "model.json"]);
    let estimated = with("--save-model");
    assert_eq!(with("--model"), estimated);
    let saved = fs::read_to_string(dir.path().join("model.json")).unwrap();
    assert!(saved.contains("\"u_named\": ["), "{saved}");
    links(dir.path(), LEFT, RIGHT, &["--save-model", "model.json"]);
    let model = fs::read_to_string(dir.path().join("model.json")).unwrap();
    fs::write(dir.path().join("model.json"), model.replace("\"version\": 3", "\"version\": 9"))
        .unwrap();
    sverka()
        .current_dir(dir.path())
        .args(["match", "left.csv", "right.csv", "--out", "x.csv", "--model", "model.json"])
        .args(COLUMNS)
        .assert()
        .code(3);
    assert!(!dir.path().join("x.csv").exists());
}

#[test]
fn what_people_decided_stands() {
    let dir = tempfile::tempdir().unwrap();
    let decisions = "left_id,right_id,decision\nL1,R1,not_link\nL3,R3,link\n";
    fs::write(dir.path().join("decided.csv"), decisions).unwrap();
    let found = links(dir.path(), LEFT, RIGHT, &["--decisions", "decided.csv"]);
    assert_eq!(pairs(&found), [("L2", "R2"), ("L3", "R3"), ("L4", "R4")]);
    let text = fs::read_to_string(dir.path().join("links.csv")).unwrap();
    let said: Vec<&str> = text.lines().filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(said, ["decided_by", "model", "people", "model"]);
    fs::write(dir.path().join("decided.csv"), decisions.replace("L3", "L9")).unwrap();
    sverka()
        .current_dir(dir.path())
        .args(["match", "left.csv", "right.csv", "--out", "x.csv", "--decisions", "decided.csv"])
        .args(COLUMNS)
        .assert()
        .code(3)
        .stderr("sverka: decided.csv: an id that is in no list in data row 2; name ids of the lists, and link or not_link as the decision\n");
}

/// A list of `rows` people, each twice, the second time in Latin letters with a slip; the last
/// column is the truth.
fn list(rows: usize) -> String {
    let given = ["Айгуль Aigul", "Нурлан Nurlan", "Динара Dinara", "Бакыт Bakyt", "Салима Salima"];
    let heads = [
        "Аса Asa",
        "Жума Zhuma",
        "Токто Tokto",
        "Кады Kady",
        "Осмо Osmo",
        "Сара Sara",
        "Мама Mama",
    ];
    let tails =
        ["нов nov", "беков bekov", "гулов gulov", "ров rov", "лиев liev", "тов tov", "шев shev"];
    let towns = ["Ош Osh", "Нарын Naryn", "Талас Talas", "Баткен Batken"];
    let mut state = 1u64;
    let mut draw = |most: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let mut text = String::from("id,given,surname,father,born,town,true\n");
    for n in 0..rows {
        let mut pick = |words: &[&'static str]| words[draw(words.len())].split_once(' ').unwrap();
        let (name, head, tail, town) = (pick(&given), pick(&heads), pick(&tails), pick(&towns));
        let born = format!("{}-{:02}-{:02}", 1960 + draw(45), 1 + draw(12), 2 + draw(26));
        text += &format!("a{n},{},{}{},,{born},{},{n}\n", name.0, head.0, tail.0, town.0);
        let slip = if n % 5 == 0 { &head.1[1..] } else { head.1 };
        text += &format!("b{n},{},{slip}{},,{born},{},{n}\n", name.1, tail.1, town.1);
    }
    text
}

fn dedupe(dir: &Path, threads: &str) -> (Value, Vec<u8>) {
    let output = sverka()
        .current_dir(dir)
        .args(["dedupe", "list.csv", "--out", "out.csv", "--pairs", "pairs.csv", "--json"])
        .args(COLUMNS)
        .args(["--truth-column", "true", "--threads", threads])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = ["out.csv", "pairs.csv"].map(|name| fs::read(dir.join(name)).unwrap());
    (serde_json::from_slice(&output.stdout).unwrap(), files.concat())
}

#[test]
fn duplicates_are_found_the_same_at_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("list.csv"), list(1_500)).unwrap();
    let (measured, one) = dedupe(dir.path(), "1");
    assert!(measured["f1"].as_f64().unwrap() > 0.95, "{measured}");
    assert!(measured["blocking"].as_array().unwrap().len() > 3, "more than one rule ran");
    assert_eq!(dedupe(dir.path(), "2").1, one);
    assert_eq!(dedupe(dir.path(), "8").1, one);
}

#[test]
fn a_refused_row_is_counted_and_told_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("list.csv"), "id,surname\n1,a\n2,\"b\n3,c\n4,d\n").unwrap();
    let run = |more: &[&str]| {
        sverka()
            .current_dir(dir.path())
            .args(["dedupe", "list.csv", "--id", "id", "--surname", "surname", "--out", "out.csv"])
            .args(more)
            .output()
            .unwrap()
    };
    let told = String::from_utf8(run(&[]).stderr).unwrap();
    assert!(told.contains("list.csv row 3"), "{told}");
    let data: Value = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
    assert_eq!((&data["left_rows"], &data["refused_rows"]), (&3.into(), &1.into()), "{data}");
    assert_eq!(data["refused"][0]["at"], "list.csv row 3");
}

#[test]
fn a_cluster_bears_its_smallest_id_whatever_the_order_of_rows() {
    let dir = tempfile::tempdir().unwrap();
    let text = list(300);
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    let clusters = |lines: &[&str]| -> Vec<String> {
        let head = text.lines().next().unwrap();
        fs::write(dir.path().join("list.csv"), format!("{head}\n{}\n", lines.join("\n"))).unwrap();
        dedupe(dir.path(), "2");
        let out = fs::read_to_string(dir.path().join("out.csv")).unwrap();
        let mut rows: Vec<String> = out.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let first = clusters(&lines);
    lines.reverse();
    assert_eq!(clusters(&lines), first);
}

#[test]
fn a_list_without_rows_is_read_and_has_no_links() {
    let dir = tempfile::tempdir().unwrap();
    let head = LEFT.lines().next().unwrap();
    for empty in [format!("{head}\n"), head.to_owned()] {
        fs::write(dir.path().join("left.csv"), &empty).unwrap();
        fs::write(dir.path().join("right.csv"), RIGHT).unwrap();
        let output = sverka()
            .current_dir(dir.path())
            .args(["match", "left.csv", "right.csv", "--out", "links.csv", "--quiet"])
            .args(COLUMNS)
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{message}");
    }
}

#[test]
fn columns_that_tell_nothing_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let head = "id,given,surname,father,born,town\n";
    let long = "а".repeat(500);
    let empty: String = (0..40).map(|n| format!("{n},А,{long},,,\n")).collect();
    let found = links(dir.path(), &format!("{head}{empty}"), &format!("{head}{empty}"), &[]);
    assert_eq!(found, [], "equal rows without anything of their own are no links");
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("left.csv"), LEFT).unwrap();
    fs::write(dir.path().join("right.csv"), RIGHT.replace("R2", "R1")).unwrap();
    fs::write(dir.path().join("rules.txt"), "surname.sound\nbirthday\n").unwrap();
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let output = sverka()
            .current_dir(dir.path())
            .args(["match", "left.csv"])
            .args(arguments)
            .args(["--out", "links.csv", "--id", "id"])
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{message}");
        assert!(message.contains(words), "{message}");
        assert!(!dir.path().join("links.csv").exists());
    };
    refused(&["left.csv", "--surname", "surnam"], 3, "did you mean \"surname\"?");
    refused(&["right.csv", "--surname", "surname"], 3, "repeats an earlier value in data row 2");
    refused(&["left.csv"], 2, "name at least one");
    refused(&["none.csv", "--surname", "surname"], 3, "no such file");
    let rules = ["left.csv", "--surname", "surname", "--blocking", "rules.txt"];
    refused(&rules, 3, "blocking rule 2: there is no column birthday");
    let other = r#"{"format":"sverka-list-model","version":1,"fields":[]}"#;
    fs::write(dir.path().join("model.json"), other).unwrap();
    let model = ["left.csv", "--surname", "surname", "--model", "model.json"];
    refused(&model, 3, "version 1, this program reads sverka-list-model version 3");
}

//! The reports on paper, read back by programs that are not ours (poppler): the numbers of the page,
//! fonts embedded, tags, title and language set, pages counted, no name of a person, and a report for
//! a source that writes letters no font has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{printed_copy, sverka};
use crate::confidential::assert_no_canary;

fn read_back(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(file).arg("-").output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Without everything that differs between a page and paper: spaces, line breaks and joiners.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"\u{200b}\u{2060}\u{ad}".contains(*c)).collect()
}

/// What stands in the elements of a page that begin like this, as its reader sees it.
fn shown(page: &str, start: &str) -> Vec<String> {
    let entities =
        [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")];
    page.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split_once('<'))
        .map(|(text, _)| {
            entities.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        })
        .collect()
}

/// Numbers of a text, each as written, with how often at least.
fn numbers(cells: &[String]) -> BTreeSet<String> {
    cells
        .iter()
        .map(|cell| squeezed(cell))
        .filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || "+−<>".contains(c)))
        .collect()
}

fn run(project: &Path) {
    sverka().args(["run", "--quiet"]).arg(project).assert().success();
}

#[test]
fn paper_shows_every_value_of_the_page_in_three_languages() {
    let project = printed_copy("tiny");
    run(project.path());
    let out = project.path().join("out");
    for language in ["en", "ru", "ky"] {
        let page = fs::read_to_string(out.join(format!("gap-report.{language}.html"))).unwrap();
        let paper = out.join(format!("gap-report.{language}.pdf"));
        let text = squeezed(&read_back("pdftotext", &["-raw"], &paper));
        let mut cells = shown(&page, "<td");
        cells.extend(shown(&page, "<dd"));
        cells.extend(shown(&page, "<span class=\"number\""));
        cells.extend(shown(&page, "<text"));
        assert!(cells.len() > 1000, "{} values", cells.len());
        let told = numbers(&cells);
        assert!(told.len() > 100, "{} different numbers", told.len());
        let missing: Vec<&String> = told.iter().filter(|number| !text.contains(*number)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
        // Words may be broken over lines and pages; whole cells are still found unless a page ends in one.
        let lost = cells.iter().filter(|cell| !text.contains(&squeezed(cell))).count();
        assert!(lost * 100 <= cells.len(), "{language}: {lost} of {} cells", cells.len());
        assert_no_canary(&format!("gap-report.{language}.pdf"), &text);
    }
}

#[test]
fn paper_is_tagged_titled_and_has_its_fonts_in_it() {
    let project = printed_copy("tiny");
    run(project.path());
    for language in ["en", "ru", "ky"] {
        let paper = project.path().join(format!("out/gap-report.{language}.pdf"));
        let facts = Command::new("pdfinfo").arg(&paper).output().unwrap();
        let facts = String::from_utf8(facts.stdout).unwrap();
        let fact = |name: &str| {
            let line = facts.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_once(':').map_or("", |(_, value)| value.trim()).to_owned()
        };
        assert_eq!(fact("Tagged"), "yes", "{facts}");
        assert!(fact("Page size").ends_with("(A4)"), "{facts}");
        assert!(!fact("Title").is_empty() && fact("CreationDate").contains("2026"), "{facts}");
        let pages: usize = fact("Pages").parse().unwrap();
        assert!((15..60).contains(&pages), "{pages} pages");
        let last = read_back("pdftotext", &["-f", &pages.to_string()], &paper);
        let count = pages.to_string();
        assert!(last.matches(&count).count() >= 2, "page x of y: {last}");

        let fonts = Command::new("pdffonts").arg(&paper).output().unwrap();
        let fonts = String::from_utf8(fonts.stdout).unwrap();
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty());
        for row in rows {
            assert!(row.contains("NotoSans") && row.contains("yes yes yes"), "{row}");
        }
        let bytes = fs::read(&paper).unwrap();
        for mark in [format!("/Lang({language})"), "/Marked true".into()] {
            let found = bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
            assert!(found, "{mark}");
        }
    }
}

#[test]
fn a_letter_without_a_shape_does_not_cost_the_report() {
    let project = printed_copy("tiny");
    let file = project.path().join("sverka.toml");
    let text = fs::read_to_string(&file).unwrap();
    let odd = text.replacen("name = \"", "name = \"Жоголгон 失 🕊 ", 1);
    fs::write(&file, odd).unwrap();
    run(project.path());
    let paper = project.path().join("out/gap-report.ky.pdf");
    assert!(read_back("pdftotext", &[], &paper).contains("Жоголгон \u{fffd} \u{fffd}"));
}

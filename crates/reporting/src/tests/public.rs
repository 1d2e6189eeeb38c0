//! The public level of the sample, with rules low enough for eight reports.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::{page_tables, passes_checklist, workbook_tables};
use super::*;

fn policy() -> Policy {
    Policy { rules: Rules { min_cell: 3, round_to: 1 }, merges: Merges::default() }
}

fn public() -> Vec<OutputFile> {
    let sample = Sample::new();
    let made = release(&sample.analysis, &sample.reference, &policy(), &Ledger::default()).unwrap();
    let run = PublicRun { version: "0.1.0".into(), checkpoint: sample.run.checkpoint.clone() };
    let typeset: &Typeset<'_> = &|document| Ok(document.files[0].1.clone());
    render_public(&made, &run, &sample.reference, &Language::ALL, Some(typeset)).unwrap()
}

fn bytes<'a>(files: &'a [OutputFile], name: &str) -> &'a [u8] {
    &files.iter().find(|file| file.name == name).unwrap().bytes
}

#[test]
fn fewer_cases_than_the_least_count_are_refused() {
    let sample = Sample::new();
    let refused =
        release(&sample.analysis, &sample.reference, &Policy::default(), &Ledger::default());
    assert_eq!(refused, Err(DisclosureError::TooFew { unit: "reports", min_cell: 10 }));
}

#[test]
fn page_workbook_and_package_show_the_same_counts() {
    let files = public();
    for language in Language::ALL {
        let code = language.code();
        let page = page_tables(text(&files, &format!("public/gap-report.{code}.html")));
        let workbook = workbook_tables(bytes(&files, &format!("public/gap-report.{code}.xlsx")));
        assert_eq!(page.keys().collect::<Vec<_>>(), workbook.keys().collect::<Vec<_>>());
        for (name, rows) in &page {
            // What is empty on the page is left out by the reader of the workbook.
            let shown = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
                let filled = |row: &Vec<String>| {
                    row.iter().filter(|cell| !cell.is_empty()).cloned().collect()
                };
                rows.iter().map(filled).collect()
            };
            assert_eq!(shown(rows), shown(&workbook[name]), "{code} {name}");
        }
        let whole = |name: &str| page[name].last().unwrap().last().unwrap().clone();
        let csv = text(&files, "public/findings_by_oblast.csv");
        let total = csv.lines().find_map(|line| line.strip_prefix("all,all,")).unwrap();
        assert_eq!(whole("findings_by_oblast"), total);
        assert_eq!(whole("findings_by_year"), total);
    }
}

#[test]
fn no_count_from_one_to_below_the_least_is_shown_and_none_is_blank() {
    let files = public();
    let mut hidden = 0;
    for file in files.iter().filter(|f| f.name.ends_with(".csv") && !f.name.contains("codes")) {
        for row in csv::Reader::from_reader(file.bytes.as_slice()).records() {
            let row = row.unwrap();
            assert!(row.iter().all(|cell| !cell.is_empty()), "{}: {row:?}", file.name);
            match row[2].parse::<u64>() {
                Ok(count) => assert!(count == 0 || count >= 3, "{}: {row:?}", file.name),
                Err(_) => {
                    assert_eq!(&row[2], "c");
                    hidden += 1;
                }
            }
        }
    }
    assert!(hidden > 10, "{hidden}");
}

#[test]
fn the_package_describes_every_table_column_by_column() {
    let files = public();
    let package: serde_json::Value =
        serde_json::from_str(text(&files, "public/datapackage.json")).unwrap();
    let mut described = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let mut reader = csv::Reader::from_reader(bytes(&files, &format!("public/{path}")));
        let fields: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), fields, "{path}");
        if path != "codes.csv" {
            let missing = &resource["schema"]["missingValues"][0];
            assert_eq!(missing["value"], "c");
            assert!(missing["label"].as_str().unwrap().contains("recognised"));
        }
        described.insert(format!("public/{path}"));
    }
    let tables = files.iter().filter(|file| file.name.ends_with(".csv"));
    assert_eq!(described, tables.map(|file| file.name.clone()).collect());
}

#[test]
fn every_public_workbook_passes_the_checklist() {
    let files = public();
    for file in files.iter().filter(|file| file.name.ends_with(".xlsx")) {
        passes_checklist(&file.bytes);
    }
}

#[test]
fn no_id_and_no_office_reaches_the_public_level() {
    let sample = Sample::new();
    let files = public();
    let mut private: Vec<String> = Vec::new();
    for finding in &sample.analysis.findings {
        private.push(finding.report.to_string());
        private.extend(finding.addressee.clone());
    }
    for path in &sample.analysis.paths {
        private.push(path.record.to_string());
        private.extend(path.office.clone());
    }
    private.push(sample.run.project.clone());
    for file in files.iter().filter(|file| !file.name.ends_with(".xlsx")) {
        let shown = text(&files, &file.name);
        for word in &private {
            assert!(!shown.contains(word), "{} has {word}", file.name);
        }
    }
}

#[test]
fn the_same_release_again_is_the_same_and_is_remembered_once() {
    let sample = Sample::new();
    let make =
        |ledger: &Ledger| release(&sample.analysis, &sample.reference, &policy(), ledger).unwrap();
    let first = make(&Ledger::default());
    let second = make(&first.ledger);
    assert_eq!(first.ledger, second.ledger);
    assert_eq!(first.ledger.len(), 1);
    let read = Ledger::read(&first.ledger.bytes().unwrap()).unwrap();
    assert_eq!(read, first.ledger);
    assert!(Ledger::read(b"{\"version\": 9, \"releases\": []}").is_err());
}

#[test]
fn merging_years_afterwards_opens_nothing_that_was_hidden() {
    let sample = Sample::new();
    let first =
        release(&sample.analysis, &sample.reference, &policy(), &Ledger::default()).unwrap();
    let years: Vec<String> = (2019..=2022).map(|year: i16| year.to_string()).collect();
    let merged = Policy { merges: Merges { year: vec![years], ..Merges::default() }, ..policy() };
    // Either it is protected together with the first release, or it is refused.
    match release(&sample.analysis, &sample.reference, &merged, &first.ledger) {
        Ok(second) => assert_eq!(second.ledger.len(), 2),
        Err(refused) => assert!(matches!(
            refused,
            DisclosureError::Released { .. } | DisclosureError::NotProtected { .. }
        )),
    }
}

#[test]
fn copies_for_excel_hold_the_same_cells() {
    let sample = Sample::new();
    let mut input = sample.input();
    input.excel_ru = true;
    let files = render_all(&input, &[Language::English], None, public()).unwrap();
    let cells = |name: &str, delimiter: u8| -> Vec<Vec<String>> {
        let text = text(&files, name).trim_start_matches('\u{feff}');
        csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(|cell| cell.replace(',', ".")).collect())
            .collect()
    };
    let mut copies = BTreeMap::new();
    for file in files.iter().filter(|file| file.name.contains("excel-ru/")) {
        let name = file.name.replace("excel-ru/", "");
        assert!(file.bytes.starts_with(b"\xef\xbb\xbf"), "{name}");
        assert_eq!(cells(&file.name, b';'), cells(&name, b','), "{name}");
        copies.insert(name, ());
    }
    assert!(copies.contains_key("findings.csv") && copies.contains_key("public/ladder.csv"));
}

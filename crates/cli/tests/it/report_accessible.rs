//! Every page of the reports, restricted and public, held to the rules of WCAG 2.2 AA in three
//! languages and on two screens.

use crate::browser::Browser;
use crate::common::{fixture_copy, sverka};

// A test for each language, so that they run beside each other.
#[test]
fn every_page_of_the_reports_is_accessible_in_english() {
    pages_are_accessible("en");
}

#[test]
fn every_page_of_the_reports_is_accessible_in_russian() {
    pages_are_accessible("ru");
}

#[test]
fn every_page_of_the_reports_is_accessible_in_kyrgyz() {
    pages_are_accessible("ky");
}

fn pages_are_accessible(language: &str) {
    let project = fixture_copy("tiny");
    for command in ["run", "release"] {
        sverka().args([command, "--quiet"]).arg(project.path()).assert().success();
    }
    let mut browser = Browser::start();
    for page in ["out/gap-report", "out/figure-ids", "out/public/gap-report"] {
        let file = format!("{page}.{language}.html");
        let page = project.path().join(&file);
        browser.open(&format!("file://{}", page.display()));
        browser.until(&format!(
            "location.href.endsWith('{file}') && document.readyState === 'complete'"
        ));
        for (width, height) in [(1280, 720), (390, 844)] {
            browser.resize(width, height);
            let found = browser.accessibility_violations();
            assert!(found.is_empty(), "{} at {width} pixels: {found:#?}", page.display());
            let fits = browser.value("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(fits, true, "{} fits {width} pixels", page.display());
        }
    }
}

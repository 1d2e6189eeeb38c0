//! Every page of the review held to the rules of WCAG 2.2 AA, in three languages and on two screens.

use crate::browser::Browser;
use crate::common::fixture_copy;
use crate::review::said;
use crate::review_page::{CARD, SAVED, open};

/// The smallest desktop screen and a tablet held upright, in CSS pixels.
const SCREENS: [(u32, u32); 2] = [(1280, 720), (820, 1180)];

/// The page as it is now breaks no rule and fits the screens without scrolling sideways.
fn assert_accessible(browser: &mut Browser, page: &str) {
    for (width, height) in SCREENS {
        browser.resize(width, height);
        let found = browser.accessibility_violations();
        assert!(found.is_empty(), "{page} at {width} pixels: {found:#?}");
        let fits = browser.value("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(fits, true, "{page} fits {width} pixels");
    }
}

/// Loads the page anew in a language and waits for what it shows.
fn speak(browser: &mut Browser, language: &str, shows: &str) {
    browser.value("window.left = true");
    browser.value(&format!("document.querySelector('[data-lang={language}]').click()"));
    browser.until(&format!(
        "!window.left && document.documentElement.lang === '{language}' && {shows}"
    ));
}

#[test]
fn every_page_is_accessible_in_three_languages() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let (_server, mut browser) = open(dir, &["--reader", "ann"]);
    for language in ["en", "ru", "ky"] {
        speak(&mut browser, language, CARD);
        assert_accessible(&mut browser, &format!("the card ({language})"));
        browser.press("KeyU");
        assert_accessible(&mut browser, &format!("the card with its reasons ({language})"));
        browser.press("KeyB");
        browser.until("!!document.querySelector('[data-do=apply]')");
        assert_accessible(&mut browser, &format!("a bulk decision ({language})"));
        browser.press("Enter");
        browser.until(CARD);
        browser.press("Digit0");
        browser.until(SAVED);
        assert_accessible(&mut browser, &format!("the waterfalls ({language})"));
        for (key, shown) in [
            ("KeyQ", "!!document.getElementById('query')"),
            ("KeyH", "!!document.querySelector('[data-do=undo][data-id]')"),
            ("KeyA", "!!document.querySelector('.list caption')"),
        ] {
            browser.press(key);
            browser.until(shown);
            assert_accessible(&mut browser, &format!("the page of {key} ({language})"));
        }
    }
    assert_the_end_is_accessible(&mut browser);
}

/// Answers what is left, and looks at the page after the last card and at the locked one.
fn assert_the_end_is_accessible(browser: &mut Browser) {
    let done = "!document.querySelector('.card') && !document.querySelector('.saved') && \
                !!document.querySelector('.progress')";
    browser.press("Enter");
    browser.until(&format!("{CARD} || ({done})"));
    while browser.value(CARD) == true {
        browser.press("Digit0");
        browser.until(SAVED);
        browser.press("Enter");
        browser.until(&format!("{CARD} || ({done})"));
    }
    for language in ["en", "ru", "ky"] {
        speak(browser, language, &format!("({done})"));
        assert_accessible(browser, &format!("the end ({language})"));
    }
    browser.value("document.querySelector('[data-do=lock]').click()");
    browser.until("document.querySelector('h1').textContent === document.body.dataset.locked");
    for language in ["en", "ru", "ky"] {
        assert_accessible(browser, "the locked page");
        speak(
            browser,
            language,
            "document.querySelector('h1').textContent === document.body.dataset.noSession",
        );
    }
}

#[test]
fn the_card_of_an_adjudicator_is_accessible() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    for (reader, key) in [("ann", "Digit0"), ("ben", "Digit1")] {
        let (_server, mut browser) = open(dir, &["--reader", reader]);
        browser.press(key);
        browser.until(SAVED);
    }
    let (_server, mut browser) = open(dir, &["--reader", "eve", "--adjudicate"]);
    for language in ["en", "ru", "ky"] {
        speak(&mut browser, language, CARD);
        assert_eq!(browser.value("!!document.querySelector('.readings')"), true);
        assert_accessible(&mut browser, &format!("the card of an adjudicator ({language})"));
    }
}

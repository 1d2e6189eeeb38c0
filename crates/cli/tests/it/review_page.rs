//! The review page in a browser: keys under a Russian layout, blind reading, undo, reload, a killed
//! server, a second reader, an adjudicator, three languages.

use std::collections::BTreeMap;
use std::path::Path;

use clerical_review::{Answer, Ledger, Purpose, ReviewDecision};
use linkage::{Candidate, LinkKind};
use store::{SqliteStore, Store};

use crate::browser::Browser;
use crate::common::fixture_copy;
use crate::review::{block_on, said};
use crate::review_server::Server;

pub(crate) const CARD: &str = "!!document.querySelector('.card')";
pub(crate) const SAVED: &str = "!!document.querySelector('.saved')";

fn ledger(dir: &Path) -> Vec<ReviewDecision> {
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        store.review_decisions().await.unwrap()
    })
}

/// The candidates of every report.
fn candidates(dir: &Path) -> BTreeMap<String, Vec<Candidate>> {
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        let (links, _) = store.links(LinkKind::NgoRegister).await.unwrap().unwrap();
        links.decisions.into_iter().map(|one| (one.left.to_string(), one.candidates)).collect()
    })
}

fn left(browser: &mut Browser) -> String {
    let left = browser.value("document.querySelector('[data-left]').dataset.left");
    left.as_str().unwrap().to_owned()
}

/// No weight of any candidate, in any of the ways the program prints it, and no verdict.
fn assert_blind(browser: &mut Browser, candidates: &[Candidate]) {
    let document = browser.document();
    for candidate in candidates {
        let bits = candidate.weight.bits();
        for shown in
            [format!("{bits:.2}"), format!("{bits:.1}"), format!("{bits:.2}").replace('.', ",")]
        {
            let shown = shown.trim_start_matches('-');
            assert!(shown.len() < 4 || !document.contains(shown), "the weight {shown} is shown");
        }
    }
    for word in ["waterfall", "probability", "possible_link", "bits"] {
        assert!(!document.contains(word), "{word} is shown");
    }
}

/// Opens a review and waits for its first card.
pub(crate) fn open(dir: &Path, arguments: &[&str]) -> (Server, Browser) {
    let server = Server::start(dir, arguments);
    let mut browser = Browser::start();
    browser.open(&server.address);
    browser.until(CARD);
    (server, browser)
}

#[test]
fn twenty_cards_by_keyboard_then_undo_reload_and_a_killed_server() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let candidates = candidates(dir);
    let (server, mut browser) = open(dir, &["--lang", "en", "--reader", "ann"]);
    assert_eq!(browser.value("location.hash"), "", "the token is not left in the address");
    for number in 0..20 {
        let card = left(&mut browser);
        assert_blind(&mut browser, &candidates[&card]);
        match number % 4 {
            0 => browser.press("Digit1"),
            1 => browser.press("Digit0"),
            2 => {
                browser.press("KeyU");
                browser.until("!document.getElementById('reasons').hidden");
                browser.press("Digit3");
            }
            _ => {
                browser.press("KeyS");
                browser.until(&format!(
                    "{CARD} && document.querySelector('[data-left]').dataset.left !== '{card}'"
                ));
                continue;
            }
        }
        browser.until(SAVED);
        let sum = candidates[&card][0].weight.bits();
        let shown = browser.value("document.querySelector('.saved').innerText");
        let sum = format!("{:.2}", sum.abs());
        assert!(shown.as_str().unwrap().contains(&sum), "{sum} is the same number everywhere");
        browser.press("Enter");
        browser.until(CARD);
    }
    assert_eq!(ledger(dir).len(), 20);
    let (before, shown) = (ledger(dir), left(&mut browser));
    browser.press("KeyZ");
    browser.until(&format!(
        "{CARD} && document.querySelector('[data-left]').dataset.left !== '{shown}'"
    ));
    let after = ledger(dir);
    assert_eq!(after.len(), 21, "undo is an entry of its own");
    assert_eq!(after[..20], before[..]);
    let undone = left(&mut browser);
    assert_eq!(after[20].left.as_str(), undone, "and leads back to the card");
    browser.press("KeyY");
    browser.until("document.getElementById('say').textContent === ''");
    browser.open(server.address.split('#').next().unwrap());
    browser.until(CARD);
    let resumed = left(&mut browser);
    assert_eq!(ledger(dir).len(), 22);
    // Without warning, in the middle of a card: the answers are kept, the card comes again.
    server.kill();
    let (_server, mut browser) = open(dir, &["--lang", "ru", "--reader", "ann"]);
    assert_eq!(left(&mut browser), resumed);
    assert_eq!(ledger(dir).len(), 22);
}

#[test]
fn a_second_reader_is_blind_and_a_third_settles() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let all = candidates(dir);
    let (server, mut browser) = open(dir, &["--reader", "ann-of-sezim"]);
    let card = left(&mut browser);
    browser.value("document.getElementById('note').value = 'the talon says otherwise'");
    browser.press("Digit0");
    browser.until(SAVED);
    drop((server, browser));
    let (server, mut browser) = open(dir, &["--reader", "ben"]);
    assert_eq!(left(&mut browser), card, "it is served to the second reader");
    assert_blind(&mut browser, &all[&card]);
    let document = browser.document();
    assert!(!document.contains("ann-of-sezim") && !document.contains("talon says otherwise"));
    browser.press("Digit1");
    browser.until(SAVED);
    assert!(
        browser.document().contains("ann-of-sezim"),
        "after one's own answer the other's shows"
    );
    drop((server, browser));
    let (_server, mut browser) = open(dir, &["--reader", "eve", "--adjudicate"]);
    assert_eq!(left(&mut browser), card);
    assert_blind(&mut browser, &all[&card]);
    let document = browser.document();
    assert!(document.contains("talon says otherwise"), "the adjudicator sees both readings");
    assert!(!document.contains("ann-of-sezim") && !document.contains(">ben<"), "without names");
    browser.press("Digit1");
    browser.until(SAVED);
    let decided = ledger(dir);
    assert!(matches!(decided.last().unwrap().purpose, Purpose::Adjudication(_)));
    let constraints = Ledger::new(decided).constraints(LinkKind::NgoRegister);
    assert_eq!(constraints.must_link.len(), 1);
}

#[test]
fn search_bulk_history_and_agreement_in_three_languages() {
    let project = fixture_copy("tiny");
    let dir = project.path();
    said(dir, "run");
    let (_server, mut browser) = open(dir, &["--reader", "ann"]);
    for (language, queue) in [("en", "Queue"), ("ru", "Очередь"), ("ky", "Кезек")] {
        // The page is loaded anew: what is waited for must not be the page left behind.
        browser.value("window.left = true");
        browser.value(&format!("document.querySelector('[data-lang={language}]').click()"));
        browser.until(&format!(
            "!window.left && document.documentElement.lang === '{language}' && {CARD}"
        ));
        browser.press("KeyQ");
        browser.until(&format!(
            "document.querySelector('.list h1') && document.querySelector('.list h1').textContent === '{queue}'"
        ));
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.value(fits), true, "{language} fits 1280 pixels");
    }
    let own = browser.value("document.querySelector('[data-card]').dataset.card");
    let own = own.as_str().unwrap().to_owned();
    browser.value(&format!("document.getElementById('query').value = '{own}'"));
    browser.value("document.querySelector('[data-do=search]').click()");
    browser.until("document.querySelectorAll('[data-card]').length === 1");
    browser.value("document.querySelector('[data-card]').click()");
    browser.until(CARD);
    browser.press("KeyB");
    browser.until("!!document.querySelector('[data-do=apply]')");
    let listed = browser.value("document.querySelectorAll('tbody tr').length").as_u64().unwrap();
    browser.value("document.querySelector('[data-do=apply]').click()");
    browser.until("!document.querySelector('[data-do=apply]')");
    let decided = ledger(dir);
    assert_eq!(decided.len() as u64, listed, "what was listed is what was changed");
    assert!(decided.iter().all(|entry| entry.answer == Answer::NotLink && entry.batch.is_some()));
    browser.press("KeyH");
    browser.until("!!document.querySelector('[data-do=undo][data-id]')");
    browser.value("document.querySelector('[data-do=undo][data-id]').click()");
    browser.until(CARD);
    let ledger = Ledger::new(ledger(dir));
    assert!(ledger.cards().is_empty(), "one stroke is undone in one");
    browser.press("KeyA");
    browser.until("!!document.querySelector('.list caption')");
}

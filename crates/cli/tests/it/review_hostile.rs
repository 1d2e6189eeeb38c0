//! Requests that must be turned away and change nothing, and texts that must stay texts.

use std::fs;
use std::path::Path;

use store::{SqliteStore, Store};

use crate::common::{fixture_copy, sverka};
use crate::review::{block_on, said};
use crate::review_server::Server;

/// What is wrong with it, its first line, its headers and its body.
type Hostile<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>, &'a str);

fn decisions(dir: &Path) -> usize {
    block_on(async {
        let mut store = SqliteStore::open(&dir.join("sverka.sqlite")).await.unwrap();
        store.review_decisions().await.unwrap().len()
    })
}

/// The report on the first card, as the page names it.
fn first_card(page: &str) -> String {
    page.split("data-left=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn hostile_requests_are_turned_away_and_change_nothing() {
    let project = fixture_copy("tiny");
    said(project.path(), "run");
    let server = Server::start(project.path(), &[]);
    let secret = server.session();
    let session = ("x-sverka-session", secret.as_str());
    let json = ("content-type", "application/json");
    let page = server.ask("GET /desk/next", &[session], "");
    assert_eq!(page.status, 200, "the secret opens it: {page:?}");
    let left = first_card(&page.body);
    let body = format!(r#"{{"left":"{left}","seen":0,"answer":"not_link"}}"#);
    let unknown = r#"{"left":"ngo-x:none","seen":0,"answer":"not_link"}"#;
    let target = format!(r#"{{"left":"{left}","seen":0,"answer":"link","target":"erp:none"}}"#);
    let surplus = format!(r#"{{"left":"{left}","seen":0,"answer":"not_link","reviewer":"eve"}}"#);
    let withdraw = format!(r#"{{"left":"{left}","seen":0,"answer":"withdraw"}}"#);
    let reason =
        format!(r#"{{"left":"{left}","seen":0,"answer":"cannot_decide","reason":"bored"}}"#);
    let note = "я".repeat(4_001);
    let long = format!(r#"{{"left":"{left}","seen":0,"answer":"not_link","note":"{note}"}}"#);
    let hash = format!(
        r#"{{"left":"{left}","seen":0,"answer":"not_link","evidence":{{"file":"a","page":"","sha256":"zz"}}}}"#
    );
    let large = format!(r#"{{"left":"{}"}}"#, "a".repeat(1 << 20));
    let bulk = format!(r#"{{"ids":["{left}","ngo-x:none"],"answer":"not_link"}}"#);
    let port = server.port().to_string();
    let foreign_port = format!("127.0.0.1:{}", server.port().wrapping_add(1).max(1));
    let suffixed = format!("127.0.0.1:{port}.evil.test");
    let decide = "POST /desk/decide";
    let no_session: [(&str, &str); 0] = [];
    let requests: Vec<Hostile<'_>> = vec![
        ("another host", decide, vec![session, json, ("host", "evil.test")], &body),
        ("a host without a port", decide, vec![session, json, ("host", "127.0.0.1")], &body),
        ("a host with another port", decide, vec![session, json, ("host", &foreign_port)], &body),
        ("a host that begins like ours", decide, vec![session, json, ("host", &suffixed)], &body),
        ("no host", decide, vec![session, json, ("host", "-")], &body),
        ("another origin", decide, vec![session, json, ("origin", "http://evil.test")], &body),
        ("an origin without a name", decide, vec![session, json, ("origin", "null")], &body),
        ("no origin", decide, vec![session, json, ("origin", "-")], &body),
        (
            "our origin by https",
            decide,
            vec![session, json, ("origin", "https://127.0.0.1")],
            &body,
        ),
        (
            "sent by another site",
            decide,
            vec![session, json, ("sec-fetch-site", "cross-site")],
            &body,
        ),
        (
            "sent by a sibling site",
            decide,
            vec![session, json, ("sec-fetch-site", "same-site")],
            &body,
        ),
        (
            "reading for another site",
            "GET /desk/next",
            vec![session, ("origin", "http://evil.test")],
            "",
        ),
        ("no session", decide, vec![json], &body),
        ("another session", decide, vec![("x-sverka-session", "0123"), json], &body),
        ("an empty session", decide, vec![("x-sverka-session", ""), json], &body),
        ("the session in a cookie", decide, vec![("cookie", &secret), json], &body),
        ("the session in the address", "GET /desk/next?session=0123", no_session.into(), ""),
        ("the token a second time", "POST /session", vec![("x-sverka-token", server.token())], ""),
        ("a guessed token", "POST /session", vec![("x-sverka-token", "0123")], ""),
        ("a change by GET", "GET /desk/decide", vec![session], ""),
        ("a change by PUT", "PUT /desk/decide", vec![session, json, ("origin", "-")], &body),
        ("a change by DELETE", "DELETE /desk/history", vec![session], ""),
        ("a preflight", "OPTIONS /desk/decide", vec![("origin", "http://evil.test")], ""),
        (
            "a form",
            decide,
            vec![session, ("content-type", "application/x-www-form-urlencoded")],
            "left=a",
        ),
        ("JSON as plain text", decide, vec![session, ("content-type", "text/plain")], &body),
        ("no JSON", decide, vec![session, json], "{"),
        ("a card that is not there", decide, vec![session, json], unknown),
        ("a target that was not shown", decide, vec![session, json], &target),
        ("a field too many", decide, vec![session, json], &surplus),
        ("a withdrawal by the back door", decide, vec![session, json], &withdraw),
        ("an unknown reason", decide, vec![session, json], &reason),
        ("a note without end", decide, vec![session, json], &long),
        ("a hash that is none", decide, vec![session, json], &hash),
        ("a body too large", decide, vec![session, json], &large),
        ("a bulk that was not previewed", "POST /desk/apply", vec![session, json], &bulk),
        ("another's entry undone", "POST /desk/undo", vec![session, json], r#"{"id":"0123"}"#),
        ("a path upwards", "GET /../sverka.toml", vec![session], ""),
        ("an encoded path upwards", "GET /%2e%2e/sverka.sqlite", vec![session], ""),
        ("the database", "GET /sverka.sqlite", vec![session], ""),
        ("a card of nobody", "GET /desk/card?left=%3Cscript%3E", vec![session], ""),
    ];
    assert!(requests.len() >= 30);
    for (what, line, headers, body) in &requests {
        let reply = server.ask(line, headers, body);
        assert!((400..500).contains(&reply.status), "{what}: {reply:?}");
        assert!(!reply.head.contains("access-control"), "{what}: {reply:?}");
        assert!(!reply.head.contains("set-cookie"), "{what}: {reply:?}");
        assert!(!reply.body.contains("<article"), "{what} shows a card");
    }
    let raw =
        server.send(b"GET /desk/next HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n");
    assert!((400..500).contains(&raw.status), "two hosts: {raw:?}");
    assert_eq!(decisions(project.path()), 0, "nothing was changed");
    let good = server.ask(decide, &[session, json], &body);
    assert_eq!(good.status, 200, "and the honest request is served: {good:?}");
    assert_eq!(decisions(project.path()), 1);
    for header in [
        "content-security-policy: default-src 'none'; script-src 'self'",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "frame-ancestors 'none'",
    ] {
        assert!(good.head.contains(header), "{header} is missing: {}", good.head);
    }
    assert!(!good.head.contains("unsafe"), "{}", good.head);
}

#[test]
fn a_name_that_is_markup_shows_as_text() {
    let project = fixture_copy("tiny");
    let path = project.path().join("data/ngo-c.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    fs::write(&path, text.replace("\"name\": \"", &format!("\"name\": \"{markup} "))).unwrap();
    said(project.path(), "run");
    let server = Server::start(project.path(), &[]);
    let secret = server.session();
    let session = ("x-sverka-session", secret.as_str());
    let list = server.ask("GET /desk/queue", &[session], "").body;
    let mut met = false;
    for card in list.split("data-card=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let line = format!("GET /desk/card?left={}", card.replace(':', "%3A"));
        let page = server.ask(&line, &[session], "").body;
        assert!(!page.contains("<img") && !page.contains("<script"), "{card}");
        met |= page.contains("&#60;img") || page.contains("&lt;img");
    }
    assert!(met, "the markup is shown as text on some card");
}

#[test]
fn a_second_process_is_told_that_the_project_is_in_use() {
    let project = fixture_copy("tiny");
    said(project.path(), "run");
    let _server = Server::start(project.path(), &[]);
    for command in ["review", "run"] {
        let refused = sverka().arg(command).arg(project.path()).assert().code(6);
        let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(told.contains("in use by another sverka process"), "{told}");
    }
}

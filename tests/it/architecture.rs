//! The invariants of `docs/architecture.md` that can be checked from the sources: dependency
//! direction, no IO and no clock in the core, no serialisable domain types, documented modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each crate may use of the workspace; the table of `docs/architecture.md`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("records", &[]),
    ("ingest", &["records"]),
    ("fuzzy-matching", &["records"]),
    ("linkage", &["fuzzy-matching", "records"]),
    ("clerical-review", &["linkage", "records"]),
    ("attrition", &["fuzzy-matching", "linkage", "records"]),
    ("reporting", &["attrition", "records"]),
    ("pdf", &["reporting"]),
    ("store", &["attrition", "clerical-review", "linkage", "records"]),
    (
        "review-web",
        &["clerical-review", "fuzzy-matching", "linkage", "records", "reporting", "store"],
    ),
    ("testkit", &["records"]),
    (
        "cli",
        &[
            "attrition",
            "clerical-review",
            "fuzzy-matching",
            "ingest",
            "linkage",
            "pdf",
            "records",
            "reporting",
            "review-web",
            "store",
            "testkit",
        ],
    ),
    ("tests", &["attrition", "ingest", "linkage", "records"]),
    ("benches", &[]),
];

/// Crates without IO, clock and randomness.
const CORE: &[&str] =
    &["records", "fuzzy-matching", "linkage", "clerical-review", "attrition", "reporting"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Value {
    // Only the packages of this platform are sure to be on the machine.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Normal dependencies of every package, by name.
fn dependencies(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names: BTreeMap<String, String> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            let normal = node["deps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| {
                    let kinds = dependency["dep_kinds"].as_array().unwrap();
                    kinds.iter().any(|kind| kind["kind"].is_null())
                })
                .map(|dependency| names[dependency["pkg"].as_str().unwrap()].clone())
                .collect();
            (names[node["id"].as_str().unwrap()].clone(), normal)
        })
        .collect()
}

fn reachable(from: &str, graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        for dependency in graph.get(&next).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                open.push(dependency.clone());
            }
        }
    }
    seen
}

/// Every Rust file of a crate's `src`, with its text.
fn sources(krate: &str) -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("crates").join(krate).join("src"), &mut found);
    assert!(!found.is_empty(), "{krate} has no sources");
    found
}

/// Whether a file holds unit tests only.
fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
}

/// The part of a file before its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn dependencies_point_down_the_list_only() {
    let graph = dependencies(&metadata());
    let ours: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in MAY_USE {
        let used: BTreeSet<&str> = graph[*name]
            .iter()
            .map(String::as_str)
            .filter(|dependency| ours.contains(dependency))
            .collect();
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert!(used.is_subset(&allowed), "{name} uses {:?}", used.difference(&allowed));
    }
}

#[test]
fn every_member_is_in_the_table() {
    let metadata = metadata();
    let members = metadata["workspace_members"].as_array().unwrap().len();
    assert_eq!(members, MAY_USE.len());
}

#[test]
fn sqlx_and_tokio_are_not_reachable_from_the_core() {
    let graph = dependencies(&metadata());
    for krate in CORE {
        let reached = reachable(krate, &graph);
        for banned in ["sqlx", "sqlx-core", "tokio", "rand", "getrandom"] {
            let allowed = *krate == "reporting" && banned == "getrandom";
            assert!(allowed || !reached.contains(banned), "{krate} reaches {banned}");
        }
    }
    assert!(reachable("store", &graph).contains("sqlx"), "the check itself must see sqlx");
}

/// Libraries may write to `log` and `tracing`; without a listener those lead nowhere.
#[test]
fn no_log_has_a_listener() {
    const LISTENERS: &[&str] = &[
        "tracing-subscriber",
        "tracing-log",
        "env_logger",
        "simple_logger",
        "simplelog",
        "fern",
        "flexi_logger",
        "log4rs",
        "slog",
    ];
    let reached = reachable("cli", &dependencies(&metadata()));
    assert!(reached.contains("log") && reached.contains("tracing"), "the check must see them");
    for listener in LISTENERS {
        assert!(!reached.contains(*listener), "the binary has {listener}");
    }
    let ours = MAY_USE.iter().map(|(krate, _)| *krate);
    for krate in ours.filter(|krate| !["tests", "benches"].contains(krate)) {
        for (path, text) in sources(krate).iter().filter(|(path, _)| !is_test(path)) {
            let text = without_tests(text);
            for use_of in ["tracing::", "set_logger", "set_boxed_logger"] {
                assert!(!text.contains(use_of), "{} has {use_of}", path.display());
            }
        }
    }
}

#[test]
fn domain_types_cannot_be_serialised() {
    let graph = dependencies(&metadata());
    for krate in ["records", "fuzzy-matching", "linkage", "clerical-review", "attrition"] {
        assert!(!graph[krate].contains("serde"), "{krate} depends on serde");
    }
}

#[test]
fn the_core_does_no_io_and_reads_no_clock() {
    const BANNED: &[&str] = &[
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::io",
        "SystemTime",
        "Instant::",
        "jiff::Timestamp",
        "jiff::Zoned",
        "println!",
        "eprintln!",
    ];
    for krate in CORE {
        for (path, text) in sources(krate) {
            if is_test(&path) {
                continue;
            }
            // An archive in memory is written through these traits; no file is.
            let text = without_tests(&text).replace("std::io::{Cursor, Write}", "");
            for word in BANNED {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn hash_order_cannot_reach_a_result() {
    // A hash map may hold a look-up table, but iterating one has no order: the core uses ordered
    // maps, or says on the line why a hashed one is safe.
    for krate in CORE {
        for (path, text) in sources(krate) {
            let mut above = "";
            for (number, line) in without_tests(&text).lines().enumerate() {
                let hashed = ["HashMap", "HashSet"].iter().any(|word| line.contains(word))
                    && !line.trim_start().starts_with("//")
                    && ![above, line].iter().any(|line| line.contains("// looked up only"));
                above = line;
                assert!(
                    !hashed || line.trim_start().starts_with("use "),
                    "{}:{}: state why hashing is safe with `// looked up only`",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn every_module_says_what_it_is_for_and_stays_small() {
    for (krate, _) in MAY_USE.iter().filter(|(name, _)| !["tests", "benches"].contains(name)) {
        for (path, text) in sources(krate) {
            assert!(
                text.starts_with("//!") || is_test(&path),
                "{} has no //! header",
                path.display()
            );
            let lines = text.lines().count();
            assert!(lines <= 600, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn every_dependency_has_its_sentence() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let mut comment = false;
    for line in section.lines() {
        if line.starts_with('#') {
            comment = true;
        } else if line.contains("path = \"crates/") {
            // Our own crates share one sentence.
        } else if line.contains(" = ") {
            assert!(comment, "no sentence above: {line}");
            comment = false;
        }
    }
}

#[test]
fn the_invariants_are_documented_with_their_checks() {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    for number in 1..=11 {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| {number} |")))
            .unwrap_or_else(|| panic!("invariant {number} is not in docs/architecture.md"));
        let check = row.split('|').nth(3).unwrap().trim().trim_matches('`');
        let (file, test) = check.split_once("::").expect("a check is named file::test");
        let source = fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{file}"));
        assert!(
            source.contains(&format!("fn {test}(")) || source.contains(test),
            "{file} has no {test}"
        );
    }
}

//! What comes from elsewhere: one registry, a checksum for each package, licences that allow the use,
//! and a list of all of it that can be handed over (`tests/sbom.py`).

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use tests::root;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Licences under which a dependency may be used: those of `deny.toml`.
fn licences() -> Vec<String> {
    let rules: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed = rules["licenses"]["allow"].as_array().unwrap();
    allowed.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

/// Whether one side of every `OR` is allowed, in every part of an `AND`.
fn is_allowed(expression: &str, licences: &[String]) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    let known = |one: &str| licences.iter().any(|licence| licence == one.trim());
    plain.split(" AND ").all(|part| part.split(" OR ").any(known))
}

#[test]
fn every_dependency_is_of_the_registry_under_a_known_licence() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let licences = licences();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let Some(source) = package["source"].as_str() else { continue };
        assert_eq!(source, REGISTRY, "{name}");
        let licence = package["license"].as_str().unwrap_or("none stated");
        assert!(is_allowed(licence, &licences), "{name}: {licence}");
    }
}

#[test]
fn the_bill_of_materials_lists_every_locked_package_with_its_checksum() {
    let output = Command::new("python3").arg(root().join("tests/sbom.py")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bill: Value = serde_json::from_slice(&output.stdout).unwrap();
    let listed: BTreeSet<&str> = bill["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|component| {
            let hash = component["hashes"][0]["content"].as_str().unwrap();
            assert_eq!(hash.len(), 64, "{component}");
            component["purl"].as_str().unwrap()
        })
        .collect();
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let locked: Vec<_> =
        packages.iter().filter(|package| package.get("source").is_some()).collect();
    for package in &locked {
        let part = |key: &str| package[key].as_str().unwrap();
        let purl = format!("pkg:cargo/{}@{}", part("name"), part("version"));
        assert!(listed.contains(purl.as_str()), "{purl}");
    }
    assert_eq!(listed.len(), locked.len());
}

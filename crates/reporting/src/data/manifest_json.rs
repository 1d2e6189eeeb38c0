//! `manifest.json`: name, size and hash of every other output, so that an office can check what it
//! received with `sha256sum`, and the checkpoint of the audit log they follow from.

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::ReportingError;
use crate::input::OutputFile;

#[derive(Serialize)]
struct Manifest<'a> {
    version: u32,
    checkpoint: &'a str,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    bytes: usize,
    sha256: String,
}

/// The manifest of these files, sorted by name.
pub(crate) fn manifest(
    files: &[OutputFile],
    checkpoint: &str,
) -> Result<OutputFile, ReportingError> {
    let mut entries: Vec<Entry<'_>> = files
        .par_iter()
        // The few large ones lie side by side.
        .with_max_len(1)
        .map(|file| Entry {
            name: &file.name,
            bytes: file.bytes.len(),
            sha256: hex(&Sha256::digest(&file.bytes)),
        })
        .collect();
    entries.sort_by(|a, b| a.name.cmp(b.name));
    super::json("manifest.json", &Manifest { version: 1, checkpoint, files: entries })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_sha256sum_prints() {
        let file = OutputFile { name: "b.csv".into(), bytes: b"abc".to_vec() };
        let other = OutputFile { name: "a.csv".into(), bytes: Vec::new() };
        let json = String::from_utf8(manifest(&[file, other], "3:00").unwrap().bytes).unwrap();
        // FIPS 180-4, example "abc"; then the hash of nothing.
        assert!(json.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assert!(json.contains("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assert!(json.contains("\"checkpoint\": \"3:00\""), "{json}");
        assert!(json.find("a.csv") < json.find("b.csv"));
    }
}

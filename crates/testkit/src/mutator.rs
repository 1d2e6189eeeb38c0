//! Inputs that are nearly right. Reach for [`Mutator`] to test a parser: from a good file it makes,
//! for every round, one that is damaged as files are (cut, repeated, overwritten) or as an attacker
//! would (numbers out of range, quotes that never close, markup where a value was).
//!
//! Guarantees that seed, purpose and round give the same bytes everywhere, so that a failure is named
//! by three words. It knows no coverage: it does not search, it samples.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::draw::Draw;

/// Pieces that parsers trip over.
const PIECES: [&str; 40] = [
    "\"",
    "\"\"",
    "'",
    ";",
    ",",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{301}",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    "[[source]]\n",
    "=",
    "=1+1",
    ":",
    "null",
    "true",
    "-1",
    "-0",
    "0",
    "1e999",
    "NaN",
    "99999999999999999999",
    "4294967296",
    "31.02.2021",
    "00.00.0000",
    "9999-12-31",
    "../../x",
    "<a>",
    "</",
    "&lt;",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
];

/// Most changes of one input.
const MOST_CHANGES: i32 = 6;
/// Longest input that changes may grow to, bytes.
const MOST_BYTES: usize = 1 << 20;

/// Damages good inputs.
pub struct Mutator(Draw);

impl Mutator {
    /// The damage of one round for a purpose.
    pub fn new(seed: u64, purpose: &str, round: u64) -> Self {
        Self(Draw::new(seed, purpose, round))
    }

    /// The bytes with one to six changes.
    pub fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..self.0.between(1, MOST_CHANGES) {
            self.change(&mut bytes);
            bytes.truncate(MOST_BYTES);
        }
        bytes
    }

    /// An archive with one of its files changed and packed again, so that the damage lies behind the
    /// checksum; `None` when the bytes are no archive.
    pub fn mutate_inside(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let chosen = self.0.index(archive.len());
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).ok()?;
            let name = file.name().ok()?.into_owned();
            let mut content = Vec::new();
            file.read_to_end(&mut content).ok()?;
            if at == chosen {
                content = self.mutate(&content);
            }
            packed.start_file(name, SimpleFileOptions::default()).ok()?;
            packed.write_all(&content).ok()?;
        }
        Some(packed.finish().ok()?.into_inner())
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.0.index(bytes.len() + 1);
        let end = (at + 1 + self.0.skewed(64)).min(bytes.len()).max(at);
        match self.0.index(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.0.index(8),
            1 if at < bytes.len() => bytes[at] = self.0.index(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = self.0.index(bytes.len() + 1);
                drop(bytes.splice(to..to, piece));
            }
            4 => bytes.truncate(at),
            5 => {
                // A piece many times over: depth and length have their own limits.
                let piece = self.0.pick(&PIECES).copied().unwrap_or_default();
                let times = 1 << self.0.index(13);
                drop(bytes.splice(at..at, piece.repeat(times).into_bytes()));
            }
            _ => {
                let piece = self.0.pick(&PIECES).copied().unwrap_or_default();
                drop(bytes.splice(at..end, piece.bytes()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_gives_the_same_bytes_and_another_gives_others() {
        let made = |round| Mutator::new(1, "csv", round).mutate(b"a;b\n1;2\n");
        assert_eq!(made(3), made(3));
        assert!((0..50).filter(|round| made(*round) != made(round + 1)).count() > 40);
    }
}

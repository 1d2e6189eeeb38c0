//! What can be known of an XML stream without parsing it. Reach for [`XmlScan`] while inflating: a
//! parser would hold whole tags and texts in memory before any limit can speak.
//!
//! Sees tags by their `<`, so text inside CDATA and comments counts as if it were tags: it may refuse
//! such a file too early, never too late.

use crate::limits::Limits;

/// Longest tag name looked at: longer than any that matters.
const NAME_BYTES: usize = 24;

/// Counters over one XML stream.
pub(super) struct XmlScan {
    name: Vec<u8>,
    in_name: bool,
    /// Bytes since the last `<`.
    run: u64,
    /// Longest stretch between two `<`.
    pub(super) longest: u64,
    /// How long it may be: a cell with every character escaped.
    pub(super) longest_allowed: u64,
    /// `<si>` elements: texts of a table of shared strings.
    pub(super) shared_strings: u64,
    /// Whether there is an `<f>` element: a formula.
    pub(super) formulas: bool,
    /// Whether a document type is declared.
    pub(super) doctype: bool,
    /// Whether an entity is defined.
    pub(super) entities: bool,
}

impl XmlScan {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            name: Vec::with_capacity(NAME_BYTES),
            in_name: false,
            run: 0,
            longest: 0,
            // `&#1234;` is the longest form of one letter.
            longest_allowed: (limits.cell_characters as u64).saturating_mul(8),
            shared_strings: 0,
            formulas: false,
            doctype: false,
            entities: false,
        }
    }

    pub(super) fn feed(&mut self, mut chunk: &[u8]) {
        while let Some(&byte) = chunk.first() {
            if byte == b'<' {
                self.run = 0;
                self.name.clear();
                self.in_name = true;
                chunk = &chunk[1..];
            } else if self.in_name {
                if byte.is_ascii_whitespace()
                    || b"/>[".contains(&byte)
                    || self.name.len() == NAME_BYTES
                {
                    self.in_name = false;
                    self.count_tag();
                } else {
                    self.name.push(byte);
                }
                self.run += 1;
                chunk = &chunk[1..];
            } else {
                let rest = chunk.iter().position(|&byte| byte == b'<').unwrap_or(chunk.len());
                self.run += rest as u64;
                chunk = &chunk[rest..];
            }
            self.longest = self.longest.max(self.run);
        }
    }

    fn count_tag(&mut self) {
        let local = self.name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        match local {
            b"si" => self.shared_strings += 1,
            b"f" => self.formulas = true,
            _ if local.eq_ignore_ascii_case(b"!DOCTYPE") => self.doctype = true,
            _ if local.eq_ignore_ascii_case(b"!ENTITY") => self.entities = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_seen_the_same_in_chunks_of_any_size() {
        let text = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><x:si>long text</x:si><si/><sip/>";
        for size in 1..text.len() {
            let mut scan = XmlScan::new(&Limits::default());
            for chunk in text.as_bytes().chunks(size) {
                scan.feed(chunk);
            }
            let seen = (scan.shared_strings, scan.doctype, scan.entities, scan.longest);
            assert_eq!(seen, (2, true, true, 20), "chunks of {size}");
        }
    }
}

//! One hash over a list of texts, such as the payloads of a delivery. Reach for [`ListDigest`] while
//! the list passes by; each text is hashed with its length, so that no two lists look alike.

use sha2::{Digest, Sha256};

use super::merkle::to_hex;

/// A hash that grows text by text.
#[derive(Clone, Debug)]
pub struct ListDigest(Sha256);

impl Default for ListDigest {
    fn default() -> Self {
        Self(Sha256::new().chain_update(b"sverka list 1\0"))
    }
}

impl ListDigest {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    /// The hash as hex.
    pub fn finish(self) -> String {
        to_hex(&self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(texts: &[&str]) -> String {
        let mut digest = ListDigest::default();
        texts.iter().for_each(|text| digest.push(text));
        digest.finish()
    }

    #[test]
    fn lists_that_join_to_the_same_text_differ() {
        let all =
            [digest(&[]), digest(&[""]), digest(&["ab"]), digest(&["a", "b"]), digest(&["b", "a"])];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one));
        }
        assert_eq!(digest(&["a", "b"]), digest(&["a", "b"]));
    }
}

//! Tree hashes and inclusion proofs as RFC 6962 (section 2.1) defines them, over SHA-256. Reach for
//! [`Frontier`] to grow a tree one leaf at a time and for [`inclusion_proof`] to prove a leaf; pure
//! functions, known answers in the tests.
//!
//! # Source
//! RFC 6962, section 2.1: `0x00` before a leaf, `0x01` before a pair, so that neither can be taken
//! for the other.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Hash of a leaf.
pub fn leaf_hash(content: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(content).finalize().into()
}

/// Hash of two subtrees.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Hash of a tree over these leaves; of nothing where there are none.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two below `size`, which is at least 2.
const fn split(size: usize) -> usize {
    1 << (usize::BITS - 1 - (size - 1).leading_zeros())
}

/// The hashes that lead from the leaf at `index` to the root, lowest first. Empty for a tree of one
/// leaf; `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = if index < at {
        (inclusion_proof(left, index)?, root(right))
    } else {
        (inclusion_proof(right, index - at)?, root(left))
    };
    path.push(sibling);
    Some(path)
}

/// The roots of the complete subtrees of a tree, widest first: all that is needed to add a leaf and
/// to know the head. At most 64 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// A frontier as it was kept; `None` when there are not as many roots as a tree of this size
    /// has.
    pub fn restore(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (roots.len() == size.count_ones() as usize).then_some(Self { size, roots })
    }

    /// Leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots, widest subtree first.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The head of the tree.
    pub fn head(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        match roots.next() {
            Some(last) => roots.fold(*last, |right, left| node_hash(left, &right)),
            None => root(&[]),
        }
    }
}

/// Lower-case hex.
pub fn to_hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash that 64 lower-case hex digits write.
pub fn from_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(|d| matches!(d, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight inputs that implementations of RFC 6962 test with.
    fn leaves() -> Vec<Hash> {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        inputs.map(leaf_hash).to_vec()
    }

    /// Whether a path leads from a leaf to a root, as RFC 9162 (section 2.1.3.2) checks it.
    fn leads(leaf: Hash, index: usize, size: usize, path: &[Hash], head: &Hash) -> bool {
        let (mut index, mut last, mut hash) = (index, size - 1, leaf);
        for sibling in path {
            if last == 0 {
                return false;
            }
            if index % 2 == 1 || index == last {
                hash = node_hash(sibling, &hash);
                while index % 2 == 0 && index != 0 {
                    index /= 2;
                    last /= 2;
                }
            } else {
                hash = node_hash(&hash, sibling);
            }
            index /= 2;
            last /= 2;
        }
        last == 0 && hash == *head
    }

    #[test]
    fn heads_are_those_of_the_known_answers() {
        // Root hashes of these trees in the test data of certificate-transparency.
        for (size, head) in [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ] {
            assert_eq!(to_hex(&root(&leaves()[..size])), head, "{size} leaves");
        }
    }

    #[test]
    fn growing_leaf_by_leaf_gives_the_head_of_the_whole() {
        let leaves: Vec<Hash> = (0..70_u8).map(|n| leaf_hash(&[n])).collect();
        let mut frontier = Frontier::default();
        for (at, leaf) in leaves.iter().enumerate() {
            frontier.push(*leaf);
            assert_eq!(frontier.head(), root(&leaves[..=at]));
            let kept = Frontier::restore(frontier.size(), frontier.roots().to_vec());
            assert_eq!(kept, Some(frontier.clone()));
        }
        assert_eq!(Frontier::restore(3, vec![leaves[0]]), None);
    }

    #[test]
    fn every_leaf_is_proved_and_nothing_else_is() {
        let leaves: Vec<Hash> = (0..21_u8).map(|n| leaf_hash(&[n])).collect();
        for size in 1..=leaves.len() {
            let head = root(&leaves[..size]);
            for index in 0..size {
                let path = inclusion_proof(&leaves[..size], index).unwrap();
                assert!(leads(leaves[index], index, size, &path, &head));
                assert!(!leads(leaf_hash(b"other"), index, size, &path, &head));
                assert!(size == 1 || !leads(leaves[index], (index + 1) % size, size, &path, &head));
            }
            assert_eq!(inclusion_proof(&leaves[..size], size), None);
        }
    }

    #[test]
    fn hex_goes_both_ways_and_only_whole_hashes_are_read() {
        let hash = leaf_hash(b"x");
        assert_eq!(from_hex(&to_hex(&hash)), Some(hash));
        for wrong in ["", "ab", &to_hex(&hash)[1..], &to_hex(&hash).to_uppercase()] {
            assert_eq!(from_hex(wrong), None);
        }
        assert_eq!(from_hex(&"é".repeat(32)), None);
    }
}

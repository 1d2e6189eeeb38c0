//! What a source handed over at one time. Reach for [`delivery`] with the files that were read.
//!
//! Guarantees that the id depends on the bytes of the files and their order alone, so that the
//! same delivery read twice is recognised; an office can recompute it with `sha256sum`. How the
//! files are *understood* (columns, codes) is no part of it.

use std::fmt::Write;

use records::{DeliveredFile, Delivery, DeliveryId, SourceId};
use sha2::{Digest, Sha256};

use crate::source_config::SourceConfig;

/// The delivery of these files. Its id is the SHA-256 over their SHA-256 digests in lower-case
/// hex, in the order listed, each followed by a line feed.
pub fn delivery(source: &SourceConfig, files: Vec<DeliveredFile>) -> Delivery {
    let mut hash = Sha256::new();
    for file in &files {
        hash.update(file.sha256.as_bytes());
        hash.update(b"\n");
    }
    let mut id = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string does not fail.
        let _ = write!(id, "{byte:02x}");
    }
    Delivery {
        id: DeliveryId(id.into()),
        source: SourceId(source.id.as_str().into()),
        kind: source.kind,
        title: source.title.clone(),
        as_of: source.as_of,
        coverage: source.declared_coverage(),
        files,
    }
}

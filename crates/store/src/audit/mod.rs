//! The audit log: what was read, configured, linked, decided and given out, in an order that cannot
//! be changed unnoticed. Reach for [`AuditNote`] to say what happened, for [`verify`] to check a log
//! against the store it stands in, and for [`merkle`] to prove one entry without showing the others.
//!
//! Entries are the leaves of a Merkle tree (RFC 6962); [`Checkpoint`] names its head and is printed in
//! every report, so each recipient of a report can later show that the log was rewritten. The log
//! does not keep anybody from writing a false entry: it keeps them from changing one.
//!
//! A leaf holds a commitment to its content, not the content. What concerns a person is committed
//! to under 32 random bytes; when those and the content are forgotten, the commitment says nothing
//! any more and the tree still verifies. What concerns whole lists (hashes of files, of all links)
//! is committed to without chance, so that the same inputs print the same checkpoint.

pub mod digest;
pub mod entry;
pub mod merkle;
pub mod verify;

pub use digest::ListDigest;
pub use entry::{AuditEntry, AuditNote, Checkpoint, EntryKind};
pub use verify::{AuditedState, Breach, verify};

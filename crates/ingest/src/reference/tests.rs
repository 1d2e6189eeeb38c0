//! Each kind of breakage is refused with its place; the shipped data keep the promises made.

use super::*;

#[test]
fn shipped_data_load_and_every_row_has_a_source() {
    let reference = embedded().unwrap();
    assert_eq!(reference.content_hash.len(), 64);
    assert!(reference.lexicon.len() > 700);
    assert!(reference.lexicon.iter().all(|entry| !entry.citation.source.is_empty()));
}

//! Every word of the lexicon folds as it did when `fold_vectors.csv` was written.
//!
//! After an intended change: `cargo run -p fuzzy-matching --example fold_vectors -- --write
//! crates/fuzzy-matching/tests/fold_vectors.csv`, and read the difference.

#[path = "support/vectors.rs"]
mod vectors;

use fuzzy_matching::fold::Fold;

#[test]
fn lexicon_words_fold_as_recorded() {
    let reference = ingest::reference::embedded().unwrap();
    let fold = Fold::new(&reference);
    let recorded = include_str!("fold_vectors.csv");
    for (at, line) in recorded.lines().enumerate().skip(1) {
        let differs = vectors::differing(&fold, line).unwrap();
        assert!(differs.is_empty(), "line {}: {line}: {differs:?}", at + 1);
    }
    assert!(recorded == vectors::of_lexicon(&fold, &reference), "the lexicon has other words");
}

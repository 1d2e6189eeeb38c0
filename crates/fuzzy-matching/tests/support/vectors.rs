//! Fold vectors: one CSV line per token. Shared by the golden test and by the `fold_vectors`
//! example, so that what is written is what is checked.

use std::collections::BTreeSet;

use fuzzy_matching::fold::{Fold, Stem};
use records::Reference;

/// The columns of a vector file.
pub(crate) const COLUMNS: [&str; 6] =
    ["token", "readings(k1:penalty)", "k2v", "k3", "surname_stem", "patronymic_stem"];

/// What the fold makes of a token, one cell per column after the first.
pub(crate) fn cells(fold: &Fold, token: &str) -> [String; 5] {
    let folded = fold.token(token);
    let readings: Vec<String> =
        folded.readings.iter().map(|r| format!("{}:{}", r.k1, r.penalty)).collect();
    let stem = |stem: Option<Stem>| stem.map_or_else(String::new, |stem| stem.k1);
    [
        readings.join(" "),
        folded.k2v,
        folded.k3,
        stem(folded.surname_stem),
        stem(folded.patronymic_stem),
    ]
}

/// The columns in which a line differs from what the fold makes of its token; `None` for a line
/// that has not six cells.
pub(crate) fn differing(fold: &Fold, line: &str) -> Option<Vec<&'static str>> {
    let row: Vec<&str> = line.split(',').collect();
    let [token, expected @ ..] = row.as_slice() else { return None };
    if expected.len() != COLUMNS.len() - 1 {
        return None;
    }
    let got = cells(fold, token);
    let differs = (0..expected.len()).filter(|&at| got[at] != expected[at]);
    Some(differs.map(|at| COLUMNS[at + 1]).collect())
}

/// The vector file of our own: every word of the lexicon and of the short forms, sorted.
pub(crate) fn of_lexicon(fold: &Fold, reference: &Reference) -> String {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for entry in &reference.lexicon {
        let names = std::iter::once(&entry.name).chain(&entry.feminine);
        let names = names.chain(&entry.spellings).chain(&entry.cognates);
        words.extend(names.flat_map(|name| name.split_whitespace()));
    }
    words.extend(reference.diminutives.iter().flat_map(|row| [&*row.short, &*row.full]));
    let mut text = COLUMNS.join(",") + "\n";
    for word in words.into_iter().filter(|word| !word.contains([',', '"'])) {
        text.push_str(word);
        for cell in cells(fold, word) {
            text.push(',');
            text.push_str(&cell);
        }
        text.push('\n');
    }
    text
}

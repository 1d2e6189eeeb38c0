//! A column of a list in dictionary form: every distinct value once, and a code per row. Reach for
//! [`CodedColumn`] where a list may have millions of rows: each distinct value is then folded and
//! compared once. It keeps values as written and knows nothing of what they mean.

use std::fmt;
use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Code of a row without a value.
pub const MISSING_CODE: u32 = 0;

/// Texts one after the other, found by their number: a million names cost no million allocations.
/// `Debug` shows sizes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Texts {
    letters: String,
    /// Where each text ends, bytes.
    ends: Vec<usize>,
}

impl Texts {
    /// Only the empty text, number zero.
    fn new() -> Self {
        Self { letters: String::new(), ends: vec![0] }
    }

    /// The text with this number.
    pub fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[from..self.ends[at]]
    }

    /// Number of texts, the empty one included.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the empty text is always there.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All numbers.
    pub fn numbers(&self) -> Range<u32> {
        // Numbers are rows at most, and a list has fewer than four billion of those.
        0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Every text in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.numbers().map(|number| self.get(number))
    }

    fn push(&mut self, text: &str) -> u32 {
        let number = self.numbers().end;
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        number
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({})", self.ends.len())
    }
}

/// A dictionary-encoded column. `Debug` shows sizes only.
#[derive(Clone, PartialEq, Eq)]
pub struct CodedColumn {
    texts: Texts,
    codes: Vec<u32>,
}

impl Default for CodedColumn {
    /// A column without rows.
    fn default() -> Self {
        CodedColumnBuilder::default().finish()
    }
}

impl CodedColumn {
    /// Distinct values by code; the first is empty and stands for a missing value.
    pub const fn texts(&self) -> &Texts {
        &self.texts
    }

    /// One code per row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The value of a row; empty where it is missing.
    pub fn text(&self, row: usize) -> &str {
        self.texts.get(self.codes[row])
    }

    /// The value of every row.
    pub fn rows(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|code| self.texts.get(*code))
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The column with each value that `rewrite` gives another in its place; an empty one is missing.
    pub fn rewritten(&self, rewrite: impl Fn(&str) -> Option<String>) -> Self {
        let mut builder = CodedColumnBuilder::default();
        let new = |text| builder.code(rewrite(text).as_deref().unwrap_or(text));
        let codes: Vec<u32> = self.texts.iter().map(new).collect();
        builder.codes = self.codes.iter().map(|code| codes[*code as usize]).collect();
        builder.finish()
    }

    /// Brings columns under one dictionary: equal values get equal codes, in order of first
    /// appearance.
    pub fn unite(columns: Vec<Self>) -> (Texts, Vec<Vec<u32>>) {
        let mut columns = columns.into_iter();
        let Some(first) = columns.next() else { return (Texts::new(), Vec::new()) };
        let mut builder = CodedColumnBuilder::from(first);
        let mut codes = vec![std::mem::take(&mut builder.codes)];
        for mut column in columns {
            let renumbered: Vec<u32> = column.texts.iter().map(|text| builder.code(text)).collect();
            column.codes.iter_mut().for_each(|code| *code = renumbered[*code as usize]);
            codes.push(column.codes);
        }
        (builder.texts, codes)
    }
}

impl fmt::Debug for CodedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodedColumn({} rows, {} values)", self.codes.len(), self.texts.len() - 1)
    }
}

/// Builds a [`CodedColumn`] row by row.
pub struct CodedColumnBuilder {
    texts: Texts,
    codes: Vec<u32>,
    /// Codes by the hash of their text; looked up only. The hash stands with the code, so that the
    /// table grows without reading texts again.
    known: HashTable<(u32, u32)>,
}

impl Default for CodedColumnBuilder {
    fn default() -> Self {
        Self { texts: Texts::new(), codes: Vec::new(), known: HashTable::new() }
    }
}

impl From<CodedColumn> for CodedColumnBuilder {
    fn from(column: CodedColumn) -> Self {
        let mut known = HashTable::with_capacity(column.texts.len());
        for code in column.texts.numbers().skip(1) {
            let hashed = hash(column.texts.get(code));
            known.insert_unique(spread(hashed), (code, hashed), |(_, hashed)| spread(*hashed));
        }
        Self { known, texts: column.texts, codes: column.codes }
    }
}

impl fmt::Debug for CodedColumnBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodedColumnBuilder({} rows, {} values)", self.codes.len(), self.known.len())
    }
}

impl CodedColumnBuilder {
    /// Adds a row; an empty text is a missing value.
    pub fn push(&mut self, text: &str) {
        let code = self.code(text);
        self.codes.push(code);
    }

    /// The finished column.
    pub fn finish(mut self) -> CodedColumn {
        self.texts.letters.shrink_to_fit();
        CodedColumn { texts: self.texts, codes: self.codes }
    }

    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return MISSING_CODE;
        }
        let hashed = hash(text);
        let texts = &self.texts;
        let same = |(code, other): &(u32, u32)| *other == hashed && texts.get(*code) == text;
        if let Some(&(code, _)) = self.known.find(spread(hashed), same) {
            return code;
        }
        let code = self.texts.push(text);
        self.known.insert_unique(spread(hashed), (code, hashed), |(_, hashed)| spread(*hashed));
        code
    }
}

fn hash(text: &str) -> u32 {
    let hashed = FxBuildHasher.hash_one(text);
    (hashed ^ (hashed >> 32)) as u32
}

/// As the table wants it, which looks at both ends.
fn spread(hashed: u32) -> u64 {
    (u64::from(hashed) << 32) | u64::from(hashed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> CodedColumn {
        let mut builder = CodedColumnBuilder::default();
        values.iter().for_each(|value| builder.push(value));
        builder.finish()
    }

    #[test]
    fn equal_values_of_two_lists_get_one_code_and_an_empty_one_is_missing() {
        let (texts, codes) = CodedColumn::unite(vec![column(&["b", "", "a"]), column(&["a", "c"])]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["", "b", "a", "c"]);
        assert_eq!(codes, [vec![1, MISSING_CODE, 2], vec![2, 3]]);
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", column(&["Айнура"])), "CodedColumn(1 rows, 1 values)");
    }
}

//! A column of a list in dictionary form: every distinct value once, and a code per row. Reach for
//! [`CodedColumn`] where a list may have millions of rows: each distinct value is then folded and
//! compared once. It keeps values as written and knows nothing of what they mean.

use std::fmt;
use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Code of a row without a value.
pub const MISSING_CODE: u32 = 0;

/// A dictionary-encoded column. `Debug` shows sizes only.
#[derive(Clone, PartialEq, Eq)]
pub struct CodedColumn {
    texts: Vec<Box<str>>,
    codes: Vec<u32>,
}

impl CodedColumn {
    /// Distinct values by code; the first is empty and stands for a missing value.
    pub fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// One code per row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Brings columns under one dictionary: equal values get equal codes, in order of first
    /// appearance.
    pub fn unite(columns: Vec<Self>) -> (Vec<Box<str>>, Vec<Vec<u32>>) {
        let mut columns = columns.into_iter();
        let Some(first) = columns.next() else { return (vec!["".into()], Vec::new()) };
        let mut builder = CodedColumnBuilder::from(first);
        let mut codes = vec![std::mem::take(&mut builder.codes)];
        for column in columns {
            let renumbered: Vec<u32> =
                column.texts.into_iter().map(|text| builder.code(&text)).collect();
            codes.push(column.codes.into_iter().map(|code| renumbered[code as usize]).collect());
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
    texts: Vec<Box<str>>,
    codes: Vec<u32>,
    /// Codes by the hash of their text; looked up only.
    known: HashTable<u32>,
}

impl Default for CodedColumnBuilder {
    fn default() -> Self {
        Self { texts: vec!["".into()], codes: Vec::new(), known: HashTable::new() }
    }
}

impl From<CodedColumn> for CodedColumnBuilder {
    fn from(column: CodedColumn) -> Self {
        let mut known = HashTable::with_capacity(column.texts.len());
        for (code, text) in (0u32..).zip(&column.texts).skip(1) {
            let rehash = |code: &u32| hash(&column.texts[*code as usize]);
            known.insert_unique(hash(text), code, rehash);
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
    pub fn finish(self) -> CodedColumn {
        CodedColumn { texts: self.texts, codes: self.codes }
    }

    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return MISSING_CODE;
        }
        let hashed = hash(text);
        let texts = &self.texts;
        if let Some(&code) = self.known.find(hashed, |code| *texts[*code as usize] == *text) {
            return code;
        }
        // Codes are rows at most, and a list has fewer than four billion of those.
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        let texts = &self.texts;
        self.known.insert_unique(hashed, code, |code| hash(&texts[*code as usize]));
        code
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
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
        assert_eq!(texts.iter().map(|t| &**t).collect::<Vec<_>>(), ["", "b", "a", "c"]);
        assert_eq!(codes, [vec![1, MISSING_CODE, 2], vec![2, 3]]);
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", column(&["Айнура"])), "CodedColumn(1 rows, 1 values)");
    }
}

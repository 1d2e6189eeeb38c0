//! Words of names that were read before. Reach for a [`NameMemory`] where millions of names are parsed
//! with one set of tables: a register writes the same few thousand words again and again.
//!
//! It holds a bounded number of words; those met after it is full are folded each time.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::parse::{NameRole, NameToken};
use super::tokens::Word;
use crate::fold::Folded;

/// Spellings remembered, about a kilobyte each.
const REMEMBERED: usize = 1 << 16;

type Known<T> = RwLock<FxHashMap<Box<str>, T>>; // looked up only

/// What words were folded to, and what they are in a name.
#[derive(Default)]
pub struct NameMemory {
    folded: Known<Arc<Folded>>,
    /// By spelling, in every column and with every marker they were met.
    tokens: Known<Vec<Arc<NameToken>>>,
}

impl fmt::Debug for NameMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameMemory")
    }
}

impl NameMemory {
    /// A folded spelling.
    pub(super) fn folded(&self, written: &str, fold: impl FnOnce() -> Folded) -> Arc<Folded> {
        let known = read(&self.folded, written);
        known.unwrap_or_else(|| {
            let folded = Arc::new(fold());
            remember(&self.folded, written, |known| *known = Arc::clone(&folded), &folded);
            folded
        })
    }

    /// A word of a name in a column.
    pub(super) fn token(
        &self,
        word: Word,
        column: Option<NameRole>,
        make: impl FnOnce(Word) -> NameToken,
    ) -> Arc<NameToken> {
        let (initial, marker) = (word.initial, word.marker);
        let is = |token: &&Arc<NameToken>| {
            (token.column, token.initial, token.marker) == (column, initial, marker)
        };
        // The lock is let go before the word is made.
        let known = {
            let known = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
            known.get(&*word.written).and_then(|all| all.iter().find(is).cloned())
        };
        known.unwrap_or_else(|| {
            let written = word.written.clone();
            let token = Arc::new(make(word));
            let add = |known: &mut Vec<Arc<NameToken>>| known.push(Arc::clone(&token));
            remember(&self.tokens, &written, add, &Vec::new());
            token
        })
    }
}

fn read<T: Clone>(known: &Known<T>, written: &str) -> Option<T> {
    known.read().unwrap_or_else(PoisonError::into_inner).get(written).cloned()
}

fn remember<T: Clone>(known: &Known<T>, written: &str, put: impl FnOnce(&mut T), empty: &T) {
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < REMEMBERED || known.contains_key(written) {
        put(known.entry(written.into()).or_insert_with(|| empty.clone()));
    }
}

#[cfg(test)]
mod tests {
    use records::PersonName;

    use super::super::ParsedName;
    use super::*;
    use crate::fold::Fold;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_name_recalled_is_the_name_parsed() {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let lexicon = Lexicon::new(&reference, &fold);
        let memory = NameMemory::default();
        let whole = |text: &str| PersonName::Whole(text.into());
        let names = [
            whole("Асанов Бакыт Маратович"),
            whole("Асан уулу Бакыт"),
            whole("Бакыт Асанов"),
            whole("Асанов Б.М."),
            whole("Б. Асан"),
            whole("Маркевич Богданович"),
            whole("Fcfyjd <frsn"),
            whole("Раҳмон зода Фирдавс"),
            PersonName::Parts {
                surname: Some("Бакыт".into()),
                given: Some("Асанов".into()),
                patronymic: Some("Маратович".into()),
            },
        ];
        for name in names.iter().chain(&names) {
            let parsed = ParsedName::parse(&fold, &lexicon, name);
            let recalled = ParsedName::recall(&fold, &lexicon, &memory, name);
            assert!(parsed.tokens() == recalled.tokens());
            assert_eq!(
                (parsed.sex(), parsed.is_retyped()),
                (recalled.sex(), recalled.is_retyped())
            );
        }
    }
}

//! From a spelling in any script to phones. Reach for [`Fold`] before comparing or blocking on a
//! name: Жумабек, Jumabek, Zhumabek and Dzhumabek have one K1.
//!
//! The fold is total: any Unicode text gives an answer, text without Cyrillic or Latin letters
//! gives empty keys. It is table driven (`reference/name_fold.csv`, `name_suffixes.csv`,
//! `name_markers.csv`); letters that sound differently by context are longer rows of that table.
//! It does not split names into words; that is [`crate::person_name`]'s work.
//!
//! ```text
//! written ─ surface (K0) ─ readings (K1) ─ K2v ─ K3
//!                               └─ surname stem, patronymic stem
//! ```

mod phones;
mod stems;
mod surface;

use records::Reference;
use records::reference::NameMarker;

pub use phones::{is_vowel, k2v, k3};
pub use stems::{Stem, bare};
pub(crate) use surface::is_apostrophe;
pub use surface::{Script, is_letter, look_alike};

use phones::PhoneTable;
use stems::StemTable;

/// One way to read a spelling. `Debug` shows no phones: they name a person as letters do.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// Phones over `a e i o u b v g d j z k l m n p r s t f h c C S`.
    pub k1: String,
    /// Letters read otherwise than by default.
    pub penalty: u8,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reading([redacted], penalty {})", self.penalty)
    }
}

/// A folded token. `Debug` shows no letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Folded {
    /// K0: composed, lower-case, one script.
    pub surface: String,
    /// The script of the surface.
    pub script: Script,
    /// K1 readings, least penalty first; the first is the default. Empty for a token without
    /// sounds.
    pub readings: Vec<Reading>,
    /// K2v of the default reading.
    pub k2v: String,
    /// K3 of the default reading.
    pub k3: String,
    /// The default reading without a surname ending; present whenever there is a reading.
    pub surname_stem: Option<Stem>,
    /// The default reading without a patronymic ending, where it has one.
    pub patronymic_stem: Option<Stem>,
}

impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folded")
            .field("script", &self.script)
            .field("readings", &self.readings)
            .finish_non_exhaustive()
    }
}

impl Folded {
    /// K1 of the default reading; empty for a token without sounds.
    pub fn k1(&self) -> &str {
        self.readings.first().map_or("", |reading| reading.k1.as_str())
    }
}

/// The compiled fold table, owned and shareable between threads.
#[derive(Clone, Debug)]
pub struct Fold {
    phones: PhoneTable,
    stems: StemTable,
    markers: Vec<NameMarker>,
}

impl Fold {
    /// Compiles the tables.
    pub fn new(reference: &Reference) -> Self {
        Self {
            phones: PhoneTable::new(&reference.fold),
            stems: StemTable::new(&reference.name_suffixes),
            markers: reference.name_markers.clone(),
        }
    }

    /// Folds one token. Total: never fails, never panics.
    pub fn token(&self, written: &str) -> Folded {
        let (letters, script) = surface::surface(written);
        let readings = self.phones.readings(&letters);
        let k1 = readings.first().map_or("", |reading| reading.k1.as_str());
        let mut spelling = String::with_capacity(written.len());
        spelling.extend(&letters);
        Folded {
            surface: spelling,
            script,
            k2v: k2v(k1),
            k3: k3(k1),
            surname_stem: self.stems.surname(k1),
            patronymic_stem: self.stems.patronymic(k1),
            readings,
        }
    }

    /// K1 of the default reading of `written`; empty when nothing in it has a sound.
    pub fn k1(&self, written: &str) -> String {
        let (letters, _) = surface::surface(written);
        self.phones.readings(&letters).into_iter().next().map_or_else(String::new, |r| r.k1)
    }

    /// The surname stem of a K1.
    pub fn surname_stem(&self, k1: &str) -> Option<Stem> {
        self.stems.surname(k1)
    }

    /// The patronymic stem of a K1, if it has a patronymic ending.
    pub fn patronymic_stem(&self, k1: &str) -> Option<Stem> {
        self.stems.patronymic(k1)
    }

    /// The marker word (uulu, kyzy, tegin) that this token is, under any reading.
    pub fn marker(&self, folded: &Folded) -> Option<&NameMarker> {
        self.markers
            .iter()
            .find(|marker| folded.readings.iter().any(|reading| reading.k1 == marker.phones))
    }

    /// Every marker word.
    pub fn markers(&self) -> &[NameMarker] {
        &self.markers
    }

    /// The phone strings a word may begin with when its first letter is this one: Latin `d` may
    /// open дж, `z` ж, `s` ш, `c` ч.
    pub fn openings(&self, letter: char) -> Vec<&str> {
        self.phones.openings(letter)
    }
}

#[cfg(test)]
mod tests;

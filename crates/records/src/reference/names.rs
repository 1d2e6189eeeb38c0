//! Rows behind the name fold and the name lexicon.
//!
//! K1 is the phone string of a name over the 24 symbols `a e i o u b v g d j z k l m n p r s t f
//! h c C S` (j = ж/дж, c = ц, C = ч, S = ш/щ).

use super::Citation;
use crate::coded_enum;
use crate::person::Sex;

coded_enum! {
    /// Script of a fold row.
    FoldScript {
        /// Cyrillic.
        Cyrillic = "Cyrl",
        /// Latin.
        Latin = "Latn",
    }
}

/// A grapheme and the phones it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldRow {
    /// Script.
    pub script: FoldScript,
    /// One to six letters; after a `^` they count at the beginning of a word only.
    pub grapheme: String,
    /// Default phones; empty for a silent letter.
    pub phones: String,
    /// Default phones after a consonant, where they differ.
    pub after_consonant: Option<String>,
    /// Further readings, each at a penalty.
    pub alternatives: Vec<String>,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// Operation of the weighted edit distance.
    EditOperation {
        /// One phone for another, either way.
        Substitute = "sub",
        /// Default for a pair not listed: `a`, `b` are `vowel` or `cons`.
        SubstituteDefault = "sub_default",
        /// Two neighbours swapped.
        Transpose = "transpose",
        /// A phone gained or lost.
        InsertDelete = "indel",
        /// A phone string for another, either way.
        Multi = "multi",
    }
}

/// The cost of an edit on K1.
#[derive(Clone, Debug, PartialEq)]
pub struct EditCostRow {
    /// Operation.
    pub operation: EditOperation,
    /// Phone, phone string or class.
    pub a: String,
    /// The other side; empty for an insertion.
    pub b: String,
    /// Cost; one is a plain letter edit.
    pub cost: f64,
    /// Source.
    pub citation: Citation,
}

/// A part shared by thousands of names (`bek`, `gul`, `abdu`), so weak as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formant {
    /// K1 form.
    pub phones: String,
    /// Whether it stands at the end; else at the beginning.
    pub suffix: bool,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// What a marker word says.
    MarkerKind {
        /// Son of (уулу, оглы, ұлы).
        Son = "son",
        /// Daughter of (кызы, қизи).
        Daughter = "daughter",
        /// Of the line of (тегин).
        Line = "line",
    }
}

/// A word that makes the word before it a father's or forefather's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMarker {
    /// K1 form of the whole word.
    pub phones: String,
    /// What it says.
    pub kind: MarkerKind,
    /// Whether it is also recognised glued to the father's name.
    pub glued: bool,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// What an ending makes of a stem.
    SuffixKind {
        /// Surname (`ov`, `zoda`).
        Surname = "surname",
        /// Patronymic (`oviC`, `ovna`).
        Patronymic = "patronymic",
    }
}

/// An ending on K1, matched in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameSuffix {
    /// K1 form.
    pub phones: String,
    /// What it makes.
    pub kind: SuffixKind,
    /// Sex it tells, if any.
    pub sex: Option<Sex>,
    /// Shortest stem left over, phones.
    pub min_stem: u8,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// Which kind of name an entry is.
    LexiconKind {
        /// Male given name.
        GivenMale = "given_male",
        /// Female given name.
        GivenFemale = "given_female",
        /// Surname, masculine form first.
        Surname = "surname",
    }
}

/// One name with its spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconEntry {
    /// Stable id: kind initial and running number, e.g. `m017`.
    pub id: String,
    /// Kind.
    pub kind: LexiconKind,
    /// Main Cyrillic spelling (masculine for surnames).
    pub name: String,
    /// Feminine surname form.
    pub feminine: Option<String>,
    /// Further spellings of the *same* name, any script: strong edges.
    pub spellings: Vec<String>,
    /// Cognates that may be another name (Хасан ~ Асан): weak edges.
    pub cognates: Vec<String>,
    /// Languages it occurs in: `ky`, `uz`, `tj`, `kk`, `ru`.
    pub languages: Vec<String>,
    /// Source.
    pub citation: Citation,
}

/// A short form and its full name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiminutiveRow {
    /// Short form.
    pub short: String,
    /// Full name.
    pub full: String,
    /// Sex, if it tells.
    pub sex: Option<Sex>,
    /// Source.
    pub citation: Citation,
}

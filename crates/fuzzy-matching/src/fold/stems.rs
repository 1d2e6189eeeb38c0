//! Stems: what is left of a K1 when a surname or patronymic ending is taken off, so that
//! Жумабай, Жумабаев and Жумабаева, or Раҳмон, Рахмонов and Раҳмонзода, meet.

use records::Sex;
use records::reference::{NameSuffix, SuffixKind};

/// A K1 without its ending. `Debug` shows the ending only.
#[derive(Clone, PartialEq, Eq)]
pub struct Stem {
    /// The stem, K1.
    pub k1: String,
    /// The ending taken off; empty where the word has none of the listed endings.
    pub ending: String,
    /// The sex the ending tells, if any.
    pub sex: Option<Sex>,
}

impl std::fmt::Debug for Stem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stem").field("ending", &self.ending).finish_non_exhaustive()
    }
}

/// The compiled endings, in matching order.
#[derive(Clone, Debug)]
pub(super) struct StemTable {
    surname: Vec<NameSuffix>,
    patronymic: Vec<NameSuffix>,
}

impl StemTable {
    pub(super) fn new(suffixes: &[NameSuffix]) -> Self {
        let of = |kind| suffixes.iter().filter(|s| s.kind == kind).cloned().collect();
        Self { surname: of(SuffixKind::Surname), patronymic: of(SuffixKind::Patronymic) }
    }

    /// The surname stem; every non-empty K1 has one.
    pub(super) fn surname(&self, k1: &str) -> Option<Stem> {
        if k1.is_empty() {
            return None;
        }
        Some(strip(&self.surname, k1).unwrap_or_else(|| Stem {
            k1: bare(k1).to_owned(),
            ending: String::new(),
            sex: None,
        }))
    }

    /// The patronymic stem; only a word with a patronymic ending has one.
    pub(super) fn patronymic(&self, k1: &str) -> Option<Stem> {
        strip(&self.patronymic, k1)
    }
}

fn strip(suffixes: &[NameSuffix], k1: &str) -> Option<Stem> {
    suffixes.iter().find_map(|suffix| {
        let stem = k1.strip_suffix(suffix.phones.as_str())?;
        (stem.len() >= usize::from(suffix.min_stem).max(1)).then(|| Stem {
            k1: bare(stem).to_owned(),
            ending: suffix.phones.clone(),
            sex: suffix.sex,
        })
    })
}

/// The stem of a bare father's name: its K1 without a final i (Жумабай has the stem of Жумабаев).
pub fn bare(k1: &str) -> &str {
    match k1.strip_suffix('i') {
        Some(stem) if stem.len() > 1 => stem,
        _ => k1,
    }
}

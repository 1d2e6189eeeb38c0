//! Why a pair scored as it did, in the shape the reports show. Reach for [`evidence`]: the weights
//! are those of the comparison vector, so the waterfall sums to the score by construction. Notes on
//! the decision itself (held back, decided by people) follow at weight zero.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::comparison_vector::{ComparisonVector, MISSING, comparisons};
use crate::decision::{Evidence, LinkKind};
use crate::detail::Detail;
use crate::match_weight::MatchWeight;

/// Comparisons of the persons of two cases, and their levels.
const PERSON_SETS: [&str; 5] =
    ["victims", "accused", "all_aligned", "some_aligned", "none_aligned"];

/// Why a best candidate is what it is although its posterior says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// People linked the pair.
    MustLink,
    /// People decided that the two are different cases.
    CannotLink,
    /// Two targets fit equally well; a person has to choose.
    Tie,
    /// The evidence is a name and little else.
    NameAlone,
    /// A person agrees in initials, and time, place and offence do not all fit.
    InitialsAlone,
    /// Time, place and offence fit, but no number and no person says that it is this case.
    CircumstancesAlone,
}

impl Note {
    const ALL: [Self; 6] = [
        Self::MustLink,
        Self::CannotLink,
        Self::Tie,
        Self::NameAlone,
        Self::InitialsAlone,
        Self::CircumstancesAlone,
    ];

    const fn codes(self) -> (&'static str, &'static str) {
        match self {
            Self::MustLink => ("decided_by_people", "must_link"),
            Self::CannotLink => ("decided_by_people", "cannot_link"),
            Self::Tie => ("held_back", "tie"),
            Self::NameAlone => ("held_back", "name_alone"),
            Self::InitialsAlone => ("held_back", "initials_alone"),
            Self::CircumstancesAlone => ("held_back", "circumstances_alone"),
        }
    }
}

/// Comparison and level of every note that evidence can end in, so that reports have words for each.
pub fn note_codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Note::ALL.into_iter().map(Note::codes)
}

/// The code of a comparison or a level as this program has it; a text of its own only where it has
/// none. Each decision names sixty of them.
pub fn known_code(code: String) -> Cow<'static, str> {
    static KNOWN: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let kinds = [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo];
        let specs = kinds.into_iter().flat_map(comparisons);
        let codes = specs.flat_map(|spec| spec.levels.into_iter().chain([spec.code]));
        let notes = note_codes().flat_map(|(comparison, level)| [comparison, level]);
        codes.chain(notes).chain(PERSON_SETS).chain([MISSING]).collect()
    });
    KNOWN.get(code.as_str()).map_or(Cow::Owned(code), |known| Cow::Borrowed(*known))
}

/// The evidence of a pair in model order, then the note.
pub(crate) fn evidence(vector: ComparisonVector, note: Option<Note>) -> Vec<Evidence> {
    // Without room to spare: five lists of every left record are kept.
    let mut evidence = Vec::with_capacity(vector.0.len() + usize::from(note.is_some()));
    evidence.extend(vector.0.into_iter().map(|mut contribution| {
        contribution.detail.shrink_to_fit();
        Evidence {
            comparison: contribution.comparison.into(),
            level: contribution.level.into(),
            weight: contribution.weight,
            detail: contribution.detail,
        }
    }));
    evidence.extend(note.map(|note| {
        let (comparison, level) = note.codes();
        Evidence {
            comparison: comparison.into(),
            level: level.into(),
            weight: MatchWeight::ZERO,
            detail: Detail::new(),
        }
    }));
    evidence
}

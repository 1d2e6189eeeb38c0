//! Rows about administrative geography.

use jiff::civil::Date;

use super::{Citation, Trilingual};
use crate::coded_enum;
use crate::reference::Reference;

coded_enum! {
    /// Administrative level.
    PlaceLevel {
        /// Country.
        Country = "country",
        /// Oblast, or a city of republican significance.
        Oblast = "oblast",
        /// Raion, or a raion of Bishkek.
        Raion = "raion",
        /// City or town.
        City = "city",
        /// Aiyl aimak.
        AiylAimak = "aiyl_aimak",
        /// Village.
        Village = "village",
    }
}

/// An administrative unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// P-code, e.g. `KG11000000000`, or ISO alpha-2 for a country.
    pub code: String,
    /// 14-digit SOATE code.
    pub soate: Option<String>,
    /// Level.
    pub level: PlaceLevel,
    /// Code of the unit above.
    pub parent: Option<String>,
    /// Present official name.
    pub name: Trilingual,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// What kind of name it is.
    PlaceNameKind {
        /// Spelling variant in use.
        Variant = "variant",
        /// Former official name, valid until a date.
        Former = "former",
        /// Official name that is valid only from a date.
        Renamed = "renamed",
    }
}

/// A further name of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceName {
    /// Place code.
    pub code: String,
    /// The name.
    pub name: String,
    /// `ru`, `ky` or `en`.
    pub language: String,
    /// What kind of name.
    pub kind: PlaceNameKind,
    /// First day of validity.
    pub from: Option<Date>,
    /// Last day of validity.
    pub to: Option<Date>,
    /// Source.
    pub citation: Citation,
}

/// Two places whose names are confused; agreement of the bare name is no evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusablePlaces {
    /// Place code.
    pub a: String,
    /// Place code.
    pub b: String,
    /// Why they are confused.
    pub reason: String,
    /// Source.
    pub citation: Citation,
}

/// A word that tells the level: `р-н`, `облусу`, `г.`, `айылы`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelWord {
    /// Lower-case word, without its full stop.
    pub word: String,
    /// Level it tells.
    pub level: PlaceLevel,
    /// `ru`, `ky` or `en`.
    pub language: String,
    /// Source.
    pub citation: Citation,
}

impl Reference {
    /// The place with this code.
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.code == code)
    }

    /// The code itself and every code above it, nearest first. Empty for an unknown code.
    pub fn place_chain<'a>(&'a self, code: &str) -> Vec<&'a str> {
        let mut chain = Vec::new();
        let mut next = self.place(code);
        while let Some(place) = next {
            if chain.contains(&place.code.as_str()) {
                break;
            }
            chain.push(place.code.as_str());
            next = place.parent.as_deref().and_then(|parent| self.place(parent));
        }
        chain
    }

    /// The oblast (or city of republican significance) above a code, or the code itself.
    pub fn oblast_of(&self, code: &str) -> Option<&Place> {
        self.place_chain(code)
            .into_iter()
            .filter_map(|code| self.place(code))
            .find(|place| place.level == PlaceLevel::Oblast)
    }
}

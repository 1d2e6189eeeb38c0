//! Which administrative unit a written place is, and how far two places agree. Reach for
//! [`PlaceIndex::resolve`] with the text of a place column and [`PlaceIndex::compare_any`] with the
//! codes of two cases.
//!
//! One string stands for several units (Талас is an oblast, a raion and a city), so resolving gives
//! every unit that fits the level words, the other names in the text and the date; an ambiguous
//! answer never reaches the highest level. Names meet across scripts by the fold. Units, variants,
//! renames with dates, confusable pairs and level words are data. It knows no streets.

mod resolve;

use jiff::civil::Date;
use records::Reference;
use records::reference::PlaceLevel;
use rustc_hash::FxHashMap;

use crate::coded::levels;
use crate::explanation::Explanation;
use crate::fold::Fold;
use resolve::{NameIndex, WordIndex};

levels! {
    /// How far two places agree, best first.
    PlaceLevelAgreement {
        /// The same unit, of raion level or finer.
        SamePlace = "same_place",
        /// One lies within the other, which is of raion level or finer; or the same unit where the
        /// writing leaves a doubt which.
        Within = "within",
        /// Two places of one raion or city.
        SameRaion = "same_raion",
        /// One oblast.
        SameOblast = "same_oblast",
        /// One country, and nothing finer known on one side.
        SameCountry = "same_country",
        /// Two places whose names are confused: agreement of the name is no evidence.
        Confusable = "confusable",
        /// Two oblasts of one country.
        DifferentOblast = "different_oblast",
        /// Two countries.
        DifferentCountry = "different_country",
        /// Not known on one side, or not found in the classifier.
        Missing = "missing",
    }
}

/// The compiled classifier, owned and shareable.
#[derive(Clone, Debug)]
pub struct PlaceIndex {
    names: NameIndex,
    /// Days on which some name begins or has ceased to be valid, sorted.
    turns: Vec<Date>,
    level_words: WordIndex,
    units: FxHashMap<String, Unit>, // looked up only
    fold: Fold,
}

/// A unit with its ancestors.
#[derive(Clone, Debug)]
struct Unit {
    level: PlaceLevel,
    /// The code itself and every code above it, nearest first.
    chain: Vec<String>,
    /// A city that is its own oblast (Бишкек, Ош).
    city: bool,
    /// Units whose names are confused with its own.
    confusable: Vec<String>,
}

impl PlaceIndex {
    /// Compiles the tables.
    pub fn new(reference: &Reference) -> Self {
        let fold = Fold::new(reference);
        let level_words = WordIndex::new(reference, &fold);
        let mut units = FxHashMap::default(); // looked up only
        for place in &reference.places {
            let names = [&place.name.ru, &place.name.ky, &place.name.en];
            // Бишкек and Ош rank as oblasts, but no name of theirs says «область».
            let city = place.level == PlaceLevel::City
                || (place.level == PlaceLevel::Oblast
                    && !names.iter().any(|name| level_words.says(&fold, name, PlaceLevel::Oblast)));
            let chain = reference.place_chain(&place.code).into_iter().map(str::to_owned).collect();
            let confusable = confused_with(reference, &place.code);
            let unit = Unit { level: place.level, chain, city, confusable };
            units.insert(place.code.clone(), unit);
        }
        for country in &reference.countries {
            units.entry(country.code.clone()).or_insert_with(|| Unit {
                level: PlaceLevel::Country,
                chain: vec![country.code.clone()],
                city: false,
                confusable: confused_with(reference, &country.code),
            });
        }
        let names = NameIndex::new(reference, &fold, &level_words);
        Self { turns: names.turns(), names, level_words, units, fold }
    }

    /// The span of days, numbered from one, in which names mean what they mean on this day; zero
    /// without a day, and below [`Self::epochs`]. Two days of one span resolve every text alike.
    pub fn epoch(&self, on: Option<Date>) -> usize {
        on.map_or(0, |day| 1 + self.turns.partition_point(|turn| *turn <= day))
    }

    /// Number of spans, the one without a day included.
    pub const fn epochs(&self) -> usize {
        self.turns.len() + 2
    }

    /// The code itself and every code above it, nearest first; empty for an unknown code.
    pub fn chain(&self, code: &str) -> &[String] {
        self.units.get(code).map_or(&[], |unit| &unit.chain)
    }

    /// The smallest unit that holds both, if one is known.
    pub fn shared(&self, a: &str, b: &str) -> Option<&str> {
        let of_b = self.chain(b);
        self.chain(a).iter().find(|code| of_b.contains(code)).map(String::as_str)
    }

    /// The level of two codes. An unknown code is `Missing`. Symmetric.
    pub fn compare(&self, a: &str, b: &str) -> PlaceLevelAgreement {
        let (Some(x), Some(y)) = (self.units.get(a), self.units.get(b)) else {
            return PlaceLevelAgreement::Missing;
        };
        if a == b {
            return match x.level {
                PlaceLevel::Country => PlaceLevelAgreement::SameCountry,
                // A city that is its own oblast is as fine a place as a raion.
                PlaceLevel::Oblast if !x.city => PlaceLevelAgreement::SameOblast,
                _ => PlaceLevelAgreement::SamePlace,
            };
        }
        let nested = x.chain.iter().any(|code| code == b) || y.chain.iter().any(|code| code == a);
        // A city within the raion of its name is no confusion: it lies there.
        if !nested && x.confusable.iter().any(|code| code == b) {
            return PlaceLevelAgreement::Confusable;
        }
        self.compare_chains(a, x, b, y)
    }

    fn compare_chains(&self, a: &str, x: &Unit, b: &str, y: &Unit) -> PlaceLevelAgreement {
        let Some(shared) = x.chain.iter().find(|code| y.chain.contains(code)) else {
            return match (self.country(x), self.country(y)) {
                (Some(p), Some(q)) if p == q => PlaceLevelAgreement::DifferentOblast,
                _ => PlaceLevelAgreement::DifferentCountry,
            };
        };
        let nested = shared == a || shared == b;
        let fine = self.units.get(shared).map(|unit| (unit.level, unit.city));
        match fine {
            Some((PlaceLevel::Country, _)) if nested => PlaceLevelAgreement::SameCountry,
            Some((PlaceLevel::Country, _)) | None => PlaceLevelAgreement::DifferentOblast,
            Some((PlaceLevel::Oblast, false)) => PlaceLevelAgreement::SameOblast,
            Some(_) if nested => PlaceLevelAgreement::Within,
            Some(_) => PlaceLevelAgreement::SameRaion,
        }
    }

    /// The country above a unit: the top of its chain where that is a country; an oblast without a
    /// parent belongs to the country its P-code begins with.
    fn country<'a>(&self, unit: &'a Unit) -> Option<&'a str> {
        let top = unit.chain.last()?;
        match self.units.get(top).map(|unit| unit.level) {
            Some(PlaceLevel::Country) => Some(top),
            _ => top.get(..2),
        }
    }

    /// The best level over the readings of two written places. Where the writing leaves a doubt
    /// which unit is meant, agreement counts for no more than what all its readings share: `Within`
    /// when they lie in one oblast, else `SameOblast`.
    pub fn compare_any(&self, a: &[String], b: &[String]) -> PlaceLevelAgreement {
        let best = a
            .iter()
            .flat_map(|x| b.iter().map(move |y| self.compare(x, y)))
            .min()
            .unwrap_or(PlaceLevelAgreement::Missing);
        best.max(self.doubt(a)).max(self.doubt(b))
    }

    /// The best level that several readings of one text allow.
    fn doubt(&self, codes: &[String]) -> PlaceLevelAgreement {
        if codes.len() < 2 {
            return PlaceLevelAgreement::SamePlace;
        }
        let mut oblasts: Vec<Option<&str>> = codes.iter().map(|code| self.oblast(code)).collect();
        oblasts.sort_unstable();
        oblasts.dedup();
        if oblasts.len() == 1 {
            PlaceLevelAgreement::Within
        } else {
            PlaceLevelAgreement::SameOblast
        }
    }

    fn oblast(&self, code: &str) -> Option<&str> {
        let chain = &self.units.get(code)?.chain;
        let found = chain.iter().find(|code| {
            self.units.get(*code).is_some_and(|unit| unit.level == PlaceLevel::Oblast)
        });
        found.map(String::as_str)
    }

    /// The key `place.<level>` with the codes compared.
    pub fn explain(&self, a: &[String], b: &[String]) -> Explanation {
        Explanation::new("place", self.compare_any(a, b).code())
            .text("left", a.join(" "))
            .text("right", b.join(" "))
    }
}

/// The other unit of every pair of confusable names that this one is in.
fn confused_with(reference: &Reference, code: &str) -> Vec<String> {
    let rows = reference.confusables.iter();
    let other = rows.filter_map(|row| match (row.a == code, row.b == code) {
        (true, _) => Some(row.b.clone()),
        (_, true) => Some(row.a.clone()),
        _ => None,
    });
    other.collect()
}

#[cfg(test)]
mod tests;

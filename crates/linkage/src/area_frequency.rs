//! How common an area is on the side that is searched. Reach for [`AreaFrequencies`] so that
//! agreeing on a capital with a quarter of all entries does not weigh like agreeing on a village.
//!
//! An area counts once per record, together with every area above it. The frequency only ever
//! lowers the tabulated weight: rare areas are too few to be trusted with more.

use std::collections::{BTreeMap, BTreeSet};

use fuzzy_matching::place::PlaceIndex;

use crate::match_weight::MatchWeight;

/// Counts while the searched side flows past.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AreaFrequencies {
    records: u64,
    areas: BTreeMap<String, u64>,
}

impl AreaFrequencies {
    /// Counts the areas of as many records, given as readings of each place they name.
    pub(crate) fn add(&mut self, index: &PlaceIndex, places: &[Vec<String>], records: u64) {
        let areas: BTreeSet<&str> = places
            .iter()
            .flatten()
            .flat_map(|code| index.chain(code))
            .map(String::as_str)
            .collect();
        if areas.is_empty() || records == 0 {
            return;
        }
        self.records += records;
        for area in areas {
            *self.areas.entry(area.to_owned()).or_default() += records;
        }
    }

    /// Adds the counts of another part of the side; the order of merging does not matter.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.records += other.records;
        for (area, count) in other.areas {
            *self.areas.entry(area).or_default() += count;
        }
        self
    }

    /// Records counted, and of these how many lie in each area.
    pub(crate) fn saved(&self) -> (u64, Vec<(String, u64)>) {
        (self.records, self.areas.iter().map(|(area, count)| (area.clone(), *count)).collect())
    }

    /// From what was saved.
    pub(crate) fn from_saved((records, areas): &(u64, Vec<(String, u64)>)) -> Self {
        Self { records: *records, areas: areas.iter().cloned().collect() }
    }

    /// The weight of agreeing within an area: the tabulated one, or less where the area is so
    /// common that two random records agree on it more often than the table supposes.
    pub(crate) fn weight(&self, area: &str, m: f64, tabulated: MatchWeight) -> MatchWeight {
        let count = self.areas.get(area).copied().unwrap_or(0);
        if count == 0 {
            return tabulated;
        }
        let counted = MatchWeight::from_m_u(m, count as f64 / self.records as f64);
        if counted < tabulated { counted } else { tabulated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_area_weighs_less_and_a_rare_one_no_more() {
        let reference = ingest::reference::embedded().unwrap();
        let index = PlaceIndex::new(&reference);
        let mut areas = AreaFrequencies::default();
        for record in 0..100 {
            let text = if record < 60 { "г. Бишкек" } else { "г. Ош" };
            areas.add(&index, &[index.resolve(text, None)], 1);
        }
        let tabulated = MatchWeight::from_m_u(0.6, 0.03);
        let bishkek = areas.weight("KG11000000000", 0.6, tabulated);
        assert!(bishkek.bits().abs() < 1e-12, "60 of 100 and m of 0.6 say nothing: {bishkek}");
        assert_eq!(areas.weight("KG02000000000", 0.6, tabulated), tabulated);
    }
}

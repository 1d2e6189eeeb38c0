//! What was released before. Reach for [`Ledger`] to read and write `releases.json`, and for its
//! methods to learn what earlier releases give away together with a new one.
//!
//! It holds what was published and nothing more, so that it is no secret of its own: a count as it
//! was shown with the range that left, or that it was hidden.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::population::{Counted, Place, Population};
use super::protect::Rules;
use super::system::{Count, Role, Sum, Window};
use crate::data::json;
use crate::error::ReportingError;

/// Version of the file.
const VERSION: u32 = 1;

/// Every release of a project, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    version: u32,
    releases: Vec<LedgerRelease>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { version: VERSION, releases: Vec::new() }
    }
}

/// One release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerRelease {
    /// From 1.
    pub(crate) number: u32,
    /// The day it speaks of.
    pub(crate) as_of: String,
    pub(crate) min_cell: u64,
    pub(crate) round_to: u64,
    pub(crate) populations: Vec<LedgerPopulation>,
}

/// What a release showed of one population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerPopulation {
    pub(crate) unit: String,
    /// SHA-256 over the cases and their classification: equal for the same cases only.
    pub(crate) cases_sha256: String,
    pub(crate) shown: Vec<LedgerCell>,
    pub(crate) hidden: Vec<String>,
}

/// A count as it was shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerCell {
    pub(crate) key: String,
    pub(crate) value: u64,
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl LedgerCell {
    fn window(&self) -> Window {
        Window { low: super::system::as_real(self.low), high: super::system::as_real(self.high) }
    }
}

/// What earlier releases mean for a new one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Earlier {
    /// Cells that would give away a change by fewer than the least count, each with the number of
    /// the release that it is a change from.
    pub(crate) changed: BTreeMap<usize, u32>,
    /// Cells hidden before over the same cases.
    pub(crate) hidden: BTreeSet<usize>,
    /// Number of the last release over the same cases.
    pub(crate) same_cases: Option<u32>,
}

impl Ledger {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it, in words, when it is none that this version wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let ledger: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if ledger.version == VERSION {
            Ok(ledger)
        } else {
            Err(format!("version {} where {VERSION} is known", ledger.version))
        }
    }

    /// The file, always the same for the same releases.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a defect.
    pub fn bytes(&self) -> Result<Vec<u8>, ReportingError> {
        Ok(json("releases.json", self)?.bytes)
    }

    /// Without its last release.
    #[must_use]
    pub fn without_last(&self) -> Self {
        let mut earlier = self.clone();
        earlier.releases.pop();
        earlier
    }

    /// How many releases there were.
    pub const fn len(&self) -> usize {
        self.releases.len()
    }

    /// Whether nothing was released yet.
    pub const fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// With one more release at its end, unless that says nothing new.
    pub(crate) fn with(&self, mut release: LedgerRelease) -> Self {
        let mut ledger = self.clone();
        if let Some(last) = self.releases.last() {
            release.number = last.number;
            if *last == release {
                return ledger;
            }
            release.number += 1;
        }
        ledger.releases.push(release);
        ledger
    }

    /// Puts what is known from releases over the same cases into the cells, and names the cells in
    /// which a release over other cases would show a small change. `None` when a count that was
    /// released over the same cases cannot be expressed in the cells of today.
    pub(crate) fn apply(
        &self,
        population: &Population,
        cases_sha256: &str,
        rules: Rules,
        counted: &mut Counted,
    ) -> Option<Earlier> {
        let mut earlier = Earlier::default();
        for release in &self.releases {
            let of_unit = release.populations.iter().find(|one| one.unit == population.unit);
            let Some(before) = of_unit else { continue };
            // Merging may give one key to a fine and a coarse cell with the same cases.
            let mut cells: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (place, cell) in &counted.cells {
                cells.entry(population.key(place)).or_default().push(*cell);
            }
            if before.cases_sha256 == cases_sha256 {
                earlier.same_cases = Some(release.number);
                for shown in &before.shown {
                    let found = match cells.get(&shown.key) {
                        Some(found) => found.clone(),
                        None => vec![merged_cell(population, counted, &shown.key)?],
                    };
                    for cell in found {
                        let known = &mut counted.system.cells[cell].known;
                        let window = shown.window();
                        *known = Some(known.map_or(window, |known| known.meet(window)));
                    }
                }
                let hidden = before.hidden.iter().filter_map(|key| cells.get(key)).flatten();
                earlier.hidden.extend(hidden.copied());
            } else {
                for shown in &before.shown {
                    for cell in cells.get(&shown.key).into_iter().flatten() {
                        let count = counted.system.cells[*cell].count;
                        if isolates(shown.window(), rules.shown(count).1, rules.min_cell) {
                            earlier.changed.entry(*cell).or_insert(release.number);
                        }
                    }
                }
            }
        }
        let known = |cell: &usize| counted.system.cells[*cell].known.is_none();
        earlier.hidden.retain(known);
        Some(earlier)
    }
}

/// Whether two shown counts tell that between one and fewer than the least number of cases came or
/// went.
fn isolates(before: Window, now: Window, min_cell: u64) -> bool {
    let (least, most) = (now.low - before.high, now.high - before.low);
    let bound = super::system::as_real(min_cell);
    (least > 0.0 && most < bound) || (most < 0.0 && -least < bound)
}

/// A cell for a count that was shown over values merged in another way, as a sum of fine cells.
fn merged_cell(population: &Population, counted: &mut Counted, key: &str) -> Option<usize> {
    let mut places: Vec<Place> = vec![Vec::new()];
    for part in key.split(';').skip(1) {
        let (code, values) = part.split_once('=')?;
        let at = population.dimension(code)?;
        let known = &population.dimensions[at].values;
        let values: Vec<usize> = values
            .split('+')
            .map(|value| known.iter().position(|known| known == value))
            .collect::<Option<_>>()?;
        places = places
            .iter()
            .flat_map(|place| {
                values.iter().map(move |value| {
                    let mut place = place.clone();
                    place.push((at, *value));
                    place.sort_unstable();
                    place
                })
            })
            .collect();
    }
    let parts: Vec<usize> =
        places.iter().map(|place| counted.cells.get(place).copied()).collect::<Option<_>>()?;
    let cells = &mut counted.system.cells;
    let count = parts.iter().map(|part| cells[*part].count).sum();
    cells.push(Count { count, role: Role::Unshown, known: None, weight: 1.0 });
    let total = cells.len() - 1;
    counted.system.sums.push(Sum { total, parts, classes: false });
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(low: f64, high: f64) -> Window {
        Window { low, high }
    }

    #[test]
    fn a_change_by_a_few_cases_is_seen_and_a_change_that_may_be_none_is_not() {
        // 15 shown, then 20: between one and nine cases came.
        assert!(isolates(window(13.0, 17.0), window(18.0, 22.0), 10));
        assert!(isolates(window(18.0, 22.0), window(13.0, 17.0), 10));
        // 15 twice: maybe none. 15, then 30: eleven at least.
        assert!(!isolates(window(13.0, 17.0), window(13.0, 17.0), 10));
        assert!(!isolates(window(13.0, 17.0), window(28.0, 32.0), 10));
    }
}

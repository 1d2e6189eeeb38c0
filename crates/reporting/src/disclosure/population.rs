//! Cases classified by a few public codes, and the counts of the tables made of them. Reach for
//! [`Population::count`] to get all tables with all margins as one [`CellSystem`], each count under
//! a [`CellKey`] that names it in every release.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::system::{CellSystem, Count, Role, Sum};

/// How much dearer a margin is than a count inside a table.
const MARGIN_WEIGHT: f64 = 4.0;
/// How much dearer the whole is.
const WHOLE_WEIGHT: f64 = 40.0;

/// A classification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dimension {
    /// Code: letters and `_`.
    pub(crate) code: &'static str,
    /// Codes of its values, in the order they are shown.
    pub(crate) values: Vec<String>,
}

/// Every value of one dimension belongs to one value of a coarser one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nesting {
    /// Dimension.
    pub(crate) fine: usize,
    /// Dimension.
    pub(crate) coarse: usize,
    /// Value of the coarse dimension for each of the fine one.
    pub(crate) parent: Vec<usize>,
}

/// A table: one dimension, or one by another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// What became of the cases, or what is shown of them.
    pub(crate) class: usize,
    /// What an outsider may know of a case beforehand: where, when.
    pub(crate) group: Option<usize>,
    /// How its cells stand to a reader.
    pub(crate) role: Role,
    /// How much dearer its counts are than those of other tables.
    pub(crate) weight: f64,
}

/// Which values of which dimensions a count is over; empty for the whole.
pub(crate) type Place = Vec<(usize, usize)>;

/// Cases, their classification, and the tables over them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Population {
    /// Code of the counting unit.
    pub(crate) unit: &'static str,
    pub(crate) dimensions: Vec<Dimension>,
    /// Per case one value for each dimension.
    pub(crate) cases: Vec<Vec<usize>>,
    pub(crate) nestings: Vec<Nesting>,
    pub(crate) shapes: Vec<Shape>,
    /// Pairs of values that exclude each other by definition.
    pub(crate) excluded: Vec<Place>,
}

/// The counts of a population.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counted {
    pub(crate) system: CellSystem,
    /// Cell by what it is over.
    pub(crate) cells: BTreeMap<Place, usize>,
}

impl Population {
    /// The dimension with this code.
    pub(crate) fn dimension(&self, code: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.code == code)
    }

    /// The stable name of a count: `reports;finding=unregistered;oblast=KG06000000000`.
    pub(crate) fn key(&self, place: &[(usize, usize)]) -> String {
        let mut key = self.unit.to_owned();
        for (dimension, value) in place {
            let dimension = &self.dimensions[*dimension];
            // Writing to a string cannot fail.
            let _ = write!(key, ";{}={}", dimension.code, dimension.values[*value]);
        }
        key
    }

    /// Every count of every table with the sums between them.
    pub(crate) fn count(&self) -> Counted {
        let mut counted = Counted::default();
        for shape in &self.shapes {
            let classes = self.dimensions[shape.class].values.len();
            let whole = self.cell(&mut counted, Vec::new(), shape);
            let of_class: Vec<usize> = (0..classes)
                .map(|class| self.cell(&mut counted, vec![(shape.class, class)], shape))
                .collect();
            counted.add(whole, of_class.clone(), false);
            let Some(group) = shape.group else { continue };
            let groups = self.dimensions[group].values.len();
            let mut inside = vec![Vec::with_capacity(groups); classes];
            let mut of_group = Vec::with_capacity(groups);
            for value in 0..groups {
                let total = self.cell(&mut counted, vec![(group, value)], shape);
                let parts: Vec<usize> = (0..classes)
                    .map(|class| {
                        let mut place = vec![(shape.class, class), (group, value)];
                        place.sort_unstable();
                        self.cell(&mut counted, place, shape)
                    })
                    .collect();
                for (class, part) in parts.iter().enumerate() {
                    inside[class].push(*part);
                }
                counted.add(total, parts, true);
                of_group.push(total);
            }
            counted.add(whole, of_group, false);
            for (class, parts) in inside.into_iter().enumerate() {
                counted.add(of_class[class], parts, false);
            }
        }
        self.nest(&mut counted);
        counted
    }

    /// The cell over these values, made where it is new.
    fn cell(&self, counted: &mut Counted, place: Place, shape: &Shape) -> usize {
        if let Some(at) = counted.cells.get(&place) {
            let cell = &mut counted.system.cells[*at];
            if cell.role != Role::StructuralZero {
                cell.role = cell.role.max(shape.role);
            }
            return *at;
        }
        let within = |case: &&Vec<usize>| place.iter().all(|(at, value)| case[*at] == *value);
        let count = self.cases.iter().filter(within).count() as u64;
        let weight = match place.len() {
            0 => WHOLE_WEIGHT,
            1 => MARGIN_WEIGHT,
            _ => 1.0,
        };
        let excluded = count == 0 && self.excluded.contains(&place);
        let at = counted.system.cells.len();
        counted.system.cells.push(Count {
            count,
            role: if excluded { Role::StructuralZero } else { shape.role },
            known: None,
            weight: weight * shape.weight,
        });
        counted.cells.insert(place, at);
        at
    }

    /// The sums from fine to coarse values, for margins and inside tables.
    fn nest(&self, counted: &mut Counted) {
        for nesting in &self.nestings {
            let mut sums: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
            for (place, cell) in &counted.cells {
                let Some(at) = place.iter().position(|(dimension, _)| *dimension == nesting.fine)
                else {
                    continue;
                };
                let mut coarse = place.clone();
                coarse[at] = (nesting.coarse, nesting.parent[place[at].1]);
                coarse.sort_unstable();
                sums.entry(coarse).or_default().push(*cell);
            }
            for (coarse, parts) in sums {
                if let Some(total) = counted.cells.get(&coarse).copied() {
                    counted.add(total, parts, false);
                }
            }
        }
    }
}

impl Counted {
    fn add(&mut self, total: usize, parts: Vec<usize>, classes: bool) {
        let sum = Sum { total, parts, classes };
        if !self.system.sums.contains(&sum) {
            self.system.sums.push(sum);
        }
    }
}

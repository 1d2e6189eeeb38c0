//! Every figure that leaves the software. Reach for [`all`]. A figure is made by [`Tally`] only, so
//! that none lacks its unit, cohort, numerator, denominator, interval or ids.

mod flows;
mod ladder;
mod other;
mod unregistered;

use std::collections::{BTreeMap, BTreeSet};

use records::RecordId;

use crate::analysis::{Cohort, Discrepancy, FlowTable, ObstacleCount};
use crate::figure::{CountingUnit, Figure};
use crate::label;
use crate::proportion;
use crate::traveller::{Journey, Traveller};

/// What figures are counted from.
pub(crate) struct Counted<'s, 'a> {
    pub(crate) journey: &'s Journey<'s, 'a>,
    pub(crate) travellers: &'s BTreeMap<CountingUnit, Vec<Traveller>>,
    pub(crate) flows: &'s [FlowTable],
    pub(crate) discrepancies: &'s [Discrepancy],
    pub(crate) obstacles: &'s [ObstacleCount],
    pub(crate) same_case: &'s [Vec<RecordId>],
}

/// Every figure, sorted by id.
pub(crate) fn all(cohort: &Cohort, counted: &Counted<'_, '_>) -> Vec<Figure> {
    let mut tally = Tally { cohort: cohort_code(cohort), figures: Vec::new() };
    ladder::count(counted.journey, &mut tally);
    unregistered::count(counted.journey, &mut tally);
    flows::count(counted.travellers, counted.flows, &mut tally);
    other::count(counted, &mut tally);
    let mut figures = tally.figures;
    figures.sort_by(|a, b| a.id.cmp(&b.id));
    figures
}

fn cohort_code(cohort: &Cohort) -> String {
    format!("handed_over_{}_{}", cohort.from, cohort.to)
}

/// Makes figures.
pub(crate) struct Tally {
    cohort: String,
    figures: Vec<Figure>,
}

/// Names of a figure: id, label key and the label's arguments.
pub(crate) struct Name {
    id: String,
    label: &'static str,
    arguments: Vec<(String, String)>,
}

impl Name {
    pub(crate) fn new(id: String, label: &'static str) -> Self {
        debug_assert!(label::LABELS.contains(&label), "{label} is not in the list of labels");
        Self { id, label, arguments: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.arguments.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same figure in one stratum.
    pub(crate) fn within(mut self, label: &'static str, dimension: &str, value: &str) -> Self {
        self.id = format!("{}.{dimension}={value}", self.id);
        self.label = label;
        self.with("dimension", dimension).with("value", value)
    }
}

impl Tally {
    /// A share of records, with Wilson's interval. `part` has to be a subset of `whole`.
    pub(crate) fn share(
        &mut self,
        name: Name,
        unit: CountingUnit,
        part: BTreeSet<RecordId>,
        whole: BTreeSet<RecordId>,
    ) {
        let (numerator, denominator) = (part.len() as u64, whole.len() as u64);
        self.weighted_share(name, unit, (numerator, part), (denominator, whole));
    }

    /// A share of weights, such as victims, with the records that carry them.
    pub(crate) fn weighted_share(
        &mut self,
        name: Name,
        unit: CountingUnit,
        part: (u64, BTreeSet<RecordId>),
        whole: (u64, BTreeSet<RecordId>),
    ) {
        let value = (whole.0 > 0).then(|| part.0 as f64 / whole.0 as f64);
        self.push(Figure {
            id: name.id,
            label: name.label.to_owned(),
            label_arguments: name.arguments,
            unit,
            cohort: self.cohort.clone(),
            numerator: part.0,
            denominator: Some(whole.0),
            value,
            interval: proportion::wilson(part.0, whole.0),
            method: "raw",
            ids: part.1.into_iter().collect(),
            denominator_ids: whole.1.into_iter().collect(),
        });
    }

    /// A plain count of records.
    pub(crate) fn count(&mut self, name: Name, unit: CountingUnit, ids: BTreeSet<RecordId>) {
        self.weighted_count(name, unit, ids.len() as u64, ids);
    }

    /// A plain count of weights, with the records that carry them.
    pub(crate) fn weighted_count(
        &mut self,
        name: Name,
        unit: CountingUnit,
        count: u64,
        ids: BTreeSet<RecordId>,
    ) {
        self.push(Figure {
            id: name.id,
            label: name.label.to_owned(),
            label_arguments: name.arguments,
            unit,
            cohort: self.cohort.clone(),
            numerator: count,
            denominator: None,
            value: Some(count as f64),
            interval: None,
            method: "raw",
            ids: ids.into_iter().collect(),
            denominator_ids: Vec::new(),
        });
    }

    /// A figure whose value or interval another method gives than counting.
    pub(crate) fn push(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub(crate) fn cohort(&self) -> String {
        self.cohort.clone()
    }
}

//! Every figure that leaves the software. Reach for [`all`]. A figure is made by [`Tally`] only, so
//! that none lacks its unit, cohort, numerator, denominator, interval or ids.

mod court_drawn;
mod drawn;
mod flows;
mod ladder;
mod other;
mod ratios;
mod returns;
mod times;
mod unregistered;
mod verified;

use std::collections::{BTreeMap, BTreeSet};

use records::RecordId;

use crate::analysis::{Cohort, Discrepancy, FlowTable, ObstacleCount};
use crate::court_draws::CourtDraws;
use crate::figure::{CountingUnit, Figure, Interval, Uncertainty};
use crate::label;
use crate::outlook::Outlooks;
use crate::proportion;
use crate::rereview::RereviewCase;
use crate::stage_times::StageTime;
use crate::traveller::{Journey, Traveller};

/// What figures are counted from.
pub(crate) struct Counted<'s, 'a> {
    pub(crate) journey: &'s Journey<'s, 'a>,
    pub(crate) travellers: &'s BTreeMap<CountingUnit, Vec<Traveller>>,
    pub(crate) flows: &'s [FlowTable],
    pub(crate) discrepancies: &'s [Discrepancy],
    pub(crate) obstacles: &'s [ObstacleCount],
    pub(crate) rereview: &'s [RereviewCase],
    pub(crate) same_case: &'s [Vec<RecordId>],
    pub(crate) outlooks: &'s Outlooks,
    pub(crate) court_draws: &'s CourtDraws,
    pub(crate) stage_times: &'s [StageTime],
}

/// Every figure, sorted by id.
pub(crate) fn all(cohort: &Cohort, counted: &Counted<'_, '_>) -> Vec<Figure> {
    let mut tally = Tally { cohort: cohort_code(cohort), figures: Vec::new() };
    let strata = ladder::strata(&counted.travellers[&CountingUnit::Reports]);
    ladder::count(counted.journey, &strata, &mut tally);
    unregistered::count(counted.journey, &strata, &mut tally);
    drawn::count(counted, &strata, &mut tally);
    flows::count(counted.travellers, counted.flows, &mut tally);
    returns::count(counted.journey, &mut tally);
    court_drawn::count(counted.court_draws, &mut tally);
    ratios::count(counted.journey, &mut tally);
    times::count(counted.stage_times, &mut tally);
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
        self.carried_share(name, unit, part.into_iter().collect(), whole.into_iter().collect());
    }

    /// A share of people, such as victims: records as often as they carry one.
    pub(crate) fn carried_share(
        &mut self,
        name: Name,
        unit: CountingUnit,
        part: Vec<RecordId>,
        whole: Vec<RecordId>,
    ) {
        let (numerator, denominator) = (part.len() as u64, whole.len() as u64);
        let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        let interval = proportion::wilson(numerator, denominator);
        self.counted(name, unit, part, Some(whole), value, interval);
    }

    /// A plain count of records.
    pub(crate) fn count(&mut self, name: Name, unit: CountingUnit, ids: BTreeSet<RecordId>) {
        self.carried_count(name, unit, ids.into_iter().collect());
    }

    /// A plain count of people: records as often as they carry one.
    pub(crate) fn carried_count(&mut self, name: Name, unit: CountingUnit, ids: Vec<RecordId>) {
        let value = Some(ids.len() as f64);
        self.counted(name, unit, ids, None, value, None);
    }

    fn counted(
        &mut self,
        name: Name,
        unit: CountingUnit,
        part: Vec<RecordId>,
        whole: Option<Vec<RecordId>>,
        value: Option<f64>,
        interval: Option<Interval>,
    ) {
        let head = self.head(name, unit, part, whole);
        self.push(Figure { value, interval, ..head });
    }

    /// A figure with its counts and the ids behind them, sorted, and no value yet.
    pub(crate) fn head(
        &self,
        name: Name,
        unit: CountingUnit,
        mut part: Vec<RecordId>,
        whole: Option<Vec<RecordId>>,
    ) -> Figure {
        part.sort();
        let denominator = whole.as_ref().map(|whole| whole.len() as u64);
        let mut whole = whole.unwrap_or_default();
        whole.sort();
        Figure {
            id: name.id,
            label: name.label.to_owned(),
            label_arguments: name.arguments,
            unit,
            cohort: self.cohort.clone(),
            numerator: part.len() as u64,
            denominator,
            value: None,
            interval: None,
            method: "raw",
            ids: part,
            denominator_ids: whole,
            uncertainty: Uncertainty::default(),
        }
    }

    /// A figure whose value or interval another method gives than counting.
    pub(crate) fn push(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// A figure made before.
    pub(crate) fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

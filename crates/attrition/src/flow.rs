//! Funnels. Reach for [`cohort_tables`] and [`period_tables`]; [`conserved`] asserts, for every row,
//! entered = continued + completed + pending + exits.
//!
//! Strata may overlap: a report with a woman and a man among its victims belongs to both sexes,
//! one with two purposes to both. They are never summed.

use std::collections::BTreeMap;

use crate::analysis::{FlowRow, FlowTable, FlowView};
use crate::error::AttritionError;
use crate::figure::CountingUnit;
use crate::stage::{Disposition, ExitKind, Stage, StageStep};
use crate::traveller::{Stratum, Traveller};

/// The cohort of a unit: all of it, and by stratum.
pub(crate) fn cohort_tables(
    unit: CountingUnit,
    travellers: &[Traveller],
) -> Result<Vec<FlowTable>, AttritionError> {
    let mut groups: BTreeMap<Option<&Stratum>, Vec<(&Traveller, u64)>> = BTreeMap::new();
    groups.entry(None).or_default();
    for traveller in travellers {
        groups.entry(None).or_default().push((traveller, traveller.weight));
        for (stratum, weight) in &traveller.strata {
            groups.entry(Some(stratum)).or_default().push((traveller, *weight));
        }
    }
    groups
        .into_iter()
        .map(|(stratum, members)| {
            let steps = members.iter().flat_map(|(traveller, weight)| {
                traveller.steps.iter().map(|step| (*traveller, step, *weight))
            });
            conserved(FlowTable {
                view: FlowView::Cohort,
                year: None,
                unit,
                stratum: stratum.map(|(dimension, value)| ((*dimension).to_owned(), value.clone())),
                rows: rows(steps),
            })
        })
        .collect()
}

/// Entries into each stage by calendar year, and where those that entered stand now. A stage that
/// was passed at an unknown date counts in the year of the next dated one, else of the last dated
/// one before it; a case without any date stands in a table without a year.
pub(crate) fn period_tables(
    unit: CountingUnit,
    travellers: &[Traveller],
) -> Result<Vec<FlowTable>, AttritionError> {
    let mut years: BTreeMap<Option<i16>, Vec<(&Traveller, &StageStep, u64)>> = BTreeMap::new();
    for traveller in travellers {
        for (at, step) in traveller.steps.iter().enumerate() {
            let year = year_entered(&traveller.steps, at);
            years.entry(year).or_default().push((traveller, step, traveller.weight));
        }
    }
    years
        .into_iter()
        .map(|(year, steps)| {
            conserved(FlowTable {
                view: FlowView::Period,
                year,
                unit,
                stratum: None,
                rows: rows(steps.into_iter()),
            })
        })
        .collect()
}

fn year_entered(steps: &[StageStep], at: usize) -> Option<i16> {
    let year = |step: &StageStep| step.entered.map(|date| date.start().year());
    steps[at..].iter().find_map(year).or_else(|| steps[..at].iter().rev().find_map(year))
}

/// Every stage in order, with zeroes where nobody was.
fn rows<'t>(steps: impl Iterator<Item = (&'t Traveller, &'t StageStep, u64)>) -> Vec<FlowRow> {
    let mut rows: Vec<FlowRow> = Stage::ALL
        .into_iter()
        .map(|stage| FlowRow {
            stage,
            entered: 0,
            continued: 0,
            completed: 0,
            pending: 0,
            exits: Vec::new(),
            ids: Vec::new(),
        })
        .collect();
    let mut exits: Vec<BTreeMap<(ExitKind, Option<String>), u64>> =
        vec![BTreeMap::new(); Stage::ALL.len()];
    for (traveller, step, weight) in steps.filter(|(_, _, weight)| *weight > 0) {
        let row = &mut rows[step.stage as usize];
        row.entered += weight;
        row.ids.extend((0..weight).map(|_| traveller.id.clone()));
        match &step.disposition {
            Disposition::Continued => row.continued += weight,
            Disposition::Completed => row.completed += weight,
            Disposition::Pending => row.pending += weight,
            Disposition::Exited { kind, ground } => {
                let counted = &mut exits[step.stage as usize];
                *counted.entry((*kind, ground.clone())).or_default() += weight;
            }
        }
    }
    for (row, exits) in rows.iter_mut().zip(exits) {
        row.exits =
            exits.into_iter().map(|((kind, ground), count)| (kind, ground, count)).collect();
        row.ids.sort();
    }
    rows
}

/// The table, if it adds up.
pub(crate) fn conserved(table: FlowTable) -> Result<FlowTable, AttritionError> {
    for row in &table.rows {
        let exits: u64 = row.exits.iter().map(|(_, _, count)| count).sum();
        let accounted = row.continued + row.completed + row.pending + exits;
        if row.entered != accounted || row.entered != row.ids.len() as u64 {
            return Err(violation(&table, row.stage, row.entered, accounted));
        }
    }
    // In the cohort view whoever goes on from one stage enters a later one, and nobody else does
    // who did not begin there.
    if table.view == FlowView::Cohort {
        let mut on_the_way: u64 = 0;
        for row in &table.rows {
            let begun = row.entered.saturating_sub(on_the_way);
            on_the_way = on_the_way + begun - row.entered + row.continued;
        }
        if on_the_way > 0 {
            let last = Stage::InForce;
            return Err(violation(&table, last, on_the_way, 0));
        }
    }
    Ok(table)
}

const fn violation(
    table: &FlowTable,
    stage: Stage,
    entered: u64,
    accounted: u64,
) -> AttritionError {
    AttritionError::Conservation { stage, unit: table.unit, entered, accounted }
}

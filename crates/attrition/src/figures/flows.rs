//! The funnel, pending cases and drop-outs of the cohort view, entries into stages of the period
//! view. Counted from the travellers that the flow tables are counted from.

use std::collections::BTreeMap;

use records::RecordId;

use super::{Name, Tally};
use crate::analysis::{FlowTable, FlowView};
use crate::figure::CountingUnit;
use crate::stage::{Disposition, ExitKind, Stage};
use crate::traveller::Traveller;

/// Records, each as often as it counts.
type Carried = Vec<RecordId>;

/// Counts every unit.
pub(super) fn count(
    travellers: &BTreeMap<CountingUnit, Vec<Traveller>>,
    flows: &[FlowTable],
    tally: &mut Tally,
) {
    for (unit, travellers) in travellers {
        cohort(*unit, travellers, tally);
    }
    for table in flows.iter().filter(|table| table.view == FlowView::Period) {
        period(table, tally);
    }
}

fn add(to: &mut Carried, traveller: &Traveller) {
    to.extend((0..traveller.weight).map(|_| traveller.id.clone()));
}

fn cohort(unit: CountingUnit, travellers: &[Traveller], tally: &mut Tally) {
    let mut all = Carried::default();
    let mut entered: BTreeMap<Stage, Carried> = BTreeMap::new();
    let mut pending: BTreeMap<Stage, Carried> = BTreeMap::new();
    let mut exits: BTreeMap<(Stage, ExitKind, Option<&str>), Carried> = BTreeMap::new();
    for traveller in travellers.iter().filter(|traveller| traveller.weight > 0) {
        add(&mut all, traveller);
        for step in &traveller.steps {
            add(entered.entry(step.stage).or_default(), traveller);
            match &step.disposition {
                Disposition::Pending => add(pending.entry(step.stage).or_default(), traveller),
                Disposition::Exited { kind, ground } => {
                    let key = (step.stage, *kind, ground.as_deref());
                    add(exits.entry(key).or_default(), traveller);
                }
                Disposition::Continued | Disposition::Completed => {}
            }
        }
    }
    for stage in Stage::ALL {
        let here = entered.remove(&stage).unwrap_or_default();
        let name = |what: &str, label| {
            Name::new(format!("{what}.{}.{}", stage.code(), unit.code()), label)
                .with("stage", stage.code())
                .with("unit", unit.code())
        };
        let still = pending.remove(&stage).unwrap_or_default();
        tally.carried_share(name("pending", "figure-pending"), unit, still, here.clone());
        let exits = exits.iter().filter(|((at, ..), _)| *at == stage);
        for ((_, kind, ground), left) in exits {
            let code = ground.map_or_else(
                || kind.code().to_owned(),
                |ground| format!("{}.{ground}", kind.code()),
            );
            let id = format!("drop_out.{}.{code}.{}", stage.code(), unit.code());
            let name = Name::new(id, "figure-drop-out")
                .with("stage", stage.code())
                .with("exit", kind.code())
                .with("ground", ground.unwrap_or_default())
                .with("unit", unit.code());
            tally.carried_share(name, unit, left.clone(), here.clone());
        }
        tally.carried_share(name("funnel", "figure-funnel"), unit, here, all.clone());
    }
}

/// Entries into a stage in a calendar year, whatever cohort they belong to.
fn period(table: &FlowTable, tally: &mut Tally) {
    let year = table.year.map_or_else(|| "undated".to_owned(), |year| year.to_string());
    for row in table.rows.iter().filter(|row| row.entered > 0) {
        let id = format!("period.{year}.{}.{}", row.stage.code(), table.unit.code());
        let name = Name::new(id, "figure-period")
            .with("year", &year)
            .with("stage", row.stage.code())
            .with("unit", table.unit.code());
        tally.carried_count(name, table.unit, row.ids.clone());
    }
}

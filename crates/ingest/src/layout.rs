//! Which rows are one case. Reach for [`join`] with every row of a source; it knows the four
//! layouts of `source_config::Layout`.
//!
//! Guarantees that each row ends in exactly one bundle or is refused, and that the order of the
//! rows changes neither the bundles nor which rows are refused: of rows that contradict each
//! other those stay whose values most rows of the case share, then the fuller ones, then the
//! smaller by content.

mod contradiction;
mod gathering;

use std::collections::BTreeMap;

use records::{NumberKind, Person, QuarantinedRow, ReferenceNumber, RefusalReason, RowRef};

use crate::field::CaseField;
use crate::row_content::{ActDraft, EventDraft, Refusal, RowContent, Value};
use crate::source_config::{Layout, TableRole};

use contradiction::{settle, settle_whole};
use gathering::Gathering;

/// The rows of one case, joined.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    /// What the rows were joined on.
    pub(crate) key: String,
    /// The main number, for registers and courts.
    pub(crate) number: Option<ReferenceNumber>,
    pub(crate) kind: Option<NumberKind>,
    /// Body and year where the number is unique only with them.
    pub(crate) giver: Option<(String, Option<i16>)>,
    /// Whether another bundle has the same key.
    pub(crate) shared: bool,
    /// In file order.
    pub(crate) rows: Vec<RowRef>,
    pub(crate) case: Vec<(CaseField, Value)>,
    pub(crate) persons: Vec<Person>,
    pub(crate) events: Vec<EventDraft>,
    pub(crate) acts: Vec<ActDraft>,
}

/// A row with the part its table plays in linked tables.
pub(crate) struct Placed {
    pub(crate) role: Option<TableRole>,
    pub(crate) content: RowContent,
}

/// What rows became.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    /// Sorted by key and giver.
    pub(crate) bundles: Vec<Bundle>,
    pub(crate) refused: Vec<QuarantinedRow>,
    /// Rows whose case is not there, with the key they name it by; see [`orphan`].
    pub(crate) orphans: Vec<(String, RowRef)>,
}

/// Joins rows to bundles. Rows of one key must all be among them; rows of other keys do not matter.
pub(crate) fn join(layout: Layout, rows: Vec<Placed>) -> Joined {
    let mut by_key: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    for row in rows {
        by_key.entry(row.content.own.key.clone()).or_default().push(row);
    }
    let mut joined = Joined::default();
    for (key, rows) in by_key {
        let groups = by_giver(layout, rows, &mut joined);
        let first = joined.bundles.len();
        for (giver, rows) in groups {
            joined.bundles.push(bundle(layout, key.clone(), giver, rows, &mut joined.refused));
        }
        let shared = joined.bundles.len() - first > 1;
        for bundle in &mut joined.bundles[first..] {
            bundle.shared = shared;
        }
    }
    joined
}

type Giver = Option<(String, Option<i16>)>;

/// Splits the rows of one number by the body and year that gave it. A row that does not name them
/// joins the only group there is; with several it cannot be placed.
fn by_giver(
    layout: Layout,
    rows: Vec<Placed>,
    joined: &mut Joined,
) -> BTreeMap<Giver, Vec<Placed>> {
    let linked = layout == Layout::Linked;
    let is_case = |row: &Placed| !linked || matches!(row.role, None | Some(TableRole::Cases));
    let (cases, others): (Vec<Placed>, Vec<Placed>) = rows.into_iter().partition(is_case);
    let (named, unnamed): (Vec<Placed>, Vec<Placed>) =
        cases.into_iter().partition(|row| row.content.own.giver.is_some());
    let mut groups: BTreeMap<Giver, Vec<Placed>> = BTreeMap::new();
    for row in named {
        groups.entry(row.content.own.giver.clone()).or_default().push(row);
    }
    if groups.is_empty() && !unnamed.is_empty() {
        groups.insert(None, Vec::new());
    }
    for row in unnamed.into_iter().chain(others) {
        let giver = row.content.own.giver.clone();
        let fits = |known: &Giver| match (&giver, known) {
            (Some((body, year)), Some((known_body, known_year))) => {
                body == known_body && (year.is_none() || year == known_year)
            }
            _ => true,
        };
        let mut fitting: Vec<&mut Vec<Placed>> =
            groups.iter_mut().filter(|(known, _)| fits(known)).map(|(_, rows)| rows).collect();
        match fitting.len() {
            1 => fitting.remove(0).push(row),
            0 => joined.orphans.push((row.content.own.key, row.content.at)),
            _ => joined.refused.push(
                Refusal::of_row(
                    RefusalReason::OrphanRow,
                    "several entries have this number: give the row the body and the year that tell \
                     them apart",
                )
                .at(row.content.at),
            ),
        }
    }
    groups
}

/// The refusal of a row whose case is not there; `was_refused` says whether a row of that case is in
/// quarantine already.
pub(crate) fn orphan(at: RowRef, was_refused: bool) -> QuarantinedRow {
    let remedy = if was_refused {
        "the row of its case is in quarantine: mend that row first"
    } else {
        "add the case to the table of cases, or correct the reference of this row"
    };
    Refusal::of_row(RefusalReason::OrphanRow, remedy).at(at)
}

/// Joins the rows of one case.
fn bundle(
    layout: Layout,
    key: String,
    giver: Giver,
    rows: Vec<Placed>,
    refused: &mut Vec<QuarantinedRow>,
) -> Bundle {
    let is_whole = |row: &Placed| match layout {
        Layout::Case => true,
        Layout::Person | Layout::Event => false,
        Layout::Linked => row.role == Some(TableRole::Cases),
    };
    let (whole, parts): (Vec<Placed>, Vec<Placed>) = rows.into_iter().partition(is_whole);
    let contents = |rows: Vec<Placed>| rows.into_iter().map(|row| row.content).collect::<Vec<_>>();
    let (mut settled, mut case) = settle_whole(contents(whole), refused);
    if layout == Layout::Linked {
        // Their only case values are those that place them.
        settled.extend(contents(parts));
    } else if !parts.is_empty() {
        (settled, case) = settle(contents(parts), refused);
    }
    let mut gathering = Gathering::new(layout);
    let mut bundle = Bundle {
        key,
        number: None,
        kind: None,
        giver,
        shared: false,
        rows: Vec::with_capacity(settled.len()),
        case,
        persons: Vec::new(),
        events: Vec::new(),
        acts: Vec::new(),
    };
    for row in settled {
        bundle.kind = bundle.kind.max(row.own.kind);
        bundle.number = smaller(bundle.number, row.own.number);
        bundle.rows.push(row.at);
        gathering.add(row.persons, row.events, row.acts);
    }
    bundle.rows.sort();
    (bundle.persons, bundle.events, bundle.acts) = gathering.finish();
    bundle
}

/// Of two writings of one number the one with date and body, then the smaller.
fn smaller(a: Option<ReferenceNumber>, b: Option<ReferenceNumber>) -> Option<ReferenceNumber> {
    let (Some(a), Some(b)) = (&a, &b) else { return a.or(b) };
    let rank = |number: &ReferenceNumber| (number.date.is_none(), number.body.is_none());
    Some(if (rank(b), b) < (rank(a), a) { b.clone() } else { a.clone() })
}

#[cfg(test)]
mod tests;

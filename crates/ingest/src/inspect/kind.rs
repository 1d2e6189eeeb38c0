//! Which kind of source a table is from and what one row of it is. Reach for [`guess_kind`],
//! [`guess_layout`] and [`table_role`] once columns are profiled.
//!
//! Guarantees a guess with its evidence in words, never a refusal: the analyst decides.

use std::collections::BTreeSet;

use records::{Reference, SourceKind};

use super::classify::ValueType;
use super::profile::ColumnProfile;
use super::{FieldProposal, Guess};
use crate::column_map::HeaderIndex;
use crate::field::{CaseField, Field, Slot};
use crate::source_config::{Layout, TableRole};

/// The kind whose header words the table has most of; words of one kind alone count more.
pub(super) fn guess_kind(
    headers: &[&str],
    profiles: &[ColumnProfile],
    reference: &Reference,
) -> Guess<SourceKind> {
    let mut scored: Vec<(SourceKind, f64, usize, usize)> =
        [SourceKind::Ngo, SourceKind::Register, SourceKind::Court]
            .into_iter()
            .map(|kind| score(kind, headers, profiles, reference))
            .collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (kind, best, known, own) = scored[0];
    let second = scored[1].1;
    let confidence = if best <= 0.0 { 0.0 } else { (best - second) / best };
    // Twice the evidence of the next kind is as sure as headers can make it.
    let confidence = (0.5 + confidence).min(0.99);
    let why = format!("{known} headers are known of this kind, {own} of this kind alone");
    Guess { value: kind, confidence: if best <= 0.0 { 0.0 } else { confidence }, why }
}

fn score(
    kind: SourceKind,
    headers: &[&str],
    profiles: &[ColumnProfile],
    reference: &Reference,
) -> (SourceKind, f64, usize, usize) {
    let index = HeaderIndex::new(reference, kind);
    let others = SourceKind::ALL.iter().copied().filter(|other| *other != kind);
    let others: Vec<HeaderIndex> = others.map(|other| HeaderIndex::new(reference, other)).collect();
    let (mut score, mut known, mut own) = (0.0, 0, 0);
    for (header, profile) in headers.iter().zip(profiles) {
        let here = !index.fields_for(header).is_empty();
        let elsewhere = others.iter().any(|other| !other.fields_for(header).is_empty());
        known += usize::from(here);
        own += usize::from(here && !elsewhere);
        score += match (here, elsewhere) {
            (true, false) => 2.0,
            (true, true) => 0.5,
            _ => 0.0,
        };
        let telling = match profile.value_type {
            ValueType::RegisterNumber => kind == SourceKind::Register && profile.distinct > 0,
            ValueType::CourtNumber => kind == SourceKind::Court,
            _ => false,
        };
        // A register cites its own number in every row; NGOs and courts know some.
        score += if telling { 1.5 * profile.fill_share } else { 0.0 };
    }
    (kind, score, known, own)
}

/// The fields proposed, parsed, with their columns.
fn parsed<'a>(proposals: &'a [Option<FieldProposal>]) -> impl Iterator<Item = (usize, Field)> + 'a {
    proposals
        .iter()
        .enumerate()
        .filter_map(|(column, proposal)| Some((column, Field::parse(&proposal.as_ref()?.field)?)))
}

/// The column that names the case: `ref`, else a register's own numbers in the order in which they
/// can be the main number.
pub(super) fn reference_column(proposals: &[Option<FieldProposal>]) -> Option<usize> {
    let own = [
        CaseField::Ref,
        CaseField::NumberRegister,
        CaseField::NumberBook,
        CaseField::NumberJournal,
    ];
    own.into_iter().find_map(|wanted| {
        let mut columns = parsed(proposals).filter(|(_, field)| *field == Field::Case(wanted));
        columns.next().map(|(column, _)| column)
    })
}

/// What one row is, by the groups of columns and by whether references repeat.
pub(super) fn guess_layout(
    proposals: &[Option<FieldProposal>],
    profiles: &[ColumnProfile],
    kind: SourceKind,
) -> Guess<Layout> {
    let reference = reference_column(proposals);
    let repeats = reference.is_some_and(|column| {
        let profile = &profiles[column];
        profile.distinct < profile.filled
    });
    let fields: BTreeSet<Field> = parsed(proposals).map(|(_, field)| field).collect();
    let own = fields.iter().any(|field| matches!(field, Field::Person(Slot::Own, _)));
    let groups = fields.iter().any(|field| matches!(field, Field::Person(Slot::Group(..), _)));
    let events = fields.iter().any(|field| matches!(field, Field::Event(_)));
    let acts = fields.iter().any(|field| matches!(field, Field::Act(_)));
    let guess = |value, confidence, why: &str| Guess { value, confidence, why: why.to_owned() };
    match (repeats, reference.is_some()) {
        (_, false) => guess(Layout::Case, 0.3, "no column is known as the reference"),
        _ if events && repeats => guess(Layout::Event, 0.9, "event columns, and references repeat"),
        _ if events => guess(Layout::Event, 0.7, "event columns"),
        (true, _) if acts && kind == SourceKind::Court && !own => {
            guess(Layout::Event, 0.8, "act columns, and references repeat")
        }
        (true, _) if own => guess(Layout::Person, 0.9, "person columns, and references repeat"),
        (true, _) if groups => {
            guess(Layout::Person, 0.6, "references repeat although persons stand in groups")
        }
        (true, _) => guess(Layout::Person, 0.4, "references repeat"),
        (false, _) => guess(Layout::Case, 0.9, "each reference stands in one row"),
    }
}

/// The part among linked tables: the one that its columns beyond the reference speak for.
pub(super) fn table_role(proposals: &[Option<FieldProposal>], layout: Layout) -> TableRole {
    let (mut persons, mut events, mut cases) = (0, 0, 0);
    for (_, field) in parsed(proposals) {
        match field {
            Field::Person(Slot::Own, _) => persons += 1,
            Field::Event(_) => events += 1,
            Field::Act(_) if layout == Layout::Event => events += 1,
            Field::Case(_) | Field::Person(..) | Field::Decision(..) | Field::Act(_) => cases += 1,
        }
    }
    if events > 0 && events >= persons && events + 1 >= cases {
        TableRole::Events
    } else if persons > 0 && persons + 1 >= cases {
        TableRole::Persons
    } else {
        TableRole::Cases
    }
}

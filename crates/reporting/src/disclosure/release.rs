//! A release: the tables of the public level as everybody may read them. Reach for [`release`]; what
//! it returns holds shown counts only, the true ones stay inside.

use std::collections::{BTreeMap, BTreeSet};

use attrition::{Cohort, GapAnalysis};
use records::{RecordId, Reference};
use sha2::{Digest, Sha256};

use super::classify::{self, Merges};
use super::facts;
use super::ledger::{Earlier, Ledger, LedgerCell, LedgerPopulation, LedgerRelease};
use super::population::{Counted, Place, Population};
use super::protect::{Protection, Rules, Unprotected, protect};
use super::system::Role;

/// How the public level is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Least count and rounding.
    pub rules: Rules,
    /// Values shown as one.
    pub merges: Merges,
}

/// Why nothing may be released. None of it names a count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// The whole is too small.
    #[error(
        "the public level needs at least {min_cell} {unit}; show this project to those who may \
         see it as a restricted report, or widen the cohort"
    )]
    TooFew {
        /// Counting unit.
        unit: &'static str,
        /// Least count.
        min_cell: u64,
    },
    /// The whole changed by fewer cases than the least count.
    #[error(
        "since release {release} the whole number of {unit} changed by fewer than {min_cell}: \
         both releases together would point at those few; wait until more have changed"
    )]
    SmallChange {
        /// Counting unit.
        unit: &'static str,
        /// Release compared with.
        release: u32,
        /// Least count.
        min_cell: u64,
    },
    /// An earlier release gives away what has to be hidden.
    #[error(
        "an earlier release over the same cases gives away {cell}; release with the merges and \
         rules of then, or wait for new data"
    )]
    Released {
        /// Key of the count.
        cell: String,
    },
    /// An earlier release over the same cases cannot be compared with.
    #[error(
        "what was released of the same {unit} does not fit the classification of today; release \
         with the version and reference data of then, or wait for new data"
    )]
    NotComparable {
        /// Counting unit.
        unit: &'static str,
    },
    /// No way was found to protect a count.
    #[error(
        "{cell} cannot be protected; merge more values: see `sverka release --suggest-collapse`"
    )]
    NotProtected {
        /// Key of the count.
        cell: String,
    },
}

/// A count as everybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Rounded.
    Count(u64),
    /// Not shown, so that nobody can be recognised.
    Hidden,
}

/// The counts of one population as everybody sees them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PublicCounts {
    /// Code of the counting unit.
    pub(crate) unit: &'static str,
    /// Values of each classification that tables are made of, by its code.
    pub(crate) values: BTreeMap<&'static str, Vec<String>>,
    shown: BTreeMap<Vec<(&'static str, String)>, Shown>,
}

impl PublicCounts {
    /// The count over these values, given as (code of the classification, code of the value).
    /// Hidden where there is none.
    pub(crate) fn of(&self, place: &[(&'static str, &str)]) -> Shown {
        let mut place: Vec<(&'static str, String)> =
            place.iter().map(|(code, value)| (*code, (*value).to_owned())).collect();
        place.sort_unstable();
        self.shown.get(&place).copied().unwrap_or(Shown::Hidden)
    }
}

/// What the audit found, in numbers that give nothing away.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct AuditSummary {
    /// Counts that tables show or hide.
    pub(crate) cells: u64,
    /// Of those, hidden.
    pub(crate) hidden: u64,
    /// Counts hidden for their own sake, unshown tables included.
    pub(crate) at_risk: u64,
    /// Width of the narrowest range left for one of these, in cases; infinite if there is none.
    pub(crate) narrowest: f64,
}

/// A release, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    pub(crate) cohort: Cohort,
    pub(crate) policy: Policy,
    pub(crate) reports: PublicCounts,
    pub(crate) entries: PublicCounts,
    pub(crate) audit: AuditSummary,
    /// The ledger with this release at its end.
    pub ledger: Ledger,
}

impl Release {
    /// Counts that tables show or hide, and how many of them are hidden.
    pub const fn hidden_of(&self) -> (u64, u64) {
        (self.audit.hidden, self.audit.cells)
    }
}

/// Makes the public level of an analysis.
///
/// # Errors
/// When it cannot be made without giving a person away, alone or together with `earlier` releases.
pub fn release(
    analysis: &GapAnalysis,
    reference: &Reference,
    policy: &Policy,
    earlier: &Ledger,
) -> Result<Release, DisclosureError> {
    let (reports, report_facts) = unzip(facts::reports(analysis, reference));
    let (entries, entry_facts) = unzip(facts::entries(analysis, reference));
    let cohort = &analysis.cohort;
    let of_reports = classify::reports(&report_facts, cohort, reference, &policy.merges);
    let of_entries = classify::entries(&entry_facts, reference, &policy.merges);
    let min_cell = policy.rules.min_cell;
    if (report_facts.len() as u64) < min_cell {
        return Err(DisclosureError::TooFew { unit: "reports", min_cell });
    }
    let mut audit = AuditSummary { narrowest: f64::INFINITY, ..AuditSummary::default() };
    let period = format!("{} {}", cohort.from, cohort.to);
    let mut make = |population: &Population, ids: &[&RecordId]| {
        let hash = cases_hash(&period, population, ids);
        population_release(population, &hash, policy.rules, earlier, &mut audit)
    };
    let (reports, reports_record) = make(&of_reports, &reports)?;
    let (entries, entries_record) = make(&of_entries, &entries)?;
    let record = LedgerRelease {
        number: 1,
        as_of: cohort.as_of.to_string(),
        min_cell,
        round_to: policy.rules.round_to,
        populations: vec![reports_record, entries_record],
    };
    let ledger = earlier.with(record);
    Ok(Release { cohort: *cohort, policy: policy.clone(), reports, entries, audit, ledger })
}

fn unzip<T>(cases: Vec<(&RecordId, T)>) -> (Vec<&RecordId>, Vec<T>) {
    cases.into_iter().unzip()
}

/// The same for the same cases with the same unmerged classification, whatever is merged.
fn cases_hash(period: &str, population: &Population, ids: &[&RecordId]) -> String {
    let merged: BTreeSet<usize> = population
        .nestings
        .iter()
        .filter(|nesting| {
            population.dimensions[nesting.fine].code == population.dimensions[nesting.coarse].code
        })
        .map(|nesting| nesting.coarse)
        .collect();
    let mut digest = Sha256::new();
    digest.update(period);
    for (id, case) in ids.iter().zip(&population.cases) {
        digest.update(format!("\n{}", id.as_str()));
        for (at, value) in case.iter().enumerate().filter(|(at, _)| !merged.contains(at)) {
            let dimension = &population.dimensions[at];
            digest.update(format!("\t{}={}", dimension.code, dimension.values[*value]));
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts one population, protects it and forgets the counts.
fn population_release(
    population: &Population,
    cases_sha256: &str,
    rules: Rules,
    ledger: &Ledger,
    audit: &mut AuditSummary,
) -> Result<(PublicCounts, LedgerPopulation), DisclosureError> {
    let unit = population.unit;
    let mut counted = population.count();
    let Earlier { changed, hidden, .. } = ledger
        .apply(population, cases_sha256, rules, &mut counted)
        .ok_or(DisclosureError::NotComparable { unit })?;
    let whole = counted.cells.get(&Vec::new());
    if let Some(release) = whole.and_then(|whole| changed.get(whole)) {
        let (release, min_cell) = (*release, rules.min_cell);
        return Err(DisclosureError::SmallChange { unit, release, min_cell });
    }
    let at_risk = changed.keys().copied().collect();
    let protection = protect(&counted.system, rules, &at_risk, &hidden)
        .map_err(|refused| refusal(refused, population, &counted))?;
    summarise(&counted, &protection, audit);
    let shown = |cell: usize| (!protection.hidden[cell]).then(|| counted.system.cells[cell].count);
    let mut counts = PublicCounts { unit, values: BTreeMap::new(), shown: BTreeMap::new() };
    for shape in population.shapes.iter().filter(|shape| shape.role == Role::Shown) {
        for at in [Some(shape.class), shape.group].into_iter().flatten() {
            let dimension = &population.dimensions[at];
            counts.values.insert(dimension.code, dimension.values.clone());
        }
    }
    let mut record = LedgerPopulation {
        unit: unit.to_owned(),
        cases_sha256: cases_sha256.to_owned(),
        shown: Vec::new(),
        hidden: Vec::new(),
    };
    for (place, cell) in &counted.cells {
        if !matches!(counted.system.cells[*cell].role, Role::Shown | Role::StructuralZero) {
            continue;
        }
        let key = population.key(place);
        let seen = match shown(*cell) {
            Some(count) => {
                let (value, window) = rules.shown(count);
                let (low, high) = (whole_number(window.low), whole_number(window.high));
                record.shown.push(LedgerCell { key, value, low, high });
                Shown::Count(value)
            }
            None => {
                record.hidden.push(key);
                Shown::Hidden
            }
        };
        counts.shown.insert(named(population, place), seen);
    }
    Ok((counts, record))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ends of a shown range are whole and not negative"
)]
const fn whole_number(value: f64) -> u64 {
    value as u64
}

fn named(population: &Population, place: &Place) -> Vec<(&'static str, String)> {
    let mut named: Vec<(&'static str, String)> = place
        .iter()
        .map(|(at, value)| {
            let dimension = &population.dimensions[*at];
            (dimension.code, dimension.values[*value].clone())
        })
        .collect();
    named.sort_unstable();
    named
}

fn summarise(counted: &Counted, protection: &Protection, audit: &mut AuditSummary) {
    for (at, cell) in counted.system.cells.iter().enumerate() {
        if matches!(cell.role, Role::Shown | Role::StructuralZero) {
            audit.cells += 1;
            audit.hidden += u64::from(protection.hidden[at]);
        }
    }
    for (at, range) in &protection.audited {
        if protection.at_risk.contains(at) {
            audit.at_risk += 1;
            audit.narrowest = audit.narrowest.min(range.width());
        }
    }
}

fn refusal(refused: Unprotected, population: &Population, counted: &Counted) -> DisclosureError {
    let name = |cell: usize| {
        let found = counted.cells.iter().find(|(_, at)| **at == cell);
        found.map_or_else(|| population.unit.to_owned(), |(place, _)| population.key(place))
    };
    match refused {
        Unprotected::ByEarlierRelease(cell) => DisclosureError::Released { cell: name(cell) },
        Unprotected::NoPattern(cell) => DisclosureError::NotProtected { cell: name(cell) },
    }
}

//! The cases of the cohort in the variables of the International Classification for Administrative
//! Data on Trafficking in Persons. Reach for [`counts`]: every variable of
//! `reference/ictip_variables.csv` with what is filled, also those that no source has. The list of
//! variables is reconstructed; a row of the file is renamed or added without touching code.
//!
//! A case that several reports tell of is one event, its victims those of its entry, else of its
//! fullest report. Codes of several reports of one case are put together.

use std::collections::{BTreeMap, BTreeSet};

use records::{NgoReport, PersonSide, PlaceRole, RecordId};

use crate::oblast::Oblasts;
use crate::path;
use crate::people::Profile;
use crate::stage::Stage;
use crate::traveller::{Journey, UNKNOWN, year_of};

/// How often a variable has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IctipCount {
    /// `event`, `victim`, `perpetrator` or `reporting_entity`.
    pub object: String,
    /// Variable.
    pub variable: String,
    /// Value; `None` for objects of which it is not stated.
    pub value: Option<String>,
    /// Objects with this value; one may have several values.
    pub count: u64,
    /// Objects for which the variable is filled.
    pub filled: u64,
    /// Objects in all.
    pub base: u64,
    /// Records of the filled ones and of all, as often as they carry one: the first report of a case.
    /// On the row without a value alone.
    pub filled_of: Vec<RecordId>,
    /// See `filled_of`.
    pub base_of: Vec<RecordId>,
}

/// An object: the first report of its case, and its values.
type Object = (RecordId, BTreeSet<String>);

/// Values of every object, by object and variable.
type Values = BTreeMap<(&'static str, &'static str), Vec<Object>>;

/// Every variable in the order of the reference data, its values in code order, "not stated" last.
pub(crate) fn counts(journey: &Journey<'_, '_>, oblasts: &Oblasts<'_>) -> Vec<IctipCount> {
    let mut values = Values::new();
    for thread in journey.threads {
        event(journey, oblasts, thread, &mut values);
        persons(journey, thread, &mut values);
        for at in thread {
            let report = journey.assessed[*at].report;
            let source = [report.provenance.source.to_string()].into();
            let mut add = |variable, found| {
                let object = (report.id.clone(), found);
                values.entry(("reporting_entity", variable)).or_default().push(object);
            };
            add("entity", source);
            let addressee = &journey.assessed[*at].finding.addressee;
            add("referred_to", addressee.iter().cloned().collect());
        }
    }
    let bases: BTreeMap<&str, &[Object]> =
        values.iter().map(|((object, _), all)| (*object, all.as_slice())).collect();
    let variables = &journey.scope.input.reference.ictip_variables;
    variables
        .iter()
        .flat_map(|row| {
            let key = (row.object.as_str(), row.variable.as_str());
            let found = values.iter().find(|(known, _)| **known == key).map(|(_, found)| found);
            let base = bases.get(key.0).copied().unwrap_or_default();
            of_variable(key, found.map_or(&[], Vec::as_slice), base)
        })
        .collect()
}

fn of_variable(
    (object, variable): (&str, &str),
    objects: &[Object],
    base: &[Object],
) -> Vec<IctipCount> {
    let filled: Vec<RecordId> =
        objects.iter().filter(|(_, values)| !values.is_empty()).map(|(id, _)| id.clone()).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for value in objects.iter().flat_map(|(_, values)| values) {
        *counts.entry(value).or_default() += 1;
    }
    let row = |value: Option<&str>, count: u64| IctipCount {
        object: object.to_owned(),
        variable: variable.to_owned(),
        value: value.map(str::to_owned),
        count,
        filled: filled.len() as u64,
        base: base.len() as u64,
        filled_of: Vec::new(),
        base_of: Vec::new(),
    };
    let not_stated = IctipCount {
        base_of: base.iter().map(|(id, _)| id.clone()).collect(),
        filled_of: filled.clone(),
        ..row(None, (base.len() - filled.len()) as u64)
    };
    let stated = counts.into_iter().map(|(value, count)| row(Some(value), count));
    stated.chain([not_stated]).collect()
}

fn event(journey: &Journey<'_, '_>, oblasts: &Oblasts<'_>, thread: &[usize], values: &mut Values) {
    let reports: Vec<&NgoReport> = thread.iter().map(|at| journey.assessed[*at].report).collect();
    let followed = journey.thread_path(thread);
    let mut add = |variable, found: BTreeSet<String>| {
        values.entry(("event", variable)).or_default().push((reports[0].id.clone(), found));
    };
    let codes = |of: fn(&NgoReport) -> &Vec<String>| -> BTreeSet<String> {
        reports.iter().flat_map(|report| of(report)).cloned().collect()
    };
    add("act", codes(|report| &report.acts));
    add("means", codes(|report| &report.means));
    add("purpose", codes(|report| &report.purposes));
    let year = |date: Option<records::PartialDate>| -> BTreeSet<String> {
        date.map(|date| year_of(Some(date))).into_iter().collect()
    };
    let handed = reports.iter().filter_map(|report| path::reported_on(report)).min();
    let registered = followed.and_then(|followed| followed.registered.flatten());
    add("registration_date", year(registered.or(handed)));
    add("event_date", year(reports.iter().filter_map(|report| report.event).min()));
    let places = |role| -> BTreeSet<String> {
        let places = reports.iter().flat_map(|report| &report.places);
        places
            .filter(|place| place.role == role)
            .map(|place| oblasts.of_text(&place.written).unwrap_or("elsewhere").to_owned())
            .collect()
    };
    add("place_recruitment", places(PlaceRole::Recruitment));
    add("place_exploitation", places(PlaceRole::Exploitation));
}

fn persons(journey: &Journey<'_, '_>, thread: &[usize], values: &mut Values) {
    let stage = journey.thread_path(thread).and_then(|followed| {
        let furthest = followed.path.steps.last()?.stage;
        (furthest >= Stage::SuspectIdentified).then(|| furthest.code().to_owned())
    });
    let first = &journey.assessed[thread[0]].report.id;
    for (object, side) in [("victim", PersonSide::Victim), ("perpetrator", PersonSide::Accused)] {
        for profile in journey.thread_profiles(thread, side) {
            let Profile { sex, age, citizenship } = profile;
            let age = Some(age.code().to_owned()).filter(|age| age != UNKNOWN);
            let sex = sex.map(|sex| sex.code().to_owned());
            let known = [("sex", sex), ("age_group", age), ("citizenship", citizenship)];
            for (variable, value) in known {
                let value = value.into_iter().collect();
                values.entry((object, variable)).or_default().push((first.clone(), value));
            }
            if side == PersonSide::Accused {
                let value = stage.iter().cloned().collect();
                let found = values.entry((object, "justice_stage")).or_default();
                found.push((first.clone(), value));
            }
        }
    }
}

//! The three catalogues are complete and alike.

use std::collections::{BTreeMap, BTreeSet};

use attrition::{
    CountingUnit, CourtOutcome, DISCREPANCY_KINDS, Disposition, ELEMENTS, ErrorSource, ExitKind,
    Finding, LABELS, LinkKind, NOTES, REASONS, RETURNABLE, Rung, Severity, Stage, note_codes,
};
use records::{
    CourtResult, EventKind, Instance, LineageKind, NumberKind, RefusalReason, SourceKind,
};

use super::*;
use crate::language::Catalogue;

const SOURCES: [(&str, &str); 3] = [
    ("en", include_str!("../../locales/en.ftl")),
    ("ru", include_str!("../../locales/ru.ftl")),
    ("ky", include_str!("../../locales/ky.ftl")),
];

/// Keys of a catalogue with the parameters each uses.
fn keys(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut current = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let key = line.split(" = ").next().unwrap();
            assert!(found.insert(key, BTreeSet::new()).is_none(), "{key} stands twice");
            current = Some(key);
        }
        if let Some(key) = current {
            let parameters = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap()
            });
            found.get_mut(key).unwrap().extend(parameters);
        }
    }
    found
}

#[test]
fn all_catalogues_have_the_same_keys_with_the_same_parameters() {
    let [en, ru, ky] = SOURCES.map(|(_, source)| keys(source));
    for (code, other) in [("ru", &ru), ("ky", &ky)] {
        let missing: Vec<_> = en.keys().filter(|key| !other.contains_key(*key)).collect();
        let extra: Vec<_> = other.keys().filter(|key| !en.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{code}: {missing:?} {extra:?}");
        for (key, parameters) in &en {
            assert_eq!(parameters, &other[key], "{code} {key}");
        }
    }
}

/// Every code that analyses and reference data can bring up, as a message key.
fn needed() -> Vec<String> {
    let reference = ingest::reference::embedded().unwrap();
    let mut keys: Vec<String> = LABELS.iter().map(|label| (*label).to_owned()).collect();
    let mut add = |list: &str, codes: &mut dyn Iterator<Item = &str>| {
        keys.extend(codes.map(|code| format!("{list}-{code}")));
    };
    let procedures: Vec<String> =
        (reference.ground_articles.iter()).map(|row| row.code.to_lowercase()).collect();
    add("code", &mut procedures.iter().map(String::as_str));
    add("reason", &mut REASONS.iter().copied());
    add("discrepancy", &mut DISCREPANCY_KINDS.iter().copied());
    add("finding", &mut Finding::ALL.iter().map(|finding| finding.code()));
    add("rung", &mut Rung::ALL.iter().map(|rung| rung.code()));
    add("stage", &mut Stage::ALL.iter().map(|stage| stage.code()));
    add("exit", &mut ExitKind::ALL.iter().map(|exit| exit.code()));
    add("disposition", &mut ExitKind::ALL.iter().map(|exit| exit.code()));
    let others = [Disposition::Continued, Disposition::Completed, Disposition::Pending];
    add("disposition", &mut others.iter().map(Disposition::code));
    add("unit", &mut CountingUnit::ALL.iter().map(|unit| unit.code()));
    let severities = [Severity::High, Severity::Medium, Severity::Low];
    add("severity", &mut severities.iter().map(|one| codes::severity(*one)));
    let kinds = [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo];
    add("link-kind", &mut kinds.iter().map(|kind| kind.code()));
    add("source", &mut SourceKind::ALL.iter().map(|kind| kind.code()));
    add("number", &mut NumberKind::ALL.iter().map(|kind| kind.code()));
    add("refusal", &mut RefusalReason::ALL.iter().map(|reason| reason.code()));
    add("remedy", &mut RefusalReason::ALL.iter().map(|reason| reason.code()));
    add("side", &mut EventKind::ALL.iter().map(|kind| kind.code()));
    add("side", &mut CourtResult::ALL.iter().map(|result| result.code()));
    add("side", &mut LineageKind::ALL.iter().map(|kind| kind.code()));
    add("element", &mut ELEMENTS.iter().copied());
    add("instance", &mut Instance::ALL.iter().map(|instance| instance.code()));
    add("outcome", &mut CourtOutcome::all().map(CourtOutcome::code));
    add("returned-exit", &mut RETURNABLE.iter().map(|exit| exit.code()));
    add("figure-note", &mut NOTES.iter().copied());
    let sources = [ErrorSource::AuditSample, ErrorSource::ModelPosterior];
    add("link-errors", &mut sources.iter().map(|source| source.code()));
    add("range", &mut ["link_draws", "linkage_adjusted", "jeffreys_predictive"].into_iter());
    add("measure", &mut reference.published_counts.iter().map(|row| &*row.measure));
    add("ictip", &mut reference.ictip_variables.iter().map(|row| &*row.object));
    let blocking = reference.blocking_rules.iter().flat_map(|row| &row.keys);
    add("blocking-key", &mut blocking.map(String::as_str));
    add("status", &mut ["link", "possible_link", "non_link"].into_iter());
    add("explain-reached", &mut ["yes", "no", "unknown"].into_iter());
    for row in &reference.link_levels {
        keys.push(format!("comparison-{}", row.comparison));
        keys.push(format!("level-{}-{}", row.comparison, row.level));
    }
    for (comparison, level) in note_codes() {
        keys.push(format!("comparison-{comparison}"));
        keys.push(format!("level-{comparison}-{level}"));
    }
    keys
}

#[test]
fn every_code_has_a_message_in_every_language() {
    let needed = needed();
    assert!(needed.len() > 400, "{} codes", needed.len());
    for language in Language::ALL {
        let catalogue = Catalogue::new(language).unwrap();
        let missing: BTreeSet<&String> = needed.iter().filter(|key| !catalogue.has(key)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", language.code());
    }
}

#[test]
fn messages_differ_between_languages_where_they_have_words() {
    // A message copied and never translated is the same in two languages.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 6;
    let catalogues = Language::ALL.map(|language| Catalogue::new(language).unwrap());
    for (key, parameters) in keys(SOURCES[0].1) {
        if parameters.is_empty() && key != "column-sha256" {
            let [en, ru, ky] = catalogues.each_ref().map(|catalogue| catalogue.text(key).unwrap());
            assert!(!letters(&en) || (en != ru && en != ky), "{key}");
        }
    }
}

#[test]
fn russian_counts_take_their_three_forms() {
    let catalogue = Catalogue::new(Language::Russian).unwrap();
    let other = |count: u64| {
        let arguments =
            [("other", count.into()), ("journal", 0_u64.into()), ("refused", 0_u64.into())];
        catalogue.format("statement-otherwise", &arguments).unwrap()
    };
    for (count, form) in [
        (1, "1 сообщение;"),
        (3, "3 сообщения;"),
        (5, "5 сообщений;"),
        (11, "11 сообщений;"),
        (21, "21 сообщение;"),
        (104, "104 сообщения;"),
    ] {
        assert!(other(count).contains(form), "{}", other(count));
    }
}

#[test]
fn a_message_without_its_parameter_is_an_error_and_no_fallback() {
    let catalogue = Catalogue::new(Language::Kyrgyz).unwrap();
    assert!(matches!(catalogue.text("date-year"), Err(ReportingError::Message { .. })));
    assert!(matches!(catalogue.text("no-such-key"), Err(ReportingError::MissingMessage { .. })));
}

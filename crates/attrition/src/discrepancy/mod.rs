//! Registers that do not agree with each other or with themselves. Reach for [`find`]: it looks at
//! the entries that are followed, their court cases and the reports linked to them, and sets both
//! sides' words beside each other: dates, articles, numbers and codes, never a name.
//!
//! Nothing is a discrepancy that vague dates merely allow: it has to be sure.

mod court;
mod entry;
mod report;

use std::collections::BTreeMap;

use records::{CourtCase, CrimeRecord, NgoReport, RecordId};

use crate::analysis::{Discrepancy, Severity};
use crate::assess::Assessed;
use crate::court_cases::CourtCases;
use crate::lineage::Lineages;
use crate::path::Followed;
use crate::scope::Scope;

/// Every kind of discrepancy, for the catalogues of the reports.
pub const DISCREPANCY_KINDS: &[&str] = &[
    kind::SENT_TO_COURT_WITHOUT_CASE,
    kind::COURT_CASE_WITHOUT_SENT_EVENT,
    kind::VERDICT_ON_SUSPENDED_ENTRY,
    kind::VERDICT_ON_TERMINATED_ENTRY,
    kind::VERDICT_ON_REFUSED_ENTRY,
    kind::DATES_RUN_BACKWARDS,
    kind::ARTICLES_DIFFER,
    kind::REGISTER_NUMBER_CITED_DIFFERS,
    kind::REFUSED_BUT_REGISTERED_ELSEWHERE,
    kind::VICTIM_COUNT_DIFFERS,
    kind::HAND_OVER_AFTER_REGISTRATION,
    kind::HANDED_OVER_WITHOUT_CONSENT,
    kind::LINEAGE_CYCLE,
    kind::LINEAGE_AMBIGUOUS,
    kind::LINEAGE_TARGET_MISSING,
    kind::EVENT_AFTER_AS_OF,
    kind::PROCEEDED_WITHOUT_RESUMPTION,
];

/// Codes of kinds.
pub(crate) mod kind {
    /// Sent to court by the register, and no court case though there would have to be one.
    pub(crate) const SENT_TO_COURT_WITHOUT_CASE: &str = "sent_to_court_without_case";
    /// A court has the case, the register does not say it was sent.
    pub(crate) const COURT_CASE_WITHOUT_SENT_EVENT: &str = "court_case_without_sent_event";
    /// A court decided a case that the register holds suspended.
    pub(crate) const VERDICT_ON_SUSPENDED_ENTRY: &str = "verdict_on_suspended_entry";
    /// A court decided a case that the register holds terminated.
    pub(crate) const VERDICT_ON_TERMINATED_ENTRY: &str = "verdict_on_terminated_entry";
    /// A court decided a case that the register holds refused.
    pub(crate) const VERDICT_ON_REFUSED_ENTRY: &str = "verdict_on_refused_entry";
    /// Something is dated before what has to come first.
    pub(crate) const DATES_RUN_BACKWARDS: &str = "dates_run_backwards";
    /// The court's charges and the register's last qualification share no offence family.
    pub(crate) const ARTICLES_DIFFER: &str = "articles_differ";
    /// A register number cited does not belong to the linked entry.
    pub(crate) const REGISTER_NUMBER_CITED_DIFFERS: &str = "register_number_cited_differs";
    /// Refused here, registered as another entry.
    pub(crate) const REFUSED_BUT_REGISTERED_ELSEWHERE: &str = "refused_but_registered_elsewhere";
    /// Report and entry name different numbers of victims.
    pub(crate) const VICTIM_COUNT_DIFFERS: &str = "victim_count_differs";
    /// Handed over after the linked entry was registered.
    pub(crate) const HAND_OVER_AFTER_REGISTRATION: &str = "hand_over_after_registration";
    /// Handed over with proof although the victim did not agree.
    pub(crate) const HANDED_OVER_WITHOUT_CONSENT: &str = "handed_over_without_consent";
    /// Entries joined in a circle, or one joined to itself.
    pub(crate) const LINEAGE_CYCLE: &str = "lineage_cycle";
    /// A joined number fits several entries.
    pub(crate) const LINEAGE_AMBIGUOUS: &str = "lineage_ambiguous";
    /// The entry into which a case went is not in the extract.
    pub(crate) const LINEAGE_TARGET_MISSING: &str = "lineage_target_missing";
    /// Dated after the day the extract was made.
    pub(crate) const EVENT_AFTER_AS_OF: &str = "event_after_as_of";
    /// Steps taken after a suspension, refusal or termination that nothing undid.
    pub(crate) const PROCEEDED_WITHOUT_RESUMPTION: &str = "proceeded_without_resumption";
}

/// What discrepancies are looked for in.
pub(crate) struct Sides<'s, 'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) lineages: &'s Lineages,
    pub(crate) court_cases: &'s CourtCases<'a>,
    pub(crate) assessed: &'s [Assessed<'a>],
    pub(crate) leader_of: &'s [Option<usize>],
    pub(crate) followed: &'s BTreeMap<usize, Followed<'a>>,
    pub(crate) same_case: &'s [Vec<RecordId>],
}

/// Every discrepancy, gravest first, then by id.
pub(crate) fn find(sides: &Sides<'_, '_>) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    for followed in sides.followed.values() {
        entry::find(sides, followed, &mut found);
        court::find(sides, followed, &mut found);
    }
    report::find(sides, &mut found);
    found.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

/// Whom a discrepancy concerns.
#[derive(Clone, Copy, Default)]
pub(crate) struct Concerns<'c> {
    pub(crate) entry: Option<&'c CrimeRecord>,
    pub(crate) court: Option<&'c CourtCase>,
    pub(crate) report: Option<&'c NgoReport>,
}

impl<'c> Concerns<'c> {
    pub(crate) fn entry(entry: &'c CrimeRecord) -> Self {
        Self { entry: Some(entry), ..Self::default() }
    }

    pub(crate) fn with_court(self, court: &'c CourtCase) -> Self {
        Self { court: Some(court), ..self }
    }

    pub(crate) fn with_report(self, report: &'c NgoReport) -> Self {
        Self { report: Some(report), ..self }
    }
}

/// One discrepancy. `distinction` tells apart several of a kind on the same records.
pub(crate) fn discrepancy(
    kind: &'static str,
    severity: Severity,
    concerns: Concerns<'_>,
    distinction: &str,
    (left, right): (String, String),
) -> Discrepancy {
    let crime_record = concerns.entry.map(|entry| entry.id.clone());
    let court_case = concerns.court.map(|case| case.id.clone());
    let report = concerns.report.map(|report| report.id.clone());
    let mut id = kind.to_owned();
    let ids = [&crime_record, &court_case, &report];
    for part in ids.into_iter().flatten().map(RecordId::as_str).chain([distinction]) {
        if !part.is_empty() {
            id.push('|');
            id.push_str(part);
        }
    }
    Discrepancy { id, kind, severity, crime_record, court_case, report, left, right }
}

/// `what date`, or `what` alone.
pub(crate) fn dated(what: &str, date: Option<records::PartialDate>) -> String {
    date.map_or_else(|| what.to_owned(), |date| format!("{what} {date}"))
}

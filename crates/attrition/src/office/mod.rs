//! What each office is asked, about which of its cases. Reach for [`office_files`] once an analysis
//! is made: one file per investigating body and prosecutor's office that has anything to answer.
//!
//! Guarantees: a case reaches the body it was handed to or that keeps the entry, and the
//! prosecutor's office that supervises it, no other. An entry is named by its own numbers and never
//! with the NGO report behind it; a report is named only where it was handed over with proof, by
//! the documents of that hand-over. Reports whose victim did not agree to a hand-over, or whose
//! finding awaits review, appear nowhere, nor does an entry that only such a report makes a case of
//! trafficking.
//!
//! It leaves out what is not asked: what the words of a request are is
//! `reference/office_requests.csv`.

mod identity;

use std::collections::{BTreeMap, BTreeSet};

use records::reference::{OfficeKind, OfficeRole, RequestOutcome};
use records::{Consent, CrimeRecord, NgoReport, PartialDate, RecordId, ReferenceNumber};

use crate::analysis::{AnalysisInput, GapAnalysis, Severity};
use crate::finding::{Finding, ReportFinding};
use crate::rereview::RereviewCase;
use crate::scope::Scope;
use crate::stage::{ExitKind, RegisterPath};
use identity::Identities;

/// An office as the sources name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Letters, digits and `-`, at most 40: a folder name.
    pub id: String,
    /// Sort of body; `None` where no word tells.
    pub kind: Option<OfficeKind>,
    /// The writing most used, by the register before NGOs.
    pub name: String,
    /// Every writing counted as this office, sorted.
    pub spellings: Vec<String>,
}

/// One case and what is asked about it.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeCase {
    /// The entry or, where there is none, the report.
    pub record: RecordId,
    /// What about it.
    pub outcome: RequestOutcome,
    /// The part the office plays in it.
    pub role: OfficeRole,
    /// The entry's own numbers, or the documents of the hand-over.
    pub numbers: Vec<ReferenceNumber>,
    /// Registration, else journal entry; of a report, the hand-over.
    pub date: Option<PartialDate>,
    /// The body as written: of an entry the one that keeps it, of a report the addressee.
    pub body: Option<String>,
    /// Ground code of an exit, where the source gives one.
    pub ground: Option<String>,
    /// Since when it stands so.
    pub since: Option<PartialDate>,
    /// Days beyond the limit, for what is overdue.
    pub days_overdue: Option<i32>,
    /// What contradicts what, for a contradiction: its kind and both sides.
    pub contradiction: Option<(&'static str, String, String)>,
    /// Victims, persons.
    pub victims: u32,
    /// Probability that the statement holds: of an entry, that it is a reported case (1 where it is
    /// in the cohort of itself). Range [0, 1].
    pub probability: f64,
}

/// How the cases of an office stand, asked about or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeTally {
    /// Reports handed to it with proof, by finding.
    pub reports: BTreeMap<Finding, u64>,
    /// Entries of the cohort that it keeps or supervises, by code of the last disposition.
    pub entries: BTreeMap<&'static str, Vec<RecordId>>,
}

/// An office with its cases, the gravest kind of request first, then by date and id.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeFile {
    /// The office.
    pub office: Office,
    /// Cases; one stands once per thing asked. Never empty.
    pub cases: Vec<OfficeCase>,
    /// All its cases.
    pub tally: OfficeTally,
}

/// One file per office that is asked anything, by office id.
pub fn office_files(input: &AnalysisInput<'_>, analysis: &GapAnalysis) -> Vec<OfficeFile> {
    let mut desk = Desk::new(input, analysis);
    for finding in &analysis.findings {
        desk.finding(finding);
    }
    for case in &analysis.rereview {
        desk.rereview(case);
    }
    for found in &analysis.discrepancies {
        // What a report contradicts is for the NGO to explain first.
        if found.severity == Severity::High
            && found.report.is_none()
            && let Some(record) = found.crime_record.as_ref().and_then(|id| desk.entry(id))
            && desk.may_be_asked_about(&record.id)
        {
            let contradiction = Some((found.kind, found.left.clone(), found.right.clone()));
            let case = desk.entry_case(record, RequestOutcome::Contradiction, 1.0);
            desk.ask(OfficeCase { contradiction, ..case }, record);
        }
    }
    desk.finish(analysis)
}

/// Where cases are sorted by office.
struct Desk<'a> {
    scope: Scope<'a>,
    identities: Identities<'a>,
    /// Paths by every entry on them.
    paths: BTreeMap<&'a RecordId, &'a RegisterPath>,
    /// Prosecutors' offices that supervise the entries of a body.
    supervisors: BTreeMap<String, BTreeSet<&'a str>>,
    /// Writings of an office: by registers, by NGOs.
    writings: BTreeMap<String, BTreeMap<&'a str, (u64, u64)>>,
    cases: BTreeMap<String, BTreeMap<(RequestOutcome, RecordId), OfficeCase>>,
}

impl<'a> Desk<'a> {
    fn new(input: &'a AnalysisInput<'a>, analysis: &'a GapAnalysis) -> Self {
        let mut desk = Self {
            scope: Scope { input },
            identities: Identities::new(input.reference),
            paths: (analysis.paths.iter())
                .flat_map(|path| {
                    path.lineage.iter().chain([&path.record]).map(move |id| (id, path))
                })
                .collect(),
            supervisors: BTreeMap::new(),
            writings: BTreeMap::new(),
            cases: BTreeMap::new(),
        };
        for record in input.register {
            let (body, prosecutor) = (record.office.as_deref(), record.prosecutor.as_deref());
            for written in [body, prosecutor].into_iter().flatten() {
                desk.written(written).0 += 1;
            }
            if let (Some(body), Some(prosecutor)) = (body, prosecutor) {
                let body = desk.identities.of(body).id;
                desk.supervisors.entry(body).or_default().insert(prosecutor);
            }
        }
        for written in input.reports.iter().filter_map(addressee) {
            desk.written(written).1 += 1;
        }
        desk
    }

    fn written(&mut self, written: &'a str) -> &mut (u64, u64) {
        let id = self.identities.of(written).id;
        self.writings.entry(id).or_default().entry(written).or_default()
    }

    fn entry(&self, id: &RecordId) -> Option<&'a CrimeRecord> {
        self.scope.register_index(id).map(|at| &self.scope.input.register[at])
    }

    /// Whether asking about an entry gives away no more than the register and the hand-overs do: it
    /// is registered as trafficking, or the office has a report of it from an NGO.
    fn may_be_asked_about(&self, entry: &RecordId) -> bool {
        self.paths.get(entry).is_some_and(|path| {
            let mut reports = path.reports.iter().filter_map(|id| self.scope.report(id));
            path.trafficking == Some(true) || reports.any(may_be_named)
        })
    }

    fn finding(&mut self, finding: &ReportFinding) {
        let outcome = match finding.finding {
            Finding::Unregistered => RequestOutcome::Unregistered,
            Finding::JournalOnly => RequestOutcome::JournalOnly,
            Finding::RegisteredOtherOffence => RequestOutcome::RegisteredOtherOffence,
            // A refusal is asked about with its ground, as a case to look at again.
            _ => return,
        };
        if outcome == RequestOutcome::Unregistered {
            if let Some(report) = self.scope.report(&finding.report).filter(|r| may_be_named(r)) {
                self.unregistered(report, finding);
            }
        } else if let Some(record) = finding.linked.as_ref().and_then(|id| self.entry(id))
            && self.may_be_asked_about(&record.id)
        {
            let case = self.entry_case(record, outcome, finding.probability);
            self.ask(case, record);
        }
    }

    fn unregistered(&mut self, report: &'a NgoReport, finding: &ReportFinding) {
        let Some(body) = addressee(report) else { return };
        let case = OfficeCase {
            record: report.id.clone(),
            outcome: RequestOutcome::Unregistered,
            role: OfficeRole::Body,
            numbers: report.numbers().to_vec(),
            date: report.hand_over.as_ref().and_then(|hand_over| hand_over.date),
            body: Some(body.to_owned()),
            ground: None,
            since: None,
            days_overdue: None,
            contradiction: None,
            victims: finding.victims,
            probability: finding.probability,
        };
        // Nobody but the register says who supervises a body, and only where it always says the same.
        let known = self.supervisors.get(&self.identities.of(body).id);
        let mut supervisors = known.into_iter().flatten().copied();
        let first = supervisors.next();
        let same = first.filter(|first| {
            supervisors.all(|other| self.identities.of(other) == self.identities.of(first))
        });
        self.give(case, Some(body), same);
    }

    fn rereview(&mut self, case: &RereviewCase) {
        let Some(record) = self.entry(&case.record) else { return };
        if !self.may_be_asked_about(&record.id) {
            return;
        }
        let outcome = match case.exit {
            ExitKind::Refused => RequestOutcome::Refused,
            ExitKind::RequalifiedDown => RequestOutcome::RequalifiedDown,
            ExitKind::Suspended => RequestOutcome::SuspensionOverdue,
            ExitKind::Terminated => RequestOutcome::Terminated,
            _ => return,
        };
        let asked = OfficeCase {
            ground: case.ground.clone(),
            since: case.since,
            days_overdue: case.days_overdue,
            ..self.entry_case(record, outcome, case.link_probability)
        };
        self.ask(asked, record);
    }

    fn entry_case(
        &self,
        record: &CrimeRecord,
        outcome: RequestOutcome,
        probability: f64,
    ) -> OfficeCase {
        OfficeCase {
            record: record.id.clone(),
            outcome,
            role: OfficeRole::Body,
            numbers: record.numbers.clone(),
            date: record.registered.or(record.journal_date),
            body: record.office.clone(),
            ground: None,
            since: None,
            days_overdue: None,
            contradiction: None,
            victims: self.paths.get(&record.id).map_or(0, |path| path.victims),
            probability,
        }
    }

    fn ask(&mut self, case: OfficeCase, record: &CrimeRecord) {
        self.give(case, record.office.as_deref(), record.prosecutor.as_deref());
    }

    /// A case to its body and its supervision. A prosecutor's office that is both is asked once.
    fn give(&mut self, case: OfficeCase, body: Option<&str>, supervision: Option<&str>) {
        for (written, role) in [(supervision, OfficeRole::Supervision), (body, OfficeRole::Body)] {
            let Some(written) = written else { continue };
            let office = self.identities.of(written);
            let role = match office.kind {
                Some(OfficeKind::Prosecutor) => OfficeRole::Supervision,
                _ => role,
            };
            let key = (case.outcome, case.record.clone());
            let cases = self.cases.entry(office.id).or_default();
            cases.entry(key).or_insert_with(|| OfficeCase { role, ..case.clone() });
        }
    }

    fn finish(self, analysis: &GapAnalysis) -> Vec<OfficeFile> {
        let mut tallies = self.tallies(analysis);
        let mut files = Vec::with_capacity(self.cases.len());
        for (id, cases) in self.cases {
            let writings = &self.writings[&id];
            let most =
                writings.iter().max_by_key(|(text, uses)| (**uses, std::cmp::Reverse(*text)));
            let name = most.map_or_else(String::new, |(text, _)| (*text).to_owned());
            let mut cases: Vec<OfficeCase> = cases.into_values().collect();
            cases.sort_by(|a, b| {
                (a.outcome, a.date, &a.record).cmp(&(b.outcome, b.date, &b.record))
            });
            files.push(OfficeFile {
                office: Office {
                    kind: self.identities.of(&name).kind,
                    name,
                    spellings: writings.keys().map(|text| (*text).to_owned()).collect(),
                    id: id.clone(),
                },
                cases,
                tally: tallies.remove(&id).unwrap_or_default(),
            });
        }
        files
    }

    fn tallies(&self, analysis: &GapAnalysis) -> BTreeMap<String, OfficeTally> {
        let mut tallies: BTreeMap<String, OfficeTally> = BTreeMap::new();
        for finding in &analysis.findings {
            let report = self.scope.report(&finding.report).filter(|report| may_be_named(report));
            if let Some(body) = report.and_then(addressee) {
                let tally = tallies.entry(self.identities.of(body).id).or_default();
                *tally.reports.entry(finding.finding).or_default() += 1;
            }
        }
        let told = |path: &&RegisterPath| path.in_cohort && self.may_be_asked_about(&path.record);
        for path in analysis.paths.iter().filter(told) {
            let record = self.entry(&path.record);
            let names =
                record.map(|record| [record.office.as_deref(), record.prosecutor.as_deref()]);
            let offices: BTreeSet<String> = (names.into_iter().flatten().flatten())
                .map(|written| self.identities.of(written).id)
                .collect();
            let last = path.steps.last().map_or("", |step| step.disposition.code());
            for office in offices {
                let entries = &mut tallies.entry(office).or_default().entries;
                entries.entry(last).or_default().push(path.record.clone());
            }
        }
        tallies
    }
}

fn addressee(report: &NgoReport) -> Option<&str> {
    report.hand_over.as_ref().and_then(|hand_over| hand_over.addressee.as_deref())
}

/// Whether an office may be told that an NGO has the case: the office has it from the NGO, with
/// proof, and nobody refused.
fn may_be_named(report: &NgoReport) -> bool {
    report.consent != Some(Consent::Refused)
        && report.hand_over.as_ref().is_some_and(|hand_over| hand_over.is_proven())
}

//! What is said of each report. Reach for [`assess`]: exactly one finding per report, in the order
//! that protects everybody concerned: no proof of hand-over first, then what was found, then what
//! awaits review, then what cannot be told, and only then "unregistered".
//!
//! * Consent counts as given when it is stated or when the report was handed over with proof.
//! * An article that is trafficking in one code edition and not in another, with the edition not
//!   certain, leaves the report undetermined.
//! * A report that is not found while another report of the same case is found stays undetermined:
//!   one of the two links must be wrong, and nobody is accused on that.

use linkage::{Decision, Identifiability, LinkStatus};
use records::{Consent, NgoReport, PersonSide};

use crate::coverage::{self, Assessable};
use crate::finding::{Finding, Reached, ReportFinding, Rung, reason};
use crate::kept;
use crate::oblast::Oblasts;
use crate::offence_standing::{self, Standing};
use crate::path::{self, Followed};
use crate::people;
use crate::replay::Outcome;
use crate::scope::Scope;
use crate::stage::ExitKind;
use crate::time_limits::Limit;
use crate::timeline;

/// One report with its finding and what figures need beside it.
pub(crate) struct Assessed<'a> {
    pub(crate) report: &'a NgoReport,
    pub(crate) finding: ReportFinding,
    /// Place of the linked entry in the register.
    pub(crate) entry: Option<usize>,
    pub(crate) proven: bool,
}

impl Assessed<'_> {
    /// Whether this rung was reached.
    pub(crate) fn reached(&self, rung: Rung) -> Reached {
        self.finding
            .rungs
            .iter()
            .find(|(other, _)| *other == rung)
            .map_or(Reached::Unknown, |(_, reached)| *reached)
    }

    /// Whether the victim's consent is stated, or shown by a proven hand-over.
    pub(crate) fn consented(&self) -> bool {
        self.proven || self.report.consent == Some(Consent::Given)
    }
}

/// What a report is assessed with.
pub(crate) struct Assessor<'s, 'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) oblasts: &'s Oblasts<'a>,
}

/// A finding before it is dressed with evidence.
struct Verdict {
    finding: Finding,
    reasons: Vec<&'static str>,
    rungs: [Reached; 4],
}

impl Verdict {
    fn plain(finding: Finding, reasons: Vec<&'static str>, rungs: Reached) -> Self {
        Self { finding, reasons, rungs: [rungs; 4] }
    }
}

impl<'a> Assessor<'_, 'a> {
    /// The link decision's target, for a decided link.
    pub(crate) fn linked_entry(&self, report: &NgoReport) -> Option<usize> {
        let decision = self.scope.input.ngo_register.decision(&report.id)?;
        let target = decision.target.as_ref().filter(|_| decision.status == LinkStatus::Link)?;
        self.scope.register_index(target)
    }

    /// The finding of one report. `followed` is the path of the entry it is linked to;
    /// `same_case_linked` whether another report of its case is linked.
    pub(crate) fn assess(
        &self,
        report: &'a NgoReport,
        followed: Option<&Followed<'_>>,
        same_case_linked: bool,
    ) -> Assessed<'a> {
        let decision = self.scope.input.ngo_register.decision(&report.id);
        let entry = self.linked_entry(report);
        let proven = path::is_proven(report);
        let mut verdict = match (entry, followed, decision) {
            (Some(entry), Some(followed), _) => self.found(entry, followed),
            (Some(_), None, _) => Verdict::plain(
                Finding::NotAssessable,
                vec![reason::KNOWN_AFTER_AS_OF],
                Reached::Unknown,
            ),
            (None, _, Some(decision)) => self.not_found(report, decision, same_case_linked),
            (None, _, None) => {
                Verdict::plain(Finding::NotAssessable, vec![reason::NOT_LINKED], Reached::Unknown)
            }
        };
        if !proven {
            verdict = not_handed_over(report, verdict, followed.is_some());
        }
        let handed_over = if proven { Reached::Yes } else { Reached::No };
        let [journal, registered, trafficking, kept] = verdict.rungs;
        let rungs = Rung::ALL
            .into_iter()
            .zip([handed_over, journal, registered, trafficking, kept])
            .collect();
        let finding = ReportFinding {
            report: report.id.clone(),
            finding: verdict.finding,
            probability: probability(verdict.finding, decision),
            rungs,
            linked: entry.map(|at| self.scope.input.register[at].id.clone()),
            court_cases: followed
                .map_or_else(Vec::new, |followed| followed.path.court_cases.clone()),
            candidates: decision.map_or_else(Vec::new, |decision| decision.candidates.clone()),
            obstacle: self.obstacle(verdict.finding, followed),
            addressee: report.hand_over.as_ref().and_then(|hand_over| hand_over.addressee.clone()),
            cohort_date: report.cohort_date(),
            oblast: self.oblast_of(report).map(str::to_owned),
            raion: self.raion_of(report).map(str::to_owned),
            victims: people::listed(&report.persons, PersonSide::Victim),
            reasons: verdict.reasons,
        };
        Assessed { report, finding, entry, proven }
    }

    /// Oblast of the body addressed, else of the places of the case.
    fn oblast_of(&self, report: &NgoReport) -> Option<&'a str> {
        let addressee = report.hand_over.as_ref().and_then(|h| h.addressee.as_deref());
        addressee
            .and_then(|text| self.oblasts.of_text(text))
            .or_else(|| self.oblasts.of_places(&report.places))
    }

    fn raion_of(&self, report: &NgoReport) -> Option<&'a str> {
        let addressee = report.hand_over.as_ref().and_then(|h| h.addressee.as_deref());
        addressee
            .and_then(|text| self.oblasts.raion_of_text(text))
            .or_else(|| self.oblasts.raion_of_places(&report.places))
    }

    /// R1 to R4 of a report, if it were this entry.
    pub(crate) fn if_linked(&self, entry: usize, followed: &Followed<'_>) -> [Reached; 4] {
        self.found(entry, followed).rungs
    }

    /// Whether a report would be on any rung, if it were no entry: not, or it cannot be said.
    pub(crate) fn if_absent(&self, report: &NgoReport, decision: &Decision) -> Reached {
        if self.why_not_assessable(report, decision).is_some() {
            Reached::Unknown
        } else {
            Reached::No
        }
    }

    fn found(&self, entry: usize, followed: &Followed<'_>) -> Verdict {
        let reference = self.scope.input.reference;
        if followed.registered.is_none() {
            return self.journal_only(followed);
        }
        let record = &self.scope.input.register[entry];
        // A journal line that goes on as a registered entry has the qualification there.
        let own = offence_standing::first(reference, record);
        let standing = if own == Standing::NotGiven { followed.first } else { own };
        let (finding, why, trafficking) = match standing {
            Standing::Trafficking => (Finding::Registered, None, Reached::Yes),
            Standing::Other => (
                Finding::RegisteredOtherOffence,
                Some(reason::FIRST_QUALIFIED_OTHER_OFFENCE),
                Reached::No,
            ),
            Standing::EditionUnclear => {
                (Finding::Undetermined, Some(reason::ARTICLE_EDITION_UNCLEAR), Reached::Unknown)
            }
            Standing::NotGiven => {
                (Finding::Undetermined, Some(reason::NO_QUALIFICATION), Reached::Unknown)
            }
        };
        let kept = match trafficking {
            Reached::Yes => {
                let as_of = self.scope.as_of(&record.provenance.source);
                kept::kept(followed, self.scope.input.cohort.horizon_days, as_of)
            }
            other => other,
        };
        let reasons = why.into_iter().chain([reason::LINKED]).collect();
        Verdict { finding, reasons, rungs: [Reached::Yes, Reached::Yes, trafficking, kept] }
    }

    fn journal_only(&self, followed: &Followed<'_>) -> Verdict {
        let refused = matches!(
            followed.state.outcome(),
            Outcome::Exited(exit) if exit.kind == ExitKind::Refused
        );
        if refused {
            let rungs = [Reached::Yes, Reached::No, Reached::No, Reached::No];
            let reasons = vec![reason::REFUSAL_DECIDED, reason::NEVER_REGISTERED, reason::LINKED];
            return Verdict { finding: Finding::Refused, reasons, rungs };
        }
        let record = &self.scope.input.register[followed.members[0]];
        let as_of = self.scope.as_of(&record.provenance.source);
        let in_limit = timeline::journal_on(record)
            .and_then(|day| Limit::Registration.latest_day(self.scope.input.reference, day))
            .is_some_and(|day| as_of <= day);
        let mut reasons = vec![reason::NEVER_REGISTERED, reason::LINKED];
        let registered = if in_limit {
            reasons.insert(0, reason::TIME_LIMIT_NOT_OVER);
            Reached::Unknown
        } else {
            Reached::No
        };
        let rungs = [Reached::Yes, registered, registered, registered];
        Verdict { finding: Finding::JournalOnly, reasons, rungs }
    }

    fn not_found(
        &self,
        report: &NgoReport,
        decision: &Decision,
        same_case_linked: bool,
    ) -> Verdict {
        let unknown = |finding, why| Verdict::plain(finding, why, Reached::Unknown);
        if decision.status != LinkStatus::NonLink {
            return unknown(Finding::Undetermined, vec![reason::POSSIBLE_LINK]);
        }
        if same_case_linked {
            return unknown(Finding::Undetermined, vec![reason::SAME_CASE_LINKED]);
        }
        if let Some(why) = self.why_not_assessable(report, decision) {
            return unknown(Finding::NotAssessable, why);
        }
        let why = if decision.candidates.is_empty() {
            reason::NO_CANDIDATE
        } else {
            reason::CANDIDATES_BELOW_THRESHOLD
        };
        Verdict::plain(Finding::Unregistered, vec![why], Reached::No)
    }

    /// Why nothing follows from the report not being found, if so.
    fn why_not_assessable(
        &self,
        report: &NgoReport,
        decision: &Decision,
    ) -> Option<Vec<&'static str>> {
        if let Assessable::No(why) = coverage::assessable(&self.scope, self.oblasts, report) {
            return Some(why);
        }
        let too_few = decision.identifiability == Identifiability::TooFewIdentifiers;
        too_few.then(|| vec![reason::TOO_FEW_IDENTIFIERS])
    }

    fn obstacle(&self, finding: Finding, followed: Option<&Followed<'_>>) -> Option<String> {
        let reference = self.scope.input.reference;
        let ground = followed.and_then(|followed| match followed.state.outcome() {
            Outcome::Exited(exit) => exit.ground,
            _ => None,
        });
        match finding {
            Finding::Registered => followed.and_then(|followed| followed.path.obstacle.clone()),
            other => reference
                .obstacle_for(other.code(), ground.as_deref())
                .map(|obstacle| obstacle.code.clone()),
        }
    }
}

/// Without proof nothing counts against the police, whatever was or was not found.
fn not_handed_over(report: &NgoReport, verdict: Verdict, found: bool) -> Verdict {
    let mut reasons = vec![reason::NO_PROOF_OF_HAND_OVER];
    if report.consent == Some(Consent::Refused) {
        reasons.push(reason::CONSENT_REFUSED);
    }
    let rungs = if found {
        reasons.push(reason::FOUND_ANYWAY);
        verdict.rungs
    } else if verdict.reasons.contains(&reason::POSSIBLE_LINK) {
        [Reached::Unknown; 4]
    } else {
        [Reached::No; 4]
    };
    Verdict { finding: Finding::NotHandedOver, reasons, rungs }
}

/// Posterior of the statement: of the target where a link carries it, of "none" where its absence
/// does, one where the report alone does.
fn probability(finding: Finding, decision: Option<&Decision>) -> f64 {
    let Some(decision) = decision else { return 1.0 };
    match finding {
        Finding::NotHandedOver | Finding::NotAssessable => 1.0,
        Finding::Unregistered => decision.none_probability,
        _ => {
            let target = decision.target.as_ref().and_then(|target| {
                decision.candidates.iter().find(|candidate| candidate.right == *target)
            });
            target.map_or(1.0 - decision.none_probability, |candidate| candidate.probability)
        }
    }
}

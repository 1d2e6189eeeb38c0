//! Who is counted on the way through the stages. Reach for [`travellers`]: for each counting unit,
//! one traveller per report, thread of reports, or entry, with its weight, its steps and its strata.
//!
//! Reports that tell of one case, and all that are linked to one lineage, are one thread, so that
//! a victim counts once however many reports and entries name her. The victims of a thread are
//! those of its entry; without an entry, those of the fullest of its reports. That record carries
//! the thread: it stands in a figure's ids as often as it counts.

use std::collections::{BTreeMap, BTreeSet};

use records::{NgoReport, PersonSide, RecordId, Reference};

use crate::assess::Assessed;
use crate::figure::CountingUnit;
use crate::finding::Finding;
use crate::path::{self, Followed};
use crate::people::{self, Profile};
use crate::scope::Scope;
use crate::stage::{Disposition, ExitKind, RegisterPath, Stage, StageStep};

/// Dimension and value of a stratum.
pub(crate) type Stratum = (&'static str, String);

/// Value of a stratum that the source does not tell.
pub(crate) const UNKNOWN: &str = "unknown";

/// Something that goes through the stages.
pub(crate) struct Traveller {
    /// The record that carries it.
    pub(crate) id: RecordId,
    /// How much it counts.
    pub(crate) weight: u64,
    pub(crate) steps: Vec<StageStep>,
    /// Strata with its weight in each.
    pub(crate) strata: BTreeMap<Stratum, u64>,
}

/// Everything travellers are made from.
pub(crate) struct Journey<'s, 'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) assessed: &'s [Assessed<'a>],
    /// Leader of the lineage each report is linked to.
    pub(crate) leader_of: &'s [Option<usize>],
    pub(crate) followed: &'s BTreeMap<usize, Followed<'a>>,
    /// Places in `assessed`, one list per thread.
    pub(crate) threads: &'s [Vec<usize>],
}

impl Journey<'_, '_> {
    /// The travellers of a unit, in a fixed order.
    pub(crate) fn travellers(&self, unit: CountingUnit) -> Vec<Traveller> {
        match unit {
            CountingUnit::Reports => (0..self.assessed.len()).map(|at| self.report(at)).collect(),
            CountingUnit::Victims => self.threads.iter().map(|t| self.victims(t)).collect(),
            CountingUnit::Suspects => self.threads.iter().map(|t| self.suspects(t)).collect(),
            CountingUnit::Entries => self.entries(|followed| followed.path.in_cohort),
        }
    }

    /// Paths of the entries of the cohort, by id.
    pub(crate) fn cohort_paths(&self) -> impl Iterator<Item = &RegisterPath> {
        self.followed.values().map(|followed| &followed.path).filter(|path| path.in_cohort)
    }

    fn path_of(&self, at: usize) -> Option<&Followed<'_>> {
        self.leader_of[at].and_then(|leader| self.followed.get(&leader))
    }

    fn report(&self, at: usize) -> Traveller {
        let assessed = &self.assessed[at];
        let own = [assessed.report];
        let mut strata = self.report_strata(&[at]);
        for profile in profiles(&own, PersonSide::Victim) {
            // A report belongs to a group as soon as one of its victims does.
            strata.extend(profile_strata(profile).map(|stratum| (stratum, 1)));
        }
        if people::listed(&assessed.report.persons, PersonSide::Victim) == 0 {
            strata.extend(profile_unknown().map(|stratum| (stratum, 1)));
        }
        Traveller {
            id: assessed.report.id.clone(),
            weight: 1,
            steps: self.report_steps(&[at]),
            strata,
        }
    }

    fn victims(&self, thread: &[usize]) -> Traveller {
        let profiles = self.thread_profiles(thread, PersonSide::Victim);
        let mut strata: BTreeMap<Stratum, u64> = BTreeMap::new();
        let weight = profiles.len() as u64;
        for (stratum, _) in self.report_strata(thread) {
            strata.insert(stratum, weight);
        }
        for profile in profiles {
            for stratum in profile_strata(profile) {
                *strata.entry(stratum).or_default() += 1;
            }
        }
        let id = self.carrier(thread, PersonSide::Victim);
        Traveller { id, weight, steps: self.report_steps(thread), strata }
    }

    fn suspects(&self, thread: &[usize]) -> Traveller {
        let told =
            |at: &usize| people::listed(&self.assessed[*at].report.persons, PersonSide::Accused);
        let weight = self.thread_path(thread).map_or_else(
            || thread.iter().map(told).max().unwrap_or(0),
            |followed| followed.path.suspects,
        );
        let strata = self.report_strata(thread);
        let strata = strata.into_keys().map(|stratum| (stratum, u64::from(weight))).collect();
        let id = self.carrier(thread, PersonSide::Accused);
        Traveller { id, weight: u64::from(weight), steps: self.report_steps(thread), strata }
    }

    /// People of a side in a thread: those of its entry, else those of its fullest report.
    pub(crate) fn thread_profiles(&self, thread: &[usize], side: PersonSide) -> Vec<Profile> {
        let reports: Vec<&NgoReport> = thread.iter().map(|at| self.assessed[*at].report).collect();
        match self.thread_path(thread) {
            Some(followed) => self.entry_profiles(followed, &reports, side),
            None => profiles(&reports, side),
        }
    }

    /// The path of a thread; reports of one thread may be linked to different lineages when two
    /// NGOs' reports of one case were placed apart, and then the path that got furthest counts.
    pub(crate) fn thread_path(&self, thread: &[usize]) -> Option<&Followed<'_>> {
        let mut best: Option<&Followed<'_>> = None;
        for followed in thread.iter().filter_map(|at| self.path_of(*at)) {
            let furthest = |followed: &Followed<'_>| followed.path.steps.last().map(|s| s.stage);
            if best.is_none_or(|other| furthest(other) < furthest(followed)) {
                best = Some(followed);
            }
        }
        best
    }

    /// The record that people of a side are counted from: the entry, else the fullest report.
    fn carrier(&self, thread: &[usize], side: PersonSide) -> RecordId {
        if let Some(followed) = self.thread_path(thread) {
            return followed.path.record.clone();
        }
        let reports = thread.iter().map(|at| self.assessed[*at].report);
        let fullest = reports.rev().max_by_key(|report| people::listed(&report.persons, side));
        fullest.map_or_else(|| RecordId::from(""), |report| report.id.clone())
    }

    /// Steps of one report or one thread of reports.
    fn report_steps(&self, thread: &[usize]) -> Vec<StageStep> {
        let reports = || thread.iter().map(|at| &self.assessed[*at]);
        let proven = || reports().filter(|assessed| assessed.proven);
        let dates = reports().filter_map(|assessed| path::reported_on(assessed.report));
        let mut steps = vec![step(Stage::Reported, dates.min())];
        if proven().next().is_some() {
            let dates = proven().filter_map(|assessed| path::handed_over_on(assessed.report));
            steps.push(step(Stage::HandedOver, dates.min()));
        }
        if let Some(followed) = self.thread_path(thread) {
            let later = followed.path.steps.iter().filter(|step| step.stage >= Stage::Journal);
            steps.extend(later.cloned());
        } else if let Some(last) = steps.last_mut() {
            last.disposition = unlinked_disposition(reports().map(|a| a.finding.finding));
        }
        for at in 1..steps.len() {
            let next = steps[at].entered;
            if steps[at - 1].stage < Stage::Journal {
                steps[at - 1].left = next;
            }
        }
        steps
    }

    /// Every entry that is followed, of the cohort or not: whom the period view counts.
    pub(crate) fn all_entries(&self) -> Vec<Traveller> {
        self.entries(|_| true)
    }

    fn entries(&self, wanted: impl Fn(&Followed<'_>) -> bool) -> Vec<Traveller> {
        self.followed
            .values()
            .filter(|followed| wanted(followed))
            .map(|followed| {
                let mut steps = followed.path.steps.clone();
                steps.retain(|step| step.stage >= Stage::Journal);
                let mut strata = self.entry_strata(followed);
                for profile in self.entry_profiles(followed, &[], PersonSide::Victim) {
                    strata.extend(profile_strata(profile));
                }
                Traveller {
                    id: followed.path.record.clone(),
                    weight: 1,
                    steps,
                    strata: strata.into_iter().map(|stratum| (stratum, 1)).collect(),
                }
            })
            .collect()
    }

    /// Profiles of the people of a side that an entry names; where it names none, of the fullest
    /// report.
    fn entry_profiles(
        &self,
        followed: &Followed<'_>,
        reports: &[&NgoReport],
        side: PersonSide,
    ) -> Vec<Profile> {
        let register = self.scope.input.register;
        let on = register[followed.members[0]].event.or(followed.registered.flatten());
        let persons: Vec<_> =
            followed.members.iter().map(|at| register[*at].persons.as_slice()).collect();
        let listed = people::distinct(&persons, side, on);
        if listed.is_empty() { profiles(reports, side) } else { listed }
    }

    fn report_strata(&self, thread: &[usize]) -> BTreeMap<Stratum, u64> {
        let reference = self.scope.input.reference;
        let mut strata = BTreeSet::new();
        for assessed in thread.iter().map(|at| &self.assessed[*at]) {
            let or_unknown = |value: Option<&str>| value.unwrap_or(UNKNOWN).to_owned();
            let finding = &assessed.finding;
            strata.insert(("office", or_unknown(finding.addressee.as_deref())));
            strata.insert(("oblast", or_unknown(finding.oblast.as_deref())));
            strata.insert(("raion", or_unknown(finding.raion.as_deref())));
            strata.insert(("source", assessed.report.provenance.source.to_string()));
            strata.insert(("year", year_of(finding.cohort_date)));
            strata.insert(("edition", edition_of(reference, finding.cohort_date)));
            if assessed.report.purposes.is_empty() {
                strata.insert(("purpose", UNKNOWN.to_owned()));
            }
            for purpose in &assessed.report.purposes {
                strata.insert(("purpose", purpose.clone()));
            }
        }
        strata.into_iter().map(|stratum| (stratum, 1)).collect()
    }

    fn entry_strata(&self, followed: &Followed<'_>) -> BTreeSet<Stratum> {
        let date = followed.registered.flatten().or(followed.journal);
        let or_unknown =
            |value: &Option<String>| value.clone().unwrap_or_else(|| UNKNOWN.to_owned());
        BTreeSet::from([
            ("office", or_unknown(&followed.path.office)),
            ("oblast", or_unknown(&followed.path.oblast)),
            ("raion", or_unknown(&followed.path.raion)),
            ("year", year_of(date)),
            ("edition", edition_of(self.scope.input.reference, date)),
        ])
    }
}

fn step(stage: Stage, entered: Option<records::PartialDate>) -> StageStep {
    StageStep { stage, entered, left: None, disposition: Disposition::Continued }
}

/// Where reports without an entry stand: the kindest statement that any report of the case allows.
/// What cannot be told is pending, never a drop-out.
fn unlinked_disposition(findings: impl Iterator<Item = Finding>) -> Disposition {
    let mut unregistered = false;
    for finding in findings {
        match finding {
            Finding::NotHandedOver => {}
            Finding::Unregistered => unregistered = true,
            _ => return Disposition::Pending,
        }
    }
    let kind = if unregistered { ExitKind::Unregistered } else { ExitKind::NotHandedOver };
    Disposition::Exited { kind, ground: None }
}

/// People of a side in the fullest report.
fn profiles(reports: &[&NgoReport], side: PersonSide) -> Vec<Profile> {
    let of = |report: &&NgoReport| {
        let on = report.event.or(report.cohort_date());
        people::distinct(&[&report.persons], side, on)
    };
    let mut fullest = Vec::new();
    for here in reports.iter().map(of) {
        if here.len() > fullest.len() {
            fullest = here;
        }
    }
    fullest
}

fn profile_strata(profile: Profile) -> [Stratum; 3] {
    let sex = profile.sex.map_or(UNKNOWN, records::Sex::code);
    [
        ("age_group", profile.age.code().to_owned()),
        ("sex", sex.to_owned()),
        ("citizenship", profile.citizenship.unwrap_or_else(|| UNKNOWN.to_owned())),
    ]
}

fn profile_unknown() -> [Stratum; 3] {
    ["age_group", "sex", "citizenship"].map(|dimension| (dimension, UNKNOWN.to_owned()))
}

/// The year a date begins in.
pub(crate) fn year_of(date: Option<records::PartialDate>) -> String {
    date.map_or_else(|| UNKNOWN.to_owned(), |date| date.start().year().to_string())
}

/// The code edition in force on a date, or `several`.
fn edition_of(reference: &Reference, date: Option<records::PartialDate>) -> String {
    if date.is_none() {
        return UNKNOWN.to_owned();
    }
    match reference.edition_by_date(date).candidates() {
        [one] => one.to_string(),
        [] => UNKNOWN.to_owned(),
        _ => "several".to_owned(),
    }
}

//! The path of one case through the registers. Reach for [`Follower::follow`]: it walks the entry,
//! its lineage and its court cases, and gives the [`RegisterPath`] with what the ladder asks of it.
//!
//! Stages that were skipped by the source count as passed at an unknown date, save two that a case
//! may truly do without: a hand-over with proof (the police found it themselves) and an appeal.
//! Of several branches of a lineage the path follows the completed one, else the open one that is
//! furthest, else the one that got furthest; so a lineage has left the path only when every branch
//! has.

use jiff::civil::Date;
use records::{
    CourtCase, CrimeRecord, LineageKind, NgoReport, PartialDate, PersonSide, Qualification,
};

use crate::court_cases::CourtCases;
use crate::court_outcome;
use crate::lineage::{self, Lineages};
use crate::oblast::Oblasts;
use crate::offence_standing::{self, Standing};
use crate::people;
use crate::replay::{Outcome, State, replay};
use crate::scope::Scope;
use crate::stage::{Disposition, RegisterPath, Stage, StageStep};
use crate::timeline::{self, Censoring, Happening, Item};

/// A path with what it was made from.
pub(crate) struct Followed<'a> {
    pub(crate) path: RegisterPath,
    /// Places in the register, leader first.
    pub(crate) members: Vec<usize>,
    pub(crate) items: Vec<Item<'a>>,
    pub(crate) first: Standing,
    pub(crate) state: State,
    /// Earliest registration of the lineage; `None` if never registered.
    pub(crate) registered: Option<Option<PartialDate>>,
    /// Earliest dated journal entry of the lineage.
    pub(crate) journal: Option<PartialDate>,
}

/// Follows entries of one register.
pub(crate) struct Follower<'s, 'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) lineages: &'s Lineages,
    pub(crate) court_cases: &'s CourtCases<'a>,
    pub(crate) oblasts: &'s Oblasts<'a>,
}

/// One branch of a lineage.
struct Branch<'a> {
    items: Vec<Item<'a>>,
    first: Standing,
    state: State,
}

impl<'a> Follower<'_, 'a> {
    /// Follows the lineage led by this entry. `None` when nothing of it was known by the as-of day.
    /// `reports` are the cohort's reports linked to any member, by id.
    pub(crate) fn follow(&self, leader: usize, reports: &[&'a NgoReport]) -> Option<Followed<'a>> {
        let register = self.scope.input.register;
        let members = self.lineages.members(leader);
        let branch = self.branch(leader, &members)?;
        let (journal, registered) = self.taken_in(&members);
        let record = &register[leader];
        let court_cases = self.court_cases.of_members(&members);
        let others: Vec<usize> = members.iter().copied().filter(|at| *at != leader).collect();
        let steps = steps(&branch.state, journal, registered.flatten(), reports);
        let obstacle = steps.last().and_then(|step| match &step.disposition {
            Disposition::Exited { kind, ground } => {
                self.scope.input.reference.obstacle_for(kind.code(), ground.as_deref())
            }
            _ => None,
        });
        let path = RegisterPath {
            record: record.id.clone(),
            lineage: lineage::ids(register, &others),
            reports: reports.iter().map(|report| report.id.clone()).collect(),
            court_cases: court_cases.iter().map(|case| case.id.clone()).collect(),
            exits: branch.state.taken.clone(),
            court_outcomes: court_outcome::outcomes(&court_cases, self.court_as_of(&court_cases)),
            requalified_up: branch.state.requalified_up,
            in_cohort: !reports.is_empty() || self.taken_in_during(journal, registered.flatten()),
            first_family: self.family(&members, offence_standing::first_qualification),
            last_family: self.family(&members, offence_standing::last_qualification),
            trafficking: self.first_standing(&members).is_trafficking(),
            office: record.office.clone(),
            oblast: self.oblast_of(record),
            raion: self.raion_of(record),
            victims: self.victims(&members, reports),
            suspects: self.suspects(&members, reports, &court_cases),
            obstacle: obstacle.map(|obstacle| obstacle.code.clone()),
            steps,
        };
        let Branch { items, first, state } = branch;
        Some(Followed { path, members, items, first, state, registered, journal })
    }

    fn oblast_of(&self, record: &CrimeRecord) -> Option<String> {
        let office = record.office.as_deref().and_then(|office| self.oblasts.of_text(office));
        office.or_else(|| self.oblasts.of_places(&record.places)).map(str::to_owned)
    }

    fn raion_of(&self, record: &CrimeRecord) -> Option<String> {
        let office = record.office.as_deref().and_then(|office| self.oblasts.raion_of_text(office));
        office.or_else(|| self.oblasts.raion_of_places(&record.places)).map(str::to_owned)
    }

    /// The standing at registration: trafficking when any member began so.
    fn first_standing(&self, members: &[usize]) -> Standing {
        let register = self.scope.input.register;
        let given = members
            .iter()
            .map(|at| offence_standing::first(self.scope.input.reference, &register[*at]));
        // Members that carry on an entry often repeat no qualification.
        given
            .min_by_key(|standing| match standing {
                Standing::Trafficking => 0,
                Standing::EditionUnclear => 1,
                Standing::Other => 2,
                Standing::NotGiven => 3,
            })
            .unwrap_or(Standing::NotGiven)
    }

    fn branch(&self, leader: usize, members: &[usize]) -> Option<Branch<'a>> {
        let open: Vec<usize> =
            members.iter().copied().filter(|at| !self.lineages.goes_on_elsewhere(*at)).collect();
        let first = self.first_standing(members);
        let mut best: Option<((u8, Stage, bool), Branch<'a>)> = None;
        for at in open {
            let leads = at == leader;
            let mut items = self.items(at);
            if leads {
                self.take_over(members, &mut items);
            }
            if !items.iter().any(|item| matches!(item.what, Happening::Intake(_))) {
                continue;
            }
            let state = replay(first, &items, None);
            let class = match state.outcome() {
                Outcome::Completed => 2,
                Outcome::Pending => 1,
                Outcome::Exited(_) => 0,
            };
            let rank = (class, state.furthest(), leads);
            // Members come by id after the leader, so the first of equals stays.
            if best.as_ref().is_none_or(|(other, _)| *other < rank) {
                best = Some((rank, Branch { items, first, state }));
            }
        }
        best.map(|(_, branch)| branch)
    }

    /// Steps and court cases of entries that carry on as the leader belong to its timeline.
    fn take_over(&self, members: &[usize], items: &mut Vec<Item<'a>>) {
        for at in members.iter().filter(|at| self.lineages.goes_on_elsewhere(**at)) {
            items.extend(self.items(*at).into_iter().filter(|item| {
                !matches!(
                    item.what,
                    Happening::Intake(_) | Happening::Exit(..) | Happening::Reopened { .. }
                )
            }));
        }
        timeline::order(items);
    }

    fn items(&self, at: usize) -> Vec<Item<'a>> {
        let record = &self.scope.input.register[at];
        let cases = self.court_cases.of_entry(at);
        let censoring = Censoring {
            register: self.scope.as_of(&record.provenance.source),
            court: self.court_as_of(cases),
        };
        // Merged or transferred into an entry that is held: followed there, no exit here.
        let leaves = |other: Option<&str>| {
            !self.lineages.goes_on_elsewhere(at)
                && !receives(record, other)
                && !other.is_some_and(|number| self.lineages.holds(number))
        };
        timeline::of_record(self.scope.input.reference, record, cases, censoring, &leaves)
    }

    fn taken_in_during(
        &self,
        journal: Option<PartialDate>,
        registered: Option<PartialDate>,
    ) -> bool {
        let cohort = &self.scope.input.cohort;
        registered.or(journal).is_some_and(|date| (cohort.from..=cohort.to).contains(&date.start()))
    }

    /// The only family a qualification may belong to, of the first member that has one.
    fn family(
        &self,
        members: &[usize],
        qualification: fn(&CrimeRecord) -> Option<&Qualification>,
    ) -> Option<String> {
        let register = self.scope.input.register;
        let given = members.iter().find_map(|at| qualification(&register[*at]))?;
        match self.scope.input.reference.families_of(given)[..] {
            [one] => Some(one.to_owned()),
            _ => None,
        }
    }

    /// The day up to which these court cases are known.
    fn court_as_of(&self, cases: &[&CourtCase]) -> Date {
        cases
            .first()
            .map_or(self.scope.input.cohort.as_of, |case| self.scope.as_of(&case.provenance.source))
    }

    /// Earliest journal day, and whether and when the lineage was first registered.
    fn taken_in(&self, members: &[usize]) -> (Option<PartialDate>, Option<Option<PartialDate>>) {
        let register = self.scope.input.register;
        let known = |record: &CrimeRecord, date: Option<PartialDate>| {
            date.is_none_or(|date| date.start() <= self.scope.as_of(&record.provenance.source))
        };
        let records = || members.iter().map(|at| &register[*at]);
        let journal = records()
            .filter(|record| known(record, timeline::journal_on(record)))
            .filter_map(timeline::journal_on)
            .min();
        let mut registered = None;
        for record in records().filter(|record| timeline::is_registered(record)) {
            let date = timeline::registered_on(record);
            if known(record, date) {
                let earlier = registered.flatten();
                registered = Some(match (earlier, date) {
                    (Some(a), Some(b)) => Some(std::cmp::min::<PartialDate>(a, b)),
                    (a, b) => a.or(b),
                });
            }
        }
        (journal, registered)
    }

    /// Victims of the entry; where it names none, of the fullest report.
    fn victims(&self, members: &[usize], reports: &[&NgoReport]) -> u32 {
        let listed = self.listed(members, PersonSide::Victim);
        if listed > 0 { listed } else { told(reports, PersonSide::Victim) }
    }

    /// Suspects of the entry; where it names none, defendants, else suspects of the fullest report.
    fn suspects(
        &self,
        members: &[usize],
        reports: &[&NgoReport],
        court_cases: &[&CourtCase],
    ) -> u32 {
        let listed = self.listed(members, PersonSide::Accused);
        // Courts give initials, which cannot be told apart across cases: the fullest case counts.
        let tried =
            court_cases.iter().map(|case| people::listed(&case.persons, PersonSide::Accused)).max();
        match (listed, tried) {
            (0, None | Some(0)) => told(reports, PersonSide::Accused),
            (0, Some(tried)) => tried,
            (listed, _) => listed,
        }
    }

    /// Distinct people of a side over the entries of a lineage.
    fn listed(&self, members: &[usize], side: PersonSide) -> u32 {
        let register = self.scope.input.register;
        let persons: Vec<_> = members.iter().map(|at| register[*at].persons.as_slice()).collect();
        people::distinct(&persons, side, None).len() as u32
    }
}

/// People of a side in the fullest report: NGOs spell names too differently to join their lists.
fn told(reports: &[&NgoReport], side: PersonSide) -> u32 {
    reports.iter().map(|report| people::listed(&report.persons, side)).max().unwrap_or(0)
}

/// Whether the entry is the one that received: some registers write a merger on both sides.
fn receives(record: &CrimeRecord, other: Option<&str>) -> bool {
    let from = |kind| matches!(kind, LineageKind::MergedFrom | LineageKind::TransferredFrom);
    let into = |kind| matches!(kind, LineageKind::MergedInto | LineageKind::TransferredTo);
    match other {
        Some(other) => record.lineage.iter().any(|join| from(join.kind) && join.other.raw == other),
        None => {
            record.lineage.iter().any(|join| from(join.kind))
                && !record.lineage.iter().any(|join| into(join.kind))
        }
    }
}

/// The steps of a path, from the first report to where it stands.
fn steps(
    state: &State,
    journal: Option<PartialDate>,
    registered: Option<PartialDate>,
    reports: &[&NgoReport],
) -> Vec<StageStep> {
    let outcome = state.outcome();
    let last = match &outcome {
        Outcome::Exited(exit) => exit.stage,
        Outcome::Completed => Stage::InForce,
        Outcome::Pending => state.furthest(),
    };
    let mut entered: Vec<(Stage, Option<PartialDate>)> = Vec::new();
    if !reports.is_empty() {
        entered.push((Stage::Reported, reports.iter().filter_map(|r| reported_on(r)).min()));
        let proven: Vec<_> = reports.iter().filter(|report| is_proven(report)).collect();
        if !proven.is_empty() {
            let date = proven.iter().filter_map(|report| handed_over_on(report)).min();
            entered.push((Stage::HandedOver, date));
        }
    }
    for stage in Stage::ALL.into_iter().filter(|stage| (Stage::Journal..=last).contains(stage)) {
        let reached = state.reached(stage);
        match stage {
            Stage::Appeal if reached.is_none() => {}
            Stage::Journal => entered.push((stage, journal.or(reached.flatten()))),
            Stage::Registered => entered.push((stage, registered.or(reached.flatten()))),
            _ => entered.push((stage, reached.flatten())),
        }
    }
    close(entered, outcome)
}

/// Gives every stage but the last the day on which the next was entered.
fn close(entered: Vec<(Stage, Option<PartialDate>)>, outcome: Outcome) -> Vec<StageStep> {
    let mut steps: Vec<StageStep> = entered
        .iter()
        .enumerate()
        .map(|(at, (stage, date))| StageStep {
            stage: *stage,
            entered: *date,
            left: entered.get(at + 1).and_then(|(_, next)| *next),
            disposition: Disposition::Continued,
        })
        .collect();
    if let Some(last) = steps.last_mut() {
        (last.left, last.disposition) = match outcome {
            Outcome::Completed => (None, Disposition::Completed),
            Outcome::Pending => (None, Disposition::Pending),
            Outcome::Exited(exit) => {
                (exit.date, Disposition::Exited { kind: exit.kind, ground: exit.ground })
            }
        };
    }
    steps
}

/// When an NGO first knew of the case.
pub(crate) fn reported_on(report: &NgoReport) -> Option<PartialDate> {
    match (report.received, report.opened) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether the report was handed over with proof.
pub(crate) fn is_proven(report: &NgoReport) -> bool {
    report.hand_over.as_ref().is_some_and(records::HandOver::is_proven)
}

/// When it was handed over: as stated, else the earliest date on its documents.
pub(crate) fn handed_over_on(report: &NgoReport) -> Option<PartialDate> {
    let hand_over = report.hand_over.as_ref()?;
    hand_over.date.or_else(|| hand_over.documents.iter().filter_map(|number| number.date).min())
}

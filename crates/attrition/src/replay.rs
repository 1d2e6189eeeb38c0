//! Where a case stands after its timeline, or stood on some day. Reach for [`replay`]; it is the
//! one place that knows what a happening does to a case.
//!
//! * A stage once reached stays reached, also when the case is sent back.
//! * A later step shows that a suspension, return, transfer, refusal or termination did not end
//!   the case, whether or not a resumption was recorded.
//! * A requalification out of the trafficking set ends the trafficking path where it happened;
//!   only one back into the set undoes it.
//! * While a case is before a court, decisions of the investigation do not move it.

use jiff::civil::Date;
use records::{CourtResult, Instance, PartialDate};

use crate::offence_standing::Standing;
use crate::stage::{ExitKind, Stage, TakenExit};
use crate::timeline::{Happening, Item};

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// For every stage in order: whether reached, and when first.
    reached: [Option<Option<PartialDate>>; Stage::ALL.len()],
    /// The exit that holds, if one does.
    pub(crate) exit: Option<TakenExit>,
    /// The requalification out of the trafficking set that holds.
    pub(crate) downgraded: Option<TakenExit>,
    /// Every exit taken, in order.
    pub(crate) taken: Vec<TakenExit>,
    /// Began as another offence and was requalified into the trafficking set.
    pub(crate) requalified_up: bool,
    pub(crate) standing: Standing,
    before_court: bool,
    /// A higher court has the case and has not decided.
    open_appeal: bool,
    convicted: bool,
    pub(crate) in_force: bool,
    /// A step after an exit with no resumption in between: kind of the exit and both dates.
    pub(crate) unexplained: Vec<(ExitKind, Option<PartialDate>, Option<PartialDate>)>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Completed,
    Exited(TakenExit),
    Pending,
}

/// Walks the timeline; with `until`, only what had surely happened by that day.
pub(crate) fn replay(first: Standing, items: &[Item<'_>], until: Option<Date>) -> State {
    let mut state = State {
        reached: [None; Stage::ALL.len()],
        exit: None,
        downgraded: None,
        taken: Vec::new(),
        requalified_up: false,
        standing: first,
        before_court: false,
        open_appeal: false,
        convicted: false,
        in_force: false,
        unexplained: Vec::new(),
    };
    for item in items {
        let happened = |day: Date| item.date.is_some_and(|date| date.last_day() <= day);
        let intake = matches!(item.what, Happening::Intake(_));
        if intake || until.is_none_or(happened) {
            state.apply(item);
        }
    }
    state
}

impl State {
    /// When a stage was reached: `None` if not, `Some(None)` if at an unknown date.
    pub(crate) fn reached(&self, stage: Stage) -> Option<Option<PartialDate>> {
        self.reached[stage as usize]
    }

    /// The furthest stage reached.
    pub(crate) fn furthest(&self) -> Stage {
        let at = self.reached.iter().rposition(Option::is_some).unwrap_or(Stage::Journal as usize);
        Stage::ALL[at]
    }

    /// How the trafficking path ended.
    pub(crate) fn outcome(&self) -> Outcome {
        if let Some(downgraded) = &self.downgraded {
            return Outcome::Exited(downgraded.clone());
        }
        match &self.exit {
            _ if self.open_appeal => Outcome::Pending,
            Some(exit) => Outcome::Exited(exit.clone()),
            None if self.in_force && self.convicted => Outcome::Completed,
            None => Outcome::Pending,
        }
    }

    fn reach(&mut self, stage: Stage, date: Option<PartialDate>) {
        let known = &mut self.reached[stage as usize];
        *known = Some(match known {
            Some(Some(earlier)) => Some(*earlier),
            _ => date,
        });
    }

    fn leave(&mut self, kind: ExitKind, ground: Option<&str>, date: Option<PartialDate>) {
        self.exit = Some(self.take(kind, ground, date));
    }

    /// Writes an exit down.
    fn take(
        &mut self,
        kind: ExitKind,
        ground: Option<&str>,
        date: Option<PartialDate>,
    ) -> TakenExit {
        let ground = ground.map(str::to_owned);
        let exit = TakenExit { kind, ground, date, stage: self.furthest(), undone: false };
        self.taken.push(exit.clone());
        exit
    }

    /// The case is back on the path.
    fn come_back(&mut self) {
        if let Some(exit) = self.exit.take() {
            self.undo(exit.kind);
        }
    }

    /// Marks the last exit of a kind as one the case came back from.
    fn undo(&mut self, kind: ExitKind) {
        if let Some(exit) = self.taken.iter_mut().rfind(|exit| exit.kind == kind) {
            exit.undone = true;
        }
    }

    /// A step was taken, so whatever had stopped the case no longer does.
    fn go_on(&mut self, date: Option<PartialDate>) {
        match &self.exit {
            // Another entry carries on for a merged one; its own later steps change nothing.
            Some(exit) if exit.kind == ExitKind::Merged => {}
            Some(exit) => {
                let explained = matches!(exit.kind, ExitKind::Returned | ExitKind::Transferred);
                if !explained && !self.before_court {
                    self.unexplained.push((exit.kind, exit.date, date));
                }
                self.come_back();
            }
            None => {}
        }
    }

    fn apply(&mut self, item: &Item<'_>) {
        let date = item.date;
        match item.what {
            Happening::Intake(stage) => self.reach(stage, date),
            Happening::Step(stage) => {
                self.reach_investigation();
                // A step recorded late must not undo an acquittal.
                if !self.before_court {
                    self.go_on(date);
                }
                if let Some(stage) = stage {
                    self.reach(stage, date);
                }
            }
            Happening::Exit(..) | Happening::Reopened { .. } if self.before_court => {}
            Happening::Exit(kind, ground) => {
                if matches!(kind, ExitKind::Suspended | ExitKind::Terminated | ExitKind::Returned) {
                    self.reach_investigation();
                }
                self.leave(kind, ground, date);
            }
            Happening::Reopened { resumed } => {
                if self.exit.as_ref().is_some_and(|exit| exit.kind != ExitKind::Merged) {
                    self.come_back();
                }
                if resumed {
                    self.reach_investigation();
                }
            }
            Happening::Qualified(standing) => {
                self.reach_investigation();
                self.requalify(standing, date);
            }
            Happening::Received(instance) => self.receive(instance, date),
            Happening::Decided(instance, result, ground) => {
                self.decide(instance, result, ground, date);
            }
            Happening::ClosedSilently(instance) => {
                self.open_appeal &= instance == Instance::First;
                if self.exit.is_none() && !self.in_force {
                    self.leave(ExitKind::Unknown, None, date);
                }
            }
            Happening::InForce => {
                self.in_force = true;
                if self.convicted && self.exit.is_none() {
                    self.reach(Stage::InForce, date);
                }
            }
        }
    }

    /// A registered entry on which a step is taken is under investigation.
    fn reach_investigation(&mut self) {
        if self.reached(Stage::Registered).is_some() {
            self.reach(Stage::Investigation, None);
        }
    }

    fn requalify(&mut self, new: Standing, date: Option<PartialDate>) {
        match (self.standing, new) {
            (Standing::Trafficking, Standing::Other) => {
                self.downgraded = Some(self.take(ExitKind::RequalifiedDown, None, date));
            }
            (before, Standing::Trafficking) => match self.downgraded.take() {
                Some(exit) => self.undo(exit.kind),
                None => self.requalified_up |= before == Standing::Other,
            },
            _ => {}
        }
        if new.is_trafficking().is_some() {
            self.standing = new;
        }
    }

    fn receive(&mut self, instance: Instance, date: Option<PartialDate>) {
        // A court's receipt does not undo what another court decided: an acquittal stays one.
        if !self.before_court {
            self.go_on(date);
        }
        self.before_court = true;
        match instance {
            Instance::First => {
                self.reach(Stage::Trial, date);
                // A new trial after a remand starts from nothing.
                if self.exit.as_ref().is_some_and(|exit| exit.kind == ExitKind::Returned) {
                    self.come_back();
                }
            }
            Instance::Appeal | Instance::Cassation => {
                self.reach(Stage::Appeal, date);
                self.open_appeal = true;
            }
        }
    }

    fn decide(
        &mut self,
        instance: Instance,
        result: CourtResult,
        ground: Option<&str>,
        date: Option<PartialDate>,
    ) {
        self.before_court = true;
        match instance {
            Instance::First if result != CourtResult::Returned => {
                self.reach(Stage::FirstInstance, date);
            }
            Instance::First => self.reach(Stage::Trial, date),
            Instance::Appeal | Instance::Cassation => self.open_appeal = false,
        }
        match result {
            CourtResult::Convicted | CourtResult::MedicalMeasures => self.convict(),
            CourtResult::Requalified => {
                self.convict();
                self.requalify(Standing::Other, date);
            }
            CourtResult::Acquitted => self.fail(ExitKind::Acquitted, ground, date),
            CourtResult::Terminated => self.fail(ExitKind::Terminated, ground, date),
            CourtResult::Returned => {
                self.fail(ExitKind::Returned, ground, date);
                self.before_court = false;
            }
            CourtResult::Upheld | CourtResult::Changed => {}
            CourtResult::Reversed => {
                let acquitted =
                    self.exit.as_ref().is_some_and(|exit| exit.kind == ExitKind::Acquitted);
                if acquitted {
                    self.convict();
                } else {
                    // Reversed with a new decision that the source does not give.
                    self.fail(ExitKind::Unknown, ground, date);
                }
            }
            CourtResult::Remanded => {
                self.come_back();
                self.convicted = false;
                self.in_force = false;
            }
        }
    }

    fn convict(&mut self) {
        self.come_back();
        self.convicted = true;
    }

    fn fail(&mut self, kind: ExitKind, ground: Option<&str>, date: Option<PartialDate>) {
        self.convicted = false;
        self.in_force = false;
        self.leave(kind, ground, date);
    }
}

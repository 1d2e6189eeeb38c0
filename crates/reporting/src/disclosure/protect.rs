//! Which counts of a system are hidden. Reach for [`protect`] before a table leaves: it hides counts
//! that are too small, groups that ended in one class, and counts that would give away a small
//! change, then hides as little more as it finds until no hidden count can be worked out more
//! narrowly than its protection, and proves that by a linear programme per count.
//!
//! Left out: sums of money or days, which need a rule of dominance instead of a least count.
//!
//! # Source
//! Hundepool et al., *Handbook on Statistical Disclosure Control*, chapter 5 (primary and secondary
//! suppression, audit by feasibility intervals); ONS "10-5 rule" for the defaults. The secondary
//! step is the linear heuristic of Kelly, Golden and Assad (1992): the cheapest change of hidden
//! cells that makes the count at risk as uncertain as it has to be.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::system::{CellSystem, Role, Sum, TOLERANCE, Window, as_real};

/// The least width of the range left for a count that is hidden only to protect another, in cases.
const SECONDARY_WIDTH: f64 = 1.0;

/// How counts are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Counts from one up to below this are hidden, and no hidden count of a person's group can be
    /// worked out more narrowly than this. In cases; 10 for a publication.
    pub min_cell: u64,
    /// Shown counts are rounded to the nearest multiple of this; 1 leaves them as they are.
    pub round_to: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { min_cell: 10, round_to: 5 }
    }
}

impl Rules {
    /// A count as it is shown, and the range in which a reader then knows it to lie.
    pub(crate) fn shown(self, count: u64) -> (u64, Window) {
        if count == 0 {
            return (0, Window::exactly(0));
        }
        let below = (self.round_to - 1) / 2;
        let value = (count + self.round_to / 2) / self.round_to * self.round_to;
        // Of two multiples equally near the greater is shown.
        let low = value.saturating_sub(self.round_to / 2).max(self.min_cell);
        (value, Window { low: as_real(low), high: as_real(value + below) })
    }
}

/// Why nothing can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unprotected {
    /// What was released earlier gives this cell away.
    ByEarlierRelease(usize),
    /// No pattern was found that protects this cell.
    NoPattern(usize),
}

/// The counts to hide, and what the audit found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Protection {
    /// Per cell: hidden or not.
    pub(crate) hidden: Vec<bool>,
    /// Cells hidden for their own sake.
    pub(crate) at_risk: BTreeSet<usize>,
    /// Per hidden cell: what an outsider can work out.
    pub(crate) audited: Vec<(usize, Window)>,
}

/// Decides what is hidden. `at_risk` names cells to hide for other reasons than their size, `before`
/// cells that an earlier release over the same cases hid and that stay hidden.
///
/// # Errors
/// When an earlier release gives a cell away that is to be hidden now, or when no pattern protects.
pub(crate) fn protect(
    system: &CellSystem,
    rules: Rules,
    at_risk: &BTreeSet<usize>,
    before: &BTreeSet<usize>,
) -> Result<Protection, Unprotected> {
    let mut at_risk: BTreeSet<usize> = at_risk.union(&primary(system, rules)).copied().collect();
    at_risk.retain(|cell| !matches!(system.cells[*cell].role, Role::StructuralZero | Role::Tie));
    let mut work = Work { system, rules, hidden: vec![false; system.cells.len()] };
    for cell in at_risk.iter().chain(before) {
        work.hidden[*cell] = true;
    }
    work.cover(&at_risk)?;
    work.spare(&at_risk, before);
    loop {
        let audited = work.audit(&at_risk)?;
        let exposed = audited.iter().find(|(cell, range)| {
            !at_risk.contains(cell) && range.width() < SECONDARY_WIDTH - TOLERANCE
        });
        match exposed {
            None => return Ok(Protection { hidden: work.hidden, at_risk, audited }),
            Some((cell, _)) => work.widen(*cell, SECONDARY_WIDTH)?,
        }
    }
}

/// Counts that are too small, and groups that ended in one class.
fn primary(system: &CellSystem, rules: Rules) -> BTreeSet<usize> {
    let small = |cell: &usize| {
        let count = system.cells[*cell].count;
        count > 0 && count < rules.min_cell
    };
    let mut found: BTreeSet<usize> = (0..system.cells.len()).filter(small).collect();
    for sum in system.sums.iter().filter(|sum| sum.classes) {
        found.extend(disclosed_class(system, sum).into_iter().flatten());
    }
    found
}

/// The one class a whole group is in and the empty class that it may then as well be in: of those
/// possible the one that holds most elsewhere. `None` where the group is divided or empty.
fn disclosed_class(system: &CellSystem, sum: &Sum) -> Option<[usize; 2]> {
    let mut full = sum.parts.iter().filter(|part| system.cells[**part].count > 0);
    let (only, None) = (full.next()?, full.next()) else { return None };
    let elsewhere = |part: usize| {
        let sums = system.sums.iter().filter(|sum| !sum.classes && sum.parts.contains(&part));
        sums.map(|sum| system.cells[sum.total].count).max().unwrap_or(0)
    };
    let empty = sum.parts.iter().filter(|part| {
        let cell = &system.cells[**part];
        cell.count == 0 && cell.role >= Role::Unshown
    });
    let other = empty.max_by_key(|part| (elsewhere(**part), std::cmp::Reverse(**part)))?;
    Some([*only, *other])
}

struct Work<'a> {
    system: &'a CellSystem,
    rules: Rules,
    hidden: Vec<bool>,
}

impl Work<'_> {
    fn window(&self, cell: usize) -> Window {
        let count = &self.system.cells[cell];
        let shown = match count.role {
            Role::StructuralZero => Window::exactly(0),
            Role::Tie | Role::Unshown => Window::OPEN,
            Role::Shown if self.hidden[cell] => Window::OPEN,
            Role::Shown => self.rules.shown(count.count).1,
        };
        count.known.map_or(shown, |known| known.meet(shown))
    }

    fn windows(&self) -> Vec<Window> {
        (0..self.system.cells.len()).map(|cell| self.window(cell)).collect()
    }

    fn width_of(&self, at_risk: bool) -> f64 {
        if at_risk { as_real(self.rules.min_cell) } else { SECONDARY_WIDTH }
    }

    /// Hides cells until every one at risk is protected. What protects one stays hidden for the
    /// next, so no protection is lost on the way.
    fn cover(&mut self, at_risk: &BTreeSet<usize>) -> Result<(), Unprotected> {
        let mut order: Vec<usize> = at_risk.iter().copied().collect();
        order.sort_by_key(|cell| (std::cmp::Reverse(self.system.cells[*cell].count), *cell));
        order.into_iter().try_for_each(|cell| self.widen(cell, self.width_of(true)))
    }

    /// Hides cells until the range of this one is at least so wide.
    fn widen(&mut self, cell: usize, width: f64) -> Result<(), Unprotected> {
        let missing = Unprotected::NoPattern(cell);
        let windows = self.windows();
        let count = as_real(self.system.cells[cell].count);
        let extreme = |direction| self.system.extreme(&windows, cell, direction).ok_or(missing);
        // The count itself is possible, so that a high end far above it is enough.
        let high = extreme(OptimizationDirection::Maximize)?;
        if high - count >= width - TOLERANCE {
            return Ok(());
        }
        let low = extreme(OptimizationDirection::Minimize)?;
        if high - low >= width - TOLERANCE {
            return Ok(());
        }
        let rise = width - (count - low);
        if self.system.cells[cell].known.is_some_and(|known| known.high < count + rise) {
            return Err(Unprotected::ByEarlierRelease(cell));
        }
        let moved = self.cheapest_change(cell, rise).ok_or_else(|| self.hopeless(cell))?;
        for at in moved {
            self.hidden[at] = true;
        }
        Ok(())
    }

    /// Why nothing that may be hidden protects a cell.
    fn hopeless(&self, cell: usize) -> Unprotected {
        if self.system.cells.iter().any(|count| count.known.is_some()) {
            Unprotected::ByEarlierRelease(cell)
        } else {
            Unprotected::NoPattern(cell)
        }
    }

    /// Cells to hide so that this one may be greater by `rise`: those that have to move beyond what
    /// is known of them, at the least weight. `None` where nothing that may be hidden allows it.
    fn cheapest_change(&self, cell: usize, rise: f64) -> Option<Vec<usize>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut paid: Vec<(usize, [Variable; 2])> = Vec::new();
        let mut terms: Vec<Vec<(Variable, f64)>> = Vec::with_capacity(self.system.cells.len());
        for (at, count) in self.system.cells.iter().enumerate() {
            let window = self.window(at);
            let value = as_real(count.count);
            let (least, most) = (window.low - value, window.high - value);
            if at == cell {
                terms.push(vec![(problem.add_var(0.0, (rise, rise)), 1.0)]);
                continue;
            }
            let mut moves = Vec::new();
            if most > least {
                moves.push((problem.add_var(0.0, (least, most)), 1.0));
            }
            if count.role == Role::Shown && !self.hidden[at] && count.known.is_none() {
                let up = problem.add_var(count.weight, (0.0, f64::INFINITY));
                let down = problem.add_var(count.weight, (0.0, window.low));
                moves.extend([(up, 1.0), (down, -1.0)]);
                paid.push((at, [up, down]));
            }
            terms.push(moves);
        }
        for sum in &self.system.sums {
            let mut row: Vec<(Variable, f64)> =
                sum.parts.iter().flat_map(|part| terms[*part].iter().copied()).collect();
            row.extend(terms[sum.total].iter().map(|(variable, sign)| (*variable, -sign)));
            if !row.is_empty() {
                problem.add_constraint(&row, ComparisonOp::Eq, 0.0);
            }
        }
        let Ok(SolveOutcome::Solution(solution)) = problem.solve() else { return None };
        let moves =
            |ways: &[Variable; 2]| ways.iter().any(|way| solution.var_value(*way) > TOLERANCE);
        Some(paid.iter().filter(|(_, ways)| moves(ways)).map(|(at, _)| *at).collect())
    }

    /// Shows again what was hidden without need, the most valuable first.
    fn spare(&mut self, at_risk: &BTreeSet<usize>, before: &BTreeSet<usize>) {
        let cells = &self.system.cells;
        let spared =
            |cell: &usize| self.hidden[*cell] && !at_risk.contains(cell) && !before.contains(cell);
        let mut candidates: Vec<usize> = (0..cells.len()).filter(spared).collect();
        candidates.sort_by(|a, b| cells[*b].weight.total_cmp(&cells[*a].weight).then(a.cmp(b)));
        let mut watched: Vec<usize> = at_risk.iter().copied().collect();
        for cell in candidates {
            self.hidden[cell] = false;
            let windows = self.windows();
            let exposed = watched.iter().position(|at| !self.is_covered(&windows, *at));
            if let Some(at) = exposed {
                self.hidden[cell] = true;
                // The next cell most likely fails by the same one.
                watched[..=at].rotate_right(1);
            }
        }
    }

    fn is_covered(&self, windows: &[Window], cell: usize) -> bool {
        let width = self.width_of(true) - TOLERANCE;
        let count = as_real(self.system.cells[cell].count);
        let high = self.system.extreme(windows, cell, OptimizationDirection::Maximize);
        high.is_some_and(|high| {
            high - count >= width
                || (self.system.extreme(windows, cell, OptimizationDirection::Minimize))
                    .is_some_and(|low| high - low >= width)
        })
    }

    /// The range of every hidden cell, by both ends.
    fn audit(&self, at_risk: &BTreeSet<usize>) -> Result<Vec<(usize, Window)>, Unprotected> {
        let windows = self.windows();
        let mut audited = Vec::new();
        for cell in (0..self.hidden.len()).filter(|cell| self.hidden[*cell]) {
            let range = self.system.range(&windows, cell).ok_or(Unprotected::NoPattern(cell))?;
            if at_risk.contains(&cell) && range.width() < self.width_of(true) - TOLERANCE {
                return Err(Unprotected::NoPattern(cell));
            }
            audited.push((cell, range));
        }
        Ok(audited)
    }
}

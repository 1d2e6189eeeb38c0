//! Counts tied together by sums, and what an outsider can work out of those that are shown. Reach
//! for [`CellSystem`] to put several tables with their margins into one system: a count that stands
//! in two tables is one cell, so linked tables are audited together.
//!
//! The outsider is taken to know every sum, that no count is negative, which cells cannot occur, and
//! of a shown cell the range that its rounding leaves. Whole numbers are not used against us: the
//! ranges found are those of the linear programme, which a cleverer outsider can only equal where
//! the margins are whole, as they are in two-way tables.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// Slack for the arithmetic of the solver, in cases.
pub(crate) const TOLERANCE: f64 = 1e-6;

/// The range in which a count is known to lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    /// Least.
    pub(crate) low: f64,
    /// Greatest; infinite where nothing bounds it.
    pub(crate) high: f64,
}

impl Window {
    /// What is known of a count that is not shown.
    pub(crate) const OPEN: Self = Self { low: 0.0, high: f64::INFINITY };

    /// A count known exactly.
    pub(crate) fn exactly(count: u64) -> Self {
        let value = as_real(count);
        Self { low: value, high: value }
    }

    /// What both leave.
    pub(crate) const fn meet(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// Width in cases.
    pub(crate) const fn width(self) -> f64 {
        self.high - self.low
    }
}

/// Counts as the solver takes them.
#[expect(clippy::cast_precision_loss, reason = "counts of cases stay below 2^53")]
pub(crate) const fn as_real(count: u64) -> f64 {
    count as f64
}

/// What a cell is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Cannot occur by definition: shown as zero and never hidden.
    StructuralZero,
    /// Never shown and in no need of protection: it only ties shown cells together.
    Tie,
    /// Never shown, and protected where it is small, because an earlier release may have shown it.
    Unshown,
    /// Shown unless it is hidden.
    Shown,
}

/// A count.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Count {
    /// The count as it is.
    pub(crate) count: u64,
    /// What it is to a reader.
    pub(crate) role: Role,
    /// What an earlier release over the same cases gives away; it cannot be hidden any more.
    pub(crate) known: Option<Window>,
    /// How much is lost when it is hidden, in any unit greater than zero.
    pub(crate) weight: f64,
}

/// A sum: the total cell is the sum of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Cell.
    pub(crate) total: usize,
    /// Cells.
    pub(crate) parts: Vec<usize>,
    /// Whether the parts are what became of the cases of a group that an outsider can tell apart,
    /// so that all of them in one part discloses the fate of each.
    pub(crate) classes: bool,
}

/// Counts and the sums that tie them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CellSystem {
    pub(crate) cells: Vec<Count>,
    pub(crate) sums: Vec<Sum>,
}

impl CellSystem {
    /// The range that an outsider can work out for a cell, given what is known of each.
    /// `None` when the solver fails, which is to be taken as not protected.
    pub(crate) fn range(&self, windows: &[Window], at: usize) -> Option<Window> {
        let low = self.extreme(windows, at, OptimizationDirection::Minimize)?;
        let high = self.extreme(windows, at, OptimizationDirection::Maximize)?;
        Some(Window { low, high })
    }

    /// The least or greatest value of a cell.
    pub(crate) fn extreme(
        &self,
        windows: &[Window],
        at: usize,
        direction: OptimizationDirection,
    ) -> Option<f64> {
        let window = windows[at];
        if window.width() <= 0.0 {
            return Some(window.low);
        }
        let mut problem = Problem::new(direction);
        let variables: Vec<Option<Variable>> = windows
            .iter()
            .enumerate()
            .map(|(cell, window)| {
                let aim = f64::from(u8::from(cell == at));
                (window.width() > 0.0).then(|| problem.add_var(aim, (window.low, window.high)))
            })
            .collect();
        for sum in &self.sums {
            let mut terms = Vec::with_capacity(sum.parts.len() + 1);
            let mut constant = 0.0;
            let parts = sum.parts.iter().map(|part| (*part, 1.0));
            for (cell, sign) in parts.chain([(sum.total, -1.0)]) {
                match variables[cell] {
                    Some(variable) => terms.push((variable, sign)),
                    None => constant += sign * windows[cell].low,
                }
            }
            if !terms.is_empty() {
                problem.add_constraint(&terms, ComparisonOp::Eq, -constant);
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => Some(solution.var_value(variables[at]?)),
            Err(microlp::Error::Unbounded) => Some(f64::INFINITY),
            Ok(SolveOutcome::Interrupted(_)) | Err(_) => None,
        }
    }

    /// The sums that do not hold; there are none in a system that was counted.
    #[cfg(test)]
    pub(crate) fn broken_sums(&self) -> usize {
        let total = |sum: &&Sum| {
            let parts: u64 = sum.parts.iter().map(|part| self.cells[*part].count).sum();
            parts != self.cells[sum.total].count
        };
        self.sums.iter().filter(total).count()
    }
}

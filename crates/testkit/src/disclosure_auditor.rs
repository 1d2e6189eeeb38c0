//! What an outsider works out of a table with hidden counts, written without looking at the code
//! that hides them. Reach for [`Grid`] with nothing but what a reader of the table has.
//!
//! Its linear programme has the inner counts as its only unknowns and every margin as a bound on a
//! sum of them; margins are no unknowns of their own.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome, Variable};

/// What a reader has of a count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shown {
    /// Nothing but that it is no less than zero.
    Hidden,
    /// That it is no less than the first and no more than the second.
    Between(f64, f64),
}

/// A table with its margins: the last row and the last column are totals.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Rows of equal length, two at least.
    pub cells: Vec<Vec<Shown>>,
}

impl Grid {
    /// Row and column of every hidden count, margins included.
    pub fn hidden(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (row, cells) in self.cells.iter().enumerate() {
            let hidden = cells.iter().enumerate().filter(|(_, cell)| **cell == Shown::Hidden);
            found.extend(hidden.map(|(column, _)| (row, column)));
        }
        found
    }

    /// The least and the greatest a count may be. `None` where nothing fits what is shown.
    pub fn range(&self, row: usize, column: usize) -> Option<(f64, f64)> {
        Some((self.end(row, column, false)?, self.end(row, column, true)?))
    }

    fn end(&self, row: usize, column: usize, greatest: bool) -> Option<f64> {
        let direction = if greatest {
            OptimizationDirection::Maximize
        } else {
            OptimizationDirection::Minimize
        };
        let (last_row, last_column) = (self.cells.len() - 1, self.cells[0].len() - 1);
        // Whether an inner count is part of the cell asked for or of a margin.
        let within = |at: (usize, usize), of: (usize, usize)| {
            (of.0 == last_row || of.0 == at.0) && (of.1 == last_column || of.1 == at.1)
        };
        let mut problem = Problem::new(direction);
        let mut unknowns: Vec<((usize, usize), Variable)> = Vec::new();
        for (i, cells) in self.cells.iter().enumerate().take(last_row) {
            for (j, cell) in cells.iter().enumerate().take(last_column) {
                let bounds = match cell {
                    Shown::Hidden => (0.0, f64::INFINITY),
                    Shown::Between(low, high) => (*low, *high),
                };
                let aim = f64::from(u8::from(within((i, j), (row, column))));
                unknowns.push(((i, j), problem.add_var(aim, bounds)));
            }
        }
        for (i, cells) in self.cells.iter().enumerate() {
            for (j, cell) in cells.iter().enumerate() {
                let Shown::Between(low, high) = cell else { continue };
                if i < last_row && j < last_column {
                    continue;
                }
                let members = || {
                    let mut sum = LinearExpr::empty();
                    for (at, unknown) in &unknowns {
                        if within(*at, (i, j)) {
                            sum.add(*unknown, 1.0);
                        }
                    }
                    sum
                };
                problem.add_constraint(members(), ComparisonOp::Ge, *low);
                problem.add_constraint(members(), ComparisonOp::Le, *high);
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => Some(solution.objective()),
            Err(microlp::Error::Unbounded) => Some(f64::INFINITY),
            Ok(SolveOutcome::Interrupted(_)) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T = [[2,14,9],[11,3,20],[8,12,30]] with two counts hidden: both are recovered exactly.
    #[test]
    fn a_diagonal_alone_protects_nothing() {
        let exact = |value: f64| Shown::Between(value, value);
        let mut cells = vec![
            vec![exact(2.0), exact(14.0), exact(9.0), exact(25.0)],
            vec![exact(11.0), exact(3.0), exact(20.0), exact(34.0)],
            vec![exact(8.0), exact(12.0), exact(30.0), exact(50.0)],
            vec![exact(21.0), exact(29.0), exact(59.0), exact(109.0)],
        ];
        cells[0][0] = Shown::Hidden;
        cells[1][1] = Shown::Hidden;
        let grid = Grid { cells };
        assert_eq!(grid.hidden(), [(0, 0), (1, 1)]);
        let (low, high) = grid.range(0, 0).unwrap();
        assert!((low - 2.0).abs() < 1e-6 && (high - 2.0).abs() < 1e-6);
    }
}

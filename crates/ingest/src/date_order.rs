//! In which order a column writes day and month. Reach for [`OrderEvidence`] before reading the
//! all-digit dates of a column: `03/04/2021` alone says nothing, its neighbours do.
//!
//! Guarantees that one order holds for a whole column of a file and that it is never guessed cell
//! by cell. Dates with a month's name, ISO dates and typed spreadsheet dates need no order.

use serde::Deserialize;

/// Order of the parts of an all-digit date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum DateOrder {
    /// Day, month, year: `05.03.2021`. The order of the region.
    #[default]
    #[serde(rename = "dmy")]
    DayFirst,
    /// Month, day, year: `03/05/2021`.
    #[serde(rename = "mdy")]
    MonthFirst,
    /// Year, month, day, also where the year has two digits: `21.03.05`.
    #[serde(rename = "ymd")]
    YearFirst,
}

impl DateOrder {
    /// The word used in `sverka.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
            Self::YearFirst => "ymd",
        }
    }
}

/// What the all-digit dates of one column show about its order. Unit: cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderEvidence {
    /// The first number exceeds 12 and the second does not.
    pub day_first: u32,
    /// The second number exceeds 12 and the first does not.
    pub month_first: u32,
    /// Both orders are possible and differ.
    pub either: u32,
}

/// The order a column is read in, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnOrder {
    /// The project file says so and the column does not speak against it.
    Stated(DateOrder),
    /// The project file says so, but this many cells can only be the other order.
    StatedAgainst(DateOrder, u32),
    /// Every cell that shows an order shows this one.
    Shown(DateOrder),
    /// Cells of both orders: a mixed column, read as the order that more of them show (day first
    /// when equal).
    Mixed(DateOrder),
    /// No cell shows an order although some could be either: day first by default.
    Unshown,
    /// No cell needs an order.
    NotNeeded,
}

impl ColumnOrder {
    /// The order to read with.
    pub const fn order(self) -> DateOrder {
        match self {
            Self::Stated(order)
            | Self::StatedAgainst(order, _)
            | Self::Shown(order)
            | Self::Mixed(order) => order,
            Self::Unshown | Self::NotNeeded => DateOrder::DayFirst,
        }
    }

    /// Whether an order was needed at all.
    pub const fn is_worth_a_note(self) -> bool {
        !matches!(self, Self::NotNeeded)
    }

    /// Whether a person should look at it.
    pub const fn is_doubtful(self) -> bool {
        matches!(self, Self::StatedAgainst(..) | Self::Mixed(_) | Self::Unshown)
    }
}

impl OrderEvidence {
    /// Counts one cell. Only two numbers and a year, with a separator between, are evidence.
    pub fn add(&mut self, text: &str) {
        let Some((first, second)) = leading_pair(text) else { return };
        match (first, second) {
            (13..=31, 1..=12) => self.day_first += 1,
            (1..=12, 13..=31) => self.month_first += 1,
            (1..=12, 1..=12) if first != second => self.either += 1,
            _ => {}
        }
    }

    /// The order to read the column in, given what the project file states.
    pub const fn conclude(self, stated: Option<DateOrder>) -> ColumnOrder {
        let against = match stated {
            Some(DateOrder::DayFirst) => self.month_first,
            Some(DateOrder::MonthFirst) => self.day_first,
            Some(DateOrder::YearFirst) | None => 0,
        };
        match stated {
            Some(order) if against > 0 => ColumnOrder::StatedAgainst(order, against),
            Some(order) => ColumnOrder::Stated(order),
            None => match (self.day_first, self.month_first) {
                (0, 0) if self.either == 0 => ColumnOrder::NotNeeded,
                (0, 0) => ColumnOrder::Unshown,
                (_, 0) => ColumnOrder::Shown(DateOrder::DayFirst),
                (0, _) => ColumnOrder::Shown(DateOrder::MonthFirst),
                (day, month) if day >= month => ColumnOrder::Mixed(DateOrder::DayFirst),
                _ => ColumnOrder::Mixed(DateOrder::MonthFirst),
            },
        }
    }

    /// The confidence line: what was counted and what follows.
    pub fn sentence(self, conclusion: ColumnOrder) -> String {
        let counts = format!(
            "{} dates show the day first, {} the month first, {} could be either",
            self.day_first, self.month_first, self.either
        );
        let order = conclusion.order().code();
        match conclusion {
            ColumnOrder::NotNeeded => "no date needs an order of day and month".to_owned(),
            ColumnOrder::Stated(_) => format!("read as {order}, as stated; {counts}"),
            ColumnOrder::StatedAgainst(_, against) => format!(
                "read as {order}, as stated, although {against} dates can only be the other order; \
                 {counts}"
            ),
            ColumnOrder::Shown(_) => {
                format!("read as {order}, as every telling date shows; {counts}")
            }
            ColumnOrder::Mixed(_) => format!(
                "orders are mixed: {counts}; read as {order}; state dates.order after checking the \
                 file"
            ),
            ColumnOrder::Unshown => {
                format!("no date shows the order; read as {order} by default; {counts}")
            }
        }
    }
}

/// The first two numbers of a cell that begins with two numbers of one or two digits and a year
/// of four or two digits, all separated by one of `. / -`.
fn leading_pair(text: &str) -> Option<(u8, u8)> {
    let mut parts = text.trim().splitn(3, ['.', '/', '-']);
    let mut small = || {
        let part = parts.next()?.trim();
        (matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let (first, second): (u8, u8) = (small()?, small()?);
    let year = parts.next()?.trim();
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    let next = year[digits..].chars().next();
    (matches!(digits, 2 | 4) && next.is_none_or(|c| !c.is_alphanumeric()))
        .then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(cells: &[&str]) -> OrderEvidence {
        let mut evidence = OrderEvidence::default();
        for cell in cells {
            evidence.add(cell);
        }
        evidence
    }

    #[test]
    fn one_telling_cell_decides_the_column_and_neighbours_of_both_kinds_make_it_mixed() {
        let column = evidence(&["03/04/2021", "12/25/2021", "05/05/2021", "март 2021", "2021"]);
        assert_eq!((column.day_first, column.month_first, column.either), (0, 1, 1));
        assert_eq!(column.conclude(None), ColumnOrder::Shown(DateOrder::MonthFirst));
        let mixed = evidence(&["25.12.2021", "12/25/2021", "31.01.2020"]);
        assert_eq!(mixed.conclude(None), ColumnOrder::Mixed(DateOrder::DayFirst));
        assert!(mixed.sentence(mixed.conclude(None)).contains("mixed"));
    }

    #[test]
    fn no_evidence_is_day_first_and_says_so() {
        let column = evidence(&["03.04.2021", "05.06.21"]);
        assert_eq!(column.conclude(None), ColumnOrder::Unshown);
        assert_eq!(column.conclude(None).order(), DateOrder::DayFirst);
        assert_eq!(evidence(&["2021", "03.2021"]).conclude(None), ColumnOrder::NotNeeded);
    }

    #[test]
    fn a_stated_order_wins_and_contradiction_is_counted() {
        let column = evidence(&["12/25/2021", "25/12/2021"]);
        assert_eq!(
            column.conclude(Some(DateOrder::DayFirst)),
            ColumnOrder::StatedAgainst(DateOrder::DayFirst, 1)
        );
    }

    #[test]
    fn iso_dates_spans_and_numbers_are_no_evidence() {
        for cell in ["2021-03-25", "25", "25.12", "1.2.3.4x", "10-025-2021-000001", "13-05-20211"] {
            assert_eq!(evidence(&[cell]), OrderEvidence::default(), "{cell}");
        }
    }
}

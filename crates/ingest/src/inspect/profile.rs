//! What the cells of a column look like together. Reach for [`profiles`] with a whole table.
//!
//! Guarantees that counts are over every row, that the order of rows changes nothing, and that
//! examples are shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;
use records::Precision;

use super::classify::{Classifier, ValueType};
use super::shape::shape_of;
use crate::column_map::comparable;
use crate::date_order::OrderEvidence;
use crate::table::{Cell, Table};

/// Shapes shown per column.
const SHAPES: usize = 3;
/// A list of codes has at most so many different words.
const MOST_CODES: usize = 40;
/// Share of values that must agree before a column is given a type.
const TYPE_SHARE: f64 = 0.6;

/// A column's content.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    /// What most values look like.
    pub value_type: ValueType,
    /// Share of values that look so, in [0, 1].
    pub type_share: f64,
    /// Rows with a value.
    pub filled: u64,
    /// Rows with a value over all rows, in [0, 1].
    pub fill_share: f64,
    /// Different values.
    pub distinct: u64,
    /// The commonest shapes with their counts.
    pub shapes: Vec<(String, u64)>,
    /// For dates.
    pub dates: Option<DateProfile>,
    /// For codes: the list of `reference/value_synonyms.csv` that knows most of the words, and the
    /// share of values it knows.
    pub code_list: Option<(String, f64)>,
}

/// The dates of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DateProfile {
    /// What all-digit dates show about the order of day and month.
    pub order: OrderEvidence,
    /// Values known to the day.
    pub days: u64,
    /// Values known to the month.
    pub months: u64,
    /// Values known to the year.
    pub years: u64,
    /// Seasons and spans.
    pub spans: u64,
    /// First day of all, for the case as a whole a date like any other.
    pub first: Option<Date>,
    /// Last day, without strays more than a year after the hundredth before it.
    pub last: Option<Date>,
}

/// The profiles of all columns of a table.
pub(super) fn profiles(table: &Table, classifier: &Classifier<'_>) -> Vec<ColumnProfile> {
    (0..table.header.len())
        .map(|column| {
            let cells = (0..table.rows.len()).filter_map(|at| table.rows.cell(at, column));
            profile(cells.filter(|cell| !cell.is_empty()), table.rows.len(), classifier)
        })
        .collect()
}

fn profile(
    cells: impl Iterator<Item = Cell>,
    rows: usize,
    classifier: &Classifier<'_>,
) -> ColumnProfile {
    let mut types: BTreeMap<ValueType, u64> = BTreeMap::new();
    let mut shapes: BTreeMap<String, u64> = BTreeMap::new();
    let mut hashes: BTreeSet<u64> = BTreeSet::new();
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    let mut dates = Dates::default();
    let mut years = 0_u64;
    let mut filled = 0_u64;
    for cell in cells {
        filled += 1;
        let value_type = classifier.classify(&cell);
        *types.entry(value_type).or_default() += 1;
        let text = cell.as_text().unwrap_or_default();
        hashes.insert(hash(&text));
        *shapes.entry(shape_of(&text)).or_default() += 1;
        if words.len() <= MOST_CODES {
            *words.entry(comparable(&text)).or_default() += 1;
        }
        if value_type == ValueType::Date {
            dates.add(&cell, classifier);
        }
        years += u64::from(matches!(text.parse::<i16>(), Ok(1900..=2100)));
    }
    let distinct = hashes.len() as u64;
    let counted = Counted { filled, distinct, years, types };
    let (value_type, type_share) = counted.conclude(words.len() <= MOST_CODES);
    let codes = matches!(value_type, ValueType::Code | ValueType::Text | ValueType::Place);
    ColumnProfile {
        value_type,
        type_share,
        filled,
        fill_share: if rows == 0 { 0.0 } else { filled as f64 / rows as f64 },
        distinct,
        shapes: commonest(shapes),
        dates: (value_type == ValueType::Date).then(|| dates.finish()),
        code_list: (codes && words.len() <= MOST_CODES)
            .then(|| known_list(&words, filled, classifier))
            .flatten(),
    }
}

struct Counted {
    filled: u64,
    distinct: u64,
    years: u64,
    types: BTreeMap<ValueType, u64>,
}

impl Counted {
    /// The type of the column and the share of its values that have it.
    fn conclude(&self, few_words: bool) -> (ValueType, f64) {
        if self.filled == 0 {
            return (ValueType::Nothing, 1.0);
        }
        let share = |count: u64| count as f64 / self.filled as f64;
        let of = |wanted: ValueType| self.types.get(&wanted).copied().unwrap_or_default();
        // A year alone reads as a number; beside dates, or alone in a column, it is a date.
        let dated = of(ValueType::Date) + self.years.min(of(ValueType::Number));
        if share(dated) >= TYPE_SHARE
            && share(dated) > share(of(ValueType::Number) - self.years.min(of(ValueType::Number)))
        {
            return (ValueType::Date, share(dated));
        }
        let repeats = self.filled >= 8 && self.distinct * 3 <= self.filled;
        let wordy = of(ValueType::Text) + of(ValueType::Code);
        if few_words && repeats && share(wordy) >= TYPE_SHARE {
            return (ValueType::Code, share(wordy));
        }
        let best = self
            .types
            .iter()
            .max_by_key(|&(value_type, count)| (*count, std::cmp::Reverse(*value_type)));
        match best {
            Some((value_type, &count)) if share(count) >= TYPE_SHARE => (*value_type, share(count)),
            _ => (ValueType::Text, share(of(ValueType::Text))),
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn commonest(shapes: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut shapes: Vec<_> = shapes.into_iter().collect();
    shapes.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then(a.cmp(b)));
    shapes.truncate(SHAPES);
    shapes
}

/// The list that knows the largest share of the values, by rows; the first of equals.
fn known_list(
    words: &BTreeMap<String, u64>,
    filled: u64,
    classifier: &Classifier<'_>,
) -> Option<(String, f64)> {
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in &classifier.reference.value_synonyms {
        let synonym = comparable(&row.synonym);
        if words.contains_key(&synonym) {
            known.entry(&row.list).or_default().insert(synonym);
        }
    }
    let rows =
        |list: &BTreeSet<String>| list.iter().filter_map(|word| words.get(word)).sum::<u64>();
    let best = known.iter().map(|(list, of_list)| (*list, rows(of_list)));
    let (list, count) = best.max_by_key(|&(list, count)| (count, std::cmp::Reverse(list)))?;
    Some((list.to_owned(), count as f64 / filled as f64))
}

#[derive(Default)]
struct Dates {
    profile: DateProfile,
    days: Vec<Date>,
}

impl Dates {
    fn add(&mut self, cell: &Cell, classifier: &Classifier<'_>) {
        if let Cell::Text(text) = cell {
            self.profile.order.add(text);
        }
        let Some(date) = classifier.date(cell) else { return };
        match date.precision() {
            Precision::Day => self.profile.days += 1,
            Precision::Month => self.profile.months += 1,
            Precision::Year => self.profile.years += 1,
            _ => self.profile.spans += 1,
        }
        self.days.push(date.last_day());
    }

    fn finish(mut self) -> DateProfile {
        self.days.sort_unstable();
        let mut end = self.days.len();
        while end > 1 {
            let hundredth = self.days[(end - 1) * 99 / 100];
            let neighbour = self.days[end - 2].min(hundredth);
            if records::days_between(neighbour, self.days[end - 1]) <= 366 {
                break;
            }
            end -= 1;
        }
        self.profile.first = self.days.first().copied();
        self.profile.last = self.days[..end].last().copied();
        self.profile
    }
}

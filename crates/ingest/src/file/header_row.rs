//! Which row of a sheet is the header, and what its headers are. Reach for [`find_header_row`]
//! where the project file names no row, and for [`KnownHeaders`] to tell it which words are
//! headers.
//!
//! Guarantees that repeated headers under different groups come out distinct (those under one
//! group, or none, stay equal and are named `text#2` in a column map). It looks at the first fifty
//! rows only, and would rather find none than take a data row.

use std::collections::{BTreeMap, BTreeSet};

use records::Reference;

use super::grid::{Grid, Merge};
use crate::column_map::comparable;
use crate::table::{Cell, TableRow, tidy_header};

/// Rows that are looked at.
pub(crate) const SEARCHED_ROWS: usize = 50;
/// A longer text is a sentence above the table, not a header.
const LONGEST_HEADER: usize = 120;

/// Words that are headers, in the form of [`comparable`].
#[derive(Clone, Debug, Default)]
pub struct KnownHeaders(BTreeSet<String>);

impl KnownHeaders {
    /// The synonyms of the reference data and the headers that a project file names.
    pub fn new<'a>(reference: &Reference, named: impl IntoIterator<Item = &'a str>) -> Self {
        let synonyms = reference.header_synonyms.iter().map(|row| row.comparable.clone());
        let named = named.into_iter().map(comparable);
        Self(synonyms.chain(named).filter(|key| !key.is_empty()).collect())
    }

    fn has(&self, header: &str) -> bool {
        self.0.contains(&comparable(header))
    }

    /// Whether no word is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A row that looks like a header.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FoundHeader {
    /// Position in [`Grid::rows`].
    pub(crate) index: usize,
    /// Cells that are known headers.
    pub(crate) known: usize,
    /// In [0, 1]: how far the row stands out.
    pub(crate) confidence: f64,
}

/// The row that looks most like a header; the first of equals.
///
/// A header is as wide as the table, is text without numbers or dates, does not repeat itself, and
/// has rows of another kind below it; known headers weigh more than all of that. Where headers are
/// known and a row has none of them, one number or date is enough to take it for data: headers are
/// shown, and values never.
pub(crate) fn find_header_row(grid: &Grid, known: &KnownHeaders) -> Option<FoundHeader> {
    let head = &grid.rows[..grid.rows.len().min(SEARCHED_ROWS)];
    let width = head.iter().map(|row| shape(row, known).filled).max()?;
    let mut best: Option<(FoundHeader, f64)> = None;
    for (index, row) in head.iter().enumerate() {
        let shape = shape(row, known);
        if !shape.can_be_header(width, known) {
            continue;
        }
        let score = shape.score(width);
        if best.is_none_or(|(_, top)| score > top + 1e-9) {
            let confidence = (score / Shape::BEST_WITHOUT_KNOWN).min(1.0);
            best = Some((FoundHeader { index, known: shape.known, confidence }, score));
        }
    }
    best.map(|(found, _)| found)
}

struct Shape {
    filled: usize,
    texts: usize,
    distinct: usize,
    known: usize,
    longest: usize,
}

impl Shape {
    const BEST_WITHOUT_KNOWN: f64 = 3.0;

    fn can_be_header(&self, width: usize, known: &KnownHeaders) -> bool {
        if self.known * 3 >= self.filled.max(2) && self.known > 0 {
            return true;
        }
        let least_texts = if known.is_empty() { 7 } else { 10 };
        let several = self.filled >= 2 || (width == 1 && known.is_empty());
        several
            && self.filled * 2 >= width
            && self.texts * 10 >= self.filled * least_texts
            && self.longest <= LONGEST_HEADER
    }

    fn score(&self, width: usize) -> f64 {
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        share(self.filled, width)
            + share(self.texts, self.filled)
            + share(self.distinct, self.filled)
            + 3.0 * share(self.known, self.filled)
    }
}

fn shape(row: &TableRow, known: &KnownHeaders) -> Shape {
    let mut shape = Shape { filled: 0, texts: 0, distinct: 0, known: 0, longest: 0 };
    let mut seen = BTreeSet::new();
    for cell in &row.cells {
        let Some(text) = cell.as_text() else { continue };
        shape.filled += 1;
        shape.longest = shape.longest.max(text.chars().count());
        let is_text = matches!(cell, Cell::Text(_)) && !mostly_digits(&text);
        shape.texts += usize::from(is_text);
        shape.known += usize::from(is_text && known.has(&text));
        shape.distinct += usize::from(seen.insert(comparable(&text)));
    }
    shape
}

/// Whether a text is a number, a date, a phone or a reference number rather than words.
fn mostly_digits(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > letters
}

/// Whether the row numbers all columns of the form (`1 2 3 …`), as printed registers do below
/// their header.
pub(crate) fn numbers_the_columns(row: &TableRow, headers: usize) -> bool {
    let texts: Vec<_> = row.cells.iter().filter_map(Cell::as_text).collect();
    texts.len() >= 3
        && texts.len() >= headers
        && texts
            .iter()
            .zip(1_u32..)
            .all(|(text, number)| text.trim_matches(['.', '(', ')']).parse() == Ok(number))
}

/// The headers of row `index`: merged cells filled, repeated headers told apart by the group
/// above them. Also says how many were renamed.
pub(crate) fn headers(grid: &Grid, index: usize, width: usize) -> (Vec<String>, usize) {
    let row = &grid.rows[index];
    let text_at = |row: &TableRow, column: usize| {
        row.cells.get(column).and_then(Cell::as_text).map(|text| tidy_header(&text))
    };
    let row_of = |number: u32| grid.rows.iter().find(|row| row.number == number);
    let mut header: Vec<String> =
        (0..width).map(|column| text_at(row, column).unwrap_or_default()).collect();
    // `№` merged over both lines of a two-line header has its text in the upper one.
    for merge in &grid.merges {
        let spans = (merge.first_row..=merge.last_row).contains(&row.number);
        if spans && merge.first_row < row.number && merge.first_column == merge.last_column {
            let upper = row_of(merge.first_row).and_then(|row| text_at(row, merge.first_column));
            if let Some(slot) = header.get_mut(merge.first_column).filter(|slot| slot.is_empty()) {
                *slot = upper.unwrap_or_default();
            }
        }
    }
    let groups: Vec<Option<String>> =
        (0..width).map(|column| group_above(grid, index, column)).collect();
    let renamed = make_distinct(&mut header, &groups);
    (header, renamed)
}

/// The text of the merged cell directly above a column of the header, where it spans several
/// columns but not the whole table.
fn group_above(grid: &Grid, index: usize, column: usize) -> Option<String> {
    let above = grid.rows.get(index.checked_sub(1)?)?;
    let covers = |merge: &&Merge| {
        merge.last_row == above.number
            && (merge.first_column..=merge.last_column).contains(&column)
            && merge.first_column < merge.last_column
    };
    let merge = grid.merges.iter().find(covers)?;
    let filled = above.cells.iter().filter(|cell| !cell.is_empty()).count();
    let text = above.cells.get(merge.first_column)?.as_text()?;
    (filled > 1).then(|| tidy_header(&text))
}

/// Puts the group before repeated headers; the count of those renamed.
fn make_distinct(header: &mut [String], groups: &[Option<String>]) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in header.iter().filter(|text| !text.is_empty()) {
        *counts.entry(comparable(text)).or_default() += 1;
    }
    let mut renamed = 0;
    for (text, group) in header.iter_mut().zip(groups) {
        let repeated = counts.get(&comparable(text)).is_some_and(|&count| count > 1);
        if let (true, Some(group)) = (repeated, group) {
            *text = format!("{group}: {text}");
            renamed += 1;
        }
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let rows = rows.iter().zip(1..).map(|(cells, number)| TableRow {
            number,
            cells: cells.iter().map(|text| Cell::from_text(text)).collect(),
        });
        Grid { rows: rows.collect(), ..Grid::default() }
    }

    #[test]
    fn titles_above_and_data_below_are_not_taken_for_the_header() {
        let grid = grid(&[
            &["Сведения об обращениях за 2021 год"],
            &["Кризисный центр", "", "", "форма 4"],
            &["№", "Ф.И.О.", "Дата рождения", "Область"],
            &["1", "Асанова Айнура", "05.03.1998", "Ошская"],
            &["2", "Бекова Назгуль", "1990", "Чуйская"],
        ]);
        let found = find_header_row(&grid, &KnownHeaders::default()).unwrap();
        assert_eq!(found.index, 2);
        assert!(found.confidence > 0.9);
    }

    #[test]
    fn known_headers_outweigh_a_fuller_row_of_text() {
        let grid = grid(&[
            &["Заявитель", "Сведения", "Прочее", "Отметка"],
            &["ФИО", "ПИН", "Область", ""],
            &["Асанова", "нет", "Ош", "да"],
        ]);
        let known = KnownHeaders(["фио", "пин", "область"].map(str::to_owned).into());
        assert_eq!(find_header_row(&grid, &known).unwrap().index, 1);
    }

    #[test]
    fn a_sheet_of_numbers_has_no_header() {
        let grid = grid(&[&["1", "2021", "05.03.2021"], &["2", "2022", "06.03.2021"]]);
        assert_eq!(find_header_row(&grid, &KnownHeaders::default()), None);
    }

    #[test]
    fn a_table_without_headers_has_none_rather_than_a_row_of_values() {
        let grid =
            grid(&[&["А-01", "Асанова Айнура", "Ош", "1990"], &["А-02", "Бекова", "", "да"]]);
        let known = KnownHeaders(["фио", "пин", "область"].map(str::to_owned).into());
        let found = find_header_row(&grid, &known);
        assert_eq!(found.map(|found| found.index), None);
    }

    #[test]
    fn a_row_of_column_numbers_is_recognised() {
        let grid = grid(&[&["1", "2", "3"], &["1", "2", "4"], &["1", "2"]]);
        let verdicts: Vec<bool> = grid.rows.iter().map(|row| numbers_the_columns(row, 3)).collect();
        assert_eq!(verdicts, [true, false, false]);
    }

    #[test]
    fn repeated_headers_take_the_group_above_them() {
        let mut grid = grid(&[
            &["№", "Пострадавшая", "", "Подозреваемый", "", "Примечание"],
            &["", "ФИО", "Год", "ФИО", "Год", "Год"],
        ]);
        let group = |first_column, last_column| Merge {
            first_row: 1,
            last_row: 1,
            first_column,
            last_column,
        };
        let over_both = Merge { first_row: 1, last_row: 2, first_column: 0, last_column: 0 };
        grid.merges = vec![over_both, group(1, 2), group(3, 4)];
        let (header, renamed) = headers(&grid, 1, 6);
        let expected = [
            "№",
            "Пострадавшая: ФИО",
            "Пострадавшая: Год",
            "Подозреваемый: ФИО",
            "Подозреваемый: Год",
            "Год",
        ];
        assert_eq!(header, expected);
        assert_eq!(renamed, 4);
        grid.merges.clear();
        assert_eq!(headers(&grid, 1, 6).1, 0, "nothing is known without the merged cells");
    }
}

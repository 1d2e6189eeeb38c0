//! Rows of a table with their texts one behind another. Reach for [`PackedRows`] where the rows of a
//! whole file are held: a cell takes the bytes of its text and one or two more, where a [`Cell`]
//! with a text of its own takes fifty.
//!
//! Guarantees that a row comes back as it was packed, with empty cells up to the width of the table.

use std::borrow::Cow;
use std::fmt;

use crate::table::{Cell, TableRow, trimmed};

/// Rows of a block.
const BLOCK: usize = 1_024;

/// Rows by their place in the table.
#[derive(Clone, Default)]
pub struct PackedRows {
    /// Each full or shrunk, but for the last.
    blocks: Vec<Block>,
    /// The first row of each block.
    firsts: Vec<usize>,
    len: usize,
    /// Cells that a row has at least when it comes back.
    width: usize,
}

/// Up to [`BLOCK`] rows.
#[derive(Clone, Default)]
struct Block {
    numbers: Vec<u32>,
    /// Where each row begins in `shapes`, and in `texts`.
    starts: Vec<Start>,
    /// A number for each cell, seven bits a byte, the lowest first: 0 for an empty one, 2n + 1 for a
    /// text of n bytes, 2n for the n-th (from 1) of `typed`.
    shapes: Vec<u8>,
    texts: String,
    /// Cells of other types.
    typed: Vec<Cell>,
    /// The fewest and most cells of a row.
    widths: Option<(usize, usize)>,
}

/// Where a row begins in `shapes`, and in `texts`.
type Start = (usize, usize);

/// A cell where it lies.
#[derive(Clone, Copy)]
pub(crate) enum PackedCell<'p> {
    Empty,
    Text(&'p str),
    Typed(&'p Cell),
}

impl<'p> PackedCell<'p> {
    /// As [`Cell::as_text`].
    pub(crate) fn as_text(self) -> Option<Cow<'p, str>> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Typed(cell) => cell.as_text(),
        }
    }

    fn to_cell(self) -> Cell {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(text.to_owned()),
            Self::Typed(cell) => cell.clone(),
        }
    }
}

impl PackedRows {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The row at a place, which must be below [`PackedRows::len`].
    pub fn row(&self, at: usize) -> TableRow {
        self.row_of(at, |_| true)
    }

    /// Every row, in order.
    pub fn iter(&self) -> impl Iterator<Item = TableRow> {
        (0..self.len).map(|at| self.row(at))
    }

    /// The row with the cells of the columns that are wanted; the others are empty.
    pub(crate) fn row_of(&self, at: usize, wanted: impl Fn(usize) -> bool) -> TableRow {
        let (block, row) = self.place(at);
        let mut cells = Vec::with_capacity(self.width);
        for (column, cell) in block.cells(row).enumerate() {
            cells.push(if wanted(column) { cell.to_cell() } else { Cell::Empty });
        }
        if cells.len() < self.width {
            cells.resize(self.width, Cell::Empty);
        }
        TableRow { number: block.numbers[row], cells }
    }

    /// The cells of a row as far as they were packed, from the first column.
    pub(crate) fn cells(&self, at: usize) -> impl Iterator<Item = PackedCell<'_>> {
        let (block, row) = self.place(at);
        block.cells(row)
    }

    /// The cell of a row in a column, if it was packed.
    pub(crate) fn cell(&self, at: usize, column: usize) -> Option<Cell> {
        self.cells(at).nth(column).map(|cell| cell.to_cell())
    }

    /// Adds a row at the end.
    pub(crate) fn push(&mut self, row: TableRow) {
        let block = self.open();
        let start = block.end();
        let width = row.cells.len();
        for cell in row.cells {
            match cell {
                Cell::Empty => block.push_number(0),
                Cell::Text(text) => block.push_text(&text),
                typed => {
                    block.typed.push(typed);
                    block.push_number(block.typed.len() * 2);
                }
            }
        }
        block.close(start, row.number, width);
        self.len += 1;
    }

    /// Adds a row of texts as [`Cell::from_text`] reads them, unless all are empty.
    ///
    /// # Errors
    /// The column of the first cell that is no text; nothing is added then.
    pub(crate) fn push_texts<'t>(
        &mut self,
        number: u32,
        texts: impl Iterator<Item = Option<Cow<'t, str>>>,
    ) -> Result<(), usize> {
        let block = self.open();
        let start = block.end();
        let mut width = 0;
        for text in texts {
            let Some(text) = text else {
                block.cut(start);
                return Err(width);
            };
            match trimmed(&text) {
                "" => block.push_number(0),
                text => block.push_text(text),
            }
            width += 1;
        }
        if block.texts.len() == start.1 {
            block.cut(start);
        } else {
            block.close(start, number, width);
            self.len += 1;
        }
        Ok(())
    }

    /// Adds the rows of others at the end.
    pub(crate) fn append(&mut self, other: Self) {
        self.seal();
        for block in other.blocks {
            self.firsts.push(self.len);
            self.len += block.numbers.len();
            self.blocks.push(block);
        }
    }

    /// Gives rows that come back at least as many cells as the table has columns.
    pub(crate) const fn set_width(&mut self, width: usize) {
        self.width = width;
    }

    /// Takes out the rows that `keep` does not return, having had the chance to change them. It is not
    /// asked of rows of exactly `width` cells.
    pub(crate) fn retain(
        self,
        width: usize,
        mut keep: impl FnMut(TableRow) -> Option<TableRow>,
    ) -> Self {
        let mut kept = Self { width, ..Self::default() };
        for block in self.blocks {
            let only =
                Self { len: block.numbers.len(), firsts: vec![0], blocks: vec![block], width: 0 };
            if only.blocks[0].widths == Some((width, width)) {
                kept.append(only);
            } else {
                only.iter().filter_map(&mut keep).for_each(|row| kept.push(row));
            }
        }
        kept.seal();
        kept
    }

    /// The block of a row, and its place in it.
    fn place(&self, at: usize) -> (&Block, usize) {
        let block = self.firsts.partition_point(|first| *first <= at) - 1;
        (&self.blocks[block], at - self.firsts[block])
    }

    /// The block that the next row goes to.
    fn open(&mut self) -> &mut Block {
        if self.blocks.last().is_none_or(|last| last.numbers.len() >= BLOCK) {
            self.seal();
            self.firsts.push(self.len);
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// Gives back the room that the last block was grown by.
    pub(crate) fn seal(&mut self) {
        if let Some(block) = self.blocks.last_mut() {
            block.shrink();
        }
    }
}

impl Block {
    fn cells(&self, row: usize) -> impl Iterator<Item = PackedCell<'_>> {
        let (mut shape, mut text) = self.starts[row];
        let end = self.starts.get(row + 1).map_or(self.shapes.len(), |next| next.0);
        std::iter::from_fn(move || {
            if shape == end {
                return None;
            }
            let number = self.number(&mut shape);
            Some(match (number, number % 2) {
                (0, _) => PackedCell::Empty,
                (_, 1) => {
                    let from = text;
                    text += number / 2;
                    PackedCell::Text(&self.texts[from..text])
                }
                _ => PackedCell::Typed(&self.typed[number / 2 - 1]),
            })
        })
    }

    /// Where the next row begins.
    const fn end(&self) -> Start {
        (self.shapes.len(), self.texts.len())
    }

    /// Makes a row of what was added since `start`.
    fn close(&mut self, start: Start, number: u32, width: usize) {
        self.numbers.push(number);
        self.starts.push(start);
        let (least, most) = self.widths.unwrap_or((width, width));
        self.widths = Some((least.min(width), most.max(width)));
    }

    /// Takes out what was added since `start`, which is text.
    fn cut(&mut self, (shape, text): Start) {
        self.shapes.truncate(shape);
        self.texts.truncate(text);
    }

    fn push_text(&mut self, text: &str) {
        self.texts.push_str(text);
        self.push_number(text.len() * 2 + 1);
    }

    fn push_number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.shapes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.shapes.push(number as u8);
    }

    /// The number at `at`, which is moved behind it.
    fn number(&self, at: &mut usize) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.shapes[*at];
            *at += 1;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn shrink(&mut self) {
        self.numbers.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.shapes.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.typed.shrink_to_fit();
    }
}

impl FromIterator<TableRow> for PackedRows {
    fn from_iter<I: IntoIterator<Item = TableRow>>(rows: I) -> Self {
        let mut packed = Self::default();
        rows.into_iter().for_each(|row| packed.push(row));
        packed.seal();
        packed
    }
}

/// Equal where the rows are, however they lie.
impl PartialEq for PackedRows {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

/// Prints how many there are: cells hold names and personal numbers.
impl fmt::Debug for PackedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} rows>", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32) -> TableRow {
        let long = "ж".repeat(9_000);
        TableRow {
            number: number * 3,
            cells: match number % 4 {
                0 => vec![],
                1 => vec![Cell::from_text("а"), Cell::Empty, Cell::Number(f64::from(number))],
                2 => vec![Cell::Empty, Cell::Bool(true), Cell::from_text(&long), Cell::Empty],
                _ => vec![Cell::Error("#REF!".to_owned()), Cell::from_text("б в")],
            },
        }
    }

    #[test]
    fn rows_come_back_as_they_were_packed() {
        let rows: Vec<TableRow> = (0..3_000).map(row).collect();
        let mut packed: PackedRows = rows[..1_500].iter().cloned().collect();
        packed.append(rows[1_500..2_999].iter().cloned().collect());
        packed.push(row(2_999));
        assert_eq!(packed.len(), rows.len());
        assert!(packed.iter().eq(rows.iter().cloned()));
        let first = packed.row_of(1, |column| column == 0);
        assert!(first.cells == [Cell::from_text("а"), Cell::Empty, Cell::Empty]);
        packed.set_width(4);
        assert!(packed.iter().all(|row| row.cells.len() == 4));
        assert_eq!(format!("{packed:?}"), "<3000 rows>");
    }

    #[test]
    fn rows_of_another_width_are_asked_about_and_the_others_are_not() {
        let mut asked = 0;
        let of = |width: usize, number: u32| TableRow {
            number,
            cells: vec![Cell::from_text("я"); width],
        };
        let even = (0..2_000).map(|number| of(2, number));
        let uneven = (2_000..2_100).map(|number| of(2 + number as usize % 2, number));
        let packed: PackedRows = even.chain(uneven).collect();
        let kept = packed.retain(2, |row| {
            asked += 1;
            (row.cells.len() == 2).then_some(row)
        });
        assert_eq!((kept.len(), asked), (2_050, 2_100 - 1_024), "whole blocks are taken over");
        assert!(kept.iter().map(|row| row.number).is_sorted());
    }

    #[test]
    fn texts_are_packed_as_cells_are_read() {
        let mut packed = PackedRows::default();
        let texts =
            |texts: &'static [&'static str]| texts.iter().map(|text| Some(Cow::from(*text)));
        packed.push_texts(2, texts(&["\u{a0}а ", " ", "б"])).unwrap();
        packed.push_texts(3, texts(&["", " "])).unwrap();
        let broken = [Some(Cow::from("в")), None].into_iter();
        assert_eq!(packed.push_texts(4, broken), Err(1));
        packed.push_texts(5, texts(&["г"])).unwrap();
        let cells = |row: &[&str]| row.iter().map(|text| Cell::from_text(text)).collect();
        let expected = [
            TableRow { number: 2, cells: cells(&["а", "", "б"]) },
            TableRow { number: 5, cells: cells(&["г"]) },
        ];
        assert!(packed.iter().eq(expected));
    }
}

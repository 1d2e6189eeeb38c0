//! Rows of a table with their texts one behind another. Reach for [`PackedRows`] where the rows of a
//! whole source are held: a cell takes the bytes of its text and one or two more, where a [`Cell`]
//! with a text of its own takes fifty.
//!
//! Guarantees that a row comes back as it was packed.

use crate::table::{Cell, TableRow};

/// Rows of a block.
const BLOCK: usize = 1_024;

/// Rows by their place in the table.
#[derive(Debug, Default)]
pub(crate) struct PackedRows {
    blocks: Vec<Block>,
    len: usize,
}

/// Up to [`BLOCK`] rows.
#[derive(Debug, Default)]
struct Block {
    numbers: Vec<u32>,
    /// Where each row begins in `shapes`, and in `texts`.
    starts: Vec<(usize, usize)>,
    /// A number for each cell, seven bits a byte, the lowest first: 0 for an empty one, 2n + 1 for a
    /// text of n bytes, 2n for the n-th (from 1) of `typed`.
    shapes: Vec<u8>,
    texts: String,
    /// Cells of other types.
    typed: Vec<Cell>,
}

/// A cell where it lies.
pub(crate) enum PackedCell<'p> {
    Empty,
    Text(&'p str),
    Typed(&'p Cell),
}

impl PackedRows {
    /// Packs rows; each is let go as soon as it is.
    pub(crate) fn pack(rows: Vec<TableRow>) -> Self {
        let mut packed = Self { blocks: Vec::new(), len: rows.len() };
        let mut block = Block::default();
        for row in rows {
            if block.numbers.len() == BLOCK {
                packed.blocks.push(std::mem::take(&mut block).shrunk());
            }
            block.push(row);
        }
        packed.blocks.push(block.shrunk());
        packed
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The cells of a row, from the first column.
    pub(crate) fn cells(&self, row: usize) -> impl Iterator<Item = PackedCell<'_>> {
        let block = &self.blocks[row / BLOCK];
        let (mut shape, mut text) = block.starts[row % BLOCK];
        let end = block.starts.get(row % BLOCK + 1).map_or(block.shapes.len(), |next| next.0);
        std::iter::from_fn(move || {
            if shape == end {
                return None;
            }
            let number = block.number(&mut shape);
            Some(match (number, number % 2) {
                (0, _) => PackedCell::Empty,
                (_, 1) => {
                    let from = text;
                    text += number / 2;
                    PackedCell::Text(&block.texts[from..text])
                }
                _ => PackedCell::Typed(&block.typed[number / 2 - 1]),
            })
        })
    }

    /// The row with the cells of the columns that are wanted; the others are empty.
    pub(crate) fn row(&self, row: usize, wanted: impl Fn(usize) -> bool) -> TableRow {
        let cell = |(column, cell): (usize, PackedCell<'_>)| match cell {
            PackedCell::Text(text) if wanted(column) => Cell::Text(text.to_owned()),
            PackedCell::Typed(cell) if wanted(column) => cell.clone(),
            _ => Cell::Empty,
        };
        TableRow {
            number: self.blocks[row / BLOCK].numbers[row % BLOCK],
            cells: self.cells(row).enumerate().map(cell).collect(),
        }
    }
}

impl Block {
    fn push(&mut self, row: TableRow) {
        self.numbers.push(row.number);
        self.starts.push((self.shapes.len(), self.texts.len()));
        for cell in row.cells {
            let number = match cell {
                Cell::Empty => 0,
                Cell::Text(text) => {
                    self.texts.push_str(&text);
                    text.len() * 2 + 1
                }
                typed => {
                    self.typed.push(typed);
                    self.typed.len() * 2
                }
            };
            self.push_number(number);
        }
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

    /// Gives back the room that lists were grown by.
    fn shrunk(mut self) -> Self {
        self.numbers.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.shapes.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.typed.shrink_to_fit();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_packed() {
        let long = "ж".repeat(9_000);
        let row = |number: u32| TableRow {
            number: number * 3,
            cells: match number % 4 {
                0 => vec![],
                1 => vec![Cell::from_text("а"), Cell::Empty, Cell::Number(f64::from(number))],
                2 => vec![Cell::Empty, Cell::Bool(true), Cell::from_text(&long), Cell::Empty],
                _ => vec![Cell::Error("#REF!".to_owned()), Cell::from_text("б в")],
            },
        };
        let rows: Vec<TableRow> = (0..3_000).map(row).collect();
        let packed = PackedRows::pack(rows.clone());
        assert_eq!(packed.len(), rows.len());
        for (at, row) in rows.iter().enumerate() {
            assert!(packed.row(at, |_| true) == *row, "row {at}");
        }
        let first = packed.row(1, |column| column == 0);
        assert!(first.cells == [Cell::from_text("а"), Cell::Empty, Cell::Empty]);
    }
}

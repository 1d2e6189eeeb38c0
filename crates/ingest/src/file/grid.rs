//! The cells of one sheet or text file before its header is known. Reach for [`Grid`] when writing
//! a reader; `assemble` turns it into a `Table`.

use std::sync::Arc;

use records::RefusalReason;

use crate::limits::TableBudget;
use crate::table::{Cell, NoteKind, PackedRows, ReadingNote, TableRow};

/// Rows as the format gives them.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// Rows that hold any value, in file order, each with as many cells as it has: all of a sheet, the
    /// first of a text file, the header and a row below it among them.
    pub(crate) rows: Vec<TableRow>,
    /// The rows behind them.
    pub(crate) further: PackedRows,
    /// Rows that the format itself broke.
    pub(crate) broken: Vec<BrokenRow>,
    /// Merged ranges.
    pub(crate) merges: Vec<Merge>,
    /// What the reader decided.
    pub(crate) notes: Vec<GridNote>,
    /// Whether every row should have as many cells as the header: true for delimited text, where
    /// a row of another width has lost or gained a separator.
    pub(crate) fixed_width: bool,
    /// Memory that its cells may still take.
    pub(crate) budget: TableBudget,
}

/// Memory of so many cells without their texts.
pub(crate) const fn cells_bytes(cells: usize) -> u64 {
    (cells as u64).saturating_mul(size_of::<Cell>() as u64)
}

/// Memory of the text of a cell.
pub(crate) const fn text_bytes(cell: &Cell) -> u64 {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.len() as u64,
        _ => 0,
    }
}

/// A row kept out by its reader.
#[derive(Debug)]
pub(crate) struct BrokenRow {
    pub(crate) number: u32,
    /// 0-based column to blame, where there is one.
    pub(crate) column: Option<usize>,
    pub(crate) value_kind: String,
    pub(crate) reason: RefusalReason,
    pub(crate) remedy: &'static str,
}

/// A merged range, both ends included: rows 1-based, columns 0-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
    pub(crate) first_column: usize,
    pub(crate) last_column: usize,
}

/// A note before file and sheet are attached.
#[derive(Debug)]
pub(crate) struct GridNote {
    pub(crate) kind: NoteKind,
    pub(crate) text: String,
    pub(crate) doubtful: bool,
}

impl GridNote {
    /// With its place.
    pub(crate) fn at(self, file: &Arc<str>, sheet: Option<&Arc<str>>) -> ReadingNote {
        ReadingNote {
            file: Arc::clone(file),
            sheet: sheet.cloned(),
            column: None,
            kind: self.kind,
            text: self.text,
            doubtful: self.doubtful,
        }
    }
}

/// The letters that a spreadsheet shows over 0-based column `index`.
pub(crate) fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")] {
            assert_eq!(column_letters(index), letters);
        }
    }
}

//! How much one input may ask of the machine. Reach for [`Limits::default`] when opening any file
//! from outside; tests set their own, and large sites theirs in `[limits]` of the project file.
//!
//! Guarantees nothing by itself: `archive_scan` and the readers check against it and refuse with
//! `IngestError::TooLarge`, which names the limit. It does not bound the number of files.

use serde::Deserialize;

/// Upper bounds for one file. All are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Rows of one table, the header and blank rows included.
    pub rows: u32,
    /// Columns of one table.
    pub columns: u32,
    /// Bytes of one line of a text file.
    pub line_bytes: u64,
    /// Bytes of one table in memory, padding and repeated values included.
    pub table_bytes: u64,
    /// How many times the size of its file (unpacked) a table may take in memory: rows of one value
    /// in the last column, or one long text in every cell, take a thousand times.
    pub table_growth: u64,
    /// Characters of one cell.
    pub cell_characters: usize,
    /// Entries of one archive (XLSX and ODS are ZIP archives).
    pub archive_entries: usize,
    /// Inflated bytes of all entries of one archive, as declared and as counted.
    pub archive_bytes: u64,
    /// Inflated bytes of a part of a workbook that holds no cells: its styles, its list of sheets.
    pub archive_part_bytes: u64,
    /// Texts in the table of shared strings of one workbook.
    pub shared_strings: u64,
    /// Inflated over packed size of one entry of at least [`Self::archive_ratio_from`] bytes, and of
    /// the whole archive.
    pub archive_ratio: u64,
    /// Inflated size from which the ratio is judged: small files of one repeated word pack well.
    pub archive_ratio_from: u64,
}

impl Default for Limits {
    /// Room for a register of five million rows, and two orders of magnitude away from the
    /// packing ratio 1:1032 that deflate reaches on a bomb of zeros: plain sheets reach 1:10 to
    /// 1:30, sheets of one repeated row about 1:150.
    fn default() -> Self {
        Self {
            file_bytes: 4 << 30,
            rows: 5_000_000,
            columns: 2_000,
            line_bytes: 16 << 20,
            table_bytes: 8 << 30,
            table_growth: 12,
            cell_characters: 1_000_000,
            archive_entries: 10_000,
            archive_bytes: 4 << 30,
            archive_part_bytes: 32 << 20,
            shared_strings: 20_000_000,
            archive_ratio: 300,
            archive_ratio_from: 16 << 20,
        }
    }
}

/// What every table may take in memory, however small its file.
const TABLE_FLOOR: u64 = 48 << 20;

/// The memory that the cells of one table may still take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableBudget {
    most: u64,
    left: u64,
}

impl TableBudget {
    /// For a table read from `bytes` unpacked bytes.
    pub(crate) fn new(limits: &Limits, bytes: u64) -> Self {
        let grown = bytes.saturating_mul(limits.table_growth).saturating_add(TABLE_FLOOR);
        let most = grown.min(limits.table_bytes);
        Self { most, left: most }
    }

    /// Takes `bytes`; the whole of the budget where there is not so much left.
    pub(crate) const fn take(&mut self, bytes: u64) -> Result<(), u64> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(self.most),
        }
    }
}

impl Default for TableBudget {
    /// No bound, for text whose cells are as large as its bytes.
    fn default() -> Self {
        Self { most: u64::MAX, left: u64::MAX }
    }
}

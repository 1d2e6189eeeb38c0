//! How much one input may ask of the machine. Reach for [`Limits::default`] when opening any file
//! from outside; tests and large sites set their own.
//!
//! Guarantees nothing by itself: `archive_scan` and the readers check against it and refuse with
//! `IngestError::TooLarge`, which names the limit. It does not bound the number of files.

/// Upper bounds for one file. All are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Rows of one table, the header and blank rows included.
    pub rows: u32,
    /// Columns of one table.
    pub columns: u32,
    /// Characters of one cell.
    pub cell_characters: usize,
    /// Entries of one archive (XLSX and ODS are ZIP archives).
    pub archive_entries: usize,
    /// Inflated bytes of all entries of one archive, as declared and as counted.
    pub archive_bytes: u64,
    /// Inflated over packed size of one entry of at least [`Self::archive_ratio_from`] bytes.
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
            cell_characters: 1_000_000,
            archive_entries: 10_000,
            archive_bytes: 4 << 30,
            archive_ratio: 300,
            archive_ratio_from: 16 << 20,
        }
    }
}

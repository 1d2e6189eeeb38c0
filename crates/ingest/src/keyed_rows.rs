//! Rows of a source in the order of their cases. Reach for [`KeyedRows`] to read a source of any
//! size: what a row says is held only until its case is put together.
//!
//! ```text
//! packed rows ── key of each ── sorted ─┬─ read, join, assemble ─┬─ records
//!                                       ├─ some hundred rows     ├─ quarantine
//!                                       └─ at a time, parallel   ┘
//! ```
//!
//! Guarantees that rows of one key are joined together, in the order of tables and rows, and that
//! the outcome is in the order of keys, whatever the number of threads.

use std::collections::BTreeSet;

use rayon::prelude::*;
use records::{CourtCase, CrimeRecord, NgoReport, QuarantinedRow, RowRef, SourceKind};

use crate::assemble::Assembly;
use crate::layout::{Bundle, Joined, Placed, join, orphan};
use crate::packed_rows::PackedRows;
use crate::row_reader::{Remarks, RowReader};
use crate::source::Records;
use crate::source_config::{Layout, TableRole};
use crate::table::Table;

/// Rows at least that are read, joined and assembled at once by one thread.
const PIECE: usize = 256;
/// Pieces between two calls of the progress function.
const STEP: usize = 32;

/// A table whose rows lie packed.
pub(crate) struct PackedTable {
    /// Without its rows.
    pub(crate) table: Table,
    pub(crate) rows: PackedRows,
}

impl From<Table> for PackedTable {
    fn from(mut table: Table) -> Self {
        let rows = PackedRows::pack(std::mem::take(&mut table.rows));
        Self { table, rows }
    }
}

/// A table with what reads its rows, and the part it plays in linked tables.
pub(crate) struct ReadableTable<'a> {
    pub(crate) packed: &'a PackedTable,
    pub(crate) reader: RowReader<'a>,
    pub(crate) role: Option<TableRole>,
}

/// A row by what it is joined on; `None` where nothing says it.
struct Keyed {
    key: Option<Box<str>>,
    table: usize,
    row: usize,
}

/// All rows of a source, sorted by key, table and row.
pub(crate) struct KeyedRows<'a> {
    tables: &'a [ReadableTable<'a>],
    rows: Vec<Keyed>,
}

/// What some rows became.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) ngo: Vec<NgoReport>,
    pub(crate) register: Vec<CrimeRecord>,
    pub(crate) court: Vec<CourtCase>,
    pub(crate) rows_in_records: u64,
    pub(crate) quarantine: Vec<QuarantinedRow>,
    /// Remarks by table.
    pub(crate) remarks: Vec<Remarks>,
    /// Rows without a case, by its key.
    orphans: Vec<(String, RowRef)>,
    refused_keys: BTreeSet<String>,
}

impl<'a> KeyedRows<'a> {
    /// Reads the key of every row.
    pub(crate) fn new(tables: &'a [ReadableTable<'a>]) -> Self {
        let mut rows = Vec::new();
        for (table, of) in tables.iter().enumerate() {
            let columns = of.reader.key_columns();
            let keyed = |row: usize| {
                let cells = of.packed.rows.row(row, |column| columns.contains(&column));
                let key = of.reader.key(&cells).map(String::into_boxed_str);
                Keyed { key, table, row }
            };
            rows.par_extend((0..of.packed.rows.len()).into_par_iter().map(keyed));
        }
        rows.par_sort_unstable_by(|a, b| (&a.key, a.table, a.row).cmp(&(&b.key, b.table, b.row)));
        Self { tables, rows }
    }

    /// Reads, joins and assembles every row; `progress` is told the rows read so far.
    pub(crate) fn read(
        &self,
        assembly: &Assembly<'_>,
        (kind, layout): (SourceKind, Layout),
        progress: &dyn Fn(u64),
    ) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.remarks.resize_with(self.tables.len(), Remarks::new);
        let mut read = 0;
        for pieces in self.pieces().chunks(STEP) {
            let piece = |rows: &&[Keyed]| self.piece(rows, assembly, (kind, layout));
            for piece in pieces.par_iter().map(piece).collect::<Vec<_>>() {
                outcome.add(piece);
            }
            read += pieces.iter().map(|rows| rows.len() as u64).sum::<u64>();
            progress(read);
        }
        outcome.settle_orphans();
        outcome
    }

    /// The rows cut where one key ends and another begins.
    fn pieces(&self) -> Vec<&[Keyed]> {
        let mut pieces = Vec::new();
        let mut rest = &self.rows[..];
        while !rest.is_empty() {
            let last = &rest[PIECE.min(rest.len()) - 1].key;
            let (piece, others) = rest.split_at(rest.partition_point(|row| row.key <= *last));
            pieces.push(piece);
            rest = others;
        }
        pieces
    }

    fn piece(
        &self,
        rows: &[Keyed],
        assembly: &Assembly<'_>,
        (kind, layout): (SourceKind, Layout),
    ) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.remarks.resize_with(self.tables.len(), Remarks::new);
        let mut placed = Vec::with_capacity(rows.len());
        for at in rows {
            let of = &self.tables[at.table];
            let row = of.packed.rows.row(at.row, |_| true);
            let place = of.packed.table.row_ref(row.number);
            match of.reader.read(&row, place.clone(), &mut outcome.remarks[at.table]) {
                Ok(content) => {
                    assert!(
                        at.key.as_deref() == Some(&*content.own.key),
                        "a row has another key than it was sorted by"
                    );
                    placed.push(Placed { role: of.role, content });
                }
                Err(refusal) => {
                    outcome.refused_keys.extend(refusal.key.clone());
                    outcome.quarantine.push(refusal.at(place));
                }
            }
        }
        let Joined { bundles, refused, orphans } = join(layout, placed);
        outcome.quarantine.extend(refused);
        outcome.orphans = orphans;
        outcome.rows_in_records = bundles.iter().map(|bundle| bundle.rows.len() as u64).sum();
        outcome.assemble(bundles, assembly, kind);
        outcome
    }
}

impl Outcome {
    fn assemble(&mut self, bundles: Vec<Bundle>, assembly: &Assembly<'_>, kind: SourceKind) {
        let bundles = bundles.into_iter();
        match kind {
            SourceKind::Ngo => self.ngo.extend(bundles.map(|one| assembly.ngo_report(one))),
            SourceKind::Register => {
                self.register.extend(bundles.map(|one| assembly.crime_record(one).shrunk()));
            }
            SourceKind::Court => {
                self.court.extend(bundles.map(|one| assembly.court_case(one).shrunk()));
            }
        }
    }

    fn add(&mut self, mut other: Self) {
        self.ngo.append(&mut other.ngo);
        self.register.append(&mut other.register);
        self.court.append(&mut other.court);
        self.rows_in_records += other.rows_in_records;
        self.quarantine.append(&mut other.quarantine);
        self.orphans.append(&mut other.orphans);
        self.refused_keys.append(&mut other.refused_keys);
        for (remarks, more) in self.remarks.iter_mut().zip(other.remarks) {
            for (remark, count) in more {
                *remarks.entry(remark).or_default() += count;
            }
        }
    }

    /// Refuses the rows without a case, once it is known which cases are in quarantine themselves.
    fn settle_orphans(&mut self) {
        for (key, at) in std::mem::take(&mut self.orphans) {
            self.quarantine.push(orphan(at, self.refused_keys.contains(&key)));
        }
    }

    /// The records, sorted by id.
    pub(crate) fn records(&mut self, kind: SourceKind) -> Records {
        match kind {
            SourceKind::Ngo => {
                self.ngo.sort_by(|a, b| a.id.cmp(&b.id));
                Records::Ngo(std::mem::take(&mut self.ngo))
            }
            SourceKind::Register => {
                self.register.sort_by(|a, b| a.id.cmp(&b.id));
                Records::Register(std::mem::take(&mut self.register))
            }
            SourceKind::Court => {
                self.court.sort_by(|a, b| a.id.cmp(&b.id));
                Records::Court(std::mem::take(&mut self.court))
            }
        }
    }
}

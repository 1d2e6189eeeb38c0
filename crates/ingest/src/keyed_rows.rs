//! Rows of a source in the order of their cases. Reach for [`KeyedRows`] to read a source of any
//! size: what a row says is held only until its case is put together.
//!
//! ```text
//! packed rows ── key of each ── sorted ─┬─ read, join, assemble ─┬─ records
//!                                       ├─ some thousand rows    ├─ quarantine
//!                                       └─ at a time, parallel   ┘
//! ```
//!
//! Guarantees that rows of one key are joined together, in the order of tables and rows, and that
//! outcomes come in the order of keys, the same ones whatever the number of threads.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use records::{QuarantinedRow, Records, RowRef, SourceKind};

use crate::assemble::Assembly;
use crate::layout::{Joined, Placed, join, orphan};
use crate::row_reader::{Remarks, RowReader};
use crate::source_config::{Layout, TableRole};
use crate::table::Table;

/// Rows at least that are read, joined and assembled by one thread.
const PIECE: usize = 256;
/// Pieces that are read at once.
const STEP: usize = 32;

/// A table with what reads its rows, and the part it plays in linked tables.
pub(crate) struct ReadableTable<'a> {
    pub(crate) table: &'a Table,
    pub(crate) reader: RowReader<'a>,
    pub(crate) role: Option<TableRole>,
}

/// A row by what it is joined on.
struct Keyed {
    /// Its number among all keys in their order, from 1; 0 where nothing says what it is joined on.
    key: u32,
    /// Of the text of the key, which is not kept.
    hash: u32,
    table: u32,
    row: u32,
}

/// All rows of a source, sorted by key, table and row.
pub(crate) struct KeyedRows<'a> {
    tables: Vec<ReadableTable<'a>>,
    rows: Vec<Keyed>,
    /// How many of them were read.
    read: usize,
}

/// What some rows became.
pub(crate) struct Outcome {
    /// In the order of their keys.
    pub(crate) records: Records,
    pub(crate) rest: Rest,
}

/// What rows became besides records.
pub(crate) struct Rest {
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
    pub(crate) fn new(tables: Vec<ReadableTable<'a>>) -> Self {
        let mut rows: Vec<(Option<Box<str>>, u32, u32)> = Vec::new();
        for (table, of) in (0..).zip(&tables) {
            let columns = of.reader.key_columns();
            let keyed = |row: usize| {
                let cells = of.table.rows.row_of(row, |column| columns.contains(&column));
                let key = of.reader.key(&cells).map(String::into_boxed_str);
                // A file has fewer rows: their numbers are u32 too.
                (key, table, row as u32)
            };
            rows.par_extend((0..of.table.rows.len()).into_par_iter().map(keyed));
        }
        rows.par_sort_unstable();
        let (mut before, mut number) = (None, 0);
        let numbered = |(key, table, row): (Option<Box<str>>, u32, u32)| {
            number += u32::from(key != before);
            let hash = key.as_deref().map_or(0, hash);
            before = key;
            Keyed { key: number, hash, table, row }
        };
        Self { rows: rows.into_iter().map(numbered).collect(), tables, read: 0 }
    }

    /// How many rows were read so far.
    pub(crate) const fn read(&self) -> usize {
        self.read
    }

    /// What no row has become yet.
    pub(crate) fn nothing(&self) -> Rest {
        Rest::of_tables(self.tables.len())
    }

    /// Reads, joins and assembles the next rows, some of which may become no record; `None` when
    /// there are no more.
    pub(crate) fn next(
        &mut self,
        assembly: &Assembly<'_>,
        (kind, layout): (SourceKind, Layout),
    ) -> Option<Outcome> {
        let (pieces, read) = self.pieces();
        if pieces.is_empty() {
            return None;
        }
        let piece = |rows: &&[Keyed]| self.piece(rows, assembly, (kind, layout));
        let outcomes: Vec<Outcome> = pieces.par_iter().map(piece).collect();
        let mut all = Outcome { records: Records::none_of(kind), rest: self.nothing() };
        for Outcome { records, rest } in outcomes {
            all.records.append(records);
            all.rest.add(rest);
        }
        self.read = read;
        Some(all)
    }

    /// The next rows cut where one key ends and another begins, and how many were read after them.
    fn pieces(&self) -> (Vec<&[Keyed]>, usize) {
        let mut pieces = Vec::with_capacity(STEP);
        let mut rest = &self.rows[self.read..];
        while !rest.is_empty() && pieces.len() < STEP {
            let last = rest[PIECE.min(rest.len()) - 1].key;
            let (piece, others) = rest.split_at(rest.partition_point(|row| row.key <= last));
            pieces.push(piece);
            rest = others;
        }
        (pieces, self.rows.len() - rest.len())
    }

    fn piece(
        &self,
        rows: &[Keyed],
        assembly: &Assembly<'_>,
        (kind, layout): (SourceKind, Layout),
    ) -> Outcome {
        let mut rest = self.nothing();
        let mut placed = Vec::with_capacity(rows.len());
        for at in rows {
            let of = &self.tables[at.table as usize];
            let row = of.table.rows.row(at.row as usize);
            let place = of.table.row_ref(row.number);
            match of.reader.read(&row, place.clone(), &mut rest.remarks[at.table as usize]) {
                Ok(content) => {
                    assert!(
                        at.key > 0 && at.hash == hash(&content.own.key),
                        "a row has another key than it was sorted by"
                    );
                    placed.push(Placed { role: of.role, content });
                }
                Err(refusal) => {
                    rest.refused_keys.extend(refusal.key.clone());
                    rest.quarantine.push(refusal.at(place));
                }
            }
        }
        let Joined { bundles, refused, orphans } = join(layout, placed);
        rest.quarantine.extend(refused);
        rest.orphans = orphans;
        rest.rows_in_records = bundles.iter().map(|bundle| bundle.rows.len() as u64).sum();
        Outcome { records: assembly.records(bundles, kind), rest }
    }
}

/// Tells keys apart where one is taken for another by mistake.
fn hash(key: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() as u32
}

impl Rest {
    fn of_tables(tables: usize) -> Self {
        Self {
            rows_in_records: 0,
            quarantine: Vec::new(),
            remarks: vec![Remarks::new(); tables],
            orphans: Vec::new(),
            refused_keys: BTreeSet::new(),
        }
    }

    /// Adds what other rows of the same tables became.
    pub(crate) fn add(&mut self, mut other: Self) {
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
    pub(crate) fn settle_orphans(&mut self) {
        for (key, at) in std::mem::take(&mut self.orphans) {
            self.quarantine.push(orphan(at, self.refused_keys.contains(&key)));
        }
    }
}

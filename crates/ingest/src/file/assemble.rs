//! From a grid of cells to a table: header found, titles and column numbers cut off, merged cells
//! filled, widths judged. Reach for [`assemble`] at the end of every reader that gives a grid.
//!
//! Guarantees that each row below the header that holds any value is in the table or refused.

use std::sync::Arc;

use records::{QuarantinedRow, RefusalReason, RowRef};

use super::grid::{BrokenRow, Grid, GridNote, cells_bytes, text_bytes};
use super::header_row::{
    FoundHeader, KnownHeaders, SEARCHED_ROWS, find_header_row, headers, numbers_the_columns,
};
use crate::error::{IngestError, Place};
use crate::table::{Cell, NoteKind, PackedRows, Table, TableRow};

/// Where the header was found, for `inspect`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HeaderChoice {
    /// In [0, 1]; 1 where the project file names the row.
    pub(crate) confidence: f64,
}

/// Makes the table of `grid`.
pub(crate) fn assemble(
    mut grid: Grid,
    file: &Arc<str>,
    sheet: Option<Arc<str>>,
    stated_header: Option<u32>,
    known: &KnownHeaders,
) -> Result<(Table, HeaderChoice), IngestError> {
    let place = Place::file(Arc::clone(file)).in_sheet(sheet.clone());
    if grid.rows.is_empty() && grid.broken.is_empty() {
        return Err(IngestError::Empty { place, what: "no cell holds a value" });
    }
    let (index, confidence) = header_index(&grid, &place, stated_header, known)?;
    let header_row = grid.rows[index].number;
    refuse_broken_header(&grid, &place, header_row)?;
    let width = table_width(&grid, index);
    let (header, renamed) = headers(&grid, index, width);
    if stated_header.is_none() {
        let text = format!("row {header_row}, confidence {confidence:.2}");
        grid.notes.push(GridNote { kind: NoteKind::HeaderRow, text, doubtful: confidence < 0.8 });
    }
    if renamed > 0 {
        let text = format!("{renamed} repeated headers were told apart by the group above them");
        grid.notes.push(GridNote { kind: NoteKind::HeaderRow, text, doubtful: true });
    }
    let mut rows = grid.rows.split_off(index + 1);
    let named = header.iter().filter(|text| !text.is_empty()).count();
    if rows.first().is_some_and(|row| numbers_the_columns(row, named)) {
        let row = rows.remove(0);
        let text = format!("row {} numbers the columns and is no data", row.number);
        grid.notes.push(GridNote { kind: NoteKind::HeaderRow, text, doubtful: false });
    }
    let costly = |most: u64| IngestError::TooLarge {
        place: place.clone(),
        what: "bytes in memory for a sheet nearly all empty or merged",
        found: most.saturating_add(1),
        limit: most,
        remedy: "delete stray cells and merged ranges beyond the table, or save the table alone as csv",
    };
    fill_merged(&mut rows, &mut grid).map_err(costly)?;
    if !grid.fixed_width {
        let padding = rows.iter().map(|row| width.saturating_sub(row.cells.len())).sum();
        grid.budget.take(cells_bytes(padding)).map_err(costly)?;
    }
    let mut all: PackedRows = rows.into_iter().collect();
    all.append(std::mem::take(&mut grid.further));
    note_unnamed_columns(&all, &header, &mut grid);
    let broken = std::mem::take(&mut grid.broken);
    let mut table = Table {
        file: Arc::clone(file),
        sheet: sheet.clone(),
        header_row,
        header,
        rows: PackedRows::default(),
        notes: grid.notes.into_iter().map(|note| note.at(file, sheet.as_ref())).collect(),
        refused: Vec::new(),
    };
    let below = broken.into_iter().filter(|row| row.number > header_row);
    table.refused = below.map(|row| quarantined(row, &table)).collect();
    judge_widths(all, &mut table, grid.fixed_width);
    table.refused.sort_by_key(|row| row.at.row);
    Ok((table, HeaderChoice { confidence }))
}

fn header_index(
    grid: &Grid,
    place: &Place,
    stated: Option<u32>,
    known: &KnownHeaders,
) -> Result<(usize, f64), IngestError> {
    let found = find_header_row(grid, known);
    let Some(stated) = stated else {
        return found.map(|found| (found.index, found.confidence)).ok_or_else(|| {
            IngestError::NoHeaderRow { place: place.clone(), searched: SEARCHED_ROWS as u32 }
        });
    };
    if let Some(index) = grid.rows.iter().position(|row| row.number == stated) {
        return Ok((index, 1.0));
    }
    let broken = grid.broken.iter().any(|row| row.number == stated);
    let what = if broken { "not readable" } else { "empty or beyond the end" };
    let remedy = found.map_or_else(
        || "open the file and state the row that Excel or an editor shows".to_owned(),
        |FoundHeader { index, .. }| {
            format!("row {} looks like the header", grid.rows[index].number)
        },
    );
    Err(IngestError::BadHeaderRow { place: place.clone().at_row(stated), what, remedy })
}

/// A row that is not text above or at the header means that headers are read wrongly.
fn refuse_broken_header(grid: &Grid, place: &Place, header_row: u32) -> Result<(), IngestError> {
    let damaged =
        |row: &&BrokenRow| row.number <= header_row && row.reason == RefusalReason::UndecodableText;
    match grid.broken.iter().find(damaged) {
        Some(row) => Err(IngestError::Undecodable {
            place: place.clone().at_row(row.number),
            encoding: "the encoding used",
            detail: format!("{} above the data", row.value_kind),
        }),
        None => Ok(()),
    }
}

/// Columns of the table: to the last header, and in workbooks to the last column with values.
fn table_width(grid: &Grid, index: usize) -> usize {
    let last_filled = |row: &TableRow| row.cells.iter().rposition(|cell| !cell.is_empty());
    let of_header = last_filled(&grid.rows[index]).map_or(0, |last| last + 1);
    if grid.fixed_width {
        return of_header;
    }
    let of_rows = grid.rows[index..].iter().filter_map(last_filled).max();
    of_rows.map_or(of_header, |last| of_header.max(last + 1))
}

/// Copies a value merged over several rows to each of them: a case number written once beside its
/// three victims belongs to all three.
///
/// # Errors
/// The budget of the grid, where the ranges take more of it than there is.
fn fill_merged(rows: &mut [TableRow], grid: &mut Grid) -> Result<(), u64> {
    let mut filled = 0_usize;
    for merge in grid.merges.iter().filter(|merge| merge.first_row < merge.last_row) {
        let first = rows.partition_point(|row| row.number < merge.first_row);
        let Some(top) = rows.get(first).filter(|row| row.number == merge.first_row) else {
            continue;
        };
        let Some(value) =
            top.cells.get(merge.first_column).filter(|cell| !cell.is_empty()).cloned()
        else {
            continue;
        };
        for row in rows[first + 1..].iter_mut().take_while(|row| row.number <= merge.last_row) {
            // A row costs something also where nothing is filled: ranges can lie over each other.
            let padding = (merge.first_column + 1).saturating_sub(row.cells.len());
            grid.budget.take(cells_bytes(padding) + text_bytes(&value) + 16)?;
            if row.cells.len() <= merge.first_column {
                row.cells.resize(merge.first_column + 1, Cell::Empty);
            }
            let slot = &mut row.cells[merge.first_column];
            if slot.is_empty() {
                *slot = value.clone();
                filled += 1;
            }
        }
    }
    if filled > 0 {
        let text = format!("{filled} cells take the value of the merged cell they belong to");
        grid.notes.push(GridNote { kind: NoteKind::Coercion, text, doubtful: false });
    }
    Ok(())
}

fn note_unnamed_columns(rows: &PackedRows, header: &[String], grid: &mut Grid) {
    let unnamed: Vec<String> = header
        .iter()
        .enumerate()
        .filter(|(_, text)| text.is_empty())
        .filter(|&(column, _)| {
            (0..rows.len()).any(|at| rows.cell(at, column).is_some_and(|cell| !cell.is_empty()))
        })
        .map(|(column, _)| super::grid::column_letters(column))
        .collect();
    if !unnamed.is_empty() {
        let text = format!("columns {} hold values but have no header", unnamed.join(", "));
        grid.notes.push(GridNote { kind: NoteKind::HeaderRow, text, doubtful: true });
    }
}

/// Gives every row as many cells as the header, or refuses it.
fn judge_widths(rows: PackedRows, table: &mut Table, fixed_width: bool) {
    let width = table.header.len();
    let mut refused = Vec::new();
    table.rows = rows.retain(width, |mut row| {
        let beyond = row.cells.iter().skip(width).any(|cell| !cell.is_empty());
        let short = row.cells.len() < width;
        if fixed_width && (beyond || short) {
            refused.push(QuarantinedRow {
                at: table.row_ref(row.number),
                column: None,
                value_kind: format!("{} cells where the header has {width}", row.cells.len()),
                reason: RefusalReason::WrongWidth,
                remedy: "add or remove the separators of this row, or put text that holds the \
                         separator in quotes"
                    .to_owned(),
            });
            return None;
        }
        row.cells.truncate(width);
        Some(row)
    });
    table.refused.append(&mut refused);
}

fn quarantined(row: BrokenRow, table: &Table) -> QuarantinedRow {
    QuarantinedRow {
        at: RowRef { row: row.number, ..table.row_ref(row.number) },
        column: row.column.and_then(|column| table.header.get(column).cloned()),
        value_kind: row.value_kind,
        reason: row.reason,
        remedy: row.remedy.to_owned(),
    }
}

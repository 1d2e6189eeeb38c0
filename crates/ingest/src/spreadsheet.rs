//! XLSX and ODS workbooks. Reach for [`read`] with the bytes of a workbook that `archive_scan`
//! found whole.
//!
//! Guarantees that cells stream past limits instead of filling a dense range (one stray cell at
//! `XFD1048576` costs a refusal, not the memory), that dates come as dates and numbers with every
//! digit the workbook kept, and that the sheet read is the one named or, in its absence, the first
//! visible one with a header. Hidden rows and columns are data like any other; formulas give the
//! value stored beside them.

mod ods;
mod xlsx;

use std::sync::Arc;

use crate::archive_scan::Unpacked;
use crate::error::{IngestError, Place, nearest};
use crate::file::assemble::{HeaderChoice, assemble};
use crate::file::grid::{Grid, GridNote, cells_bytes, column_letters, text_bytes};
use crate::file::header_row::{FoundHeader, find_header_row};
use crate::file::{FileFormat, KnownHeaders};
use crate::limits::{Limits, TableBudget};
use crate::source_config::FileSpec;
use crate::table::{Cell, NoteKind, Table, TableRow};

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetName {
    pub(crate) name: String,
    pub(crate) visible: bool,
}

/// Which sheet was read, and which there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetChoice {
    pub(crate) read: String,
    pub(crate) all: Vec<SheetName>,
}

/// An open workbook of either format.
enum Workbook {
    Xlsx(Box<xlsx::XlsxBook>),
    Ods(ods::OdsBook),
}

impl Workbook {
    fn sheets(&self) -> &[SheetName] {
        match self {
            Self::Xlsx(book) => book.sheets(),
            Self::Ods(book) => book.sheets(),
        }
    }

    fn grid(&mut self, sheet: &str, limits: &Limits) -> Result<Grid, IngestError> {
        match self {
            Self::Xlsx(book) => book.grid(sheet, limits),
            Self::Ods(book) => book.grid(sheet, limits),
        }
    }
}

/// Reads one sheet of the workbook in `bytes`.
pub(crate) fn read(
    (bytes, unpacked): (Vec<u8>, Unpacked),
    format: FileFormat,
    file: &Arc<str>,
    spec: &FileSpec,
    limits: &Limits,
    known: &KnownHeaders,
) -> Result<(Table, HeaderChoice, SheetChoice), IngestError> {
    let mut book = match format {
        FileFormat::Ods => Workbook::Ods(ods::OdsBook::open(bytes, unpacked, file)?),
        _ => Workbook::Xlsx(Box::new(xlsx::XlsxBook::open(bytes, unpacked, file)?)),
    };
    let all = book.sheets().to_vec();
    let (name, mut grid) = match &spec.sheet {
        Some(wanted) => {
            let name = named_sheet(&all, wanted, file)?;
            let grid = book.grid(&name, limits)?;
            (name, grid)
        }
        None => first_with_header(&mut book, &all, spec, file, limits, known)?,
    };
    if spec.sheet.is_none()
        && let Some(note) = sheet_note(&all, &name)
    {
        grid.notes.push(note);
    }
    let sheet: Arc<str> = name.as_str().into();
    let (table, header) = assemble(grid, file, Some(sheet), spec.header_row, known)?;
    Ok((table, header, SheetChoice { read: name, all }))
}

/// The sheet of that name, also where only case and margins differ.
fn named_sheet(all: &[SheetName], wanted: &str, file: &Arc<str>) -> Result<String, IngestError> {
    let same = |sheet: &&SheetName| {
        sheet.name == wanted || sheet.name.trim().to_lowercase() == wanted.trim().to_lowercase()
    };
    if let Some(sheet) = all.iter().find(same) {
        return Ok(sheet.name.clone());
    }
    let names = all.iter().map(|sheet| sheet.name.as_str());
    let near = nearest(wanted, names.clone());
    let listed = names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let remedy = match near {
        Some(near) => format!("did you mean \"{near}\"? the sheets are {listed}"),
        None => format!("the sheets are {listed}"),
    };
    Err(IngestError::NoSuchSheet { file: Arc::clone(file), sheet: wanted.to_owned(), remedy })
}

/// The first sheet whose header holds known words; else the first that has a header at all and a
/// row below it. Visible sheets come before hidden ones.
fn first_with_header(
    book: &mut Workbook,
    all: &[SheetName],
    spec: &FileSpec,
    file: &Arc<str>,
    limits: &Limits,
    known: &KnownHeaders,
) -> Result<(String, Grid), IngestError> {
    let mut by_shape: Option<(String, Grid)> = None;
    let mut fullest: Option<(String, Grid)> = None;
    for visible in [true, false] {
        for sheet in all.iter().filter(|sheet| sheet.visible == visible) {
            let grid = book.grid(&sheet.name, limits)?;
            let found = find_header_row(&grid, known);
            if found.is_some_and(|found| found.known >= 2) {
                return Ok((sheet.name.clone(), grid));
            }
            let has_rows = |found: FoundHeader| {
                found.index + 1 < grid.rows.len() && filled(&grid.rows[found.index]) >= 2
            };
            if by_shape.is_none() && found.is_some_and(has_rows) {
                by_shape = Some((sheet.name.clone(), grid));
                if known.is_empty() {
                    return by_shape.ok_or_else(|| empty_book(file));
                }
            } else if fullest.as_ref().is_none_or(|(_, top)| grid.rows.len() > top.rows.len()) {
                fullest = Some((sheet.name.clone(), grid));
            }
        }
        if by_shape.is_some() {
            break;
        }
    }
    // A stated header row can make sense of a sheet that has no visible header.
    let usable = |(_, grid): &(String, Grid)| spec.header_row.is_some() || !grid.rows.is_empty();
    by_shape.or(fullest.filter(usable)).ok_or_else(|| empty_book(file))
}

fn filled(row: &TableRow) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}

fn empty_book(file: &Arc<str>) -> IngestError {
    IngestError::Empty { place: Place::file(Arc::clone(file)), what: "no sheet holds a value" }
}

/// Says which sheet was read where there was a choice.
fn sheet_note(all: &[SheetName], read: &str) -> Option<GridNote> {
    let others: Vec<String> = all
        .iter()
        .filter(|sheet| sheet.name != read)
        .map(|sheet| match sheet.visible {
            true => format!("\"{}\"", sheet.name),
            false => format!("\"{}\" (hidden)", sheet.name),
        })
        .collect();
    (!others.is_empty()).then(|| GridNote {
        kind: NoteKind::Sheet,
        text: format!(
            "read sheet \"{read}\"; not read: {}; state sheet to choose",
            others.join(", ")
        ),
        doubtful: all.iter().filter(|sheet| sheet.visible).count() > 1,
    })
}

/// Collects the cells of a sheet in reading order, within limits.
struct GridBuilder<'a> {
    grid: Grid,
    place: Place,
    limits: &'a Limits,
    /// Numbers with more digits than a spreadsheet keeps.
    cut_numbers: usize,
    formulas: Formulas,
}

/// Formulas of a sheet.
#[derive(Default)]
struct Formulas {
    all: usize,
    with_value: usize,
}

impl<'a> GridBuilder<'a> {
    fn new(place: Place, limits: &'a Limits, unpacked: Unpacked) -> Self {
        let grid = Grid { budget: TableBudget::new(limits, unpacked.bytes), ..Grid::default() };
        Self { grid, place, limits, cut_numbers: 0, formulas: Formulas::default() }
    }

    /// Notes a formula, and whether its value is stored beside it.
    fn note_formula(&mut self, has_value: bool) {
        self.formulas.all += 1;
        self.formulas.with_value += usize::from(has_value);
    }

    /// Adds the cell at 0-based `row` and `column`. Empty cells cost nothing wherever they are.
    fn add(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), IngestError> {
        if cell.is_empty() {
            return Ok(());
        }
        let number = row.saturating_add(1);
        let remedy = "delete the stray cells beyond the table (Ctrl+End jumps to the last one), or \
                      save the table alone as csv";
        let too_large = |what, found: u64, limit: u64| IngestError::TooLarge {
            place: self.place.clone().at_row(number).at_column(column_letters(column as usize)),
            what,
            found,
            limit,
            remedy,
        };
        if column >= self.limits.columns {
            let found = u64::from(column) + 1;
            return Err(too_large("columns", found, u64::from(self.limits.columns)));
        }
        if number > self.limits.rows {
            return Err(too_large("rows", u64::from(number), u64::from(self.limits.rows)));
        }
        if let Cell::Text(text) = &cell
            && text.len() > self.limits.cell_characters
        {
            let limit = self.limits.cell_characters as u64;
            return Err(too_large("bytes in one cell", text.len() as u64, limit));
        }
        // Excel keeps fifteen digits; what is longer ends in zeros that nobody typed.
        self.cut_numbers += usize::from(matches!(cell, Cell::Number(n) if n.abs() >= 1e15));
        match self.grid.rows.last() {
            Some(last) if last.number > number => {
                return Err(IngestError::Damaged {
                    place: self.place.clone().at_row(number),
                    detail: format!("its row stands after row {}", last.number),
                });
            }
            Some(last) if last.number == number => {}
            _ => self.grid.rows.push(TableRow { number, cells: Vec::new() }),
        }
        if let Some(last) = self.grid.rows.last_mut() {
            let column = column as usize;
            let padding = (column + 1).saturating_sub(last.cells.len());
            self.grid.budget.take(cells_bytes(padding) + text_bytes(&cell)).map_err(|most| {
                let what = "bytes in memory for a sheet nearly all empty or repeated";
                let found = most.saturating_add(1);
                IngestError::TooLarge {
                    place: self.place.clone(),
                    what,
                    found,
                    limit: most,
                    remedy,
                }
            })?;
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
        Ok(())
    }

    /// Whether the cell at 0-based `row` and `column` was added.
    fn has_value(&self, row: u32, column: u32) -> bool {
        let rows = &self.grid.rows;
        rows.binary_search_by_key(&row.saturating_add(1), |row| row.number).is_ok_and(|at| {
            rows[at].cells.get(column as usize).is_some_and(|cell| !cell.is_empty())
        })
    }

    /// # Errors
    /// [`IngestError::Uncalculated`] where there are formulas and not one has a value: a program
    /// wrote them, and no spreadsheet has calculated them yet. A formula may well yield nothing.
    fn finish(mut self) -> Result<Grid, IngestError> {
        let Formulas { all, with_value } = self.formulas;
        if all > 0 && with_value == 0 {
            return Err(IngestError::Uncalculated { place: self.place, formulas: all as u64 });
        }
        if self.cut_numbers > 0 {
            self.grid.notes.push(GridNote {
                kind: NoteKind::Coercion,
                text: format!(
                    "{} numbers have more than 15 digits, of which a spreadsheet keeps 15; ask for \
                     this column as text",
                    self.cut_numbers
                ),
                doubtful: true,
            });
        }
        Ok(self.grid)
    }
}

#[cfg(test)]
mod tests;

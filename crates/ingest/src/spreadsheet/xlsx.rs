//! XLSX cell by cell through calamine. Reach for [`XlsxBook`] from `spreadsheet` only.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{Date, DateTime, date};
use jiff::{Span, ToSpan};

use super::{GridBuilder, SheetName};
use crate::archive_scan::Unpacked;
use crate::error::{IngestError, Place};
use crate::file::grid::{Grid, Merge};
use crate::limits::Limits;
use crate::table::Cell;

/// An open XLSX workbook.
pub(super) struct XlsxBook {
    book: Xlsx<Cursor<Vec<u8>>>,
    unpacked: Unpacked,
    file: Arc<str>,
    sheets: Vec<SheetName>,
}

impl XlsxBook {
    pub(super) fn open(
        bytes: Vec<u8>,
        unpacked: Unpacked,
        file: &Arc<str>,
    ) -> Result<Self, IngestError> {
        let place = Place::file(Arc::clone(file));
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error, place))?;
        let sheets = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName {
                name: sheet.name.clone(),
                visible: sheet.visible == SheetVisible::Visible,
            })
            .collect();
        Ok(Self { book, unpacked, file: Arc::clone(file), sheets })
    }

    pub(super) fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    pub(super) fn grid(&mut self, sheet: &str, limits: &Limits) -> Result<Grid, IngestError> {
        let place = Place::file(Arc::clone(&self.file)).in_sheet(Some(sheet.into()));
        let merged = self
            .book
            .merge_cells_by_sheet_name(sheet)
            .map_err(|error| refusal(&error, place.clone()))?;
        let is_1904 = self.book.has_1904_epoch();
        let mut cells = self
            .book
            .worksheet_cells_reader(sheet)
            .map_err(|error| refusal(&error, place.clone()))?;
        let mut builder = GridBuilder::new(place.clone(), limits, self.unpacked);
        while let Some(cell) = cells.next_cell().map_err(|error| refusal(&error, place.clone()))? {
            let (row, column) = cell.get_position();
            builder.add(row, column, typed(cell.get_value(), is_1904))?;
        }
        drop(cells);
        if self.unpacked.formulas {
            self.note_formulas(sheet, &place, &mut builder)?;
        }
        let mut grid = builder.finish()?;
        grid.merges = merged
            .into_iter()
            .map(|range| Merge {
                first_row: range.start.0.saturating_add(1),
                last_row: range.end.0.saturating_add(1),
                first_column: range.start.1 as usize,
                last_column: range.end.1 as usize,
            })
            .collect();
        grid.merges.sort_by_key(|merge| (merge.first_row, merge.first_column));
        Ok(grid)
    }

    /// Tells the builder of the formulas of a sheet, up to the first one that has a value.
    fn note_formulas(
        &mut self,
        sheet: &str,
        place: &Place,
        builder: &mut GridBuilder<'_>,
    ) -> Result<(), IngestError> {
        let mut cells = self
            .book
            .worksheet_cells_reader(sheet)
            .map_err(|error| refusal(&error, place.clone()))?;
        while let Some(cell) =
            cells.next_formula().map_err(|error| refusal(&error, place.clone()))?
        {
            let (row, column) = cell.get_position();
            if !cell.get_value().is_empty() {
                let has_value = builder.has_value(row, column);
                builder.note_formula(has_value);
                if has_value {
                    break;
                }
            }
        }
        Ok(())
    }
}

fn typed(value: &DataRef<'_>, is_1904: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::from_text(text),
        DataRef::SharedString(text) => Cell::from_text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => from_serial(*moment, is_1904),
        DataRef::DateTimeIso(text) => from_iso(text),
        DataRef::DurationIso(text) => Cell::from_text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A cell with a date or time format. A number outside the calendar of spreadsheets (a PIN in a
/// column formatted as a date) stays a number; a time of day alone is text.
fn from_serial(moment: ExcelDateTime, is_1904: bool) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Cell::Number(serial);
    }
    let seconds = ((serial - serial.floor()) * 86_400.0).round() as i64;
    if serial < 1.0 && !is_1904 {
        let span: Span = seconds.seconds();
        let time = DateTime::constant(2000, 1, 1, 0, 0, 0, 0).checked_add(span);
        return time.map_or(Cell::Number(serial), |at| Cell::Text(at.time().to_string()));
    }
    let Some(day) = day_of_serial(serial.floor() as i64, is_1904) else {
        return Cell::Number(serial);
    };
    if seconds == 0 {
        return Cell::Date(day);
    }
    let at = day.at(0, 0, 0, 0).checked_add(seconds.seconds());
    at.map_or(Cell::Number(serial), Cell::DateTime)
}

/// The day of a whole serial number. Excel counts from 1 January 1900 and believes in
/// 29 February 1900, serial 60, which is no day; 1904 workbooks count from zero.
fn day_of_serial(serial: i64, is_1904: bool) -> Option<Date> {
    let epoch = match (is_1904, serial) {
        (true, _) => date(1904, 1, 1),
        (false, 60) => return None,
        (false, ..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    epoch.checked_add(serial.days()).ok()
}

/// An ISO date or moment as written in ODS and in strict XLSX.
pub(super) fn from_iso(text: &str) -> Cell {
    if let Ok(day) = text.parse::<Date>()
        && !text.contains('T')
    {
        return Cell::Date(day);
    }
    match text.parse::<DateTime>() {
        Ok(at) if at.time() == jiff::civil::Time::midnight() => Cell::Date(at.date()),
        Ok(at) => Cell::DateTime(at),
        Err(_) => Cell::from_text(text),
    }
}

fn refusal(error: &XlsxError, place: Place) -> IngestError {
    match error {
        XlsxError::Password => IngestError::PasswordProtected { file: place.file_name() },
        other => IngestError::Damaged { place, detail: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn serial(value: f64) -> Cell {
        from_serial(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false), false)
    }

    #[test]
    fn serials_around_the_day_that_never_was() {
        assert_eq!(serial(1.0), Cell::Date(date(1900, 1, 1)));
        assert_eq!(serial(59.0), Cell::Date(date(1900, 2, 28)));
        assert_eq!(serial(60.0), Cell::Number(60.0));
        assert_eq!(serial(61.0), Cell::Date(date(1900, 3, 1)));
        assert_eq!(serial(44_260.0), Cell::Date(date(2021, 3, 5)));
        assert_eq!(
            serial(44_260.604_166_666_664),
            Cell::DateTime(date(2021, 3, 5).at(14, 30, 0, 0))
        );
        assert_eq!(serial(0.5), Cell::Text("12:00:00".to_owned()));
    }

    #[test]
    fn workbooks_of_the_1904_calendar_are_four_years_later() {
        assert_eq!(day_of_serial(0, true), Some(date(1904, 1, 1)));
        assert_eq!(day_of_serial(42_798, true), Some(date(2021, 3, 5)));
    }

    #[test]
    fn a_personal_number_in_a_date_column_stays_a_number() {
        assert_eq!(serial(12_501_199_912_345.0), Cell::Number(12_501_199_912_345.0));
    }

    #[test]
    fn iso_moments_at_midnight_are_days() {
        assert_eq!(from_iso("2021-03-05"), Cell::Date(date(2021, 3, 5)));
        assert_eq!(from_iso("2021-03-05T00:00:00"), Cell::Date(date(2021, 3, 5)));
        assert_eq!(
            from_iso("2021-03-05T14:30:00"),
            Cell::DateTime(date(2021, 3, 5).at(14, 30, 0, 0))
        );
        assert_eq!(from_iso("весна"), Cell::Text("весна".to_owned()));
    }
}

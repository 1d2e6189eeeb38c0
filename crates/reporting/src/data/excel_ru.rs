//! CSV files for Excel as it is set up in Russian: semicolons, a byte order mark, decimal commas.
//! Reach for [`excel_ru`] to make such copies beside the files that machines read.

use super::csv_tables::csv_error;
use crate::error::ReportingError;
use crate::input::OutputFile;

/// How a byte order mark of UTF-8 is written.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Ends of the names of columns that hold decimal numbers. Other columns are left as they are: an
/// article like `171.1` is no number.
const DECIMALS: [&str; 6] =
    ["_bits", "probability", "_yield", "reopening_share", "share", "weight"];

/// A copy of every CSV file, in a folder `excel-ru` beside it.
///
/// # Errors
/// When a file is no CSV.
pub(crate) fn excel_ru(files: &[OutputFile]) -> Result<Vec<OutputFile>, ReportingError> {
    files.iter().filter(|file| file.name.ends_with(".csv")).map(copy).collect()
}

fn copy(file: &OutputFile) -> Result<OutputFile, ReportingError> {
    let failed = |source| csv_error("excel-ru", source);
    let (folder, name) = file.name.rsplit_once('/').map_or(("", &*file.name), |parts| parts);
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(file.bytes.as_slice());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.to_vec());
    let mut decimal: Option<Vec<bool>> = None;
    for row in reader.records() {
        let row = row.map_err(failed)?;
        let Some(decimal) = &decimal else {
            let is_decimal = |name: &str| DECIMALS.iter().any(|end| name.ends_with(end));
            decimal = Some(row.iter().map(is_decimal).collect());
            writer.write_record(&row).map_err(failed)?;
            continue;
        };
        let cells = row.iter().zip(decimal).map(|(cell, decimal)| {
            if *decimal { cell.replacen('.', ",", 1) } else { cell.to_owned() }
        });
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    Ok(OutputFile { name: format!("{folder}excel-ru/{name}"), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_commas_and_articles_keep_their_points() {
        let text = "article,probability,note\n171.1,0.5,\"a;b, c\"\n";
        let file = OutputFile { name: "public/x.csv".into(), bytes: text.as_bytes().to_vec() };
        let made = excel_ru(&[file]).unwrap().remove(0);
        assert_eq!(made.name, "public/excel-ru/x.csv");
        let text = String::from_utf8(made.bytes).unwrap();
        assert_eq!(text, "\u{feff}article;probability;note\r\n171.1;0,5;\"a;b, c\"\r\n");
    }
}

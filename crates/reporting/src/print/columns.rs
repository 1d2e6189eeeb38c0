//! How wide columns are on paper. Reach for [`lay_out`]: no column is narrower than its longest word,
//! and what is left goes to the columns that have more to say, so that rows stay low. Unit: mean
//! letters of the table's type size.

/// Where a word may be broken without a hyphen.
pub(super) const BREAK: char = '\u{200b}';

/// Letters that fit between the margins: portrait and landscape.
const PORTRAIT: f64 = 106.0;
const LANDSCAPE: f64 = 160.0;
/// Gap between columns.
const GAP: f64 = 2.0;
/// Headings are bold, and bold letters are wider.
const BOLD: f64 = 1.15;
/// No column asks for a longer line than this.
const LINE: f64 = 200.0;
/// Columns whose longest words take more than this of a page in portrait leave no room for sentences.
const CRAMPED: f64 = 0.84;
/// A table of up to this many lines is kept on one page: portrait and landscape.
const WHOLE_PORTRAIT: f64 = 30.0;
const WHOLE_LANDSCAPE: f64 = 18.0;

/// Widths of the columns, and whether the table, or at least each row, is kept on one page.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) widths: Vec<f64>,
    pub(super) whole: bool,
    pub(super) whole_rows: bool,
}

/// Whether these headings and rows need paper in landscape.
pub(super) fn is_cramped(titles: &[&str], rows: &[Vec<String>]) -> bool {
    let (least, wanted) = needs(titles, rows);
    let space = PORTRAIT - GAP * count(titles.len());
    least.iter().sum::<f64>() > CRAMPED * space && wanted.iter().sum::<f64>() > space
}

/// Widths for these headings and rows.
pub(super) fn lay_out(titles: &[&str], rows: &[Vec<String>], wide: bool) -> Layout {
    let space = if wide { LANDSCAPE } else { PORTRAIT };
    let (least, wanted) = needs(titles, rows);
    let widths = shared(&least, &wanted, space - GAP * count(titles.len()));
    let lines: Vec<f64> = rows.iter().map(|row| lines_of(row, &widths)).collect();
    let most = if wide { WHOLE_LANDSCAPE } else { WHOLE_PORTRAIT };
    Layout {
        widths: widths.iter().map(|width| width + GAP).collect(),
        whole: lines.iter().sum::<f64>() <= most,
        whole_rows: lines.iter().all(|lines| *lines <= most),
    }
}

/// What each column needs at least, and what it would take.
fn needs(titles: &[&str], rows: &[Vec<String>]) -> (Vec<f64>, Vec<f64>) {
    let mut least: Vec<f64> = titles.iter().map(|title| longest_word(title) * BOLD).collect();
    let mut wanted = least.clone();
    for row in rows {
        for (column, cell) in row.iter().enumerate().take(titles.len()) {
            least[column] = least[column].max(longest_word(cell));
            wanted[column] = wanted[column].max(longest_line(cell).min(LINE));
        }
    }
    let wanted = wanted.iter().zip(&least).map(|(want, least)| want.max(*least)).collect();
    (least, wanted)
}

/// The space shared out: the least to everyone, the rest by what each still wants; what nobody
/// wants goes to the first column.
fn shared(least: &[f64], wanted: &[f64], space: f64) -> Vec<f64> {
    let (needed, desired): (f64, f64) = (least.iter().sum(), wanted.iter().sum());
    if desired <= space {
        let mut widths = wanted.to_vec();
        if let Some(first) = widths.first_mut() {
            *first += space - desired;
        }
        return widths;
    }
    let share = ((space - needed) / (desired - needed)).clamp(0.0, 1.0);
    least.iter().zip(wanted).map(|(least, wanted)| least + (wanted - least) * share).collect()
}

/// Lines of the highest cell of a row.
fn lines_of(row: &[String], widths: &[f64]) -> f64 {
    row.iter()
        .zip(widths)
        .map(|(cell, width)| cell.lines().map(|line| (letters(line) / width).ceil()).sum::<f64>())
        .fold(1.0, f64::max)
}

fn longest_word(text: &str) -> f64 {
    text.split([' ', '\n', BREAK]).map(letters).fold(1.0, f64::max)
}

fn longest_line(text: &str) -> f64 {
    text.lines().map(letters).fold(1.0, f64::max)
}

fn letters(text: &str) -> f64 {
    count(text.chars().filter(|letter| *letter != BREAK).count())
}

#[expect(clippy::cast_precision_loss, reason = "a cell has fewer than 2^53 letters")]
fn count(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn no_column_is_narrower_than_its_longest_word() {
        let long = "жоопкерчиликтендирилбегендиктен ".repeat(20);
        let layout = lay_out(&["a", "b", "c"], &[row(&[&long, "12", &long])], false);
        assert!(layout.widths.iter().all(|width| *width >= GAP + 2.0), "{layout:?}");
        assert!(layout.widths[0] >= 31.0 && layout.widths[2] >= 31.0, "{layout:?}");
        assert!(layout.widths[1] < 10.0, "{layout:?}");
    }

    #[test]
    fn what_nobody_wants_goes_to_the_first_column() {
        let layout = lay_out(&["Stage", "n"], &[row(&["Registered", "12"])], false);
        assert!((layout.widths.iter().sum::<f64>() - PORTRAIT).abs() < 1e-9);
        assert!(layout.widths[1] < 6.0 && layout.whole);
    }

    #[test]
    fn a_long_table_is_broken_between_pages() {
        let rows: Vec<_> = (0..50).map(|_| row(&["x", "1"])).collect();
        assert!(!lay_out(&["a", "n"], &rows, false).whole);
        assert!(!lay_out(&["a", "n"], &[row(&[&"word ".repeat(1000), "1"])], true).whole);
    }
}

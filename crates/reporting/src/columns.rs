//! How wide columns are on paper. Reach for [`lay_out`], or for [`widths`] where the paper is
//! another's: no column is narrower than its longest word, and what is left is shared so that the
//! rows become as low as they can. Unit: mean letters of the table's type size.

/// Where a word may be broken without a hyphen.
pub(crate) const BREAK: char = '\u{200b}';

/// Letters that fit between the margins: portrait and landscape.
const PORTRAIT: f64 = 104.0;
const LANDSCAPE: f64 = 158.0;
/// Gap between columns.
const GAP: f64 = 2.2;
/// Headings are bold, and bold letters are wider.
const BOLD: f64 = 1.18;
/// Rows of more lines than this on average are easier to read in landscape.
const HIGH_ROWS: f64 = 3.0;
/// A table of up to this many lines is kept on one page: portrait and landscape.
const WHOLE_PORTRAIT: f64 = 30.0;
const WHOLE_LANDSCAPE: f64 = 18.0;
/// Percent of the rows that columns are laid out for: one endless cell must not make all others
/// narrow.
const USUAL: usize = 90;
/// Lines fill their column to this share on average, because words are not broken.
const FILLED: f64 = 0.85;
/// No cell is laid out for more lines.
const MOST_LINES: u32 = 400;

/// Widths of the columns, and whether the table, or at least each row, is kept on one page.
#[derive(Debug, PartialEq)]
pub(crate) struct Layout {
    pub(crate) widths: Vec<f64>,
    pub(crate) whole: bool,
    pub(crate) whole_rows: bool,
}

/// Whether these headings and rows need paper in landscape.
pub(crate) fn needs_landscape(titles: &[&str], rows: &[Vec<String>]) -> bool {
    let space = PORTRAIT - GAP * count(titles.len());
    let least: f64 = needs(titles, rows).iter().map(|need| need.least).sum();
    let widths = widths(titles, rows, space);
    let lines: f64 = rows.iter().map(|row| lines_of(row, &widths)).sum();
    least > space || lines > HIGH_ROWS * count(rows.len())
}

/// Widths for these headings and rows.
pub(crate) fn lay_out(titles: &[&str], rows: &[Vec<String>], wide: bool) -> Layout {
    let space = if wide { LANDSCAPE } else { PORTRAIT };
    let widths = widths(titles, rows, space - GAP * count(titles.len()));
    let lines: Vec<f64> = rows.iter().map(|row| lines_of(row, &widths)).collect();
    let most = if wide { WHOLE_LANDSCAPE } else { WHOLE_PORTRAIT };
    Layout {
        widths: widths.iter().map(|width| width + GAP).collect(),
        whole: lines.iter().sum::<f64>() <= most,
        whole_rows: lines.iter().all(|lines| *lines <= most),
    }
}

/// Widths that share out this space: every column gets its longest word, then as much as its usual
/// cells need for the fewest lines that there is room for. What is left lets single columns do with
/// fewer and with a heading of one line, the cheapest first, and then goes to the first column.
pub(crate) fn widths(titles: &[&str], rows: &[Vec<String>], space: f64) -> Vec<f64> {
    let needs = needs(titles, rows);
    let at = |lines: u32| -> Vec<f64> { needs.iter().map(|need| need.width(lines)).collect() };
    let lines = (1..MOST_LINES).find(|lines| at(*lines).iter().sum::<f64>() <= space);
    let lines = lines.unwrap_or(MOST_LINES);
    let mut widths = at(lines);
    let mut left = space - widths.iter().sum::<f64>();
    let titles = needs.iter().map(|need| need.title).collect();
    for wishes in (1..lines).rev().map(at).chain([titles]) {
        let mut missing: Vec<(f64, usize)> = (wishes.iter().zip(&widths).enumerate())
            .map(|(column, (wish, width))| ((wish - width).max(0.0), column))
            .collect();
        missing.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (more, column) in missing {
            if more <= left {
                widths[column] += more;
                left -= more;
            }
        }
    }
    if let Some(first) = widths.first_mut() {
        *first += left.max(0.0);
    }
    widths
}

/// What a column needs.
struct Need {
    /// Its longest word.
    least: f64,
    /// Its heading on one line.
    title: f64,
    /// The lines of a usual long cell.
    usual: Vec<f64>,
}

impl Need {
    /// The width in which a usual long cell takes no more than so many lines.
    fn width(&self, lines: u32) -> f64 {
        let whole = self.usual.iter().copied().fold(0.0, f64::max);
        let broken = self.usual.iter().sum::<f64>() / f64::from(lines) / FILLED;
        let stands = count(self.usual.len()) >= f64::from(lines);
        let width = if stands { whole } else { broken.min(whole) };
        width.max(self.least)
    }
}

fn needs(titles: &[&str], rows: &[Vec<String>]) -> Vec<Need> {
    let need = |(column, title): (usize, &&str)| {
        let cells = || rows.iter().filter_map(move |row| row.get(column));
        let words = cells().map(|cell| longest_word(cell)).fold(0.0, f64::max);
        let mut lengths: Vec<Vec<f64>> =
            cells().map(|cell| cell.lines().map(letters).collect()).collect();
        lengths.sort_by(|one, other| one.iter().sum::<f64>().total_cmp(&other.iter().sum::<f64>()));
        let at = rows.len().saturating_sub(1) * USUAL / 100;
        Need {
            least: words.max(longest_word(title) * BOLD),
            title: letters(title) * BOLD,
            usual: lengths.get(at).cloned().unwrap_or_default(),
        }
    };
    titles.iter().enumerate().map(need).collect()
}

/// Lines of the highest cell of a row.
fn lines_of(row: &[String], widths: &[f64]) -> f64 {
    row.iter()
        .zip(widths)
        .map(|(cell, width)| cell.lines().map(|line| lines_in(line, *width)).sum::<f64>())
        .fold(1.0, f64::max)
}

/// Lines that a line of a cell takes in a column: one where it fits, else more by what is left empty.
fn lines_in(line: &str, width: f64) -> f64 {
    let long = letters(line);
    if long <= width { 1.0 } else { (long / FILLED / width).ceil() }
}

fn longest_word(text: &str) -> f64 {
    text.split([' ', '\n', BREAK]).map(letters).fold(1.0, f64::max)
}

/// Width of a text. Measured on Noto Sans: a mean letter, like a digit, is 0.57 of the type size.
fn letters(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(letter: char) -> f64 {
    match letter {
        BREAK => 0.0,
        'i' | 'j' | 'l' | 'I' | 'J' | ' ' | '.' | ',' | ':' | ';' | '(' | ')' | '\'' => 0.48,
        'f' | 'r' | 't' | 'г' | '-' | '/' => 0.7,
        'm' | 'M' | 'W' | 'ш' | 'щ' | 'ю' | 'Ж' | 'М' | 'Ф' | 'Ш' | 'Щ' | 'Ы' | 'Ю' | '%' | '№'
        | '→' => 1.6,
        'w' | 'ж' | 'м' | 'ф' | 'ъ' | 'ы' => 1.3,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'с' | 'т' | 'у' | 'к' | 'з' | 'х' | 'э' | 'ү' => {
            0.9
        }
        letter if letter.is_uppercase() => 1.2,
        _ => 1.07,
    }
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
        let word = letters("жоопкерчиликтендирилбегендиктен");
        assert!(layout.widths[0] >= word && layout.widths[2] >= word, "{layout:?}");
        assert!(layout.widths[1] < 10.0, "{layout:?}");
        assert!(needs_landscape(&["a", "b", "c"], &[row(&[&long, "12", &long])]));
    }

    #[test]
    fn what_nobody_wants_goes_to_the_first_column() {
        let layout = lay_out(&["Stage", "n"], &[row(&["Registered", "12"])], false);
        assert!((layout.widths.iter().sum::<f64>() - PORTRAIT).abs() < 1e-9);
        assert!(layout.widths[1] < 6.0 && layout.whole);
    }

    #[test]
    fn room_goes_to_the_column_that_makes_rows_high() {
        let why = "the first qualification is of another list; an entry was found, and more";
        let rows: Vec<_> = (0..9).map(|at| row(&[why, &format!("no {at}"), "Osh"])).collect();
        let widths = widths(&["Why", "Number", "Place"], &rows, 60.0);
        assert!(widths[0] > 40.0 && widths[1] < 12.0 && widths[2] < 12.0, "{widths:?}");
        assert!(!needs_landscape(&["Why", "Number", "Place"], &rows));
        // One endless cell does not take the room of all others.
        let mut rows = rows;
        rows.push(row(&["x", &"word ".repeat(400), "Osh"]));
        rows.push(row(&["x", "no 10", "Osh"]));
        let with = super::widths(&["Why", "Number", "Place"], &rows, 60.0);
        assert!((with[0] - widths[0]).abs() < 1.0, "{with:?} {widths:?}");
    }

    #[test]
    fn a_long_table_is_broken_between_pages() {
        let rows: Vec<_> = (0..50).map(|_| row(&["x", "1"])).collect();
        assert!(!lay_out(&["a", "n"], &rows, false).whole);
        assert!(!lay_out(&["a", "n"], &[row(&[&"word ".repeat(1000), "1"])], true).whole);
    }
}

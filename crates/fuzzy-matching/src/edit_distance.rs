//! Weighted edit distance on K1: letters that the region's spellings exchange cost little, letters
//! that tell names apart cost one. Reach for [`EditCosts::similarity`] to grade two folded tokens.
//!
//! Costs are data (`reference/name_edit_costs.csv`, `name_formants.csv`). The distance is
//! symmetric and zero only for equal strings; it is not a metric, because an exchange of
//! two phones for one may undercut the sum of single edits. It knows nothing of word order or of
//! cognates: those are [`crate::person_name`] and [`crate::lexicon`].

use records::Reference;
use records::reference::{EditCostRow, EditOperation};

use crate::fold::{Reading, is_vowel};

/// The symbols of K1.
const PHONES: &[u8; 24] = b"aeioubvgdjzklmnprstfhcCS";
/// Index of a byte that is no phone; such a byte costs as an unlisted consonant.
const OTHER: usize = PHONES.len();
/// Cells of the table kept on the stack: two names of 12 phones, or of 22. Clearing the larger one
/// for every pair would cost as much as filling it.
const STACK_CELLS: [usize; 2] = [13 * 13, 23 * 23];
/// Longest phone string an exchange may replace.
const MAX_REACH: usize = 4;
/// Reported where no distance was found within the cut-off.
const FAR: f64 = f64::INFINITY;
/// How much of a shared formant's length is taken from the length a difference is measured
/// against: -бек in both names is no reason to overlook that the rest differs.
const FORMANT_SHARE: f64 = 0.4;
/// Differences this small are spelling, and the formant discount is left out.
const SPELLING_DISTANCE: f64 = 0.25;
/// Shortest length a distance is measured against, phones.
const MIN_LENGTH: f64 = 1.5;
/// Similarity lost per letter read otherwise than by default.
const PENALTY: f64 = 0.02;

/// An exchange of one phone string for another, each packed into four bytes, last phone lowest.
#[derive(Clone, Copy, Debug)]
struct Multi {
    from: Ending,
    to: Ending,
    cost: f64,
}

/// The last phones of a string.
#[derive(Clone, Copy, Debug)]
struct Ending {
    packed: u32,
    mask: u32,
    length: usize,
}

impl Ending {
    fn new(phones: &[u8]) -> Self {
        let packed = phones.iter().fold(0, |packed, phone| push(packed, *phone));
        let mask = phones.iter().fold(0, |mask, _| push(mask, 0xff));
        Self { packed, mask, length: phones.len() }
    }

    const fn ends(self, tail: u32) -> bool {
        tail & self.mask == self.packed
    }
}

/// A packed tail with one more phone.
const fn push(tail: u32, phone: u8) -> u32 {
    tail << 8 | phone as u32
}

/// The compiled cost table.
#[derive(Clone, Debug)]
pub struct EditCosts {
    substitute: Vec<[f64; OTHER + 1]>,
    indel: [f64; OTHER + 1],
    transpose: f64,
    /// By last phones of both sides.
    multi: Vec<Vec<Multi>>,
    /// By last phone of one side, a bit for each last phone of the other with such an exchange.
    has_multi: [u32; OTHER + 1],
    longest_multi: usize,
    suffixes: Vec<String>,
    prefixes: Vec<String>,
}

impl EditCosts {
    /// Compiles the tables. An operation without a row costs one; an exchange of more than four
    /// phones is left out.
    pub fn new(reference: &Reference) -> Self {
        let rows = &reference.edit_costs;
        let mut costs = Self {
            substitute: vec![[1.0; OTHER + 1]; OTHER + 1],
            indel: [1.0; OTHER + 1],
            transpose: 1.0,
            multi: vec![Vec::new(); (OTHER + 1) * (OTHER + 1)],
            has_multi: [0; OTHER + 1],
            longest_multi: 1,
            suffixes: Vec::new(),
            prefixes: Vec::new(),
        };
        costs.set_defaults(rows);
        for row in rows {
            costs.set(row);
        }
        for formant in &reference.formants {
            let list = if formant.suffix { &mut costs.suffixes } else { &mut costs.prefixes };
            list.push(formant.phones.clone());
        }
        for list in [&mut costs.suffixes, &mut costs.prefixes] {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        costs
    }

    fn set_defaults(&mut self, rows: &[EditCostRow]) {
        for row in rows.iter().filter(|row| row.operation == EditOperation::SubstituteDefault) {
            for a in 0..=OTHER {
                for b in 0..=OTHER {
                    let pair = (class_name(a), class_name(b));
                    if a != b && (pair == (&row.a, &row.b) || pair == (&row.b, &row.a)) {
                        self.substitute[a][b] = row.cost;
                    }
                }
            }
        }
        for phone in 0..=OTHER {
            self.substitute[phone][phone] = if phone == OTHER { 1.0 } else { 0.0 };
        }
    }

    fn set(&mut self, row: &EditCostRow) {
        match row.operation {
            EditOperation::Substitute => {
                if let (Some(a), Some(b)) = (single(&row.a), single(&row.b)) {
                    self.substitute[a][b] = row.cost;
                    self.substitute[b][a] = row.cost;
                }
            }
            EditOperation::InsertDelete => {
                if let Some(phone) = single(&row.a) {
                    self.indel[phone] = row.cost;
                }
            }
            EditOperation::Transpose => self.transpose = row.cost,
            EditOperation::Multi => {
                self.add_multi(&row.a, &row.b, row.cost);
                self.add_multi(&row.b, &row.a, row.cost);
            }
            EditOperation::SubstituteDefault => {}
        }
    }

    fn add_multi(&mut self, from: &str, to: &str, cost: f64) {
        let (from, to) = (from.as_bytes(), to.as_bytes());
        if from.len().max(to.len()) > MAX_REACH {
            return;
        }
        if let (Some(&a), Some(&b)) = (from.last(), to.last()) {
            self.longest_multi = self.longest_multi.max(from.len());
            self.has_multi[index(a)] |= 1 << index(b);
            self.multi[index(a) * (OTHER + 1) + index(b)].push(Multi {
                from: Ending::new(from),
                to: Ending::new(to),
                cost,
            });
        }
    }

    /// The cheapest sequence of edits, or `None` when it costs more than `cut_off`.
    pub fn distance(&self, a: &str, b: &str, cut_off: f64) -> Option<f64> {
        if a == b {
            return Some(0.0);
        }
        let (a, b) = (a.as_bytes(), b.as_bytes());
        let width = b.len() + 1;
        let cells = (a.len() + 1) * width;
        // Names fit on the stack; only a text of absurd length is worth an allocation.
        if cells <= STACK_CELLS[0] {
            self.fill(&mut [0.0; STACK_CELLS[0]], (a, b), cut_off)
        } else if cells <= STACK_CELLS[1] {
            self.fill(&mut [0.0; STACK_CELLS[1]], (a, b), cut_off)
        } else {
            self.fill(&mut vec![0.0; cells], (a, b), cut_off)
        }
    }

    /// Fills the table of distances between beginnings, row by row of `a`.
    fn fill(&self, table: &mut [f64], (a, b): (&[u8], &[u8]), cut_off: f64) -> Option<f64> {
        let width = b.len() + 1;
        for j in 1..width {
            table[j] = table[j - 1] + self.indel[index(b[j - 1])];
        }
        // A row can be reached from the rows a multi-phone edit or an exchange looks back to.
        let reach = self.longest_multi.clamp(2, MAX_REACH);
        let mut lowest = [0.0f64; MAX_REACH];
        let mut tail_a = 0;
        for i in 1..=a.len() {
            tail_a = push(tail_a, a[i - 1]);
            let (before, row) = table.split_at_mut(i * width);
            let row_lowest = self.fill_row(before, &mut row[..width], (tail_a, i), b);
            lowest[i % reach] = row_lowest;
            if lowest[..reach].iter().fold(FAR, |low, &cost| low.min(cost)) > cut_off {
                return None;
            }
        }
        let cost = table[a.len() * width + b.len()];
        (cost <= cut_off).then_some(cost)
    }

    /// Fills one row, that of the first `i` phones of one string, from the rows before it; returns
    /// its lowest cost.
    fn fill_row(
        &self,
        before: &[f64],
        row: &mut [f64],
        (tail_a, i): (u32, usize),
        b: &[u8],
    ) -> f64 {
        let width = row.len();
        let above = &before[(i - 1) * width..];
        let last = |tail: u32| (tail & 0xff) as u8;
        let x = index(last(tail_a));
        let (substitute, indel) = (&self.substitute[x], self.indel[x]);
        row[0] = above[0] + indel;
        let (mut row_lowest, mut tail_b) = (row[0], 0);
        for j in 1..width {
            tail_b = push(tail_b, b[j - 1]);
            let y = index(b[j - 1]);
            let same = last(tail_a) == b[j - 1];
            let mut cost = above[j - 1] + if same { 0.0 } else { substitute[y] };
            cost = lower(cost, lower(above[j] + indel, row[j - 1] + self.indel[y]));
            let exchanged = tail_a & 0xffff == (tail_b & 0xffff).swap_bytes() >> 16;
            if i > 1 && j > 1 && exchanged && !same {
                cost = lower(cost, before[(i - 2) * width + j - 2] + self.transpose);
            }
            if self.has_multi[x] >> y & 1 == 1 {
                for multi in &self.multi[x * (OTHER + 1) + y] {
                    // A tail shorter than the ending has zero bytes, which no phone is.
                    if multi.from.ends(tail_a) && multi.to.ends(tail_b) {
                        let at = (i - multi.from.length) * width + j - multi.to.length;
                        cost = lower(cost, before[at] + multi.cost);
                    }
                }
            }
            row[j] = cost;
            row_lowest = lower(row_lowest, cost);
        }
        row_lowest
    }

    /// Similarity of two K1 strings in `[0, 1]`; one for equal strings, zero where either is empty.
    pub fn similarity(&self, a: &str, b: &str) -> f64 {
        self.similarity_from(a, b, 0.0)
    }

    /// As [`Self::similarity`], but any result below `floor` may come out as zero: cheaper.
    pub fn similarity_from(&self, a: &str, b: &str, floor: f64) -> f64 {
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        if a == b {
            return 1.0;
        }
        let mean = (a.len() + b.len()) as f64 / 2.0;
        let Some(distance) = self.distance(a, b, (1.0 - floor) * mean.max(MIN_LENGTH)) else {
            return 0.0;
        };
        let formant = if distance > SPELLING_DISTANCE { self.shared_formant(a, b) } else { 0 };
        let length = (mean - FORMANT_SHARE * formant as f64).max(MIN_LENGTH);
        (1.0 - distance / length).max(0.0)
    }

    /// The best similarity over pairs of readings, less [`PENALTY`] per letter read otherwise.
    pub fn similarity_of_readings(&self, a: &[Reading], b: &[Reading]) -> f64 {
        self.similarity_of_readings_from(a, b, 0.0)
    }

    /// As [`Self::similarity_of_readings`], but any result below `floor` may come out as zero:
    /// cheaper.
    pub fn similarity_of_readings_from(&self, a: &[Reading], b: &[Reading], floor: f64) -> f64 {
        // A result that is just the floor must not fall to a rounded sum.
        let floor = floor - 1e-9;
        let mut best = 0.0f64;
        for x in a {
            for y in b {
                let lost = PENALTY * f64::from(x.penalty + y.penalty);
                if 1.0 - lost > best {
                    let least = best.max(floor) + lost;
                    best = best.max(self.similarity_from(&x.k1, &y.k1, least) - lost);
                }
            }
        }
        best
    }

    /// The length of the longest formant that both begin or both end with, phones.
    fn shared_formant(&self, a: &str, b: &str) -> usize {
        let suffix = self.suffixes.iter().find(|f| a.ends_with(*f) && b.ends_with(*f));
        let prefix = self.prefixes.iter().find(|f| a.starts_with(*f) && b.starts_with(*f));
        suffix.map_or(0, String::len).max(prefix.map_or(0, String::len))
    }

    /// Whether one string is the other with one formant added at an end: Бакыт and Бакытбек.
    pub fn formant_dropped(&self, a: &str, b: &str) -> bool {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        // Two phones left over are a formant themselves (Ай-бек and Ай-гүл share only it).
        if short.len() < 3 {
            return false;
        }
        let added = |rest: Option<&str>, list: &[String]| {
            rest.is_some_and(|rest| list.iter().any(|formant| formant == rest))
        };
        added(long.strip_prefix(short), &self.suffixes)
            || added(long.strip_suffix(short), &self.prefixes)
    }
}

/// The lower of two costs, neither of which is NaN.
const fn lower(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// Index of every byte in [`PHONES`], [`OTHER`] for the rest.
const INDEX: [u8; 256] = {
    let mut table = [OTHER as u8; 256];
    let mut at = 0;
    while at < PHONES.len() {
        table[PHONES[at] as usize] = at as u8;
        at += 1;
    }
    table
};

const fn index(phone: u8) -> usize {
    INDEX[phone as usize] as usize
}

fn single(phones: &str) -> Option<usize> {
    match phones.as_bytes() {
        [phone] => Some(index(*phone)).filter(|at| *at != OTHER),
        _ => None,
    }
}

fn class_name(phone: usize) -> &'static str {
    match PHONES.get(phone) {
        Some(phone) if is_vowel(*phone) => "vowel",
        _ => "cons",
    }
}

#[cfg(test)]
mod tests;

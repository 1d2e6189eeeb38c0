//! Numbers for numbers. Reach for [`Numbers::issue`] with the own reference of every record, then for
//! [`Numbers::rewrite`] with what cites them.
//!
//! The number of a record keeps its form and its year and gets another serial number, which no record
//! of the project has; a cited number follows the record it cites, with the slip it was cited with.
//! Any other number gets other digits, the same ones throughout its case.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use records::reference_number::normalize;
use records::{NumberKind, RecordId};

use super::key::Key;

/// Tries of a serial number before one more digit is taken.
const TRIES: u32 = 200;

/// Replaces the numbers of one project.
pub(super) struct Numbers<'k> {
    key: &'k Key,
    /// References of the records, to what stands for them.
    issued: BTreeMap<RecordId, String>,
    used: BTreeSet<String>,
    /// References of cases at police and courts without their blanks, to what stands for them.
    whole: BTreeMap<String, String>,
    /// The same by their digits alone, for numbers that are cited in another form.
    digits: BTreeMap<String, String>,
    of_case: BTreeMap<String, Vec<String>>,
}

/// The reference within a record id.
pub(super) fn own_part(id: &RecordId) -> &str {
    id.as_str().split_once(':').map_or(id.as_str(), |(_, own)| own)
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Groups of digits of a text.
fn groups(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()) {
        match groups.last_mut() {
            Some(group) if group.end == at => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Whether a group says a year: four digits, or two after a dash or stroke.
fn is_year(text: &str, group: &Range<usize>) -> bool {
    let digits = &text[group.clone()];
    let year: u32 = digits.parse().unwrap_or_default();
    match digits.len() {
        4 => (1990..2040).contains(&year),
        2 => text[..group.start].ends_with(['/', '-']) && (10..30).contains(&year),
        _ => false,
    }
}

/// Puts digits into the places of those of `like`.
fn in_form(like: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    like.chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or(c) } else { c }).collect()
}

impl<'k> Numbers<'k> {
    /// For the records with these ids.
    pub(super) fn new<'i>(key: &'k Key, ids: impl Iterator<Item = &'i RecordId>) -> Self {
        let used = ids.map(|id| own_part(id).to_owned()).collect();
        let (issued, whole) = (BTreeMap::new(), BTreeMap::new());
        let (digits, of_case) = (BTreeMap::new(), BTreeMap::new());
        Self { key, issued, used, whole, digits, of_case }
    }

    /// The reference that stands for that of a record of a case; `cited` where others cite it.
    pub(super) fn issue(&mut self, id: &RecordId, case: &str, cited: bool) {
        if self.issued.contains_key(id) {
            return;
        }
        let own = own_part(id).to_owned();
        let new =
            (0..).map(|attempt| self.candidate(&own, attempt)).find(|new| !self.used.contains(new));
        let new = new.unwrap_or_default();
        if cited {
            self.whole.insert(without_blanks(&own), new.clone());
        }
        if cited && only_digits(&own).len() == only_digits(&new).len() {
            self.digits.insert(only_digits(&own), only_digits(&new));
            self.of_case.entry(case.to_owned()).or_default().push(only_digits(&own));
        }
        self.used.insert(new.clone());
        self.issued.insert(id.clone(), new);
    }

    /// What stands for a record's reference.
    pub(super) fn issued(&self, id: &RecordId) -> Option<&str> {
        self.issued.get(id).map(String::as_str)
    }

    fn candidate(&self, own: &str, attempt: u32) -> String {
        let groups = groups(own);
        let after_letter = |group: &Range<usize>| {
            own[..group.start].chars().next_back().is_some_and(char::is_alphabetic)
        };
        let counts = |group: &&Range<usize>| !is_year(own, group);
        let serial = (groups.iter().rev().filter(counts).find(|group| !after_letter(group)))
            .or_else(|| groups.iter().rev().find(counts))
            .or(groups.last());
        let Some(serial) = serial else {
            return format!(
                "R-{:06}",
                self.key.number("reference", &format!("{own} {attempt}")) % 1_000_000
            );
        };
        let width = serial.len() + (attempt / TRIES) as usize;
        let most = 10u64.pow(width.min(15) as u32);
        let number = self.key.number("serial", &format!("{own} {attempt}")) % most;
        let mut new = own.to_owned();
        new.replace_range(serial.clone(), &format!("{number:0width$}"));
        // The office is the second group of a register number; it stays in its oblast, the first.
        if let [oblast, office, _, _] = groups.as_slice()
            && office.len() == 3
        {
            let digits = self.key.digits(&format!("office {}", &own[oblast.clone()]));
            new.replace_range(office.clone(), &with_digits(&own[office.clone()], &digits));
        }
        new
    }

    /// A text with numbers of a case, each replaced; `day` replaces a date among them.
    pub(super) fn rewrite(
        &self,
        case: &str,
        text: &str,
        day: &dyn Fn(&str) -> Option<String>,
    ) -> String {
        let item = |item: &str| {
            if let Some(known) = self.cited(case, item) {
                return known;
            }
            let words = item.split(' ').map(|word| {
                day(word)
                    .or_else(|| self.cited(case, word))
                    .unwrap_or_else(|| self.other(case, word))
            });
            words.collect::<Vec<_>>().join(" ")
        };
        text.split_inclusive([';', ',', '\n'])
            .map(|part| {
                let body = part.trim_end_matches([';', ',', '\n']);
                format!("{}{}", item(body), &part[body.len()..])
            })
            .collect()
    }

    fn cited(&self, case: &str, text: &str) -> Option<String> {
        if let Some(new) = self.whole.get(&without_blanks(text)) {
            return Some(new.clone());
        }
        let digits = only_digits(text);
        if let Some(new) = self.digits.get(&digits) {
            return Some(in_form(text, new));
        }
        let plain = normalize(NumberKind::Register, text);
        if let Some(new) = self.digits.get(&only_digits(&plain)).filter(|_| !digits.is_empty()) {
            return Some(in_form(&plain, new));
        }
        let of_case = self.of_case.get(case).map_or(&[][..], Vec::as_slice);
        let slipped = of_case.iter().find_map(|old| slip(old, &digits, self.digits.get(old)?));
        slipped.map(|new| in_form(text, &new))
    }

    /// Other digits, the same throughout a case; years stay.
    pub(super) fn other(&self, case: &str, text: &str) -> String {
        let digits = self.key.digits(case);
        let mut new = text.to_owned();
        for group in groups(text).into_iter().filter(|group| !is_year(text, group)) {
            new.replace_range(group.clone(), &with_digits(&text[group], &digits));
        }
        new
    }
}

fn with_digits(text: &str, digits: &[u8; 10]) -> String {
    text.bytes().map(|byte| char::from(b'0' + digits[usize::from(byte - b'0') % 10])).collect()
}

/// Where `written` is `number` with one digit changed or two exchanged: the same in `replacement`.
fn slip(number: &str, written: &str, replacement: &str) -> Option<String> {
    let (old, new) = (number.as_bytes(), written.as_bytes());
    let mut digits = replacement.as_bytes().to_vec();
    if old.len() != new.len() || old.len() != digits.len() || old.len() < 5 {
        return None;
    }
    let differ: Vec<usize> = (0..old.len()).filter(|at| old[*at] != new[*at]).collect();
    match differ[..] {
        [at] => digits[at] = b'0' + (digits[at] - b'0' + 1) % 10,
        [a, b] if old[a] == new[b] && old[b] == new[a] => digits.swap(a, b),
        _ => return None,
    }
    String::from_utf8(digits).ok()
}

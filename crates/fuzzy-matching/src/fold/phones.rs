//! K1, the phone string, with its readings; K2v and K3, the coarser keys derived from it.

use std::cmp::Reverse;

use records::reference::FoldRow;
use unicode_normalization::UnicodeNormalization;

use super::Reading;

/// Readings kept per token. The most a real spelling produces is six (`Xadicha`).
const MAX_READINGS: usize = 6;
/// Partial readings kept while a token is read, so that `jcjcjcjc…` stays cheap.
const MAX_PARTIAL: usize = 48;
/// Opens a grapheme of the table that counts at the beginning of a word only.
const OPENING: char = '^';
/// No phone: marks what contraction takes out.
const SILENT: u8 = b' ';
/// Characters below this index the table directly: Latin, Greek and Cyrillic with supplements.
const DIRECT: usize = 0x530;

/// Whether a phone is a vowel.
pub const fn is_vowel(phone: u8) -> bool {
    matches!(phone, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// What one grapheme may stand for.
#[derive(Clone, Debug)]
struct Grapheme {
    letters: Vec<char>,
    /// Whether it counts at the beginning of a word only.
    opening: bool,
    phones: String,
    after_consonant: Option<String>,
    alternatives: Vec<String>,
}

/// The graphemes that begin with one letter.
#[derive(Clone, Debug, Default)]
struct Group {
    /// The letter alone.
    single: Vec<Grapheme>,
    /// By second letter; longest first within one, a word's opening before the same letters
    /// elsewhere.
    longer: Vec<Grapheme>,
    /// The second letters of `longer`.
    seconds: Vec<char>,
    /// One bit per second letter, modulo 64: most letters are told apart by this alone.
    sieve: u64,
}

impl Group {
    fn settle(&mut self) {
        self.longer.sort_by_key(|g| (g.letters[1], Reverse(g.letters.len()), !g.opening));
        self.single.sort_by_key(|grapheme| !grapheme.opening);
        self.seconds = self.longer.iter().map(|grapheme| grapheme.letters[1]).collect();
        self.sieve = self.seconds.iter().fold(0, |sieve, second| sieve | bit(*second));
    }

    fn longest(&self, rest: &[char], opening: bool) -> Option<&Grapheme> {
        let fits = |grapheme: &&Grapheme| opening || !grapheme.opening;
        if let Some(&second) = rest.get(1)
            && self.sieve & bit(second) != 0
        {
            let from = self.seconds.partition_point(|known| *known < second);
            let with_second = self.longer[from..].iter().take_while(|g| g.letters[1] == second);
            let found = with_second.filter(fits).find(|g| rest.starts_with(&g.letters));
            if found.is_some() {
                return found;
            }
        }
        self.single.iter().find(fits)
    }
}

const fn bit(letter: char) -> u64 {
    1 << (letter as u32 % 64)
}

/// The compiled fold table: graphemes by first letter.
#[derive(Clone, Debug)]
pub(super) struct PhoneTable {
    groups: Vec<Group>,
    direct: Vec<u16>,
    further: Vec<(char, u16)>,
}

impl PhoneTable {
    pub(super) fn new(rows: &[FoldRow]) -> Self {
        let mut table =
            Self { groups: vec![Group::default()], direct: vec![0; DIRECT], further: Vec::new() };
        for row in rows {
            let (opening, written) = match row.grapheme.strip_prefix(OPENING) {
                Some(written) => (true, written),
                None => (false, row.grapheme.as_str()),
            };
            let letters: Vec<char> = written
                .chars()
                .map(|c| if super::surface::is_apostrophe(c) { '\'' } else { c })
                .collect();
            let Some(&first) = letters.first() else { continue };
            let index = table.group_of(first);
            let group = &mut table.groups[index];
            let list = if letters.len() == 1 { &mut group.single } else { &mut group.longer };
            list.push(Grapheme {
                letters,
                opening,
                phones: row.phones.clone(),
                after_consonant: row.after_consonant.clone(),
                alternatives: row.alternatives.clone(),
            });
        }
        table.groups.iter_mut().for_each(Group::settle);
        table
    }

    fn group_of(&mut self, first: char) -> usize {
        let existing = self.group_index(first);
        if existing != 0 {
            return existing;
        }
        self.groups.push(Group::default());
        let index = self.groups.len() - 1;
        // The table has a few hundred letters; an index beyond u16 cannot occur.
        let stored = u16::try_from(index).unwrap_or(0);
        if (first as usize) < DIRECT {
            self.direct[first as usize] = stored;
        } else {
            let at = self.further.partition_point(|(c, _)| *c < first);
            self.further.insert(at, (first, stored));
        }
        index
    }

    fn group_index(&self, first: char) -> usize {
        if let Some(index) = self.direct.get(first as usize) {
            return usize::from(*index);
        }
        self.further
            .binary_search_by_key(&first, |(c, _)| *c)
            .map_or(0, |at| usize::from(self.further[at].1))
    }

    /// The longest grapheme that `rest` begins with; `opening` where `rest` is a whole word.
    fn longest(&self, rest: &[char], opening: bool) -> Option<&Grapheme> {
        self.groups[self.group_index(*rest.first()?)].longest(rest, opening)
    }

    /// The phone strings that a word starting with this letter of this script may begin with.
    pub(super) fn openings(&self, letter: char) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let group = &self.groups[self.group_index(letter)];
        for grapheme in group.single.iter().chain(&group.longer) {
            found.push(&grapheme.phones);
            found.extend(grapheme.after_consonant.as_deref());
            found.extend(grapheme.alternatives.iter().map(String::as_str));
        }
        found.retain(|phones| !phones.is_empty());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every reading of a surface, least penalty first; none for a surface without sounds.
    pub(super) fn readings(&self, letters: &[char]) -> Vec<Reading> {
        let empty = String::with_capacity(letters.len() + 4);
        let mut readings = vec![Reading { k1: empty, penalty: 0 }];
        let mut at = 0;
        while at < letters.len() {
            at += self.read_one(&letters[at..], at == 0, &mut readings);
        }
        finish(&mut readings);
        readings
    }

    /// Extends every reading by the grapheme that opens `rest`; returns the letters consumed.
    fn read_one(&self, rest: &[char], opening: bool, readings: &mut Vec<Reading>) -> usize {
        let Some(grapheme) = self.longest(rest, opening) else {
            // A letter with a mark the table does not list sounds like its base letter.
            if let Some(base) = std::iter::once(rest[0]).nfd().next()
                && base != rest[0]
                && let Some(plain) = self.longest(&[base], false)
            {
                readings.iter_mut().for_each(|reading| append(&mut reading.k1, plain));
            }
            return 1;
        };
        if grapheme.alternatives.is_empty() {
            readings.iter_mut().for_each(|reading| append(&mut reading.k1, grapheme));
        } else {
            branch(readings, grapheme);
        }
        grapheme.letters.len()
    }
}

/// Appends the default phones of a grapheme.
fn append(phones: &mut String, grapheme: &Grapheme) {
    let after = match &grapheme.after_consonant {
        Some(after) if phones.bytes().last().is_some_and(|phone| !is_vowel(phone)) => after,
        _ => &grapheme.phones,
    };
    phones.push_str(after);
}

/// Appends the default and the alternatives of a grapheme to every reading.
fn branch(readings: &mut Vec<Reading>, grapheme: &Grapheme) {
    let mut longer = Vec::with_capacity(readings.len() * (1 + grapheme.alternatives.len()));
    for mut reading in readings.drain(..) {
        let read = reading.k1.len();
        let penalty = reading.penalty.saturating_add(1);
        let others = grapheme.alternatives.iter().map(|other| {
            let mut k1 = String::with_capacity(reading.k1.capacity());
            k1.push_str(&reading.k1[..read]);
            k1.push_str(other);
            Reading { k1, penalty }
        });
        let place = longer.len();
        longer.extend(others);
        append(&mut reading.k1, grapheme);
        longer.insert(place, reading);
    }
    if longer.len() > MAX_PARTIAL {
        longer.sort_by_key(|reading| reading.penalty);
        longer.truncate(MAX_PARTIAL);
    }
    *readings = longer;
}

/// Contracts the phone strings, drops repeats and empty ones, orders by penalty.
fn finish(readings: &mut Vec<Reading>) {
    for reading in readings.iter_mut() {
        let mut phones = std::mem::take(&mut reading.k1).into_bytes();
        contract(&mut phones);
        reading.k1 = String::from_utf8(phones).unwrap_or_default();
    }
    if readings.len() > 1 {
        let mut kept = 0;
        for at in 0..readings.len() {
            let penalty = readings[at].penalty;
            match (0..kept).find(|&known| readings[known].k1 == readings[at].k1) {
                Some(known) => readings[known].penalty = readings[known].penalty.min(penalty),
                None => {
                    readings.swap(kept, at);
                    kept += 1;
                }
            }
        }
        readings.truncate(kept);
        readings.sort_by_key(|reading| reading.penalty);
        readings.truncate(MAX_READINGS);
    }
    readings.retain(|reading| !reading.k1.is_empty());
}

/// Doubled phones collapse; consonant + iu is consonant + u; ie is e; doubles collapse again.
fn contract(phones: &mut Vec<u8>) {
    phones.dedup();
    let (mut before, mut at) = (b'a', 0);
    while at < phones.len() {
        let (phone, next) = (phones[at], phones.get(at + 1));
        let silent_i =
            phone == b'i' && (next == Some(&b'e') || (next == Some(&b'u') && !is_vowel(before)));
        // Marked first and taken out below, so that neighbours are those before contraction.
        if silent_i {
            phones[at] = SILENT;
        }
        (before, at) = (phone, at + 1);
    }
    phones.retain(|phone| *phone != SILENT);
    phones.dedup();
}

/// K2v of a phone string: consonant classes with every vowel `a`, doubles collapsed.
pub fn k2v(k1: &str) -> String {
    let mut key = String::with_capacity(k1.len());
    let mut last = None;
    for phone in k1.bytes() {
        let class = if is_vowel(phone) { b'a' } else { class(phone) };
        if last.replace(class) != Some(class) {
            key.push(char::from(class));
        }
    }
    key
}

/// K3 of a phone string: consonant classes alone, an initial vowel as `V`, doubles collapsed.
pub fn k3(k1: &str) -> String {
    let mut key = String::with_capacity(k1.len());
    let mut last = None;
    for (at, phone) in k1.bytes().enumerate() {
        let class = match (is_vowel(phone), at) {
            (true, 0) => b'V',
            (true, _) => continue,
            (false, _) => class(phone),
        };
        if last.replace(class) != Some(class) {
            key.push(char::from(class));
        }
    }
    key
}

const fn class(consonant: u8) -> u8 {
    match consonant {
        b'k' | b'g' | b'h' => b'k',
        b'p' | b'b' | b'f' => b'p',
        b't' | b'd' => b't',
        b's' | b'z' | b'c' => b's',
        b'S' | b'C' | b'j' => b'S',
        other => other,
    }
}

//! K1, the phone string, with its readings; K2v and K3, the coarser keys derived from it.

use records::reference::FoldRow;
use unicode_normalization::UnicodeNormalization;

use super::Reading;

/// Readings kept per token. The most a real spelling produces is six (`Xadicha`).
const MAX_READINGS: usize = 6;
/// Partial readings kept while a token is read, so that `jcjcjcjc…` stays cheap.
const MAX_PARTIAL: usize = 48;
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
    phones: String,
    after_consonant: Option<String>,
    alternatives: Vec<String>,
}

/// The compiled fold table: graphemes by first letter, longest first.
#[derive(Clone, Debug)]
pub(super) struct PhoneTable {
    groups: Vec<Vec<Grapheme>>,
    direct: Vec<u16>,
    further: Vec<(char, u16)>,
}

impl PhoneTable {
    pub(super) fn new(rows: &[FoldRow]) -> Self {
        let mut table =
            Self { groups: vec![Vec::new()], direct: vec![0; DIRECT], further: Vec::new() };
        for row in rows {
            let letters: Vec<char> = row
                .grapheme
                .chars()
                .map(|c| if super::surface::is_apostrophe(c) { '\'' } else { c })
                .collect();
            let Some(&first) = letters.first() else { continue };
            let index = table.group_of(first);
            table.groups[index].push(Grapheme {
                letters,
                phones: row.phones.clone(),
                after_consonant: row.after_consonant.clone(),
                alternatives: row.alternatives.clone(),
            });
        }
        for group in &mut table.groups {
            group.sort_by_key(|grapheme| std::cmp::Reverse(grapheme.letters.len()));
        }
        table.further.sort_unstable();
        table
    }

    fn group_of(&mut self, first: char) -> usize {
        let existing = self.group_index(first);
        if existing != 0 {
            return existing;
        }
        self.groups.push(Vec::new());
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

    fn longest(&self, rest: &[char]) -> Option<&Grapheme> {
        let first = *rest.first()?;
        self.groups[self.group_index(first)].iter().find(|g| rest.starts_with(&g.letters))
    }

    /// The phone strings that a word starting with this letter of this script may begin with.
    pub(super) fn openings(&self, letter: char) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for grapheme in &self.groups[self.group_index(letter)] {
            found.push(&grapheme.phones);
            found.extend(grapheme.after_consonant.as_deref());
            found.extend(grapheme.alternatives.iter().map(String::as_str));
        }
        found.retain(|phones| !phones.is_empty());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every reading of a surface, least penalty first.
    pub(super) fn readings(&self, letters: &[char]) -> Vec<Reading> {
        let mut partial: Vec<(String, u8)> = vec![(String::with_capacity(letters.len()), 0)];
        let mut at = 0;
        while at < letters.len() {
            let taken = self.read_one(&letters[at..], &mut partial);
            at += taken;
        }
        finish(partial)
    }

    /// Extends every partial reading by the grapheme that opens `rest`; returns the letters consumed.
    fn read_one(&self, rest: &[char], partial: &mut Vec<(String, u8)>) -> usize {
        let Some(grapheme) = self.longest(rest) else {
            // A letter with a mark the table does not list sounds like its base letter.
            if let Some(base) = std::iter::once(rest[0]).nfd().next()
                && base != rest[0]
                && let Some(plain) = self.longest(&[base])
            {
                extend(partial, &plain.phones, plain.after_consonant.as_deref(), &[]);
            }
            return 1;
        };
        let others: Vec<&str> = grapheme.alternatives.iter().map(String::as_str).collect();
        extend(partial, &grapheme.phones, grapheme.after_consonant.as_deref(), &others);
        grapheme.letters.len()
    }
}

/// Appends a default and its alternatives to every partial reading.
fn extend(
    partial: &mut Vec<(String, u8)>,
    default: &str,
    after_consonant: Option<&str>,
    alternatives: &[&str],
) {
    let append = |text: &str, phones: &str, after: Option<&str>| {
        let consonant = text.bytes().last().is_some_and(|phone| !is_vowel(phone));
        let phones = if consonant { after.unwrap_or(phones) } else { phones };
        let mut longer = String::with_capacity(text.len() + 8);
        longer.push_str(text);
        longer.push_str(phones);
        longer
    };
    if alternatives.is_empty() {
        for (text, _) in partial {
            let consonant = text.bytes().last().is_some_and(|phone| !is_vowel(phone));
            text.push_str(if consonant { after_consonant.unwrap_or(default) } else { default });
        }
        return;
    }
    let mut longer = Vec::with_capacity(partial.len() * (1 + alternatives.len()));
    for (text, penalty) in partial.iter() {
        longer.push((append(text, default, after_consonant), *penalty));
        for other in alternatives {
            longer.push((append(text, other, None), penalty.saturating_add(1)));
        }
    }
    if longer.len() > MAX_PARTIAL {
        longer.sort_by_key(|(_, penalty)| *penalty);
        longer.truncate(MAX_PARTIAL);
    }
    *partial = longer;
}

/// Contracts the phone strings, drops repeats, orders by penalty.
fn finish(partial: Vec<(String, u8)>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::with_capacity(partial.len());
    for (text, penalty) in partial {
        let k1 = contract(&text);
        match readings.iter_mut().find(|known| known.k1 == k1) {
            Some(known) => known.penalty = known.penalty.min(penalty),
            None => readings.push(Reading { k1, penalty }),
        }
    }
    readings.sort_by_key(|reading| reading.penalty);
    readings.truncate(MAX_READINGS);
    readings
}

/// Doubled phones collapse; consonant + iu is consonant + u; ie is e; doubles collapse again.
fn contract(phones: &str) -> String {
    let mut kept: Vec<u8> = Vec::with_capacity(phones.len());
    for phone in phones.bytes() {
        if kept.last() != Some(&phone) {
            kept.push(phone);
        }
    }
    let mut out: Vec<u8> = Vec::with_capacity(kept.len());
    for (at, &phone) in kept.iter().enumerate() {
        let next = kept.get(at + 1).copied();
        let after_consonant = at > 0 && !is_vowel(kept[at - 1]);
        let silent_i =
            phone == b'i' && (next == Some(b'e') || (next == Some(b'u') && after_consonant));
        if !silent_i && out.last() != Some(&phone) {
            out.push(phone);
        }
    }
    out.into_iter().map(char::from).collect()
}

/// K2v of a phone string: consonant classes with every vowel `a`, doubles collapsed.
pub fn k2v(k1: &str) -> String {
    let mut key = String::with_capacity(k1.len());
    for phone in k1.bytes() {
        let class = char::from(if is_vowel(phone) { b'a' } else { class(phone) });
        if !key.ends_with(class) {
            key.push(class);
        }
    }
    key
}

/// K3 of a phone string: consonant classes alone, an initial vowel as `V`, doubles collapsed.
pub fn k3(k1: &str) -> String {
    let mut key = String::with_capacity(k1.len());
    for (at, phone) in k1.bytes().enumerate() {
        let class = match (is_vowel(phone), at) {
            (true, 0) => 'V',
            (true, _) => continue,
            (false, _) => char::from(class(phone)),
        };
        if !key.ends_with(class) {
            key.push(class);
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

//! What tells two words apart at a glance: thirty-two bytes a word instead of its letters and
//! readings. Reach for [`Outline::best_level`] before [`super::name_value::NameComparer::level`] looks
//! closer: most pairs of words have nothing in common, and half a line of a core's cache shows it.
//!
//! Guarantees one side only: no pair has a better level than is told here, and many have a worse one;
//! what is told `different` is. Sets are kept as bits modulo 32, which can only make them overlap more, and
//! counts are cut off, which can only make them differ less.

use super::level::name;
use super::name_value::CLASSES;

/// Bits for one consonant class; higher counts are held to be equal.
const CLASS_BITS: u32 = 4;
/// Bits for one letter of K3, and the letters there is room for.
const K3: (u32, usize) = (4, 8);
/// The bits of its first letter.
const LETTER: u32 = (1 << K3.0) - 1;
/// The letters of K3, first that of a word which begins with a vowel.
const K3_LETTERS: &[u8] = b"VkptsSvlmnr";
/// Letters by which words may differ between which two edits lie.
const TWO_EDITS: u32 = 4;

/// A word in outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    /// Distinct letters.
    letters: u32,
    /// Ids of readings.
    heard: u32,
    /// Ids of the lexicon that bear on how this word relates to others.
    relations: u32,
    /// Counts of consonant classes, as many ones each.
    consonants: u32,
    /// Id of the default reading, and of it without a surname ending.
    sound: u32,
    stem: u32,
    /// K3 from its first letter in the lowest bits on, as far as there is room.
    k3: u32,
    /// The first two letters, mixed.
    head: u16,
    /// Ids of readings, by other bits of them.
    also_heard: u8,
    /// Letters of K3; zero where only a closer look helps.
    length: u8,
}

/// What an outline is drawn from.
pub(super) struct WordParts<'a> {
    /// One bit per letter, modulo 64.
    pub(super) present: u64,
    pub(super) letters: &'a [u16],
    pub(super) sounds: &'a [u32],
    pub(super) stem: u32,
    pub(super) skeleton: [u8; CLASSES],
    /// The consonants by which words are held to be within each other.
    pub(super) k3: &'a [u8],
    /// Ids of the lexicon, whatever their role.
    pub(super) relations: &'a mut dyn Iterator<Item = u32>,
    /// Whether the word is an initial or of a script without a fold.
    pub(super) special: bool,
}

/// A word in outline, as one value of a table.
pub(super) type Packed = [u32; 8];

impl Outline {
    pub(super) fn new(word: WordParts<'_>) -> Self {
        let bits = |ids: &mut dyn Iterator<Item = u32>| ids.fold(0, |set, id| set | 1 << (id & 31));
        let other_bits = |set: u8, id: &u32| set | 1 << (id >> 5 & 7);
        let ones = |count: u8| (1u32 << u32::from(count).min(CLASS_BITS)) - 1;
        let k3 = word.k3.iter().take(K3.1).rev().fold(0, |k3, letter| k3 << K3.0 | nibble(*letter));
        let letter = |nth: usize| word.letters.get(nth).copied().unwrap_or_default();
        let length = u8::try_from(word.k3.len()).unwrap_or(u8::MAX);
        Self {
            letters: (word.present | word.present >> 32) as u32,
            heard: bits(&mut word.sounds.iter().copied()),
            relations: bits(word.relations),
            consonants: word.skeleton.iter().fold(0, |all, n| all << CLASS_BITS | ones(*n)),
            sound: word.sounds.first().copied().unwrap_or_default(),
            stem: word.stem,
            k3,
            head: letter(0).rotate_left(8) ^ letter(1),
            also_heard: word.sounds.iter().fold(0, other_bits),
            length: if word.special { 0 } else { length },
        }
    }

    pub(super) fn packed(self) -> Packed {
        let Self { letters, heard, relations, consonants, sound, stem, k3, .. } = self;
        let [low, high] = self.head.to_le_bytes();
        let rest = u32::from_le_bytes([low, high, self.also_heard, self.length]);
        [letters, heard, relations, consonants, sound, stem, k3, rest]
    }

    pub(super) const fn unpacked(packed: Packed) -> Self {
        let [letters, heard, relations, consonants, sound, stem, k3, rest] = packed;
        let [low, high, also_heard, length] = rest.to_le_bytes();
        let head = u16::from_le_bytes([low, high]);
        Self { letters, heard, relations, consonants, sound, stem, k3, head, also_heard, length }
    }

    /// The best level that the words may have, `different` where they certainly have that; `surname`
    /// as in the comparison itself.
    pub(super) fn best_level(&self, other: &Self, surname: bool) -> u8 {
        let (short, long) = if self.length < other.length { (self, other) } else { (other, self) };
        let heard = (self.heard & other.heard != 0) & (self.also_heard & other.also_heard != 0);
        let unknown = (short.length == 0) | heard | (self.relations & other.relations != 0);
        let spelt = !more_than_two(self.letters ^ other.letters);
        let stem = surname & (self.stem == other.stem);
        let begun = (self.head == other.head) | short.may_be_within(long);
        let alike = !more_than_two(self.consonants ^ other.consonants);
        // Of most words nothing holds, which is one question to the processor and not six.
        if !(unknown | spelt | stem | begun | alike) {
            return name::DIFFERENT;
        }
        if unknown {
            name::EXACT
        } else if spelt || stem || (alike && short.may_be_near(long)) {
            name::CLOSE
        } else if begun || self.begins_with_vowel() || other.begins_with_vowel() {
            // A formant before a vowel leaves other consonants than the word has alone.
            name::SHORTENED
        } else if (self.letters ^ other.letters).count_ones() <= TWO_EDITS {
            name::WEAK
        } else {
            name::DIFFERENT
        }
    }

    /// Whether the words sound the same in their default readings.
    pub(super) const fn sounds_as(&self, other: &Self) -> bool {
        self.sound == other.sound
    }

    /// Whether at most one edit may lead from the K3 of a word to that of another at least as long.
    fn may_be_near(&self, longer: &Self) -> bool {
        let (a, b) = (u64::from(self.k3), u64::from(longer.k3));
        let equal = (a ^ b).trailing_zeros().min(u32::BITS) / K3.0 * K3.0;
        // What follows the letters at the beginning that are equal.
        let (a, b) = (a >> equal, b >> equal);
        match longer.length - self.length {
            _ if longer.is_cut_off() => longer.length - self.length <= 1,
            0 => a >> K3.0 == b >> K3.0 || exchanged(a) == b,
            1 => a == b >> K3.0,
            _ => false,
        }
    }

    /// Whether the K3 of a word may begin or end that of a longer one.
    fn may_be_within(&self, longer: &Self) -> bool {
        let (a, b) = (u64::from(self.k3), u64::from(longer.k3));
        let (own, more) = (u32::from(self.length), u32::from(longer.length - self.length));
        let begins = (a ^ b).trailing_zeros() >= K3.0 * own;
        let ends = a == b >> (K3.0 * more.min(K3.1 as u32));
        (more != 0) & (longer.is_cut_off() | begins | ends)
    }

    fn begins_with_vowel(&self) -> bool {
        self.k3 & LETTER == nibble(K3_LETTERS[0])
    }

    const fn is_cut_off(&self) -> bool {
        self.length as usize > K3.1
    }
}

/// A letter of K3 in four bits that are not all zero; the rarest share theirs.
fn nibble(letter: u8) -> u32 {
    (1..LETTER).zip(K3_LETTERS).find(|(_, of)| **of == letter).map_or(LETTER, |(bits, _)| bits)
}

/// K3 with its first two letters exchanged.
const fn exchanged(k3: u64) -> u64 {
    let letter = LETTER as u64;
    let (first, second) = (k3 & letter, k3 >> K3.0 & letter);
    k3 >> (2 * K3.0) << (2 * K3.0) | first << K3.0 | second
}

/// Whether more than two bits are set.
const fn more_than_two(bits: u32) -> bool {
    let two_fewer = {
        let one_fewer = bits & bits.wrapping_sub(1);
        one_fewer & one_fewer.wrapping_sub(1)
    };
    two_fewer != 0
}

#[cfg(test)]
mod tests {
    use fuzzy_matching::fold::Fold;
    use fuzzy_matching::lexicon::Lexicon;
    use records::{CodedColumn, CodedColumnBuilder};

    use super::*;
    use crate::list::name_value::NameComparer;

    /// Names of the lexicon, each of them with one letter less, one more and two exchanged and glued to
    /// another word, and words of which little is known.
    fn words(names: &[&str]) -> CodedColumn {
        let mut column = CodedColumnBuilder::default();
        for (nth, name) in names.iter().enumerate() {
            let letters: Vec<char> = name.chars().collect();
            let at = nth % letters.len();
            let (head, tail) = letters.split_at(at);
            let text = |parts: &[&[char]]| parts.concat().into_iter().collect::<String>();
            column.push(name);
            column.push(&text(&[head, &tail[1..]]));
            column.push(&text(&[head, &['л'], tail]));
            column.push(&text(&[head, &tail[1..], &tail[..1]]));
            column.push(&text(&[&letters, tail, head]));
        }
        ["А", "王", "李伟", "-", "12", "Å", "ъ"].into_iter().for_each(|odd| column.push(odd));
        column.finish()
    }

    #[test]
    fn no_words_have_a_better_level_than_shows_at_a_glance() {
        let reference = ingest::reference::embedded().unwrap();
        let fold = Fold::new(&reference);
        let lexicon = Lexicon::new(&reference, &fold);
        let entries = reference.lexicon.iter().step_by(7).take(90);
        let spelt = |entry: &'_ records::reference::LexiconEntry| entry.spellings.first().cloned();
        let names: Vec<String> = entries
            .flat_map(|entry| [Some(entry.name.clone()), spelt(entry)].into_iter().flatten())
            .collect();
        let column = words(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let (mut apart, mut near, mut all) = (0, 0, 0);
        for of_persons in [true, false] {
            let words = NameComparer::new(&fold, &lexicon, column.texts(), of_persons);
            let codes = column.texts().numbers().skip(1);
            for (a, b) in codes.clone().flat_map(|a| codes.clone().map(move |b| (a, b))) {
                for surname in [true, false] {
                    let (best, level) =
                        (words.outlines().best_level(a, b, surname), words.level(a, b, surname));
                    assert!(best <= level, "{best} is worse than {level}");
                    assert!(best != name::DIFFERENT || level == name::DIFFERENT);
                    all += 1;
                    apart += usize::from(best == name::DIFFERENT);
                    near += usize::from(level < name::SHORTENED);
                }
            }
        }
        assert!(apart > all / 2, "{apart} of {all} are told apart");
        assert!(near > 1_000, "{near} of {all} are near");
    }
}

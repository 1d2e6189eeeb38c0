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

/// A word in outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
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
    /// The first two letters, mixed.
    head: u16,
    /// First, second, last but one and last consonant class.
    ends: [u8; 4],
    /// Consonant classes, doubles collapsed; zero where only a closer look helps.
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

impl Outline {
    pub(super) fn new(word: WordParts<'_>) -> Self {
        let bits = |ids: &mut dyn Iterator<Item = u32>| ids.fold(0, |set, id| set | 1 << (id & 31));
        let ones = |count: u8| (1u32 << u32::from(count).min(CLASS_BITS)) - 1;
        let at = |from_end: bool, nth: usize| {
            let found = if from_end { word.k3.iter().nth_back(nth) } else { word.k3.get(nth) };
            found.copied().unwrap_or_default()
        };
        let letter = |nth: usize| word.letters.get(nth).copied().unwrap_or_default();
        let length = u8::try_from(word.k3.len()).unwrap_or(u8::MAX);
        Self {
            letters: (word.present | word.present >> 32) as u32,
            heard: bits(&mut word.sounds.iter().copied()),
            relations: bits(word.relations),
            consonants: word.skeleton.iter().fold(0, |all, n| all << CLASS_BITS | ones(*n)),
            sound: word.sounds.first().copied().unwrap_or_default(),
            stem: word.stem,
            head: letter(0).rotate_left(8) ^ letter(1),
            ends: [at(false, 0), at(false, 1), at(true, 1), at(true, 0)],
            length: if word.special { 0 } else { length },
        }
    }

    /// The best level that the words may have, `different` where they certainly have that; `surname`
    /// as in the comparison itself.
    pub(super) fn best_level(&self, other: &Self, surname: bool) -> u8 {
        let common = self.heard & other.heard | self.relations & other.relations;
        if self.length == 0 || other.length == 0 || common != 0 {
            return name::EXACT;
        }
        let alike = !more_than_two(self.consonants ^ other.consonants);
        if !more_than_two(self.letters ^ other.letters)
            || (surname && self.stem == other.stem)
            || (alike && self.may_be_near(other))
        {
            return name::CLOSE;
        }
        let shortened = alike || self.head == other.head || self.may_be_within(other);
        if shortened { name::SHORTENED } else { name::DIFFERENT }
    }

    /// Whether the words sound the same in their default readings.
    pub(super) const fn sounds_as(&self, other: &Self) -> bool {
        self.sound == other.sound
    }

    /// Whether at most one edit may lead from the consonants of one to those of the other, which
    /// leaves the first or the last of three as it is.
    const fn may_be_near(&self, other: &Self) -> bool {
        let (few, many) = if self.length < other.length {
            (self.length, other.length)
        } else {
            (other.length, self.length)
        };
        many - few <= 1
            && (few <= 2 || self.ends[0] == other.ends[0] || self.ends[3] == other.ends[3])
    }

    /// Whether the consonants of one may begin or end those of the other.
    const fn may_be_within(&self, other: &Self) -> bool {
        let ([a, b, y, z], [c, d, w, x]) = (self.ends, other.ends);
        let one = self.length == 1 || other.length == 1;
        self.length != other.length && (a == c && (one || b == d) || z == x && (one || y == w))
    }
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

    /// Names of the lexicon, each of them with one letter less, one more and two exchanged, and
    /// words of which little is known.
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
                        (words.best_level(a, b, surname), words.level(a, b, surname));
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

//! One word of a name, prepared once per distinct spelling and compared many times. Reach for
//! [`NameComparer::level`]; it grades by spelling first, then by sound, then by the lexicon.
//!
//! Levels are symmetric. Two different words in scripts without a fold compare as missing: what
//! cannot be compared is neither agreement nor disagreement.

use fuzzy_matching::edit_distance::EditCosts;
use fuzzy_matching::fold::{Fold, Folded, Reading, Script, is_letter, k3};
use fuzzy_matching::lexicon::{Lexicon, LexiconRelation, NameIds};
use records::Texts;

use super::level::{MISSING, name};
use super::met_at_random::MetAtRandom;
use super::word_outline::{Outline, Packed, WordParts};

/// Similarity from which another spelling is close: .92 told look-alikes apart best.
const CLOSE: f64 = 0.92;
/// Similarity from which words are similar.
const SIMILAR: f64 = 0.85;
/// Similarity below which words are different.
const WEAK: f64 = 0.75;
/// Letters a word needs before two edits count as a slip.
const TWO_EDITS_FROM: usize = 6;
/// Consonant classes by which two words may differ and still be compared by sound; more is another
/// name, and comparing it would cost most of the time of a run.
const SKELETON_REACH: u32 = 2;
/// Consonant classes told apart in the skeleton.
pub(super) const CLASSES: usize = 7;
/// Letters of a word and of its K3 that are kept beside its other properties.
const INLINE: (usize, usize) = (14, 9);
/// Distinct letters by which two words one edit apart may differ.
const EDIT_LETTERS: u32 = 2;

/// What most comparisons need of a word, about a line of a core's cache.
struct Sketch {
    /// One bit per letter, modulo 64.
    present: u64,
    /// One bit per id of a reading, modulo 64: two words without a common bit share no sound.
    heard: u64,
    /// Id of the default reading.
    sound: u32,
    /// Id of the default reading without a surname ending.
    stem: u32,
    letters: [u16; INLINE.0],
    /// Number of letters; above the room for them, the whole word has them.
    length: u8,
    k3: [u8; INLINE.1],
    k3_length: u8,
    skeleton: [u8; CLASSES],
    initial: bool,
    other_script: bool,
    /// Whether the lexicon knows the word.
    listed: bool,
}

/// The rest of a prepared word.
struct NameValue {
    readings: Box<[Reading]>,
    /// Ids of the readings, default first, where there are several.
    sounds: Box<[u32]>,
    /// Letters, and K3 of the default reading, where the sketch has no room for them.
    letters: Box<[u16]>,
    k3: Box<str>,
    /// Entries of the lexicon as a given name and as a surname, where it knows the word.
    listed: Option<Box<(NameIds, NameIds)>>,
}

/// Words in outline, by code.
#[derive(Clone, Copy)]
pub(super) struct Outlines<'a>(&'a [Packed]);

impl Outlines<'_> {
    /// The best level that two known words may have, at a glance.
    pub(super) fn best_level(self, a: u32, b: u32, surname: bool) -> u8 {
        self.of(a).best_level(&self.of(b), surname)
    }

    /// Whether the default readings of two known words are the same.
    pub(super) fn sound_alike(self, a: u32, b: u32) -> bool {
        self.of(a).sounds_as(&self.of(b))
    }

    const fn of(self, code: u32) -> Outline {
        Outline::unpacked(self.0[code as usize])
    }
}

/// Prepares and compares words with one set of tables.
pub(super) struct NameComparer {
    outlines: MetAtRandom<Packed>,
    sketches: Vec<Sketch>,
    values: Vec<NameValue>,
    costs: std::sync::Arc<EditCosts>,
}

impl NameComparer {
    /// Prepares every distinct spelling; `names` says whether the words are names of persons, for
    /// which the lexicon speaks.
    pub(super) fn new(fold: &Fold, lexicon: &Lexicon, texts: &Texts, names: bool) -> Self {
        use rayon::prelude::*;
        let prepared = texts.numbers().into_par_iter();
        let prepared = prepared.map(|code| prepare(fold, lexicon, texts.get(code), names));
        let (sketches, values) = prepared.unzip();
        let costs = std::sync::Arc::clone(lexicon.costs());
        let mut words = Self { outlines: MetAtRandom::of(Vec::new()), sketches, values, costs };
        words.number_sounds(fold);
        let outlined = |code| words.outlined(code).packed();
        let outlines = texts.numbers().into_par_iter().map(outlined).collect();
        words.outlines = MetAtRandom::of(outlines);
        words
    }

    fn outlined(&self, code: u32) -> Outline {
        let (sketch, letters) = (self.sketch(code), self.letters(code));
        let listed = self.value(code).listed.iter().flat_map(|ids| [&ids.0, &ids.1]);
        let mut relations = listed.flat_map(NameIds::all);
        Outline::new(WordParts {
            present: sketch.present,
            letters,
            sounds: self.sounds(code),
            stem: sketch.stem,
            skeleton: sketch.skeleton,
            k3: sketch.k3(),
            relations: &mut relations,
            special: sketch.initial || sketch.other_script || letters.is_empty(),
        })
    }

    /// All words in outline; to be asked for once before many are looked at.
    pub(super) fn outlines(&self) -> Outlines<'_> {
        Outlines(self.outlines.all())
    }

    /// Gives every distinct reading and stem an id; words without a sound get one by their letters.
    fn number_sounds(&mut self, fold: &Fold) {
        let mut ids: rustc_hash::FxHashMap<String, u32> = rustc_hash::FxHashMap::default(); // looked up only
        let mut id = |text: &str| -> u32 {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            ids.get(text).copied().unwrap_or_else(|| {
                ids.insert(text.to_owned(), next);
                next
            })
        };
        for code in 0..self.values.len() {
            let value = &self.values[code];
            let sounds = value.readings.iter().map(|reading| {
                if reading.k1.is_empty() {
                    id(&format!("={}", String::from_utf16_lossy(self.letters(code as u32))))
                } else {
                    id(&reading.k1)
                }
            });
            let sounds: Vec<u32> = sounds.collect();
            let stem = match fold.surname_stem(&value.readings[0].k1) {
                Some(stem) if stem.k1.len() > 2 => id(&stem.k1),
                _ => sounds[0],
            };
            let sketch = &mut self.sketches[code];
            (sketch.sound, sketch.stem) = (sounds[0], stem);
            sketch.heard = sounds.iter().fold(0, |heard, sound| heard | 1 << (sound & 63));
            if sounds.len() > 1 {
                self.values[code].sounds = sounds.into();
            }
        }
    }

    fn sketch(&self, code: u32) -> &Sketch {
        &self.sketches[code as usize]
    }

    fn value(&self, code: u32) -> &NameValue {
        &self.values[code as usize]
    }

    /// Id of the default reading.
    pub(super) fn sound(&self, code: u32) -> u32 {
        self.sketch(code).sound
    }

    /// Ids of all readings, default first.
    pub(super) fn sounds(&self, code: u32) -> &[u32] {
        match &*self.value(code).sounds {
            [] => std::slice::from_ref(&self.sketch(code).sound),
            several => several,
        }
    }

    /// Id of the default reading without a surname ending.
    pub(super) fn stem(&self, code: u32) -> u32 {
        self.sketch(code).stem
    }

    /// K3 of the default reading.
    pub(super) fn k3(&self, code: u32) -> &[u8] {
        match self.value(code).k3.as_bytes() {
            [] => self.sketch(code).k3(),
            long => long,
        }
    }

    /// The first three letters of a word and its last four: of two words one edit apart, one of the
    /// two is nearly always the same.
    pub(super) fn ends(&self, code: u32) -> (u64, u64) {
        let letters = self.letters(code);
        let packed = |letters: &[u16]| letters.iter().fold(0, |key, l| key << 16 | u64::from(*l));
        (
            packed(&letters[..letters.len().min(3)]),
            packed(&letters[letters.len().saturating_sub(4)..]),
        )
    }

    /// The level of two codes; `MISSING` where either is missing or they cannot be compared.
    pub(super) fn level(&self, a: u32, b: u32, surname: bool) -> u8 {
        if a == 0 || b == 0 {
            return MISSING;
        }
        if a == b {
            return name::EXACT;
        }
        let (x, y) = (self.sketch(a), self.sketch(b));
        if x.present == y.present && self.letters(a) == self.letters(b) {
            return name::EXACT;
        }
        if x.other_script || y.other_script {
            return MISSING;
        }
        if x.initial || y.initial {
            return self.initial_level(a, b);
        }
        if x.sound == y.sound {
            return name::SAME_SOUND;
        }
        if x.heard & y.heard != 0
            && self.sounds(a).iter().any(|sound| self.sounds(b).contains(sound))
        {
            return name::SAME_SOUND;
        }
        // Most words are in no lexicon, and what else is known of them stays out of the cache.
        let ids = |code: u32| {
            if x.listed && y.listed { self.value(code).listed.as_deref() } else { None }
        };
        let (Some(v), Some(w)) = (ids(a), ids(b)) else {
            return self.by_form(a, b, surname);
        };
        match if surname { v.1.relation(&w.1) } else { v.0.relation(&w.0) } {
            LexiconRelation::Same => name::SAME_SOUND,
            LexiconRelation::Diminutive | LexiconRelation::Cognate => {
                self.by_form(a, b, surname).min(name::SHORTENED)
            }
            LexiconRelation::Unknown => self.by_form(a, b, surname),
            // Known as two names: look-alikes such as Асель and Асыл are not one.
            LexiconRelation::Disjoint => match self.by_form(a, b, surname) {
                name::CLOSE | name::SIMILAR => name::WEAK,
                _ => name::DIFFERENT,
            },
        }
    }

    fn letters(&self, code: u32) -> &[u16] {
        let sketch = self.sketch(code);
        let length = usize::from(sketch.length);
        sketch.letters.get(..length).unwrap_or_else(|| &self.value(code).letters)
    }

    fn by_form(&self, a: u32, b: u32, surname: bool) -> u8 {
        let (x, y) = (self.sketch(a), self.sketch(b));
        let (letters_a, letters_b) = (self.letters(a), self.letters(b));
        let alike_letters = (x.present ^ y.present).count_ones() <= EDIT_LETTERS;
        if (alike_letters && one_edit(letters_a, letters_b)) || (surname && x.stem == y.stem) {
            return name::CLOSE;
        }
        let (short, long) = if letters_a.len() <= letters_b.len() {
            (letters_a, letters_b)
        } else {
            (letters_b, letters_a)
        };
        let prefix = short.len() >= 2 && long.starts_with(short);
        let alike = x.is_alike(y);
        if !alike && !prefix && !x.is_within(y) && !y.is_within(x) {
            return name::DIFFERENT;
        }
        let (v, w) = (self.value(a), self.value(b));
        let floor = if prefix { SIMILAR } else { WEAK };
        let near = alike && x.is_near(y);
        let similarity = if near {
            self.costs.similarity_of_readings_from(&v.readings, &w.readings, floor)
        } else {
            0.0
        };
        if similarity >= CLOSE {
            name::CLOSE
        } else if similarity >= SIMILAR {
            name::SIMILAR
        } else if prefix || self.formant_dropped(v, w) {
            name::SHORTENED
        } else if similarity >= WEAK || (alike && two_edits(letters_a, letters_b)) {
            name::WEAK
        } else {
            name::DIFFERENT
        }
    }

    fn initial_level(&self, a: u32, b: u32) -> u8 {
        let same_letter = self.letters(a).first() == self.letters(b).first();
        let first = |code: u32| self.value(code).readings[0].k1.bytes().next();
        if same_letter || first(a) == first(b) { name::SHORTENED } else { name::DIFFERENT }
    }

    fn formant_dropped(&self, x: &NameValue, y: &NameValue) -> bool {
        let (a, b) = (&x.readings[0].k1, &y.readings[0].k1);
        a.len() != b.len() && self.costs.formant_dropped(a, b)
    }
}

impl Sketch {
    /// Whether two words have nearly the same consonant classes, in whatever order.
    fn is_alike(&self, other: &Self) -> bool {
        let pairs = self.skeleton.iter().zip(&other.skeleton);
        pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>() <= SKELETON_REACH
    }

    /// Whether one edit leads from the consonants of one word to those of the other.
    fn is_near(&self, other: &Self) -> bool {
        let (a, b) = (self.k3(), other.k3());
        a == b || one_edit(a, b)
    }

    /// Whether the consonants begin or end those of a longer word, which may add a formant.
    fn is_within(&self, longer: &Self) -> bool {
        let (a, b) = (self.k3(), longer.k3());
        a.len() < b.len() && (b.starts_with(a) || b.ends_with(a))
    }

    fn k3(&self) -> &[u8] {
        &self.k3[..usize::from(self.k3_length)]
    }
}

/// A word with everything but the ids of its sounds.
fn prepare(fold: &Fold, lexicon: &Lexicon, text: &str, names: bool) -> (Sketch, NameValue) {
    let joined: String = text
        .chars()
        .filter(|c| {
            is_letter(*c)
                || c.is_numeric()
                || unicode_mark(*c)
                || matches!(c, '\'' | '’' | 'ʻ' | '`')
        })
        .collect();
    let folded = fold.token(&joined);
    // Characters of one plane compare by their low sixteen bits; names use no other plane.
    let letters: Vec<u16> =
        folded.surface.chars().filter(|c| *c != '\'').map(|c| (c as u32 & 0xffff) as u16).collect();
    let k1 = folded.k1();
    let k3 = k3(k1);
    let listed = if names { listed(fold, lexicon, &folded) } else { None };
    let mut sketch = Sketch {
        present: letters.iter().fold(0, |present, letter| present | 1 << (letter & 63)),
        heard: 0,
        sound: 0,
        stem: 0,
        letters: [0; INLINE.0],
        length: u8::try_from(letters.len()).unwrap_or(u8::MAX),
        k3: [0; INLINE.1],
        k3_length: k3.len().min(INLINE.1) as u8,
        skeleton: skeleton(k1),
        initial: names && letters.len() == 1,
        other_script: folded.script == Script::Other && !joined.chars().any(char::is_numeric)
            || folded.readings.is_empty() && !letters.is_empty() && folded.script != Script::Other,
        listed: listed.is_some(),
    };
    sketch.letters.iter_mut().zip(&letters).for_each(|(to, from)| *to = *from);
    sketch.k3.iter_mut().zip(k3.as_bytes()).for_each(|(to, from)| *to = *from);
    let value = NameValue {
        sounds: Box::default(),
        letters: if letters.len() > INLINE.0 { letters.into() } else { Box::default() },
        k3: if k3.len() > INLINE.1 { k3.into() } else { Box::default() },
        listed,
        readings: if folded.readings.is_empty() {
            Box::new([Reading { k1: String::new(), penalty: 0 }])
        } else {
            let short = |Reading { mut k1, penalty }| {
                k1.shrink_to_fit();
                Reading { k1, penalty }
            };
            folded.readings.into_iter().map(short).collect()
        },
    };
    (sketch, value)
}

/// The entries of the lexicon that a word is, as a given name and as a surname.
fn listed(fold: &Fold, lexicon: &Lexicon, folded: &Folded) -> Option<Box<(NameIds, NameIds)>> {
    let stem = |reading: &Reading| Reading {
        k1: fold.surname_stem(&reading.k1).map_or_else(String::new, |stem| stem.k1),
        penalty: reading.penalty,
    };
    let stems: Vec<Reading> = folded.readings.iter().map(stem).collect();
    let ids = (lexicon.given(folded), lexicon.surname(&stems));
    (ids != <(NameIds, NameIds)>::default()).then(|| Box::new(ids))
}

const fn unicode_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}')
}

/// Counts of consonant classes; vowels and h are written too differently to count.
fn skeleton(k1: &str) -> [u8; CLASSES] {
    let mut counts = [0u8; CLASSES];
    for phone in k1.bytes() {
        let class = match phone {
            b'k' | b'g' => 0,
            b'p' | b'b' | b'f' | b'v' => 1,
            b't' | b'd' => 2,
            b's' | b'z' | b'c' | b'S' | b'C' | b'j' => 3,
            b'n' | b'm' => 4,
            b'l' => 5,
            b'r' => 6,
            _ => continue,
        };
        counts[class] = counts[class].saturating_add(1);
    }
    counts
}

/// Whether one letter is changed, left out, put in, or exchanged with its neighbour.
fn one_edit<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let (a, b) = trim_common(a, b);
    match (a, b) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([w, x], [y, z]) => w == z && x == y,
        _ => false,
    }
}

/// Whether two single edits lead from one word to the other, both being long enough.
fn two_edits(a: &[u16], b: &[u16]) -> bool {
    if a.len().min(b.len()) < TWO_EDITS_FROM || a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let (a, b) = trim_common(a, b);
    // After trimming, the first edit is at the first letter.
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len()) <= 2;
    }
    let one = |x: &[u16], y: &[u16]| x == y || one_edit(x, y);
    one(&a[1..], &b[1..])
        || one(&a[1..], b)
        || one(a, &b[1..])
        || (a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0] && one(&a[2..], &b[2..]))
}

/// Both words without their common beginning and end.
fn trim_common<'a, T: PartialEq>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

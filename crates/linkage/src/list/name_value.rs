//! One word of a name, prepared once per distinct spelling and compared many times. Reach for
//! [`NameComparer::level`]; it grades by spelling first, then by sound, then by the lexicon.
//!
//! Levels are symmetric. Two different words in scripts without a fold compare as missing: what
//! cannot be compared is neither agreement nor disagreement.

use fuzzy_matching::edit_distance::EditCosts;
use fuzzy_matching::fold::{Fold, Reading, Script, k3};
use fuzzy_matching::lexicon::{Lexicon, LexiconRelation, NameIds};

use super::level::{MISSING, name};

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
const CLASSES: usize = 7;
/// Letters of a word and of its K3 that are kept beside its other properties.
const INLINE: (usize, usize) = (14, 9);

/// What most comparisons need of a word, in one line of a core's cache.
struct Sketch {
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
    /// Whether there is a second reading.
    several: bool,
    /// Whether the lexicon knows the word.
    listed: bool,
}

/// A prepared word.
pub(super) struct NameValue {
    letters: Box<[u16]>,
    initial: bool,
    other_script: bool,
    readings: Vec<Reading>,
    /// Ids of the readings, default first.
    pub(super) sounds: Vec<u32>,
    /// Id of the default reading without a surname ending.
    pub(super) stem: u32,
    /// K3 of the default reading.
    pub(super) k3: Box<str>,
    skeleton: [u8; CLASSES],
    given: NameIds,
    surname: NameIds,
}

/// Prepares and compares words with one set of tables.
pub(super) struct NameComparer {
    sketches: Vec<Sketch>,
    values: Vec<NameValue>,
    costs: std::sync::Arc<EditCosts>,
}

impl NameComparer {
    /// Prepares every distinct spelling; `names` says whether the words are names of persons, for
    /// which the lexicon speaks.
    pub(super) fn new(fold: &Fold, lexicon: &Lexicon, texts: &[Box<str>], names: bool) -> Self {
        use rayon::prelude::*;
        let mut values: Vec<NameValue> =
            texts.par_iter().map(|text| prepare(fold, lexicon, text, names)).collect();
        number_sounds(fold, &mut values);
        let sketches = values.iter().map(Sketch::new).collect();
        Self { sketches, values, costs: std::sync::Arc::clone(lexicon.costs()) }
    }

    pub(super) fn value(&self, code: u32) -> &NameValue {
        &self.values[code as usize]
    }

    /// The level of two codes; `MISSING` where either is missing or they cannot be compared.
    pub(super) fn level(&self, a: u32, b: u32, surname: bool) -> u8 {
        if a == 0 || b == 0 {
            return MISSING;
        }
        if a == b {
            return name::EXACT;
        }
        let (x, y) = (&self.sketches[a as usize], &self.sketches[b as usize]);
        let (letters_a, letters_b) = (self.letters(a), self.letters(b));
        if letters_a == letters_b {
            return name::EXACT;
        }
        if x.other_script || y.other_script {
            return MISSING;
        }
        if x.initial || y.initial {
            return initial_level(self.value(a), self.value(b));
        }
        if x.sound == y.sound {
            return name::SAME_SOUND;
        }
        if x.several || y.several {
            let (x, y) = (self.value(a), self.value(b));
            if x.sounds.iter().any(|sound| y.sounds.contains(sound)) {
                return name::SAME_SOUND;
            }
        }
        if !(x.listed && y.listed) {
            return self.by_form(a, b, surname);
        }
        let (v, w) = (self.value(a), self.value(b));
        let relation =
            if surname { v.surname.relation(&w.surname) } else { v.given.relation(&w.given) };
        match relation {
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
        let sketch = &self.sketches[code as usize];
        let length = usize::from(sketch.length);
        sketch.letters.get(..length).unwrap_or_else(|| &self.value(code).letters)
    }

    fn by_form(&self, a: u32, b: u32, surname: bool) -> u8 {
        let (x, y) = (&self.sketches[a as usize], &self.sketches[b as usize]);
        let (letters_a, letters_b) = (self.letters(a), self.letters(b));
        if one_edit(letters_a, letters_b) || (surname && x.stem == y.stem) {
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
        let similarity = if near { self.similarity(v, w, floor) } else { 0.0 };
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

    fn similarity(&self, x: &NameValue, y: &NameValue, floor: f64) -> f64 {
        if let ([a], [b]) = (&x.readings[..], &y.readings[..]) {
            return self.costs.similarity_from(&a.k1, &b.k1, floor);
        }
        self.costs.similarity_of_readings(&x.readings, &y.readings)
    }

    fn formant_dropped(&self, x: &NameValue, y: &NameValue) -> bool {
        let (a, b) = (&x.readings[0].k1, &y.readings[0].k1);
        a.len() != b.len() && self.costs.formant_dropped(a, b)
    }
}

impl Sketch {
    fn new(value: &NameValue) -> Self {
        let mut sketch = Self {
            sound: value.sounds[0],
            stem: value.stem,
            letters: [0; INLINE.0],
            length: u8::try_from(value.letters.len()).unwrap_or(u8::MAX),
            k3: [0; INLINE.1],
            k3_length: value.k3.len().min(INLINE.1) as u8,
            skeleton: value.skeleton,
            initial: value.initial,
            other_script: value.other_script,
            several: value.sounds.len() > 1,
            listed: value.given != NameIds::default() || value.surname != NameIds::default(),
        };
        sketch.letters.iter_mut().zip(&value.letters).for_each(|(to, from)| *to = *from);
        sketch.k3.iter_mut().zip(value.k3.as_bytes()).for_each(|(to, from)| *to = *from);
        sketch
    }

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

fn prepare(fold: &Fold, lexicon: &Lexicon, text: &str, names: bool) -> NameValue {
    let joined: String = text
        .chars()
        .filter(|c| c.is_alphanumeric() || unicode_mark(*c) || matches!(c, '\'' | '’' | 'ʻ' | '`'))
        .collect();
    let folded = fold.token(&joined);
    // Characters of one plane compare by their low sixteen bits; names use no other plane.
    let letters: Box<[u16]> =
        folded.surface.chars().filter(|c| *c != '\'').map(|c| (c as u32 & 0xffff) as u16).collect();
    let k1 = folded.k1();
    let stem = |reading: &Reading| Reading {
        k1: fold.surname_stem(&reading.k1).map_or_else(String::new, |stem| stem.k1),
        penalty: reading.penalty,
    };
    let (given, surname) = if names {
        let stems: Vec<Reading> = folded.readings.iter().map(stem).collect();
        (lexicon.given(&folded), lexicon.surname(&stems))
    } else {
        (NameIds::default(), NameIds::default())
    };
    NameValue {
        initial: names && letters.len() == 1,
        other_script: folded.script == Script::Other && !joined.chars().any(char::is_numeric)
            || folded.readings.is_empty() && !letters.is_empty() && folded.script != Script::Other,
        skeleton: skeleton(k1),
        k3: k3(k1).into(),
        sounds: Vec::new(),
        stem: 0,
        letters,
        given,
        surname,
        readings: if folded.readings.is_empty() {
            vec![Reading { k1: String::new(), penalty: 0 }]
        } else {
            folded.readings
        },
    }
}

const fn unicode_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}')
}

/// Gives every distinct reading and stem an id; words without a sound get one by their letters.
fn number_sounds(fold: &Fold, values: &mut [NameValue]) {
    let mut ids: rustc_hash::FxHashMap<String, u32> = rustc_hash::FxHashMap::default(); // looked up only
    let mut id = |text: String| -> u32 {
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        *ids.entry(text).or_insert(next)
    };
    for value in values {
        value.sounds = value
            .readings
            .iter()
            .map(|reading| {
                if reading.k1.is_empty() {
                    id(format!("={}", String::from_utf16_lossy(&value.letters)))
                } else {
                    id(reading.k1.clone())
                }
            })
            .collect();
        let k1 = &value.readings[0].k1;
        value.stem = match fold.surname_stem(k1) {
            Some(stem) if stem.k1.len() > 2 => id(stem.k1),
            _ => value.sounds[0],
        };
    }
}

fn initial_level(x: &NameValue, y: &NameValue) -> u8 {
    let same_letter = x.letters.first() == y.letters.first();
    let first = |value: &NameValue| value.readings[0].k1.bytes().next();
    if same_letter || first(x) == first(y) { name::SHORTENED } else { name::DIFFERENT }
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

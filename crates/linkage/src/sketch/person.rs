//! Persons of two sketches. Reach for [`PersonScale::set`]: the bits of victims or accused, the same
//! to the last as [`crate::person_set`] gives with an explanation.

use fuzzy_matching::lexicon::Lexicon;
use fuzzy_matching::person_name::{CodedName, CodedWords, NameGrade, NameLevel, WordMemory};
use fuzzy_matching::phone::PhoneLevel;
use fuzzy_matching::pin::PinLevel;
use records::PinForm;

use super::code::Code;
use super::memory::Memory;
use super::{CaseView, PersonSketch};
use crate::assignment::match_into;
use crate::comparison_vector::{BIRTH_LEVELS, SAME_LEVELS};
use crate::initials::{InitialAgreement, compared_letter, letters_agree};
use crate::linking::Context;
use crate::match_weight::MatchWeight;
use crate::person_set::{Chances, birth_index, is_agreement, name_bits, set_weight, tells_sex};
use crate::term_frequency::TermFrequencies;

/// Most words of a name.
const WORDS: usize = 8;

/// Weights of the comparisons of persons under one model.
pub(crate) struct PersonScale<'s> {
    words: &'s CodedWords,
    /// What is counted of every word.
    counted: Vec<Counted>,
    average_initial: f64,
    names: Vec<f64>,
    frequency_bits: f64,
    birth: [f64; BIRTH_LEVELS.len()],
    sex: [f64; 2],
    pin: Vec<f64>,
    phone: Vec<f64>,
    document: [f64; 2],
    citizenship: [f64; 2],
    victims: Chances,
    accused: Chances,
}

/// How rare a word is.
#[derive(Clone, Copy)]
struct Counted {
    /// 0 where it speaks for the given name, 1 for the surname, with the bits.
    rarity: Option<(usize, f64)>,
    /// Its first letter and how rare that is.
    letter: Option<(char, f64)>,
}

/// Whether something was known on both sides, and its bits.
type Known = Option<f64>;

impl<'s> PersonScale<'s> {
    pub(crate) fn new(context: &Context<'_>, words: &'s CodedWords) -> Self {
        let model = context.model;
        let bits = |comparison, level| model.weight(comparison, level).bits();
        let same = |comparison| SAME_LEVELS.map(|level| bits(comparison, level));
        let lexicon = &context.profiler.lexicon;
        Self {
            words,
            counted: counted(words, context.frequencies, lexicon),
            average_initial: context.frequencies.totals()[2].1,
            names: NameGrade::ALL.iter().map(|grade| bits("person_name", grade.code())).collect(),
            frequency_bits: model.parameters().frequency_bits,
            birth: BIRTH_LEVELS.map(|level| bits("person_birth_date", level)),
            sex: same("person_sex"),
            pin: PinLevel::ALL.iter().map(|level| bits("person_pin", level.code())).collect(),
            phone: PhoneLevel::ALL.iter().map(|level| bits("person_phone", level.code())).collect(),
            document: same("person_document"),
            citizenship: same("person_citizenship"),
            victims: Chances::of(context, true),
            accused: Chances::of(context, false),
        }
    }

    /// What the victims or the accused of two cases weigh.
    pub(crate) fn set(
        &self,
        left: CaseView<'_>,
        right: CaseView<'_>,
        victims: bool,
        memory: &mut Memory,
    ) -> MatchWeight {
        let (rows, columns) = (left.persons(victims), right.persons(victims));
        if rows.is_empty() || columns.is_empty() {
            return MatchWeight::ZERO;
        }
        let Memory { words, persons: room, .. } = memory;
        room.bits.clear();
        room.comparable.clear();
        for a in rows {
            for b in columns {
                let (bits, comparable) = self.persons((left, a), (right, b), words);
                room.bits.push(bits);
                room.comparable.push(comparable);
            }
        }
        let columns = columns.len();
        match_into(&mut room.aligned, &room.bits, rows.len(), columns);
        let chances = if victims { self.victims } else { self.accused };
        let (mut found, mut absent, mut compared) = (0.0, 0.0, false);
        for (row, column) in room.aligned.iter().enumerate() {
            let of_row = row * columns..(row + 1) * columns;
            let silent = room.comparable[of_row.clone()].iter().filter(|known| !**known).count();
            if silent == columns {
                continue;
            }
            compared = true;
            let best = column.map(|column| room.bits[of_row.start + column]);
            let person = chances.person_bits(best, silent, columns);
            if best.is_some() && person > 0.0 {
                found += person;
            } else {
                absent += person;
            }
        }
        if compared { set_weight(found, absent) } else { MatchWeight::ZERO }
    }

    /// The bits of two persons and whether anything was known of both.
    fn persons(
        &self,
        (left, a): (CaseView<'_>, &PersonSketch),
        (right, b): (CaseView<'_>, &PersonSketch),
        memory: &mut WordMemory,
    ) -> (f64, bool) {
        let (grade, name) = self.name((left, a), (right, b), memory);
        let pin = pin_level(a, b);
        let by_pin = pin == PinLevel::Equal;
        let birth = if by_pin { None } else { birth_index(a.birth, b.birth) };
        let sex = match same(a.sex, b.sex) {
            _ if by_pin => None,
            Some(0) if tells_sex(grade) => None,
            level => level.map(|level| self.sex[level]),
        };
        let phone = phone_level(&a.phone, &b.phone);
        let others: [Known; 6] = [
            birth.map(|level| self.birth[level]),
            sex,
            (pin != PinLevel::Missing).then(|| self.pin[pin as usize]),
            (phone != PhoneLevel::Missing).then(|| self.phone[phone as usize]),
            same(a.document, b.document).map(|level| self.document[level]),
            same(a.citizenship, b.citizenship).map(|level| self.citizenship[level]),
        ];
        let bits: f64 = others.iter().map(|bits| bits.unwrap_or(0.0)).sum();
        let comparable = grade != NameGrade::Missing || others.iter().any(Option::is_some);
        (name + bits, comparable)
    }

    /// The best grade over all names of two persons, and its weight with the rarity of the parts.
    fn name(
        &self,
        (left, a): (CaseView<'_>, &PersonSketch),
        (right, b): (CaseView<'_>, &PersonSketch),
        memory: &mut WordMemory,
    ) -> (NameGrade, f64) {
        let mut best = (NameGrade::Missing, 0.0);
        for x in left.names(a) {
            for y in right.names(b) {
                let ([given, surname, _], mut grade) = self.words.compare_parts(x, y, memory);
                let mut rarity = 0.0;
                if grade == NameGrade::InitialsOnly {
                    match self.initials(x, y) {
                        InitialAgreement::Fits(bits) => rarity = bits,
                        InitialAgreement::Conflict => grade = NameGrade::Different,
                        InitialAgreement::NotComparable => grade = NameGrade::Missing,
                    }
                }
                if grade == NameGrade::Missing {
                    continue;
                }
                let base = self.names[grade as usize];
                if grade != NameGrade::InitialsOnly && base > 0.0 {
                    rarity = self.part_rarity(0, given, x, y) + self.part_rarity(1, surname, x, y);
                }
                let bits = name_bits(grade, base, rarity, self.frequency_bits);
                if best.0 == NameGrade::Missing || bits > best.1 {
                    best = (grade, bits);
                }
            }
        }
        best
    }

    /// Bits by which agreement of a part is rarer than usual; the commoner of two spellings speaks.
    fn part_rarity(
        &self,
        part: usize,
        level: NameLevel,
        x: CodedName<'_>,
        y: CodedName<'_>,
    ) -> f64 {
        if !is_agreement(level) {
            return 0.0;
        }
        let of = |name: CodedName<'_>| {
            let words = name.words.iter().filter_map(|word| self.counted[*word as usize].rarity);
            words.filter(|(of, _)| *of == part).map(|(_, bits)| bits).reduce(f64::min)
        };
        of(x).zip(of(y)).map_or(0.0, |(a, b)| a.min(b))
    }

    fn initials(&self, x: CodedName<'_>, y: CodedName<'_>) -> InitialAgreement {
        let script = |name: CodedName<'_>| {
            name.words.first().map(|word| self.words.words()[*word as usize].folded.script)
        };
        if script(x) != script(y) {
            return InitialAgreement::NotComparable;
        }
        let (mut a, mut b) = ([(' ', 0.0); WORDS], [(' ', 0.0); WORDS]);
        let (x, y) = (self.letters(x, &mut a), self.letters(y, &mut b));
        let bits = |letter| {
            let of = a.iter().find(|(known, _)| *known == letter);
            (of.map_or(0.0, |(_, bits)| *bits), self.average_initial)
        };
        letters_agree(&x.0[..x.1], &y.0[..y.1], bits)
    }

    /// The first letters of a name and how many; how rare each is goes into `bits`.
    fn letters(
        &self,
        name: CodedName<'_>,
        bits: &mut [(char, f64); WORDS],
    ) -> ([char; WORDS], usize) {
        let (mut letters, mut count) = ([' '; WORDS], 0);
        for letter in name.words.iter().filter_map(|word| self.counted[*word as usize].letter) {
            (letters[count], bits[count]) = (letter.0, letter);
            count += 1;
        }
        (letters, count)
    }
}

fn counted(words: &CodedWords, frequencies: &TermFrequencies, lexicon: &Lexicon) -> Vec<Counted> {
    let of = |word: &fuzzy_matching::person_name::NameToken| Counted {
        rarity: word.frequency_key(lexicon).and_then(|key| frequencies.word_rarity(word.role, key)),
        letter: compared_letter(word).map(|letter| (letter, frequencies.initial_bits(letter).0)),
    };
    words.words().iter().map(|word| of(word)).collect()
}

/// 0 for equal values, 1 for different ones, `None` where one is not stated.
fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<usize> {
    Some(usize::from(a? != b?))
}

fn pin_level(a: &PersonSketch, b: &PersonSketch) -> PinLevel {
    if !a.pin.is_known() || !b.pin.is_known() {
        return PinLevel::Missing;
    }
    let near = a.pin != b.pin && a.pin.slip(&b.pin);
    let unknown = a.pin_form == PinForm::Unknown || b.pin_form == PinForm::Unknown;
    let one_form = a.pin_form == b.pin_form || (unknown && a.pin.length() == b.pin.length());
    match (a.pin == b.pin, near, one_form) {
        (true, ..) => PinLevel::Equal,
        (_, true, _) => PinLevel::OneEdit,
        (.., true) => PinLevel::Conflict,
        _ => PinLevel::Missing,
    }
}

fn phone_level(a: &Code, b: &Code) -> PhoneLevel {
    match (a.is_known() && b.is_known(), a == b) {
        (false, _) => PhoneLevel::Missing,
        (_, true) => PhoneLevel::Equal,
        _ if a.slip(b) => PhoneLevel::OneEdit,
        _ => PhoneLevel::Different,
    }
}

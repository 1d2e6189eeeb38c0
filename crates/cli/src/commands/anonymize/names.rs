//! Names for names. Reach for [`Names::learn`] with every name of the project, then for
//! [`Names::rewrite`].
//!
//! A name of the lexicon becomes another one of its kind (men's, women's, surname), language and
//! number of spellings, one for one, so that frequencies stay. What stands around it stays too: the
//! ending of a surname or patronymic, уулу and кызы, capitals, script, which of its spellings was
//! used. A name the lexicon lacks becomes one made of parts. A slip of the pen in a word that
//! its case has without the slip is made again in the replacement, across scripts by its sound;
//! initials become those of the replacement of the one name of their case that fits them best, so
//! that they still fit it.

use std::collections::{BTreeMap, BTreeSet};

use fuzzy_matching::edit_distance::EditCosts;
use fuzzy_matching::fold::{Fold, Reading};
use records::reference::{LexiconEntry, LexiconKind};
use records::{PersonSide, Reference};

use super::key::Key;
use super::letters::{
    Word, in_cyrillic, in_latin, is_latin, is_mixed, joined, mixed, slip, styled, words,
};
use super::made_up::{MADE_UP, made_of_parts};

/// Endings that follow a father's or forefather's name, longest first.
const ENDINGS: [&str; 44] = [
    "owitsch", "ewitsch", "ovitch", "evitch", "owitch", "ewitch", "ovich", "evich", "skaya",
    "skiy", "оглы", "овна", "евна", "ович", "евич", "зода", "ская", "ский", "уулу", "кызы", "угли",
    "кизи", "ovič", "evič", "ovna", "evna", "zoda", "kyzy", "uulu", "ugli", "ова", "ева", "ина",
    "улы", "ova", "eva", "ina", "uly", "ов", "ев", "ин", "ov", "ev", "in",
];

/// Similarity of sounds from which a word of a case is taken for another one written anew.
const ALIKE: f64 = 0.8;

/// A word of a case with its replacement, both in lower case.
struct Known {
    /// Which name of the case it stands in, and where.
    name: usize,
    place: usize,
    side: PersonSide,
    word: String,
    replacement: String,
    /// Whether the lexicon explains it; else it may itself be a slip.
    explained: bool,
}

impl Known {
    /// уулу, кызы and the like stand for themselves; no initial is theirs.
    fn is_marker(&self) -> bool {
        self.word == self.replacement
    }
}

/// Replaces the names of one project.
pub(super) struct Names<'r> {
    key: &'r Key,
    fold: Fold,
    costs: EditCosts,
    lexicon: &'r [LexiconEntry],
    /// Kind and lower-case spelling to entry.
    spelled: BTreeMap<(LexiconKind, String), usize>,
    /// Kind and sound to entry.
    sounded: BTreeMap<(LexiconKind, String), usize>,
    /// The entry that takes the place of each.
    next: Vec<usize>,
    /// Made-up names by sound of what they stand for; none is given twice.
    made_up: BTreeMap<String, usize>,
    given: BTreeSet<usize>,
    of_case: BTreeMap<String, Vec<Known>>,
}

fn spellings(entry: &LexiconEntry) -> impl Iterator<Item = String> + '_ {
    std::iter::once(&entry.name).chain(&entry.spellings).map(|name| name.to_lowercase())
}

impl<'r> Names<'r> {
    pub(super) fn new(key: &'r Key, reference: &'r Reference) -> Self {
        let fold = Fold::new(reference);
        let lexicon = reference.lexicon.as_slice();
        let (mut spelled, mut sounded) = (BTreeMap::new(), BTreeMap::new());
        for (at, entry) in lexicon.iter().enumerate() {
            for spelling in
                spellings(entry).chain(entry.feminine.as_ref().map(|f| f.to_lowercase()))
            {
                sounded.entry((entry.kind, fold.k1(&spelling))).or_insert(at);
                spelled.entry((entry.kind, spelling)).or_insert(at);
            }
        }
        let mut order: Vec<usize> = (0..lexicon.len()).collect();
        order.sort_by_cached_key(|at| {
            let entry = &lexicon[*at];
            let latin = spellings(entry).filter(|word| is_latin(word)).count();
            let cyrillic = spellings(entry).count() - latin;
            let like = (entry.languages.clone(), cyrillic.min(3), latin.min(3));
            (entry.kind, like, key.number("name", &entry.id))
        });
        let mut next: Vec<usize> = (0..lexicon.len()).collect();
        for ring in order.chunk_by(|a, b| lexicon[*a].kind == lexicon[*b].kind) {
            for (at, entry) in ring.iter().enumerate() {
                next[*entry] = ring[(at + 1) % ring.len()];
            }
        }
        Self {
            key,
            fold,
            costs: EditCosts::new(reference),
            lexicon,
            spelled,
            sounded,
            next,
            made_up: BTreeMap::new(),
            given: BTreeSet::new(),
            of_case: BTreeMap::new(),
        }
    }

    /// Takes note of a name of a case, before any of the case is rewritten.
    pub(super) fn learn(&mut self, case: &str, side: PersonSide, text: &str) {
        let names = self.of_case.get(case).and_then(|words| words.last());
        let name = names.map_or(0, |last| last.name + 1);
        for (place, word) in words(text).filter(|word| !word.initial).enumerate() {
            let word = self.lower(word.text);
            let known = self.known(&word);
            let explained = known.is_some();
            let replacement = known.unwrap_or_else(|| self.made_up(&word));
            let known = Known { name, place, side, word, replacement, explained };
            self.of_case.entry(case.to_owned()).or_default().push(known);
        }
    }

    /// The name with every word replaced.
    pub(super) fn rewrite(&mut self, case: &str, side: PersonSide, text: &str) -> String {
        let mut rewritten = String::with_capacity(text.len());
        let mut from = 0;
        let mut open = self.meant(case, side, text);
        for (place, word) in words(text).enumerate() {
            rewritten.push_str(&text[from..word.start]);
            from = word.start + word.text.len();
            let lower = self.lower(word.text);
            let replacement = if word.initial {
                self.initial(case, &mut open, place, &lower)
            } else {
                self.word(case, &lower)
            };
            rewritten.push_str(&mixed(styled(&replacement, word.text), word.text));
        }
        rewritten.push_str(&text[from..]);
        rewritten
    }

    /// In small letters; a word of two scripts in the one it was meant in.
    fn lower(&self, word: &str) -> String {
        if is_mixed(word) { self.fold.token(word).surface } else { word.to_lowercase() }
    }

    fn word(&mut self, case: &str, word: &str) -> String {
        if let Some(known) = self.known(word) {
            return known;
        }
        let of_case = self.of_case.get(case).map_or(&[][..], Vec::as_slice);
        let explained = of_case.iter().filter(|known| known.explained);
        let slip =
            explained.into_iter().find_map(|known| slip(&known.word, word, &known.replacement));
        slip.or_else(|| self.alike(of_case, word)).unwrap_or_else(|| self.made_up(word))
    }

    /// For a word that sounds nearly like one of its case, in whatever script: what replaces that one,
    /// with a slip of its sound made again. It is the same name as somebody else writes it.
    fn alike(&self, of_case: &[Known], word: &str) -> Option<String> {
        let folded = self.fold.token(word);
        let likeness = |known: &Known| {
            let other = self.fold.token(&known.word);
            self.costs.similarity_of_readings(&other.readings, &folded.readings)
        };
        let explained = of_case.iter().filter(|known| known.explained);
        let (_, known) = explained
            .map(|known| (likeness(known), known))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        if !is_latin(word) && !is_latin(&known.replacement) {
            return Some(known.replacement.clone());
        }
        let (old, new) = (self.fold.k1(&known.word), self.fold.k1(&known.replacement));
        let alike = |reading: &&Reading| self.costs.similarity(&old, &reading.k1);
        let read = folded.readings.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
        let new = slip(&old, &read.k1, &new).unwrap_or(new);
        Some(if is_latin(word) { in_latin(&new) } else { in_cyrillic(&new) })
    }

    /// The replacement of a word that the lexicon explains; a marker stays.
    fn known(&self, word: &str) -> Option<String> {
        let folded = self.fold.token(word);
        if self.fold.marker(&folded).is_some() {
            return Some(word.to_owned());
        }
        const KINDS: [LexiconKind; 3] =
            [LexiconKind::GivenFemale, LexiconKind::GivenMale, LexiconKind::Surname];
        for kind in KINDS {
            if let Some(at) = self.spelled.get(&(kind, word.to_owned())) {
                return Some(self.respelled(*at, word));
            }
        }
        if let Some(at) = self.sounding(LexiconKind::Surname, word) {
            return Some(self.respelled(at, word));
        }
        let father = |stem: &str| self.spelled.get(&(LexiconKind::GivenMale, stem.to_owned()));
        for ending in ENDINGS {
            let Some(stem) = word.strip_suffix(ending) else { continue };
            let full = ["", "й", "ь", "y", "i"].iter().map(|last| format!("{stem}{last}"));
            if let Some(at) = full.into_iter().find_map(|stem| father(&stem).copied()) {
                return Some(joined(&self.respelled(at, stem), ending));
            }
            if let Some(at) = self.sounding(LexiconKind::GivenMale, stem) {
                return Some(joined(&self.respelled(at, stem), ending));
            }
        }
        let at = KINDS.iter().find_map(|kind| self.sounding(*kind, word))?;
        Some(self.respelled(at, word))
    }

    /// The entry that sounds as the word does in one of its readings.
    fn sounding(&self, kind: LexiconKind, word: &str) -> Option<usize> {
        let readings = self.fold.token(word).readings;
        readings.into_iter().find_map(|reading| self.sounded.get(&(kind, reading.k1)).copied())
    }

    /// The entry that stands for `at`, in the script and, by rank, the spelling of `word`.
    fn respelled(&self, at: usize, word: &str) -> String {
        let (old, new) = (&self.lexicon[at], &self.lexicon[self.next[at]]);
        let latin = is_latin(word);
        let same = |entry| -> Vec<String> {
            spellings(entry).filter(|word| is_latin(word) == latin).collect()
        };
        let (olds, news) = (same(old), same(new));
        let vowel = if latin { 'a' } else { 'а' };
        let feminine = old.feminine.is_some() && !old.name.ends_with('а');
        let feminine = word.strip_suffix(vowel).filter(|_| feminine);
        let base = feminine.unwrap_or(word);
        let rank = olds.iter().position(|spelling| spelling == base).unwrap_or(0);
        let chosen = match (news.is_empty(), latin) {
            (false, _) => news[rank % news.len()].clone(),
            (true, true) => in_latin(&self.fold.k1(&new.name)),
            (true, false) => new.name.to_lowercase(),
        };
        let first = new.feminine.as_ref().filter(|_| !latin && chosen == new.name.to_lowercase());
        let takes_it = ["ов", "ев", "ин", "ov", "ev", "in", "ow", "off"];
        match (feminine, first) {
            (Some(_), Some(name)) => name.to_lowercase(),
            (Some(_), None) if takes_it.iter().any(|end| chosen.ends_with(end)) => {
                format!("{chosen}{vowel}")
            }
            _ => chosen,
        }
    }

    /// A name made of parts for a word that nothing explains, by its sound.
    fn made_up(&mut self, word: &str) -> String {
        let ending = ENDINGS.iter().find(|ending| {
            word.strip_suffix(**ending).is_some_and(|stem| stem.chars().count() > 2)
        });
        let stem = ending.map_or(word, |ending| &word[..word.len() - ending.len()]);
        let sound = self.fold.k1(stem);
        let at = *self.made_up.entry(sound).or_insert_with_key(|sound| {
            let mut at = self.key.number("made up", sound) as usize % MADE_UP;
            while !self.given.insert(at) && self.given.len() < MADE_UP {
                at = (at + 1) % MADE_UP;
            }
            at
        });
        let made = made_of_parts(at, is_latin(word));
        ending.map_or(made.clone(), |ending| joined(&made, ending))
    }

    /// Whether an initial may stand for a word: by its letter, or by its sound in any reading.
    fn opens(&self, letter: &str, word: &str) -> bool {
        let Some(initial) = letter.chars().next() else { return false };
        let openings = self.fold.openings(initial);
        word.starts_with(initial)
            || self
                .fold
                .token(word)
                .readings
                .iter()
                .any(|reading| openings.iter().any(|opening| reading.k1.starts_with(opening)))
    }

    /// The words, by their place among those of the case, of the name that the initials of `text`
    /// stand for: that which has most of the whole words, then one of which they fit all, then of the
    /// same side, then that which fits most, then in the same script, then the last, which a
    /// register wrote. Empty where there are no initials.
    fn meant(&self, case: &str, side: PersonSide, text: &str) -> Vec<usize> {
        let (initials, whole): (Vec<Word<'_>>, Vec<Word<'_>>) =
            words(text).partition(|word| word.initial);
        let of_case = self.of_case.get(case).map_or(&[][..], Vec::as_slice);
        if initials.is_empty() {
            return Vec::new();
        }
        let initials: Vec<String> = initials.iter().map(|word| self.lower(word.text)).collect();
        let whole: Vec<String> =
            whole.iter().map(|word| self.fold.k1(&self.lower(word.text))).collect();
        let fits = |name: &[Known]| {
            let mut free: Vec<&Known> = name.iter().filter(|known| !known.is_marker()).collect();
            let most = initials.len().min(free.len());
            let fitting = initials.iter().filter(|letter| {
                let at = free.iter().position(|known| self.opens(letter, &known.word));
                at.map(|at| free.swap_remove(at)).is_some()
            });
            let fitting = fitting.count();
            let same = name.iter().filter(|known| whole.contains(&self.fold.k1(&known.word)));
            let first = name.first();
            let script = first.is_some_and(|known| is_latin(&known.word) == is_latin(text));
            let side = first.is_some_and(|known| known.side == side);
            (same.count(), fitting == most, side, fitting, script)
        };
        let mut best = ((0, false, false, 0, false), Vec::new());
        let mut from = 0;
        for name in of_case.chunk_by(|a, b| a.name == b.name) {
            let found = fits(name);
            if found.3 > 0 && found >= best.0 {
                best = (found, (from..from + name.len()).collect());
            }
            from += name.len();
        }
        best.1
    }

    /// The initial of what replaces a word that begins with this one: one of `open`, which it is
    /// taken out of, else any word of the case.
    fn initial(&self, case: &str, open: &mut Vec<usize>, place: usize, letter: &str) -> String {
        let of_case = self.of_case.get(case).map_or(&[][..], Vec::as_slice);
        let latin = is_latin(letter);
        let fits = |known: &&Known| !known.is_marker() && self.opens(letter, &known.word);
        let of_name = (0..open.len())
            .filter(|at| fits(&&of_case[open[*at]]))
            .min_by_key(|at| of_case[open[*at]].place != place);
        let best = of_name.map(|at| &of_case[open.remove(at)]).or_else(|| {
            of_case.iter().filter(fits).min_by_key(|known| {
                let other_script = is_latin(&known.replacement) != latin;
                (other_script, known.place != place, !known.explained)
            })
        });
        if let Some(known) = best {
            let replacement = if known.explained {
                known.replacement.clone()
            } else {
                self.alike(of_case, &known.word).unwrap_or_else(|| known.replacement.clone())
            };
            if is_latin(&replacement) == latin {
                return replacement.chars().take(1).collect();
            }
            let sounds = self.fold.k1(&replacement);
            let other = if latin { in_latin(&sounds) } else { in_cyrillic(&sounds) };
            return other.chars().take(1).collect();
        }
        let letters: Vec<char> = if latin { "abdjkmnstu" } else { "абджкмнсту" }.chars().collect();
        let at = self.key.number("initial", &self.fold.k1(letter)) as usize % letters.len();
        letters[at].to_string()
    }
}

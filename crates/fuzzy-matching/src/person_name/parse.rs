//! Which word of a name is the given name, the surname, the father's name: by form first, then by
//! column, then by the lexicon.

use std::fmt;
use std::sync::Arc;

use records::reference::MarkerKind;
use records::{PersonName, Sensitive, Sex};

use super::keyboard;
use super::reader::NameMemory;
use super::tokens::{Word, words};
use crate::edit_distance::EditCosts;
use crate::fold::{Fold, Folded, Reading, Script, bare, k2v, k3};
use crate::lexicon::{Lexicon, NameIds};

/// Surname endings that also end given names (Насирдин, Мадина, Юсуф).
const WEAK_ENDINGS: [&str; 6] = ["in", "ina", "of", "ef", "zod", "zad"];
/// Endings that make a surname as well as a father's name (Раҳмонзода).
const FAMILY_ENDINGS: [&str; 5] = ["zoda", "zod", "zada", "zade", "zad"];
/// Words compared; the best assignment of more would be slow and no name has more.
pub(super) const MAX_TOKENS: usize = 6;
/// Shortest known word, phones, for which alone a name is read under the other keyboard layout:
/// of four phones some names of other peoples are known names when retyped (even, Умут).
const MIN_RETYPED: usize = 5;

/// The part a word plays in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameRole {
    /// Given name.
    Given,
    /// Surname.
    Surname,
    /// Father's name: patronymic, `X уулу`, or the bare name in the patronymic column.
    Patronymic,
    /// Not told by form, column or lexicon.
    Unknown,
}

/// One word of a parsed name.
#[derive(Clone, PartialEq)]
pub struct NameToken {
    /// As written; under the other keyboard layout where that is the repair.
    pub written: Sensitive<Arc<str>>,
    /// Folded.
    pub folded: Arc<Folded>,
    /// The part it plays.
    pub role: NameRole,
    /// The column it stood in, where the source has columns.
    pub column: Option<NameRole>,
    /// Whether only an initial is given.
    pub initial: bool,
    /// The marker that follows it.
    pub marker: Option<MarkerKind>,
    /// Whether the form of the word itself tells its role (ending or marker).
    pub by_form: bool,
    /// The sex its ending or marker tells.
    pub sex: Option<Sex>,
    /// What its letters say whatever part it turns out to play beside the other words.
    pub(super) stems: Arc<Stems>,
}

/// What follows from the letters of a word.
#[derive(PartialEq)]
pub(super) struct Stems {
    /// Readings without a surname ending.
    pub(super) family: Vec<Reading>,
    /// Readings without a patronymic ending.
    pub(super) father: Vec<Reading>,
    pub(super) given_ids: NameIds,
    pub(super) family_ids: NameIds,
    pub(super) father_ids: NameIds,
    /// What a word may sound like that begins with this initial; empty for a full word.
    pub(super) openings: Vec<String>,
}

impl fmt::Debug for NameToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameToken")
            .field("role", &self.role)
            .field("initial", &self.initial)
            .field("marker", &self.marker)
            .finish_non_exhaustive()
    }
}

/// A name ready to be compared. It keeps the edit costs of the lexicon it was parsed with, so that
/// two names are always compared by the tables they were folded by.
#[derive(Clone)]
pub struct ParsedName {
    pub(super) tokens: Vec<Arc<NameToken>>,
    pub(super) costs: Arc<EditCosts>,
    sex: Option<Sex>,
    retyped: bool,
}

impl fmt::Debug for ParsedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParsedName").field("tokens", &self.tokens).finish_non_exhaustive()
    }
}

/// The keys of one word under one reading, for blocking and for counting frequencies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockingToken {
    /// K1 of the stem.
    pub k1: String,
    /// K2v of the stem.
    pub k2v: String,
    /// K3 of the stem.
    pub k3: String,
    /// Class of the first sound: its consonant class, or `V` for a vowel.
    pub first: char,
    /// The part the word plays.
    pub role: NameRole,
    /// Index of the word within the name: two keys of one word are never a pair of words.
    pub word: u8,
    /// Whether only an initial is given; such a key has one sound.
    pub initial: bool,
}

impl fmt::Debug for BlockingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingToken").field("role", &self.role).finish_non_exhaustive()
    }
}

impl ParsedName {
    /// Parses a name as the source wrote it. Total: text without letters gives a name without
    /// words, which compares as missing.
    pub fn parse(fold: &Fold, lexicon: &Lexicon, name: &PersonName) -> Self {
        let folded = |piece: &str| Arc::new(fold.token(piece));
        Self::read(lexicon, name, &|text, column| {
            let words = words(fold, &folded, text).into_iter();
            words.map(|word| Arc::new(token(fold, lexicon, word, column))).collect()
        })
    }

    /// As [`ParsedName::parse`] with the tables that `memory` was used with before: words met then
    /// are not folded again.
    pub fn recall(fold: &Fold, lexicon: &Lexicon, memory: &NameMemory, name: &PersonName) -> Self {
        let folded = |piece: &str| memory.folded(piece, || fold.token(piece));
        Self::read(lexicon, name, &|text, column| {
            let words = words(fold, &folded, text).into_iter();
            let known =
                |word| memory.token(word, column, |word| token(fold, lexicon, word, column));
            words.map(known).collect()
        })
    }

    /// Puts together what `read` makes of the text of each column.
    fn read(lexicon: &Lexicon, name: &PersonName, read: &ReadWords<'_>) -> Self {
        let mut parts: Vec<Part<'_>> = texts(name)
            .into_iter()
            .map(|(text, column)| Part { text, column, tokens: read(text, column) })
            .collect();
        let retyped = retype(&mut parts, read);
        let mut tokens: Vec<Arc<NameToken>> =
            parts.into_iter().flat_map(|part| part.tokens).collect();
        drop_repeats(&mut tokens);
        tokens.truncate(MAX_TOKENS);
        settle_patronymic_forms(&mut tokens);
        settle_weak_endings(&mut tokens);
        settle_unknown(&mut tokens);
        settle_initials(&mut tokens);
        let sex = agreed_sex(lexicon, &tokens);
        Self { tokens, costs: Arc::clone(lexicon.costs()), sex, retyped }
    }

    /// The words, in the order written.
    pub fn tokens(&self) -> &[Arc<NameToken>] {
        &self.tokens
    }

    /// Whether there is no word to compare.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The sex the endings, markers and known given names tell, if they agree. A hint only.
    pub const fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Whether words were read under the other keyboard layout: none of them was a known name as
    /// written, and one is as retyped.
    pub const fn is_retyped(&self) -> bool {
        self.retyped
    }

    /// What term frequencies are counted on: the lexicon id of the given name and of the surname
    /// where known, else K1 of the given name and of the surname stem.
    pub fn frequency_keys(&self, lexicon: &Lexicon) -> Vec<(NameRole, String)> {
        let key = |token: &Arc<NameToken>| Some((token.role, token.frequency_key(lexicon)?));
        self.tokens.iter().filter_map(key).collect()
    }

    /// The keys of every word under every reading, sorted, without repeats. Words are keyed by
    /// stem, so that Асанов, Асанович and Асан уулу share keys.
    pub fn blocking_tokens(&self) -> Vec<BlockingToken> {
        let mut keys: Vec<BlockingToken> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let word = u8::try_from(at).unwrap_or(u8::MAX);
            let mut stems: Vec<&str> = match token.role {
                NameRole::Patronymic => token.stems.father.iter().map(|r| r.k1.as_str()).collect(),
                NameRole::Surname => token.stems.family.iter().map(|r| r.k1.as_str()).collect(),
                // A word of unsure role is found with and without its ending.
                NameRole::Given | NameRole::Unknown => {
                    let whole = token.folded.readings.iter().map(|r| bare(&r.k1));
                    whole.chain(token.stems.family.iter().map(|r| r.k1.as_str())).collect()
                }
            };
            stems.sort_unstable();
            stems.dedup();
            keys.extend(stems.into_iter().filter(|stem| !stem.is_empty()).map(|stem| {
                let k3 = k3(stem);
                BlockingToken {
                    first: k3.chars().next().unwrap_or('V'),
                    k1: stem.to_owned(),
                    k2v: k2v(stem),
                    k3,
                    role: token.role,
                    word,
                    initial: token.initial,
                }
            }));
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

/// Reads the words of one column, or of the whole name.
type ReadWords<'r> = dyn Fn(&str, Option<NameRole>) -> Vec<Arc<NameToken>> + 'r;

/// The text of one column, or the whole name, with its words.
struct Part<'a> {
    text: &'a str,
    column: Option<NameRole>,
    tokens: Vec<Arc<NameToken>>,
}

fn texts(name: &PersonName) -> Vec<(&str, Option<NameRole>)> {
    match name {
        PersonName::Whole(text) => vec![(text.expose(), None)],
        PersonName::Parts { surname, given, patronymic } => {
            let parts = [
                (surname, NameRole::Surname),
                (given, NameRole::Given),
                (patronymic, NameRole::Patronymic),
            ];
            let written = parts.into_iter();
            written
                .filter_map(|(part, column)| Some((part.as_ref()?.expose().as_str(), Some(column))))
                .collect()
        }
    }
}

/// Reads parts under the other keyboard layout where the lexicon knows no word of theirs as
/// written but one as retyped; parts of the same script that it does not know either way follow.
fn retype(parts: &mut [Part<'_>], read: &ReadWords<'_>) -> bool {
    let others: Vec<Option<(Script, Vec<Arc<NameToken>>)>> = parts
        .iter()
        .map(|part| {
            let unknown = !part.tokens.iter().any(|token| token.is_known());
            let (script, text) = unknown.then(|| keyboard::retype(part.text)).flatten()?;
            Some((script, read(&text, part.column)))
        })
        .collect();
    let proved = |tokens: &[Arc<NameToken>]| {
        let names = tokens.iter().filter(|token| token.is_listed_name());
        let long = |token: &Arc<NameToken>| token.folded.k1().len() >= MIN_RETYPED;
        names.clone().any(long) || names.count() > 1
    };
    let scripts: Vec<Script> = others
        .iter()
        .flatten()
        .filter(|(_, tokens)| proved(tokens))
        .map(|(script, _)| *script)
        .collect();
    for (part, other) in parts.iter_mut().zip(others) {
        if let Some((script, tokens)) = other
            && scripts.contains(&script)
        {
            part.tokens = tokens;
        }
    }
    !scripts.is_empty()
}

fn token(fold: &Fold, lexicon: &Lexicon, word: Word, column: Option<NameRole>) -> NameToken {
    let Word { written, folded, initial, marker } = word;
    let stems = |strip: &dyn Fn(&str) -> String| -> Vec<Reading> {
        let mut stems: Vec<Reading> = Vec::with_capacity(folded.readings.len());
        for reading in &folded.readings {
            let k1 = strip(&reading.k1);
            if stems.iter().all(|known| known.k1 != k1) {
                stems.push(Reading { k1, penalty: reading.penalty });
            }
        }
        stems
    };
    let family = stems(&|k1| fold.surname_stem(k1).map_or_else(String::new, |stem| stem.k1));
    let given_ids = lexicon.given(&folded);
    let family_ids = lexicon.surname(&family);
    let (role, by_form, sex) = form(&folded, marker, column, &given_ids, initial);
    let father = stems(&|k1| {
        let stem = (role == NameRole::Patronymic && marker.is_none())
            .then(|| fold.patronymic_stem(k1))
            .flatten();
        stem.map_or_else(|| bare(k1).to_owned(), |stem| stem.k1)
    });
    let father_ids = lexicon.father(&father);
    let openings = if initial { openings(fold, &folded) } else { Vec::new() };
    NameToken {
        written: Sensitive::new(Arc::from(written)),
        role,
        column,
        initial,
        marker,
        by_form,
        sex,
        stems: Arc::new(Stems { family, father, given_ids, family_ids, father_ids, openings }),
        folded,
    }
}

/// What a word with this initial may begin with: Latin `d` may open дж, `z` ж, `y` я, ю or е.
fn openings(fold: &Fold, folded: &Folded) -> Vec<String> {
    let mut letters = folded.surface.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return folded.readings.iter().map(|reading| reading.k1.clone()).collect();
    };
    let mut found: Vec<String> = Vec::new();
    for phones in fold.openings(letter) {
        let mut sounds = phones.chars();
        match (sounds.next(), sounds.next()) {
            // я and ю stay apart from и; `ye` has lost its i by contraction.
            (Some('i'), Some(vowel @ ('a' | 'o' | 'u'))) => found.push(format!("i{vowel}")),
            (Some('i'), _) if folded.script == Script::Latin => {
                found.extend(["i".to_owned(), "e".to_owned()]);
            }
            (Some(first), _) => found.push(first.to_string()),
            (None, _) => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The role a word's form tells, else its column; whether it was the form; the sex it tells.
fn form(
    folded: &Folded,
    marker: Option<MarkerKind>,
    column: Option<NameRole>,
    given: &NameIds,
    initial: bool,
) -> (NameRole, bool, Option<Sex>) {
    if let Some(kind) = marker {
        let sex = match kind {
            MarkerKind::Son => Some(Sex::Male),
            MarkerKind::Daughter => Some(Sex::Female),
            MarkerKind::Line => None,
        };
        return (NameRole::Patronymic, true, sex);
    }
    let by_column = column.unwrap_or(NameRole::Unknown);
    if initial {
        return (by_column, false, None);
    }
    // A listed given name is no surname for its ending: Мадина, Бекзод, Айсулуу.
    let is_given = given.is_known() && column != Some(NameRole::Surname);
    if is_given {
        return (by_column, false, None);
    }
    let family = folded.surname_stem.as_ref().filter(|stem| !stem.ending.is_empty());
    if let Some(stem) = &folded.patronymic_stem
        && !FAMILY_ENDINGS.contains(&stem.ending.as_str())
        && (family.is_none() || column != Some(NameRole::Surname))
    {
        return (NameRole::Patronymic, true, stem.sex);
    }
    match family {
        Some(stem) if WEAK_ENDINGS.contains(&stem.ending.as_str()) => (by_column, false, None),
        Some(stem) => (NameRole::Surname, true, stem.sex),
        None => (by_column, false, None),
    }
}

/// The same word twice in one name (typed in two columns) counts once.
fn drop_repeats(tokens: &mut Vec<Arc<NameToken>>) {
    let mut kept: Vec<Arc<NameToken>> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        let repeat = kept.iter().any(|known| {
            known.folded.surface == token.folded.surface
                && known.marker == token.marker
                && !token.initial
        });
        if !repeat {
            kept.push(token);
        }
    }
    *tokens = kept;
}

/// Маркевич and Богданович are surnames of the form of a patronymic. Of two words of that form one
/// is the surname: the first where the name begins with it, else the last. A single one beside a
/// given name alone may be either.
fn settle_patronymic_forms(tokens: &mut [Arc<NameToken>]) {
    let full = tokens.iter().filter(|token| !token.initial).count();
    if tokens.iter().any(|token| token.role == NameRole::Surname) {
        return;
    }
    let formed: Vec<usize> = (0..tokens.len())
        .filter(|&at| {
            let token = &tokens[at];
            let ending = token.folded.patronymic_stem.as_ref().map_or("", |stem| &stem.ending);
            token.role == NameRole::Patronymic && token.column.is_none() && ending.ends_with("iC")
        })
        .collect();
    match formed[..] {
        [only] if full == 2 => {
            let word = Arc::make_mut(&mut tokens[only]);
            (word.role, word.by_form) = (NameRole::Unknown, false);
        }
        [first, .., last] => {
            let at = if first == 0 { first } else { last };
            let word = Arc::make_mut(&mut tokens[at]);
            (word.role, word.by_form) = (NameRole::Surname, false);
        }
        _ => {}
    }
}

/// A weak ending makes a surname only where no other word is one.
fn settle_weak_endings(tokens: &mut [Arc<NameToken>]) {
    if tokens.iter().any(|token| token.role == NameRole::Surname) {
        return;
    }
    let weak = |token: &NameToken| {
        token.role == NameRole::Unknown
            && !token.initial
            && !token.stems.given_ids.is_known()
            && token.folded.surname_stem.as_ref().is_some_and(|stem| !stem.ending.is_empty())
    };
    let mut candidates = tokens.iter_mut().filter(|token| weak(token));
    if let (Some(only), None) = (candidates.next(), candidates.next()) {
        Arc::make_mut(only).role = NameRole::Surname;
    }
}

/// The one word left over between a surname and a patronymic is the given name; a listed given
/// name is one, unless there are two of them and either may be the father's.
fn settle_unknown(tokens: &mut [Arc<NameToken>]) {
    let has = |tokens: &[Arc<NameToken>], role| tokens.iter().any(|t| t.role == role);
    if has(tokens, NameRole::Given) {
        return;
    }
    let anchored = has(tokens, NameRole::Surname) || has(tokens, NameRole::Patronymic);
    let unknown: Vec<usize> = (0..tokens.len())
        .filter(|&at| tokens[at].role == NameRole::Unknown && !tokens[at].initial)
        .collect();
    let known: Vec<usize> =
        unknown.iter().copied().filter(|&at| tokens[at].stems.given_ids.is_known()).collect();
    match (&unknown[..], &known[..]) {
        ([only], _) if anchored => Arc::make_mut(&mut tokens[*only]).role = NameRole::Given,
        (_, [only]) => Arc::make_mut(&mut tokens[*only]).role = NameRole::Given,
        _ => {}
    }
}

/// Beside a full surname the first initial is the given name's and the second the patronymic's.
/// Three bare initials stand in the order of court acts: surname, given name, patronymic.
fn settle_initials(tokens: &mut [Arc<NameToken>]) {
    let full = |role| move |t: &Arc<NameToken>| !t.initial && t.role == role;
    let has_surname = tokens.iter().any(full(NameRole::Surname));
    let has_given = tokens.iter().any(full(NameRole::Given));
    let others = tokens.iter().filter(|t| !t.initial).count();
    let open: Vec<usize> = (0..tokens.len())
        .filter(|&at| tokens[at].initial && tokens[at].role == NameRole::Unknown)
        .collect();
    let order: &[NameRole] = match (open.len(), others) {
        (3, 0) => &[NameRole::Surname, NameRole::Given, NameRole::Patronymic],
        (1 | 2, _) if has_surname && !has_given => &[NameRole::Given, NameRole::Patronymic],
        // «Иванов И.И.» without a known ending: one full word and its initials.
        (1 | 2, 1) if !has_given => &[NameRole::Given, NameRole::Patronymic],
        (1, _) if has_surname && has_given => &[NameRole::Patronymic],
        _ => &[],
    };
    for (at, role) in open.into_iter().zip(order) {
        Arc::make_mut(&mut tokens[at]).role = *role;
    }
    // The full word beside bare initials is the surname.
    if !order.is_empty() && !has_surname && others == 1 && !has_given {
        for token in tokens.iter_mut().filter(|t| !t.initial && t.role == NameRole::Unknown) {
            Arc::make_mut(token).role = NameRole::Surname;
        }
    }
}

fn agreed_sex(lexicon: &Lexicon, tokens: &[Arc<NameToken>]) -> Option<Sex> {
    let by_form = tokens.iter().filter_map(|token| token.sex);
    let by_name = tokens
        .iter()
        .filter(|token| token.role == NameRole::Given && !token.initial)
        .filter_map(|token| lexicon.sex(&token.stems.given_ids));
    // An ending tells more than a name: a masculine surname form is worn by women too, so the
    // feminine wins where endings differ.
    let forms: Vec<Sex> = by_form.collect();
    if forms.contains(&Sex::Female) {
        return Some(Sex::Female);
    }
    let mut names = by_name;
    names.next().or_else(|| forms.first().copied())
}

impl NameToken {
    /// What the frequency of the word is counted on; see [`ParsedName::frequency_keys`]. `None` for
    /// an initial.
    pub fn frequency_key(&self, lexicon: &Lexicon) -> Option<String> {
        let (ids, readings) = match self.role {
            NameRole::Surname => (&self.stems.family_ids, &self.stems.family),
            NameRole::Patronymic => (&self.stems.father_ids, &self.stems.father),
            NameRole::Given | NameRole::Unknown => (&self.stems.given_ids, &self.folded.readings),
        };
        if self.initial {
            return None;
        }
        match ids.strong.first() {
            Some(id) => Some(lexicon.id(*id).to_owned()),
            None => readings.first().map(|reading| reading.k1.clone()),
        }
    }

    /// Whether the word is a listed given name, or a listed surname with its ending.
    fn is_listed_name(&self) -> bool {
        let surname = self.has_ending() && self.stems.family_ids.is_known();
        !self.initial && (self.stems.given_ids.is_known() || surname)
    }

    /// Whether the lexicon knows the word in any role.
    fn is_known(&self) -> bool {
        let ids = [&self.stems.given_ids, &self.stems.family_ids, &self.stems.father_ids];
        !self.initial && ids.iter().any(|ids| ids.is_known() || !ids.full.is_empty())
    }

    /// Whether the default reading has a surname ending.
    pub(super) fn has_ending(&self) -> bool {
        self.folded.surname_stem.as_ref().is_some_and(|stem| !stem.ending.is_empty())
    }

    /// What the lexicon knows of the word as a surname, or else as a given name.
    pub fn ids_as(&self, part: NameRole) -> &NameIds {
        match part {
            NameRole::Surname => &self.stems.family_ids,
            _ => &self.stems.given_ids,
        }
    }

    /// Whether the word can be compared by sound at all.
    pub fn has_sound(&self) -> bool {
        self.folded.script != Script::Other && !self.folded.readings.is_empty()
    }
}

//! How well two spellings of one name are told from two names, and how fast.
//!
//! `cargo run --release -p fuzzy-matching --example token_pairs -- ALIASES.tsv [--split dev|test]
//! [--all] [--misses N]`
//!
//! The file has the columns `qid, cyrillic_forms, latin_forms`, forms separated by `|`; a row is
//! one name. Positives are pairs of forms of one row, negatives random forms of two rows. Rows are
//! halved by a hash of the identifier: look at `dev` while changing tables, report `test`. Without
//! `--all` only names of the region count, told by letters and by name parts. Nothing is learned.

#![expect(clippy::print_stdout, reason = "a command for developers prints its figures")]
#![expect(clippy::disallowed_methods, reason = "it times the fold")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use fuzzy_matching::edit_distance::EditCosts;
use fuzzy_matching::fold::{Fold, Folded};
use fuzzy_matching::lexicon::{Lexicon, LexiconRelation, NameIds};

/// Positive pairs taken of one row, so that no name with forty spellings decides the figures.
const PAIRS_OF_ROW: usize = 12;
/// Random pairs.
const NEGATIVES: usize = 200_000;
/// Letters that only the languages of the region write; ў is left out because Belarusian has it.
const LETTERS: &str = "үөңқғұҳҷӣӯәһ";
/// Parts of Turkic and Persian names, Cyrillic, long enough to be nothing else.
const PARTS: &str = "бек бай гул гүл нур абду абды мырза мурза мирза берди кельди келди султан \
                     мухам мохам мамат мамад темир жума ходжа хожа кожо зода заде уллу улла ахмед \
                     ахмет ахмад рахм рахим карим керим бахт бакт токто тохта турсун";

struct Form {
    text: String,
    folded: Folded,
    given: NameIds,
    surname: NameIds,
}

struct Tables {
    fold: Fold,
    lexicon: Lexicon,
}

impl Tables {
    fn form(&self, text: &str) -> Form {
        let folded = self.fold.token(text);
        let stems: Vec<_> = folded.surname_stem.iter().map(|stem| stem.k1.clone()).collect();
        let stems: Vec<_> =
            stems.into_iter().map(|k1| fuzzy_matching::fold::Reading { k1, penalty: 0 }).collect();
        Form {
            text: text.to_owned(),
            given: self.lexicon.given(&folded),
            surname: self.lexicon.surname(&stems),
            folded,
        }
    }
}

/// FNV-1a: a stable way to halve rows and to draw pairs.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, byte| {
        (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The next number of a 64-bit linear congruential sequence, high bits first.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

fn regional(cyrillic: &str) -> bool {
    cyrillic.contains(|c| LETTERS.contains(c))
        || PARTS.split_whitespace().any(|part| cyrillic.contains(part))
}

type Measure<'a> = (&'static str, Box<dyn Fn(&Form, &Form) -> f64 + 'a>);

fn measures<'a>(costs: &'a EditCosts) -> Vec<Measure<'a>> {
    let wed =
        |a: &Form, b: &Form| costs.similarity_of_readings(&a.folded.readings, &b.folded.readings);
    vec![
        ("Jaro-Winkler, raw", Box::new(|a, b| strsim::jaro_winkler(&a.text, &b.text))),
        ("Jaro-Winkler, K1", Box::new(|a, b| strsim::jaro_winkler(a.folded.k1(), b.folded.k1()))),
        ("weighted distance", Box::new(wed)),
        (
            "the same and lexicon",
            Box::new(move |a, b| match relation(a, b) {
                LexiconRelation::Same => wed(a, b).max(0.95),
                LexiconRelation::Disjoint => wed(a, b) - 0.10,
                _ => wed(a, b),
            }),
        ),
    ]
}

/// As given names, or, where both end as surnames do, as surnames.
fn relation(a: &Form, b: &Form) -> LexiconRelation {
    let ends =
        |form: &Form| form.folded.surname_stem.as_ref().is_some_and(|s| !s.ending.is_empty());
    match a.given.relation(&b.given) {
        LexiconRelation::Unknown if ends(a) && ends(b) => a.surname.relation(&b.surname),
        known => known,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut path = None;
    let (mut split, mut all, mut misses) = (1, false, 0usize);
    let mut shown = String::from("weighted distance");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--split" => split = u64::from(arguments.next().as_deref() != Some("dev")),
            "--all" => all = true,
            "--of" => shown = arguments.next().unwrap_or_default(),
            "--misses" => misses = arguments.next().unwrap_or_default().parse()?,
            _ => path = Some(argument),
        }
    }
    let text =
        fs::read_to_string(path.ok_or("usage: token_pairs ALIASES.tsv [--split dev|test]")?)?;
    let reference = ingest::reference::embedded()?;
    let fold = Fold::new(&reference);
    let lexicon = Lexicon::new(&reference, &fold);
    let tables = Tables { fold, lexicon };
    let rows = rows(&tables, &text, split, all);
    let (positives, negatives) = pairs(&rows);
    println!(
        "{} names, {} pairs of one name, {} of two",
        rows.len(),
        positives.len(),
        negatives.len()
    );
    for (name, measure) in measures(tables.lexicon.costs()) {
        let score = |pairs: &[(&Form, &Form)]| -> Vec<f64> {
            pairs.iter().map(|(a, b)| measure(a, b)).collect()
        };
        let (hits, alarms) = (score(&positives), score(&negatives));
        let (one, tenth) = (recall(&hits, &alarms, 0.01), recall(&hits, &alarms, 0.001));
        println!(
            "{name:<22} AUC {:.4}  R@1% {:.3}  R@.1% {:.3} (from {:.3})",
            auc(&hits, &alarms),
            one.0,
            tenth.0,
            tenth.1
        );
        if misses > 0 && name == shown {
            show(&positives, &hits, misses, |score| score <= tenth.1);
            show(&negatives, &alarms, misses, |score| score > tenth.1);
        }
    }
    speed(&tables, &rows);
    Ok(())
}

fn rows(tables: &Tables, text: &str, split: u64, all: bool) -> Vec<Vec<Form>> {
    let mut rows = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [qid, cyrillic, latin] = cells[..] else { continue };
        if hash(qid) >> 7 & 1 != split || !(all || regional(cyrillic)) {
            continue;
        }
        let forms: BTreeSet<&str> = cyrillic.split('|').chain(latin.split('|')).collect();
        let word = |form: &&str| form.chars().count() > 2 && !form.contains([' ', '-']);
        rows.push(forms.into_iter().filter(word).map(|form| tables.form(form)).collect());
    }
    rows
}

type Pairs<'a> = Vec<(&'a Form, &'a Form)>;

/// A form without doubled letters and without the -а of a woman's surname: rows that share one are
/// one name entered twice, or the two forms of one surname. Says nothing of sound.
fn plain(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.dedup();
    let text: String = letters.into_iter().collect();
    let of_woman = ["ова", "ева", "ина", "ova", "eva", "ina"].iter().any(|end| text.ends_with(end));
    match text.char_indices().last() {
        Some((last, _)) if of_woman => text[..last].to_owned(),
        _ => text,
    }
}

/// Positives and negatives; rows that share a [`plain`] form are never two names.
fn pairs(rows: &[Vec<Form>]) -> (Pairs<'_>, Pairs<'_>) {
    let mut positives = Vec::new();
    let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for form in row {
            holders.entry(plain(&form.text)).or_default().insert(at);
        }
        let mut own: Vec<(&Form, &Form)> = (0..row.len())
            .flat_map(|i| (i + 1..row.len()).map(move |j| (&row[i], &row[j])))
            .collect();
        own.sort_by_key(|(a, b)| hash(&format!("{} {}", a.text, b.text)));
        positives.extend(own.into_iter().take(PAIRS_OF_ROW));
    }
    let mut negatives = Vec::with_capacity(NEGATIVES);
    let mut state = 7;
    while negatives.len() < NEGATIVES {
        let (i, j) = (next(&mut state) % rows.len(), next(&mut state) % rows.len());
        let shared = rows[i].iter().any(|form| holders[&plain(&form.text)].contains(&j));
        if i == j || shared || rows[i].is_empty() || rows[j].is_empty() {
            continue;
        }
        let a = &rows[i][next(&mut state) % rows[i].len()];
        let b = &rows[j][next(&mut state) % rows[j].len()];
        negatives.push((a, b));
    }
    (positives, negatives)
}

/// Chance that a pair of one name scores above a pair of two, ties counting half.
fn auc(hits: &[f64], alarms: &[f64]) -> f64 {
    let mut sorted = alarms.to_vec();
    sorted.sort_by(f64::total_cmp);
    let above: f64 = hits
        .iter()
        .map(|hit| {
            let below = sorted.partition_point(|alarm| alarm < hit);
            let upto = sorted.partition_point(|alarm| alarm <= hit);
            (below + upto) as f64 / 2.0
        })
        .sum();
    above / (hits.len() as f64 * alarms.len() as f64)
}

/// The share of pairs of one name above the score that a share `rate` of the others reaches, and
/// that score.
fn recall(hits: &[f64], alarms: &[f64], rate: f64) -> (f64, f64) {
    let mut sorted = alarms.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let threshold = sorted[(alarms.len() as f64 * rate) as usize];
    let above = hits.iter().filter(|hit| **hit > threshold).count();
    (above as f64 / hits.len() as f64, threshold)
}

fn show(pairs: &[(&Form, &Form)], scores: &[f64], count: usize, wrong: impl Fn(f64) -> bool) {
    let found = pairs.iter().zip(scores).filter(|(_, score)| wrong(**score));
    for ((a, b), score) in found.take(count) {
        println!("  {score:.3} {} {} ({} {})", a.text, b.text, a.folded.k1(), b.folded.k1());
    }
}

/// Folds every form and measures neighbouring forms a few times over; the best round counts.
fn speed(tables: &Tables, rows: &[Vec<Form>]) {
    let forms: Vec<&Form> = rows.iter().flatten().collect();
    let costs = tables.lexicon.costs();
    let (mut folding, mut measuring) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..9 {
        let start = Instant::now();
        for form in &forms {
            black_box(tables.fold.token(&form.text));
        }
        folding = folding.min(start.elapsed().as_secs_f64() / forms.len() as f64);
        let start = Instant::now();
        for pair in forms.windows(2) {
            black_box(costs.similarity(pair[0].folded.k1(), pair[1].folded.k1()));
        }
        measuring = measuring.min(start.elapsed().as_secs_f64() / (forms.len() - 1) as f64);
    }
    println!("fold {:.2} M tokens/s, distance {:.0} ns/pair", 1e-6 / folding, measuring * 1e9);
}

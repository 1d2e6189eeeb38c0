//! Reads and checks `reference/*.csv`. Reach for [`embedded`] for the data this version ships with
//! and for [`load_dir`] when an office keeps its own corrected copy.
//!
//! Guarantees: whatever loads has a source and a verified mark on every row, no key twice, no
//! reference into the void, no article without an edition, no two editions on one day, and for
//! every outcome an obstacle whatever the ground. Anything else is refused with file, line,
//! column and remedy. What the facts say is not checked: `verified` is a lawyer's word.

mod codes;
mod error;
mod law;
mod matching;
mod names;
mod offices;
mod places;
mod statistics;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use records::Reference;
use sha2::{Digest, Sha256};

pub use error::{ReferenceError, ReferenceProblem};

/// Names and shipped texts of all files, in name order.
macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../reference/", $name)))),+]
    };
}

/// The reference files as they were when this program was built.
const SHIPPED: &[(&str, &str)] = shipped![
    "blocking_rules.csv",
    "code_editions.csv",
    "code_lists.csv",
    "countries.csv",
    "family_relations.csv",
    "ground_articles.csv",
    "grounds.csv",
    "header_synonyms.csv",
    "ictip_variables.csv",
    "link_levels.csv",
    "link_parameters.csv",
    "list_blocking_rules.csv",
    "list_levels.csv",
    "months.csv",
    "name_diminutives.csv",
    "name_edit_costs.csv",
    "name_fold.csv",
    "name_formants.csv",
    "name_lexicon.csv",
    "name_markers.csv",
    "name_suffixes.csv",
    "obstacle_rules.csv",
    "obstacles.csv",
    "offence_families.csv",
    "offences.csv",
    "office_requests.csv",
    "office_words.csv",
    "place_confusables.csv",
    "place_level_words.csv",
    "place_names.csv",
    "places.csv",
    "published_counts.csv",
    "register_schemes.csv",
    "rereview_rules.csv",
    "stop_words.csv",
    "time_limits.csv",
    "value_synonyms.csv",
];

/// The data shipped with the program; needs no file at run time.
///
/// # Errors
/// Never for a released build: the tests load the same texts.
pub fn embedded() -> Result<Reference, ReferenceError> {
    assemble(&SHIPPED.iter().map(|(name, text)| (*name, (*text).to_owned())).collect())
}

/// The shipped files as (name, text), to write out a copy that an office can correct.
pub fn shipped_files() -> &'static [(&'static str, &'static str)] {
    SHIPPED
}

/// The data of a directory that holds every reference file.
///
/// Subdirectories and files that do not end in `.csv` are left alone.
///
/// # Errors
/// The first thing found wrong, with its place: a file missing, unknown or not UTF-8, or a row
/// that breaks one of the guarantees of this module.
pub fn load_dir(dir: &Path) -> Result<Reference, ReferenceError> {
    refuse_unknown_files(dir)?;
    let mut texts = BTreeMap::new();
    for (name, _) in SHIPPED {
        let refuse = |problem| whole_file(name, problem);
        let bytes = fs::read(dir.join(name))
            .map_err(|error| refuse(ReferenceProblem::Unreadable(error.kind().to_string())))?;
        let text = String::from_utf8(bytes).map_err(|_| refuse(ReferenceProblem::NotUtf8))?;
        texts.insert(*name, text);
    }
    assemble(&texts)
}

fn whole_file(file: &str, problem: ReferenceProblem) -> ReferenceError {
    ReferenceError { file: file.to_owned(), line: None, column: None, problem }
}

/// A misspelt file name would silently leave its corrections unread.
fn refuse_unknown_files(dir: &Path) -> Result<(), ReferenceError> {
    let unreadable = |error: std::io::Error| {
        whole_file("(directory)", ReferenceProblem::Unreadable(error.kind().to_string()))
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let unknown = |name: &&String| {
        name.to_lowercase().ends_with(".csv") && !SHIPPED.iter().any(|(known, _)| known == *name)
    };
    match names.iter().find(unknown) {
        Some(name) => Err(whole_file(name, ReferenceProblem::UnknownFile)),
        None => Ok(()),
    }
}

/// Parses and checks all texts, those referred to before those that refer to them.
fn assemble(texts: &BTreeMap<&str, String>) -> Result<Reference, ReferenceError> {
    let text = |name: &str| {
        texts
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| whole_file(name, ReferenceProblem::Unreadable("missing".to_owned())))
    };
    let (editions, edition_ids) = law::editions(text("code_editions.csv")?)?;
    let (families, family_ids) = law::families(text("offence_families.csv")?)?;
    let (schemes, scheme_ids) = law::schemes(text("register_schemes.csv")?)?;
    let (grounds, ground_codes) = law::grounds(text("grounds.csv")?)?;
    let (obstacles, obstacle_codes) = law::obstacles(text("obstacles.csv")?)?;
    let (places, place_codes) = places::places(text("places.csv")?)?;
    let code_lists = codes::code_lists(text("code_lists.csv")?)?;
    let targets = codes::SynonymTargets {
        schemes: &scheme_ids,
        grounds: &grounds,
        editions: &edition_ids,
        code_lists: &code_lists,
    };
    let value_synonyms = codes::value_synonyms(text("value_synonyms.csv")?, &targets)?;
    Ok(Reference {
        content_hash: content_hash(texts),
        family_relations: law::family_relations(text("family_relations.csv")?, &family_ids)?,
        offences: law::offences(text("offences.csv")?, &edition_ids, &family_ids)?,
        ground_articles: law::ground_articles(
            text("ground_articles.csv")?,
            &edition_ids,
            &grounds,
            &ground_codes,
        )?,
        obstacle_rules: law::obstacle_rules(
            text("obstacle_rules.csv")?,
            &ground_codes,
            &obstacle_codes,
        )?,
        time_limits: law::time_limits(text("time_limits.csv")?)?,
        rereview_rules: statistics::rereview_rules(text("rereview_rules.csv")?, &ground_codes)?,
        published_counts: statistics::published_counts(
            text("published_counts.csv")?,
            &family_ids,
            &place_codes,
        )?,
        ictip_variables: statistics::ictip_variables(text("ictip_variables.csv")?)?,
        office_words: offices::words(text("office_words.csv")?)?,
        office_requests: offices::requests(text("office_requests.csv")?)?,
        place_names: places::place_names(text("place_names.csv")?, &place_codes)?,
        confusables: places::confusables(text("place_confusables.csv")?, &place_codes)?,
        level_words: places::level_words(text("place_level_words.csv")?)?,
        countries: places::countries(text("countries.csv")?)?,
        header_synonyms: codes::header_synonyms(text("header_synonyms.csv")?)?,
        months: codes::months(text("months.csv")?)?,
        stop_words: codes::stop_words(text("stop_words.csv")?)?,
        fold: names::fold(text("name_fold.csv")?)?,
        edit_costs: names::edit_costs(text("name_edit_costs.csv")?)?,
        formants: names::formants(text("name_formants.csv")?)?,
        name_markers: names::markers(text("name_markers.csv")?)?,
        name_suffixes: names::suffixes(text("name_suffixes.csv")?)?,
        lexicon: names::lexicon(text("name_lexicon.csv")?)?,
        diminutives: names::diminutives(text("name_diminutives.csv")?)?,
        link_levels: matching::levels(text("link_levels.csv")?)?,
        list_levels: matching::list_levels(text("list_levels.csv")?)?,
        list_blocking_rules: matching::list_blocking_rules(text("list_blocking_rules.csv")?)?,
        link_parameters: matching::parameters(text("link_parameters.csv")?)?,
        blocking_rules: matching::blocking_rules(text("blocking_rules.csv")?)?,
        editions,
        families,
        schemes,
        grounds,
        obstacles,
        places,
        code_lists,
        value_synonyms,
    })
}

/// What `cat *.csv | sha256sum` prints in the directory, so that anyone can recompute it.
fn content_hash(texts: &BTreeMap<&str, String>) -> String {
    let mut hasher = Sha256::new();
    for text in texts.values() {
        hasher.update(text.as_bytes());
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

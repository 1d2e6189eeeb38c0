//! The project file `sverka.toml`. Reach for [`Project::open`]; it guarantees that every key is
//! known, that source ids are unique and that the cohort is not empty. That files exist and headers
//! match is checked when they are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use attrition::Cohort;
use ingest::error::nearest;
use ingest::limits::Limits;
use ingest::source_config::SourceConfig;
use jiff::civil::Date;
use records::Sensitive;
use reporting::{Language, Merges, Policy, REQUISITES, Rules};
use serde::{Deserialize, Deserializer};
use store::Database;

use crate::commands::personal_data_form::PrivacyTable;
use crate::failure::Failure;
use crate::private_file;
use crate::project_key::ProjectKey;

/// Name of the project file inside its folder.
pub(crate) const FILE_NAME: &str = "sverka.toml";

/// A project, read and checked.
#[derive(Debug)]
pub(crate) struct Project {
    /// Folder the project file stands in; paths in it are relative to this.
    pub(crate) dir: PathBuf,
    text: String,
    key: OnceLock<ProjectKey>,
    /// What it says.
    pub(crate) file: ProjectFile,
    /// Languages of the reports.
    pub(crate) languages: Vec<Language>,
}

/// `sverka.toml` as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectFile {
    pub(crate) project: ProjectTable,
    #[serde(default)]
    pub(crate) linkage: LinkageTable,
    /// Bounds of what one file may ask of the machine, over the defaults.
    #[serde(default)]
    pub(crate) limits: Limits,
    #[serde(default)]
    pub(crate) privacy: PrivacyTable,
    #[serde(default)]
    encryption: Option<EncryptionTable>,
    #[serde(default)]
    pub(crate) disclosure: DisclosureTable,
    #[serde(default)]
    pub(crate) letters: LettersTable,
    #[serde(default)]
    pub(crate) source: Vec<SourceConfig>,
}

/// `[project]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectTable {
    /// Title shown in the reports.
    pub(crate) name: String,
    /// The day the analysis speaks of.
    #[serde(deserialize_with = "civil_date")]
    pub(crate) as_of: Date,
    /// Which reports are counted.
    pub(crate) cohort: CohortTable,
    /// Languages of the reports, in order.
    #[serde(default = "all_languages")]
    pub(crate) languages: Vec<String>,
    /// Whether the reports are typeset as PDF too.
    #[serde(default = "yes")]
    pub(crate) pdf: bool,
    /// Database: a file relative to the project folder, or `postgres://user@host/name`.
    #[serde(default = "default_database")]
    pub(crate) database: String,
    /// File that holds the password of a PostgreSQL database, relative to the project folder.
    #[serde(default)]
    pub(crate) database_password_file: Option<String>,
    /// Folder of reference data to use instead of the built-in one.
    #[serde(default)]
    pub(crate) reference: Option<String>,
}

/// `[project.cohort]`: by day of hand-over, else received, else opened.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CohortTable {
    #[serde(deserialize_with = "civil_date")]
    from: Date,
    #[serde(deserialize_with = "civil_date")]
    to: Date,
    /// Days after registration within which a case must be kept.
    #[serde(default = "default_horizon_days")]
    horizon_days: u16,
}

/// `[linkage]`: thresholds over those of `reference/link_parameters.csv`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkageTable {
    /// Posterior from which a pair is a link. Range (0, 1).
    #[serde(default)]
    pub(crate) link_threshold: Option<f64>,
    /// Posterior from which a pair is a possible link. Range (0, 1).
    #[serde(default)]
    pub(crate) possible_threshold: Option<f64>,
}

/// `[encryption]`: the database is encrypted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EncryptionTable {
    /// File with the key, relative to the project folder.
    key_file: String,
}

/// `[disclosure]`: how the public level is protected.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DisclosureTable {
    /// Counts from one to below this are hidden.
    min_cell: u64,
    /// Other counts are rounded to multiples of this.
    round_to: u64,
    /// Oblast codes shown as one, in groups.
    merge_oblast: Vec<Vec<String>>,
    /// Years shown as one, in groups.
    merge_year: Vec<Vec<i16>>,
}

impl Default for DisclosureTable {
    fn default() -> Self {
        let Rules { min_cell, round_to } = Rules::default();
        Self { min_cell, round_to, merge_oblast: Vec::new(), merge_year: Vec::new() }
    }
}

/// A least count below this protects nobody.
const LEAST_MIN_CELL: u64 = 3;

impl DisclosureTable {
    /// The policy it states.
    pub(crate) fn policy(&self) -> Policy {
        let years = |group: &Vec<i16>| group.iter().map(i16::to_string).collect();
        Policy {
            rules: Rules { min_cell: self.min_cell, round_to: self.round_to },
            merges: Merges {
                oblast: self.merge_oblast.clone(),
                year: self.merge_year.iter().map(years).collect(),
            },
        }
    }

    /// What is wrong with it and what to do.
    fn fault(&self) -> Option<(String, &'static str)> {
        if self.min_cell < LEAST_MIN_CELL {
            return Some((
                format!("[disclosure] min_cell is below {LEAST_MIN_CELL}"),
                "write 10, which is what a publication needs",
            ));
        }
        if self.round_to == 0 || self.round_to > self.min_cell {
            return Some((
                "[disclosure] round_to is not between 1 and min_cell".to_owned(),
                "write 5; 1 rounds nothing",
            ));
        }
        let mut seen = BTreeSet::new();
        let policy = self.policy();
        let mut values = policy.merges.oblast.iter().chain(&policy.merges.year).flatten();
        let twice = values.find(|value| !seen.insert(*value))?;
        Some((
            format!("[disclosure] merges {twice} twice"),
            "name each oblast and each year in one group only",
        ))
    }
}

/// `[letters]`: requisites, and a folder of templates in place of the shipped ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LettersTable {
    /// Folder relative to the project folder, as `report --templates` writes it.
    #[serde(default)]
    pub(crate) templates: Option<String>,
    /// Requisite = text.
    #[serde(default)]
    pub(crate) requisites: BTreeMap<String, String>,
}

fn all_languages() -> Vec<String> {
    ["en", "ru", "ky"].map(str::to_owned).to_vec()
}

const fn yes() -> bool {
    true
}

fn default_database() -> String {
    "sverka.sqlite".to_owned()
}

/// One year: long enough for the legal limits of the investigation to pass.
const fn default_horizon_days() -> u16 {
    365
}

/// Accepts `"2026-06-30"` and TOML's own date `2026-06-30`.
fn civil_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Toml(toml::value::Datetime),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Toml(date) => date.to_string(),
    };
    text.parse().map_err(|_| serde::de::Error::custom("expected a date like 2026-06-30"))
}

impl Project {
    /// Opens the project in a folder, or the project file itself.
    ///
    /// # Errors
    /// [`Failure::Project`] naming file, line, column and remedy.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
        let text = std::fs::read_to_string(&file).map_err(|cause| {
            let remedy =
                "make one with `sverka init DIR --from FILES`, or name the folder that holds it";
            Failure::project(&file, format!("cannot be read: {cause}"), remedy)
        })?;
        let parsed: ProjectFile =
            toml::from_str(&text).map_err(|error| syntax(&file, &text, &error))?;
        let languages = check(&file, &parsed)?;
        let dir = match file.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Self { dir, text, key: OnceLock::new(), file: parsed, languages })
    }

    /// The language asked for, or the first of the project.
    ///
    /// # Errors
    /// When there is no such language.
    pub(crate) fn language(&self, asked: Option<&str>) -> Result<Language, Failure> {
        let Some(code) = asked else { return Ok(self.languages[0]) };
        Language::from_code(code).ok_or_else(|| {
            Failure::Usage(format!("there are no words in {code}; use en, ru or ky"))
        })
    }

    /// The project file without where the database is, how it is kept and what is typeset: what
    /// records, links and figures follow from, for the hash of the configuration. The same project on a
    /// server, or encrypted, gives the same bytes.
    pub(crate) fn configuration(&self) -> String {
        let elsewhere = |line: &&str| {
            let key = line.split('=').next().unwrap_or_default().trim();
            !["database", "database_password_file", "pdf", "[encryption]", "key_file"]
                .contains(&key)
        };
        self.text.lines().filter(elsewhere).flat_map(|line| [line, "\n"]).collect()
    }

    /// The cohort that the analysis counts.
    pub(crate) const fn cohort(&self) -> Cohort {
        let cohort = self.file.project.cohort;
        Cohort {
            from: cohort.from,
            to: cohort.to,
            as_of: self.file.project.as_of,
            horizon_days: cohort.horizon_days as i32,
        }
    }

    /// The database, with the password or the key that a file holds.
    ///
    /// # Errors
    /// [`Failure::Input`] when that file cannot be read or others may read it; as [`Self::key`].
    pub(crate) fn database(&self) -> Result<Database, Failure> {
        let ProjectTable { database, database_password_file, .. } = &self.file.project;
        if let Some(path) = self.database_file() {
            return Ok(Database::Sqlite { path, key: self.key()?.map(ProjectKey::database) });
        }
        let first_line = |bytes: Vec<u8>| {
            let text = String::from_utf8_lossy(&bytes);
            Sensitive::from(text.lines().next().unwrap_or_default())
        };
        let read = |file: &String| {
            let missing = "see database_password_file in sverka.toml";
            private_file::read(&self.dir.join(file), "a password", missing).map(first_line)
        };
        let password = database_password_file.as_ref().map(read).transpose()?;
        Ok(Database::Postgres { url: database.clone(), password })
    }

    /// The file of the database; `None` where it is on a server.
    pub(crate) fn database_file(&self) -> Option<PathBuf> {
        let database = &self.file.project.database;
        (!is_on_server(database)).then(|| self.dir.join(database))
    }

    /// The file with the key, where the project is encrypted.
    pub(crate) fn key_file(&self) -> Option<PathBuf> {
        self.file.encryption.as_ref().map(|table| self.dir.join(&table.key_file))
    }

    /// The key of an encrypted project. A passphrase is asked for once.
    ///
    /// # Errors
    /// As [`ProjectKey::read`].
    pub(crate) fn key(&self) -> Result<Option<&ProjectKey>, Failure> {
        let Some(file) = self.key_file() else { return Ok(None) };
        if let Some(key) = self.key.get() {
            return Ok(Some(key));
        }
        let key = ProjectKey::read(&file)?;
        Ok(Some(self.key.get_or_init(|| key)))
    }

    /// File of what was released to everybody. It stands beside the outputs, which are replaced.
    pub(crate) fn releases(&self) -> PathBuf {
        self.dir.join("releases.json")
    }

    /// Takes a key that was just made, so that its passphrase is not asked for again.
    pub(crate) fn adopt(&self, key: ProjectKey) {
        let _ = self.key.set(key);
    }

    /// Folder of the outputs.
    pub(crate) fn out(&self) -> PathBuf {
        self.dir.join("out")
    }
}

fn is_on_server(database: &str) -> bool {
    database.starts_with("postgres://") || database.starts_with("postgresql://")
}

/// What serde cannot check.
fn check(file: &Path, parsed: &ProjectFile) -> Result<Vec<Language>, Failure> {
    let fail = |what: String, remedy: &str| Err(Failure::project(file, what, remedy));
    let project = &parsed.project;
    if project.cohort.from > project.cohort.to {
        return fail("[project.cohort] ends before it begins".into(), "exchange `from` and `to`");
    }
    if parsed.source.is_empty() {
        return fail(
            "there is no [[source]]".into(),
            "add one with `sverka init DIR --from FILES`",
        );
    }
    for (at, source) in parsed.source.iter().enumerate() {
        if parsed.source[..at].iter().any(|earlier| earlier.id == source.id) {
            let what = format!("two sources have the id \"{}\"", source.id);
            return fail(what, "give each source an id of its own");
        }
    }
    for (name, value) in [
        ("link_threshold", parsed.linkage.link_threshold),
        ("possible_threshold", parsed.linkage.possible_threshold),
    ] {
        if value.is_some_and(|value| !(0.0..1.0).contains(&value) || value == 0.0) {
            return fail(format!("[linkage] {name} is not between 0 and 1"), "write e.g. 0.9");
        }
    }
    if parsed.encryption.is_some() && is_on_server(&project.database) {
        return fail(
            "[encryption] is for a database in a file, and this one is on a server".into(),
            "take [encryption] out, and have the disk of the server encrypted",
        );
    }
    if let Some((what, remedy)) = parsed.disclosure.fault() {
        return fail(what, remedy);
    }
    for name in parsed.letters.requisites.keys() {
        if !REQUISITES.contains(&name.as_str()) {
            let near = nearest(name, REQUISITES);
            let remedy = near
                .map_or_else(|| REQUISITES.join(", "), |near| format!("did you mean `{near}`?"));
            return fail(format!("[letters.requisites] has no requisite \"{name}\""), &remedy);
        }
    }
    let mut languages = Vec::new();
    for code in &project.languages {
        match Language::from_code(code) {
            Some(language) if !languages.contains(&language) => languages.push(language),
            Some(_) => {}
            None => {
                return fail(format!("no reports in the language \"{code}\""), "use en, ru, ky");
            }
        }
    }
    if languages.is_empty() {
        return fail("[project] languages is empty".into(), "name at least one of en, ru, ky");
    }
    Ok(languages)
}

/// A parse error with line, column and, for an unknown key, the nearest known one.
fn syntax(file: &Path, text: &str, error: &toml::de::Error) -> Failure {
    let place = error.span().map_or_else(String::new, |span| {
        let before = &text[..span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        format!(":{line}:{column}")
    });
    let what = error.message().trim().replace('\n', " ");
    let remedy = unknown_key(&what)
        .and_then(|(unknown, known)| nearest(unknown, known))
        .map_or_else(|| "correct the line".to_owned(), |key| format!("did you mean `{key}`?"));
    Failure::Project { file: format!("{}{place}", file.display()), what, remedy }
}

/// The unknown key and the known ones, out of serde's message.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    Some((quoted.next()?, quoted.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[project]
name = "Test"
as_of = 2026-06-30
cohort = { from = "2018-01-01", to = "2026-06-30" }

[[source]]
id = "erp"
kind = "register"
title = "Register"
as_of = "2026-06-30"
file = [{ path = "a.csv" }]
"#;

    fn open(text: &str) -> Result<Project, Failure> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE_NAME), text).unwrap();
        Project::open(dir.path())
    }

    fn refusal(text: &str) -> String {
        open(text).unwrap_err().to_string()
    }

    #[test]
    fn a_small_project_opens_with_defaults() {
        let project = open(GOOD).unwrap();
        assert_eq!(project.languages.len(), 3);
        assert_eq!(project.cohort().horizon_days, 365);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_key() {
        let message = refusal(&GOOD.replace("name = ", "nmae = "));
        assert!(message.contains("sverka.toml:3:1"), "{message}");
        assert!(message.contains("did you mean `name`?"), "{message}");
        let message = refusal(&GOOD.replace("title = ", "titel = "));
        assert!(message.contains("did you mean `title`?"), "{message}");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(refusal(&GOOD.replace("2018-01-01", "2027-01-01")).contains("ends before"));
        assert!(
            refusal(&GOOD.replace("cohort", "languages = [\"de\"]\ncohort")).contains("\"de\"")
        );
        let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[source]]").unwrap()..]);
        assert!(refusal(&twice).contains("two sources"));
        let gate = format!("{GOOD}\n[linkage]\nlink_threshold = 1.5\n");
        assert!(refusal(&gate).contains("link_threshold"));
        assert!(refusal("[project]\nname = ").contains("sverka.toml:2:"));
    }
}

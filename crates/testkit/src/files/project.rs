//! The project file of a scenario. Reach for [`write`]: every source with the headers of its own
//! files, its words for codes and what it declares to hold.

use std::fmt::Write;

use super::ngo_table::{FEMALE, MALE, NO, SUSPECT, VICTIM, YES, code_word, layout};
use super::register_tables::{DECISIONS, ROLES};
use super::{COURT_PATH, Column, REGISTER_PATHS, Value, columns, court_table, ngo_path, xlsx};
use crate::scenario::{Format, Ngo};
use crate::simulation::{COURT_SOURCE, REGISTER_SOURCE, Simulation};
use crate::words::word;

/// `sverka.toml`.
pub(super) fn write(simulation: &Simulation) -> String {
    let plan = &simulation.plan;
    // Reports of the year before the register begins stay in the cohort, so that they are seen
    // not to be assessable.
    let mut text = format!(
        "# Project file of a simulated scenario, seed {}. Nothing in it is real.\n\n[project]\n\
         name = \"Simulated scenario\"\nas_of = \"{}\"\n\
         cohort = {{ from = \"{:04}-01-01\", to = \"{}\" }}\nlanguages = [\"en\", \"ru\", \"ky\"]\n",
        plan.seed,
        plan.to,
        plan.from_year - 1,
        plan.to
    );
    for ngo in &simulation.scenario.ngo {
        push(&mut text, &ngo_source(simulation, ngo));
    }
    push(&mut text, &register_source(simulation));
    push(&mut text, &court_source(simulation));
    text
}

fn push(text: &mut String, more: &str) {
    text.push('\n');
    text.push_str(more);
}

fn head(simulation: &Simulation, id: &str, kind: &str, title: &str, layout: &str) -> String {
    format!(
        "[[source]]\nid = \"{id}\"\nkind = \"{kind}\"\ntitle = {}\nas_of = \"{}\"\nlayout = \"{layout}\"\n",
        quoted(title),
        simulation.plan.to
    )
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn column_map(text: &mut String, table: &str, columns: &[Column]) {
    pairs(
        text,
        table,
        columns.iter().map(|column| (column.field.as_str(), column.header.as_str())),
    );
}

fn pairs<'a>(text: &mut String, table: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "[{table}]");
    for (left, right) in pairs {
        let _ = writeln!(text, "{} = {}", quoted(left), quoted(right));
    }
}

fn ngo_source(simulation: &Simulation, ngo: &Ngo) -> String {
    let name = match ngo.format {
        Format::CsvPersonCp1251 => "person",
        Format::OdsLinked => "linked",
        Format::XlsxCase | Format::CsvCaseEnglish | Format::Jsonl => "case",
    };
    let mut text = head(simulation, &ngo.id, "ngo", &ngo.title, name);
    let path = quoted(&ngo_path(&ngo.id, ngo.format));
    let layout = layout(ngo.format);
    match ngo.format {
        Format::XlsxCase => {
            text += &format!(
                "[[source.file]]\npath = {path}\nsheet = \"Дела\"\nheader_row = {}\n",
                xlsx::HEADER_ROW
            );
            column_map(&mut text, "source.columns", &columns(layout, "cases"));
        }
        Format::CsvPersonCp1251 => {
            text += &format!(
                "[[source.file]]\npath = {path}\nencoding = \"windows-1251\"\nseparator = \";\"\n"
            );
            column_map(&mut text, "source.columns", &columns(layout, "persons"));
        }
        Format::Jsonl => {
            text += &format!("[[source.file]]\npath = {path}\n");
            column_map(&mut text, "source.columns", &keys(simulation, ngo));
        }
        Format::CsvCaseEnglish => {
            text += &format!("[[source.file]]\npath = {path}\n");
            column_map(&mut text, "source.columns", &columns(layout, "cases"));
        }
        Format::OdsLinked => {
            for (sheet, table) in [("Иштер", "cases"), ("Адамдар", "persons")] {
                text += &format!(
                    "[[source.file]]\npath = {path}\nsheet = \"{sheet}\"\ntable = \"{table}\"\n"
                );
                column_map(&mut text, "source.file.columns", &columns(layout, table));
            }
        }
    }
    ngo_codes(&mut text, simulation, ngo);
    text += "[source.dates]\norder = \"dmy\"\n";
    text
}

/// The words of an NGO for coded values.
fn ngo_codes(text: &mut String, simulation: &Simulation, ngo: &Ngo) {
    let language = ngo.language();
    pairs(
        text,
        "source.codes.sex",
        [(word(&FEMALE, language), "female"), (word(&MALE, language), "male")].into_iter(),
    );
    pairs(
        text,
        "source.codes.role",
        [(word(&VICTIM, language), "victim"), (word(&SUSPECT, language), "suspect")].into_iter(),
    );
    pairs(
        text,
        "source.codes.consent",
        [(word(&YES, language), "given"), (word(&NO, language), "refused")].into_iter(),
    );
    for list in ["ictip_act", "ictip_means", "ictip_purpose"] {
        let entries: Vec<(String, &str)> = simulation
            .reference
            .code_lists
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.list == list)
            .map(|(index, entry)| {
                (code_word(simulation, index as u16, language), entry.code.as_str())
            })
            .collect();
        let table = format!("source.codes.{list}");
        pairs(text, &table, entries.iter().map(|(word, code)| (word.as_str(), *code)));
    }
}

/// The keys that occur in an NGO's JSON Lines: a key that no object has is no column, and the
/// elements of an array are read under its singular.
fn keys(simulation: &Simulation, ngo: &Ngo) -> Vec<Column> {
    let index = simulation.scenario.ngo.iter().position(|other| other.id == ngo.id).unwrap_or(0);
    let tables = super::ngo_table::tables(simulation, index);
    let table = &tables[0];
    let occurs = |at: usize| table.rows.iter().any(|row| row[at] != Value::Empty);
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, _)| occurs(*at))
        .map(|(_, column)| Column {
            field: column.field.clone(),
            header: column.header.replace("victims", "victim").replace("suspects", "suspect"),
        })
        .collect()
}

fn register_source(simulation: &Simulation) -> String {
    let title = "Реестр преступлений: выгрузка (вымышленная)";
    let mut text = head(simulation, REGISTER_SOURCE, "register", title, "linked");
    for (path, table) in REGISTER_PATHS.iter().zip(["cases", "persons", "events"]) {
        text += &format!(
            "[[source.file]]\npath = \"{path}\"\ntable = \"{table}\"\nencoding = \"utf-8\"\nseparator = \";\"\n"
        );
        column_map(&mut text, "source.file.columns", &columns("register", table));
    }
    let held: Vec<String> = simulation
        .reference
        .places
        .iter()
        .filter(|place| place.level == records::reference::PlaceLevel::Oblast)
        .filter(|place| !simulation.scenario.oblasts_not_held.contains(&place.code))
        .map(|place| quoted(&place.code))
        .collect();
    text += &format!(
        "[source.coverage]\nperiod = [\"{:04}-01-01\", \"{}\"]\nregions = [{}]\nfamilies = []\n",
        simulation.plan.from_year,
        simulation.plan.to,
        held.join(", ")
    );
    pairs(
        &mut text,
        "source.codes.event",
        DECISIONS.iter().map(|(kind, word)| (*word, kind.code())),
    );
    pairs(&mut text, "source.codes.role", ROLES.iter().map(|(role, word)| (*word, role.code())));
    pairs(&mut text, "source.codes.sex", [("ж", "female"), ("м", "male")].into_iter());
    text += "[source.dates]\norder = \"dmy\"\n";
    text
}

fn court_source(simulation: &Simulation) -> String {
    let title = "Судебный реестр: выгрузка (вымышленная)";
    let mut text = head(simulation, COURT_SOURCE, "court", title, "case");
    text += &format!(
        "[[source.file]]\npath = \"{COURT_PATH}\"\nencoding = \"utf-8\"\nseparator = \";\"\n"
    );
    column_map(&mut text, "source.columns", &columns("court", "cases"));
    text += &format!(
        "[source.coverage]\nperiod = [\"{:04}-01-01\", \"{}\"]\n",
        simulation.plan.from_year, simulation.plan.to
    );
    let results = court_table::RESULTS.iter();
    pairs(
        &mut text,
        "source.codes.court_result",
        results.map(|(result, word)| (*word, result.code())),
    );
    let instances = court_table::INSTANCES.iter();
    pairs(
        &mut text,
        "source.codes.instance",
        instances.map(|(instance, word)| (*word, instance.code())),
    );
    text += "[source.dates]\norder = \"dmy\"\n";
    text
}

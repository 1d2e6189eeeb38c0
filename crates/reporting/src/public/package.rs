//! The public tables as a Data Package: one CSV per table in long form, codes with their words in
//! `codes.csv`, and `datapackage.json` with a schema for each. A hidden count is `c`, a missing value
//! with a label; nothing is ever left blank.
//!
//! # Source
//! Data Package standard, version 2 (datapackage.org): Data Resource, Table Schema.

use std::collections::BTreeSet;

use attrition::Rung;
use serde::Serialize;

use super::PublicRun;
use super::tables::{CROSS_TABLES, CrossTable, STANDINGS, grounds, of_rung, value_name};
use crate::data::{Sheet, json};
use crate::disclosure::{Release, Shown};
use crate::error::ReportingError;
use crate::input::OutputFile;
use crate::model::Cell;
use crate::words::Words;

/// Stands for a hidden count.
const HIDDEN: &str = Cell::HIDDEN;
/// Stands for a ground that no decision states.
const NOT_STATED: &str = "not_stated";

#[derive(Serialize)]
struct Package {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    title: String,
    description: String,
    version: String,
    /// The counting rules behind it and the state of the audit log that it follows from.
    #[serde(rename = "sverka")]
    made_by: MadeBy,
    resources: Vec<Resource>,
}

#[derive(Serialize)]
struct MadeBy {
    software: String,
    checkpoint: String,
    as_of: String,
    cohort_from: String,
    cohort_to: String,
    min_cell: u64,
    round_to: u64,
}

#[derive(Serialize)]
struct Resource {
    #[serde(rename = "$schema")]
    profile: &'static str,
    name: &'static str,
    title: String,
    description: String,
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    schema: Schema,
}

#[derive(Serialize)]
struct Schema {
    #[serde(rename = "$schema")]
    profile: &'static str,
    fields: Vec<Field>,
    #[serde(rename = "fieldsMatch")]
    fields_match: &'static str,
    #[serde(rename = "primaryKey")]
    primary_key: Vec<&'static str>,
    #[serde(rename = "missingValues")]
    missing_values: Vec<MissingValue>,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    constraints: Constraints,
}

#[derive(Serialize)]
struct Constraints {
    /// Stands in a key: never missing.
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u64>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    values: Option<Vec<String>>,
}

#[derive(Serialize)]
struct MissingValue {
    value: &'static str,
    label: String,
}

/// Codes with the classification they belong to, for `codes.csv`.
type Codes = BTreeSet<(&'static str, String)>;

/// `datapackage.json` and its tables.
pub(super) fn files(
    release: &Release,
    run: &PublicRun,
    words: &[Words<'_>; 3],
) -> Result<Vec<OutputFile>, ReportingError> {
    let mut making = Making { release, words: &words[0], codes: Codes::new(), files: Vec::new() };
    let mut resources = vec![making.ladder()?];
    for table in CROSS_TABLES {
        resources.push(making.cross_table(table)?);
    }
    resources.push(making.grounds()?);
    let Making { codes, mut files, .. } = making;
    files.push(code_words(&codes, words)?);
    resources.push(codes_resource(&words[0])?);
    let (cohort, rules) = (release.cohort, release.policy.rules);
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "sverka-public",
        title: words[0].text("public-title")?,
        description: words[0].text("public-notice")?,
        version: cohort.as_of.to_string(),
        made_by: MadeBy {
            software: format!("Sverka {}", run.version),
            checkpoint: run.checkpoint.clone(),
            as_of: cohort.as_of.to_string(),
            cohort_from: cohort.from.to_string(),
            cohort_to: cohort.to.to_string(),
            min_cell: rules.min_cell,
            round_to: rules.round_to,
        },
        resources,
    };
    files.push(json("datapackage.json", &package)?);
    Ok(files)
}

fn count(shown: Shown) -> String {
    match shown {
        Shown::Count(count) => count.to_string(),
        Shown::Hidden => HIDDEN.to_owned(),
    }
}

/// Tables being written.
struct Making<'a> {
    release: &'a Release,
    words: &'a Words<'a>,
    codes: Codes,
    files: Vec<OutputFile>,
}

impl Making<'_> {
    fn code(&mut self, classification: &'static str, code: &str) -> String {
        self.codes.insert((classification, code.to_owned()));
        code.to_owned()
    }

    fn ladder(&mut self) -> Result<Resource, ReportingError> {
        let mut rows = Vec::new();
        for rung in Rung::ALL {
            for standing in STANDINGS {
                let shown = count(of_rung(self.release, rung, standing));
                let rung = self.code("rung", rung.code());
                rows.push([rung, self.code("standing", standing), shown]);
            }
        }
        self.write("ladder", ["rung", "standing", "reports"], &rows)
    }

    fn cross_table(&mut self, table: CrossTable) -> Result<Resource, ReportingError> {
        let release = self.release;
        let unit = table.counts(release).unit;
        let mut rows = Vec::new();
        for group in table.side(release, table.group) {
            for class in table.side(release, table.class) {
                let shown = count(table.shown(release, group, class));
                let group = self.code(table.group, group);
                rows.push([group, self.code(table.class, class), shown]);
            }
        }
        self.write(table.name, [table.group, table.class, unit], &rows)
    }

    fn grounds(&mut self) -> Result<Resource, ReportingError> {
        let mut rows = Vec::new();
        for (outcome, ground, shown) in grounds(self.release) {
            let ground = if ground.is_empty() { NOT_STATED } else { ground };
            let outcome = self.code("outcome", outcome);
            rows.push([outcome, self.code("ground", ground), count(shown)]);
        }
        self.write("grounds", ["outcome", "ground", "entries"], &rows)
    }

    /// Writes a table of two codes and a count, and describes it.
    fn write(
        &mut self,
        name: &'static str,
        columns: [&'static str; 3],
        rows: &[[String; 3]],
    ) -> Result<Resource, ReportingError> {
        let path = format!("{name}.csv");
        let mut sheet = Sheet::new(name, &columns)?;
        for row in rows {
            sheet.row(row)?;
        }
        self.files.push(OutputFile { name: path.clone(), bytes: sheet.finish()?.bytes });
        let words = self.words;
        let [first, second, unit] = columns;
        let coded = |name: &'static str, at: usize| -> Result<Field, ReportingError> {
            let values: BTreeSet<&String> = rows.iter().map(|row| &row[at]).collect();
            Ok(Field {
                name,
                kind: "string",
                title: words.text(&format!("column-{name}"))?,
                constraints: Constraints {
                    required: true,
                    minimum: None,
                    values: Some(values.into_iter().cloned().collect()),
                },
            })
        };
        let key = name.replace('_', "-");
        Ok(Resource {
            title: words.text(&format!("table-public-{key}"))?,
            description: words.text(&format!("table-public-{key}-note"))?,
            schema: schema(
                vec![
                    coded(first, 0)?,
                    coded(second, 1)?,
                    Field {
                        name: unit,
                        kind: "integer",
                        title: words.text(&format!("column-{unit}"))?,
                        constraints: Constraints {
                            required: false,
                            minimum: Some(0),
                            values: None,
                        },
                    },
                ],
                vec![first, second],
                vec![MissingValue { value: HIDDEN, label: words.text("public-hidden-label")? }],
            ),
            ..resource(name, path)
        })
    }
}

/// A resource without its words and fields.
fn resource(name: &'static str, path: String) -> Resource {
    Resource {
        profile: "https://datapackage.org/profiles/2.0/dataresource.json",
        name,
        title: String::new(),
        description: String::new(),
        kind: "table",
        path,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        schema: schema(Vec::new(), Vec::new(), Vec::new()),
    }
}

fn schema(
    fields: Vec<Field>,
    primary_key: Vec<&'static str>,
    missing_values: Vec<MissingValue>,
) -> Schema {
    Schema {
        profile: "https://datapackage.org/profiles/2.0/tableschema.json",
        fields,
        fields_match: "exact",
        primary_key,
        missing_values,
    }
}

/// `codes.csv`: every code of the tables in three languages.
fn code_words(codes: &Codes, words: &[Words<'_>; 3]) -> Result<OutputFile, ReportingError> {
    let mut sheet = Sheet::new("codes.csv", &["classification", "code", "en", "ru", "ky"])?;
    for (classification, code) in codes {
        let mut row = vec![(*classification).to_owned(), code.clone()];
        for words in words {
            row.push(match (*classification, code.as_str()) {
                ("ground", NOT_STATED) => words.ground(None)?,
                _ => value_name(words, classification, code)?,
            });
        }
        sheet.row(&row)?;
    }
    sheet.finish()
}

fn codes_resource(words: &Words<'_>) -> Result<Resource, ReportingError> {
    let text = |name| -> Result<Field, ReportingError> {
        Ok(Field {
            name,
            kind: "string",
            title: words.text(&format!("column-public-{name}"))?,
            constraints: Constraints { required: true, minimum: None, values: None },
        })
    };
    let fields = ["classification", "code", "en", "ru", "ky"].into_iter().map(text);
    Ok(Resource {
        title: words.text("table-public-codes")?,
        description: words.text("table-public-codes-note")?,
        schema: schema(
            fields.collect::<Result<_, _>>()?,
            vec!["classification", "code"],
            Vec::new(),
        ),
        ..resource("codes", "codes.csv".to_owned())
    })
}

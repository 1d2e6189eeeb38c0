//! The form by which a holder of personal data tells the authority what is kept: every field the
//! register of arrays asks for, filled from the project file or said to be missing.
//!
//! # Source
//! Law of the Kyrgyz Republic № 58 of 14 April 2008 "On personal information", article 30, and
//! Resolution № 638 of 18 November 2022; the wording of the fields is ours and is for a lawyer to
//! confirm.

use ingest::source_config::SourceConfig;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::project::Project;

/// `[privacy]` of the project file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PrivacyTable {
    holder: Option<String>,
    responsible: Option<String>,
    purposes: Option<String>,
    legal_basis: Option<String>,
    retention: Option<String>,
    notice: Option<String>,
    security: Option<String>,
    recipients: Option<String>,
    cross_border: Option<String>,
    /// Days that a replaced delivery is kept, counted back from the project's as-of day.
    pub(crate) keep_superseded_days: Option<u32>,
}

/// A filled form.
#[derive(Debug)]
pub(crate) struct Form {
    fields: Vec<(&'static str, &'static str, Option<String>)>,
}

/// The form of a project.
pub(crate) fn form(project: &Project) -> Form {
    let table = &project.file.privacy;
    let sources = &project.file.source;
    let stated = |value: &Option<String>| value.clone();
    Form {
        fields: vec![
            ("name", "Name of the array", Some(project.file.project.name.clone())),
            ("holder", "Holder", stated(&table.holder)),
            ("responsible", "Person responsible", stated(&table.responsible)),
            ("purposes", "Purposes", stated(&table.purposes)),
            ("legal_basis", "Legal basis", stated(&table.legal_basis)),
            (
                "methods",
                "Methods of processing",
                Some(
                    "reading of delivered lists, linking of records by name, date, number, place \
                     and offence with stated probability, decisions of people on doubtful links, \
                     counting; no decision about a person is taken by the program alone"
                        .to_owned(),
                ),
            ),
            ("data", "List of data", Some(data(sources))),
            (
                "subjects",
                "Subjects",
                Some("victims, suspects, defendants, applicants and witnesses".to_owned()),
            ),
            ("sources", "Sources", Some(listed(sources))),
            ("retention", "Retention", stated(&table.retention)),
            ("notice", "How subjects are told", stated(&table.notice)),
            ("security", "Security measures", stated(&table.security)),
            ("recipients", "Recipients", stated(&table.recipients)),
            ("cross_border", "Transfer abroad", stated(&table.cross_border)),
        ],
    }
}

fn listed(sources: &[SourceConfig]) -> String {
    let one =
        |source: &SourceConfig| format!("{} ({}, as of {})", source.title, source.id, source.as_of);
    sources.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What the sources are mapped to hold, in the field names of docs/project-file.md.
fn data(sources: &[SourceConfig]) -> String {
    let of_files = |source: &SourceConfig| -> Vec<String> {
        let files = source.file.iter().flat_map(|file| file.columns.keys());
        source.columns.keys().chain(files).cloned().collect()
    };
    let mut fields: Vec<String> = sources.iter().flat_map(of_files).collect();
    fields.sort();
    fields.dedup();
    if fields.is_empty() {
        "what the headers of the files name; see docs/project-file.md".to_owned()
    } else {
        fields.join(", ")
    }
}

impl Form {
    /// Keys of `[privacy]` that say nothing yet.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().filter(|(_, _, value)| value.is_none()).map(|(key, _, _)| *key)
    }

    /// As text, a heading and a paragraph per field.
    pub(crate) fn text(&self) -> String {
        let field = |(_, title, value): &(&str, &str, Option<String>)| {
            format!("## {title}\n\n{}\n", value.as_deref().unwrap_or("(not stated)"))
        };
        self.fields.iter().map(field).collect::<Vec<_>>().join("\n")
    }

    /// As JSON, `null` where nothing is stated.
    pub(crate) fn json(&self) -> Value {
        self.fields.iter().map(|(key, _, value)| ((*key).to_owned(), json!(value))).collect()
    }
}

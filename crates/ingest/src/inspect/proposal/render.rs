//! A draft as the text of a `[[source]]` table. Reach for [`render_source_toml`].

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{ProposedColumn, ProposedFile, SourceProposal};
use crate::source_config::Layout;

/// Wide enough for the longest common field, so that comments align roughly.
const FIELD_WIDTH: usize = 28;

/// The draft as commented TOML, ending in a blank line. Lines that a person must check begin or
/// end with `CONFIRM`; columns that are only supposed are comments.
pub fn render_source_toml(source: &SourceProposal) -> String {
    let mut text = String::new();
    let out = &mut text;
    line(out, "[[source]]");
    setting(out, "id", &source.id, None);
    let kind = doubt(source.kind.confidence, &source.kind.why);
    setting(
        out,
        "kind",
        source.kind.value.code(),
        Some(&format!("{kind}: ngo | register | court")),
    );
    setting(out, "title", &source.title, Some("CONFIRM: the name people know this source by"));
    match source.latest_day {
        Some(day) => {
            let why = "CONFIRM: the day the extract was made; this is the latest day found in it";
            setting(out, "as_of", &day.to_string(), Some(why));
        }
        None => {
            let why = "CONFIRM: write the day the extract was made, e.g. 2026-06-30";
            setting(out, "as_of", "", Some(why));
        }
    }
    let layout = doubt(source.layout.confidence, &source.layout.why);
    let choices = format!("{layout}: case | person | event | linked");
    setting(out, "layout", source.layout.value.code(), Some(&choices));
    coverage(out);
    let shared = source.layout.value != Layout::Linked;
    for file in &source.files {
        file_table(out, file);
        if !shared {
            columns(out, "[source.file.columns]", &file.columns);
        }
    }
    if shared && let Some(file) = source.files.first() {
        columns(out, "[source.columns]", &file.columns);
    }
    if let Some((order, sentence)) = &source.date_order {
        line(out, "[source.dates]");
        setting(out, "order", order, Some(sentence));
        line(out, "# placeholders = [\"01.01.1900\"]  # dates typed where only a part is known");
        line(out, "");
    }
    text
}

fn coverage(out: &mut String) {
    line(out, "");
    line(out, "# What the extract claims to hold. A case outside it is not called unregistered.");
    line(out, "# [source.coverage]");
    line(
        out,
        "# period = [\"2019-01-01\", \"2026-06-30\"]  # CONFIRM: first and last day of registration",
    );
    line(out, "# regions = []   # place codes, empty for the whole country");
    line(out, "# families = []  # offence families, empty for all");
    line(out, "");
}

fn file_table(out: &mut String, file: &ProposedFile) {
    line(out, "[[source.file]]");
    setting(out, "path", &file.path, None);
    if let Some(sheet) = &file.sheet {
        setting(out, "sheet", sheet, None);
    }
    if let Some(row) = file.header_row {
        line(out, &format!("header_row = {row}"));
    }
    if let Some(table) = file.table {
        setting(out, "table", table.code(), Some("cases | persons | events"));
    }
    if let Some((encoding, confidence)) = &file.encoding {
        let note = format!("CONFIRM: confidence {confidence:.2}; check a name in sverka inspect");
        setting(out, "encoding", encoding, (*confidence < 0.95).then_some(note.as_str()));
    }
    if let Some(separator) = file.separator {
        setting(out, "separator", &separator.to_string(), None);
    }
    line(out, "");
}

fn columns(out: &mut String, title: &str, columns: &[ProposedColumn]) {
    line(out, title);
    let mut used: BTreeMap<&str, &ProposedColumn> = BTreeMap::new();
    for column in columns.iter().filter(|column| column.is_used()) {
        if let Some(field) = &column.field {
            used.insert(field, column);
        }
    }
    for (field, column) in used {
        let mark = if column.confidence < 0.9 { "CONFIRM: " } else { "" };
        column_line(out, "", field, column, mark);
    }
    let unsure = columns.iter().filter(|column| column.field.is_some() && !column.is_used());
    for (position, column) in unsure.enumerate() {
        if position == 0 {
            line(out, "# CONFIRM: supposed only; remove the # where it is right.");
        }
        let field = column.field.as_deref().unwrap_or_default();
        column_line(out, "# ", field, column, "");
    }
    let unknown = columns.iter().filter(|column| column.field.is_none());
    for (position, column) in unknown.enumerate() {
        if position == 0 {
            line(out, "# Not read:");
        }
        line(out, &format!("#   {} ({})", quoted(&column.header), column.why));
    }
    line(out, "");
}

fn column_line(out: &mut String, before: &str, field: &str, column: &ProposedColumn, mark: &str) {
    let key = if field.contains('.') { quoted(field) } else { field.to_owned() };
    let why = one_line(&column.why);
    let header = quoted(&column.header);
    line(out, &format!("{before}{key:<FIELD_WIDTH$} = {header}  # {mark}{why}"));
}

fn setting(out: &mut String, key: &str, value: &str, comment: Option<&str>) {
    let value = quoted(value);
    match comment {
        Some(comment) => line(out, &format!("{key} = {value}  # {}", one_line(comment))),
        None => line(out, &format!("{key} = {value}")),
    }
}

fn doubt(confidence: f64, why: &str) -> String {
    let mark = if confidence < 0.8 { "CONFIRM, " } else { "" };
    format!("{mark}{why}, confidence {confidence:.2}")
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn line(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}

//! `inspect FILE…`: what files are and what their columns look like. Shows shapes of values, never
//! a value.

use std::path::PathBuf;

use ingest::inspect::{ColumnInspection, FileInspection, inspect_all_sheets};
use ingest::limits::Limits;
use records::Reference;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::terminal::{Terminal, table};

/// Shapes shown per column: enough to tell a date from a number.
const SHAPES: usize = 2;

/// Inspects every sheet of every file; all files are tried before the first failure ends it.
pub(crate) fn tables(
    files: &[PathBuf],
    reference: &Reference,
    terminal: &Terminal,
) -> Result<Vec<FileInspection>, Failure> {
    let bar = terminal.bar("inspecting", files.len() as u64);
    let (mut tables, mut failures) = (Vec::new(), Vec::new());
    for path in files {
        let name = path.display().to_string();
        match inspect_all_sheets(path, &name, reference, &Limits::default()) {
            Ok(found) => tables.extend(found),
            Err(error) => failures.push(error),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if failures.is_empty() { Ok(tables) } else { Err(Failure::Sources(failures)) }
}

/// Prints what files are.
pub(crate) fn inspect(files: &[PathBuf], terminal: &Terminal) -> Result<(), Failure> {
    let reference = ingest::reference::embedded()?;
    let tables = tables(files, &reference, terminal)?;
    if terminal.json {
        terminal.data_json(&tables.iter().map(file_json).collect());
        return Ok(());
    }
    for inspection in &tables {
        terminal.data(&file_text(inspection));
    }
    terminal.say("next: sverka init DIR --from FILES… writes a project file from this");
    Ok(())
}

fn file_text(file: &FileInspection) -> String {
    let mut facts = vec![format!("{} ({} bytes)", file.format.code(), file.bytes)];
    if let Some((encoding, confidence)) = &file.encoding {
        facts.push(format!("encoding {encoding} ({confidence:.2})"));
    }
    if let Some((separator, confidence)) = file.separator {
        let shown = if separator == '\t' { "tab".to_owned() } else { separator.to_string() };
        facts.push(format!("separator {shown} ({confidence:.2})"));
    }
    if !file.sheets.is_empty() {
        let names = file.sheets.iter().map(|(name, visible)| {
            if *visible { name.clone() } else { format!("{name} (hidden)") }
        });
        facts.push(format!("sheets {}", names.collect::<Vec<_>>().join(", ")));
    }
    facts.push(format!("header row {} ({:.2})", file.header_row, file.header_confidence));
    facts.push(format!("{} rows", file.rows));
    let title = match &file.sheet {
        Some(sheet) => format!("{} [{sheet}]", file.file),
        None => file.file.to_string(),
    };
    let refused = file.refused.iter().map(|(reason, count)| format!("refused: {count} {reason}"));
    let notes = file.notes.iter().map(|note| format!("note: {}", note.text));
    let remarks: Vec<String> = refused.chain(notes).collect();
    let rows = file.columns.iter().map(column_row).collect();
    let header = ["", "header", "looks like", "filled", "distinct", "shapes", "field", "why"];
    format!(
        "{title}\n{}\nkind {} ({:.2}: {})\nlayout {} ({:.2}: {})\n{}{}\n\n",
        facts.join("; "),
        file.kind.value.code(),
        file.kind.confidence,
        file.kind.why,
        file.layout.value.code(),
        file.layout.confidence,
        file.layout.why,
        remarks.iter().map(|remark| format!("{remark}\n")).collect::<String>(),
        table(header, rows)
    )
}

fn column_row(column: &ColumnInspection) -> [String; 8] {
    let profile = &column.profile;
    let shapes: Vec<&str> =
        profile.shapes.iter().take(SHAPES).map(|(shape, _)| shape.as_str()).collect();
    let (field, why) = match &column.proposal {
        Some(proposal) => {
            (format!("{} ({:.2})", proposal.field, proposal.confidence), proposal.why.clone())
        }
        None => ("–".to_owned(), String::new()),
    };
    [
        column.letters.clone(),
        column.header.clone(),
        format!("{} ({:.2})", profile.value_type.code(), profile.type_share),
        format!("{:.0} %", profile.fill_share * 100.0),
        profile.distinct.to_string(),
        shapes.join(" | "),
        field,
        why,
    ]
}

fn file_json(file: &FileInspection) -> Value {
    let columns: Vec<Value> = file
        .columns
        .iter()
        .map(|column| {
            json!({
                "column": column.letters,
                "header": column.header,
                "type": column.profile.value_type.code(),
                "type_share": column.profile.type_share,
                "filled": column.profile.filled,
                "fill_share": column.profile.fill_share,
                "distinct": column.profile.distinct,
                "shapes": column.profile.shapes.iter().take(SHAPES).map(|(shape, _)| shape).collect::<Vec<_>>(),
                "field": column.proposal.as_ref().map(|proposal| &proposal.field),
                "confidence": column.proposal.as_ref().map(|proposal| proposal.confidence),
                "why": column.proposal.as_ref().map(|proposal| &proposal.why),
            })
        })
        .collect();
    json!({
        "file": &*file.file,
        "format": file.format.code(),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "encoding": file.encoding.as_ref().map(|(encoding, _)| encoding),
        "separator": file.separator.map(|(separator, _)| separator.to_string()),
        "sheet": file.sheet.as_deref(),
        "sheets": file.sheets.iter().map(|(sheet, _)| sheet).collect::<Vec<_>>(),
        "header_row": file.header_row,
        "rows": file.rows,
        "kind": file.kind.value.code(),
        "layout": file.layout.value.code(),
        "columns": columns,
    })
}

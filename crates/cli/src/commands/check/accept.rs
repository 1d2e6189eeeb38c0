//! The run as a new baseline, small enough to be kept under version control: what is decided and
//! counted, without the candidates that were not chosen, the comparisons behind a weight and the
//! ids behind a figure. The tolerances beside it stay.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::outputs::{Row, RunOutputs, Sheet};
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Columns of `links.csv` that a baseline keeps.
const LINK_COLUMNS: [&str; 7] =
    ["kind", "left", "right", "status", "probability", "none_probability", "weight_bits"];

/// Writes the four files into the folder, which is made where missing.
pub(super) fn write(run: &RunOutputs, dir: &Path, terminal: &Terminal) -> Result<(), Failure> {
    fs::create_dir_all(dir).map_err(|cause| Failure::write(dir, cause))?;
    let mut paths = Vec::new();
    let findings: Vec<&str> = run.findings.columns.iter().map(String::as_str).collect();
    for (name, bytes) in [
        ("findings.csv", csv(&run.findings, &findings, |_| true)),
        ("links.csv", csv(&run.links, &LINK_COLUMNS, is_kept)),
        ("figures.json", Ok(figures(run))),
        ("run.json", Ok(format!("{:#}\n", run.run).into_bytes())),
    ] {
        let path = dir.join(name);
        bytes
            .and_then(|bytes| fs::write(&path, bytes))
            .map_err(|cause| Failure::write(&path, cause))?;
        paths.push(path.display().to_string());
    }
    if terminal.json {
        terminal.data_json(&json!({ "accepted": paths }));
    } else {
        terminal.data(&(paths.join("\n") + "\n"));
    }
    Ok(())
}

/// The candidate decided for; the best one, or the empty row, of a record that has no link.
fn is_kept(row: Row<'_>) -> bool {
    row.get("status") != "non_link" || matches!(row.get("rank"), "" | "1")
}

fn csv(
    sheet: &Sheet,
    columns: &[&str],
    keep: fn(Row<'_>) -> bool,
) -> Result<Vec<u8>, std::io::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns)?;
    for row in sheet.rows().filter(|row| keep(*row)) {
        writer.write_record(columns.iter().map(|column| row.get(column)))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// One figure a line, so that a change of one is a change of one line.
fn figures(run: &RunOutputs) -> Vec<u8> {
    let lines: Vec<String> = run
        .figures
        .values()
        .map(|figure| {
            let kept: serde_json::Map<String, Value> = figure
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| !matches!(name.as_str(), "label" | "ids" | "denominator_ids"))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            Value::Object(kept).to_string()
        })
        .collect();
    format!("{{\"figures\": [\n{}\n]}}\n", lines.join(",\n")).into_bytes()
}

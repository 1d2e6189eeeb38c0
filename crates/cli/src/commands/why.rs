//! `why FIGURE`: the records behind a number, read from the published figures after their hash
//! was checked, so that the answer belongs to the report in hand.

use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::outputs::read_verified;
use crate::project::Project;
use crate::terminal::Terminal;

/// Prints a figure with the ids of its numerator and denominator.
pub(crate) fn why(figure: &str, project: &Path, terminal: &Terminal) -> Result<(), Failure> {
    let project = Project::open(project)?;
    let bytes = read_verified(&project.out(), "figures.json")?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|_| Failure::Integrity {
        file: "figures.json".to_owned(),
        what: "it is not JSON".to_owned(),
    })?;
    let figures = document["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let id = |value: &'_ Value| value["id"].as_str().unwrap_or_default().to_owned();
    let Some(found) = figures.iter().find(|candidate| candidate["id"] == figure) else {
        let ids: Vec<String> = figures.iter().map(id).collect();
        let near = ingest::error::nearest(figure, ids.iter().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        return Err(Failure::NotFound(format!("there is no figure {figure}{hint}")));
    };
    if terminal.json {
        terminal.data_json(found);
        return Ok(());
    }
    terminal.data(&text(found));
    Ok(())
}

fn text(figure: &Value) -> String {
    let field = |name: &str| match &figure[name] {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    };
    let mut lines = vec![
        format!("{}: {}", field("id"), figure["label"]["en"].as_str().unwrap_or_default()),
        format!("counted: {}; cohort: {}", field("unit"), field("cohort")),
        format!("value: {} = {} / {}", field("value"), field("numerator"), field("denominator")),
        format!("method: {}; interval: {}", field("method"), field("interval")),
    ];
    for (title, key) in [("numerator", "ids"), ("denominator", "denominator_ids")] {
        let ids = figure[key].as_array().map(Vec::as_slice).unwrap_or_default();
        lines.push(format!("{title}: {}", ids.len()));
        let records = ids.chunk_by(|one, next| one == next);
        lines.extend(records.filter_map(|same| {
            let id = same[0].as_str()?;
            Some(if same.len() > 1 {
                format!("  {id} ×{}", same.len())
            } else {
                format!("  {id}")
            })
        }));
    }
    lines.join("\n") + "\n"
}

//! `why FIGURE`: the records behind a number, read from the published figures after their hash
//! was checked, so that the answer belongs to the report in hand.

use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::outputs::read_verified;
use crate::project::Project;
use crate::terminal::Terminal;

/// Ways of counting that stand beside a plain share, as endings of its id.
const WAYS: [&str; 5] =
    ["clopper_pearson", "linkage_adjusted", "verified_sample", "link_draws", "bounds"];

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
    let others = figures.iter().filter(|other| is_other_way(figure, &other["id"]));
    terminal.data(&text(found, others));
    Ok(())
}

/// Whether a figure is the same share of the same stratum counted in another way: one of them has the
/// id of the plain count, the others add their method to it. A stratum is no way of counting.
fn is_other_way(figure: &str, other: &Value) -> bool {
    let other = other.as_str().unwrap_or_default();
    let ((plain, stratum), (way, other_stratum)) = (apart(figure), apart(other));
    let plain = WAYS.iter().find_map(|way| plain.strip_suffix(way)?.strip_suffix('.'));
    let plain = plain.unwrap_or_else(|| apart(figure).0);
    let way = way.strip_prefix(plain).map(|rest| rest.trim_start_matches('.'));
    other != figure
        && stratum == other_stratum
        && way.is_some_and(|way| way.is_empty() || WAYS.contains(&way))
}

/// An id without its stratum, and the stratum, which begins at the dot before the first equals sign.
fn apart(id: &str) -> (&str, &str) {
    let dot = id.find('=').and_then(|equals| id[..equals].rfind('.'));
    id.split_at(dot.unwrap_or(id.len()))
}

/// How a figure and its interval were made, with what uncertain links have to do with it.
fn way_lines(figure: &Value) -> Vec<String> {
    let mut lines = vec![format!(
        "method: {}; interval: {}",
        field(figure, "method"),
        field(figure, "interval")
    )];
    let optional = [
        ("interval_parts", "of the interval, by chance and by links alone"),
        ("link_errors", "errors of the links"),
        ("notes", "notes"),
    ];
    let stated = optional.iter().filter(|(key, _)| !figure[*key].is_null());
    lines.extend(stated.map(|(key, title)| format!("{title}: {}", figure[*key])));
    lines
}

fn field(figure: &Value, name: &str) -> String {
    match &figure[name] {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

fn text<'f>(figure: &Value, others: impl Iterator<Item = &'f Value>) -> String {
    let mut lines = vec![
        format!("{}: {}", field(figure, "id"), figure["label"]["en"].as_str().unwrap_or_default()),
        format!("counted: {}; cohort: {}", field(figure, "unit"), field(figure, "cohort")),
        format!(
            "value: {}; counted {} of {}",
            field(figure, "value"),
            field(figure, "numerator"),
            field(figure, "denominator")
        ),
    ];
    lines.extend(way_lines(figure));
    for other in others {
        lines.push(format!(
            "the same another way, {}: {}",
            field(other, "id"),
            field(other, "value")
        ));
        lines.extend(way_lines(other).into_iter().map(|line| format!("  {line}")));
    }
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

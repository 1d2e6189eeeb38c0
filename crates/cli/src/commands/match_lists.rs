//! `match LEFT RIGHT` and `dedupe LIST`: any two lists of persons, or one with itself. Reads the
//! named columns, has `linkage` decide, writes the links, and measures against a truth column
//! where one is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ingest::limits::Limits;
use ingest::list_dates::in_digits;
use ingest::list_file::{ListFile, read_columns};
use linkage::list::{
    Decisions, FieldInput, FieldKind, ListLink, ListOptions, ListResult, Lists, link,
};
use rayon::prelude::*;
use records::{CodedColumn, QuarantinedRow, Reference};
use serde_json::{Value, json};

use crate::arguments::{Dedupe, ListColumns, MatchLists};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::list_model;
use crate::outputs::csv_bytes;
use crate::terminal::{Terminal, table};

/// Refused rows shown one by one; `--json` lists all.
const SHOWN: usize = 10;

/// Links written as one part of a file.
const PART: usize = 1 << 14;

/// One column of a comparison.
struct Column {
    kind: FieldKind,
    label: String,
    left: String,
    right: String,
}

impl Column {
    /// The values in the form that they are compared in.
    fn comparable(&self, values: CodedColumn, reference: &Reference) -> CodedColumn {
        if self.kind == FieldKind::BirthDate { in_digits(values, reference) } else { values }
    }
}

/// Links two lists.
pub(crate) fn match_lists(arguments: &MatchLists, terminal: &Terminal) -> Result<(), Failure> {
    let mut clock = Clock::starting("read");
    let columns = columns(&arguments.columns)?;
    let ((left, right), reference) = rayon::join(
        || {
            rayon::join(
                || read(&arguments.left, &arguments.columns, &columns, Side::Left),
                || read(&arguments.right, &arguments.columns, &columns, Side::Right),
            )
        },
        || reference(&arguments.columns),
    );
    let (left, right, reference) = (left?, right?, reference?);
    let input = |((column, left), right): ((&Column, CodedColumn), CodedColumn)| {
        let (left, right) = rayon::join(
            || column.comparable(left, &reference),
            || column.comparable(right, &reference),
        );
        FieldInput { kind: column.kind, label: column.label.clone(), left, right: Some(right) }
    };
    let inputs = columns.par_iter().zip(left.fields).zip(right.fields).map(input);
    let (lists, truth) = rayon::join(
        || Lists::new(inputs.collect()),
        || left.truth.zip(right.truth).map(|(left, right)| one_numbering(left, right)),
    );
    let lists = lists?;
    let mut options = options(&arguments.columns, arguments.assignment.into(), truth)?;
    options.decisions = decisions(&arguments.columns, &lists, &left.ids, &right.ids)?;
    let result = link(&lists, &reference, &options, |phase| clock.begin(phase))?;
    clock.begin("write");
    write(&arguments.out, &links_csv(&result, &options, &left.ids, &right.ids)?)?;
    save_model(&arguments.columns, &result)?;
    let seconds = clock.finish();
    let rows = (left.ids.len(), right.ids.len());
    let refused: Vec<QuarantinedRow> = left.refused.into_iter().chain(right.refused).collect();
    tell(terminal, &result, rows, &refused, &seconds);
    Ok(())
}

/// The codes of two columns, equal where values are.
fn one_numbering(left: CodedColumn, right: CodedColumn) -> (Vec<u32>, Vec<u32>) {
    let (_, mut codes) = CodedColumn::unite(vec![left, right]);
    let right = codes.pop().unwrap_or_default();
    (codes.pop().unwrap_or_default(), right)
}

/// Finds the clusters of one list.
pub(crate) fn dedupe(arguments: &Dedupe, terminal: &Terminal) -> Result<(), Failure> {
    let mut clock = Clock::starting("read");
    let columns = columns(&arguments.columns)?;
    let list = read(&arguments.list, &arguments.columns, &columns, Side::Left)?;
    let reference = reference(&arguments.columns)?;
    let inputs = columns.iter().zip(list.fields).map(|(column, left)| FieldInput {
        kind: column.kind,
        label: column.label.clone(),
        left: column.comparable(left, &reference),
        right: None,
    });
    let lists = Lists::new(inputs.collect())?;
    let truth = list.truth.map(|column| (column.codes().to_vec(), column.codes().to_vec()));
    let cardinality = linkage::list::Cardinality::ManyToMany;
    let mut options = options(&arguments.columns, cardinality, truth)?;
    options.decisions = decisions(&arguments.columns, &lists, &list.ids, &list.ids)?;
    let result = link(&lists, &reference, &options, |phase| clock.begin(phase))?;
    clock.begin("write");
    write(&arguments.out, &clusters_csv(&list.ids, &result.clusters)?)?;
    if let Some(pairs) = &arguments.pairs {
        write(pairs, &links_csv(&result, &options, &list.ids, &list.ids)?)?;
    }
    save_model(&arguments.columns, &result)?;
    let seconds = clock.finish();
    let rows = list.ids.len();
    tell(terminal, &result, (rows, rows), &list.refused, &seconds);
    Ok(())
}

/// One row per record with its cluster, which bears the smallest id of its members, so that the
/// order of the rows does not matter.
fn clusters_csv(ids: &CodedColumn, clusters: &[u32]) -> Result<Vec<u8>, Failure> {
    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    for (id, cluster) in ids.rows().zip(clusters) {
        let name = names.entry(*cluster).or_insert(id);
        *name = (*name).min(id);
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut row = |fields: [&str; 2]| out.write_record(fields);
    let written = row(["id", "cluster_id"]).and_then(|()| {
        ids.rows().zip(clusters).try_for_each(|(id, cluster)| row([id, names[cluster]]))
    });
    csv_bytes("links", out, written)
}

/// One of the two lists; of one list, the left.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn of<T>(self, (left, right): (T, T)) -> T {
        match self {
            Self::Left => left,
            Self::Right => right,
        }
    }
}

/// A list as read.
struct ReadList {
    ids: CodedColumn,
    fields: Vec<CodedColumn>,
    truth: Option<CodedColumn>,
    refused: Vec<QuarantinedRow>,
}

fn read(
    path: &Path,
    arguments: &ListColumns,
    columns: &[Column],
    side: Side,
) -> Result<ReadList, Failure> {
    let pick = |text: &str| side.of(both(text));
    let id = pick(&arguments.id);
    let truth = arguments.truth_column.as_deref().map(pick);
    let mut wanted: Vec<&str> = vec![&id];
    wanted.extend(columns.iter().map(|column| side.of((&*column.left, &*column.right))));
    wanted.extend(truth.as_deref());
    let ListFile { columns: read, refused, .. } = read_columns(path, &wanted, &Limits::default())?;
    let mut read = read.into_iter();
    let ids = unique_ids(path, &id, read.next().unwrap_or_default())?;
    let fields = read.by_ref().take(columns.len()).collect();
    Ok(ReadList { ids, fields, truth: read.next(), refused })
}

/// The ids of the rows, each of which must have its own.
fn unique_ids(path: &Path, header: &str, column: CodedColumn) -> Result<CodedColumn, Failure> {
    let mut seen = vec![false; column.texts().len()];
    for (row, &code) in column.codes().iter().enumerate() {
        if code == 0 || std::mem::replace(&mut seen[code as usize], true) {
            let what = if code == 0 { "has no value" } else { "repeats an earlier value" };
            return Err(Failure::Input {
                file: path.display().to_string(),
                what: format!("column {header} {what} in data row {}", row + 1),
                remedy: "name a column with --id whose values are all there and all different",
            });
        }
    }
    Ok(column)
}

/// The columns to compare, as named on the command line.
fn columns(arguments: &ListColumns) -> Result<Vec<Column>, Failure> {
    let single = [
        (FieldKind::Name, &arguments.name),
        (FieldKind::Given, &arguments.given),
        (FieldKind::Surname, &arguments.surname),
        (FieldKind::Patronymic, &arguments.patronymic),
        (FieldKind::BirthDate, &arguments.birth_date),
        (FieldKind::Sex, &arguments.sex),
        (FieldKind::Pin, &arguments.pin),
        (FieldKind::Phone, &arguments.phone),
        (FieldKind::Place, &arguments.place),
    ];
    let named = single.into_iter().filter_map(|(kind, text)| Some((kind, text.as_deref()?)));
    let more = [(FieldKind::Exact, &arguments.exact), (FieldKind::Text, &arguments.text)];
    let more =
        more.into_iter().flat_map(|(kind, texts)| texts.iter().map(move |t| (kind, t.as_str())));
    let columns: Vec<Column> = named
        .chain(more)
        .map(|(kind, text)| {
            let (left, right) = both(text);
            let own = matches!(kind, FieldKind::Exact | FieldKind::Text);
            let label = if own { left.clone() } else { kind.code().to_owned() };
            Column { kind, label, left, right }
        })
        .collect();
    if columns.is_empty() {
        let what = "no column to compare; name at least one, such as --surname COL";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(columns)
}

/// `COL`, or `LEFT_COL:RIGHT_COL`.
fn both(text: &str) -> (String, String) {
    let (left, right) = text.split_once(':').unwrap_or((text, text));
    (left.to_owned(), right.to_owned())
}

fn options(
    arguments: &ListColumns,
    cardinality: linkage::list::Cardinality,
    truth: Option<(Vec<u32>, Vec<u32>)>,
) -> Result<ListOptions, Failure> {
    let text = |path: &Path| {
        fs::read_to_string(path).map_err(|cause| Failure::Input {
            file: path.display().to_string(),
            what: format!("cannot be read: {cause}"),
            remedy: "check the path",
        })
    };
    let blocking = arguments.blocking.as_deref().map(text).transpose()?;
    let model = match arguments.model.as_deref() {
        Some(path) => Some(list_model::read(path, &text(path)?)?),
        None => None,
    };
    let decisions = Decisions::default();
    Ok(ListOptions {
        threshold: arguments.threshold,
        cardinality,
        blocking,
        model,
        decisions,
        truth,
    })
}

fn reference(arguments: &ListColumns) -> Result<Reference, Failure> {
    let mut reference = ingest::reference::embedded()?;
    if arguments.without_lexicon {
        reference.lexicon.clear();
        reference.diminutives.clear();
    }
    Ok(reference)
}

/// The decisions file, with ids turned into rows.
fn decisions(
    arguments: &ListColumns,
    lists: &Lists,
    left: &CodedColumn,
    right: &CodedColumn,
) -> Result<Decisions, Failure> {
    let Some(path) = &arguments.decisions else { return Ok(Decisions::default()) };
    let headers = ["left_id", "right_id", "decision"];
    let file = read_columns(path, &headers, &Limits::default())?;
    let rows = |ids: &CodedColumn| -> BTreeMap<Box<str>, u32> {
        ids.rows().map(Into::into).zip(0u32..).collect()
    };
    let (left, right) = (rows(left), rows(right));
    let count = file.columns[0].len();
    let decided = (0..count).map(|row| {
        let text = |column: usize| file.columns[column].text(row);
        let refuse = |what: &str| Failure::Input {
            file: path.display().to_string(),
            what: format!("{what} in data row {}", row + 1),
            remedy: "name ids of the lists, and link or not_link as the decision",
        };
        let of = |rows: &BTreeMap<Box<str>, u32>, column| {
            rows.get(text(column)).copied().ok_or_else(|| refuse("an id that is in no list"))
        };
        match text(2) {
            "link" => Ok((of(&left, 0)?, of(&right, 1)?, true)),
            "not_link" => Ok((of(&left, 0)?, of(&right, 1)?, false)),
            _ => Err(refuse("an unknown decision")),
        }
    });
    Ok(Decisions::new(lists, decided.collect::<Result<Vec<_>, Failure>>()?)?)
}

fn save_model(arguments: &ListColumns, result: &ListResult) -> Result<(), Failure> {
    match &arguments.save_model {
        Some(path) => write(path, list_model::written(&result.model).as_bytes()),
        None => Ok(()),
    }
}

/// One row per link; the last column, where people decided anything, says who decided it.
fn links_csv(
    result: &ListResult,
    options: &ListOptions,
    left: &CodedColumn,
    right: &CodedColumn,
) -> Result<Vec<u8>, Failure> {
    let said = !options.decisions.is_empty();
    let labels = result.model.comparisons.iter().map(|comparison| comparison.label.as_str());
    let head = ["left_id", "right_id", "match_probability", "match_weight"];
    let decided = |by: &'static str| said.then_some(by);
    let head = head.into_iter().chain(labels).chain(decided("decided_by"));
    let mut head_row = csv::Writer::from_writer(Vec::new());
    let written = head_row.write_record(head);
    let mut file = csv_bytes("links", head_row, written)?;
    let row = |link: &ListLink, out: &mut csv::Writer<Vec<u8>>| {
        let numbers = [format!("{:.6}", link.probability), format!("{:.3}", link.weight)];
        let ids = [left.text(link.left as usize), right.text(link.right as usize)];
        let fields = ids.into_iter().chain(numbers.iter().map(String::as_str));
        let levels = link.levels.iter().copied();
        let by = decided(if link.decided { "people" } else { "model" });
        out.write_record(fields.chain(levels).chain(by))
    };
    let rows = |links: &[ListLink]| {
        let mut out = csv::Writer::from_writer(Vec::new());
        let written = links.iter().try_for_each(|link| row(link, &mut out));
        csv_bytes("links", out, written)
    };
    let parts: Result<Vec<Vec<u8>>, Failure> = result.links.par_chunks(PART).map(rows).collect();
    file.extend(parts?.concat());
    Ok(file)
}

/// Replaces a file as a whole.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let fresh = path.with_file_name(name);
    let written = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path));
    written.map_err(|cause| {
        // What is left of a failed write is of no use; that it cannot be removed is no news.
        let _ = fs::remove_file(&fresh);
        Failure::write(path, cause)
    })
}

/// Most memory the process has had resident, bytes; `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// What a run found, as data or in words.
fn tell(
    terminal: &Terminal,
    result: &ListResult,
    rows: (usize, usize),
    refused: &[QuarantinedRow],
    seconds: &[(&str, f64)],
) {
    let total: f64 = seconds.iter().map(|(_, seconds)| seconds).sum();
    if terminal.json {
        let mut data = told_json(result, rows, refused);
        data["seconds"] = json!(total);
        let phases = seconds.iter().map(|(phase, s)| ((*phase).to_owned(), json!(s)));
        data["phases"] = Value::Object(phases.collect());
        data["peak_memory_bytes"] = json!(peak_memory());
        terminal.data_json(&data);
        return;
    }
    for row in refused.iter().take(SHOWN) {
        terminal.say(&format!("{}: {}; {}", row.at, row.reason.code(), row.remedy));
    }
    let rules = result
        .rules
        .iter()
        .map(|rule| [rule.rule.clone(), rule.pairs.to_string(), rule.dropped_pairs.to_string()]);
    terminal.say(&table(["compared because of", "pairs", "left out"], rules.collect()));
    let learned = &result.model.provenance;
    if learned.pairs > 0 && learned.expected_matches < 10.0 {
        terminal.say("too few matches to learn from: the shipped starting values speak");
    } else if learned.pairs > 0 && !learned.converged {
        terminal
            .say("the estimation did not come to rest: check the levels before trusting a link");
    }
    if learned.pairs > 0 {
        let share = 100.0 * learned.blocking_recall;
        terminal.say(&format!("of all matches {share:.1} % are reckoned to be among the pairs"));
    }
    terminal.say(&format!(
        "{} × {} rows, {} refused, {} pairs compared, {} links, {total:.2} s",
        rows.0,
        rows.1,
        refused.len(),
        result.candidate_pairs,
        result.links.len(),
    ));
    if let Some(measured) = &result.evaluation {
        terminal.say(&format!(
            "precision {:.4}, recall {:.4}, F1 {:.4} (no rule by pairs alone above {:.4}), blocking recall {:.4}",
            measured.precision,
            measured.recall,
            measured.f1,
            measured.ceiling_f1,
            measured.blocking_recall
        ));
    }
}

fn told_json(result: &ListResult, rows: (usize, usize), refused: &[QuarantinedRow]) -> Value {
    let learned = &result.model.provenance;
    let rules = result.rules.iter().map(|rule| {
        json!({
            "rule": rule.rule,
            "pairs": rule.pairs,
            "dropped_blocks": rule.dropped_blocks,
            "dropped_pairs": rule.dropped_pairs,
        })
    });
    let mut data = json!({
        "left_rows": rows.0,
        "right_rows": rows.1,
        "refused_rows": refused.len(),
        "refused": refused.iter().map(|row| json!({
            "at": row.at.to_string(),
            "reason": row.reason.code(),
            "remedy": row.remedy,
        })).collect::<Value>(),
        "candidate_pairs": result.candidate_pairs,
        "links": result.links.len(),
        "clusters": distinct(&result.clusters),
        "estimation": {
            "pairs": learned.pairs,
            "vectors": learned.vectors,
            "rounds": learned.rounds,
            "converged": learned.converged,
            "expected_matches": learned.expected_matches,
            "blocking_recall": learned.blocking_recall,
        },
        "blocking": rules.collect::<Value>(),
    });
    if let Some(measured) = &result.evaluation {
        data["true_pairs"] = json!(measured.matches);
        data["precision"] = json!(measured.precision);
        data["recall"] = json!(measured.recall);
        data["f1"] = json!(measured.f1);
        data["ceiling_f1"] = json!(measured.ceiling_f1);
        data["blocking_recall"] = json!(measured.blocking_recall);
        let bins = measured.calibration.iter().map(|bin| {
            json!({
                "from": bin.from,
                "pairs": bin.pairs,
                "claimed": bin.claimed,
                "matched": bin.matched,
            })
        });
        data["calibration"] = bins.collect();
    }
    data
}

fn distinct(clusters: &[u32]) -> usize {
    (0u32..).zip(clusters).filter(|(row, cluster)| row == *cluster).count()
}

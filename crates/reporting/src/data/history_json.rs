//! `basis.json`, what a later run compares itself with, and `changes.json`, the comparison with an
//! earlier one. Both are written and read here, so that their shapes cannot part.

use std::collections::BTreeSet;

use attrition::change::{Cause, ChangeSet, FigureChange, Headline, Part, ReportBasis, Snapshot};
use records::RecordId;
use serde::{Deserialize, Serialize};

use crate::error::ReportingError;
use crate::input::OutputFile;

const BASIS: &str = "basis.json";
const CHANGES: &str = "changes.json";

/// Version of both documents; another one is not read.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct BasisWire {
    version: u32,
    as_of: String,
    inputs: String,
    linking_rules: String,
    rules: String,
    reports: Vec<ReportWire>,
    headlines: Vec<HeadlineWire>,
}

#[derive(Serialize, Deserialize)]
struct ReportWire {
    report: String,
    content: String,
    review: String,
    link: String,
    linked_content: String,
    linked_review: String,
}

#[derive(Serialize, Deserialize)]
struct HeadlineWire {
    figure: String,
    numerator: Vec<String>,
    denominator: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ChangesWire {
    version: u32,
    since: Option<SinceWire>,
    figures: Vec<FigureWire>,
}

#[derive(Serialize, Deserialize)]
struct SinceWire {
    as_of: String,
    inputs: String,
}

#[derive(Serialize, Deserialize)]
struct FigureWire {
    figure: String,
    before: CountWire,
    after: CountWire,
    parts: Vec<PartWire>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct CountWire {
    numerator: u64,
    denominator: u64,
    value: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct PartWire {
    cause: String,
    numerator: i64,
    denominator: i64,
    value: Option<f64>,
    reports: Vec<String>,
}

fn texts<'a>(ids: impl IntoIterator<Item = &'a RecordId>) -> Vec<String> {
    ids.into_iter().map(|id| id.as_str().to_owned()).collect()
}

fn id_set(ids: &[String]) -> BTreeSet<RecordId> {
    ids.iter().map(|id| RecordId::from(id.as_str())).collect()
}

/// What a later run compares itself with. Hashes and ids, no content.
pub(crate) fn basis(snapshot: &Snapshot) -> Result<OutputFile, ReportingError> {
    let report = |basis: &ReportBasis| ReportWire {
        report: basis.report.as_str().to_owned(),
        content: basis.content.clone(),
        review: basis.review.clone(),
        link: basis.link.clone(),
        linked_content: basis.linked_content.clone(),
        linked_review: basis.linked_review.clone(),
    };
    let headline = |headline: &Headline| HeadlineWire {
        figure: headline.figure.clone(),
        numerator: texts(&headline.numerator),
        denominator: texts(&headline.denominator),
    };
    super::json(
        BASIS,
        &BasisWire {
            version: VERSION,
            as_of: snapshot.as_of.to_string(),
            inputs: snapshot.inputs.clone(),
            linking_rules: snapshot.linking_rules.clone(),
            rules: snapshot.rules.clone(),
            reports: snapshot.reports.iter().map(report).collect(),
            headlines: snapshot.headlines.iter().map(headline).collect(),
        },
    )
}

/// Reads `basis.json`; `None` for another version or another kind of document.
pub fn read_basis(bytes: &[u8]) -> Option<Snapshot> {
    let wire: BasisWire = serde_json::from_slice(bytes).ok()?;
    let report = |wire: ReportWire| ReportBasis {
        report: RecordId::from(wire.report.as_str()),
        content: wire.content,
        review: wire.review,
        link: wire.link,
        linked_content: wire.linked_content,
        linked_review: wire.linked_review,
    };
    let headline = |wire: HeadlineWire| Headline {
        numerator: id_set(&wire.numerator),
        denominator: id_set(&wire.denominator),
        figure: wire.figure,
    };
    let as_of = wire.as_of.parse().ok().filter(|_| wire.version == VERSION)?;
    Some(Snapshot {
        as_of,
        inputs: wire.inputs,
        linking_rules: wire.linking_rules,
        rules: wire.rules,
        reports: wire.reports.into_iter().map(report).collect(),
        headlines: wire.headlines.into_iter().map(headline).collect(),
    })
}

/// The comparison with an earlier run, or that there is none.
pub(crate) fn changes(changes: Option<&ChangeSet>) -> Result<OutputFile, ReportingError> {
    let count = |counts: (u64, u64)| CountWire {
        numerator: counts.0,
        denominator: counts.1,
        value: attrition::change::rate(counts),
    };
    let part = |part: &Part| PartWire {
        cause: part.cause.code().to_owned(),
        numerator: part.numerator,
        denominator: part.denominator,
        value: part.value,
        reports: texts(&part.reports),
    };
    let figure = |change: &FigureChange| FigureWire {
        figure: change.figure.clone(),
        before: count(change.before),
        after: count(change.after),
        parts: change.parts.iter().map(part).collect(),
    };
    super::json(
        CHANGES,
        &ChangesWire {
            version: VERSION,
            since: changes.map(|set| SinceWire {
                as_of: set.since.to_string(),
                inputs: set.since_inputs.clone(),
            }),
            figures: changes.map_or_else(Vec::new, |set| set.figures.iter().map(figure).collect()),
        },
    )
}

/// Reads `changes.json`; `None` where it compares with nothing, or is another kind of document.
pub fn read_changes(bytes: &[u8]) -> Option<ChangeSet> {
    let wire: ChangesWire = serde_json::from_slice(bytes).ok()?;
    let since = wire.since.filter(|_| wire.version == VERSION)?;
    let part = |wire: PartWire| {
        Some(Part {
            cause: Cause::from_code(&wire.cause)?,
            numerator: wire.numerator,
            denominator: wire.denominator,
            value: wire.value,
            reports: id_set(&wire.reports).into_iter().collect(),
        })
    };
    let figure = |wire: FigureWire| {
        Some(FigureChange {
            figure: wire.figure,
            before: (wire.before.numerator, wire.before.denominator),
            after: (wire.after.numerator, wire.after.denominator),
            parts: wire.parts.into_iter().map(part).collect::<Option<_>>()?,
        })
    };
    Some(ChangeSet {
        since: since.as_of.parse().ok()?,
        since_inputs: since.inputs,
        figures: wire.figures.into_iter().map(figure).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn what_is_written_is_read_back() {
        let sample = Sample::new();
        let written = basis(&sample.snapshot).unwrap();
        assert_eq!(read_basis(&written.bytes).unwrap(), sample.snapshot);
        let written = changes(sample.changes.as_ref()).unwrap();
        assert_eq!(read_changes(&written.bytes), sample.changes);
        assert_eq!(read_changes(&changes(None).unwrap().bytes), None);
    }

    #[test]
    fn another_version_and_another_document_are_not_read() {
        let sample = Sample::new();
        let text = String::from_utf8(basis(&sample.snapshot).unwrap().bytes).unwrap();
        assert!(read_basis(text.replace("\"version\": 1", "\"version\": 2").as_bytes()).is_none());
        assert!(read_basis(b"{}").is_none() && read_changes(b"[]").is_none());
    }
}

//! `figures.json`: every figure with everything a reader needs to check it, one figure a line.

use attrition::{ErrorRates, Figure, IntervalParts, Rate};
use serde::Serialize;
use serde_json::{Map, Value};

use super::run_json::CohortWire;
use crate::error::ReportingError;
use crate::input::{OutputFile, ReportInput};
use crate::words::Words;

#[derive(Serialize)]
struct Head {
    version: u32,
    as_of: String,
    cohort: CohortWire,
}

#[derive(Serialize)]
struct FigureWire<'a> {
    id: &'a str,
    label: LabelWire<'a>,
    unit: &'static str,
    cohort: &'a str,
    numerator: u64,
    denominator: Option<u64>,
    value: Option<f64>,
    interval: Option<IntervalWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval_parts: Option<PartsWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_errors: Option<ErrorsWire>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [&'static str],
    method: &'static str,
    small_base: bool,
    ids: Vec<&'a str>,
    denominator_ids: Vec<&'a str>,
}

#[derive(Serialize)]
struct LabelWire<'a> {
    key: &'a str,
    arguments: Map<String, Value>,
    en: String,
    ru: String,
    ky: String,
}

#[derive(Serialize)]
struct IntervalWire {
    low: f64,
    high: f64,
    level: f64,
    method: &'static str,
}

/// What chance alone and uncertain links alone make of the interval, as [low, high].
#[derive(Serialize)]
struct PartsWire {
    sampling: [f64; 2],
    linkage: [f64; 2],
}

impl PartsWire {
    fn of(parts: IntervalParts) -> Self {
        let pair = |(low, high): (f64, f64)| [low, high];
        Self { sampling: pair(parts.sampling), linkage: pair(parts.linkage) }
    }
}

/// How links go wrong: r, f and where they come from.
#[derive(Serialize)]
struct ErrorsWire {
    recall: RateWire,
    false_link_rate: RateWire,
    from: &'static str,
    reviewed: u64,
}

impl ErrorsWire {
    fn of(errors: ErrorRates) -> Self {
        let rate = |Rate { value, low, high }| RateWire { value, low, high };
        Self {
            recall: rate(errors.recall),
            false_link_rate: rate(errors.false_link_rate),
            from: errors.from.code(),
            reviewed: errors.reviewed,
        }
    }
}

#[derive(Serialize)]
struct RateWire {
    value: f64,
    low: f64,
    high: f64,
}

/// Every figure, sorted by id, with its label in all three languages.
pub(crate) fn figures(
    input: &ReportInput<'_>,
    words: &[Words<'_>; 3],
) -> Result<OutputFile, ReportingError> {
    const NAME: &str = "figures.json";
    let analysis = input.analysis;
    let head = Head {
        version: 1,
        as_of: analysis.cohort.as_of.to_string(),
        cohort: CohortWire::of(analysis),
    };
    let failed = |source| ReportingError::Json { file: NAME, source };
    // Indented, the file would be half as long again.
    let mut bytes = serde_json::to_vec(&head).map_err(failed)?;
    bytes.pop();
    bytes.extend(b",\"figures\":[\n");
    for (at, figure) in analysis.figures.iter().enumerate() {
        let comma = if at == 0 { "" } else { ",\n" };
        bytes.extend(comma.bytes());
        serde_json::to_writer(&mut bytes, &wire(figure, words)?).map_err(failed)?;
    }
    bytes.extend(b"\n]}\n");
    // The largest file, and all are held until the last is made.
    bytes.shrink_to_fit();
    Ok(OutputFile { name: NAME.to_owned(), bytes })
}

fn wire<'a>(figure: &'a Figure, words: &[Words<'_>; 3]) -> Result<FigureWire<'a>, ReportingError> {
    let [en, ru, ky] = words;
    let text = |ids: &'a [records::RecordId]| ids.iter().map(records::RecordId::as_str).collect();
    Ok(FigureWire {
        id: &figure.id,
        label: LabelWire {
            key: &figure.label,
            arguments: figure
                .label_arguments
                .iter()
                .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
                .collect(),
            en: en.figure_label(figure)?,
            ru: ru.figure_label(figure)?,
            ky: ky.figure_label(figure)?,
        },
        unit: figure.unit.code(),
        cohort: &figure.cohort,
        numerator: figure.numerator,
        denominator: figure.denominator,
        value: figure.value,
        interval: figure.interval.map(|interval| IntervalWire {
            low: interval.low,
            high: interval.high,
            level: interval.level,
            method: interval.method,
        }),
        interval_parts: figure.uncertainty.parts.map(PartsWire::of),
        link_errors: figure.uncertainty.link_errors.map(ErrorsWire::of),
        notes: &figure.uncertainty.notes,
        method: figure.method,
        small_base: figure.has_small_base(),
        ids: text(&figure.ids),
        denominator_ids: text(&figure.denominator_ids),
    })
}

//! `figures.json`: every figure with everything a reader needs to check it.

use attrition::Figure;
use serde::Serialize;
use serde_json::{Map, Value};

use super::run_json::CohortWire;
use crate::error::ReportingError;
use crate::input::{OutputFile, ReportInput};
use crate::words::Words;

#[derive(Serialize)]
struct Figures<'a> {
    version: u32,
    as_of: String,
    cohort: CohortWire,
    figures: Vec<FigureWire<'a>>,
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

/// Every figure, sorted by id, with its label in all three languages.
pub(crate) fn figures(
    input: &ReportInput<'_>,
    words: &[Words<'_>; 3],
) -> Result<OutputFile, ReportingError> {
    let analysis = input.analysis;
    super::json(
        "figures.json",
        &Figures {
            version: 1,
            as_of: analysis.cohort.as_of.to_string(),
            cohort: CohortWire::of(analysis),
            figures: analysis
                .figures
                .iter()
                .map(|figure| wire(figure, words))
                .collect::<Result<_, _>>()?,
        },
    )
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
        method: figure.method,
        small_base: figure.has_small_base(),
        ids: text(&figure.ids),
        denominator_ids: text(&figure.denominator_ids),
    })
}

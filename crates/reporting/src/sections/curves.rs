//! The curves behind the shares of `times`, drawn: how many had come to the later stage by each day,
//! how many had left, how many were at risk. Two pairs of stages are shown, one of reports and one of
//! entries; the table beside has every pair.

use attrition::stage_times::{HORIZONS, LEFT, REACHED};
use attrition::{Stage, StageTime};

use super::Context;
use super::times::pair;
use crate::error::ReportingError;
use crate::model::Block;
use crate::number_format;
use crate::step_chart::{Line, Panel, StepChart, Tick};

/// From hand-over to register, and from register to court.
const SHOWN: [(Stage, Stage); 2] =
    [(Stage::HandedOver, Stage::Registered), (Stage::Registered, Stage::SentToCourt)];

/// Last day drawn: beyond it few cases are at risk and lines hardly move.
const LAST: u32 = HORIZONS[HORIZONS.len() - 1];

/// Shares named beside a panel.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// The chart; without curves it says that there are none.
pub(super) fn block(context: &Context<'_>) -> Result<Block, ReportingError> {
    let words = context.words;
    let (mut panels, mut told) = (Vec::new(), Vec::new());
    for (from, to) in SHOWN {
        let times = &context.input.analysis.stage_times;
        let time = times.iter().find(|time| (time.from, time.to) == (from, to));
        if let Some((time, end)) = time.and_then(|time| Some((time, time.curve.end?)))
            && !time.curve.points.is_empty()
        {
            panels.push(panel(context, time, end.clamp(1, LAST))?);
            told.push(in_words(context, time)?);
        }
    }
    let message = told.last().cloned();
    let none = if told.is_empty() { Some(words.text("chart-curves-none")?) } else { None };
    told.extend(none.clone());
    Ok(Block::Steps(StepChart {
        id: "chart-curves",
        message: message.or(none),
        title: words.text("chart-curves")?,
        description: told.join(" "),
        days: words.text("curve-days")?,
        at_risk: words.text("column-at-risk")?,
        panels,
    }))
}

/// The last horizon that the curve reaches, in words.
fn in_words(context: &Context<'_>, time: &StageTime) -> Result<String, ReportingError> {
    let language = context.words.language();
    let reading = HORIZONS.into_iter().rev().find_map(|day| time.reading(day));
    let end = time.curve.end.unwrap_or_default();
    let Some(reading) = reading.or_else(|| time.reading(end)) else { return Ok(String::new()) };
    let percent = |share| number_format::percent(language, share, 0);
    let (pair, cases) = (pair(context, time)?, time.curve.cases);
    let (reached, left, open) =
        (percent(reading.reached), percent(reading.left), percent(reading.open));
    let arguments = [
        ("pair", pair.as_str().into()),
        ("cases", cases.into()),
        ("day", u64::from(reading.day).into()),
        ("reached", reached.as_str().into()),
        ("left", left.as_str().into()),
        ("open", open.as_str().into()),
    ];
    context.words.format("chart-curves-told", &arguments)
}

fn panel(context: &Context<'_>, time: &StageTime, last: u32) -> Result<Panel, ReportingError> {
    let words = context.words;
    let language = words.language();
    let count = |count| number_format::count(language, count);
    let tick = |day: u32| Tick {
        day,
        text: count(u64::from(day)),
        at_risk: count(time.curve.at_risk(day)),
    };
    let days = [0].into_iter().chain(HORIZONS).filter(|day| *day <= last);
    let points = || time.curve.points.iter();
    let steps = |outcome: usize| points().map(|p| (p.day, p.share[outcome])).collect();
    let label = |key: &str, outcome: usize| -> Result<String, ReportingError> {
        let share = time.curve.at(last).map_or(0.0, |point| point.share[outcome]);
        Ok(format!("{} – {}", words.text(key)?, number_format::percent(language, share, 0)))
    };
    let unit = words.unit(time.unit)?;
    let interval = |point: &attrition::aalen_johansen::Point| {
        point.interval(REACHED).map(|interval| (point.day, interval.low, interval.high))
    };
    Ok(Panel {
        label: format!("{} – {} {unit}", pair(context, time)?, count(time.curve.cases)),
        last,
        ticks: days.map(tick).collect(),
        lines: vec![
            Line {
                class: "reached",
                label: label("curve-reached", REACHED)?,
                steps: steps(REACHED),
            },
            Line { class: "left", label: label("curve-left", LEFT)?, steps: steps(LEFT) },
        ],
        band: points().filter_map(interval).collect(),
        shares: SHARES.map(|share| (share, number_format::percent(language, share, 0))).into(),
    })
}

//! The first page: what, how many, how sure, what to do. Whoever reads no further has the message.

use attrition::{CountingUnit, Figure, Finding, FlowTable, Rung, Severity};

use super::attrition_flow::{cohort_flow, exits, worst_stage};
use super::{Context, evidence};
use crate::error::ReportingError;
use crate::figure_ids;
use crate::model::{Block, KeyFigure, Section};
use crate::number_format;

/// The headline and the first section.
pub(super) fn section(context: &Context<'_>) -> Result<(String, Section), ReportingError> {
    let unregistered = context.figure(figure_ids::UNREGISTERED)?;
    let headline = rate_statement(context, "headline-unregistered", unregistered)?;
    let section = context.section(
        "findings-first",
        vec![
            Block::KeyFigures(key_figures(context, unregistered)?),
            Block::Statements(statements(context, unregistered)?),
        ],
    )?;
    Ok((headline, section))
}

/// Share with its interval in words, where the figure is a rate.
fn share_text(context: &Context<'_>, figure: &Figure) -> Result<Option<String>, ReportingError> {
    let language = context.words.language();
    let (Some(value), Some(_)) = (figure.value, figure.denominator) else { return Ok(None) };
    let share = number_format::percent(language, value, 0);
    let Some(interval) = figure.interval else { return Ok(Some(share)) };
    let range = number_format::percent_range(language, interval.low, interval.high, 0);
    let level = number_format::percent(language, interval.level, 0);
    let arguments = [("share", share.into()), ("range", range.into()), ("level", level.into())];
    Ok(Some(context.words.format("share-with-interval", &arguments)?))
}

/// A message with `count`, `base` and `share`; its `-none` variant where the base is empty.
fn rate_statement(
    context: &Context<'_>,
    key: &str,
    figure: &Figure,
) -> Result<String, ReportingError> {
    match (figure.denominator, share_text(context, figure)?) {
        (Some(base), Some(share)) if base > 0 => context.words.format(
            key,
            &[("count", figure.numerator.into()), ("base", base.into()), ("share", share.into())],
        ),
        _ => context.words.text(&format!("{key}-none")),
    }
}

fn key_figures(
    context: &Context<'_>,
    unregistered: &Figure,
) -> Result<Vec<KeyFigure>, ReportingError> {
    let shown = [
        (context.figure(&figure_ids::rung(Rung::HandedOver))?, "key-handed-over"),
        (unregistered, "key-unregistered"),
        (context.figure(&figure_ids::rung(Rung::RegisteredAsTrafficking))?, "key-trafficking"),
        (context.figure(&figure_ids::rung(Rung::Kept))?, "key-kept"),
    ];
    shown
        .into_iter()
        .map(|(figure, key)| {
            Ok(KeyFigure {
                figure: figure.id.clone(),
                count: figure.numerator,
                text: match figure.denominator {
                    Some(base) => context.words.format(
                        "bar-of",
                        &[("count", figure.numerator.into()), ("base", base.into())],
                    )?,
                    None => number_format::count(context.words.language(), figure.numerator),
                },
                label: context.words.text(key)?,
                share: share_text(context, figure)?,
            })
        })
        .collect()
}

fn statements(context: &Context<'_>, unregistered: &Figure) -> Result<Vec<String>, ReportingError> {
    let words = context.words;
    let count = |finding| context.findings(finding).count() as u64;
    let mut statements = vec![rate_statement(context, "statement-unregistered", unregistered)?];
    statements.push(words.format(
        "statement-otherwise",
        &[
            ("other", count(Finding::RegisteredOtherOffence).into()),
            ("journal", count(Finding::JournalOnly).into()),
            ("refused", count(Finding::Refused).into()),
        ],
    )?);
    if let Some(flow) = cohort_flow(context, CountingUnit::Entries) {
        statements.extend(flow_statement(context, flow)?);
    }
    if let Some(first) = context.input.analysis.obstacles.first() {
        let (name, steps) = words.obstacle(&first.code);
        // Steps for several bodies are separated by semicolons; the first body's stands here.
        let step = steps.split(';').next().unwrap_or_default().trim_end_matches('.').to_owned();
        statements.push(words.format(
            "statement-do",
            &[
                ("count", (first.ids.len() as u64).into()),
                ("obstacle", name.into()),
                ("step", step.into()),
            ],
        )?);
    }
    statements.push(sure_statement(context)?);
    let grave = context
        .input
        .analysis
        .discrepancies
        .iter()
        .filter(|discrepancy| discrepancy.severity == Severity::High)
        .count() as u64;
    if grave > 0 {
        statements.push(words.format("statement-discrepancies", &[("count", grave.into())])?);
    }
    Ok(statements)
}

/// Of the entries followed: how many left, where most of them, how many are still open.
fn flow_statement(
    context: &Context<'_>,
    flow: &FlowTable,
) -> Result<Option<String>, ReportingError> {
    let words = context.words;
    let entered = flow.rows.iter().map(|row| row.entered).max().unwrap_or(0);
    let Some(worst) = worst_stage(flow) else { return Ok(None) };
    let statement = words.format(
        "statement-flow",
        &[
            ("entered", entered.into()),
            ("exited", flow.rows.iter().map(exits).sum::<u64>().into()),
            ("pending", flow.rows.iter().map(|row| row.pending).sum::<u64>().into()),
            ("completed", flow.rows.iter().map(|row| row.completed).sum::<u64>().into()),
            ("worst", exits(worst).into()),
            ("stage", words.stage(worst.stage)?.into()),
        ],
    )?;
    Ok(Some(statement))
}

/// How sure: the least certain of the unregistered, what awaits review, what never counts.
fn sure_statement(context: &Context<'_>) -> Result<String, ReportingError> {
    let least = context
        .findings(Finding::Unregistered)
        .map(|finding| finding.probability)
        .min_by(f64::total_cmp);
    let arguments = [
        ("undetermined", (context.findings(Finding::Undetermined).count() as u64).into()),
        ("unproven", (context.findings(Finding::NotHandedOver).count() as u64).into()),
        ("probability", evidence::probability(context, least.unwrap_or(1.0)).into()),
    ];
    let key = if least.is_some() { "statement-sure" } else { "statement-sure-none" };
    context.words.format(key, &arguments)
}

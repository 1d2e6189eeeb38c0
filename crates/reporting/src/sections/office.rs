//! What an office receives: its cases and what is asked of each, how its cases stand, how it was
//! found, and what the office can check. Reach for [`build`].
//!
//! Entries go by the office's own numbers. Names stand in it only where [`PersonNames`] are given;
//! NGO sources are shown by kind and hash alone.

use std::collections::BTreeMap;

use attrition::{OfficeCase, OfficeFile};
use records::reference::{OfficeRequest, OfficeRole, RequestOutcome};
use records::{PartialDate, RecordId, ReferenceNumber, SourceKind};

use super::{Context, frame, told};
use crate::error::ReportingError;
use crate::input::PersonNames;
use crate::model::{Block, Cell, ColumnKind, Report, Section, Table};

/// Paragraphs on method that an office needs.
const METHOD: [&str; 4] =
    ["method-linking", "method-probability", "method-finding", "method-pending"];
/// Limits that an office needs.
const LIMITS: [&str; 4] =
    ["limit-coverage", "limit-linkage-error", "limit-thresholds", "limit-not-proof"];

/// An office's file in the words of one language.
struct Pack<'a> {
    context: Context<'a>,
    file: &'a OfficeFile,
    names: Option<&'a PersonNames>,
    /// Cases with what is asked; those whose request no row of the reference data words are left
    /// out.
    asked: Vec<(&'a OfficeCase, &'a OfficeRequest)>,
}

/// The report for an office.
pub(crate) fn build(
    context: Context<'_>,
    file: &OfficeFile,
    names: Option<&PersonNames>,
) -> Result<Report, ReportingError> {
    let pack = Pack { context, file, names, asked: asked(&context, file) };
    let words = context.words;
    let cohort = context.input.analysis.cohort;
    let period = words.format(
        "period-from-to",
        &[("from", context.day(cohort.from)?.into()), ("to", context.day(cohort.to)?.into())],
    )?;
    let frame = frame(words, "office-produced-by", &context.input.run.checkpoint)?;
    Ok(Report {
        language: words.language().code(),
        title: words.text("office-title")?,
        particulars: vec![
            (words.text("column-office")?, file.office.name.clone()),
            (words.text("particular-cohort")?, period),
            (words.text("particular-as-of")?, context.day(cohort.as_of)?),
            (words.text("particular-version")?, format!("Sverka {}", context.input.run.version)),
        ],
        headline: words.format(
            "office-headline",
            &[("requests", (pack.asked.len() as u64).into()), ("cases", pack.cases().into())],
        )?,
        notice: words.text(match names {
            Some(_) => "notice-named",
            None => "notice-restricted-without-names",
        })?,
        sections: vec![
            pack.requests()?,
            pack.case_list()?,
            pack.standing()?,
            pack.method()?,
            pack.integrity()?,
        ],
        frame,
    })
}

/// Cases of an office with the words of what is asked.
pub(crate) fn asked<'a>(
    context: &Context<'a>,
    file: &'a OfficeFile,
) -> Vec<(&'a OfficeCase, &'a OfficeRequest)> {
    let rows = &context.input.reference.office_requests;
    let request = |case: &OfficeCase| {
        rows.iter().find(|row| row.outcome == case.outcome && row.role == case.role)
    };
    file.cases.iter().filter_map(|case| Some((case, request(case)?))).collect()
}

/// Numbers as the office knows them, one a line: `talon T-0012 (4 May 2021)`.
pub(crate) fn numbers(
    context: &Context<'_>,
    numbers: &[ReferenceNumber],
) -> Result<Vec<String>, ReportingError> {
    let told = |number: &ReferenceNumber| {
        let kind = context.words.text(&format!("number-{}", number.kind.code()))?;
        Ok(match context.date(number.date)? {
            Cell::Date(_, date) => format!("{kind} {} ({date})", number.raw),
            _ => format!("{kind} {}", number.raw),
        })
    };
    numbers.iter().map(told).collect()
}

impl Pack<'_> {
    /// Distinct cases.
    fn cases(&self) -> u64 {
        let mut records: Vec<_> = self.asked.iter().map(|(case, _)| &case.record).collect();
        records.sort_unstable();
        records.dedup();
        records.len() as u64
    }

    fn requests(&self) -> Result<Section, ReportingError> {
        let words = self.context.words;
        self.context.section(
            "office-requests",
            vec![Block::Paragraph(words.text("office-lead")?), Block::Table(self.request_table()?)],
        )
    }

    fn case_list(&self) -> Result<Section, ReportingError> {
        self.context.section("office-cases", vec![Block::Table(self.case_table()?)])
    }

    fn request_table(&self) -> Result<Table, ReportingError> {
        let words = self.context.words;
        let mut asked: BTreeMap<(RequestOutcome, OfficeRole), (Vec<RecordId>, &OfficeRequest)> =
            BTreeMap::new();
        for (case, request) in &self.asked {
            let same = asked.entry((case.outcome, case.role)).or_insert((Vec::new(), request));
            same.0.push(case.record.clone());
        }
        let rows = asked
            .values()
            .map(|(cases, request)| {
                let confirmed =
                    if request.citation.verified { "basis-confirmed" } else { "basis-unconfirmed" };
                Ok(vec![
                    Cell::Text(words.pick(&request.name).to_owned()),
                    Cell::Count(cases.len() as u64),
                    Cell::Text(words.pick(&request.step).to_owned()),
                    Cell::Text(words.pick(&request.basis).to_owned()),
                    Cell::Text(words.text(confirmed)?),
                ])
            })
            .collect::<Result<_, ReportingError>>()?;
        let table = self.context.table(
            "office_requests",
            &[
                ("request", ColumnKind::Label),
                ("cases", ColumnKind::Number),
                ("request-step", ColumnKind::LongText),
                ("request-basis", ColumnKind::LongText),
                ("basis-state", ColumnKind::Text),
            ],
            rows,
        )?;
        Ok(self.listed(table, asked.values().map(|(cases, _)| cases.as_slice())))
    }

    /// The table with the records behind the count in the second column of each row.
    fn listed<'r>(&self, table: Table, rows: impl Iterator<Item = &'r [RecordId]>) -> Table {
        let lists = rows.enumerate().map(|(row, records)| (row, vec![1], told(records)));
        self.context.with_lists(table, lists)
    }

    fn case_table(&self) -> Result<Table, ReportingError> {
        let mut columns = vec![
            ("place-in-list", ColumnKind::Number),
            ("office-numbers", ColumnKind::Code),
            ("request", ColumnKind::LongText),
            ("office-date", ColumnKind::Date),
            ("office-body", ColumnKind::Text),
            ("office-why", ColumnKind::LongText),
            ("since", ColumnKind::Date),
            ("days-overdue", ColumnKind::Number),
            ("victims", ColumnKind::Number),
            ("probability", ColumnKind::Number),
            ("office-reference", ColumnKind::Code),
        ];
        if self.names.is_some() {
            columns.push(("office-persons", ColumnKind::LongText));
        }
        let rows = (1_u64..)
            .zip(&self.asked)
            .map(|(place, (case, request))| self.case_row(place, case, request))
            .collect::<Result<_, ReportingError>>()?;
        self.context.table("office_cases", &columns, rows)
    }

    fn case_row(
        &self,
        place: u64,
        case: &OfficeCase,
        request: &OfficeRequest,
    ) -> Result<Vec<Cell>, ReportingError> {
        let context = &self.context;
        let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
        let mut row = vec![
            Cell::Count(place),
            Cell::Code(numbers(context, &case.numbers)?.join("\n")),
            Cell::Text(context.words.pick(&request.name).to_owned()),
            context.date(case.date)?,
            text(case.body.clone()),
            text(self.why(case)?),
            context.date(case.since)?,
            case.days_overdue.map_or(Cell::Empty, |days| Cell::Count(days.unsigned_abs().into())),
            Cell::Count(case.victims.into()),
            Cell::Probability(case.probability),
            Cell::Code(case.record.to_string()),
        ];
        if let Some(names) = self.names {
            row.push(text(names.of(&case.record).map(|names| names.join("; "))));
        }
        Ok(row)
    }

    /// The ground, or what contradicts what.
    fn why(&self, case: &OfficeCase) -> Result<Option<String>, ReportingError> {
        let words = self.context.words;
        if let Some((kind, left, right)) = &case.contradiction {
            let what = words.text(&format!("discrepancy-{kind}"))?;
            return Ok(Some(format!("{what}: {} – {}", words.side(left)?, words.side(right)?)));
        }
        case.ground.as_deref().map(|ground| words.ground(Some(ground))).transpose()
    }

    fn standing(&self) -> Result<Section, ReportingError> {
        let words = self.context.words;
        let tally = &self.file.tally;
        let reports = tally
            .reports
            .iter()
            .map(|(finding, count)| {
                Ok(vec![Cell::Text(words.finding(*finding)?), Cell::Count(*count)])
            })
            .collect::<Result<_, ReportingError>>()?;
        let entries = tally
            .entries
            .iter()
            .map(|(code, records)| {
                let last = words.text(&format!("disposition-{code}"))?;
                Ok(vec![Cell::Text(last), Cell::Count(records.len() as u64)])
            })
            .collect::<Result<_, ReportingError>>()?;
        let entry_columns =
            [("disposition", ColumnKind::Label), ("office-entries", ColumnKind::Number)];
        let entries = self.context.table("office_entries", &entry_columns, entries)?;
        let entries = self.listed(entries, tally.entries.values().map(Vec::as_slice));
        self.context.section(
            "office-standing",
            vec![
                Block::Table(self.context.table(
                    "office_reports",
                    &[("finding", ColumnKind::Label), ("reports", ColumnKind::Number)],
                    reports,
                )?),
                Block::Table(entries),
            ],
        )
    }

    fn method(&self) -> Result<Section, ReportingError> {
        let words = self.context.words;
        let mut blocks = vec![self.context.paragraph("office-method")?];
        for key in METHOD {
            blocks.push(self.context.paragraph(key)?);
        }
        blocks.push(self.context.paragraph("limits-lead")?);
        let limits = LIMITS.into_iter().map(|key| words.text(key)).collect::<Result<_, _>>()?;
        blocks.push(Block::Points(limits));
        self.context.section("office-method", blocks)
    }

    fn integrity(&self) -> Result<Section, ReportingError> {
        let words = self.context.words;
        let mut rows = Vec::new();
        for source in &self.context.input.run.sources {
            let kind = source.delivery.kind;
            for file in &source.delivery.files {
                rows.push(vec![
                    Cell::Text(words.source_kind(kind)?),
                    if kind == SourceKind::Ngo {
                        Cell::Empty
                    } else {
                        Cell::Code(file.name.to_string())
                    },
                    self.context.date(PartialDate::day(source.delivery.as_of))?,
                    Cell::Code(file.sha256.clone()),
                ]);
            }
        }
        let inputs = self.context.table(
            "office_inputs",
            &[
                ("source-kind", ColumnKind::Text),
                ("file", ColumnKind::Code),
                ("as-of", ColumnKind::Date),
                ("sha256", ColumnKind::Code),
            ],
            rows,
        )?;
        let spellings = self.file.office.spellings.iter();
        let spellings = self.context.table(
            "office_spellings",
            &[("office", ColumnKind::LongText)],
            spellings.map(|text| vec![Cell::Text(text.clone())]).collect(),
        )?;
        let reference = [("sha256", self.context.input.run.reference_hash.clone().into())];
        self.context.section(
            "office-integrity",
            vec![
                self.context.paragraph("office-integrity-lead")?,
                Block::Paragraph(words.format("office-reference-data", &reference)?),
                Block::Table(inputs),
                Block::Table(spellings),
            ],
        )
    }
}

//! `run.json`: from what and how the outputs were made, enough to make them again.

use attrition::{GapAnalysis, LinkSet, LinkStatus};
use records::Coverage;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::ReportingError;
use crate::input::{OutputFile, ReportInput, SourceFacts};
use crate::reference_quality;

#[derive(Serialize)]
struct Run<'a> {
    version: u32,
    software: Software<'a>,
    project: &'a str,
    as_of: String,
    disclosure: &'static str,
    checkpoint: &'a str,
    cohort: CohortWire,
    reference: ReferenceWire<'a>,
    parameters: Map<String, Value>,
    sources: Vec<SourceWire<'a>>,
    accounting: Accounting,
    links: Vec<LinksWire<'a>>,
}

#[derive(Serialize)]
struct Software<'a> {
    name: &'static str,
    version: &'a str,
}

#[derive(Serialize)]
pub(super) struct CohortWire {
    from: String,
    to: String,
    as_of: String,
    horizon_days: i32,
}

impl CohortWire {
    pub(super) fn of(analysis: &GapAnalysis) -> Self {
        let cohort = analysis.cohort;
        Self {
            from: cohort.from.to_string(),
            to: cohort.to.to_string(),
            as_of: cohort.as_of.to_string(),
            horizon_days: cohort.horizon_days,
        }
    }
}

#[derive(Serialize)]
struct ReferenceWire<'a> {
    sha256: &'a str,
    unverified_rows: u64,
}

#[derive(Serialize)]
struct SourceWire<'a> {
    id: &'a str,
    kind: &'static str,
    title: &'a str,
    as_of: String,
    delivery: &'a str,
    coverage: CoverageWire<'a>,
    files: Vec<FileWire<'a>>,
    rows_in: u64,
    rows_in_records: u64,
    quarantined: u64,
    records: u64,
    notes: &'a [String],
}

#[derive(Serialize)]
struct CoverageWire<'a> {
    period: Option<[String; 2]>,
    regions: &'a [String],
    families: &'a [String],
}

#[derive(Serialize)]
struct FileWire<'a> {
    name: &'a str,
    sha256: &'a str,
    bytes: u64,
}

#[derive(Serialize)]
struct Accounting {
    rows_in: u64,
    rows_in_records: u64,
    quarantined: u64,
    records: u64,
}

#[derive(Serialize)]
struct LinksWire<'a> {
    kind: &'static str,
    left_records: u64,
    right_records: u64,
    candidate_pairs: u64,
    links: usize,
    possible_links: usize,
    non_links: usize,
    parameters: Map<String, Value>,
    blocking: Vec<BlockingWire<'a>>,
}

#[derive(Serialize)]
struct BlockingWire<'a> {
    rule: &'a str,
    pairs: u64,
    new_pairs: u64,
    purged_blocks: u64,
    purged_pairs: u64,
}

/// The run behind these outputs.
pub(crate) fn run(input: &ReportInput<'_>) -> Result<OutputFile, ReportingError> {
    let run = input.run;
    let sum = |field: fn(&SourceFacts) -> u64| run.sources.iter().map(field).sum();
    super::json(
        "run.json",
        &Run {
            version: 1,
            software: Software { name: "sverka", version: &run.version },
            project: &run.project,
            as_of: run.as_of.to_string(),
            disclosure: input.disclosure.code(),
            checkpoint: &run.checkpoint,
            cohort: CohortWire::of(input.analysis),
            reference: ReferenceWire {
                sha256: &run.reference_hash,
                unverified_rows: reference_quality::unverified(input.reference)
                    .iter()
                    .map(|table| table.unverified)
                    .sum(),
            },
            parameters: run
                .parameters
                .iter()
                .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
                .collect(),
            sources: run.sources.iter().map(source).collect(),
            accounting: Accounting {
                rows_in: sum(|source| source.rows_in),
                rows_in_records: sum(|source| source.rows_in_records),
                quarantined: sum(|source| source.quarantined),
                records: sum(|source| source.records),
            },
            links: input.links.all().into_iter().map(link_set).collect(),
        },
    )
}

fn source(facts: &SourceFacts) -> SourceWire<'_> {
    let delivery = &facts.delivery;
    SourceWire {
        id: &delivery.source.0,
        kind: delivery.kind.code(),
        title: &delivery.title,
        as_of: delivery.as_of.to_string(),
        delivery: &delivery.id.0,
        coverage: coverage(&delivery.coverage),
        files: delivery
            .files
            .iter()
            .map(|file| FileWire { name: &file.name, sha256: &file.sha256, bytes: file.bytes })
            .collect(),
        rows_in: facts.rows_in,
        rows_in_records: facts.rows_in_records,
        quarantined: facts.quarantined,
        records: facts.records,
        notes: &facts.notes,
    }
}

fn coverage(coverage: &Coverage) -> CoverageWire<'_> {
    CoverageWire {
        period: coverage.period.map(|(from, to)| [from.to_string(), to.to_string()]),
        regions: &coverage.regions,
        families: &coverage.families,
    }
}

fn link_set(set: &LinkSet) -> LinksWire<'_> {
    let with = |status: LinkStatus| set.decisions.iter().filter(|d| d.status == status).count();
    LinksWire {
        kind: set.kind.code(),
        left_records: set.sizes.0,
        right_records: set.sizes.1,
        candidate_pairs: set.candidate_pairs,
        links: with(LinkStatus::Link),
        possible_links: with(LinkStatus::PossibleLink),
        non_links: with(LinkStatus::NonLink),
        parameters: set
            .parameters
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(*value)))
            .collect(),
        blocking: set
            .blocking
            .iter()
            .map(|rule| BlockingWire {
                rule: &rule.rule,
                pairs: rule.pairs,
                new_pairs: rule.new_pairs,
                purged_blocks: rule.purged_blocks,
                purged_pairs: rule.purged_pairs,
            })
            .collect(),
    }
}

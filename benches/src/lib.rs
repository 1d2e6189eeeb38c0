//! What the benches share: `fixtures/demo` read once, so that each bench measures its stage alone.

use std::path::{Path, PathBuf};

use attrition::{AnalysisInput, Cohort};
use ingest::limits::Limits;
use ingest::source::{Records, SourceReading, read_source};
use ingest::source_config::SourceConfig;
use linkage::{LinkOptions, LinkSet};
use records::{CourtCase, CrimeRecord, Delivery, NgoReport, Reference};

/// The demo fixture.
pub fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/demo")
}

/// The sources of the demo project.
///
/// # Panics
/// When the fixture is not there or not readable: a bench without data measures nothing.
pub fn sources() -> Vec<SourceConfig> {
    let text = std::fs::read_to_string(demo().join("sverka.toml")).expect("fixtures/demo");
    let mut table: toml::Table = text.parse().expect("a project file");
    table.remove("source").expect("sources").try_into().expect("source tables")
}

/// Reads every source of the demo project.
///
/// # Panics
/// When a file of the fixture cannot be read.
pub fn read(reference: &Reference) -> Vec<SourceReading> {
    let one = |source: &SourceConfig| {
        read_source(source, &demo(), reference, &Limits::default(), &|_| ()).expect("readable")
    };
    sources().iter().map(one).collect()
}

/// The records of the demo project with their links.
#[derive(Debug)]
pub struct Linked {
    /// Reports by id.
    pub reports: Vec<NgoReport>,
    /// Crime records by id.
    pub register: Vec<CrimeRecord>,
    /// Court cases by id.
    pub court: Vec<CourtCase>,
    /// Deliveries by source.
    pub deliveries: Vec<Delivery>,
    /// Links of the three kinds.
    pub sets: [LinkSet; 3],
}

impl Linked {
    /// Sorts readings into records and links them.
    ///
    /// # Panics
    /// When the shipped model is not usable.
    pub fn of(readings: Vec<SourceReading>, reference: &Reference) -> Self {
        let (mut reports, mut register, mut court) = (Vec::new(), Vec::new(), Vec::new());
        let mut deliveries = Vec::new();
        for reading in readings {
            deliveries.push(reading.delivery);
            match reading.records {
                Records::Ngo(all) => reports.extend(all),
                Records::Register(all) => register.extend(all),
                Records::Court(all) => court.extend(all),
            }
        }
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        register.sort_by(|a, b| a.id.cmp(&b.id));
        court.sort_by(|a, b| a.id.cmp(&b.id));
        deliveries.sort_by(|a, b| a.source.cmp(&b.source));
        let options = LinkOptions::default();
        let sets = [
            linkage::link_ngo_register(&reports, &register, reference, &options, &|_| ()),
            linkage::link_register_court(&register, &court, reference, &options, &|_| ()),
            linkage::link_ngo_ngo(&reports, reference, &options, &|_| ()),
        ]
        .map(|set| set.expect("the shipped model"));
        Self { reports, register, court, deliveries, sets }
    }

    /// What `attrition` analyses.
    ///
    /// # Panics
    /// Never: the dates are valid.
    pub fn input<'a>(&'a self, reference: &'a Reference) -> AnalysisInput<'a> {
        let day = |text: &str| text.parse().expect("a date");
        AnalysisInput {
            reports: &self.reports,
            register: &self.register,
            court: &self.court,
            deliveries: &self.deliveries,
            ngo_register: &self.sets[0],
            register_court: &self.sets[1],
            ngo_ngo: &self.sets[2],
            reference,
            cohort: Cohort {
                from: day("2018-01-01"),
                to: day("2026-06-30"),
                as_of: day("2026-06-30"),
                horizon_days: 365,
            },
        }
    }
}

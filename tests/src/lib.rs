//! What cross-crate tests and benches share: a fixture folder read, linked and analysed without the
//! binary. The tests themselves live in `it/`.

use std::fs;
use std::path::{Path, PathBuf};

use attrition::{AnalysisInput, Cohort, GapAnalysis};
use ingest::limits::Limits;
use ingest::source::{SourceReading, read_source};
use ingest::source_config::SourceConfig;
use linkage::{LinkOptions, LinkSet, Register};
use records::{CourtCase, CrimeRecord, Delivery, NgoReport, Records, Reference};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sources that the project file of a folder names.
///
/// # Panics
/// When there is no readable project file: a test without data tests nothing.
pub fn sources(dir: &Path) -> Vec<SourceConfig> {
    let text = fs::read_to_string(dir.join("sverka.toml")).expect("a project file");
    let mut table: toml::Table = text.parse().expect("TOML");
    table.remove("source").expect("sources").try_into().expect("source tables")
}

/// Reads every source of a project folder.
///
/// # Panics
/// When a file cannot be read.
pub fn read(dir: &Path, reference: &Reference) -> Vec<SourceReading> {
    let one = |source: &SourceConfig| {
        read_source(source, dir, reference, &Limits::default(), &|_| ()).expect("a readable source")
    };
    sources(dir).iter().map(one).collect()
}

/// The records of a project with their links, each list sorted by id.
#[derive(Debug)]
pub struct Scenario {
    /// NGO reports.
    pub reports: Vec<NgoReport>,
    /// Crime records.
    pub register: Vec<CrimeRecord>,
    /// Court cases.
    pub court: Vec<CourtCase>,
    /// Deliveries, by source.
    pub deliveries: Vec<Delivery>,
    /// NGO report → crime record.
    pub ngo_register: LinkSet,
    /// Court case → crime record.
    pub register_court: LinkSet,
    /// NGO report ~ NGO report.
    pub ngo_ngo: LinkSet,
}

impl Scenario {
    /// Sorts readings into records and links them with the shipped model.
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
        let searched = Register::of(&register).expect("ids that differ");
        let [ngo_register, register_court, ngo_ngo] = [
            linkage::link_ngo_register(&reports, &searched, reference, &options, &|_| ()),
            linkage::link_register_court(&searched, &court, reference, &options, &|_| ()),
            linkage::link_ngo_ngo(&reports, reference, &options, &|_| ()),
        ]
        .map(|set| set.expect("the shipped model"));
        drop(searched);
        Self { reports, register, court, deliveries, ngo_register, register_court, ngo_ngo }
    }

    /// A folder of `fixtures/`, read and linked.
    pub fn fixture(name: &str, reference: &Reference) -> Self {
        Self::of(read(&root().join("fixtures").join(name), reference), reference)
    }

    /// What is analysed: reports of 2018 to mid-2026, as of 30 June 2026.
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
            ngo_register: &self.ngo_register,
            register_court: &self.register_court,
            ngo_ngo: &self.ngo_ngo,
            reference,
            cohort: Cohort {
                from: day("2018-01-01"),
                to: day("2026-06-30"),
                as_of: day("2026-06-30"),
                horizon_days: 365,
            },
            audit: None,
        }
    }

    /// The analysis.
    ///
    /// # Panics
    /// When it does not add up.
    pub fn analysis(&self, reference: &Reference) -> GapAnalysis {
        attrition::analyse(&self.input(reference)).expect("an analysis that adds up")
    }
}

/// Copies a folder tree.
///
/// # Panics
/// When a file cannot be copied.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

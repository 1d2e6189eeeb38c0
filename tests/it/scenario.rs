//! A fixture folder read and analysed without the binary: what the pipeline tests share.

use std::fs;
use std::path::{Path, PathBuf};

use attrition::{AnalysisInput, Cohort, GapAnalysis};
use ingest::limits::Limits;
use ingest::source::{Records, SourceReading, read_source};
use ingest::source_config::SourceConfig;
use linkage::{LinkOptions, LinkSet};
use records::{CourtCase, CrimeRecord, Delivery, NgoReport, Reference};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The sources that a project file names.
pub(crate) fn sources(dir: &Path) -> Vec<SourceConfig> {
    let text = fs::read_to_string(dir.join("sverka.toml")).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    table.remove("source").unwrap().try_into().unwrap()
}

/// Reads every source of a fixture.
pub(crate) fn read(dir: &Path, reference: &Reference) -> Vec<SourceReading> {
    sources(dir)
        .iter()
        .map(|source| read_source(source, dir, reference, &Limits::default(), &|_| ()).unwrap())
        .collect()
}

/// A fixture's records, links and analysis.
pub(crate) struct Scenario {
    pub(crate) reports: Vec<NgoReport>,
    pub(crate) register: Vec<CrimeRecord>,
    pub(crate) court: Vec<CourtCase>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) ngo_register: LinkSet,
    pub(crate) register_court: LinkSet,
    pub(crate) ngo_ngo: LinkSet,
    pub(crate) analysis: GapAnalysis,
}

impl Scenario {
    /// Links and analyses readings, over reports of 2018 to 2026.
    pub(crate) fn of(readings: Vec<SourceReading>, reference: &Reference) -> Self {
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
        let ngo_register =
            linkage::link_ngo_register(&reports, &register, reference, &options, &|_| ()).unwrap();
        let register_court =
            linkage::link_register_court(&register, &court, reference, &options, &|_| ()).unwrap();
        let ngo_ngo = linkage::link_ngo_ngo(&reports, reference, &options, &|_| ()).unwrap();
        let analysis = attrition::analyse(&AnalysisInput {
            reports: &reports,
            register: &register,
            court: &court,
            deliveries: &deliveries,
            ngo_register: &ngo_register,
            register_court: &register_court,
            ngo_ngo: &ngo_ngo,
            reference,
            cohort: Cohort {
                from: "2018-01-01".parse().unwrap(),
                to: "2026-06-30".parse().unwrap(),
                as_of: "2026-06-30".parse().unwrap(),
                horizon_days: 365,
            },
        })
        .unwrap();
        Self {
            reports,
            register,
            court,
            deliveries,
            ngo_register,
            register_court,
            ngo_ngo,
            analysis,
        }
    }

    /// The hand-written fixture.
    pub(crate) fn tiny(reference: &Reference) -> Self {
        Self::of(read(&root().join("fixtures/tiny"), reference), reference)
    }
}

/// Copies a folder tree.
pub(crate) fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

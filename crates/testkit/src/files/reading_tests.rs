//! The files are read back by `ingest` as any delivery is: what the truth names must be there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ingest::limits::Limits;
use ingest::source::{SourceReading, read_source};
use ingest::source_config::SourceConfig;
use records::{EventKind, Records, Reference};
use serde::Deserialize;

use crate::{Simulation, SimulationPlan, court_id, entry_id, simulate};

#[derive(Deserialize)]
struct Project {
    source: Vec<SourceConfig>,
}

/// A directory that is removed with the test.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // A directory left behind does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn scenario(name: &str) -> (Simulation, Reference, Scratch, Project) {
    let reference = ingest::reference::embedded().unwrap();
    let plan = SimulationPlan {
        reports: 120,
        register: 1_500,
        court: 250,
        ..SimulationPlan::demo().unwrap()
    };
    let simulation = simulate(&plan, &reference);
    let base = std::env::temp_dir().join(format!("testkit-{name}-{}", std::process::id()));
    let mut project = None;
    for file in simulation.files().unwrap() {
        let path = base.join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &file.bytes).unwrap();
        if file.name == "sverka.toml" {
            project = Some(toml::from_str(std::str::from_utf8(&file.bytes).unwrap()).unwrap());
        }
    }
    (simulation, reference, Scratch(base), project.unwrap())
}

fn read(project: &Project, base: &Path, reference: &Reference) -> Vec<SourceReading> {
    project
        .source
        .iter()
        .map(|config| match read_source(config, base, reference, &Limits::default(), &|_| ()) {
            Ok(reading) => reading,
            Err(error) => panic!("{}: {error}", config.id),
        })
        .collect()
}

#[test]
fn every_record_of_the_truth_is_read_and_no_row_is_refused() {
    let (simulation, reference, scratch, project) = scenario("ids");
    let mut found = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for reading in read(&project, &scratch.0, &reference) {
        let refused: Vec<String> = reading
            .quarantine
            .iter()
            .take(5)
            .map(|row| format!("{} {:?} {} {}", row.at, row.column, row.reason, row.value_kind))
            .collect();
        assert_eq!(refused, Vec::<String>::new());
        match reading.records {
            Records::Ngo(reports) => found[0].extend(reports.iter().map(|r| r.id.to_string())),
            Records::Register(entries) => found[1].extend(entries.iter().map(|e| e.id.to_string())),
            Records::Court(cases) => found[2].extend(cases.iter().map(|c| c.id.to_string())),
        }
    }
    let written = [
        simulation.reports.iter().map(|report| report.id.to_string()).collect::<BTreeSet<_>>(),
        simulation.entries.iter().map(|entry| entry_id(entry).to_string()).collect(),
        simulation.court.iter().map(|case| court_id(case).to_string()).collect(),
    ];
    for (written, found) in written.iter().zip(&found) {
        let lost: Vec<&String> = written.difference(found).take(5).collect();
        let invented: Vec<&String> = found.difference(written).take(5).collect();
        assert!(lost.is_empty() && invented.is_empty(), "lost {lost:?}, invented {invented:?}");
    }
}

#[test]
fn what_was_written_is_what_is_read() {
    let (simulation, reference, scratch, project) = scenario("values");
    for reading in read(&project, &scratch.0, &reference) {
        match reading.records {
            Records::Ngo(reports) => {
                for report in &reports {
                    let written = simulation.reports.iter().find(|w| w.id == report.id).unwrap();
                    let proven =
                        report.hand_over.as_ref().is_some_and(records::HandOver::is_proven);
                    assert_eq!(
                        proven,
                        written.hand_over.date.is_some() && has_number(written),
                        "{}",
                        report.id
                    );
                    assert_eq!(report.consent, written.consent);
                    assert_eq!(report.purposes.len(), written.codes[2].len(), "{}", report.id);
                    assert!(!report.persons.is_empty(), "{}", report.id);
                }
            }
            Records::Register(entries) => {
                let by_id: std::collections::BTreeMap<String, &crate::Entry> =
                    simulation.entries.iter().map(|e| (entry_id(e).to_string(), e)).collect();
                for entry in &entries {
                    let written = by_id[entry.id.as_str()];
                    assert_eq!(
                        entry.registered.and_then(|d| d.exact()),
                        written.registered,
                        "{}",
                        entry.id
                    );
                    assert_eq!(entry.persons.len(), written.persons.len(), "{}", entry.id);
                    let kinds: Vec<EventKind> =
                        entry.events.iter().map(|event| event.kind).collect();
                    assert_eq!(kinds.len(), written.events.len(), "{}: {kinds:?}", entry.id);
                    for event in entry.events.iter().filter(|e| e.kind == EventKind::Requalified) {
                        assert!(event.qualification.is_some(), "{}", entry.id);
                    }
                    assert!(!entry.qualifications.is_empty(), "{}", entry.id);
                }
            }
            Records::Court(cases) => {
                let results =
                    cases.iter().filter(|case| case.acts.iter().any(|a| a.result.is_some()));
                let written = simulation.court.iter().filter(|case| case.result.is_some());
                assert_eq!(results.count(), written.count());
            }
        }
    }
}

fn has_number(report: &crate::WrittenReport) -> bool {
    let hand_over = &report.hand_over;
    [&hand_over.letter, &hand_over.talon, &hand_over.journal, &hand_over.register, &hand_over.book]
        .iter()
        .any(|number| number.is_some())
}

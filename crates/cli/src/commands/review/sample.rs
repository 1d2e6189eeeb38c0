//! The audit sample of a project, `review-audit.csv`: drawn once, then read back, because what the
//! machine said must be what it said before people decided anything. Ids, results and inclusion
//! probabilities; never a name.

use std::collections::BTreeSet;
use std::path::PathBuf;

use attrition::{AuditSample, AuditStratum, Finding, GapAnalysis};
use clerical_review::audit::{NotEvidence, Sampled, draw, read_strata};
use clerical_review::{Answer, Ledger};
use linkage::{Decision, LinkKind, LinkSet, LinkStatus};
use records::RecordId;

use crate::failure::Failure;
use crate::project::Project;

/// Name of the file in the project folder.
pub(crate) const FILE_NAME: &str = "review-audit.csv";
/// Records drawn of each kind of machine result where no margin was asked for. With 60 the interval of a share of 0.9 is ± 8 points.
const PER_STRATUM: usize = 60;
/// Seed of the draw; the ids make it different in every project.
pub(crate) const SEED: u64 = 1;

const HEADER: [&str; 6] =
    ["report", "machine_status", "machine_target", "population", "sampled", "inclusion"];

fn path(project: &Project) -> PathBuf {
    project.dir.join(FILE_NAME)
}

/// Records whose links are audited: those that count in the headline.
pub(crate) fn frame<'d>(links: &'d LinkSet, counted: &BTreeSet<RecordId>) -> Vec<&'d Decision> {
    links.decisions.iter().filter(|decision| counted.contains(&decision.left)).collect()
}

/// Reports that count in the headline: handed over with proof, and assessable.
pub(crate) fn counted(analysis: &GapAnalysis) -> BTreeSet<RecordId> {
    let left_out = [Finding::NotHandedOver, Finding::NotAssessable];
    analysis
        .findings
        .iter()
        .filter(|finding| !left_out.contains(&finding.finding))
        .map(|finding| finding.report.clone())
        .collect()
}

/// The sample; where none was planned, one of [`PER_STRATUM`] is drawn now.
pub(crate) fn drawn(project: &Project, frame: Vec<&Decision>) -> Result<Vec<Sampled>, Failure> {
    if let Some(sample) = read(project)? {
        return Ok(sample);
    }
    let sample = draw(frame, |_| PER_STRATUM, SEED);
    write(project, &sample)?;
    Ok(sample)
}

/// Keeps a sample.
pub(crate) fn write(project: &Project, sample: &[Sampled]) -> Result<(), Failure> {
    let path = path(project);
    let failed = |cause: csv::Error| Failure::write(&path, std::io::Error::other(cause));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(failed)?;
    for one in sample {
        let target = one.target.as_ref().map_or("", |target| target.as_str());
        let (population, sampled) = (one.population.to_string(), one.sampled.to_string());
        let inclusion = one.inclusion().to_string();
        let row = [one.left.as_str(), one.status.code(), target, &population, &sampled, &inclusion];
        writer.write_record(row).map_err(failed)?;
    }
    let text = writer.into_inner().map_err(|error| Failure::write(&path, error.into_error()))?;
    std::fs::write(&path, text).map_err(|cause| Failure::write(&path, cause))
}

/// The sample of an earlier draw.
pub(crate) fn read(project: &Project) -> Result<Option<Vec<Sampled>>, Failure> {
    let path = path(project);
    if !path.exists() {
        return Ok(None);
    }
    let broken = |what: String| Failure::Input {
        file: path.display().to_string(),
        what,
        remedy: "restore the file as it was drawn: another sample cannot stand in for it",
    };
    let mut reader = csv::Reader::from_path(&path).map_err(|error| broken(error.to_string()))?;
    let header = reader.headers().map_err(|error| broken(error.to_string()))?;
    if header.iter().ne(HEADER) {
        return Err(broken("the header differs".to_owned()));
    }
    let mut sample = Vec::new();
    for (at, row) in reader.records().enumerate() {
        let row = row.map_err(|error| broken(error.to_string()))?;
        let status = [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink]
            .into_iter()
            .find(|status| status.code() == &row[1]);
        match (status, row[3].parse(), row[4].parse()) {
            (Some(status), Ok(population), Ok(sampled)) => sample.push(Sampled {
                left: row[0].into(),
                status,
                target: (!row[2].is_empty()).then(|| row[2].into()),
                population,
                sampled,
            }),
            _ => return Err(broken(format!("row {} cannot be read", at + 2))),
        }
    }
    Ok(Some(sample))
}

/// What people found in the sample, with everything they have decided. `None` without a sample.
pub(crate) fn found(
    project: &Project,
    ledger: &Ledger,
) -> Result<Option<Result<AuditSample, NotEvidence>>, Failure> {
    let Some(sample) = read(project)? else { return Ok(None) };
    let strata = match read_strata(LinkKind::NgoRegister, ledger, &sample) {
        Ok(strata) => strata,
        Err(reason) => return Ok(Some(Err(reason))),
    };
    let strata = strata.into_iter().map(|one| AuditStratum {
        status: one.status,
        population: one.population,
        present: one.present,
        absent: one.absent,
        undecided: one.undecided,
    });
    let decided = ledger.standing().into_iter().filter(|one| one.kind == LinkKind::NgoRegister);
    let decided = decided.filter_map(|one| match one.answer {
        Answer::Link(_) => Some((one.left.clone(), true)),
        Answer::NotLink => Some((one.left.clone(), false)),
        _ => None,
    });
    Ok(Some(Ok(AuditSample { strata: strata.collect(), decided: decided.collect() })))
}

//! The audit sample of a project, `review-audit.csv`: drawn once, then read back, because what the
//! machine said must be what it said before people decided anything. Ids, results and inclusion
//! probabilities; never a name.

use std::path::PathBuf;

use clerical_review::audit::{Sampled, draw};
use linkage::{LinkSet, LinkStatus};

use crate::failure::Failure;
use crate::project::Project;

/// Name of the file in the project folder.
const FILE_NAME: &str = "review-audit.csv";
/// Records drawn of each kind of machine result. With 60 the interval of a share of 0.9 is ± 8 points.
const PER_STRATUM: usize = 60;
/// Seed of the draw; the ids make it different in every project.
const SEED: u64 = 1;

const HEADER: [&str; 6] =
    ["report", "machine_status", "machine_target", "population", "sampled", "inclusion"];

fn path(project: &Project) -> PathBuf {
    project.dir.join(FILE_NAME)
}

/// The sample, drawn now where there is none yet.
pub(crate) fn drawn(project: &Project, links: &LinkSet) -> Result<Vec<Sampled>, Failure> {
    if let Some(sample) = read(project)? {
        return Ok(sample);
    }
    let sample = draw(links, PER_STRATUM, SEED);
    let path = path(project);
    let failed = |cause: csv::Error| Failure::write(&path, std::io::Error::other(cause));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(failed)?;
    for one in &sample {
        let target = one.target.as_ref().map_or("", |target| target.as_str());
        let (population, sampled) = (one.population.to_string(), one.sampled.to_string());
        let inclusion = one.inclusion().to_string();
        let row = [one.left.as_str(), one.status.code(), target, &population, &sampled, &inclusion];
        writer.write_record(row).map_err(failed)?;
    }
    let text = writer.into_inner().map_err(|error| Failure::write(&path, error.into_error()))?;
    std::fs::write(&path, text).map_err(|cause| Failure::write(&path, cause))?;
    Ok(sample)
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

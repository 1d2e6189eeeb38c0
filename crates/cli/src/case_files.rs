//! The records of a project in memory, as much of them as a step needs. Reach for [`load`] where
//! every record may be looked at, and for [`load_to_link`], or [`load_outlines`] and [`load_paths`],
//! in the steps of the main job: most of a register is never looked at whole.

use attrition::{entries_on_paths, outline};
use linkage::{thin_court_case, thin_crime_record};
use records::{CourtCase, CrimeRecord, NgoReport, Reference};
use reporting::SourceQuarantine;
use store::{KeptDelivery, ProjectStore, Store, Thinned};

use crate::failure::Failure;
use crate::pipeline::Links;

/// Everything the store holds of the current deliveries, sorted by id.
#[derive(Debug)]
pub(crate) struct CaseFiles {
    pub(crate) reports: Vec<NgoReport>,
    pub(crate) register: Vec<CrimeRecord>,
    pub(crate) court: Vec<CourtCase>,
    pub(crate) kept: Vec<KeptDelivery>,
    pub(crate) quarantine: Vec<SourceQuarantine>,
}

/// Loads what the store holds.
pub(crate) async fn load(store: &mut ProjectStore) -> Result<CaseFiles, Failure> {
    load_thinned(store, &|_| {}, &|_| {}).await
}

/// As [`load`], without what linkage never looks at: for linking and nothing else.
pub(crate) async fn load_to_link(store: &mut ProjectStore) -> Result<CaseFiles, Failure> {
    load_thinned(store, &thin_crime_record, &thin_court_case).await
}

/// As [`load`], with the register in outline: for the analysis, after [`load_paths`].
pub(crate) async fn load_outlines(store: &mut ProjectStore) -> Result<CaseFiles, Failure> {
    load_thinned(store, &outline, &|_| {}).await
}

/// Entries of which the payloads are held at a time.
const WHOLE: usize = 4_096;

/// Puts the whole entries in place of their outlines where a path may lead to them.
pub(crate) async fn load_paths(
    store: &mut ProjectStore,
    reference: &Reference,
    files: &mut CaseFiles,
    links: &Links,
) -> Result<(), Failure> {
    let ids = entries_on_paths(&files.register, &links.ngo_register, reference);
    for some in ids.chunks(WHOLE) {
        for record in store.crime_records_of(some).await? {
            if let Ok(at) = files.register.binary_search_by(|known| known.id.cmp(&record.id)) {
                files.register[at] = record;
            }
        }
    }
    Ok(())
}

async fn load_thinned(
    store: &mut ProjectStore,
    record: Thinned<'_, CrimeRecord>,
    case: Thinned<'_, CourtCase>,
) -> Result<CaseFiles, Failure> {
    let kept = store.deliveries().await?;
    if kept.is_empty() {
        return Err(Failure::NotFound("nothing was read yet; run `sverka run` first".to_owned()));
    }
    let quarantine = store.quarantine().await?;
    Ok(CaseFiles {
        reports: store.reports().await?,
        register: store.crime_records_thinned(record).await?,
        court: store.court_cases_thinned(case).await?,
        kept,
        quarantine: quarantine
            .into_iter()
            .map(|(source, row)| SourceQuarantine { source, row })
            .collect(),
    })
}

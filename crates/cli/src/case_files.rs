//! The records of a project in memory, as much of them as a step needs. Reach for [`load`] where
//! every record may be looked at, and for [`FilesToLink`], or [`load_outlines`] and [`load_paths`],
//! in the steps of the main job: most of a register is never looked at whole.

use attrition::{entries_on_paths, outline};
use linkage::{Register, thin_court_case, thin_crime_record};
use records::{CourtCase, CrimeRecord, NgoReport, Reference};
use reporting::SourceQuarantine;
use store::{KeptDelivery, ProjectStore, Store, Thinned};

use crate::failure::Failure;
use crate::pipeline::{Links, ToLink};

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
    load_thinned(store, &|_| {}).await
}

/// What linking looks at of the current deliveries, loaded where it is first asked for: where nothing
/// is linked anew, a register need not be read.
#[derive(Debug)]
pub(crate) struct FilesToLink {
    pub(crate) kept: Vec<KeptDelivery>,
    loaded: Option<Loaded>,
}

/// Sorted by id; the register lies packed.
#[derive(Debug)]
struct Loaded {
    reports: Vec<NgoReport>,
    register: Register<'static>,
    court: Vec<CourtCase>,
}

impl FilesToLink {
    /// Those of the deliveries that the store holds now.
    pub(crate) async fn of(store: &mut ProjectStore) -> Result<Self, Failure> {
        Ok(Self { kept: deliveries(store).await?, loaded: None })
    }

    /// The records.
    pub(crate) async fn load(&mut self, store: &mut ProjectStore) -> Result<ToLink<'_>, Failure> {
        let loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => Loaded {
                reports: store.reports().await?,
                register: load_register(store).await?,
                court: store.court_cases_thinned(&thin_court_case).await?,
            },
        };
        let Loaded { reports, register, court } = self.loaded.insert(loaded);
        Ok(ToLink { reports, register, court })
    }
}

/// Loads what linking looks at of the register, packed.
pub(crate) async fn load_register(store: &mut ProjectStore) -> Result<Register<'static>, Failure> {
    let (entries, keys) = store.crime_records_packed(&thin_crime_record).await?;
    Ok(Register::kept_in(Box::new(entries), &keys)?)
}

/// As [`load`], with the register in outline: for the analysis, after [`load_paths`].
pub(crate) async fn load_outlines(store: &mut ProjectStore) -> Result<CaseFiles, Failure> {
    load_thinned(store, &outline).await
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
) -> Result<CaseFiles, Failure> {
    let kept = deliveries(store).await?;
    let quarantine = store.quarantine().await?;
    Ok(CaseFiles {
        reports: store.reports().await?,
        register: store.crime_records_thinned(record).await?,
        court: store.court_cases().await?,
        kept,
        quarantine: quarantine
            .into_iter()
            .map(|(source, row)| SourceQuarantine { source, row })
            .collect(),
    })
}

/// The current deliveries; there is at least one.
async fn deliveries(store: &mut ProjectStore) -> Result<Vec<KeptDelivery>, Failure> {
    let kept = store.deliveries().await?;
    if kept.is_empty() {
        return Err(Failure::NotFound("nothing was read yet; run `sverka run` first".to_owned()));
    }
    Ok(kept)
}

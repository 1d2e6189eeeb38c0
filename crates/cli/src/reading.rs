//! From the files of a project into its database. Reach for [`open_sources`] and [`keep`], which
//! writes records while the next are read, and for [`read_sources`] where records are looked at
//! without a database.
//!
//! Guarantees that no source is written before the files of all are read, and that either all of
//! them become current or none does.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use ingest::error::IngestError;
use ingest::source::{OpenSource, ReadingSummary, SourceReading, SourceRecords, read_source};
use ingest::table::ReadingNote;
use records::{QuarantinedRow, Records, Reference, SourceId};
use store::audit::AuditNote;
use store::{
    Contents, ContentsRest, DeliveryOutcome, KeptDelivery, NewDelivery, ProjectStore, RowAccount,
    Store, StoreError,
};

use crate::failure::Failure;
use crate::outputs::sha256_hex;
use crate::pipeline::VERSION;
use crate::project::Project;
use crate::terminal::Terminal;

/// Reads the files of every source. All of them are tried, so that one run names every broken file.
pub(crate) fn open_sources<'r>(
    project: &Project,
    reference: &'r Reference,
) -> Result<Vec<OpenSource<'r>>, Failure> {
    let limits = &project.file.limits;
    let sources = project.file.source.iter();
    all(sources.map(|source| OpenSource::open(source, &project.dir, reference, limits)))
}

/// Reads every source whole, as [`open_sources`] and [`keep`] do.
pub(crate) fn read_sources(
    project: &Project,
    reference: &Reference,
    terminal: &Terminal,
) -> Result<Vec<SourceReading>, Failure> {
    let bar = terminal.counter("reading");
    let limits = &project.file.limits;
    let readings = all(project.file.source.iter().map(|source| {
        bar.set_message(source.id.clone());
        let before = bar.position();
        let rows = |rows: u64| bar.set_position(before + rows);
        read_source(source, &project.dir, reference, limits, &rows)
    }));
    bar.finish_and_clear();
    let readings = readings?;
    for SourceReading { delivery, quarantine, summary, .. } in &readings {
        let account = account(summary);
        if let Some(refusals) = refusals(&delivery.source, quarantine, account)? {
            terminal.say(&refusals);
        }
    }
    Ok(readings)
}

/// What was made, or all that failed.
fn all<T>(tried: impl Iterator<Item = Result<T, IngestError>>) -> Result<Vec<T>, Failure> {
    let (mut made, mut failures) = (Vec::new(), Vec::new());
    for one in tried {
        match one {
            Ok(one) => made.push(one),
            Err(error) => failures.push(error),
        }
    }
    if failures.is_empty() { Ok(made) } else { Err(Failure::Sources(failures)) }
}

/// Makes the sources the current deliveries of the store; how each is kept, and what that changed.
pub(crate) async fn keep(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
    sources: &[OpenSource<'_>],
    terminal: &Terminal,
) -> Result<Vec<(KeptDelivery, DeliveryOutcome)>, Failure> {
    let configuration = sha256_hex(project.configuration().as_bytes());
    let note = AuditNote::configuration(&configuration, &reference.content_hash, VERSION);
    let hashes: Vec<String> =
        sources.iter().map(|of| reading_hash(project, reference, &of.delivery().id.0)).collect();
    let bar = terminal.counter("reading");
    let mut flowing: Vec<Flowing<'_>> =
        sources.iter().map(|of| Flowing::new(of, bar.clone())).collect();
    let mut deliveries: Vec<NewDelivery<'_>> = (sources.iter().zip(&hashes).zip(&mut flowing))
        .map(|((of, reading_hash), contents)| NewDelivery {
            delivery: of.delivery(),
            reading_hash,
            contents,
        })
        .collect();
    let put = store.put_deliveries(Some(&note), &mut deliveries).await;
    bar.finish_and_clear();
    let outcomes = match put {
        Err(StoreError::Withdrawn(source)) => {
            let why = flowing.into_iter().find_map(|of| of.failure);
            return Err(why.unwrap_or_else(|| StoreError::Withdrawn(source).into()));
        }
        put => put?,
    };
    // What was not read anew is told of too.
    let mut quarantine: BTreeMap<SourceId, Vec<QuarantinedRow>> = BTreeMap::new();
    for (source, row) in store.quarantine().await? {
        quarantine.entry(source).or_default().push(row);
    }
    let kept = store.deliveries().await?;
    let mut told = Vec::with_capacity(sources.len());
    for (source, outcome) in sources.iter().zip(outcomes) {
        let source = &source.delivery().source;
        let rows = quarantine.get(source).map(Vec::as_slice).unwrap_or_default();
        for kept in kept.iter().filter(|kept| kept.delivery.source == *source) {
            if let Some(refusals) = refusals(source, rows, kept.account)? {
                terminal.say(&refusals);
            }
            told.push((kept.clone(), outcome.clone()));
        }
    }
    Ok(told)
}

/// What a reading depends on: contents, project file, reference data and version.
pub(crate) fn reading_hash(project: &Project, reference: &Reference, delivery: &str) -> String {
    let configuration = project.configuration();
    let parts = [delivery, &configuration, &reference.content_hash, VERSION];
    sha256_hex(parts.join("\n").as_bytes())
}

/// Row accounting as the store keeps it.
pub(crate) const fn account(summary: &ReadingSummary) -> RowAccount {
    RowAccount {
        rows_in: summary.rows_in,
        rows_in_records: summary.rows_in_records,
        quarantined: summary.quarantined,
        records: summary.records,
    }
}

/// What was noticed while reading, one line each.
pub(crate) fn notes(summary: &ReadingSummary) -> Vec<String> {
    summary.notes.iter().map(note_text).collect()
}

/// A reading note with its place, one line.
fn note_text(note: &ReadingNote) -> String {
    let sheet = note.sheet.as_deref().map_or_else(String::new, |sheet| format!(" [{sheet}]"));
    let column =
        note.column.as_deref().map_or_else(String::new, |column| format!(" column \"{column}\""));
    let mark = if note.doubtful { " (check this)" } else { "" };
    format!("{}{sheet}{column}: {}{mark}", note.file, note.text)
}

/// How many rows of a source were refused, why, and where most of them: `None` when none was.
///
/// # Errors
/// [`Failure::NoRecords`] when that is why there is no record.
fn refusals(
    source: &SourceId,
    quarantine: &[QuarantinedRow],
    account: RowAccount,
) -> Result<Option<String>, Failure> {
    let mut counts: BTreeMap<(&str, &str), (u64, &QuarantinedRow)> = BTreeMap::new();
    for row in quarantine {
        let column = row.column.as_deref().unwrap_or("–");
        counts.entry((row.reason.code(), column)).or_insert((0, row)).0 += 1;
    }
    let Some(((reason, column), (most, first))) =
        counts.into_iter().max_by_key(|(_, (count, _))| *count)
    else {
        return Ok(None);
    };
    let refusals = format!(
        "{source}: {} rows of {} in quarantine, {most} of them {reason} in column \"{column}\", first {} ({})",
        account.quarantined, account.rows_in, first.at, first.remedy
    );
    if account.records == 0 {
        return Err(Failure::NoRecords { refusals });
    }
    Ok(Some(format!("{refusals}; each with its place and remedy in quarantine.csv")))
}

/// A source on its way into the store.
struct Flowing<'s> {
    source: &'s OpenSource<'s>,
    bar: ProgressBar,
    /// Where the bar stood before this source.
    before: u64,
    /// Once it was asked for records, until it was asked for the rest.
    records: Option<SourceRecords<'s>>,
    quarantine: Vec<QuarantinedRow>,
    notes: Vec<String>,
    /// Why it was withdrawn.
    failure: Option<Failure>,
}

impl<'s> Flowing<'s> {
    const fn new(source: &'s OpenSource<'s>, bar: ProgressBar) -> Self {
        Self {
            source,
            bar,
            before: 0,
            records: None,
            quarantine: Vec::new(),
            notes: Vec::new(),
            failure: None,
        }
    }

    /// What became of the rows, all records being handed over.
    fn end(&mut self) -> Result<RowAccount, Failure> {
        let records = self.records.take().unwrap_or_else(|| self.source.records());
        let (quarantine, summary) = records.finish()?;
        let account = account(&summary);
        refusals(&self.source.delivery().source, &quarantine, account)?;
        self.notes = notes(&summary);
        self.quarantine = quarantine;
        Ok(account)
    }
}

impl Contents for Flowing<'_> {
    fn records(&mut self) -> Option<Records> {
        if self.records.is_none() {
            self.before = self.bar.position();
            self.bar.set_message(self.source.delivery().source.to_string());
        }
        let records = self.records.get_or_insert_with(|| self.source.records());
        let some = records.next();
        self.bar.set_position(self.before + records.rows_read());
        some
    }

    fn rest(&mut self) -> Option<ContentsRest<'_>> {
        match self.end() {
            Ok(account) => {
                Some(ContentsRest { quarantine: &self.quarantine, account, notes: &self.notes })
            }
            Err(failure) => {
                self.failure = Some(failure);
                None
            }
        }
    }
}

//! `anonymize PROJECT DIR`: a fixture that is about as hard to link as the real data and names nobody.
//!
//! Replaced under one key, the same value the same way: names ([`names`]), places and bodies
//! ([`places`]), numbers ([`numbers`]), dates by the days of their case ([`cases`]); narratives and
//! columns that are no field are left out ([`cells`]). What is left of the original is counted
//! ([`residual`]); where an identifying value came out as one of the original by chance, the fixture is
//! made again under a key that follows from the first. The fixture is pseudonymous data, not open data:
//! how cases run and how large they are stays.

mod cases;
mod cells;
mod key;
mod letters;
mod made_up;
mod names;
mod numbers;
mod places;
mod residual;
mod tables;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeMap;
use std::fs;

use jiff::ToSpan;
use jiff::civil::Date;
use records::{RecordId, Reference, SourceKind};
use serde_json::json;

use self::cases::Cases;
use self::cells::Rewriter;
use self::key::Key;
use self::residual::{Residual, Side};
use self::tables::Source;
use self::written::Written;
use crate::arguments::Anonymize;
use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::linked::Linked;
use crate::project::Project;
use crate::terminal::Terminal;

/// Keys that are tried before the fixture is refused.
const ATTEMPTS: u32 = 16;

/// Writes the fixture of a project that has been run.
pub(crate) async fn anonymize(arguments: &Anonymize, terminal: &Terminal) -> Result<(), Failure> {
    let dir = &arguments.dir;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!("{} is not empty; name a new folder", dir.display())));
    }
    let key = match &arguments.key_file {
        Some(file) => Key::read(file)?,
        None => Key::random()?,
    };
    let linked = Linked::read(Project::open(&arguments.project)?).await?;
    let Linked { project, reference, files, links, .. } = linked;
    let sources = tables::read(&project, &reference, &files)?;
    let cases = Cases::new(&files, &links);
    let original = Original { project, reference, files, sources, cases };
    let (written, residual) = original.fixture(&key)?;
    let report = serde_json::to_string_pretty(&residual.json()).unwrap_or_default() + "\n";
    let report = Written { name: "residual-risk.json".to_owned(), bytes: report.into_bytes() };
    for file in written.iter().chain([&report]) {
        let path = dir.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(dir))
            .and_then(|()| fs::write(&path, &file.bytes))
            .map_err(|cause| Failure::write(&path, cause))?;
    }
    if terminal.json {
        terminal.data_json(&json!({ "files": written.len() + 1, "residual": residual.json() }));
    } else {
        terminal.data(&residual.text());
        terminal.say(&format!("next: sverka run {}", dir.display()));
    }
    Ok(())
}

/// What a fixture is made of.
struct Original {
    project: Project,
    reference: Reference,
    files: CaseFiles,
    sources: Vec<Source>,
    cases: Cases,
}

impl Original {
    /// The fixture under the first key that leaves no identifying value by chance.
    fn fixture(&self, key: &Key) -> Result<(Vec<Written>, Residual), Failure> {
        let mut before = Side::default();
        for (_, mapped, row) in cells::rows(&self.sources) {
            let text = |column: usize| row.cells[column].as_text().unwrap_or_default().into_owned();
            let row: Vec<_> =
                mapped.fields.iter().map(|(field, column)| (*field, text(*column))).collect();
            before.add(&row);
        }
        let mut tried = None;
        for attempt in 0..ATTEMPTS {
            let (written, after) = self.under(&key.attempt(attempt))?;
            let residual = Residual::measure(&before, &after);
            if residual.identifying() == 0 {
                return Ok((written, residual));
            }
            tried = Some(residual);
        }
        let left = tried.map_or_else(String::new, |residual| residual.text());
        Err(Failure::Gate(format!(
            "no fixture was written: under {ATTEMPTS} keys values of the original were left\n{left}"
        )))
    }

    fn under(&self, key: &Key) -> Result<(Vec<Written>, Side), Failure> {
        let mut rewriter = Rewriter::new(
            key,
            &self.reference,
            &self.cases,
            &self.sources,
            &self.ids(),
            &self.bounds(),
        );
        let ids = self.source_ids(key);
        let mut written = vec![written::project_file(&self.project, &self.sources, &ids)];
        let mut after = Side::default();
        for source in &self.sources {
            for (number, mapped) in source.tables.iter().enumerate() {
                let (fields, rows) = rewriter.table(source, mapped);
                for row in &rows {
                    let row: Vec<_> = fields.iter().copied().zip(row.iter().cloned()).collect();
                    after.add(&row);
                }
                let path = written::path(&ids[&source.config.id], number + 1);
                written.push(written::table(path, &fields, &rows));
            }
        }
        if let Ok(text) = fs::read_to_string(self.project.dir.join(written::TRUTH)) {
            written.push(written::truth(&text, &ids, &rewriter.numbers)?);
        }
        Ok((written, after))
    }

    fn ids(&self) -> Vec<(RecordId, SourceKind)> {
        let CaseFiles { reports, register, court, .. } = &self.files;
        let reports = reports.iter().map(|record| (record.id.clone(), SourceKind::Ngo));
        let register = register.iter().map(|record| (record.id.clone(), SourceKind::Register));
        let court = court.iter().map(|record| (record.id.clone(), SourceKind::Court));
        reports.chain(register).chain(court).collect()
    }

    fn bounds(&self) -> Vec<Date> {
        let cohort = self.project.cohort();
        let as_of = self.sources.iter().map(|source| source.config.as_of);
        let ends = as_of.chain([cohort.to, cohort.as_of]);
        let after = ends.filter_map(|day| day.checked_add(1.days()).ok());
        cases::bounds(&self.reference, after.chain([cohort.from]))
    }

    /// New ids of the sources: their kind and a number that says nothing.
    fn source_ids(&self, key: &Key) -> BTreeMap<String, String> {
        let mut sources: Vec<_> = self.sources.iter().map(|source| &source.config).collect();
        sources.sort_by_cached_key(|source| key.number("source", &source.id));
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        sources
            .into_iter()
            .map(|source| {
                let count = counts.entry(source.kind.code()).or_default();
                *count += 1;
                (source.id.clone(), format!("{}-{count}", source.kind))
            })
            .collect()
    }
}

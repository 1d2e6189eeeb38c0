//! What this run rests on, report by report, and the comparison with the run in `out/`. Reach for
//! [`snapshot`] and [`changes_since`]. The earlier run is read from the folder it was published in,
//! so that the comparison is with what a reader has in hand (`docs/decisions/0007`).

use std::collections::BTreeMap;
use std::path::Path;

use attrition::GapAnalysis;
use attrition::change::{ChangeSet, ReportBasis, Snapshot, decompose, headlines};
use clerical_review::{Ledger, ReviewDecision};
use linkage::LinkKind;
use rayon::prelude::*;
use records::{CourtCase, CrimeRecord, NgoReport, RecordId, Reference};

use crate::case_files::CaseFiles;
use crate::failure::Failure;
use crate::outputs::{read_verified, sha256_hex};
use crate::pipeline::{Links, VERSION};
use crate::project::Project;
use crate::terminal::Terminal;

/// What a run is made from and what came out.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    pub(crate) project: &'a Project,
    pub(crate) reference: &'a Reference,
    pub(crate) files: &'a CaseFiles,
    pub(crate) links: &'a Links,
    pub(crate) ledger: &'a Ledger,
    pub(crate) analysis: &'a GapAnalysis,
}

/// First 16 hex digits of a hash over these parts.
fn hash<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let joined: Vec<String> = parts.into_iter().map(|part| part.as_ref().to_owned()).collect();
    sha256_hex(joined.join("\n").as_bytes())[..16].to_owned()
}

/// What this run rests on.
pub(crate) fn snapshot(made: &Made<'_>) -> Result<Snapshot, Failure> {
    let Made { project, reference, files, links, ledger, analysis } = *made;
    let thresholds = format!("{:?}", project.file.linkage);
    let model = links.model.as_deref().unwrap_or("shipped");
    let linking_rules = hash([VERSION, &reference.content_hash, &thresholds, model]);
    let cohort = project.cohort();
    let period = format!("{} {} {}", cohort.from, cohort.to, cohort.horizon_days);
    let rules = hash([linking_rules.as_str(), &period]);
    let decisions: Vec<String> = ledger.standing().into_iter().map(decision_text).collect();
    let readings = files.kept.iter().map(|kept| kept.reading_hash.as_str());
    let as_of = cohort.as_of.to_string();
    let inputs = hash(
        [rules.as_str(), &as_of].into_iter().chain(readings).chain(decisions.iter().map(|d| &**d)),
    );
    let lookup = Lookup::new(made);
    let each: Vec<_> = files.reports.par_iter().map(|report| lookup.basis(report)).collect();
    let reports = each.into_iter().collect::<Result<_, _>>();
    Ok(Snapshot {
        as_of: cohort.as_of,
        inputs,
        linking_rules,
        rules,
        reports: reports?,
        headlines: headlines(&analysis.figures),
    })
}

fn decision_text(decision: &ReviewDecision) -> String {
    let (kind, answer) = (decision.kind.code(), decision.answer.code());
    let rights: Vec<&str> = decision.rights().into_iter().map(RecordId::as_str).collect();
    format!("{kind} {} {} {answer}", decision.left, rights.join(" "))
}

/// Records and decisions by id.
struct Lookup<'a> {
    made: &'a Made<'a>,
    decided: BTreeMap<(LinkKind, &'a RecordId), Vec<String>>,
    tried: BTreeMap<&'a RecordId, Vec<&'a CourtCase>>,
    same_case: BTreeMap<&'a RecordId, &'a [RecordId]>,
}

impl<'a> Lookup<'a> {
    fn new(made: &'a Made<'a>) -> Self {
        let mut decided: BTreeMap<(LinkKind, &RecordId), Vec<String>> = BTreeMap::new();
        for decision in made.ledger.standing() {
            let text = decision_text(decision);
            // A decision on two reports is about both; one on a court case is about the entry.
            let rights = decision.rights().into_iter();
            let concerns: Vec<&RecordId> = match decision.kind {
                LinkKind::NgoRegister => vec![&decision.left],
                LinkKind::RegisterCourt => rights.collect(),
                LinkKind::NgoNgo => rights.chain([&decision.left]).collect(),
            };
            for id in concerns {
                decided.entry((decision.kind, id)).or_default().push(text.clone());
            }
        }
        let paths = made.analysis.paths.iter();
        let mut tried: BTreeMap<&RecordId, Vec<&CourtCase>> = BTreeMap::new();
        for path in paths {
            let cases: Vec<&CourtCase> =
                path.court_cases.iter().filter_map(|id| find(&made.files.court, id)).collect();
            for member in path.lineage.iter().chain([&path.record]) {
                tried.insert(member, cases.clone());
            }
        }
        let groups = made.analysis.same_case.iter();
        let same_case =
            groups.flat_map(|group| group.iter().map(move |id| (id, group.as_slice()))).collect();
        Self { made, decided, tried, same_case }
    }

    fn decisions(&self, kinds: &[LinkKind], ids: &[&RecordId]) -> String {
        let texts = kinds.iter().flat_map(|kind| ids.iter().map(move |id| (*kind, *id)));
        hash(texts.filter_map(|key| self.decided.get(&key)).flatten())
    }

    fn basis(&self, report: &NgoReport) -> Result<ReportBasis, Failure> {
        let decision = self.made.links.ngo_register.decision(&report.id);
        let members: Vec<&RecordId> = match decision {
            Some(decision) if decision.lineage.is_empty() => decision.target.iter().collect(),
            Some(decision) => decision.lineage.iter().collect(),
            None => Vec::new(),
        };
        let mut linked = Vec::new();
        for id in &members {
            if let Some(record) = find(&self.made.files.register, id) {
                linked.push(store::content_hash(record)?);
            }
        }
        for case in members.first().and_then(|id| self.tried.get(id)).into_iter().flatten() {
            linked.push(store::content_hash(*case)?);
        }
        let link = decision.map_or_else(String::new, |decision| {
            let target = decision.target.as_ref().map_or("", RecordId::as_str);
            format!("{} {target}", decision.status.code())
        });
        let group = self.same_case.get(&report.id).copied().unwrap_or_default();
        let about_report = [LinkKind::NgoRegister, LinkKind::NgoNgo];
        Ok(ReportBasis {
            report: report.id.clone(),
            content: store::content_hash(report)?,
            review: self.decisions(&about_report, &[&report.id]),
            link: hash([link.as_str()].into_iter().chain(group.iter().map(RecordId::as_str))),
            linked_content: hash(linked),
            linked_review: self.decisions(&[LinkKind::RegisterCourt], &members),
        })
    }
}

/// A record with an id, in lists sorted by id.
trait Identified {
    fn id(&self) -> &RecordId;
}

impl Identified for CrimeRecord {
    fn id(&self) -> &RecordId {
        &self.id
    }
}

impl Identified for CourtCase {
    fn id(&self) -> &RecordId {
        &self.id
    }
}

fn find<'a, T: Identified>(sorted: &'a [T], id: &RecordId) -> Option<&'a T> {
    sorted.binary_search_by(|record| record.id().cmp(id)).ok().map(|at| &sorted[at])
}

/// What changed since the run in `out/`. Where that was made from the same inputs, what it said of
/// the run before it still holds, so that the same run again gives the same bytes.
pub(crate) fn changes_since(out: &Path, now: &Snapshot, terminal: &Terminal) -> Option<ChangeSet> {
    let read = |name: &str| match read_verified(out, name) {
        Ok(bytes) => Some(bytes),
        Err(failure @ Failure::Integrity { .. }) => {
            terminal.say(&format!("{failure}; this run is compared with no earlier one"));
            None
        }
        Err(_) => None,
    };
    let before = reporting::read_basis(&read("basis.json")?)?;
    if before.inputs == now.inputs {
        return reporting::read_changes(&read("changes.json")?);
    }
    Some(decompose(&before, now))
}

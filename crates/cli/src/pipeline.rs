//! The main job after reading: link, analyse and render. Reach for these from the commands; each
//! step takes what the one before left in the store, so `run` and the single stages give the same
//! result.

use attrition::change::{ChangeSet, Snapshot};
use attrition::{AnalysisInput, AuditSample, GapAnalysis, OfficeFile};
use clerical_review::Ledger;
use jiff::civil::Date;
use linkage::{LinkKind, LinkOptions, LinkSet, Register};
use records::{CourtCase, Delivery, NgoReport, Reference, SourceKind};
use reporting::{
    DisclosureLevel, LinkSets, OutputFile, ReportInput, ReportingError, RunFacts, SourceFacts,
    Typeset,
};
use store::audit::{AuditNote, Checkpoint};
use store::{Database, KeptDelivery, ProjectStore, Store};

use crate::basis::Made;
use crate::case_files::{CaseFiles, FilesToLink};
use crate::case_model::CaseModel;
use crate::clock::stopwatch;
use crate::decided;
use crate::failure::Failure;
use crate::outputs::sha256_hex;
use crate::project::Project;
use crate::terminal::Terminal;

/// The kinds of link, in the order in which they are made.
const KINDS: [LinkKind; 3] = [LinkKind::NgoRegister, LinkKind::RegisterCourt, LinkKind::NgoNgo];

/// The three link sets.
#[derive(Debug)]
pub(crate) struct Links {
    /// SHA-256 of the model file they were weighed with; `None` for the shipped model.
    pub(crate) model: Option<String>,
    /// What people had fixed when they were made, as a hash; `None` for nothing.
    pub(crate) decided: Option<String>,
    /// Where the audit log stood after them: what outputs made of them print.
    pub(crate) checkpoint: Checkpoint,
    pub(crate) ngo_register: LinkSet,
    pub(crate) register_court: LinkSet,
    pub(crate) ngo_ngo: LinkSet,
}

impl Links {
    /// From the sets in the order of [`KINDS`].
    pub(crate) fn new(
        sets: Vec<LinkSet>,
        model: Option<String>,
        decided: Option<String>,
        checkpoint: Checkpoint,
    ) -> Result<Self, Failure> {
        let [ngo_register, register_court, ngo_ngo] = sets.try_into().map_err(|_| {
            Failure::NotFound("the links are incomplete; run `sverka link` first".to_owned())
        })?;
        Ok(Self { model, decided, checkpoint, ngo_register, register_court, ngo_ngo })
    }
}

/// The reference data of a project: its own folder, or the built-in one.
pub(crate) fn reference(project: &Project) -> Result<Reference, Failure> {
    Ok(match &project.file.project.reference {
        Some(folder) => ingest::reference::load_dir(&project.dir.join(folder))?,
        None => ingest::reference::embedded()?,
    })
}

/// Gives memory back beside what comes next: of millions of pieces that takes seconds. A process that
/// ends does not wait for it.
pub(crate) fn let_go(held: impl Send + 'static) {
    rayon::spawn(move || drop(held));
}

/// Opens the database of a project to write.
pub(crate) async fn open_store(project: &Project) -> Result<ProjectStore, Failure> {
    Ok(ProjectStore::open(&project.database()?).await?)
}

/// Opens the database of a project to read.
pub(crate) async fn open_to_read(project: &Project) -> Result<ProjectStore, Failure> {
    let database = project.database()?;
    if matches!(&database, Database::Sqlite { path, .. } if !path.exists()) {
        return Err(Failure::NotFound("nothing was read yet; run `sverka run` first".to_owned()));
    }
    Ok(ProjectStore::open_to_read(&database).await?)
}

/// Version of the software, part of what a reading depends on.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which links are made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relink {
    /// All of them.
    All,
    /// Those of a kind whose records, settings, model or decisions are others than they were made
    /// from; the rest stay as they are kept, which is what making them again would give.
    Touched,
}

/// The records that are linked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToLink<'f> {
    pub(crate) reports: &'f [NgoReport],
    pub(crate) register: &'f Register<'f>,
    pub(crate) court: &'f [CourtCase],
}

/// Links all three ways, under what people have decided, and keeps the result.
pub(crate) async fn link(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
    files: &mut FilesToLink,
    (model, relink): (Option<&CaseModel>, Relink),
    terminal: &Terminal,
) -> Result<Links, Failure> {
    let ledger = decided::ledger_to_link(store, files).await?;
    let mut own = Vec::with_capacity(KINDS.len());
    let mut sets = Vec::with_capacity(KINDS.len());
    for (at, kind) in KINDS.into_iter().enumerate() {
        let options = options_under(project, &ledger, model, kind);
        own.push(own_inputs(project, reference, &files.kept, kind, &options, model));
        let kept = match relink {
            Relink::All => None,
            Relink::Touched => store.links(kind).await?,
        };
        let untouched = |made: &str| {
            made_with(made, "own")
                .is_some_and(|was| was.split(',').nth(at) == Some(own[at].as_str()))
        };
        sets.push(match kept.filter(|(_, made)| untouched(made)) {
            Some((set, _)) => {
                terminal.say(&format!("{}: nothing it rests on changed; kept", kind.code()));
                set
            }
            None => {
                let records = files.load(store).await?;
                link_kind(kind, reference, records, &options, terminal)?
            }
        });
    }
    let model = model.map(|model| model.sha256.clone());
    store.append_audit(&AuditNote::model(model.as_deref())).await?;
    let inputs = inputs_hash(project, reference, &files.kept);
    let decided = decided::decided_hash(&ledger);
    let made = made_from(&inputs, model.as_deref(), decided.as_deref(), &own);
    store.put_links(&sets, &made).await?;
    let checkpoint = checkpoint(store).await?;
    let links = Links::new(sets, model, decided, checkpoint)?;
    if !ledger.cards().is_empty() {
        decided::say_conflicts(&ledger, &links, files.load(store).await?, terminal);
    }
    Ok(links)
}

/// Links all three ways: report to register, register to court, report to report.
pub(crate) fn link_all(
    project: &Project,
    reference: &Reference,
    records: ToLink<'_>,
    ledger: &Ledger,
    model: Option<&CaseModel>,
    terminal: &Terminal,
) -> Result<Vec<LinkSet>, Failure> {
    let options = |kind| options_under(project, ledger, model, kind);
    let link = |kind| link_kind(kind, reference, records, &options(kind), terminal);
    KINDS.into_iter().map(link).collect()
}

/// Links one way.
fn link_kind(
    kind: LinkKind,
    reference: &Reference,
    ToLink { reports, register, court }: ToLink<'_>,
    options: &LinkOptions,
    terminal: &Terminal,
) -> Result<LinkSet, Failure> {
    let since = stopwatch();
    let bar = terminal.bar("linking", 0);
    let progress = |step: linkage::Progress| {
        bar.set_length(step.total);
        bar.set_position(step.done);
        bar.set_message(step.phase.code());
    };
    let set = match kind {
        LinkKind::NgoRegister => {
            linkage::link_ngo_register(reports, register, reference, options, &progress)
        }
        LinkKind::RegisterCourt => {
            linkage::link_register_court(register, court, reference, options, &progress)
        }
        LinkKind::NgoNgo => linkage::link_ngo_ngo(reports, reference, options, &progress),
    }?;
    bar.finish_and_clear();
    terminal.say(&format!("{}: linked in {:.1} s", kind.code(), since().as_secs_f64()));
    for rule in set.blocking.iter().filter(|rule| rule.purged_blocks > 0) {
        terminal.say(&format!(
            "{}: rule {} left out {} blocks that were too large, of {} pairs together; a pair that no \
             other rule brings up is not compared",
            kind.code(),
            rule.rule,
            rule.purged_blocks,
            rule.purged_pairs
        ));
    }
    Ok(set)
}

/// The checkpoint that outputs print.
async fn checkpoint(store: &mut ProjectStore) -> Result<Checkpoint, Failure> {
    Checkpoint::of_outputs(&store.audit_log().await?)
        .ok_or_else(|| Failure::Audit("it is empty, though there are links".to_owned()))
}

/// Thresholds of the project, the model, and what people have decided.
pub(crate) fn options_under(
    project: &Project,
    ledger: &Ledger,
    model: Option<&CaseModel>,
    kind: LinkKind,
) -> LinkOptions {
    let constraints = ledger.constraints(kind);
    LinkOptions {
        link_threshold: project.file.linkage.link_threshold,
        possible_threshold: project.file.linkage.possible_threshold,
        must_link: constraints.must_link,
        cannot_link: constraints.cannot_link,
        as_of: Some(project.file.project.as_of),
        model: model.and_then(|model| model.of(kind)).cloned(),
    }
}

/// What a set of links was made from: the readings, thresholds and reference data.
pub(crate) fn inputs_hash(
    project: &Project,
    reference: &Reference,
    kept: &[KeptDelivery],
) -> String {
    let readings = kept.iter().map(|kept| kept.reading_hash.as_str());
    let thresholds = format!("{:?}", project.file.linkage);
    let parts: Vec<&str> =
        readings.chain([thresholds.as_str(), &reference.content_hash, VERSION]).collect();
    sha256_hex(parts.join("\n").as_bytes())
}

/// What the links of one kind rest on, as a hash: the readings of the two kinds of source, the
/// settings, the model, and what people have fixed.
fn own_inputs(
    project: &Project,
    reference: &Reference,
    kept: &[KeptDelivery],
    kind: LinkKind,
    options: &LinkOptions,
    model: Option<&CaseModel>,
) -> String {
    let sides = match kind {
        LinkKind::NgoRegister => [SourceKind::Ngo, SourceKind::Register],
        LinkKind::RegisterCourt => [SourceKind::Court, SourceKind::Register],
        LinkKind::NgoNgo => [SourceKind::Ngo; 2],
    };
    let of_kind: Vec<KeptDelivery> =
        kept.iter().filter(|kept| sides.contains(&kept.delivery.kind)).cloned().collect();
    let readings = inputs_hash(project, reference, &of_kind);
    let fixed = [&options.must_link, &options.cannot_link].map(|pairs| {
        let pairs = pairs.iter().map(|(left, right)| format!("{left}={right}"));
        pairs.collect::<Vec<_>>().join("\n")
    });
    let model = model.map_or("", |model| model.sha256.as_str());
    let parts = [kind.code(), &readings, model, &fixed[0], "cannot", &fixed[1]];
    sha256_hex(parts.join("\n").as_bytes())
}

/// What the store keeps of a set of links: the hash of its inputs and, unless it is the shipped
/// one, that of its model, and of what people had fixed; and what each kind of link rests on.
fn made_from(inputs: &str, model: Option<&str>, decided: Option<&str>, own: &[String]) -> String {
    let model = model.map_or_else(String::new, |model| format!(" model {model}"));
    let decided = decided.map_or_else(String::new, |decided| format!(" decided {decided}"));
    format!("{inputs}{model}{decided} own {}", own.join(","))
}

/// The hash that follows a word in [`made_from`].
pub(crate) fn made_with(made: &str, word: &str) -> Option<String> {
    made.split(' ').skip_while(|part| *part != word).nth(1).map(str::to_owned)
}

/// Loads the links made from exactly these inputs, with whatever model.
pub(crate) async fn kept_links(
    store: &mut ProjectStore,
    project: &Project,
    reference: &Reference,
    files: &CaseFiles,
) -> Result<Links, Failure> {
    let expected = inputs_hash(project, reference, &files.kept);
    let mut sets = Vec::with_capacity(3);
    let mut made_of = String::new();
    for kind in KINDS {
        match store.links(kind).await? {
            Some((set, made)) if made.split(' ').next() == Some(&expected) => {
                sets.push(set);
                made_of = made;
            }
            _ => {
                return Err(Failure::NotFound(
                    "the links are missing or older than the inputs; run `sverka link` first"
                        .to_owned(),
                ));
            }
        }
    }
    // The three are put in one transaction, so they are made of the same.
    let (model, decided) = (made_with(&made_of, "model"), made_with(&made_of, "decided"));
    let checkpoint = checkpoint(store).await?;
    Links::new(sets, model, decided, checkpoint)
}

/// Counts where cases are lost; `audit` is what people found in a random sample of the links.
pub(crate) fn analyse(
    project: &Project,
    reference: &Reference,
    files: &CaseFiles,
    links: &Links,
    audit: Option<&AuditSample>,
) -> Result<GapAnalysis, Failure> {
    let deliveries = deliveries(files);
    let input = analysis_input(project, reference, files, links, &deliveries);
    Ok(attrition::analyse(&AnalysisInput { audit, ..input })?)
}

fn deliveries(files: &CaseFiles) -> Vec<Delivery> {
    files.kept.iter().map(|kept| kept.delivery.clone()).collect()
}

fn analysis_input<'a>(
    project: &Project,
    reference: &'a Reference,
    files: &'a CaseFiles,
    links: &'a Links,
    deliveries: &'a [Delivery],
) -> AnalysisInput<'a> {
    AnalysisInput {
        reports: &files.reports,
        register: &files.register,
        court: &files.court,
        deliveries,
        ngo_register: &links.ngo_register,
        register_court: &links.register_court,
        ngo_ngo: &links.ngo_ngo,
        reference,
        cohort: project.cohort(),
        audit: None,
    }
}

/// What offices are asked, by office id.
pub(crate) fn offices(made: &Made<'_>) -> Vec<OfficeFile> {
    let Made { project, reference, files, links, analysis, .. } = *made;
    let deliveries = deliveries(files);
    let input = analysis_input(project, reference, files, links, &deliveries);
    attrition::office_files(&input, analysis)
}

/// What is published besides the usual.
#[derive(Debug, Default)]
pub(crate) struct Further {
    /// Files made already.
    pub(crate) files: Vec<OutputFile>,
    /// Whether every CSV file gets a copy for Excel set up in Russian.
    pub(crate) excel_ru: bool,
}

/// Makes PDFs.
pub(crate) const TYPESET: &Typeset<'static> = &|document| Ok(pdf::typeset(document)?);

/// What makes PDFs, where the project wants them.
pub(crate) fn typesetter(project: &Project) -> Option<&'static Typeset<'static>> {
    project.file.project.pdf.then_some(TYPESET)
}

/// Renders every output.
pub(crate) fn render(
    made: &Made<'_>,
    snapshot: &Snapshot,
    changes: Option<&ChangeSet>,
    further: Further,
) -> Result<Vec<OutputFile>, Failure> {
    let Further { files, excel_ru } = further;
    with_input(made, snapshot, changes, &offices(made), |input| {
        let input = ReportInput { excel_ru, ..*input };
        let typeset = typesetter(made.project);
        reporting::render_all(&input, &made.project.languages, typeset, files)
    })
}

/// Renders something of what a run made.
pub(crate) fn with_input(
    made: &Made<'_>,
    snapshot: &Snapshot,
    changes: Option<&ChangeSet>,
    offices: &[OfficeFile],
    render: impl FnOnce(&ReportInput<'_>) -> Result<Vec<OutputFile>, ReportingError>,
) -> Result<Vec<OutputFile>, Failure> {
    let Made { project, reference, files, links, analysis, .. } = *made;
    let run = run_facts(project, reference, files, links);
    Ok(render(&ReportInput {
        analysis,
        links: LinkSets {
            ngo_register: &links.ngo_register,
            register_court: &links.register_court,
            ngo_ngo: &links.ngo_ngo,
        },
        quarantine: &files.quarantine,
        reference,
        run: &run,
        snapshot,
        offices,
        changes,
        disclosure: DisclosureLevel::RestrictedWithoutNames,
        excel_ru: false,
    })?)
}

fn run_facts(
    project: &Project,
    reference: &Reference,
    files: &CaseFiles,
    links: &Links,
) -> RunFacts {
    let cohort = project.cohort();
    let as_of: Date = cohort.as_of;
    RunFacts {
        project: project.file.project.name.clone(),
        version: VERSION.to_owned(),
        as_of,
        sources: files
            .kept
            .iter()
            .map(|kept| SourceFacts {
                delivery: kept.delivery.clone(),
                rows_in: kept.account.rows_in,
                rows_in_records: kept.account.rows_in_records,
                quarantined: kept.account.quarantined,
                records: kept.account.records,
                notes: kept.notes.clone(),
            })
            .collect(),
        reference_hash: reference.content_hash.clone(),
        checkpoint: links.checkpoint.to_string(),
        parameters: vec![
            ("cohort_from".to_owned(), cohort.from.to_string()),
            ("cohort_to".to_owned(), cohort.to.to_string()),
            ("horizon_days".to_owned(), cohort.horizon_days.to_string()),
            (
                "link_model".to_owned(),
                (links.model.as_ref())
                    .map_or_else(|| "shipped".to_owned(), |sha256| format!("sha256:{sha256}")),
            ),
        ],
    }
}

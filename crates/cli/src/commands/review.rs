//! `review`: serves the review page until it is interrupted; `review export` and `import` do without
//! the page. Holds the lock of the project meanwhile, so that no run changes the links under the
//! reviewer.

mod details;
mod exchange;
pub(crate) mod sample;
mod workbook;

use clerical_review::Role;
use linkage::{LinkKind, Register};
use review_web::{DeskInput, Outside, serve};
use store::{ProjectStore, Store};

use crate::arguments::{Review, ReviewFiles, ReviewQueue, Reviewer};
use crate::case_files;
use crate::clock;
use crate::failure::Failure;
use crate::lock::ProjectLock;
use crate::pipeline;
use crate::project::Project;
use crate::terminal::{Terminal, complain};

/// Serves the page, or does without it.
pub(crate) async fn review(arguments: Review, terminal: &Terminal) -> Result<(), Failure> {
    match &arguments.without_page {
        None => {}
        Some(ReviewFiles::Export { file, who, encrypt, project }) => {
            return exchange::export(file, (who, encrypt), &project.project, terminal).await;
        }
        Some(ReviewFiles::Import { file, project }) => {
            return exchange::import(file, &project.project, terminal).await;
        }
    }
    let project = Project::open(&arguments.project.project)?;
    let language = project.language(arguments.language.as_deref())?;
    let _lock = ProjectLock::take(&project.dir)?;
    let mut store = pipeline::open_store(&project).await?;
    let role = if arguments.adjudicate { Role::Adjudicator } else { Role::Reader };
    let input = desk_input(&project, &mut store, &arguments.who, role).await?;
    terminal.say(&format!(
        "{} reviews {} (Ctrl-C ends it; every answer is saved at once)",
        arguments.who.reader,
        project.dir.display()
    ));
    serve(input, store, language, outside()).await?;
    Ok(())
}

/// What a reviewer works on, out of the store.
async fn desk_input(
    project: &Project,
    store: &mut ProjectStore,
    who: &Reviewer,
    role: Role,
) -> Result<DeskInput, Failure> {
    let reader = who.reader.trim();
    if reader.is_empty() || reader.chars().count() > 60 || reader.chars().any(char::is_control) {
        return Err(Failure::Usage("--reader must be a name of 1 to 60 characters".to_owned()));
    }
    let reference = pipeline::reference(project)?;
    let files = case_files::load(store).await?;
    let links = pipeline::kept_links(store, project, &reference, &files).await?;
    let analysis = pipeline::analyse(project, &reference, &files, &links, None)?;
    let counted = sample::counted(&analysis);
    let audit = match who.queue {
        ReviewQueue::Work => None,
        ReviewQueue::Audit => {
            let sample = sample::drawn(project, sample::frame(&links.ngo_register, &counted))?;
            Some(sample.into_iter().map(|one| one.left).collect())
        }
    };
    let lineages = Register::of(&files.register)?.lineage_ids();
    let made = store.links(LinkKind::NgoRegister).await?.map(|(_, made)| made);
    Ok(DeskInput {
        lineages,
        sources: files
            .kept
            .iter()
            .map(|kept| (kept.delivery.source.to_string(), kept.delivery.title.clone()))
            .collect(),
        reports: files.reports,
        register: files.register,
        links: links.ngo_register,
        links_hash: made.unwrap_or_default(),
        reference,
        counted,
        audit,
        reviewer: reader.to_owned(),
        role,
    })
}

/// The clock, random bytes and the terminal.
fn outside() -> Outside {
    Outside {
        now: Box::new(clock::time_of_day),
        elapsed: Box::new(clock::stopwatch()),
        secret: Box::new(secret),
        announce: Box::new(|address| complain(&format!("open {address}"))),
        complain: Box::new(|what| complain(&format!("sverka: {what}"))),
    }
}

/// 128 random bits as hex.
fn secret() -> String {
    let mut bytes = [0u8; 16];
    // Without randomness nothing here is safe, and every system that runs this has it.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

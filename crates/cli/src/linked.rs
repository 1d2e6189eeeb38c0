//! A project as a run left it: reach for [`Linked::read`] in commands that only look, and for
//! [`Linked::load`] where the store stays open for more. What it holds is of one moment; what changes
//! in the store afterwards is not seen.

use attrition::GapAnalysis;
use clerical_review::Ledger;
use records::Reference;
use store::ProjectStore;

use crate::basis::Made;
use crate::commands::review::sample;
use crate::decided;
use crate::failure::Failure;
use crate::pipeline::{self, CaseFiles, Links};
use crate::project::Project;
use crate::terminal::Terminal;

/// A project with everything that was read, linked and decided.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) project: Project,
    pub(crate) reference: Reference,
    pub(crate) files: CaseFiles,
    pub(crate) links: Links,
    pub(crate) ledger: Ledger,
}

impl Linked {
    /// Loads what the store holds, and says where the links are older than the decisions.
    pub(crate) async fn load(
        project: Project,
        store: &mut ProjectStore,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let linked = Self::of(project, store).await?;
        if decided::decided_hash(&linked.ledger) != linked.links.decided {
            terminal.say(
                "people have decided more since the links were made; run `sverka link` for it to \
                 count",
            );
        }
        Ok(linked)
    }

    /// Reads what the store holds and closes it: for commands that change nothing.
    pub(crate) async fn read(project: Project) -> Result<Self, Failure> {
        let mut store = pipeline::open_to_read(&project).await?;
        let linked = Self::of(project, &mut store).await?;
        store.close().await?;
        Ok(linked)
    }

    async fn of(project: Project, store: &mut ProjectStore) -> Result<Self, Failure> {
        let reference = pipeline::reference(&project)?;
        let files = pipeline::load(store).await?;
        let links = pipeline::kept_links(store, &project, &reference, &files).await?;
        let ledger = decided::ledger(store, &files.register).await?;
        Ok(Self { project, reference, files, links, ledger })
    }

    /// Counts where cases are lost.
    pub(crate) fn analyse(&self) -> Result<GapAnalysis, Failure> {
        let Self { project, reference, files, links, ledger } = self;
        let audit = sample::found(project, ledger)?.and_then(Result::ok);
        pipeline::analyse(project, reference, files, links, audit.as_ref())
    }

    /// All of it together with what was counted.
    pub(crate) const fn made<'a>(&'a self, analysis: &'a GapAnalysis) -> Made<'a> {
        let Self { project, reference, files, links, ledger } = self;
        Made { project, reference, files, links, ledger, analysis }
    }
}

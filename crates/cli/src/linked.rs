//! A project as a run left it: reach for [`Linked::read`] in commands that only look, and for
//! [`Linked::load`] where the store stays open for more. What it holds is of one moment; what changes
//! in the store afterwards is not seen.

use attrition::GapAnalysis;
use clerical_review::Ledger;
use records::Reference;
use store::ProjectStore;

use crate::basis::Made;
use crate::case_files::{self, CaseFiles};
use crate::commands::review::sample;
use crate::decided;
use crate::failure::Failure;
use crate::pipeline::{self, Links};
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

/// Which entries of the register are loaded with all they say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entries {
    Whole,
    /// Those that the analysis follows.
    OnPaths,
}

impl Linked {
    /// Loads what the store holds, and says where the links are older than the decisions.
    pub(crate) async fn load(
        project: Project,
        store: &mut ProjectStore,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let linked = Self::of(project, store, Entries::Whole).await?;
        linked.say_decided(terminal);
        Ok(linked)
    }

    /// As [`Linked::load`], for the analysis and its reports and nothing else: entries that no path
    /// leads to are there in outline.
    pub(crate) async fn load_to_report(
        project: Project,
        store: &mut ProjectStore,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let linked = Self::of(project, store, Entries::OnPaths).await?;
        linked.say_decided(terminal);
        Ok(linked)
    }

    fn say_decided(&self, terminal: &Terminal) {
        if decided::decided_hash(&self.ledger) != self.links.decided {
            terminal.say(
                "people have decided more since the links were made; run `sverka link` for it to \
                 count",
            );
        }
    }

    /// Reads what the store holds and closes it: for commands that change nothing.
    pub(crate) async fn read(project: Project) -> Result<Self, Failure> {
        let mut store = pipeline::open_to_read(&project).await?;
        let linked = Self::of(project, &mut store, Entries::Whole).await?;
        store.close().await?;
        Ok(linked)
    }

    async fn of(
        project: Project,
        store: &mut ProjectStore,
        entries: Entries,
    ) -> Result<Self, Failure> {
        let reference = pipeline::reference(&project)?;
        let mut files = match entries {
            Entries::Whole => case_files::load(store).await?,
            Entries::OnPaths => case_files::load_outlines(store).await?,
        };
        let links = pipeline::kept_links(store, &project, &reference, &files).await?;
        if entries == Entries::OnPaths {
            case_files::load_paths(store, &reference, &mut files, &links).await?;
        }
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

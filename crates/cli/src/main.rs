//! The binary `sverka`: parses the command line, wires the crates, prints, exits.
//!
//! The only writer to standard output and standard error ([`terminal`]) and the only place where
//! files are opened, apart from `ingest` and `store`. Expected failures end with a documented exit
//! code ([`exit_code`]).

mod arguments;
mod basis;
mod case_files;
mod case_model;
mod clock;
mod commands;
mod decided;
mod exit_code;
mod failure;
#[cfg(test)]
mod fuzz;
mod linked;
mod list_model;
mod lock;
mod outputs;
mod pipeline;
mod private_file;
mod project;
mod project_key;
mod reading;
mod register_index;
mod sealing;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command, Report};
use crate::failure::Failure;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(&arguments.global);
    if let Some(threads) = arguments.global.threads {
        // Fails only when a pool exists already, and none does yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
    }
    match runtime(arguments.command, &terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::complain(&format!("sverka: {failure}"));
            failure.exit_code().into()
        }
    }
}

/// Runs the command, and ends the process at once on Ctrl-C.
fn runtime(command: Command, terminal: &Terminal) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Failure::Write { file: "runtime".to_owned(), cause })?;
    runtime.spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            terminal::settle();
            terminal::complain("sverka: interrupted; run the same command again to resume");
            std::process::exit(exit_code::ExitCode::Interrupted as i32);
        }
    });
    runtime.block_on(dispatch(command, terminal))
}

async fn dispatch(command: Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::Init { dir, from } => commands::init::init(&dir, &from, terminal),
        Command::Inspect { files } => commands::inspect::inspect(&files, terminal),
        Command::Run(run) => commands::run::run(&run, terminal).await,
        Command::Ingest(project) => commands::run::ingest(&project.project, terminal).await,
        Command::Link(arguments) => commands::run::link(&arguments, terminal).await,
        Command::Release(arguments) => commands::release::release(&arguments, terminal).await,
        Command::Report(Report { templates: Some(dir), encrypt, .. }) => {
            encrypt.only_with(false, "--office")?;
            commands::office::templates(&dir, terminal)
        }
        Command::Report(arguments) => commands::office::report(&arguments, terminal).await,
        Command::Reproduce(arguments) => commands::reproduce::reproduce(&arguments, terminal).await,
        Command::Explain { reference, other, model, language, project } => {
            let (project, language) = (&project.project, language.as_deref());
            match other {
                None => commands::explain::explain(&reference, language, project, terminal).await,
                Some(other) => {
                    let pair = (reference.as_str(), other.as_str());
                    let asked = (model.as_deref(), language);
                    commands::explain_pair::explain_pair(pair, asked, project, terminal).await
                }
            }
        }
        Command::Lookup(arguments) => commands::lookup::lookup(&arguments, terminal).await,
        Command::Review(review) => commands::review::review(review, terminal).await,
        Command::Why { figure, project } => commands::why::why(&figure, &project.project, terminal),
        Command::Histories(arguments) => commands::histories::histories(&arguments, terminal).await,
        Command::Simulate(simulate) => commands::simulate::simulate(&simulate, terminal),
        Command::Anonymize(arguments) => commands::anonymize::anonymize(&arguments, terminal).await,
        Command::Evaluate { project, truth: Some(truth), min_f1, .. } => {
            commands::evaluate::evaluate(&project.project, &truth, min_f1, terminal).await
        }
        Command::Evaluate { project, truth: None, .. } => {
            commands::evaluate::reviewed::reviewed(&project.project, terminal).await
        }
        Command::Check { project, baseline, accept } => {
            commands::check::check(&project.project, &baseline, accept, terminal)
        }
        Command::Match(arguments) => commands::match_lists::match_lists(&arguments, terminal),
        Command::Dedupe(arguments) => commands::match_lists::dedupe(&arguments, terminal),
        Command::Audit { what } => commands::audit::audit(what, terminal).await,
        Command::Lexicon { project, least } => {
            commands::lexicon::lexicon(&project.project, least, terminal).await
        }
        Command::Privacy { what } => commands::privacy::privacy(what, terminal).await,
        Command::Completions { shell } => {
            commands::manual::completions(shell, terminal);
            Ok(())
        }
        Command::Man => commands::manual::man(terminal),
    }
}

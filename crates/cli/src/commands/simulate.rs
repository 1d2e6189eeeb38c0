//! `simulate DIR`: synthetic registers with known truth, written to a new folder.

use std::fs;

use testkit::{ErrorRates, SimulationPlan};

use crate::arguments::Simulate;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Writes the files of a simulation.
pub(crate) fn simulate(arguments: &Simulate, terminal: &Terminal) -> Result<(), Failure> {
    let dir = &arguments.dir;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!("{} is not empty; name a new folder", dir.display())));
    }
    let rates = match &arguments.rates {
        None => ErrorRates::shipped(),
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|cause| Failure::Input {
                file: path.display().to_string(),
                what: format!("cannot be read: {cause}"),
                remedy: "check the path",
            })?;
            ErrorRates::parse(&text)
        }
    }
    .map_err(|error| Failure::Input {
        file: arguments.rates.as_ref().map_or_else(String::new, |path| path.display().to_string()),
        what: error.to_string(),
        remedy: "correct the line, or leave --rates out",
    })?;
    let plan = SimulationPlan {
        seed: arguments.seed,
        reports: arguments.reports,
        register: arguments.register,
        court: arguments.court,
        from_year: arguments.from_year,
        to: arguments.as_of,
        rates,
    };
    let reference = ingest::reference::embedded()?;
    let files = testkit::simulate(&plan, &reference).files().map_err(|error| Failure::Input {
        file: error.file,
        what: error.reason,
        remedy: "please report this as a defect",
    })?;
    let bar = terminal.bar("writing", files.len() as u64);
    let mut paths = Vec::with_capacity(files.len());
    for file in files {
        let path = dir.join(&file.name);
        let parent = path.parent().unwrap_or(dir);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, &file.bytes))
            .map_err(|cause| Failure::write(&path, cause))?;
        paths.push(path.display().to_string());
        bar.inc(1);
    }
    bar.finish_and_clear();
    if terminal.json {
        terminal.data_json(&serde_json::json!({ "seed": plan.seed, "files": paths }));
    } else {
        terminal.data(&(paths.join("\n") + "\n"));
        terminal.say(&format!("next: sverka run {}", dir.display()));
    }
    Ok(())
}

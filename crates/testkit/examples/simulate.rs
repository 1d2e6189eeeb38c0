//! Writes a scenario to a directory: `cargo run -p testkit --example simulate -- DIR [SEED REPORTS REGISTER COURT]`.
//! `sverka simulate` does the same with options and progress.

use std::error::Error;
use std::path::Path;

use testkit::{SimulationPlan, simulate};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let directory = arguments.first().ok_or("usage: simulate DIR [SEED REPORTS REGISTER COURT]")?;
    let mut plan = SimulationPlan::demo()?;
    if let [_, seed, reports, register, court] = arguments.as_slice() {
        plan.seed = seed.parse()?;
        plan.reports = reports.parse()?;
        plan.register = register.parse()?;
        plan.court = court.parse()?;
    }
    let reference = ingest::reference::embedded()?;
    for file in simulate(&plan, &reference).files()? {
        let path = Path::new(directory).join(&file.name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, file.bytes)?;
    }
    Ok(())
}

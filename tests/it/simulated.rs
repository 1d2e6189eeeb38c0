//! A simulated project, written, read and linked as a user's would be, with what is true of it. Reach
//! for [`simulated`].

use std::fs;

use records::Reference;
use testkit::SimulationPlan;

use tests::{Scenario, read};

/// The records with their links, and the true (report, entry) pairs by their ids.
pub(crate) fn simulated(
    plan: &SimulationPlan,
    reference: &Reference,
) -> (Scenario, Vec<(String, String)>) {
    let dir = tempfile::tempdir().unwrap();
    let mut matches = Vec::new();
    for file in testkit::simulate(plan, reference).files().unwrap() {
        if file.name == "truth.csv" {
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            let rows = text.lines().filter_map(|row| row.strip_prefix("ngo_register,"));
            matches.extend(rows.map(|row| {
                let mut ids = row.split(',').map(str::to_owned);
                (ids.next().unwrap(), ids.next().unwrap())
            }));
        }
        let path = dir.path().join(&file.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.bytes).unwrap();
    }
    (Scenario::of(read(dir.path(), reference), reference), matches)
}

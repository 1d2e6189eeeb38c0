//! The README of a scenario. Reach for [`write`]: what it holds, how it was made, what is true.

use std::collections::BTreeMap;

use super::ngo_path;
use crate::simulation::Simulation;

/// `README.md`.
pub(super) fn write(simulation: &Simulation) -> String {
    let plan = &simulation.plan;
    let mut text = format!(
        "# Simulated scenario\n\nEvery person, number and organisation in these files is invented: names are recombined \
         part by part from `reference/name_lexicon.csv`, phones use an unassigned prefix. Places, articles and \
         offices' towns are real.\n\nMade by\n\n```sh\nsverka simulate DIR --seed {} --reports {} --register {} --court {}\n```\n\n\
         The same command gives the same bytes. Extracts run from {} to {}.\n\n## Sources\n\n\
         | file | what | rows or cases |\n|---|---|---:|\n",
        plan.seed, plan.reports, plan.register, plan.court, plan.from_year, plan.to
    );
    for (index, ngo) in simulation.scenario.ngo.iter().enumerate() {
        let count = simulation.reports.iter().filter(|report| report.ngo == index).count();
        text += &format!(
            "| `{}` | {}: reports | {count} |\n",
            ngo_path(&ngo.id, ngo.format),
            ngo.title
        );
    }
    text += &format!(
        "| `data/register-*.csv` | register extract, linked tables | {} |\n\
         | `data/court.csv` | court register, all instances | {} |\n\
         | `truth.csv` | what an evaluation must find | {} |\n\n",
        simulation.entries.len(),
        simulation.court.len(),
        simulation.truth.len()
    );
    let mut findings: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &simulation.truth {
        *kinds.entry(row.kind).or_default() += 1;
        if row.kind == "finding" {
            *findings.entry(&row.value).or_default() += 1;
        }
    }
    text += "## Truth\n\n| finding | reports |\n|---|---:|\n";
    for (finding, count) in &findings {
        text += &format!("| {finding} | {count} |\n");
    }
    text += "\n| kind of row | rows |\n|---|---:|\n";
    for (kind, count) in &kinds {
        text += &format!("| {kind} | {count} |\n");
    }
    text += "\n`stage` and `exit` are stated for entries that were reported or registered as trafficking and that \
             are joined to no other entry. They say what the extracts show: where the court register holds no case \
             (not every case is published), the path ends at what the crime register says. An entry requalified out \
             of the trafficking set leaves the path there, whatever becomes of the other offence.\n\n\
             `ngo_register` names the entry made on the report itself, also where that entry was later merged, \
             severed or transferred. `register_court` names every instance.\n\n\
             Errors are typed at the rates of `crates/testkit/data/error_rates.toml`, which are set by judgement \
             and claim nothing about any office.\n";
    text
}

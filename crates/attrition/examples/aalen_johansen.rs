//! Prints Aalen–Johansen estimates, to be compared with another implementation.
//!
//! Reads lines `set,after,until,outcome` on standard input (`after` empty for a case observed from the
//! beginning, `outcome` 0 for one still open, else 1 … 3) and prints
//! `set,day,at_risk,open,share_1 … share_3,variance_1 … variance_3`.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Read, Write};

use attrition::aalen_johansen::{Spell, incidence};

/// Outcomes told apart.
const OUTCOMES: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let mut sets: BTreeMap<u32, Vec<Spell>> = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let [set, after, until, outcome] = cells[..] else { return Err(line.into()) };
        let seen_after = if after.is_empty() { None } else { Some(after.parse()?) };
        let outcome = outcome.parse::<usize>()?.checked_sub(1);
        let spell = Spell { seen_after, until: until.parse()?, outcome };
        sets.entry(set.parse()?).or_default().push(spell);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for (set, spells) in sets {
        for point in incidence(&spells, OUTCOMES).points {
            write!(out, "{set},{},{},{:e}", point.day, point.at_risk, point.open)?;
            for value in point.share.iter().chain(&point.variance) {
                write!(out, ",{value:e}")?;
            }
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

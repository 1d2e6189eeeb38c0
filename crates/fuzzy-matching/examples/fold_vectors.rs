//! Folds every token of a vector file and counts the rows that come out as recorded.
//!
//! `cargo run -p fuzzy-matching --example fold_vectors -- VECTORS.csv` checks a file with the
//! columns `token,readings(k1:penalty),k2v,k3,surname_stem,patronymic_stem`. Rows that differ are
//! told by line and column only: vectors may hold names of real people.
//!
//! `--write VECTORS.csv` writes the vectors of the lexicon, which the crate's golden test reads.

#![expect(clippy::print_stdout, reason = "a command for developers prints its count")]

#[path = "../tests/support/vectors.rs"]
mod vectors;

use std::error::Error;
use std::fs;

use fuzzy_matching::fold::Fold;

const USAGE: &str = "usage: fold_vectors [--write] VECTORS.csv";

fn main() -> Result<(), Box<dyn Error>> {
    let reference = ingest::reference::embedded()?;
    let fold = Fold::new(&reference);
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().ok_or(USAGE)?;
    if first == "--write" {
        fs::write(arguments.next().ok_or(USAGE)?, vectors::of_lexicon(&fold, &reference))?;
        return Ok(());
    }
    let text = fs::read_to_string(first)?;
    let (mut rows, mut reproduced) = (0usize, 0usize);
    let mut by_column = [0usize; vectors::COLUMNS.len() - 1];
    for (at, line) in text.lines().enumerate().skip(1) {
        let differs = vectors::differing(&fold, line)
            .ok_or_else(|| format!("line {}: {} cells expected", at + 1, vectors::COLUMNS.len()))?;
        rows += 1;
        if differs.is_empty() {
            reproduced += 1;
        } else {
            println!("line {}: {}", at + 1, differs.join(", "));
        }
        for (count, column) in by_column.iter_mut().zip(&vectors::COLUMNS[1..]) {
            *count += usize::from(!differs.contains(column));
        }
    }
    println!("{reproduced} of {rows} rows reproduced");
    for (count, column) in by_column.iter().zip(&vectors::COLUMNS[1..]) {
        println!("{column}: {count}");
    }
    Ok(())
}

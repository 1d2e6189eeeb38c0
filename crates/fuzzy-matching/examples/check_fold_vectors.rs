//! Folds every token of a vector file and counts the rows that come out otherwise.
//!
//! `cargo run -p fuzzy-matching --example check_fold_vectors -- VECTORS.csv [--show N]`
//!
//! The file has the columns `token,readings(k1:penalty),k2v,k3,surname_stem,patronymic_stem`.
//! Vectors may hold names of real people, so mismatching rows are shown only on `--show`.

#![expect(clippy::print_stdout, reason = "a command for developers prints its count")]

use std::error::Error;
use std::fs;

use fuzzy_matching::fold::{Fold, Folded};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: check_fold_vectors VECTORS.csv [--show N]")?;
    let show: usize = match arguments.next().as_deref() {
        Some("--show") => arguments.next().unwrap_or_default().parse()?,
        _ => 0,
    };
    let reference = ingest::reference::embedded()?;
    let fold = Fold::new(&reference);
    let text = fs::read_to_string(path)?;
    let (mut rows, mut shown) = (0, 0);
    let mut wrong = [0usize; 5];
    let mut rows_wrong = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [token, expected @ ..] = cells.as_slice() else { continue };
        if expected.len() != 5 {
            return Err(format!("row {}: 6 columns expected", rows + 2).into());
        }
        rows += 1;
        let got = cells_of(&fold.token(token));
        let differs: Vec<usize> = (0..5).filter(|&i| got[i] != expected[i]).collect();
        for &column in &differs {
            wrong[column] += 1;
        }
        if !differs.is_empty() {
            rows_wrong += 1;
            if shown < show {
                shown += 1;
                println!("{token}\n  expected {expected:?}\n  got      {got:?}");
            }
        }
    }
    println!("rows {rows}, reproduced {}, differing {rows_wrong}", rows - rows_wrong);
    println!(
        "differing cells: readings {}, k2v {}, k3 {}, surname stem {}, patronymic stem {}",
        wrong[0], wrong[1], wrong[2], wrong[3], wrong[4]
    );
    Ok(())
}

fn cells_of(folded: &Folded) -> [String; 5] {
    let readings: Vec<String> =
        folded.readings.iter().map(|r| format!("{}:{}", r.k1, r.penalty)).collect();
    let stem = |stem: &Option<fuzzy_matching::fold::Stem>| {
        stem.as_ref().map_or_else(String::new, |stem| stem.k1.clone())
    };
    [
        readings.join(" "),
        folded.k2v.clone(),
        folded.k3.clone(),
        stem(&folded.surname_stem),
        stem(&folded.patronymic_stem),
    ]
}

//! Files made to break a reader: each is refused with exit 3, in under two seconds of processor time
//! and under 200 MB, and says what is wrong. The corpus is generated here and kept nowhere.

mod corpus;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::{contents, fixture_copy, sverka};
use corpus::{corpus, fields_csv};

/// Bounds of what one hostile file may cost.
const MOST_BYTES: u64 = 200 << 20;
const MOST_SECONDS: f64 = 2.0;

/// What a process cost at most, as far as the system tells.
#[derive(Debug, Default)]
struct Cost {
    bytes: u64,
    seconds: f64,
}

impl Cost {
    /// Reads `/proc`; nothing where there is none.
    fn look(&mut self, process: u32) {
        let proc = Path::new("/proc").join(process.to_string());
        let status = fs::read_to_string(proc.join("status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
        self.bytes = self.bytes.max(kib.unwrap_or_default() << 10);
        // Times of user and system are fields 14 and 15, in hundredths; the name in field 2 may hold
        // spaces.
        let stat = fs::read_to_string(proc.join("stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks = after_name.split_whitespace().skip(11).take(2);
        let spent: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0;
        self.seconds = self.seconds.max(spent);
    }
}

/// Inspects one file; its exit code, its message and its cost.
fn inspect(file: &Path) -> (Option<i32>, String, Cost) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sverka"))
        .args(["inspect", "--quiet"])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut cost = Cost::default();
    let status = loop {
        cost.look(child.id());
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    (status.code(), said, cost)
}

#[test]
fn every_hostile_file_is_refused_cheaply_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let files = corpus(dir.path());
    assert!(files.len() >= 34, "{}", files.len());
    for (name, part) in files {
        let (code, said, cost) = inspect(&dir.path().join(&name));
        let good = code == Some(3)
            && said.contains(part)
            && said.contains(&name)
            && cost.bytes < MOST_BYTES
            && cost.seconds < MOST_SECONDS;
        if !good {
            wrong.push(format!("{name}: exit {code:?}, {cost:?}, wanted `{part}`: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_hostile_file_in_a_project_is_refused_and_a_limit_can_be_raised() {
    let project = fixture_copy("tiny");
    let path = project.path().join("data/court.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, fields_csv(2_500) + &text).unwrap();
    let refused = sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().code(3);
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(said.contains("columns: 2500, at most 2000"), "{said}");

    fs::write(&path, text).unwrap();
    let toml = project.path().join("sverka.toml");
    let config = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{config}\n[limits]\nline_bytes = 100\n")).unwrap();
    let refused = sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().code(3);
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(said.contains("bytes in one line") && said.contains("at most 100"), "{said}");
    fs::write(&toml, format!("{config}\n[limits]\nline_byte = 100\n")).unwrap();
    let refused = sverka().args(["ingest", "--quiet"]).arg(project.path()).assert().code(3);
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(said.contains("did you mean `line_bytes`?"), "{said}");
}

#[test]
fn a_formula_in_a_cell_is_text_and_no_output_runs_it() {
    let project = fixture_copy("tiny");
    let path = project.path().join("data/court.csv");
    let text = fs::read_to_string(&path).unwrap();
    let width = text.lines().next().unwrap().split(',').count();
    let row = format!("=cmd|'/c calc'!A1,{}\n", vec!["=1+1"; width - 1].join(","));
    fs::write(&path, text + &row).unwrap();
    sverka().args(["run", "--quiet"]).arg(project.path()).assert().success();
    for (path, bytes) in contents(&project.path().join("out")) {
        if path.extension().is_some_and(|extension| extension == "csv") {
            let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
            for row in rows.records().map(Result::unwrap) {
                let runs = |cell: &str| cell.starts_with(['=', '+', '@']);
                assert!(!row.iter().any(runs), "{}: {row:?}", path.display());
            }
        }
    }
}

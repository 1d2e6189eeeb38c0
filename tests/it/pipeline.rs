//! The pipeline on the fixtures: row accounting, what every figure must state, and relations that
//! hold whatever the data are (shuffled rows, another layout, another code edition).

use std::collections::BTreeSet;
use std::fs;

use attrition::{Disposition, GapAnalysis};
use ingest::reference::{embedded, load_dir};
use linkage::{Decision, LinkSet};
use records::{Article, EditionId};

use tests::{Scenario, copy_dir, read, root, sources};

/// Rows of each source of `fixtures/tiny`, counted with a pencil: in, in records, quarantined,
/// records.
const TINY_ROWS: &[(&str, [u64; 4])] = &[
    ("ngo-a", [12, 12, 0, 12]),
    ("ngo-b", [12, 12, 0, 8]),
    ("ngo-c", [6, 6, 0, 6]),
    ("ngo-d", [7, 4, 3, 4]),
    ("erp", [26 + 39 + 26, 26 + 39 + 26, 0, 26]),
    ("court", [6, 6, 0, 6]),
];

#[test]
fn every_input_row_is_accounted_for() {
    let reference = embedded().unwrap();
    let tiny = read(&root().join("fixtures/tiny"), &reference);
    for (reading, (source, expected)) in tiny.iter().zip(TINY_ROWS) {
        let summary = &reading.summary;
        assert_eq!(&*reading.delivery.source.0, *source);
        assert_eq!(
            [summary.rows_in, summary.rows_in_records, summary.quarantined, summary.records],
            *expected,
            "{source}: {:?}",
            reading.quarantine
        );
        assert_eq!(reading.quarantine.len() as u64, summary.quarantined);
    }
    for reading in read(&root().join("fixtures/demo"), &reference) {
        let summary = reading.summary;
        assert_eq!(summary.rows_in, summary.rows_in_records + summary.quarantined);
        assert!(summary.rows_in > 0);
    }
}

#[test]
fn every_figure_states_what_it_rests_on() {
    let reference = embedded().unwrap();
    let scenario = Scenario::fixture("tiny", &reference);
    let analysis = scenario.analysis(&reference);
    assert!(analysis.figures.len() > 20);
    let mut ids = BTreeSet::new();
    for figure in &analysis.figures {
        assert!(ids.insert(&figure.id), "{} twice", figure.id);
        assert!(!figure.cohort.is_empty() && !figure.method.is_empty(), "{}", figure.id);
        assert_eq!(figure.ids.len() as u64, figure.numerator, "{}", figure.id);
        let Some(denominator) = figure.denominator else { continue };
        let ratio = figure.method == "ratio";
        assert!(ratio || figure.numerator <= denominator, "{}", figure.id);
        assert_eq!(figure.value.is_some(), denominator > 0, "{}", figure.id);
        assert_eq!(figure.denominator_ids.len() as u64, denominator, "{}", figure.id);
        if let (Some(value), Some(interval)) = (figure.value, figure.interval) {
            assert!(interval.low <= value && value <= interval.high, "{}", figure.id);
            assert!((0.0..=1.0).contains(&interval.low), "{}", figure.id);
        }
    }
}

#[test]
fn pending_is_never_a_drop_out_and_missing_weighs_nothing() {
    let reference = embedded().unwrap();
    let scenario = Scenario::fixture("tiny", &reference);
    let analysis = scenario.analysis(&reference);
    for table in &analysis.flows {
        for row in &table.rows {
            let exits: u64 = row.exits.iter().map(|(_, _, count)| count).sum();
            assert_eq!(row.entered, row.continued + row.completed + row.pending + exits);
        }
    }
    let mut pending = 0;
    for path in &analysis.paths {
        let last = path.steps.last().unwrap();
        if last.disposition == Disposition::Pending {
            pending += 1;
            assert_eq!(path.obstacle, None, "{}", path.record);
        }
    }
    assert!(pending > 0, "the fixture must hold pending paths");
    let mut missing = 0;
    for set in [&scenario.ngo_register, &scenario.register_court, &scenario.ngo_ngo] {
        for candidate in set.decisions.iter().flat_map(|decision| &decision.candidates) {
            let mut sum = 0.0;
            for evidence in &candidate.evidence {
                sum += evidence.weight.bits();
                if evidence.level == "missing" {
                    missing += 1;
                    assert_eq!(evidence.weight.bits(), 0.0, "{}", evidence.comparison);
                }
            }
            assert!((sum - candidate.weight.bits()).abs() < 1e-9, "the explanation must sum");
        }
    }
    assert!(missing > 0, "the fixture must hold missing values");
}

/// Decisions without what may rightly differ: nothing.
fn decisions(set: &LinkSet) -> &[Decision] {
    &set.decisions
}

#[test]
fn the_order_of_rows_changes_no_decision() {
    let reference = embedded().unwrap();
    let dir = tempfile::tempdir().unwrap();
    copy_dir(&root().join("fixtures/tiny"), dir.path());
    let straight = Scenario::fixture("tiny", &reference);
    for name in
        ["ngo-d.tsv", "ngo-c.jsonl", "register-persons.csv", "register-events.csv", "court.csv"]
    {
        let path = dir.path().join("data").join(name);
        let bytes = fs::read(&path).unwrap();
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let head = usize::from(!name.ends_with("jsonl"));
        lines[head..].reverse();
        fs::write(&path, lines.concat()).unwrap();
    }
    let shuffled = Scenario::of(read(dir.path(), &reference), &reference);
    // The duplicated Г-4 keeps whichever row comes first; every other decision stands.
    let but = |set: &LinkSet| -> Vec<Decision> {
        let kept = decisions(set).iter().filter(|decision| decision.left.as_str() != "ngo-d:Г-4");
        kept.cloned().collect()
    };
    assert_eq!(but(&shuffled.ngo_register), but(&straight.ngo_register));
    assert_eq!(decisions(&shuffled.register_court), decisions(&straight.register_court));
    let (shuffled, straight) = (shuffled.analysis(&reference), straight.analysis(&reference));
    let findings = |analysis: &GapAnalysis| -> Vec<_> {
        analysis.findings.iter().map(|found| (found.report.clone(), found.finding)).collect()
    };
    assert_eq!(findings(&shuffled), findings(&straight));
    assert_eq!(shuffled.paths, straight.paths);
}

#[test]
fn a_new_code_edition_is_a_data_change() {
    let dir = tempfile::tempdir().unwrap();
    copy_dir(&root().join("reference"), dir.path());
    let edit = |name: &str, change: &dyn Fn(String) -> String| {
        let path = dir.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(changed, text, "{name}");
        fs::write(&path, changed).unwrap();
    };
    // An amending law ends CC-2021 and begins CC-2030, where trafficking is Article 201.
    let add_edition = |text: String| {
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let (from, to) = (column(&header, "from"), column(&header, "to"));
        let id = column(&header, "id");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let last = lines.iter().position(|line| line.starts_with("CC-2021,")).unwrap();
        let mut newer: Vec<String> = cells(&lines[last]);
        let mut older = newer.clone();
        older[to] = "2029-12-31".into();
        newer[id] = "CC-2030".into();
        newer[from] = "2030-01-01".into();
        lines[last] = row(&older);
        lines.insert(last + 1, row(&newer));
        lines.join("\n") + "\n"
    };
    edit("code_editions.csv", &add_edition);
    edit("offences.csv", &|text| {
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let line = text.lines().find(|line| line.starts_with("CC-2021,166,")).unwrap();
        let mut newer = cells(line);
        newer[column(&header, "edition")] = "CC-2030".into();
        newer[column(&header, "article")] = "201".into();
        format!("{}\n{}\n", text.trim_end(), row(&newer))
    });
    let reference = load_dir(dir.path()).unwrap();
    let article = Article::parse("201").unwrap();
    let offence = reference.offence(&EditionId("CC-2030".into()), article).unwrap();
    assert!(reference.is_trafficking(&offence.family));
    let known = reference.edition_by_date("2031-05".parse().ok());
    assert_eq!(known.candidates(), [EditionId("CC-2030".into())]);
}

fn column(header: &[&str], name: &str) -> usize {
    header.iter().position(|column| *column == name).unwrap_or_else(|| panic!("{header:?}: {name}"))
}

/// The cells of a CSV line that may be quoted but holds no line break.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

fn row(cells: &[String]) -> String {
    let quoted = cells
        .iter()
        .map(|cell| if cell.contains(',') { format!("\"{cell}\"") } else { cell.clone() });
    quoted.collect::<Vec<_>>().join(",")
}

#[test]
fn another_layout_is_another_mapping_and_gives_the_same_records() {
    let reference = embedded().unwrap();
    let dir = tempfile::tempdir().unwrap();
    copy_dir(&root().join("fixtures/tiny"), dir.path());
    // The court extract arrives with other headers and a tab: only its mapping changes.
    let path = dir.path().join("data/court.csv");
    let text = fs::read_to_string(&path).unwrap();
    let renamed = text.replacen("Номер дела,Суд,", "Case,Court,", 1).replace(',', "\t");
    fs::write(&path, renamed).unwrap();
    let project = dir.path().join("sverka.toml");
    let mapping = fs::read_to_string(&project).unwrap();
    let mapping = mapping
        .replace("ref = \"Номер дела\"\ncourt = \"Суд\"", "ref = \"Case\"\ncourt = \"Court\"");
    fs::write(&project, mapping).unwrap();
    assert_eq!(sources(dir.path()).len(), 6);
    let straight = Scenario::fixture("tiny", &reference);
    let other = Scenario::of(read(dir.path(), &reference), &reference);
    assert_eq!(other.court.len(), straight.court.len());
    for (ours, theirs) in other.court.iter().zip(&straight.court) {
        let mut ours = ours.clone();
        ours.provenance = theirs.provenance.clone();
        assert_eq!(&ours, theirs);
    }
    assert_eq!(other.register, straight.register);
    assert_eq!(other.reports.len() + other.deliveries.len(), 30 + 6);
}

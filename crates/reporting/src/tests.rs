//! Claims about whole outputs, checked by reading them back.
//!
//! Snapshots live in `src/snapshots/`. A snapshot that is missing or differs fails; run with
//! `INSTA_UPDATE=always` to accept, and look at the difference before committing it.

mod agreement;
mod catalogues;
mod contrast;
mod office;
mod public;

use super::*;
use crate::sample::Sample;

/// Every output; a PDF is the data its template reads.
fn rendered(sample: &Sample, languages: &[Language]) -> Result<Vec<OutputFile>, ReportingError> {
    let typeset: &Typeset<'_> = &|document| Ok(document.files[0].1.clone());
    render_all(&sample.input(), languages, Some(typeset), Vec::new())
}

fn outputs(sample: &Sample) -> Vec<OutputFile> {
    rendered(sample, &Language::ALL).unwrap()
}

fn text<'a>(files: &'a [OutputFile], name: &str) -> &'a str {
    let file = files.iter().find(|file| file.name == name).unwrap();
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_order_of_languages() {
    let sample = Sample::new();
    let turned = [Language::Kyrgyz, Language::English, Language::Russian, Language::English];
    assert!(outputs(&sample) == rendered(&sample, &turned).unwrap());
}

#[test]
fn no_language_is_an_error() {
    let sample = Sample::new();
    assert!(matches!(rendered(&sample, &[]), Err(ReportingError::NoLanguage)));
}

#[test]
fn files_are_named_once_and_the_manifest_names_all_others() {
    let files = outputs(&Sample::new());
    let manifest: serde_json::Value = serde_json::from_str(text(&files, "manifest.json")).unwrap();
    let mut named: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    named.push("manifest.json");
    named.sort_unstable();
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, named);
}

#[test]
fn figures_are_as_reviewed() {
    insta::assert_snapshot!("figures", text(&outputs(&Sample::new()), "figures.json"));
}

#[test]
fn pages_are_as_reviewed() {
    let files = outputs(&Sample::new());
    for language in Language::ALL {
        let code = language.code();
        let page = text(&files, &format!("gap-report.{code}.html"));
        insta::assert_snapshot!(format!("page_{code}"), page);
    }
}

#[test]
fn csv_tables_are_as_reviewed() {
    let files = outputs(&Sample::new());
    let tables: Vec<String> = files
        .iter()
        .filter(|file| file.name.ends_with(".csv"))
        .map(|file| format!("{}\n{}", file.name, text(&files, &file.name)))
        .collect();
    insta::assert_snapshot!("tables", tables.join("\n"));
}

#[test]
fn every_row_of_every_csv_is_as_long_as_its_header_and_none_is_a_formula() {
    let files = outputs(&Sample::new());
    for file in files.iter().filter(|file| file.name.ends_with(".csv")) {
        // The reader refuses ragged rows.
        for row in csv::Reader::from_reader(file.bytes.as_slice()).records() {
            for cell in &row.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@']), "{}: {cell}", file.name);
            }
        }
    }
    assert!(text(&files, "findings.csv").contains("'=HYPERLINK"));
}

#[test]
fn links_hold_every_candidate_and_the_evidence_sums_to_the_weight() {
    let files = outputs(&Sample::new());
    let mut reader = csv::Reader::from_reader(text(&files, "links.csv").as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let evidence: Vec<usize> = header
        .iter()
        .enumerate()
        .filter(|(index, name)| name.ends_with("_bits") && *index != at("weight_bits"))
        .map(|(index, _)| index)
        .collect();
    let mut statuses = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        let bits = |at: usize| row[at].parse::<f64>().unwrap_or(0.0);
        let sum: f64 = evidence.iter().map(|at| bits(*at)).sum();
        assert!((sum - bits(at("weight_bits"))).abs() < 1e-3, "{row:?}");
        statuses.push(row[at("status")].to_owned());
    }
    assert_eq!(statuses, ["link", "non_link", "non_link"]);
}

#[test]
fn counts_that_do_not_add_up_are_refused() {
    let mut sample = Sample::new();
    sample.run.sources[1].quarantined = 2;
    let refused = rendered(&sample, &[Language::English]);
    assert!(matches!(refused, Err(ReportingError::Disagreement { left: 6, right: 7, .. })));

    let mut sample = Sample::new();
    sample.analysis.findings.pop();
    let refused = rendered(&sample, &[Language::English]);
    assert!(matches!(refused, Err(ReportingError::Disagreement { .. })));
}

#[test]
fn a_report_without_cases_is_still_a_whole_report() {
    let mut sample = Sample::new();
    let analysis = &mut sample.analysis;
    analysis.findings.clear();
    analysis.paths.clear();
    analysis.flows.clear();
    analysis.discrepancies.clear();
    analysis.obstacles.clear();
    analysis.rereview.clear();
    for figure in &mut analysis.figures {
        figure.numerator = 0;
        figure.denominator = Some(0);
        figure.value = None;
        figure.interval = None;
    }
    let files = outputs(&sample);
    for language in Language::ALL {
        let page = text(&files, &format!("gap-report.{}.html", language.code()));
        assert!(!page.contains("NaN") && !page.contains("inf\""));
    }
}

#[test]
fn text_of_sources_cannot_become_markup() {
    let mut sample = Sample::new();
    sample.analysis.findings[4].addressee = Some("<script>alert(1)</script>".into());
    let files = outputs(&sample);
    let page = text(&files, "gap-report.en.html");
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
}

#[test]
fn a_page_loads_nothing_and_runs_nothing() {
    let files = outputs(&Sample::new());
    for language in Language::ALL {
        let page = text(&files, &format!("gap-report.{}.html", language.code()));
        assert!(page.contains(&format!("<html lang=\"{}\">", language.code())));
        for banned in ["<script", "<link", "<img", "<iframe", "@import", "http:", "https:", "src="]
        {
            assert!(!page.contains(banned), "{banned}");
        }
    }
}

#[test]
fn every_number_of_a_figure_leads_to_the_records_behind_it() {
    let sample = Sample::new();
    let files = outputs(&sample);
    for language in Language::ALL {
        let code = language.code();
        let report = text(&files, &format!("gap-report.{code}.html"));
        let lists = text(&files, &format!("figure-ids.{code}.html"));
        let start = format!("href=\"figure-ids.{code}.html#");
        let links: Vec<&str> =
            report.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(links.len() > 80, "{} numbers lead somewhere", links.len());
        for anchor in links {
            assert!(lists.contains(&format!("id=\"{anchor}\"")), "{code}: {anchor}");
        }
        let unregistered =
            &sample.analysis.figures.iter().find(|f| f.id == "unregistered_rate.reports");
        for id in &unregistered.unwrap().denominator_ids {
            assert!(lists.contains(id.as_str()), "{id}");
        }
    }
}

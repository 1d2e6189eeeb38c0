//! Every kind of flip, its explanation, and the tolerances that let it pass.

use super::*;
use crate::commands::check::outputs::Sheet;

const FINDINGS: &str = "\
report,finding,probability,reasons,r0,r1,r2,r3,r4,linked,court_cases,nearest_weight_bits,obstacle,oblast
a:1,registered,0.990000,linked,reached,reached,reached,reached,reached,erp:1,court:1,12.5000,,KG-B
a:2,unregistered,0.900000,no_candidate,reached,no,no,no,no,,,,not_registered,KG-C
";

const LINKS: &str = "\
kind,left,rank,right,status,probability,none_probability,weight_bits,lineage,blocking_rules,name_level,name_bits
ngo_register,a:1,1,erp:1,link,0.990000,0.010000,12.5000,erp:1,name,exact,9.0000
ngo_register,a:1,2,erp:2,non_link,0.000100,0.010000,-2.0000,,name,other,-4.0000
ngo_register,a:2,,,non_link,,1.000000,,,,,
";

const FIGURES: &str = r#"[
{"id":"ladder.r2","unit":"reports","cohort":"all","method":"exact","numerator":1,"denominator":2,"value":0.5,
 "interval":{"low":0.1,"high":0.9,"level":0.95,"method":"wilson"},"ids":["a:1"],"denominator_ids":["a:1","a:2"]}]"#;

fn run(findings: &str, links: &str, figures: &str) -> RunOutputs {
    let figures: Vec<Value> = serde_json::from_str(figures).unwrap();
    RunOutputs {
        findings: Sheet::parse(findings.as_bytes()).unwrap(),
        links: Sheet::parse(links.as_bytes()).unwrap(),
        figures: figures
            .into_iter()
            .map(|figure| (figure["id"].as_str().unwrap().to_owned(), figure))
            .collect(),
        run: Value::Null,
    }
}

/// The baseline against a run in which one text was replaced, wherever it stands.
fn compared(from: &str, to: &str, tolerances: &str) -> Comparison {
    let replaced = [FINDINGS, LINKS, FIGURES].map(|text| text.replace(from, to));
    assert!(replaced != [FINDINGS, LINKS, FIGURES], "{from} is nowhere");
    let [findings, links, figures] = replaced;
    let tolerances = Tolerances::parse(tolerances).unwrap();
    compare(&run(FINDINGS, LINKS, FIGURES), &run(&findings, &links, &figures), &tolerances)
}

/// Kind and subject of every flip.
fn flips(comparison: &Comparison) -> Vec<(&'static str, &str)> {
    comparison.flips.iter().map(|flip| (flip.kind.code(), flip.subject.as_str())).collect()
}

#[test]
fn equal_outputs_have_no_flip() {
    let side = || run(FINDINGS, LINKS, FIGURES);
    let comparison = compare(&side(), &side(), &Tolerances::default());
    assert!(comparison.flips.is_empty() && comparison.within == 0);
    let rows = KindRow::all(&comparison, &Tolerances::default());
    assert_eq!(rows.len(), FlipKind::ALL.len());
    assert!(gate(Path::new("b"), &rows).is_ok());
}

#[test]
fn a_finding_that_flips_is_named_after_its_gravest_difference_and_explained_by_its_links() {
    let links = LINKS
        .replace("erp:1,link,0.990000,0.010000,12.5000", "erp:1,non_link,0.200000,0.800000,3.5000")
        .replace("exact,9.0000", "missing,0.0000");
    let findings = FINDINGS
        .replace("a:1,registered,0.990000,linked", "a:1,unregistered,0.800000,below_threshold");
    let comparison = compare(
        &run(FINDINGS, LINKS, FIGURES),
        &run(&findings, &links, FIGURES),
        &Tolerances::default(),
    );
    assert_eq!(flips(&comparison), [("finding", "a:1"), ("link", "ngo_register a:1")]);
    let finding = &comparison.flips[0];
    let fields: Vec<&str> = finding.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["finding", "probability", "reasons"]);
    let because = finding.because.join("\n");
    assert!(because.contains("status: link → non_link"), "{because}");
    assert!(because.contains("target: erp:1 → –"), "{because}");
    assert!(
        because.contains("candidate erp:1, name: exact (9.0000 bits) → missing (0.0000 bits)"),
        "{because}"
    );
}

#[test]
fn every_field_of_a_finding_has_its_kind() {
    for (from, to, kind) in [
        (",erp:1,court:1,", ",erp:9,court:1,", "link"),
        (",erp:1,court:1,", ",erp:1,court:7,", "link"),
        ("no_candidate", "below_threshold", "reasons"),
        (
            "a:2,unregistered,0.900000,no_candidate,reached,no",
            "a:2,unregistered,0.900000,no_candidate,reached,unknown",
            "rungs",
        ),
        ("not_registered", "other", "obstacle"),
        ("KG-C", "KG-D", "detail"),
        ("a:2,unregistered,0.900000", "a:2,unregistered,0.850000", "probability"),
        (",court:1,12.5000", ",court:1,12.4000", "weight"),
    ] {
        let comparison = compared(from, to, "");
        assert_eq!(comparison.flips.len(), 1, "{to}");
        assert_eq!(comparison.flips[0].kind.code(), kind, "{to}");
        assert!(!comparison.flips[0].changes.is_empty(), "{to}");
    }
}

#[test]
fn a_link_flips_by_status_target_weight_and_candidates() {
    let comparison = compared("erp:1,link,", "erp:1,possible_link,", "");
    assert_eq!(flips(&comparison), [("link", "ngo_register a:1")]);
    assert_eq!(comparison.flips[0].changes, [Change::new("status", "link", "possible_link")]);

    let comparison = compared("-2.0000,,name,other,-4.0000", "1.0000,,name,close,-1.0000", "");
    assert_eq!(flips(&comparison), [("weight", "ngo_register a:1")]);
    let because = &comparison.flips[0].because;
    assert_eq!(because, &["candidate erp:2, name: other (-4.0000 bits) → close (-1.0000 bits)"]);

    let comparison = compared("2,erp:2,non_link", "2,erp:3,non_link", "");
    assert_eq!(flips(&comparison), [("detail", "ngo_register a:1")]);
    assert_eq!(comparison.flips[0].changes.len(), 2, "one went, one came");

    let comparison = compared(",1.000000,", ",0.700000,", "");
    assert_eq!(flips(&comparison), [("probability", "ngo_register a:2")]);

    let comparison = compared("name,exact", "name+date,exact", "");
    assert_eq!(flips(&comparison), [("detail", "ngo_register a:1")]);
}

#[test]
fn what_only_one_side_has_is_a_flip() {
    let row = FINDINGS.lines().nth(2).unwrap();
    let comparison = compared(&format!("{row}\n"), "", "");
    assert_eq!(flips(&comparison), [("presence", "a:2")]);
    let comparison = compared(row, &format!("{row}\n{}", row.replace("a:2", "a:3")), "");
    assert_eq!(flips(&comparison), [("presence", "a:3")]);
    let comparison = compared("obstacle,oblast", "hindrance,oblast", "");
    let subjects = [
        ("presence", "findings.csv, column obstacle"),
        ("presence", "findings.csv, column hindrance"),
    ];
    assert_eq!(flips(&comparison), subjects);
    let comparison = compared("ngo_register,a:2,,,non_link,,1.000000,,,,,\n", "", "");
    assert_eq!(flips(&comparison), [("presence", "ngo_register a:2")]);
    let comparison = compared("ladder.r2", "ladder.r3", "");
    assert_eq!(flips(&comparison), [("figure", "ladder.r2"), ("new_figure", "ladder.r3")]);
}

#[test]
fn a_figure_flips_by_number_unit_interval_and_ids_and_names_who_came_and_went() {
    for (from, to) in [
        ("\"numerator\":1", "\"numerator\":2"),
        ("\"value\":0.5", "\"value\":0.6"),
        ("\"low\":0.1", "\"low\":0.2"),
        ("\"level\":0.95", "\"level\":0.9"),
        ("\"unit\":\"reports\"", "\"unit\":\"victims\""),
        ("\"value\":0.5", "\"value\":null"),
    ] {
        assert_eq!(flips(&compared(from, to, "")), [("figure", "ladder.r2")], "{to}");
    }
    let findings = FINDINGS.replace("a:2,unregistered", "a:2,registered");
    let figures = FIGURES.replace("\"ids\":[\"a:1\"]", "\"ids\":[\"a:2\"]");
    let comparison = compare(
        &run(FINDINGS, LINKS, FIGURES),
        &run(&findings, LINKS, &figures),
        &Tolerances::default(),
    );
    let figure = comparison.flips.last().unwrap();
    assert_eq!(figure.kind, FlipKind::Figure);
    assert_eq!(
        figure.because,
        ["a:1 went from ids", "a:2 came to ids, finding: unregistered → registered"]
    );
}

#[test]
fn a_tolerance_lets_through_what_it_covers_and_nothing_beyond() {
    let moved = |tolerances: &str| {
        let comparison = compared("0.990000", "0.980000", tolerances);
        (comparison.flips.len(), comparison.within)
    };
    assert_eq!(moved("probability = 0.01"), (0, 2));
    assert_eq!(moved("probability = 0.009"), (2, 0));
    assert!(compared("-2.0000", "-2.2000", "weight_bits = 0.2").flips.is_empty());
    let half = "\"numerator\":1,\"denominator\":2,\"value\":0.5";
    let other = "\"numerator\":2,\"denominator\":2,\"value\":1.0";
    assert_eq!(compared(half, other, "[figures]\ncount = 1").flips.len(), 1);
    assert!(compared(half, other, "[figures]\ncount = 1\nvalue = 0.5").flips.is_empty());
    let own = "[figures]\ncount = 9\nvalue = 9.0\n[figure.\"ladder.r2\"]\nvalue = 0.1";
    assert_eq!(
        compared(half, other, own).flips.len(),
        1,
        "a bound of its own replaces the general"
    );
    let ids = ("\"ids\":[\"a:1\"]", "\"ids\":[\"a:2\"]");
    assert!(compared(ids.0, ids.1, "[figures]\ncount = 1").flips.is_empty());
}

#[test]
fn flips_are_accepted_up_to_the_number_declared() {
    let verdict = |declared: &str| {
        let comparison = compared("KG-C", "KG-D", declared);
        gate(Path::new("b"), &KindRow::all(&comparison, &Tolerances::parse(declared).unwrap()))
    };
    assert!(verdict("[allowed]\ndetail = 1").is_ok());
    let message = verdict("[allowed]\nfinding = 9").unwrap_err().to_string();
    assert!(message.contains("1 detail (allowed 0)"), "{message}");
}

#[test]
fn tolerances_that_make_no_sense_are_refused() {
    for (text, part) in [
        ("probabilty = 0.1", "unknown field `probabilty`"),
        ("probability = -0.1", "not a number from 0 up"),
        ("weight_bits = nan", "not a number from 0 up"),
        ("[figure.x]\nvalue = -1.0", "not a number from 0 up"),
        ("[allowed]\nfindings = 1", "unknown variant"),
    ] {
        let refused = Tolerances::parse(text).unwrap_err();
        assert!(refused.contains(part), "{refused}");
    }
    let side = run(FINDINGS, LINKS, FIGURES);
    let tolerances = Tolerances::parse("[figure.\"ladder.r3\"]\ncount = 1").unwrap();
    let refused = tolerances.check_figures(Path::new("b"), [&side, &side]).unwrap_err();
    assert!(refused.to_string().contains("did you mean ladder.r2?"), "{refused}");
}

#[test]
fn what_a_run_was_made_from_is_compared_leaf_by_leaf() {
    let was =
        json!({"software": {"version": "1"}, "sources": [{"id": "a", "sha256": "x"}, {"id": "b"}]});
    let now =
        json!({"software": {"version": "2"}, "sources": [{"id": "b"}, {"id": "a", "sha256": "y"}]});
    let changes = made_from::changes(&was, &now);
    let expected =
        [Change::new("software.version", "1", "2"), Change::new("sources.a.sha256", "x", "y")];
    assert_eq!(changes, expected);
    assert!(made_from::changes(&Value::Null, &now).is_empty());
}

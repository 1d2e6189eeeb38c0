//! Metamorphic relations of the decomposition: parts add up, nothing moves without a cause.

use proptest::prelude::*;

use super::*;

/// A report as five small numbers, one per hash, with whether it is in numerator and denominator.
type Row = ([u8; 5], bool, bool);

fn snapshot(rows: &[(u8, Row)], rules: (u8, u8)) -> Snapshot {
    let rows: BTreeMap<u8, Row> = rows.iter().copied().collect();
    let id = |own: u8| RecordId::from(format!("ngo:{own}").as_str());
    let basis = |(own, (hash, ..)): (&u8, &Row)| {
        let [content, review, link, linked_content, linked_review] = hash.map(|n| n.to_string());
        let report = id(*own);
        ReportBasis { report, content, review, link, linked_content, linked_review }
    };
    let of = |wanted: &dyn Fn(&Row) -> bool| {
        rows.iter().filter(|(_, row)| wanted(row)).map(|(own, _)| id(*own)).collect()
    };
    let mut reports: Vec<ReportBasis> = rows.iter().map(basis).collect();
    reports.sort_by(|a, b| a.report.cmp(&b.report));
    Snapshot {
        as_of: "2024-06-30".parse().unwrap(),
        inputs: String::new(),
        linking_rules: rules.0.to_string(),
        rules: format!("{} {}", rules.0, rules.1),
        reports,
        headlines: vec![Headline {
            figure: "ladder.r2.reports".to_owned(),
            numerator: of(&|(_, part, whole)| *part && *whole),
            denominator: of(&|(_, _, whole)| *whole),
        }],
    }
}

fn rows() -> impl Strategy<Value = Vec<(u8, Row)>> {
    let hashes = prop::array::uniform5(0_u8..3);
    prop::collection::vec((0_u8..30, (hashes, any::<bool>(), any::<bool>())), 0..40)
}

fn only(part: &FigureChange) -> Vec<(Cause, i64, i64)> {
    part.parts
        .iter()
        .filter(|part| !part.reports.is_empty())
        .map(|part| (part.cause, part.numerator, part.denominator))
        .collect()
}

const BASE: Row = ([0; 5], true, true);

#[test]
fn each_cause_is_told_by_what_differs() {
    let changed = |new: Row, rules: (u8, u8)| {
        let before = snapshot(&[(1, BASE), (2, BASE)], (0, 0));
        let after = snapshot(&[(1, new), (2, BASE)], rules);
        only(&decompose(&before, &after).figures[0])
    };
    let moved = |at: usize| {
        let mut hash = [0; 5];
        hash[at] = 1;
        (hash, false, true)
    };
    assert_eq!(changed(moved(0), (0, 0)), [(Cause::NewData, -1, 0)], "own content");
    assert_eq!(changed(moved(1), (0, 0)), [(Cause::Review, -1, 0)]);
    assert_eq!(changed(moved(2), (0, 0)), [(Cause::NewLink, -1, 0)]);
    assert_eq!(changed(moved(2), (1, 0)), [(Cause::RuleChange, -1, 0)], "linked by new rules");
    assert_eq!(changed(moved(3), (0, 0)), [(Cause::NewData, -1, 0)], "content of the entry");
    assert_eq!(changed(moved(4), (0, 0)), [(Cause::Review, -1, 0)], "of a court case");
    assert_eq!(changed(([0; 5], false, true), (0, 1)), [(Cause::RuleChange, -1, 0)]);
    assert_eq!(changed(([0; 5], false, true), (0, 0)), [(Cause::NewData, -1, 0)], "time passed");
    let both = ([1, 1, 0, 0, 0], false, false);
    assert_eq!(changed(both, (1, 1)), [(Cause::Review, -1, -1)], "a decision of a person first");
}

#[test]
fn reports_that_come_and_go_are_new_data() {
    let before = snapshot(&[(1, BASE), (2, BASE)], (0, 0));
    let after = snapshot(&[(2, BASE), (3, ([0; 5], false, true))], (1, 1));
    let change = &decompose(&before, &after).figures[0];
    assert_eq!((change.before, change.after), ((2, 2), (1, 2)));
    assert_eq!(only(change), [(Cause::NewData, -1, 0)]);
    assert_eq!(change.parts[0].reports.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn parts_add_up_to_the_whole_change(
        old in rows(),
        new in rows(),
        rules in (0_u8..2, 0_u8..2),
    ) {
        let (before, after) = (snapshot(&old, (0, 0)), snapshot(&new, rules));
        for change in decompose(&before, &after).figures {
            let sum = |field: fn(&Part) -> i64| change.parts.iter().map(field).sum::<i64>();
            prop_assert_eq!(
                change.before.0 as i64 + sum(|part| part.numerator), change.after.0 as i64
            );
            prop_assert_eq!(
                change.before.1 as i64 + sum(|part| part.denominator), change.after.1 as i64
            );
            if let Some(parts) = change.parts.iter().map(|part| part.value).collect::<Option<Vec<_>>>() {
                let total = rate(change.after).unwrap() - rate(change.before).unwrap();
                prop_assert!((parts.iter().sum::<f64>() - total).abs() < 1e-12);
            }
            let moved: usize = change.parts.iter().map(|part| part.reports.len()).sum();
            let distinct: BTreeSet<_> = change.parts.iter().flat_map(|part| &part.reports).collect();
            prop_assert_eq!(moved, distinct.len(), "one cause each");
        }
    }

    #[test]
    fn nothing_changed_is_all_zero(all in rows()) {
        let same = snapshot(&all, (0, 0));
        for change in decompose(&same, &same).figures {
            prop_assert_eq!(change.before, change.after);
            prop_assert!(change.parts.iter().all(|part| part.numerator == 0
                && part.denominator == 0
                && part.reports.is_empty()
                && part.value.is_none_or(|value| value == 0.0)));
        }
    }

    #[test]
    fn there_and_back_is_nothing(old in rows(), new in rows()) {
        let (before, after) = (snapshot(&old, (0, 0)), snapshot(&new, (0, 0)));
        let (there, back) = (decompose(&before, &after), decompose(&after, &before));
        for (there, back) in there.figures.iter().zip(&back.figures) {
            for (one, other) in there.parts.iter().zip(&back.parts) {
                prop_assert_eq!(one.numerator, -other.numerator);
                prop_assert_eq!(&one.reports, &other.reports);
            }
        }
    }
}

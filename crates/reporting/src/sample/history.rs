//! What the hand-built sample rests on, and what changed since an earlier run.

use attrition::change::{Cause, ChangeSet, FigureChange, Headline, Part, ReportBasis, Snapshot};
use jiff::civil::date;

pub(super) fn snapshot() -> Snapshot {
    let hash = |digit: &str| digit.repeat(16);
    Snapshot {
        as_of: date(2026, 6, 30),
        inputs: hash("1"),
        linking_rules: hash("2"),
        rules: hash("3"),
        reports: vec![ReportBasis {
            report: "ngo-ak:5".into(),
            content: hash("4"),
            review: hash("5"),
            link: hash("6"),
            linked_content: hash("7"),
            linked_review: hash("8"),
        }],
        headlines: vec![Headline {
            figure: "unregistered_rate.reports".into(),
            numerator: ["ngo-ak:5".into()].into(),
            denominator: ["ngo-ak:2".into(), "ngo-ak:5".into()].into(),
        }],
    }
}

pub(super) fn changes() -> ChangeSet {
    let part = |cause, numerator, denominator, value| Part {
        cause,
        numerator,
        denominator,
        value: Some(value),
        reports: vec!["ngo-ak:5".into()],
    };
    ChangeSet {
        since: date(2026, 3, 31),
        since_inputs: "9".repeat(16),
        figures: vec![FigureChange {
            figure: "unregistered_rate.reports".into(),
            before: (2, 4),
            after: (1, 5),
            parts: vec![
                part(Cause::NewData, 0, 1, -0.1),
                part(Cause::NewLink, -1, 0, -0.2),
                part(Cause::Review, 0, 0, 0.0),
                part(Cause::RuleChange, 0, 0, 0.0),
            ],
        }],
    }
}

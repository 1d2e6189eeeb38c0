//! The headline of the small analysis in its other ways of counting.

use attrition::{ErrorRates, ErrorSource, Figure, IntervalParts, Rate, Uncertainty};

use super::figure;

/// The corrected share, the verified sample, and one rung over draws of the links and by the sample.
pub(super) fn figures() -> Vec<Figure> {
    let with = |mut figure: Figure, method, interval_method, uncertainty| {
        figure.method = method;
        figure.uncertainty = uncertainty;
        if let Some(interval) = &mut figure.interval {
            interval.method = interval_method;
        }
        figure
    };
    let parts = Some(IntervalParts { sampling: (0.05, 0.55), linkage: (0.17, 0.33) });
    let rate = |value, low, high| Rate { value, low, high };
    let errors = ErrorRates {
        recall: rate(0.94, 0.8, 1.0),
        false_link_rate: rate(0.02, 0.0, 0.1),
        from: ErrorSource::AuditSample,
        reviewed: 5,
    };
    let headline = |id: &str, label: &str, arguments: &[(&str, &str)]| {
        figure(id, label, arguments, (1, 6), (0.04, 0.6))
    };
    vec![
        with(
            headline(
                "unregistered_rate.reports.linkage_adjusted",
                "figure-unregistered-adjusted",
                &[],
            ),
            "linkage_adjusted",
            "linkage_adjusted",
            Uncertainty { parts, link_errors: Some(errors), notes: vec!["clipped"] },
        ),
        with(
            headline(
                "unregistered_rate.reports.verified_sample",
                "figure-unregistered-verified",
                &[("population", "6")],
            ),
            "verified_sample",
            "jeffreys_predictive",
            Uncertainty { notes: vec!["undecided_in_sample"], ..Uncertainty::default() },
        ),
        with(
            figure(
                "ladder.r2.reports.link_draws",
                "figure-ladder-drawn",
                &[("rung", "r2")],
                (2, 7),
                (0.08, 0.65),
            ),
            "link_draws",
            "link_draws",
            Uncertainty { parts, ..Uncertainty::default() },
        ),
        with(
            figure(
                "ladder.r2.reports.verified_sample",
                "figure-ladder-verified",
                &[("rung", "r2"), ("population", "6")],
                (2, 6),
                (0.1, 0.7),
            ),
            "verified_sample",
            "jeffreys_predictive",
            Uncertainty::default(),
        ),
    ]
}

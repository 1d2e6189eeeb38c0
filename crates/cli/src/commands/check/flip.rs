//! What a flip is. Reach for [`Comparison`] to collect them; [`Differences`] gathers what differs
//! about one subject and makes one flip of it, named after the gravest difference.

use serde::Deserialize;
use serde_json::{Value, json};

/// What flipped, gravest first. The codes are the keys of `[allowed]` in `tolerances.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FlipKind {
    /// A report, decision, figure or column is there on one side only; a new figure is
    /// [`Self::NewFigure`].
    Presence,
    /// The finding of a report.
    Finding,
    /// What a record is linked to, and whether it is a link, a possible link or none.
    Link,
    /// The reasons of an unchanged finding.
    Reasons,
    /// The rungs a report reached.
    Rungs,
    /// The obstacle named.
    Obstacle,
    /// A match weight, beyond the tolerance.
    Weight,
    /// A probability, beyond the tolerance.
    Probability,
    /// Anything else said of a report or a candidate.
    Detail,
    /// A figure, beyond the tolerance.
    Figure,
    /// A figure the baseline does not have.
    NewFigure,
}

impl FlipKind {
    /// Every kind, gravest first.
    pub(super) const ALL: [Self; 11] = [
        Self::Presence,
        Self::Finding,
        Self::Link,
        Self::Reasons,
        Self::Rungs,
        Self::Obstacle,
        Self::Weight,
        Self::Probability,
        Self::Detail,
        Self::Figure,
        Self::NewFigure,
    ];

    /// Stable code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Finding => "finding",
            Self::Link => "link",
            Self::Reasons => "reasons",
            Self::Rungs => "rungs",
            Self::Obstacle => "obstacle",
            Self::Weight => "weight",
            Self::Probability => "probability",
            Self::Detail => "detail",
            Self::Figure => "figure",
            Self::NewFigure => "new_figure",
        }
    }
}

/// One field that differs. An empty side means that there was nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) field: String,
    pub(super) was: String,
    pub(super) now: String,
}

impl Change {
    pub(super) fn new(field: &str, was: &str, now: &str) -> Self {
        Self { field: field.to_owned(), was: was.to_owned(), now: now.to_owned() }
    }

    /// `field: was → now`.
    pub(super) fn text(&self) -> String {
        let shown = |side: &str| if side.is_empty() { "–".to_owned() } else { side.to_owned() };
        format!("{}: {} → {}", self.field, shown(&self.was), shown(&self.now))
    }

    pub(super) fn json(&self) -> Value {
        json!({ "field": self.field, "was": self.was, "now": self.now })
    }
}

/// What differs about one report, decision, figure or column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flip {
    /// The gravest of its changes.
    pub(super) kind: FlipKind,
    /// Id of the report or figure; kind and left record of a decision.
    pub(super) subject: String,
    pub(super) changes: Vec<Change>,
    /// What stands behind it, one sentence each.
    pub(super) because: Vec<String>,
}

/// Flips in order of subject, and how many numbers moved within the tolerances.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) flips: Vec<Flip>,
    pub(super) within: u64,
}

impl Comparison {
    pub(super) fn append(&mut self, other: Self) {
        self.flips.extend(other.flips);
        self.within += other.within;
    }

    /// A subject that only one side has.
    pub(super) fn one_sided(&mut self, kind: FlipKind, subject: &str, in_baseline: bool) {
        let (was, now) = if in_baseline { ("there", "") } else { ("", "there") };
        self.flips.push(Flip {
            kind,
            subject: subject.to_owned(),
            changes: vec![Change::new("presence", was, now)],
            because: Vec::new(),
        });
    }

    /// Makes one flip of the differences, if there are any.
    pub(super) fn close(&mut self, subject: &str, differences: Differences) {
        self.within += differences.within;
        if let Some(kind) = differences.gravest {
            self.flips.push(Flip {
                kind,
                subject: subject.to_owned(),
                changes: differences.changes,
                because: differences.because,
            });
        }
    }
}

/// The differences of one subject under collection.
#[derive(Debug, Default)]
pub(super) struct Differences {
    gravest: Option<FlipKind>,
    changes: Vec<Change>,
    pub(super) because: Vec<String>,
    within: u64,
}

impl Differences {
    /// The gravest kind so far.
    pub(super) const fn gravest(&self) -> Option<FlipKind> {
        self.gravest
    }

    /// A difference that no tolerance covers.
    pub(super) fn add(&mut self, kind: FlipKind, field: &str, was: &str, now: &str) {
        self.changes.push(Change::new(field, was, now));
        self.gravest = Some(self.gravest.map_or(kind, |gravest| gravest.min(kind)));
    }

    /// Compares two texts.
    pub(super) fn text(&mut self, kind: FlipKind, field: &str, was: &str, now: &str) {
        if was != now {
            self.add(kind, field, was, now);
        }
    }

    /// Compares two numbers as written; `tolerance` is absolute. An empty side is no number.
    pub(super) fn number(
        &mut self,
        kind: FlipKind,
        field: &str,
        (was, now): (&str, &str),
        tolerance: f64,
    ) {
        if was == now {
            return;
        }
        // Numbers are written with at most six decimals: 1e-9 only absorbs binary rounding.
        let near = |a: f64, b: f64| (a - b).abs() <= tolerance + 1e-9;
        match (was.parse(), now.parse()) {
            (Ok(a), Ok(b)) if near(a, b) => self.within += 1,
            _ => self.add(kind, field, was, now),
        }
    }
}

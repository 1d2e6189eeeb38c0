//! Fluent keys of figures. Reach for [`LABELS`] to test a catalogue for completeness; what stands
//! behind each key, and its arguments, is said here once.

/// Every label a figure may carry.
///
/// | key | arguments | what is counted |
/// |---|---|---|
/// | `figure-ladder-r0` … `r4`, `figure-ladder-r2-of-r1` | – | rung reached, of the rung's base |
/// | the same with `-in` | `dimension`, `value` | the same in one stratum |
/// | `figure-ladder-unknown[-in]` | `rung` (+ stratum) | base of a rung for which it cannot be said |
/// | `figure-finding[-in]` | `finding` (+ stratum) | reports with this finding, of the cohort |
/// | `figure-unregistered-rate[-in]` | (stratum) | unregistered, of those handed over with proof and decided |
/// | `figure-unregistered-adjusted[-in]` | (stratum) | the same, corrected for links missed and wrong |
/// | `figure-unregistered-verified` | `population` | the same, by the verified sample of so many reports |
/// | `figure-unregistered-guaranteed` | – | the same, with an interval that covers at least its level |
/// | `figure-ladder-bounds` | `rung` | rung reached, if it was by all or none of the unknown |
/// | `figure-ladder-drawn[-in]` | `rung` (+ stratum) | rung reached, over draws of the links |
/// | `figure-ladder-verified` | `rung`, `population` | rung reached, by the verified sample of so many reports |
/// | `figure-unregistered-bounds` | – | the same, if the undetermined were all or none registered |
/// | `figure-time-t1` … `t3` | – | in time, of those of which it can be said |
/// | `figure-time-t1-late` … `t3-late` | – | late, of those of which it can be said |
/// | `figure-time-unknown` | `limit` | of which it cannot be said, of all asked |
/// | `figure-stage-time` | `from_stage`, `stage`, `days` | reached the stage within so many days |
/// | `figure-funnel` | `stage`, `unit` | reached the stage, of all that set out |
/// | `figure-pending` | `stage`, `unit` | still at the stage, of those that reached it |
/// | `figure-drop-out` | `stage`, `exit`, `ground`, `unit` | left at the stage, of those that reached it |
/// | `figure-period` | `year`, `stage`, `unit` | entered the stage in the year |
/// | `figure-exit-taken` | `exit` | ever took the exit, of all entries |
/// | `figure-exit-undone` | `exit` | came back, of those that ever took the exit |
/// | `figure-requalified-up` | – | requalified to trafficking, of those begun as another offence |
/// | `figure-court-outcome` | `instance`, `outcome` | so decided last, of those the instance received |
/// | `figure-court-outcome-drawn` | `instance`, `outcome` | the same, over draws of the links to court |
/// | `figure-funnel-drawn` | `stage`, `unit` | reached the stage, over draws of the links to court |
/// | `figure-ratio-offender` | – | suspects per registered trafficking entry |
/// | `figure-ratio-conviction` | – | suspects of convicted cases per suspect |
/// | `figure-obstacle` | `obstacle`, `unit` | held up by the obstacle, of all of the cohort |
/// | `figure-rereview` | `rereview_rule` | put up for re-review by the rule, of all entries |
/// | `figure-discrepancy` | `kind` | entries or reports with the discrepancy |
/// | `figure-links` | `kind`, `status` | reports or entries with such a link |
/// | `figure-same-case` | – | reports that tell of a case another report tells of |
pub const LABELS: &[&str] = &[
    "figure-court-outcome",
    "figure-court-outcome-drawn",
    "figure-discrepancy",
    "figure-drop-out",
    "figure-exit-taken",
    "figure-exit-undone",
    "figure-finding",
    "figure-finding-in",
    "figure-funnel",
    "figure-funnel-drawn",
    "figure-ladder-bounds",
    "figure-ladder-drawn",
    "figure-ladder-drawn-in",
    "figure-ladder-r0",
    "figure-ladder-r0-in",
    "figure-ladder-r1",
    "figure-ladder-r1-in",
    "figure-ladder-r2",
    "figure-ladder-r2-in",
    "figure-ladder-r2-of-r1",
    "figure-ladder-r2-of-r1-in",
    "figure-ladder-r3",
    "figure-ladder-r3-in",
    "figure-ladder-r4",
    "figure-ladder-r4-in",
    "figure-ladder-unknown",
    "figure-ladder-unknown-in",
    "figure-ladder-verified",
    "figure-links",
    "figure-obstacle",
    "figure-pending",
    "figure-period",
    "figure-ratio-conviction",
    "figure-ratio-offender",
    "figure-requalified-up",
    "figure-rereview",
    "figure-same-case",
    "figure-stage-time",
    "figure-time-t1",
    "figure-time-t1-late",
    "figure-time-t2",
    "figure-time-t2-late",
    "figure-time-t3",
    "figure-time-t3-late",
    "figure-time-unknown",
    "figure-unregistered-adjusted",
    "figure-unregistered-adjusted-in",
    "figure-unregistered-bounds",
    "figure-unregistered-guaranteed",
    "figure-unregistered-rate",
    "figure-unregistered-rate-in",
    "figure-unregistered-verified",
];

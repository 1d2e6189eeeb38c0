//! Step curves as SVG: the share of cases that reached a stage by each day, and the share that had
//! left, with the cases at risk under the days. Reach for [`StepDrawing`] with a [`StepChart`]. Lines
//! are told apart by being whole or dashed and are named above them, so that nothing depends on
//! colour. Unit of every coordinate: SVG user units, as in `chart`.

use std::fmt::Write as _;

use askama::Template;

use crate::chart::{LABEL_LETTER, round, wrapped};

/// Curves of several pairs of stages, one panel each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StepChart {
    /// Anchor.
    pub(crate) id: &'static str,
    /// What it says, in one sentence; `None` where there is nothing to say.
    pub(crate) message: Option<String>,
    /// What it shows.
    pub(crate) title: String,
    /// The message and the numbers in words, for those who do not see it.
    pub(crate) description: String,
    /// The axis of days, as printed.
    pub(crate) days: String,
    /// What stands under the days, as printed.
    pub(crate) at_risk: String,
    /// Panels from top to bottom.
    pub(crate) panels: Vec<Panel>,
}

/// The curves of one pair of stages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panel {
    /// What it shows.
    pub(crate) label: String,
    /// Last day shown, above zero.
    pub(crate) last: u32,
    /// Days named below the axis.
    pub(crate) ticks: Vec<Tick>,
    /// Lines, the one with an interval first.
    pub(crate) lines: Vec<Line>,
    /// Interval of the first line: from a day on, between two shares. In order of days.
    pub(crate) band: Vec<(u32, f64, f64)>,
    /// Shares named beside the axis, and how.
    pub(crate) shares: Vec<(f64, String)>,
}

/// A day on the axis with the cases at risk then.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) day: u32,
    pub(crate) text: String,
    pub(crate) at_risk: String,
}

/// A curve: from each day on the share it has, beginning at day zero with none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// CSS class: `reached` or `left`.
    pub(crate) class: &'static str,
    /// What it shows, with its last share.
    pub(crate) label: String,
    /// Days in order, each with the share from it on, range [0, 1].
    pub(crate) steps: Vec<(u32, f64)>,
}

const LINE: f64 = 18.0;
/// Height of the field of a panel.
const FIELD: f64 = 150.0;
/// Room for shares beside the field, and for half of a day's label to its right.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 24.0;
/// From one panel to the next.
const GAP: f64 = 22.0;
/// Least distance between two named days, so that their labels and counts do not meet.
const LEAST_TICKS_APART: f64 = 44.0;

/// A chart laid out for one width.
pub(crate) struct StepDrawing {
    pub(crate) class: &'static str,
    pub(crate) width: f64,
    pub(crate) height: f64,
    panels: Vec<DrawnPanel>,
}

struct DrawnPanel {
    label: Vec<(f64, String)>,
    keys: Vec<DrawnKey>,
    grid: Vec<DrawnShare>,
    left: f64,
    right: f64,
    bottom: f64,
    band: String,
    curves: Vec<(&'static str, String)>,
    ticks: Vec<DrawnTick>,
    days_y: f64,
    at_risk_title_y: f64,
    at_risk_y: f64,
}

struct DrawnKey {
    class: &'static str,
    line_y: f64,
    y: f64,
    text: String,
}

struct DrawnShare {
    y: f64,
    text_y: f64,
    text: String,
}

struct DrawnTick {
    x: f64,
    text: String,
    at_risk: String,
}

impl StepDrawing {
    /// For screens from a tablet up and for paper.
    pub(crate) fn wide(chart: &StepChart) -> Self {
        Self::lay_out(chart, "wide-drawing", 720.0)
    }

    /// For a phone.
    pub(crate) fn narrow(chart: &StepChart) -> Self {
        Self::lay_out(chart, "narrow-drawing", 340.0)
    }

    fn lay_out(chart: &StepChart, class: &'static str, width: f64) -> Self {
        let mut panels = Vec::new();
        let mut top = 0.0;
        for panel in &chart.panels {
            let drawn = draw(panel, width, top);
            top = drawn.at_risk_y + GAP;
            panels.push(drawn);
        }
        Self { class, width, height: top, panels }
    }
}

#[derive(Template)]
#[template(path = "step-drawing.svg")]
struct Svg<'a> {
    chart: &'a StepChart,
    drawing: &'a StepDrawing,
    standalone: bool,
}

/// The drawing as SVG: a part of a page, or a file that brings its own style.
pub(crate) fn svg(
    chart: &StepChart,
    drawing: &StepDrawing,
    standalone: bool,
) -> askama::Result<String> {
    Svg { chart, drawing, standalone }.render()
}

fn draw(panel: &Panel, width: f64, start: f64) -> DrawnPanel {
    let mut y = start;
    let label = wrapped(&panel.label, width / LABEL_LETTER)
        .into_iter()
        .map(|line| {
            y += LINE;
            (round(y - 3.0), line)
        })
        .collect();
    let keys = panel
        .lines
        .iter()
        .map(|line| {
            y += LINE;
            DrawnKey {
                class: line.class,
                line_y: round(y - 7.0),
                y: round(y - 3.0),
                text: line.label.clone(),
            }
        })
        .collect();
    let top = y + 12.0;
    let bottom = top + FIELD;
    let (left, right) = (LEFT, width - RIGHT);
    let x = |day: u32| left + (right - left) * f64::from(day) / f64::from(panel.last.max(1));
    let at = |share: f64| bottom - FIELD * share;
    let mut ticks: Vec<DrawnTick> = Vec::new();
    for tick in &panel.ticks {
        let here = x(tick.day);
        if ticks.last().is_none_or(|last| here - last.x >= LEAST_TICKS_APART) {
            let (text, at_risk) = (tick.text.clone(), tick.at_risk.clone());
            ticks.push(DrawnTick { x: round(here), text, at_risk });
        }
    }
    let share = |(share, text): &(f64, String)| DrawnShare {
        y: round(at(*share)),
        text_y: round(at(*share) + 4.5),
        text: text.clone(),
    };
    DrawnPanel {
        label,
        keys,
        grid: panel.shares.iter().map(share).collect(),
        left,
        right,
        bottom: round(bottom),
        band: band(panel, &x, &at),
        curves: panel.lines.iter().map(|l| (l.class, curve(l, panel.last, &x, &at))).collect(),
        ticks,
        days_y: round(bottom + LINE),
        at_risk_title_y: round(bottom + 2.0 * LINE + 4.0),
        at_risk_y: round(bottom + 3.0 * LINE + 4.0),
    }
}

type Scale<'s> = &'s dyn Fn(u32) -> f64;
type ShareScale<'s> = &'s dyn Fn(f64) -> f64;

/// The path of a line: level until a day, then up.
fn curve(line: &Line, last: u32, x: Scale<'_>, y: ShareScale<'_>) -> String {
    let mut path = format!("M{} {}", round(x(0)), round(y(0.0)));
    for (day, share) in line.steps.iter().filter(|(day, _)| *day <= last) {
        // Writing to a String cannot fail.
        let _ = write!(path, "H{}V{}", round(x(*day)), round(y(*share)));
    }
    let _ = write!(path, "H{}", round(x(last)));
    path
}

/// The outline of the interval: its upper end from left to right, its lower end back.
fn band(panel: &Panel, x: Scale<'_>, y: ShareScale<'_>) -> String {
    let inside: Vec<_> = panel.band.iter().filter(|(day, ..)| *day <= panel.last).collect();
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return String::new() };
    let mut path = format!("M{} {}", round(x(first.0)), round(y(first.2)));
    for (day, _, high) in &inside {
        let _ = write!(path, "H{}V{}", round(x(*day)), round(y(*high)));
    }
    let _ = write!(path, "H{}V{}", round(x(panel.last)), round(y(last.1)));
    for pair in inside.windows(2).rev() {
        let _ = write!(path, "H{}V{}", round(x(pair[1].0)), round(y(pair[0].1)));
    }
    let _ = write!(path, "H{}Z", round(x(first.0)));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> StepChart {
        let tick = |day: u32| Tick { day, text: day.to_string(), at_risk: "7".into() };
        StepChart {
            id: "curves",
            message: None,
            title: "Curves".into(),
            description: String::new(),
            days: "Days".into(),
            at_risk: "At risk".into(),
            panels: vec![Panel {
                label: "panel".into(),
                last: 100,
                ticks: [0, 10, 50, 100].map(tick).into(),
                lines: vec![Line {
                    class: "reached",
                    label: "reached".into(),
                    steps: vec![(50, 0.5), (100, 1.0), (200, 1.0)],
                }],
                band: vec![(50, 0.25, 0.75), (75, 0.5, 1.0)],
                shares: vec![(0.0, "0%".into()), (1.0, "100%".into())],
            }],
        }
    }

    #[test]
    fn a_curve_is_level_between_days_and_ends_with_the_panel() {
        let drawing = StepDrawing::narrow(&chart());
        let panel = &drawing.panels[0];
        // 264 units wide from 52, 150 high from 198 down to 48.
        assert_eq!(panel.curves[0].1, "M52 198H184V123H316V48H316");
        assert_eq!(panel.band, "M184 85.5H184V85.5H250V48H316V123H250V160.5H184Z");
    }

    #[test]
    fn labels_of_days_do_not_meet() {
        let days = |drawing: &StepDrawing| -> Vec<String> {
            drawing.panels[0].ticks.iter().map(|tick| tick.text.clone()).collect()
        };
        assert_eq!(days(&StepDrawing::narrow(&chart())), ["0", "50", "100"]);
        assert_eq!(days(&StepDrawing::wide(&chart())), ["0", "10", "50", "100"]);
    }

    #[test]
    fn a_chart_without_panels_has_no_height() {
        let none = StepChart { panels: Vec::new(), ..chart() };
        assert_eq!(StepDrawing::wide(&none).height, 0.0);
    }
}

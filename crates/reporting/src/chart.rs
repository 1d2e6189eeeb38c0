//! Bar charts as SVG. A bar's label stands beside it, on a phone above it, and its parts are named below
//! it, so that no text is ever cut and nothing depends on colour. Unit of every coordinate: SVG user units, one of which
//! is a CSS pixel at the size the drawing was made for.

use askama::Template;

use crate::model::{Bar, Chart};

/// Height of a bar.
pub(crate) const BAR_HEIGHT: f64 = 20.0;
/// Line spacing of labels and notes.
const LINE: f64 = 18.0;
/// From the last line below a bar to the next label.
const GAP: f64 = 12.0;
/// Mean advance of a letter of a label (14 units, bold) and of a note (13 units). Cyrillic runs
/// wider than Latin, so both are generous.
pub(crate) const LABEL_LETTER: f64 = 9.4;
const NOTE_LETTER: f64 = 7.8;
/// Side of a swatch and its distance to the text.
const SWATCH: f64 = 18.0;

/// Width kept for labels beside the bars.
const LABELS: f64 = 236.0;

/// A chart laid out for one width.
pub(crate) struct Drawing {
    pub(crate) class: &'static str,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) bars: Vec<DrawnBar>,
}

/// One bar with its texts.
pub(crate) struct DrawnBar {
    /// Lines of the label, each with its baseline; the total ends the last one.
    pub(crate) label: Vec<(f64, String)>,
    pub(crate) bar_y: f64,
    pub(crate) segments: Vec<DrawnSegment>,
    pub(crate) notes: Vec<DrawnNote>,
}

/// A part of a bar.
pub(crate) struct DrawnSegment {
    pub(crate) class: &'static str,
    pub(crate) value: u64,
    pub(crate) x: f64,
    pub(crate) width: f64,
}

/// A part named below its bar: a swatch and the number with its word.
pub(crate) struct DrawnNote {
    pub(crate) class: &'static str,
    pub(crate) swatch_x: f64,
    pub(crate) text_x: f64,
    pub(crate) y: f64,
    pub(crate) text: String,
}

impl Drawing {
    /// For screens from a tablet up and for paper: labels beside the bars, so that the bars stand close
    /// and are taken in at one glance.
    pub(crate) fn wide(chart: &Chart) -> Self {
        Self::lay_out(chart, "wide-drawing", 720.0, LABELS)
    }

    /// For a phone: labels above the bars.
    pub(crate) fn narrow(chart: &Chart) -> Self {
        Self::lay_out(chart, "narrow-drawing", 340.0, 0.0)
    }

    /// `labels` is the width kept for labels beside the bars; 0 sets them above.
    fn lay_out(chart: &Chart, class: &'static str, width: f64, labels: f64) -> Self {
        let mut bars = Vec::new();
        let mut top = 0.0;
        for bar in &chart.bars {
            let (drawn, height) = draw(chart, bar, width, labels, top);
            bars.push(drawn);
            top += height;
        }
        Self { class, width, height: top, bars }
    }
}

#[derive(Template)]
#[template(path = "drawing.svg")]
struct Svg<'a> {
    chart: &'a Chart,
    drawing: &'a Drawing,
    standalone: bool,
}

/// The drawing as SVG: a part of a page, or a file that brings its own style.
pub(crate) fn svg(chart: &Chart, drawing: &Drawing, standalone: bool) -> askama::Result<String> {
    Svg { chart, drawing, standalone }.render()
}

fn draw(chart: &Chart, bar: &Bar, width: f64, labels: f64, top: f64) -> (DrawnBar, f64) {
    let beside = labels > 0.0;
    let left = if beside { labels + SWATCH } else { 0.0 };
    let room = if beside { labels } else { width };
    let lines = wrapped(&labelled(bar), room / LABEL_LETTER);
    let mut y = top;
    let label: Vec<(f64, String)> = lines
        .into_iter()
        .map(|line| {
            y += LINE;
            (round(y - if beside { 3.0 } else { 0.0 }), line)
        })
        .collect();
    let bar_y = if beside { top } else { y + 6.0 };
    let (notes, end) = notes(bar, left, width, bar_y + BAR_HEIGHT + LINE);
    let segments = segments(chart, bar, left, width);
    (DrawnBar { label, bar_y, segments, notes }, y.max(end) + GAP - top)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn segments(chart: &Chart, bar: &Bar, left: f64, width: f64) -> Vec<DrawnSegment> {
    let scale = if chart.full == 0 { 0.0 } else { (width - left) / chart.full as f64 };
    let mut x = left;
    let mut drawn = Vec::new();
    for segment in bar.segments.iter().filter(|segment| segment.value > 0) {
        let length = segment.value as f64 * scale;
        drawn.push(DrawnSegment {
            class: segment.kind.class(),
            value: segment.value,
            x: round(x),
            width: round(length),
        });
        x += length;
    }
    drawn
}

/// The parts of a bar named in lines from `y` down, and the last line's baseline.
#[expect(clippy::cast_precision_loss, reason = "a note has few letters")]
fn notes(bar: &Bar, left: f64, width: f64, mut y: f64) -> (Vec<DrawnNote>, f64) {
    let mut notes = Vec::new();
    let mut x = left;
    for segment in bar.segments.iter().filter(|segment| segment.value > 0) {
        let advance = SWATCH + segment.text.chars().count() as f64 * NOTE_LETTER;
        if x > left && x + advance > width {
            x = left;
            y += LINE;
        }
        notes.push(DrawnNote {
            class: segment.kind.class(),
            swatch_x: round(x),
            text_x: round(x + SWATCH),
            y: round(y),
            text: segment.text.clone(),
        });
        x += advance + SWATCH;
    }
    (notes, y)
}

/// The label and, kept on one line with its dash, the total.
fn labelled(bar: &Bar) -> String {
    format!("{} –\u{a0}{}", bar.label, bar.total.replace(' ', "\u{a0}"))
}

/// The text in lines of at most this many letters, broken at spaces.
pub(crate) fn wrapped(text: &str, letters: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if fits(line, word, letters) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "a line has few letters")]
fn fits(line: &str, word: &str, letters: f64) -> bool {
    (line.chars().count() + 1 + word.chars().count()) as f64 <= letters
}

/// Two decimals: a hundredth of a pixel, so that no platform prints another digit.
pub(crate) fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Segment, SegmentKind};
    use attrition::CountingUnit;

    const KINDS: [SegmentKind; 3] =
        [SegmentKind::Continued, SegmentKind::Pending, SegmentKind::Exited];

    fn chart(values: &[u64], full: u64) -> Chart {
        let segments = KINDS
            .into_iter()
            .zip(values)
            .map(|(kind, value)| Segment { kind, value: *value, text: value.to_string() })
            .collect();
        Chart {
            id: "chart",
            message: None,
            title: "Chart".into(),
            description: String::new(),
            unit: CountingUnit::Reports,
            bars: vec![Bar { label: "bar".into(), total: "10".into(), segments }],
            full,
        }
    }

    #[test]
    fn lengths_are_proportional_and_fill_the_bar_without_gaps() {
        let ends = |drawing: Drawing| -> Vec<(f64, f64)> {
            drawing.bars[0].segments.iter().map(|s| (s.x, s.width)).collect()
        };
        let chart = chart(&[5, 2, 3], 10);
        assert_eq!(ends(Drawing::narrow(&chart)), [(0.0, 170.0), (170.0, 68.0), (238.0, 102.0)]);
        assert_eq!(ends(Drawing::wide(&chart)), [(254.0, 233.0), (487.0, 93.2), (580.2, 139.8)]);
    }

    #[test]
    fn long_labels_are_broken_and_never_cut() {
        let text = "Маалыматты эсепке алуу журналына киргизилди – 4 / 7";
        let lines = wrapped(text, 30.0);
        assert!(lines.iter().all(|line| line.chars().count() <= 30), "{lines:?}");
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn an_empty_chart_draws_no_bar_of_infinite_length() {
        let drawing = Drawing::narrow(&chart(&[0, 0, 0], 0));
        assert!(drawing.bars[0].segments.is_empty());
    }
}

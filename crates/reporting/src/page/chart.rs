//! Geometry of the bar charts. A bar's label stands above it and its parts are named below it, so
//! that no text is ever cut and nothing depends on colour. Unit of every coordinate: SVG user units,
//! one of which is a CSS pixel at the size the drawing was made for.

use crate::model::{Bar, Chart};

/// Height of a bar.
pub(super) const BAR_HEIGHT: f64 = 20.0;
/// Line spacing of labels and notes.
const LINE: f64 = 18.0;
/// From the last line below a bar to the next label.
const GAP: f64 = 12.0;
/// Mean advance of a letter of a label (14 units, bold) and of a note (13 units). Cyrillic runs
/// wider than Latin, so both are generous.
const LABEL_LETTER: f64 = 8.8;
const NOTE_LETTER: f64 = 7.8;
/// Side of a swatch and its distance to the text.
const SWATCH: f64 = 18.0;

/// A chart laid out for one width.
pub(super) struct Drawing {
    pub(super) class: &'static str,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) bars: Vec<DrawnBar>,
}

/// One bar with its texts.
pub(super) struct DrawnBar {
    /// Lines of the label, each with its baseline; the total ends the last one.
    pub(super) label: Vec<(f64, String)>,
    pub(super) bar_y: f64,
    pub(super) segments: Vec<DrawnSegment>,
    pub(super) notes: Vec<DrawnNote>,
}

/// A part of a bar.
pub(super) struct DrawnSegment {
    pub(super) class: &'static str,
    pub(super) value: u64,
    pub(super) x: f64,
    pub(super) width: f64,
}

/// A part named below its bar: a swatch and the number with its word.
pub(super) struct DrawnNote {
    pub(super) class: &'static str,
    pub(super) swatch_x: f64,
    pub(super) text_x: f64,
    pub(super) y: f64,
    pub(super) text: String,
}

impl Drawing {
    /// For screens from a tablet up and for paper.
    pub(super) fn wide(chart: &Chart) -> Self {
        Self::lay_out(chart, "wide-drawing", 720.0)
    }

    /// For a phone.
    pub(super) fn narrow(chart: &Chart) -> Self {
        Self::lay_out(chart, "narrow-drawing", 340.0)
    }

    fn lay_out(chart: &Chart, class: &'static str, width: f64) -> Self {
        let mut bars = Vec::new();
        let mut top = 0.0;
        for bar in &chart.bars {
            let (drawn, height) = draw(chart, bar, width, top);
            bars.push(drawn);
            top += height;
        }
        Self { class, width, height: top, bars }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn draw(chart: &Chart, bar: &Bar, width: f64, top: f64) -> (DrawnBar, f64) {
    let scale = if chart.full == 0 { 0.0 } else { width / chart.full as f64 };
    let mut segments = Vec::new();
    let mut x = 0.0;
    for segment in bar.segments.iter().filter(|segment| segment.value > 0) {
        let length = segment.value as f64 * scale;
        segments.push(DrawnSegment {
            class: segment.kind.class(),
            value: segment.value,
            x: round(x),
            width: round(length),
        });
        x += length;
    }
    let lines = wrapped(&labelled(bar), width / LABEL_LETTER);
    let mut y = top;
    let label = lines
        .into_iter()
        .map(|line| {
            y += LINE;
            (y, line)
        })
        .collect();
    let bar_y = y + 6.0;
    y = bar_y + BAR_HEIGHT + LINE;
    let mut notes = Vec::new();
    let mut note_x = 0.0;
    for segment in bar.segments.iter().filter(|segment| segment.value > 0) {
        let advance = SWATCH + segment.text.chars().count() as f64 * NOTE_LETTER;
        if note_x > 0.0 && note_x + advance > width {
            note_x = 0.0;
            y += LINE;
        }
        notes.push(DrawnNote {
            class: segment.kind.class(),
            swatch_x: round(note_x),
            text_x: round(note_x + SWATCH),
            y,
            text: segment.text.clone(),
        });
        note_x += advance + SWATCH;
    }
    (DrawnBar { label, bar_y, segments, notes }, y + GAP - top)
}

/// The label and, kept on one line with its dash, the total.
fn labelled(bar: &Bar) -> String {
    format!("{} –\u{a0}{}", bar.label, bar.total.replace(' ', "\u{a0}"))
}

/// The text in lines of at most this many letters, broken at spaces.
fn wrapped(text: &str, letters: f64) -> Vec<String> {
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
fn round(value: f64) -> f64 {
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
            title: "Chart".into(),
            description: String::new(),
            unit: CountingUnit::Reports,
            bars: vec![Bar { label: "bar".into(), total: "10".into(), segments }],
            full,
        }
    }

    #[test]
    fn lengths_are_proportional_and_fill_the_bar_without_gaps() {
        let drawing = Drawing::wide(&chart(&[5, 2, 3], 10));
        let segments = &drawing.bars[0].segments;
        let ends: Vec<(f64, f64)> = segments.iter().map(|s| (s.x, s.width)).collect();
        assert_eq!(ends, [(0.0, 360.0), (360.0, 144.0), (504.0, 216.0)]);
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

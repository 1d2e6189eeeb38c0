//! Geometry of the bar charts. A bar's label stands above it and its parts are named below it, so
//! that no text is ever cut and nothing depends on colour. Unit of every coordinate: SVG user units,
//! one of which is a CSS pixel at the size the drawing was made for.

use crate::model::{Bar, Chart, SegmentKind};

const BAR_HEIGHT: f64 = 20.0;
/// From one bar's label to the next.
const STEP: f64 = 70.0;
/// Mean advance of a letter at the size of the notes; Cyrillic is wider than Latin, so generous.
const LETTER: f64 = 7.6;

/// A chart laid out for one width.
pub(super) struct Drawing {
    pub(super) class: &'static str,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) bars: Vec<DrawnBar>,
}

/// One bar with its texts.
pub(super) struct DrawnBar {
    pub(super) label: String,
    pub(super) total: String,
    pub(super) label_y: f64,
    pub(super) bar_y: f64,
    pub(super) note_y: f64,
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
    let mut notes = Vec::new();
    let mut note_x = 0.0;
    for segment in &bar.segments {
        let text = format!("{} {}", segment.text, name(chart, segment.kind));
        let advance = 18.0 + text.chars().count() as f64 * LETTER + 10.0;
        notes.push(DrawnNote {
            class: segment.kind.class(),
            swatch_x: round(note_x),
            text_x: round(note_x + 18.0),
            text,
        });
        note_x += advance;
    }
    let drawn = DrawnBar {
        label: bar.label.clone(),
        total: bar.total.clone(),
        label_y: top + 16.0,
        bar_y: top + 23.0,
        note_y: top + 23.0 + BAR_HEIGHT + 15.0,
        segments,
        notes,
    };
    (drawn, STEP)
}

fn name(chart: &Chart, kind: SegmentKind) -> &str {
    chart.key.iter().find(|(key, _)| *key == kind).map_or("", |(_, name)| name.as_str())
}

/// Two decimals: a hundredth of a pixel, so that no platform prints another digit.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Segment;
    use attrition::CountingUnit;

    fn chart(values: &[u64], full: u64) -> Chart {
        let segments = SegmentKind::ALL
            .into_iter()
            .zip(values)
            .map(|(kind, value)| Segment { kind, value: *value, text: value.to_string() })
            .collect();
        Chart {
            id: "chart",
            title: "Chart".into(),
            description: String::new(),
            unit: CountingUnit::Reports,
            key: SegmentKind::ALL.into_iter().map(|kind| (kind, kind.class().into())).collect(),
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
    fn an_empty_chart_draws_no_bar_of_infinite_length() {
        let drawing = Drawing::narrow(&chart(&[0, 0, 0], 0));
        assert!(drawing.bars[0].segments.is_empty());
    }
}

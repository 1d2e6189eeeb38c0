//! Colours of the page meet WCAG 2.2: 4.5 to 1 for text, 3 to 1 for parts of charts.

const STYLE: &str = include_str!("../../templates/style.css");
const CHART: &str = include_str!("../../templates/chart.css");

/// A colour declared in `:root`, as linear light per channel.
fn declared(name: &str) -> [f64; 3] {
    let start = STYLE.find(&format!("--{name}:#")).unwrap() + name.len() + 4;
    colour(&STYLE[start..start + 6])
}

fn colour(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| {
        let channel = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    })
}

/// Contrast ratio by WCAG 2.2, definition of "contrast ratio". Range [1, 21].
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

#[test]
fn the_formula_gives_the_known_extremes() {
    assert!((contrast(colour("000000"), colour("ffffff")) - 21.0).abs() < 1e-9);
    assert!((contrast(colour("777777"), colour("ffffff")) - 4.478).abs() < 0.01);
}

#[test]
fn text_can_be_read_and_parts_of_charts_told_apart() {
    let white = colour("ffffff");
    for ground in [white, declared("wash")] {
        for text in ["ink", "soft"] {
            assert!(contrast(declared(text), ground) >= 4.5, "{text}");
        }
    }
    assert!(contrast(colour("0b4a86"), white) >= 4.5);
    assert!(STYLE.contains("#0b4a86"));
    for part in ["123f66", "1b1f24", "8a2c0d"] {
        assert!(contrast(colour(part), white) >= 3.0 && CHART.contains(part), "{part}");
    }
}

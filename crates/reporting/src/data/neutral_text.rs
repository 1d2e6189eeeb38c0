//! Text that a spreadsheet would run as a formula. Reach for [`neutral`] for every text cell of a
//! CSV file that comes from a source. Numbers are written as numbers and need none of it.

/// The text with an apostrophe before it, if a spreadsheet would take it for a formula.
///
/// A text that starts with `=`, `+`, `-`, `@`, tab or carriage return, possibly after apostrophes,
/// gets one more apostrophe. [`original`] takes exactly that one away, so nothing is lost.
pub(crate) fn neutral(text: &str) -> String {
    if is_formula_like(text) { format!("'{text}") } else { text.to_owned() }
}

/// Undoes [`neutral`].
#[cfg(test)]
fn original(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula_like(rest) => rest,
        _ => text,
    }
}

fn is_formula_like(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_can_be_restored() {
        for text in ["=1+1", "+996", "-5", "@sum", "'=1", "''-", "plain", "'quoted'", "", "№ 5"] {
            let safe = neutral(text);
            assert!(!safe.starts_with(['=', '+', '-', '@', '\t', '\r']), "{safe}");
            assert_eq!(original(&safe), text);
        }
    }
}

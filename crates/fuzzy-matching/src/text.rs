//! "Did you mean": the candidate nearest to a mistyped word. Reach for [`closest`] for column
//! headers, keys of the project file and codes. It is for words of an interface; persons' names
//! are compared by [`crate::person_name`].

/// Below this similarity a suggestion misleads more often than it helps: two edits in a word of
/// six letters.
const SUGGEST_FROM: f64 = 0.66;

/// The candidate most similar to `written`, if any is similar enough to suggest; on a tie the
/// first in order. Letter case, spaces, `_`, `.` and `-` do not count.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let target = plain(written);
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let score = similarity_of_plain(&target, &plain(candidate));
        if score >= SUGGEST_FROM && best.is_none_or(|(_, top)| score > top) {
            best = Some((candidate, score));
        }
    }
    best.map(|(candidate, _)| candidate)
}

/// Similarity of two words or phrases in `[0, 1]`; word order costs little.
pub fn similarity(a: &str, b: &str) -> f64 {
    similarity_of_plain(&plain(a), &plain(b))
}

fn similarity_of_plain(a: &[String], b: &[String]) -> f64 {
    let (joined_a, joined_b) = (a.concat(), b.concat());
    if joined_a.is_empty() || joined_b.is_empty() {
        return 0.0;
    }
    let direct = strsim::normalized_damerau_levenshtein(&joined_a, &joined_b);
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words.concat()
    };
    let reordered = strsim::normalized_damerau_levenshtein(&sorted(a), &sorted(b));
    direct.max(reordered - 0.01)
}

fn plain(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('ё', "е")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_header_finds_its_candidate() {
        let headers = ["Дата рождения", "Дата регистрации", "Фамилия", "birth_date"];
        assert_eq!(closest("дата рожденя", headers), Some("Дата рождения"));
        assert_eq!(closest("фамлия", headers), Some("Фамилия"));
        assert_eq!(closest("birthdate", headers), Some("birth_date"));
        assert_eq!(closest("рождения дата", headers), Some("Дата рождения"));
    }

    #[test]
    fn nothing_near_gives_no_suggestion() {
        assert_eq!(closest("сумма ущерба", ["Фамилия", "Имя"]), None);
        assert_eq!(closest("", ["Имя"]), None);
        assert_eq!(closest("Имя", []), None);
    }
}
